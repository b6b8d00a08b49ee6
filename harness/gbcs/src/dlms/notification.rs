use core::ops::Range;

use crate::Counter;
use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::dlms::AlertContent;
use crate::dlms::Data;
use crate::dlms::DataContent;
use crate::dlms::DataKind;
use crate::dlms::DataView;
use crate::dlms::DateTime;
use crate::dlms::InvokeId;
use crate::dlms::LengthForms;
use crate::dlms::access::emit_date_time;
use crate::dlms::access::read_date_time;
use crate::dlms::length_forms::LengthRecorder;
use crate::dlms::length_forms::LengthSink;
use crate::dlms::length_forms::LengthWriter;
use crate::dlms::walk;
use crate::tables::AlertCode;
use crate::wire::Reader;

/// The first octet of a data notification.
pub(super) const TAG: u8 = 0x0F;

/// A data notification that was received: the content of an Alert (GBCS 7.2.9).
#[derive(Debug, Clone)]
pub struct DataNotification<'a> {
    octets: &'a [u8],
    base: usize,
    invoke_id: InvokeId,
    date_time: Option<DateTime>,
    message_code: MessageCode,
    body: DataView<'a>,
    alert_code: AlertCode,
    time: DateTime,
    content: AlertContent<'a>,
}

impl<'a> DataNotification<'a> {
    /// Takes the whole payload of a message with this code, `base` octets into the message.
    pub fn parse(code: MessageCode, octets: &'a [u8], base: usize) -> Result<Self, Error> {
        Self::read(code, octets, base, &mut ())
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

    /// The date-time before the body, which GBCS leaves empty.
    pub fn date_time(&self) -> Option<DateTime> {
        self.date_time
    }

    /// The Message Code by which the content was read.
    pub fn message_code(&self) -> MessageCode {
        self.message_code
    }

    /// The structure that holds alert code, time and content.
    pub fn body(&self) -> DataView<'a> {
        self.body
    }

    /// What happened.
    pub fn alert_code(&self) -> AlertCode {
        self.alert_code
    }

    /// When it happened.
    pub fn time(&self) -> DateTime {
        self.time
    }

    /// What else there is to say.
    pub fn content(&self) -> &AlertContent<'a> {
        &self.content
    }

    /// The same as an owned value, which emits the same octets.
    pub fn to_owned(&self) -> DataNotificationValue {
        let mut recorder = LengthRecorder::default();
        // These octets were read before, so reading them again reaches the end.
        let _ = Self::read(self.message_code, self.octets, self.base, &mut recorder);
        let items = self.body.elements().into_iter().flatten();
        DataNotificationValue {
            invoke_id: self.invoke_id,
            date_time: self.date_time,
            alert_code: self.alert_code,
            time: self.time,
            content: items.skip(2).map(|item| item.to_owned()).collect(),
            length_forms: recorder.into_forms(),
        }
    }

    fn read(
        code: MessageCode,
        octets: &'a [u8],
        base: usize,
        lengths: &mut impl LengthSink,
    ) -> Result<Self, Error> {
        let mut reader = Reader::at(octets, base);
        reader.constant(TAG, "the tag of a data notification, 0F")?;
        let invoke_id = InvokeId::parse(&mut reader)?;
        let date_time = read_date_time(&mut reader, lengths)?;

        let body = DataView::read(&mut reader, lengths)?;
        reader.finish()?;
        let expected = "an alert, structure of code, time and content";
        let DataContent::Structure(mut items) = body.content() else {
            return Err(Error::octet(ErrorKind::Tag, body.range().start, expected, body.kind().tag()));
        };
        let count = items.len();
        let (Some(alert_code), Some(time)) = (items.next(), items.next()) else {
            let offset = body.range().start + 1;
            return Err(Error::number(ErrorKind::Length, offset, expected, walk::number(count)));
        };
        Ok(Self {
            octets,
            base,
            invoke_id,
            date_time,
            message_code: code,
            body,
            alert_code: AlertCode(alert_code.require_u16("an alert code, long-unsigned")?),
            time: time.require_date_time("the time of the alert, octet-string of 12")?,
            content: AlertContent::parse(code, &body, items)?,
        })
    }
}

/// A data notification, owned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataNotificationValue {
    /// The long-invoke-id-and-priority.
    pub invoke_id: InvokeId,
    /// The date-time before the body, which GBCS leaves empty.
    pub date_time: Option<DateTime>,
    /// What happened.
    pub alert_code: AlertCode,
    /// When it happened.
    pub time: DateTime,
    /// The items after code and time; [`AlertContent::to_data`] makes them.
    pub content: Vec<Data>,
    /// The length fields that are longer than need be.
    pub length_forms: LengthForms,
}

impl DataNotificationValue {
    /// The content of an Alert with this Originator Counter.
    pub fn new(counter: Counter, alert_code: AlertCode, time: DateTime, content: Vec<Data>) -> Self {
        Self {
            invoke_id: InvokeId::of(counter),
            date_time: None,
            alert_code,
            time,
            content,
            length_forms: LengthForms::SHORTEST,
        }
    }

    /// Appends the octets.
    pub fn emit(&self, out: &mut Vec<u8>) {
        let lengths = &mut LengthWriter::new(&self.length_forms);
        out.push(TAG);
        out.extend(self.invoke_id.to_octets());
        emit_date_time(self.date_time, out, lengths);
        out.push(DataKind::Structure.tag());
        lengths.push(out, 2 + self.content.len());
        Data::from(self.alert_code.0).emit_lengths(out, lengths);
        Data::from(self.time).emit_lengths(out, lengths);
        for item in &self.content {
            item.emit_lengths(out, lengths);
        }
    }

    /// The octets.
    pub fn to_octets(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dlms::MalfunctionCause;

    fn octets(content: Vec<Data>) -> Vec<u8> {
        let time = DateTime::from_seconds_since_2000(0).unwrap();
        DataNotificationValue::new(Counter(2), AlertCode(0x81A0), time, content).to_octets()
    }

    fn malfunction() -> Vec<u8> {
        octets(AlertContent::Malfunction(MalfunctionCause(6)).to_data())
    }

    #[test]
    fn an_alert_has_the_octets_of_the_standard() {
        let expected = [
            [0x0F, 0x20, 0x00, 0x00, 0x02, 0x00, 0x02, 0x03].as_slice(),
            &[0x12, 0x81, 0xA0],
            &[0x09, 0x0C, 0x07, 0xD0, 1, 1, 0xFF, 0, 0, 0, 0, 0x80, 0x00, 0xFF],
            &[0x09, 0x02, 0x00, 0x06],
        ];
        assert_eq!(malfunction(), expected.concat());
    }

    #[test]
    fn the_message_code_decides_what_it_may_hold() {
        let octets_of_malfunction = malfunction();
        let parse = |code| DataNotification::parse(MessageCode(code), &octets_of_malfunction, 30);
        assert!(matches!(
            parse(0x00F0).unwrap().content(),
            AlertContent::Malfunction(cause) if cause.to_string() == "6 watchdog"
        ));
        assert!(matches!(parse(0x0019).unwrap().content(), AlertContent::Other(items) if items.len() == 1));
        let error = |kind, offset, expected, found| Error::number(kind, offset, expected, found);
        let cases = [
            (0x1000, error(ErrorKind::Length, 37, "as many items as the alert has by its Message Code", 3)),
            (0x00CE, error(ErrorKind::Length, 56, "a hash, octet-string of 32", 2)),
            (0x0120, error(ErrorKind::Length, 56, "a refused Command, octet-string of 10", 2)),
            (0x0123, Error::octet(ErrorKind::Tag, 55, "text, utf8-string", 9)),
            (0x0018, Error::octet(ErrorKind::Tag, 55, "a device log change, structure of 3", 9)),
        ];
        for (code, error) in cases {
            assert_eq!(parse(code).unwrap_err(), error);
        }
    }

    #[test]
    fn what_is_no_alert_is_refused_where_it_stands() {
        let structure = "an alert, structure of code, time and content";
        let cases = [
            (6, 0x01, Error::octet(ErrorKind::Tag, 36, structure, 1)),
            (7, 0x02, Error::trailing(55, 4)),
            (8, 0x10, Error::octet(ErrorKind::Tag, 38, "an alert code, long-unsigned", 0x10)),
        ];
        for (index, value, error) in cases {
            let mut octets = malfunction();
            octets[index] = value;
            let parsed = DataNotification::parse(MessageCode(0x00F0), &octets, 30);
            assert_eq!(parsed.unwrap_err(), error);
        }
        let short = [0x0F, 0x20, 0, 0, 2, 0, 2, 1, 0x12, 0x81, 0xA0];
        let parsed = DataNotification::parse(MessageCode(0x1000), &short, 0);
        assert_eq!(parsed.unwrap_err(), Error::number(ErrorKind::Length, 7, structure, 1));
    }
}
