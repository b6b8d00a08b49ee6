//! What was found, grouped: one wrong rule of a target shows in many tests, and is one thing to mend.

use std::collections::BTreeMap;

use hallmark_engine::results::Results;
use hallmark_engine::results::TestResult;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

/// Tests with the same verdict for the same reason.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding<'a> {
    pub(crate) verdict: Verdict,
    /// The reason of the first test.
    pub(crate) reason: &'a Reason,
    /// The tests, in the order of the plan; never none.
    pub(crate) tests: Vec<&'a str>,
}

impl<'a> Finding<'a> {
    /// What is neither pass nor known, the worst first, then what shows in most tests.
    pub(crate) fn of(results: &'a Results) -> Vec<Self> {
        let mut findings: BTreeMap<(Verdict, String), Self> = BTreeMap::new();
        for test in &results.tests {
            let Some(reason) = judged_badly(test) else { continue };
            let finding = findings.entry((test.verdict, likeness(reason))).or_insert_with(|| Self {
                verdict: test.verdict,
                reason,
                tests: Vec::new(),
            });
            finding.tests.push(&test.plan.id);
        }
        let mut findings: Vec<Self> = findings.into_values().collect();
        findings.sort_by_key(|finding| {
            (core::cmp::Reverse(finding.verdict), core::cmp::Reverse(finding.tests.len()))
        });
        findings
    }

    /// Each family of the tests, which is what stands before the first `/` of an id, with how many they are.
    pub(crate) fn families(&self) -> BTreeMap<&'a str, usize> {
        let mut families = BTreeMap::new();
        for test in &self.tests {
            *families.entry(test.split('/').next().unwrap_or(test)).or_default() += 1;
        }
        families
    }
}

fn judged_badly(test: &TestResult) -> Option<&Reason> {
    match test.verdict {
        Verdict::Fail | Verdict::Inconclusive | Verdict::Error => test.reason.as_ref(),
        Verdict::NotApplicable | Verdict::Pass | Verdict::Waived => None,
    }
}

/// The same for two reasons that differ only in words with digits: use cases, numbers and octets.
fn likeness(reason: &Reason) -> String {
    let [expected, observed] = [&reason.expected, &reason.observed].map(|part| {
        let words = part.split(' ');
        let words = words.map(|word| if word.contains(|c: char| c.is_ascii_digit()) { "#" } else { word });
        words.collect::<Vec<_>>().join(" ")
    });
    format!("{}\n{expected}\n{observed}", reason.clause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(clause: &str, observed: &str) -> Reason {
        let expected = "no response".to_owned();
        Reason { clause: clause.to_owned(), expected, observed: observed.to_owned() }
    }

    #[test]
    fn reasons_are_alike_that_differ_in_numbers_and_not_in_clauses_or_words() {
        let one = likeness(&reason("GBCS 6.2.4", "a response of 333 octets to ECS17b"));
        assert_eq!(one, likeness(&reason("GBCS 6.2.4", "a response of 4 octets to CS02a")));
        assert_ne!(one, likeness(&reason("GBCS 6.2.5", "a response of 333 octets to ECS17b")));
        assert_ne!(one, likeness(&reason("GBCS 6.2.4", "an alert of 333 octets to ECS17b")));
    }

    #[test]
    fn families_are_counted() {
        let reason = reason("GBCS 6.2.4", "a response");
        let tests =
            vec!["G-53.mac-bit/ECS01a/supplier", "G-53.mac-bit/ECS02/supplier", "G-54.replayed/ECS02"];
        let finding = Finding { verdict: Verdict::Fail, reason: &reason, tests };
        assert_eq!(finding.families(), BTreeMap::from([("G-53.mac-bit", 2), ("G-54.replayed", 1)]));
    }
}
