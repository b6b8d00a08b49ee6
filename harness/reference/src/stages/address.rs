use hallmark_gbcs::wire::Message;

use crate::device::Device;
use crate::refusal::Refusal;

/// The Business Target must be this Device (check 2).
pub(crate) fn address(device: &Device, message: &Message<'_>) -> Result<(), Refusal> {
    if message.header().recipient == device.id { Ok(()) } else { Err(Refusal::OtherTarget) }
}
