//! A judgement as the events of a run.

use core::sync::atomic::AtomicU64;
use core::sync::atomic::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use hallmark_gbcs::EntityId;
use hallmark_link::UnixMicros;
use hallmark_link::capture::Report;

use crate::date::Moment;
use crate::event::EventKind;
use crate::plan::Plan;
use crate::replay::evidence::ExchangeId;
use crate::replay::evidence::Kept;
use crate::replay::live::Original;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Outcomes;
use crate::replay::tests_found::TestState;
use crate::results::Scope;
use crate::results::Side;
use crate::results::TestPlan;
use crate::stream::Clock;
use crate::stream::Emitter;
use crate::verdict::Reason;
use crate::verdict::Verdict;

/// What judging came to.
#[derive(Debug)]
pub struct Judgement {
    pub(super) tests: BTreeMap<TestKey, TestState>,
    pub(super) kept: Vec<Kept>,
    pub(super) originals: Vec<Original>,
    pub(super) seen: u64,
    pub(super) outcomes: Outcomes,
    pub(super) devices: BTreeSet<EntityId>,
    pub(super) sources: Vec<String>,
    pub(super) span: (UnixMicros, UnixMicros),
    pub(super) reports: Vec<Report>,
}

/// The time of what was recorded: events get the time at which their message was captured.
#[derive(Debug, Clone, Default)]
pub struct RecordedClock(Arc<AtomicU64>);

impl RecordedClock {
    /// Sets the time.
    pub fn set(&self, at: UnixMicros) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for RecordedClock {
    fn now(&self) -> Moment {
        Moment(self.0.load(Ordering::SeqCst))
    }
}

impl Judgement {
    /// How many messages there were.
    pub fn messages(&self) -> u64 {
        self.seen
    }

    /// How many responses said that their command was executed.
    pub fn outcomes(&self) -> Outcomes {
        self.outcomes
    }

    /// The devices that answered.
    pub fn devices(&self) -> impl Iterator<Item = EntityId> + '_ {
        self.devices.iter().copied()
    }

    /// What was in each capture, and what could not be read of it.
    pub fn reports(&self) -> &[Report] {
        &self.reports
    }

    /// When the first message was captured, and when the last.
    pub fn span(&self) -> (UnixMicros, UnixMicros) {
        self.span
    }

    /// Everything that is not as it should be: test id, verdict and reason.
    pub fn findings(&self) -> impl Iterator<Item = (String, Verdict, &Reason)> + '_ {
        self.tests.iter().flat_map(|(key, state)| {
            state.findings.iter().map(|judged| (key.id(), judged.verdict, &judged.reason))
        })
    }

    /// The tests, as the plan of a run. Nothing that was recorded can be selected or left out.
    pub fn plan(&self, ledger_clauses: u64) -> Plan {
        let tests: Vec<TestPlan> = self
            .tests
            .keys()
            .map(|key| TestPlan {
                id: key.id(),
                title: key.title(),
                feature: key.rule.feature().to_owned(),
                clauses: Vec::new(),
                sections: key.rule.sections().iter().map(|&section| section.to_owned()).collect(),
                side: if key.rule == Rule::Refusal { Side::Negative } else { Side::Positive },
                not_applicable: None,
            })
            .collect();
        let count = u64::try_from(tests.len()).unwrap_or(u64::MAX);
        let scope = Scope {
            selection: format!("everything in {}", self.sources.join(", ")),
            suite: count,
            selected: count,
            applicable: count,
            ledger_clauses,
            covered_clauses: 0,
            waivers: Vec::new(),
        };
        Plan { tests, scope }
    }

    /// Emits everything. `clock` must be that of the stream, set to the beginning of the recording.
    pub fn publish(&self, emitter: &Emitter, clock: &RecordedClock, link: &str) {
        let (start, end) = self.span;
        for key in self.tests.keys() {
            emitter.emit(EventKind::Started { test: key.id() });
        }
        let shown = self.shown_by();
        let mut order: Vec<(ExchangeId, &Kept)> = (0..).map(ExchangeId).zip(&self.kept).collect();
        order.sort_by_key(|(id, kept)| (kept.source, kept.frame, *id));
        for (id, kept) in order {
            clock.set(kept.at);
            let test = shown.get(&id).map(TestKey::id).unwrap_or_default();
            let note = self.note(kept);
            emitter.exchange(&test, kept.direction, link, &note, &kept.octets);
        }
        clock.set(end);
        let duration_us = end.0.saturating_sub(start.0);
        for (key, state) in &self.tests {
            let test = key.id();
            for text in state.observations.iter().cloned().chain(self.remarks(key, state)) {
                emitter.emit(EventKind::Observation { test: test.clone(), text });
            }
            if state.findings.is_empty() {
                emitter.emit(EventKind::Verdict { test: test.clone(), verdict: Verdict::Pass, reason: None });
            }
            for judged in &state.findings {
                let (verdict, reason) = (judged.verdict, Some(judged.reason.clone()));
                emitter.emit(EventKind::Verdict { test: test.clone(), verdict, reason });
            }
            emitter.emit(EventKind::Ended { test, duration_us });
        }
    }

    /// The test that each message belongs to: the worst that it shows, else the pairing or form of its kind.
    fn shown_by(&self) -> HashMap<ExchangeId, TestKey> {
        let mut shown: HashMap<ExchangeId, (Verdict, TestKey)> = HashMap::new();
        for (key, state) in &self.tests {
            for judged in &state.findings {
                for exchange in &judged.exchanges {
                    let worst = shown.entry(*exchange).or_insert((judged.verdict, *key));
                    if judged.verdict > worst.0 {
                        *worst = (judged.verdict, *key);
                    }
                }
            }
        }
        let mut shown: HashMap<ExchangeId, TestKey> =
            shown.into_iter().map(|(exchange, (_, key))| (exchange, key)).collect();
        for (id, kept) in (0..).map(ExchangeId).zip(&self.kept) {
            let live = kept.source >= self.reports.len();
            if let Some(key) = usual_test(&kept.octets, live).filter(|key| self.tests.contains_key(key)) {
                shown.entry(id).or_insert(key);
            }
        }
        shown
    }

    fn note(&self, kept: &Kept) -> String {
        if kept.source >= self.reports.len() {
            return kept.note.clone();
        }
        let source = match self.sources.get(kept.source) {
            Some(name) if self.sources.len() > 1 => format!(" of {name}"),
            _ => String::new(),
        };
        format!("frame {}{source}, {}: {}", kept.frame, kept.carrier.name(), kept.note)
    }

    /// What is said of a test besides what its rule found.
    fn remarks(&self, key: &TestKey, state: &TestState) -> Vec<String> {
        let mut remarks = Vec::new();
        if state.further > 0 {
            remarks.push(format!("{} further findings like these", state.further));
        }
        if state.further_observations > 0 {
            remarks.push(format!("{} further observations like these", state.further_observations));
        }
        let left_out = self.seen.saturating_sub(u64::try_from(self.kept.len()).unwrap_or(u64::MAX));
        if left_out > 0 && key.subject == Subject::Named(super::reading::MESSAGES) {
            remarks.push(format!(
                "the evidence holds {} of {} messages: the first, and those that show a finding; the capture holds the rest",
                self.kept.len(),
                self.seen
            ));
        }
        remarks
    }
}

fn usual_test(octets: &[u8], live: bool) -> Option<TestKey> {
    use hallmark_gbcs::wire::Cra;
    let message = hallmark_gbcs::wire::Message::parse(octets).ok()?;
    let code = message.header().message_code();
    Some(match message.header().cra {
        Cra::Alert => TestKey::new(Rule::Content, Subject::Message(code, Cra::Alert)),
        Cra::Command | Cra::Response if live => TestKey::new(Rule::Live, Subject::Code(code)),
        Cra::Command | Cra::Response => TestKey::new(Rule::Pairing, Subject::Code(code)),
    })
}
