use hallmark_gbcs::crypto::AwsLc;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::SignatureEngine;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_gbcs::wire::SignatureField;

use crate::command::Authority;
use crate::command::Command;
use crate::device::CellKey;
use crate::device::Device;
use crate::refusal::Refusal;

/// Whatever protection the command must have must be right (checks 8 and 9).
pub(crate) fn authenticity(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
) -> Result<(), Refusal> {
    let (mac, signature) = (device.rules.mac, device.rules.signature);
    let message = &command.message;
    match command.protection {
        Protection::Both => {
            mac(device, message)?;
            signature(device, message, authority.role)
        }
        Protection::Mac => mac(device, message),
        Protection::Signature => signature(device, message, authority.role),
        Protection::None => Err(Refusal::Protection),
    }
}

/// The MAC of a command is made with the Key Agreement keys of the Access Control Broker and the Device (GBCS 6.2.4).
pub(crate) fn mac(device: &Device, message: &Message<'_>) -> Result<(), Refusal> {
    let found = message.mac().ok_or(Refusal::Mac)?;
    let acb = device.anchors.cell(Role::AccessControlBroker, CellKey::Agreement).ok_or(Refusal::Mac)?;
    let secret = device.credentials.secret(&acb.point).ok_or(Refusal::Mac)?;
    let header = message.header();
    let expected =
        MessageKey::for_mac(&secret, header).mac(header.originator, message.authenticated_octets());
    if expected == *found { Ok(()) } else { Err(Refusal::Mac) }
}

/// The signature is made with the key in the signature cell of the role (GBCS 6.2.3).
pub(crate) fn signature(device: &Device, message: &Message<'_>, role: Role) -> Result<(), Refusal> {
    let SignatureField::Present(signature) = message.signature() else { return Err(Refusal::Signature) };
    let cell = device.anchors.cell(role, CellKey::Signature).ok_or(Refusal::Signature)?;
    let key = AwsLc.key(&cell.point).map_err(|_| Refusal::Signature)?;
    let valid = AwsLc.is_valid(&key, message.signed_octets(), signature);
    if valid { Ok(()) } else { Err(Refusal::Signature) }
}
