use core::time::Duration;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;
use std::hash::DefaultHasher;
use std::hash::Hasher as _;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_link::UnixMicros;
use hallmark_link::capture::Broken;
use hallmark_link::capture::Carrier;
use hallmark_link::capture::Content;
use hallmark_link::capture::Found;
use hallmark_link::capture::Mark;
use hallmark_link::capture::Report;
use hallmark_link::pcapng;

use crate::event::Direction;
use crate::keys::RingKeys;
use crate::replay::blocks::Accepted;
use crate::replay::blocks::Blocks;
use crate::replay::conversation::Commands;
use crate::replay::counters::Tracks;
use crate::replay::evidence::Evidence;
use crate::replay::evidence::ExchangeId;
use crate::replay::evidence::Kept;
use crate::replay::live::Originals;
use crate::replay::publish::Judgement;
use crate::replay::reading;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::replay::tests_found::Outcomes;
use crate::replay::tests_found::Tests;
use crate::replay::timing::Delays;
use crate::replay::trust::Trust;
use crate::session::finding;

/// How to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The Access Control Broker, whose keys make the MACs of commands.
    pub broker: Option<EntityId>,
    /// Answers that take longer are remarked upon.
    pub slow: Duration,
    /// How many messages are kept as evidence. Those that show a finding are kept beyond it.
    pub kept: usize,
    /// How many commands are kept to be originated again.
    pub originals: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { broker: None, slow: Duration::from_secs(30), kept: 10_000, originals: 0 }
    }
}

/// Judges what is found in captures, in order and once.
pub struct Judge {
    pub(super) options: Options,
    pub(super) verifier: Verifier<RingKeys>,
    pub(super) tests: Tests,
    pub(super) evidence: Evidence,
    pub(super) trust: Trust,
    pub(super) commands: Commands,
    pub(super) tracks: Tracks,
    pub(super) delays: Delays,
    pub(super) outcomes: Outcomes,
    pub(super) originals: Originals,
    /// Devices that have answered.
    pub(super) devices: BTreeSet<EntityId>,
    /// The conversations in which credentials were replaced: the keys at hand may no longer be the right ones.
    pub(super) replaced: HashSet<u32>,
    blocks: Blocks,
    sources: Vec<String>,
    scopes: HashMap<String, u32>,
    span: Option<(UnixMicros, UnixMicros)>,
    reports: Vec<Report>,
}

/// A message as the rules see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) source: usize,
    pub(super) scope: u32,
    pub(super) frame: u64,
    pub(super) at: UnixMicros,
    pub(super) carrier: Carrier,
    pub(super) mark: Option<Mark<'a>>,
    pub(super) octets: &'a [u8],
    /// Where it is kept, if it is.
    pub(super) exchange: Option<ExchangeId>,
}

impl Judge {
    /// A judge with the keys at hand.
    pub fn new(keys: RingKeys, options: Options) -> Self {
        let verifier = Verifier::new(keys, options.broker);
        let evidence = Evidence::new(options.kept);
        let originals = Originals::new(options.originals);
        Self {
            options,
            verifier,
            evidence,
            originals,
            tests: Tests::default(),
            trust: Trust::default(),
            commands: Commands::default(),
            tracks: Tracks::default(),
            delays: Delays::default(),
            outcomes: Outcomes::default(),
            devices: BTreeSet::new(),
            replaced: HashSet::new(),
            blocks: Blocks::default(),
            sources: Vec::new(),
            scopes: HashMap::new(),
            span: None,
            reports: Vec::new(),
        }
    }

    /// What follows was found in the capture of this name.
    pub fn begin(&mut self, source: &str) {
        self.sources.push(source.to_owned());
    }

    /// Judges what was found.
    pub fn found(&mut self, found: &Found<'_>) {
        let Content::Message(octets) = found.content else { return };
        let mark = Mark::parse(found.comment);
        let first = self.span.map_or(found.at, |(first, _)| first.min(found.at));
        let last = self.span.map_or(found.at, |(_, last)| last.max(found.at));
        self.span = Some((first, last));
        let scope = self.scope(mark);
        let mut seen = Seen {
            source: self.sources.len().saturating_sub(1),
            scope,
            frame: found.frame,
            at: found.at,
            carrier: found.carrier,
            mark,
            octets,
            exchange: None,
        };
        if !Block::is_block(octets) {
            return self.message(seen);
        }
        self.keep(&mut seen, direction_of_block(octets), "block");
        match self.blocks.accept(scope, found.frame, seen.is_ours(), octets) {
            Accepted::Wrong(_) if seen.is_ours() => {}
            Accepted::Waiting => {}
            Accepted::Whole { octets } => self.message(Seen { octets: &octets, ..seen }),
            Accepted::Wrong(what) => {
                let key = TestKey::new(Rule::Capture, Subject::Named(reading::STREAMS));
                let observed = format!("{what}; {}", self.place(&seen));
                let reason = finding("GBCS 7.2.11", "every block of a message, in order", observed);
                self.tests.find(key, Judged::inconclusive(reason).shown_by([seen.exchange]));
            }
        }
    }

    /// The capture that was begun last has ended.
    pub fn end(&mut self, report: Report, broken: Option<&Broken>) {
        let source = self.sources.last().cloned().unwrap_or_default();
        reading::judge(&mut self.tests, &source, &report, broken);
        self.reports.push(report);
    }

    /// Everything has been seen.
    pub fn finish(mut self) -> Judgement {
        let last = self.span.map_or(UnixMicros(0), |(_, last)| last);
        for (ids, asked) in self.commands.drain() {
            self.unanswered(&ids, &asked, last);
        }
        let unfinished: Vec<_> = self.blocks.unfinished().collect();
        for (frame, message) in unfinished {
            let key = TestKey::new(Rule::Capture, Subject::Named(reading::STREAMS));
            let observed =
                format!("blocks are missing of what begins in frame {frame}, counter {}", message.counter);
            let reason = finding("GBCS 7.2.11", "every block of a message", observed);
            self.tests.find(key, Judged::inconclusive(reason));
        }
        let messages = self.reports.iter().map(Report::message_count).sum();
        reading::conclude(&mut self.tests, &self.reports, messages);
        self.delays.conclude(&mut self.tests);
        Judgement {
            tests: self.tests.settle(&self.trust),
            seen: self.evidence.seen,
            kept: self.evidence.into_kept(),
            originals: self.originals.kept,
            outcomes: self.outcomes,
            devices: self.devices,
            sources: self.sources,
            span: self.span.unwrap_or_default(),
            reports: self.reports,
        }
    }

    /// Where a message was, for the text of a finding.
    pub(super) fn place(&self, seen: &Seen<'_>) -> String {
        self.place_of(seen.source, seen.frame)
    }

    pub(super) fn place_of(&self, source: usize, frame: u64) -> String {
        match self.sources.get(source) {
            Some(name) if self.sources.len() > 1 => format!("frame {frame} of {name}"),
            _ => format!("frame {frame}"),
        }
    }

    /// Keeps a message as evidence, as long as there is room.
    fn keep(&mut self, seen: &mut Seen<'_>, direction: Direction, what: &str) {
        let copy = *seen;
        seen.exchange = self.evidence.keep(|| kept(&copy, direction, what));
    }

    /// Keeps a message that shows a finding, if it is not kept yet.
    pub(super) fn show(&mut self, seen: &Seen<'_>, direction: Direction, what: &str) -> Option<ExchangeId> {
        seen.exchange.or_else(|| self.evidence.keep_for_finding(|| kept(seen, direction, what)))
    }

    fn message(&mut self, mut seen: Seen<'_>) {
        let is_kept = seen.exchange.is_some();
        let message = match Message::parse(seen.octets) {
            Ok(message) => message,
            Err(error) => {
                let direction = seen.mark.map_or(Direction::In, |mark| direction(mark.direction));
                if !is_kept {
                    self.keep(&mut seen, direction, "not a GBCS message");
                }
                return self.not_a_message(&seen, &error);
            }
        };
        let (direction, what) = match message.header().cra {
            Cra::Command => (Direction::Out, "command"),
            Cra::Response => (Direction::In, "response"),
            Cra::Alert => (Direction::In, "alert"),
        };
        let direction = seen.mark.map_or(direction, |mark| crate::replay::judge::direction(mark.direction));
        if !is_kept {
            self.keep(&mut seen, direction, what);
        }
        // An attack may be marked as anything.
        match (message.header().cra, direction) {
            (Cra::Command, _) | (_, Direction::Out) => self.command(&seen, &message),
            (Cra::Response, Direction::In) => self.response(&seen, &message),
            (Cra::Alert, Direction::In) => self.alert(&seen, &message),
        }
    }

    /// What an attack sends need not be a message; anything else must be.
    fn not_a_message(&mut self, seen: &Seen<'_>, error: &hallmark_gbcs::Error) {
        if seen.is_ours() {
            return;
        }
        let key = TestKey::new(Rule::Capture, Subject::Named(reading::MESSAGES));
        let observed = format!("{error}; {}", self.place(seen));
        let reason = finding("GBCS 7.2", "a GBCS message where messages are carried", observed);
        let is_of_target = seen.mark.is_some_and(|mark| mark.direction == pcapng::Direction::In);
        let judged = if is_of_target { Judged::fail(reason) } else { Judged::inconclusive(reason) };
        let exchange = self.show(seen, Direction::In, "not a GBCS message");
        self.tests.find(key, judged.shown_by([exchange]));
    }

    /// The conversation that a message belongs to.
    fn scope(&mut self, mark: Option<Mark<'_>>) -> u32 {
        let Some(mark) = mark.filter(|mark| !mark.test.is_empty()) else { return 0 };
        if let Some(scope) = self.scopes.get(mark.test) {
            return *scope;
        }
        if self.scopes.len() >= MOST_SCOPES {
            return 0;
        }
        let scope = u32::try_from(self.scopes.len().saturating_add(1)).unwrap_or(0);
        self.scopes.insert(mark.test.to_owned(), scope);
        scope
    }
}

impl core::fmt::Debug for Judge {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Judge").field("sources", &self.sources).finish_non_exhaustive()
    }
}

impl Seen<'_> {
    /// Whether our own harness sent it as an attack: what is wrong with it is meant to be.
    pub(super) fn is_attack(&self) -> bool {
        self.mark
            .is_some_and(|mark| mark.direction == pcapng::Direction::Out && mark.note.starts_with("attack"))
    }

    /// Whether our own harness sent it: whatever is wrong with it is not the target's fault, and mostly meant to be.
    pub(super) fn is_ours(&self) -> bool {
        self.mark.is_some_and(|mark| mark.direction == pcapng::Direction::Out)
    }

    pub(super) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        hasher.write(self.octets);
        hasher.finish()
    }
}

fn kept(seen: &Seen<'_>, direction: Direction, what: &str) -> Kept {
    let note = match seen.mark {
        Some(mark) if !mark.test.is_empty() => format!("{} {}", mark.test, mark.note),
        Some(mark) => mark.note.to_owned(),
        None => what.to_owned(),
    };
    Kept {
        source: seen.source,
        frame: seen.frame,
        at: seen.at,
        direction,
        carrier: seen.carrier,
        note,
        octets: seen.octets.to_vec(),
    }
}

fn direction(direction: pcapng::Direction) -> Direction {
    match direction {
        pcapng::Direction::In => Direction::In,
        pcapng::Direction::Out => Direction::Out,
    }
}

fn direction_of_block(octets: &[u8]) -> Direction {
    match octets.get(2) {
        Some(1) => Direction::Out,
        _ => Direction::In,
    }
}

const MOST_SCOPES: usize = 65_536;
