//! `hallmark clauses`, `hallmark completions`, and what every command says of itself.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "helpers of tests may panic")]

mod common;

use std::fs;

use common::hallmark;
use serde_json::Value;

fn output(arguments: &[&str]) -> (String, Option<i32>) {
    let output = hallmark().args(arguments).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn every_clause_is_listed_with_its_tests_in_each_format() {
    let (json, code) = output(&["clauses", "--format", "json"]);
    assert_eq!(code, Some(0));
    let clauses: Vec<Value> = serde_json::from_str(&json).unwrap();
    assert!(clauses.len() > 200, "{}", clauses.len());
    let count = |clause: &Value, side: &str| clause["tests"][side].as_u64().unwrap();
    assert!(clauses.iter().any(|clause| count(clause, "positive") > 0 && count(clause, "negative") > 0));

    let (tsv, _) = output(&["clauses", "--format", "tsv"]);
    let rows: Vec<Vec<&str>> = tsv.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), clauses.len());
    for (row, clause) in rows.iter().zip(&clauses) {
        assert_eq!(row.len(), 10, "{row:?}");
        assert_eq!(row[0], clause["id"].as_str().unwrap());
        assert_eq!([row[8], row[9]], ["positive", "negative"].map(|side| count(clause, side).to_string()));
    }

    let (table, _) = output(&["clauses"]);
    assert!(clauses.iter().all(|clause| table.contains(clause["id"].as_str().unwrap())));
    assert!(!table.contains('\x1b'));
    let last = table.lines().last().unwrap();
    assert!(last.starts_with(&format!("{} clauses, ", clauses.len())), "{last}");
}

#[test]
fn features_of_ones_own_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let feature = "@pack:device @section:GBCS-6.2.4 @G-53\nFeature: f\n@id:a @positive\nScenario: s\n* x\n\
        @id:b @negative\nScenario: t\n* x\n@id:c @negative\nScenario: u\n* x\n";
    std::fs::write(folder.path().join("f.feature"), feature).unwrap();
    let path = folder.path().to_str().unwrap();
    let (tsv, code) = output(&["clauses", "--format", "tsv", "--features", path]);
    let tested: Vec<&str> = tsv.lines().skip(1).filter(|line| !line.ends_with("\t0\t0")).collect();
    assert_eq!(tested.len(), 1);
    assert!(tested[0].starts_with("G-53\t") && tested[0].ends_with("\t1\t2"), "{tested:?}");
    assert_eq!(code, Some(0));

    let error = hallmark().args(["clauses", "--features", "/nowhere/at-all"]).output().unwrap();
    assert!(String::from_utf8(error.stderr).unwrap().starts_with("error: read /nowhere/at-all: "));
    assert_eq!(error.status.code(), Some(2));
}

#[test]
fn every_shell_gets_a_script() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let (script, code) = output(&["completions", shell]);
        assert!(script.contains("decode") && script.contains("hallmark"), "{shell}");
        assert_eq!(code, Some(0));
    }
    assert_eq!(output(&["completions", "tcsh"]).1, Some(2));
}

#[test]
fn every_command_has_help_with_an_example() {
    let (help, code) = output(&["--help"]);
    assert_eq!(code, Some(0));
    let (_, commands) = help.split_once("Commands:\n").unwrap();
    let names = commands.lines().map_while(|line| line.strip_prefix("  ")?.split(' ').next());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    assert!(names.contains(&"decode") && names.contains(&"serve"), "{names:?}");
    for name in names {
        let (help, code) = output(&[name, "--help"]);
        let example = help.contains("\nExample:\n  hallmark ") || help.contains("\nExamples:\n  hallmark ");
        assert!(example, "{name}: {help}");
        assert_eq!(code, Some(0));
    }
}

#[test]
fn without_a_command_the_help_is_shown_and_that_is_wrong_usage() {
    let output = hallmark().output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("Usage: hallmark"));
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn colour_is_for_terminals_unless_asked_for() {
    let colored = |arguments: &[&str], no_color: &str| {
        let output = hallmark().env("NO_COLOR", no_color).args(arguments).write_stdin("zz").output().unwrap();
        output.stdout.contains(&0x1B)
    };
    assert!(!colored(&["decode"], ""));
    assert!(colored(&["decode", "--color", "always"], ""));
    assert!(colored(&["decode", "--color", "always"], "1"));
    assert!(!colored(&["decode", "--color", "never"], ""));
}

#[test]
fn strength_says_what_noticed_a_fault_and_ends_with_1_where_nothing_does() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.feature"), ONE_TEST).unwrap();
    let strength = |faults: &[&str]| {
        let mut command = hallmark();
        command.args(["strength", "--format", "json", "--features"]).arg(folder.path());
        let output = command.args(faults.iter().flat_map(|fault| ["--fault", *fault])).output().unwrap();
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), report)
    };
    let (code, report) = strength(&["response-counter", "blocks-not-joined"]);
    assert_eq!(code, Some(0));
    assert_eq!(report["format"], "hallmark-strength/1");
    let [noticed, missed] = report["faults"].as_array().unwrap().as_slice() else { panic!("{report}") };
    assert_eq!((&noticed["name"], &noticed["outcome"]), (&"response-counter".into(), &"noticed".into()));
    assert_eq!(noticed["failed"], serde_json::json!(["F-10.one"]));
    assert_eq!((&missed["name"], &missed["outcome"]), (&"blocks-not-joined".into(), &"missed".into()));

    let (code, report) = strength(&["mac-ignored"]);
    assert_eq!((code, &report["faults"][0]["outcome"]), (Some(1), &"missed".into()));
}

const ONE_TEST: &str = "\
@F-10 @positive @section:GBCS-20 @pack:device
Feature: One use case
  @id:F-10.one @needs:use-case:ECS52 @needs:party:supplier
  Scenario: ECS52 is answered
    When the supplier sends ECS52
    Then the response belongs to the command
";
