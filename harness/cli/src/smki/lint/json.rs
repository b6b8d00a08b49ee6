//! For programs.

use hallmark_smki::Certificate;
use hallmark_smki::lint::LintFinding;
use hallmark_smki::profile::Rule;
use hallmark_smki::profile::Severity;
use serde_json::Value;
use serde_json::json;

use super::Linted;

/// One document about all certificates.
pub(super) fn document(linted: &[Linted]) -> String {
    let certificates: Vec<Value> = linted.iter().map(certificate).collect();
    let with = |severity: Severity| -> usize {
        linted.iter().flat_map(|one| one.report.findings()).filter(|one| one.severity == severity).count()
    };
    let document = json!({
        "format": "hallmark-smki-lint/1",
        "certificates": certificates,
        "conforming": linted.iter().filter(|one| one.report.conforms()).count(),
        "fails": with(Severity::Fail),
        "observations": with(Severity::Observation),
    });
    format!("{document:#}\n")
}

fn certificate(one: &Linted) -> Value {
    let findings: Vec<Value> = one.report.findings().iter().map(finding).collect();
    json!({
        "source": one.source,
        "conforms": one.report.conforms(),
        "profile": one.report.profile().map(|profile| profile.name()),
        "what": one.report.subject(),
        "content": one.report.certificate().map(content),
        "findings": findings,
    })
}

fn content(certificate: &Certificate) -> Value {
    json!({
        "octets": certificate.der().len(),
        "serial_number": hexadecimal(certificate.serial_number()),
        "issuer": certificate.issuer().to_string(),
        "subject": certificate.subject().to_string(),
        "entity_id": certificate.entity_id().map(|id| hexadecimal(&id)),
        "role": certificate.role(),
        "key_usage": certificate.key_usage().map(|usage| usage.names().collect::<Vec<_>>()),
        "policies": certificate.policies().iter().map(|one| one.oid.to_string()).collect::<Vec<_>>(),
        "key_identifier": certificate.key_identifier().map(hexadecimal),
        "not_before": certificate.not_before().to_rfc3339(),
        "not_after": certificate.not_after().to_rfc3339(),
    })
}

fn finding(finding: &LintFinding) -> Value {
    let Rule { name, clause, evidence, expected, .. } = finding.rule;
    json!({
        "rule": name,
        "clause": clause,
        "evidence": evidence.letter(),
        "severity": finding.severity.name(),
        "offset": finding.offset,
        "expected": expected,
        "found": finding.found,
    })
}

/// Every rule.
pub(super) fn rules(rules: &[Rule]) -> String {
    let rules: Vec<Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "rule": rule.name,
                "clause": rule.clause,
                "evidence": rule.evidence.letter(),
                "severity": rule.severity.name(),
                "expected": rule.expected,
            })
        })
        .collect();
    format!("{:#}\n", Value::from(rules))
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}
