//! Gives events their number and time, and hands them on.

use core::fmt;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use crate::collector::Collector;
use crate::collector::RunInfo;
use crate::date::Moment;
use crate::event::Direction;
use crate::event::Event;
use crate::event::EventKind;
use crate::event::Exchange;
use crate::plan::Plan;
use crate::results::Results;
use crate::stream::Clock;
use crate::stream::Consumer;
use crate::stream::LostEvidence;
use crate::stream::TestEmitter;

/// The stream of one run.
#[derive(Debug)]
pub struct Stream {
    emitter: Emitter,
}

/// How a run ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Everything planned was reached.
    Complete,
    /// It broke off, for this reason.
    Interrupted(String),
}

/// What is left of a stream.
#[derive(Debug)]
pub struct Finished {
    /// What was found.
    pub results: Results,
    /// Why evidence was lost, if it was.
    pub lost: Option<LostEvidence>,
}

impl Stream {
    /// Starts a run: the plan goes to every consumer.
    pub fn start(
        info: RunInfo,
        plan: Plan,
        clock: Arc<dyn Clock>,
        consumers: Vec<Box<dyn Consumer>>,
    ) -> Self {
        let collector = Collector::new(info, plan);
        let first = collector.plan_event();
        let mut inner = Inner {
            collector,
            consumers,
            lost: None,
            sequence: 0,
            exchanges: 0,
            last: Moment::default(),
            ended: false,
        };
        inner.push(first, clock.now());
        Self { emitter: Emitter { inner: Arc::new(Mutex::new(inner)), clock } }
    }

    /// An emitter for whoever runs scenarios.
    pub fn emitter(&self) -> Emitter {
        self.emitter.clone()
    }

    /// Ends the run. Whatever an emitter says after this is ignored.
    pub fn finish(self, end: End) -> Finished {
        let now = self.emitter.clock.now();
        let mut inner = self.emitter.lock();
        inner.finish(end, now)
    }
}

/// Emits events. Clones emit into the same stream.
#[derive(Clone)]
pub struct Emitter {
    inner: Arc<Mutex<Inner>>,
    clock: Arc<dyn Clock>,
}

impl Emitter {
    /// Starts a test.
    pub fn test(&self, id: impl Into<Arc<str>>) -> TestEmitter {
        TestEmitter::start(self.clone(), id.into())
    }

    /// Records an exchange and gives its number. `test` is empty for what belongs to no test, such as the first
    /// contact.
    pub fn exchange(&self, test: &str, direction: Direction, link: &str, note: &str, octets: &[u8]) -> u64 {
        // The number is given under the lock.
        let exchange = Exchange {
            number: 0,
            test: test.to_owned(),
            direction,
            link: link.to_owned(),
            note: note.to_owned(),
            octets: octets.to_vec(),
        };
        self.push(EventKind::Exchange(exchange))
    }

    /// Emits an event. Its exchange gets a number, whatever number it has; a plan or an end is ignored, for those
    /// are the stream's own.
    pub fn emit(&self, kind: EventKind) {
        self.push(kind);
    }

    /// Why evidence was lost, as soon as it was: reason enough to break off.
    pub fn lost(&self) -> Option<LostEvidence> {
        self.lock().lost.clone()
    }

    /// The present moment.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Emits an event and gives the number of the latest exchange.
    fn push(&self, kind: EventKind) -> u64 {
        let mut inner = self.lock();
        let now = self.clock.now();
        inner.emit(kind, now);
        inner.exchanges
    }

    /// A consumer that panicked has not made the stream inconsistent: an event is counted before it is consumed.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Emitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitter").finish_non_exhaustive()
    }
}

struct Inner {
    collector: Collector,
    consumers: Vec<Box<dyn Consumer>>,
    lost: Option<LostEvidence>,
    sequence: u64,
    exchanges: u64,
    last: Moment,
    ended: bool,
}

impl Inner {
    /// Takes an event from outside: makes it admissible, and emits what it brings about.
    fn emit(&mut self, kind: EventKind, now: Moment) {
        if self.ended {
            return;
        }
        let Some(kind) = self.collector.admit(kind) else {
            return;
        };
        let owed = match &kind {
            EventKind::Ended { test, .. } => self.collector.settle(test),
            _ => Vec::new(),
        };
        for kind in owed {
            self.push(kind, now);
        }
        self.push(kind, now);
    }

    fn finish(&mut self, end: End, now: Moment) -> Finished {
        let lost = self.lost.as_ref().map(ToString::to_string);
        let interrupted = match end {
            End::Complete => lost.clone(),
            End::Interrupted(reason) => Some(reason),
        };
        for kind in self.collector.close(interrupted.as_deref(), lost.as_deref()) {
            self.push(kind, now);
        }
        let last = self.collector.end_event(interrupted);
        self.push(last, now);
        self.ended = true;
        for consumer in &mut self.consumers {
            if let Err(error) = consumer.close() {
                self.lost.get_or_insert(LostEvidence::new(consumer.as_ref(), &error));
            }
        }
        // What was lost before the end is already among the events.
        let late = if lost.is_none() { self.lost.as_ref().map(ToString::to_string) } else { None };
        Finished { results: self.collector.results(late.as_deref()), lost: self.lost.clone() }
    }

    /// Numbers an event and hands it to everyone.
    fn push(&mut self, mut kind: EventKind, now: Moment) {
        if let EventKind::Exchange(exchange) = &mut kind {
            self.exchanges += 1;
            exchange.number = self.exchanges;
        }
        // A clock that is set back must not make the stream run backwards.
        self.last = self.last.max(now);
        let event = Event { sequence: self.sequence, at: self.last.0, kind };
        self.sequence += 1;
        self.collector.consume(&event);
        let lost = &mut self.lost;
        self.consumers.retain_mut(|consumer| match consumer.consume(&event) {
            Ok(()) => true,
            Err(error) => {
                lost.get_or_insert(LostEvidence::new(consumer.as_ref(), &error));
                false
            }
        });
    }
}
