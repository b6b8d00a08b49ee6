//! A whole message: read it, name every field, write it again.

use hallmark_gbcs::Payload;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Length;
use hallmark_gbcs::wire::Message;

use crate::refused::refused;
use crate::sink::Bounds;

/// Decodes, describes and re-encodes a message.
pub fn run(octets: &[u8]) {
    let message = match Message::parse(octets) {
        Ok(message) => message,
        Err(error) => return refused(&error, octets.len()),
    };
    let envelope = Envelope::from(&message);
    assert_eq!(envelope.emit(), octets, "the envelope differs");
    assert_eq!(envelope.signed_octets(), message.signed_octets());
    assert_eq!(message.octets(), octets);
    lengths(&message, envelope);
    let header = message.header();
    let _ = (header.cra.to_string(), header.message_code().to_string(), message.protection().name());
    assert_eq!(header.originator.to_string().parse(), Ok(header.originator));
    let mut sink = Bounds::new(0..octets.len());
    message.describe_header(&mut sink);
    message.describe_trailer(&mut sink);
    match Payload::parse(&message) {
        Ok(payload) => {
            payload.describe(&mut sink);
            for finding in payload.findings() {
                assert!(finding.to_string().starts_with("octet "));
            }
            let mut again = Vec::new();
            payload.emit(&mut again);
            assert_eq!(again, message.payload(), "the payload differs");
        }
        Err(error) => refused(&error, octets.len()),
    }
    sink.finish();
}

/// Lengths that are said to be longer than needed are; with the shortest ones the message says the same.
fn lengths(message: &Message<'_>, mut envelope: Envelope) {
    let longer: Vec<usize> = message.non_minimal_lengths().collect();
    for offset in &longer {
        let length = message.octets().get(*offset..).and_then(|rest| rest.first());
        assert!(length.is_some_and(|octet| octet & 0x80 != 0), "no long length at octet {offset}");
    }
    if longer.is_empty() {
        return;
    }
    envelope.other_length = Length::SHORTEST;
    envelope.payload_length = Length::SHORTEST;
    if let Some(mac) = &mut envelope.mac {
        mac.length = Length::SHORTEST;
    }
    let octets = envelope.emit();
    let again = Message::parse(&octets).expect("what was written can be read");
    assert_eq!((again.header(), again.payload()), (message.header(), message.payload()));
    assert_eq!(again.non_minimal_lengths().count(), 0, "lengths are longer than needed");
}
