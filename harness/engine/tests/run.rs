//! Runs, from the first event to the results: every way a test can go, and what it comes to.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use hallmark_engine::collector::RunInfo;
use hallmark_engine::date::Moment;
use hallmark_engine::event::Direction;
use hallmark_engine::event::Event;
use hallmark_engine::event::EventKind;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::plan::Plan;
use hallmark_engine::plan::Shard;
use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use hallmark_engine::results::Scope;
use hallmark_engine::results::Side;
use hallmark_engine::results::Target;
use hallmark_engine::results::TestPlan;
use hallmark_engine::results::TestResult;
use hallmark_engine::results::Tool;
use hallmark_engine::results::Waiver;
use hallmark_engine::stream::Clock;
use hallmark_engine::stream::Consumer;
use hallmark_engine::stream::Emitter;
use hallmark_engine::stream::End;
use hallmark_engine::stream::Finished;
use hallmark_engine::stream::LostEvidence;
use hallmark_engine::stream::Stream;
use hallmark_engine::stream::TestEmitter;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

/// A second more each time it is asked.
fn clock() -> Arc<dyn Clock> {
    let ticks = AtomicU64::new(0);
    Arc::new(move || Moment(ticks.fetch_add(1, Ordering::Relaxed) * 1_000_000))
}

fn planned(id: &str, not_applicable: Option<&str>) -> TestPlan {
    TestPlan {
        id: id.into(),
        title: String::new(),
        feature: String::new(),
        clauses: Vec::new(),
        sections: Vec::new(),
        side: Side::Positive,
        not_applicable: not_applicable.map(Into::into),
    }
}

fn plan(tests: Vec<TestPlan>) -> Plan {
    let scope = Scope {
        selection: "everything".into(),
        suite: tests.len() as u64,
        selected: tests.len() as u64,
        applicable: tests.iter().filter(|test| test.not_applicable.is_none()).count() as u64,
        ledger_clauses: 0,
        covered_clauses: 0,
        waivers: Vec::new(),
    };
    Plan { tests, scope }
}

fn info(waivers: Vec<Waiver>) -> RunInfo {
    RunInfo {
        tool: Tool { name: "hallmark".into(), version: "0".into(), build: "test".into() },
        id: "run".into(),
        seed: 7,
        profile: "profile.toml".into(),
        shard: Shard::default(),
        target: Target {
            name: "meter".into(),
            version: "1".into(),
            kind: "esme".into(),
            gbcs: "4.3".into(),
            artefact: None,
            link: "loopback:".into(),
        },
        waivers,
        today: "2026-11-23".parse().unwrap(),
    }
}

fn reason(clause: &str) -> Reason {
    Reason { clause: clause.into(), expected: "this".into(), observed: "that".into() }
}

/// Takes every event, for comparison.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<Event>>>);

impl Consumer for Recorder {
    fn name(&self) -> &str {
        "recorder"
    }

    fn consume(&mut self, event: &Event) -> io::Result<()> {
        self.0.lock().unwrap().push(event.clone());
        Ok(())
    }
}

impl Recorder {
    fn events(&self) -> Vec<Event> {
        self.0.lock().unwrap().clone()
    }
}

/// The worst verdict that the events give a test: what anyone sees who replays the log.
fn replayed(events: &[Event], id: &str) -> Option<Verdict> {
    let verdicts = events.iter().filter_map(|event| match &event.kind {
        EventKind::Verdict { test, verdict, .. } if test == id => Some(*verdict),
        _ => None,
    });
    verdicts.reduce(Verdict::worsen)
}

/// Runs one test to the end and gives its result, having checked that the events tell the same.
fn one(waivers: Vec<Waiver>, act: impl FnOnce(&TestEmitter)) -> (TestResult, ExitCode) {
    let recorder = Recorder::default();
    let plan = plan(vec![planned("t", None)]);
    let stream = Stream::start(info(waivers), plan, clock(), vec![Box::new(recorder.clone())]);
    let test = stream.emitter().test("t");
    act(&test);
    test.end();
    let Finished { results, lost } = stream.finish(End::Complete);
    assert_eq!(lost, None);
    assert_eq!((results.run.complete, &results.run.incomplete_reason), (true, &None));
    let result = results.tests[0].clone();
    let told = replayed(&recorder.events(), "t");
    match result.verdict {
        Verdict::Waived => assert_eq!(told, Some(Verdict::Fail)),
        verdict => assert_eq!(told, Some(verdict)),
    }
    (result, ExitCode::of(Outcome::of(&results)))
}

fn waiver(clause: &str, expires: &str) -> Waiver {
    Waiver {
        test: "t".into(),
        clause: clause.into(),
        owner: "A. Person".into(),
        reason: "known".into(),
        expires: expires.parse().unwrap(),
    }
}

#[test]
fn verdicts_only_worsen_and_the_reason_is_that_of_the_worst() {
    type Act = fn(&TestEmitter);
    let pass: Act = TestEmitter::pass;
    let inconclusive: Act = |test| test.inconclusive(reason("I"));
    let error: Act = |test| test.error(reason("E"));
    let fail: Act = |test| test.fail(reason("F"));
    let second: Act = |test| test.fail(reason("G"));
    for (acts, verdict, clause, observations, exit) in [
        (vec![pass], Verdict::Pass, None, vec![], ExitCode::CONFORMING),
        (vec![pass, pass], Verdict::Pass, None, vec![], ExitCode::CONFORMING),
        (vec![inconclusive], Verdict::Inconclusive, Some("I"), vec![], ExitCode::INCONCLUSIVE),
        (vec![pass, inconclusive], Verdict::Inconclusive, Some("I"), vec![], ExitCode::INCONCLUSIVE),
        (vec![error, pass], Verdict::Error, Some("E"), vec![], ExitCode::INCONCLUSIVE),
        (vec![fail, pass], Verdict::Fail, Some("F"), vec![], ExitCode::NONCONFORMITY),
        (
            vec![inconclusive, error, inconclusive],
            Verdict::Error,
            Some("E"),
            vec!["also inconclusive: I: expected this; observed that"; 2],
            ExitCode::INCONCLUSIVE,
        ),
        (
            vec![error, fail, second],
            Verdict::Fail,
            Some("F"),
            vec!["also error: E: expected this; observed that", "also fail: G: expected this; observed that"],
            ExitCode::NONCONFORMITY,
        ),
    ] {
        let (result, code) = one(Vec::new(), |test| acts.iter().for_each(|act| act(test)));
        assert_eq!(result.verdict, verdict);
        assert_eq!(result.reason.map(|reason| reason.clause).as_deref(), clause);
        assert_eq!(result.observations, observations);
        assert_eq!(code, exit);
    }
}

#[test]
fn what_a_scenario_cannot_say_is_an_error() {
    let reason_of = |result: TestResult| result.reason.unwrap().to_string();
    let (result, _) = one(Vec::new(), |_| {});
    assert_eq!(result.verdict, Verdict::Error);
    assert_eq!(reason_of(result), "suite: expected a verdict; observed that the scenario ended without one");
    for verdict in [Verdict::NotApplicable, Verdict::Waived] {
        let (result, _) = one(Vec::new(), |test| test.verdict(verdict, Some(reason("x"))));
        assert_eq!(result.verdict, Verdict::Error);
        assert_eq!(
            reason_of(result),
            format!(
                "suite: expected a verdict that a scenario can give; observed {verdict} from the scenario"
            )
        );
    }
    let (result, _) = one(Vec::new(), |test| test.verdict(Verdict::Fail, None));
    assert_eq!(result.verdict, Verdict::Fail);
    assert_eq!(reason_of(result), "suite: expected a reason with every verdict but a pass; observed none");
    let (result, _) = one(Vec::new(), |test| test.verdict(Verdict::Pass, Some(reason("x"))));
    assert_eq!((result.verdict, result.reason), (Verdict::Pass, None));
}

#[test]
fn a_waiver_covers_exactly_what_it_says() {
    let in_force = || waiver("GBCS 6.2.4", "2026-11-23");
    let covered = |test: &TestEmitter| test.fail(reason("GBCS 6.2.4 (G-53)"));
    let other = |test: &TestEmitter| test.fail(reason("GBCS 6.2.5"));

    let (result, exit) = one(vec![in_force()], covered);
    assert_eq!((result.verdict, result.waiver), (Verdict::Waived, Some(in_force())));
    assert_eq!(result.reason, Some(reason("GBCS 6.2.4 (G-53)")));
    // Nothing passed, so nothing was shown.
    assert_eq!(exit, ExitCode::INCONCLUSIVE);

    let note = "the waiver of A. Person covers nothing but a fail of GBCS 6.2.4";
    let (result, exit) = one(vec![in_force()], other);
    assert_eq!((result.verdict, result.waiver), (Verdict::Fail, None));
    assert_eq!(result.observations, [note]);
    assert_eq!(exit, ExitCode::NONCONFORMITY);

    let (result, _) = one(vec![in_force()], |test| {
        covered(test);
        other(test);
    });
    assert_eq!((result.verdict, result.waiver), (Verdict::Fail, None));
    assert_eq!(result.observations, ["also fail: GBCS 6.2.5: expected this; observed that", note]);

    let (result, _) = one(vec![in_force()], |test| {
        covered(test);
        test.error(reason("laboratory"));
    });
    assert_eq!((result.verdict, result.waiver), (Verdict::Fail, None));

    let (result, exit) = one(vec![in_force()], |test| test.inconclusive(reason("I")));
    assert_eq!((result.verdict, exit), (Verdict::Inconclusive, ExitCode::INCONCLUSIVE));
}

#[test]
fn a_waiver_that_no_longer_fires_is_a_fail() {
    let (result, exit) = one(vec![waiver("GBCS 6.2.4", "2027-01-01")], TestEmitter::pass);
    assert_eq!((result.verdict, exit), (Verdict::Fail, ExitCode::NONCONFORMITY));
    assert_eq!(
        result.reason.unwrap().to_string(),
        "GBCS 6.2.4: expected the failure that A. Person waives until 2027-01-01; observed a pass: the \
         waiver no longer fires and must be removed"
    );
}

#[test]
fn an_expired_waiver_is_ignored_and_named() {
    let expired = || vec![waiver("GBCS 6.2.4", "2026-11-22")];
    let (result, _) = one(expired(), |test| test.fail(reason("GBCS 6.2.4")));
    assert_eq!((result.verdict, result.waiver), (Verdict::Fail, None));
    assert_eq!(
        result.reason.unwrap().observed,
        "that; the waiver of A. Person expired on 2026-11-22 and is ignored"
    );
    let (result, exit) = one(expired(), TestEmitter::pass);
    assert_eq!((result.verdict, exit), (Verdict::Pass, ExitCode::CONFORMING));
}

/// Four tests: one that passes, one that does not apply, and two that `act` decides on.
fn four(
    consumers: Vec<Box<dyn Consumer>>,
    end: End,
    act: impl FnOnce(&Emitter),
) -> (Results, Vec<Event>, Option<LostEvidence>) {
    let recorder = Recorder::default();
    let tests =
        vec![planned("a", None), planned("b", Some("[claims] …")), planned("c", None), planned("d", None)];
    let mut all: Vec<Box<dyn Consumer>> = vec![Box::new(recorder.clone())];
    all.extend(consumers);
    let stream = Stream::start(info(Vec::new()), plan(tests), clock(), all);
    let emitter = stream.emitter();
    let a = emitter.test("a");
    a.pass();
    a.end();
    act(&emitter);
    let Finished { results, lost } = stream.finish(end);
    for test in &results.tests {
        let told = replayed(&recorder.events(), &test.plan.id).unwrap_or(Verdict::NotApplicable);
        assert!(lost.is_some() || told == test.verdict, "{}", test.plan.id);
    }
    (results, recorder.events(), lost)
}

fn verdicts(results: &Results) -> Vec<Verdict> {
    results.tests.iter().map(|test| test.verdict).collect()
}

fn observed(results: &Results, test: usize) -> &str {
    &results.tests[test].reason.as_ref().unwrap().observed
}

#[test]
fn an_interrupted_run_names_what_was_not_run() {
    let (results, events, _) = four(Vec::new(), End::Interrupted("Ctrl-C".into()), |emitter| {
        emitter.test("c").pass();
    });
    assert_eq!(verdicts(&results), [Verdict::Pass, Verdict::NotApplicable, Verdict::Error, Verdict::Error]);
    assert_eq!(observed(&results, 2), "not ended: Ctrl-C");
    assert_eq!(observed(&results, 3), "not run: Ctrl-C");
    assert_eq!((results.run.complete, results.run.incomplete_reason.as_deref()), (false, Some("Ctrl-C")));
    assert_eq!(ExitCode::of(Outcome::of(&results)), ExitCode::INCONCLUSIVE);
    let last = EventKind::Finished { complete: false, reason: Some("Ctrl-C".into()) };
    assert_eq!(events.last().unwrap().kind, last);
    let counts: Vec<(&str, u64)> =
        results.counts.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(
        counts,
        [("error", 2), ("fail", 0), ("inconclusive", 0), ("not-applicable", 1), ("pass", 1), ("waived", 0)]
    );
}

#[test]
fn a_run_that_claims_to_be_complete_and_is_not_is_marked() {
    let (results, _, _) = four(Vec::new(), End::Complete, |emitter| {
        let c = emitter.test("c");
        c.fail(reason("F"));
        c.end();
    });
    assert_eq!(verdicts(&results), [Verdict::Pass, Verdict::NotApplicable, Verdict::Fail, Verdict::Error]);
    assert_eq!(observed(&results, 3), "not run: the run ended without it");
    assert_eq!(results.run.incomplete_reason.as_deref(), Some("1 planned tests were not reached"));
    // A fail counts more than what was not judged.
    assert_eq!(ExitCode::of(Outcome::of(&results)), ExitCode::NONCONFORMITY);
}

fn run_c_and_d(emitter: &Emitter) {
    for id in ["c", "d"] {
        let test = emitter.test(id);
        test.pass();
        test.end();
    }
}

#[test]
fn a_test_that_is_not_planned_is_not_reported_and_makes_the_run_incomplete() {
    let (results, events, _) = four(Vec::new(), End::Complete, |emitter| {
        run_c_and_d(emitter);
        let stray = emitter.test("e");
        assert_eq!(stray.exchange(Direction::Out, "loopback:", "", &[1]), 1);
        stray.fail(reason("F"));
        stray.observe("x");
        stray.end();
    });
    assert_eq!(results.counts["pass"], 3);
    assert_eq!(
        results.run.incomplete_reason.as_deref(),
        Some("the suite reported on `e`, which is not planned")
    );
    let of_stray: Vec<&EventKind> = events
        .iter()
        .map(|event| &event.kind)
        .filter(|kind| matches!(kind, EventKind::Exchange(exchange) if exchange.test.is_empty()))
        .collect();
    assert_eq!(of_stray.len(), 1);
    assert!(!serde_json::to_string(&events).unwrap().contains("\"test\":\"e\""));
}

#[test]
fn a_test_that_does_not_apply_but_ran_is_an_error() {
    let (results, _, _) = four(Vec::new(), End::Complete, |emitter| {
        run_c_and_d(emitter);
        let b = emitter.test("b");
        b.pass();
        b.end();
    });
    assert_eq!(verdicts(&results)[1], Verdict::Error);
    assert_eq!(observed(&results, 1), "that this one ran");
}

#[test]
fn a_late_finding_still_counts_and_nothing_counts_after_the_end() {
    let mut late = None;
    let (results, events, _) = four(Vec::new(), End::Complete, |emitter| {
        run_c_and_d(emitter);
        let a = emitter.test("a");
        a.fail(reason("late"));
        a.end();
        late = Some(a);
    });
    assert_eq!(verdicts(&results)[0], Verdict::Fail);
    late.unwrap().fail(reason("too late"));
    assert!(!serde_json::to_string(&events).unwrap().contains("too late"));
}

#[test]
fn a_complete_run_is_conforming() {
    let (results, events, _) = four(Vec::new(), End::Complete, run_c_and_d);
    assert_eq!(ExitCode::of(Outcome::of(&results)), ExitCode::CONFORMING);
    assert_eq!(results.run.started, "1970-01-01T00:00:00.000000Z");
    assert!(results.run.finished > results.run.started);
    assert!(results.tests[0].duration_us >= 1_000_000);
    for (position, event) in events.iter().enumerate() {
        assert_eq!(event.sequence, position as u64);
    }
    assert!(events.windows(2).all(|pair| pair[0].at <= pair[1].at));
    assert!(matches!(events.first().unwrap().kind, EventKind::Plan { .. }));
    assert!(matches!(events.last().unwrap().kind, EventKind::Finished { complete: true, reason: None }));
}

#[test]
fn a_clock_that_is_set_back_does_not_turn_the_stream_round() {
    let recorder = Recorder::default();
    let times = Mutex::new(vec![5_u64, 9, 1, 7, 20]);
    let clock = Arc::new(move || Moment(times.lock().unwrap().pop().unwrap_or(3)));
    let stream = Stream::start(
        info(Vec::new()),
        plan(vec![planned("t", None)]),
        clock,
        vec![Box::new(recorder.clone())],
    );
    stream.emitter().exchange("", Direction::Out, "loopback:", "", &[]);
    stream.finish(End::Complete);
    assert!(recorder.events().iter().all(|event| event.at == 20));
}

#[test]
fn exchanges_are_numbered_as_they_happen_and_counted_by_test() {
    let (results, _, _) = four(Vec::new(), End::Complete, |emitter| {
        let (c, d) = (emitter.test("c"), emitter.test("d"));
        assert_eq!(emitter.exchange("", Direction::In, "loopback:", "hello", &[0]), 1);
        for (number, test) in [(2, &c), (3, &d), (4, &d), (5, &c)] {
            assert_eq!(test.exchange(Direction::Out, "loopback:", "", &[number as u8]), number);
        }
        for test in [c, d] {
            test.pass();
            test.end();
        }
    });
    let exchanges: Vec<(u64, &[u64])> =
        results.tests.iter().map(|test| (test.exchange_count, test.exchanges.as_slice())).collect();
    assert_eq!(exchanges, [(0, [].as_slice()), (0, &[]), (2, &[2, 5]), (2, &[3, 4])]);
}

#[test]
fn results_do_not_depend_on_the_interleaving() {
    let run = |order: &[&str]| {
        let (results, _, _) = four(Vec::new(), End::Complete, |emitter| {
            let tests = [emitter.test("c"), emitter.test("d")];
            for id in order {
                let test = tests.iter().find(|test| test.id() == *id).unwrap();
                test.exchange(Direction::Out, "loopback:", "", id.as_bytes());
                test.observe(format!("slow {id}"));
            }
            for test in tests {
                test.pass();
                test.end();
            }
        });
        results
    };
    let (first, second) = (run(&["c", "c", "d", "d"]), run(&["d", "c", "d", "c"]));
    assert_ne!(first, second);
    assert_eq!(first.masked(), second.masked());
}

/// Fails at an event, or only when it is closed.
struct Failing {
    after: Option<u64>,
}

impl Consumer for Failing {
    fn name(&self) -> &str {
        "evidence.pcapng"
    }

    fn consume(&mut self, event: &Event) -> io::Result<()> {
        match self.after {
            Some(after) if event.sequence >= after => {
                assert_eq!(event.sequence, after, "called after a failure");
                Err(io::Error::other("disk full"))
            }
            _ => Ok(()),
        }
    }

    fn close(&mut self) -> io::Result<()> {
        Err(io::Error::other("disk full"))
    }
}

#[test]
fn lost_evidence_is_an_error_of_everything_that_ran() {
    // The plan is event 0, what the tests say are 1 to 9, the end is 10.
    for after in [Some(0), Some(2), Some(9), Some(10), None] {
        let consumers: Vec<Box<dyn Consumer>> = vec![Box::new(Failing { after })];
        let (results, _, lost) = four(consumers, End::Complete, |emitter| {
            let c = emitter.test("c");
            c.fail(reason("F"));
            c.end();
            let d = emitter.test("d");
            d.pass();
            d.end();
            let early = matches!(after, Some(at) if at <= 9);
            assert_eq!(emitter.lost().is_some(), early);
        });
        assert_eq!(lost.unwrap().to_string(), "write evidence.pcapng: disk full");
        assert_eq!(
            verdicts(&results),
            [Verdict::Error, Verdict::NotApplicable, Verdict::Fail, Verdict::Error],
            "{after:?}"
        );
        assert_eq!(observed(&results, 0), "write evidence.pcapng: disk full");
        assert_eq!(
            (results.run.complete, results.run.incomplete_reason.as_deref()),
            (false, Some("write evidence.pcapng: disk full"))
        );
    }
}

#[test]
fn emitters_work_from_many_threads() {
    let recorder = Recorder::default();
    let ids: Vec<String> = (0..8).map(|number| format!("t{number}")).collect();
    let tests = ids.iter().map(|id| planned(id, None)).collect();
    let stream = Stream::start(info(Vec::new()), plan(tests), clock(), vec![Box::new(recorder.clone())]);
    let emitter = stream.emitter();
    std::thread::scope(|scope| {
        for id in &ids {
            let emitter = &emitter;
            scope.spawn(move || {
                let test = emitter.test(id.as_str());
                for octet in 0..50 {
                    test.exchange(Direction::Out, "loopback:", "", &[octet]);
                }
                test.pass();
                test.end();
            });
        }
    });
    let results = stream.finish(End::Complete).results;
    assert_eq!(results.counts["pass"], 8);
    let mut numbers: Vec<u64> = results.tests.iter().flat_map(|test| test.exchanges.clone()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=400).collect::<Vec<_>>());
    let mut next = 1;
    for event in recorder.events() {
        if let EventKind::Exchange(exchange) = event.kind {
            assert_eq!(exchange.number, next);
            next += 1;
        }
    }
}
