use hallmark_gbcs::wire::Message;

use crate::refusal::Refusal;

/// The octets must be one whole message (check 1).
pub(crate) fn frame(octets: &[u8]) -> Result<Message<'_>, Refusal> {
    Message::parse(octets).map_err(Refusal::Malformed)
}
