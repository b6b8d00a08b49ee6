use core::fmt;

use crate::Error;
use crate::asn1::Element;
use crate::asn1::write;

/// What a key of a party is for: the cell it belongs to, and the middle of its file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Usage {
    /// Signatures: `ds`.
    DigitalSignature,
    /// Key agreement, cell usage management: `ka`.
    KeyAgreement,
    /// Key agreement, cell usage prePaymentTopUp: `pp-ka`. The certificate itself has no mark of it.
    PrepaymentKeyAgreement,
}

impl Usage {
    /// Every usage.
    pub const ALL: [Self; 3] = [Self::DigitalSignature, Self::KeyAgreement, Self::PrepaymentKeyAgreement];

    /// As in file names: `ds`, `ka`, `pp-ka`.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::DigitalSignature => "ds",
            Self::KeyAgreement => "ka",
            Self::PrepaymentKeyAgreement => "pp-ka",
        }
    }

    /// The usage that a file name names.
    pub fn from_suffix(suffix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.suffix() == suffix)
    }

    /// The bit that the certificate must carry.
    pub fn key_usage(self) -> KeyUsage {
        match self {
            Self::DigitalSignature => KeyUsage::DIGITAL_SIGNATURE,
            Self::KeyAgreement | Self::PrepaymentKeyAgreement => KeyUsage::KEY_AGREEMENT,
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.suffix())
    }
}

/// The bits of a keyUsage extension (RFC 5280 4.2.1.3); the first named bit is the highest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// No bit.
    pub const NONE: Self = Self(0);
    /// digitalSignature (0).
    pub const DIGITAL_SIGNATURE: Self = Self(0x8000);
    /// nonRepudiation, also contentCommitment (1).
    pub const NON_REPUDIATION: Self = Self(0x4000);
    /// keyEncipherment (2).
    pub const KEY_ENCIPHERMENT: Self = Self(0x2000);
    /// keyAgreement (4).
    pub const KEY_AGREEMENT: Self = Self(0x0800);
    /// keyCertSign (5).
    pub const KEY_CERT_SIGN: Self = Self(0x0400);
    /// cRLSign (6).
    pub const CRL_SIGN: Self = Self(0x0200);

    /// From the two octets of the BIT STRING, first named bit highest.
    pub fn from_bits(bits: u16) -> Self {
        Self(bits)
    }

    /// Both sets together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether all bits of `other` are set.
    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether exactly one bit is set.
    pub fn is_single(self) -> bool {
        self.0.is_power_of_two()
    }

    /// The named bits that are set.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        NAMES
            .into_iter()
            .enumerate()
            .filter(move |(bit, _)| self.0 & (0x8000 >> bit) != 0)
            .map(|(_, name)| name)
    }

    /// The DER BIT STRING, trailing zero bits left out.
    pub fn to_der(self) -> Vec<u8> {
        let octets = self.0.to_be_bytes();
        match self.0.trailing_zeros() {
            16.. => write::bit_string(0, &[]),
            // Below 16 the remainder by 8 fits an octet.
            zeros @ 8.. => write::bit_string(u8::try_from(zeros % 8).unwrap_or(0), &octets[..1]),
            zeros => write::bit_string(u8::try_from(zeros).unwrap_or(0), &octets),
        }
    }

    pub(crate) fn from_element(element: &Element<'_>) -> Result<Self, Error> {
        let bits = element.bit_string()?;
        let value = match bits.octets.as_slice() {
            [] => 0,
            [first] => u16::from_be_bytes([*first, 0]),
            [first, second] => u16::from_be_bytes([*first, *second]),
            _ => return Err(element.wrong("a keyUsage of at most nine bits")),
        };
        let usage = Self(value);
        // X.690 11.2.2: a named bit list ends with a one.
        if usage.to_der() != element.octets {
            return Err(element.wrong("a keyUsage without trailing zero bits"));
        }
        Ok(usage)
    }
}

impl fmt::Display for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Self::NONE {
            return f.write_str("no usage");
        }
        for (index, name) in self.names().enumerate() {
            let separator = if index == 0 { "" } else { "+" };
            write!(f, "{separator}{name}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for KeyUsage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyUsage({self})")
    }
}

const NAMES: [&str; 16] = [
    "digitalSignature",
    "nonRepudiation",
    "keyEncipherment",
    "dataEncipherment",
    "keyAgreement",
    "keyCertSign",
    "cRLSign",
    "encipherOnly",
    "decipherOnly",
    "bit9",
    "bit10",
    "bit11",
    "bit12",
    "bit13",
    "bit14",
    "bit15",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::asn1::Reader;

    #[test]
    fn every_set_round_trips() {
        for bits in 0..=u16::MAX {
            let der = KeyUsage(bits).to_der();
            let element = Reader::new(&der).element("keyUsage").unwrap();
            assert_eq!(KeyUsage::from_element(&element), Ok(KeyUsage(bits)));
        }
    }

    #[test]
    fn the_templates_of_the_standard() {
        assert_eq!(KeyUsage::DIGITAL_SIGNATURE.to_der(), [3, 2, 7, 0x80]);
        assert_eq!(KeyUsage::KEY_AGREEMENT.to_der(), [3, 2, 3, 0x08]);
        assert_eq!(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN).to_der(), [3, 2, 1, 0x06]);
        assert_eq!(KeyUsage::KEY_CERT_SIGN.and(KeyUsage::CRL_SIGN).to_string(), "keyCertSign+cRLSign");
    }

    #[test]
    fn trailing_zero_bits_are_refused() {
        for octets in [&[3, 2, 0, 0x80][..], &[3, 3, 0, 0x80, 0], &[3, 2, 0, 0]] {
            let element = Reader::new(octets).element("keyUsage").unwrap();
            assert!(KeyUsage::from_element(&element).is_err(), "{octets:?}");
        }
    }
}
