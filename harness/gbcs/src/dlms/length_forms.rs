use crate::wire::push_length;

/// Which length fields of a payload are longer than their value needs.
///
/// DLMS writes lengths and counts in one octet below 0x80 and in more above; a decoder can read the longer
/// form of a small value all the same. Official messages never use it, so the values of this module do not carry it:
/// the few exceptions stand here, by the ordinal of the length field in the payload, and
/// emitting with them gives the octets that were read. Setting one on purpose makes a message that a
/// tolerant decoder must still read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LengthForms {
    long: Vec<(usize, usize)>,
}

impl LengthForms {
    /// Every length field in its shortest form.
    pub const SHORTEST: Self = Self { long: Vec::new() };

    /// Makes the length field with this ordinal take `octets` octets, where that is more than it needs.
    pub fn lengthen(&mut self, ordinal: usize, octets: usize) {
        self.long.retain(|(other, _)| *other != ordinal);
        self.long.push((ordinal, octets));
    }

    /// Whether every length field is in its shortest form.
    pub fn is_shortest(&self) -> bool {
        self.long.is_empty()
    }

    /// How many octets the length field with this ordinal takes at least.
    fn octets(&self, ordinal: usize) -> usize {
        self.long.iter().find(|(other, _)| *other == ordinal).map_or(1, |(_, octets)| *octets)
    }
}

/// Learns of each length field, in the order of the octets.
pub(super) trait LengthSink {
    /// A field of `octets` octets that says `length`.
    fn length(&mut self, length: usize, octets: usize);
}

/// Validation alone has no use for them.
impl LengthSink for () {
    fn length(&mut self, _length: usize, _octets: usize) {}
}

/// Remembers the length fields that are longer than need be.
#[derive(Debug, Default)]
pub(super) struct LengthRecorder {
    next: usize,
    forms: LengthForms,
}

impl LengthRecorder {
    pub(super) fn into_forms(self) -> LengthForms {
        self.forms
    }
}

impl LengthSink for LengthRecorder {
    fn length(&mut self, length: usize, octets: usize) {
        let shortest = match length {
            0..0x80 => 1,
            0x80..0x100 => 2,
            0x100..0x1_0000 => 3,
            0x1_0000..0x100_0000 => 4,
            _ => 5,
        };
        if octets > shortest {
            self.forms.long.push((self.next, octets));
        }
        self.next += 1;
    }
}

/// Writes length fields in the order of the octets, each in the form that was read.
#[derive(Debug)]
pub(super) struct LengthWriter<'a> {
    forms: &'a LengthForms,
    next: usize,
}

impl<'a> LengthWriter<'a> {
    pub(super) fn new(forms: &'a LengthForms) -> Self {
        Self { forms, next: 0 }
    }

    pub(super) fn push(&mut self, out: &mut Vec<u8>, length: usize) {
        push_length(out, length, self.forms.octets(self.next));
        self.next += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_forms_are_recorded_and_written_again() {
        let fields = [(3, 1), (3, 2), (0x80, 2), (0x80, 3), (0x100, 3), (0x1_0000, 5)];
        let mut recorder = LengthRecorder::default();
        for (length, octets) in fields {
            recorder.length(length, octets);
        }
        let forms = recorder.into_forms();
        assert_eq!(forms, LengthForms { long: vec![(1, 2), (3, 3), (5, 5)] });
        let mut writer = LengthWriter::new(&forms);
        for (length, octets) in fields {
            let mut out = Vec::new();
            writer.push(&mut out, length);
            assert_eq!(out.len(), octets);
        }
    }

    #[test]
    fn a_length_field_can_be_lengthened_on_purpose() {
        let mut forms = LengthForms::SHORTEST;
        forms.lengthen(0, 2);
        forms.lengthen(0, 3);
        assert!(!forms.is_shortest());
        let mut out = Vec::new();
        LengthWriter::new(&forms).push(&mut out, 5);
        assert_eq!(out, [0x82, 0x00, 0x05]);
    }
}
