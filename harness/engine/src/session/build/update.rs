//! Payloads of CS02b and CS02g (GBCS 13.3, 13.10).

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::AuthorisingRemotePartyControl;
use hallmark_gbcs::asn1::CellUsage;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::RemotePartySeqNumberChange;
use hallmark_gbcs::asn1::Replacement;
use hallmark_gbcs::asn1::TimeBasedCpvChecks;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_smki::Certificate;
use hallmark_smki::Usage;

use crate::session::Laboratory;
use crate::session::Party;
use crate::session::build::role_of;

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

/// One cell, and the octets of the certificate that it is to get.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// The cell.
    pub cell: TrustAnchorCellIdentifier,
    /// A certificate, or what stands in its place.
    pub certificate: Vec<u8>,
}

/// The cell of a role for a usage.
pub fn cell_for(role: RemotePartyRole, usage: Usage) -> TrustAnchorCellIdentifier {
    let (key_usage, cell_usage) = match usage {
        Usage::DigitalSignature => (KeyUsage::DIGITAL_SIGNATURE, CellUsage::MANAGEMENT),
        Usage::KeyAgreement => (KeyUsage::KEY_AGREEMENT, CellUsage::MANAGEMENT),
        Usage::PrepaymentKeyAgreement => (KeyUsage::KEY_AGREEMENT, CellUsage::PRE_PAYMENT_TOP_UP),
    };
    TrustAnchorCellIdentifier {
        trust_anchor_cell_remote_party_role: role,
        trust_anchor_cell_key_usage: key_usage,
        trust_anchor_cell_usage: cell_usage,
    }
}

impl Laboratory {
    /// The payload of a CS02b or CS02g by `originator` that gives these cells these certificates at once. Dates are
    /// disregarded and no floor is set; whoever wants something else changes it.
    pub fn update_request(
        &self,
        code: MessageCode,
        originator: &Party,
        counter: Counter,
        changes: &[CellChange],
        path: &[Vec<u8>],
    ) -> UpdateCredentialsCommand<'static> {
        let mode = mode_of(code);
        let by_broker = mode == CredentialsReplacementMode::ACCESS_CONTROL_BROKER_BY_ACB;
        // On devices other than a hub the broker has no cell to name (GBCS 13.3.3.1).
        let authorising = (!by_broker).then(|| cell_for(role_of(originator), Usage::DigitalSignature));
        let replacements = changes.iter().map(|change| Replacement {
            replacement_certificate: change.certificate.clone().into(),
            target_trust_anchor_cell: change.cell,
        });
        UpdateCredentialsCommand {
            authorising_remote_party_control: AuthorisingRemotePartyControl {
                credentials_replacement_mode: mode,
                plaintext_symmetric_key: None,
                apply_time_based_cpv_checks: Some(TimeBasedCpvChecks::DISAPPLY),
                authorising_remote_party_ta_cell_identifier: authorising,
                authorising_remote_party_seq_number: counter,
                new_remote_party_floor_seq_number: None,
                new_remote_party_specialist_floor_seq_number: None,
                other_remote_party_seq_number_changes: None,
            },
            replacements: replacements.collect(),
            certification_path_certificates: path.iter().map(|one| one.clone().into()).collect(),
            execution_date_time: None,
        }
    }

    /// The certificate of the authority that issued a party's certificates; where the profile does not give it, that
    /// of any authority, or none: the device then says that there is no trust anchor.
    pub fn path_of(&self, party: &Party) -> Vec<Vec<u8>> {
        let usages = [Usage::DigitalSignature, Usage::KeyAgreement];
        let issued = usages.into_iter().find_map(|usage| party.certificate(usage));
        let authorities = self.authorities();
        let issuer = issued.and_then(|issued| self.authority_of(issued)).or(authorities.first());
        issuer.map(|issuer| issuer.der().to_vec()).into_iter().collect()
    }

    /// The authority that signed a certificate.
    pub fn authority_of(&self, certificate: &Certificate) -> Option<&Certificate> {
        self.authorities().iter().find(|issuer| {
            issuer.subject().matches(certificate.issuer()) && certificate.verify_signed_by(issuer).is_ok()
        })
    }
}

/// The mode that a Message Code stands for.
fn mode_of(code: MessageCode) -> CredentialsReplacementMode {
    CredentialsReplacementMode(u32::from(match code.0 {
        0x0125 => 10,
        0x0126 => 11,
        code => code.saturating_sub(0x0100),
    }))
}

/// CS02b and CS02g: the cells of a role get the certificates of a party, as the profile gives them.
pub(super) fn update_credentials(
    laboratory: &Laboratory,
    originator: &Party,
    replacing: Replacing<'_>,
    counter: Counter,
) -> Result<UpdateCredentialsCommand<'static>, String> {
    let new = replacing.new;
    let by_broker = mode_of(replacing.code) == CredentialsReplacementMode::ACCESS_CONTROL_BROKER_BY_ACB;
    let changes: Vec<CellChange> = Usage::ALL
        .into_iter()
        // On devices other than a hub the broker has no cell for signatures.
        .filter(|usage| !(by_broker && *usage == Usage::DigitalSignature))
        .filter_map(|usage| Some((cell_for(role_of(new), usage), new.certificate(usage)?)))
        .enumerate()
        .map(|(number, (cell, certificate))| CellChange {
            cell,
            certificate: replacement(certificate, replacing.spoilt == Some(number)),
        })
        .collect();
    if changes.is_empty() {
        return Err(format!("the profile gives no certificate of {}", new.name));
    }
    let path = laboratory.path_of(new);
    let mut request = laboratory.update_request(replacing.code, originator, counter, &changes, &path);
    let control = &mut request.authorising_remote_party_control;
    if replacing.changes_control && originator.role == new.role {
        control.new_remote_party_floor_seq_number = Some(counter);
    } else if replacing.changes_control {
        control.other_remote_party_seq_number_changes = Some(vec![RemotePartySeqNumberChange {
            other_remote_party_role: role_of(new),
            other_remote_party_floor_seq_number: counter,
            new_remote_party_specialist_floor_seq_number: None,
        }]);
    }
    Ok(request)
}

/// A certificate, with one bit of its signature flipped where it is to be spoilt.
fn replacement(certificate: &Certificate, spoilt: bool) -> Vec<u8> {
    let mut octets = certificate.der().to_vec();
    if let Some(last) = octets.last_mut().filter(|_| spoilt) {
        *last ^= 0x01;
    }
    octets
}
