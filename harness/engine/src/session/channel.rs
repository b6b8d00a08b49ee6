use core::time::Duration;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::MessageIdentifier;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_link::Link;
use hallmark_link::LinkError;
use hallmark_link::Received;
use hallmark_link::UnixMicros;
use tokio::sync::OwnedMutexGuard;

use crate::event::Direction;
use crate::session::Counters;
use crate::session::Finding;
use crate::session::Laboratory;
use crate::session::Response;
use crate::session::Sent;
use crate::session::response::check_alert;
use crate::session::response::finding;

/// Takes down what a session sees.
pub trait Record: Send + Sync {
    /// A message went out or came in.
    fn exchange(&self, direction: Direction, note: &str, octets: &[u8]);
    /// A remark.
    fn observe(&self, text: String);
    /// A response to what an earlier test sent as an attack came in.
    fn late(&self, test: &str, attack: &Sent, octets: &[u8]);
}

/// What went wrong with the link, not with an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Trouble(pub String);

impl From<LinkError> for Trouble {
    fn from(error: LinkError) -> Self {
        Self(error.to_string())
    }
}

/// What was sent over the whole run, by originator and counter: a late answer is still an answer to it.
///
/// What goes out later under the same ids takes the place of what went before. That happens because a flipped bit of a
/// counter can make one that is used later.
#[derive(Debug, Default)]
pub struct Watch(Mutex<HashMap<(EntityId, Counter), Watched>>);

#[derive(Debug, Clone)]
struct Watched {
    test: Arc<str>,
    /// None for a good command.
    attack: Option<Arc<Sent>>,
    /// Whether a response to it has come.
    is_answered: bool,
}

impl Watch {
    fn add(&self, ids: (EntityId, Counter), test: &Arc<str>, attack: Option<&Sent>) {
        let attack = attack.map(|sent| Arc::new(sent.clone()));
        let watched = Watched { test: Arc::clone(test), attack, is_answered: false };
        if let Ok(mut all) = self.0.lock() {
            all.insert(ids, watched);
        }
    }

    /// What was sent under these ids, as it stood before the response that has come now.
    fn answer(&self, ids: (EntityId, Counter)) -> Option<Watched> {
        let mut all = self.0.lock().ok()?;
        let watched = all.get_mut(&ids)?;
        let before = watched.clone();
        watched.is_answered = true;
        Some(before)
    }
}

/// The link of a session: its own, or one that scenarios take in turns.
pub enum Hold {
    /// Its own device behind it.
    Own(Box<dyn Link>),
    /// The one link to the one device.
    Turn(OwnedMutexGuard<Box<dyn Link>>),
}

impl Hold {
    fn link(&mut self) -> &mut dyn Link {
        match self {
            Self::Own(link) => link.as_mut(),
            Self::Turn(link) => link.as_mut(),
        }
    }
}

/// One scenario's conversation with the target.
pub struct Session {
    hold: Hold,
    record: Arc<dyn Record>,
    watch: Arc<Watch>,
    test: Arc<str>,
    responses: Vec<Vec<u8>>,
    /// How many responses have come that fit no command.
    unfit: usize,
    alerts: Vec<Vec<u8>>,
    forged: Option<Finding>,
    junk: usize,
    malformed: Vec<(Vec<u8>, String)>,
    blocks: Reassembler,
    /// Whose keys.
    pub laboratory: Arc<Laboratory>,
    /// Other keys that the device may go by, while a command that replaces some is under way: an alert that comes then
    /// may be protected for either.
    pub alternates: Vec<Arc<Laboratory>>,
    /// Which counters.
    pub counters: Arc<Counters>,
}

impl core::fmt::Debug for Session {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Session").field("test", &self.test).finish_non_exhaustive()
    }
}

/// Most messages that are kept of what a target sends unasked within one scenario.
const KEPT: usize = 256;

/// Most things within one scenario that are no messages and are taken down all the same.
const JUNK_KEPT: usize = 16;

impl Session {
    /// A session for one test.
    pub fn new(
        hold: Hold,
        laboratory: Arc<Laboratory>,
        counters: Arc<Counters>,
        watch: Arc<Watch>,
        record: Arc<dyn Record>,
        test: String,
    ) -> Self {
        Self {
            hold,
            record,
            watch,
            test: test.into(),
            responses: Vec::new(),
            unfit: 0,
            alerts: Vec::new(),
            forged: None,
            junk: 0,
            malformed: Vec::new(),
            blocks: Reassembler::new(),
            laboratory,
            alternates: Vec::new(),
            counters,
        }
    }

    /// Takes what came after the test before had ended, and makes the link again if it was lost.
    pub async fn resume(&mut self) -> Result<(), Trouble> {
        if matches!(self.hold, Hold::Own(_)) {
            return Ok(());
        }
        for _ in 0..KEPT {
            match self.pump(Duration::ZERO).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(trouble) => {
                    self.reconnect().await?;
                    self.observe(format!("the link was made again: {trouble}"));
                    break;
                }
            }
        }
        if !self.take_strays().is_empty() {
            self.observe("responses came after the test that they belong to had ended");
        }
        Ok(())
    }

    /// Sends octets that may be answered: a message, or a block of one.
    pub async fn send(&mut self, octets: &[u8], note: &str) -> Result<(), Trouble> {
        let ids = match Block::is_block(octets) {
            true => Block::parse(octets).ok().map(|block| (block.message.originator, block.message.counter)),
            false => Message::parse(octets)
                .ok()
                .map(|message| (message.header().originator, message.header().counter)),
        };
        if let Some(ids) = ids {
            self.watch.add(ids, &self.test, None);
        }
        self.transmit(octets, note).await
    }

    /// Sends octets that must not be answered; an answer is found even in a later test.
    pub async fn send_attack(&mut self, sent: &Sent, note: &str) -> Result<(), Trouble> {
        let header = Message::parse(&sent.octets).ok().map(|message| *message.header());
        let originator = header.map_or(sent.originator(), |header| header.originator);
        let counter = header.map_or(sent.counter(), |header| header.counter);
        self.watch.add((originator, counter), &self.test, Some(sent));
        self.transmit(&sent.octets, note).await
    }

    /// Waits for the response to a command. While nothing that fits has come, what else comes is kept; a response
    /// that fits no command shortens the wait, because nothing else is likely to follow; one that belongs to another
    /// command is late, and so may this one be.
    pub async fn answer(&mut self, sent: &Sent) -> Result<Option<Response>, Trouble> {
        let mut deadline = self.now().saturating_add(self.laboratory.timeout);
        let unfit = self.unfit;
        loop {
            if let Some(octets) = self.take_response(sent.originator(), sent.counter()) {
                return Ok(Some(Response::from_octets(octets)));
            }
            if self.malformed_answer(sent).is_some() {
                break;
            }
            if self.unfit > unfit {
                deadline = deadline.min(self.now().saturating_add(self.laboratory.settle));
            }
            let Some(wait) = self.until(deadline) else { break };
            if !self.pump(wait).await? && self.until(deadline).is_none() {
                break;
            }
        }
        Ok(None)
    }

    /// Watches for `wait`, whatever comes.
    pub async fn watch(&mut self, wait: Duration) -> Result<(), Trouble> {
        let deadline = self.now().saturating_add(wait);
        while let Some(wait) = self.until(deadline) {
            self.pump(wait).await?;
        }
        Ok(())
    }

    /// Waits until an alert comes that `wanted` accepts, and takes it.
    pub async fn alert(
        &mut self,
        wait: Duration,
        wanted: impl Fn(&[u8]) -> bool,
    ) -> Result<Option<Vec<u8>>, Trouble> {
        let deadline = self.now().saturating_add(wait);
        loop {
            if let Some(at) = self.alerts.iter().position(|octets| wanted(octets)) {
                return Ok(Some(self.alerts.swap_remove(at)));
            }
            let Some(wait) = self.until(deadline) else { return Ok(None) };
            self.pump(wait).await?;
        }
    }

    /// Makes the link again.
    pub async fn reconnect(&mut self) -> Result<(), Trouble> {
        Ok(self.hold.link().reconnect().await?)
    }

    /// Takes a response with these ids out of what has come, if there is one.
    pub fn take_response(&mut self, originator: EntityId, counter: Counter) -> Option<Vec<u8>> {
        let fits = |octets: &Vec<u8>| {
            Message::parse(octets).is_ok_and(|message| {
                let header = message.header();
                header.recipient == originator && header.counter == counter
            })
        };
        let at = self.responses.iter().position(fits)?;
        Some(self.responses.remove(at))
    }

    /// What is wrong with octets that are evidently the response to a command, by device, party and counter, and are no
    /// message all the same.
    pub fn malformed_answer(&self, sent: &Sent) -> Option<Finding> {
        let mut ids = sent.counter().0.to_be_bytes().to_vec();
        for id in [self.laboratory.device(), sent.originator()] {
            ids.push(0x08);
            ids.extend(id.0);
        }
        let answers = |octets: &[u8]| octets.windows(ids.len()).any(|window| window == ids);
        let (octets, error) = self.malformed.iter().find(|(octets, _)| answers(octets))?;
        let observed = format!("{} octets with its ids that are none: {error}", octets.len());
        Some(finding("GBCS 7.2.5, 7.2.7", "a response that is a message", observed))
    }

    /// Takes every response that has come and that fits nothing.
    pub fn take_strays(&mut self) -> Vec<Vec<u8>> {
        core::mem::take(&mut self.responses)
    }

    /// What is wrong with the protection of the alerts that have come, whatever they are about, or with responses that
    /// came once too often.
    pub fn forged_alert(&self) -> Option<Finding> {
        self.forged.clone()
    }

    /// As [`forged_alert`](Self::forged_alert), and forgets it.
    pub fn take_forged_alert(&mut self) -> Option<Finding> {
        self.forged.take()
    }

    /// Takes every alert that has come.
    pub fn take_alerts(&mut self) -> Vec<Vec<u8>> {
        core::mem::take(&mut self.alerts)
    }

    /// How many responses have come that fit no command.
    pub fn unfit(&self) -> usize {
        self.unfit
    }

    /// Every alert that has come.
    pub fn alerts(&self) -> &[Vec<u8>] {
        &self.alerts
    }

    /// A remark.
    pub fn observe(&self, text: impl Into<String>) {
        self.record.observe(text.into());
    }

    /// The link's time.
    pub fn now(&mut self) -> UnixMicros {
        self.hold.link().now()
    }

    fn until(&mut self, deadline: UnixMicros) -> Option<Duration> {
        let left = deadline.0.checked_sub(self.now().0).filter(|left| *left > 0)?;
        Some(Duration::from_micros(left))
    }

    async fn transmit(&mut self, octets: &[u8], note: &str) -> Result<(), Trouble> {
        self.record.exchange(Direction::Out, note, octets);
        Ok(self.hold.link().send(octets).await?)
    }

    /// Receives one thing, if one comes within `wait`.
    async fn pump(&mut self, wait: Duration) -> Result<bool, Trouble> {
        match self.hold.link().receive(wait).await? {
            None => Ok(false),
            Some(Received::Message(octets)) => {
                self.sort(octets);
                Ok(true)
            }
            Some(Received::Garbage(garbage)) => {
                if self.keeps_junk() {
                    self.record.observe(format!("the link carried something that is no message: {garbage}"));
                }
                Ok(true)
            }
        }
    }

    /// Whether one more thing that is no message is taken down: a target that sends nothing else must not fill the
    /// laboratory's disk.
    fn keeps_junk(&mut self) -> bool {
        self.junk = self.junk.saturating_add(1);
        if self.junk == JUNK_KEPT + 1 {
            let rest =
                format!("more than {JUNK_KEPT} things came that are no messages: the rest is not kept");
            self.record.observe(rest);
        }
        self.junk <= JUNK_KEPT
    }

    /// Takes a block of a large message (GBCS 7.2.11); the message itself once it is whole.
    fn take_block(&mut self, octets: &[u8]) -> Option<Vec<u8>> {
        if !self.keeps_junk() {
            return None;
        }
        self.record.exchange(Direction::In, "block of a message", octets);
        let progress = Block::parse(octets).map_err(|error| error.to_string()).and_then(|block| {
            if self.blocks.message().is_some_and(|message| message != block.message) {
                self.blocks.abandon();
            }
            self.blocks.accept(&block).map_err(|error| error.to_string())
        });
        match progress {
            Ok(Progress::Complete(message)) => {
                self.junk = 0;
                self.remark_on_routing(octets, &message);
                Some(message)
            }
            Ok(Progress::Repeated | Progress::Waiting { .. }) => None,
            Err(error) => {
                self.record.observe(format!("the target sent a block that fits no message: {error}"));
                None
            }
        }
    }

    /// The header of a block repeats the ids and the Message Code of its message; what hangs on them is open.
    fn remark_on_routing(&self, block: &[u8], message: &[u8]) {
        if let (Ok(block), Ok(message)) = (Block::parse(block), Message::parse(message)) {
            let is_same = block.message == MessageIdentifier::from(&message)
                && block.code == message.header().message_code();
            if !is_same {
                self.record.observe("the header of a block has other ids than its message".to_owned());
            }
        }
    }

    fn sort(&mut self, octets: Vec<u8>) {
        let octets = match Block::is_block(&octets) {
            false => octets,
            true => match self.take_block(&octets) {
                Some(whole) => whole,
                None => return,
            },
        };
        let message = match Message::parse(&octets) {
            Ok(message) => message,
            Err(error) => {
                if self.keeps_junk() {
                    self.record.exchange(Direction::In, "not a GBCS message", &octets);
                    self.record.observe(format!("the target sent octets that are no GBCS message: {error}"));
                    self.malformed.push((octets, error.to_string()));
                }
                return;
            }
        };
        let header = message.header();
        if header.cra == Cra::Alert {
            self.record.exchange(Direction::In, "alert", &octets);
            let by_alternates = || self.alternates.iter().any(|other| check_alert(&octets, other).is_ok());
            if self.forged.is_none() {
                self.forged = check_alert(&octets, &self.laboratory).err().filter(|_| !by_alternates());
            }
            if self.alerts.len() < KEPT {
                self.alerts.push(octets);
            }
            return;
        }
        self.record.exchange(Direction::In, "response", &octets);
        match self.watch.answer((header.recipient, header.counter)) {
            Some(Watched { test, attack: None, is_answered: true }) => {
                let observed =
                    format!("a second one to a command of {test}, with counter {}", header.counter);
                self.forged.get_or_insert(finding("GBCS 7.2.7", "one response to each command", observed));
            }
            Some(Watched { test, attack, .. }) if test != self.test => match attack {
                Some(attack) => self.record.late(&test, &attack, &octets),
                None => self.record.observe(format!("a response came after its test, {test}, had ended")),
            },
            watched => {
                self.unfit = self.unfit.saturating_add(usize::from(watched.is_none()));
                if self.responses.len() < KEPT {
                    self.responses.push(octets);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
