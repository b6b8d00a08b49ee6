//! Which networks could be opened. A sniffer hears the neighbours' too: what cannot be opened is only missing where
//! it belongs to a network of which other frames could, or where no network could be opened at all.

use std::collections::BTreeMap;

use crate::capture::Reason;
use crate::capture::extractor::Output;
use crate::capture::extractor::Place;

/// Every network by its PAN identifier, of which there are 65,536.
#[derive(Debug, Default)]
pub(super) struct Pans(BTreeMap<u16, Pan>);

#[derive(Debug, Default)]
struct Pan {
    opened: u64,
    closed: u64,
    /// The first frame that could not be opened.
    first: u64,
}

impl Pans {
    pub(super) fn opened(&mut self, pan: u16, place: Place, is_opened: bool) {
        let pan = self.0.entry(pan).or_default();
        if is_opened {
            pan.opened = pan.opened.saturating_add(1);
            return;
        }
        if pan.closed == 0 {
            pan.first = place.frame;
        }
        pan.closed = pan.closed.saturating_add(1);
    }

    pub(super) fn finish(&mut self, has_key: bool, out: &mut Output<'_>) {
        let is_any_open = self.0.values().any(|pan| pan.opened > 0);
        for (id, pan) in &self.0 {
            if pan.closed == 0 {
                continue;
            }
            if is_any_open && pan.opened == 0 {
                out.report.count_many("ZigBee frame of another network", pan.closed);
                continue;
            }
            let why = if has_key { "none of the network keys opens" } else { "no network key was given for" };
            let all = pan.closed.saturating_add(pan.opened);
            let detail = format!("{why} {} of {all} frames of PAN {id:04X}", pan.closed);
            out.report.unread_many(pan.first, Reason::NetworkKey, pan.closed, detail);
        }
    }
}
