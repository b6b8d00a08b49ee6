//! What every type of the module can do: be read from a [`Source`] and written to a [`Writer`].

use crate::Error;

use super::source::Source;
use super::writer::Writer;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const NULL: u8 = 0x05;
pub(super) const ENUMERATED: u8 = 0x0A;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;

/// A type with one tag, which an implicit tag may replace.
pub(super) trait Element<'a>: Sized {
    /// The tag it has unless an implicit one replaces it.
    const TAG: u8;

    /// Reads it under `tag`.
    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error>;

    /// Writes it under `tag`.
    fn write_as(&self, out: &mut Writer<'_>, tag: u8);

    /// Reads it under its own tag.
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        Self::read_as(source, Self::TAG, name)
    }

    /// Writes it under its own tag.
    fn write(&self, out: &mut Writer<'_>) {
        self.write_as(out, Self::TAG);
    }
}
