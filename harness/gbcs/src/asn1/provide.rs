//! CS02a and CS02f: which credentials a Device holds.

use crate::Counter;
use crate::EntityId;
use crate::Error;

use super::codes::CellUsage;
use super::codes::RemotePartyRole;
use super::codes::StatusCode;
use super::common::KeyIdentifier;
use super::common::KeyUsage;
use super::common::TrustAnchorCellIdentifier;
use super::common::read_cell_usage;
use super::common::write_cell_usage;
use super::element::Element;
use super::element::SEQUENCE;
use super::source::Source;
use super::writer::Writer;

/// The command of CS02a and CS02f.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvideCredentialsCommand {
    /// The cell that holds the credentials of who asks.
    pub authorising_remote_party_ta_cell_identifier: TrustAnchorCellIdentifier,
    /// Whose credentials are asked for.
    pub remote_party_roles_credentials_required: Vec<RemotePartyRole>,
}

impl<'a> Element<'a> for ProvideCredentialsCommand {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                authorising_remote_party_ta_cell_identifier: source
                    .element("authorising_remote_party_ta_cell_identifier")?,
                remote_party_roles_credentials_required: source
                    .list("remote_party_roles_credentials_required", "remote_party_role")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.authorising_remote_party_ta_cell_identifier.write(out);
            out.list(&self.remote_party_roles_credentials_required);
        });
    }
}

/// The response of CS02a and CS02f: one answer for each role asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvideCredentialsResponse(pub Vec<RemotePartyDetails>);

impl<'a> Element<'a> for ProvideCredentialsResponse {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.list_as(tag, name, "remote_party_details").map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.list_as(tag, &self.0);
    }
}

/// What a Device holds of one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePartyDetails {
    /// The role.
    pub remote_party_role: RemotePartyRole,
    /// Whether it could be read.
    pub status_code: StatusCode,
    /// What was read, on success.
    pub credentials: Option<RemotePartyCredentials>,
}

/// The counter and the cells of one role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemotePartyCredentials {
    /// The counter the Device holds against replay.
    pub current_seq_number: Counter,
    /// The cells.
    pub trust_anchor_cells_details: Vec<CellDetails>,
}

impl<'a> Element<'a> for RemotePartyDetails {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            let remote_party_role = source.element("remote_party_role")?;
            let status_code = source.element("status_code")?;
            let current_seq_number = source.optional("current_seq_number")?;
            let credentials = match current_seq_number {
                None => None,
                Some(current_seq_number) => Some(RemotePartyCredentials {
                    current_seq_number,
                    trust_anchor_cells_details: source
                        .list("trust_anchor_cells_details", "trust_anchor_cell_details")?,
                }),
            };
            Ok(Self { remote_party_role, status_code, credentials })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.remote_party_role.write(out);
            self.status_code.write(out);
            if let Some(credentials) = &self.credentials {
                credentials.current_seq_number.write(out);
                out.list(&credentials.trust_anchor_cells_details);
            }
        });
    }
}

/// What one trust anchor cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CellDetails {
    /// What the key may do.
    pub trust_anchor_cell_key_usage: KeyUsage,
    /// What the key is for.
    pub trust_anchor_cell_usage: CellUsage,
    /// Whose key it is.
    pub existing_subject_unique_id: EntityId,
    /// Which key it is.
    pub existing_subject_key_identifier: KeyIdentifier,
}

impl<'a> Element<'a> for CellDetails {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                trust_anchor_cell_key_usage: source.element("trust_anchor_cell_key_usage")?,
                trust_anchor_cell_usage: read_cell_usage(source)?,
                existing_subject_unique_id: source.element("existing_subject_unique_id")?,
                existing_subject_key_identifier: source.element("existing_subject_key_identifier")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.trust_anchor_cell_key_usage.write(out);
            write_cell_usage(self.trust_anchor_cell_usage, out);
            self.existing_subject_unique_id.write(out);
            self.existing_subject_key_identifier.write(out);
        });
    }
}
