//! What the plan knows of a test.

use hallmark_gbcs::tables::Role;

use crate::profile::Hook;
use crate::profile::TargetKind;
use crate::results::Side;

/// One test of the suite, as its feature file describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteTest {
    /// Stable id.
    pub id: String,
    /// Scenario title.
    pub title: String,
    /// Feature title.
    pub feature: String,
    /// Ledger ids of the clauses it tests.
    pub clauses: Vec<String>,
    /// Specification sections.
    pub sections: Vec<String>,
    /// Its side.
    pub side: Side,
    /// Every tag, without `@`.
    pub tags: Vec<String>,
    /// The packs that hold it.
    pub packs: Vec<String>,
    /// What it needs.
    pub needs: Needs,
}

/// What a test needs of a target and its profile. All of it must be there, but of the kinds any one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The kinds of target that it is for; empty for every kind.
    pub kinds: Vec<TargetKind>,
    /// Use cases that must be claimed.
    pub use_cases: Vec<String>,
    /// Service requests that must be claimed.
    pub service_requests: Vec<String>,
    /// Features that must be claimed.
    pub features: Vec<String>,
    /// Roles whose credentials the profile must give.
    pub roles: Vec<Role>,
    /// What must be possible besides sending messages.
    pub hooks: Vec<Hook>,
    /// Whether the link is closed and opened again while the target goes on.
    pub reopened_link: bool,
}
