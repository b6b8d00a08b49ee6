//! One exchange on the page.

use core::fmt::Write as _;

use hallmark_engine::event::Direction;

use crate::decoded::Decoded;
use crate::decoded::MAX_OCTETS;
use crate::log::Log;
use crate::text::visible;

/// One exchange.
pub(super) struct ExchangeView {
    pub(super) number: u64,
    pub(super) direction: &'static str,
    pub(super) arrow: char,
    pub(super) note: String,
    pub(super) length: usize,
    /// What the octets say: all of it, or the first line.
    pub(super) decoded: String,
    /// The octets: a dump with offsets, or the first of them in one line.
    pub(super) octets: String,
    /// How many octets are not shown.
    pub(super) hidden: usize,
    /// Whether it is shown in full.
    pub(super) full: bool,
}

impl ExchangeView {
    /// The exchange with a number; `None` if the log has no such exchange.
    pub(super) fn of(number: u64, log: &Log, decoded: &[Decoded]) -> Option<Self> {
        let exchange = log.exchange(number)?;
        let index = usize::try_from(number.checked_sub(1)?).ok()?;
        let (full, text) =
            decoded.get(index).map_or((false, ""), |decoded| (decoded.full, decoded.text.as_str()));
        let length = exchange.octets.len();
        let shown = length.min(if full { MAX_OCTETS } else { FIRST_OCTETS });
        let octets = exchange.octets.get(..shown).unwrap_or_default();
        let (direction, arrow) = match exchange.direction {
            Direction::In => ("from the target", '←'),
            Direction::Out => ("to the target", '→'),
        };
        Some(Self {
            number,
            direction,
            arrow,
            note: visible(&exchange.note),
            length,
            decoded: visible(text),
            octets: if full { dump(octets) } else { line(octets) },
            hidden: length - shown,
            full,
        })
    }
}

/// Sixteen octets a line, after their offset.
fn dump(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 4);
    for (row, chunk) in octets.chunks(16).enumerate() {
        let separator = if row == 0 { "" } else { "\n" };
        // Writing into a string cannot fail.
        let _ = write!(text, "{separator}{:04X}  {}", row * 16, line(chunk));
    }
    text
}

fn line(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len() * 3);
    for (index, octet) in octets.iter().enumerate() {
        let separator = if index == 0 { "" } else { " " };
        // Writing into a string cannot fail.
        let _ = write!(text, "{separator}{octet:02X}");
    }
    text
}

/// Octets shown of an exchange that is not shown in full.
const FIRST_OCTETS: usize = 24;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dumps_have_offsets() {
        let octets: Vec<u8> = (0..18).collect();
        assert_eq!(dump(&octets), "0000  00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n0010  10 11");
        assert_eq!(dump(&[]), "");
    }
}
