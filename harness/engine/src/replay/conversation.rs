//! Commands that wait for their response.

use std::collections::HashMap;
use std::collections::VecDeque;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_link::UnixMicros;

use crate::replay::evidence::ExchangeId;
use crate::replay::evidence::Kept;
use crate::session::Sent;

/// What a response has in common with its command, within one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Ids {
    /// The conversation: one capture, or one test of a capture that Hallmark wrote.
    pub(super) scope: u32,
    pub(super) originator: EntityId,
    pub(super) device: EntityId,
    pub(super) counter: Counter,
}

/// What is known of the protection of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authenticity {
    /// It is wrong; these keys say so.
    Broken(EntityId),
    /// A key is missing.
    Unknown,
    /// It is right.
    Whole,
}

/// A command that was seen.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) code: MessageCode,
    pub(super) at: UnixMicros,
    pub(super) source: usize,
    pub(super) frame: u64,
    pub(super) exchange: Option<ExchangeId>,
    pub(super) is_attack: bool,
    /// Whether our own harness sent it.
    pub(super) is_ours: bool,
    pub(super) authenticity: Authenticity,
    /// What its response is held against, until there is one.
    pub(super) sent: Option<Box<Sent>>,
    pub(super) answers: u32,
    /// Whether a response said that it was executed.
    pub(super) is_executed: bool,
    /// Whether the same octets had been executed before.
    pub(super) is_repeated: bool,
    /// How often the same octets were sent.
    pub(super) times: u32,
    pub(super) digest: u64,
}

impl Asked {
    /// The message to keep, should it not have been.
    pub(super) fn kept(&self, note: &str) -> Option<Kept> {
        let sent = self.sent.as_ref()?;
        Some(Kept {
            source: self.source,
            frame: self.frame,
            at: self.at,
            direction: crate::event::Direction::Out,
            carrier: hallmark_link::capture::Carrier::Bare,
            note: note.to_owned(),
            octets: sent.octets.clone(),
        })
    }
}

/// The commands of the last time.
#[derive(Debug, Default)]
pub(super) struct Commands {
    asked: HashMap<Ids, Vec<Asked>>,
    order: VecDeque<Ids>,
}

impl Commands {
    /// Adds a command. Those for which there is no more room are returned.
    pub(super) fn add(&mut self, ids: Ids, asked: Asked) -> Vec<(Ids, Asked)> {
        let known = self.asked.entry(ids).or_default();
        if known.is_empty() {
            self.order.push_back(ids);
        }
        if known.len() < SAME_IDS {
            known.push(asked);
        }
        if self.order.len() <= MOST {
            return Vec::new();
        }
        let Some(oldest) = self.order.pop_front() else { return Vec::new() };
        self.asked.remove(&oldest).unwrap_or_default().into_iter().map(|asked| (oldest, asked)).collect()
    }

    /// The command that a response with these ids and this code most likely answers.
    pub(super) fn find(&mut self, ids: &Ids, code: MessageCode) -> Option<&mut Asked> {
        let known = self.asked.get_mut(ids)?;
        let rank = |asked: &Asked| (asked.answers > 0, asked.code != code, asked.is_attack);
        known.iter_mut().min_by_key(|asked| rank(asked))
    }

    /// The same command, if it was seen before.
    pub(super) fn find_same(&mut self, ids: &Ids, digest: u64) -> Option<&mut Asked> {
        self.asked.get_mut(ids)?.iter_mut().find(|asked| asked.digest == digest)
    }

    /// Every command that is left, in the order in which they came.
    pub(super) fn drain(&mut self) -> Vec<(Ids, Asked)> {
        let mut left = Vec::new();
        for ids in self.order.drain(..) {
            left.extend(self.asked.remove(&ids).unwrap_or_default().into_iter().map(|asked| (ids, asked)));
        }
        left
    }
}

/// How many different ids are remembered.
const MOST: usize = 32_768;

/// How many different commands with the same ids are.
const SAME_IDS: usize = 64;
