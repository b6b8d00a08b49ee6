//! What proves a run: the capture of every exchange, and the log of every event.

use std::fs::File;
use std::io;
use std::io::BufWriter;
use std::io::Write;
use std::path::Path;

use hallmark_link::UnixMicros;
use hallmark_link::pcapng;
use hallmark_link::pcapng::Packet;
use hallmark_link::pcapng::Section;

use crate::event::Direction;
use crate::event::Event;
use crate::event::EventKind;
use crate::stream::Consumer;
use crate::stream::LostEvidence;

/// The file name of the capture in a bundle.
pub const CAPTURE_FILE: &str = "evidence.pcapng";

/// The file name of the log in a bundle.
pub const LOG_FILE: &str = "log.jsonl";

/// Makes the capture and the log in a folder, which must not have them yet: evidence is never overwritten.
///
/// # Errors
///
/// The file that could not be made.
pub fn create(folder: &Path, section: &Section) -> Result<Vec<Box<dyn Consumer>>, LostEvidence> {
    let make = |name: &str| File::create_new(folder.join(name)).map(BufWriter::new);
    let lost = |name: &str, error: io::Error| LostEvidence {
        consumer: folder.join(name).display().to_string(),
        problem: error.to_string(),
    };
    let capture = make(CAPTURE_FILE)
        .and_then(|file| CaptureWriter::new(file, section))
        .map_err(|error| lost(CAPTURE_FILE, error))?;
    let log = make(LOG_FILE).map(LogWriter::new).map_err(|error| lost(LOG_FILE, error))?;
    Ok(vec![Box::new(capture), Box::new(log)])
}

/// Writes the stream of events, one JSON object a line.
#[derive(Debug)]
pub struct LogWriter<W> {
    out: W,
}

impl<W: Write> LogWriter<W> {
    /// Writes to `out`, which should be buffered: it is flushed when a test ends.
    pub fn new(out: W) -> Self {
        Self { out }
    }
}

impl<W: Write + Send> Consumer for LogWriter<W> {
    fn name(&self) -> &str {
        LOG_FILE
    }

    fn consume(&mut self, event: &Event) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, event)?;
        self.out.write_all(b"\n")?;
        if ends_a_unit(event) { self.out.flush() } else { Ok(()) }
    }

    fn close(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes every exchange as a packet, in order: packet numbers are exchange numbers.
#[derive(Debug)]
pub struct CaptureWriter<W> {
    capture: pcapng::Writer<W>,
    packets: u64,
}

impl<W: Write> CaptureWriter<W> {
    /// Begins a capture on `out`, which should be buffered: it is flushed when a test ends.
    ///
    /// # Errors
    ///
    /// The head of the capture could not be written.
    pub fn new(out: W, section: &Section) -> io::Result<Self> {
        Ok(Self { capture: pcapng::Writer::new(out, section)?, packets: 0 })
    }
}

impl<W: Write + Send> Consumer for CaptureWriter<W> {
    fn name(&self) -> &str {
        CAPTURE_FILE
    }

    fn consume(&mut self, event: &Event) -> io::Result<()> {
        if let EventKind::Exchange(exchange) = &event.kind {
            self.packets += 1;
            if exchange.number != self.packets {
                let problem = format!("expected exchange {}, found {}", self.packets, exchange.number);
                return Err(io::Error::other(problem));
            }
            self.capture.write(&Packet {
                at: UnixMicros(event.at),
                direction: match exchange.direction {
                    Direction::In => pcapng::Direction::In,
                    Direction::Out => pcapng::Direction::Out,
                },
                test: &exchange.test,
                note: &exchange.note,
                octets: &exchange.octets,
            })?;
        }
        if ends_a_unit(event) { self.capture.flush() } else { Ok(()) }
    }

    fn close(&mut self) -> io::Result<()> {
        self.capture.flush()
    }
}

/// A crash then loses at most what happened in the tests that were going on.
fn ends_a_unit(event: &Event) -> bool {
    matches!(event.kind, EventKind::Plan { .. } | EventKind::Ended { .. } | EventKind::Finished { .. })
}
