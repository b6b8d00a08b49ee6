//! Reads the little-endian fields of ZCL payloads; the same walk names them to a sink when there is one.

use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::wire::Reader;

use super::field::Layout;
use super::zcl::ClusterId;

/// The octets of one ZCL payload, read from front to back.
pub struct Source<'a, 's> {
    reader: Reader<'a>,
    cluster: ClusterId,
    sink: Option<&'s mut dyn Sink>,
    ranges: Ranges,
}

/// Whether fields are named with their octet ranges. They are not where the octets were encrypted in the message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ranges {
    Known,
    Unknown,
}

impl<'a, 's> Source<'a, 's> {
    /// Reads `octets`, which start `base` octets into the message and belong to a command of `cluster`.
    pub(super) fn new(octets: &'a [u8], base: usize, cluster: ClusterId) -> Self {
        Self { reader: Reader::at(octets, base), cluster, sink: None, ranges: Ranges::Known }
    }

    /// Reads `octets` and names what is read to `sink`.
    pub(super) fn described(
        octets: &'a [u8],
        base: Option<usize>,
        cluster: ClusterId,
        sink: &'s mut dyn Sink,
    ) -> Self {
        let ranges = if base.is_some() { Ranges::Known } else { Ranges::Unknown };
        Self { sink: Some(sink), ranges, ..Self::new(octets, base.unwrap_or_default(), cluster) }
    }

    /// The cluster whose command is read.
    pub(super) fn cluster(&self) -> ClusterId {
        self.cluster
    }

    /// A structure: its members are named together.
    pub(super) fn structure<T: Layout<'a>>(&mut self, name: &'static str) -> Result<T, Error> {
        if self.sink.is_none() {
            return T::read_members(self);
        }
        let mut ahead = Source::new(self.reader.rest(), self.reader.offset(), self.cluster);
        T::read_members(&mut ahead)?;
        self.open(name, ahead.reader.offset(), Group::Structure);
        let value = T::read_members(self);
        self.close();
        value
    }

    /// An unsigned little-endian number of `width` octets, at most eight, and where it stands.
    pub(super) fn number(&mut self, width: u8, name: &'static str) -> Result<(u64, Range<usize>), Error> {
        let start = self.reader.offset();
        let octets = self.reader.take(width.min(8).into(), name)?;
        let number = octets.iter().rev().fold(0, |number, octet| (number << 8) | u64::from(*octet));
        Ok((number, start..self.reader.offset()))
    }

    /// The next `count` octets, and where they stand.
    pub(super) fn octets(
        &mut self,
        count: usize,
        name: &'static str,
    ) -> Result<(&'a [u8], Range<usize>), Error> {
        let start = self.reader.offset();
        let octets = self.reader.take(count, name)?;
        Ok((octets, start..self.reader.offset()))
    }

    /// An error about a value that was just read at `at`.
    pub(super) fn invalid(at: &Range<usize>, name: &'static str, found: u64) -> Error {
        Error::number(ErrorKind::Value, at.start, name, found)
    }

    /// All octets not yet read, still to be read.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.reader.rest()
    }

    /// Whether there is a sink.
    pub(super) fn is_described(&self) -> bool {
        self.sink.is_some()
    }

    /// Whether all octets are read.
    pub(super) fn is_empty(&self) -> bool {
        self.reader.is_empty()
    }

    /// Nothing may be left.
    pub(super) fn finish(&self) -> Result<(), Error> {
        self.reader.finish()
    }

    /// The offset of the next octet.
    pub(super) fn offset(&self) -> usize {
        self.reader.offset()
    }

    /// Opens a group that reaches up to offset `end`, if there is a sink.
    pub(super) fn open(&mut self, name: &str, end: usize, group: Group) {
        let at = self.range(self.reader.offset()..end);
        if let Some(sink) = &mut self.sink {
            sink.open(name, at, group);
        }
    }

    /// Closes a group, if there is a sink.
    pub(super) fn close(&mut self) {
        if let Some(sink) = &mut self.sink {
            sink.close();
        }
    }

    /// Names a field, if there is a sink.
    pub(super) fn describe(&mut self, name: &str, at: Range<usize>, value: Value<'_>) {
        let at = self.range(at);
        if let Some(sink) = &mut self.sink {
            sink.field(name, at, value);
        }
    }

    fn range(&self, at: Range<usize>) -> Option<Range<usize>> {
        (self.ranges == Ranges::Known).then_some(at)
    }
}
