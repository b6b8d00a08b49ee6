//! What the program tells its caller when it ends.

use crate::results::Results;
use crate::verdict::Verdict;

/// The exit codes of `hallmark`. When [`NONCONFORMITY`](Self::NONCONFORMITY) and
/// [`INCONCLUSIVE`](Self::INCONCLUSIVE) both apply, it is the former.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExitCode(u8);

impl ExitCode {
    /// Everything that applies was judged and holds, or fails as a waiver says it will.
    pub const CONFORMING: Self = Self(0);
    /// The target broke a clause.
    pub const NONCONFORMITY: Self = Self(1);
    /// The command line or the profile is wrong.
    pub const USAGE: Self = Self(2);
    /// Something was not judged, or nothing was: inconclusive, error, a run that broke off.
    pub const INCONCLUSIVE: Self = Self(3);
    /// A bundle is not authentic.
    pub const NOT_AUTHENTIC: Self = Self(4);

    /// What a run comes to. Where nothing passed, nothing was shown, and that is not conforming.
    pub fn of(results: &Results) -> Self {
        let mut passed = false;
        let mut open = !results.run.complete;
        for test in &results.tests {
            match test.verdict {
                Verdict::Fail => return Self::NONCONFORMITY,
                Verdict::Inconclusive | Verdict::Error => open = true,
                Verdict::Pass => passed = true,
                Verdict::NotApplicable | Verdict::Waived => {}
            }
        }
        if open || !passed { Self::INCONCLUSIVE } else { Self::CONFORMING }
    }

    /// The number.
    pub fn code(self) -> u8 {
        self.0
    }
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code.0)
    }
}
