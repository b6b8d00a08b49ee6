//! What is wrong with one input.

use std::io;

use hallmark_gbcs::Error;

/// What is wrong, where, and what was expected instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// A short stable name: those of [`hallmark_gbcs::ErrorKind`], `block`, `empty`,
    /// `limit`, `text` or `unreadable`.
    pub(super) kind: &'static str,
    /// The octet of the message, or, for `text`, of the input.
    pub(super) offset: usize,
    pub(super) expected: &'static str,
    pub(super) found: String,
}

impl Fault {
    /// The text stands for no octets.
    pub(super) fn text(offset: usize, expected: &'static str, found: String) -> Self {
        Self { kind: "text", offset, expected, found }
    }

    /// The input is too large to be looked at.
    pub(super) fn limit(expected: &'static str) -> Self {
        Self { kind: "limit", offset: 0, expected, found: "more".to_owned() }
    }

    /// A block of a large message does not fit those before it, or the rest is missing.
    pub(super) fn block(found: String) -> Self {
        Self { kind: "block", offset: 0, expected: "every block of the message, in order", found }
    }

    /// There is nothing.
    pub(super) fn empty(expected: &'static str) -> Self {
        Self { kind: "empty", offset: 0, expected, found: "nothing".to_owned() }
    }

    /// The input cannot be read.
    pub(super) fn unreadable(error: &io::Error) -> Self {
        Self {
            kind: "unreadable",
            offset: 0,
            expected: "a file or folder that can be read",
            found: error.to_string(),
        }
    }

    /// The same fault, seen from something that starts `base` octets earlier.
    pub(super) fn at(mut self, base: usize) -> Self {
        self.offset += base;
        self
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self {
            kind: error.kind().name(),
            offset: error.offset(),
            expected: error.expected(),
            found: error.found(),
        }
    }
}
