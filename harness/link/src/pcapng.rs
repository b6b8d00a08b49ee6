//! Captures of what was exchanged, as pcapng, for Wireshark and for the evidence of a run.
//!
//! One section, one interface of link type 252 (exported PDU) with times in nanoseconds, and one enhanced packet a
//! message. Each packet names the dissector `gbcs_message`, so that Wireshark shows GBCS fields without any setting, and
//! carries its direction as a flag and a comment of the form `test=ID direction=out note=…`.
//!
//! The octets written depend on the arguments alone: no clock, no name of this machine.

use std::io;
use std::io::Write;

use crate::time::UnixMicros;

/// What the section header says about where the capture was made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Section {
    /// The machine; empty to leave it out.
    pub hardware: String,
    /// The operating system; empty to leave it out.
    pub os: String,
    /// The program that wrote the capture.
    pub application: String,
    /// The name of the interface: the link's URL.
    pub interface: String,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the target to us.
    In,
    /// From us to the target.
    Out,
}

/// One message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packet<'a> {
    /// When.
    pub at: UnixMicros,
    /// Which way.
    pub direction: Direction,
    /// The test that it belongs to; empty for what belongs to none.
    pub test: &'a str,
    /// What it is, in a few words.
    pub note: &'a str,
    /// The message.
    pub octets: &'a [u8],
}

/// Writes a capture, packet by packet.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    block: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins a capture on `out`.
    pub fn new(out: W, section: &Section) -> io::Result<Self> {
        let mut writer = Self { out, block: Vec::new() };
        writer.block(SECTION_HEADER, |block| {
            block.extend_from_slice(&BYTE_ORDER.to_le_bytes());
            block.extend_from_slice(&VERSION_MAJOR.to_le_bytes());
            block.extend_from_slice(&VERSION_MINOR.to_le_bytes());
            block.extend_from_slice(&LENGTH_UNKNOWN.to_le_bytes());
            for (code, text) in [(2, &section.hardware), (3, &section.os), (4, &section.application)] {
                push_text(block, code, text);
            }
        })?;
        writer.block(INTERFACE, |block| {
            block.extend_from_slice(&EXPORTED_PDU.to_le_bytes());
            block.extend_from_slice(&[0; 2]);
            block.extend_from_slice(&SNAP_LENGTH.to_le_bytes());
            push_text(block, IF_NAME, &section.interface);
            push_option(block, IF_TIME_RESOLUTION, &[NANOSECONDS]);
        })?;
        Ok(writer)
    }

    /// Adds one message. What goes beyond the longest packet that Wireshark opens, 256 KiB, is cut off; the original
    /// length is kept.
    pub fn write(&mut self, packet: &Packet<'_>) -> io::Result<()> {
        let header = dissector_header();
        let room = usize::try_from(SNAP_LENGTH).unwrap_or(usize::MAX).saturating_sub(header.len());
        let octets = packet.octets.get(..room).unwrap_or(packet.octets);
        let captured = header.len().saturating_add(octets.len());
        let original = header.len().saturating_add(packet.octets.len());
        let time = packet.at.0.saturating_mul(1_000);
        self.block(ENHANCED_PACKET, |block| {
            block.extend_from_slice(&0_u32.to_le_bytes());
            for half in [time >> 32, time & 0xFFFF_FFFF] {
                block.extend_from_slice(&size(half).to_le_bytes());
            }
            block.extend_from_slice(&size(captured).to_le_bytes());
            block.extend_from_slice(&size(original).to_le_bytes());
            block.extend_from_slice(&header);
            block.extend_from_slice(octets);
            pad(block);
            push_text(block, COMMENT, &comment(packet));
            let flags: u32 = match packet.direction {
                Direction::In => 0b01,
                Direction::Out => 0b10,
            };
            push_option(block, PACKET_FLAGS, &flags.to_le_bytes());
        })
    }

    /// Hands what was written on to where it is kept.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Ends the capture and gives back what it was written to.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        Ok(self.out)
    }

    /// Writes one block: its type, its length before and after, the end of its options.
    fn block(&mut self, kind: u32, fill: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let block = &mut self.block;
        block.clear();
        block.extend_from_slice(&kind.to_le_bytes());
        block.extend_from_slice(&[0; 4]);
        fill(block);
        push_option(block, END_OF_OPTIONS, &[]);
        let length = size(block.len().saturating_add(4)).to_le_bytes();
        block.extend_from_slice(&length);
        if let Some(field) = block.get_mut(4..8) {
            field.copy_from_slice(&length);
        }
        self.out.write_all(block)
    }
}

/// What stands before each message: the name of its dissector, in the tags of an exported PDU.
fn dissector_header() -> [u8; 20] {
    let mut header = [0; 20];
    let tag = [0, TAG_DISSECTOR, 0, 12];
    for (octet, value) in header.iter_mut().zip(tag.iter().chain(DISSECTOR)) {
        *octet = *value;
    }
    header
}

fn comment(packet: &Packet<'_>) -> String {
    let direction = match packet.direction {
        Direction::In => "in",
        Direction::Out => "out",
    };
    let test = if packet.test.is_empty() { "-" } else { packet.test };
    let mut comment = format!("test={test} direction={direction}");
    if !packet.note.is_empty() {
        comment.push_str(" note=");
        comment.push_str(packet.note);
    }
    comment
}

/// Text in one line of bounded length; an empty one is left out.
fn push_text(block: &mut Vec<u8>, code: u16, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut line = String::new();
    for c in text.chars() {
        if line.len() >= MAX_TEXT {
            line.push('…');
            break;
        }
        line.push(if c.is_control() { ' ' } else { c });
    }
    push_option(block, code, line.as_bytes());
}

fn push_option(block: &mut Vec<u8>, code: u16, value: &[u8]) {
    let length = u16::try_from(value.len()).unwrap_or_default();
    let value = if usize::from(length) == value.len() { value } else { &[] };
    block.extend_from_slice(&code.to_le_bytes());
    block.extend_from_slice(&length.to_le_bytes());
    block.extend_from_slice(value);
    pad(block);
}

/// Every field of variable length ends at a multiple of four octets.
fn pad(block: &mut Vec<u8>) {
    block.resize(block.len().next_multiple_of(4), 0);
}

fn size<T: TryInto<u32>>(value: T) -> u32 {
    value.try_into().unwrap_or(u32::MAX)
}

const SECTION_HEADER: u32 = 0x0A0D_0D0A;
const INTERFACE: u32 = 1;
const ENHANCED_PACKET: u32 = 6;

const BYTE_ORDER: u32 = 0x1A2B_3C4D;
const VERSION_MAJOR: u16 = 1;
const VERSION_MINOR: u16 = 0;
const LENGTH_UNKNOWN: i64 = -1;

const END_OF_OPTIONS: u16 = 0;
const COMMENT: u16 = 1;
const IF_NAME: u16 = 2;
const PACKET_FLAGS: u16 = 2;
const IF_TIME_RESOLUTION: u16 = 9;
const NANOSECONDS: u8 = 9;

/// Link type: exported PDU, Wireshark's own.
const EXPORTED_PDU: u16 = 252;
const TAG_DISSECTOR: u8 = 12;
const DISSECTOR: &[u8; 12] = b"gbcs_message";

/// Wireshark refuses a capture with a longer packet.
const SNAP_LENGTH: u32 = 262_144;

/// No comment or name is longer, but for an ellipsis.
const MAX_TEXT: usize = 1_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<u8> {
        let mut block = Vec::new();
        push_text(&mut block, COMMENT, text);
        block
    }

    #[test]
    fn text_is_one_line_of_bounded_length() {
        assert_eq!(text(""), b"");
        assert_eq!(text("a\r\n\u{1b}b\0"), b"\x01\x00\x06\x00a   b \x00\x00");
        let long = text(&"é".repeat(100_000));
        let line = "é".repeat(500) + "…";
        assert_eq!(long.get(4..4 + line.len()), Some(line.as_bytes()));
        assert_eq!(long.len(), (4 + line.len()).next_multiple_of(4));
    }

    #[test]
    fn the_dissector_is_named_before_each_message() {
        assert_eq!(&dissector_header(), b"\x00\x0C\x00\x0Cgbcs_message\x00\x00\x00\x00");
    }
}
