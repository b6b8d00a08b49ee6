use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::wire::GroupingHeader;
use crate::wire::Reader;
use crate::wire::header::HeaderLengths;
use crate::wire::read_length;

/// A checked view of one whole GBCS message: pre-command, Command, Response or Alert (GBCS 7.2).
///
/// Every length has been checked against the octets, every constant against its value, and nothing follows the
/// last field. What the payload holds has not been looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    pub(super) octets: &'a [u8],
    pub(super) header: GroupingHeader<'a>,
    pub(super) layout: Layout,
    signature: SignatureField<'a>,
    mac: Option<&'a [u8; 12]>,
}

impl<'a> Message<'a> {
    /// Checks `octets`, which must be one message and nothing else.
    ///
    /// A pre-command ends with its payload, or with a null signature length, which is tolerated.
    pub fn parse(octets: &'a [u8]) -> Result<Self, Error> {
        let reader = &mut Reader::new(octets);
        let (mac_field, inner) = match reader.peek() {
            Some(GENERAL_CIPHERING) => {
                let (field, inner) = mac_header(reader)?;
                (Some(field), inner)
            }
            _ => (None, reader.remaining()),
        };
        let grouping_start = reader.offset();
        let mut grouping = reader.nested(inner, "the ciphered content")?;
        let (header, lengths) = GroupingHeader::read(&mut grouping)?;
        let payload_start = grouping.offset();
        grouping.take(lengths.content, "the payload")?;
        let payload_end = grouping.offset();
        let signature = signature(&mut grouping, mac_field.is_some())?;
        grouping.finish()?;
        let signature_end = grouping.offset();
        let mac = match mac_field {
            Some(_) => reader.take(12, "the MAC")?.first_chunk(),
            None => None,
        };
        reader.finish()?;
        let layout = Layout { mac_field, grouping_start, lengths, payload_start, payload_end, signature_end };
        Ok(Self { octets, header, layout, signature, mac })
    }

    /// The whole message.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Whether the message starts with a MAC Header.
    pub fn has_mac_header(&self) -> bool {
        self.layout.mac_field.is_some()
    }

    /// The Grouping Header.
    pub fn header(&self) -> &GroupingHeader<'a> {
        &self.header
    }

    /// The payload.
    pub fn payload(&self) -> &'a [u8] {
        self.slice(self.layout.payload_start..self.layout.payload_end)
    }

    /// Where the payload starts.
    pub fn payload_offset(&self) -> usize {
        self.layout.payload_start
    }

    /// What stands where the signature belongs.
    pub fn signature(&self) -> SignatureField<'a> {
        self.signature
    }

    /// The MAC.
    pub fn mac(&self) -> Option<&'a [u8; 12]> {
        self.mac
    }

    /// What a signature covers: the Grouping Header without its tag, and the payload (GBCS 6.2.3).
    pub fn signed_octets(&self) -> &'a [u8] {
        self.slice(self.layout.grouping_start + 1..self.layout.payload_end)
    }

    /// What a MAC covers besides constants: Grouping Header, payload and signature with its length (GBCS 6.3.3).
    pub fn authenticated_octets(&self) -> &'a [u8] {
        self.slice(self.layout.grouping_start..self.layout.signature_end)
    }

    /// Which protection the message carries, right or wrong.
    pub fn protection(&self) -> Protection {
        match (self.mac, self.signature) {
            (None, SignatureField::Present(_)) => Protection::Signature,
            (None, _) => Protection::None,
            (Some(_), SignatureField::Present(_)) => Protection::Both,
            (Some(_), _) => Protection::Mac,
        }
    }

    /// The offsets of length fields in the headers that are longer than they need be (GBCS 7.2.5).
    pub fn non_minimal_lengths(&self) -> impl Iterator<Item = usize> + use<> {
        let lengths = self.layout.lengths;
        let other_start = self.other_start();
        let inner = self.octets.len() - self.layout.grouping_start + 5;
        let ciphered = self.layout.mac_field.filter(|field| *field > minimal(inner)).map(|_| 7);
        let other = (lengths.other_field > minimal(lengths.other)).then(|| other_start - lengths.other_field);
        let content = (lengths.content_field > minimal(lengths.content))
            .then(|| self.layout.payload_start - lengths.content_field);
        [ciphered, other, content].into_iter().flatten()
    }

    pub(super) fn other_start(&self) -> usize {
        let lengths = self.layout.lengths;
        self.layout.payload_start - lengths.content_field - lengths.other
    }

    /// The ranges come from parsing the same octets, so they are always inside.
    fn slice(&self, range: Range<usize>) -> &'a [u8] {
        self.octets.get(range).unwrap_or_default()
    }
}

/// What stands where the signature belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureField<'a> {
    /// Nothing, not even a length: a pre-command as a service user signs it (GBCS 7.2.7).
    Missing,
    /// A length of zero.
    Null,
    /// A signature: r, then s, 32 octets each.
    Present(&'a [u8; 64]),
}

/// Which protection a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protection {
    /// Neither signature nor MAC.
    None,
    /// A MAC.
    Mac,
    /// A signature.
    Signature,
    /// A signature, and a MAC over it.
    Both,
}

impl Protection {
    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Mac => "mac",
            Self::Signature => "signature",
            Self::Both => "both",
        }
    }
}

/// Where the parts of a message start and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    /// Octets that the ciphered-service length takes, where there is a MAC Header.
    pub(super) mac_field: Option<usize>,
    pub(super) grouping_start: usize,
    pub(super) lengths: HeaderLengths,
    pub(super) payload_start: usize,
    pub(super) payload_end: usize,
    pub(super) signature_end: usize,
}

/// Reads a MAC Header (GBCS 7.2.5). Returns the size of its length field, and how many octets lie between it and
/// the MAC.
fn mac_header(reader: &mut Reader<'_>) -> Result<(usize, usize), Error> {
    reader.octet("the tag DD of a MAC Header")?;
    for expected in EMPTY_FIELDS {
        reader.constant(0x00, expected)?;
    }
    let offset = reader.offset();
    let (length, field) = read_length(reader, "the length of the ciphered service")?;
    if length != reader.remaining() {
        let found = u64::try_from(length).unwrap_or(u64::MAX);
        return Err(Error::number(ErrorKind::Length, offset, "a length that ends with the message", found));
    }
    reader.constant(SUITE_1_AUTHENTICATED, "the security control octet 11")?;
    for _ in 0..4 {
        reader.constant(0x00, "an invocation counter of zero")?;
    }
    let Some(inner) = reader.remaining().checked_sub(12) else {
        let end = reader.offset() + reader.remaining();
        return Err(Error::truncated(end, "a MAC of 12 octets", 12 - reader.remaining()));
    };
    Ok((field, inner))
}

fn signature<'a>(reader: &mut Reader<'a>, with_mac: bool) -> Result<SignatureField<'a>, Error> {
    if reader.is_empty() && !with_mac {
        return Ok(SignatureField::Missing);
    }
    let offset = reader.offset();
    match reader.octet("the length of the signature")? {
        0 => Ok(SignatureField::Null),
        64 => match reader.take(64, "the signature")?.first_chunk() {
            Some(signature) => Ok(SignatureField::Present(signature)),
            None => Ok(SignatureField::Missing),
        },
        other => Err(Error::octet(ErrorKind::Length, offset, "a signature of 0 or 64 octets", other)),
    }
}

fn minimal(length: usize) -> usize {
    match length {
        0..0x80 => 1,
        0x80..0x100 => 2,
        0x100..0x1_0000 => 3,
        0x1_0000..0x100_0000 => 4,
        _ => 5,
    }
}

pub(super) const GENERAL_CIPHERING: u8 = 0xDD;
pub(super) const SUITE_1_AUTHENTICATED: u8 = 0x11;

const EMPTY_FIELDS: [&str; 6] = [
    "an empty transaction-id in the MAC Header",
    "an empty originator-system-title in the MAC Header",
    "an empty recipient-system-title in the MAC Header",
    "an empty date-time in the MAC Header",
    "empty other-information in the MAC Header",
    "no key-info in the MAC Header",
];
