//! IP, TCP and UDP, and what TCP connections carry.

mod flows;
mod ip;
mod link;
mod tcp;

use crate::capture::Carrier;
use crate::capture::Frame;
use crate::capture::Reason;
use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;
use crate::capture::extractor::Output;
use crate::capture::extractor::Place;

use self::flows::FlowKey;
use self::flows::Flows;
use self::ip::Datagram;
use self::link::Network;
use self::tcp::Segment;

/// Everything that runs over IP.
#[derive(Debug, Default)]
pub(super) struct Net {
    flows: Flows,
}

impl Net {
    pub(super) fn frame(
        &mut self,
        link_type: u16,
        frame: &Frame<'_>,
        out: &mut Output<'_>,
    ) -> Result<(), Malformed> {
        let place = Place { frame: frame.number, at: frame.at };
        let packet = match link::network(link_type, frame.octets)? {
            Network::Ip(packet) => packet,
            Network::Other(name) => {
                out.count(name);
                return Ok(());
            }
            Network::UnknownLink => {
                out.unread(place, Reason::Unsupported, || format!("link type {link_type}"));
                return Ok(());
            }
        };
        let datagram = Datagram::parse(packet)?;
        if datagram.is_fragment {
            out.unread(place, Reason::Unsupported, || "a fragment of an IP packet".to_owned());
            return Ok(());
        }
        match datagram.protocol {
            TCP => {
                let segment = Segment::parse(&datagram)?;
                let key = FlowKey {
                    source: (datagram.source, segment.source),
                    target: (datagram.target, segment.target),
                };
                self.flows.segment(key, &segment, place, out);
            }
            UDP => udp(&datagram, place, out)?,
            _ => out.count("IP with another protocol"),
        }
        Ok(())
    }

    pub(super) fn finish(&mut self, place: Place, out: &mut Output<'_>) {
        self.flows.finish(place, out);
    }
}

/// A datagram that is one wrapped message; any other is counted.
///
/// | octets | field, big endian (RFC 768, then IEC 62056-4-7) |
/// |---|---|
/// | 2, 2 | source and destination port |
/// | 2, 2 | length, header included; checksum |
/// | 2 | wrapper version, 0001 |
/// | 2, 2 | source and destination wPort |
/// | 2 | length |
fn udp(datagram: &Datagram<'_>, place: Place, out: &mut Output<'_>) -> Result<(), Malformed> {
    let mut cursor = Cursor::new("UDP", datagram.payload);
    cursor.take(8, "the header is cut short")?;
    let [0x00, 0x01, _, _, _, _, high, low, message @ ..] = cursor.rest() else {
        out.count("UDP with another protocol");
        return Ok(());
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    let is_message = matches!(message, [0xDD | 0xDF, ..]);
    if !is_message {
        out.count("UDP with another protocol");
    } else if length == message.len() {
        out.message(place.frame, place, Carrier::Wrapper, message, "");
    } else if message.len() < length {
        return Err(cursor.malformed("a wrapped message is cut short"));
    } else {
        out.unread(place, Reason::NotAMessage, || "a UDP datagram goes on after its message".to_owned());
    }
    Ok(())
}

const TCP: u8 = 6;
const UDP: u8 = 17;
