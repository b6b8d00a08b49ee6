//! What did not pass, gathered by reason, so that one cause that fails a hundred tests is read once.

use std::collections::BTreeMap;

use hallmark_engine::results::Results;
use hallmark_engine::results::TestResult;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

use crate::text::clip;
use crate::text::visible;

/// Tests with the same verdict for the same reason.
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    pub(super) reason: Reason,
    pub(super) tests: Tests,
}

/// Tests that share a remark.
pub(super) struct Remark {
    pub(super) text: String,
    pub(super) tests: Tests,
}

/// Some tests: how many, and links to the first of them.
#[derive(Default)]
pub(super) struct Tests {
    pub(super) count: usize,
    pub(super) links: Vec<Link>,
}

/// A link to a test on the page.
pub(super) struct Link {
    /// Its place in the results.
    pub(super) index: usize,
    pub(super) id: String,
    pub(super) title: String,
}

impl Tests {
    /// How many tests are not linked.
    pub(super) fn more(&self) -> usize {
        self.count - self.links.len()
    }

    fn push(&mut self, index: usize, test: &TestResult) {
        self.count += 1;
        if self.links.len() < MAX_LINKS {
            self.links.push(Link { index, id: test.plan.id.clone(), title: visible(&test.plan.title) });
        }
    }
}

/// The findings with one of the verdicts, the most frequent first.
pub(super) fn group(results: &Results, verdicts: &[Verdict]) -> Vec<Finding> {
    let chosen = results.tests.iter().enumerate().filter(|(_, test)| verdicts.contains(&test.verdict));
    let groups = gather(chosen.map(|(index, test)| ((test.verdict, visible_reason(test)), index, test)));
    let findings = groups.into_iter().map(|((verdict, (clause, expected, observed)), tests)| Finding {
        verdict,
        reason: Reason { clause, expected, observed },
        tests,
    });
    findings.collect()
}

/// The claims that the profile does not make, with the tests that need them.
pub(super) fn unclaimed(results: &Results) -> Vec<Remark> {
    let tests = results.tests.iter().enumerate().filter(|(_, test)| test.verdict == Verdict::NotApplicable);
    remarked(tests.map(|(index, test)| {
        let claim = test.plan.not_applicable.as_deref().unwrap_or("no reason was recorded");
        (visible(claim), index, test)
    }))
}

/// The observations, with the tests that made them.
pub(super) fn remarks(results: &Results) -> Vec<Remark> {
    let tests = results.tests.iter().enumerate();
    remarked(
        tests
            .flat_map(|(index, test)| test.observations.iter().map(move |text| (visible(text), index, test))),
    )
}

fn remarked<'a>(tests: impl Iterator<Item = (String, usize, &'a TestResult)>) -> Vec<Remark> {
    gather(tests).into_iter().map(|(text, tests)| Remark { text, tests }).collect()
}

/// Tests by key, the most frequent key first, otherwise in the order of their first test.
fn gather<'a, K: Ord + Clone>(tests: impl Iterator<Item = (K, usize, &'a TestResult)>) -> Vec<(K, Tests)> {
    let mut places: BTreeMap<K, usize> = BTreeMap::new();
    let mut groups: Vec<(K, Tests)> = Vec::new();
    for (key, index, test) in tests {
        let place = *places.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Tests::default()));
            groups.len() - 1
        });
        if let Some((_, tests)) = groups.get_mut(place) {
            tests.push(index, test);
        }
    }
    groups.sort_by_key(|(_, tests)| core::cmp::Reverse(tests.count));
    groups
}

fn visible_reason(test: &TestResult) -> (String, String, String) {
    let text = |text: &str| clip(&visible(text), MAX_REASON);
    match &test.reason {
        Some(reason) => (text(&reason.clause), text(&reason.expected), text(&reason.observed)),
        None => ("no clause was recorded".to_owned(), "a reason".to_owned(), "none".to_owned()),
    }
}

const MAX_LINKS: usize = 12;
const MAX_REASON: usize = 4_000;
