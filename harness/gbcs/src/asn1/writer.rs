//! Writes tag, length and content; the lengths in the shortest form unless [`LengthForms`] say otherwise.

use crate::wire;

use super::element::Element;
use super::element::SEQUENCE;
use super::lengths::LengthForms;

/// Appends one payload to octets.
pub(super) struct Writer<'o> {
    out: &'o mut Vec<u8>,
    lengths: &'o LengthForms,
    elements: usize,
}

impl<'o> Writer<'o> {
    /// Appends to `out`; length fields take as many octets as `lengths` says.
    pub(super) fn new(out: &'o mut Vec<u8>, lengths: &'o LengthForms) -> Self {
        Self { out, lengths, elements: 0 }
    }

    /// An element that may be absent.
    pub(super) fn optional<'a, T: Element<'a>>(&mut self, element: Option<&T>) {
        if let Some(element) = element {
            element.write(self);
        }
    }

    /// An element under an implicit tag that may be absent.
    pub(super) fn optional_as<'a, T: Element<'a>>(&mut self, tag: u8, element: Option<&T>) {
        if let Some(element) = element {
            element.write_as(self, tag);
        }
    }

    /// A SEQUENCE whose members `members` writes.
    pub(super) fn sequence(&mut self, tag: u8, members: impl FnOnce(&mut Self)) {
        let field_octets = self.header(tag);
        let start = self.out.len();
        members(self);
        let mut field = Vec::with_capacity(size_of::<usize>() + 1);
        wire::push_length(&mut field, self.out.len() - start, field_octets);
        self.out.splice(start..start, field);
    }

    /// A SEQUENCE OF.
    pub(super) fn list<'a, T: Element<'a>>(&mut self, list: &[T]) {
        self.list_as(SEQUENCE, list);
    }

    /// A SEQUENCE OF under an implicit tag.
    pub(super) fn list_as<'a, T: Element<'a>>(&mut self, tag: u8, list: &[T]) {
        self.sequence(tag, |out| {
            for member in list {
                member.write(out);
            }
        });
    }

    /// An element that holds no others.
    pub(super) fn primitive(&mut self, tag: u8, content: &[u8]) {
        let field_octets = self.header(tag);
        wire::push_length(self.out, content.len(), field_octets);
        self.out.extend_from_slice(content);
    }

    /// A whole element, tag and length included.
    pub(super) fn opaque(&mut self, element: &[u8]) {
        self.out.extend_from_slice(element);
        self.elements += 1;
    }

    /// A number from 0 in the shortest form.
    pub(super) fn number(&mut self, tag: u8, number: u64) {
        let mut octets = [0; 9];
        octets[1..].copy_from_slice(&number.to_be_bytes());
        let mut shortest: &[u8] = &octets;
        while let [0, rest @ ..] = shortest
            && rest.first().is_some_and(|second| *second < 0x80)
        {
            shortest = rest;
        }
        self.primitive(tag, shortest);
    }

    /// Writes the tag; returns how many octets the length field is to take.
    fn header(&mut self, tag: u8) -> usize {
        let field_octets = self.lengths.field_octets(self.elements);
        self.elements += 1;
        self.out.push(tag);
        field_octets
    }
}
