//! Messages for people: one line a field, indented.

use core::ops::Range;
use std::fmt::Write as _;
use std::io;
use std::io::Write;

use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::tables;
use hallmark_gbcs::wire::Message;

use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::push_harmless;

use super::Show;
use super::decoder::Decoded;
use super::decoder::Reencoded;
use super::decoder::Undecodable;
use super::decoder::format_name;
use super::fault::Fault;
use super::sensitive;

/// Whether each line starts with where its field stands in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offsets {
    Hidden,
    Shown,
}

/// Writes trees.
pub(super) struct Tree<W> {
    out: W,
    paint: Paint,
    offsets: Offsets,
    is_first: bool,
}

impl<W: Write> Tree<W> {
    pub(super) fn new(out: W, paint: Paint, offsets: Offsets) -> Self {
        Self { out, paint, offsets, is_first: true }
    }

    fn heading(&mut self, source: &str) -> String {
        let mut text = if self.is_first { String::new() } else { "\n".to_owned() };
        self.is_first = false;
        text += self.paint.start(Style::Heading);
        push_harmless(&mut text, source);
        text += self.paint.end();
        text.push('\n');
        text
    }

    /// What the message is, in words.
    fn title(&self, message: &Message<'_>, text: &mut String) {
        let header = message.header();
        let code = header.message_code();
        let (name, title) = tables::use_case(code).map_or(("unknown use case", ""), |it| (it.name, it.title));
        let comma = if title.is_empty() { "" } else { ", " };
        let _ = writeln!(text, "  {} {code} {name}{comma}{title}", header.cra);
    }

    fn outcomes(&self, decoded: &Decoded<'_>, text: &mut String) {
        let check = |check: Check| {
            let style = match check {
                Check::Absent | Check::NoKey => Style::Faint,
                Check::Invalid => Style::Bad,
                Check::Valid => Style::Good,
            };
            self.paint.apply(style, check.name())
        };
        let style = match decoded.reencoded {
            Reencoded::Different => Style::Bad,
            Reencoded::Identical => Style::Good,
        };
        let reencoded = self.paint.apply(style, decoded.reencoded.name());
        let (mac, signature) = (check(decoded.checks.mac), check(decoded.checks.signature));
        let _ = write!(text, "  MAC {mac}, signature {signature}, re-encoded {reencoded}");
        if !decoded.sensitive.is_empty() {
            let _ = write!(text, ", decrypted {} of {}", decoded.decrypted(), decoded.sensitive.len());
        }
        text.push('\n');
    }

    fn push_fault(&self, fault: &Fault, text: &mut String) {
        let label = self.paint.apply(Style::Bad, "error:");
        let _ = write!(text, "  {label} octet {}: expected {}, found ", fault.offset, fault.expected);
        push_harmless(text, &fault.found);
        let _ = writeln!(text, " ({})", fault.kind);
    }
}

impl<W: Write> Show for Tree<W> {
    fn decoded(&mut self, source: &str, decoded: &Decoded<'_>) -> io::Result<()> {
        let mut text = self.heading(source);
        self.title(&decoded.message, &mut text);
        self.outcomes(decoded, &mut text);
        for finding in decoded.findings() {
            let _ = writeln!(text, "  {} {finding}", self.paint.apply(Style::Odd, "finding:"));
        }
        let mut lines = Lines::new(self.paint, self.offsets, &mut text);
        decoded.message.describe_header(&mut lines);
        let start = decoded.message.payload_offset();
        let at = start..start + decoded.message.payload().len();
        let name = format!("payload ({})", format_name(decoded.payload.format()));
        lines.open(&name, Some(at), Group::Structure);
        sensitive::describe(&decoded.payload, &decoded.sensitive, &mut lines);
        lines.close();
        decoded.message.describe_trailer(&mut lines);
        self.out.write_all(text.as_bytes())
    }

    fn undecodable(&mut self, source: &str, undecodable: &Undecodable<'_>) -> io::Result<()> {
        let Some(message) = &undecodable.message else { return self.fault(source, &undecodable.fault) };
        let mut text = self.heading(source);
        self.title(message, &mut text);
        self.push_fault(&undecodable.fault, &mut text);
        let mut lines = Lines::new(self.paint, self.offsets, &mut text);
        message.describe_header(&mut lines);
        let start = message.payload_offset();
        let payload = message.payload();
        lines.field("payload", Some(start..start + payload.len()), Value::Octets(payload));
        message.describe_trailer(&mut lines);
        self.out.write_all(text.as_bytes())
    }

    fn fault(&mut self, source: &str, fault: &Fault) -> io::Result<()> {
        let mut text = self.heading(source);
        self.push_fault(fault, &mut text);
        self.out.write_all(text.as_bytes())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// One line a field.
struct Lines<'t> {
    paint: Paint,
    offsets: Offsets,
    depth: usize,
    text: &'t mut String,
}

impl<'t> Lines<'t> {
    fn new(paint: Paint, offsets: Offsets, text: &'t mut String) -> Self {
        Self { paint, offsets, depth: 1, text }
    }

    fn start(&mut self, at: Option<Range<usize>>) {
        if self.offsets == Offsets::Shown {
            let at = at.map(|at| format!("{}..{}", at.start, at.end)).unwrap_or_default();
            let (start, end) = (self.paint.start(Style::Faint), self.paint.end());
            let _ = write!(self.text, "{start}{at:>OFFSETS_WIDTH$}{end}");
        }
        self.indent(self.depth);
    }

    fn indent(&mut self, depth: usize) {
        self.text.extend(std::iter::repeat_n("  ", depth));
    }

    fn name(&mut self, name: &str) {
        *self.text += self.paint.start(Style::Name);
        push_harmless(self.text, name);
        *self.text += self.paint.end();
    }

    /// Long octets go over several lines.
    fn octets(&mut self, octets: &[u8]) {
        if octets.len() <= OCTETS_A_LINE {
            return self.hexadecimal(octets);
        }
        let _ = write!(self.text, "{} octets", octets.len());
        for row in octets.chunks(OCTETS_A_LINE) {
            self.text.push('\n');
            if self.offsets == Offsets::Shown {
                let _ = write!(self.text, "{:OFFSETS_WIDTH$}", "");
            }
            self.indent(self.depth + 1);
            self.hexadecimal(row);
        }
    }

    fn hexadecimal(&mut self, octets: &[u8]) {
        for octet in octets {
            let _ = write!(self.text, "{octet:02X}");
        }
    }

    fn code(&mut self, value: u64, digits: usize, meaning: Option<&str>) {
        let _ = write!(self.text, "{value:0digits$X}");
        if let Some(meaning) = meaning {
            self.text.push(' ');
            *self.text += self.paint.start(Style::Good);
            push_harmless(self.text, meaning);
            *self.text += self.paint.end();
        }
    }
}

impl Sink for Lines<'_> {
    fn field(&mut self, name: &str, at: Option<Range<usize>>, value: Value<'_>) {
        self.start(at);
        self.name(name);
        *self.text += ": ";
        match value {
            Value::Boolean(value) => {
                let _ = write!(self.text, "{value}");
            }
            Value::Code { value, digits, name } => self.code(value, digits, name),
            Value::Null => *self.text += "-",
            Value::Octets(octets) => self.octets(octets),
            Value::Real(value) => {
                let _ = write!(self.text, "{value}");
            }
            Value::Signed(value) => {
                let _ = write!(self.text, "{value}");
            }
            Value::Text(text) => push_harmless(self.text, text),
            Value::Unsigned(value) => {
                let _ = write!(self.text, "{value}");
            }
        }
        self.text.push('\n');
    }

    fn open(&mut self, name: &str, at: Option<Range<usize>>, _group: Group) {
        self.start(at);
        self.name(name);
        self.text.push('\n');
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}

const OCTETS_A_LINE: usize = 32;
const OFFSETS_WIDTH: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_indented_and_have_their_place() {
        let mut text = String::new();
        let mut lines = Lines::new(Paint::Off, Offsets::Shown, &mut text);
        lines.open("group", Some(1..40), Group::List);
        lines.field("code", Some(1..2), Value::Code { value: 0x27, digits: 4, name: Some("name") });
        lines.field("octets", None, Value::Octets(&[0xAB; 33]));
        lines.close();
        lines.field("text", Some(7..8), Value::Text("a\x1bb"));
        let row = "AB".repeat(32);
        let expected = format!(
            "     1..40  group\n      1..2    code: 0027 name\n              octets: 33 octets\n\
             {:16}{row}\n{:16}AB\n      7..8  text: a\\u{{1b}}b\n",
            "", ""
        );
        assert_eq!(text, expected);
    }
}
