//! For programs: what `schema/smki-verify.schema.json` describes.

use hallmark_smki::Certificate;
use hallmark_smki::Error;
use hallmark_smki::Time;
use hallmark_smki::path;
use hallmark_smki::path::PathError;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::profile::Profile;
use serde::Serialize;

/// One document about one certificate.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Document<'a> {
    /// `hallmark-smki-verify`.
    format: &'static str,
    /// The version of this form.
    format_version: u32,
    /// Whether there is a path.
    holds: bool,
    /// For when, RFC 3339; null if dates were left out.
    time: Option<String>,
    /// The path; null if there is none.
    path: Option<Path>,
    /// The reason that says most; null if there is a path.
    no_path: Option<NoPath<'a>>,
    /// What a device does with it; null where no device meets it.
    device: Option<Device<'a>>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Path {
    /// From the certificate to the trust anchor.
    certificates: Vec<Step>,
    /// Policies that hold along it.
    policies: Vec<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Step {
    /// What it is, for people.
    what: String,
    subject: String,
    /// The EUI-64 of the device or the organisation, hexadecimal.
    entity_id: Option<String>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct NoPath<'a> {
    /// A name that never changes; `encoding` if it is no certificate.
    reason: &'static str,
    /// Document and clause.
    clause: &'static str,
    /// How far above the certificate: 0 for itself.
    depth: usize,
    /// The octet at which it is no certificate; null if it is one.
    offset: Option<usize>,
    expected: &'static str,
    found: &'a str,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Device<'a> {
    use_case: UseCase,
    accepted: bool,
    /// Why not; null if it is accepted.
    refusal: Option<Refusal<'a>>,
}

/// CS02b: as a replacement in a trust anchor cell; CS02d: as the device's own.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
enum UseCase {
    #[serde(rename = "CS02b")]
    Replacement,
    #[serde(rename = "CS02d")]
    Own,
}

#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
struct Refusal<'a> {
    /// The status or response code.
    code: u8,
    /// The name of the rule, which never changes.
    rule: &'static str,
    /// Document and clause.
    clause: &'static str,
    expected: &'static str,
    found: &'a str,
}

/// The document about a certificate.
pub(super) fn document(
    found: &Result<path::Path<'_>, PathError>,
    device: Option<&super::Device>,
    time: TimeChecks,
) -> serde_json::Result<String> {
    let no_path = found.as_ref().err().map(|error| NoPath {
        reason: error.reason().name(),
        clause: error.reason().clause(),
        depth: error.depth(),
        offset: None,
        expected: error.reason().expected(),
        found: error.found(),
    });
    write(&Document {
        path: found.as_ref().ok().map(Path::of),
        device: device.map(Device::of),
        ..head(no_path, time)
    })
}

/// The document about octets that are no certificate.
pub(super) fn unreadable(error: &Error, time: TimeChecks) -> serde_json::Result<String> {
    let no_path = NoPath {
        reason: "encoding",
        clause: "GBCS 12, X.690",
        depth: 0,
        offset: Some(error.offset()),
        expected: error.expected(),
        found: error.found(),
    };
    write(&head(Some(no_path), time))
}

fn head(no_path: Option<NoPath<'_>>, time: TimeChecks) -> Document<'_> {
    Document {
        format: "hallmark-smki-verify",
        format_version: 1,
        holds: no_path.is_none(),
        time: match time {
            TimeChecks::At(seconds) => Some(Time::from_seconds(seconds).to_rfc3339()),
            TimeChecks::Ignored => None,
        },
        path: None,
        no_path,
        device: None,
    }
}

fn write(document: &Document<'_>) -> serde_json::Result<String> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

impl Path {
    fn of(path: &path::Path<'_>) -> Self {
        Self {
            certificates: path.certificates().map(Step::of).collect(),
            policies: path.policies().iter().map(ToString::to_string).collect(),
        }
    }
}

impl Step {
    fn of(certificate: &Certificate) -> Self {
        Self {
            what: Profile::of(certificate).describe(certificate),
            subject: certificate.subject().to_string(),
            entity_id: certificate.entity_id().map(|id| format!("{:016X}", u64::from_be_bytes(id))),
        }
    }
}

impl<'a> Device<'a> {
    fn of(device: &'a super::Device) -> Self {
        let use_case = match device.use_case {
            super::UseCase::Replacement => UseCase::Replacement,
            super::UseCase::Own => UseCase::Own,
        };
        let refusal = device.result.as_ref().err().map(|(code, finding)| Refusal {
            code: *code,
            rule: finding.rule().name,
            clause: finding.rule().clause,
            expected: finding.rule().expected,
            found: finding.found(),
        });
        Self { use_case, accepted: refusal.is_none(), refusal }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path as FilePath;

    use serde_json::Value;

    use super::*;

    const SCHEMA: &str = include_str!("../../../schema/smki-verify.schema.json");

    #[test]
    fn the_schema_is_that_of_the_types() {
        let mut schema = schemars::schema_for!(Document<'static>).to_value();
        schema["title"] = "What `hallmark smki verify --format json` prints".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("HALLMARK_REGENERATE").is_some() {
            let path = FilePath::new(env!("CARGO_MANIFEST_DIR")).join("schema/smki-verify.schema.json");
            std::fs::write(path, &text).unwrap();
            return;
        }
        assert!(text == SCHEMA, "schema/smki-verify.schema.json is stale: test with HALLMARK_REGENERATE=1");
    }

    /// `tests/smki.rs` holds what the program prints against the schema; here is what breaks it.
    #[test]
    fn a_broken_document_does_not_obey_the_schema() {
        let error = Certificate::parse_der(&[0x30]).unwrap_err();
        let good: Value = serde_json::from_str(&unreadable(&error, TimeChecks::At(0)).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&serde_json::from_str(SCHEMA).unwrap()).unwrap();
        let errors: Vec<String> = validator.iter_errors(&good).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        for (place, wrong) in
            [("/holds", "yes"), ("/no_path/depth", "0"), ("/device", "meter"), ("/time", "")]
        {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = wrong.into();
            assert_eq!(validator.is_valid(&bad), place == "/time", "{place}");
        }
        let mut bad = good;
        bad["no_path"]["more"] = 1.into();
        assert!(!validator.is_valid(&bad));
    }
}
