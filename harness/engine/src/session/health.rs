use std::collections::BTreeMap;

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::wire::Cra;

use crate::session::Finding;
use crate::session::Response;
use crate::session::Sent;
use crate::session::response::finding;

/// The counters that a device reports with CS02a, by role: a number that only an executed command may change.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    counters: BTreeMap<u32, Counter>,
}

impl Health {
    /// Reads the response to CS02a or CS02f.
    pub fn from_response(sent: &Sent, response: &Response) -> Result<Self, Finding> {
        let (payload, offset) = response.payload();
        let clause = "GBCS 13.2 (CS02a)";
        let view = hallmark_gbcs::asn1::parse(sent.command.code, Cra::Response, payload, offset)
            .map_err(|error| finding(clause, "the response of CS02a", error.to_string()))?;
        let Asn1Payload::ProvideCredentialsResponse(details) = view else {
            return Err(finding(clause, "the response of CS02a", "another structure"));
        };
        let counters = details
            .0
            .iter()
            .filter(|detail| detail.status_code == StatusCode::SUCCESS)
            .filter_map(|detail| {
                let credentials = detail.credentials.as_ref()?;
                Some((detail.remote_party_role.0, credentials.current_seq_number))
            })
            .collect();
        Ok(Self { counters })
    }

    /// The highest counter.
    pub fn highest(&self) -> Option<Counter> {
        self.counters.values().copied().max()
    }

    /// The counter of a role, if it was reported.
    pub fn counter(&self, role: RemotePartyRole) -> Option<Counter> {
        self.counters.get(&role.0).copied()
    }

    /// What an attack moved: `self` was read before it and `after` after it, by a command of `reader` with the counter
    /// `read_with`. The reader's own counter may have risen to that of the reading command, and no further.
    pub fn moved(&self, after: &Self, reader: RemotePartyRole, read_with: Counter) -> Option<Finding> {
        for (role, before) in &self.counters {
            let now = after.counters.get(role).copied().unwrap_or(*before);
            let may_be_reader = RemotePartyRole(*role) == reader && now <= read_with;
            if now != *before && !may_be_reader {
                let name = RemotePartyRole(*role).name().unwrap_or("unknown");
                return Some(finding(
                    "GBCS 4.3.1.5, 6.2.4",
                    format!("the counter of role {name} as it was, {before}"),
                    format!("{now}"),
                ));
            }
        }
        None
    }
}

/// The use cases that report counters, in the order in which they are tried.
pub const HEALTH_USE_CASES: [(&str, MessageCode); 2] =
    [("CS02a", MessageCode(0x0008)), ("CS02f", MessageCode(0x011B))];
