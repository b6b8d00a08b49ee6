//! The stateful target: a conversation with the reference device, good commands and bad ones in any order.
//!
//! The oracle: it never panics; whatever it sends is authentic; a command that is not authentic is not answered and
//! changes nothing, neither values nor counters; a replayed command that replay protection covers is not executed
//! again; and at the end it still answers a good command. [`Wrong`] names each of these, and `tests/oracle.rs` shows
//! that faulty devices are found by each.

use std::sync::Arc;

use arbitrary::Arbitrary;
use arbitrary::Unstructured;
use hallmark_engine::session::Attack;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::split;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_reference::Esme;
use hallmark_reference::Snapshot;
use hallmark_reference::faults::Fault;

use crate::rig::NOW;
use crate::rig::Rig;

/// Reads the octets as a conversation and holds it with the honest device.
pub fn run(octets: &[u8]) {
    let wrong = converse(octets, &[]);
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// Reads the octets as a conversation, holds it with a device that has these faults, and gives what it did that a device
/// must not do.
pub fn converse(octets: &[u8], faults: &[&Fault]) -> Vec<Wrong> {
    let Ok(steps) = Vec::<Step>::arbitrary(&mut Unstructured::new(octets)) else { return Vec::new() };
    RIG.with(|rig| {
        let device = rig.device(faults);
        let mut conversation = Conversation { rig, device, now: NOW, good: Vec::new(), wrong: Vec::new() };
        for (position, step) in steps.iter().take(LONGEST).enumerate() {
            conversation.take(step, u64::try_from(position).unwrap_or_default());
        }
        conversation.finish()
    })
}

/// What a device must not do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It answered a bad command.
    Answered,
    /// A bad command changed something of it: what it was before, and after.
    Changed(Box<[Snapshot; 2]>),
    /// What it sent does not verify.
    Forged {
        /// Its MAC.
        mac: Check,
        /// Its signature.
        signature: Check,
    },
    /// A command that was executed before changed something again, or was answered again.
    Replayed,
    /// It no longer answers a good command.
    Silent,
    /// What it sent cannot be read.
    Unreadable,
}

thread_local! {
    static RIG: Rig = Rig::new();
}

/// One step of a conversation.
#[derive(Debug, Arbitrary)]
enum Step {
    /// An entitled party's command.
    Good { which: u8 },
    /// Such a command with one thing wrong.
    Attack { which: u8, attack: u8 },
    /// Such a command, altered after it was protected.
    Altered { which: u8, edits: [Option<Edit>; 3], cut: Option<u8> },
    /// Anything.
    Octets { octets: Vec<u8> },
    /// A good command of before, once more.
    Replayed { which: u8 },
    /// A good command in blocks, which come in this order.
    Blocks { which: u8, size: u8, order: Vec<u8> },
    /// Time passes.
    Wait { seconds: u32 },
}

#[derive(Debug, Arbitrary)]
struct Edit {
    offset: u16,
    flip: u8,
}

struct Conversation<'r> {
    rig: &'r Rig,
    device: Esme,
    now: u64,
    good: Vec<Arc<[u8]>>,
    wrong: Vec<Wrong>,
}

impl Conversation<'_> {
    fn take(&mut self, step: &Step, position: u64) {
        match step {
            Step::Good { which } => {
                let Some(octets) = self.rig.command(usize::from(*which), None, position) else { return };
                self.send(&octets);
                self.good.push(octets);
            }
            Step::Attack { which, attack } => {
                let attack = Attack::all().nth(usize::from(*attack) % Attack::all().len());
                match self.rig.command(usize::from(*which), attack, position) {
                    // It is authentic, and may be answered (GBCS 18.2, ECS100).
                    Some(octets) if attack == Some(Attack::UnknownCode) => drop(self.send(&octets)),
                    Some(octets) => self.send_bad(&octets, Certainly::Bad),
                    None => {}
                }
            }
            Step::Altered { which, edits, cut } => {
                let Some(good) = self.rig.command(usize::from(*which), None, position) else { return };
                let mut octets = good.to_vec();
                for edit in edits.iter().flatten() {
                    let offset = usize::from(edit.offset) % octets.len();
                    octets[offset] ^= edit.flip;
                }
                octets.truncate(octets.len() - usize::from(cut.unwrap_or(0)).min(octets.len()));
                if octets != *good {
                    self.send_bad(&octets, Certainly::Not);
                }
            }
            Step::Octets { octets } => self.send_bad(octets, Certainly::Not),
            Step::Replayed { which } => {
                let number = usize::from(*which) % self.good.len().max(1);
                let Some(octets) = self.good.get(number).cloned() else { return };
                if is_replay_protected(&octets) {
                    let before = self.device.snapshot();
                    let sent = self.send(&octets);
                    if self.device.snapshot() != before || sent.iter().any(|octets| is_response(octets)) {
                        self.wrong.push(Wrong::Replayed);
                    }
                }
            }
            Step::Blocks { which, size, order } => self.blocks(usize::from(*which), *size, order, position),
            Step::Wait { seconds } => {
                self.now += u64::from(*seconds);
                let sent = self.device.tick(self.now);
                self.check(&sent);
            }
        }
    }

    /// Sends what the device must neither answer nor act upon. Octets that are authentic all the same, because what was
    /// altered is not covered, are not bad.
    fn send_bad(&mut self, octets: &[u8], certainly: Certainly) {
        if certainly == Certainly::Not {
            if Block::is_block(octets) {
                self.send(octets);
                return;
            }
            if self.is_authentic(octets) {
                return;
            }
        }
        let before = self.device.snapshot();
        let sent = self.send(octets);
        if sent.iter().any(|octets| is_response(octets)) {
            self.wrong.push(Wrong::Answered);
        }
        let after = self.device.snapshot();
        if after != before {
            self.wrong.push(Wrong::Changed([before, after].into()));
        }
    }

    fn blocks(&mut self, which: usize, size: u8, order: &[u8], position: u64) {
        let Some(octets) = self.rig.command(which, None, position) else { return };
        let Ok(message) = Message::parse(&octets) else { return };
        let Ok(blocks) = split(&message, usize::from(size).max(32)) else { return };
        for index in order.iter().take(2 * LONGEST) {
            let index = usize::from(*index) % blocks.len();
            self.send(&blocks[index].emit());
        }
        // Whatever came before, all blocks in order are the message, unless it was complete already.
        for block in &blocks {
            self.send(&block.emit());
        }
    }

    /// Sends something, and checks and gives what comes back.
    fn send(&mut self, octets: &[u8]) -> Vec<Vec<u8>> {
        let sent = self.device.handle(self.now, octets);
        self.check(&sent);
        sent
    }

    /// What the device sends must be messages with valid protection, or blocks of such.
    fn check(&mut self, sent: &[Vec<u8>]) {
        for octets in sent {
            if Block::is_block(octets) {
                if Block::parse(octets).is_err() {
                    self.wrong.push(Wrong::Unreadable);
                }
                continue;
            }
            let Ok(message) = Message::parse(octets) else {
                self.wrong.push(Wrong::Unreadable);
                continue;
            };
            let checks = self.rig.verifier.check(&message);
            let (mac, signature) = (checks.mac, checks.signature);
            let is_wrong = mac == Check::Invalid || signature == Check::Invalid;
            let is_right = mac == Check::Valid || signature == Check::Valid;
            if is_wrong || !is_right {
                self.wrong.push(Wrong::Forged { mac, signature });
            }
        }
    }

    fn is_authentic(&self, octets: &[u8]) -> bool {
        let Ok(message) = Message::parse(octets) else { return false };
        let checks = self.rig.verifier.check(&message);
        checks.mac != Check::Invalid
            && checks.signature != Check::Invalid
            && (checks.mac == Check::Valid || checks.signature == Check::Valid)
    }

    fn finish(mut self) -> Vec<Wrong> {
        let octets = self.rig.health();
        if self.send(&octets).is_empty() {
            self.wrong.push(Wrong::Silent);
        }
        self.wrong
    }
}

fn is_response(octets: &[u8]) -> bool {
    Message::parse(octets).is_ok_and(|message| message.header().cra == Cra::Response)
}

/// Whether octets are bad whatever they look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainly {
    Bad,
    Not,
}

fn is_replay_protected(octets: &[u8]) -> bool {
    let Ok(message) = Message::parse(octets) else { return false };
    use_case(message.header().message_code()).is_some_and(|found| found.replay_protected == Replay::Required)
}

/// Longer conversations say nothing new.
const LONGEST: usize = 8;
