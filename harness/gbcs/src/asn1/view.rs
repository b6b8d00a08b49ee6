//! An ASN.1 payload together with the octets it was read from.

use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::describe::Describe;
use crate::describe::Sink;
use crate::wire::Cra;

use super::lengths::LengthForm;
use super::lengths::LengthForms;
use super::payload::Asn1Kind;
use super::payload::Asn1Payload;
use super::source::Ranges;
use super::source::Source;

/// A payload that was read, where it stood in the message, and how its lengths were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asn1View<'a> {
    octets: &'a [u8],
    base: usize,
    payload: Asn1Payload<'a>,
    lengths: LengthForms,
}

impl<'a> Asn1View<'a> {
    /// Reads the payload of a message with this code and CRA flag; `base` is the offset of `payload` in the message.
    pub fn parse(code: MessageCode, cra: Cra, payload: &'a [u8], base: usize) -> Result<Self, Error> {
        let kind = Asn1Kind::of(code, cra).ok_or_else(|| {
            let expected = "the Message Code of an ASN.1 use case in this direction";
            Error::number(ErrorKind::Value, base, expected, code.0.into())
        })?;
        kind.parse(payload, base)
    }

    pub(super) fn new(octets: &'a [u8], base: usize, payload: Asn1Payload<'a>, lengths: LengthForms) -> Self {
        Self { octets, base, payload, lengths }
    }

    /// The payload.
    pub fn payload(&self) -> &Asn1Payload<'a> {
        &self.payload
    }

    /// The payload, without the view.
    pub fn into_payload(self) -> Asn1Payload<'a> {
        self.payload
    }

    /// The octets it was read from.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// The length fields that are longer than needed, which DER forbids and some official messages have.
    pub fn non_minimal_lengths(&self) -> &[LengthForm] {
        self.lengths.as_slice()
    }

    /// Appends the payload to `out`, with its lengths as they were read.
    pub fn emit(&self, out: &mut Vec<u8>) {
        self.payload.emit_with(&self.lengths, out);
    }
}

impl Describe for Asn1View<'_> {
    fn describe(&self, sink: &mut dyn Sink) {
        // The octets were read once, so they can be read again.
        let _ = self.payload.kind().read(&mut Source::described(self.octets, self.base, Ranges::Known, sink));
    }
}
