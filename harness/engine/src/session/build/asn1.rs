//! Payloads of the ASN.1 use cases (GBCS 11, 13).

use std::borrow::Cow;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::ActivateFirmwareCommand;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::AuthorisingRemotePartyControl;
use hallmark_gbcs::asn1::CellUsage;
use hallmark_gbcs::asn1::Certificate;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::DeviceType;
use hallmark_gbcs::asn1::ImageHash;
use hallmark_gbcs::asn1::IssueCredentialsCommand;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinMethodAndRole;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideCredentialsCommand;
use hallmark_gbcs::asn1::ProvideDeviceCertificateCommand;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::RemotePartySeqNumberChange;
use hallmark_gbcs::asn1::Replacement;
use hallmark_gbcs::asn1::TimeBasedCpvChecks;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::asn1::UnjoinCommand;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_gbcs::asn1::UpdateDeviceCertificateCommand;
use hallmark_smki::Usage;

use crate::session::Laboratory;
use crate::session::Party;
use crate::session::build::Body;
use crate::session::build::Parts;

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

/// The role's value in payloads.
fn role_of(party: &Party) -> RemotePartyRole {
    RemotePartyRole(u32::from(party.role.value()))
}

/// CS02a and CS02f: the counters and cells of the roles that an ESME has.
fn provide_credentials(parts: &Parts<'_>) -> Asn1Payload<'static> {
    let by_broker = role_of(parts.originator) == RemotePartyRole::ACCESS_CONTROL_BROKER;
    let usage = if by_broker { KeyUsage::KEY_AGREEMENT } else { KeyUsage::DIGITAL_SIGNATURE };
    let mut roles = vec![
        RemotePartyRole::SUPPLIER,
        RemotePartyRole::NETWORK_OPERATOR,
        RemotePartyRole::ACCESS_CONTROL_BROKER,
        RemotePartyRole::TRANSITIONAL_COS,
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

/// What a CS02b or CS02g replaces, and how.
#[derive(Debug, Clone, Copy)]
pub struct Replacing<'a> {
    /// The Message Code, which says the mode.
    pub code: MessageCode,
    /// Who gets the cells of its role.
    pub new: &'a Party,
    /// Which replacement certificate is spoilt, if one is: its number, from 0.
    pub spoilt: Option<usize>,
    /// Whether control changes, so that the counters of the new party start from a floor.
    pub changes_control: bool,
}

/// CS02b and CS02g: the cells of a role get the certificates of a party, as the profile gives them.
pub(super) fn update_credentials<'a>(
    laboratory: &'a Laboratory,
    originator: &Party,
    replacing: Replacing<'a>,
    counter: Counter,
) -> Result<UpdateCredentialsCommand<'a>, String> {
    let mode = CredentialsReplacementMode(u32::from(match replacing.code.0 {
        0x0125 => 10,
        0x0126 => 11,
        code => code.saturating_sub(0x0100),
    }));
    let new = replacing.new;
    let by_broker = mode == CredentialsReplacementMode::ACCESS_CONTROL_BROKER_BY_ACB;
    let cells = [
        (Usage::DigitalSignature, KeyUsage::DIGITAL_SIGNATURE, CellUsage::MANAGEMENT),
        (Usage::KeyAgreement, KeyUsage::KEY_AGREEMENT, CellUsage::MANAGEMENT),
        (Usage::PrepaymentKeyAgreement, KeyUsage::KEY_AGREEMENT, CellUsage::PRE_PAYMENT_TOP_UP),
    ];
    let replacements: Vec<_> = cells
        .into_iter()
        // On devices other than a hub the broker has no cell for signatures.
        .filter(|(usage, ..)| !(by_broker && *usage == Usage::DigitalSignature))
        .filter_map(|(usage, key_usage, cell_usage)| Some((new.certificate(usage)?, key_usage, cell_usage)))
        .enumerate()
        .map(|(number, (certificate, key_usage, cell_usage))| Replacement {
            replacement_certificate: replacement(certificate, replacing.spoilt == Some(number)),
            target_trust_anchor_cell: TrustAnchorCellIdentifier {
                trust_anchor_cell_remote_party_role: role_of(new),
                trust_anchor_cell_key_usage: key_usage,
                trust_anchor_cell_usage: cell_usage,
            },
        })
        .collect();
    if replacements.is_empty() {
        return Err(format!("the profile gives no certificate of {}", new.name));
    }
    let authorising = TrustAnchorCellIdentifier::management(role_of(originator), KeyUsage::DIGITAL_SIGNATURE);
    let own_role = originator.role == new.role;
    let floor = replacing.changes_control.then_some(counter);
    let other_changes = floor.filter(|_| !own_role).map(|floor| {
        vec![RemotePartySeqNumberChange {
            other_remote_party_role: role_of(new),
            other_remote_party_floor_seq_number: floor,
            new_remote_party_specialist_floor_seq_number: None,
        }]
    });
    Ok(UpdateCredentialsCommand {
        authorising_remote_party_control: AuthorisingRemotePartyControl {
            credentials_replacement_mode: mode,
            plaintext_symmetric_key: None,
            apply_time_based_cpv_checks: Some(TimeBasedCpvChecks::DISAPPLY),
            authorising_remote_party_ta_cell_identifier: (!by_broker).then_some(authorising),
            authorising_remote_party_seq_number: counter,
            new_remote_party_floor_seq_number: floor.filter(|_| own_role),
            new_remote_party_specialist_floor_seq_number: None,
            other_remote_party_seq_number_changes: other_changes,
        },
        replacements,
        certification_path_certificates: issuing_authority(laboratory, new),
        execution_date_time: None,
    })
}

/// A certificate, with one bit of its signature flipped where it is to be spoilt.
fn replacement(certificate: &hallmark_smki::Certificate, spoilt: bool) -> Certificate<'_> {
    if !spoilt {
        return Certificate(Cow::Borrowed(certificate.der()));
    }
    let mut octets = certificate.der().to_vec();
    if let Some(last) = octets.last_mut() {
        *last ^= 0x01;
    }
    Certificate(Cow::Owned(octets))
}

/// The certificate of the authority that issued a party's certificates; where the profile does not give it, that of
/// any authority, or none: the device then says that there is no trust anchor.
fn issuing_authority<'a>(laboratory: &'a Laboratory, replaced: &Party) -> Vec<Certificate<'a>> {
    let usages = [Usage::DigitalSignature, Usage::KeyAgreement];
    let issued = usages.into_iter().find_map(|usage| replaced.certificate(usage));
    let authorities = laboratory.authorities();
    let issuer = issued
        .and_then(|issued| authorities.iter().find(|issuer| issued.verify_signed_by(issuer).is_ok()))
        .or(authorities.first());
    issuer.map(|issuer| Certificate(Cow::Borrowed(issuer.der()))).into_iter().collect()
}
