//! The in-toto test-result predicate v0.1, strictly as published.
//!
//! The predicate has three lists and no more, so the verdicts are mapped to the cautious side: a pass is in
//! `passedTests`, a pass with observations and an inconclusive test in `warnedTests`, a fail, an error and a
//! waived fail in `failedTests`; a test that does not apply is in none. A failed test makes the result `FAILED`, also
//! when it is waived, because the predicate has no word for a waiver. A run that is incomplete, has warnings or
//! passed nothing is at best `WARNED`. Everything the predicate cannot say is in [`Conformance`](crate::Conformance).

use std::collections::BTreeMap;

use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use serde::Deserialize;
use serde::Serialize;

use crate::file::FileDigest;
use crate::statement::ResourceDescriptor;

/// `predicateType` of the statement.
pub(crate) const TEST_RESULT_TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// The predicate `https://in-toto.io/attestation/test-result/v0.1`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct TestResultPredicate {
    /// `PASSED`, `WARNED` or `FAILED`.
    pub result: String,
    /// The profile by digest, and the tool.
    pub configuration: Vec<ResourceDescriptor>,
    /// Ids of tests that passed.
    pub passed_tests: Vec<String>,
    /// Ids of tests that passed with a remark, or could not be judged.
    pub warned_tests: Vec<String>,
    /// Ids of tests that failed, waived or not, and of those that the laboratory failed.
    pub failed_tests: Vec<String>,
}

impl TestResultPredicate {
    /// Maps results; the profile is given by the digest of its file.
    pub(crate) fn of(results: &Results, profile: &FileDigest) -> Self {
        let (mut passed, mut warned, mut failed) = (Vec::new(), Vec::new(), Vec::new());
        for test in &results.tests {
            let list = match test.verdict {
                Verdict::Pass if test.observations.is_empty() => &mut passed,
                Verdict::Pass | Verdict::Inconclusive => &mut warned,
                Verdict::Fail | Verdict::Error | Verdict::Waived => &mut failed,
                Verdict::NotApplicable => continue,
            };
            list.push(test.plan.id.clone());
        }
        let result = if !failed.is_empty() {
            "FAILED"
        } else if !warned.is_empty() || passed.is_empty() || !results.run.complete {
            "WARNED"
        } else {
            "PASSED"
        };
        Self {
            result: result.to_owned(),
            configuration: vec![ResourceDescriptor::file(profile), tool(results)],
            passed_tests: passed,
            warned_tests: warned,
            failed_tests: failed,
        }
    }
}

fn tool(results: &Results) -> ResourceDescriptor {
    let tool = &results.tool;
    ResourceDescriptor {
        name: Some(tool.name.clone()),
        uri: Some(format!("pkg:generic/{}@{}", tool.name, tool.version)),
        digest: BTreeMap::new(),
        annotations: BTreeMap::from([
            ("build".to_owned(), tool.build.clone()),
            ("seed".to_owned(), results.run.seed.clone()),
        ]),
    }
}
