//! ZigBee Cluster Library frames (07-5123, 2.4), of the Tunneling cluster 0704 (07-5356, annex D.6).
//!
//! | octets | field, little endian |
//! |---|---|
//! | 1 | frame control: type bits 0–1 (1 for commands of the cluster), manufacturer specific 2, from server to client 3 |
//! | 2 | manufacturer code, where there is one |
//! | 1, 1 | transaction sequence number, command |
//! | 2, n | in TransferData, which is command 02 to the server and 01 from it: tunnel, data |

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;

/// The data of a TransferData command; `None` for any other.
pub(super) fn transferred(octets: &[u8]) -> Result<Option<&[u8]>, Malformed> {
    let mut cursor = Cursor::new("ZCL", octets);
    let control = cursor.octet("the frame control is cut short")?;
    if control & 0x04 != 0 {
        cursor.take(2, "the manufacturer code is cut short")?;
    }
    cursor.octet("the sequence number is cut short")?;
    let command = cursor.octet("the command is cut short")?;
    let is_from_server = control & 0x08 != 0;
    let transfer = if is_from_server { TRANSFER_DATA_FROM_SERVER } else { TRANSFER_DATA_TO_SERVER };
    if control & 0x03 != CLUSTER_SPECIFIC || command != transfer {
        return Ok(None);
    }
    cursor.take(2, "the tunnel is cut short")?;
    Ok(Some(cursor.rest()))
}

const CLUSTER_SPECIFIC: u8 = 1;
const TRANSFER_DATA_TO_SERVER: u8 = 0x02;
const TRANSFER_DATA_FROM_SERVER: u8 = 0x01;
