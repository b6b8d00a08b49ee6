//! A bundle that is signed, but whose files do not agree, is refused: a signature does not make it true.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod common;

use std::fs;
use std::path::Path;

use common::Sample;
use common::key;
use common::sample;
use hallmark_engine::event::Direction;
use hallmark_reports::VerifyError;
use hallmark_reports::dsse::Envelope;
use hallmark_reports::verify;
use serde_json::Value;
use serde_json::json;
use sha2::Digest as _;
use sha2::Sha256;

const CONFORMANCE: &str = "conformance.dsse.json";
const TEST_RESULT: &str = "test-result.dsse.json";

/// The signer changes files and signs again; then the bundle is verified.
fn forge(change: impl FnOnce(&Path)) -> VerifyError {
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    change(dir.path());
    resign(dir.path());
    verify(dir.path(), &[*key(7).verifying_key()]).unwrap_err()
}

/// Makes the digests in the statements true again.
fn resign(dir: &Path) {
    let digest = |name: &str| fs::read(dir.join(name)).ok().map(|octets| (hex(&octets), octets.len()));
    let subject = |statement: &mut Value| {
        if let (Some((results, _)), true) =
            (digest("results.json"), statement["subject"][0]["name"] == "results.json")
        {
            statement["subject"][0]["digest"]["sha256"] = results.into();
        }
    };
    edit_statement(dir, TEST_RESULT, subject);
    edit_statement(dir, CONFORMANCE, |statement| {
        subject(statement);
        for file in statement["predicate"]["files"].as_array_mut().unwrap() {
            if let Some((digest, size)) = digest(file["name"].as_str().unwrap()) {
                file["sha256"] = digest.into();
                file["size"] = size.into();
            }
        }
    });
}

fn hex(octets: &[u8]) -> String {
    Sha256::digest(octets).iter().map(|octet| format!("{octet:02x}")).collect()
}

fn edit_statement(dir: &Path, name: &str, edit: impl FnOnce(&mut Value)) {
    let path = dir.join(name);
    let envelope = Envelope::parse(&fs::read(&path).unwrap()).unwrap();
    let mut statement: Value = serde_json::from_slice(envelope.unverified_payload()).unwrap();
    edit(&mut statement);
    let payload = serde_json::to_vec(&statement).unwrap();
    fs::write(path, Envelope::sign(envelope.payload_type(), payload, &key(7)).to_json()).unwrap();
}

fn edit_text(dir: &Path, name: &str, from: &str, to: &str) {
    let path = dir.join(name);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn edit_results(dir: &Path, edit: impl FnOnce(&mut Value)) {
    let path = dir.join("results.json");
    let mut results: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    edit(&mut results);
    fs::write(path, serde_json::to_string_pretty(&results).unwrap()).unwrap();
}

/// Refused because of a disagreement, or of a wrong format, in the file named.
fn assert_refused(file: &str, says: &str, change: impl FnOnce(&Path)) {
    let error = forge(change);
    assert!(matches!(error, VerifyError::Disagreement { .. } | VerifyError::Format { .. }), "{error}");
    assert_eq!(error.file(), file, "{error}");
    assert!(error.to_string().contains(says), "{error}");
}

#[test]
fn nothing_changed_and_signed_again_is_accepted() {
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    resign(dir.path());
    assert!(verify(dir.path(), &[*key(7).verifying_key()]).is_ok());
}

#[test]
fn results_count_their_tests() {
    assert_refused("results.json", "counts", |dir| {
        edit_results(dir, |results| results["counts"]["pass"] = json!(3))
    });
    let prettier = |results: &mut Value| results["tests"][1]["verdict"] = json!("pass");
    assert_refused("results.json", "counts", |dir| edit_results(dir, prettier));
    let silent = |results: &mut Value| results["tests"][7]["observations"] = json!([]);
    assert_refused("results.json", "observations", |dir| edit_results(dir, silent));
    let fewer = |results: &mut Value| results["tests"][0]["exchanges"] = json!([1]);
    assert_refused("results.json", "a-1", |dir| edit_results(dir, fewer));
    let twice = |results: &mut Value| results["tests"][2]["plan"]["id"] = json!("a-2");
    assert_refused("results.json", "a-2 twice", |dir| edit_results(dir, twice));
}

#[test]
fn results_of_another_format_are_named() {
    assert_refused("results.json", "hallmark-results/9", |dir| {
        edit_results(dir, |results| results["format"] = json!("hallmark-results/9"));
    });
    assert_refused("results.json", "unknown field", |dir| {
        edit_results(dir, |results| results["new"] = json!(1))
    });
}

#[test]
fn the_statement_says_what_the_results_say() {
    let predicate = |field: &'static str, value: Value| {
        assert_refused(CONFORMANCE, field, |dir| {
            edit_statement(dir, CONFORMANCE, |statement| statement["predicate"][field] = value);
        });
    };
    predicate("outcome", json!("conforming"));
    let counts =
        json!({"pass": 8, "fail": 0, "inconclusive": 0, "error": 0, "not-applicable": 0, "waived": 0});
    predicate("counts", counts);
    predicate("observations", json!(0));
    assert_refused(CONFORMANCE, "scope", |dir| {
        edit_statement(dir, CONFORMANCE, |statement| {
            statement["predicate"]["scope"]["covered_clauses"] = json!(200)
        });
    });
    assert_refused(CONFORMANCE, "target", |dir| {
        edit_statement(dir, CONFORMANCE, |statement| {
            statement["predicate"]["target"]["version"] = json!("9")
        });
    });
    assert_refused(CONFORMANCE, "run", |dir| {
        edit_statement(dir, CONFORMANCE, |statement| statement["predicate"]["run"]["seed"] = json!("1"));
    });
    assert_refused(CONFORMANCE, "subject", |dir| {
        edit_statement(dir, CONFORMANCE, |statement| {
            statement["subject"][0]["name"] = json!("other");
        });
    });
}

#[test]
fn the_test_result_follows_from_the_results() {
    let predicate = |field: &'static str, value: Value| {
        assert_refused(TEST_RESULT, field, |dir| {
            edit_statement(dir, TEST_RESULT, |statement| statement["predicate"][field] = value);
        });
    };
    predicate("result", json!("PASSED"));
    predicate("passedTests", json!(["a-1", "a-2"]));
    predicate("warnedTests", json!([]));
    predicate("failedTests", json!([]));
    predicate("configuration", json!([]));
    assert_refused(TEST_RESULT, "subject", |dir| {
        edit_statement(dir, TEST_RESULT, |statement| statement["subject"][0]["name"] = json!("other"));
    });
    assert_refused(TEST_RESULT, "statement/v0.1".to_lowercase().as_str(), |dir| {
        edit_statement(dir, TEST_RESULT, |statement| {
            statement["_type"] = json!("https://in-toto.io/statement/v0.1")
        });
    });
    assert_refused(TEST_RESULT, "test-result/v9", |dir| {
        edit_statement(dir, TEST_RESULT, |statement| {
            statement["predicateType"] = json!("https://in-toto.io/attestation/test-result/v9");
        });
    });
}

#[test]
fn statements_are_not_interchangeable() {
    let error = forge(|dir| {
        fs::copy(dir.join(CONFORMANCE), dir.join(TEST_RESULT)).unwrap();
    });
    assert_eq!(error.file(), TEST_RESULT);
}

#[test]
fn the_log_leads_to_the_results() {
    assert_refused("log.jsonl", "a-2: fail", |dir| {
        edit_text(dir, "log.jsonl", r#""test":"a-2","verdict":"fail""#, r#""test":"a-2","verdict":"pass""#);
    });
    assert_refused("log.jsonl", "counter moved", |dir| {
        edit_text(dir, "log.jsonl", "no response, counter unmoved", "counter moved");
    });
    assert_refused("log.jsonl", "b-5", |dir| edit_text(dir, "log.jsonl", "answered after", "replied after"));
    assert_refused("log.jsonl", "sequence 7", |dir| {
        edit_text(dir, "log.jsonl", "\"sequence\":7", "\"sequence\":8")
    });
    assert_refused("log.jsonl", "exchange 3", |dir| {
        edit_text(dir, "log.jsonl", "\"number\":3", "\"number\":4")
    });
    assert_refused("log.jsonl", "plan", |dir| {
        edit_text(dir, "log.jsonl", "Reads its clock", "Reads its cl0ck")
    });
    assert_refused("log.jsonl", "scope", |dir| edit_text(dir, "log.jsonl", "\"suite\":10", "\"suite\":11"));
    assert_refused("log.jsonl", "end", |dir| {
        edit_text(dir, "log.jsonl", "\"complete\":true", "\"complete\":false")
    });
    assert_refused("log.jsonl", "planned", |dir| {
        edit_text(dir, "log.jsonl", r#"{"started":{"test":"b-5"}}"#, r#"{"started":{"test":"b-6"}}"#);
    });
    assert_refused("log.jsonl", "a-1 [1, 2, 3]", |dir| {
        edit_text(dir, "log.jsonl", r#""number":3,"test":"a-2""#, r#""number":3,"test":"a-1""#);
    });
    assert_refused("log.jsonl", "an event", |dir| {
        edit_text(dir, "log.jsonl", "\"at\":1003", "\"at\":1003,\"x\":1")
    });
}

#[test]
fn a_fail_is_not_waived_without_a_waiver() {
    let without = |results: &mut Value| results["tests"][6]["waiver"] = Value::Null;
    assert_refused("log.jsonl", "b-4: waived", |dir| edit_results(dir, without));
}

#[test]
fn the_evidence_holds_the_exchanges() {
    let capture = |edit: fn(&mut Sample)| {
        move |dir: &Path| {
            let mut sample = sample();
            edit(&mut sample);
            fs::write(dir.join("evidence.pcapng"), sample.capture()).unwrap();
        }
    };
    assert_refused("evidence.pcapng", "packets", capture(|sample| sample.results.tests[7].exchanges.clear()));
    assert_refused(
        "evidence.pcapng",
        "packet 5 to hold",
        capture(|sample| sample.exchanges[4].octets[59] ^= 1),
    );
    assert_refused(
        "evidence.pcapng",
        "packet 5 to hold",
        capture(|sample| sample.exchanges[4].octets.push(0)),
    );
    let marked = "packet 5 to be marked `test=a-2 direction=out`";
    assert_refused("evidence.pcapng", marked, capture(|sample| sample.exchanges[4].test = "a-20".to_owned()));
    assert_refused(
        "evidence.pcapng",
        marked,
        capture(|sample| sample.exchanges[4].direction = Direction::In),
    );
    assert_refused("evidence.pcapng", "section header", |dir| {
        fs::write(dir.join("evidence.pcapng"), "none").unwrap()
    });
}

#[test]
fn renderings_are_those_of_the_results() {
    let junit = "the rendering of the results";
    assert_refused("junit.xml", junit, |dir| edit_text(dir, "junit.xml", "no response", "a response"));
    assert_refused("report.html", "from line", |dir| {
        edit_text(dir, "report.html", "At least one test failed", "No test failed")
    });
    assert_refused("report.html", "from line", |dir| edit_text(dir, "decoded.jsonl", "first: ", "last: "));
    assert_refused("decoded.jsonl", "texts", |dir| {
        let path = dir.join("decoded.jsonl");
        let text = fs::read_to_string(&path).unwrap();
        let cut = text.trim_end().rfind('\n').unwrap();
        fs::write(path, &text[..=cut]).unwrap();
    });
    assert_refused("decoded.jsonl", "line 2", |dir| {
        edit_text(dir, "decoded.jsonl", "\"number\":2", "\"number\":3")
    });
}

/// A bundle of another version is verified as far as that goes, and says how far.
#[test]
fn renderings_of_another_version_are_not_compared() {
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    edit_text(dir.path(), "report.html", "What failed", "What broke");
    edit_statement(dir.path(), CONFORMANCE, |statement| statement["predicate"]["renderings"] = json!("0"));
    resign(dir.path());
    let notes = verify(dir.path(), &[*key(7).verifying_key()]).unwrap().notes;
    assert!(notes.len() == 1 && notes[0].contains("renderings of version 0"), "{notes:?}");
}

#[test]
fn names_that_leave_the_folder_are_refused() {
    for name in ["../results.json", "/etc/passwd", "a/b", ".hidden", "conformance.dsse.json"] {
        let error = forge(|dir| {
            edit_statement(dir, CONFORMANCE, |statement| {
                let files = statement["predicate"]["files"].as_array_mut().unwrap();
                files.push(json!({"name": name, "sha256": "00", "size": 0}));
                files.sort_by_key(|file| file["name"].as_str().unwrap().to_owned());
            });
        });
        assert_eq!(error, VerifyError::Name { file: name.to_owned() });
    }
}

#[test]
fn files_are_listed_once_and_in_order() {
    assert_refused(CONFORMANCE, "sorted", |dir| {
        edit_statement(dir, CONFORMANCE, |statement| {
            let files = statement["predicate"]["files"].as_array_mut().unwrap();
            files.push(files[0].clone());
        });
    });
    let error = forge(|dir| {
        edit_statement(dir, CONFORMANCE, |statement| {
            drop(statement["predicate"]["files"].as_array_mut().unwrap().remove(0));
        });
    });
    assert_eq!(error, VerifyError::Unlisted { file: "decoded.jsonl".to_owned() });
}

#[test]
fn the_named_signer_is_the_enclosed_one() {
    assert_refused("signer.pem", &"0".repeat(64), |dir| {
        edit_statement(dir, CONFORMANCE, |statement| {
            statement["predicate"]["signer"] = json!("0".repeat(64))
        });
    });
}

#[test]
fn envelopes_are_canonical() {
    let dir = tempfile::tempdir().unwrap();
    sample().write(dir.path(), &key(7));
    edit_text(dir.path(), CONFORMANCE, "\"sig\"", "\"keyid\": \"me\",\n      \"sig\"");
    let error = verify(dir.path(), &[]).unwrap_err();
    assert!(matches!(&error, VerifyError::Format { file, .. } if file == CONFORMANCE), "{error}");
}
