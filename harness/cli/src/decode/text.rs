//! Messages as text: hexadecimal or base64, one a line, or one over several lines.

use std::mem;

use base64::Engine;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::GeneralPurpose;
use base64::engine::GeneralPurposeConfig;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::wire::Message;

use super::fault::Fault;

/// One message of a text, or what stands in its place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Piece {
    /// The line it starts at, counted from 1.
    pub(super) line: usize,
    pub(super) octets: Result<Vec<u8>, Fault>,
}

/// Reads every message of `text`.
///
/// A message may go over several lines. A new one starts after an empty line, after a whole message, and with each line
/// that is a whole message. Where every line between two empty ones starts like a message, each is one, unless they are
/// one together. Lines that start with `#` are remarks.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for paragraph in lines(text).chunk_by_mut(|_, next| !next.after_gap) {
        let each_starts = paragraph.iter().all(|line| line.octets.as_deref().is_ok_and(starts_message));
        let keep_apart = each_starts && !is_one_message(paragraph);
        for (index, line) in paragraph.iter_mut().enumerate() {
            if let (false, Ok(octets)) = (keep_apart || index == 0, &line.octets)
                && let Some(Piece { octets: Ok(so_far), .. }) = pieces.last_mut()
                && is_continued(so_far, octets)
            {
                so_far.extend(octets);
                continue;
            }
            pieces.push(Piece { line: line.number, octets: mem::replace(&mut line.octets, Ok(Vec::new())) });
        }
    }
    pieces
}

struct Line {
    number: usize,
    after_gap: bool,
    octets: Result<Vec<u8>, Fault>,
}

fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut after_gap = false;
    let mut notation = Notation::Either;
    let mut start = 0;
    for (index, raw) in text.split_inclusive('\n').enumerate() {
        let offset = start + (raw.len() - raw.trim_start().len());
        start += raw.len();
        let content = raw.trim();
        if content.is_empty() || content.starts_with('#') {
            after_gap = true;
            continue;
        }
        let octets = notation.read(content).map_err(|fault| fault.at(offset));
        lines.push(Line { number: index + 1, after_gap, octets });
        after_gap = false;
    }
    lines
}

fn is_one_message(lines: &[Line]) -> bool {
    let joined: Vec<u8> = lines.iter().flat_map(|line| line.octets.iter().flatten()).copied().collect();
    is_message(&joined)
}

fn is_continued(so_far: &[u8], next: &[u8]) -> bool {
    starts_message(so_far) && !is_message(so_far) && !is_message(next)
}

fn starts_message(octets: &[u8]) -> bool {
    matches!(octets.first(), Some(0xDD | 0xDF))
}

fn is_message(octets: &[u8]) -> bool {
    starts_message(octets) && (Message::parse(octets).is_ok() || Block::parse(octets).is_ok())
}

/// How octets are written. A text whose first line is base64 is base64 throughout: of its later lines one may look like
/// hexadecimal.
#[derive(Clone, Copy)]
enum Notation {
    Base64,
    Either,
}

impl Notation {
    fn read(&mut self, content: &str) -> Result<Vec<u8>, Fault> {
        // The text form of the industry's GFI tool.
        let prefix =
            if content.starts_with(GFI) { content.rfind(':').map_or(0, |colon| colon + 1) } else { 0 };
        let content = content.get(prefix..).unwrap_or_default();
        if let Self::Base64 = self {
            return base64(content).map_err(|fault| fault.at(prefix));
        }
        match hexadecimal(content) {
            Ok(octets) => Ok(octets),
            Err(fault) if looks_hexadecimal(content) => Err(fault.at(prefix)),
            Err(_) => {
                let octets = base64(content).map_err(|fault| fault.at(prefix))?;
                *self = Self::Base64;
                Ok(octets)
            }
        }
    }
}

fn hexadecimal(content: &str) -> Result<Vec<u8>, Fault> {
    let mut octets = Vec::with_capacity(content.len() / 2);
    let mut high = None;
    let mut characters = content.char_indices().peekable();
    while let Some((offset, c)) = characters.next() {
        if c.is_whitespace() || matches!(c, ',' | ':' | '-' | '_') {
            continue;
        }
        if c == '0' && high.is_none() && characters.next_if(|(_, next)| matches!(next, 'x' | 'X')).is_some() {
            continue;
        }
        let digit = c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let Some(digit) = digit else {
            return Err(Fault::text(offset, "a hexadecimal digit", format!("{c:?}")));
        };
        high = match high {
            None => Some(digit),
            Some(high) => {
                octets.push(high << 4 | digit);
                None
            }
        };
    }
    match high {
        None => Ok(octets),
        Some(_) => {
            let found = format!("{} and a half octets", octets.len());
            Err(Fault::text(content.len(), "two hexadecimal digits for each octet", found))
        }
    }
}

/// Whether the text was meant to be hexadecimal: it starts as every message does, or nine in ten of its characters are
/// digits.
fn looks_hexadecimal(content: &str) -> bool {
    let start: String = content.chars().take(2).flat_map(char::to_uppercase).collect();
    let digits = content.chars().filter(char::is_ascii_hexdigit).count();
    matches!(start.as_str(), "DD" | "DF" | "0X") || digits * 10 >= content.chars().count() * 9
}

fn base64(content: &str) -> Result<Vec<u8>, Fault> {
    let is_ours = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_' | '=');
    let other = content.char_indices().find(|(_, c)| !c.is_whitespace() && !is_ours(c));
    if let Some((offset, c)) = other {
        return Err(Fault::text(offset, "hexadecimal or base64", format!("{c:?}")));
    }
    let plain: String = content
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '-' => '+',
            '_' => '/',
            c => c,
        })
        .collect();
    let found = || format!("{} characters that are neither", plain.len());
    BASE64.decode(&plain).map_err(|_| Fault::text(0, "hexadecimal or base64", found()))
}

const GFI: &str = "GBCS:DATA#";

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A whole message without protection.
    const WHOLE: &str = "DF0901000000000000000108010101010101010108020202020202020200020027021234";

    fn octets(text: &str) -> Vec<Vec<u8>> {
        pieces(text).into_iter().map(|piece| piece.octets.unwrap()).collect()
    }

    fn whole() -> Vec<u8> {
        hexadecimal(WHOLE).unwrap()
    }

    #[test]
    fn hexadecimal_is_read_in_every_spelling() {
        assert!(is_message(&whole()));
        let pairs = WHOLE.as_bytes().chunks(2).map(|pair| str::from_utf8(pair).unwrap());
        let pairs: Vec<&str> = pairs.collect();
        let spellings = [
            WHOLE.to_owned(),
            WHOLE.to_lowercase(),
            format!("  {WHOLE}\r\n"),
            format!("0x{WHOLE}"),
            pairs.join(" "),
            pairs.join(":"),
            pairs.iter().map(|pair| format!("0x{pair}, ")).collect(),
            format!("GBCS:DATA#0:36:{WHOLE}"),
        ];
        for spelling in spellings {
            assert_eq!(octets(&spelling), [whole()], "{spelling}");
        }
    }

    #[test]
    fn base64_is_read_in_both_alphabets_and_over_several_lines() {
        let standard = BASE64.encode(whole());
        let url_safe = standard.replace('+', "-").replace('/', "_");
        let (first, second) = standard.split_at(24);
        for text in [&standard, &url_safe, &format!("{first}\n{second}\n"), standard.trim_end_matches('=')] {
            assert_eq!(octets(text), [whole()], "{text}");
        }
    }

    #[test]
    fn messages_are_told_apart() {
        let (head, tail) = WHOLE.split_at(20);
        let wrapped = format!("{head}\n{tail}");
        let one_a_line = format!("{WHOLE}\n{WHOLE}\n\n# a remark\n{WHOLE}");
        assert_eq!(octets(&one_a_line).len(), 3);
        assert_eq!(octets(&wrapped), [whole()]);
        assert_eq!(octets(&format!("{wrapped}\n{wrapped}\n{WHOLE}")), vec![whole(); 3]);
        // What is cut short does not swallow what follows it.
        let cut = hexadecimal(head).unwrap();
        assert_eq!(octets(&format!("{head}\n{head}\n{WHOLE}")), [cut.clone(), cut.clone(), whole()]);
        assert_eq!(octets(&format!("{tail}\n{head}\n\n{tail}\n{WHOLE}")).len(), 4);
        // A second line may start like a message by chance.
        let (start, rest) = WHOLE.split_at(WHOLE.len() - 4);
        let chance = format!("{start}\nDD{}", rest.get(2..).unwrap());
        assert_eq!(octets(&chance).len(), 1);
        assert_eq!(octets(&format!("{chance}\n\n{WHOLE}")).len(), 2);
    }

    #[test]
    fn what_is_neither_is_named_with_its_place() {
        let text = format!("{WHOLE}\n  DD00zz\n{WHOLE}\nDD0\nwhat?\n");
        let pieces = pieces(&text);
        assert_eq!(pieces.iter().map(|piece| piece.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
        let faults: Vec<Fault> = pieces.into_iter().filter_map(|piece| piece.octets.err()).collect();
        let second = WHOLE.len() + 1;
        let fourth = second + 9 + WHOLE.len() + 1;
        assert_eq!(
            faults,
            [
                Fault::text(second + 6, "a hexadecimal digit", "'z'".to_owned()),
                Fault::text(
                    fourth + 3,
                    "two hexadecimal digits for each octet",
                    "1 and a half octets".to_owned()
                ),
                Fault::text(fourth + 8, "hexadecimal or base64", "'?'".to_owned()),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read_to_its_end(text in "([DdFf0-9+/=: x#\n]|\\PC){0,80}") {
            let pieces = pieces(&text);
            prop_assert!(pieces.is_sorted_by(|one, next| one.line < next.line));
            prop_assert!(pieces.iter().all(|piece| piece.line <= text.lines().count()));
            for fault in pieces.iter().filter_map(|piece| piece.octets.as_ref().err()) {
                prop_assert!(fault.offset <= text.len());
            }
        }

        #[test]
        fn any_messages_are_read_back(
            payloads in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..90), 1..6),
            width in 2_usize..60,
        ) {
            let message = |payload: &Vec<u8>| {
                let mut octets = whole();
                octets.truncate(octets.len() - 3);
                octets.push(payload.len() as u8);
                octets.extend(payload);
                octets
            };
            let messages: Vec<Vec<u8>> = payloads.iter().map(message).collect();
            let spelled = |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<String>();
            let one_a_line: String = messages.iter().map(|octets| spelled(octets) + "\n").collect();
            prop_assert_eq!(&octets(&one_a_line), &messages);
            let wrapped = |octets: &Vec<u8>| octets.chunks(width).map(|row| spelled(row) + "\n").collect::<String>();
            let wrapped: Vec<String> = messages.iter().map(wrapped).collect();
            prop_assert_eq!(&octets(&wrapped.join("\n")), &messages);
            let base64: String = messages.iter().map(|octets| BASE64.encode(octets) + "\n").collect();
            prop_assert_eq!(&octets(&base64), &messages);
        }
    }
}
