//! A small run with every verdict in it, as the engine would leave it.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a fixture may stop the test")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use hallmark_engine::date::Date;
use hallmark_engine::date::Moment;
use hallmark_engine::event::Direction;
use hallmark_engine::event::Event;
use hallmark_engine::event::EventKind;
use hallmark_engine::event::Exchange;
use hallmark_engine::event::LOG_FORMAT;
use hallmark_engine::evidence::CaptureWriter;
use hallmark_engine::evidence::LogWriter;
use hallmark_engine::results::FORMAT;
use hallmark_engine::results::Results;
use hallmark_engine::results::Run;
use hallmark_engine::results::Scope;
use hallmark_engine::results::Side;
use hallmark_engine::results::Target;
use hallmark_engine::results::TestPlan;
use hallmark_engine::results::TestResult;
use hallmark_engine::results::Tool;
use hallmark_engine::results::VOLATILE;
use hallmark_engine::results::Waiver;
use hallmark_engine::stream::Consumer as _;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;
use hallmark_reports::Bundle;
use hallmark_reports::Issuer;
use hallmark_reports::Laboratory;
use hallmark_reports::Written;
use p256::ecdsa::SigningKey;

/// A run: what it found and what it logged.
pub(crate) struct Sample {
    pub(crate) results: Results,
    pub(crate) exchanges: Vec<Exchange>,
}

/// A signing key made from one octet.
pub(crate) fn key(seed: u8) -> SigningKey {
    SigningKey::from_slice(&[seed; 32]).unwrap()
}

/// The explicit now of every bundle in these tests.
pub(crate) fn now() -> Moment {
    Moment(1_794_996_000_000_000)
}

/// Every verdict once, a pass with an observation, and texts that a page must not take at their word.
pub(crate) fn sample() -> Sample {
    let mut sample = Sample::new();
    sample.add("a-1", "Reads its clock", Verdict::Pass, 2);
    sample.add("a-2", "Refuses a replayed command", Verdict::Fail, 3);
    sample.add("a-3", "Refuses a forged command", Verdict::Fail, 3);
    sample.add("b-1", "Answers in time", Verdict::Inconclusive, 1);
    sample.add("b-2", "Keeps its log", Verdict::Error, 0);
    sample.add("b-3", "Closes its valve", Verdict::NotApplicable, 0);
    sample.add("b-4", "Shows <script>alert(1)</script> & co", Verdict::Waived, 2);
    sample.add("b-5", "Reads a tariff", Verdict::Pass, 2);
    sample.results.tests[7].observations.push("answered after 4.2 s\u{202E}".to_owned());
    sample.finish()
}

/// Many tests, of which one in `fail_every` fails, with four exchanges each.
pub(crate) fn large(tests: usize, fail_every: usize) -> Sample {
    let mut sample = Sample::new();
    for number in 0..tests {
        let verdict = if number % fail_every == 0 { Verdict::Fail } else { Verdict::Pass };
        sample.add(&format!("t-{number:04}"), "One of very many tests of the suite", verdict, 4);
        sample.results.tests[number].plan.feature = format!("Feature {}", number / 20);
    }
    sample.finish()
}

/// Everything passed.
pub(crate) fn clean() -> Sample {
    let mut sample = Sample::new();
    sample.add("a-1", "Reads its clock", Verdict::Pass, 2);
    sample.finish()
}

impl Sample {
    fn new() -> Self {
        let text = str::to_owned;
        let results = Results {
            format: text(FORMAT),
            volatile: VOLATILE.map(text).to_vec(),
            tool: Tool { name: text("hallmark"), version: text("0.1.0"), build: text("rustc 1.95 debug") },
            run: Run {
                id: text("run-1"),
                seed: text("42"),
                started: text("2026-11-18T09:59:00Z"),
                finished: text("2026-11-18T09:59:59Z"),
                complete: true,
                incomplete_reason: None,
                profile: text("profile.toml"),
                shard: text("1/1"),
            },
            target: Target {
                name: text("Example ESME"),
                version: text("1.2.3"),
                kind: text("esme"),
                gbcs: text("4.3"),
                artefact: None,
                link: text("loopback:"),
            },
            scope: Scope {
                selection: text("pack device"),
                suite: 10,
                selected: 8,
                applicable: 7,
                ledger_clauses: 200,
                covered_clauses: 50,
                waivers: vec![text("b-4")],
            },
            counts: BTreeMap::new(),
            observations: 0,
            tests: Vec::new(),
        };
        Self { results, exchanges: Vec::new() }
    }

    fn add(&mut self, id: &str, title: &str, verdict: Verdict, exchanges: usize) {
        let mut numbers = Vec::new();
        for count in 0..exchanges {
            let number = self.exchanges.len() as u64 + 1;
            let direction = if count % 2 == 0 { Direction::Out } else { Direction::In };
            let octets = (0..60_u8).map(|at| at.wrapping_mul(7).wrapping_add(number as u8)).collect();
            let (test, link, note) = (id.to_owned(), "loopback:".to_owned(), format!("message {count}"));
            self.exchanges.push(Exchange { number, test, direction, link, note, octets });
            numbers.push(number);
        }
        let reason = || Reason {
            clause: "GBCS 6.2.4".to_owned(),
            expected: "no response, counter unmoved".to_owned(),
            observed: "a response with \"success\" & counter 12".to_owned(),
        };
        let judged = !matches!(verdict, Verdict::Pass | Verdict::NotApplicable);
        self.results.tests.push(TestResult {
            plan: TestPlan {
                id: id.to_owned(),
                title: title.to_owned(),
                feature: format!("Feature {}", &id[..1]),
                clauses: vec!["SEC-F-3.1".to_owned()],
                sections: vec!["GBCS 6.2.4".to_owned()],
                side: if verdict == Verdict::Pass { Side::Positive } else { Side::Negative },
                not_applicable: (verdict == Verdict::NotApplicable)
                    .then(|| "feature `valve` is not claimed".to_owned()),
            },
            verdict,
            reason: judged.then(reason),
            observations: Vec::new(),
            duration_us: 1_500 * (exchanges as u64 + 1),
            exchange_count: exchanges as u64,
            exchanges: numbers,
            waiver: (verdict == Verdict::Waived).then(|| waiver(id)),
        });
    }

    pub(crate) fn finish(mut self) -> Self {
        let results = &mut self.results;
        results.counts = Verdict::ALL.iter().map(|verdict| (verdict.name().to_owned(), 0)).collect();
        for test in &results.tests {
            *results.counts.get_mut(test.verdict.name()).unwrap() += 1;
        }
        results.observations = results.tests.iter().map(|test| test.observations.len() as u64).sum();
        self
    }

    /// The event stream that leads to the results.
    fn events(&self) -> Vec<Event> {
        let results = &self.results;
        let mut kinds = vec![EventKind::Plan {
            format: LOG_FORMAT.to_owned(),
            tests: results.tests.iter().map(|test| test.plan.clone()).collect(),
            scope: results.scope.clone(),
        }];
        for test in &results.tests {
            let id = || test.plan.id.clone();
            if test.verdict == Verdict::NotApplicable {
                continue;
            }
            kinds.push(EventKind::Started { test: id() });
            let exchanges = test.exchanges.iter().map(|&number| self.exchanges[number as usize - 1].clone());
            kinds.extend(exchanges.map(EventKind::Exchange));
            let observations = test.observations.iter().cloned();
            kinds.extend(observations.map(|text| EventKind::Observation { test: id(), text }));
            // A waived test is a fail in the log; the waiver is applied to the results.
            let verdict = if test.waiver.is_some() { Verdict::Fail } else { test.verdict };
            let reason = test.reason.clone();
            kinds.push(EventKind::Verdict { test: id(), verdict, reason });
            kinds.push(EventKind::Ended { test: id(), duration_us: test.duration_us });
        }
        let (complete, reason) = (results.run.complete, results.run.incomplete_reason.clone());
        kinds.push(EventKind::Finished { complete, reason });
        kinds
            .into_iter()
            .zip(0..)
            .map(|(kind, sequence)| Event { sequence, at: 1_000 + sequence, kind })
            .collect()
    }

    /// The log, as the engine writes it.
    pub(crate) fn log(&self) -> Vec<u8> {
        let mut log = Vec::new();
        let mut writer = LogWriter::new(&mut log);
        self.events().iter().for_each(|event| writer.consume(event).unwrap());
        log
    }

    /// The capture, as the engine writes it.
    pub(crate) fn capture(&self) -> Vec<u8> {
        let mut capture = Vec::new();
        let mut writer = CaptureWriter::new(&mut capture, &Default::default()).unwrap();
        self.events().iter().for_each(|event| writer.consume(event).unwrap());
        capture
    }

    /// Leaves the files that a run leaves.
    pub(crate) fn leave(&self, dir: &Path) {
        fs::write(dir.join("log.jsonl"), self.log()).unwrap();
        fs::write(dir.join("evidence.pcapng"), self.capture()).unwrap();
        fs::write(dir.join("profile.toml"), "[target]\nname = \"Example ESME\"\n").unwrap();
    }

    /// Leaves those files and writes the bundle.
    pub(crate) fn write(&self, dir: &Path, signing_key: &SigningKey) -> Written {
        self.leave(dir);
        bundle(&self.results, signing_key).write(dir).unwrap()
    }
}

/// A bundle of results, self-asserted.
pub(crate) fn bundle<'a>(results: &'a Results, signing_key: &'a SigningKey) -> Bundle<'a> {
    Bundle {
        results,
        enclosed: &[],
        decoder: &decode,
        issuer: Issuer {
            key: signing_key,
            self_asserted: true,
            laboratory: Laboratory {
                name: "Example Laboratory".to_owned(),
                address: Some("1 Assay Lane".to_owned()),
                ..Laboratory::default()
            },
            now: now(),
        },
    }
}

fn waiver(test: &str) -> Waiver {
    Waiver {
        test: test.to_owned(),
        clause: "GBCS 6.2.4".to_owned(),
        owner: "J. Assayer".to_owned(),
        reason: "fixed in the next firmware".to_owned(),
        expires: Date::new(2027, 3, 31).unwrap(),
    }
}

fn decode(octets: &[u8]) -> String {
    let (Some(first), Some(last)) = (octets.first(), octets.last()) else {
        return String::new();
    };
    format!("message of {} octets\n  first: {:02X}\n  <b>last</b>: {:02X}", octets.len(), first, last)
}
