use core::fmt;

use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::dlms::Bits;
use crate::dlms::Data;
use crate::dlms::DataContent;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::dlms::Elements;
use crate::dlms::ProtectedAttributesResponse;
use crate::wire::Reader;

/// What a DLMS alert says beyond its code and time. The Message Code decides the form (GBCS 7.2.9, 16).
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum AlertContent<'a> {
    /// A future-dated item was executed, or could not be: the alert code says which (00CC).
    Activation(Activation),
    /// The billing data log, encrypted (0061).
    BillingData(ProtectedAttributesResponse<'a>),
    /// A Device joined, left, or was changed in the device log (0018).
    DeviceLog {
        /// When the log changed.
        changed: DateTime,
        /// Eight octets whose meaning the published text does not give.
        reference: [u8; 8],
        /// The log: for each Device a structure of its identifier and the hash of its link key.
        entries: Elements<'a>,
    },
    /// The Device that the alert is about (0110, 0115).
    Device(EntityId),
    /// Nothing more (1000, 1001).
    Empty,
    /// The hash of a firmware image (00CE).
    FirmwareHash([u8; 32]),
    /// A load limit ended or was cancelled (0122).
    LimitEnded {
        /// The number of the controller.
        controller: u8,
        /// The level.
        level: u8,
    },
    /// A load limit command was processed (0121).
    LimitProcessed {
        /// The number of the controller.
        controller: u8,
        /// When the limit starts.
        start: DateTime,
        /// When it ends.
        end: DateTime,
        /// The level.
        level: u8,
    },
    /// A message that could not be delivered, or was discarded (0114, 00D5).
    LostMessage(LostMessage),
    /// The Device found itself faulty (00F0).
    Malfunction(MalfunctionCause),
    /// A form this module has no name for.
    Other(Elements<'a>),
    /// The Device does not support the Message Code of a Command (0120).
    RefusedCommand {
        /// The Message Code.
        code: MessageCode,
        /// The Originator Counter of the Command.
        counter: Counter,
    },
    /// The channel changed (0111).
    SubGhzChannel {
        /// The channel as a bit mask of 32.
        channel: Bits<'a>,
        /// One octet whose meaning the published text does not give.
        detail: u8,
    },
    /// The new configuration, fifteen items (0113).
    SubGhzConfiguration(Elements<'a>),
    /// The outcome of a channel scan request: two octets (0112).
    SubGhzScan([u8; 2]),
    /// A supply outage (0067).
    SupplyOutage {
        /// When it started.
        start: DateTime,
        /// When supply was restored.
        restored: DateTime,
    },
    /// An operational update, text in JSON (0123).
    Text(&'a str),
}

impl<'a> AlertContent<'a> {
    /// Reads the items after code and time; `body` is the structure that holds all of them.
    pub(super) fn parse(
        code: MessageCode,
        body: &DataView<'a>,
        mut rest: Elements<'a>,
    ) -> Result<Self, Error> {
        let Some(count) = item_count(code) else {
            return Ok(Self::Other(rest));
        };
        if rest.len() != count {
            let found = u64::try_from(rest.len() + 2).unwrap_or(u64::MAX);
            let expected = "as many items as the alert has by its Message Code";
            return Err(Error::number(ErrorKind::Length, body.range().start + 1, expected, found));
        }
        let mut next =
            || rest.next().ok_or_else(|| Error::truncated(body.range().end, "an item of the alert", 1));
        let date_time = "a date-time, octet-string of 12";
        Ok(match code.0 {
            0x0018 => {
                let [changed, reference, entries] =
                    next()?.require_structure("a device log change, structure of 3")?;
                Self::DeviceLog {
                    changed: changed.require_date_time(date_time)?,
                    reference: reference.require_fixed("octet-string of 8")?,
                    entries: entries.require_array("a device log, array")?,
                }
            }
            0x0061 => Self::BillingData(ProtectedAttributesResponse::from_members(&next()?, &next()?)?),
            0x0067 => Self::SupplyOutage {
                start: next()?.require_date_time(date_time)?,
                restored: next()?.require_date_time(date_time)?,
            },
            0x00CC => Self::Activation(Activation::parse(&next()?)?),
            0x00CE => Self::FirmwareHash(next()?.require_fixed("a hash, octet-string of 32")?),
            0x00D5 | 0x0114 => Self::LostMessage(LostMessage::parse(&next()?)?),
            0x00F0 => {
                let cause = next()?.require_fixed("a cause, octet-string of 2")?;
                Self::Malfunction(MalfunctionCause(u16::from_be_bytes(cause)))
            }
            0x0110 | 0x0115 => {
                Self::Device(EntityId(next()?.require_fixed("a Device identifier, octet-string of 8")?))
            }
            0x0111 => {
                let [channel, detail] = next()?.require_structure("a channel, structure of 2")?;
                let DataContent::BitString(bits) = channel.content() else {
                    let found = channel.kind().tag();
                    let expected = "a channel, bit-string";
                    return Err(Error::octet(ErrorKind::Tag, channel.range().start, expected, found));
                };
                let [detail] = detail.require_fixed("octet-string of 1")?;
                Self::SubGhzChannel { channel: bits, detail }
            }
            0x0112 => {
                let [first, second] = next()?.require_structure("a scan outcome, structure of 2")?;
                let ([first], [second]) =
                    (first.require_fixed("octet-string of 1")?, second.require_fixed("octet-string of 1")?);
                Self::SubGhzScan([first, second])
            }
            0x0113 => {
                let configuration = next()?;
                configuration.require_structure::<15>("a sub-GHz configuration, structure of 15")?;
                let members = configuration.elements();
                Self::SubGhzConfiguration(members.unwrap_or_else(|| Elements::new(Reader::new(&[]), 0)))
            }
            0x0120 => {
                let mut reader = next()?.require_reader(10, "a refused Command, octet-string of 10")?;
                Self::RefusedCommand {
                    code: MessageCode(reader.u16("a Message Code")?),
                    counter: Counter(reader.u64("a counter")?),
                }
            }
            0x0121 => Self::LimitProcessed {
                controller: next()?.require_u8("a controller, unsigned")?,
                start: next()?.require_date_time(date_time)?,
                end: next()?.require_date_time(date_time)?,
                level: next()?.require_u8("a level, unsigned")?,
            },
            0x0122 => Self::LimitEnded {
                controller: next()?.require_u8("a controller, unsigned")?,
                level: next()?.require_u8("a level, unsigned")?,
            },
            0x0123 => {
                let item = next()?;
                let DataContent::Utf8String(text) = item.content() else {
                    let found = item.kind().tag();
                    return Err(Error::octet(ErrorKind::Tag, item.range().start, "text, utf8-string", found));
                };
                Self::Text(text)
            }
            _ => Self::Empty,
        })
    }

    /// The items after code and time.
    pub fn to_data(&self) -> Vec<Data> {
        let structure = |items: &Elements<'_>| Data::structure(items.clone().map(|item| item.to_owned()));
        match self {
            Self::Activation(activation) => vec![Data::octets(activation.to_octets())],
            Self::BillingData(response) => response.members().to_vec(),
            Self::DeviceLog { changed, reference, entries } => {
                let entries = Data::array(entries.clone().map(|item| item.to_owned()));
                vec![Data::structure([(*changed).into(), Data::octets(*reference), entries])]
            }
            Self::Device(device) => vec![Data::octets(device.0)],
            Self::Empty => Vec::new(),
            Self::FirmwareHash(hash) => vec![Data::octets(*hash)],
            Self::LimitEnded { controller, level } => vec![(*controller).into(), (*level).into()],
            Self::LimitProcessed { controller, start, end, level } => {
                vec![(*controller).into(), (*start).into(), (*end).into(), (*level).into()]
            }
            Self::LostMessage(lost) => vec![Data::octets(lost.to_octets())],
            Self::Malfunction(cause) => vec![Data::octets(cause.0.to_be_bytes())],
            Self::Other(items) => items.clone().map(|item| item.to_owned()).collect(),
            Self::RefusedCommand { code, counter } => {
                let mut octets = code.0.to_be_bytes().to_vec();
                octets.extend(counter.0.to_be_bytes());
                vec![Data::octets(octets)]
            }
            Self::SubGhzChannel { channel, detail } => {
                vec![Data::structure([Data::BitString(channel.to_owned()), Data::octets([*detail])])]
            }
            Self::SubGhzConfiguration(items) => vec![structure(items)],
            Self::SubGhzScan([first, second]) => {
                vec![Data::structure([Data::octets([*first]), Data::octets([*second])])]
            }
            Self::SupplyOutage { start, restored } => vec![(*start).into(), (*restored).into()],
            Self::Text(text) => vec![Data::Utf8String((*text).to_string())],
        }
    }
}

/// What became of a future-dated item, or rather of which one: the alert code says what (GBCS 9.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Activation {
    /// The Message Code of the Command.
    pub code: MessageCode,
    /// The Originator Counter of the Command.
    pub counter: Counter,
    /// The attribute that held the activation time.
    pub descriptor: Descriptor,
}

impl Activation {
    fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let mut reader = view.require_reader(19, "an activated item, octet-string of 19")?;
        Ok(Self {
            code: MessageCode(reader.u16("a Message Code")?),
            counter: Counter(reader.u64("a counter")?),
            descriptor: Descriptor::parse(&mut reader)?,
        })
    }

    fn to_octets(self) -> Vec<u8> {
        let mut out = self.code.0.to_be_bytes().to_vec();
        out.extend(self.counter.0.to_be_bytes());
        self.descriptor.emit(&mut out);
        out
    }
}

/// The Message Identifier of a message that was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LostMessage {
    /// Its Business Originator.
    pub originator: EntityId,
    /// Its Business Target.
    pub target: EntityId,
    /// Its CRA flag.
    pub cra: u8,
    /// Its Originator Counter.
    pub counter: Counter,
}

impl LostMessage {
    fn parse(view: &DataView<'_>) -> Result<Self, Error> {
        let mut reader = view.require_reader(25, "a Message Identifier, octet-string of 25")?;
        Ok(Self {
            originator: EntityId(reader.array("an originator")?),
            target: EntityId(reader.array("a target")?),
            cra: reader.octet("a CRA flag")?,
            counter: Counter(reader.u64("a counter")?),
        })
    }

    fn to_octets(self) -> Vec<u8> {
        let mut out = self.originator.0.to_vec();
        out.extend(self.target.0);
        out.push(self.cra);
        out.extend(self.counter.0.to_be_bytes());
        out
    }
}

/// Why a Device found itself faulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MalfunctionCause(pub u16);

impl MalfunctionCause {
    /// What the number stands for.
    pub fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "other",
            1 => "non-volatile memory",
            2 => "program execution",
            3 => "program storage",
            4 => "RAM",
            5 => "unexpected reset",
            6 => "watchdog",
            7 => "metrology firmware verification",
            8 => "measurement fault",
            9 => "unspecified",
            _ => return None,
        })
    }
}

impl fmt::Display for MalfunctionCause {
    /// As in `6 watchdog`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0, self.name().unwrap_or("unknown"))
    }
}

/// How many items an alert with this Message Code has after code and time.
fn item_count(code: MessageCode) -> Option<usize> {
    Some(match code.0 {
        0x1000 | 0x1001 => 0,
        0x0018 | 0x00CC | 0x00CE | 0x00D5 | 0x00F0 | 0x0110..=0x0115 | 0x0120 | 0x0123 => 1,
        0x0061 | 0x0067 | 0x0122 => 2,
        0x0121 => 4,
        _ => return None,
    })
}
