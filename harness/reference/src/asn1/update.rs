use std::sync::Arc;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::ExecutionOutcome;
use hallmark_gbcs::asn1::GeneralizedTime;
use hallmark_gbcs::asn1::KeyIdentifier;
use hallmark_gbcs::asn1::RemotePartySeqNumberChange;
use hallmark_gbcs::asn1::Replacement;
use hallmark_gbcs::asn1::ReplacementOutcome;
use hallmark_gbcs::asn1::SeqNumberUsage;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::TimeBasedCpvChecks;
use hallmark_gbcs::asn1::UpdateCredentialsAlert;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_gbcs::asn1::UpdateCredentialsResponse;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::FutureDating;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::codes;
use hallmark_smki::Certificate;
use hallmark_smki::KeyUsage;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::TimeChecks;

use crate::command::ACB_BY_ACB;
use crate::command::Authority;
use crate::command::Command;
use crate::device::Cell;
use crate::device::CellId;
use crate::device::CellKey;
use crate::device::Device;
use crate::device::payload_role;
use crate::refusal::Refusal;
use crate::time::Instant;

/// A replacement of credentials for later.
#[derive(Debug, Clone)]
pub(crate) struct PendingCredentials {
    pub(crate) at: Instant,
    pub(crate) code: MessageCode,
    pub(crate) authority: Authority,
    pub(crate) command: UpdateCredentialsCommand<'static>,
}

impl Device {
    /// CS02b and CS02g: replaces credentials of Remote Parties, now or later (GBCS 13.3).
    pub(super) fn update_credentials(
        &mut self,
        command: &Command<'_>,
        authority: &Authority,
        request: &UpdateCredentialsCommand<'_>,
    ) -> Result<Asn1Payload<'static>, Refusal> {
        self.check_control(command, authority, request)?;
        let key = self.authorising_key(authority).ok_or(Refusal::NotEntitled)?;
        if self.counters.authorised(key, command.counter()) {
            return Err(Refusal::Replayed);
        }
        let at = match request.execution_date_time {
            None | Some(GeneralizedTime::CANCEL) => None,
            Some(time) => Some(time.to_unix().and_then(Instant::from_signed).ok_or(Refusal::Content)?),
        };
        self.counters.note_authorised(key, command.counter());
        self.pending.cancel_credentials(command.code());
        let execution_outcome = match (request.execution_date_time, at) {
            (None, _) => Some((self.rules.replace)(self, authority, request)),
            (_, None) => None,
            (_, Some(at)) => {
                let pending = PendingCredentials {
                    at,
                    code: command.code(),
                    authority: *authority,
                    command: request.clone().into_owned(),
                };
                self.pending.store_credentials(pending);
                None
            }
        };
        Ok(Asn1Payload::UpdateCredentialsResponse(UpdateCredentialsResponse { execution_outcome }))
    }

    /// Executes a replacement that is due, and says so.
    pub(crate) fn execute_credentials(&mut self, pending: &PendingCredentials) -> Vec<u8> {
        let execution_outcome = (self.rules.replace)(self, &pending.authority, &pending.command);
        let outcomes = &execution_outcome.replacement_outcomes;
        let succeeded = outcomes.iter().all(|outcome| outcome.status_code == StatusCode::SUCCESS);
        let alert = UpdateCredentialsAlert {
            alert_code: if succeeded { EXECUTED } else { NOT_EXECUTED },
            execution_date_time: pending.at.generalized(),
            execution_outcome,
        };
        let code = match pending.code {
            LOAD_CONTROLLER_BY_ITSELF | LOAD_CONTROLLER_BY_SUPPLIER => {
                codes::FUTURE_DATED_LOAD_CONTROLLER_CREDENTIALS
            }
            _ => codes::FUTURE_DATED_CREDENTIALS,
        };
        self.asn1_alert(code, pending.authority.originator, &Asn1Payload::UpdateCredentialsAlert(alert))
    }

    /// That mode, authorising cell and time are ones that the Message Code permits.
    fn check_control(
        &self,
        command: &Command<'_>,
        authority: &Authority,
        request: &UpdateCredentialsCommand<'_>,
    ) -> Result<(), Refusal> {
        let control = &request.authorising_remote_party_control;
        let cell = control.authorising_remote_party_ta_cell_identifier.map(CellId::from_payload);
        // On a Device that is no Communications Hub the Access Control Broker has no cell to name (GBCS 13.3.3.1).
        let own_cell = if command.code() == ACB_BY_ACB {
            cell.is_none()
        } else {
            cell == Some(Some(CellId::new(authority.role, CellKey::Signature)))
        };
        let mode = mode_of(command.code()) == Some(control.credentials_replacement_mode);
        let may_wait = command.use_case.future_dated == FutureDating::Capable;
        let timely = request.execution_date_time.is_none() || may_wait;
        let no_key = control.plaintext_symmetric_key.is_none();
        if own_cell && mode && timely && no_key { Ok(()) } else { Err(Refusal::Content) }
    }

    fn authorising_key(&self, authority: &Authority) -> Option<KeyIdentifier> {
        let signature = self.anchors.cell(authority.role, CellKey::Signature);
        signature.or(self.anchors.cell(authority.role, CellKey::Agreement)).map(|cell| cell.key_identifier)
    }

    /// Replaces each cell on its own: one that fails does not stop the others.
    pub(crate) fn replace_credentials(
        &mut self,
        authority: &Authority,
        request: &UpdateCredentialsCommand<'_>,
    ) -> ExecutionOutcome {
        let control = &request.authorising_remote_party_control;
        let mode = control.credentials_replacement_mode;
        let path = request.certification_path_certificates.iter();
        // What cannot be read is no link of any path.
        let path = path.filter_map(|one| Certificate::parse_der(one.as_octets()).ok()).collect::<Vec<_>>();
        let time = match control.apply_time_based_cpv_checks {
            Some(TimeBasedCpvChecks::DISAPPLY) => TimeChecks::Ignored,
            _ => TimeChecks::At(self.now.signed()),
        };
        let mut replaced = Vec::new();
        let mut replacement_outcomes = Vec::new();
        for replacement in &request.replacements {
            let result = self.replace_cell(mode, replacement, &path, time);
            replaced.extend(result.as_ref().ok().map(|(id, _)| id.role));
            replacement_outcomes.push((self.rules.outcome)(self, replacement, result));
        }
        if !replaced.is_empty() {
            self.logs.security.note(self.now, CREDENTIALS_UPDATED, &[]);
        }
        let own = control.new_remote_party_floor_seq_number.map(|floor| RemotePartySeqNumberChange {
            other_remote_party_role: payload_role(authority.role),
            other_remote_party_floor_seq_number: floor,
            new_remote_party_specialist_floor_seq_number: control
                .new_remote_party_specialist_floor_seq_number
                .clone(),
        });
        let others = control.other_remote_party_seq_number_changes.iter().flatten().cloned();
        // A floor belongs to credentials that changed: those of a role without any are left as they are.
        let apply = self.rules.floor;
        let changes = own.into_iter().chain(others).filter(|change| apply(self, change, &replaced));
        let remote_party_seq_number_changes = changes.collect();
        ExecutionOutcome {
            authorising_remote_party_seq_number: control.authorising_remote_party_seq_number,
            credentials_replacement_mode: mode,
            remote_party_seq_number_changes,
            replacement_outcomes,
        }
    }

    /// Puts a certificate into a cell; the cell that was there before.
    fn replace_cell(
        &mut self,
        mode: CredentialsReplacementMode,
        replacement: &Replacement<'_>,
        path: &[Certificate],
        time: TimeChecks,
    ) -> Result<(CellId, Cell), StatusCode> {
        let target = CellId::from_payload(replacement.target_trust_anchor_cell);
        let existing =
            target.and_then(|id| self.anchors.cell(id.role, id.key).map(|cell| (id, cell.clone())));
        let (id, existing) = existing.ok_or(StatusCode::TRUST_ANCHOR_NOT_FOUND)?;
        if !(self.rules.may_replace)(mode, id) {
            return Err(StatusCode::OTHER);
        }
        let octets = replacement.replacement_certificate.as_octets();
        let certificate = Certificate::parse_der(octets).map_err(|_| StatusCode::BAD_CERTIFICATE)?;
        let root = self.anchors.cell(Role::Root, CellKey::Certificates).ok_or(StatusCode::NO_TRUST_ANCHOR)?;
        let policies = Arc::clone(&self.policies);
        let acceptance = Acceptance { root: &root.certificate, path, time, policies: &policies, waived: &[] };
        (self.rules.replacement)(&acceptance, &certificate, id)?;
        let cell = Cell::new(id, certificate).ok_or(StatusCode::BAD_CERTIFICATE)?;
        (self.rules.install)(self, id, cell);
        Ok((id, existing))
    }

    /// What came of one replacement. Where it failed, the replacing fields repeat the existing ones.
    pub(crate) fn outcome(
        &self,
        replacement: &Replacement<'_>,
        result: Result<(CellId, Cell), StatusCode>,
    ) -> ReplacementOutcome {
        let identifier = replacement.target_trust_anchor_cell;
        let current = CellId::from_payload(identifier).and_then(|id| self.anchors.cell(id.role, id.key));
        let names = |cell: Option<&Cell>| {
            cell.map_or((EntityId::NONE, KeyIdentifier([0; 8])), |cell| (cell.entity, cell.key_identifier))
        };
        let (status_code, before) = match &result {
            Ok((_, before)) => (StatusCode::SUCCESS, Some(before)),
            Err(status) => (*status, current),
        };
        let (existing, replacing) = (names(before), names(current));
        ReplacementOutcome {
            affected_trust_anchor_cell: identifier,
            status_code,
            existing_subject_unique_id: existing.0,
            existing_subject_key_identifier: existing.1,
            replacing_subject_unique_id: replacing.0,
            replacing_subject_key_identifier: replacing.1,
        }
    }

    /// Sets the counters of a role; whether they were set.
    pub(crate) fn apply_floor(&mut self, change: &RemotePartySeqNumberChange, replaced: &[Role]) -> bool {
        let role = u8::try_from(change.other_remote_party_role.0).ok().and_then(Role::from_value);
        let Some(role) = role.filter(|role| replaced.contains(role)) else { return false };
        let floor = change.other_remote_party_floor_seq_number;
        self.counters.set(role, floor);
        if role == Role::Supplier {
            let specialist = change.new_remote_party_specialist_floor_seq_number.iter().flatten();
            let mut specialist = specialist
                .filter(|number| number.seq_number_usage == SeqNumberUsage::PREPAYMENT_TOP_UP)
                .map(|number| number.seq_number);
            // Without a sequence of their own, tokens start where the other commands do.
            let tokens: Counter = specialist.next().unwrap_or(floor);
            self.counters.set_token_floor(tokens);
        }
        true
    }
}

/// Puts a certificate into its cell.
pub(crate) fn install(device: &mut Device, id: CellId, cell: Cell) {
    device.anchors.replace(id, cell);
}

/// The honest rule on certificates: those of the acceptance rules, and the role.
pub(crate) fn check_replacement(
    acceptance: &Acceptance<'_>,
    certificate: &Certificate,
    id: CellId,
) -> Result<(), StatusCode> {
    let usage = match id.key {
        CellKey::Certificates => KeyUsage::KEY_CERT_SIGN,
        CellKey::Signature => KeyUsage::DIGITAL_SIGNATURE,
        CellKey::Agreement | CellKey::TopUp => KeyUsage::KEY_AGREEMENT,
    };
    acceptance.replacement(certificate, usage).map_err(|finding| StatusCode(finding.status_code().into()))?;
    if fits(certificate.role(), id) { Ok(()) } else { Err(StatusCode::BAD_CERTIFICATE) }
}

/// Whether a certificate of this role may be in a cell: it names the role of the cell, or it is the broker's, which holds
/// the cells of supplier and network operator before they are handed over, and after a recovery.
fn fits(role: Option<u8>, id: CellId) -> bool {
    let held_by_broker = matches!(id.role, Role::NetworkOperator | Role::Supplier);
    role == Some(id.role.value()) || (held_by_broker && role == Some(Role::AccessControlBroker.value()))
}

fn mode_of(code: MessageCode) -> Option<CredentialsReplacementMode> {
    match code.0 {
        0x0100..=0x0109 => Some(CredentialsReplacementMode(u32::from(code.0) - 0x0100)),
        0x0125 => Some(CredentialsReplacementMode::LOAD_CONTROLLER_BY_LOAD_CONTROLLER),
        0x0126 => Some(CredentialsReplacementMode::LOAD_CONTROLLER_BY_SUPPLIER),
        _ => None,
    }
}

/// Whose cells a mode may replace. The recovery party may replace all but the root: what makes the replacement of a root
/// a normal one could not be established.
pub(crate) fn may_replace(mode: CredentialsReplacementMode, id: CellId) -> bool {
    use CredentialsReplacementMode as Mode;
    match mode {
        Mode::SUPPLIER_BY_SUPPLIER | Mode::SUPPLIER_BY_TRANS_COS => id.role == Role::Supplier,
        Mode::NETWORK_OPERATOR_BY_NETWORK_OPERATOR => id.role == Role::NetworkOperator,
        Mode::ACCESS_CONTROL_BROKER_BY_ACB => id.role == Role::AccessControlBroker,
        Mode::TRANS_COS_BY_TRANS_COS => id.role == Role::TransitionalCos,
        Mode::ANY_EXCEPT_ABNORMAL_ROOT_BY_RECOVERY => id.role != Role::Root,
        Mode::LOAD_CONTROLLER_BY_LOAD_CONTROLLER | Mode::LOAD_CONTROLLER_BY_SUPPLIER => {
            id.role == Role::LoadController
        }
        _ => false,
    }
}

const EXECUTED: AlertCode = AlertCode(0x8F66);
const NOT_EXECUTED: AlertCode = AlertCode(0x8F67);
const CREDENTIALS_UPDATED: AlertCode = AlertCode(0x8F70);
const LOAD_CONTROLLER_BY_ITSELF: MessageCode = MessageCode(0x0125);
const LOAD_CONTROLLER_BY_SUPPLIER: MessageCode = MessageCode(0x0126);
