//! CS02b and CS02g, the response and the alert: what came of a replacement of credentials.

use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::describe::Value;
use crate::tables::AlertCode;

use super::codes::CredentialsReplacementMode;
use super::codes::StatusCode;
use super::common::KeyIdentifier;
use super::common::RemotePartySeqNumberChange;
use super::common::TrustAnchorCellIdentifier;
use super::element::Element;
use super::element::NULL;
use super::element::SEQUENCE;
use super::source::Source;
use super::source::to_u64;
use super::time::GeneralizedTime;
use super::writer::Writer;

/// The response of CS02b and CS02g.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateCredentialsResponse {
    /// What came of it; absent while it is pending or after it was cancelled.
    pub execution_outcome: Option<ExecutionOutcome>,
}

impl<'a> Element<'a> for UpdateCredentialsResponse {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            read_null(source, "command_accepted")?;
            Ok(Self { execution_outcome: source.optional("execution_outcome")? })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            out.primitive(NULL, &[]);
            out.optional(self.execution_outcome.as_ref());
        });
    }
}

/// The alert of a future-dated CS02b or CS02g.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateCredentialsAlert {
    /// 8F66 or 8F67.
    pub alert_code: AlertCode,
    /// When it was executed.
    pub execution_date_time: GeneralizedTime,
    /// What came of it.
    pub execution_outcome: ExecutionOutcome,
}

impl<'a> Element<'a> for UpdateCredentialsAlert {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                alert_code: source.element("alert_code")?,
                execution_date_time: source.element("execution_date_time")?,
                execution_outcome: source.element("execution_outcome")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.alert_code.write(out);
            self.execution_date_time.write(out);
            self.execution_outcome.write(out);
        });
    }
}

/// What came of a replacement of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecutionOutcome {
    /// The Originator Counter of the command.
    pub authorising_remote_party_seq_number: Counter,
    /// Who replaced whose credentials.
    pub credentials_replacement_mode: CredentialsReplacementMode,
    /// The floors that changed; may be empty.
    pub remote_party_seq_number_changes: Vec<RemotePartySeqNumberChange>,
    /// What came of each replacement.
    pub replacement_outcomes: Vec<ReplacementOutcome>,
}

impl<'a> Element<'a> for ExecutionOutcome {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                authorising_remote_party_seq_number: source.element("authorising_remote_party_seq_number")?,
                credentials_replacement_mode: source.element("credentials_replacement_mode")?,
                remote_party_seq_number_changes: source
                    .list("remote_party_seq_number_changes", "remote_party_seq_number_change")?,
                replacement_outcomes: source.list("replacement_outcomes", "replacement_outcome")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.authorising_remote_party_seq_number.write(out);
            self.credentials_replacement_mode.write(out);
            out.list(&self.remote_party_seq_number_changes);
            out.list(&self.replacement_outcomes);
        });
    }
}

/// What came of the replacement of one cell. Where it failed, the replacing fields repeat the existing ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplacementOutcome {
    /// The cell.
    pub affected_trust_anchor_cell: TrustAnchorCellIdentifier,
    /// How it ended.
    pub status_code: StatusCode,
    /// Whose key was in the cell.
    pub existing_subject_unique_id: EntityId,
    /// Which key was in the cell.
    pub existing_subject_key_identifier: KeyIdentifier,
    /// Whose key is in the cell now.
    pub replacing_subject_unique_id: EntityId,
    /// Which key is in the cell now.
    pub replacing_subject_key_identifier: KeyIdentifier,
}

impl<'a> Element<'a> for ReplacementOutcome {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                affected_trust_anchor_cell: source.element("affected_trust_anchor_cell")?,
                status_code: source.element("status_code")?,
                existing_subject_unique_id: source.element("existing_subject_unique_id")?,
                existing_subject_key_identifier: source.element("existing_subject_key_identifier")?,
                replacing_subject_unique_id: source.element("replacing_subject_unique_id")?,
                replacing_subject_key_identifier: source.element("replacing_subject_key_identifier")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.affected_trust_anchor_cell.write(out);
            self.status_code.write(out);
            self.existing_subject_unique_id.write(out);
            self.existing_subject_key_identifier.write(out);
            self.replacing_subject_unique_id.write(out);
            self.replacing_subject_key_identifier.write(out);
        });
    }
}

/// A NULL.
pub(super) fn read_null(source: &mut Source<'_, '_>, name: &'static str) -> Result<(), Error> {
    let (content, range) = source.primitive(NULL, name)?;
    if !content.is_empty() {
        return Err(Error::number(ErrorKind::Length, range.start, name, to_u64(content.len())));
    }
    source.describe(name, range, Value::Null);
    Ok(())
}
