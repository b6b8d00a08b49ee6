//! Says what a certificate is and which rules of its profile it breaks, each with clause, octet offset, expected and
//! found.
//!
//! All rules of the [`Profile`] are asked, not only those that a Device enforces, and every one that is broken is
//! named. Octets that are no certificate have one finding: the first octet at which that shows. Signatures of others
//! are for [`path`](crate::path) to check; a root's own is checked here.

mod filed;
mod report;
mod together;

pub use filed::Filed;
pub use report::LintFinding;
pub use report::Report;
pub use together::lint_together;

use crate::Certificate;
use crate::Error;
use crate::ErrorKind;
use crate::profile::Evidence;
use crate::profile::Place;
use crate::profile::Profile;
use crate::profile::Rule;
use crate::profile::Settings;
use crate::profile::Severity;

/// Judges a certificate by its own content, and by the place in which it was found if that says anything.
pub fn lint(der: &[u8], filed: Option<Filed>, settings: &Settings) -> Report {
    match Certificate::parse_der(der) {
        Ok(certificate) => lint_certificate(certificate, filed, settings),
        Err(error) => Report::unreadable(encoding(&error)),
    }
}

/// The same for a certificate that has been read.
pub fn lint_certificate(certificate: Certificate, filed: Option<Filed>, settings: &Settings) -> Report {
    let profile = Profile::of(&certificate);
    let own = profile.checks().map(|check| check.judge(&certificate, settings));
    let filing = filed.map(|filed| filed.judge(&certificate));
    let mut findings = Vec::new();
    for finding in own.chain(filing).filter_map(Result::err) {
        if let Some(severity) = settings.severity(&finding.rule()) {
            let offset = finding.place().offset(certificate.der());
            findings.push(LintFinding {
                rule: finding.rule(),
                offset,
                found: finding.found().to_owned(),
                severity,
            });
        }
    }
    Report::new(profile, certificate, findings)
}

/// Every rule that [`lint`] knows, each once.
pub fn rules() -> Vec<Rule> {
    let mut rules: Vec<Rule> = Vec::new();
    let checks = Profile::ALL.into_iter().flat_map(Profile::checks).map(|check| check.rule());
    for rule in checks.chain([filed::FILED_AS]).chain(together::RULES).chain(ENCODING) {
        if !rules.iter().any(|one| one.name == rule.name) {
            rules.push(rule);
        }
    }
    rules
}

/// What is no certificate at all.
fn encoding(error: &Error) -> LintFinding {
    let [length, limit, tag, trailing, truncated, value] = ENCODING;
    let rule = match error.kind() {
        ErrorKind::Length => length,
        ErrorKind::Limit => limit,
        ErrorKind::Tag => tag,
        ErrorKind::Trailing => trailing,
        ErrorKind::Truncated => truncated,
        ErrorKind::Value => value,
    };
    let rule = Rule { expected: error.expected(), ..rule };
    LintFinding { rule, offset: error.offset(), found: error.found().to_owned(), severity: Severity::Fail }
}

const fn der(name: &'static str, clause: &'static str, expected: &'static str) -> Rule {
    Rule::new(name, clause, Evidence::Rfc, Place::Certificate, expected)
}

const ENCODING: [Rule; 6] = [
    der("encoding-length", "GBCS 12, X.690 10.1", "lengths in the shortest definite form"),
    der("encoding-limit", "no text", "a certificate that this program reads"),
    der("encoding-tag", "RFC 5280 4.1", "the fields of a certificate in their places"),
    der("encoding-trailing", "GBCS 12, X.690 8.1", "nothing after the last field"),
    der("encoding-truncated", "GBCS 12, X.690 8.1", "all octets of every field"),
    der("encoding-value", "GBCS 12, X.690 11", "values as DER writes them"),
];
