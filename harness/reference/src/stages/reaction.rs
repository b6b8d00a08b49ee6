use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::SignatureField;

use crate::device::Device;
use crate::refusal::Refusal;

/// Logs and alerts about a command that was refused.
pub(crate) fn reaction(
    device: &mut Device,
    refusal: &Refusal,
    message: Option<&Message<'_>>,
) -> Vec<Vec<u8>> {
    let reaction = refusal.reaction();
    if let Some(code) = reaction.log {
        note(device, code, message);
    }
    let alert = match (refusal, message) {
        (Refusal::Unsupported, Some(message)) => unsupported(device, message),
        _ => reaction.alert.and_then(|code| device.refusal_alert(code)),
    };
    alert.into_iter().collect()
}

/// ECS100, if the command is otherwise one to be trusted: from a known party, with the MAC of the Access Control Broker,
/// and where it is signed, rightly so.
fn unsupported(device: &mut Device, message: &Message<'_>) -> Option<Vec<u8>> {
    let header = message.header();
    let roles = device.anchors.roles_of(header.originator).collect::<Vec<_>>();
    let form = matches!(header.other, OtherInformation::Code { .. } | OtherInformation::PartyCounter { .. });
    let signed = match message.signature() {
        SignatureField::Present(_) => {
            roles.iter().any(|role| (device.rules.signature)(device, message, *role).is_ok())
        }
        SignatureField::Missing | SignatureField::Null => true,
    };
    let trusted = header.cra == Cra::Command && form && !roles.is_empty() && signed;
    if trusted && (device.rules.mac)(device, message).is_ok() {
        return (device.rules.unsupported_alert)(device, header);
    }
    if let Some(code) = Refusal::OtherInformation.reaction().log {
        note(device, code, Some(message));
    }
    None
}

/// Enters a refusal in the security log, with the Message Code where there is one.
fn note(device: &mut Device, code: AlertCode, message: Option<&Message<'_>>) {
    let command = message.map(|message| message.header().message_code().0.to_be_bytes());
    device.logs.security.note(device.now, code, command.as_ref().map_or(&[], |octets| octets));
}
