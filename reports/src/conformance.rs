//! Our own predicate: every file of the bundle by digest, and all that the results say on their first page.

use std::collections::BTreeMap;

use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_engine::results::Run;
use hallmark_engine::results::Scope;
use hallmark_engine::results::Target;
use hallmark_engine::results::Tool;
use serde::Deserialize;
use serde::Serialize;

use crate::file::FileDigest;
use crate::laboratory::Laboratory;

/// `predicateType` of the statement.
pub(crate) const CONFORMANCE_TYPE: &str = "https://hallmark.invalid/conformance/v1";

/// Which renderings this version makes. A bundle with renderings of another version is not compared with ours; its
/// digests are still checked.
pub(crate) const RENDERINGS: &str = "1";

/// The predicate `https://hallmark.invalid/conformance/v1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conformance {
    /// What the run comes to, by the decision rule of [`Outcome`].
    pub outcome: Outcome,
    /// When the bundle was signed, RFC 3339 in UTC.
    pub issued: String,
    /// Who tested.
    pub laboratory: Laboratory,
    /// Whether the key was made for the run: then the signature shows integrity and not origin.
    pub self_asserted: bool,
    /// SHA-256 of the signer's SubjectPublicKeyInfo; it informs and decides nothing.
    pub signer: String,
    /// The version of the renderings.
    pub renderings: String,
    /// The program that ran.
    pub tool: Tool,
    /// The run: seed, times, whether it is complete, and if not, why.
    pub run: Run,
    /// What was tested.
    pub target: Target,
    /// What was selected, what applied, and how much of the ledger that covers.
    pub scope: Scope,
    /// How many tests have each verdict.
    pub counts: BTreeMap<String, u64>,
    /// How many observations there are.
    pub observations: u64,
    /// Every file of the bundle but the one that holds this statement, by name.
    pub files: Vec<FileDigest>,
}

/// Who issues a report, when, and with which key: what renderings and statement share beyond the results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Issue {
    pub(crate) issued: String,
    pub(crate) laboratory: Laboratory,
    pub(crate) self_asserted: bool,
    pub(crate) signer: String,
}

impl Conformance {
    /// States what results and files say.
    pub(crate) fn of(results: &Results, issue: &Issue, files: Vec<FileDigest>) -> Self {
        Self {
            outcome: Outcome::of(results),
            issued: issue.issued.clone(),
            laboratory: issue.laboratory.clone(),
            self_asserted: issue.self_asserted,
            signer: issue.signer.clone(),
            renderings: RENDERINGS.to_owned(),
            tool: results.tool.clone(),
            run: results.run.clone(),
            target: results.target.clone(),
            scope: results.scope.clone(),
            counts: results.counts.clone(),
            observations: results.observations,
            files,
        }
    }

    /// What the renderings need of it.
    pub(crate) fn issue(&self) -> Issue {
        Issue {
            issued: self.issued.clone(),
            laboratory: self.laboratory.clone(),
            self_asserted: self.self_asserted,
            signer: self.signer.clone(),
        }
    }
}
