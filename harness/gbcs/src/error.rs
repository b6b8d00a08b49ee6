//! What is wrong with octets, where, and what was expected instead.

use core::fmt;

/// The kind of a decoding error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A length field does not fit what surrounds it.
    Length,
    /// The octets are of a form that is recognised, and larger than this crate accepts.
    Limit,
    /// A tag, choice or type octet is not one that may stand here.
    Tag,
    /// Octets are left over after the last field.
    Trailing,
    /// The octets end before the field does.
    Truncated,
    /// The field is well-formed, its value is not permitted here.
    Value,
}

impl ErrorKind {
    /// A short stable name, used in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::Limit => "limit",
            Self::Tag => "tag",
            Self::Trailing => "trailing",
            Self::Truncated => "truncated",
            Self::Value => "value",
        }
    }
}

/// A decoding error: kind, octet offset from the start of the message, expected and found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Error {
    kind: ErrorKind,
    offset: usize,
    expected: &'static str,
    found: Found,
}

impl Error {
    /// The octets end at `offset`, `missing` octets before `expected` is complete.
    pub fn truncated(offset: usize, expected: &'static str, missing: usize) -> Self {
        Self { kind: ErrorKind::Truncated, offset, expected, found: Found::Missing(missing) }
    }

    /// The octet at `offset` has value `found`.
    pub fn octet(kind: ErrorKind, offset: usize, expected: &'static str, found: u8) -> Self {
        Self { kind, offset, expected, found: Found::Octet(found) }
    }

    /// The field at `offset` has the value or length `found`.
    pub fn number(kind: ErrorKind, offset: usize, expected: &'static str, found: u64) -> Self {
        Self { kind, offset, expected, found: Found::Number(found) }
    }

    /// `left` octets follow the last field.
    pub fn trailing(offset: usize, left: usize) -> Self {
        Self {
            kind: ErrorKind::Trailing,
            offset,
            expected: "the end of the octets",
            found: Found::Left(left),
        }
    }

    /// What is found at `offset` is best said in words.
    pub fn text(kind: ErrorKind, offset: usize, expected: &'static str, found: &'static str) -> Self {
        Self { kind, offset, expected, found: Found::Text(found) }
    }

    /// The same error, seen from an enclosing structure that starts `base` octets earlier.
    #[must_use]
    pub fn at(mut self, base: usize) -> Self {
        self.offset += base;
        self
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The octet offset at which it was noticed.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// What should have stood there.
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// What stands there, as text.
    pub fn found(&self) -> String {
        self.found.to_string()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decode at octet {}: expected {}, found {}", self.offset, self.expected, self.found)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Left(usize),
    Missing(usize),
    Number(u64),
    Octet(u8),
    Text(&'static str),
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Left(n) => write!(f, "{n} more octets"),
            Self::Missing(n) => write!(f, "the end, {n} octets short"),
            Self::Number(n) => write!(f, "{n}"),
            Self::Octet(octet) => write!(f, "{octet:02X}"),
            Self::Text(text) => f.write_str(text),
        }
    }
}
