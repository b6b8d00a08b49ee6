//! Where results and remarks go, and whether they are coloured.

use std::env;
use std::io;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::StdoutLock;
use std::io::Write;

use clap::ValueEnum;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

/// How the user wants to be spoken to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    color: Color,
    quiet: bool,
}

impl Ui {
    pub(crate) fn new(color: Color, quiet: bool) -> Self {
        Self { color, quiet }
    }

    /// Where results go. To be flushed.
    pub(crate) fn results(&self) -> BufWriter<StdoutLock<'static>> {
        BufWriter::with_capacity(OUTPUT_OCTETS, io::stdout().lock())
    }

    /// Colours for results.
    pub(crate) fn paint(&self) -> Paint {
        self.paint_for(io::stdout().is_terminal())
    }

    /// Colours for what goes to standard error.
    pub(crate) fn error_paint(&self) -> Paint {
        self.paint_for(io::stderr().is_terminal())
    }

    /// A remark that is not a result. Not said when the user wants quiet.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            self.tell_error(&format!("{} {text}\n", self.error_paint().apply(Style::Name, "note:")));
        }
    }

    /// Whether to show progress.
    pub(crate) fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Writes to standard error. If even that fails there is nobody left to tell.
    pub(crate) fn tell_error(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    fn paint_for(&self, is_terminal: bool) -> Paint {
        let unwanted = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        match self.color {
            Color::Always => Paint::On,
            Color::Auto if is_terminal && !unwanted => Paint::On,
            Color::Auto | Color::Never => Paint::Off,
        }
    }
}

/// Whether to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Paint {
    On,
    Off,
}

/// What a piece of text is, as far as colour is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Wrong.
    Bad,
    /// Less important.
    Faint,
    /// Right.
    Good,
    /// A heading.
    Heading,
    /// The name of something.
    Name,
    /// Remarkable.
    Odd,
}

impl Paint {
    /// `text` in colour.
    pub(crate) fn apply(self, style: Style, text: &str) -> String {
        format!("{}{text}{}", self.start(style), self.end())
    }

    /// What switches the colour on.
    pub(crate) fn start(self, style: Style) -> &'static str {
        match (self, style) {
            (Self::Off, _) => "",
            (Self::On, Style::Bad) => "\x1b[31m",
            (Self::On, Style::Faint) => "\x1b[2m",
            (Self::On, Style::Good) => "\x1b[32m",
            (Self::On, Style::Heading) => "\x1b[1m",
            (Self::On, Style::Name) => "\x1b[36m",
            (Self::On, Style::Odd) => "\x1b[33m",
        }
    }

    /// What switches it off.
    pub(crate) fn end(self) -> &'static str {
        match self {
            Self::Off => "",
            Self::On => "\x1b[0m",
        }
    }
}

/// Appends `text`, which somebody else wrote, with its control characters made visible.
pub(crate) fn push_harmless(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_control() || is_format_control(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
}

/// Characters that change the direction of text.
fn is_format_control(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const OUTPUT_OCTETS: usize = 1 << 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_of_others_reach_no_terminal() {
        let mut out = String::new();
        push_harmless(&mut out, "a\x1b[2Jb\u{202E}c\n");
        assert_eq!(out, "a\\u{1b}[2Jb\\u{202e}c\\u{a}");
    }

    #[test]
    fn colour_is_off_unless_on() {
        assert_eq!(Paint::Off.apply(Style::Bad, "x"), "x");
        assert_eq!(Paint::On.apply(Style::Bad, "x"), "\x1b[31mx\x1b[0m");
    }
}
