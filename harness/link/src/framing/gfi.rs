//! The text form of the industry's GFI tool: `GBCS:DATA#0:<octets, decimal>:<HEX>` CR LF.
//!
//! Upper and lower case hexadecimal, a bare line feed and empty lines are taken. Everything else is [`Garbage`], and
//! reading goes on at the next line. Only `#0`, an unsegmented message, is known: a segment is reported as such.

use crate::framing::Line;
use crate::framing::Lines;
use crate::hex;
use crate::received::Garbage;
use crate::received::GarbageKind;
use crate::received::Received;

/// Frames `message` as one line, with CR LF.
pub fn encode(message: &[u8]) -> Vec<u8> {
    format!("{PREFIX}0:{}:{}\r\n", message.len(), hex::encode(message)).into_bytes()
}

/// Reads frames from octets, in any pieces.
///
/// ```
/// use hallmark_link::Received;
/// use hallmark_link::framing::gfi;
///
/// let mut decoder = gfi::Decoder::new(65_536);
/// let mut input: &[u8] = b"GBCS:DATA#0:2:DF09\r\nGBCS:DA";
/// assert_eq!(decoder.feed(&mut input), Some(Received::Message(vec![0xDF, 0x09])));
/// assert_eq!(decoder.feed(&mut input), None);
/// ```
#[derive(Debug)]
pub struct Decoder {
    lines: Lines,
    max_message: usize,
}

impl Decoder {
    /// A decoder for messages of at most `max_message` octets.
    pub fn new(max_message: usize) -> Self {
        let limit = max_message.saturating_mul(2).saturating_add(OVERHEAD);
        Self { lines: Lines::new(limit), max_message }
    }

    /// Takes octets from `input` up to the end of a frame or of something else and returns that. `None` means that
    /// `input` is used up.
    pub fn feed(&mut self, input: &mut &[u8]) -> Option<Received> {
        loop {
            match self.lines.feed(input)? {
                Line::TooLong { start, size, excerpt } => {
                    return Some(Received::Garbage(too_long(self.max_message, start, size, excerpt)));
                }
                Line::Whole { start, octets } => {
                    let line = octets.strip_suffix(b"\r").unwrap_or(octets);
                    if line.is_empty() {
                        continue;
                    }
                    return Some(match parse(line, self.max_message) {
                        Ok(message) => Received::Message(message),
                        Err(fault) => Received::Garbage(fault.into_garbage(start, line)),
                    });
                }
            }
        }
    }

    /// The frame that has begun and not ended, as a notice. It is not taken away.
    pub fn pending(&self) -> Option<Garbage> {
        match self.lines.pending()? {
            Line::TooLong { start, size, excerpt } => Some(too_long(self.max_message, start, size, excerpt)),
            Line::Whole { start, octets } => Some(Garbage {
                kind: GarbageKind::Half,
                expected: "the end of the line".to_owned(),
                found: format!("nothing after {}", Garbage::quote(octets)),
                offset: start.saturating_add(length(octets)),
                size: length(octets),
                excerpt: Garbage::excerpt(octets),
            }),
        }
    }

    /// The octets of memory that are set aside.
    pub fn capacity(&self) -> usize {
        self.lines.capacity()
    }
}

/// What is wrong with a line, and at which of its octets.
struct Fault {
    kind: GarbageKind,
    column: usize,
    expected: String,
    found: String,
}

impl Fault {
    fn form(column: usize, expected: &str, rest: &[u8]) -> Self {
        let found = if rest.is_empty() { "the end of the line".to_owned() } else { Garbage::quote(rest) };
        Self { kind: GarbageKind::Form, column, expected: expected.to_owned(), found }
    }

    fn into_garbage(self, start: u64, line: &[u8]) -> Garbage {
        Garbage {
            kind: self.kind,
            expected: self.expected,
            found: self.found,
            offset: start.saturating_add(u64::try_from(self.column).unwrap_or(u64::MAX)),
            size: length(line),
            excerpt: Garbage::excerpt(line),
        }
    }
}

fn parse(line: &[u8], max_message: usize) -> Result<Vec<u8>, Fault> {
    let column = |rest: &[u8]| line.len().saturating_sub(rest.len());
    let Some(rest) = line.strip_prefix(PREFIX.as_bytes()) else {
        return Err(Fault::form(0, "\"GBCS:DATA#0:\"", line));
    };
    let (segment, rest) = number(rest)
        .ok_or_else(|| Fault::form(column(rest), "the segment number 0, in decimal, and a colon", rest))?;
    if segment != 0 {
        let expected = "segment number 0, the only one of an unsegmented message".to_owned();
        let found = format!("segment number {segment}");
        return Err(Fault { kind: GarbageKind::Form, column: PREFIX.len(), expected, found });
    }
    let at = column(rest);
    let (stated, hex) =
        number(rest).ok_or_else(|| Fault::form(at, "the number of octets, in decimal, and a colon", rest))?;
    let message = hex::decode(hex).map_err(|good| {
        let rest = hex.get(good..).unwrap_or_default();
        Fault::form(column(rest), "a hexadecimal digit", rest)
    })?;
    if length(&message) != stated {
        let expected = format!("{stated} octets, as stated");
        let found = format!("{} octets", message.len());
        return Err(Fault { kind: GarbageKind::Length, column: at, expected, found });
    }
    if message.len() > max_message {
        let expected = format!("at most {max_message} octets");
        let found = format!("{} octets", message.len());
        return Err(Fault { kind: GarbageKind::TooLong, column: at, expected, found });
    }
    Ok(message)
}

/// One to ten decimal digits and a colon: the number, and what follows the colon.
fn number(octets: &[u8]) -> Option<(u64, &[u8])> {
    let colon = octets.iter().take(11).position(|octet| *octet == b':')?;
    let (digits, rest) = octets.split_at_checked(colon)?;
    if digits.is_empty() {
        return None;
    }
    let mut value = 0_u64;
    for digit in digits {
        let digit = digit.is_ascii_digit().then(|| digit.wrapping_sub(b'0'))?;
        value = value.saturating_mul(10).saturating_add(u64::from(digit));
    }
    Some((value, rest.get(1..)?))
}

fn too_long(max_message: usize, start: u64, size: u64, excerpt: &[u8]) -> Garbage {
    Garbage {
        kind: GarbageKind::TooLong,
        expected: format!("a line for a message of at most {max_message} octets"),
        found: format!("{size} octets that begin with {}", Garbage::quote(excerpt)),
        offset: start,
        size,
        excerpt: Garbage::excerpt(excerpt),
    }
}

fn length(octets: &[u8]) -> u64 {
    u64::try_from(octets.len()).unwrap_or(u64::MAX)
}

const PREFIX: &str = "GBCS:DATA#";

/// The octets of a line that are not the message: prefix, segment number and length with ten digits and a colon each,
/// carriage return.
const OVERHEAD: usize = PREFIX.len() + 11 + 11 + 1;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode_all(decoder: &mut Decoder, mut input: &[u8]) -> Vec<Received> {
        core::iter::from_fn(|| decoder.feed(&mut input)).collect()
    }

    fn one(line: &[u8]) -> Received {
        let mut all = decode_all(&mut Decoder::new(16), line);
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn garbage(line: &str, kind: GarbageKind, offset: u64, expected: &str, found: &str) {
        let mut framed = line.as_bytes().to_vec();
        framed.extend_from_slice(b"\r\n");
        assert_eq!(
            one(&framed),
            Received::Garbage(Garbage {
                kind,
                expected: expected.to_owned(),
                found: found.to_owned(),
                offset,
                size: length(line.as_bytes()),
                excerpt: Garbage::excerpt(line.as_bytes()),
            })
        );
    }

    #[test]
    fn encodes_as_the_industry_tool_does() {
        assert_eq!(encode(&[0xDD, 0x00, 0x0A]), b"GBCS:DATA#0:3:DD000A\r\n");
        assert_eq!(encode(&[]), b"GBCS:DATA#0:0:\r\n");
    }

    #[test]
    fn takes_lower_case_bare_line_feed_and_empty_lines() {
        let mut decoder = Decoder::new(16);
        let input = b"\r\n\nGBCS:DATA#0:2:dfE1\nGBCS:DATA#0:0:\r\n";
        assert_eq!(
            decode_all(&mut decoder, input),
            [Received::Message(vec![0xDF, 0xE1]), Received::Message(vec![])]
        );
    }

    #[test]
    fn names_what_is_wrong_and_where() {
        garbage("hello", GarbageKind::Form, 0, "\"GBCS:DATA#0:\"", "\"hello\"");
        garbage(
            "GBCS:DATA#0:1",
            GarbageKind::Form,
            12,
            "the number of octets, in decimal, and a colon",
            "\"1\"",
        );
        garbage(
            "GBCS:DATA#:1:00",
            GarbageKind::Form,
            10,
            "the segment number 0, in decimal, and a colon",
            "\":1:00\"",
        );
        garbage(
            "GBCS:DATA#0:",
            GarbageKind::Form,
            12,
            "the number of octets, in decimal, and a colon",
            "the end of the line",
        );
        garbage(
            "GBCS:DATA#2:1:00",
            GarbageKind::Form,
            10,
            "segment number 0, the only one of an unsegmented message",
            "segment number 2",
        );
        garbage("GBCS:DATA#0:2:0G00", GarbageKind::Form, 15, "a hexadecimal digit", "\"G00\"");
        garbage("GBCS:DATA#0:2:00g0", GarbageKind::Form, 16, "a hexadecimal digit", "\"g0\"");
        garbage("GBCS:DATA#0:2:00A", GarbageKind::Form, 17, "a hexadecimal digit", "the end of the line");
        garbage("GBCS:DATA#0:3:0000", GarbageKind::Length, 12, "3 octets, as stated", "2 octets");
        garbage(
            "GBCS:DATA#0:-1:00",
            GarbageKind::Form,
            12,
            "the number of octets, in decimal, and a colon",
            "\"-1:00\"",
        );
        garbage(
            "GBCS:DATA#0:17:0000000000000000000000000000000000",
            GarbageKind::TooLong,
            12,
            "at most 16 octets",
            "17 octets",
        );
        garbage("\u{1b}[2J", GarbageKind::Form, 0, "\"GBCS:DATA#0:\"", "\"\\x1b[2J\"");
    }

    #[test]
    fn goes_on_at_the_next_line() {
        let mut decoder = Decoder::new(16);
        let mut input = b"GBCS:DATA#0:9:00\r\n".to_vec();
        input.extend_from_slice(&encode(&[0xDF]));
        let all = decode_all(&mut decoder, &input);
        assert!(matches!(
            all.as_slice(),
            [Received::Garbage(Garbage { kind: GarbageKind::Length, .. }), Received::Message(message)] if *message == [0xDF]
        ));
    }

    #[test]
    fn a_line_without_end_takes_constant_memory_and_is_reported_once() {
        const PIECE: usize = 1 << 20;
        const PIECES: u64 = 1_024;
        let mut decoder = Decoder::new(65_536);
        let piece = vec![b'A'; PIECE];
        let mut peak = 0;
        for _ in 0..PIECES {
            assert_eq!(decode_all(&mut decoder, &piece), []);
            peak = peak.max(decoder.capacity());
        }
        assert!(peak <= 2 * 65_536 + OVERHEAD, "{peak} octets set aside");
        let mut input = b"\r\n".to_vec();
        input.extend_from_slice(&encode(&[0xDF]));
        let all = decode_all(&mut decoder, &input);
        let [Received::Garbage(garbage), Received::Message(message)] = all.as_slice() else {
            panic!("{all:?}");
        };
        assert_eq!((garbage.kind, garbage.size), (GarbageKind::TooLong, (1 << 30) + 1));
        assert_eq!(*message, [0xDF]);
    }

    #[test]
    fn half_a_line_is_pending() {
        let mut decoder = Decoder::new(16);
        assert_eq!(decoder.pending(), None);
        assert_eq!(decode_all(&mut decoder, b"GBCS:DATA#0:2:DF"), []);
        assert_eq!(
            decoder.pending().map(|garbage| garbage.to_string()),
            Some("unfinished message at octet 16: expected the end of the line, found nothing after \"GBCS:DATA#0:2:DF\"".to_owned())
        );
        assert_eq!(decode_all(&mut decoder, b"09\n"), [Received::Message(vec![0xDF, 0x09])]);
        assert_eq!(decoder.pending(), None);
    }

    proptest! {
        #[test]
        fn what_was_encoded_is_read_back(message in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut decoder = Decoder::new(300);
            prop_assert_eq!(decode_all(&mut decoder, &encode(&message)), [Received::Message(message)]);
        }

        #[test]
        fn the_pieces_do_not_matter(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::collection::vec(any::<u8>(), 0..40).prop_map(|message| encode(&message)),
                    proptest::collection::vec(any::<u8>(), 0..120),
                    "GBCS:DATA#[0-2]:[0-9]{0,3}:[0-9A-Fa-f]{0,8}\r?\n".prop_map(String::into_bytes),
                ],
                0..8,
            ),
            cuts in proptest::collection::vec(1_usize..30, 1..20),
        ) {
            let input = parts.concat();
            let mut whole = Decoder::new(32);
            let expected = decode_all(&mut whole, &input);
            let mut cut = Decoder::new(32);
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
