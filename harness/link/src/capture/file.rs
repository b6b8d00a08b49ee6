//! Capture files: pcap (tcpdump.org, `pcap-savefile(5)`) in both byte orders, with times in microseconds or
//! nanoseconds, and pcapng (draft-ietf-opsawg-pcapng), with any number of sections and interfaces; plain or
//! compressed with gzip.

use std::fs::File;
use std::io;
use std::io::BufReader;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use pcap_parser::Block;
use pcap_parser::OptionCode;
use pcap_parser::PcapBlockOwned;
use pcap_parser::PcapError;
use pcap_parser::create_reader;
use pcap_parser::pcapng::EnhancedPacketBlock;
use pcap_parser::traits::PcapReaderIterator;

use crate::capture::Frame;
use crate::capture::gunzip;
use crate::capture::gunzip::Gunzip;
use crate::time::UnixMicros;

/// A capture that is read frame by frame.
pub struct Capture {
    reader: Box<dyn PcapReaderIterator + Send>,
    interfaces: Interfaces,
    frames: u64,
    /// Where the source leaves word of why it could not be read on.
    trouble: Trouble,
}

/// Why a capture cannot be read, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A block has a form that it cannot have.
    #[error("read the capture after frame {frames}: expected a block, found what is none at octet {offset}")]
    Block {
        /// Frames before it.
        frames: u64,
        /// Where it begins.
        offset: usize,
    },
    /// It ends in the middle of a frame.
    #[error("read the capture after frame {frames}: expected a whole frame, found the end of the file")]
    CutOff {
        /// Frames before it.
        frames: u64,
    },
    /// It is no capture.
    #[error("read the capture: expected pcap or pcapng, plain or compressed with gzip, found something else")]
    Form,
    /// A block is larger than any may be.
    #[error(
        "read the capture after frame {frames}: expected a block of at most {MAX_BLOCK} octets, found more"
    )]
    Large {
        /// Frames before it.
        frames: u64,
    },
    /// The file itself cannot be read.
    #[error("read the capture after frame {frames}: {problem}")]
    Unreadable {
        /// Frames before it.
        frames: u64,
        /// What the system, or the decompressor, says.
        problem: String,
    },
}

impl Capture {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// The file cannot be opened, or is no capture.
    pub fn open(path: &Path) -> Result<Self, Broken> {
        let unreadable = |error: io::Error| Broken::Unreadable { frames: 0, problem: error.to_string() };
        Self::new(File::open(path).map_err(unreadable)?)
    }

    /// Reads from anything.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is no capture.
    pub fn new(mut source: impl Read + Send + 'static) -> Result<Self, Broken> {
        let trouble = Trouble::default();
        // A source may give one octet at a time.
        let mut start = Vec::new();
        if let Err(error) = source.by_ref().take(GZIP_LENGTH).read_to_end(&mut start) {
            return Err(Broken::Unreadable { frames: 0, problem: error.to_string() });
        }
        let is_gzip = start == gunzip::MAGIC;
        let source = io::Cursor::new(start).chain(source);
        let source: Box<dyn Read + Send> = if is_gzip {
            Box::new(Gunzip::new(BufReader::with_capacity(READ, source)))
        } else {
            Box::new(source)
        };
        let mut source = Filling { source, trouble: trouble.clone() };
        // Most captures of a device are small, and a large buffer would take longer to make than they take to read.
        let mut first = vec![0; FIRST];
        let length = source.read(&mut first).unwrap_or_default();
        first.truncate(length);
        let size = if length < FIRST { 2 * FIRST } else { BUFFER };
        match create_reader(
            size,
            Filling { source: Box::new(io::Cursor::new(first).chain(source)), trouble: trouble.clone() },
        ) {
            Ok(reader) => Ok(Self { reader, interfaces: Interfaces::default(), frames: 0, trouble }),
            Err(_) => Err(trouble.take(0).unwrap_or(Broken::Form)),
        }
    }

    /// Shows every frame to `visit`, in order.
    ///
    /// # Errors
    ///
    /// Why the capture could not be read to its end. Every frame before that was shown.
    pub fn read(&mut self, mut visit: impl FnMut(Frame<'_>)) -> Result<(), Broken> {
        let mut starved = None;
        loop {
            let outcome = match self.reader.next() {
                Ok((offset, block)) => {
                    if let Some(frame) = self.interfaces.frame(&block, &mut self.frames) {
                        visit(frame);
                    }
                    Outcome::Block(offset)
                }
                Err(PcapError::Eof) => Outcome::End,
                Err(PcapError::Incomplete(_)) => Outcome::Starved,
                Err(PcapError::BufferTooSmall) => Outcome::Cramped,
                Err(PcapError::UnexpectedEof | PcapError::ReadError) => Outcome::CutOff,
                Err(_) => Outcome::Broken,
            };
            let frames = self.frames;
            match outcome {
                Outcome::Block(offset) => {
                    starved = None;
                    self.reader.consume(offset);
                }
                Outcome::End => return self.trouble.take(frames).map_or(Ok(()), Err),
                Outcome::CutOff => {
                    return Err(self.trouble.take(frames).unwrap_or(Broken::CutOff { frames }));
                }
                Outcome::Starved => {
                    let before = starved.replace(self.reader.data().len());
                    let is_refilled = self.reader.refill().is_ok();
                    let now = self.reader.data().len();
                    if !is_refilled || (before == Some(now) && !self.reader.reader_exhausted()) {
                        return Err(self.trouble.take(frames).unwrap_or(Broken::CutOff { frames }));
                    }
                }
                Outcome::Cramped => {
                    // What a block has not got here the file may not have either.
                    let before = self.reader.data().len();
                    let is_refilled = self.reader.refill().is_ok();
                    let is_full = self.reader.data().len() == before && !self.reader.reader_exhausted();
                    if is_full {
                        let larger = before.saturating_mul(2).max(2 * BUFFER);
                        if larger > MAX_BLOCK || !self.reader.grow(larger) {
                            return Err(Broken::Large { frames });
                        }
                    }
                    if !is_refilled || (is_full && self.reader.refill().is_err()) {
                        return Err(self.trouble.take(frames).unwrap_or(Broken::CutOff { frames }));
                    }
                }
                Outcome::Broken => {
                    return Err(Broken::Block { frames, offset: self.reader.consumed() });
                }
            }
        }
    }
}

impl core::fmt::Debug for Capture {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Capture").field("frames", &self.frames).finish_non_exhaustive()
    }
}

/// What came of asking for the next block, without what was borrowed from the buffer.
enum Outcome {
    Block(usize),
    Broken,
    Cramped,
    CutOff,
    End,
    Starved,
}

/// The interfaces of the present section.
#[derive(Debug, Default)]
struct Interfaces(Vec<Interface>);

#[derive(Debug, Clone, Copy)]
struct Interface {
    link_type: u16,
    snap_length: usize,
    resolution: Resolution,
    offset_seconds: i64,
}

/// What one unit of time is.
#[derive(Debug, Clone, Copy)]
enum Resolution {
    /// 10 to the minus this power, of a second.
    Ten(u32),
    /// 2 to the minus this power, of a second.
    Two(u32),
}

impl Interfaces {
    /// The frame in a block, if there is one. Blocks that hold packets count, whether they can be read or not.
    fn frame<'a>(&mut self, block: &'a PcapBlockOwned<'a>, frames: &mut u64) -> Option<Frame<'a>> {
        match block {
            PcapBlockOwned::LegacyHeader(header) => {
                let resolution = Resolution::Ten(if header.is_nanosecond_precision() { 9 } else { 6 });
                self.0 = vec![Interface {
                    link_type: link_type(header.network.0),
                    snap_length: usize::MAX,
                    resolution,
                    offset_seconds: 0,
                }];
                None
            }
            PcapBlockOwned::Legacy(packet) => {
                *frames = frames.saturating_add(1);
                let interface = self.0.first()?;
                let fraction = interface.resolution.micros(u64::from(packet.ts_usec));
                Some(Frame {
                    number: *frames,
                    at: UnixMicros(
                        u64::from(packet.ts_sec).saturating_mul(1_000_000).saturating_add(fraction),
                    ),
                    link_type: interface.link_type,
                    octets: captured(packet.data, packet.caplen),
                    original: usize::try_from(packet.origlen).unwrap_or(usize::MAX),
                    comment: "",
                })
            }
            PcapBlockOwned::NG(Block::SectionHeader(_)) => {
                self.0.clear();
                None
            }
            PcapBlockOwned::NG(Block::InterfaceDescription(interface)) => {
                if self.0.len() < MAX_INTERFACES {
                    let power = u32::from(interface.if_tsresol & 0x7F);
                    let is_two = interface.if_tsresol & 0x80 != 0;
                    self.0.push(Interface {
                        link_type: link_type(interface.linktype.0),
                        snap_length: match usize::try_from(interface.snaplen) {
                            Ok(0) | Err(_) => usize::MAX,
                            Ok(length) => length,
                        },
                        resolution: if is_two { Resolution::Two(power) } else { Resolution::Ten(power) },
                        offset_seconds: interface.if_tsoffset,
                    });
                }
                None
            }
            PcapBlockOwned::NG(Block::EnhancedPacket(packet)) => {
                *frames = frames.saturating_add(1);
                let interface = usize::try_from(packet.if_id).ok().and_then(|id| self.0.get(id));
                let Some(interface) = interface else { return Some(Frame::unread(*frames, packet.data)) };
                Some(Frame {
                    number: *frames,
                    at: interface.time(u64::from(packet.ts_high) << 32 | u64::from(packet.ts_low)),
                    link_type: interface.link_type,
                    octets: captured(packet.data, packet.caplen),
                    original: usize::try_from(packet.origlen).unwrap_or(usize::MAX),
                    comment: comment(packet),
                })
            }
            PcapBlockOwned::NG(Block::SimplePacket(packet)) => {
                *frames = frames.saturating_add(1);
                let Some(interface) = self.0.first() else {
                    return Some(Frame::unread(*frames, packet.data));
                };
                let original = usize::try_from(packet.origlen).unwrap_or(usize::MAX);
                let length = original.min(interface.snap_length);
                Some(Frame {
                    number: *frames,
                    at: UnixMicros(0),
                    link_type: interface.link_type,
                    octets: packet.data.get(..length).unwrap_or(packet.data),
                    original,
                    comment: "",
                })
            }
            PcapBlockOwned::NG(Block::Unknown(block)) if block.block_type == OLD_PACKET => {
                *frames = frames.saturating_add(1);
                Some(Frame::unread(*frames, block.data))
            }
            PcapBlockOwned::NG(_) => None,
        }
    }
}

impl Interface {
    fn time(&self, units: u64) -> UnixMicros {
        let micros = self.resolution.micros(units);
        let offset = self.offset_seconds.unsigned_abs().saturating_mul(1_000_000);
        UnixMicros(if self.offset_seconds < 0 {
            micros.saturating_sub(offset)
        } else {
            micros.saturating_add(offset)
        })
    }
}

impl Resolution {
    /// Units as microseconds.
    fn micros(self, units: u64) -> u64 {
        let power = |exponent: u32| 10_u64.checked_pow(exponent);
        match self {
            Self::Ten(digits @ 0..=6) => {
                units.saturating_mul(power(6_u32.saturating_sub(digits)).unwrap_or(1))
            }
            Self::Ten(digits) => power(digits.saturating_sub(6)).map_or(0, |divisor| units / divisor),
            Self::Two(bits) => {
                let micros = u128::from(units).saturating_mul(1_000_000) >> bits.min(127);
                u64::try_from(micros).unwrap_or(u64::MAX)
            }
        }
    }
}

/// What was captured, without the padding after it.
fn captured(data: &[u8], length: u32) -> &[u8] {
    usize::try_from(length).ok().and_then(|length| data.get(..length)).unwrap_or(data)
}

/// The first comment on a packet.
fn comment<'a>(packet: &'a EnhancedPacketBlock<'_>) -> &'a str {
    packet
        .options
        .iter()
        .find(|option| option.code == OptionCode::Comment)
        .and_then(|option| option.as_str().ok())
        .unwrap_or_default()
}

fn link_type(number: i32) -> u16 {
    // The upper half of the field holds the length of a check sequence, where there is one.
    u16::try_from(number & 0xFFFF).unwrap_or(u16::MAX)
}

/// Why the source could not be read on; shared with [`Filling`], which alone learns it.
#[derive(Debug, Clone, Default)]
struct Trouble(Arc<Mutex<Option<io::Error>>>);

impl Trouble {
    fn leave(&self, error: io::Error) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn take(&self, frames: u64) -> Option<Broken> {
        let error = self.0.lock().unwrap_or_else(PoisonError::into_inner).take()?;
        Some(match error.kind() {
            io::ErrorKind::UnexpectedEof => Broken::CutOff { frames },
            _ => Broken::Unreadable { frames, problem: error.to_string() },
        })
    }
}

/// Fills what it is given as far as the source goes. A source that breaks ends, and leaves word of why.
struct Filling {
    source: Box<dyn Read + Send>,
    trouble: Trouble,
}

impl Read for Filling {
    fn read(&mut self, mut buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0_usize;
        while !buffer.is_empty() {
            match self.source.read(buffer) {
                Ok(0) => break,
                Ok(count) => {
                    filled = filled.saturating_add(count);
                    buffer = buffer.get_mut(count..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.trouble.leave(error);
                    break;
                }
            }
        }
        Ok(filled)
    }
}

const GZIP_LENGTH: u64 = 2;

/// The packet block of old pcapng files, which Wireshark counts.
const OLD_PACKET: u32 = 2;

const READ: usize = 1 << 15;
const FIRST: usize = 1 << 12;
const BUFFER: usize = 1 << 20;

/// No block may be larger. A frame of Wireshark has 256 KiB at most.
const MAX_BLOCK: usize = 1 << 25;

const MAX_INTERFACES: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_resolution_become_microseconds() {
        assert_eq!(Resolution::Ten(6).micros(7), 7);
        assert_eq!(Resolution::Ten(9).micros(7_999), 7);
        assert_eq!(Resolution::Ten(0).micros(7), 7_000_000);
        assert_eq!(Resolution::Ten(127).micros(u64::MAX), 0);
        assert_eq!(Resolution::Two(10).micros(1_024), 1_000_000);
        assert_eq!(Resolution::Two(127).micros(u64::MAX), 0);
        let interface =
            Interface { link_type: 1, snap_length: 0, resolution: Resolution::Ten(6), offset_seconds: -1 };
        assert_eq!(interface.time(1_500_000), UnixMicros(500_000));
        assert_eq!(interface.time(5), UnixMicros(0));
    }
}
