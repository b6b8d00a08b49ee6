//! All that is done with one message: read, check, decrypt, write again.

use hallmark_engine::keys::RingKeys;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::Error;
use hallmark_gbcs::Payload;
use hallmark_gbcs::crypto::Checks;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::tables;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::SignatureField;

use super::fault::Fault;
use super::sensitive;
use super::sensitive::Part;

/// Reads messages with the keys of one run.
pub(super) struct Decoder {
    verifier: Verifier<RingKeys>,
    payload: Vec<u8>,
}

/// A message that could be read to the end.
pub(super) struct Decoded<'a> {
    pub(super) message: Message<'a>,
    pub(super) payload: Payload<'a>,
    pub(super) checks: Checks,
    /// The encrypted parts of the payload, decrypted where keys are at hand.
    pub(super) sensitive: Vec<Part<'a>>,
    pub(super) reencoded: Reencoded,
}

/// A message that could not.
pub(super) struct Undecodable<'a> {
    /// The headers, where only the payload is at fault.
    pub(super) message: Option<Message<'a>>,
    pub(super) fault: Fault,
}

/// What comes of writing the typed values again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reencoded {
    Different,
    Identical,
}

impl Reencoded {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Different => "different",
            Self::Identical => "identical",
        }
    }
}

impl<'a> Undecodable<'a> {
    fn boxed(message: Option<Message<'a>>, error: Error) -> Box<Self> {
        Box::new(Self { message, fault: error.into() })
    }
}

impl Decoder {
    pub(super) fn new(keys: RingKeys, acb: Option<EntityId>) -> Self {
        Self { verifier: Verifier::new(keys, acb), payload: Vec::new() }
    }

    pub(super) fn decode<'a>(&mut self, octets: &'a [u8]) -> Result<Decoded<'a>, Box<Undecodable<'a>>> {
        let message = Message::parse(octets).map_err(|error| Undecodable::boxed(None, error))?;
        let payload = Payload::parse(&message).map_err(|error| Undecodable::boxed(Some(message), error))?;
        let checks = self.verifier.check(&message);
        let sensitive = sensitive::parts(&payload, |blob| self.verifier.decrypt_blob(&message, blob));
        let reencoded = self.reencode(&message, &payload);
        Ok(Decoded { message, payload, checks, sensitive, reencoded })
    }

    /// Payload and headers each by way of their typed values.
    fn reencode(&mut self, message: &Message<'_>, payload: &Payload<'_>) -> Reencoded {
        self.payload.clear();
        payload.emit(&mut self.payload);
        if self.payload == message.payload() && Envelope::from(message).emit() == message.octets() {
            Reencoded::Identical
        } else {
            Reencoded::Different
        }
    }
}

impl Decoded<'_> {
    /// The use case, where the Message Code is known.
    pub(super) fn use_case(&self) -> Option<&'static UseCase> {
        tables::use_case(self.message.header().message_code())
    }

    /// How many encrypted parts were decrypted.
    pub(super) fn decrypted(&self) -> usize {
        self.sensitive.iter().filter(|part| part.plaintext.is_ok()).count()
    }

    /// What is odd, though everything could be read.
    pub(super) fn findings(&self) -> Vec<String> {
        let headers = self
            .message
            .non_minimal_lengths()
            .map(|offset| format!("octet {offset}: the length takes more octets than it needs"));
        let payload = self.payload.findings().into_iter().map(|finding| finding.to_string());
        let sensitive = self.sensitive.iter().filter_map(Part::finding);
        let rest = [self.long_lengths(), self.null_signature(), self.unexpected_format()];
        headers.chain(payload).chain(sensitive).chain(rest.into_iter().flatten()).collect()
    }

    fn long_lengths(&self) -> Option<String> {
        let Payload::Dlms(payload) = &self.payload else { return None };
        let forms = match payload {
            DlmsPayload::Request(request) => request.to_owned().length_forms,
            DlmsPayload::Response(response) => response.to_owned().length_forms,
            DlmsPayload::Notification(notification) => notification.to_owned().length_forms,
        };
        (!forms.is_shortest()).then(|| "a length in the payload takes more octets than it needs".to_owned())
    }

    /// A message without a MAC and without a signature ends with its payload (GBCS 7.2.7).
    fn null_signature(&self) -> Option<String> {
        let is_odd = !self.message.has_mac_header() && self.message.signature() == SignatureField::Null;
        is_odd.then(|| {
            let offset = self.message.octets().len() - 1;
            format!("octet {offset}: a null signature length stands where nothing should")
        })
    }

    fn unexpected_format(&self) -> Option<String> {
        let (expected, found) = (self.use_case()?.format, self.payload.format());
        let fits = match expected {
            PayloadFormat::DlmsOrGbz => matches!(found, PayloadFormat::Dlms | PayloadFormat::Gbz),
            PayloadFormat::None => true,
            expected => expected == found,
        };
        let text = || {
            let (expected, found) = (format_name(expected), format_name(found));
            format!("the payload is {found}, the use case is defined in {expected}")
        };
        (!fits).then(text)
    }
}

/// The name of a payload format, as people write it.
pub(super) fn format_name(format: PayloadFormat) -> &'static str {
    match format {
        PayloadFormat::Asn1 => "ASN.1",
        PayloadFormat::Dlms => "DLMS",
        PayloadFormat::DlmsOrGbz => "DLMS or GBZ",
        PayloadFormat::Gbz => "GBZ",
        PayloadFormat::None => "none",
    }
}
