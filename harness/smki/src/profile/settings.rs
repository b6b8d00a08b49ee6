use std::collections::BTreeMap;

use super::Rule;
use super::Severity;
use crate::asn1::ObjectIdentifier;

/// What the published texts leave open, and how much a broken rule counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The certificate policies of the environment (GBCS section 12 ties them to it); empty for any.
    pub policies: Vec<ObjectIdentifier>,
    /// The size above which a certificate is remarkable. No text sets a limit.
    pub max_octets: usize,
    /// The size above which a serial number is remarkable.
    pub max_serial_number_octets: usize,
    /// The length above which the common name of an organisation is remarkable.
    pub max_common_name: usize,
    /// The length above which the common name of a CA is remarkable.
    pub max_authority_common_name: usize,
    /// Rules that count otherwise than their own [`severity`](Rule::severity) says, by name; `None` leaves one
    /// out.
    pub severities: BTreeMap<String, Option<Severity>>,
}

impl Settings {
    /// How much it counts that a rule is broken; `None` if not at all.
    pub fn severity(&self, rule: &Rule) -> Option<Severity> {
        self.severities.get(rule.name).copied().unwrap_or(Some(rule.severity))
    }
}

impl Default for Settings {
    /// Any policy, the sizes that are seen in published certificates, every rule as it is.
    fn default() -> Self {
        Self {
            policies: Vec::new(),
            max_octets: 1500,
            max_serial_number_octets: 16,
            max_common_name: 16,
            max_authority_common_name: 4,
            severities: BTreeMap::new(),
        }
    }
}
