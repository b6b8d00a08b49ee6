//! Headers of ZCL frames.

use core::fmt;

/// A ZCL cluster.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClusterId(pub u16);

impl ClusterId {
    /// Basic.
    pub const BASIC: Self = Self(0x0000);
    /// Price.
    pub const PRICE: Self = Self(0x0700);
    /// Metering.
    pub const METERING: Self = Self(0x0702);
    /// Messaging.
    pub const MESSAGING: Self = Self(0x0703);
    /// Prepayment.
    pub const PREPAYMENT: Self = Self(0x0705);
    /// Calendar.
    pub const CALENDAR: Self = Self(0x0707);
    /// Device Management.
    pub const DEVICE_MANAGEMENT: Self = Self(0x0708);
    /// Events.
    pub const EVENTS: Self = Self(0x0709);

    /// The name of the cluster, where GBCS uses it.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::BASIC => Some("Basic"),
            Self::PRICE => Some("Price"),
            Self::METERING => Some("Metering"),
            Self::MESSAGING => Some("Messaging"),
            Self::PREPAYMENT => Some("Prepayment"),
            Self::CALENDAR => Some("Calendar"),
            Self::DEVICE_MANAGEMENT => Some("Device Management"),
            Self::EVENTS => Some("Events"),
            _ => None,
        }
    }
}

impl fmt::Display for ClusterId {
    /// Four upper-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl fmt::Debug for ClusterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClusterId({self})")
    }
}

/// The frame control octet of a ZCL frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FrameControl(pub u8);

impl FrameControl {
    /// A frame of this type in this direction, without any other bit.
    pub fn new(frame_type: FrameType, direction: Direction) -> Self {
        let type_bits = match frame_type {
            FrameType::ProfileWide => 0x00,
            FrameType::Cluster => 0x01,
        };
        match direction {
            Direction::ToServer => Self(type_bits),
            Direction::ToClient => Self(type_bits | TO_CLIENT),
        }
    }

    /// The same, and the receiver is asked not to send a Default Response on success.
    #[must_use]
    pub fn without_default_response(self) -> Self {
        Self(self.0 | NO_DEFAULT_RESPONSE)
    }

    /// Whether the command is the same for all clusters or of one; `None` for a reserved type or one that belongs to a
    /// manufacturer.
    pub fn frame_type(self) -> Option<FrameType> {
        match self.0 & (TYPE | MANUFACTURER_SPECIFIC) {
            0x00 => Some(FrameType::ProfileWide),
            0x01 => Some(FrameType::Cluster),
            _ => None,
        }
    }

    /// Which way it goes between the two sides of the cluster.
    pub fn direction(self) -> Direction {
        if self.0 & TO_CLIENT == 0 { Direction::ToServer } else { Direction::ToClient }
    }
}

/// Whether a command is the same for all clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FrameType {
    /// It is.
    ProfileWide,
    /// It belongs to the cluster.
    Cluster,
}

/// Which way a frame goes between the two sides of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To the server side.
    ToServer,
    /// To the client side.
    ToClient,
}

/// The three octets in front of a ZCL payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ZclHeader {
    /// Frame control.
    pub frame_control: FrameControl,
    /// Transaction sequence number: in a Command the index of the component, in a Response that of the component it
    /// answers.
    pub sequence: u8,
    /// Command identifier.
    pub command: u8,
}

const TYPE: u8 = 0x03;
const MANUFACTURER_SPECIFIC: u8 = 0x04;
const TO_CLIENT: u8 = 0x08;
const NO_DEFAULT_RESPONSE: u8 = 0x10;
