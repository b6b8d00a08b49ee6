//! CS02b and CS02g, the command: replaces credentials of Remote Parties (GBCS 13.3).

use std::borrow::Cow;

use crate::Counter;
use crate::Error;
use crate::describe::Value;

use super::certificate::Certificate;
use super::codes::CredentialsReplacementMode;
use super::codes::TimeBasedCpvChecks;
use super::common::RemotePartySeqNumberChange;
use super::common::SpecialistSeqNumber;
use super::common::TrustAnchorCellIdentifier;
use super::element::Element;
use super::element::SEQUENCE;
use super::source::Source;
use super::time::GeneralizedTime;
use super::writer::Writer;

/// The command of CS02b and CS02g.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateCredentialsCommand<'a> {
    /// Who authorises the replacement, and the counters that go with it.
    pub authorising_remote_party_control: AuthorisingRemotePartyControl<'a>,
    /// What goes into which cell.
    pub replacements: Vec<Replacement<'a>>,
    /// The certificates between the replacing ones and the root.
    pub certification_path_certificates: Vec<Certificate<'a>>,
    /// When; at once if absent.
    pub execution_date_time: Option<GeneralizedTime>,
}

impl UpdateCredentialsCommand<'_> {
    /// The same command, with owned octets.
    pub fn into_owned(self) -> UpdateCredentialsCommand<'static> {
        UpdateCredentialsCommand {
            authorising_remote_party_control: self.authorising_remote_party_control.into_owned(),
            replacements: self.replacements.into_iter().map(Replacement::into_owned).collect(),
            certification_path_certificates: self
                .certification_path_certificates
                .into_iter()
                .map(Certificate::into_owned)
                .collect(),
            execution_date_time: self.execution_date_time,
        }
    }
}

impl<'a> Element<'a> for UpdateCredentialsCommand<'a> {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                authorising_remote_party_control: source.element("authorising_remote_party_control")?,
                replacements: source.list("replacements", "trust_anchor_replacement")?,
                certification_path_certificates: source
                    .list("certification_path_certificates", "certificate")?,
                execution_date_time: source.optional("execution_date_time")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.authorising_remote_party_control.write(out);
            out.list(&self.replacements);
            out.list(&self.certification_path_certificates);
            out.optional(self.execution_date_time.as_ref());
        });
    }
}

/// Who authorises a replacement of credentials, and the counters that go with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorisingRemotePartyControl<'a> {
    /// Who replaces whose credentials.
    pub credentials_replacement_mode: CredentialsReplacementMode,
    /// Unlocks the contingency key; for `anyByContingency` alone.
    pub plaintext_symmetric_key: Option<Cow<'a, [u8]>>,
    /// Whether times count in path validation; they do if absent.
    pub apply_time_based_cpv_checks: Option<TimeBasedCpvChecks>,
    /// The cell of who authorises.
    pub authorising_remote_party_ta_cell_identifier: Option<TrustAnchorCellIdentifier>,
    /// The Originator Counter of the message.
    pub authorising_remote_party_seq_number: Counter,
    /// The new floor of the counters of the role whose credentials change.
    pub new_remote_party_floor_seq_number: Option<Counter>,
    /// New floors of counters of their own kind.
    pub new_remote_party_specialist_floor_seq_number: Option<Vec<SpecialistSeqNumber>>,
    /// New floors of the counters of other roles.
    pub other_remote_party_seq_number_changes: Option<Vec<RemotePartySeqNumberChange>>,
}

impl AuthorisingRemotePartyControl<'_> {
    /// The same value, with owned octets.
    pub fn into_owned(self) -> AuthorisingRemotePartyControl<'static> {
        AuthorisingRemotePartyControl {
            plaintext_symmetric_key: self.plaintext_symmetric_key.map(|key| Cow::Owned(key.into_owned())),
            credentials_replacement_mode: self.credentials_replacement_mode,
            apply_time_based_cpv_checks: self.apply_time_based_cpv_checks,
            authorising_remote_party_ta_cell_identifier: self.authorising_remote_party_ta_cell_identifier,
            authorising_remote_party_seq_number: self.authorising_remote_party_seq_number,
            new_remote_party_floor_seq_number: self.new_remote_party_floor_seq_number,
            new_remote_party_specialist_floor_seq_number: self.new_remote_party_specialist_floor_seq_number,
            other_remote_party_seq_number_changes: self.other_remote_party_seq_number_changes,
        }
    }
}

impl<'a> Element<'a> for AuthorisingRemotePartyControl<'a> {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                credentials_replacement_mode: source.element("credentials_replacement_mode")?,
                plaintext_symmetric_key: read_symmetric_key(source)?,
                apply_time_based_cpv_checks: source
                    .optional_as(TIME_BASED_CPV_CHECKS, "apply_time_based_cpv_checks")?,
                authorising_remote_party_ta_cell_identifier: source
                    .optional_as(TA_CELL_IDENTIFIER, "authorising_remote_party_ta_cell_identifier")?,
                authorising_remote_party_seq_number: Counter::read_as(
                    source,
                    SEQ_NUMBER,
                    "authorising_remote_party_seq_number",
                )?,
                new_remote_party_floor_seq_number: source
                    .optional_as(FLOOR_SEQ_NUMBER, "new_remote_party_floor_seq_number")?,
                new_remote_party_specialist_floor_seq_number: source.optional_list(
                    SPECIALIST_FLOOR_SEQ_NUMBER,
                    "new_remote_party_specialist_floor_seq_number",
                    "specialist_seq_number",
                )?,
                other_remote_party_seq_number_changes: source.optional_list(
                    OTHER_SEQ_NUMBER_CHANGES,
                    "other_remote_party_seq_number_changes",
                    "remote_party_seq_number_change",
                )?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.credentials_replacement_mode.write(out);
            if let Some(key) = &self.plaintext_symmetric_key {
                out.primitive(PLAINTEXT_SYMMETRIC_KEY, key);
            }
            out.optional_as(TIME_BASED_CPV_CHECKS, self.apply_time_based_cpv_checks.as_ref());
            out.optional_as(TA_CELL_IDENTIFIER, self.authorising_remote_party_ta_cell_identifier.as_ref());
            self.authorising_remote_party_seq_number.write_as(out, SEQ_NUMBER);
            out.optional_as(FLOOR_SEQ_NUMBER, self.new_remote_party_floor_seq_number.as_ref());
            if let Some(list) = &self.new_remote_party_specialist_floor_seq_number {
                out.list_as(SPECIALIST_FLOOR_SEQ_NUMBER, list);
            }
            if let Some(list) = &self.other_remote_party_seq_number_changes {
                out.list_as(OTHER_SEQ_NUMBER_CHANGES, list);
            }
        });
    }
}

/// What goes into one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement<'a> {
    /// The certificate whose key goes in.
    pub replacement_certificate: Certificate<'a>,
    /// The cell.
    pub target_trust_anchor_cell: TrustAnchorCellIdentifier,
}

impl Replacement<'_> {
    /// The same value, with owned octets.
    pub fn into_owned(self) -> Replacement<'static> {
        Replacement {
            replacement_certificate: self.replacement_certificate.into_owned(),
            target_trust_anchor_cell: self.target_trust_anchor_cell,
        }
    }
}

impl<'a> Element<'a> for Replacement<'a> {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                replacement_certificate: source.element("replacement_certificate")?,
                target_trust_anchor_cell: source.element("target_trust_anchor_cell")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.replacement_certificate.write(out);
            self.target_trust_anchor_cell.write(out);
        });
    }
}

fn read_symmetric_key<'a>(source: &mut Source<'a, '_>) -> Result<Option<Cow<'a, [u8]>>, Error> {
    if !source.next_is(PLAINTEXT_SYMMETRIC_KEY) {
        return Ok(None);
    }
    let name = "plaintext_symmetric_key";
    let (content, range) = source.primitive(PLAINTEXT_SYMMETRIC_KEY, name)?;
    source.describe(name, range, Value::Octets(content));
    Ok(Some(Cow::Borrowed(content)))
}

const PLAINTEXT_SYMMETRIC_KEY: u8 = 0x80;
const TIME_BASED_CPV_CHECKS: u8 = 0x81;
const TA_CELL_IDENTIFIER: u8 = 0xA2;
const SEQ_NUMBER: u8 = 0x83;
const FLOOR_SEQ_NUMBER: u8 = 0x84;
const SPECIALIST_FLOOR_SEQ_NUMBER: u8 = 0xA5;
const OTHER_SEQ_NUMBER_CHANGES: u8 = 0xA6;
