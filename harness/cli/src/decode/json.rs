//! JSON, written as it comes: names in the order of the fields, numbers exact.

use core::ops::Range;
use std::fmt::Display;
use std::io::Write as _;

use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;

/// Writes one JSON object.
///
/// As a [`Sink`] it makes objects of structures and arrays of lists. Where a structure has a name twice, the later
/// ones get `_2`, `_3` and so on. A code is a string of its digits; what it means stands beside it under the name with
/// `_name`, or, in a list, in an object of `code` and `name`.
pub(super) struct JsonObject<'o> {
    out: &'o mut Vec<u8>,
    open: Vec<Level>,
}

struct Level {
    group: Group,
    is_empty: bool,
    names: Vec<String>,
}

impl Level {
    fn new(group: Group) -> Self {
        Self { group, is_empty: true, names: Vec::new() }
    }

    /// A name that the structure does not have yet.
    fn unused(&self, name: &str) -> String {
        let is_used = |name: &str| self.names.iter().any(|used| used == name);
        let numbered = |number: usize| format!("{name}_{number}");
        let mut unused = name.to_owned();
        let mut number = 2;
        while is_used(&unused) {
            unused = numbered(number);
            number += 1;
        }
        unused
    }
}

impl<'o> JsonObject<'o> {
    /// Starts an object at the end of `out`.
    pub(super) fn start(out: &'o mut Vec<u8>) -> Self {
        out.push(b'{');
        Self { out, open: vec![Level::new(Group::Structure)] }
    }

    /// Ends the object.
    pub(super) fn finish(self) {
        let Self { out, open } = self;
        for level in open.iter().rev() {
            out.push(end_of(level.group));
        }
    }

    pub(super) fn text(&mut self, name: &str, text: &str) {
        self.name(name);
        push_string(self.out, text);
    }

    pub(super) fn optional_text(&mut self, name: &str, text: Option<&str>) {
        match text {
            Some(text) => self.text(name, text),
            None => self.verbatim(name, "null"),
        }
    }

    /// A number, `true`, `false` or `null`.
    pub(super) fn verbatim(&mut self, name: &str, value: impl Display) {
        self.name(name);
        // Writing to memory does not fail.
        let _ = write!(self.out, "{value}");
    }

    /// The comma and, in a structure, the name. Returns the name as it was written.
    fn name(&mut self, name: &str) -> Option<String> {
        let level = self.open.last_mut()?;
        if !level.is_empty {
            self.out.push(b',');
        }
        level.is_empty = false;
        if level.group == Group::List {
            return None;
        }
        let name = level.unused(name);
        push_string(self.out, &name);
        self.out.push(b':');
        level.names.push(name.clone());
        Some(name)
    }

    fn code(&mut self, name: &str, value: u64, digits: usize, meaning: Option<&str>) {
        let code = format!("{value:0digits$X}");
        if self.open.last().is_some_and(|level| level.group == Group::List) {
            self.open(name, None, Group::Structure);
            self.text("code", &code);
            self.optional_text("name", meaning);
            return self.close();
        }
        let name = self.name(name).unwrap_or_default();
        push_string(self.out, &code);
        if let Some(meaning) = meaning {
            self.text(&format!("{name}_name"), meaning);
        }
    }
}

impl Sink for JsonObject<'_> {
    fn field(&mut self, name: &str, _at: Option<Range<usize>>, value: Value<'_>) {
        match value {
            Value::Boolean(value) => self.verbatim(name, value),
            Value::Code { value, digits, name: meaning } => self.code(name, value, digits, meaning),
            Value::Null => self.verbatim(name, "null"),
            Value::Real(value) if value.is_finite() => self.verbatim(name, value),
            Value::Real(value) => self.text(name, &value.to_string()),
            Value::Octets(octets) => {
                self.name(name);
                self.out.push(b'"');
                push_hexadecimal(self.out, octets);
                self.out.push(b'"');
            }
            Value::Signed(value) => self.verbatim(name, value),
            Value::Text(text) => self.text(name, text),
            Value::Unsigned(value) => self.verbatim(name, value),
        }
    }

    fn open(&mut self, name: &str, _at: Option<Range<usize>>, group: Group) {
        self.name(name);
        self.out.push(if group == Group::List { b'[' } else { b'{' });
        self.open.push(Level::new(group));
    }

    fn close(&mut self) {
        // The object itself is closed by `finish`.
        if self.open.len() > 1
            && let Some(level) = self.open.pop()
        {
            self.out.push(end_of(level.group));
        }
    }
}

/// Appends upper-case hexadecimal digits.
pub(super) fn push_hexadecimal(out: &mut Vec<u8>, octets: &[u8]) {
    let digit = |value: u8| if value < 10 { b'0' + value } else { b'A' + value - 10 };
    out.extend(octets.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 0x0F)]));
}

fn end_of(group: Group) -> u8 {
    if group == Group::List { b']' } else { b'}' }
}

fn push_string(out: &mut Vec<u8>, text: &str) {
    // A string can always be written, and memory takes it.
    let _ = serde_json::to_writer(out, text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut JsonObject<'_>)) -> String {
        let mut out = Vec::new();
        let mut object = JsonObject::start(&mut out);
        write(&mut object);
        object.finish();
        let text = String::from_utf8(out).unwrap();
        serde_json::from_str::<serde_json::Value>(&text).unwrap();
        text
    }

    #[test]
    fn every_value_is_exact() {
        let text = written(|object| {
            object.field("a", None, Value::Unsigned(u64::MAX));
            object.field("b", None, Value::Signed(i64::MIN));
            object.field("c", None, Value::Octets(&[0x0A, 0xF0]));
            object.field("d", None, Value::Text("\"\u{1}"));
            object.field("e", None, Value::Null);
            object.field("f", None, Value::Boolean(true));
            object.field("g", None, Value::Real(1.5));
            object.field("h", None, Value::Real(f64::NAN));
            object.field("i", None, Value::Code { value: 0x27, digits: 4, name: Some("x") });
            object.field("j", None, Value::Code { value: 7, digits: 2, name: None });
        });
        let expected = "{\"a\":18446744073709551615,\"b\":-9223372036854775808,\"c\":\"0AF0\",\
            \"d\":\"\\\"\\u0001\",\"e\":null,\"f\":true,\"g\":1.5,\"h\":\"NaN\",\"i\":\"0027\",\"i_name\":\"x\",\
            \"j\":\"07\"}";
        assert_eq!(text, expected);
    }

    #[test]
    fn names_that_come_twice_are_kept() {
        let text = written(|object| {
            object.open("list", None, Group::List);
            for number in [1, 2] {
                object.field("same", None, Value::Unsigned(number));
            }
            object.field("code", None, Value::Code { value: 1, digits: 2, name: Some("one") });
            object.open("inner", None, Group::Structure);
            for number in [1, 2, 3] {
                object.field("same", None, Value::Code { value: number, digits: 1, name: Some("n") });
            }
            object.close();
            object.close();
            object.open("inner", None, Group::Structure);
            object.close();
        });
        let expected = "{\"list\":[1,2,{\"code\":\"01\",\"name\":\"one\"},{\"same\":\"1\",\"same_name\":\"n\",\
            \"same_2\":\"2\",\"same_2_name\":\"n\",\"same_3\":\"3\",\"same_3_name\":\"n\"}],\"inner\":{}}";
        assert_eq!(text, expected);
    }

    #[test]
    fn an_object_that_is_closed_too_often_or_too_seldom_is_still_one() {
        assert_eq!(written(|object| object.close()), "{}");
        assert_eq!(written(|object| object.open("a", None, Group::List)), "{\"a\":[]}");
    }
}
