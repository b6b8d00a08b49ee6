//! Commands of the application support layer that carry keys (05-3474, 4.4.10): Transport-Key, and Tunnel, in which it
//! travels to a device that has joined through another one.
//!
//! | octets | Transport-Key | octets | Tunnel |
//! |---|---|---|---|
//! | 1 | command 05 | 1 | command 0E |
//! | 1 | key type: 1 standard network key, 3 application link key, 4 Trust Centre link key, 5 high-security network key | 8 | destination |
//! | 16 | key | n | header, auxiliary header, command and integrity code of the tunnelled frame |
//! | … | sequence number and addresses, which say nothing that is needed here | | |

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;
use crate::capture::zigbee::keys::Key;
use crate::capture::zigbee::keys::Keys;

/// The frame inside a Tunnel command; `None` for any other command.
pub(super) fn tunnelled(command: &[u8]) -> Option<&[u8]> {
    match command {
        [TUNNEL, rest @ ..] => rest.get(8..),
        _ => None,
    }
}

/// Takes the key out of a Transport-Key command; any other command is passed over.
pub(super) fn learn(command: &[u8], keys: &mut Keys) -> Result<(), Malformed> {
    let mut cursor = Cursor::new("ZigBee APS command", command);
    if cursor.octet("it is empty")? != TRANSPORT_KEY {
        return Ok(());
    }
    let kind = cursor.octet("the key type is cut short")?;
    let key = Key::new(cursor.array("the key is cut short")?);
    match kind {
        1 | 5 => keys.learn_network(key),
        3 | 4 => keys.learn_link(key),
        _ => {}
    }
    Ok(())
}

const TRANSPORT_KEY: u8 = 0x05;
const TUNNEL: u8 = 0x0E;
