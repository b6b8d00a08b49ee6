//! A walk through `evidence.pcapng`: just enough to compare its packets with the exchanges of the log.

/// One captured packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packet<'a> {
    /// The captured octets: what names the dissector, then the message, which may be cut.
    pub(crate) data: &'a [u8],
    /// How many octets there were before any were cut.
    pub(crate) original: usize,
    /// The first comment, or nothing.
    pub(crate) comment: &'a [u8],
}

impl Packet<'_> {
    /// Whether it holds a message: whole, or cut only because it is longer than any packet may be.
    pub(crate) fn holds(&self, message: &[u8]) -> bool {
        let whole = self.data.len() == self.original;
        let Some(header) = self.original.checked_sub(message.len()) else {
            return false;
        };
        let captured = self.data.get(header..);
        (whole || self.data.len() == LONGEST) && captured.is_some_and(|octets| message.starts_with(octets))
    }
}

/// Why a capture is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("octet {offset}: expected {expected}, found {found}")]
pub(crate) struct PcapngError {
    pub(crate) offset: usize,
    pub(crate) expected: &'static str,
    pub(crate) found: String,
}

/// Every packet in order. Blocks that hold no packet are skipped; the older packet blocks are refused, because
/// their packets would count in Wireshark and not here.
pub(crate) fn packets(octets: &[u8]) -> Result<Vec<Packet<'_>>, PcapngError> {
    let mut packets = Vec::new();
    let mut order = None;
    let mut offset = 0;
    while offset < octets.len() {
        let block = octets.get(offset..).unwrap_or_default();
        let fail = |expected, found: String| PcapngError { offset, expected, found };
        let short = || fail("a whole block", format!("{} octets", block.len()));
        let first = array(block, 0).ok_or_else(short)?;
        if first == SECTION_HEADER {
            order = match array(block, 8).ok_or_else(short)? {
                [0x1A, 0x2B, 0x3C, 0x4D] => Some(Order::Big),
                [0x4D, 0x3C, 0x2B, 0x1A] => Some(Order::Little),
                other => return Err(fail("the byte-order magic", format!("{other:02X?}"))),
            };
        }
        let order = order.ok_or_else(|| fail("a section header block", format!("{first:02X?}")))?;
        let length = order.number(array(block, 4).ok_or_else(short)?);
        if length < 12 || length % 4 != 0 || length > block.len() {
            return Err(fail("a block length", length.to_string()));
        }
        let trailer = order.number(array(block, length - 4).ok_or_else(short)?);
        if trailer != length {
            return Err(fail("the block length again", trailer.to_string()));
        }
        let body = block.get(8..length - 4).ok_or_else(short)?;
        match order.number(first) {
            ENHANCED_PACKET => packets.push(packet(order, body).ok_or_else(short)?),
            kind @ (PACKET | SIMPLE_PACKET) => {
                return Err(fail("enhanced packets", format!("block type {kind}")));
            }
            _ => {}
        }
        offset += length;
    }
    if order.is_none() {
        return Err(PcapngError { offset, expected: "a section header block", found: "nothing".to_owned() });
    }
    Ok(packets)
}

/// Interface, two halves of the time, captured length, original length, then the octets, padded, and options.
fn packet(order: Order, body: &[u8]) -> Option<Packet<'_>> {
    let captured = order.number(array(body, 12)?);
    let original = order.number(array(body, 16)?);
    let data = body.get(20..)?.get(..captured)?;
    let options = body.get(20..)?.get(captured.checked_next_multiple_of(4)?..)?;
    Some(Packet { data, original, comment: comment(order, options)? })
}

/// The first comment among options: each a code, a length and as many octets, padded. Nothing if there is none, `None` if
/// an option is cut short.
fn comment(order: Order, mut options: &[u8]) -> Option<&[u8]> {
    while let Some(head) = array(options, 0) {
        let (code, length) = order.halves(head);
        let value = options.get(4..)?.get(..length)?;
        match code {
            END_OF_OPTIONS => break,
            COMMENT => return Some(value),
            _ => options = options.get(4 + length.next_multiple_of(4)..)?,
        }
    }
    Some(&[])
}

#[derive(Clone, Copy)]
enum Order {
    Big,
    Little,
}

impl Order {
    /// Four octets as a number; where that does not fit, a number that no slice is as long as.
    fn number(self, octets: [u8; 4]) -> usize {
        let number = match self {
            Self::Big => u32::from_be_bytes(octets),
            Self::Little => u32::from_le_bytes(octets),
        };
        usize::try_from(number).unwrap_or(usize::MAX)
    }

    /// Four octets as two numbers.
    fn halves(self, [a, b, c, d]: [u8; 4]) -> (u16, usize) {
        let read = match self {
            Self::Big => u16::from_be_bytes,
            Self::Little => u16::from_le_bytes,
        };
        (read([a, b]), usize::from(read([c, d])))
    }
}

fn array(octets: &[u8], at: usize) -> Option<[u8; 4]> {
    octets.get(at..)?.first_chunk().copied()
}

/// The longest packet that Wireshark opens.
const LONGEST: usize = 262_144;

const SECTION_HEADER: [u8; 4] = [0x0A, 0x0D, 0x0D, 0x0A];
const PACKET: usize = 2;
const SIMPLE_PACKET: usize = 3;
const ENHANCED_PACKET: usize = 6;
const END_OF_OPTIONS: u16 = 0;
const COMMENT: u16 = 1;

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: u32, body: &[u8]) -> Vec<u8> {
        let mut body = body.to_vec();
        body.resize(body.len().next_multiple_of(4), 0);
        let length = (body.len() as u32 + 12).to_le_bytes();
        [&kind.to_le_bytes()[..], &length, &body, &length].concat()
    }

    fn section() -> Vec<u8> {
        block(0x0A0D_0D0A, &[0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255])
    }

    fn enhanced(captured: u32, original: u32, data: &[u8]) -> Vec<u8> {
        block(6, &[&[0; 12][..], &captured.to_le_bytes(), &original.to_le_bytes(), data].concat())
    }

    #[test]
    fn finds_packets() {
        let capture = [section(), block(1, &[0; 8]), enhanced(5, 5, b"hello"), enhanced(0, 0, b"")].concat();
        let packet = |data: &'static [u8]| Packet { data, original: data.len(), comment: b"" };
        assert_eq!(packets(&capture), Ok(vec![packet(b"hello"), packet(b"")]));
    }

    #[test]
    fn finds_comments_among_options() {
        let options = |options: &[u8]| {
            let capture = [section(), enhanced(3, 3, &[b"abc\0", options].concat())].concat();
            packets(&capture).map(|packets| packets[0].comment.to_vec())
        };
        assert_eq!(options(&[1, 0, 2, 0, b'h', b'i', 0, 0, 0, 0, 0, 0]), Ok(b"hi".to_vec()));
        assert_eq!(options(&[2, 0, 4, 0, 1, 0, 0, 0, 1, 0, 1, 0, b'x', 0, 0, 0]), Ok(b"x".to_vec()));
        assert_eq!(options(&[0, 0, 0, 0, 1, 0, 1, 0, b'x', 0, 0, 0]), Ok(vec![]));
        assert!(options(&[1, 0, 9, 0, b'x', 0, 0, 0]).is_err());
        assert!(options(&[2, 0, 9, 0, b'x', 0, 0, 0]).is_err());
    }

    #[test]
    fn only_what_is_too_long_may_be_cut() {
        let packet = |data, original| Packet { data, original, comment: b"" };
        assert!(packet(b"..hello", 7).holds(b"hello"));
        assert!(packet(b"..", 2).holds(b""));
        assert!(!packet(b"..hello", 7).holds(b"hallo"));
        assert!(!packet(b"..hell", 7).holds(b"hello"));
        assert!(!packet(b"hello", 5).holds(b"..hello"));
        let long = vec![1; LONGEST + 1];
        assert!(packet(&long[..LONGEST], LONGEST + 1).holds(&long[..LONGEST]));
        assert!(!packet(&long[..LONGEST - 1], LONGEST + 1).holds(&long[..LONGEST]));
    }

    #[test]
    fn refuses_what_is_not_whole() {
        let capture = [section(), enhanced(5, 5, b"hello")].concat();
        for length in 1..capture.len() {
            if length != section().len() {
                assert!(packets(&capture[..length]).is_err(), "{length}");
            }
        }
        let at = section().len();
        let error = |capture: &[u8]| packets(capture).unwrap_err();
        assert_eq!(error(&[section(), enhanced(6, 6, b"hell")].concat()).offset, at);
        assert_eq!(error(&[section(), enhanced(9, 9, b"hello")].concat()).expected, "a whole block");
        assert_eq!(error(&[section(), block(3, &[0; 8])].concat()).found, "block type 3");
        assert_eq!(error(&block(1, &[0; 8])).expected, "a section header block");
        assert_eq!(error(b"").found, "nothing");
    }
}
