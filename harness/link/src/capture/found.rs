use crate::pcapng::Direction;
use crate::time::UnixMicros;

/// Something of interest in a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'a> {
    /// The frame that it began in.
    pub first_frame: u64,
    /// The frame that completed it.
    pub frame: u64,
    /// When it was complete.
    pub at: UnixMicros,
    /// What carried it.
    pub carrier: Carrier,
    /// What it is.
    pub content: Content<'a>,
    /// The comment on its frame, or nothing.
    pub comment: &'a str,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content<'a> {
    /// A DUIS document, as it was on the wire.
    Duis(&'a [u8]),
    /// What is carried where GBCS messages are; not looked into.
    Message(&'a [u8]),
}

/// What carries messages in a capture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Carrier {
    /// A frame of link type USER0.
    Bare,
    /// A frame of link type exported PDU.
    ExportedPdu,
    /// A text line of the GFI tool, over TCP.
    Gfi,
    /// HTTP, over TCP.
    Http,
    /// The ZigBee Tunneling cluster.
    Tunnel,
    /// The wrapper of IEC 62056-4-7, over TCP or UDP.
    Wrapper,
}

impl Carrier {
    /// A short stable name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare message",
            Self::ExportedPdu => "exported PDU",
            Self::Gfi => "GFI text over TCP",
            Self::Http => "HTTP over TCP",
            Self::Tunnel => "ZigBee tunnel",
            Self::Wrapper => "IEC 62056-4-7 wrapper",
        }
    }
}

/// What a capture of ours says about a message in the comment on its frame: `test=ID direction=out note=…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark<'a> {
    /// The test; empty for what belongs to none.
    pub test: &'a str,
    /// Which way it went, seen from the laboratory.
    pub direction: Direction,
    /// What it is, in a few words.
    pub note: &'a str,
}

impl<'a> Mark<'a> {
    /// Reads a comment; `None` when it is somebody else's.
    pub fn parse(comment: &'a str) -> Option<Self> {
        let (test, rest) = comment.strip_prefix("test=")?.split_once(" direction=")?;
        let (direction, note) = rest.split_once(" note=").unwrap_or((rest, ""));
        let direction = match direction {
            "in" => Direction::In,
            "out" => Direction::Out,
            _ => return None,
        };
        Some(Self { test: if test == "-" { "" } else { test }, direction, note })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_other_comments_are_not() {
        let mark = |test, direction, note| Some(Mark { test, direction, note });
        assert_eq!(
            Mark::parse("test=a/b direction=out note=attack: x"),
            mark("a/b", Direction::Out, "attack: x")
        );
        assert_eq!(Mark::parse("test=- direction=in"), mark("", Direction::In, ""));
        for comment in ["", "hello", "test=a", "test=a direction=up", "direction=in test=a"] {
            assert_eq!(Mark::parse(comment), None, "{comment}");
        }
    }
}
