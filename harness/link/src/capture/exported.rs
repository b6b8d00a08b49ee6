//! Exported PDUs, link type 252 (Wireshark, `wsutil/exported_pdu_tlvs.h`).
//!
//! | octets | field, big endian |
//! |---|---|
//! | 2 | tag: 12 names a dissector, 13 a heuristic one, 0 ends the list |
//! | 2 | length n, padding included |
//! | n | value; a name may end with zeros |
//!
//! What follows the last tag is the PDU.

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;

/// A PDU and the dissector that it is for.
pub(super) struct ExportedPdu<'a> {
    pub(super) dissector: &'a [u8],
    pub(super) octets: &'a [u8],
}

impl<'a> ExportedPdu<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new("exported PDU", octets);
        let mut dissector: &[u8] = &[];
        loop {
            let tag = cursor.u16_be("a tag is cut short")?;
            let length = cursor.u16_be("the length of a tag is cut short")?;
            let value = cursor.take(usize::from(length), "the value of a tag is cut short")?;
            match tag {
                END => return Ok(Self { dissector, octets: cursor.rest() }),
                DISSECTOR | HEURISTIC => {
                    let end = value.iter().position(|octet| *octet == 0).unwrap_or(value.len());
                    dissector = value.get(..end).unwrap_or(value);
                }
                _ => {}
            }
        }
    }
}

const END: u16 = 0;
const DISSECTOR: u16 = 12;
const HEURISTIC: u16 = 13;
