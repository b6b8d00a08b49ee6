//! Encrypted parts of payloads (GBCS 8).

use hallmark_gbcs::Payload;
use hallmark_gbcs::crypto::BlobError;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::gbz::Component;
use hallmark_gbcs::wire::Message;

use crate::replay::judge::Judge;
use crate::replay::judge::Seen;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::session::finding;

/// Every encrypted part of a payload, in order.
fn parts<'a>(payload: &Payload<'a>) -> Vec<&'a [u8]> {
    match payload {
        Payload::Asn1(_) | Payload::Dlms(DlmsPayload::Request(_)) => Vec::new(),
        Payload::Dlms(DlmsPayload::Response(response)) => response
            .items()
            .filter_map(|item| ProtectedAttributesResponse::parse(&item.data).ok())
            .map(|answer| answer.blob)
            .collect(),
        Payload::Dlms(DlmsPayload::Notification(alert)) => match alert.content() {
            AlertContent::BillingData(data) => vec![data.blob],
            _ => Vec::new(),
        },
        Payload::Gbz(payload) => payload
            .components()
            .filter_map(|component: Component<'a>| component.encrypted())
            .map(|encrypted| encrypted.blob)
            .collect(),
    }
}

impl Judge {
    /// Decrypts what is encrypted, as far as keys are at hand: `None` for a part of which they are not.
    pub(super) fn sensitive(
        &mut self,
        key: TestKey,
        seen: &Seen<'_>,
        message: &Message<'_>,
        payload: &Payload<'_>,
    ) -> Vec<Option<Vec<u8>>> {
        let mut texts = Vec::new();
        for blob in parts(payload) {
            match self.verifier.decrypt_blob(message, blob) {
                Ok(text) => texts.push(Some(text)),
                Err(BlobError::NoKey) => texts.push(None),
                Err(_) if self.replaced.contains(&seen.scope) => {
                    texts.push(None);
                    self.replaced_keys(key, seen);
                }
                Err(error) => {
                    texts.push(None);
                    let (direction, what) = crate::replay::command::side(message.header().cra);
                    let exchange = self.show(seen, direction, what);
                    let observed = format!("{error}; {}", self.place(seen));
                    let expected = "encrypted values that the keys of both parties open";
                    let judged = Judged::fail(finding("GBCS 8", expected, observed));
                    let device = message.header().originator;
                    self.tests.find(key, judged.if_keys_fit(device).shown_by([exchange]));
                }
            }
        }
        texts
    }
}
