use core::ops::Range;

use crate::Error;
use crate::ErrorKind;
use crate::dlms::AccessKind;
use crate::dlms::AccessResult;
use crate::dlms::Data;
use crate::dlms::DataView;
use crate::dlms::DateTime;
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

/// The first octet of an access response.
pub(super) const TAG: u8 = 0xDA;

/// An access response that was received: one result and one data item for each instruction, in order
/// (GBCS 7.2.9).
#[derive(Debug, Clone)]
pub struct AccessResponse<'a> {
    octets: &'a [u8],
    base: usize,
    invoke_id: InvokeId,
    date_time: Option<DateTime>,
    data: Elements<'a>,
    results: Reader<'a>,
}

impl<'a> AccessResponse<'a> {
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

    /// The answers, in the order of the instructions.
    pub fn items(&self) -> ResponseItems<'a> {
        ResponseItems { results: self.results.clone(), data: self.data.clone() }
    }

    /// Whether every instruction succeeded.
    pub fn is_success(&self) -> bool {
        self.items().all(|item| item.result.is_success())
    }

    /// The same as an owned value, which emits the same octets.
    pub fn to_owned(&self) -> AccessResponseValue {
        let mut recorder = LengthRecorder::default();
        // These octets were read before, so reading them again reaches the end.
        let _ = Self::read(self.octets, self.base, &mut recorder);
        AccessResponseValue {
            invoke_id: self.invoke_id,
            date_time: self.date_time,
            items: self.items().map(|item| item.to_owned()).collect(),
            length_forms: recorder.into_forms(),
        }
    }

    fn read(octets: &'a [u8], base: usize, lengths: &mut impl LengthSink) -> Result<Self, Error> {
        let mut reader = Reader::at(octets, base);
        reader.constant(TAG, "the tag of an access response, DA")?;
        let invoke_id = InvokeId::parse(&mut reader)?;
        let date_time = read_date_time(&mut reader, lengths)?;
        reader.constant(0x00, "no access request specification, 00")?;

        let count = walk::element_count(&mut reader, lengths)?;
        let data = Elements::new(reader.clone(), count);
        for _ in 0..count {
            walk::item(&mut reader, walk::MAX_DEPTH, lengths)?;
        }

        let offset = reader.offset();
        let result_count = walk::element_count(&mut reader, lengths)?;
        if result_count != count {
            let expected = "as many results as data items";
            return Err(Error::number(ErrorKind::Length, offset, expected, walk::number(result_count)));
        }
        let results = reader.clone();
        for _ in 0..count {
            read_result(&mut reader)?;
        }
        reader.finish()?;
        Ok(Self { octets, base, invoke_id, date_time, data, results })
    }
}

/// The answers of an access response.
#[derive(Debug, Clone)]
pub struct ResponseItems<'a> {
    results: Reader<'a>,
    data: Elements<'a>,
}

impl<'a> Iterator for ResponseItems<'a> {
    type Item = ResponseItemView<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let data = self.data.next()?;
        let offset = self.results.offset();
        // The response was read to the end before, so the result is there.
        let (kind, result) = read_result(&mut self.results).ok()?;
        Some(ResponseItemView { kind, result, data, offset })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.data.size_hint()
    }
}

impl ExactSizeIterator for ResponseItems<'_> {}

/// The answer to one instruction.
#[derive(Debug, Clone, Copy)]
pub struct ResponseItemView<'a> {
    /// What was asked.
    pub kind: AccessKind,
    /// How it went.
    pub result: AccessResult,
    /// The value read or the answer of the method; null otherwise.
    pub data: DataView<'a>,
    offset: usize,
}

impl ResponseItemView<'_> {
    /// Where kind and result stand in the message.
    pub fn result_range(&self) -> Range<usize> {
        self.offset..self.offset + 2
    }

    /// The same as an owned value.
    pub fn to_owned(&self) -> ResponseItem {
        ResponseItem { kind: self.kind, result: self.result, data: self.data.to_owned() }
    }
}

/// An access response, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessResponseValue {
    /// The long-invoke-id-and-priority.
    pub invoke_id: InvokeId,
    /// The date-time, which GBCS leaves empty.
    pub date_time: Option<DateTime>,
    /// The answers, in the order of the instructions.
    pub items: Vec<ResponseItem>,
    /// The length fields that are longer than need be.
    pub length_forms: LengthForms,
}

impl AccessResponseValue {
    /// The answers to the request with this invoke id.
    pub fn new(invoke_id: InvokeId, items: impl IntoIterator<Item = ResponseItem>) -> Self {
        Self {
            invoke_id,
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
        out.push(0x00);
        lengths.push(out, self.items.len());
        for item in &self.items {
            item.data.emit_lengths(out, lengths);
        }
        lengths.push(out, self.items.len());
        for item in &self.items {
            out.extend([item.kind.octet(), item.result.0]);
        }
    }

    /// The octets.
    pub fn to_octets(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }
}

/// The answer to one instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResponseItem {
    /// What was asked.
    pub kind: AccessKind,
    /// How it went.
    pub result: AccessResult,
    /// The value read or the answer of the method; null otherwise.
    pub data: Data,
}

impl ResponseItem {
    /// An instruction that succeeded.
    pub fn success(kind: AccessKind, data: impl Into<Data>) -> Self {
        Self { kind, result: AccessResult::SUCCESS, data: data.into() }
    }

    /// An instruction that failed, or was not tried after another that failed.
    pub fn failure(kind: AccessKind, result: AccessResult) -> Self {
        Self { kind, result, data: Data::Null }
    }
}

fn read_result(reader: &mut Reader<'_>) -> Result<(AccessKind, AccessResult), Error> {
    let offset = reader.offset();
    let [kind, result] = reader.array("kind and result of an access")?;
    let expected = "get, set or action, 01 to 03";
    let kind =
        AccessKind::from_octet(kind).ok_or_else(|| Error::octet(ErrorKind::Tag, offset, expected, kind))?;
    Ok((kind, AccessResult(result)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Counter;

    fn octets() -> Vec<u8> {
        let items = [
            ResponseItem::success(AccessKind::Get, 0x0203u16),
            ResponseItem::failure(AccessKind::Action, AccessResult::OTHER_REASON),
        ];
        AccessResponseValue::new(InvokeId::of(Counter(1)), items).to_octets()
    }

    #[test]
    fn a_response_has_the_octets_of_the_standard() {
        let expected = [
            [0xDA, 0x20, 0x00, 0x00, 0x01, 0x00, 0x00].as_slice(),
            &[0x02, 0x12, 0x02, 0x03, 0x00],
            &[0x02, 0x01, 0x00, 0x03, 0xFA],
        ];
        assert_eq!(octets(), expected.concat());
    }

    #[test]
    fn its_answers_are_read_in_order_with_their_places() {
        let octets = octets();
        let response = AccessResponse::parse(&octets, 30).unwrap();
        assert!(!response.is_success());
        let seen = response.items().map(|item| (item.to_owned(), item.result_range(), item.data.range()));
        let expected = [
            (ResponseItem::success(AccessKind::Get, 0x0203u16), 43..45, 38..41),
            (ResponseItem::failure(AccessKind::Action, AccessResult(250)), 45..47, 41..42),
        ];
        assert_eq!(seen.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_wrong_is_refused_where_it_stands() {
        let octet = |kind, offset, expected, found| Error::octet(kind, offset, expected, found);
        let length = |offset, expected, found| Error::number(ErrorKind::Length, offset, expected, found);
        let cases = [
            (0, 0xD9, octet(ErrorKind::Value, 30, "the tag of an access response, DA", 0xD9)),
            (6, 0x01, octet(ErrorKind::Value, 36, "no access request specification, 00", 0x01)),
            (12, 0x01, length(42, "as many results as data items", 1)),
            (13, 0x04, octet(ErrorKind::Tag, 43, "get, set or action, 01 to 03", 0x04)),
        ];
        for (index, value, error) in cases {
            let mut octets = octets();
            octets[index] = value;
            assert_eq!(AccessResponse::parse(&octets, 30).unwrap_err(), error);
        }
        let longer = [octets(), vec![0]].concat();
        assert_eq!(AccessResponse::parse(&longer, 30).unwrap_err(), Error::trailing(47, 1));
    }
}
