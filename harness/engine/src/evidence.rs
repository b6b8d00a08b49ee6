//! What proves a run: the capture of every exchange, and the log of every event.

use std::io;
use std::io::Write;

use crate::date::Moment;
use crate::event::Direction;
use crate::event::Event;
use crate::event::EventKind;
use crate::event::Exchange;
use crate::stream::Consumer;

/// The file name of the capture in a bundle.
pub const CAPTURE_FILE: &str = "evidence.pcapng";

/// The file name of the log in a bundle.
pub const LOG_FILE: &str = "log.jsonl";

/// Writes the stream of events, one JSON object a line.
#[derive(Debug)]
pub struct LogWriter<W: Write> {
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

/// Writes packets to a capture.
pub trait PacketSink: Send {
    /// Writes one message.
    ///
    /// # Errors
    ///
    /// It could not be written.
    fn packet(&mut self, at: Moment, direction: Direction, comment: &str, octets: &[u8]) -> io::Result<()>;

    /// Writes out what is not yet written.
    ///
    /// # Errors
    ///
    /// It could not be written.
    fn flush(&mut self) -> io::Result<()>;
}

/// Writes every exchange as a packet, in order: packet numbers are exchange numbers.
#[derive(Debug)]
pub struct CaptureWriter<S: PacketSink> {
    sink: S,
    packets: u64,
}

impl<S: PacketSink> CaptureWriter<S> {
    /// Writes to `sink`, which must not hold packets yet.
    pub fn new(sink: S) -> Self {
        Self { sink, packets: 0 }
    }
}

impl<S: PacketSink> Consumer for CaptureWriter<S> {
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
            let (comment, octets) = (comment(exchange), &exchange.octets);
            self.sink.packet(Moment(event.at), exchange.direction, &comment, octets)?;
        }
        if ends_a_unit(event) { self.sink.flush() } else { Ok(()) }
    }

    fn close(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

/// The comment on an exchange's packet: test id, direction and note, in one line.
pub fn comment(exchange: &Exchange) -> String {
    let test = if exchange.test.is_empty() { "-" } else { &exchange.test };
    let direction = match exchange.direction {
        Direction::In => "in",
        Direction::Out => "out",
    };
    let note = if exchange.note.is_empty() { String::new() } else { format!(": {}", exchange.note) };
    format!("{test} {direction}{note}").replace(char::is_control, " ")
}

/// A crash then loses at most the test that it happened in.
fn ends_a_unit(event: &Event) -> bool {
    matches!(event.kind, EventKind::Plan { .. } | EventKind::Ended { .. } | EventKind::Finished { .. })
}
