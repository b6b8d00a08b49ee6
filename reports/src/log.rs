//! `log.jsonl` replayed: what the stream of events says about exchanges and tests.

use std::collections::BTreeMap;

use hallmark_engine::event::Event;
use hallmark_engine::event::EventKind;
use hallmark_engine::event::Exchange;
use hallmark_engine::event::LOG_FORMAT;
use hallmark_engine::results::Scope;
use hallmark_engine::results::TestPlan;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

/// What the log says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Log {
    /// The plan, which the first event holds.
    pub(crate) plan: Vec<TestPlan>,
    /// Its scope.
    pub(crate) scope: Scope,
    /// Every exchange; the first has number 1, and there is no gap.
    pub(crate) exchanges: Vec<Exchange>,
    /// What was logged about each test that was named.
    pub(crate) tests: BTreeMap<String, Logged>,
    /// Whether every planned test was reached, and why not, which the last event holds.
    pub(crate) end: (bool, Option<String>),
}

/// What was logged about one test.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Logged {
    /// Every verdict given, in order.
    pub(crate) verdicts: Vec<(Verdict, Option<Reason>)>,
    /// Every remark, in order.
    pub(crate) observations: Vec<String>,
    /// The numbers of its exchanges, in order.
    pub(crate) exchanges: Vec<u64>,
}

impl Logged {
    /// The worst verdict given.
    pub(crate) fn verdict(&self) -> Option<Verdict> {
        self.verdicts.iter().map(|(verdict, _)| *verdict).reduce(Verdict::worsen)
    }

    /// The first reason given with the worst verdict.
    pub(crate) fn reason(&self) -> Option<&Reason> {
        let worst = self.verdict()?;
        let (_, reason) = self.verdicts.iter().find(|(verdict, _)| *verdict == worst)?;
        reason.as_ref()
    }
}

/// Why a log cannot be replayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: expected {expected}, found {found}")]
pub(crate) struct LogError {
    /// Counted from 1.
    pub(crate) line: usize,
    pub(crate) expected: String,
    pub(crate) found: String,
}

impl Log {
    /// Replays the log: one event a line, numbered from 0 without gaps, a plan first, the end last.
    pub(crate) fn parse(octets: &[u8]) -> Result<Self, LogError> {
        let mut replay = Replay::default();
        let lines = octets.strip_suffix(b"\n").unwrap_or(octets);
        for (index, line) in lines.split(|&octet| octet == b'\n').enumerate() {
            let fail = |expected: &str, found: String| LogError {
                line: index + 1,
                expected: expected.to_owned(),
                found,
            };
            let event: Event =
                serde_json::from_slice(line).map_err(|error| fail("an event", error.to_string()))?;
            if event.sequence != index as u64 {
                return Err(fail(&format!("sequence {index}"), format!("sequence {}", event.sequence)));
            }
            replay.push(event.kind).map_err(|(expected, found)| fail(&expected, found))?;
        }
        replay.finish().map_err(|expected| LogError {
            line: lines.split(|&octet| octet == b'\n').count(),
            expected: expected.to_owned(),
            found: "the end of the log".to_owned(),
        })
    }

    /// The exchange with a number.
    pub(crate) fn exchange(&self, number: u64) -> Option<&Exchange> {
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        self.exchanges.get(index)
    }
}

#[derive(Default)]
struct Replay {
    plan: Option<(Vec<TestPlan>, Scope)>,
    exchanges: Vec<Exchange>,
    tests: BTreeMap<String, Logged>,
    end: Option<(bool, Option<String>)>,
}

impl Replay {
    fn push(&mut self, kind: EventKind) -> Result<(), (String, String)> {
        if self.end.is_some() {
            return Err(("nothing after `finished`".to_owned(), "another event".to_owned()));
        }
        if self.plan.is_none() != matches!(kind, EventKind::Plan { .. }) {
            return Err(("one `plan`, first".to_owned(), "an event out of place".to_owned()));
        }
        match kind {
            EventKind::Plan { format, tests, scope } if format == LOG_FORMAT => {
                self.plan = Some((tests, scope));
            }
            EventKind::Plan { format, .. } => return Err((LOG_FORMAT.to_owned(), format)),
            EventKind::Exchange(exchange) => {
                let expected = self.exchanges.len() as u64 + 1;
                if exchange.number != expected {
                    return Err((format!("exchange {expected}"), format!("exchange {}", exchange.number)));
                }
                if !exchange.test.is_empty() {
                    self.test(&exchange.test).exchanges.push(exchange.number);
                }
                self.exchanges.push(exchange);
            }
            EventKind::Observation { test, text } => self.test(&test).observations.push(text),
            EventKind::Verdict { test, verdict, reason } => self.test(&test).verdicts.push((verdict, reason)),
            EventKind::Started { test } | EventKind::Ended { test, .. } => {
                self.test(&test);
            }
            EventKind::Finished { complete, reason } => self.end = Some((complete, reason)),
        }
        Ok(())
    }

    fn test(&mut self, id: &str) -> &mut Logged {
        self.tests.entry(id.to_owned()).or_default()
    }

    fn finish(self) -> Result<Log, &'static str> {
        let (plan, scope) = self.plan.ok_or("a plan")?;
        let end = self.end.ok_or("`finished`")?;
        Ok(Log { plan, scope, exchanges: self.exchanges, tests: self.tests, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = r#"{"sequence":0,"at":0,"event":{"plan":{"format":"hallmark-log/1","tests":[],"scope":{"selection":"all","suite":0,"selected":0,"applicable":0,"ledger_clauses":0,"covered_clauses":0,"waivers":[]}}}}"#;
    const END: &str = r#"{"sequence":1,"at":0,"event":{"finished":{"complete":true,"reason":null}}}"#;

    fn error(text: &str) -> (usize, String, String) {
        let error = Log::parse(text.as_bytes()).unwrap_err();
        (error.line, error.expected, error.found)
    }

    #[test]
    fn the_shortest_log() {
        let log = Log::parse(format!("{PLAN}\n{END}\n").as_bytes()).unwrap();
        assert_eq!((log.exchanges.len(), log.end), (0, (true, None)));
    }

    #[test]
    fn order_is_kept() {
        assert_eq!(error(&format!("{END}\n")).1, "sequence 0");
        assert_eq!(error(&format!("{PLAN}\n")), (1, "`finished`".into(), "the end of the log".into()));
        let after = END.replace("\"sequence\":1", "\"sequence\":2");
        assert_eq!(error(&format!("{PLAN}\n{END}\n{after}\n")).1, "nothing after `finished`");
        let second = PLAN.replace("\"sequence\":0", "\"sequence\":1");
        assert_eq!(error(&format!("{PLAN}\n{second}\n")).1, "one `plan`, first");
        let first = END.replace("\"sequence\":1", "\"sequence\":0");
        assert_eq!(error(&format!("{first}\n")).1, "one `plan`, first");
    }

    #[test]
    fn gaps_and_strangers_are_refused() {
        let gap = END.replace("\"sequence\":1", "\"sequence\":2");
        assert_eq!(error(&format!("{PLAN}\n{gap}\n")), (2, "sequence 1".into(), "sequence 2".into()));
        let extra = END.replace("\"at\":0", "\"at\":0,\"new\":1");
        let found = error(&format!("{PLAN}\n{extra}\n"));
        assert_eq!((found.0, found.1.as_str()), (2, "an event"));
        let later = PLAN.replace("log/1", "log/2");
        let found = error(&format!("{later}\n{END}\n"));
        assert_eq!(found, (1, "hallmark-log/1".into(), "hallmark-log/2".into()));
        assert_eq!(error("").0, 1);
        let exchange = r#"{"sequence":1,"at":0,"event":{"exchange":{"number":2,"test":"","direction":"in","link":"","note":"","octets":""}}}"#;
        let found = error(&format!("{PLAN}\n{exchange}\n"));
        assert_eq!((found.1.as_str(), found.2.as_str()), ("exchange 1", "exchange 2"));
    }
}
