//! Types that several use cases share.

use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::describe::Value;
use crate::tables;
use crate::tables::AlertCode;

use super::codes::CellUsage;
use super::codes::RemotePartyRole;
use super::codes::SeqNumberUsage;
use super::element::BIT_STRING;
use super::element::Element;
use super::element::INTEGER;
use super::element::OCTET_STRING;
use super::element::SEQUENCE;
use super::source::Source;
use super::writer::Writer;

/// A keyUsage, as in certificates (RFC 5280): bit 0 is the most significant bit of the first octet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyUsage(pub u16);

impl KeyUsage {
    /// Bit 0.
    pub const DIGITAL_SIGNATURE: Self = Self(0x8000);
    /// Bit 4.
    pub const KEY_AGREEMENT: Self = Self(0x0800);
    /// Bit 5.
    pub const KEY_CERT_SIGN: Self = Self(0x0400);

    /// The name, where exactly one bit with a name is set.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::DIGITAL_SIGNATURE => Some("digitalSignature"),
            Self::KEY_AGREEMENT => Some("keyAgreement"),
            Self::KEY_CERT_SIGN => Some("keyCertSign"),
            _ => None,
        }
    }
}

impl<'a> Element<'a> for KeyUsage {
    const TAG: u8 = BIT_STRING;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        let (content, range) = source.primitive(tag, name)?;
        let invalid = |found| Error::text(ErrorKind::Value, range.start, name, found);
        let (unused, bits) = match content {
            [unused] => (*unused, 0),
            [unused, first] => (*unused, u16::from_be_bytes([*first, 0])),
            [unused, first, second] => (*unused, u16::from_be_bytes([*first, *second])),
            _ => return Err(invalid("a bit string that is no key usage")),
        };
        let usage = Self(bits);
        if usage.content() != (unused, content.len()) {
            return Err(invalid("a bit string with trailing zero bits"));
        }
        source.describe(name, range, Value::Code { value: bits.into(), digits: 4, name: usage.name() });
        Ok(usage)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        let [first, second] = self.0.to_be_bytes();
        let (unused, length) = self.content();
        let octets = [unused, first, second];
        out.primitive(tag, octets.get(..length).unwrap_or(&octets));
    }
}

impl KeyUsage {
    /// The number of unused bits and the length of the content, trailing zero bits being left out.
    fn content(self) -> (u8, usize) {
        let zeros = u8::try_from(self.0.trailing_zeros()).unwrap_or_default();
        match zeros {
            16.. => (0, 1),
            8.. => (zeros - 8, 2),
            _ => (zeros, 3),
        }
    }
}

/// Names one trust anchor cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TrustAnchorCellIdentifier {
    /// Whose credentials the cell holds.
    pub trust_anchor_cell_remote_party_role: RemotePartyRole,
    /// What the key in the cell may do.
    pub trust_anchor_cell_key_usage: KeyUsage,
    /// What the key is for. `management` is not written.
    pub trust_anchor_cell_usage: CellUsage,
}

impl TrustAnchorCellIdentifier {
    /// The cell with usage `management`.
    pub fn management(role: RemotePartyRole, key_usage: KeyUsage) -> Self {
        Self {
            trust_anchor_cell_remote_party_role: role,
            trust_anchor_cell_key_usage: key_usage,
            trust_anchor_cell_usage: CellUsage::MANAGEMENT,
        }
    }
}

impl<'a> Element<'a> for TrustAnchorCellIdentifier {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                trust_anchor_cell_remote_party_role: source.element("trust_anchor_cell_remote_party_role")?,
                trust_anchor_cell_key_usage: source.element("trust_anchor_cell_key_usage")?,
                trust_anchor_cell_usage: read_cell_usage(source)?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.trust_anchor_cell_remote_party_role.write(out);
            self.trust_anchor_cell_key_usage.write(out);
            write_cell_usage(self.trust_anchor_cell_usage, out);
        });
    }
}

/// The cell usage, `management` where it is left out; DER does not write a default.
pub(super) fn read_cell_usage(source: &mut Source<'_, '_>) -> Result<CellUsage, Error> {
    let offset = source.offset();
    let name = "trust_anchor_cell_usage";
    match source.optional(name)? {
        None => Ok(CellUsage::MANAGEMENT),
        Some(CellUsage::MANAGEMENT) => {
            Err(Error::text(ErrorKind::Value, offset, name, "the default, which is to be left out"))
        }
        Some(usage) => Ok(usage),
    }
}

/// The inverse of [`read_cell_usage`].
pub(super) fn write_cell_usage(usage: CellUsage, out: &mut Writer<'_>) {
    out.optional((usage != CellUsage::MANAGEMENT).then_some(&usage));
}

/// A counter of its own kind, beside the counter of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpecialistSeqNumber {
    /// Which counters.
    pub seq_number_usage: SeqNumberUsage,
    /// The value.
    pub seq_number: Counter,
}

impl<'a> Element<'a> for SpecialistSeqNumber {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                seq_number_usage: source.element("seq_number_usage")?,
                seq_number: source.element("seq_number")?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.seq_number_usage.write(out);
            self.seq_number.write(out);
        });
    }
}

/// New floors for the counters of a role.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RemotePartySeqNumberChange {
    /// The role whose counters change.
    pub other_remote_party_role: RemotePartyRole,
    /// The new floor.
    pub other_remote_party_floor_seq_number: Counter,
    /// New floors of counters of their own kind.
    pub new_remote_party_specialist_floor_seq_number: Option<Vec<SpecialistSeqNumber>>,
}

impl<'a> Element<'a> for RemotePartySeqNumberChange {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| {
            Ok(Self {
                other_remote_party_role: source.element("other_remote_party_role")?,
                other_remote_party_floor_seq_number: source.element("other_remote_party_floor_seq_number")?,
                new_remote_party_specialist_floor_seq_number: source.optional_list(
                    SEQUENCE,
                    "new_remote_party_specialist_floor_seq_number",
                    "specialist_seq_number",
                )?,
            })
        })
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| {
            self.other_remote_party_role.write(out);
            self.other_remote_party_floor_seq_number.write(out);
            if let Some(list) = &self.new_remote_party_specialist_floor_seq_number {
                out.list(list);
            }
        });
    }
}

impl<'a> Element<'a> for Counter {
    const TAG: u8 = INTEGER;

    /// Counters in payloads end at 2^63-1 (SeqNumber), one bit before those in headers.
    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        let (number, range) = source.number(tag, name)?;
        if source.is_strict() && number > i64::MAX.unsigned_abs() {
            return Err(Error::number(ErrorKind::Value, range.start, name, number));
        }
        source.describe(name, range, Value::Unsigned(number));
        Ok(Self(number))
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.number(tag, self.0);
    }
}

impl<'a> Element<'a> for AlertCode {
    const TAG: u8 = INTEGER;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        let (number, range) = source.number(tag, name)?;
        let code = u16::try_from(number)
            .map(Self)
            .map_err(|_| Error::number(ErrorKind::Value, range.start, name, number))?;
        if !source.is_strict() {
            let name_of_code = tables::alert(code).map(|alert| alert.name);
            source.describe(name, range, Value::Code { value: number, digits: 4, name: name_of_code });
        }
        Ok(code)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.number(tag, self.0.into());
    }
}

impl<'a> Element<'a> for EntityId {
    const TAG: u8 = OCTET_STRING;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.octets(tag, name).map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.primitive(tag, &self.0);
    }
}

/// The subjectKeyIdentifier of a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyIdentifier(pub [u8; 8]);

impl<'a> Element<'a> for KeyIdentifier {
    const TAG: u8 = OCTET_STRING;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.octets(tag, name).map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.primitive(tag, &self.0);
    }
}

/// The version of a firmware, as the CPL lists it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FirmwareVersion(pub [u8; 4]);

impl<'a> Element<'a> for FirmwareVersion {
    const TAG: u8 = OCTET_STRING;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.octets(tag, name).map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.primitive(tag, &self.0);
    }
}
