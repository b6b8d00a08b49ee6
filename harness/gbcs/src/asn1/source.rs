//! Reads tag, length and content; the same walk names the fields to a sink when there is one.

use core::mem;
use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::wire;
use crate::wire::Reader;

use super::element::Element;
use super::element::SEQUENCE;
use super::lengths::LengthForms;

/// The octets of one payload, read from front to back.
pub(super) struct Source<'a, 's> {
    reader: Reader<'a>,
    lengths: LengthForms,
    elements: usize,
    sink: Option<&'s mut dyn Sink>,
    ranges: Ranges,
}

/// Whether fields are named with their octet ranges. They are not where the octets are no part of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ranges {
    Known,
    Unknown,
}

impl<'a, 's> Source<'a, 's> {
    /// Reads `octets`, which start `base` octets into the message.
    pub(super) fn new(octets: &'a [u8], base: usize) -> Self {
        Self {
            reader: Reader::at(octets, base),
            lengths: LengthForms::default(),
            elements: 0,
            sink: None,
            ranges: Ranges::Known,
        }
    }

    /// Reads `octets` and names what is read to `sink`.
    pub(super) fn described(octets: &'a [u8], base: usize, ranges: Ranges, sink: &'s mut dyn Sink) -> Self {
        Self { sink: Some(sink), ranges, ..Self::new(octets, base) }
    }

    /// Nothing may be left. Returns the lengths that were longer than needed.
    pub(super) fn finish(self) -> Result<LengthForms, Error> {
        self.reader.finish()?;
        Ok(self.lengths)
    }

    /// An element with its own tag.
    pub(super) fn element<T: Element<'a>>(&mut self, name: &'static str) -> Result<T, Error> {
        T::read(self, name)
    }

    /// An element with its own tag, if that tag comes next.
    pub(super) fn optional<T: Element<'a>>(&mut self, name: &'static str) -> Result<Option<T>, Error> {
        self.optional_as(T::TAG, name)
    }

    /// An element under an implicit tag, if that tag comes next.
    pub(super) fn optional_as<T: Element<'a>>(
        &mut self,
        tag: u8,
        name: &'static str,
    ) -> Result<Option<T>, Error> {
        if self.next_is(tag) { T::read_as(self, tag, name).map(Some) } else { Ok(None) }
    }

    /// A SEQUENCE whose members `members` reads.
    pub(super) fn sequence<T>(
        &mut self,
        tag: u8,
        name: &'static str,
        members: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.group(tag, name, Group::Structure, members)
    }

    /// A SEQUENCE OF `T`.
    pub(super) fn list<T: Element<'a>>(
        &mut self,
        name: &'static str,
        member: &'static str,
    ) -> Result<Vec<T>, Error> {
        self.list_as(SEQUENCE, name, member)
    }

    /// A SEQUENCE OF `T` that is absent when no SEQUENCE comes next.
    pub(super) fn optional_list<T: Element<'a>>(
        &mut self,
        tag: u8,
        name: &'static str,
        member: &'static str,
    ) -> Result<Option<Vec<T>>, Error> {
        if self.next_is(tag) { self.list_as(tag, name, member).map(Some) } else { Ok(None) }
    }

    /// A SEQUENCE OF `T` under an implicit tag.
    pub(super) fn list_as<T: Element<'a>>(
        &mut self,
        tag: u8,
        name: &'static str,
        member: &'static str,
    ) -> Result<Vec<T>, Error> {
        self.group(tag, name, Group::List, |source| {
            let mut list = Vec::new();
            while !source.reader.is_empty() {
                list.push(source.element(member)?);
            }
            Ok(list)
        })
    }

    /// The content of an element that holds no others, and the range of the whole element.
    pub(super) fn primitive(
        &mut self,
        tag: u8,
        name: &'static str,
    ) -> Result<(&'a [u8], Range<usize>), Error> {
        let start = self.reader.offset();
        let length = self.header(tag, name)?;
        let content = self.reader.take(length, name)?;
        Ok((content, start..self.reader.offset()))
    }

    /// A whole element, tag and length included, whose content is of no interest here.
    pub(super) fn opaque(&mut self, tag: u8, name: &'static str) -> Result<(&'a [u8], Range<usize>), Error> {
        let mut all = self.reader.clone();
        let (_, range) = self.primitive(tag, name)?;
        Ok((all.take(range.len(), name)?, range))
    }

    /// The content of an octet string of `N` octets.
    pub(super) fn octets<const N: usize>(&mut self, tag: u8, name: &'static str) -> Result<[u8; N], Error> {
        let (content, range) = self.primitive(tag, name)?;
        let array = <[u8; N]>::try_from(content)
            .map_err(|_| Error::number(ErrorKind::Length, range.start, name, to_u64(content.len())))?;
        self.describe(name, range, Value::Octets(content));
        Ok(array)
    }

    /// A number from 0 in the shortest form, and the range of the whole element.
    pub(super) fn number(&mut self, tag: u8, name: &'static str) -> Result<(u64, Range<usize>), Error> {
        let (content, range) = self.primitive(tag, name)?;
        let invalid = |found| Error::text(ErrorKind::Value, range.start, name, found);
        let significant = match content {
            [] => return Err(Error::number(ErrorKind::Length, range.start, name, 0)),
            [0, second, ..] if *second < 0x80 => {
                return Err(invalid("a number with a needless leading octet"));
            }
            [0, rest @ ..] if !rest.is_empty() => rest,
            [first, ..] if *first >= 0x80 => return Err(invalid("a negative number")),
            all => all,
        };
        if significant.len() > size_of::<u64>() {
            return Err(invalid("a number above 2^64-1"));
        }
        Ok((significant.iter().fold(0, |number, octet| (number << 8) | u64::from(*octet)), range))
    }

    /// Names a field to the sink.
    pub(super) fn describe(&mut self, name: &str, at: Range<usize>, value: Value<'_>) {
        let at = self.range(at);
        if let Some(sink) = &mut self.sink {
            sink.field(name, at, value);
        }
    }

    /// Whether `tag` comes next.
    pub(super) fn next_is(&self, tag: u8) -> bool {
        self.reader.peek() == Some(tag)
    }

    /// The offset of the next octet.
    pub(super) fn offset(&self) -> usize {
        self.reader.offset()
    }

    /// Whether values out of range are errors. They are shown where a value is only described.
    pub(super) fn is_strict(&self) -> bool {
        self.sink.is_none()
    }

    fn group<T>(
        &mut self,
        tag: u8,
        name: &'static str,
        group: Group,
        members: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let start = self.reader.offset();
        let length = self.header(tag, name)?;
        let inner = self.reader.nested(length, name)?;
        let at = self.range(start..self.reader.offset());
        let outer = mem::replace(&mut self.reader, inner);
        if let Some(sink) = &mut self.sink {
            sink.open(name, at, group);
        }
        let value = members(self);
        if let Some(sink) = &mut self.sink {
            sink.close();
        }
        let value = value?;
        self.reader.finish()?;
        self.reader = outer;
        Ok(value)
    }

    /// Tag and length.
    fn header(&mut self, tag: u8, name: &'static str) -> Result<usize, Error> {
        let start = self.reader.offset();
        let found = self.reader.octet(name)?;
        if found != tag {
            return Err(Error::octet(ErrorKind::Tag, start, name, found));
        }
        let (length, field_octets) = wire::read_length(&mut self.reader, name)?;
        self.lengths.note(self.elements, length, field_octets, start + 1);
        self.elements += 1;
        Ok(length)
    }

    fn range(&self, at: Range<usize>) -> Option<Range<usize>> {
        (self.ranges == Ranges::Known).then_some(at)
    }
}

/// Lengths of slices fit: no slice is longer than `isize::MAX`.
pub(super) fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
