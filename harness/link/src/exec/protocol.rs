//! Lines of the adapter protocol, without any input or output.

use serde_json::Map;
use serde_json::Value;

use crate::framing::Line;
use crate::framing::Lines;
use crate::hex;
use crate::received::Garbage;
use crate::received::GarbageKind;
use crate::received::Received;

/// A question as a line.
pub(super) fn question(id: u64, verb: &str, with: Value) -> Vec<u8> {
    let mut object = Map::new();
    object.insert("id".to_owned(), id.into());
    object.insert("verb".to_owned(), verb.into());
    if let Value::Object(with) = with {
        object.extend(with);
    }
    let mut line = Value::Object(object).to_string().into_bytes();
    line.push(b'\n');
    line
}

/// An adapter's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It is done; with what goes with it.
    Done(Value),
    /// It should have worked and did not, and why.
    Refused(String),
    /// The adapter or its target does not do that.
    Unsupported,
}

/// What one line holds.
#[derive(Debug, PartialEq, Eq)]
pub enum Item {
    /// An answer; with the line as a notice, in case that nobody waits for it.
    Answer {
        /// Which question it answers.
        id: u64,
        /// What it says.
        answer: Answer,
        /// The line.
        line: Garbage,
    },
    /// A message, or what is neither.
    Received(Received),
}

/// Reads what an adapter writes, in any pieces.
pub struct Decoder {
    lines: Lines,
    max_message: usize,
}

impl Decoder {
    /// For messages of at most `max_message` octets.
    pub fn new(max_message: usize) -> Self {
        let limit = max_message.saturating_mul(2).saturating_add(ROOM);
        Self { lines: Lines::new(limit), max_message }
    }

    /// Takes octets from `input` up to the end of a line and returns what it holds. `None` means that `input` is used
    /// up.
    pub fn feed(&mut self, input: &mut &[u8]) -> Option<Item> {
        loop {
            let (start, line) = match self.lines.feed(input)? {
                Line::TooLong { start, size, excerpt } => {
                    return Some(Item::Received(Received::Garbage(too_long(start, size, excerpt))));
                }
                Line::Whole { start, octets } => (start, octets.trim_ascii()),
            };
            if !line.is_empty() {
                return Some(parse(start, line, self.max_message));
            }
        }
    }

    /// The line that has begun and not ended, as a notice.
    pub fn pending(&self) -> Option<Garbage> {
        match self.lines.pending()? {
            Line::TooLong { start, size, excerpt } => Some(too_long(start, size, excerpt)),
            Line::Whole { start, octets } => {
                let found = format!("nothing after {}", Garbage::quote(octets));
                Some(notice(GarbageKind::Half, start, octets, "the end of the line", found))
            }
        }
    }
}

fn parse(start: u64, line: &[u8], max_message: usize) -> Item {
    let form = |expected: &str, found: String| {
        Item::Received(Received::Garbage(notice(GarbageKind::Form, start, line, expected, found)))
    };
    let object = match serde_json::from_slice(line) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return form("a JSON object", Garbage::quote(line)),
        Err(error) => return form("a JSON object", format!("{} ({error})", Garbage::quote(line))),
    };
    if let Some(event) = object.get("event") {
        if event != "message" {
            return form("the event `message`", quote(event));
        }
        let Some(digits) = object.get("hex").and_then(Value::as_str) else {
            return form("the octets of the message as text in `hex`", Garbage::quote(line));
        };
        return match hex::decode(digits.as_bytes()) {
            Ok(octets) if octets.len() <= max_message => Item::Received(Received::Message(octets)),
            Ok(octets) => {
                let found = format!("{} octets", octets.len());
                let expected = format!("a message of at most {max_message} octets");
                Item::Received(Received::Garbage(notice(GarbageKind::TooLong, start, line, &expected, found)))
            }
            Err(at) => {
                let rest = digits.as_bytes().get(at..).unwrap_or_default();
                form(&format!("a hexadecimal digit as digit {at} of `hex`"), Garbage::quote(rest))
            }
        };
    }
    let Some(id) = object.get("id").and_then(Value::as_u64) else {
        return form("`event`, or the `id` of a question", Garbage::quote(line));
    };
    let answer = match (object.get("ok"), object.get("unsupported"), object.get("error")) {
        (Some(value), None, None) => Answer::Done(value.clone()),
        (None, Some(Value::Bool(true)), None) => Answer::Unsupported,
        (None, None, Some(Value::String(text))) => Answer::Refused(text.chars().take(1_000).collect()),
        _ => return form("one of `ok`, `unsupported` (true) and `error` (text)", Garbage::quote(line)),
    };
    Item::Answer { id, answer, line: notice(GarbageKind::Answer, start, line, "", String::new()) }
}

fn notice(kind: GarbageKind, offset: u64, line: &[u8], expected: &str, found: String) -> Garbage {
    let size = u64::try_from(line.len()).unwrap_or(u64::MAX);
    Garbage { kind, expected: expected.to_owned(), found, offset, size, excerpt: Garbage::excerpt(line) }
}

fn too_long(start: u64, size: u64, excerpt: &[u8]) -> Garbage {
    let found = format!("{size} octets that begin with {}", Garbage::quote(excerpt));
    Garbage { size, ..notice(GarbageKind::TooLong, start, excerpt, "a line of bounded length", found) }
}

fn quote(value: &Value) -> String {
    Garbage::quote(value.to_string().as_bytes())
}

/// The octets of a line that are not the hexadecimal digits of a message, and room for a log.
const ROOM: usize = 1_024 * 1_024;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn decode_all(decoder: &mut Decoder, mut input: &[u8]) -> Vec<Item> {
        core::iter::from_fn(|| decoder.feed(&mut input)).collect()
    }

    fn one(line: &str) -> Item {
        let mut all = decode_all(&mut Decoder::new(4), format!("{line}\n").as_bytes());
        assert_eq!(all.len(), 1, "{all:?}");
        all.remove(0)
    }

    fn garbage(line: &str) -> String {
        match one(line) {
            Item::Received(Received::Garbage(garbage)) => garbage.to_string(),
            other => panic!("expected garbage, found {other:?}"),
        }
    }

    fn answer(line: &str) -> (u64, Answer) {
        match one(line) {
            Item::Answer { id, answer, .. } => (id, answer),
            other => panic!("expected an answer, found {other:?}"),
        }
    }

    #[test]
    fn questions_are_one_line() {
        let line = question(7, "press", json!({ "button": "A\nB" }));
        let text = String::from_utf8(line).unwrap();
        assert_eq!(text.matches('\n').count(), 1);
        assert_eq!(
            serde_json::from_str::<Value>(&text).unwrap(),
            json!({ "id": 7, "verb": "press", "button": "A\nB" })
        );
    }

    #[test]
    fn messages_and_the_three_answers() {
        assert_eq!(
            one(r#"{"event":"message","hex":"dF09"}"#),
            Item::Received(Received::Message(vec![0xDF, 0x09]))
        );
        assert_eq!(answer(r#"{"id":1,"ok":{"a":1}}"#), (1, Answer::Done(json!({ "a": 1 }))));
        assert_eq!(answer(r#" {"id":2,"unsupported":true} "#), (2, Answer::Unsupported));
        assert_eq!(answer(r#"{"id":3,"error":"no power"}"#), (3, Answer::Refused("no power".to_owned())));
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(
            garbage("hello"),
            "not a message at octet 0: expected a JSON object, found \"hello\" (expected value at line 1 column 1)"
        );
        assert_eq!(garbage("[]"), "not a message at octet 0: expected a JSON object, found \"[]\"");
        assert_eq!(
            garbage(r#"{"event":"bang"}"#),
            r#"not a message at octet 0: expected the event `message`, found "\"bang\"""#
        );
        assert_eq!(
            garbage(r#"{"event":"message","hex":"0"}"#),
            r#"not a message at octet 0: expected a hexadecimal digit as digit 1 of `hex`, found """#
        );
        assert_eq!(
            garbage(r#"{"event":"message","hex":"0000000000"}"#),
            "message too long at octet 0: expected a message of at most 4 octets, found 5 octets"
        );
        for line in [r#"{"id":1}"#, r#"{"id":1,"unsupported":false}"#, r#"{"id":1,"ok":1,"error":"x"}"#] {
            assert_eq!(
                garbage(line),
                format!(
                    "not a message at octet 0: expected one of `ok`, `unsupported` (true) and `error` (text), found {}",
                    Garbage::quote(line.as_bytes())
                )
            );
        }
        for line in [r#"{"id":-1,"ok":1}"#, r#"{"ok":1}"#, r#"{"id":"1","ok":1}"#, "{}"] {
            assert_eq!(
                garbage(line),
                format!(
                    "not a message at octet 0: expected `event`, or the `id` of a question, found {}",
                    Garbage::quote(line.as_bytes())
                )
            );
        }
    }

    #[test]
    fn nesting_without_end_is_garbage() {
        let line = "[".repeat(100_000);
        assert!(garbage(&line).contains("recursion limit exceeded"));
    }

    #[test]
    fn a_line_without_end_is_counted() {
        let mut decoder = Decoder::new(4);
        let piece = vec![b' '; 1 << 20];
        for _ in 0..4 {
            assert_eq!(decode_all(&mut decoder, &piece), []);
        }
        assert!(decoder.lines.capacity() <= ROOM + 8);
        let all = decode_all(&mut decoder, b"\n{\"id\":1,\"ok\":null}\n");
        assert!(matches!(
            all.as_slice(),
            [
                Item::Received(Received::Garbage(Garbage {
                    kind: GarbageKind::TooLong,
                    size: 4_194_304,
                    ..
                })),
                Item::Answer { id: 1, .. }
            ]
        ));
    }

    proptest! {
        #[test]
        fn never_panics(input in proptest::collection::vec(any::<u8>(), 0..200)) {
            decode_all(&mut Decoder::new(4), &input);
        }

        #[test]
        fn never_panics_on_objects(
            id in any::<i64>(),
            key in "event|ok|unsupported|error|hex|x",
            value in "\"message\"|\"0g\"|true|null|7|\\{\\}",
        ) {
            decode_all(&mut Decoder::new(4), format!("{{\"id\":{id},\"{key}\":{value}}}\n").as_bytes());
        }
    }
}
