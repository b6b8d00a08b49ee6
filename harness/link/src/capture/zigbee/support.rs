//! ZigBee application support layer (APS) frames (05-3474, 2.2.5).
//!
//! | octets | field, little endian |
//! |---|---|
//! | 1 | frame control: type bits 0–1 (0 data, 1 command, 2 acknowledgement, 3 inter-PAN), delivery 2–3 (0 unicast, 2 broadcast, 3 group), acknowledgement format 4, security 5, acknowledgement request 6, extended header 7 |
//! | 1 | destination endpoint, unless command or group |
//! | 2 | group, for a group |
//! | 2, 2 | cluster and profile, unless command |
//! | 1 | source endpoint, unless command |
//! | 1 | counter |
//! | 1 | extended frame control: 0 whole, 1 first fragment, 2 another fragment |
//! | 1 | block number: of the first fragment, how many there are |
//! | … | auxiliary header ([`super::security`]), payload, integrity code |

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;
use crate::capture::zigbee::fragments::Part;
use crate::capture::zigbee::security::Security;

/// A frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Support<'a> {
    pub(super) kind: SupportKind,
    pub(super) counter: u8,
    /// Source and destination.
    pub(super) endpoints: (u8, u8),
    /// Which part of a larger one it is.
    pub(super) part: Option<Part>,
    pub(super) security: Option<Security>,
    /// What follows the header; of a secured frame it is of no use.
    pub(super) payload: &'a [u8],
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum SupportKind {
    Command,
    Data {
        cluster: u16,
        profile: u16,
    },
    /// A frame that carries nothing of interest, by name.
    Other(&'static str),
}

impl<'a> Support<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(LAYER, octets);
        let control = cursor.octet("the frame control is cut short")?;
        let other = |name| Self {
            kind: SupportKind::Other(name),
            counter: 0,
            endpoints: (0, 0),
            part: None,
            security: None,
            payload: &[],
        };
        let is_data = match control & 0x03 {
            0 => true,
            1 => false,
            2 => return Ok(other("ZigBee APS acknowledgement")),
            _ => return Ok(other("ZigBee inter-PAN frame")),
        };
        let (mut kind, mut endpoints) = (SupportKind::Command, (0, 0));
        if is_data {
            match (control >> 2) & 0x03 {
                0 | 2 => endpoints.1 = cursor.octet("the destination endpoint is cut short")?,
                3 => drop(cursor.take(2, "the group is cut short")?),
                _ => return Err(cursor.malformed("the delivery mode is reserved")),
            }
            let cluster = cursor.u16_le("the cluster is cut short")?;
            let profile = cursor.u16_le("the profile is cut short")?;
            endpoints.0 = cursor.octet("the source endpoint is cut short")?;
            kind = SupportKind::Data { cluster, profile };
        }
        let counter = cursor.octet("the counter is cut short")?;
        let mut part = None;
        if control & 0x80 != 0 {
            match cursor.octet("the extended header is cut short")? & 0x03 {
                0 => {}
                1 => part = Some(Part::First { count: cursor.octet("the block number is cut short")? }),
                2 => part = Some(Part::Next { number: cursor.octet("the block number is cut short")? }),
                _ => return Err(cursor.malformed("the fragmentation is reserved")),
            }
        }
        let at = octets.len().saturating_sub(cursor.len());
        let security = (control & 0x20 != 0).then(|| Security::parse(LAYER, octets, at)).transpose()?;
        Ok(Self { kind, counter, endpoints, part, security, payload: cursor.rest() })
    }
}

const LAYER: &str = "ZigBee application support";
