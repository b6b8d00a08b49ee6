//! `results.json`: what a run found, as one document.
//!
//! The same profile, seed and target behaviour give the same document byte for byte, apart from the fields that
//! [`Results::volatile`] lists by path.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;

use crate::date::Date;
use crate::verdict::Reason;
use crate::verdict::Verdict;

/// The version of this format.
pub const FORMAT: &str = "hallmark-results/1";

/// The paths of the fields that may differ between two runs that found the same.
///
/// Packet numbers are among them: tests that run side by side share one evidence file, so which packet of the file
/// an exchange is depends on the interleaving. How many exchanges a test had does not.
pub const VOLATILE: [&str; 6] =
    ["run.id", "run.started", "run.finished", "tests[].duration_us", "tests[].exchanges", "tool.build"];

/// The JSON Schema of this format.
pub const SCHEMA: &str = include_str!("../schema/results.schema.json");

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
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
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The wrong thing is refused.
    Negative,
    /// The right thing is done.
    Positive,
}

/// What was found about one test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TestResult {
    /// The plan's entry.
    pub plan: TestPlan,
    /// The verdict.
    pub verdict: Verdict,
    /// Why, for everything but a pass and what is not applicable (for that, see the plan).
    pub reason: Option<Reason>,
    /// Remarks that change nothing.
    pub observations: Vec<String>,
    /// How long it took (volatile).
    pub duration_us: u64,
    /// How many exchanges it had.
    pub exchange_count: u64,
    /// The numbers of its exchanges, which are packet numbers in `evidence.pcapng` (volatile), in order.
    pub exchanges: Vec<u64>,
    /// The waiver that made a fail into `waived`.
    pub waiver: Option<Waiver>,
}

/// A known failure that somebody answers for. It holds to the end of its last day (UTC).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Test id.
    pub test: String,
    /// The clause that is known to be broken: a ledger id or document and clause.
    pub clause: String,
    /// Who answers for it.
    pub owner: String,
    /// Why it is tolerated.
    pub reason: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// What a whole run comes to. The decision rule: one fail is a nonconformity; otherwise anything not judged, not
/// reached, or nothing passed at all, is inconclusive; only the rest is conforming.
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

impl Results {
    /// The same results with every [volatile](VOLATILE) field emptied: equal for two runs that found the same.
    #[must_use]
    pub fn masked(mut self) -> Self {
        self.tool.build.clear();
        self.run.id.clear();
        self.run.started.clear();
        self.run.finished.clear();
        for test in &mut self.tests {
            test.duration_us = 0;
            test.exchanges.clear();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::Value;

    use super::*;

    fn sample() -> Results {
        let plan = TestPlan {
            id: "ECS17b/answer".into(),
            title: "the answer is authentic".into(),
            feature: "Read the tariff".into(),
            clauses: vec!["SCH8-01".into()],
            sections: vec!["GBCS 6.2.4".into()],
            side: Side::Positive,
            not_applicable: None,
        };
        let skipped = TestPlan { not_applicable: Some("use case GCS01".into()), ..plan.clone() };
        let reason =
            Reason { clause: "GBCS 6.2.4".into(), expected: "a MAC".into(), observed: "none".into() };
        let waiver = Waiver {
            test: plan.id.clone(),
            clause: "GBCS 6.2.4".into(),
            owner: "laboratory".into(),
            reason: "fixed in the next firmware".into(),
            expires: Date::new(2027, 3, 31).unwrap(),
        };
        Results {
            format: FORMAT.into(),
            volatile: VOLATILE.map(String::from).to_vec(),
            tool: Tool { name: "hallmark".into(), version: "0.1.0".into(), build: "debug".into() },
            run: Run {
                id: "1".into(),
                seed: u64::MAX.to_string(),
                started: "2026-11-23T12:02:03.000001Z".into(),
                finished: "2026-11-23T12:02:04.000001Z".into(),
                complete: false,
                incomplete_reason: Some("interrupted".into()),
                profile: "profile.toml".into(),
                shard: "1/1".into(),
            },
            target: Target {
                name: "meter".into(),
                version: "1".into(),
                kind: "esme".into(),
                gbcs: "4.3".into(),
                artefact: None,
                link: "loopback:".into(),
            },
            scope: Scope {
                selection: "everything".into(),
                suite: 2,
                selected: 2,
                applicable: 1,
                ledger_clauses: 300,
                covered_clauses: 1,
                waivers: vec!["ECS17b/answer".into()],
            },
            counts: Verdict::ALL.into_iter().map(|verdict| (verdict.name().into(), 1)).collect(),
            observations: 1,
            tests: vec![
                TestResult {
                    plan,
                    verdict: Verdict::Waived,
                    reason: Some(reason),
                    observations: vec!["slow".into()],
                    duration_us: 12,
                    exchange_count: 2,
                    exchanges: vec![1, 3],
                    waiver: Some(waiver),
                },
                TestResult {
                    plan: skipped,
                    verdict: Verdict::NotApplicable,
                    reason: None,
                    observations: Vec::new(),
                    duration_us: 0,
                    exchange_count: 0,
                    exchanges: Vec::new(),
                    waiver: None,
                },
            ],
        }
    }

    #[test]
    fn the_schema_is_that_of_the_types() {
        let mut schema = schemars::schema_for!(Results).to_value();
        schema["title"] = "Results of a Hallmark run".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("HALLMARK_REGENERATE").is_some() {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/results.schema.json");
            std::fs::write(path, &text).unwrap();
            return;
        }
        assert!(text == SCHEMA, "schema/results.schema.json is stale: test with HALLMARK_REGENERATE=1");
    }

    #[test]
    fn a_document_obeys_the_schema_and_a_broken_one_does_not() {
        let schema: Value = serde_json::from_str(SCHEMA).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let good = serde_json::to_value(sample()).unwrap();
        assert!(validator.is_valid(&good), "{:?}", validator.iter_errors(&good).collect::<Vec<_>>());
        let breaks: [fn(&mut Value); 6] = [
            |document| document["tests"][0]["verdict"] = "failed".into(),
            |document| document["tests"][0]["waiver"]["expires"] = "soon".into(),
            |document| document["tests"][0]["plan"]["side"] = 1.into(),
            |document| document["run"]["extra"] = true.into(),
            |document| document["scope"]["suite"] = (-1).into(),
            |document| drop(document.as_object_mut().unwrap().remove("counts")),
        ];
        for (number, break_it) in breaks.iter().enumerate() {
            let mut bad = good.clone();
            break_it(&mut bad);
            assert!(!validator.is_valid(&bad), "break {number} is accepted");
        }
    }

    #[test]
    fn a_document_is_read_back_as_it_was_written() {
        let text = serde_json::to_string(&sample()).unwrap();
        assert_eq!(serde_json::from_str::<Results>(&text).unwrap(), sample());
    }

    #[test]
    fn masking_empties_exactly_the_volatile_fields() {
        let other = {
            let mut other = sample();
            other.tool.build = "release".into();
            other.run.id = "2".into();
            other.run.started = "2027-01-01T00:00:00.000000Z".into();
            other.run.finished = "2027-01-01T00:00:01.000000Z".into();
            other.tests[0].duration_us = 99;
            other.tests[0].exchanges = vec![2, 4];
            other
        };
        assert_ne!(other, sample());
        assert_eq!(other.masked(), sample().masked());
        let mut different = sample();
        different.tests[0].exchange_count = 3;
        assert_ne!(different.masked(), sample().masked());
    }
}
