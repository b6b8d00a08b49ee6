//! Encrypted parts of a payload (GBCS 8): where they are, and what they say once decrypted.

use core::ops::Range;

use hallmark_gbcs::Payload;
use hallmark_gbcs::crypto::BlobError;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::wire::Reader;

/// One encrypted part.
pub(super) struct Part<'a> {
    blob: &'a [u8],
    /// What it says, or why that cannot be told.
    pub(super) plaintext: Result<Vec<u8>, BlobError>,
}

impl Part<'_> {
    /// What is odd about it. That keys are missing is not.
    pub(super) fn finding(&self) -> Option<String> {
        match &self.plaintext {
            Ok(_) | Err(BlobError::NoKey) => None,
            Err(error) => Some(error.to_string()),
        }
    }
}

/// Every encrypted part of `payload`, in order.
pub(super) fn parts<'a>(
    payload: &Payload<'a>,
    mut decrypt: impl FnMut(&'a [u8]) -> Result<Vec<u8>, BlobError>,
) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let mut add = |blob| parts.push(Part { blob, plaintext: decrypt(blob) });
    match payload {
        Payload::Asn1(_) | Payload::Dlms(DlmsPayload::Request(_)) => {}
        Payload::Dlms(DlmsPayload::Response(response)) => response
            .items()
            .filter_map(|item| ProtectedAttributesResponse::parse(&item.data).ok())
            .for_each(|answer| add(answer.blob)),
        Payload::Dlms(DlmsPayload::Notification(alert)) => {
            if let AlertContent::BillingData(data) = alert.content() {
                add(data.blob);
            }
        }
        Payload::Gbz(payload) => payload
            .components()
            .filter_map(|component| component.encrypted())
            .for_each(|encrypted| add(encrypted.blob)),
    }
    parts
}

/// Names the fields of `payload`, and those of its decrypted parts beside each encrypted one.
pub(super) fn describe(payload: &Payload<'_>, parts: &[Part<'_>], sink: &mut dyn Sink) {
    match payload {
        Payload::Gbz(payload) => {
            payload.describe_decrypted(sink, &mut |encrypted| plaintext(parts, encrypted.blob).cloned());
        }
        other => other.describe(&mut WithPlaintext { parts, sink }),
    }
}

fn plaintext<'p>(parts: &'p [Part<'_>], blob: &[u8]) -> Option<&'p Vec<u8>> {
    parts.iter().find(|part| part.blob == blob)?.plaintext.as_ref().ok()
}

/// Puts the attributes of a decrypted part behind it.
struct WithPlaintext<'s> {
    parts: &'s [Part<'s>],
    sink: &'s mut dyn Sink,
}

impl Sink for WithPlaintext<'_> {
    fn field(&mut self, name: &str, at: Option<Range<usize>>, value: Value<'_>) {
        self.sink.field(name, at, value);
        if let Value::Octets(blob) = value
            && let Some(plaintext) = plaintext(self.parts, blob)
        {
            describe_attributes(plaintext, self.sink);
        }
    }

    fn open(&mut self, name: &str, at: Option<Range<usize>>, group: Group) {
        self.sink.open(name, at, group);
    }

    fn close(&mut self) {
        self.sink.close();
    }
}

/// The attributes that were asked for, one after the other.
fn describe_attributes(plaintext: &[u8], sink: &mut dyn Sink) {
    let mut reader = Reader::new(plaintext);
    sink.open("decrypted", None, Group::List);
    while !reader.is_empty() {
        let start = reader.offset();
        match DataView::parse(&mut reader) {
            Ok(data) => data.describe(&mut Elsewhere(sink)),
            Err(_) => {
                sink.field("octets", None, Value::Octets(plaintext.get(start..).unwrap_or_default()));
                break;
            }
        }
    }
    sink.close();
}

/// Leaves out offsets: a plaintext is no part of the message.
struct Elsewhere<'s>(&'s mut dyn Sink);

impl Sink for Elsewhere<'_> {
    fn field(&mut self, name: &str, _at: Option<Range<usize>>, value: Value<'_>) {
        self.0.field(name, None, value);
    }

    fn open(&mut self, name: &str, _at: Option<Range<usize>>, group: Group) {
        self.0.open(name, None, group);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
