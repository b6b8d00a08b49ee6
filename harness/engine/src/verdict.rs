//! The six verdicts, and how they combine.

use serde::Deserialize;
use serde::Serialize;

/// The verdict on one test. The order is the order of worsening; a later verdict in a scenario may only worsen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every check held.
    Pass,
    /// Fails as a waiver says it will.
    Waived,
    /// The profile does not claim what the test needs.
    NotApplicable,
    /// The target's behaviour allowed no judgement.
    Inconclusive,
    /// The suite, the laboratory or the profile failed.
    Error,
    /// The target broke a clause.
    Fail,
}

impl Verdict {
    /// All verdicts, in the order in which reports count them.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Fail, Self::Inconclusive, Self::Error, Self::NotApplicable, Self::Waived];

    /// The stable name used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::Error => "error",
            Self::NotApplicable => "not-applicable",
            Self::Waived => "waived",
        }
    }

    /// The worse of the two.
    #[must_use]
    pub fn worsen(self, other: Self) -> Self {
        self.max(other)
    }
}

impl core::fmt::Display for Verdict {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// Why a verdict is not a pass: the clause, what it demands and what was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// Document and clause, for example `GBCS 6.2.4`, with its ledger id where it has one.
    pub clause: String,
    /// What had to be observed.
    pub expected: String,
    /// What was observed.
    pub observed: String,
}

impl core::fmt::Display for Reason {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{}: expected {}; observed {}", self.clause, self.expected, self.observed)
    }
}
