//! Totals, and how fast it went.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use hallmark_gbcs::crypto::Checks;

use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::push_harmless;

use super::decoder::Decoded;
use super::decoder::Reencoded;
use super::decoder::format_name;
use super::fault::Fault;

/// What became of all messages.
#[derive(Debug, Default)]
pub(super) struct Summary {
    decoded: usize,
    protection: Counts,
    mac: Counts,
    signature: Counts,
    format: Counts,
    reencoded: Counts,
    encrypted: usize,
    decrypted: usize,
    with_findings: usize,
    errors: Counts,
    undecodable: usize,
    first_faults: Vec<(String, Fault)>,
}

/// How often each name came.
#[derive(Debug, Default)]
struct Counts(BTreeMap<&'static str, usize>);

impl Counts {
    fn add(&mut self, name: &'static str) {
        *self.0.entry(name).or_default() += 1;
    }

    /// The names of `order` that came, in that order, and then the others.
    fn text(&self, order: &[&str]) -> String {
        let known = order.iter().filter_map(|name| self.0.get_key_value(name));
        let others = self.0.iter().filter(|(name, _)| !order.contains(name));
        let parts: Vec<String> = known.chain(others).map(|(name, count)| format!("{name} {count}")).collect();
        parts.join("   ")
    }
}

/// What was measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Speed {
    /// How often everything was done.
    pub(super) rounds: u32,
    pub(super) elapsed: Duration,
    pub(super) work: Work,
}

/// What was done with each message.
#[derive(Debug, Clone, Copy)]
pub(super) enum Work {
    /// There were no keys.
    Decode,
    /// There were.
    DecodeAndVerify,
}

impl Work {
    fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode and re-encode (no keys, nothing verified)",
            Self::DecodeAndVerify => "decode, verify, decrypt and re-encode",
        }
    }
}

impl Summary {
    pub(super) fn decoded(&mut self, decoded: &Decoded<'_>) {
        self.decoded += 1;
        self.protection.add(decoded.message.protection().name());
        let Checks { mac, signature } = decoded.checks;
        self.mac.add(mac.name());
        self.signature.add(signature.name());
        self.format.add(format_name(decoded.payload.format()));
        self.reencoded.add(decoded.reencoded.name());
        self.encrypted += decoded.sensitive.len();
        self.decrypted += decoded.decrypted();
        self.with_findings += usize::from(!decoded.findings().is_empty());
    }

    pub(super) fn fault(&mut self, source: &str, fault: &Fault) {
        self.undecodable += 1;
        self.errors.add(fault.kind);
        if self.first_faults.len() < SHOWN_FAULTS {
            self.first_faults.push((source.to_owned(), fault.clone()));
        }
    }

    pub(super) fn has_faults(&self) -> bool {
        self.undecodable > 0
    }

    /// The totals, in lines.
    pub(super) fn text(&self, speed: Speed, paint: Paint) -> String {
        let checks = ["valid", "invalid", "no-key", "absent"];
        let total = self.decoded + self.undecodable;
        let mut rows = vec![
            ("messages", format!("{total}   decoded {}   not decodable {}", self.decoded, self.undecodable)),
            ("protection", self.protection.text(&["mac", "signature", "both", "none"])),
            ("mac", self.mac.text(&checks)),
            ("signature", self.signature.text(&checks)),
            ("format", self.format.text(&["DLMS", "GBZ", "ASN.1"])),
            ("reencoded", self.reencoded.text(&[Reencoded::Identical.name(), Reencoded::Different.name()])),
            ("encrypted", format!("parts {}   decrypted {}", self.encrypted, self.decrypted)),
            ("findings", format!("messages {}", self.with_findings)),
            ("errors", self.errors.text(&[])),
        ];
        rows.retain(|(_, value)| !value.is_empty());
        rows.push(("speed", speed.text(total)));
        let mut text = String::new();
        for (label, value) in rows {
            let _ = writeln!(text, "{}{label:<12}{}{value}", paint.start(Style::Name), paint.end());
        }
        self.push_faults(paint, &mut text);
        text
    }

    fn push_faults(&self, paint: Paint, text: &mut String) {
        for (source, fault) in &self.first_faults {
            let _ = write!(text, "{} ", paint.apply(Style::Bad, "error:"));
            push_harmless(text, source);
            let _ = write!(text, ": octet {}: expected {}, found ", fault.offset, fault.expected);
            push_harmless(text, &fault.found);
            text.push('\n');
        }
        let more = self.undecodable - self.first_faults.len();
        if more > 0 {
            let _ = writeln!(text, "and {more} more; --format jsonl lists all");
        }
    }
}

impl Speed {
    fn text(self, messages: usize) -> String {
        let done = f64::from(self.rounds) * f64::from(u32::try_from(messages).unwrap_or(u32::MAX));
        let seconds = self.elapsed.as_secs_f64();
        let rate = if seconds > 0.0 { done / seconds } else { 0.0 };
        let rounds = self.rounds;
        format!("{rate:.0} messages/s   {rounds} x {messages} in {seconds:.3} s, {}", self.work.name())
    }
}

const SHOWN_FAULTS: usize = 20;
