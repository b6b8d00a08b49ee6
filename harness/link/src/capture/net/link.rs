//! What stands before an IP packet: Ethernet II with VLAN tags (IEEE 802.3, 802.1Q), Linux cooked captures, the
//! loopback headers of BSD, or nothing.
//!
//! | link type | header |
//! |---|---|
//! | 0, 108 NULL, LOOP | address family, 4 octets, in the byte order of the capturing machine or in network order |
//! | 1 ETHERNET | destination 6, source 6, then EtherType 2; a VLAN tag is 8100 or 88A8 and 2 octets more |
//! | 101 RAW, 228 IPV4, 229 IPV6 | none |
//! | 113 LINUX_SLL | packet type 2, ARPHRD 2, address length 2, address 8, then protocol type 2 |
//! | 276 LINUX_SLL2 | protocol type 2, reserved 2, interface 4, ARPHRD 2, packet type 1, address length 1, address 8 |

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;

/// What a frame carries.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Network<'a> {
    /// An IP packet; its first octet says which version.
    Ip(&'a [u8]),
    /// Something that carries no messages.
    Other(&'static str),
    /// The link type is not known.
    UnknownLink,
}

pub(super) fn network(link_type: u16, octets: &[u8]) -> Result<Network<'_>, Malformed> {
    match link_type {
        NULL | LOOP => {
            let mut cursor = Cursor::new("loopback header", octets);
            cursor.take(4, "the address family is cut short")?;
            Ok(Network::Ip(cursor.rest()))
        }
        ETHERNET => ethernet(octets),
        RAW | IPV4 | IPV6 => Ok(Network::Ip(octets)),
        LINUX_SLL => {
            let mut cursor = Cursor::new("Linux cooked header", octets);
            cursor.take(14, "it is cut short")?;
            let kind = cursor.u16_be("the protocol type is cut short")?;
            Ok(by_type(kind, cursor))
        }
        LINUX_SLL2 => {
            let mut cursor = Cursor::new("Linux cooked header", octets);
            let kind = cursor.u16_be("the protocol type is cut short")?;
            cursor.take(18, "it is cut short")?;
            Ok(by_type(kind, cursor))
        }
        _ => Ok(Network::UnknownLink),
    }
}

fn ethernet(octets: &[u8]) -> Result<Network<'_>, Malformed> {
    let mut cursor = Cursor::new("Ethernet", octets);
    cursor.take(12, "the addresses are cut short")?;
    let mut kind = cursor.u16_be("the type is cut short")?;
    for _ in 0..MAX_TAGS {
        if !matches!(kind, VLAN | SERVICE_VLAN) {
            break;
        }
        cursor.take(2, "a VLAN tag is cut short")?;
        kind = cursor.u16_be("the type is cut short")?;
    }
    Ok(by_type(kind, cursor))
}

fn by_type(kind: u16, cursor: Cursor<'_>) -> Network<'_> {
    match kind {
        0x0800 | 0x86DD => Network::Ip(cursor.rest()),
        0x0806 => Network::Other("ARP"),
        _ => Network::Other("Ethernet with another protocol"),
    }
}

const NULL: u16 = 0;
const ETHERNET: u16 = 1;
const RAW: u16 = 101;
const LOOP: u16 = 108;
const LINUX_SLL: u16 = 113;
const IPV4: u16 = 228;
const IPV6: u16 = 229;
const LINUX_SLL2: u16 = 276;

const VLAN: u16 = 0x8100;
const SERVICE_VLAN: u16 = 0x88A8;
const MAX_TAGS: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_found_behind_every_header() {
        let packet: &[u8] = b"\x45packet";
        let framed = |header: &[u8]| [header, packet].concat();
        let frames = [
            (0, framed(&[2, 0, 0, 0])),
            (1, framed(&[[0; 12].as_slice(), &[8, 0]].concat())),
            (1, framed(&[[0; 12].as_slice(), &[0x88, 0xA8, 0, 1, 0x81, 0, 0, 2, 0x86, 0xDD]].concat())),
            (101, framed(&[])),
            (113, framed(&[[0; 14].as_slice(), &[8, 0]].concat())),
            (276, framed(&[&[8, 0], [0; 18].as_slice()].concat())),
        ];
        for (link_type, frame) in &frames {
            assert_eq!(network(*link_type, frame), Ok(Network::Ip(packet)), "{link_type}");
        }
        assert_eq!(network(7, packet), Ok(Network::UnknownLink));
        assert_eq!(network(1, &[[0; 12].as_slice(), &[8, 6]].concat()), Ok(Network::Other("ARP")));
        let short = Malformed { layer: "Ethernet", field: "the type is cut short" };
        assert_eq!(network(1, &[0; 13]), Err(short));
    }
}
