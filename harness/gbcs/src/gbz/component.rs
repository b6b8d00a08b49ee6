//! Components: one ZCL command each, with what GBCS puts in front (GBCS 7.2.10).

use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::describe::Describe;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::wire::Reader;

use super::command::Command;
use super::command::CommandKind;
use super::command::Raw;
use super::command::RawReason;
use super::source::Source;
use super::time::UtcTime;
use super::zcl::ClusterId;
use super::zcl::FrameControl;
use super::zcl::ZclHeader;

/// A component that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component<'a> {
    start: usize,
    end: usize,
    control: u8,
    cluster: ClusterId,
    from_date_time: Option<UtcTime>,
    header: ZclHeader,
    content: Content<'a>,
    plaintext: Option<&'a [u8]>,
}

/// What stands after the ZCL header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// The ZCL payload, encrypted.
    Encrypted(Encrypted<'a>),
    /// The ZCL payload.
    Plain(&'a [u8]),
}

/// An encrypted ZCL payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encrypted<'a> {
    /// The control octet of the additional header.
    pub additional_header_control: u8,
    /// The frame counter of the additional header. It numbers the encrypted components and is no part of the IV.
    pub frame_counter: u8,
    /// Security control, invocation counter, ciphertext and tag (GBCS 8).
    pub blob: &'a [u8],
}

impl<'a> Component<'a> {
    /// Reads one component.
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let start = reader.offset();
        let control = reader.octet("the control octet of a component")?;
        if control & !(LAST | ENCRYPTED | FROM_DATE_TIME) != 0 {
            return Err(Error::octet(
                ErrorKind::Value,
                start,
                "a control octet with no reserved bit",
                control,
            ));
        }
        let cluster = ClusterId(reader.u16("a cluster")?);
        let length = reader.u16("the length of a component")?;
        let inner = &mut reader.nested(length.into(), "the octets of a component")?;
        let from_date_time = match control & FROM_DATE_TIME {
            0 => None,
            _ => Some(UtcTime(inner.u32("a From Date Time")?)),
        };
        let additional_header = match control & ENCRYPTED {
            0 => None,
            _ => Some(inner.array::<2>("an additional header")?),
        };
        let [frame_control, sequence, command] = inner.array("a ZCL header")?;
        let header = ZclHeader { frame_control: FrameControl(frame_control), sequence, command };
        let content = match additional_header {
            None => Content::Plain(inner.rest()),
            Some([additional_header_control, frame_counter]) => {
                let blob = blob(inner)?;
                Content::Encrypted(Encrypted { additional_header_control, frame_counter, blob })
            }
        };
        let end = reader.offset();
        Ok(Self { start, end, control, cluster, from_date_time, header, content, plaintext: None })
    }

    /// Whether it says that it is the last one.
    pub fn is_marked_last(&self) -> bool {
        self.control & LAST != 0
    }

    /// The cluster.
    pub fn cluster(&self) -> ClusterId {
        self.cluster
    }

    /// The From Date Time: the start of what is read of a log, or when a command without a time of its own takes effect.
    pub fn from_date_time(&self) -> Option<UtcTime> {
        self.from_date_time
    }

    /// The ZCL header.
    pub fn header(&self) -> &ZclHeader {
        &self.header
    }

    /// What stands after the ZCL header.
    pub fn content(&self) -> Content<'a> {
        self.content
    }

    /// The encrypted payload, if it is encrypted.
    pub fn encrypted(&self) -> Option<Encrypted<'a>> {
        match self.content {
            Content::Encrypted(encrypted) => Some(encrypted),
            Content::Plain(_) => None,
        }
    }

    /// The same component, with what its encrypted payload decrypts to.
    #[must_use]
    pub fn with_plaintext(self, plaintext: &'a [u8]) -> Self {
        Self { plaintext: Some(plaintext), ..self }
    }

    /// Where it stands in the message.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The command. Octets that cannot be read as one are raw, with the reason.
    pub fn command(&self) -> Command<'a> {
        match self.readable() {
            Some((octets, base)) => {
                Command::parse(self.cluster, &self.header, octets, base.unwrap_or_default())
            }
            None => Command::Raw(Raw { octets: self.last_octets(), reason: RawReason::Encrypted }),
        }
    }

    /// The ZCL payload as far as it can be read, and where it starts in the message if it stands there.
    fn readable(&self) -> Option<(&'a [u8], Option<usize>)> {
        match (self.content, self.plaintext) {
            (Content::Plain(octets), _) => Some((octets, Some(self.end - octets.len()))),
            (Content::Encrypted(_), plaintext) => plaintext.map(|octets| (octets, None)),
        }
    }

    /// What stands at the end: the payload or the blob.
    fn last_octets(&self) -> &'a [u8] {
        match self.content {
            Content::Plain(octets) => octets,
            Content::Encrypted(encrypted) => encrypted.blob,
        }
    }

    fn describe_head(&self, sink: &mut dyn Sink) {
        let mut at = self.start;
        let mut field = |width: usize, name: &str, value: Value<'_>| {
            sink.field(name, Some(at..at + width), value);
            at += width;
        };
        field(1, "control", code(self.control.into(), 2, None));
        field(2, "cluster", code(self.cluster.0.into(), 4, self.cluster.name()));
        let length = self.end - self.start - HEAD;
        field(2, "length", Value::Unsigned(u64::try_from(length).unwrap_or(u64::MAX)));
        if let Some(time) = self.from_date_time {
            field(4, "from_date_time", time.value(&mut String::new()));
        }
        if let Content::Encrypted(encrypted) = self.content {
            field(1, "additional_header_control", code(encrypted.additional_header_control.into(), 2, None));
            field(1, "frame_counter", Value::Unsigned(encrypted.frame_counter.into()));
        }
        field(1, "frame_control", code(self.header.frame_control.0.into(), 2, None));
        field(1, "sequence", Value::Unsigned(self.header.sequence.into()));
        let name = CommandKind::of(self.cluster, &self.header).map(CommandKind::name);
        field(1, "command", code(self.header.command.into(), 2, name));
        if let Content::Encrypted(encrypted) = self.content {
            let length = u64::try_from(encrypted.blob.len()).unwrap_or(u64::MAX);
            field(2, "ciphered_length", Value::Unsigned(length));
            field(encrypted.blob.len(), "ciphered", Value::Octets(encrypted.blob));
        }
    }

    fn describe_command(&self, sink: &mut dyn Sink) {
        let Some((octets, base)) = self.readable() else { return };
        let kind = CommandKind::of(self.cluster, &self.header);
        let is_read = |kind: &CommandKind| kind.read(&mut Source::new(octets, 0, self.cluster)).is_ok();
        match kind.filter(is_read) {
            Some(kind) => {
                // It was just read, so it can be read again.
                let _ = kind.read(&mut Source::described(octets, base, self.cluster, sink));
            }
            None => {
                let at = base.map(|base| base..base + octets.len());
                sink.field("payload", at, Value::Octets(octets));
            }
        }
    }
}

impl Describe for Component<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        sink.open("component", Some(self.range()), Group::Structure);
        self.describe_head(sink);
        self.describe_command(sink);
        sink.close();
    }
}

/// The ciphered information: a length, and as many octets, up to the end of the component.
fn blob<'a>(inner: &mut Reader<'a>) -> Result<&'a [u8], Error> {
    let offset = inner.offset();
    let expected = "a length of ciphered information that reaches to the end of the component";
    let length = inner.u16(expected)?;
    if usize::from(length) != inner.remaining() || usize::from(length) < SHORTEST_BLOB {
        return Err(Error::number(ErrorKind::Length, offset, expected, length.into()));
    }
    Ok(inner.rest())
}

fn code<'v>(value: u64, digits: usize, name: Option<&'v str>) -> Value<'v> {
    Value::Code { value, digits, name }
}

pub(super) const LAST: u8 = 0x01;
pub(super) const ENCRYPTED: u8 = 0x02;
pub(super) const FROM_DATE_TIME: u8 = 0x10;
/// Control, cluster and length.
const HEAD: usize = 5;
/// Security control, invocation counter and tag.
const SHORTEST_BLOB: usize = 17;
