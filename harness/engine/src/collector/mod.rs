//! Turns the stream of events into results.
//!
//! The collector never invents a finding silently. What it must add (an error for a test that never ran, a fail
//! for a waiver that no longer fires) it asks the stream to emit as events of their own, so that the log,
//! replayed, gives the same verdicts: the worst given, except that a fail that a waiver covers becomes `waived`.

mod state;
mod waiver;

use std::collections::BTreeMap;
use std::collections::HashMap;

use crate::date::Date;
use crate::date::Moment;
use crate::event::Event;
use crate::event::EventKind;
use crate::event::LOG_FORMAT;
use crate::plan::Plan;
use crate::plan::Shard;
use crate::results::FORMAT;
use crate::results::Results;
use crate::results::Run;
use crate::results::Scope;
use crate::results::Target;
use crate::results::Tool;
use crate::results::VOLATILE;
use crate::results::Waiver;
use crate::verdict::Reason;
use crate::verdict::Verdict;

use state::TestState;

/// What results say of a run besides its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunInfo {
    /// The program.
    pub tool: Tool,
    /// Unique to this run.
    pub id: String,
    /// The seed.
    pub seed: u64,
    /// The file name of the profile in the bundle.
    pub profile: String,
    /// Which part of several this is.
    pub shard: Shard,
    /// What is tested.
    pub target: Target,
    /// Every waiver of the profile.
    pub waivers: Vec<Waiver>,
    /// The day of the run, by which waivers expire.
    pub today: Date,
}

/// Collects what a run finds.
#[derive(Debug)]
pub struct Collector {
    info: RunInfo,
    scope: Scope,
    tests: Vec<TestState>,
    positions: HashMap<String, usize>,
    /// The first test that was named and is not planned.
    stray: Option<String>,
    started: Moment,
    finished: Moment,
    end: (bool, Option<String>),
}

impl Collector {
    /// A collector for a plan.
    pub fn new(info: RunInfo, plan: Plan) -> Self {
        let waiver = |id: &str| info.waivers.iter().find(|waiver| waiver.test == id).cloned();
        let tests: Vec<TestState> = plan
            .tests
            .into_iter()
            .map(|test| {
                let waiver = waiver(&test.id);
                TestState::new(test, waiver, info.today)
            })
            .collect();
        let positions = (0..).zip(&tests).map(|(position, test)| (test.id().to_owned(), position)).collect();
        Self {
            info,
            scope: plan.scope,
            tests,
            positions,
            stray: None,
            started: Moment::default(),
            finished: Moment::default(),
            end: (false, Some("the stream of events broke off".to_owned())),
        }
    }

    /// The event that the stream must begin with.
    pub fn plan_event(&self) -> EventKind {
        EventKind::Plan {
            format: LOG_FORMAT.to_owned(),
            tests: self.tests.iter().map(|test| test.plan().clone()).collect(),
            scope: self.scope.clone(),
        }
    }

    /// Makes what a scenario says admissible, before it gets a number: verdicts that only the plan or a waiver
    /// can give become errors, reasons are never missing, and what names no planned test is refused (an exchange
    /// is kept, without its test). The plan and the end are not for scenarios to say.
    pub fn admit(&mut self, kind: EventKind) -> Option<EventKind> {
        match kind {
            EventKind::Plan { .. } | EventKind::Finished { .. } => None,
            EventKind::Exchange(mut exchange) => {
                if !exchange.test.is_empty() && !self.positions.contains_key(&exchange.test) {
                    let stray = core::mem::take(&mut exchange.test);
                    self.stray.get_or_insert(stray);
                }
                Some(EventKind::Exchange(exchange))
            }
            EventKind::Verdict { test, verdict, reason } => {
                let (verdict, reason) = admit_verdict(verdict, reason);
                self.admit_test(test).map(|test| EventKind::Verdict { test, verdict, reason })
            }
            EventKind::Observation { test, text } => {
                self.admit_test(test).map(|test| EventKind::Observation { test, text })
            }
            EventKind::Started { test } => self.admit_test(test).map(|test| EventKind::Started { test }),
            EventKind::Ended { test, duration_us } => {
                self.admit_test(test).map(|test| EventKind::Ended { test, duration_us })
            }
        }
    }

    /// What must be emitted before a test ends.
    pub fn settle(&mut self, test: &str) -> Vec<EventKind> {
        self.test_mut(test).map(TestState::settle).unwrap_or_default()
    }

    /// What must be emitted before the run ends: an error for each test that was not brought to an end, for
    /// `interrupted`, and for each test that ran if evidence was `lost`.
    pub fn close(&mut self, interrupted: Option<&str>, lost: Option<&str>) -> Vec<EventKind> {
        self.tests.iter_mut().flat_map(|test| test.close(interrupted, lost)).collect()
    }

    /// The event that the stream must end with. A run is only complete if every applicable test was reached, and
    /// nothing else was.
    pub fn end_event(&self, interrupted: Option<String>) -> EventKind {
        let unreached = self.tests.iter().filter(|test| !test.was_reached()).count();
        let reason = match (interrupted, &self.stray) {
            (Some(reason), _) => Some(reason),
            (None, Some(stray)) => Some(format!("the suite reported on `{stray}`, which is not planned")),
            (None, None) if unreached > 0 => Some(format!("{unreached} planned tests were not reached")),
            (None, None) => None,
        };
        EventKind::Finished { complete: reason.is_none(), reason }
    }

    /// Takes an event that was emitted.
    pub fn consume(&mut self, event: &Event) {
        match &event.kind {
            EventKind::Plan { .. } => self.started = Moment(event.at),
            EventKind::Finished { complete, reason } => {
                self.finished = Moment(event.at);
                self.end = (*complete, reason.clone());
            }
            EventKind::Started { test } => self.with(test, TestState::start),
            EventKind::Exchange(exchange) => {
                self.with(&exchange.test, |state| state.exchange(exchange.number));
            }
            EventKind::Observation { test, text } => self.with(test, |state| state.observe(text.clone())),
            EventKind::Verdict { test, verdict, reason } => {
                self.with(test, |state| state.find(*verdict, reason.clone()));
            }
            EventKind::Ended { test, duration_us } => self.with(test, |state| state.end(*duration_us)),
        }
    }

    /// The results. `lost` says why evidence was lost after the last event, if it was: then nothing that ran has
    /// a better verdict than an error.
    pub fn results(&self, lost: Option<&str>) -> Results {
        let tests: Vec<_> = self.tests.iter().map(|test| test.result(lost)).collect();
        let mut counts: BTreeMap<String, u64> =
            Verdict::ALL.into_iter().map(|verdict| (verdict.name().to_owned(), 0)).collect();
        for test in &tests {
            *counts.entry(test.verdict.name().to_owned()).or_default() += 1;
        }
        let (complete, reason) = self.end.clone();
        Results {
            format: FORMAT.to_owned(),
            volatile: VOLATILE.map(str::to_owned).to_vec(),
            tool: self.info.tool.clone(),
            run: Run {
                id: self.info.id.clone(),
                seed: self.info.seed.to_string(),
                started: self.started.to_string(),
                finished: self.finished.max(self.started).to_string(),
                complete: complete && lost.is_none(),
                incomplete_reason: reason.or_else(|| lost.map(str::to_owned)),
                profile: self.info.profile.clone(),
                shard: self.info.shard.to_string(),
            },
            target: self.info.target.clone(),
            scope: self.scope.clone(),
            counts,
            observations: tests.iter().map(|test| test.observations.len() as u64).sum(),
            tests,
        }
    }

    fn admit_test(&mut self, test: String) -> Option<String> {
        if self.positions.contains_key(&test) {
            return Some(test);
        }
        self.stray.get_or_insert(test);
        None
    }

    fn with(&mut self, test: &str, action: impl FnOnce(&mut TestState)) {
        if let Some(state) = self.test_mut(test) {
            action(state);
        }
    }

    fn test_mut(&mut self, test: &str) -> Option<&mut TestState> {
        self.positions.get(test).and_then(|position| self.tests.get_mut(*position))
    }
}

fn admit_verdict(verdict: Verdict, reason: Option<Reason>) -> (Verdict, Option<Reason>) {
    match verdict {
        Verdict::Pass => (verdict, None),
        Verdict::NotApplicable | Verdict::Waived => {
            let observed = format!("{verdict} from the scenario");
            (Verdict::Error, Some(suite_reason("a verdict that a scenario can give", &observed)))
        }
        Verdict::Error | Verdict::Fail | Verdict::Inconclusive => {
            let reason =
                reason.unwrap_or_else(|| suite_reason("a reason with every verdict but a pass", "none"));
            (verdict, Some(reason))
        }
    }
}

/// A reason that lies with the suite, not with the target.
fn suite_reason(expected: &str, observed: &str) -> Reason {
    Reason { clause: "suite".to_owned(), expected: expected.to_owned(), observed: observed.to_owned() }
}
