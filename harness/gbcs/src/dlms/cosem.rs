use core::fmt;
use core::str::FromStr;

use crate::Error;
use crate::wire::Reader;

/// A COSEM interface class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClassId(pub u16);

impl ClassId {
    /// Profile Generic, whose rows can be selected.
    pub const PROFILE_GENERIC: Self = Self(7);
    /// Data Protection, whose first method hands out sensitive attributes encrypted (GBCS 8).
    pub const DATA_PROTECTION: Self = Self(30);

    /// The name of the class, for those that GBCS addresses.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1 => "Data",
            3 => "Register",
            4 => "Extended Register",
            7 => "Profile Generic",
            8 => "Clock",
            9 => "Script Table",
            10 => "Schedule",
            11 => "Special Days",
            15 => "Association LN",
            18 => "Image Transfer",
            20 => "Activity Calendar",
            21 => "Register Monitor",
            22 => "Single Action Schedule",
            30 => "Data Protection",
            64 => "Security Setup",
            70 => "Disconnect Control",
            71 => "Limiter",
            104 => "ZigBee Network Control",
            111 => "Account",
            112 => "Credit",
            113 => "Charge",
            115 => "Token Gateway",
            9000 => "Extended Data",
            _ => return None,
        })
    }
}

impl fmt::Display for ClassId {
    /// Decimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The logical name (OBIS code) of a COSEM object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Obis(pub [u8; 6]);

impl fmt::Display for Obis {
    /// As in `0-0:1.0.0.255`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, last] = self.0;
        write!(f, "{a}-{b}:{c}.{d}.{e}.{last}")
    }
}

impl fmt::Debug for Obis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Obis({self})")
    }
}

/// The text is not a logical name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a logical name: expected six numbers up to 255 as in 0-0:1.0.0.255")]
pub struct NotAnObis;

impl FromStr for Obis {
    type Err = NotAnObis;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (a, rest) = text.split_once('-').ok_or(NotAnObis)?;
        let (b, rest) = rest.split_once(':').ok_or(NotAnObis)?;
        let mut octets = [0; 6];
        let mut parts = [a, b].into_iter().chain(rest.split('.'));
        for octet in &mut octets {
            let part = parts.next().ok_or(NotAnObis)?;
            if !part.bytes().all(|digit| digit.is_ascii_digit()) {
                return Err(NotAnObis);
            }
            *octet = part.parse().map_err(|_| NotAnObis)?;
        }
        if parts.next().is_some() { Err(NotAnObis) } else { Ok(Self(octets)) }
    }
}

/// The number of an attribute or a method of a COSEM class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberId(pub u8);

impl fmt::Display for MemberId {
    /// Decimal.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names one attribute or method of one object: class, logical name, number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Descriptor {
    /// The interface class.
    pub class: ClassId,
    /// The logical name of the object.
    pub instance: Obis,
    /// The attribute or method.
    pub member: MemberId,
}

impl Descriptor {
    /// The octets it takes: class, logical name, number.
    pub const LENGTH: usize = 9;

    /// Names a member.
    pub const fn new(class: u16, instance: [u8; 6], member: u8) -> Self {
        Self { class: ClassId(class), instance: Obis(instance), member: MemberId(member) }
    }

    /// Reads nine octets.
    pub fn parse(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let [class_high, class_low, a, b, c, d, e, f, member] =
            reader.array("class, logical name and member")?;
        Ok(Self::new(u16::from_be_bytes([class_high, class_low]), [a, b, c, d, e, f], member))
    }

    /// Appends nine octets.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend(self.class.0.to_be_bytes());
        out.extend(self.instance.0);
        out.push(self.member.0);
    }
}

impl fmt::Display for Descriptor {
    /// As in `113 0-0:19.20.0.255 #6`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} #{}", self.class, self.instance, self.member)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logical_names_are_read_as_they_are_shown() {
        let obis = Obis([0, 1, 94, 44, 128, 255]);
        assert_eq!(obis.to_string(), "0-1:94.44.128.255");
        assert_eq!("0-1:94.44.128.255".parse(), Ok(obis));
        for text in [
            "",
            "0-1:94.44.128",
            "0-1:94.44.128.256",
            "0-1:94.44.128.25.5",
            "0.1:94-44.1.1",
            "0-1:+4.44.1.1",
            "0-:1.1.1.1",
        ] {
            assert_eq!(text.parse::<Obis>(), Err(NotAnObis), "{text}");
        }
    }

    #[test]
    fn descriptors_round_trip() {
        let descriptor = Descriptor::new(9000, [0, 0, 94, 44, 2, 0], 4);
        let mut out = Vec::new();
        descriptor.emit(&mut out);
        assert_eq!(out, [0x23, 0x28, 0, 0, 94, 44, 2, 0, 4]);
        assert_eq!(Descriptor::parse(&mut Reader::new(&out)), Ok(descriptor));
        assert_eq!(descriptor.to_string(), "9000 0-0:94.44.2.0 #4");
        let error = Descriptor::parse(&mut Reader::at(&[0x23; 8], 5)).unwrap_err();
        assert_eq!(error, Error::truncated(13, "class, logical name and member", 1));
    }
}
