//! What a whole run comes to.

use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use serde::Deserialize;
use serde::Serialize;

/// What a whole run comes to. The decision rule: one fail is a nonconformity; otherwise anything not judged, not
/// reached, or nothing judged at all, is inconclusive; only the rest is conforming.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every test that applies was reached and passed, or failed as a waiver says it will.
    Conforming,
    /// No test failed, but something was not judged.
    Inconclusive,
    /// At least one test failed.
    Nonconforming,
}

impl Outcome {
    /// Judges a run.
    pub fn of(results: &Results) -> Self {
        let mut passed = false;
        let mut open = !results.run.complete;
        for test in &results.tests {
            match test.verdict {
                Verdict::Fail => return Self::Nonconforming,
                Verdict::Inconclusive | Verdict::Error => open = true,
                Verdict::Pass => passed = true,
                Verdict::NotApplicable | Verdict::Waived => {}
            }
        }
        if open || !passed { Self::Inconclusive } else { Self::Conforming }
    }

    /// The stable name used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Conforming => "conforming",
            Self::Inconclusive => "inconclusive",
            Self::Nonconforming => "nonconforming",
        }
    }
}

impl core::fmt::Display for Outcome {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}
