//! What one scenario knows while it runs.

use core::sync::atomic::Ordering;
use std::sync::Arc;

use cucumber::World;
use hallmark_engine::session::Hold;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::stream::TestEmitter;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;

use crate::context::Context;
use crate::context::TestRecord;
use crate::counters;
use crate::device_clock::DeviceClock;
use crate::snapshot::Snapshot;
use crate::steps::credentials::OwnKeys;
use crate::steps::credentials::Trial;
use crate::steps::credit::Balances;
use crate::steps::logs::LogReading;

/// The state of one scenario. Steps never panic and never fail in the runner's sense: they [`settle`](Self::settle)
/// the verdict, and later steps of a settled scenario do nothing.
#[derive(Debug, Default, World)]
#[world(init = Self::default)]
pub(crate) struct TestWorld {
    context: Option<Arc<Context>>,
    session: Option<Session>,
    test: Option<TestEmitter>,
    verdict: Option<(Verdict, Reason)>,
    /// How many steps of the scenario are checks.
    checks: usize,
    /// How many of them were carried out to a judgement.
    judged: usize,
    /// The command that the scenario is about.
    pub(crate) sent: Option<Sent>,
    /// The response to it.
    pub(crate) response: Option<Response>,
    /// Good commands that what follows is about, in order.
    pub(crate) accepted: Vec<Sent>,
    /// What stood in the device before the attack.
    pub(crate) before: Option<Snapshot>,
    /// What stood in the device after it; none where the device did not answer any more.
    pub(crate) after: Option<Snapshot>,
    /// The replacement of credentials that the scenario is about.
    pub(crate) trial: Option<Trial>,
    /// What it knows of the device's own keys.
    pub(crate) own_keys: OwnKeys,
    /// Meter balances, in the order in which they were read.
    pub(crate) balances: Vec<i64>,
    /// Whether what is owed is taken from each balance that is read.
    pub(crate) debts_count: bool,
    /// The times that future dated commands were given, in seconds since 1970 on the device's clock.
    pub(crate) times: Vec<u64>,
    /// What a conversation led to that fuzzing found.
    pub(crate) conversation: Option<hallmark_engine::fuzz::Outcome>,
    /// Octets that the scenario read, to be compared with what is read later.
    pub(crate) remembered: Option<Vec<u8>>,
    /// Logs, in the order in which they were read.
    pub(crate) logs: Vec<LogReading>,
    /// How many instructions of the command are those of its use case; those behind them are not.
    pub(crate) own_instructions: usize,
    /// What the device's clock showed before the first of them was chosen.
    pub(crate) clock: Option<DeviceClock>,
    /// The command that another one takes the place of.
    pub(crate) replaced: Option<Sent>,
    /// The values that they are to change, as they were read before.
    pub(crate) current: Vec<(Descriptor, Data)>,
    /// Balances and debts, as they were read last.
    pub(crate) registers: Option<Balances>,
}

impl TestWorld {
    /// Takes up a test with this many checks: opens its session.
    pub(crate) async fn begin(&mut self, context: &Arc<Context>, test: &str, checks: usize) {
        self.checks = checks;
        if context.stop.load(Ordering::SeqCst) {
            return;
        }
        self.context = Some(Arc::clone(context));
        let emitter = context.emitter.test(test);
        self.test = Some(emitter.clone());
        if let Some(reason) = context.pulse.silence() {
            self.settle(Verdict::Inconclusive, reason);
            return;
        }
        match context.opener.open(test).await {
            Ok(hold) => {
                let mut session = new_session(context, hold, emitter);
                if let Err(Trouble(text)) = session.resume().await {
                    context.pulse.silent(test);
                    self.inconclusive("a link that holds", text);
                } else if context.takes_catch_up() {
                    counters::catch_up(&mut session, context).await;
                }
                self.session = Some(session);
            }
            Err(Trouble(text)) => self.settle(
                Verdict::Error,
                Reason {
                    clause: "the link of the profile".to_owned(),
                    expected: "a link to the target".to_owned(),
                    observed: text,
                },
            ),
        }
    }

    /// Ends the test: its verdict stands, and the link is free for the next one.
    pub(crate) fn end(&mut self) {
        if let Some(reason) = self.session.take().and_then(|session| session.forged_alert()) {
            self.settle(Verdict::Fail, reason);
        }
        let Some(test) = self.test.take() else { return };
        match self.verdict.take() {
            Some((verdict, reason)) => test.verdict(verdict, Some(reason)),
            None if self.judged >= self.checks && self.checks > 0 => {
                if let Some(context) = &self.context {
                    context.pulse.alive();
                }
                test.pass();
            }
            None => test.error(Reason {
                clause: "suite".to_owned(),
                expected: format!("{} checks carried out", self.checks),
                observed: format!("{}: what was not checked is not a pass", self.judged),
            }),
        }
        test.end();
    }

    /// Worsens the verdict.
    pub(crate) fn settle(&mut self, verdict: Verdict, reason: Reason) {
        let is_worse = self.verdict.as_ref().is_none_or(|(so_far, _)| verdict > *so_far);
        if is_worse {
            self.verdict = Some((verdict, reason));
        }
    }

    /// The target broke a clause.
    pub(crate) fn fail(&mut self, clause: &str, expected: impl Into<String>, observed: impl Into<String>) {
        let reason =
            Reason { clause: clause.to_owned(), expected: expected.into(), observed: observed.into() };
        self.settle(Verdict::Fail, reason);
    }

    /// The target's behaviour allows no judgement.
    pub(crate) fn inconclusive(&mut self, expected: impl Into<String>, observed: impl Into<String>) {
        let reason = Reason {
            clause: "precondition".to_owned(),
            expected: expected.into(),
            observed: observed.into(),
        };
        self.settle(Verdict::Inconclusive, reason);
    }

    /// The laboratory cannot do what the scenario asks.
    pub(crate) fn unable(&mut self, why: impl Into<String>) {
        let reason = Reason {
            clause: "laboratory".to_owned(),
            expected: "what the scenario needs".to_owned(),
            observed: why.into(),
        };
        self.settle(Verdict::Error, reason);
    }

    /// Whether the verdict is settled already.
    pub(crate) fn is_settled(&self) -> bool {
        self.verdict.is_some()
    }

    /// A check was carried out to its end.
    pub(crate) fn judged(&mut self) {
        self.judged += 1;
    }

    /// A use case that a later one replaces was not answered, which is permitted: there is nothing more to judge.
    pub(crate) fn nothing_to_judge(&mut self) {
        self.sent = None;
        self.judged = self.checks;
    }

    /// The session, while the verdict is open.
    pub(crate) fn session(&mut self) -> Option<&mut Session> {
        if self.is_settled() { None } else { self.session.as_mut() }
    }

    /// The session, even when the verdict is settled: for what must be put back in any case.
    pub(crate) fn session_for_cleaning_up(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }

    /// The run.
    pub(crate) fn context(&self) -> Option<Arc<Context>> {
        self.context.clone()
    }

    /// The test id.
    pub(crate) fn test(&self) -> &str {
        self.test.as_ref().map_or("", TestEmitter::id)
    }
}

fn new_session(context: &Arc<Context>, hold: Hold, test: TestEmitter) -> Session {
    let id = test.id().to_owned();
    let record = Arc::new(TestRecord::new(test, context.link.clone()));
    let laboratory = context.laboratory();
    let (counters, watch) = context.counters();
    Session::new(hold, laboratory, counters, watch, record, id)
}
