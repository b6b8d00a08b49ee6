//! What comes in over a link.

use core::fmt;

/// Something that came from the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received {
    /// One whole message.
    Message(Vec<u8>),
    /// Something that is not a message.
    Garbage(Garbage),
}

impl Received {
    /// The octets of memory that it holds.
    pub(crate) fn held(&self) -> usize {
        match self {
            Self::Message(octets) => octets.len(),
            Self::Garbage(garbage) => garbage
                .excerpt
                .len()
                .saturating_add(garbage.expected.len())
                .saturating_add(garbage.found.len()),
        }
    }
}

/// What arrived and is not a message: what should have come, what came, where and how much of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Garbage {
    /// What is wrong with it.
    pub kind: GarbageKind,
    /// What should have been there.
    pub expected: String,
    /// What was there instead; bounded and printable.
    pub found: String,
    /// Offset of the fault, in octets since the link was made.
    pub offset: u64,
    /// How many octets there were in all.
    pub size: u64,
    /// The first of them, at most [`EXCERPT`](Self::EXCERPT).
    pub excerpt: Vec<u8>,
}

impl Garbage {
    /// No excerpt is longer than this.
    pub const EXCERPT: usize = 64;

    /// The first octets of `octets`, as an excerpt.
    pub(crate) fn excerpt(octets: &[u8]) -> Vec<u8> {
        octets.get(..Self::EXCERPT).unwrap_or(octets).to_vec()
    }

    /// The first octets of `octets` in quotation marks, as something to print.
    pub(crate) fn quote(octets: &[u8]) -> String {
        match octets.get(..Self::EXCERPT) {
            Some(start) if octets.len() > Self::EXCERPT => {
                format!("\"{}…\" ({} octets)", start.escape_ascii(), octets.len())
            }
            _ => format!("\"{}\"", octets.escape_ascii()),
        }
    }
}

impl fmt::Display for Garbage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} at octet {}: expected {}, found {}",
            self.kind.name(),
            self.offset,
            self.expected,
            self.found
        )
    }
}

/// What is wrong with what arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GarbageKind {
    /// An answer to nothing that was asked, or a second answer to the same question.
    Answer,
    /// A message of another form than the framing allows.
    Form,
    /// A frame that had begun when the link ended or fell silent.
    Half,
    /// A stated length that differs from what follows.
    Length,
    /// A message between ports other than the agreed ones. The message itself follows.
    Ports,
    /// More than can be taken: that much was counted and dropped.
    Surplus,
    /// Longer than any message.
    TooLong,
    /// A version of the framing that is not known; nothing after it can be read.
    Version,
}

impl GarbageKind {
    /// A short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "stray answer",
            Self::Form => "not a message",
            Self::Half => "unfinished message",
            Self::Length => "wrong length",
            Self::Ports => "unexpected ports",
            Self::Surplus => "flood",
            Self::TooLong => "message too long",
            Self::Version => "unknown version",
        }
    }
}
