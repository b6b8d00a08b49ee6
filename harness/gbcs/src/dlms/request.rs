use core::ops::Range;

use crate::Counter;
use crate::Error;
use crate::ErrorKind;
use crate::dlms::AccessKind;
use crate::dlms::Data;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::Descriptor;
use crate::dlms::Elements;
use crate::dlms::InvokeId;
use crate::dlms::LengthForms;
use crate::dlms::access::emit_date_time;
use crate::dlms::access::read_date_time;
use crate::dlms::length_forms::LengthRecorder;
use crate::dlms::length_forms::LengthSink;
use crate::dlms::length_forms::LengthWriter;
use crate::dlms::walk;
use crate::wire::Reader;

/// The first octet of an access request.
pub(super) const TAG: u8 = 0xD9;

/// An access request that was received: instructions in order, each with its data (GBCS 7.2.9).
#[derive(Debug, Clone)]
pub struct AccessRequest<'a> {
    octets: &'a [u8],
    base: usize,
    invoke_id: InvokeId,
    date_time: Option<DateTime>,
    specifications: Specifications<'a>,
    data: Elements<'a>,
}

impl<'a> AccessRequest<'a> {
    /// Takes a whole payload that starts `base` octets into the message.
    pub fn parse(octets: &'a [u8], base: usize) -> Result<Self, Error> {
        Self::read(octets, base, &mut ())
    }

    /// The octets.
    pub fn octets(&self) -> &'a [u8] {
        self.octets
    }

    /// Where they stand in the message.
    pub fn range(&self) -> Range<usize> {
        self.base..self.base + self.octets.len()
    }

    /// The long-invoke-id-and-priority.
    pub fn invoke_id(&self) -> InvokeId {
        self.invoke_id
    }

    /// The date-time, which GBCS leaves empty.
    pub fn date_time(&self) -> Option<DateTime> {
        self.date_time
    }

    /// The instructions.
    pub fn items(&self) -> RequestItems<'a> {
        RequestItems { specifications: self.specifications.clone(), data: self.data.clone() }
    }

    /// The same as an owned value, which emits the same octets.
    pub fn to_owned(&self) -> AccessRequestValue {
        let mut recorder = LengthRecorder::default();
        // These octets were read before, so reading them again reaches the end.
        let _ = Self::read(self.octets, self.base, &mut recorder);
        AccessRequestValue {
            invoke_id: self.invoke_id,
            date_time: self.date_time,
            items: self.items().map(|item| item.to_owned()).collect(),
            length_forms: recorder.into_forms(),
        }
    }

    fn read(octets: &'a [u8], base: usize, lengths: &mut impl LengthSink) -> Result<Self, Error> {
        let mut reader = Reader::at(octets, base);
        reader.constant(TAG, "the tag of an access request, D9")?;
        let invoke_id = InvokeId::parse(&mut reader)?;
        let date_time = read_date_time(&mut reader, lengths)?;

        let count = walk::element_count(&mut reader, lengths)?;
        let specifications = Specifications { reader: reader.clone(), left: count };
        for _ in 0..count {
            SpecificationView::read(&mut reader, lengths)?;
        }

        let offset = reader.offset();
        let data_count = walk::element_count(&mut reader, lengths)?;
        if data_count != count {
            let expected = "as many data items as instructions";
            return Err(Error::number(ErrorKind::Length, offset, expected, walk::number(data_count)));
        }
        let data = Elements::new(reader.clone(), count);
        for _ in 0..count {
            walk::item(&mut reader, walk::MAX_DEPTH, lengths)?;
        }
        reader.finish()?;
        Ok(Self { octets, base, invoke_id, date_time, specifications, data })
    }
}

/// The instructions of an access request, each with its data.
#[derive(Debug, Clone)]
pub struct RequestItems<'a> {
    specifications: Specifications<'a>,
    data: Elements<'a>,
}

impl<'a> Iterator for RequestItems<'a> {
    type Item = RequestItemView<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(RequestItemView { specification: self.specifications.next()?, data: self.data.next()? })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.data.size_hint()
    }
}

impl ExactSizeIterator for RequestItems<'_> {}

/// One instruction of an access request, with its data.
#[derive(Debug, Clone)]
pub struct RequestItemView<'a> {
    /// What to do with which attribute or method.
    pub specification: SpecificationView<'a>,
    /// The value to write or the parameter of the method; null in a get.
    pub data: DataView<'a>,
}

impl RequestItemView<'_> {
    /// The same as an owned value.
    pub fn to_owned(&self) -> RequestItem {
        RequestItem {
            kind: self.specification.kind,
            descriptor: self.specification.descriptor,
            selection: self.specification.selection.as_ref().map(SelectionView::to_owned),
            data: self.data.to_owned(),
        }
    }
}

/// What to do with which attribute or method.
#[derive(Debug, Clone)]
pub struct SpecificationView<'a> {
    /// What to do.
    pub kind: AccessKind,
    /// The attribute or method.
    pub descriptor: Descriptor,
    /// Which part of the attribute.
    pub selection: Option<SelectionView<'a>>,
    offset: usize,
}

impl<'a> SpecificationView<'a> {
    /// Where it stands in the message.
    pub fn range(&self) -> Range<usize> {
        let end = match &self.selection {
            Some(selection) => selection.parameters.range().end,
            None => self.offset + 1 + Descriptor::LENGTH,
        };
        self.offset..end
    }

    fn read(reader: &mut Reader<'a>, lengths: &mut impl LengthSink) -> Result<Self, Error> {
        let offset = reader.offset();
        let choice = reader.octet("an access choice")?;
        let (kind, selects) = match choice {
            1 => (AccessKind::Get, false),
            2 => (AccessKind::Set, false),
            3 => (AccessKind::Action, false),
            4 => (AccessKind::Get, true),
            5 => (AccessKind::Set, true),
            _ => return Err(Error::octet(ErrorKind::Tag, offset, "an access choice, 01 to 05", choice)),
        };
        let descriptor = Descriptor::parse(reader)?;
        let selection = if selects { Some(SelectionView::read(reader, lengths)?) } else { None };
        Ok(Self { kind, descriptor, selection, offset })
    }
}

/// Which part of an attribute is meant.
#[derive(Debug, Clone, Copy)]
pub struct SelectionView<'a> {
    /// The access selector, whose meaning depends on the class.
    pub selector: u8,
    /// Its parameters.
    pub parameters: DataView<'a>,
}

impl<'a> SelectionView<'a> {
    /// The same as an owned value.
    pub fn to_owned(&self) -> Selection {
        Selection { selector: self.selector, parameters: self.parameters.to_owned() }
    }

    fn read(reader: &mut Reader<'a>, lengths: &mut impl LengthSink) -> Result<Self, Error> {
        let selector = reader.octet("an access selector")?;
        Ok(Self { selector, parameters: DataView::read(reader, lengths)? })
    }
}

#[derive(Debug, Clone)]
struct Specifications<'a> {
    reader: Reader<'a>,
    left: usize,
}

impl<'a> Iterator for Specifications<'a> {
    type Item = SpecificationView<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        // The request was read to the end before, so this one is there.
        SpecificationView::read(&mut self.reader, &mut ()).ok()
    }
}

/// An access request, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequestValue {
    /// The long-invoke-id-and-priority.
    pub invoke_id: InvokeId,
    /// The date-time, which GBCS leaves empty.
    pub date_time: Option<DateTime>,
    /// The instructions, in order.
    pub items: Vec<RequestItem>,
    /// The length fields that are longer than need be.
    pub length_forms: LengthForms,
}

impl AccessRequestValue {
    /// The request of a command with this Originator Counter.
    pub fn new(counter: Counter, items: impl IntoIterator<Item = RequestItem>) -> Self {
        Self {
            invoke_id: InvokeId::of(counter),
            date_time: None,
            items: items.into_iter().collect(),
            length_forms: LengthForms::SHORTEST,
        }
    }

    /// Appends the octets.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let lengths = &mut LengthWriter::new(&self.length_forms);
        out.push(TAG);
        out.extend(self.invoke_id.to_octets());
        emit_date_time(self.date_time, out, lengths);
        lengths.push(out, self.items.len());
        for item in &self.items {
            item.emit_specification(out, lengths);
        }
        lengths.push(out, self.items.len());
        for item in &self.items {
            item.data.emit_lengths(out, lengths);
        }
    }

    /// The octets.
    pub fn to_octets(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }
}

/// One instruction, with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestItem {
    /// What to do.
    pub kind: AccessKind,
    /// The attribute or method.
    pub descriptor: Descriptor,
    /// Which part of the attribute. An action has none, and none is emitted for it.
    pub selection: Option<Selection>,
    /// The value to write or the parameter of the method; null in a get.
    pub data: Data,
}

impl RequestItem {
    /// Reads an attribute.
    pub fn get(descriptor: Descriptor) -> Self {
        Self { kind: AccessKind::Get, descriptor, selection: None, data: Data::Null }
    }

    /// Reads a part of an attribute.
    pub fn get_selected(descriptor: Descriptor, selection: Selection) -> Self {
        Self { selection: Some(selection), ..Self::get(descriptor) }
    }

    /// Writes an attribute.
    pub fn set(descriptor: Descriptor, value: impl Into<Data>) -> Self {
        Self { kind: AccessKind::Set, descriptor, selection: None, data: value.into() }
    }

    /// Invokes a method.
    pub fn action(descriptor: Descriptor, parameter: impl Into<Data>) -> Self {
        Self { kind: AccessKind::Action, descriptor, selection: None, data: parameter.into() }
    }

    fn emit_specification(&self, out: &mut Vec<u8>, lengths: &mut LengthWriter<'_>) {
        let (choice, selection) = match (self.kind, &self.selection) {
            (AccessKind::Get, Some(selection)) => (4, Some(selection)),
            (AccessKind::Set, Some(selection)) => (5, Some(selection)),
            (kind, _) => (kind.octet(), None),
        };
        out.push(choice);
        self.descriptor.emit(out);
        if let Some(selection) = selection {
            out.push(selection.selector);
            selection.parameters.emit_lengths(out, lengths);
        }
    }
}

/// Which part of an attribute is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The access selector, whose meaning depends on the class.
    pub selector: u8,
    /// Its parameters.
    pub parameters: Data,
}

#[cfg(test)]
mod tests {
    use super::*;

    const ATTRIBUTE: Descriptor = Descriptor::new(1, [0, 0, 94, 44, 0, 3], 2);

    fn octets() -> Vec<u8> {
        let items = [RequestItem::get(ATTRIBUTE), RequestItem::set(ATTRIBUTE, 7u8)];
        AccessRequestValue::new(Counter(0x0102_0304), items).to_octets()
    }

    #[test]
    fn a_request_has_the_octets_of_the_standard() {
        let expected = [
            [0xD9, 0x20, 0x02, 0x03, 0x04, 0x00, 0x02].as_slice(),
            &[0x01, 0, 1, 0, 0, 94, 44, 0, 3, 2],
            &[0x02, 0, 1, 0, 0, 94, 44, 0, 3, 2],
            &[0x02, 0x00, 0x11, 0x07],
        ];
        assert_eq!(octets(), expected.concat());
    }

    #[test]
    fn its_instructions_are_read_in_order_with_their_places() {
        let octets = octets();
        let request = AccessRequest::parse(&octets, 30).unwrap();
        let items = request.items().collect::<Vec<_>>();
        let seen = items.iter().map(|item| {
            (item.specification.kind, item.specification.range(), item.data.to_owned(), item.data.range())
        });
        let expected =
            [(AccessKind::Get, 37..47, Data::Null, 58..59), (AccessKind::Set, 47..57, 7u8.into(), 59..61)];
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_wrong_is_refused_where_it_stands() {
        let length = |offset, expected, found| Error::number(ErrorKind::Length, offset, expected, found);
        let octet = |kind, offset, expected, found| Error::octet(kind, offset, expected, found);
        let cases = [
            (0, 0xD8, octet(ErrorKind::Value, 30, "the tag of an access request, D9", 0xD8)),
            (5, 0x0B, length(35, "no date-time, or one of twelve octets", 11)),
            (6, 0x7F, length(36, "no more items than octets left", 0x7F)),
            (7, 0x06, octet(ErrorKind::Tag, 37, "an access choice, 01 to 05", 0x06)),
            (27, 0x01, length(57, "as many data items as instructions", 1)),
            (29, 0x07, octet(ErrorKind::Tag, 59, "a data type tag", 0x07)),
            (29, 0x12, Error::truncated(61, "long-unsigned", 1)),
            (29, 0x00, Error::trailing(60, 1)),
        ];
        for (index, value, error) in cases {
            let mut octets = octets();
            octets[index] = value;
            assert_eq!(AccessRequest::parse(&octets, 30).unwrap_err(), error);
        }
    }

    #[test]
    fn no_part_of_a_request_is_one() {
        let octets = octets();
        for end in 0..octets.len() {
            assert!(AccessRequest::parse(&octets[..end], 0).is_err(), "{end}");
        }
    }
}
