//! Payloads of the ASN.1 use cases (GBCS 11, 13).

use std::borrow::Cow;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::ActivateFirmwareCommand;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::Certificate;
use hallmark_gbcs::asn1::DeviceType;
use hallmark_gbcs::asn1::ImageHash;
use hallmark_gbcs::asn1::IssueCredentialsCommand;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinMethodAndRole;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideCredentialsCommand;
use hallmark_gbcs::asn1::ProvideDeviceCertificateCommand;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::asn1::UnjoinCommand;
use hallmark_gbcs::asn1::UpdateDeviceCertificateCommand;
use hallmark_smki::Usage;

use crate::session::Laboratory;
use crate::session::Party;
use crate::session::build::Body;
use crate::session::build::Parts;
use crate::session::build::Replacing;
use crate::session::build::role_of;
use crate::session::build::update::update_credentials;

/// The payload of an ASN.1 use case.
pub(super) fn body<'a>(laboratory: &'a Laboratory, parts: &Parts<'a>) -> Result<Body, String> {
    let payload = match parts.use_case.code.0 {
        0x0008 | 0x011B => provide_credentials(parts),
        0x000A => Asn1Payload::IssueCredentialsCommand(IssueCredentialsCommand {
            key_usage: KeyUsage::DIGITAL_SIGNATURE,
        }),
        0x000B => update_device_certificate(laboratory)?,
        0x000C => Asn1Payload::ProvideDeviceCertificateCommand(ProvideDeviceCertificateCommand {
            key_usage: KeyUsage::KEY_AGREEMENT,
        }),
        0x000D => Asn1Payload::JoinCommand(JoinCommand {
            join_method_and_role: JoinMethodAndRole::METHOD_A_INITIATOR,
            other_device_entity_identifier: OTHER_DEVICE,
            other_device_type: DeviceType::HCALCS,
            other_device_certificate: None,
        }),
        0x000F => Asn1Payload::UnjoinCommand(UnjoinCommand(OTHER_DEVICE)),
        0x0012 => Asn1Payload::ActivateFirmwareCommand(ActivateFirmwareCommand {
            manufacturer_image_hash: ImageHash([0x5A; 32]),
            originator_counter: parts.counter,
            execution_date_time: None,
        }),
        0x0013 => Asn1Payload::Read,
        code @ (0x0102..=0x0108 | 0x0125 | 0x0126) => {
            let replacing = match parts.replacing {
                Some(replacing) => replacing,
                None => Replacing {
                    code: MessageCode(code),
                    new: replaced_party(laboratory, code, parts.originator)?,
                    spoilt: None,
                    changes_control: false,
                },
            };
            let update = update_credentials(laboratory, parts.originator, replacing, parts.counter)?;
            Asn1Payload::UpdateCredentialsCommand(update)
        }
        _ => return Err(format!("the suite makes no commands of {}", parts.use_case.name)),
    };
    Ok(Body { payload: payload.to_vec(), kinds: Vec::new(), targets: Vec::new(), written: Vec::new() })
}

/// A device that joins: its identifier is of our own making.
const OTHER_DEVICE: EntityId = EntityId([0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x05]);

/// CS02a and CS02f: the counters and cells of the roles that an ESME has.
fn provide_credentials(parts: &Parts<'_>) -> Asn1Payload<'static> {
    let by_broker = role_of(parts.originator) == RemotePartyRole::ACCESS_CONTROL_BROKER;
    let usage = if by_broker { KeyUsage::KEY_AGREEMENT } else { KeyUsage::DIGITAL_SIGNATURE };
    let mut roles = vec![
        RemotePartyRole::SUPPLIER,
        RemotePartyRole::NETWORK_OPERATOR,
        RemotePartyRole::ACCESS_CONTROL_BROKER,
        RemotePartyRole::TRANSITIONAL_COS,
        RemotePartyRole::RECOVERY,
    ];
    if parts.use_case.code.0 == 0x011B {
        roles.push(RemotePartyRole::LOAD_CONTROLLER);
    }
    Asn1Payload::ProvideCredentialsCommand(ProvideCredentialsCommand {
        authorising_remote_party_ta_cell_identifier: TrustAnchorCellIdentifier::management(
            role_of(parts.originator),
            usage,
        ),
        remote_party_roles_credentials_required: roles,
    })
}

/// CS02d with a certificate that is not the device's: every honest device refuses it in its response.
fn update_device_certificate(laboratory: &Laboratory) -> Result<Asn1Payload<'static>, String> {
    let certificate = laboratory
        .parties()
        .iter()
        .find_map(|party| party.certificate(Usage::DigitalSignature))
        .ok_or("the profile gives no certificate of any party")?;
    let octets = Cow::Owned(certificate.der().to_vec());
    Ok(Asn1Payload::UpdateDeviceCertificateCommand(UpdateDeviceCertificateCommand(Certificate(octets))))
}

/// Whose cells a mode replaces: by default the party's own credentials, so that the device is left as it was.
fn replaced_party<'a>(
    laboratory: &'a Laboratory,
    code: u16,
    originator: &'a Party,
) -> Result<&'a Party, String> {
    let name = match code {
        0x0107 | 0x0108 => "supplier",
        0x0126 => "load-controller",
        _ => return Ok(originator),
    };
    laboratory.party(name).ok_or_else(|| format!("the profile names no party {name}"))
}
