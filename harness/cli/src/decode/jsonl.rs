//! One JSON object a message.

use std::io;
use std::io::Write;

use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::wire::GroupingHeader;

use super::Show;
use super::decoder::Decoded;
use super::decoder::Undecodable;
use super::decoder::format_name;
use super::fault::Fault;
use super::json::JsonObject;
use super::sensitive;

/// Writes lines of JSON.
pub(super) struct JsonLines<W> {
    out: W,
    line: Vec<u8>,
}

impl<W: Write> JsonLines<W> {
    pub(super) fn new(out: W) -> Self {
        Self { out, line: Vec::new() }
    }

    fn start(&mut self, source: &str, ok: bool) -> JsonObject<'_> {
        self.line.clear();
        let mut object = JsonObject::start(&mut self.line);
        object.text("source", source);
        object.verbatim("ok", ok);
        object
    }

    fn end(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }
}

impl<W: Write> Show for JsonLines<W> {
    fn decoded(&mut self, source: &str, decoded: &Decoded<'_>) -> io::Result<()> {
        let mut object = self.start(source, true);
        let header = decoded.message.header();
        object.text("protection", decoded.message.protection().name());
        object.text("cra", header.cra.name());
        object.text("message_code", &header.message_code().to_string());
        object.optional_text("use_case", decoded.use_case().map(|use_case| use_case.name));
        object.text("originator", &header.originator.to_string());
        object.text("recipient", &header.recipient.to_string());
        object.verbatim("counter", header.counter);
        supplementary(header, &mut object);
        object.open("payload", None, Group::Structure);
        object.text("format", format_name(decoded.payload.format()));
        sensitive::describe(&decoded.payload, &decoded.sensitive, &mut object);
        object.close();
        object.text("mac", decoded.checks.mac.name());
        object.text("signature", decoded.checks.signature.name());
        object.verbatim("decrypted", decoded.decrypted());
        object.text("reencoded", decoded.reencoded.name());
        object.open("findings", None, Group::List);
        for finding in decoded.findings() {
            object.field("finding", None, Value::Text(&finding));
        }
        object.close();
        object.finish();
        self.end()
    }

    fn undecodable(&mut self, source: &str, undecodable: &Undecodable<'_>) -> io::Result<()> {
        self.fault(source, &undecodable.fault)
    }

    fn fault(&mut self, source: &str, fault: &Fault) -> io::Result<()> {
        let mut object = self.start(source, false);
        object.open("error", None, Group::Structure);
        object.text("kind", fault.kind);
        object.verbatim("offset", fault.offset);
        object.text("expected", fault.expected);
        object.text("found", &fault.found);
        object.close();
        object.finish();
        self.end()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn supplementary(header: &GroupingHeader<'_>, object: &mut JsonObject<'_>) {
    let Some(supplementary) = header.supplementary() else {
        return object.verbatim("supplementary", "null");
    };
    object.open("supplementary", None, Group::Structure);
    object.text("party", &supplementary.party.to_string());
    match supplementary.counter {
        Some(counter) => object.verbatim("counter", counter),
        None => object.verbatim("counter", "null"),
    }
    if let Some(counter) = supplementary.originator_counter {
        object.verbatim("originator_counter", counter);
    }
    object.verbatim("certificate", supplementary.certificate.is_some());
    object.close();
}
