//! An ASN.1 payload under any Message Code, as command, response or alert.

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1View;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::wire::Cra;

use crate::refused::refused;
use crate::sink::Bounds;

/// Two octets of Message Code, one that chooses the kind of message, then the payload.
pub fn run(octets: &[u8]) {
    let Some(([high, low, kind], payload)) = octets.split_first_chunk() else { return };
    let Some(cra) = Cra::from_octet(kind % 3 + 1) else { return };
    match Asn1View::parse(MessageCode(u16::from_be_bytes([*high, *low])), cra, payload, 0) {
        Ok(view) => {
            let mut again = Vec::new();
            view.emit(&mut again);
            assert_eq!(again, payload, "the payload differs");
            let mut sink = Bounds::new(0..payload.len());
            view.describe(&mut sink);
            sink.finish();
            assert_eq!(view.octets(), payload);
            let is_minimal = view.non_minimal_lengths().is_empty();
            let owned = view.into_payload().into_owned();
            let shortest = owned.to_vec();
            // Octets that are not looked into, such as a certificate, keep the lengths that they have.
            assert!(!is_minimal || shortest == payload, "lengths are longer than they are said to be");
            let read = owned.kind().parse(&shortest, 0).expect("what was written can be read");
            assert_eq!(*read.payload(), owned, "{} differs", owned.kind().name());
            let mut sink = Bounds::new(0..0);
            owned.describe(&mut sink);
            sink.finish();
        }
        Err(error) => refused(&error, payload.len()),
    }
}
