use core::time::Duration;
use std::collections::BTreeSet;
use std::collections::VecDeque;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::wire::Message;
use serde::Deserialize;
use serde::Serialize;

use crate::fuzz::Input;
use crate::fuzz::Planned;
use crate::fuzz::Step;
use crate::fuzz::build::Built;
use crate::fuzz::build::Demand;
use crate::fuzz::build::build;
use crate::profile::Claim;
use crate::session::HEALTH_USE_CASES;
use crate::session::Health;
use crate::session::Response;
use crate::session::Sent;
use crate::session::Session;
use crate::session::executed;
use crate::verdict::Reason;

/// What kind of thing a target does that it must not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It acted on a command that it must refuse, or said so.
    Executed,
    /// What it sent is not authentic.
    Forged,
    /// Its answer to a good command is not the answer to that command.
    Misfit,
    /// A counter moved because of a command that it must refuse.
    Moved,
    /// It no longer answers good commands.
    Silent,
}

impl Kind {
    /// Its name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Executed => "executed",
            Self::Forged => "forged",
            Self::Misfit => "misfit",
            Self::Moved => "moved",
            Self::Silent => "silent",
        }
    }
}

/// What a target did that it must not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub kind: Kind,
    /// The clause, what it demands, what was seen.
    pub reason: Reason,
}

/// What a conversation led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// How the target reacted, in a word for each message: two conversations with the same words taught the same.
    pub reaction: String,
    /// What was found, if anything.
    pub finding: Option<Finding>,
    /// How many messages were sent.
    pub messages: u64,
    /// The octets of the conversation itself, as they were sent.
    pub sent: Vec<Vec<u8>>,
}

/// What is remembered from one conversation to the next.
#[derive(Debug, Default)]
pub struct Memory {
    health: Option<Health>,
    /// Commands that must not be answered, because answers may come late.
    refused: VecDeque<Sent>,
    /// Good commands that got no answer, by use case and party: the next one is not waited for.
    unanswered: BTreeSet<(String, String)>,
    /// How long to wait before each message.
    pace: Duration,
}

impl Memory {
    /// One that waits so long before each message.
    pub(super) fn paced(pace: Duration) -> Self {
        Self { pace, ..Self::default() }
    }

    /// What still holds after the target may have started again.
    pub(super) fn renew(&mut self) {
        self.health = None;
        self.refused.clear();
    }
}

/// How many refused commands are remembered.
const REMEMBERED: usize = 64;

/// Has a conversation with a target that claims these use cases, and looks at what comes of it. What the laboratory cannot
/// make is left out.
///
/// A link that is lost and cannot be made again is a finding: nobody can tell it from a target that died.
pub async fn converse(session: &mut Session, claims: &Claim, memory: &mut Memory, input: &Input) -> Outcome {
    let mut conversation = Conversation::new(session, claims, memory);
    for step in &input.steps {
        conversation.take(step).await;
        if conversation.outcome.finding.is_some() {
            break;
        }
    }
    conversation.outcome
}

/// Sends a message that somebody else made, and looks at what comes of it: what [`Demand`] allows, or a finding.
pub async fn present(
    session: &mut Session,
    claims: &Claim,
    memory: &mut Memory,
    sent: &Sent,
    demand: Demand,
) -> Outcome {
    let mut conversation = Conversation::new(session, claims, memory);
    conversation.send(sent, demand).await;
    conversation.outcome
}

/// Asks whether the target answers good commands; if not, that is a finding.
pub(super) async fn is_well(session: &mut Session, claims: &Claim, pace: Duration) -> Outcome {
    let mut memory = Memory::paced(pace);
    let mut conversation = Conversation::new(session, claims, &mut memory);
    conversation.check_up(None).await;
    conversation.outcome
}

struct Conversation<'a> {
    session: &'a mut Session,
    claims: &'a Claim,
    memory: &'a mut Memory,
    outcome: Outcome,
    /// What was sent, to be sent again.
    built: Vec<(Sent, Demand)>,
    /// The counter of each party's last good command.
    last: Vec<(EntityId, Counter)>,
    silent: bool,
}

impl<'a> Conversation<'a> {
    fn new(session: &'a mut Session, claims: &'a Claim, memory: &'a mut Memory) -> Self {
        let outcome = Outcome { reaction: String::new(), finding: None, messages: 0, sent: Vec::new() };
        Self { session, claims, memory, outcome, built: Vec::new(), last: Vec::new(), silent: false }
    }

    async fn take(&mut self, step: &Step) {
        let built = match step {
            Step::Again(number) => {
                let Some((sent, demand)) = self.built.get(number - 1) else { return };
                Some(Built { sent: sent.clone(), demand: again(sent, *demand) })
            }
            Step::Command(planned) => self.build(planned),
        };
        let Some(Built { sent, demand }) = built else { return };
        let demand = match demand {
            Demand::Answered if self.memory.unanswered.contains(&self.names(&sent)) => Demand::Survived,
            other => other,
        };
        self.built.push((sent.clone(), demand));
        self.send(&sent, demand).await;
    }

    async fn send(&mut self, sent: &Sent, demand: Demand) {
        self.outcome.sent.push(sent.octets.clone());
        match demand {
            Demand::Answered => self.good(sent).await,
            Demand::Refused(clause) => self.bad(sent, Some(clause)).await,
            Demand::Survived => self.bad(sent, None).await,
        }
    }

    fn build(&mut self, planned: &Planned) -> Option<Built> {
        let party = self.session.laboratory.party(&planned.party)?.id;
        let last = self.last.iter().rev().find(|(id, _)| *id == party).map(|(_, counter)| *counter);
        let now = self.session.now().seconds();
        match build(planned, &self.session.laboratory, &self.session.counters, last, now) {
            Ok(built) => Some(built),
            Err(why) => {
                self.session.observe(format!("left out {planned:?}: {why}"));
                None
            }
        }
    }

    /// The use case and the originator of a command.
    fn names(&self, sent: &Sent) -> (String, String) {
        (sent.command.use_case.clone(), sent.originator().to_string())
    }

    /// A command that may be answered, and if so by what answers it.
    async fn good(&mut self, sent: &Sent) {
        self.memory.health = None;
        let Some(response) = self.exchange(sent, "good command").await else {
            self.react("nothing");
            let names = self.names(sent);
            self.memory.unanswered.insert(names);
            return self.check_up(None).await;
        };
        self.last.push((sent.originator(), sent.counter()));
        self.react(&words(sent, &response));
        let laboratory = &self.session.laboratory;
        let misfit = response.correspondence(sent, laboratory).and_then(|()| response.structure(sent));
        if let Err(reason) = response.authenticity(sent, laboratory) {
            self.found(Kind::Forged, reason);
        } else if let Err(reason) = misfit {
            self.found(Kind::Misfit, reason);
        }
        self.alerts();
    }

    /// A command that must be refused because of a clause, or that is only odd.
    async fn bad(&mut self, sent: &Sent, clause: Option<&'static str>) {
        let mut values = Vec::new();
        if clause.is_some() {
            values = self.values(sent).await;
            if self.memory.health.is_none() {
                self.check_up(None).await;
            }
        }
        if self.silent {
            return;
        }
        self.transmit(&sent.octets, "bad command").await;
        if clause.is_some() {
            self.memory.refused.push_front(sent.clone());
            self.memory.refused.truncate(REMEMBERED);
        }
        self.check_up(clause).await;
        let settle = self.session.laboratory.settle;
        self.settle(settle).await;
        self.judge(sent, clause);
        self.alerts();
        let after = if values.is_empty() || self.silent { Vec::new() } else { self.values(sent).await };
        for (descriptor, before) in &values {
            let now = after.iter().find(|(other, _)| other == descriptor).map(|(_, value)| value);
            if let (Some(now), Some(clause)) = (now.filter(|now| *now != before), clause) {
                let expected = format!("{descriptor} as it was before the command, {before}");
                self.found(Kind::Executed, reason(clause, expected, now.to_string()));
            }
        }
    }

    /// Looks at what came back.
    fn judge(&mut self, sent: &Sent, clause: Option<&'static str>) {
        let (originator, counter) = ids(sent);
        let answer = self.session.take_response(originator, counter).map(Response::from_octets);
        self.react(&answer.as_ref().map_or("nothing".to_owned(), |answer| words(sent, answer)));
        if let (Some(answer), Some(clause)) = (&answer, clause)
            && let Some(what) = executed(sent, answer)
        {
            self.found(Kind::Executed, reason(clause, "no execution and no success in the response", what));
        }
        for stray in self.session.take_strays() {
            let late = self.memory.refused.iter().find(|refused| {
                Message::parse(&stray).is_ok_and(|message| {
                    let header = message.header();
                    (header.recipient, header.counter) == ids(refused)
                })
            });
            let what = late.and_then(|refused| executed(refused, &Response::from_octets(stray)));
            if let Some(what) = what {
                let what = format!("{what}, later");
                self.found(Kind::Executed, reason("GBCS 6.2.4", "no execution of a refused command", what));
            } else {
                self.react("stray");
            }
        }
    }

    /// Sends a good command, with which counters are read where that is claimed. Where a clause is given, no counter may
    /// have moved since the check before.
    async fn check_up(&mut self, clause: Option<&'static str>) {
        let Some(planned) = self.health_command() else { return };
        let Some(Built { sent, .. }) = self.build(&planned) else { return };
        let mut unfit = vec![self.session.unfit()];
        let mut response = self.exchange(&sent, "is it well").await;
        unfit.push(self.session.unfit());
        if response.is_none() && !self.silent {
            self.relink().await;
        }
        if response.is_none() && !self.silent {
            let Some(Built { sent: again, .. }) = self.build(&planned) else { return };
            response = self.exchange(&again, "is it well, once more").await;
            unfit.push(self.session.unfit());
            if response.is_some() {
                self.react("slow");
                self.memory.health = None;
                return;
            }
        }
        let Some(response) = response else {
            self.silent = true;
            let expected = "an answer to a good command";
            // What was found on the way says more: a link that is gone, an answer that is no message.
            if unfit.is_sorted_by(|one, next| one < next) {
                let observed = "responses that fit no command that was sent, twice".to_owned();
                self.found(Kind::Misfit, reason("GBCS 7.2.7", expected, observed));
            } else {
                self.found(Kind::Silent, reason("GBCS 6.2.4", expected, "none, twice".to_owned()));
            }
            return;
        };
        if let Err(reason) = response.authenticity(&sent, &self.session.laboratory) {
            self.found(Kind::Forged, reason);
        }
        let Ok(health) = Health::from_response(&sent, &response) else { return };
        if let (Some(_), Some(before)) = (clause, &self.memory.health) {
            let reader = RemotePartyRole(u32::from(Role::AccessControlBroker.value()));
            if let Some(reason) = before.moved(&health, reader, sent.counter()) {
                self.found(Kind::Moved, reason);
            }
        }
        // A target that lives on may have seen higher counters than ours.
        if let Some(highest) = health.highest().filter(|highest| *highest > sent.counter()) {
            self.session.counters.rise_above(highest);
        }
        self.memory.health = Some(health);
    }

    /// The good command that shows whether the target is well.
    fn health_command(&self) -> Option<Planned> {
        let claimed = |(name, _): &&(&str, _)| self.claims.includes(name);
        let (use_case, party) = match HEALTH_USE_CASES.iter().find(claimed) {
            Some((name, _)) => (*name, "access-control-broker"),
            None => (FALLBACKS.into_iter().find(|name| self.claims.includes(name))?, "supplier"),
        };
        let (use_case, party) = (use_case.to_owned(), party.to_owned());
        Some(Planned { use_case, party, values: 0, changes: Vec::new() })
    }

    /// The values of what a use case sets and another that the target claims reads.
    async fn values(&mut self, sent: &Sent) -> Vec<(Descriptor, Data)> {
        let pairs = esme::pairs().iter().filter(|pair| pair.write.name == sent.command.use_case);
        let reader =
            pairs.clone().map(|pair| pair.read.name.as_str()).find(|name| self.claims.includes(name));
        let Some(reader) = reader else { return Vec::new() };
        let wanted: Vec<Descriptor> =
            pairs.filter(|pair| pair.read.name == reader).map(|pair| pair.read_back).collect();
        let party = "supplier".to_owned();
        let planned = Planned { use_case: reader.to_owned(), party, values: 0, changes: Vec::new() };
        let Some(Built { sent, .. }) = self.build(&planned) else { return Vec::new() };
        self.memory.health = None;
        let Some(response) = self.exchange(&sent, "what does it hold").await else { return Vec::new() };
        let Ok(items) = response.items() else { return Vec::new() };
        let read = sent.command.targets.iter().zip(items);
        read.filter(|(target, item)| wanted.contains(target) && item.result.is_success())
            .map(|(target, item)| (*target, item.data))
            .collect()
    }

    /// A target that lives on may close the link instead of an answer; it is made again once.
    async fn exchange(&mut self, sent: &Sent, note: &str) -> Option<Response> {
        self.wait_turn().await;
        let answer = match self.session.send(&sent.octets, note).await {
            Ok(()) => self.session.answer(sent).await,
            Err(trouble) => Err(trouble),
        };
        match answer {
            Ok(answer) => {
                let malformed = self.session.malformed_answer(sent).filter(|_| answer.is_none());
                if let Some(reason) = malformed {
                    self.found(Kind::Misfit, reason);
                }
                answer
            }
            Err(_) => {
                self.react("closed");
                self.relink().await;
                None
            }
        }
    }

    /// Makes the link again. A target that cannot be reached any more, and was well before, is silent.
    async fn relink(&mut self) {
        if let Err(trouble) = self.session.reconnect().await {
            self.silent = true;
            let observed = format!("the link ended and could not be made again: {trouble}");
            self.found(Kind::Silent, reason("GBCS 6.2.4", "an answer to a good command", observed));
        }
    }

    async fn transmit(&mut self, octets: &[u8], note: &str) {
        self.wait_turn().await;
        if self.session.send(octets, note).await.is_err() {
            self.react("closed");
            self.relink().await;
        }
    }

    /// One more message is about to be sent.
    async fn wait_turn(&mut self) {
        self.outcome.messages += 1;
        if !self.memory.pace.is_zero() {
            // Where the link is lost meanwhile, sending notices.
            let _ = self.session.watch(self.memory.pace).await;
        }
    }

    async fn settle(&mut self, wait: Duration) {
        if !self.silent && self.session.watch(wait).await.is_err() {
            self.react("closed");
            self.relink().await;
        }
    }

    /// Alerts must be authentic, whatever they are about.
    fn alerts(&mut self) {
        if let Some(reason) = self.session.take_forged_alert() {
            self.found(Kind::Forged, reason);
        }
        let mut codes: Vec<String> = self
            .session
            .take_alerts()
            .iter()
            .filter_map(|octets| Some(Message::parse(octets).ok()?.header().message_code().to_string()))
            .collect();
        codes.sort();
        codes.dedup();
        for code in codes {
            self.react(&format!("alert {code}"));
        }
    }

    fn react(&mut self, word: &str) {
        if !self.outcome.reaction.is_empty() {
            self.outcome.reaction.push_str(", ");
        }
        self.outcome.reaction.push_str(word);
    }

    /// The first finding of a conversation counts.
    fn found(&mut self, kind: Kind, reason: Reason) {
        self.memory.health = None;
        self.outcome.finding.get_or_insert(Finding { kind, reason });
    }
}

/// What a message may do that comes once more.
fn again(sent: &Sent, demand: Demand) -> Demand {
    let required = crate::session::use_case_named(&sent.command.use_case)
        .is_some_and(|use_case| use_case.replay_protected == hallmark_gbcs::tables::Replay::Required);
    match demand {
        Demand::Answered if required => Demand::Refused("GBCS 4.3.1.5"),
        Demand::Answered | Demand::Survived => Demand::Survived,
        Demand::Refused(clause) => Demand::Refused(clause),
    }
}

/// The ids that an answer to the octets that went out would have.
fn ids(sent: &Sent) -> (EntityId, Counter) {
    Message::parse(&sent.octets)
        .map(|message| (message.header().originator, message.header().counter))
        .unwrap_or((sent.originator(), sent.counter()))
}

/// What a response is, as far as it teaches something: for DLMS its results, for others its length.
fn words(sent: &Sent, response: &Response) -> String {
    let Ok(message) = response.message() else { return "unreadable".to_owned() };
    let code = message.header().message_code();
    let same = if code == sent.command.code { String::new() } else { format!(" {code}") };
    match response.items() {
        Ok(items) => {
            let mut results: Vec<u8> = items.iter().map(|item| item.result.0).collect();
            results.dedup();
            format!("results{same} {results:?}")
        }
        Err(_) => format!("response{same} of {}", message.payload().len()),
    }
}

fn reason(clause: &str, expected: impl Into<String>, observed: String) -> Reason {
    Reason { clause: clause.to_owned(), expected: expected.into(), observed }
}

/// Reads, any of which shows that a device still answers.
const FALLBACKS: [&str; 6] = ["ECS52", "ECS26c", "ECS45", "ECS17c", "ECS40", "ECS24"];
