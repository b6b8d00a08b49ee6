//! Emits the events of one test.

use std::sync::Arc;

use crate::date::Moment;
use crate::event::Direction;
use crate::event::EventKind;
use crate::stream::Emitter;
use crate::verdict::Reason;
use crate::verdict::Verdict;

/// Emits the events of one test. Clones speak of the same test.
#[derive(Debug, Clone)]
pub struct TestEmitter {
    emitter: Emitter,
    test: Arc<str>,
    started: Moment,
}

impl TestEmitter {
    pub(super) fn start(emitter: Emitter, test: Arc<str>) -> Self {
        let started = emitter.now();
        let this = Self { emitter, test, started };
        this.emit(|test| EventKind::Started { test });
        this
    }

    /// The test's id.
    pub fn id(&self) -> &str {
        &self.test
    }

    /// The stream that it emits into.
    pub fn emitter(&self) -> &Emitter {
        &self.emitter
    }

    /// Records an exchange and gives its number.
    pub fn exchange(&self, direction: Direction, link: &str, note: &str, octets: &[u8]) -> u64 {
        self.emitter.exchange(&self.test, direction, link, note, octets)
    }

    /// Remarks something that changes no verdict.
    pub fn observe(&self, text: impl Into<String>) {
        self.emit(|test| EventKind::Observation { test, text: text.into() });
    }

    /// Every check held. Said at the end; a worse verdict said before or after prevails.
    pub fn pass(&self) {
        self.verdict(Verdict::Pass, None);
    }

    /// The target broke a clause.
    pub fn fail(&self, reason: Reason) {
        self.verdict(Verdict::Fail, Some(reason));
    }

    /// The target's behaviour allows no judgement.
    pub fn inconclusive(&self, reason: Reason) {
        self.verdict(Verdict::Inconclusive, Some(reason));
    }

    /// The suite, the laboratory or the profile failed.
    pub fn error(&self, reason: Reason) {
        self.verdict(Verdict::Error, Some(reason));
    }

    /// A verdict.
    pub fn verdict(&self, verdict: Verdict, reason: Option<Reason>) {
        self.emit(|test| EventKind::Verdict { test, verdict, reason });
    }

    /// The test is over. Without this, or without a verdict before it, the test is an error.
    pub fn end(&self) {
        let duration_us = self.emitter.now().0.saturating_sub(self.started.0);
        self.emit(|test| EventKind::Ended { test, duration_us });
    }

    fn emit(&self, kind: impl FnOnce(String) -> EventKind) {
        self.emitter.emit(kind(self.test.to_string()));
    }
}
