use core::fmt;

use crate::Counter;
use crate::Error;
use crate::wire::Reader;

/// The long-invoke-id-and-priority of a DLMS payload: a control octet, and 24 bits that GBCS takes from
/// the Originator Counter (GBCS 7.2.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct InvokeId {
    control: u8,
    counter: u32,
}

impl InvokeId {
    /// The control octet of every GBCS message: break on error, unconfirmed, normal priority, not
    /// self-descriptive.
    pub const CONTROL: u8 = 0x20;

    /// The one that belongs to a message with this Originator Counter.
    pub fn of(counter: Counter) -> Self {
        let [_, _, _, _, _, high, middle, low] = counter.0.to_be_bytes();
        Self { control: Self::CONTROL, counter: u32::from_be_bytes([0, high, middle, low]) }
    }

    /// Any four octets.
    pub fn from_octets([control, high, middle, low]: [u8; 4]) -> Self {
        Self { control, counter: u32::from_be_bytes([0, high, middle, low]) }
    }

    /// Reads four octets.
    pub fn parse(reader: &mut Reader<'_>) -> Result<Self, Error> {
        reader.array("long-invoke-id-and-priority").map(Self::from_octets)
    }

    /// The four octets.
    pub fn to_octets(self) -> [u8; 4] {
        let [_, high, middle, low] = self.counter.to_be_bytes();
        [self.control, high, middle, low]
    }

    /// The control octet.
    pub fn control(self) -> u8 {
        self.control
    }

    /// The 24-bit number.
    pub fn counter(self) -> u32 {
        self.counter
    }

    /// Whether it is the one that GBCS demands in a message with this Originator Counter.
    pub fn belongs_to(self, counter: Counter) -> bool {
        self == Self::of(counter)
    }
}

impl fmt::Display for InvokeId {
    /// Eight upper-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08X}", u32::from_be_bytes(self.to_octets()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_low_24_bits_of_the_counter() {
        let id = InvokeId::of(Counter(0x0102_0304_0506_0708));
        assert_eq!(id.to_octets(), [0x20, 0x06, 0x07, 0x08]);
        assert_eq!(InvokeId::from_octets(id.to_octets()), id);
        assert!(id.belongs_to(Counter(0x0006_0708)));
        assert!(!id.belongs_to(Counter(0x0006_0709)));
        assert!(!InvokeId::from_octets([0x60, 6, 7, 8]).belongs_to(Counter(0x0006_0708)));
        assert_eq!(id.to_string(), "20060708");
    }
}
