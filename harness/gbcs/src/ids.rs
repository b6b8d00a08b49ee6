//! Identifiers that occur in every message.

use core::fmt;
use core::str::FromStr;

/// An Entity Identifier: the EUI-64 of a Device or Remote Party, in the octet order of headers and
/// certificates (GBCS 4.3.1.2).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityId(pub [u8; 8]);

impl EntityId {
    /// All zero: what CS02b shows for a party without an identifier, such as the root.
    pub const NONE: Self = Self([0; 8]);
}

impl fmt::Display for EntityId {
    /// Sixteen upper-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016X}", u64::from_be_bytes(self.0))
    }
}

impl fmt::Debug for EntityId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntityId({self})")
    }
}

/// The text is not sixteen hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read an EUI-64: expected sixteen hexadecimal digits, with or without - or : between octets")]
pub struct NotAnEntityId;

impl FromStr for EntityId {
    type Err = NotAnEntityId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.chars().filter(|c| !matches!(c, '-' | ':')).collect();
        if digits.len() != 16 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(NotAnEntityId);
        }
        u64::from_str_radix(&digits, 16).map(|value| Self(value.to_be_bytes())).map_err(|_| NotAnEntityId)
    }
}

/// A Message Code (GBCS 15): which use case a message belongs to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageCode(pub u16);

impl fmt::Display for MessageCode {
    /// Four upper-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for MessageCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageCode({self})")
    }
}

/// An Originator Counter (GBCS 4.3.1.5), unsigned 64 bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Counter(pub u64);

impl fmt::Display for Counter {
    /// Decimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
