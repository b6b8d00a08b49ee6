use crate::asn1;
use crate::command::Authority;
use crate::command::Command;
use crate::command::Content;
use crate::command::Outcome;
use crate::device::Device;
use crate::dlms;
use crate::refusal::Refusal;

/// Does what an authentic command wants. A refusal here changes nothing.
pub(crate) fn execution(
    device: &mut Device,
    command: &Command<'_>,
    authority: &Authority,
    content: &Content<'_>,
) -> Result<Outcome, Refusal> {
    match content {
        Content::Asn1(payload) => asn1::execute(device, command, authority, payload),
        Content::Dlms(request) => Ok(dlms::execute(device, command, authority, request)),
    }
}
