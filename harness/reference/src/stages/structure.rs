use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::Protection;
use hallmark_smki::Certificate;
use hallmark_smki::KeyUsage;

use crate::command::ACB_BY_ACB;
use crate::command::BY_SIGNATURE_ALONE;
use crate::command::Command;
use crate::command::PROVIDE_CREDENTIALS;
use crate::device::CellKey;
use crate::device::Device;
use crate::refusal::Refusal;

/// A command with a known code, with permitted other-information and with the protection of its category (checks 3, 5
/// and 6).
pub(crate) fn structure<'a>(device: &Device, message: Message<'a>) -> Result<Command<'a>, Refusal> {
    let header = *message.header();
    if header.cra != Cra::Command {
        return Err(Refusal::NotACommand);
    }
    let use_case = (device.rules.supported)(header.message_code())?;
    // Only responses carry a date-time (GBCS 7.2.7).
    if header.date_time.is_some() {
        return Err(Refusal::OtherInformation);
    }
    (device.rules.other_information)(device, &message, use_case)?;
    let protection = (device.rules.protection)(device, use_case, header.originator);
    if message.protection() != protection {
        return Err(Refusal::Protection);
    }
    Ok(Command { message, use_case, protection })
}

/// The use case, if it is a command that an ESME receives. Those that newer ones replaced are supported too;
/// anyByContingency is not, since how its key is unlocked could not be established.
pub(crate) fn supported(code: MessageCode) -> Result<&'static UseCase, Refusal> {
    tables::use_case(code)
        .filter(|use_case| use_case.is_command_for(DeviceKind::Esme) && use_case.code != BY_CONTINGENCY)
        .filter(|use_case| matches!(use_case.format, PayloadFormat::Asn1 | PayloadFormat::Dlms))
        .ok_or(Refusal::Unsupported)
}

/// Only the Access Control Broker acts for somebody else, who is named by identifier and counter, and if the Device is to
/// encrypt for a party that it does not know, by a Key Agreement certificate.
pub(crate) fn other_information(
    device: &Device,
    message: &Message<'_>,
    use_case: &UseCase,
) -> Result<(), Refusal> {
    let header = message.header();
    let from_acb = device.anchors.has_role(header.originator, Role::AccessControlBroker);
    let permitted = match header.other {
        OtherInformation::Code { .. } => !(from_acb && use_case.sensitive),
        OtherInformation::PartyCounter { party, .. } => {
            from_acb && (!use_case.sensitive || device.anchors.agreement_point(party).is_some())
        }
        OtherInformation::PartyCertificate { party, certificate, .. } => {
            from_acb && agreement_point(party, certificate).is_some()
        }
        OtherInformation::Party { .. } | OtherInformation::PartyOriginator { .. } => false,
    };
    if permitted { Ok(()) } else { Err(Refusal::OtherInformation) }
}

/// The Key Agreement key that a command brings along, if it is one of `party`.
pub(crate) fn agreement_point(party: EntityId, certificate: &[u8]) -> Option<[u8; 65]> {
    let certificate = Certificate::parse_der(certificate).ok()?;
    let usage = certificate.key_usage() == Some(KeyUsage::KEY_AGREEMENT);
    let owner = certificate.entity_id() == Some(party.0);
    certificate.public_point().filter(|point| usage && owner && hallmark_smki::is_on_curve(point))
}

/// Signature and MAC for critical commands, a MAC for others; the variants of CS02 depend on who sends them.
pub(crate) fn protection(device: &Device, use_case: &UseCase, originator: EntityId) -> Protection {
    let acb = device.anchors.cell(Role::AccessControlBroker, CellKey::Agreement);
    let from_acb = acb.is_some_and(|cell| cell.entity == originator);
    match use_case.category {
        Category::Critical => Protection::Both,
        Category::Variant if PROVIDE_CREDENTIALS.contains(&use_case.code) => {
            if from_acb {
                Protection::Mac
            } else {
                Protection::Signature
            }
        }
        Category::Variant if use_case.code == ACB_BY_ACB => Protection::Mac,
        Category::Variant if BY_SIGNATURE_ALONE.contains(&use_case.code) => Protection::Signature,
        _ => Protection::Mac,
    }
}

const BY_CONTINGENCY: MessageCode = MessageCode(0x0109);
