//! Messages as text for the report.

use core::ops::Range;
use std::fmt::Write as _;

use hallmark_gbcs::Payload;
use hallmark_gbcs::describe::Describe as _;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Message;

/// One line that says what a message is, then its fields.
pub(crate) fn decode(octets: &[u8]) -> String {
    let message = match Message::parse(octets) {
        Ok(message) => message,
        Err(error) => return format!("not a GBCS message: {error}"),
    };
    let header = message.header();
    let name = use_case(header.message_code()).map_or("unknown use case", |use_case| use_case.name);
    let mut text = format!(
        "{} {name} ({}) {} → {} counter {}\n",
        header.cra.name(),
        header.message_code(),
        header.originator,
        header.recipient,
        header.counter
    );
    let mut lines = Lines { text: &mut text, depth: 0 };
    message.describe_header(&mut lines);
    match Payload::parse(&message) {
        Ok(payload) => payload.describe(&mut lines),
        Err(error) => {
            let _ = writeln!(lines.text, "payload: {error}");
        }
    }
    message.describe_trailer(&mut lines);
    text
}

/// Writes one field a line.
struct Lines<'a> {
    text: &'a mut String,
    depth: usize,
}

impl Lines<'_> {
    fn indent(&mut self) {
        self.text.extend(core::iter::repeat_n("  ", self.depth));
    }
}

impl Sink for Lines<'_> {
    fn field(&mut self, name: &str, _: Option<Range<usize>>, value: Value<'_>) {
        self.indent();
        let _ = match value {
            Value::Boolean(value) => writeln!(self.text, "{name}: {value}"),
            Value::Code { value, digits, name: None } => writeln!(self.text, "{name}: {value:0digits$X}"),
            Value::Code { value, digits, name: Some(meaning) } => {
                writeln!(self.text, "{name}: {value:0digits$X} {meaning}")
            }
            Value::Null => writeln!(self.text, "{name}: null"),
            Value::Octets(octets) => {
                let _ = write!(self.text, "{name}: ");
                for octet in octets {
                    let _ = write!(self.text, "{octet:02X}");
                }
                writeln!(self.text)
            }
            Value::Real(value) => writeln!(self.text, "{name}: {value}"),
            Value::Signed(value) => writeln!(self.text, "{name}: {value}"),
            Value::Text(value) => writeln!(self.text, "{name}: {}", value.escape_debug()),
            Value::Unsigned(value) => writeln!(self.text, "{name}: {value}"),
        };
    }

    fn open(&mut self, name: &str, _: Option<Range<usize>>, _: Group) {
        self.indent();
        let _ = writeln!(self.text, "{name}");
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}
