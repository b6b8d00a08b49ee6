//! Results, log, evidence, statements and renderings say the same.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use hallmark_engine::event::Direction;
use hallmark_engine::results::FORMAT;
use hallmark_engine::results::Results;
use hallmark_engine::results::TestResult;
use hallmark_engine::verdict::Verdict;

use super::Renderings;
use super::VerifyError;
use super::folder::Folder;
use crate::conformance::Conformance;
use crate::conformance::RENDERINGS;
use crate::decoded;
use crate::decoded::Decoded;
use crate::file;
use crate::file::FileDigest;
use crate::html;
use crate::junit;
use crate::log::Log;
use crate::log::Logged;
use crate::pcapng;
use crate::statement::ResourceDescriptor;
use crate::statement::Statement;
use crate::test_result::TestResultPredicate;

/// What the files agree on.
pub(super) struct Agreed {
    pub(super) results: Results,
    pub(super) exchanges: usize,
    pub(super) notes: Vec<String>,
    pub(super) renderings: Renderings,
}

/// Compares every file with the others.
pub(super) fn check(
    folder: &Folder,
    conformance: &Statement<Conformance>,
    test_result: &Statement<TestResultPredicate>,
) -> Result<Agreed, VerifyError> {
    let results = read_results(folder)?;
    check_counts(&results)?;
    check_conformance(folder, &results, conformance)?;
    check_test_result(folder, &results, test_result)?;
    let log = Log::parse(folder.octets(file::LOG)?)
        .map_err(|error| VerifyError::format(file::LOG, "an event stream", error))?;
    check_log(&results, &log)?;
    check_evidence(folder, &log)?;
    let decoded = read_decoded(folder, &log)?;
    let renderings = render(&results, &log, &decoded, &conformance.predicate)?;
    let notes = check_renderings(folder, &renderings, &conformance.predicate)?;
    Ok(Agreed { results, exchanges: log.exchanges.len(), notes, renderings })
}

fn read_results(folder: &Folder) -> Result<Results, VerifyError> {
    let octets = folder.octets(file::RESULTS)?;
    let format = |found: &dyn ToString| VerifyError::format(file::RESULTS, FORMAT, found.to_string());
    // The format is looked at first, so that a later one is named and not reported as a strange field.
    let value: serde_json::Value = serde_json::from_slice(octets).map_err(|error| format(&error))?;
    match value.get("format").and_then(serde_json::Value::as_str) {
        Some(FORMAT) => {}
        Some(other) => return Err(format(&other)),
        None => return Err(format(&"no `format`")),
    }
    serde_json::from_slice(octets).map_err(|error| format(&error))
}

/// The counts are those of the tests, and no test is there twice.
fn check_counts(results: &Results) -> Result<(), VerifyError> {
    let mut counts: BTreeMap<String, u64> =
        Verdict::ALL.iter().map(|verdict| (verdict.name().to_owned(), 0)).collect();
    let mut observations = 0;
    let mut ids = BTreeSet::new();
    for test in &results.tests {
        *counts.entry(test.verdict.name().to_owned()).or_default() += 1;
        observations += test.observations.len() as u64;
        agree(file::RESULTS, &test.plan.id, &(test.exchanges.len() as u64), &test.exchange_count)?;
        if !ids.insert(&test.plan.id) {
            let expected = "each test once";
            return Err(VerifyError::disagreement(
                file::RESULTS,
                expected,
                format!("{} twice", test.plan.id),
            ));
        }
    }
    agree(file::RESULTS, "counts", &counts, &results.counts)?;
    agree(file::RESULTS, "observations", &observations, &results.observations)
}

/// The covering statement says what the results say, about the right subject.
fn check_conformance(
    folder: &Folder,
    results: &Results,
    statement: &Statement<Conformance>,
) -> Result<(), VerifyError> {
    let found = &statement.predicate;
    let mut expected = Conformance::of(results, &found.issue(), found.files.clone());
    expected.renderings.clone_from(&found.renderings);
    agree(file::CONFORMANCE, "outcome", &expected.outcome, &found.outcome)?;
    agree(file::CONFORMANCE, "counts", &expected.counts, &found.counts)?;
    agree(file::CONFORMANCE, "scope", &expected.scope, &found.scope)?;
    agree(file::CONFORMANCE, "target", &expected.target, &found.target)?;
    agree(file::CONFORMANCE, "run", &expected.run, &found.run)?;
    agree(file::CONFORMANCE, "observations", &expected.observations, &found.observations)?;
    agree(file::CONFORMANCE, "tool", &expected.tool, &found.tool)?;
    agree(file::CONFORMANCE, "predicate", &expected, found)?;
    agree(file::CONFORMANCE, "subject", &vec![subject(folder, results)?], &statement.subject)
}

/// The in-toto statement's result, lists and subject are those that follow from the results.
fn check_test_result(
    folder: &Folder,
    results: &Results,
    statement: &Statement<TestResultPredicate>,
) -> Result<(), VerifyError> {
    let profile = &results.run.profile;
    let profile = FileDigest::of(profile, folder.octets(profile)?);
    let expected = TestResultPredicate::of(results, &profile);
    let found = &statement.predicate;
    agree(file::TEST_RESULT, "result", &expected.result, &found.result)?;
    agree(file::TEST_RESULT, "passedTests", &expected.passed_tests, &found.passed_tests)?;
    agree(file::TEST_RESULT, "warnedTests", &expected.warned_tests, &found.warned_tests)?;
    agree(file::TEST_RESULT, "failedTests", &expected.failed_tests, &found.failed_tests)?;
    agree(file::TEST_RESULT, "configuration", &expected.configuration, &found.configuration)?;
    agree(file::TEST_RESULT, "subject", &vec![subject(folder, results)?], &statement.subject)
}

fn subject(folder: &Folder, results: &Results) -> Result<ResourceDescriptor, VerifyError> {
    let results_file = FileDigest::of(file::RESULTS, folder.octets(file::RESULTS)?);
    ResourceDescriptor::subject(results, &results_file)
        .map_err(|error| VerifyError::format(file::RESULTS, "an artefact by digest", error))
}

/// The log, replayed, gives the results: plan, scope, end, and for each test verdict, remarks and exchanges.
fn check_log(results: &Results, log: &Log) -> Result<(), VerifyError> {
    let plan: Vec<_> = results.tests.iter().map(|test| &test.plan).collect();
    agree(file::LOG, "plan", &plan, &log.plan.iter().collect())?;
    agree(file::LOG, "scope", &results.scope, &log.scope)?;
    agree(file::LOG, "end", &(results.run.complete, results.run.incomplete_reason.clone()), &log.end)?;
    let nothing = Logged::default();
    for test in &results.tests {
        let id = test.plan.id.as_str();
        let logged = log.tests.get(id).unwrap_or(&nothing);
        agree(file::LOG, id, &test.exchanges, &logged.exchanges)?;
        agree(file::LOG, id, &test.observations, &logged.observations)?;
        check_judgement(test, logged)?;
    }
    let planned: BTreeSet<&str> = log.plan.iter().map(|test| test.id.as_str()).collect();
    match log.tests.keys().find(|id| !planned.contains(id.as_str())) {
        Some(id) => Err(VerifyError::disagreement(file::LOG, "planned tests only", id)),
        None => Ok(()),
    }
}

/// A test's verdict is the one that follows from the log: the worst given; without one, that the test does not
/// apply, or else that it is an error. A waiver makes `waived` of a fail. The reason is the first given with that
/// verdict; a note may follow what was observed.
fn check_judgement(test: &TestResult, logged: &Logged) -> Result<(), VerifyError> {
    let id = test.plan.id.as_str();
    let unclaimed = test.plan.not_applicable.is_some();
    let follows = match (logged.verdict(), test.verdict) {
        (Some(Verdict::Fail), Verdict::Waived) => test.waiver.is_some(),
        (Some(said), verdict) => said == verdict,
        (None, Verdict::NotApplicable) => unclaimed,
        (None, verdict) => verdict == Verdict::Error && !unclaimed,
    };
    if !follows {
        let said = logged.verdict().map_or("no verdict", Verdict::name);
        return Err(VerifyError::disagreement(file::LOG, format!("{id}: {}", test.verdict), said));
    }
    let Some(said) = logged.reason() else {
        return Ok(());
    };
    let same = test.reason.as_ref().is_some_and(|reason| {
        let prefix = reason.observed.starts_with(&said.observed);
        reason.clause == said.clause && reason.expected == said.expected && prefix
    });
    if same {
        return Ok(());
    }
    let expected = test.reason.as_ref().map_or_else(|| "no reason".to_owned(), ToString::to_string);
    Err(VerifyError::disagreement(file::LOG, format!("{id}: {expected}"), format!("{id}: {said}")))
}

/// The capture holds the exchanges of the log: as many packets, each with the octets of its exchange and marked with
/// its test and direction.
fn check_evidence(folder: &Folder, log: &Log) -> Result<(), VerifyError> {
    let packets = pcapng::packets(folder.octets(file::EVIDENCE)?)
        .map_err(|error| VerifyError::format(file::EVIDENCE, "a pcapng capture", error))?;
    agree(file::EVIDENCE, "packets", &log.exchanges.len(), &packets.len())?;
    for (exchange, packet) in log.exchanges.iter().zip(&packets) {
        let number = exchange.number;
        if !packet.holds(&exchange.octets) {
            let expected = format!("packet {number} to hold the octets of its exchange");
            return Err(VerifyError::disagreement(file::EVIDENCE, expected, "other octets"));
        }
        let test = if exchange.test.is_empty() { "-" } else { &exchange.test };
        let direction = match exchange.direction {
            Direction::In => "in",
            Direction::Out => "out",
        };
        let mark = format!("test={test} direction={direction}");
        let rest = packet.comment.strip_prefix(mark.as_bytes());
        if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(b" ")) {
            let found = String::from_utf8_lossy(packet.comment);
            let expected = format!("packet {number} to be marked `{mark}`");
            return Err(VerifyError::disagreement(file::EVIDENCE, expected, found));
        }
    }
    Ok(())
}

fn read_decoded(folder: &Folder, log: &Log) -> Result<Vec<Decoded>, VerifyError> {
    let decoded = decoded::parse(folder.octets(file::DECODED)?)
        .map_err(|found| VerifyError::format(file::DECODED, "one text for each exchange", found))?;
    agree(file::DECODED, "texts", &log.exchanges.len(), &decoded.len())?;
    Ok(decoded)
}

fn render(
    results: &Results,
    log: &Log,
    decoded: &[Decoded],
    conformance: &Conformance,
) -> Result<Renderings, VerifyError> {
    let junit =
        junit::render(results).map_err(|error| VerifyError::format(file::JUNIT, "a rendering", error))?;
    let html = html::render(results, log, decoded, &conformance.issue())
        .map_err(|error| VerifyError::format(file::REPORT, "a rendering", error))?;
    Ok(Renderings { html, junit })
}

/// The renderings, made again, are the same octets. Those of another version are not compared, which is said.
fn check_renderings(
    folder: &Folder,
    renderings: &Renderings,
    conformance: &Conformance,
) -> Result<Vec<String>, VerifyError> {
    if conformance.renderings != RENDERINGS {
        let note = format!(
            "report.html and junit.xml are renderings of version {}, this is version {RENDERINGS}: their digests were checked, \
             their text was not compared with the results",
            conformance.renderings
        );
        return Ok(vec![note]);
    }
    same_text(file::JUNIT, &renderings.junit, folder.octets(file::JUNIT)?)?;
    same_text(file::REPORT, &renderings.html, folder.octets(file::REPORT)?)?;
    Ok(Vec::new())
}

fn same_text(name: &str, expected: &str, found: &[u8]) -> Result<(), VerifyError> {
    if expected.as_bytes() == found {
        return Ok(());
    }
    let same = expected.bytes().zip(found).take_while(|(a, b)| a == *b).count();
    let line = 1 + expected.bytes().take(same).filter(|&octet| octet == b'\n').count();
    let expected = "the rendering of the results";
    Err(VerifyError::disagreement(name, expected, format!("another text from line {line} on")))
}

/// Two values that must be equal; the error shows both, shortened.
fn agree<T: PartialEq + core::fmt::Debug>(
    file: &str,
    what: &str,
    expected: &T,
    found: &T,
) -> Result<(), VerifyError> {
    if expected == found {
        return Ok(());
    }
    let show = |value: &T| crate::text::clip(&format!("{what} {value:?}"), 400);
    Err(VerifyError::disagreement(file, show(expected), show(found)))
}
