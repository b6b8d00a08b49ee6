use std::collections::BTreeMap;

use super::LintFinding;
use super::Report;
use crate::Certificate;
use crate::profile::Evidence;
use crate::profile::Place;
use crate::profile::Rule;
use crate::profile::Settings;
use crate::profile::hexadecimal;

pub(super) const RULES: [Rule; 2] = [SERIAL_NUMBER_UNIQUE, PUBLIC_KEY_NOT_SHARED];

const SERIAL_NUMBER_UNIQUE: Rule = Rule::new(
    "serial-number-unique",
    "RFC 5280 4.1.2.2",
    Evidence::Rfc,
    Place::SerialNumber,
    "a serial number that no other certificate of this issuer has",
);

const PUBLIC_KEY_NOT_SHARED: Rule = Rule::new(
    "public-key-not-shared",
    "SEC Appendix A, B",
    Evidence::Lead,
    Place::PublicKey,
    "a key that is certified for one entity and one usage",
);

/// Judges certificates against each other: that no CA gave a serial number twice, and that each key has one owner and one
/// usage. Of several that clash, each but the first gets the finding. The same certificate may be there more than once.
pub fn lint_together(reports: &mut [Report], settings: &Settings) {
    let mut serials: BTreeMap<Issued, Vec<u8>> = BTreeMap::new();
    let mut keys: BTreeMap<Vec<u8>, Owner> = BTreeMap::new();
    for report in reports {
        let Some(certificate) = report.certificate() else { continue };
        let mut findings = Vec::new();
        let issued = Issued::of(certificate);
        let serial = hexadecimal(&issued.serial_number);
        let first = serials.entry(issued).or_insert_with(|| certificate.der().to_vec());
        if first != certificate.der() {
            findings.push((SERIAL_NUMBER_UNIQUE, format!("{serial} again")));
        }
        let owner = Owner::of(certificate);
        let first = keys.entry(certificate.public_key().octets.clone()).or_insert_with(|| owner.clone());
        if *first != owner {
            findings.push((PUBLIC_KEY_NOT_SHARED, format!("the key of {}", first.what)));
        }
        let findings: Vec<LintFinding> = findings
            .into_iter()
            .filter_map(|(rule, found)| {
                let offset = rule.place.offset(certificate.der());
                Some(LintFinding { rule, offset, found, severity: settings.severity(&rule)? })
            })
            .collect();
        report.add(findings);
    }
}

/// Who issued a certificate, and under which number. Two CAs may have the same name and differ in their key.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Issued {
    issuer: Vec<u8>,
    key_identifier: Option<Vec<u8>>,
    serial_number: Vec<u8>,
}

impl Issued {
    fn of(certificate: &Certificate) -> Self {
        let named = certificate.authority_key_identifier().and_then(|one| one.key_identifier.clone());
        Self {
            issuer: certificate.issuer().der().to_vec(),
            key_identifier: named,
            serial_number: certificate.serial_number().to_vec(),
        }
    }
}

/// Whom a key is certified for, and what for.
#[derive(Clone, PartialEq, Eq)]
struct Owner {
    entity: Option<[u8; 8]>,
    what: String,
}

impl Owner {
    fn of(certificate: &Certificate) -> Self {
        let entity = certificate.entity_id();
        let usage = certificate.key_usage().map(|usage| usage.to_string()).unwrap_or_default();
        let name = entity.map_or_else(|| certificate.subject().to_string(), |id| hexadecimal(&id));
        Self { entity, what: format!("{name} for {usage}") }
    }
}
