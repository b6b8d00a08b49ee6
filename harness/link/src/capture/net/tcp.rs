//! TCP segments (RFC 9293).
//!
//! | octet | field, big endian |
//! |---|---|
//! | 0–1, 2–3 | source and destination port |
//! | 4–7 | sequence number |
//! | 8–11 | acknowledgement number |
//! | 12 | data offset in words, upper half |
//! | 13 | flags: FIN 01, SYN 02, RST 04, ACK 10 |
//! | 14–19 | window, checksum, urgent pointer |

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;
use crate::capture::net::ip::Datagram;

/// A segment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Segment<'a> {
    pub(super) source: u16,
    pub(super) target: u16,
    pub(super) sequence: u32,
    pub(super) is_syn: bool,
    pub(super) is_fin: bool,
    pub(super) is_reset: bool,
    pub(super) payload: &'a [u8],
    /// How many octets of the payload were not captured.
    pub(super) missing: u32,
}

impl<'a> Segment<'a> {
    pub(super) fn parse(datagram: &Datagram<'a>) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new("TCP", datagram.payload);
        let source = cursor.u16_be("the source port is cut short")?;
        let target = cursor.u16_be("the destination port is cut short")?;
        let sequence = cursor.u32_be("the sequence number is cut short")?;
        cursor.take(4, "the acknowledgement number is cut short")?;
        let offset = usize::from(cursor.octet("the data offset is cut short")? >> 4).saturating_mul(4);
        let flags = cursor.octet("the flags are cut short")?;
        cursor.take(6, "the header is cut short")?;
        let options = offset.checked_sub(20).ok_or(cursor.malformed("the data offset is less than 20"))?;
        cursor.take(options, "the options are cut short")?;
        Ok(Self {
            source,
            target,
            sequence,
            is_syn: flags & 0x02 != 0,
            is_fin: flags & 0x01 != 0,
            is_reset: flags & 0x04 != 0,
            payload: cursor.rest(),
            missing: u32::try_from(datagram.missing).unwrap_or(u32::MAX),
        })
    }
}
