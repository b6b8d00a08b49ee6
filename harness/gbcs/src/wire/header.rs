use core::fmt;

use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::wire::OtherInformation;
use crate::wire::Reader;
use crate::wire::Supplementary;
use crate::wire::read_length;

/// The CRA flag: what kind of message this is (GBCS 7.2.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cra {
    /// From a Remote Party to a Device.
    Command,
    /// From a Device, to a Command.
    Response,
    /// From a Device, of its own accord.
    Alert,
}

impl Cra {
    /// The octet in the header.
    pub fn octet(self) -> u8 {
        match self {
            Self::Command => 0x01,
            Self::Response => 0x02,
            Self::Alert => 0x03,
        }
    }

    /// Lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Response => "response",
            Self::Alert => "alert",
        }
    }

    /// What `octet` stands for.
    pub fn from_octet(octet: u8) -> Option<Self> {
        match octet {
            0x01 => Some(Self::Command),
            0x02 => Some(Self::Response),
            0x03 => Some(Self::Alert),
            _ => None,
        }
    }
}

impl fmt::Display for Cra {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The Grouping Header of a message (GBCS 7.2.7), without the lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupingHeader<'a> {
    /// Command, Response or Alert.
    pub cra: Cra,
    /// The Originator Counter.
    pub counter: Counter,
    /// The Business Originator.
    pub originator: EntityId,
    /// The Business Target.
    pub recipient: EntityId,
    /// A DLMS date-time, in Responses of some use cases.
    pub date_time: Option<&'a [u8; 12]>,
    /// The Message Code and what goes with it.
    pub other: OtherInformation<'a>,
}

impl<'a> GroupingHeader<'a> {
    /// The Message Code.
    pub fn message_code(&self) -> MessageCode {
        self.other.message_code()
    }

    /// What is said about a Supplementary Remote Party, where there is one.
    pub fn supplementary(&self) -> Option<Supplementary<'a>> {
        self.other.supplementary()
    }

    /// Reads from the tag 0xDF up to and with the length of the content, which must fit what is left.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<(Self, HeaderLengths), Error> {
        tag(reader)?;
        length(reader, 9, "a transaction-id of 9 octets")?;
        let cra = cra(reader)?;
        let counter = Counter(reader.u64("the Originator Counter")?);
        length(reader, 8, "a Business Originator of 8 octets")?;
        let originator = EntityId(reader.array("the Business Originator")?);
        length(reader, 8, "a Business Target of 8 octets")?;
        let recipient = EntityId(reader.array("the Business Target")?);
        let date_time = date_time(reader)?;
        let (other_length, other_field) = read_length(reader, "the length of other-information")?;
        let base = reader.offset();
        let other = OtherInformation::parse(reader.take(other_length, "other-information")?, base)?;
        let (content, content_field) = read_length(reader, "the length of the content")?;
        let header = Self { cra, counter, originator, recipient, date_time, other };
        Ok((header, HeaderLengths { other: other_length, other_field, content, content_field }))
    }
}

/// The lengths that a header states, and how many octets each statement takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct HeaderLengths {
    pub(super) other: usize,
    pub(super) other_field: usize,
    pub(super) content: usize,
    pub(super) content_field: usize,
}

fn tag(reader: &mut Reader<'_>) -> Result<(), Error> {
    let offset = reader.offset();
    match reader.octet("the tag DF of a Grouping Header")? {
        GENERAL_SIGNING => Ok(()),
        other => Err(Error::octet(ErrorKind::Tag, offset, "the tag DF of a Grouping Header", other)),
    }
}

fn length(reader: &mut Reader<'_>, length: u8, expected: &'static str) -> Result<(), Error> {
    let offset = reader.offset();
    match reader.octet(expected)? {
        found if found == length => Ok(()),
        found => Err(Error::octet(ErrorKind::Length, offset, expected, found)),
    }
}

fn cra(reader: &mut Reader<'_>) -> Result<Cra, Error> {
    let offset = reader.offset();
    let octet = reader.octet("the CRA flag")?;
    Cra::from_octet(octet)
        .ok_or_else(|| Error::octet(ErrorKind::Value, offset, "the CRA flag 01, 02 or 03", octet))
}

fn date_time<'a>(reader: &mut Reader<'a>) -> Result<Option<&'a [u8; 12]>, Error> {
    let offset = reader.offset();
    match reader.octet("the length of the date-time")? {
        0 => Ok(None),
        12 => Ok(reader.take(12, "the date-time")?.first_chunk()),
        other => Err(Error::octet(ErrorKind::Length, offset, "a date-time of 0 or 12 octets", other)),
    }
}

pub(super) const GENERAL_SIGNING: u8 = 0xDF;
