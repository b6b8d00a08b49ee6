//! What a tunnel carries (GBCS 10.2): a message alone, or, between a GSME and its communications hub, one of three
//! functions.
//!
//! | octets | meaning |
//! |---|---|
//! | `DD`… or `DF`… | a message, or one block of it |
//! | `01` | the GSME asks for a message |
//! | `02` n message | the hub hands one over, and n more wait; without a message nothing waits |
//! | `03` message | the GSME hands one over |

use crate::capture::Carrier;
use crate::capture::Reason;
use crate::capture::extractor::Output;
use crate::capture::extractor::Place;

pub(super) fn emit(octets: &[u8], first_frame: u64, place: Place, out: &mut Output<'_>) {
    match octets {
        message @ [0xDD | 0xDF, ..] => out.message(first_frame, place, Carrier::Tunnel, message, ""),
        [GET] | [GOT, _] => out.count("tunnel poll without a message"),
        [GOT, _, message @ ..] | [PUT, message @ ..] => {
            out.message(first_frame, place, Carrier::Tunnel, message, "");
        }
        _ => out.unread(place, Reason::NotAMessage, || {
            let start = octets.get(..16).unwrap_or(octets).escape_ascii();
            format!("a tunnel carries {} octets that begin with \"{start}\"", octets.len())
        }),
    }
}

const GET: u8 = 0x01;
const GOT: u8 = 0x02;
const PUT: u8 = 0x03;
