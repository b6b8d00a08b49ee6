//! `report.html`: a rendering for people, one self-contained file without script.
//!
//! The first page says what was tested, by whom, how much of it, what came out and why. Every test follows, by
//! feature, with its exchanges: in full where the test did not pass, one line each where it did.

mod exchange;
mod feature;
mod finding;
mod tally;

use askama::Template as _;
use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;

use crate::conformance::Issue;
use crate::decoded::Decoded;
use crate::log::Log;
use crate::text::visible;
use feature::Feature;
use finding::Finding;
use finding::Remark;
use tally::Tally;

/// Renders the page from what a bundle holds.
pub(crate) fn render(
    results: &Results,
    log: &Log,
    decoded: &[Decoded],
    issue: &Issue,
) -> Result<String, askama::Error> {
    let findings = |verdicts: &[Verdict]| finding::group(results, verdicts);
    let page = Page {
        results,
        issue,
        outcome: Outcome::of(results),
        tally: Tally::of(results.tests.iter().map(|test| test.verdict)),
        failures: findings(&[Verdict::Fail]),
        open: findings(&[Verdict::Inconclusive, Verdict::Error]),
        waived: findings(&[Verdict::Waived]),
        unclaimed: finding::unclaimed(results),
        remarks: finding::remarks(results),
        features: feature::features(results, log, decoded),
        strangers: log.exchanges.iter().filter(|exchange| exchange.test.is_empty()).count(),
        exchanges: log.exchanges.len(),
    };
    page.render()
}

/// An instant in RFC 3339 as people read it, to the second; anything else as it is.
fn instant(text: &str) -> String {
    let parts = text.split_once('T').zip(text.strip_suffix('Z'));
    match parts.and_then(|((day, time), _)| Some((day, time.get(..8)?))) {
        Some((day, time)) => format!("{} {} UTC", visible(day), visible(time)),
        None => visible(text),
    }
}

#[derive(askama::Template)]
#[template(path = "report.html")]
struct Page<'a> {
    results: &'a Results,
    issue: &'a Issue,
    outcome: Outcome,
    tally: Tally,
    failures: Vec<Finding>,
    open: Vec<Finding>,
    waived: Vec<Finding>,
    unclaimed: Vec<Remark>,
    remarks: Vec<Remark>,
    features: Vec<Feature>,
    /// Exchanges that belong to no test.
    strangers: usize,
    exchanges: usize,
}

impl Page<'_> {
    /// The outcome as a sentence.
    fn sentence(&self) -> &'static str {
        match self.outcome {
            Outcome::Conforming => {
                "No test that was run found a nonconformity, and every applicable test was judged."
            }
            Outcome::Nonconforming => "At least one test failed: the target broke a clause.",
            Outcome::Inconclusive => "No test failed, but not everything that applies could be judged.",
        }
    }

    fn incomplete(&self) -> Option<&str> {
        let reason = self.results.run.incomplete_reason.as_deref().unwrap_or("no reason was recorded");
        (!self.results.run.complete).then_some(reason)
    }

    /// How many findings the first page leaves to the tests below.
    fn beyond(&self, findings: &[Finding]) -> Option<usize> {
        findings.len().checked_sub(MAX_FINDINGS).filter(|more| *more > 0)
    }

    /// Tests of the suite that were not selected.
    fn unselected(&self) -> u64 {
        self.results.scope.suite.saturating_sub(self.results.scope.selected)
    }

    /// Clauses that at least one applicable test touches, of those in the ledger, in per cent.
    fn coverage(&self) -> u64 {
        let scope = &self.results.scope;
        scope.covered_clauses.saturating_mul(100).checked_div(scope.ledger_clauses).unwrap_or(0)
    }
}

/// The most reasons of one kind that the first page lists.
const MAX_FINDINGS: usize = 50;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_read_by_people() {
        assert_eq!(instant("2026-11-18T09:59:00.123456Z"), "2026-11-18 09:59:00 UTC");
        assert_eq!(instant("2026-11-18T09:59:00Z"), "2026-11-18 09:59:00 UTC");
        assert_eq!(instant("2026-11-18T09:59:00+01:00"), "2026-11-18T09:59:00+01:00");
        assert_eq!(instant("Tuesday\u{202E}Z"), "Tuesday\u{FFFD}Z");
        assert_eq!(instant("noT\u{e4}Z"), "noT\u{e4}Z");
    }
}
