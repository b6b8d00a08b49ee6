use core::fmt;

/// The kind of a decoding error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A length is not in the shortest definite form, or does not fit what surrounds it.
    Length,
    /// Larger than this crate accepts.
    Limit,
    /// A tag that may not stand here.
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

/// A decoding error: kind, octet offset from the start of the structure, expected and found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    offset: usize,
    expected: &'static str,
    found: String,
}

impl Error {
    /// An error of `kind` at `offset`.
    pub fn new(kind: ErrorKind, offset: usize, expected: &'static str, found: impl Into<String>) -> Self {
        Self { kind, offset, expected, found: found.into() }
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

    /// What stands there.
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decode at octet {}: expected {}, found {}", self.offset, self.expected, self.found)
    }
}

impl std::error::Error for Error {}
