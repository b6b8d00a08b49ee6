//! What the renderings and statements look like, in full. The run is a fixture with a fixed now, so nothing is volatile.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod common;

use std::fs;

use common::key;
use common::sample;
use hallmark_reports::dsse::Envelope;
use serde_json::Value;

fn written(name: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let mut sample = sample();
    sample.results.run.complete = false;
    sample.results.run.incomplete_reason = Some("interrupted".to_owned());
    sample.write(dir.path(), &key(7));
    fs::read_to_string(dir.path().join(name)).unwrap()
}

fn payload(name: &str) -> String {
    let envelope = Envelope::parse(written(name).as_bytes()).unwrap();
    let mut statement: Value = serde_json::from_slice(envelope.unverified_payload()).unwrap();
    mask(&mut statement);
    serde_json::to_string_pretty(&statement).unwrap()
}

#[test]
fn junit() {
    insta::assert_snapshot!(written("junit.xml"));
}

/// The page without its style sheet.
#[test]
fn report() {
    let page = written("report.html");
    let (before, rest) = page.split_once("<style>").unwrap();
    let (_, after) = rest.split_once("</style>").unwrap();
    insta::assert_snapshot!(format!("{before}<style>…</style>{after}"));
}

#[test]
fn decoded() {
    insta::assert_snapshot!(written("decoded.jsonl"));
}

#[test]
fn conformance_statement() {
    insta::assert_snapshot!(payload("conformance.dsse.json"));
}

#[test]
fn test_result_statement() {
    insta::assert_snapshot!(payload("test-result.dsse.json"));
}

/// Digests and sizes change with every change of the page, and are checked by verification.
fn mask(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(mask),
        Value::Object(fields) => {
            for (name, value) in fields {
                match name.as_str() {
                    "sha256" | "size" => *value = "masked".into(),
                    _ => mask(value),
                }
            }
        }
        _ => {}
    }
}
