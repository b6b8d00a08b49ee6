//! The IEC 62056-4-7 wrapper: version, source port, destination port and length, two octets each, then the message.
//!
//! A frame has no mark to find it by. A version other than 1 therefore means that the place in the stream is lost: it
//! is reported once as [`GarbageKind::Version`], what follows is discarded, and the connection has to be made again.
//! A frame between other ports than the agreed ones is reported as [`GarbageKind::Ports`], and its message is
//! taken all the same.

use crate::received::Garbage;
use crate::received::GarbageKind;
use crate::received::Received;

/// The ports of both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ports {
    /// Ours.
    pub source: u16,
    /// The target's.
    pub destination: u16,
}

impl Default for Ports {
    fn default() -> Self {
        Self { source: 1, destination: 1 }
    }
}

/// The longest message that a wrapper carries.
pub const MAX_MESSAGE: usize = 0xFFFF;

/// Wraps `message`; `None` when it is longer than [`MAX_MESSAGE`].
pub fn encode(ports: Ports, message: &[u8]) -> Option<Vec<u8>> {
    let length = u16::try_from(message.len()).ok()?;
    let mut frame = Vec::with_capacity(HEADER.saturating_add(message.len()));
    for field in [VERSION, ports.source, ports.destination, length] {
        frame.extend_from_slice(&field.to_be_bytes());
    }
    frame.extend_from_slice(message);
    Some(frame)
}

/// Reads wrapped messages from octets, in any pieces.
#[derive(Debug)]
pub struct Decoder {
    ports: Ports,
    header: Vec<u8>,
    message: Option<(usize, Vec<u8>)>,
    start: u64,
    lost: bool,
    waiting: Option<Received>,
}

impl Decoder {
    /// A decoder for the end that has sent to `ports`: messages are expected the other way round.
    pub fn new(ports: Ports) -> Self {
        let header = Vec::with_capacity(HEADER);
        Self { ports, header, message: None, start: 0, lost: false, waiting: None }
    }

    /// Takes octets from `input` up to the end of a frame or of something else and returns that. `None` means that
    /// `input` is used up.
    pub fn feed(&mut self, input: &mut &[u8]) -> Option<Received> {
        if let Some(received) = self.waiting.take() {
            return Some(received);
        }
        if self.lost {
            *input = &[];
            return None;
        }
        let (length, mut message) = match self.message.take() {
            Some(begun) => begun,
            None => {
                let missing = HEADER.saturating_sub(self.header.len());
                self.header.extend_from_slice(take(input, missing));
                if self.header.len() < HEADER {
                    return None;
                }
                let [version, source, destination, length] = fields(&self.header);
                if version != VERSION {
                    self.lost = true;
                    return Some(Received::Garbage(self.version_fault(version)));
                }
                if (source, destination) != (self.ports.destination, self.ports.source) {
                    self.message = Some((usize::from(length), Vec::new()));
                    return Some(Received::Garbage(self.ports_fault(source, destination)));
                }
                (usize::from(length), Vec::new())
            }
        };
        message.extend_from_slice(take(input, length.saturating_sub(message.len())));
        if message.len() < length {
            self.message = Some((length, message));
            return None;
        }
        let size = HEADER.saturating_add(length);
        self.start = self.start.saturating_add(u64::try_from(size).unwrap_or(u64::MAX));
        self.header.clear();
        Some(Received::Message(message))
    }

    /// The frame that has begun and not ended, as a notice. It is not taken away.
    pub fn pending(&self) -> Option<Garbage> {
        let (wanted, have) = match &self.message {
            Some((length, message)) => (*length, message.as_slice()),
            None if self.header.is_empty() || self.lost => return None,
            None => (HEADER, self.header.as_slice()),
        };
        let what = if self.message.is_some() { "message" } else { "wrapper header" };
        Some(Garbage {
            kind: GarbageKind::Half,
            expected: format!("{wanted} octets of {what}"),
            found: format!("nothing after {}", have.len()),
            offset: self.start,
            size: u64::try_from(have.len()).unwrap_or(u64::MAX),
            excerpt: Garbage::excerpt(have),
        })
    }

    /// Whether the place in the stream is lost, so that nothing can be read any more.
    pub fn is_lost(&self) -> bool {
        self.lost
    }

    fn version_fault(&self, version: u16) -> Garbage {
        Garbage {
            kind: GarbageKind::Version,
            expected: "wrapper version 0001".to_owned(),
            found: format!("{version:04X}; nothing after it can be read"),
            offset: self.start,
            size: HEADER_SIZE,
            excerpt: Garbage::excerpt(&self.header),
        }
    }

    fn ports_fault(&self, source: u16, destination: u16) -> Garbage {
        Garbage {
            kind: GarbageKind::Ports,
            expected: format!("from port {} to port {}", self.ports.destination, self.ports.source),
            found: format!("from port {source} to port {destination}"),
            offset: self.start.saturating_add(2),
            size: HEADER_SIZE,
            excerpt: Garbage::excerpt(&self.header),
        }
    }
}

fn take<'a>(input: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, rest) = input.split_at_checked(count).unwrap_or((input, &[]));
    *input = rest;
    taken
}

fn fields(header: &[u8]) -> [u16; 4] {
    let mut fields = [0; 4];
    for (field, pair) in fields.iter_mut().zip(header.chunks_exact(2)) {
        *field = pair.iter().fold(0, |value, octet| value << 8 | u16::from(*octet));
    }
    fields
}

const HEADER: usize = 8;
const HEADER_SIZE: u64 = 8;
const VERSION: u16 = 1;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PORTS: Ports = Ports { source: 1, destination: 0x10 };
    const BACK: Ports = Ports { source: 0x10, destination: 1 };

    fn decode_all(decoder: &mut Decoder, mut input: &[u8]) -> Vec<Received> {
        core::iter::from_fn(|| decoder.feed(&mut input)).collect()
    }

    #[test]
    fn wraps_with_version_ports_and_length() {
        assert_eq!(
            encode(PORTS, &[0xDD, 0x00]),
            Some(vec![0x00, 0x01, 0x00, 0x01, 0x00, 0x10, 0x00, 0x02, 0xDD, 0x00])
        );
        assert_eq!(encode(PORTS, &[]), Some(vec![0x00, 0x01, 0x00, 0x01, 0x00, 0x10, 0x00, 0x00]));
        assert!(encode(PORTS, &[0; MAX_MESSAGE]).is_some());
        assert_eq!(encode(PORTS, &[0; MAX_MESSAGE + 1]), None);
    }

    #[test]
    fn other_ports_are_reported_and_the_message_taken() {
        let mut decoder = Decoder::new(PORTS);
        let input = [encode(PORTS, &[0xDF]).unwrap(), encode(BACK, &[0xDD]).unwrap()].concat();
        let all = decode_all(&mut decoder, &input);
        let [Received::Garbage(garbage), rest @ ..] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(
            garbage.to_string(),
            "unexpected ports at octet 2: expected from port 16 to port 1, found from port 1 to port 16"
        );
        assert_eq!(rest, [Received::Message(vec![0xDF]), Received::Message(vec![0xDD])]);
    }

    #[test]
    fn another_version_ends_reading() {
        let mut decoder = Decoder::new(PORTS);
        let good = encode(BACK, &[0xDF]).unwrap();
        let mut bad = good.clone();
        bad[1] = 2;
        let all = decode_all(&mut decoder, &[good.clone(), bad, good.clone()].concat());
        let [Received::Message(_), Received::Garbage(garbage)] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!(
            garbage.to_string(),
            "unknown version at octet 9: expected wrapper version 0001, found 0002; nothing after it can be read"
        );
        assert!(decoder.is_lost());
        assert_eq!(decode_all(&mut decoder, &good), []);
    }

    #[test]
    fn half_a_frame_is_pending() {
        let mut decoder = Decoder::new(PORTS);
        let frame = encode(BACK, &[0xDF, 0x09, 0x02]).unwrap();
        assert_eq!(decoder.pending(), None);
        assert_eq!(decode_all(&mut decoder, &frame[..3]), []);
        assert_eq!(
            decoder.pending().map(|garbage| garbage.to_string()),
            Some(
                "unfinished message at octet 0: expected 8 octets of wrapper header, found nothing after 3"
                    .to_owned()
            )
        );
        assert_eq!(decode_all(&mut decoder, &frame[3..10]), []);
        assert_eq!(
            decoder.pending().map(|garbage| garbage.to_string()),
            Some(
                "unfinished message at octet 0: expected 3 octets of message, found nothing after 2"
                    .to_owned()
            )
        );
        assert_eq!(decode_all(&mut decoder, &frame[10..]), [Received::Message(vec![0xDF, 0x09, 0x02])]);
        assert_eq!(decoder.pending(), None);
    }

    proptest! {
        #[test]
        fn the_pieces_do_not_matter(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::collection::vec(any::<u8>(), 0..40).prop_map(|message| encode(BACK, &message).unwrap()),
                    proptest::collection::vec(any::<u8>(), 0..40).prop_map(|message| encode(PORTS, &message).unwrap()),
                    proptest::collection::vec(any::<u8>(), 0..12),
                ],
                0..8,
            ),
            cuts in proptest::collection::vec(1_usize..30, 1..20),
        ) {
            let input = parts.concat();
            let mut whole = Decoder::new(PORTS);
            let expected = decode_all(&mut whole, &input);
            let mut cut = Decoder::new(PORTS);
            let mut actual = Vec::new();
            let mut rest = input.as_slice();
            for size in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let (piece, after) = rest.split_at((*size).min(rest.len()));
                actual.extend(decode_all(&mut cut, piece));
                rest = after;
            }
            prop_assert_eq!(actual, expected);
            prop_assert_eq!(cut.pending(), whole.pending());
        }
    }
}
