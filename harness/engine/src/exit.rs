//! What the program tells its caller when it ends.

use crate::results::Outcome;

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

    /// The code for what a run comes to.
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Conforming => Self::CONFORMING,
            Outcome::Inconclusive => Self::INCONCLUSIVE,
            Outcome::Nonconforming => Self::NONCONFORMITY,
        }
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
