//! What the Trust Anchor Cells hold, as the device reports it (CS02a, CS02f).

use hallmark_engine::profile::Claim;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::verdict::Reason;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::KeyIdentifier;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideCredentialsCommand;
use hallmark_gbcs::asn1::ProvideCredentialsResponse;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::wire::Cra;

use crate::steps::sending;

/// The cells of all roles that could be read, and the counters of the roles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cells {
    held: Vec<(TrustAnchorCellIdentifier, Held)>,
    counters: Vec<(RemotePartyRole, Counter)>,
}

/// What one cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Held {
    /// Whose key.
    pub(crate) subject: EntityId,
    /// Which key.
    pub(crate) key: KeyIdentifier,
}

/// What came of reading the cells.
#[derive(Debug)]
pub(crate) enum Reading {
    /// They were reported.
    Cells(Cells),
    /// No answer came.
    Silent,
    /// An answer came that is wrong.
    Wrong(Reason),
}

impl Cells {
    /// Asks the device as the Access Control Broker.
    pub(crate) async fn read(session: &mut Session, use_cases: &Claim) -> Result<Reading, Trouble> {
        let mut cells = Self::default();
        let known = session.laboratory.party("load-controller").is_some();
        let asked: [(&str, &[RemotePartyRole]); 2] = [
            ("CS02a", &ROLES),
            // Only the newer use case knows the load controller.
            ("CS02f", &[RemotePartyRole::LOAD_CONTROLLER]),
        ];
        for (use_case, roles) in asked {
            if !use_cases.includes(use_case) || (use_case == "CS02f" && !known) {
                continue;
            }
            let asked = match ask(session, use_case, roles).await {
                // A device may have closed the link upon what came before.
                Err(trouble) => {
                    let outcome = Err(trouble);
                    sending::unless_closed::<()>(session, outcome).await?;
                    ask(session, use_case, roles).await?
                }
                Ok(asked) => asked,
            };
            let (sent, response) = match asked {
                Ok((sent, Some(response))) => (sent, response),
                Ok((_, None)) => return Ok(Reading::Silent),
                Err(why) => return Ok(Reading::Wrong(lacking(why))),
            };
            if let Err(reason) = cells.add(&sent, &response, session) {
                return Ok(Reading::Wrong(reason));
            }
        }
        Ok(Reading::Cells(cells))
    }

    /// What a cell holds; `None` for one that was not reported.
    pub(crate) fn get(&self, cell: TrustAnchorCellIdentifier) -> Option<Held> {
        self.held.iter().find(|(id, _)| *id == cell).map(|(_, held)| *held)
    }

    /// Every cell.
    pub(crate) fn all(&self) -> impl Iterator<Item = (TrustAnchorCellIdentifier, Held)> + '_ {
        self.held.iter().copied()
    }

    /// The counter of a role.
    pub(crate) fn counter(&self, role: RemotePartyRole) -> Option<Counter> {
        self.counters.iter().find(|(id, _)| *id == role).map(|(_, counter)| *counter)
    }

    fn add(&mut self, sent: &Sent, response: &Response, session: &Session) -> Result<(), Reason> {
        response.authenticity(sent, &session.laboratory)?;
        let details = details(sent, response)?;
        for detail in details.0 {
            let role = detail.remote_party_role;
            let Some(credentials) = detail.credentials else { continue };
            self.counters.push((role, credentials.current_seq_number));
            for cell in credentials.trust_anchor_cells_details {
                let id = TrustAnchorCellIdentifier {
                    trust_anchor_cell_remote_party_role: role,
                    trust_anchor_cell_key_usage: cell.trust_anchor_cell_key_usage,
                    trust_anchor_cell_usage: cell.trust_anchor_cell_usage,
                };
                let held = Held {
                    subject: cell.existing_subject_unique_id,
                    key: cell.existing_subject_key_identifier,
                };
                self.held.push((id, held));
            }
        }
        Ok(())
    }
}

/// Asks the device what the cells of these roles hold, or says why that cannot be asked.
async fn ask(
    session: &mut Session,
    use_case: &str,
    roles: &[RemotePartyRole],
) -> Result<Result<(Sent, Option<Response>), String>, Trouble> {
    let sent = match question(session, use_case, "access-control-broker", roles) {
        Ok(sent) => sent,
        Err(why) => return Ok(Err(why)),
    };
    session.send(&sent.octets, &format!("good command {use_case}: what do the cells hold?")).await?;
    let response = session.answer(&sent).await?;
    Ok(Ok((sent, response)))
}

/// CS02a or CS02f of a party about these roles, protected.
pub(crate) fn question(
    session: &Session,
    use_case: &str,
    party: &str,
    roles: &[RemotePartyRole],
) -> Result<Sent, String> {
    let laboratory = &session.laboratory;
    let originator = laboratory.party(party).ok_or_else(|| format!("the profile names no {party}"))?;
    let role = RemotePartyRole(u32::from(originator.role.value()));
    let by_broker = role == RemotePartyRole::ACCESS_CONTROL_BROKER;
    let usage = if by_broker { KeyUsage::KEY_AGREEMENT } else { KeyUsage::DIGITAL_SIGNATURE };
    let payload = Asn1Payload::ProvideCredentialsCommand(ProvideCredentialsCommand {
        authorising_remote_party_ta_cell_identifier: TrustAnchorCellIdentifier::management(role, usage),
        remote_party_roles_credentials_required: roles.to_vec(),
    });
    let counter = session.counters.next();
    let command = laboratory.command_with_payload(use_case, originator, counter, payload.to_vec())?;
    sending::protect(command, laboratory)
}

/// The response to CS02a or CS02f.
pub(crate) fn details(sent: &Sent, response: &Response) -> Result<ProvideCredentialsResponse, Reason> {
    let (payload, offset) = response.payload();
    let wrong = |observed: String| Reason {
        clause: CLAUSE.to_owned(),
        expected: "the response of CS02a".to_owned(),
        observed,
    };
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ProvideCredentialsResponse(details)) => Ok(details),
        Ok(other) => Err(wrong(other.kind().name().to_owned())),
        Err(error) => Err(wrong(error.to_string())),
    }
}

/// A cell, for people.
pub(crate) fn name(cell: TrustAnchorCellIdentifier) -> String {
    let role = cell.trust_anchor_cell_remote_party_role;
    let role = role.name().map_or_else(|| format!("role {}", role.0), str::to_owned);
    let usage = cell.trust_anchor_cell_key_usage;
    let usage = usage.name().map_or_else(|| format!("usage {:04X}", usage.0), str::to_owned);
    match cell.trust_anchor_cell_usage.0 {
        0 => format!("{role} {usage}"),
        1 => format!("{role} {usage} for top-up"),
        other => format!("{role} {usage} for cell usage {other}"),
    }
}

impl core::fmt::Display for Held {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} with key {}", self.subject, EntityId(self.key.0))
    }
}

fn lacking(why: String) -> Reason {
    Reason { clause: "laboratory".to_owned(), expected: "what CS02a needs".to_owned(), observed: why }
}

/// Those that an ESME knows.
const ROLES: [RemotePartyRole; 6] = [
    RemotePartyRole::ROOT,
    RemotePartyRole::RECOVERY,
    RemotePartyRole::SUPPLIER,
    RemotePartyRole::NETWORK_OPERATOR,
    RemotePartyRole::ACCESS_CONTROL_BROKER,
    RemotePartyRole::TRANSITIONAL_COS,
];
const CLAUSE: &str = "GBCS 13.2 (L-42)";
