//! What is written obeys the published formats, by the judgement of others where they are at hand.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use common::clean;
use common::key;
use common::large;
use common::sample;
use hallmark_engine::results;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::dsse::Envelope;
use serde_json::Value;
use serde_json::json;

const CONFORMANCE: &str = include_str!("../schema/conformance.schema.json");
const TEST_RESULT: &str = include_str!("../schema/test-result.schema.json");

fn statement(dir: &Path, name: &str) -> Value {
    let envelope = Envelope::parse(&fs::read(dir.join(name)).unwrap()).unwrap();
    serde_json::from_slice(envelope.verify(&[*key(7).verifying_key()], 1).unwrap()).unwrap()
}

fn errors(schema: &str, document: &Value) -> Vec<String> {
    let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The schemas accept what is written and refuse it with any one thing wrong.
#[test]
fn documents_obey_their_schemas() {
    let dir = tempfile::tempdir().unwrap();
    for sample in [sample(), clean()] {
        sample.write(dir.path(), &key(7));
        let results = serde_json::from_slice(&fs::read(dir.path().join("results.json")).unwrap()).unwrap();
        assert_eq!(errors(results::SCHEMA, &results), [""; 0]);
        let conformance = statement(dir.path(), "conformance.dsse.json");
        assert_eq!(errors(CONFORMANCE, &conformance), [""; 0]);
        let test_result = statement(dir.path(), "test-result.dsse.json");
        assert_eq!(errors(TEST_RESULT, &test_result), [""; 0]);

        let broken = |schema: &str, document: &Value, pointer: &str, value: Value| {
            let mut document = document.clone();
            *document.pointer_mut(pointer).unwrap() = value;
            assert_ne!(errors(schema, &document), [""; 0], "{pointer}");
        };
        broken(CONFORMANCE, &conformance, "/_type", json!("https://in-toto.io/Statement/v0.1"));
        broken(CONFORMANCE, &conformance, "/subject", json!([]));
        broken(CONFORMANCE, &conformance, "/subject/0/digest", json!({}));
        broken(CONFORMANCE, &conformance, "/predicate/outcome", json!("pass"));
        broken(CONFORMANCE, &conformance, "/predicate/counts", json!({"pass": 1}));
        broken(CONFORMANCE, &conformance, "/predicate/files/0/name", json!("../results.json"));
        broken(CONFORMANCE, &conformance, "/predicate/files/0/sha256", json!("00"));
        broken(
            TEST_RESULT,
            &test_result,
            "/predicateType",
            json!("https://in-toto.io/attestation/test-result/v1"),
        );
        broken(TEST_RESULT, &test_result, "/predicate/result", json!("PASS"));
        broken(TEST_RESULT, &test_result, "/predicate/configuration/0", json!({"name": "profile"}));
        broken(TEST_RESULT, &test_result, "/predicate/passedTests", json!([1]));
    }
}

/// What the statement shares with the results has one schema.
#[test]
fn shared_definitions_are_those_of_the_results() {
    let (ours, theirs): (Value, Value) =
        (serde_json::from_str(CONFORMANCE).unwrap(), serde_json::from_str(results::SCHEMA).unwrap());
    for name in ["Run", "Scope", "Target", "Tool"] {
        assert_eq!(ours["$defs"][name], theirs["$defs"][name], "{name}");
    }
}

#[test]
fn verdicts_map_to_the_cautious_side() {
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    let predicate = statement(dir.path(), "test-result.dsse.json")["predicate"].take();
    assert_eq!(predicate["result"], "FAILED");
    assert_eq!(predicate["passedTests"], json!(["a-1"]));
    assert_eq!(predicate["warnedTests"], json!(["b-1", "b-5"]));
    assert_eq!(predicate["failedTests"], json!(["a-2", "a-3", "b-2", "b-4"]));
    let profile = &predicate["configuration"][0];
    assert_eq!(
        (&profile["name"], profile["digest"]["sha256"].as_str().unwrap().len()),
        (&json!("profile.toml"), 64)
    );
    assert_eq!(predicate["configuration"][1]["uri"], "pkg:generic/hallmark@0.1.0");
}

/// The result of the predicate and our own outcome, for a run with one test of a verdict.
#[test]
fn one_verdict_alone() {
    let outcome = |change: &dyn Fn(&mut common::Sample)| {
        let dir = tempfile::tempdir().unwrap();
        let mut sample = clean();
        change(&mut sample);
        sample.finish().write(dir.path(), &key(7));
        let text = |value: Value| value.as_str().unwrap().to_owned();
        let result = statement(dir.path(), "test-result.dsse.json")["predicate"]["result"].take();
        let outcome = statement(dir.path(), "conformance.dsse.json")["predicate"]["outcome"].take();
        (text(result), text(outcome))
    };
    let judged = |verdict: Verdict| outcome(&|sample| sample.results.tests[0].verdict = verdict);
    let pair = |result: &str, outcome: &str| (result.to_owned(), outcome.to_owned());
    assert_eq!(judged(Verdict::Pass), pair("PASSED", "conforming"));
    assert_eq!(judged(Verdict::Fail), pair("FAILED", "nonconforming"));
    assert_eq!(judged(Verdict::Error), pair("FAILED", "inconclusive"));
    assert_eq!(judged(Verdict::Inconclusive), pair("WARNED", "inconclusive"));
    assert_eq!(judged(Verdict::NotApplicable), pair("WARNED", "inconclusive"));
    assert_eq!(judged(Verdict::Waived), pair("FAILED", "inconclusive"));
    assert_eq!(outcome(&|sample| sample.results.run.complete = false), pair("WARNED", "inconclusive"));
    let remark = |sample: &mut common::Sample| sample.results.tests[0].observations.push("slow".to_owned());
    assert_eq!(outcome(&remark), pair("WARNED", "conforming"));
}

#[test]
fn the_subject_is_the_artefact_where_the_profile_has_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut sample = clean();
    sample.write(dir.path(), &key(7));
    let subject = statement(dir.path(), "conformance.dsse.json")["subject"].take();
    assert_eq!(subject[0]["name"], "results.json");
    let digest = "ab".repeat(32);
    sample.results.target.artefact = Some(format!("sha256:{digest}"));
    sample.write(dir.path(), &key(7));
    for name in ["conformance.dsse.json", "test-result.dsse.json"] {
        let expected = json!([{"name": "Example ESME 1.2.3", "digest": {"sha256": digest}}]);
        assert_eq!(statement(dir.path(), name)["subject"], expected);
    }
}

#[test]
fn another_tool_verifies_the_statements() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verify_dsse.py");
    let python = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !python.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: another_tool_verifies_the_statements needs python3 with the module cryptography");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    let run = || Command::new("python3").arg(&script).arg(dir.path()).output().unwrap();
    let output = run();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout, b"verified 9 files, FAILED\n");
    let path = dir.path().join("conformance.dsse.json");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("\"payload\": \"eyJ", "\"payload\": \"eyI", 1)).unwrap();
    assert!(!run().status.success(), "a changed payload is refused");
}

#[test]
fn junit_is_well_formed() {
    if Command::new("xmllint").arg("--version").output().is_err() {
        eprintln!("skipped: junit_is_well_formed needs xmllint");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut sample = sample();
    sample.results.tests[1].reason.as_mut().unwrap().observed =
        "]]> & <a> \u{1} \u{FFFF} \u{1F600}".to_owned();
    sample.write(dir.path(), &key(7));
    let output = Command::new("xmllint").arg("--noout").arg(dir.path().join("junit.xml")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// What a target or a feature file writes stays text on the page.
#[test]
fn the_page_has_no_markup_but_ours() {
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    let page = fs::read_to_string(dir.path().join("report.html")).unwrap();
    for foreign in ["<script", "<b>last", "\u{202E}", "http://", "https://", "src=", "onload"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    assert!(page.contains("Self-asserted."));
    assert!(page.contains("Shows &#60;script&#62;"));
}

/// A hundred tests that fail for a hundred reasons do not hide the rest of the first page.
#[test]
fn the_first_page_is_bounded() {
    let dir = tempfile::tempdir().unwrap();
    let mut sample = large(100, 1);
    for (number, test) in sample.results.tests.iter_mut().enumerate() {
        test.reason.as_mut().unwrap().observed = format!("reason {number}");
    }
    sample.write(dir.path(), &key(7));
    let page = fs::read_to_string(dir.path().join("report.html")).unwrap();
    assert_eq!(page.matches("<article class=\"finding").count(), 50);
    assert!(page.contains("And 50 more reasons"));
    assert_eq!(page.matches("<dd>reason 99</dd>").count(), 1);
}

/// The page of a full suite stays readable: of 1,600 tests with 6,400 exchanges, all passing, all failing, or mixed.
#[test]
fn large_pages_stay_small() {
    let dir = tempfile::tempdir().unwrap();
    for (fail_every, most) in [(1_700, 4_000_000), (10, 6_000_000), (1, 14_000_000)] {
        large(1_600, fail_every).write(dir.path(), &key(7));
        let size = fs::metadata(dir.path().join("report.html")).unwrap().len();
        assert!(size < most, "{fail_every}: {size} octets");
    }
}
