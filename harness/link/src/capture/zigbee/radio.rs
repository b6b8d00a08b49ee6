//! IEEE 802.15.4 frames (IEEE 802.15.4-2015, 7.2 and 7.3).
//!
//! | octets | field, little endian |
//! |---|---|
//! | 2 | frame control: type bits 0–2, security 3, pending 4, acknowledge 5, PAN ID compression 6, no sequence number 8, information elements 9, destination mode 10–11, version 12–13, source mode 14–15 |
//! | 1 | sequence number, unless suppressed |
//! | 2 | destination PAN, where there is one |
//! | 0, 2, 8 | destination |
//! | 2 | source PAN, where there is one |
//! | 0, 2, 8 | source |
//! | … | information elements, where there are any |
//! | n | payload |
//! | 2 or 4 | check sequence, CRC-16 of ITU-T or CRC-32 |
//!
//! Before it, in link type 283: version 1, reserved 1, length of the header 2, then type 2, length 2 and value of each
//! field, padded to four octets. Field 0 says what the check sequence is: 0 none, 1 of 16 bits, 2 of 32 bits.

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;
use crate::capture::zigbee::Radio;

/// A frame without its check sequence.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum RadioFrame<'a> {
    /// A data frame.
    Data { pan: u16, source: Option<u16>, payload: &'a [u8] },
    /// A frame that carries no network layer, by name.
    Other(&'static str),
    /// A frame that the radio layer itself has encrypted, which ZigBee does not use.
    Secured,
}

/// Removes what stands around a frame and checks it. The inner error is a check sequence that is wrong.
pub(super) fn unwrap(radio: Radio, octets: &[u8]) -> Result<Result<&[u8], &'static str>, Malformed> {
    match radio {
        Radio::WithoutCheck => Ok(Ok(octets)),
        Radio::WithCheck => check_16(octets),
        Radio::Tap => {
            let mut cursor = Cursor::new("TAP header", octets);
            cursor.take(2, "it is cut short")?;
            let length = cursor.u16_le("its length is cut short")?;
            let rest =
                usize::from(length).checked_sub(4).ok_or(cursor.malformed("its length is less than 4"))?;
            let mut fields = Cursor::new("TAP header", cursor.take(rest, "it is cut short")?);
            let mut check = 0;
            while fields.len() > 0 {
                let kind = fields.u16_le("the type of a field is cut short")?;
                let length = usize::from(fields.u16_le("the length of a field is cut short")?);
                let value = fields.take(length, "a field is cut short")?;
                let padding = length.next_multiple_of(4).saturating_sub(length).min(fields.len());
                fields.take(padding, "a field is cut short")?;
                if kind == FCS_TYPE {
                    check = value.first().copied().unwrap_or(0);
                }
            }
            match check {
                1 => check_16(cursor.rest()),
                2 => check_32(cursor.rest()),
                _ => Ok(Ok(cursor.rest())),
            }
        }
    }
}

impl<'a> RadioFrame<'a> {
    pub(super) fn parse(octets: &'a [u8]) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new("IEEE 802.15.4", octets);
        let control = cursor.u16_le("the frame control is cut short")?;
        match control & 0x07 {
            0 => return Ok(Self::Other("radio beacon")),
            1 => {}
            2 => return Ok(Self::Other("radio acknowledgement")),
            3 => return Ok(Self::Other("radio command")),
            _ => return Ok(Self::Other("radio frame of another type")),
        }
        let version = (control >> 12) & 0x03;
        if version != 2 || control & 0x0100 == 0 {
            cursor.octet("the sequence number is cut short")?;
        }
        let is_compressed = control & 0x40 != 0;
        let (target_mode, source_mode) = ((control >> 10) & 0x03, control >> 14);
        let (has_target_pan, has_source_pan) = pans(version, is_compressed, target_mode, source_mode);
        let target_pan =
            has_target_pan.then(|| cursor.u16_le("the destination PAN is cut short")).transpose()?;
        address(&mut cursor, target_mode, "the destination is cut short")?;
        let source_pan = has_source_pan.then(|| cursor.u16_le("the source PAN is cut short")).transpose()?;
        let source = address(&mut cursor, source_mode, "the source is cut short")?;
        if control & 0x08 != 0 {
            return Ok(Self::Secured);
        }
        if version == 2 && control & 0x0200 != 0 {
            skip_elements(&mut cursor)?;
        }
        Ok(Self::Data { pan: target_pan.or(source_pan).unwrap_or(BROADCAST), source, payload: cursor.rest() })
    }
}

/// Which PAN identifiers are there (7.2.2.6; table 7-2 for version 2).
fn pans(version: u16, is_compressed: bool, target_mode: u16, source_mode: u16) -> (bool, bool) {
    let (has_target, has_source) = (target_mode != 0, source_mode != 0);
    if version != 2 {
        return (has_target, has_source && !(is_compressed && has_target));
    }
    match (target_mode, source_mode, is_compressed) {
        (0, 0, compressed) => (compressed, false),
        (_, 0, compressed) => (!compressed, false),
        (0, _, compressed) => (false, !compressed),
        (3, 3, compressed) => (!compressed, false),
        (_, _, compressed) => (true, !compressed),
    }
}

/// Passes over an address; a short one is returned.
fn address(cursor: &mut Cursor<'_>, mode: u16, field: &'static str) -> Result<Option<u16>, Malformed> {
    match mode {
        0 => Ok(None),
        2 => cursor.u16_le(field).map(Some),
        3 => cursor.take(8, field).map(|_| None),
        _ => Err(cursor.malformed("an address of a mode that is reserved")),
    }
}

/// Passes over information elements: those of the header, up to a terminator, then those of the payload (7.4).
fn skip_elements(cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
    let field = "an information element is cut short";
    loop {
        if cursor.len() == 0 {
            return Ok(());
        }
        let head = cursor.u16_le(field)?;
        cursor.take(usize::from(head & 0x7F), field)?;
        match (head >> 7) & 0xFF {
            HEADER_TERMINATION_1 => break,
            HEADER_TERMINATION_2 => return Ok(()),
            _ => {}
        }
    }
    while cursor.len() > 0 {
        let head = cursor.u16_le(field)?;
        cursor.take(usize::from(head & 0x07FF), field)?;
        if (head >> 11) & 0x0F == PAYLOAD_TERMINATION {
            break;
        }
    }
    Ok(())
}

fn check_16(octets: &[u8]) -> Result<Result<&[u8], &'static str>, Malformed> {
    let (frame, check) = octets
        .split_last_chunk()
        .ok_or(Malformed { layer: "IEEE 802.15.4", field: "it is shorter than its check" })?;
    if crc_16(frame) == u16::from_le_bytes(*check) {
        Ok(Ok(frame))
    } else {
        Ok(Err("the 16-bit check sequence differs"))
    }
}

fn check_32(octets: &[u8]) -> Result<Result<&[u8], &'static str>, Malformed> {
    let (frame, check) = octets
        .split_last_chunk()
        .ok_or(Malformed { layer: "IEEE 802.15.4", field: "it is shorter than its check" })?;
    if crc_32(frame) == u32::from_le_bytes(*check) {
        Ok(Ok(frame))
    } else {
        Ok(Err("the 32-bit check sequence differs"))
    }
}

/// CRC-16 of ITU-T, reflected, from zero (7.2.10).
fn crc_16(octets: &[u8]) -> u16 {
    octets.iter().fold(0, |crc: u16, octet| {
        let index = usize::from((crc ^ u16::from(*octet)) & 0xFF);
        (crc >> 8) ^ CRC_16.get(index).copied().unwrap_or_default()
    })
}

/// CRC-32 as of Ethernet; frames of less than four octets are filled up with zeros (7.2.10).
fn crc_32(octets: &[u8]) -> u32 {
    let padding = 4_usize.saturating_sub(octets.len());
    let crc = octets.iter().copied().chain(core::iter::repeat_n(0, padding)).fold(u32::MAX, |crc, octet| {
        (0..8).fold(
            crc ^ u32::from(octet),
            |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xEDB8_8320 },
        )
    });
    !crc
}

#[allow(clippy::indexing_slicing, reason = "the loop ends with the table")]
const CRC_16: [u16; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    let mut value: u16 = 0;
    while index < 256 {
        let mut crc = value;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 0 { crc >> 1 } else { (crc >> 1) ^ 0x8408 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
        value += 1;
    }
    table
};

const BROADCAST: u16 = 0xFFFF;
const FCS_TYPE: u16 = 0;
const HEADER_TERMINATION_1: u16 = 0x7E;
const HEADER_TERMINATION_2: u16 = 0x7F;
const PAYLOAD_TERMINATION: u16 = 0x0F;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_sequences_are_those_of_the_standards() {
        // The check values of CRC-16/KERMIT and CRC-32/ISO-HDLC over the digits 1 to 9.
        assert_eq!(crc_16(b"123456789"), 0x2189);
        assert_eq!(crc_32(b"123456789"), 0xCBF4_3926);
        let framed = [b"123456789".as_slice(), &[0x89, 0x21]].concat();
        assert_eq!(unwrap(Radio::WithCheck, &framed), Ok(Ok(b"123456789".as_slice())));
        let tap = [[0, 0, 12, 0, 0, 0, 1, 0, 2, 0, 0, 0].as_slice(), b"123456789", &[0x26, 0x39, 0xF4, 0xCB]]
            .concat();
        assert_eq!(unwrap(Radio::Tap, &tap), Ok(Ok(b"123456789".as_slice())));
        let wrong = [b"12345678".as_slice(), &[0x89, 0x21]].concat();
        assert_eq!(unwrap(Radio::WithCheck, &wrong), Ok(Err("the 16-bit check sequence differs")));
    }

    #[test]
    fn addresses_of_every_mode_are_passed_over() {
        let data = |pan, source| Ok(RadioFrame::Data { pan, source, payload: b"p".as_slice() });
        // Version 0, both short, compressed.
        assert_eq!(RadioFrame::parse(b"\x61\x88\x01\x34\x12\x00\x00\x78\x56p"), data(0x1234, Some(0x5678)));
        // Version 1, both extended, compressed.
        let mut long = vec![0x41, 0xDC, 1, 0x34, 0x12];
        long.extend([7; 16]);
        long.push(b'p');
        assert_eq!(RadioFrame::parse(&long), data(0x1234, None));
        // Version 2, both short, no sequence number, with elements up to the second terminator.
        let elements = b"\x41\xAB\x34\x12\x00\x00\x78\x56\x01\x00x\x80\x3Fp";
        assert_eq!(RadioFrame::parse(elements), data(0x1234, Some(0x5678)));
        assert_eq!(RadioFrame::parse(b"\x02\x00\x01"), Ok(RadioFrame::Other("radio acknowledgement")));
        assert_eq!(RadioFrame::parse(b"\x69\x88\x01\x34\x12\x00\x00\x78\x56p"), Ok(RadioFrame::Secured));
        let short = Malformed { layer: "IEEE 802.15.4", field: "the source is cut short" };
        assert_eq!(RadioFrame::parse(b"\x61\x88\x01\x34\x12\x00\x00\x78"), Err(short));
    }
}
