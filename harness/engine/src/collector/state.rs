//! What is known of one test while a run goes on.

use crate::collector::suite_reason;
use crate::collector::waiver::Waiving;
use crate::collector::waiver::covers;
use crate::date::Date;
use crate::event::EventKind;
use crate::results::TestPlan;
use crate::results::TestResult;
use crate::results::Waiver;
use crate::verdict::Reason;
use crate::verdict::Verdict;

#[derive(Debug)]
pub(super) struct TestState {
    plan: TestPlan,
    waiving: Waiving,
    /// Whether its waiver was found not to fire, which no waiver excuses.
    is_unfired: bool,
    progress: Progress,
    /// Every verdict given, with its reason.
    findings: Vec<(Verdict, Option<Reason>)>,
    observations: Vec<String>,
    duration_us: u64,
    exchanges: Vec<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Ended,
    Started,
    Waiting,
}

impl TestState {
    pub(super) fn new(plan: TestPlan, waiver: Option<Waiver>, today: Date) -> Self {
        Self {
            plan,
            waiving: Waiving::new(waiver, today),
            is_unfired: false,
            progress: Progress::Waiting,
            findings: Vec::new(),
            observations: Vec::new(),
            duration_us: 0,
            exchanges: Vec::new(),
        }
    }

    pub(super) fn start(&mut self) {
        self.progress = Progress::Started;
    }

    pub(super) fn exchange(&mut self, number: u64) {
        self.exchanges.push(number);
    }

    pub(super) fn observe(&mut self, text: String) {
        self.observations.push(text);
    }

    pub(super) fn find(&mut self, verdict: Verdict, reason: Option<Reason>) {
        self.findings.push((verdict, reason));
    }

    pub(super) fn end(&mut self, duration_us: u64) {
        self.progress = Progress::Ended;
        self.duration_us = self.duration_us.saturating_add(duration_us);
    }

    /// What must be said before it ends.
    pub(super) fn settle(&mut self) -> Vec<EventKind> {
        if self.progress == Progress::Ended {
            return Vec::new();
        }
        if self.plan.not_applicable.is_some() {
            return vec![self.error("only tests that apply to run", "that this one ran")];
        }
        let Some((worst, _)) = self.worst() else {
            return vec![self.error("a verdict", "that the scenario ended without one")];
        };
        match (&self.waiving, worst) {
            (Waiving::InForce(waiver), Verdict::Pass) => {
                let reason = Reason {
                    clause: waiver.clause.clone(),
                    expected: format!("the failure that {} waives until {}", waiver.owner, waiver.expires),
                    observed: "a pass: the waiver no longer fires and must be removed".to_owned(),
                };
                self.is_unfired = true;
                vec![self.verdict(Verdict::Fail, reason)]
            }
            _ => self.further_findings(),
        }
    }

    /// What must be said before the run ends.
    pub(super) fn close(&mut self, interrupted: Option<&str>, lost: Option<&str>) -> Vec<EventKind> {
        let applies = self.plan.not_applicable.is_none();
        let why = interrupted.unwrap_or("the run ended without it");
        let mut events = match self.progress {
            Progress::Waiting if self.findings.is_empty() && applies => {
                vec![self.error("the test to run", &format!("not run: {why}"))]
            }
            Progress::Waiting if self.findings.is_empty() => Vec::new(),
            Progress::Waiting => vec![self.error("a test to start before it is judged", "no start")],
            Progress::Started if applies => {
                vec![self.error("the test to end", &format!("not ended: {why}"))]
            }
            Progress::Started => self.settle(),
            Progress::Ended => Vec::new(),
        };
        if let (Some(lost), true) = (lost, applies && self.progress != Progress::Waiting) {
            events.push(self.error("complete evidence", lost));
        }
        events
    }

    pub(super) fn result(&self, lost: Option<&str>) -> TestResult {
        let (verdict, reason) = match self.worst() {
            Some((verdict, reason)) => (verdict, reason.clone()),
            None if self.plan.not_applicable.is_some() => (Verdict::NotApplicable, None),
            None => (Verdict::Error, Some(suite_reason("a verdict", "none"))),
        };
        let (verdict, reason, waiver) = match lost {
            // What fails, fails without proof just as well, but no waiver can be trusted to cover it.
            Some(lost) if verdict < Verdict::Error && self.plan.not_applicable.is_none() => {
                (Verdict::Error, Some(suite_reason("complete evidence", lost)), None)
            }
            Some(_) => (verdict, reason, None),
            None => self.waive(verdict, reason),
        };
        TestResult {
            plan: self.plan.clone(),
            verdict,
            reason,
            observations: self.observations.clone(),
            duration_us: self.duration_us,
            exchange_count: self.exchanges.len() as u64,
            exchanges: self.exchanges.clone(),
            waiver,
        }
    }

    pub(super) fn id(&self) -> &str {
        &self.plan.id
    }

    pub(super) fn plan(&self) -> &TestPlan {
        &self.plan
    }

    /// Whether it was run from start to end, or does not apply.
    pub(super) fn was_reached(&self) -> bool {
        self.progress == Progress::Ended || self.plan.not_applicable.is_some()
    }

    /// A fail becomes `waived` if it is nothing but what the waiver announces.
    fn waive(&self, verdict: Verdict, reason: Option<Reason>) -> (Verdict, Option<Reason>, Option<Waiver>) {
        if verdict != Verdict::Fail {
            return (verdict, reason, None);
        }
        match &self.waiving {
            Waiving::InForce(waiver) if !self.is_unfired && self.is_covered_by(waiver) => {
                (Verdict::Waived, reason, Some(waiver.clone()))
            }
            Waiving::Expired(waiver) => {
                let note =
                    format!("; the waiver of {} expired on {} and is ignored", waiver.owner, waiver.expires);
                let extend = |reason: Reason| Reason { observed: reason.observed + &note, ..reason };
                (verdict, reason.map(extend), None)
            }
            Waiving::InForce(_) | Waiving::None => (verdict, reason, None),
        }
    }

    fn is_covered_by(&self, waiver: &Waiver) -> bool {
        self.findings.iter().all(|(verdict, reason)| match verdict {
            Verdict::Pass => true,
            Verdict::Fail => reason.as_ref().is_some_and(|reason| covers(waiver, reason)),
            Verdict::Error | Verdict::Inconclusive | Verdict::NotApplicable | Verdict::Waived => false,
        })
    }

    /// The worst finding; of equals the first.
    fn worst(&self) -> Option<(Verdict, &Option<Reason>)> {
        let worst = self.findings.iter().map(|(verdict, _)| *verdict).max()?;
        self.findings
            .iter()
            .find(|(verdict, _)| *verdict == worst)
            .map(|(verdict, reason)| (*verdict, reason))
    }

    /// Results have room for one reason; the others are kept as observations.
    fn further_findings(&self) -> Vec<EventKind> {
        let worst = self.worst().and_then(|(_, reason)| reason.as_ref());
        let reasons = self.findings.iter().filter_map(|(verdict, reason)| Some((verdict, reason.as_ref()?)));
        let mut further: Vec<EventKind> = reasons
            .filter(|(_, reason)| Some(*reason) != worst)
            .map(|(verdict, reason)| self.observation(format!("also {verdict}: {reason}")))
            .collect();
        if let Waiving::InForce(waiver) = &self.waiving
            && !self.is_covered_by(waiver)
        {
            further.push(self.observation(format!(
                "the waiver of {} covers nothing but a fail of {}",
                waiver.owner, waiver.clause
            )));
        }
        further
    }

    fn error(&self, expected: &str, observed: &str) -> EventKind {
        self.verdict(Verdict::Error, suite_reason(expected, observed))
    }

    fn verdict(&self, verdict: Verdict, reason: Reason) -> EventKind {
        EventKind::Verdict { test: self.plan.id.clone(), verdict, reason: Some(reason) }
    }

    fn observation(&self, text: String) -> EventKind {
        EventKind::Observation { test: self.plan.id.clone(), text }
    }
}
