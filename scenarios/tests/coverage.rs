//! The outlines hold the rows that the tables of the codec call for: no use case is forgotten.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy exempts tests, but not their helpers"
)]

use std::collections::BTreeSet;

use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_cases;
use hallmark_scenarios::ledger::clauses;
use hallmark_scenarios::suite::Suite;

/// Every command that an ESME receives, but those of which no sample shows the form: rootBySupplier and
/// anyByContingency, and the HAN-only ones.
fn esme_commands() -> impl Iterator<Item = &'static UseCase> {
    use_cases().iter().filter(|use_case| {
        use_case.is_command_for(DeviceKind::Esme)
            && use_case.category != Category::Han
            && !matches!(use_case.code.0, 0x0100 | 0x0109)
    })
}

/// The name that scenarios use: with the mode for CS02b and CS02g.
fn name(use_case: &UseCase) -> String {
    match use_case.title.split(['(', ')']).nth(1) {
        Some(mode) if matches!(use_case.name, "CS02b" | "CS02g") => format!("{}-{mode}", use_case.name),
        _ => use_case.name.to_owned(),
    }
}

fn names(wanted: impl Fn(&UseCase) -> bool) -> BTreeSet<String> {
    esme_commands().filter(|use_case| wanted(use_case)).map(name).collect()
}

/// The use cases in the ids of one outline.
fn rows(suite: &Suite, outline: &str) -> BTreeSet<String> {
    suite
        .tests()
        .iter()
        .filter_map(|test| test.id.strip_prefix(outline)?.strip_prefix('/')?.split('/').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_esme_use_case_has_a_positive_test_and_every_general_attack() {
    let suite = Suite::embedded().unwrap();
    let all = names(|_| true);
    assert!(all.len() > 100, "{}", all.len());
    for outline in [
        "F-10.use-case",
        "G-51.truncated",
        "G-51.cut-sealed",
        "G-51.extended",
        "G-51.length-lie",
        "G-53.other-target",
        "G-53.unknown-originator",
        "G-53.header-bit",
        "G-53.payload-bit",
        "G-53.counter-huge",
        "G-53.unknown-code",
        "G-53.as-response",
        "G-53.as-alert",
    ] {
        assert_eq!(rows(&suite, outline), all, "{outline}");
    }
}

#[test]
fn every_critical_use_case_has_the_attacks_on_its_signature_and_mac() {
    let suite = Suite::embedded().unwrap();
    let critical = names(|use_case| use_case.category == Category::Critical);
    for outline in [
        "G-53.signature-bit",
        "G-53.signature-other-party",
        "G-53.signature-zero",
        "G-53.signature-order",
        "G-53.signature-missing",
        "G-53.mac-missing",
        "G-53.mac-bit",
        "G-53.mac-short",
        "G-53.mac-other-key",
        "G-53.mac-other-purpose",
    ] {
        let missing: Vec<_> = critical.difference(&rows(&suite, outline)).cloned().collect();
        assert!(missing.is_empty(), "{outline} lacks {missing:?}");
    }
}

#[test]
fn every_protected_use_case_is_replayed_and_every_sensitive_one_decrypted() {
    let suite = Suite::embedded().unwrap();
    let protected = names(|use_case| use_case.replay_protected == Replay::Required);
    assert_eq!(rows(&suite, "G-54.replayed"), protected);
    for outline in
        ["G-54.lower-counter", "G-54.replayed-older", "G-54.replayed-after-others", "G-54.equal-counter"]
    {
        let missing: Vec<_> = protected.difference(&rows(&suite, outline)).cloned().collect();
        assert_eq!(missing, ["CS01a"], "{outline}: a top-up has rules of its own");
    }
    let sensitive = names(|use_case| use_case.sensitive);
    assert_eq!(rows(&suite, "G-51.sensitive"), sensitive);
}

#[test]
fn every_clause_that_can_be_shown_by_protocol_has_tests_or_a_reason_for_none() {
    let suite = Suite::embedded().unwrap();
    let tested: BTreeSet<&str> =
        suite.tests().iter().flat_map(|test| &test.tags.clauses).map(String::as_str).collect();
    for clause in clauses() {
        let is_tested = tested.contains(clause.id);
        assert!(!(is_tested && clause.not_here.is_some()), "{} has tests, and a reason for none", clause.id);
        let needs_one = clause.testability == "protocol";
        assert!(is_tested || !needs_one || clause.not_here.is_some(), "{} has neither", clause.id);
    }
}
