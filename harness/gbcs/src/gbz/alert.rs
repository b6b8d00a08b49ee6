//! Alerts (GBCS 7.2.10).

use crate::Counter;
use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::tables;
use crate::tables::AlertCode;
use crate::wire::Reader;

use super::command::CommandKind;
use super::component::Component;
use super::time::UtcTime;
use super::zcl::ClusterId;
use super::zcl::FrameControl;
use super::zcl::ZclHeader;

/// The payload of an Alert that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GbzAlert<'a> {
    start: usize,
    end: usize,
    alert_code: AlertCode,
    time: UtcTime,
    content: AlertContent<'a>,
}

/// What an Alert says besides its code and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertContent<'a> {
    /// Why the meter may be at fault (00F2).
    Cause(u16),
    /// One component, encrypted (008B).
    Component(Component<'a>),
    /// Which part of which Command was executed (00CD).
    Executed(ExecutedInstruction),
    /// SHA-256 of a Manufacturer Image (00CF).
    ImageHash(&'a [u8; 32]),
    /// Nothing.
    None,
    /// Octets whose layout is not known here.
    Raw(&'a [u8]),
}

/// One part of a future-dated Command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExecutedInstruction {
    /// The Message Code of the Command.
    pub message_code: MessageCode,
    /// The Originator Counter of the Command.
    pub originator_counter: Counter,
    /// The cluster of the component.
    pub cluster: ClusterId,
    /// The ZCL frame control of the component.
    pub frame_control: FrameControl,
    /// The ZCL command identifier of the component.
    pub command: u8,
}

impl<'a> GbzAlert<'a> {
    /// Reads what follows the first three octets, of which `parts` is the last.
    pub(super) fn read(reader: &mut Reader<'a>, code: MessageCode, parts: u8) -> Result<Self, Error> {
        let start = reader.offset();
        let alert_code = AlertCode(reader.u16("an alert code")?);
        let time = UtcTime(reader.u32("the time of an alert")?);
        let content = match parts {
            0 => AlertContent::None,
            1 => AlertContent::read(reader, code)?,
            other => {
                let expected = "an alert with at most one part";
                return Err(Error::octet(ErrorKind::Value, start - 1, expected, other));
            }
        };
        reader.finish()?;
        Ok(Self { start, end: reader.offset(), alert_code, time, content })
    }

    /// The alert code.
    pub fn alert_code(&self) -> AlertCode {
        self.alert_code
    }

    /// When it happened.
    pub fn time(&self) -> UtcTime {
        self.time
    }

    /// What it says.
    pub fn content(&self) -> AlertContent<'a> {
        self.content
    }

    /// Where the content starts in the message.
    pub fn content_offset(&self) -> usize {
        self.start + HEAD
    }

    /// Names the fields; a component of the content is left to `component`.
    pub(super) fn describe_with(
        &self,
        sink: &mut dyn Sink,
        component: &mut dyn FnMut(Component<'a>, &mut dyn Sink),
    ) {
        let name = tables::alert(self.alert_code).map(|alert| alert.name);
        let code = Value::Code { value: self.alert_code.0.into(), digits: 4, name };
        sink.field("alert_code", Some(self.start..self.start + 2), code);
        sink.field("time", Some(self.start + 2..self.start + HEAD), self.time.value(&mut String::new()));
        let start = self.content_offset();
        let all = Some(start..self.end);
        match self.content {
            AlertContent::Cause(cause) => {
                sink.field("cause", all, Value::Code { value: cause.into(), digits: 4, name: None });
            }
            AlertContent::Component(inner) => component(inner, sink),
            AlertContent::Executed(instruction) => instruction.describe(start, sink),
            AlertContent::ImageHash(hash) => {
                sink.field("manufacturer_image_hash", Some(start + 2..self.end), Value::Octets(hash));
            }
            AlertContent::None => {}
            AlertContent::Raw(octets) => sink.field("content", all, Value::Octets(octets)),
        }
    }
}

impl<'a> AlertContent<'a> {
    fn read(reader: &mut Reader<'a>, code: MessageCode) -> Result<Self, Error> {
        let rest = reader.rest();
        let content = match (code, rest) {
            (MessageCode(0x008B), _) => return Component::read(reader).map(Self::Component),
            (MessageCode(0x00CD), [EXECUTED_LENGTH, octets @ ..]) => {
                octets.try_into().ok().map(|octets| Self::Executed(ExecutedInstruction::from_octets(octets)))
            }
            (MessageCode(0x00CF), [OCTET_STRING, HASH_LENGTH, octets @ ..]) => {
                octets.try_into().ok().map(Self::ImageHash)
            }
            (MessageCode(0x00F2), [first, second]) => {
                Some(Self::Cause(u16::from_be_bytes([*first, *second])))
            }
            _ => None,
        };
        reader.take(rest.len(), "the content of an alert")?;
        Ok(content.unwrap_or(Self::Raw(rest)))
    }
}

impl ExecutedInstruction {
    fn from_octets(octets: &[u8; 14]) -> Self {
        let [code0, code1, counter @ .., cluster0, cluster1, frame_control, command] = *octets;
        Self {
            message_code: MessageCode(u16::from_be_bytes([code0, code1])),
            originator_counter: Counter(u64::from_be_bytes(counter)),
            cluster: ClusterId(u16::from_be_bytes([cluster0, cluster1])),
            frame_control: FrameControl(frame_control),
            command,
        }
    }

    /// Appends it, with its length in front.
    pub(super) fn emit(&self, out: &mut Vec<u8>) {
        out.push(EXECUTED_LENGTH);
        out.extend(self.message_code.0.to_be_bytes());
        out.extend(self.originator_counter.0.to_be_bytes());
        out.extend(self.cluster.0.to_be_bytes());
        out.push(self.frame_control.0);
        out.push(self.command);
    }

    fn describe(&self, start: usize, sink: &mut dyn Sink) {
        let mut at = start + 1;
        sink.open("executed", Some(start..start + 15), Group::Structure);
        let mut field = |width: usize, name: &str, value: Value<'_>| {
            sink.field(name, Some(at..at + width), value);
            at += width;
        };
        let use_case = tables::use_case(self.message_code).map(|use_case| use_case.name);
        field(2, "message_code", code(self.message_code.0, 4, use_case));
        field(8, "originator_counter", Value::Unsigned(self.originator_counter.0));
        field(2, "cluster", code(self.cluster.0, 4, self.cluster.name()));
        field(1, "frame_control", code(self.frame_control.0.into(), 2, None));
        let header = ZclHeader { frame_control: self.frame_control, sequence: 0, command: self.command };
        let name = CommandKind::of(self.cluster, &header).map(CommandKind::name);
        field(1, "command", code(self.command.into(), 2, name));
        sink.close();
    }
}

fn code<'v>(value: u16, digits: usize, name: Option<&'v str>) -> Value<'v> {
    Value::Code { value: value.into(), digits, name }
}

pub(super) const OCTET_STRING: u8 = 0x09;
pub(super) const HASH_LENGTH: u8 = 0x20;
const EXECUTED_LENGTH: u8 = 0x0E;
/// Alert code and time.
const HEAD: usize = 6;
