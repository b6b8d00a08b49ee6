//! The form of the files: that of Wycheproof, with one object for the input of a test.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::Reason;

/// One file of vectors: one algorithm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct VectorFile<C, I> {
    /// What is tested, in words.
    pub algorithm: String,
    /// The file name of the JSON Schema of this file.
    pub schema: String,
    /// What made the file.
    pub generator_version: String,
    /// How many tests there are in all groups.
    pub number_of_tests: usize,
    /// What a test of this file asks, in words, one paragraph a string.
    pub header: Vec<String>,
    /// What each flag means.
    pub notes: BTreeMap<String, Note>,
    /// The tests.
    pub test_groups: Vec<Group<C, I>>,
}

/// What a flag means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Note {
    /// What follows for an implementation that gets such a test wrong.
    pub effect: String,
    /// What such tests have in common.
    pub description: String,
    /// Where the rule comes from.
    pub clause: String,
}

/// Tests that share a context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Group<C, I> {
    /// What the tests have in common, in words.
    pub comment: String,
    /// What is given for all of them.
    pub context: C,
    /// The tests.
    pub tests: Vec<Test<I>>,
}

/// One test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Test<I> {
    /// Its identifier: a digest of context and input, so it stays as long as they do.
    pub tc_id: String,
    /// What is special about it.
    pub comment: String,
    /// What it is an example of; the notes say more.
    pub flags: Vec<String>,
    /// What an implementation is given.
    pub input: I,
    /// Whether it must accept the input.
    pub result: Validity,
    /// For an invalid input, what is wrong with it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<Reason>,
}

/// Whether an implementation must accept an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Validity {
    /// It must be refused.
    Invalid,
    /// It must be accepted.
    Valid,
}

impl<I> Test<I> {
    /// The result and the reason, if they go together.
    pub fn outcome(&self) -> Option<Result<(), Reason>> {
        match (self.result, self.reason) {
            (Validity::Valid, None) => Some(Ok(())),
            (Validity::Invalid, Some(reason)) => Some(Err(reason)),
            _ => None,
        }
    }
}
