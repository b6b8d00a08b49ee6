//! `junit.xml`: a rendering for continuous integration.
//!
//! A fail is a `failure`, an error and an inconclusive test are an `error` of that type, a test that does not
//! apply and a waived one are `skipped`. Clauses, sections, remarks and packet numbers are properties of the case. Given
//! the same results the file is the same, byte for byte; between two runs that found the same, the attributes
//! `timestamp` and `time` and the properties `run` and `evidence` differ.

use std::time::Duration;

use hallmark_engine::results::Results;
use hallmark_engine::results::Side;
use hallmark_engine::results::TestResult;
use hallmark_engine::verdict::Verdict;
use quick_junit::NonSuccessKind;
use quick_junit::Property;
use quick_junit::Report;
use quick_junit::SerializeError;
use quick_junit::TestCase;
use quick_junit::TestCaseStatus;
use quick_junit::TestSuite;

use crate::file;
use crate::text::ranges;
use crate::text::visible;

/// Renders results: one suite a feature, one case a test, named by its id.
pub(crate) fn render(results: &Results) -> Result<String, SerializeError> {
    let target = &results.target;
    let mut report = Report::new(visible(&format!("hallmark: {} {}", target.name, target.version)));
    report.timestamp = results.run.started.parse().ok();
    report.set_time(total(&results.tests));
    for (feature, tests) in by_feature(&results.tests) {
        report.add_test_suite(suite(results, feature, &tests));
    }
    report.to_string()
}

/// Tests by feature, features in the order in which they first occur.
pub(crate) fn by_feature(tests: &[TestResult]) -> Vec<(&str, Vec<&TestResult>)> {
    let mut index = std::collections::BTreeMap::new();
    let mut features: Vec<(&str, Vec<&TestResult>)> = Vec::new();
    for test in tests {
        let feature = test.plan.feature.as_str();
        let at = *index.entry(feature).or_insert_with(|| {
            features.push((feature, Vec::new()));
            features.len() - 1
        });
        if let Some((_, list)) = features.get_mut(at) {
            list.push(test);
        }
    }
    features
}

fn suite(results: &Results, feature: &str, tests: &[&TestResult]) -> TestSuite {
    let run = &results.run;
    let mut suite = TestSuite::new(visible(feature));
    suite.timestamp = run.started.parse().ok();
    suite.set_time(total(tests.iter().copied()));
    suite.add_property(property("run", &run.id));
    suite.add_property(property("seed", &run.seed));
    suite.add_property(property("shard", &run.shard));
    suite.add_property(property("target", &results.target.name));
    if !run.complete {
        let reason = run.incomplete_reason.as_deref().unwrap_or("no reason was recorded");
        suite.add_property(property("incomplete", reason));
    }
    suite.add_test_cases(tests.iter().map(|test| case(test)));
    suite
}

fn case(test: &TestResult) -> TestCase {
    let mut case = TestCase::new(visible(&test.plan.id), status(test));
    case.set_classname(visible(&test.plan.feature));
    case.set_time(Duration::from_micros(test.duration_us));
    case.add_property(property("title", &test.plan.title));
    let side = match test.plan.side {
        Side::Negative => "negative",
        Side::Positive => "positive",
    };
    case.add_property(property("side", side));
    case.add_properties(test.plan.clauses.iter().map(|clause| property("clause", clause)));
    case.add_properties(test.plan.sections.iter().map(|section| property("section", section)));
    case.add_properties(test.observations.iter().map(|text| property("observation", text)));
    if let Some(waiver) = &test.waiver {
        let text = format!("{}, until {}: {}", waiver.owner, waiver.expires, waiver.reason);
        case.add_property(property("waiver", &text));
    }
    if !test.exchanges.is_empty() {
        let packets = format!("{} packets {}", file::EVIDENCE, ranges(&test.exchanges));
        case.add_property(property("evidence", &packets));
    }
    case
}

fn property(name: &str, value: &str) -> Property {
    Property::new(name, visible(value))
}

fn status(test: &TestResult) -> TestCaseStatus {
    let mut status = match test.verdict {
        Verdict::Pass => return TestCaseStatus::success(),
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::Inconclusive | Verdict::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Verdict::NotApplicable | Verdict::Waived => TestCaseStatus::skipped(),
    };
    status.set_type(test.verdict.name());
    if let Some(reason) = &test.reason {
        status.set_message(visible(&reason.to_string()));
        let text = format!(
            "clause: {}\nexpected: {}\nobserved: {}",
            reason.clause, reason.expected, reason.observed
        );
        status.set_description(visible(&text));
    } else if let Some(claim) = &test.plan.not_applicable {
        status.set_message(visible(claim));
    }
    status
}

fn total<'a>(tests: impl IntoIterator<Item = &'a TestResult>) -> Duration {
    let total = tests.into_iter().fold(0_u64, |sum, test| sum.saturating_add(test.duration_us));
    Duration::from_micros(total)
}
