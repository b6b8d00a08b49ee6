use core::future::Future;
use core::pin::Pin;
use core::time::Duration;
use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde::Deserialize;
use serde::Serialize;

use crate::fuzz::Finding;
use crate::fuzz::Input;
use crate::fuzz::Kind;
use crate::fuzz::Memory;
use crate::fuzz::Outcome;
use crate::fuzz::Step;
use crate::fuzz::converse;
use crate::fuzz::converse::is_well;
use crate::fuzz::generate;
use crate::fuzz::generate::Base;
use crate::fuzz::generate::Way;
use crate::fuzz::generate::arms;
use crate::fuzz::generate::bases;
use crate::fuzz::minimise::smaller;
use crate::fuzz::random::Random;
use crate::profile::Claim;
use crate::session::Laboratory;
use crate::session::Session;
use crate::session::Trouble;

/// Where sessions with the target come from.
pub trait Ground {
    /// A session; where every session has a device of its own, with one as new.
    fn open(&mut self) -> Pin<Box<dyn Future<Output = Result<Session, Trouble>> + Send + '_>>;
    /// Whether every session has a device of its own.
    fn is_fresh(&self) -> bool;
    /// A conversation begins: what was seen before belongs to another one.
    fn begin(&mut self);
    /// A conversation led to a finding that none did before; what was seen since it began is its capture.
    fn found(&mut self, number: usize, finding: &Finding, input: &Input, sent: &[Vec<u8>]);
    /// Whether to stop before the limits are reached.
    fn is_stopped(&self) -> bool;
    /// So many messages were sent, and so many findings made.
    fn progress(&mut self, messages: u64, findings: usize);
}

/// When a campaign ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// After so many messages.
    pub messages: u64,
    /// How long to wait for a target that no longer answers, again and again, before it is given up.
    pub patience: u32,
    /// How long to wait, by the clock of the link, before each message.
    pub pace: Duration,
}

/// What a campaign knows, from which it can go on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The version of this form.
    pub format: u32,
    /// How many messages were sent.
    pub messages: u64,
    /// What was found, by kind and what led to it, and how often.
    pub findings: BTreeMap<String, u64>,
    /// What led to findings that others, reduced, are the same as.
    known: BTreeSet<String>,
    random: Random,
    /// How promising each arm is, in hundredths.
    weights: Vec<u32>,
    /// What reactions were seen.
    reactions: BTreeSet<String>,
    /// What led to a reaction that was new.
    pool: Vec<String>,
}

impl State {
    /// The beginning.
    pub fn new(seed: u64) -> Self {
        Self {
            format: FORMAT,
            messages: 0,
            findings: BTreeMap::new(),
            known: BTreeSet::new(),
            random: Random::new(seed),
            weights: Vec::new(),
            reactions: BTreeSet::new(),
            pool: Vec::new(),
        }
    }

    /// How many different reactions were seen.
    pub fn reactions(&self) -> usize {
        self.reactions.len()
    }
}

/// Makes inputs, tries them, and learns from what the target does.
pub struct Campaign<'a> {
    laboratory: &'a Laboratory,
    claims: &'a Claim,
    bases: Vec<Base>,
    arms: Vec<(usize, Way)>,
    state: State,
}

impl<'a> Campaign<'a> {
    /// A campaign that begins, or goes on, from a state.
    pub fn new(laboratory: &'a Laboratory, claims: &'a Claim, mut state: State) -> Self {
        let bases = bases(laboratory, claims);
        let arms = arms(&bases);
        state.weights.resize(arms.len(), FRESH);
        Self { laboratory, claims, bases, arms, state }
    }

    /// How many commands it starts from.
    pub fn bases(&self) -> usize {
        self.bases.len()
    }

    /// What it knows.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Goes on until a limit is reached or the ground says stop.
    ///
    /// # Errors
    ///
    /// The target cannot be reached, or answers no more.
    pub async fn run(&mut self, ground: &mut dyn Ground, limits: Limits) -> Result<(), Trouble> {
        if self.arms.is_empty() {
            return Err(Trouble(
                "the target claims no use case that the suite can make commands of".to_owned(),
            ));
        }
        let mut session = ground.open().await?;
        let mut memory = Memory::paced(limits.pace);
        // A target that is not well to begin with must not be charged with what is sent first.
        if !ground.is_fresh() && !self.revive(&mut session, Limits { patience: 1, ..limits }).await {
            let text = "the target does not answer a good command, before anything else was sent";
            return Err(Trouble(text.to_owned()));
        }
        while self.state.messages < limits.messages && !ground.is_stopped() {
            let (input, arm) = self.next();
            ground.begin();
            let outcome = converse(&mut session, self.claims, &mut memory, &input).await;
            self.learn(&input, arm, &outcome);
            ground.progress(self.state.messages, self.state.findings.len());
            let Some(finding) = outcome.finding else { continue };
            // Where there is one link, sessions take turns.
            drop(session);
            if self.counts_first(&finding, &input) {
                let first = key(&finding, &input);
                let small = self.minimise(ground, finding, input, outcome.sent, limits).await?;
                // Reduced, it may be one that is known.
                let is_known = key(&small.finding, &small.input) != first
                    && !self.counts_first(&small.finding, &small.input);
                if is_known {
                    self.state.findings.remove(&first);
                    self.state.known.insert(first);
                } else {
                    ground.found(self.state.findings.len(), &small.finding, &small.input, &small.sent);
                }
            }
            session = ground.open().await?;
            if !ground.is_fresh() && !self.revive(&mut session, limits).await {
                return Err(Trouble("the target answers no more".to_owned()));
            }
            memory.renew();
        }
        Ok(())
    }

    /// Counts a finding, and says whether it is the first of its kind.
    fn counts_first(&mut self, finding: &Finding, input: &Input) -> bool {
        let key = key(finding, input);
        if self.state.known.contains(&key) {
            return false;
        }
        let times = self.state.findings.entry(key).or_default();
        *times += 1;
        *times == 1
    }

    /// The next input, and the arm that it comes from.
    fn next(&mut self) -> (Input, Option<usize>) {
        let random = &mut self.state.random;
        if !self.state.pool.is_empty() && random.once_in(3) {
            let text = random.of(&self.state.pool).cloned().unwrap_or_default();
            if let Ok(input) = Input::from_lines(text.lines()) {
                return (generate::extend(random, &input, &self.bases, self.laboratory), None);
            }
        }
        let total: u64 = self.state.weights.iter().map(|weight| u64::from(*weight)).sum();
        let mut left = random.next() % total.max(1);
        let mut chosen = 0;
        for (arm, weight) in self.state.weights.iter().enumerate() {
            chosen = arm;
            match left.checked_sub(u64::from(*weight)) {
                Some(rest) => left = rest,
                None => break,
            }
        }
        let (base, way) = self.arms.get(chosen).copied().unwrap_or((0, Way::Attack));
        let input = match self.bases.get(base) {
            Some(base) => generate::generate(random, base, way, self.laboratory),
            None => Input::default(),
        };
        (input, Some(chosen))
    }

    /// What showed something new is more promising, what did not is less so.
    fn learn(&mut self, input: &Input, arm: Option<usize>, outcome: &Outcome) {
        // Something counts even where nothing could be sent, so that a campaign ends.
        self.state.messages += outcome.messages.max(1);
        let reaction = format!("{} {}", way_of(input), outcome.reaction);
        let is_new = self.state.reactions.len() < MOST_REACTIONS && self.state.reactions.insert(reaction);
        if is_new && input.changes() > 0 && self.state.pool.len() < MOST_INPUTS {
            self.state.pool.push(input.to_string());
        }
        if let Some(weight) = arm.and_then(|arm| self.state.weights.get_mut(arm)) {
            *weight = if is_new { (*weight + NEWS).min(BEST) } else { (*weight - *weight / 20).max(WORST) };
        }
    }

    /// Tries smaller inputs as long as one of them leads to a finding of the same kind.
    async fn minimise(
        &mut self,
        ground: &mut dyn Ground,
        finding: Finding,
        input: Input,
        sent: Vec<Vec<u8>>,
        limits: Limits,
    ) -> Result<Small, Trouble> {
        let mut small = Small { finding, input, sent };
        // A target that fell silent has to be well again before anything can be tried.
        if small.finding.kind == Kind::Silent && !ground.is_fresh() {
            return Ok(small);
        }
        let mut tries = 0;
        'smaller: loop {
            for candidate in smaller(&small.input) {
                if tries >= MOST_TRIES || self.state.messages >= limits.messages || ground.is_stopped() {
                    break 'smaller;
                }
                tries += 1;
                let outcome = self.attempt(ground, &candidate, limits).await?;
                if let Some(finding) = outcome.finding.filter(|finding| finding.kind == small.finding.kind) {
                    small = Small { finding, input: candidate, sent: outcome.sent };
                    continue 'smaller;
                }
            }
            break;
        }
        // The capture of a finding is that of the smallest input.
        let outcome = self.attempt(ground, &small.input, limits).await?;
        if let Some(finding) = outcome.finding {
            small = Small { finding, sent: outcome.sent, ..small };
        }
        Ok(small)
    }

    async fn attempt(
        &mut self,
        ground: &mut dyn Ground,
        input: &Input,
        limits: Limits,
    ) -> Result<Outcome, Trouble> {
        ground.begin();
        let mut session = ground.open().await?;
        let outcome = converse(&mut session, self.claims, &mut Memory::paced(limits.pace), input).await;
        self.state.messages += outcome.messages;
        Ok(outcome)
    }

    /// Waits until the target answers a good command, and says whether it does.
    async fn revive(&mut self, session: &mut Session, limits: Limits) -> bool {
        for _ in 0..limits.patience {
            let outcome = is_well(session, self.claims, limits.pace).await;
            self.state.messages += outcome.messages;
            if outcome.finding.is_none_or(|finding| finding.kind != Kind::Silent) {
                return true;
            }
            // It may be starting again: the link is tried until the patience is used up.
            let _ = session.watch(PAUSE).await;
            let _ = session.reconnect().await;
        }
        false
    }
}

struct Small {
    finding: Finding,
    input: Input,
    sent: Vec<Vec<u8>>,
}

/// Findings with the same key are one: what a target does wrong with good commands shows whatever else is tried.
fn key(finding: &Finding, input: &Input) -> String {
    let kind = finding.kind.name();
    match finding.kind {
        Kind::Executed | Kind::Moved | Kind::Silent => format!("{kind} by {}", way_of(input)),
        Kind::Forged | Kind::Misfit => {
            let expected = finding
                .reason
                .expected
                .split(' ')
                .filter(|word| !word.contains(|c: char| c.is_ascii_digit()));
            format!("{kind}: {}, {}", finding.reason.clause, expected.collect::<Vec<_>>().join(" "))
        }
    }
}

/// What is wrong in an input, without the octets.
fn way_of(input: &Input) -> String {
    let mut words = Vec::new();
    for step in &input.steps {
        match step {
            Step::Again(_) => words.push("again"),
            Step::Command(planned) => {
                for change in &planned.changes {
                    words.push(match change {
                        crate::fuzz::Change::Attack(attack) => attack.phrase(),
                        other => other.family(),
                    });
                }
                if planned.changes.is_empty() {
                    words.push("good");
                }
            }
        }
    }
    words.join("+")
}

/// How long a target that fell silent is left alone before it is asked again.
const PAUSE: Duration = Duration::from_secs(5);
const FORMAT: u32 = 1;
const FRESH: u32 = 100;
const NEWS: u32 = 200;
const BEST: u32 = 2_000;
const WORST: u32 = 10;
const MOST_REACTIONS: usize = 20_000;
const MOST_INPUTS: usize = 2_000;
const MOST_TRIES: usize = 60;
