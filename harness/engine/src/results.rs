//! `results.json`: what a run found, as one document.
//!
//! The same profile, seed and target behaviour give the same document byte for byte, apart from the fields that
//! [`Results::volatile`] lists by path.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::verdict::Reason;
use crate::verdict::Verdict;

/// The version of this format.
pub const FORMAT: &str = "hallmark-results/1";

/// The paths of the fields that may differ between two runs that found the same.
pub const VOLATILE: [&str; 5] =
    ["run.id", "run.started", "run.finished", "tests[].duration_us", "tool.build"];

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Results {
    /// [`FORMAT`].
    pub format: String,
    /// [`VOLATILE`].
    pub volatile: Vec<String>,
    /// The program that ran.
    pub tool: Tool,
    /// The run itself.
    pub run: Run,
    /// What was tested.
    pub target: Target,
    /// What was selected, what applied, what was left out.
    pub scope: Scope,
    /// How many tests have each verdict; every verdict is present.
    pub counts: BTreeMap<String, u64>,
    /// How many observations there are.
    pub observations: u64,
    /// Every planned test, in the order of the plan.
    pub tests: Vec<TestResult>,
}

/// The program that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// `hallmark`.
    pub name: String,
    /// Its version.
    pub version: String,
    /// How it was built (volatile).
    pub build: String,
}

/// The run itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Unique to this run (volatile).
    pub id: String,
    /// The seed, in decimal.
    pub seed: String,
    /// RFC 3339, UTC (volatile).
    pub started: String,
    /// RFC 3339, UTC (volatile).
    pub finished: String,
    /// Whether every planned test was reached.
    pub complete: bool,
    /// Why it is not complete.
    pub incomplete_reason: Option<String>,
    /// The profile as it was used: its file name in the bundle.
    pub profile: String,
    /// Which shard of how many, as `1/1`.
    pub shard: String,
}

/// What was tested, as the profile says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Name given in the profile.
    pub name: String,
    /// Version given in the profile.
    pub version: String,
    /// Kind: `esme`, …
    pub kind: String,
    /// The GBCS version that the profile names.
    pub gbcs: String,
    /// Digest of the artefact the statement is about, as `sha256:…`, if the profile has one.
    pub artefact: Option<String>,
    /// The link's URL.
    pub link: String,
}

/// What was selected, what applied, what was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// The selection, in words: pack, tags, ids.
    pub selection: String,
    /// Tests in the suite.
    pub suite: u64,
    /// Tests selected.
    pub selected: u64,
    /// Selected tests that the profile's claims make applicable.
    pub applicable: u64,
    /// Clauses in the ledger.
    pub ledger_clauses: u64,
    /// Clauses that at least one applicable test touches.
    pub covered_clauses: u64,
    /// Waivers in force, by test id.
    pub waivers: Vec<String>,
}

/// One planned test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestPlan {
    /// Stable id.
    pub id: String,
    /// Scenario title.
    pub title: String,
    /// Feature title.
    pub feature: String,
    /// Ledger ids of the clauses it tests.
    pub clauses: Vec<String>,
    /// Specification sections, for example `GBCS 6.2.4`.
    pub sections: Vec<String>,
    /// Whether it shows that the right thing is done, or that the wrong thing is refused.
    pub side: Side,
    /// Why it will not run: the claim that the profile does not make.
    pub not_applicable: Option<String>,
}

/// The side of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The wrong thing is refused.
    Negative,
    /// The right thing is done.
    Positive,
}

/// What was found about one test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestResult {
    /// The plan's entry.
    pub plan: TestPlan,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, for everything but a pass.
    pub reason: Option<Reason>,
    /// Remarks that change nothing.
    pub observations: Vec<String>,
    /// How long it took (volatile).
    pub duration_us: u64,
    /// The numbers of its exchanges, which are packet numbers in `evidence.pcapng`.
    pub exchanges: Vec<u64>,
}
