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

impl Frame<'_> {
    /// Whether a part of it was not captured.
    pub fn is_snapped(&self) -> bool {
        self.octets.len() < self.original
    }
}
