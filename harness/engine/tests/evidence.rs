//! Evidence: what a run leaves in its folder, and what happens when it cannot.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use hallmark_engine::collector::RunInfo;
use hallmark_engine::date::Moment;
use hallmark_engine::event::Direction;
use hallmark_engine::event::Event;
use hallmark_engine::event::EventKind;
use hallmark_engine::evidence;
use hallmark_engine::evidence::CaptureWriter;
use hallmark_engine::evidence::LogWriter;
use hallmark_engine::plan::Plan;
use hallmark_engine::plan::Shard;
use hallmark_engine::results::Results;
use hallmark_engine::results::Scope;
use hallmark_engine::results::Side;
use hallmark_engine::results::Target;
use hallmark_engine::results::TestPlan;
use hallmark_engine::results::Tool;
use hallmark_engine::stream::Consumer;
use hallmark_engine::stream::End;
use hallmark_engine::stream::Finished;
use hallmark_engine::stream::Stream;
use hallmark_engine::verdict::Verdict;
use hallmark_link::pcapng::Section;

fn run(consumers: Vec<Box<dyn Consumer>>) -> Finished {
    let text = String::new;
    let test = TestPlan {
        id: "G-53.mac/ECS01a".into(),
        title: text(),
        feature: text(),
        clauses: Vec::new(),
        sections: Vec::new(),
        side: Side::Negative,
        not_applicable: None,
    };
    let scope = Scope {
        selection: text(),
        suite: 1,
        selected: 1,
        applicable: 1,
        ledger_clauses: 0,
        covered_clauses: 0,
        waivers: Vec::new(),
    };
    let info = RunInfo {
        tool: Tool { name: text(), version: text(), build: text() },
        id: text(),
        seed: 0,
        profile: text(),
        shard: Shard::default(),
        target: Target {
            name: text(),
            version: text(),
            kind: text(),
            gbcs: text(),
            artefact: None,
            link: text(),
        },
        waivers: Vec::new(),
        today: "2026-11-23".parse().unwrap(),
    };
    let clock = Arc::new(|| Moment(1_795_435_323_000_001));
    let stream = Stream::start(info, Plan { tests: vec![test], scope }, clock, consumers);
    let test = stream.emitter().test("G-53.mac/ECS01a");
    test.exchange(Direction::Out, "loopback:", "attack:\nMAC with one bit flipped", &[0xDD, 0x00, 0xFF]);
    test.exchange(Direction::In, "loopback:", "", &[0xDF]);
    test.observe("slow");
    test.pass();
    test.end();
    stream.finish(End::Complete)
}

fn log(folder: &Path) -> Vec<Event> {
    let text = fs::read_to_string(folder.join(evidence::LOG_FILE)).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn exchanges(results: &Results) -> &[u64] {
    &results.tests[0].exchanges
}

#[test]
fn a_run_leaves_its_log_and_its_capture() {
    let folder = tempfile::tempdir().unwrap();
    let Finished { results, lost } = run(evidence::create(folder.path(), &Section::default()).unwrap());
    assert_eq!(lost, None);
    assert_eq!(exchanges(&results), [1, 2]);

    let events = log(folder.path());
    assert_eq!(events.len(), 8);
    let logged: Vec<(u64, Vec<u8>)> = events
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::Exchange(exchange) => Some((exchange.number, exchange.octets)),
            _ => None,
        })
        .collect();
    assert_eq!(logged, [(1, vec![0xDD, 0x00, 0xFF]), (2, vec![0xDF])]);

    let capture = fs::read(folder.path().join(evidence::CAPTURE_FILE)).unwrap();
    let has = |part: &[u8]| capture.windows(part.len()).any(|window| window == part);
    assert!(has(b"G-53.mac/ECS01a"));
    assert!(has(b"attack: MAC with one bit flipped"));
    assert!(has(b"gbcs_message\0\0\0\0\xDD\x00\xFF"));
}

#[test]
fn the_log_has_its_documented_form() {
    let folder = tempfile::tempdir().unwrap();
    run(evidence::create(folder.path(), &Section::default()).unwrap());
    let text = fs::read_to_string(folder.path().join(evidence::LOG_FILE)).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with(
            r#"{"sequence":0,"at":1795435323000001,"event":{"plan":{"format":"hallmark-log/1","tests":[{"id":"#
        ),
        "{}",
        lines[0]
    );
    assert_eq!(
        lines[1..],
        [
            r#"{"sequence":1,"at":1795435323000001,"event":{"started":{"test":"G-53.mac/ECS01a"}}}"#,
            r#"{"sequence":2,"at":1795435323000001,"event":{"exchange":{"number":1,"test":"G-53.mac/ECS01a","direction":"out","link":"loopback:","note":"attack:\nMAC with one bit flipped","octets":"DD00FF"}}}"#,
            r#"{"sequence":3,"at":1795435323000001,"event":{"exchange":{"number":2,"test":"G-53.mac/ECS01a","direction":"in","link":"loopback:","note":"","octets":"DF"}}}"#,
            r#"{"sequence":4,"at":1795435323000001,"event":{"observation":{"test":"G-53.mac/ECS01a","text":"slow"}}}"#,
            r#"{"sequence":5,"at":1795435323000001,"event":{"verdict":{"test":"G-53.mac/ECS01a","verdict":"pass","reason":null}}}"#,
            r#"{"sequence":6,"at":1795435323000001,"event":{"ended":{"test":"G-53.mac/ECS01a","duration_us":0}}}"#,
            r#"{"sequence":7,"at":1795435323000001,"event":{"finished":{"complete":true,"reason":null}}}"#,
        ]
    );
}

#[test]
fn a_log_line_with_an_unknown_field_is_refused() {
    for line in [
        r#"{"sequence":1,"at":1,"event":{"started":{"test":"t","more":1}}}"#,
        r#"{"sequence":1,"at":1,"more":1,"event":{"started":{"test":"t"}}}"#,
        r#"{"sequence":1,"at":1,"event":{"begun":{"test":"t"}}}"#,
        r#"{"sequence":1,"at":1,"event":{"exchange":{"number":1,"test":"","direction":"in","link":"","note":"","octets":"DFD"}}}"#,
        r#"{"sequence":1,"at":1,"event":{"exchange":{"number":1,"test":"","direction":"in","link":"","note":"","octets":"+F"}}}"#,
    ] {
        assert!(serde_json::from_str::<Event>(line).is_err(), "{line}");
    }
}

#[test]
fn evidence_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    drop(evidence::create(folder.path(), &Section::default()).unwrap());
    let error = evidence::create(folder.path(), &Section::default()).err().unwrap();
    assert_eq!(error.consumer, folder.path().join(evidence::CAPTURE_FILE).display().to_string());
}

/// Takes so many octets and no more.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        match self.0.checked_sub(octets.len()) {
            Some(left) => {
                self.0 = left;
                Ok(octets.len())
            }
            None => Err(io::Error::other("no space left")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_makes_every_verdict_an_error() {
    let consumers: [(&str, Box<dyn Consumer>); 3] = [
        ("log.jsonl", Box::new(LogWriter::new(Full(0)))),
        ("log.jsonl", Box::new(LogWriter::new(Full(1_000)))),
        ("evidence.pcapng", Box::new(CaptureWriter::new(Full(200), &Section::default()).unwrap())),
    ];
    for (name, consumer) in consumers {
        let Finished { results, lost } = run(vec![consumer]);
        let problem = format!("write {name}: no space left");
        assert_eq!(lost.unwrap().to_string(), problem);
        assert_eq!(results.tests[0].verdict, Verdict::Error);
        assert_eq!(results.run.incomplete_reason, Some(problem));
    }
}
