//! The stateful target: a conversation with the reference device, good commands and bad ones in any order.
//!
//! The oracle: it never panics; whatever it sends is authentic; a command that is not authentic is not answered and
//! changes nothing, neither values nor counters; a replayed command that replay protection covers is not executed
//! again; and at the end it still answers a good command.

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

use crate::rig::NOW;
use crate::rig::Rig;

/// Reads the octets as a conversation and holds it.
pub fn run(octets: &[u8]) {
    let Ok(steps) = Vec::<Step>::arbitrary(&mut Unstructured::new(octets)) else { return };
    RIG.with(|rig| {
        let mut conversation = Conversation { rig, device: rig.device(), now: NOW, good: Vec::new() };
        for (position, step) in steps.iter().take(LONGEST).enumerate() {
            conversation.take(step, u64::try_from(position).unwrap_or_default());
        }
        conversation.finish();
    });
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
                if attack == Some(Attack::UnknownCode) {
                    // It is authentic, and may be answered (GBCS 18.2, ECS100).
                    if let Some(octets) = self.rig.command(usize::from(*which), attack, position) {
                        self.send(&octets);
                    }
                } else if let Some(octets) = self.rig.command(usize::from(*which), attack, position) {
                    self.send_bad(&octets, Some(&octets));
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
                    self.send_bad(&octets, None);
                }
            }
            Step::Octets { octets } => self.send_bad(octets, None),
            Step::Replayed { which } => {
                let Some(octets) = self.good.get(usize::from(*which) % self.good.len().max(1)).cloned()
                else {
                    return;
                };
                if is_replay_protected(&octets) {
                    let before = self.device.snapshot();
                    self.send(&octets);
                    assert_eq!(self.device.snapshot(), before, "a replayed command changed something");
                }
            }
            Step::Blocks { which, size, order } => self.blocks(usize::from(*which), *size, order, position),
            Step::Wait { seconds } => {
                self.now += u64::from(*seconds);
                for sent in self.device.tick(self.now) {
                    self.check(&sent);
                }
            }
        }
    }

    /// Sends what the device must neither answer nor act upon. Octets whose protection is right all the same, because
    /// what was altered is not covered, are no attack.
    fn send_bad(&mut self, octets: &[u8], attack: Option<&[u8]>) {
        if attack.is_none() && Block::is_block(octets) {
            self.send(octets);
            return;
        }
        if attack.is_none() && self.is_authentic(octets) {
            return;
        }
        let before = self.device.snapshot();
        let sent = self.device.handle(self.now, octets);
        for octets in &sent {
            let is_response =
                Message::parse(octets).is_ok_and(|message| message.header().cra == Cra::Response);
            assert!(!is_response, "a bad command was answered");
            self.check(octets);
        }
        assert_eq!(self.device.snapshot(), before, "a bad command changed something");
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

    fn send(&mut self, octets: &[u8]) -> usize {
        let sent = self.device.handle(self.now, octets);
        for octets in &sent {
            self.check(octets);
        }
        sent.len()
    }

    /// What the device sends must be a message with valid protection, or a block of one.
    fn check(&self, octets: &[u8]) {
        if Block::is_block(octets) {
            Block::parse(octets).expect("the device sends blocks that can be read");
            return;
        }
        let message = Message::parse(octets).expect("the device sends messages that can be read");
        let checks = self.rig.verifier.check(&message);
        let (mac, signature) = (checks.mac, checks.signature);
        assert!(mac != Check::Invalid && signature != Check::Invalid, "MAC {mac:?}, signature {signature:?}");
        assert!(mac == Check::Valid || signature == Check::Valid, "MAC {mac:?}, signature {signature:?}");
    }

    fn is_authentic(&self, octets: &[u8]) -> bool {
        let Ok(message) = Message::parse(octets) else { return false };
        let checks = self.rig.verifier.check(&message);
        checks.mac != Check::Invalid
            && checks.signature != Check::Invalid
            && (checks.mac == Check::Valid || checks.signature == Check::Valid)
    }

    fn finish(mut self) {
        let octets = self.rig.health();
        assert_ne!(self.send(&octets), 0, "a good command is no longer answered");
    }
}

fn is_replay_protected(octets: &[u8]) -> bool {
    let Ok(message) = Message::parse(octets) else { return false };
    use_case(message.header().message_code()).is_some_and(|found| found.replay_protected == Replay::Required)
}

/// Longer conversations say nothing new.
const LONGEST: usize = 8;
