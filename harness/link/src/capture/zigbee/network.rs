//! ZigBee network layer frames (05-3474, 3.3.1).
//!
//! | octets | field, little endian |
//! |---|---|
//! | 2 | frame control: type bits 0–1 (0 data, 1 command, 3 inter-PAN), version 2–5, multicast 8, security 9, source route 10, extended destination 11, extended source 12 |
//! | 2, 2 | destination and source |
//! | 1, 1 | radius, sequence number |
//! | 8, 8 | extended destination and source, where there are any |
//! | 1 | multicast control, in a multicast |
//! | 2 + 2n | source route: number of relays n, index, relays |
//! | … | auxiliary header ([`super::security`]), payload, integrity code |

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;
use crate::capture::zigbee::security::Security;

/// A frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Network<'a> {
    pub(super) source: u16,
    pub(super) source_extended: Option<[u8; 8]>,
    pub(super) is_command: bool,
    pub(super) security: Option<Security>,
    /// What follows the header; of a secured frame it is of no use.
    pub(super) payload: &'a [u8],
}

impl<'a> Network<'a> {
    /// `None` for a frame of another protocol or version.
    pub(super) fn parse(octets: &'a [u8]) -> Result<Option<Self>, Malformed> {
        let mut cursor = Cursor::new(LAYER, octets);
        if octets.is_empty() {
            return Ok(None);
        }
        let control = cursor.u16_le("the frame control is cut short")?;
        let kind = control & 0x03;
        if (control >> 2) & 0x0F != VERSION || kind > 1 {
            return Ok(None);
        }
        cursor.take(2, "the destination is cut short")?;
        let source = cursor.u16_le("the source is cut short")?;
        cursor.take(2, "radius and sequence number are cut short")?;
        if control & 0x0800 != 0 {
            cursor.take(8, "the extended destination is cut short")?;
        }
        let source_extended =
            (control & 0x1000 != 0).then(|| cursor.array("the extended source is cut short")).transpose()?;
        if control & 0x0100 != 0 {
            cursor.take(1, "the multicast control is cut short")?;
        }
        if control & 0x0400 != 0 {
            let relays = usize::from(cursor.octet("the source route is cut short")?);
            cursor.take(relays.saturating_mul(2).saturating_add(1), "the source route is cut short")?;
        }
        let at = octets.len().saturating_sub(cursor.len());
        let security = (control & 0x0200 != 0).then(|| Security::parse(LAYER, octets, at)).transpose()?;
        Ok(Some(Self { source, source_extended, is_command: kind == 1, security, payload: cursor.rest() }))
    }
}

const LAYER: &str = "ZigBee network";

/// ZigBee PRO.
const VERSION: u16 = 2;
