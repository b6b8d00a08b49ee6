//! Every test, by feature.

use std::collections::BTreeMap;

use hallmark_engine::results::Results;
use hallmark_engine::results::Side;
use hallmark_engine::results::TestResult;
use hallmark_engine::results::Waiver;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

use super::exchange::ExchangeView;
use super::tally::Tally;
use crate::decoded::Decoded;
use crate::junit::by_feature;
use crate::log::Log;
use crate::text::clip;
use crate::text::visible;

/// The tests of one feature.
pub(super) struct Feature {
    pub(super) title: String,
    pub(super) tally: Tally,
    pub(super) tests: Vec<TestView>,
}

/// One test.
pub(super) struct TestView {
    /// Its place in the results.
    pub(super) index: usize,
    pub(super) id: String,
    pub(super) title: String,
    pub(super) verdict: Verdict,
    pub(super) side: &'static str,
    pub(super) clauses: String,
    pub(super) sections: String,
    pub(super) not_applicable: Option<String>,
    pub(super) reason: Option<Reason>,
    pub(super) waiver: Option<String>,
    pub(super) observations: Vec<String>,
    pub(super) duration: String,
    pub(super) exchanges: Vec<ExchangeView>,
}

impl TestView {
    /// Whether the details are shown at once, also on paper.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.verdict, Verdict::Pass | Verdict::NotApplicable)
    }
}

/// The features in the order in which they first occur.
pub(super) fn features(results: &Results, log: &Log, decoded: &[Decoded]) -> Vec<Feature> {
    let places: BTreeMap<*const TestResult, usize> =
        results.tests.iter().enumerate().map(|(index, test)| (core::ptr::from_ref(test), index)).collect();
    let view = |test: &TestResult| {
        let index = places.get(&core::ptr::from_ref(test)).copied().unwrap_or_default();
        view(index, test, log, decoded)
    };
    let feature = |(title, tests): (&str, Vec<&TestResult>)| Feature {
        title: visible(title),
        tally: Tally::of(tests.iter().map(|test| test.verdict)),
        tests: tests.into_iter().map(view).collect(),
    };
    by_feature(&results.tests).into_iter().map(feature).collect()
}

fn view(index: usize, test: &TestResult, log: &Log, decoded: &[Decoded]) -> TestView {
    let plan = &test.plan;
    TestView {
        index,
        id: plan.id.clone(),
        title: visible(&plan.title),
        verdict: test.verdict,
        side: match plan.side {
            Side::Negative => "negative",
            Side::Positive => "positive",
        },
        clauses: plan.clauses.join(", "),
        sections: plan.sections.join(", "),
        not_applicable: plan.not_applicable.as_deref().map(visible),
        reason: test.reason.as_ref().map(|reason| Reason {
            clause: visible(&reason.clause),
            expected: clip(&visible(&reason.expected), MAX_REASON),
            observed: clip(&visible(&reason.observed), MAX_REASON),
        }),
        waiver: test.waiver.as_ref().map(waiver),
        observations: test.observations.iter().map(|text| visible(text)).collect(),
        duration: duration(test.duration_us),
        exchanges: test
            .exchanges
            .iter()
            .filter_map(|&number| ExchangeView::of(number, log, decoded))
            .collect(),
    }
}

/// A waiver as a sentence.
fn waiver(waiver: &Waiver) -> String {
    let Waiver { clause, owner, reason, expires, .. } = waiver;
    visible(&format!("{owner} waives {clause} until {expires}: {reason}"))
}

fn duration(microseconds: u64) -> String {
    match microseconds {
        0..1_000 => format!("{microseconds} µs"),
        1_000..1_000_000 => format!("{} ms", microseconds / 1_000),
        _ => format!("{}.{} s", microseconds / 1_000_000, microseconds / 100_000 % 10),
    }
}

const MAX_REASON: usize = 8_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        assert_eq!(duration(999), "999 µs");
        assert_eq!(duration(1_999), "1 ms");
        assert_eq!(duration(12_360_000), "12.3 s");
    }
}
