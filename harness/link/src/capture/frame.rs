use crate::time::UnixMicros;

/// One frame of a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// Its number in the capture, from 1, as Wireshark counts.
    pub number: u64,
    /// When it was captured.
    pub at: UnixMicros,
    /// The link type of its interface (LINKTYPE_ of tcpdump.org).
    pub link_type: u16,
    /// What was captured of it.
    pub octets: &'a [u8],
    /// How many octets it had, of which a short snap length may have kept fewer.
    pub original: usize,
    /// The first comment on it, or nothing.
    pub comment: &'a str,
}

impl<'a> Frame<'a> {
    /// What stands for the link type of a frame whose own is not known: its interface is not described in the capture, or
    /// its block is of an obsolete form.
    pub const NO_LINK_TYPE: u16 = u16::MAX;

    /// A frame that counts, and of which no more is known.
    pub(super) fn unread(number: u64, octets: &'a [u8]) -> Self {
        let original = octets.len();
        Self { number, at: UnixMicros(0), link_type: Self::NO_LINK_TYPE, octets, original, comment: "" }
    }

    /// Whether a part of it was not captured.
    pub fn is_snapped(&self) -> bool {
        self.octets.len() < self.original
    }
}
