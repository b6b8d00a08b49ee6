//! For programs: what `schema/smki-lint.schema.json` describes.

use hallmark_smki::Certificate;
use hallmark_smki::lint::LintFinding;
use hallmark_smki::profile;
use serde::Serialize;

use super::Linted;

/// One document about all certificates.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    /// `hallmark-smki-lint`.
    format: &'static str,
    /// The version of this form.
    format_version: u32,
    /// Every certificate, in the order in which they were found.
    certificates: Vec<Entry<'a>>,
    /// How many of them conform.
    conforming: usize,
    /// How many findings are faults.
    fails: usize,
    /// How many findings are observations.
    observations: usize,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Entry<'a> {
    /// The file, followed by `:` and a number where it holds several.
    source: &'a str,
    /// Whether no finding is a fault.
    conforms: bool,
    /// Which rules it is under; null if it is no certificate.
    profile: Option<Profile>,
    /// What it is, for people.
    what: String,
    /// What it says; null if it is no certificate.
    content: Option<Content>,
    /// The rules that it breaks, faults first.
    findings: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Profile {
    Device,
    IssuingAuthority,
    Organisation,
    Root,
    Transport,
    XmlSigning,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Content {
    /// Its size.
    octets: usize,
    /// The content of the INTEGER, hexadecimal.
    serial_number: String,
    issuer: String,
    subject: String,
    /// The EUI-64 of the device or the organisation, hexadecimal.
    entity_id: Option<String>,
    /// The number in organizationalUnitName.
    role: Option<u8>,
    /// The names of the bits; null without the extension.
    key_usage: Option<Vec<&'static str>>,
    /// Policy identifiers.
    policies: Vec<String>,
    /// subjectKeyIdentifier, hexadecimal.
    key_identifier: Option<String>,
    /// RFC 3339.
    not_before: String,
    /// RFC 3339.
    not_after: String,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Finding<'a> {
    rule: Rule,
    /// The octet of the certificate at which the field stands.
    offset: usize,
    /// What the certificate has instead.
    found: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Rule {
    /// Which never changes.
    name: &'static str,
    /// Document and clause.
    clause: &'static str,
    evidence: Evidence,
    severity: Severity,
    /// What it wants.
    expected: &'static str,
}

/// How the rule came to be known: D published certificates, G GBCS, K general knowledge, R an RFC, S the SEC, ? open.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum Evidence {
    D,
    G,
    K,
    R,
    S,
    #[serde(rename = "?")]
    Open,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
enum Severity {
    Fail,
    Observation,
}

/// One document about all certificates.
pub(super) fn document(linted: &[Linted]) -> serde_json::Result<String> {
    let with = |severity: profile::Severity| -> usize {
        linted.iter().flat_map(|one| one.report.findings()).filter(|one| one.severity == severity).count()
    };
    let document = Document {
        format: "hallmark-smki-lint",
        format_version: 1,
        certificates: linted.iter().map(Entry::of).collect(),
        conforming: linted.iter().filter(|one| one.report.conforms()).count(),
        fails: with(profile::Severity::Fail),
        observations: with(profile::Severity::Observation),
    };
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

/// Every rule, in one array.
pub(super) fn rules(rules: &[profile::Rule]) -> serde_json::Result<String> {
    let rules: Vec<Rule> = rules.iter().map(|rule| Rule::of(rule, rule.severity)).collect();
    Ok(serde_json::to_string_pretty(&rules)? + "\n")
}

impl<'a> Entry<'a> {
    fn of(one: &'a Linted) -> Self {
        let report = &one.report;
        Self {
            source: &one.source,
            conforms: report.conforms(),
            profile: report.profile().map(|profile| match profile {
                profile::Profile::Device => Profile::Device,
                profile::Profile::IssuingAuthority => Profile::IssuingAuthority,
                profile::Profile::Organisation => Profile::Organisation,
                profile::Profile::Root => Profile::Root,
                profile::Profile::Transport => Profile::Transport,
                profile::Profile::XmlSigning => Profile::XmlSigning,
            }),
            what: report.subject(),
            content: report.certificate().map(Content::of),
            findings: report.findings().iter().map(Finding::of).collect(),
        }
    }
}

impl Content {
    fn of(certificate: &Certificate) -> Self {
        Self {
            octets: certificate.der().len(),
            serial_number: hexadecimal(certificate.serial_number()),
            issuer: certificate.issuer().to_string(),
            subject: certificate.subject().to_string(),
            entity_id: certificate.entity_id().map(|id| hexadecimal(&id)),
            role: certificate.role(),
            key_usage: certificate.key_usage().map(|usage| usage.names().collect()),
            policies: certificate.policies().iter().map(|one| one.oid.to_string()).collect(),
            key_identifier: certificate.key_identifier().map(hexadecimal),
            not_before: certificate.not_before().to_rfc3339(),
            not_after: certificate.not_after().to_rfc3339(),
        }
    }
}

impl<'a> Finding<'a> {
    fn of(finding: &'a LintFinding) -> Self {
        let rule = Rule::of(&finding.rule, finding.severity);
        Self { rule, offset: finding.offset, found: &finding.found }
    }
}

impl Rule {
    fn of(rule: &profile::Rule, severity: profile::Severity) -> Self {
        let evidence = match rule.evidence {
            profile::Evidence::Data => Evidence::D,
            profile::Evidence::Gbcs => Evidence::G,
            profile::Evidence::Lead => Evidence::K,
            profile::Evidence::Open => Evidence::Open,
            profile::Evidence::Rfc => Evidence::R,
            profile::Evidence::Sec => Evidence::S,
        };
        let severity = match severity {
            profile::Severity::Fail => Severity::Fail,
            profile::Severity::Observation => Severity::Observation,
        };
        Self { name: rule.name, clause: rule.clause, evidence, severity, expected: rule.expected }
    }
}

fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hallmark_smki::Usage;
    use hallmark_smki::lint::lint;
    use hallmark_smki::pki::Party;
    use hallmark_smki::pki::TestPki;
    use hallmark_smki::profile::Settings;
    use serde_json::Value;

    use super::*;

    const SCHEMA: &str = include_str!("../../../schema/smki-lint.schema.json");

    #[test]
    fn the_schema_is_that_of_the_types() {
        let mut schema = schemars::schema_for!(Document<'static>).to_value();
        schema["title"] = "What `hallmark smki lint --format json` prints".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("HALLMARK_REGENERATE").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/smki-lint.schema.json");
            std::fs::write(path, &text).unwrap();
            return;
        }
        assert!(text == SCHEMA, "schema/smki-lint.schema.json is stale: test with HALLMARK_REGENERATE=1");
    }

    #[test]
    fn a_document_obeys_the_schema_and_a_broken_one_does_not() {
        let pki = TestPki::from_seed(1).unwrap();
        let mut template = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
        template.set_role(0x80);
        template.version = Some(1);
        let odd = template.sign(pki.issuing_authority().key());
        let linted = |octets: &[u8]| Linted {
            source: "a".to_owned(),
            report: lint(octets, None, &Settings::default()),
        };
        let all = [&odd, pki.root().certificate().der(), &[0x30][..]].map(linted);
        let good: Value = serde_json::from_str(&document(&all).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&good).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        assert_eq!([&good["conforming"], &good["fails"], &good["observations"]], [1, 2, 1]);
        assert_eq!(good["certificates"][0]["findings"][1]["rule"]["evidence"], "?");
        for (place, wrong) in [("/conforming", "1"), ("/certificates/0/profile", "meter"), ("/format", "")] {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = wrong.into();
            assert_eq!(validator.is_valid(&bad), place == "/format", "{place}");
        }
        let mut bad = good;
        bad["certificates"][0]["more"] = 1.into();
        assert!(!validator.is_valid(&bad));
    }
}
