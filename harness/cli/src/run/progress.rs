//! A bar with rate and estimate on the terminal.

use std::io;

use hallmark_engine::event::Event;
use hallmark_engine::event::EventKind;
use hallmark_engine::stream::Consumer;
use hallmark_engine::verdict::Verdict;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;

/// Shows how far a run is.
pub(crate) struct Progress {
    bar: ProgressBar,
    failed: u64,
}

impl Progress {
    pub(crate) fn new(tests: usize) -> Self {
        let bar = ProgressBar::new(u64::try_from(tests).unwrap_or(u64::MAX));
        let template = "{bar:40} {pos}/{len} tests  {per_sec}  {eta} left  {msg}";
        bar.set_style(
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
        );
        Self { bar, failed: 0 }
    }
}

impl Consumer for Progress {
    fn name(&self) -> &str {
        "progress"
    }

    fn consume(&mut self, event: &Event) -> io::Result<()> {
        match &event.kind {
            EventKind::Ended { .. } => self.bar.inc(1),
            EventKind::Verdict { test, verdict: Verdict::Fail, reason } => {
                self.failed += 1;
                let reason = reason.as_ref().map(ToString::to_string).unwrap_or_default();
                self.bar.println(format!("fail  {test}  {reason}"));
                self.bar.set_message(format!("{} failed", self.failed));
            }
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        self.bar.finish_and_clear();
        Ok(())
    }
}
