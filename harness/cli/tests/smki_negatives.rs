//! `hallmark smki negatives`: listing, writing and checking.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests may panic and print")]

use std::fs;

use assert_cmd::Command;
use serde_json::Value;

fn negatives(arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::cargo_bin("hallmark").unwrap();
    let output = command.args(["smki", "negatives"]).args(arguments).output().unwrap();
    let text = |octets: &[u8]| String::from_utf8(octets.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn check(arguments: &[&str]) -> (i32, String, String) {
    negatives(&[&["check"], arguments].concat())
}

#[test]
fn cases_are_listed() {
    let (code, list, _) = negatives(&[]);
    assert_eq!(code, 0);
    assert!(list.contains("ENC-01.tbs-certificate"), "{list}");
    let (code, json, _) = negatives(&["--format", "json"]);
    let index: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(code, 0);
    let cases = index["cases"].as_array().unwrap();
    assert_eq!(list.lines().filter(|line| line.starts_with("  ")).count(), cases.len());
    assert!(list.ends_with(" either way\n"), "{list}");
}

#[test]
fn a_corpus_is_the_same_from_the_same_seed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let out = folder.path().join(name);
        let (code, said, _) = negatives(&["--seed", "5", "--out", out.to_str().unwrap()]);
        assert_eq!(code, 0);
        assert!(said.contains("index.json"), "{said}");
        out
    };
    let (one, two) = (write("one"), write("two"));
    let index = fs::read_to_string(one.join("index.json")).unwrap();
    assert_eq!(index, fs::read_to_string(two.join("index.json")).unwrap());
    let index: Value = serde_json::from_str(&index).unwrap();
    let schema: Value =
        serde_json::from_str(&fs::read_to_string(one.join("index.schema.json")).unwrap()).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for case in index["cases"].as_array().unwrap() {
        let leaf = case["files"]["leaf"]["der"].as_str().unwrap();
        assert_eq!(fs::read(one.join(leaf)).unwrap(), fs::read(two.join(leaf)).unwrap(), "{leaf}");
    }
}

#[test]
fn our_own_validator_is_right_everywhere() {
    let (code, table, _) = check(&["--validator", "hallmark"]);
    assert_eq!(code, 0, "{table}");
    assert!(table.contains(" 0 wrong, 0 missing"), "{table}");
}

#[test]
#[cfg(unix)]
fn a_validator_that_always_says_the_same_is_wrong() {
    let (code, json, _) = check(&["--validator", "true {leaf}", "--format", "json"]);
    let all = &serde_json::from_str::<Value>(&json).unwrap()["all"];
    assert_eq!((code, all["refused_wrongly"].as_u64()), (1, Some(0)));
    let accepted = all["accepted_wrongly"].as_u64().unwrap();
    let (code, json, _) = check(&["--validator", "false {leaf}", "--format", "json"]);
    let all = &serde_json::from_str::<Value>(&json).unwrap()["all"];
    assert_eq!((code, all["accepted_wrongly"].as_u64()), (1, Some(0)));
    let refused = all["refused_wrongly"].as_u64().unwrap();
    assert!(refused * 4 >= accepted + refused, "{accepted} to be refused, {refused} to be accepted");
}

#[test]
#[cfg(unix)]
fn what_a_command_is_told_decides_what_it_is_asked() {
    let not_asked = |validator: &str| {
        let (_, json, _) =
            check(&["--validator", validator, "--format", "json", "--id", "KU", "--id", "CD", "--id", "CMD"]);
        serde_json::from_str::<Value>(&json).unwrap()["all"]["not_asked"].as_u64().unwrap()
    };
    let all = "true {leaf} {intermediate} {anchor} {time} {policy} {usage} {entity} {key} {dates} {asker} {payload}";
    assert_eq!(not_asked(all), 0);
    assert!(not_asked("true {leaf}") > not_asked("true {leaf} {usage}"));
}

#[test]
#[cfg(unix)]
fn arguments_are_filled_in_and_absent_ones_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("validator.sh");
    fs::write(&script, "echo \"$#: $*\"\nexit 1\n").unwrap();
    let validator = format!("sh {} -a {{time}} -u {{intermediate}} '{{leaf}} x'", script.display());
    let (code, json, _) = check(&[
        "--validator",
        &validator,
        "--format",
        "json",
        "--jobs",
        "4",
        "--id",
        "SIG-11",
        "--id",
        "CHN-01",
    ]);
    assert_eq!(code, 1);
    let document: Value = serde_json::from_str(&json).unwrap();
    let said = |id: &str| {
        let case = document["cases"].as_array().unwrap().iter().find(|case| case["id"] == id).unwrap();
        case["answer"]["text"].as_str().unwrap().to_owned()
    };
    let with = said("SIG-11.large-s");
    assert!(with.starts_with("5: -a 1577836800 -u /") && with.ends_with("leaf.pem x"), "{with}");
    let without = said("CHN-01.no-path");
    assert!(without.starts_with("3: -a 1577836800 /"), "{without}");
}

#[test]
#[cfg(unix)]
fn a_command_that_gives_no_answer_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("validator.sh");
    // One case is waited for in vain, another ends the command by a signal.
    let text =
        "case $1 in */SIG-11.large-s/*) exec sleep 60;; */SIG-11.small-s/*) kill -9 $$;; esac\nexit 0\n";
    fs::write(&script, text).unwrap();
    let validator = format!("sh {} {{leaf}}", script.display());
    let (code, json, _) =
        check(&["--validator", &validator, "--format", "json", "--id", "SIG-11", "--timeout", "3"]);
    assert_eq!(code, 3);
    let document: Value = serde_json::from_str(&json).unwrap();
    let failed: Vec<(&str, &str)> = document["cases"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|case| case["agreement"] == "failed")
        .map(|case| (case["id"].as_str().unwrap(), case["answer"]["text"].as_str().unwrap()))
        .collect();
    assert_eq!(failed.len(), 2, "{failed:?}");
    assert_eq!(failed[0], ("SIG-11.large-s", "no answer within 3 s"));
    assert!(failed[1].0 == "SIG-11.small-s" && failed[1].1.contains("signal: 9"), "{failed:?}");
}

#[test]
fn a_command_that_cannot_be_is_refused() {
    for (validator, said) in [
        ("no-such-program-here {leaf}", "run the validator `no-such-program-here`"),
        ("true", "expected {leaf}, {leaf_der} or {payload}"),
        ("true '{leaf}", "expected a command with closed quotation marks"),
    ] {
        let (code, _, error) = check(&["--validator", validator]);
        assert_eq!(code, 2, "{error}");
        assert!(error.contains(said), "{error}");
    }
    let (code, _, error) = check(&["--validator", "hallmark", "--id", "NOTHING"]);
    assert!(code == 2 && error.contains("no case begins with NOTHING"), "{error}");
    assert_eq!(check(&[]).0, 2);
}
