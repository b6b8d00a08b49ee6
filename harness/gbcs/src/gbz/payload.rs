//! GBZ payloads as they were received (GBCS 7.2.10).

use core::fmt;
use core::ops::Range;

use crate::Error;
use crate::MessageCode;
use crate::describe::Describe;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::wire::Cra;
use crate::wire::Reader;

use super::alert::AlertContent;
use super::alert::GbzAlert;
use super::build::ContentValue;
use super::build::GbzValue;
use super::command::Command;
use super::command::RawReason;
use super::component::Component;
use super::component::Encrypted;
use super::zcl::ClusterId;
use super::zcl::ZclHeader;

/// A GBZ payload that was read. Every length has been checked against the octets; the components are read again as
/// they are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GbzPayload<'a> {
    octets: &'a [u8],
    base: usize,
    form: GbzForm<'a>,
}

/// The two forms of a GBZ payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GbzForm<'a> {
    /// The content of an Alert.
    Alert(GbzAlert<'a>),
    /// The content of a Command or Response: so many components.
    Components(u8),
}

/// Reads the payload of a message with this code and CRA flag; `base` is the offset of `payload` in the message.
pub fn parse(code: MessageCode, cra: Cra, payload: &[u8], base: usize) -> Result<GbzPayload<'_>, Error> {
    let reader = &mut Reader::at(payload, base);
    reader.constant(PROFILE[0], "the profile 0109 of a GBZ payload")?;
    reader.constant(PROFILE[1], "the profile 0109 of a GBZ payload")?;
    let count = reader.octet("the number of components")?;
    let form = match cra {
        Cra::Alert => GbzForm::Alert(GbzAlert::read(reader, code, count)?),
        Cra::Command | Cra::Response => {
            for _ in 0..count {
                Component::read(reader)?;
            }
            reader.finish()?;
            GbzForm::Components(count)
        }
    };
    Ok(GbzPayload { octets: payload, base, form })
}

impl<'a> GbzPayload<'a> {
    /// Which form it has.
    pub fn form(&self) -> GbzForm<'a> {
        self.form
    }

    /// The content of an Alert, if it is one.
    pub fn alert(&self) -> Option<GbzAlert<'a>> {
        match self.form {
            GbzForm::Alert(alert) => Some(alert),
            GbzForm::Components(_) => None,
        }
    }

    /// The components, in order; that of a billing alert too.
    pub fn components(&self) -> impl Iterator<Item = Component<'a>> + use<'a> {
        let (single, octets) = match self.form {
            GbzForm::Alert(GbzAlert { .. }) => (self.alert_component(), &[][..]),
            GbzForm::Components(_) => (None, self.octets.get(HEAD..).unwrap_or_default()),
        };
        let mut reader = Reader::at(octets, self.base + HEAD);
        // All of them were read once, so they can be read again.
        let list =
            core::iter::from_fn(
                move || {
                    if reader.is_empty() { None } else { Component::read(&mut reader).ok() }
                },
            );
        single.into_iter().chain(list)
    }

    /// What is odd in the payload, though it can be read.
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for component in self.components() {
            let offset = component.range().start;
            let is_last = component.range().end == self.range().end;
            if component.is_marked_last() != is_last {
                findings.push(Finding::LastComponent { offset });
            }
            if let Command::Raw(raw) = component.command() {
                let (cluster, header) = (component.cluster(), *component.header());
                match raw.reason {
                    RawReason::Encrypted => {}
                    RawReason::Layout(error) => findings.push(Finding::Layout { offset, error }),
                    RawReason::Unknown => findings.push(Finding::UnknownCommand { offset, cluster, header }),
                }
            }
        }
        if let GbzForm::Alert(alert) = self.form
            && let AlertContent::Raw(_) = alert.content()
        {
            findings.push(Finding::AlertContent { offset: alert.content_offset() });
        }
        findings
    }

    /// Appends the payload to `out`, by way of the typed commands as far as it can be read as such.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let mut value = GbzValue::from(self);
        if let GbzValue::Components(values) = &mut value {
            for (value, component) in values.iter_mut().zip(self.components()) {
                if let ContentValue::Plain(octets) = &mut value.content {
                    octets.clear();
                    component.command().emit(octets);
                }
            }
        }
        value.emit(out);
    }

    /// The octets.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Where they stand in the message.
    pub fn range(&self) -> Range<usize> {
        self.base..self.base + self.octets.len()
    }

    /// Names the fields; what `decrypt` returns for an encrypted payload is shown in its place, as a command.
    pub fn describe_decrypted(
        &self,
        sink: &mut dyn Sink,
        decrypt: &mut dyn FnMut(&Encrypted<'a>) -> Option<Vec<u8>>,
    ) {
        let mut describe = |component: Component<'a>, sink: &mut dyn Sink| match component
            .encrypted()
            .and_then(|encrypted| decrypt(&encrypted))
        {
            Some(plaintext) => component.with_plaintext(&plaintext).describe(sink),
            None => component.describe(sink),
        };
        sink.open("gbz", Some(self.range()), Group::Structure);
        let count = self.octets.get(2).copied().unwrap_or_default();
        sink.field("profile", Some(self.base..self.base + 2), code(0x0109, 4));
        sink.field(
            "number_of_components",
            Some(self.base + 2..self.base + HEAD),
            Value::Unsigned(count.into()),
        );
        match self.form {
            GbzForm::Alert(alert) => alert.describe_with(sink, &mut describe),
            GbzForm::Components(_) => {
                sink.open("components", Some(self.base + HEAD..self.range().end), Group::List);
                for component in self.components() {
                    describe(component, sink);
                }
                sink.close();
            }
        }
        sink.close();
    }

    fn alert_component(&self) -> Option<Component<'a>> {
        match self.alert()?.content() {
            AlertContent::Component(component) => Some(component),
            _ => None,
        }
    }
}

impl Describe for GbzPayload<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        self.describe_decrypted(sink, &mut |_| None);
    }
}

/// Something odd in a payload that can be read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The layout of the content of an alert is not known.
    AlertContent {
        /// Where it starts.
        offset: usize,
    },
    /// A component says that it is the last one and is not, or the other way round.
    LastComponent {
        /// Where it starts.
        offset: usize,
    },
    /// A ZCL payload does not fit the layout of its command.
    Layout {
        /// Where the component starts.
        offset: usize,
        /// What does not fit.
        error: Error,
    },
    /// The layout of a command is not known.
    UnknownCommand {
        /// Where the component starts.
        offset: usize,
        /// The cluster.
        cluster: ClusterId,
        /// Which command.
        header: ZclHeader,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlertContent { offset } => {
                write!(f, "octet {offset}: the content of the alert has an unknown layout")
            }
            Self::LastComponent { offset } => {
                write!(f, "octet {offset}: the last-component bit of the component is wrong (GBCS 7.2.10)")
            }
            Self::Layout { offset, error } => {
                write!(f, "octet {offset}: the ZCL payload does not fit its command: {error}")
            }
            Self::UnknownCommand { offset, cluster, header } => write!(
                f,
                "octet {offset}: the command {:02X} of cluster {cluster} with frame control {:02X} is not known",
                header.command, header.frame_control.0
            ),
        }
    }
}

fn code<'v>(value: u64, digits: usize) -> Value<'v> {
    Value::Code { value, digits, name: None }
}

pub(super) const PROFILE: [u8; 2] = [0x01, 0x09];
/// Profile and number of components.
const HEAD: usize = 3;
