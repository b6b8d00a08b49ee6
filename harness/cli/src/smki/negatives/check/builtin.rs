//! The validator of this program: the rules of SMKI, and for commands the structure of CS02b.

use hallmark_gbcs::asn1::Asn1Kind;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::CredentialsReplacementMode as Mode;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::RemotePartyRole as Role;
use hallmark_gbcs::asn1::TimeBasedCpvChecks;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_smki::Usage;
use hallmark_smki::acceptance::MAX_PATH;
use hallmark_smki::negatives::Asker;
use hallmark_smki::negatives::Dates;
use hallmark_smki::negatives::Item;
use hallmark_smki::negatives::Reason;
use hallmark_smki::negatives::Scene;
use hallmark_smki::negatives::judge::Refusal;
use hallmark_smki::negatives::judge::judge;
use hallmark_smki::negatives::matrix::Outcome;

/// What it is called on the command line.
pub(super) const NAME: &str = "hallmark";

/// The answer to a case.
pub(super) fn answer(item: &Item) -> Outcome {
    let scene = &item.scene;
    let answer = match (scene.question.asker, &scene.payload) {
        (Asker::Command, Some(payload)) => command(scene, payload),
        _ => judge(scene).map(|_| ()),
    };
    match answer {
        Ok(()) => Outcome::Accepted,
        Err(refusal) => Outcome::Refused(format!("{}: {}", refusal.reason, refusal.text)),
    }
}

/// Judges a payload: its structure, then each certificate for its cell.
fn command(scene: &Scene, payload: &[u8]) -> Result<(), Refusal> {
    let view = Asn1Kind::UpdateCredentialsCommand.parse(payload, 0);
    let view = view.map_err(|error| structure(error.to_string()))?;
    let Asn1Payload::UpdateCredentialsCommand(command) = view.into_payload() else {
        return Err(structure("expected the command of CS02b"));
    };
    let control = &command.authorising_remote_party_control;
    let mode = control.credentials_replacement_mode;
    if mode.name().is_none() {
        return Err(structure(format!("expected a mode that there is, found {}", mode.0)));
    }
    let contingency = mode == Mode::ANY_BY_CONTINGENCY;
    if control.plaintext_symmetric_key.is_some() != contingency {
        return Err(structure("expected a symmetric key in the contingency mode, and in no other"));
    }
    let checks = control.apply_time_based_cpv_checks.unwrap_or(TimeBasedCpvChecks::APPLY);
    if checks.name().is_none() {
        return Err(structure("expected applyTimeBasedCPVChecks 0 or 1"));
    }
    if command.certification_path_certificates.len() > MAX_PATH {
        return Err(structure("expected at most three path certificates"));
    }
    for replacement in &command.replacements {
        let cell = replacement.target_trust_anchor_cell;
        if !replaces(mode, cell.trust_anchor_cell_remote_party_role) {
            return Err(structure("expected a cell that the mode replaces"));
        }
        let mut asked = scene.clone();
        asked.leaf = replacement.replacement_certificate.as_octets().to_vec();
        asked.path = path(&command);
        asked.question.usage = Some(usage(cell)?);
        if checks == TimeBasedCpvChecks::DISAPPLY {
            asked.question.dates = Dates::Ignored;
        }
        judge(&asked)?;
    }
    Ok(())
}

/// Whether a mode replaces the cells of a role (GBCS 13.3). What makes the replacement of a root by the recovery party a
/// normal one is not known, so the root is left to the contingency mode and those that name it.
fn replaces(mode: Mode, role: Role) -> bool {
    match mode {
        Mode::ROOT_BY_SUPPLIER | Mode::ROOT_BY_WAN_PROVIDER => role == Role::ROOT,
        Mode::SUPPLIER_BY_SUPPLIER | Mode::SUPPLIER_BY_TRANS_COS => role == Role::SUPPLIER,
        Mode::NETWORK_OPERATOR_BY_NETWORK_OPERATOR => role == Role::NETWORK_OPERATOR,
        Mode::ACCESS_CONTROL_BROKER_BY_ACB => role == Role::ACCESS_CONTROL_BROKER,
        Mode::WAN_PROVIDER_BY_WAN_PROVIDER => role == Role::WAN_PROVIDER,
        Mode::TRANS_COS_BY_TRANS_COS => role == Role::TRANSITIONAL_COS,
        Mode::LOAD_CONTROLLER_BY_LOAD_CONTROLLER | Mode::LOAD_CONTROLLER_BY_SUPPLIER => {
            role == Role::LOAD_CONTROLLER
        }
        Mode::ANY_EXCEPT_ABNORMAL_ROOT_BY_RECOVERY => role != Role::ROOT,
        _ => true,
    }
}

fn usage(cell: TrustAnchorCellIdentifier) -> Result<Usage, Refusal> {
    match cell.trust_anchor_cell_key_usage {
        KeyUsage::DIGITAL_SIGNATURE => Ok(Usage::DigitalSignature),
        KeyUsage::KEY_AGREEMENT => Ok(Usage::KeyAgreement),
        _ => Err(structure("expected a cell for signatures or key agreement")),
    }
}

fn path(command: &UpdateCredentialsCommand<'_>) -> Vec<Vec<u8>> {
    command.certification_path_certificates.iter().map(|one| one.as_octets().to_vec()).collect()
}

fn structure(text: impl Into<String>) -> Refusal {
    Refusal { reason: Reason::Structure, text: text.into() }
}
