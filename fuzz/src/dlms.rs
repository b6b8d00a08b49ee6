//! A DLMS payload under any Message Code.

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::dlms;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::wire::Reader;

use crate::sink::Bounds;

/// Two octets of Message Code, then the payload; and the same octets as one DLMS value.
pub fn run(octets: &[u8]) {
    value(octets);
    let Some((code, payload)) = octets.split_first_chunk() else { return };
    let code = MessageCode(u16::from_be_bytes(*code));
    match dlms::parse(code, payload, 0) {
        Ok(view) => {
            assert_eq!(view.reencode(), payload, "the payload differs");
            let mut sink = Bounds::new(0..payload.len());
            view.describe(&mut sink);
            sink.finish();
        }
        Err(error) => assert!(error.offset() <= payload.len(), "{error} lies behind {}", payload.len()),
    }
}

fn value(octets: &[u8]) {
    let Ok(view) = DataView::parse(&mut Reader::new(octets)) else { return };
    let owned = view.to_owned();
    let _ = owned.to_string();
    let mut again = Vec::new();
    owned.emit_with(&mut again, &view.length_forms());
    assert_eq!(again, view.octets(), "the value differs");
}
