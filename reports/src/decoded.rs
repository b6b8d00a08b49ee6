//! `decoded.jsonl`: what the octets of the exchanges say, so that renderings can be made again without any
//! protocol.

use std::collections::BTreeSet;

use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use serde::Deserialize;
use serde::Serialize;

use crate::log::Log;
use crate::text::clip;

/// Says in words what octets mean. The first line should do as a summary.
pub trait Decoder {
    /// Decodes the octets of one exchange; what cannot be decoded is said so in the text.
    fn decode(&self, octets: &[u8]) -> String;
}

impl<F: Fn(&[u8]) -> String> Decoder for F {
    fn decode(&self, octets: &[u8]) -> String {
        self(octets)
    }
}

/// What one exchange says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Decoded {
    /// The number of the exchange.
    pub(crate) number: u64,
    /// Whether the report shows the exchange in full.
    pub(crate) full: bool,
    /// The whole text, or its first line.
    pub(crate) text: String,
}

/// Decodes every exchange. Those of a test that did not pass are kept in full until the page would become too
/// long; of the others the first line is kept.
pub(crate) fn decode(results: &Results, log: &Log, decoder: &dyn Decoder) -> Vec<Decoded> {
    let interesting: BTreeSet<&str> = results
        .tests
        .iter()
        .filter(|test| !matches!(test.verdict, Verdict::Pass | Verdict::NotApplicable))
        .map(|test| test.plan.id.as_str())
        .collect();
    let mut left = DETAIL_BUDGET;
    let decoded = log.exchanges.iter().map(|exchange| {
        let text = clip(&decoder.decode(&exchange.octets), MAX_TEXT);
        let cost = text.len() + exchange.octets.len().min(MAX_OCTETS) * 4 + 500;
        let full = interesting.contains(exchange.test.as_str()) && cost <= left;
        if full {
            left -= cost;
            return Decoded { number: exchange.number, full, text };
        }
        Decoded {
            number: exchange.number,
            full,
            text: clip(text.lines().next().unwrap_or_default(), MAX_LINE),
        }
    });
    decoded.collect()
}

/// One object a line.
pub(crate) fn to_jsonl(decoded: &[Decoded]) -> Result<String, serde_json::Error> {
    let mut text = String::new();
    for line in decoded {
        text.push_str(&serde_json::to_string(line)?);
        text.push('\n');
    }
    Ok(text)
}

/// Reads the file again; one line for each exchange, in their order.
pub(crate) fn parse(octets: &[u8]) -> Result<Vec<Decoded>, String> {
    let lines = octets.split(|&octet| octet == b'\n').filter(|line| !line.is_empty());
    let mut decoded = Vec::new();
    for (line, expected) in lines.zip(1..) {
        let entry: Decoded =
            serde_json::from_slice(line).map_err(|error| format!("line {expected}: {error}"))?;
        if entry.number != expected {
            return Err(format!("line {expected}: exchange {}", entry.number));
        }
        decoded.push(entry);
    }
    Ok(decoded)
}

/// Octets of an exchange that the report shows at most.
pub(crate) const MAX_OCTETS: usize = 2_048;
/// What the details of all exchanges may add to the page, in octets.
const DETAIL_BUDGET: usize = 8_000_000;
/// The longest decoded text, in octets.
const MAX_TEXT: usize = 12_000;
/// The longest first line, in octets.
const MAX_LINE: usize = 160;
