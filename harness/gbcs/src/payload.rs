//! The payload of a message, whichever of the three families it belongs to (GBCS 7.2.8).

use core::fmt;

use crate::Error;
use crate::asn1::Asn1View;
use crate::describe::Describe;
use crate::describe::Sink;
use crate::dlms;
use crate::dlms::DlmsPayload;
use crate::gbz;
use crate::gbz::GbzPayload;
use crate::tables::PayloadFormat;
use crate::wire::Message;

/// A payload that was read.
#[derive(Debug, Clone)]
pub enum Payload<'a> {
    /// An ASN.1 structure.
    Asn1(Asn1View<'a>),
    /// A DLMS APDU.
    Dlms(DlmsPayload<'a>),
    /// ZCL commands, or an alert of a ZigBee Device.
    Gbz(GbzPayload<'a>),
}

impl<'a> Payload<'a> {
    /// Reads the payload of `message`. Its first octets say which family it belongs to, the Message Code which structure
    /// it has.
    pub fn parse(message: &Message<'a>) -> Result<Self, Error> {
        let code = message.header().message_code();
        let cra = message.header().cra;
        let (octets, base) = (message.payload(), message.payload_offset());
        match octets {
            [0xD9 | 0xDA | 0x0F, ..] => dlms::parse(code, octets, base).map(Self::Dlms),
            [0x01, 0x09, ..] => gbz::parse(code, cra, octets, base).map(Self::Gbz),
            _ => Asn1View::parse(code, cra, octets, base).map(Self::Asn1),
        }
    }

    /// The family it belongs to. Whether that is the one of the use case is another question.
    pub fn format(&self) -> PayloadFormat {
        match self {
            Self::Asn1(_) => PayloadFormat::Asn1,
            Self::Dlms(_) => PayloadFormat::Dlms,
            Self::Gbz(_) => PayloadFormat::Gbz,
        }
    }

    /// Appends the payload to `out`, by way of its typed value.
    pub fn emit(&self, out: &mut Vec<u8>) {
        match self {
            Self::Asn1(view) => view.emit(out),
            Self::Dlms(payload) => out.extend(payload.reencode()),
            Self::Gbz(payload) => payload.emit(out),
        }
    }

    /// What is odd in the payload, though it can be read.
    pub fn findings(&self) -> Vec<PayloadFinding> {
        match self {
            Self::Asn1(view) => view
                .non_minimal_lengths()
                .iter()
                .map(|form| PayloadFinding::NonMinimalLength { offset: form.offset })
                .collect(),
            Self::Dlms(_) => Vec::new(),
            Self::Gbz(payload) => payload.findings().into_iter().map(PayloadFinding::Gbz).collect(),
        }
    }
}

impl Describe for Payload<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        match self {
            Self::Asn1(view) => view.describe(sink),
            Self::Dlms(payload) => payload.describe(sink),
            Self::Gbz(payload) => payload.describe(sink),
        }
    }
}

/// Something odd in a payload that can be read all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayloadFinding {
    /// Something odd in a GBZ payload.
    Gbz(gbz::Finding),
    /// A length in an ASN.1 payload takes more octets than it needs, which DER forbids.
    NonMinimalLength {
        /// Where the length starts in the message.
        offset: usize,
    },
}

impl fmt::Display for PayloadFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gbz(finding) => finding.fmt(f),
            Self::NonMinimalLength { offset } => {
                write!(f, "octet {offset}: the length takes more octets than it needs, which DER forbids")
            }
        }
    }
}
