//! What all scenarios of a run share.

use core::future::Future;
use core::pin::Pin;
use core::sync::atomic::AtomicBool;
use core::sync::atomic::Ordering;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use hallmark_engine::event::Direction;
use hallmark_engine::event::EventKind;
use hallmark_engine::profile::Claim;
use hallmark_engine::session::Counters;
use hallmark_engine::session::Hold;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Record;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Watch;
use hallmark_engine::stream::Emitter;
use hallmark_engine::stream::TestEmitter;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

use crate::steps::refused;

/// Opens the link for one test.
pub trait Opener: Send + Sync {
    /// A link: its own, or the next turn on the only one.
    fn open<'a>(&'a self, test: &'a str) -> Pin<Box<dyn Future<Output = Result<Hold, Trouble>> + Send + 'a>>;
}

/// Where counters start.
#[derive(Debug, Clone)]
pub enum CounterPlan {
    /// Every scenario has a device of its own, and starts where it did the last time.
    Fresh(u64),
    /// All scenarios talk to one device, in one rising sequence.
    Shared(Arc<Counters>, Arc<Watch>, Arc<CatchUp>),
}

/// Whether the device has still to be asked where its counters stand.
#[derive(Debug)]
pub struct CatchUp(AtomicBool);

impl CatchUp {
    /// The first test asks.
    pub fn due() -> Self {
        Self(AtomicBool::new(true))
    }

    /// Nobody asks: the operator has said where to begin.
    pub fn unwanted() -> Self {
        Self(AtomicBool::new(false))
    }
}

/// The laboratory after a device that lives on has got new keys of its own: later scenarios must know them.
#[derive(Debug, Default)]
pub struct Renewed(Mutex<Option<Arc<Laboratory>>>);

/// What all scenarios of a run share.
pub struct Context {
    /// Whose keys, as the profile gives them.
    pub laboratory: Arc<Laboratory>,
    /// The same laboratory for the keys that the device has got since.
    pub renewed: Renewed,
    /// Which counters.
    pub counter_plan: CounterPlan,
    /// How to reach the target.
    pub opener: Box<dyn Opener>,
    /// Where events go.
    pub emitter: Emitter,
    /// The link, as reports name it.
    pub link: String,
    /// Whether the target is alive.
    pub pulse: Pulse,
    /// Which use cases the target claims.
    pub use_cases: Claim,
    /// The seed.
    pub seed: u64,
    /// Set when the operator wants no further test to start.
    pub stop: Arc<AtomicBool>,
}

impl core::fmt::Debug for Context {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Context").field("seed", &self.seed).finish_non_exhaustive()
    }
}

impl Context {
    /// The counters for one scenario, and the attacks that a late answer may belong to.
    pub(crate) fn counters(&self) -> (Arc<Counters>, Arc<Watch>) {
        match &self.counter_plan {
            CounterPlan::Fresh(start) => (Arc::new(Counters::above(*start)), Arc::default()),
            CounterPlan::Shared(counters, watch, _) => (Arc::clone(counters), Arc::clone(watch)),
        }
    }

    /// Whose keys, as they are now.
    pub(crate) fn laboratory(&self) -> Arc<Laboratory> {
        let renewed = self.renewed.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(renewed.as_ref().unwrap_or(&self.laboratory))
    }

    /// The device has other keys from now on. Where each scenario has a device of its own, the next one has not.
    pub fn renew(&self, laboratory: Laboratory) {
        if matches!(self.counter_plan, CounterPlan::Shared(..)) {
            let mut renewed = self.renewed.0.lock().unwrap_or_else(PoisonError::into_inner);
            *renewed = Some(Arc::new(laboratory.without_former_key()));
        }
    }

    /// Whether this test has to ask the device where its counters stand; the next one has not.
    pub(crate) fn takes_catch_up(&self) -> bool {
        match &self.counter_plan {
            CounterPlan::Fresh(_) => false,
            CounterPlan::Shared(_, _, due) => due.0.swap(false, Ordering::SeqCst),
        }
    }
}

/// Counts scenarios in a row in which the target did not answer a good command; when there are too many, the rest
/// are not tried.
#[derive(Debug, Default)]
pub struct Pulse(Mutex<Silence>);

/// How many tests in a row, and which was the last.
#[derive(Debug, Default)]
struct Silence {
    tests: u32,
    last: String,
}

/// Scenarios in a row without a sign of life, after which the rest are not tried.
const PATIENCE: u32 = 10;

impl Pulse {
    /// The target answered.
    pub(crate) fn alive(&self) {
        *self.lock() = Silence::default();
    }

    /// The target did not answer a good command of this test.
    pub(crate) fn silent(&self, test: &str) {
        let mut silence = self.lock();
        if silence.last != test {
            silence.tests = silence.tests.saturating_add(1);
            test.clone_into(&mut silence.last);
        }
    }

    /// Why no further scenario is tried, if so.
    pub(crate) fn silence(&self) -> Option<Reason> {
        let silent = self.lock().tests;
        (silent >= PATIENCE).then(|| Reason {
            clause: "precondition".to_owned(),
            expected: "a target that answers good commands".to_owned(),
            observed: format!("no answer to a good command in {PATIENCE} tests in a row"),
        })
    }

    fn lock(&self) -> MutexGuard<'_, Silence> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes down what one test's session sees.
pub(crate) struct TestRecord {
    test: TestEmitter,
    link: String,
}

impl TestRecord {
    pub(crate) fn new(test: TestEmitter, link: String) -> Self {
        Self { test, link }
    }
}

impl Record for TestRecord {
    fn exchange(&self, direction: Direction, note: &str, octets: &[u8]) {
        self.test.exchange(direction, &self.link, note, octets);
    }

    fn observe(&self, text: String) {
        self.test.observe(text);
    }

    /// The judgement is that of a response in time.
    fn late(&self, test: &str, attack: &Sent, octets: &[u8]) {
        let test = test.to_owned();
        let kind = match refused::judge_response(attack, octets) {
            Err(mut reason) => {
                reason.observed += "; it came while a later test ran";
                EventKind::Verdict { test, verdict: Verdict::Fail, reason: Some(reason) }
            }
            Ok(remark) => {
                EventKind::Observation { test, text: format!("{remark}; it came while a later test ran") }
            }
        };
        self.test.emitter().emit(kind);
    }
}
