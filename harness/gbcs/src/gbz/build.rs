//! GBZ payloads to build, change and emit.

use crate::tables::AlertCode;

use super::alert::AlertContent;
use super::alert::ExecutedInstruction;
use super::alert::HASH_LENGTH;
use super::alert::OCTET_STRING;
use super::command::Command;
use super::component::Component;
use super::component::Content;
use super::component::ENCRYPTED;
use super::component::FROM_DATE_TIME;
use super::component::LAST;
use super::payload::GbzForm;
use super::payload::GbzPayload;
use super::payload::PROFILE;
use super::time::UtcTime;
use super::zcl::ClusterId;
use super::zcl::Direction;
use super::zcl::ZclHeader;

/// A GBZ payload that owns its octets. It may be built wrong on purpose; what was read emits as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GbzValue {
    /// The content of an Alert.
    Alert(AlertValue),
    /// The content of a Command or Response.
    Components(Vec<ComponentValue>),
}

impl GbzValue {
    /// Components in this order; the last one is marked as such, no other is.
    pub fn components(components: impl IntoIterator<Item = ComponentValue>) -> Self {
        let mut components: Vec<_> = components.into_iter().collect();
        let count = components.len();
        for (index, component) in components.iter_mut().enumerate() {
            component.is_last = index + 1 == count;
        }
        Self::Components(components)
    }

    /// Appends the payload to `out`. Of components, at most 255 are counted.
    pub fn emit(&self, out: &mut Vec<u8>) {
        out.extend(PROFILE);
        match self {
            Self::Alert(alert) => alert.emit(out),
            Self::Components(components) => {
                out.push(u8::try_from(components.len()).unwrap_or(u8::MAX));
                components.iter().for_each(|component| component.emit(out));
            }
        }
    }

    /// The payload.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }
}

impl From<&GbzPayload<'_>> for GbzValue {
    fn from(payload: &GbzPayload<'_>) -> Self {
        match payload.form() {
            GbzForm::Alert(alert) => Self::Alert(AlertValue {
                alert_code: alert.alert_code(),
                time: alert.time(),
                content: alert.content().into(),
            }),
            GbzForm::Components(_) => Self::Components(payload.components().map(Into::into).collect()),
        }
    }
}

/// One component that owns its octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComponentValue {
    /// Whether it says that it is the last one.
    pub is_last: bool,
    /// The cluster.
    pub cluster: ClusterId,
    /// The From Date Time.
    pub from_date_time: Option<UtcTime>,
    /// The ZCL header.
    pub header: ZclHeader,
    /// What stands after the ZCL header.
    pub content: ContentValue,
}

/// What stands after the ZCL header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentValue {
    /// The ZCL payload, encrypted.
    Encrypted {
        /// The control octet of the additional header.
        additional_header_control: u8,
        /// The frame counter of the additional header.
        frame_counter: u8,
        /// Security control, invocation counter, ciphertext and tag.
        blob: Vec<u8>,
    },
    /// The ZCL payload.
    Plain(Vec<u8>),
}

impl ComponentValue {
    /// A component with this command. Its sequence number is 0, and `direction` is that of a command of any cluster; a
    /// raw command has no header and gives no component.
    pub fn new(cluster: ClusterId, direction: Direction, command: &Command<'_>) -> Option<Self> {
        let header = command.header(direction, 0)?;
        let content = ContentValue::Plain(command.to_vec());
        Some(Self { is_last: false, cluster, from_date_time: None, header, content })
    }

    /// The same, with a sequence number.
    #[must_use]
    pub fn with_sequence(self, sequence: u8) -> Self {
        Self { header: ZclHeader { sequence, ..self.header }, ..self }
    }

    /// The same, with a From Date Time.
    #[must_use]
    pub fn with_from_date_time(self, time: UtcTime) -> Self {
        Self { from_date_time: Some(time), ..self }
    }

    /// The same, with its ZCL payload encrypted: `encrypt` makes the blob. What is encrypted already stays.
    #[must_use]
    pub fn encrypted(self, frame_counter: u8, encrypt: impl FnOnce(&[u8]) -> Vec<u8>) -> Self {
        match self.content {
            ContentValue::Encrypted { .. } => self,
            ContentValue::Plain(plaintext) => {
                let blob = encrypt(&plaintext);
                let content = ContentValue::Encrypted { additional_header_control: 0, frame_counter, blob };
                Self { content, ..self }
            }
        }
    }

    /// The same, with this ZCL payload in place of the encrypted one.
    #[must_use]
    pub fn decrypted(self, plaintext: Vec<u8>) -> Self {
        Self { content: ContentValue::Plain(plaintext), ..self }
    }

    /// Appends the component to `out`. More octets than a length can say are cut off there.
    fn emit(&self, out: &mut Vec<u8>) {
        let mut inner = Vec::new();
        let mut control = if self.is_last { LAST } else { 0 };
        if let Some(time) = self.from_date_time {
            control |= FROM_DATE_TIME;
            inner.extend(time.0.to_be_bytes());
        }
        let header = [self.header.frame_control.0, self.header.sequence, self.header.command];
        match &self.content {
            ContentValue::Encrypted { additional_header_control, frame_counter, blob } => {
                control |= ENCRYPTED;
                inner.extend([*additional_header_control, *frame_counter]);
                inner.extend(header);
                inner.extend(u16::try_from(blob.len()).unwrap_or(u16::MAX).to_be_bytes());
                inner.extend_from_slice(blob);
            }
            ContentValue::Plain(octets) => {
                inner.extend(header);
                inner.extend_from_slice(octets);
            }
        }
        inner.truncate(u16::MAX.into());
        out.push(control);
        out.extend(self.cluster.0.to_be_bytes());
        out.extend(u16::try_from(inner.len()).unwrap_or(u16::MAX).to_be_bytes());
        out.extend(inner);
    }
}

impl From<Component<'_>> for ComponentValue {
    fn from(component: Component<'_>) -> Self {
        let content = match component.content() {
            Content::Encrypted(encrypted) => ContentValue::Encrypted {
                additional_header_control: encrypted.additional_header_control,
                frame_counter: encrypted.frame_counter,
                blob: encrypted.blob.to_vec(),
            },
            Content::Plain(octets) => ContentValue::Plain(octets.to_vec()),
        };
        Self {
            is_last: component.is_marked_last(),
            cluster: component.cluster(),
            from_date_time: component.from_date_time(),
            header: *component.header(),
            content,
        }
    }
}

/// The payload of an Alert that owns its octets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertValue {
    /// The alert code.
    pub alert_code: AlertCode,
    /// When it happened.
    pub time: UtcTime,
    /// What it says.
    pub content: AlertContentValue,
}

/// What an Alert says besides its code and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AlertContentValue {
    /// Why the meter may be at fault (00F2).
    Cause(u16),
    /// One component (008B).
    Component(ComponentValue),
    /// Which part of which Command was executed (00CD).
    Executed(ExecutedInstruction),
    /// SHA-256 of a Manufacturer Image (00CF).
    ImageHash([u8; 32]),
    /// Nothing.
    None,
    /// Octets.
    Raw(Vec<u8>),
}

impl AlertValue {
    fn emit(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.content != AlertContentValue::None));
        out.extend(self.alert_code.0.to_be_bytes());
        out.extend(self.time.0.to_be_bytes());
        match &self.content {
            AlertContentValue::Cause(cause) => out.extend(cause.to_be_bytes()),
            AlertContentValue::Component(component) => component.emit(out),
            AlertContentValue::Executed(instruction) => instruction.emit(out),
            AlertContentValue::ImageHash(hash) => {
                out.extend([OCTET_STRING, HASH_LENGTH]);
                out.extend(hash);
            }
            AlertContentValue::None => {}
            AlertContentValue::Raw(octets) => out.extend_from_slice(octets),
        }
    }
}

impl From<AlertContent<'_>> for AlertContentValue {
    fn from(content: AlertContent<'_>) -> Self {
        match content {
            AlertContent::Cause(cause) => Self::Cause(cause),
            AlertContent::Component(component) => Self::Component(component.into()),
            AlertContent::Executed(instruction) => Self::Executed(instruction),
            AlertContent::ImageHash(hash) => Self::ImageHash(*hash),
            AlertContent::None => Self::None,
            AlertContent::Raw(octets) => Self::Raw(octets.to_vec()),
        }
    }
}
