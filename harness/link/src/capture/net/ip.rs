//! IP packets (RFC 791, RFC 8200). Addresses, protocol and payload; options and extension headers are passed over.
//!
//! | IPv4 octet | field | IPv6 octet | field |
//! |---|---|---|---|
//! | 0 | version 4, header length in words | 0 | version 6, … |
//! | 2–3 | total length | 4–5 | payload length |
//! | 6–7 | flags, fragment offset | 6 | next header |
//! | 9 | protocol | 8–23 | source |
//! | 12–15, 16–19 | source, destination | 24–39 | destination |

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;

/// A packet.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Datagram<'a> {
    pub(super) source: IpAddr,
    pub(super) target: IpAddr,
    pub(super) protocol: u8,
    pub(super) payload: &'a [u8],
    /// How many octets of the payload were not captured.
    pub(super) missing: usize,
    pub(super) is_fragment: bool,
}

impl<'a> Datagram<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Result<Self, Malformed> {
        match octets.first().map(|octet| octet >> 4) {
            Some(4) => Self::version_4(Cursor::new("IPv4", octets)),
            Some(6) => Self::version_6(Cursor::new("IPv6", octets)),
            _ => Err(Malformed { layer: "IP", field: "the version is neither 4 nor 6" }),
        }
    }

    fn version_4(mut cursor: Cursor<'a>) -> Result<Self, Malformed> {
        let whole = cursor.len();
        let header = usize::from(cursor.octet("it is empty")? & 0x0F).saturating_mul(4);
        cursor.take(1, "the header is cut short")?;
        let total = usize::from(cursor.u16_be("the total length is cut short")?);
        cursor.take(2, "the header is cut short")?;
        let fragment = cursor.u16_be("the fragment offset is cut short")?;
        cursor.take(1, "the header is cut short")?;
        let protocol = cursor.octet("the protocol is cut short")?;
        cursor.take(2, "the header is cut short")?;
        let source: [u8; 4] = cursor.array("the source is cut short")?;
        let target: [u8; 4] = cursor.array("the destination is cut short")?;
        let options = header.checked_sub(20).ok_or(cursor.malformed("the header length is less than 20"))?;
        cursor.take(options, "the options are cut short")?;
        // A total length of zero is what a network card with segmentation leaves.
        let total = if total == 0 { whole } else { total };
        let length =
            total.checked_sub(header).ok_or(cursor.malformed("the total length is less than the header"))?;
        cursor.limit(length);
        Ok(Self {
            source: Ipv4Addr::from(source).into(),
            target: Ipv4Addr::from(target).into(),
            protocol,
            payload: cursor.rest(),
            missing: length.saturating_sub(cursor.len()),
            is_fragment: fragment & 0x3FFF != 0,
        })
    }

    fn version_6(mut cursor: Cursor<'a>) -> Result<Self, Malformed> {
        cursor.take(4, "the header is cut short")?;
        let length = usize::from(cursor.u16_be("the payload length is cut short")?);
        let mut protocol = cursor.octet("the next header is cut short")?;
        cursor.take(1, "the header is cut short")?;
        let source: [u8; 16] = cursor.array("the source is cut short")?;
        let target: [u8; 16] = cursor.array("the destination is cut short")?;
        let length = if length == 0 { cursor.len() } else { length };
        let missing = length.saturating_sub(cursor.len());
        cursor.limit(length);
        let mut is_fragment = false;
        for _ in 0..MAX_EXTENSIONS {
            match protocol {
                // Hop-by-hop options, routing, destination options: next header, length in units of 8 octets less one.
                0 | 43 | 60 => {
                    protocol = cursor.octet("an extension header is cut short")?;
                    let units = usize::from(cursor.octet("an extension header is cut short")?);
                    cursor.take(
                        units.saturating_mul(8).saturating_add(6),
                        "an extension header is cut short",
                    )?;
                }
                44 => {
                    protocol = cursor.octet("a fragment header is cut short")?;
                    cursor.take(1, "a fragment header is cut short")?;
                    let offset = cursor.u16_be("a fragment header is cut short")?;
                    cursor.take(4, "a fragment header is cut short")?;
                    is_fragment |= offset & 0xFFF9 != 0;
                }
                _ => break,
            }
        }
        Ok(Self {
            source: Ipv6Addr::from(source).into(),
            target: Ipv6Addr::from(target).into(),
            protocol,
            payload: cursor.rest(),
            missing,
            is_fragment,
        })
    }
}

const MAX_EXTENSIONS: usize = 8;

#[cfg(test)]
mod tests {
    use super::*;

    fn version_4(total: u8, fragment: u8, payload: &[u8]) -> Vec<u8> {
        let header = [0x45, 0, 0, total, 0, 0, fragment, 0, 64, 6, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
        [&header, payload].concat()
    }

    #[test]
    fn padding_is_dropped_and_what_is_missing_is_counted() {
        let datagram = |octets: &[u8]| {
            let datagram = Datagram::parse(octets).unwrap();
            (datagram.payload.to_vec(), datagram.missing, datagram.is_fragment, datagram.protocol)
        };
        assert_eq!(datagram(&version_4(23, 0, b"abc\0\0")), (b"abc".to_vec(), 0, false, 6));
        assert_eq!(datagram(&version_4(25, 0, b"abc")), (b"abc".to_vec(), 2, false, 6));
        assert_eq!(datagram(&version_4(0, 0x40, b"abc")), (b"abc".to_vec(), 0, false, 6));
        assert_eq!(datagram(&version_4(23, 0x20, b"abc")), (b"abc".to_vec(), 0, true, 6));
        let mut six = vec![0x60, 0, 0, 0, 0, 11, 60, 64];
        six.extend([0; 32]);
        six.extend([6, 0, 0, 0, 0, 0, 0, 0]);
        six.extend(b"abcpadding");
        assert_eq!(datagram(&six), (b"abc".to_vec(), 0, false, 6));
    }

    #[test]
    fn every_cut_is_an_error_or_says_what_is_missing() {
        let whole = version_4(23, 0, b"abc");
        for length in 0..20 {
            assert!(Datagram::parse(&whole[..length]).is_err(), "{length}");
        }
        assert_eq!(Datagram::parse(&whole[..21]).unwrap().missing, 2);
    }
}
