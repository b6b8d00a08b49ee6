use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::CellDetails;
use hallmark_gbcs::asn1::ProvideCredentialsCommand;
use hallmark_gbcs::asn1::ProvideCredentialsResponse;
use hallmark_gbcs::asn1::RemotePartyCredentials;
use hallmark_gbcs::asn1::RemotePartyDetails;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::tables::Role;

use crate::command::Authority;
use crate::device::CellId;
use crate::device::Device;
use crate::refusal::Refusal;

impl Device {
    /// CS02a and CS02f: the counter and the cells of each role that is asked for.
    pub(super) fn provide_credentials(
        &self,
        authority: &Authority,
        request: &ProvideCredentialsCommand,
    ) -> Result<Asn1Payload<'static>, Refusal> {
        let cell = CellId::from_payload(request.authorising_remote_party_ta_cell_identifier);
        let own = cell.and_then(|cell| self.anchors.cell(cell.role, cell.key));
        // The cell that is named must be one of the party that asks.
        if own.is_none_or(|cell| cell.entity != authority.originator) {
            return Err(Refusal::Content);
        }
        let roles = request.remote_party_roles_credentials_required.iter();
        let details = roles.map(|role| (self.rules.details)(self, *role)).collect();
        Ok(Asn1Payload::ProvideCredentialsResponse(ProvideCredentialsResponse(details)))
    }

    /// The counter and the cells of one role.
    pub(crate) fn details(&self, remote_party_role: RemotePartyRole) -> RemotePartyDetails {
        let role = u8::try_from(remote_party_role.0).ok().and_then(Role::from_value);
        let cells = role.map(|role| self.anchors.cells_of(role)).into_iter().flatten();
        let trust_anchor_cells_details = cells.map(|(id, cell)| CellDetails {
            trust_anchor_cell_key_usage: id.key_usage(),
            trust_anchor_cell_usage: id.cell_usage(),
            existing_subject_unique_id: cell.entity,
            existing_subject_key_identifier: cell.key_identifier,
        });
        let trust_anchor_cells_details = trust_anchor_cells_details.collect::<Vec<_>>();
        let current = role.filter(|_| !trust_anchor_cells_details.is_empty());
        match current {
            Some(role) => RemotePartyDetails {
                remote_party_role,
                status_code: StatusCode::SUCCESS,
                credentials: Some(RemotePartyCredentials {
                    current_seq_number: self.counters.of(role),
                    trust_anchor_cells_details,
                }),
            },
            None => RemotePartyDetails {
                remote_party_role,
                status_code: StatusCode::TRUST_ANCHOR_NOT_FOUND,
                credentials: None,
            },
        }
    }
}
