//! What takes events.

use std::io;

use crate::event::Event;

/// Takes every event in order: a log, evidence, a progress display.
///
/// A failure means that evidence is lost, and makes an error of every verdict that is not a fail. A consumer
/// whose failure does not matter must not report it.
pub trait Consumer: Send {
    /// What it is, for the reason of an error: `evidence.pcapng`.
    fn name(&self) -> &str;

    /// Takes one event. After a failure it gets no more.
    ///
    /// # Errors
    ///
    /// The event could not be recorded.
    fn consume(&mut self, event: &Event) -> io::Result<()>;

    /// Writes out what is not yet written. No event follows.
    ///
    /// # Errors
    ///
    /// Something could not be recorded.
    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The first failure of a consumer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("write {consumer}: {problem}")]
pub struct LostEvidence {
    /// The consumer's name.
    pub consumer: String,
    /// Why it failed.
    pub problem: String,
}

impl LostEvidence {
    pub(super) fn new(consumer: &dyn Consumer, error: &io::Error) -> Self {
        Self { consumer: consumer.name().to_owned(), problem: error.to_string() }
    }
}
