//! What was found, by test.

use std::collections::BTreeMap;

use hallmark_gbcs::EntityId;

use crate::replay::evidence::ExchangeId;
use crate::replay::rule::TestKey;
use crate::replay::trust::Trust;
use crate::session::Finding;
use crate::verdict::Reason;
use crate::verdict::Verdict;

/// How many responses said that the command was executed, and how many that it was not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Outcomes {
    /// All of it was.
    pub succeeded: u64,
    /// Something of it was not.
    pub failed: u64,
}

/// Every test so far.
#[derive(Debug, Default)]
pub(super) struct Tests(BTreeMap<TestKey, TestState>);

/// One test so far.
#[derive(Debug, Default)]
pub(super) struct TestState {
    /// How often its rule was applied.
    pub(super) checked: u64,
    /// The first findings, [`KEPT`] at most.
    pub(super) findings: Vec<Judged>,
    /// How many more there were.
    pub(super) further: u64,
    pub(super) observations: Vec<String>,
    pub(super) further_observations: u64,
}

/// One finding.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) verdict: Verdict,
    pub(super) reason: Reason,
    /// The messages that show it.
    pub(super) exchanges: Vec<ExchangeId>,
    /// Whose keys may be the wrong ones.
    pub(super) doubt: Option<EntityId>,
}

impl Judged {
    pub(super) fn fail(reason: Finding) -> Self {
        Self { verdict: Verdict::Fail, reason, exchanges: Vec::new(), doubt: None }
    }

    pub(super) fn inconclusive(reason: Finding) -> Self {
        Self { verdict: Verdict::Inconclusive, ..Self::fail(reason) }
    }

    /// A fail only if the keys of this party fit anything.
    pub(super) fn if_keys_fit(self, party: EntityId) -> Self {
        Self { doubt: Some(party), ..self }
    }

    pub(super) fn shown_by(mut self, exchanges: impl IntoIterator<Item = Option<ExchangeId>>) -> Self {
        self.exchanges.extend(exchanges.into_iter().flatten());
        self
    }
}

impl Tests {
    /// The rule of a test was applied once more.
    pub(super) fn checked(&mut self, key: TestKey) -> &mut TestState {
        let state = self.0.entry(key).or_default();
        state.checked = state.checked.saturating_add(1);
        state
    }

    pub(super) fn find(&mut self, key: TestKey, judged: Judged) {
        let state = self.0.entry(key).or_default();
        if state.findings.len() < KEPT {
            state.findings.push(judged);
        } else {
            state.further = state.further.saturating_add(1);
        }
    }

    pub(super) fn observe(&mut self, key: TestKey, text: impl FnOnce() -> String) {
        let state = self.0.entry(key).or_default();
        if state.observations.len() < KEPT {
            state.observations.push(text());
        } else {
            state.further_observations = state.further_observations.saturating_add(1);
        }
    }

    /// Whether anything was found that leaves a rule of this kind open.
    pub(super) fn is_open(&self, is_such: impl Fn(&TestKey) -> bool) -> bool {
        self.0.iter().any(|(key, state)| is_such(key) && !state.findings.is_empty())
    }

    /// The findings, once it is known whose keys fit.
    pub(super) fn settle(mut self, trust: &Trust) -> BTreeMap<TestKey, TestState> {
        for state in self.0.values_mut() {
            for judged in &mut state.findings {
                if let Some(party) = judged.doubt.filter(|party| !trust.fits(*party)) {
                    judged.verdict = Verdict::Inconclusive;
                    judged.reason.observed.push_str(&format!(
                        "; nothing of {party} verifies, so the keys that were given are not its own, or everything it sends \
                         is wrong"
                    ));
                }
            }
            // Results give the first reason of the worst verdict.
            state.findings.sort_by_key(|judged| core::cmp::Reverse(judged.verdict));
        }
        self.0
    }
}

/// How many findings and observations of one test are kept.
const KEPT: usize = 10;
