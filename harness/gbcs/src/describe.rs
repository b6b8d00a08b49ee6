//! One way to show a value: every typed view names its fields to a [`Sink`], and each rendering (tree, JSON) is a
//! sink.

use core::ops::Range;

/// A value that can name its fields.
pub trait Describe {
    /// Names the fields, in the order of the octets.
    fn describe(&self, sink: &mut dyn Sink);
}

/// Receives named fields.
pub trait Sink {
    /// One field. `at` is its octet range from the start of the message, where that is known.
    fn field(&mut self, name: &str, at: Option<Range<usize>>, value: Value<'_>);
    /// Opens a structure (named members) or a list (members whose names do not matter).
    fn open(&mut self, name: &str, at: Option<Range<usize>>, group: Group);
    /// Closes what was opened last.
    fn close(&mut self);
}

/// What an opened group holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Members of any number and the same meaning.
    List,
    /// Named members.
    Structure,
}

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value<'a> {
    /// True or false.
    Boolean(bool),
    /// A code of a fixed number of hexadecimal digits, with its meaning where it is known.
    Code {
        /// The code.
        value: u64,
        /// How many hexadecimal digits it is written with.
        digits: usize,
        /// What it means.
        name: Option<&'a str>,
    },
    /// Absent or null.
    Null,
    /// A real number.
    Real(f64),
    /// Octets, shown in hexadecimal.
    Octets(&'a [u8]),
    /// A signed number.
    Signed(i64),
    /// Text.
    Text(&'a str),
    /// An unsigned number.
    Unsigned(u64),
}
