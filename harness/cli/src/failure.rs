//! What keeps a command from doing what it was asked.

use std::error::Error;
use std::fmt::Write as _;
use std::io;

use hallmark_engine::exit::ExitCode;

use crate::ui::Style;
use crate::ui::Ui;

/// Why a command ended early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads what we write, which is no fault.
    OutputClosed,
    /// What happened, what to do about it, and the exit code.
    Told {
        /// The exit code.
        code: ExitCode,
        /// What was expected and what was seen.
        problem: String,
        /// What to do.
        advice: Option<String>,
    },
}

impl Failure {
    /// The command line, or something it names, is wrong.
    pub(crate) fn usage(problem: impl Into<String>) -> Self {
        Self::told(ExitCode::USAGE, problem.into())
    }

    /// The same, from an error and everything it was caused by.
    pub(crate) fn usage_from(error: &dyn Error) -> Self {
        Self::usage(chain(error))
    }

    /// What was to be judged could not be reached, or the proof of it could not be written.
    pub(crate) fn lost(problem: impl Into<String>) -> Self {
        Self::told(ExitCode::INCONCLUSIVE, problem.into())
    }

    /// A bundle is not what was signed.
    pub(crate) fn not_authentic(problem: impl Into<String>) -> Self {
        Self::told(ExitCode::NOT_AUTHENTIC, problem.into())
    }

    /// This program cannot do what it always can.
    pub(crate) fn internal_from(error: &dyn Error) -> Self {
        Self::told(ExitCode::INCONCLUSIVE, format!("fault of this program: {}", chain(error)))
            .advise("report it, with what you did")
    }

    fn told(code: ExitCode, problem: String) -> Self {
        Self::Told { code, problem, advice: None }
    }

    /// Adds what to do about it.
    #[must_use]
    pub(crate) fn advise(mut self, text: impl Into<String>) -> Self {
        if let Self::Told { advice, .. } = &mut self {
            *advice = Some(text.into());
        }
        self
    }

    /// Tells the user, and returns the exit code.
    pub(crate) fn report(self, ui: &Ui) -> ExitCode {
        match self {
            Self::OutputClosed => ExitCode::CONFORMING,
            Self::Told { code, problem, advice } => {
                let mut text = format!("{} {problem}\n", ui.error_paint().apply(Style::Bad, "error:"));
                if let Some(advice) = advice {
                    let _ = writeln!(text, "  {} {advice}", ui.error_paint().apply(Style::Name, "try:"));
                }
                ui.tell_error(&text);
                code
            }
        }
    }
}

impl From<io::Error> for Failure {
    /// Only writing of results gives a bare I/O error.
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::OutputClosed;
        }
        Self::told(ExitCode::INCONCLUSIVE, format!("write the results: {error}"))
    }
}

/// An error and everything it was caused by, in one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let _ = write!(text, ": {error}");
        source = error.source();
    }
    text
}
