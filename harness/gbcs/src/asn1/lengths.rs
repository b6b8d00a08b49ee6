//! The lengths that were read in more octets than needed.

/// One length field that took more octets than its value needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LengthForm {
    /// The element it belongs to, counted from 0 in the order of the octets; the inside of certificates does not
    /// count.
    pub element: usize,
    /// How many octets the length field took.
    pub field_octets: usize,
    /// Where the length field starts, from the start of the message.
    pub offset: usize,
}

/// All such length fields of one payload, in the order of the octets. Empty for DER.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LengthForms(Vec<LengthForm>);

impl LengthForms {
    /// Notes the length field of element number `element` if it is longer than needed.
    pub(super) fn note(&mut self, element: usize, length: usize, field_octets: usize, offset: usize) {
        if field_octets > 1 && field_octets > shortest(length) {
            self.0.push(LengthForm { element, field_octets, offset });
        }
    }

    /// How many octets the length field of element number `element` took; 0 where it was as short as can be.
    pub(super) fn field_octets(&self, element: usize) -> usize {
        self.0
            .binary_search_by_key(&element, |form| form.element)
            .ok()
            .and_then(|found| self.0.get(found))
            .map_or(0, |form| form.field_octets)
    }

    /// The length fields.
    pub fn as_slice(&self) -> &[LengthForm] {
        &self.0
    }

    /// Whether every length was as short as can be.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

fn shortest(length: usize) -> usize {
    if length < 0x80 { 1 } else { 1 + length.to_be_bytes().iter().skip_while(|octet| **octet == 0).count() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_longer_fields_are_kept() {
        let mut forms = LengthForms::default();
        forms.note(0, 0x7F, 1, 1);
        forms.note(1, 0x80, 2, 2);
        forms.note(2, 0x80, 3, 4);
        forms.note(5, 2, 2, 9);
        assert_eq!(
            forms.as_slice(),
            [
                LengthForm { element: 2, field_octets: 3, offset: 4 },
                LengthForm { element: 5, field_octets: 2, offset: 9 }
            ]
        );
        assert_eq!([0, 2, 5].map(|element| forms.field_octets(element)), [0, 3, 2]);
    }
}
