//! A whole message: read it, name every field, write it again.

use hallmark_gbcs::Payload;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;

use crate::sink::Bounds;

/// Decodes, describes and re-encodes a message.
pub fn run(octets: &[u8]) {
    let message = match Message::parse(octets) {
        Ok(message) => message,
        Err(error) => {
            assert!(error.offset() <= octets.len(), "{error} lies behind {} octets", octets.len());
            return;
        }
    };
    assert_eq!(Envelope::from(&message).emit(), octets, "the envelope differs");
    let mut sink = Bounds::new(0..octets.len());
    message.describe_header(&mut sink);
    message.describe_trailer(&mut sink);
    match Payload::parse(&message) {
        Ok(payload) => {
            payload.describe(&mut sink);
            let _ = payload.findings();
            let mut again = Vec::new();
            payload.emit(&mut again);
            assert_eq!(again, message.payload(), "the payload differs");
        }
        Err(error) => assert!(error.offset() <= octets.len(), "{error} lies behind {} octets", octets.len()),
    }
    sink.finish();
}
