//! What a TCP connection carries in one direction: GFI text lines, wrapped messages, HTTP with DUIS documents, or
//! something else. The first octets decide.

use crate::capture::Carrier;
use crate::capture::Reason;
use crate::capture::extractor::Output;
use crate::capture::extractor::Place;
use crate::capture::http::Http;
use crate::capture::http::HttpItem;
use crate::framing::gfi;
use crate::framing::wrapper;
use crate::framing::wrapper::Ports;
use crate::received::GarbageKind;
use crate::received::Received;

/// One direction of a connection.
#[derive(Debug, Default)]
pub(super) struct Stream {
    protocol: Protocol,
    /// The frame in which what is being received began.
    first: Option<u64>,
    /// The latest place of all octets so far. What waited for octets that never came is older than others before it.
    latest: Option<Place>,
}

#[derive(Debug)]
enum Protocol {
    /// Not yet known: the octets so far.
    Unknown(Vec<u8>),
    Gfi(gfi::Decoder),
    Http(Box<Http>),
    Wrapper(wrapper::Decoder),
    /// Nothing that is read here.
    Other,
}

impl Default for Protocol {
    fn default() -> Self {
        Self::Unknown(Vec::new())
    }
}

impl Stream {
    /// Takes the next octets.
    pub(super) fn feed(&mut self, octets: &[u8], place: Place, out: &mut Output<'_>) {
        if octets.is_empty() {
            return;
        }
        let first = self.first.map_or(place.frame, |first| first.min(place.frame));
        self.first = Some(first);
        let place = self.latest.filter(|latest| latest.frame > place.frame).unwrap_or(place);
        self.latest = Some(place);
        let Protocol::Unknown(known) = &mut self.protocol else {
            return self.decode(octets, first, place, out);
        };
        known.extend_from_slice(octets);
        if let Some(protocol) = recognise(known, out) {
            let known = core::mem::take(known);
            self.protocol = protocol;
            self.decode(&known, first, place, out);
        }
    }

    /// Octets are missing before the next ones.
    pub(super) fn gap(&mut self, size: u32, place: Place, out: &mut Output<'_>) {
        if matches!(self.protocol, Protocol::Other) {
            return;
        }
        out.unread(place, Reason::Gap, || {
            format!("{size} octets of a TCP connection are not in the capture")
        });
        // A text line is found again by itself. Whoever counts octets is lost and must be recognised anew.
        if !matches!(self.protocol, Protocol::Gfi(_)) {
            self.protocol = Protocol::default();
        }
        self.first = None;
    }

    /// No more octets will come.
    pub(super) fn finish(&mut self, place: Place, out: &mut Output<'_>) {
        let pending = match core::mem::replace(&mut self.protocol, Protocol::Other) {
            Protocol::Unknown(known) if known.is_empty() => None,
            Protocol::Unknown(_) => {
                out.count("TCP with another protocol");
                None
            }
            Protocol::Gfi(decoder) => decoder.pending().map(|garbage| garbage.to_string()),
            Protocol::Wrapper(decoder) => decoder.pending().map(|garbage| garbage.to_string()),
            Protocol::Http(mut http) => {
                let first = self.first.unwrap_or(place.frame);
                let pending = http.finish();
                emit(http.as_mut(), first, place, out);
                pending.map(str::to_owned)
            }
            Protocol::Other => None,
        };
        if let Some(detail) = pending {
            out.unread(place, Reason::Incomplete, || detail);
        }
    }

    fn decode(&mut self, mut octets: &[u8], first: u64, place: Place, out: &mut Output<'_>) {
        let mut first = first;
        let is_idle = match &mut self.protocol {
            Protocol::Gfi(decoder) => {
                while let Some(received) = decoder.feed(&mut octets) {
                    take(received, Carrier::Gfi, first, place, out);
                    first = place.frame;
                }
                decoder.pending().is_none()
            }
            Protocol::Wrapper(decoder) => {
                while let Some(received) = decoder.feed(&mut octets) {
                    take(received, Carrier::Wrapper, first, place, out);
                    first = place.frame;
                }
                decoder.pending().is_none()
            }
            Protocol::Http(http) => {
                http.feed(octets);
                emit(http, first, place, out);
                http.is_idle()
            }
            Protocol::Unknown(_) | Protocol::Other => return,
        };
        self.first = (!is_idle).then_some(first);
    }
}

/// What the first octets of a direction say; `None` while they say nothing.
fn recognise(known: &[u8], out: &mut Output<'_>) -> Option<Protocol> {
    if known.starts_with(GFI) {
        return Some(Protocol::Gfi(gfi::Decoder::new(MAX_MESSAGE)));
    }
    if let [0x00, 0x01, _, _, _, _, high, low, tag, ..] = known
        && (*high, *low) != (0, 0)
        && matches!(tag, 0xDD | 0xDF)
    {
        return Some(Protocol::Wrapper(wrapper::Decoder::new(Ports::default())));
    }
    if HTTP_STARTS.iter().any(|start| known.starts_with(start)) {
        return Some(Protocol::Http(Box::default()));
    }
    if let [0x14..=0x17, 0x03, 0x00..=0x04, ..] = known {
        out.count("TLS, which is not decrypted");
        return Some(Protocol::Other);
    }
    // A capture that began in the middle of a line.
    if known.windows(GFI.len()).any(|window| window == GFI) {
        return Some(Protocol::Gfi(gfi::Decoder::new(MAX_MESSAGE)));
    }
    if known.len() >= RECOGNISED_WITHIN {
        out.count("TCP with another protocol");
        return Some(Protocol::Other);
    }
    None
}

fn take(received: Received, carrier: Carrier, first: u64, place: Place, out: &mut Output<'_>) {
    match received {
        Received::Message(octets) => out.message(first, place, carrier, &octets, ""),
        // Which ports an installation uses is its own affair.
        Received::Garbage(garbage) if garbage.kind == GarbageKind::Ports => {}
        Received::Garbage(garbage) => out.unread(place, Reason::NotAMessage, || garbage.to_string()),
    }
}

fn emit(http: &mut Http, first: u64, place: Place, out: &mut Output<'_>) {
    while let Some(item) = http.next() {
        match item {
            HttpItem::Duis(body) => out.duis(first, place, &body),
            HttpItem::Other => out.count("HTTP without DUIS"),
            HttpItem::Unread(detail) => out.unread(place, Reason::Unsupported, || detail.to_owned()),
        }
    }
}

const GFI: &[u8] = b"GBCS:DATA#";

const HTTP_STARTS: [&[u8]; 5] = [b"POST ", b"GET ", b"PUT ", b"HEAD ", b"HTTP/1."];

const MAX_MESSAGE: usize = 0xFFFF;

/// A line of the longest message may be cut in two by the begin of a capture.
const RECOGNISED_WITHIN: usize = 2 * MAX_MESSAGE;
