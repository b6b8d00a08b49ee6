//! From frames to messages.

use crate::capture::Carrier;
use crate::capture::Content;
use crate::capture::Found;
use crate::capture::Frame;
use crate::capture::Keys;
use crate::capture::Reason;
use crate::capture::Report;
use crate::capture::cursor::Malformed;
use crate::capture::exported::ExportedPdu;
use crate::capture::net::Net;
use crate::capture::zigbee::Radio;
use crate::capture::zigbee::Zigbee;
use crate::time::UnixMicros;

/// Takes the frames of a capture, in order, and finds messages in them.
///
/// ```
/// use hallmark_link::UnixMicros;
/// use hallmark_link::capture::{Carrier, Content, Extractor, Frame, Keys};
///
/// let mut extractor = Extractor::new(Keys::default());
/// let frame = Frame {
///     number: 1,
///     at: UnixMicros(5),
///     link_type: 147,
///     octets: &[0xDF, 0x09],
///     original: 2,
///     comment: "",
/// };
/// extractor.frame(&frame, &mut |found| {
///     assert_eq!((found.frame, found.carrier), (1, Carrier::Bare));
///     assert_eq!(found.content, Content::Message(&[0xDF, 0x09]));
/// });
/// let report = extractor.finish(&mut |_| {});
/// assert_eq!(report.message_count(), 1);
/// ```
#[derive(Debug)]
pub struct Extractor {
    net: Net,
    zigbee: Zigbee,
    report: Report,
    last: Place,
}

impl Extractor {
    /// An extractor with the ZigBee keys that are known.
    pub fn new(keys: Keys) -> Self {
        Self {
            net: Net::default(),
            zigbee: Zigbee::new(keys),
            report: Report::default(),
            last: Place::default(),
        }
    }

    /// Takes the next frame and shows `visit` what it completes.
    pub fn frame(&mut self, frame: &Frame<'_>, visit: &mut dyn FnMut(Found<'_>)) {
        self.report.frames = self.report.frames.saturating_add(1);
        let place = Place { frame: frame.number, at: frame.at };
        self.last = place;
        let out = &mut Output { report: &mut self.report, visit };
        let outcome = match frame.link_type {
            USER0 => {
                single(frame, Carrier::Bare, frame.octets, out);
                Ok(())
            }
            EXPORTED_PDU => exported(frame, out),
            IEEE802_15_4_WITH_FCS => self.zigbee.frame(frame, Radio::WithCheck, out),
            IEEE802_15_4_WITHOUT_FCS => self.zigbee.frame(frame, Radio::WithoutCheck, out),
            IEEE802_15_4_TAP => self.zigbee.frame(frame, Radio::Tap, out),
            Frame::NO_LINK_TYPE => {
                out.unread(place, Reason::Unsupported, || {
                    "a frame of an interface that is not described, or in an obsolete block".to_owned()
                });
                Ok(())
            }
            other => self.net.frame(other, frame, out),
        };
        match outcome {
            Ok(()) => {}
            Err(_) if frame.is_snapped() => out.snapped(frame),
            Err(malformed) => out.unread(place, Reason::Damaged, || malformed.to_string()),
        }
    }

    /// How many frames there have been.
    pub fn frames(&self) -> u64 {
        self.report.frames
    }

    /// The capture is over: shows `visit` what was still held back, and says what there was.
    pub fn finish(mut self, visit: &mut dyn FnMut(Found<'_>)) -> Report {
        let out = &mut Output { report: &mut self.report, visit };
        self.net.finish(self.last, out);
        self.zigbee.finish(self.last, out);
        self.report
    }
}

/// A frame, as far as a message needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Place {
    pub(super) frame: u64,
    pub(super) at: UnixMicros,
}

/// Where the layers put what they find.
pub(super) struct Output<'o> {
    pub(super) report: &'o mut Report,
    visit: &'o mut dyn FnMut(Found<'_>),
}

impl Output<'_> {
    pub(super) fn message(
        &mut self,
        first_frame: u64,
        place: Place,
        carrier: Carrier,
        octets: &[u8],
        comment: &str,
    ) {
        let count = self.report.messages.entry(carrier).or_default();
        *count = count.saturating_add(1);
        self.found(first_frame, place, carrier, Content::Message(octets), comment);
    }

    pub(super) fn duis(&mut self, first_frame: u64, place: Place, octets: &[u8]) {
        self.report.duis = self.report.duis.saturating_add(1);
        self.found(first_frame, place, Carrier::Http, Content::Duis(octets), "");
    }

    pub(super) fn count(&mut self, name: &'static str) {
        self.report.count(name);
    }

    pub(super) fn unread(&mut self, place: Place, reason: Reason, detail: impl FnOnce() -> String) {
        self.report.unread(place.frame, reason, detail);
    }

    pub(super) fn snapped(&mut self, frame: &Frame<'_>) {
        self.report.unread(frame.number, Reason::Snapped, || {
            format!("{} of {} octets were captured", frame.octets.len(), frame.original)
        });
    }

    fn found(
        &mut self,
        first_frame: u64,
        place: Place,
        carrier: Carrier,
        content: Content<'_>,
        comment: &str,
    ) {
        (self.visit)(Found { first_frame, frame: place.frame, at: place.at, carrier, content, comment });
    }
}

fn exported(frame: &Frame<'_>, out: &mut Output<'_>) -> Result<(), Malformed> {
    let pdu = ExportedPdu::parse(frame.octets)?;
    match pdu.dissector {
        b"gbcs_message" | b"gbcs_tunnel" | b"gbcs" => single(frame, Carrier::ExportedPdu, pdu.octets, out),
        _ => out.count("exported PDU for another dissector"),
    }
    Ok(())
}

/// A frame that is one message.
fn single(frame: &Frame<'_>, carrier: Carrier, octets: &[u8], out: &mut Output<'_>) {
    if frame.is_snapped() {
        return out.snapped(frame);
    }
    let place = Place { frame: frame.number, at: frame.at };
    out.message(frame.number, place, carrier, octets, frame.comment);
}

/// Link types (tcpdump.org, LINKTYPE_).
const USER0: u16 = 147;
const IEEE802_15_4_WITH_FCS: u16 = 195;
const IEEE802_15_4_WITHOUT_FCS: u16 = 230;
const EXPORTED_PDU: u16 = 252;
const IEEE802_15_4_TAP: u16 = 283;
