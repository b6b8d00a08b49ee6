//! Reads values of the template notation.

use super::DataTemplate;
use super::NumberKind;
use super::Parameter;
use super::Span;
use super::TextKind;
use super::Varies;
use super::lexer::Token;
use super::parse::Parser;
use crate::dlms::BitString;
use crate::dlms::Date;
use crate::dlms::DateTime;
use crate::dlms::Time;
use crate::tables::TableError;

impl Parser<'_> {
    pub(super) fn value(&mut self) -> Result<DataTemplate, TableError> {
        if self.takes_mark('[')? {
            return self.list(']', Self::value).map(DataTemplate::Array);
        }
        if self.takes_mark('{')? {
            return self.list('}', Self::value).map(DataTemplate::Structure);
        }
        let line = self.line();
        let word = self.word("a value")?;
        if let Some(kind) = NumberKind::from_word(word) {
            return self.number(kind);
        }
        if let Some(parameter) = Parameter::from_word(word) {
            return Ok(DataTemplate::Parameter(parameter));
        }
        match word {
            "bits" => self.bits(),
            "bool" => self.boolean(),
            "date" => {
                let date = self.word_as(DATE, read_date)?;
                self.span_of_octets(date.day).map(|span| DataTemplate::Date(date, span))
            }
            "date-time" => self.date_time(),
            "enum" => self.word_as("a number up to 255", |word| word.parse().ok()).map(DataTemplate::Enum),
            "mpan" => self.mpan(),
            "null" => Ok(DataTemplate::Null),
            "obis" => self.obis().map(DataTemplate::Obis),
            "oct" => self.octets(),
            "switches" => {
                let change = self.codes()?;
                Ok(DataTemplate::Switches(change, self.codes()?))
            }
            "time" => {
                let time = self.word_as(TIME, read_time)?;
                self.span_of_octets(time.hour).map(|span| DataTemplate::Time(time, span))
            }
            "utf8" => self.some_text(TextKind::Utf8),
            "vis" => self.some_text(TextKind::Visible),
            word => Err(TableError::new(line, "a value", word)),
        }
    }

    fn number(&mut self, kind: NumberKind) -> Result<DataTemplate, TableError> {
        let fits = |value: &i64| kind.data(*value).is_some();
        let value = self.word_as("a number of that type", |word| word.parse().ok().filter(fits))?;
        let span = self.span(value, |end| fits(&end))?;
        Ok(DataTemplate::Number(kind, value, span))
    }

    fn bits(&mut self) -> Result<DataTemplate, TableError> {
        let line = self.line();
        let text = self.text("bits in quotes")?;
        if text.bytes().any(|bit| !matches!(bit, b'0' | b'1')) {
            return Err(TableError::new(line, "the digits 0 and 1", text));
        }
        Ok(DataTemplate::Bits(BitString::from_bits(text.bytes().map(|bit| bit == b'1'))))
    }

    fn boolean(&mut self) -> Result<DataTemplate, TableError> {
        let value = self.word_as("true or false", |word| word.parse().ok())?;
        let varies = if self.takes_mark('~')? { Varies::Yes } else { Varies::No };
        Ok(DataTemplate::Boolean(value, varies))
    }

    fn date_time(&mut self) -> Result<DataTemplate, TableError> {
        if self.peek()? == Some(Token::Word("*")) {
            self.word("*")?;
            return Ok(DataTemplate::DateTime(DateTime::NEVER));
        }
        let date = self.word_as(DATE, read_date)?;
        let time = self.word_as(TIME, read_time)?;
        let (deviation, clock_status) = (DateTime::NO_DEVIATION, DateTime::NO_STATUS);
        Ok(DataTemplate::DateTime(DateTime { date, time, deviation, clock_status }))
    }

    fn mpan(&mut self) -> Result<DataTemplate, TableError> {
        let line = self.line();
        let digits = self.text("twelve digits in quotes")?;
        if digits.len() != 12 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(TableError::new(line, "twelve digits", digits));
        }
        let varying = self.varying(digits)?;
        Ok(DataTemplate::Mpan(digits.to_owned(), varying))
    }

    fn octets(&mut self) -> Result<DataTemplate, TableError> {
        if matches!(self.peek()?, Some(Token::Text(_))) {
            return self.some_text(TextKind::Octets);
        }
        self.word_as("text in quotes, or pairs of hexadecimal digits", |word| {
            let whole = word.len() % 2 == 0 && word.bytes().all(|digit| digit.is_ascii_hexdigit());
            let octet = |start| u8::from_str_radix(word.get(start..start + 2)?, 16).ok();
            whole.then(|| (0..word.len()).step_by(2).map(octet).collect::<Option<Vec<_>>>()).flatten()
        })
        .map(DataTemplate::Octets)
    }

    fn some_text(&mut self, kind: TextKind) -> Result<DataTemplate, TableError> {
        let text = self.text("text in quotes")?;
        Ok(DataTemplate::Text(kind, text.to_owned(), self.varying(text)?))
    }

    fn codes(&mut self) -> Result<Vec<u8>, TableError> {
        self.mark('[', "[")?;
        self.list(']', |parser| {
            parser.word_as("two hexadecimal digits", |word| {
                u8::from_str_radix(word, 16).ok().filter(|_| word.len() == 2)
            })
        })
    }

    /// `~` and how many digits at the end of `text` vary.
    fn varying(&mut self, text: &str) -> Result<u32, TableError> {
        if !self.takes_mark('~')? {
            return Ok(0);
        }
        let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
        self.word_as("how many of the digits at the end vary, up to 9", |word| {
            word.parse().ok().filter(|count| (1..=digits.min(9)).contains(count))?.try_into().ok()
        })
    }

    fn span_of_octets(&mut self, value: u8) -> Result<Option<Span>, TableError> {
        self.span(value.into(), |end| u8::try_from(end).is_ok())
    }

    /// `~` and from where to where `value` varies.
    fn span(&mut self, value: i64, fits: impl Fn(i64) -> bool) -> Result<Option<Span>, TableError> {
        if !self.takes_mark('~')? {
            return Ok(None);
        }
        self.word_as("two numbers with .. between them, around the value", |word| {
            let (from, to) = word.split_once("..")?;
            let span = Span { from: from.parse().ok()?, to: to.parse().ok()? };
            let proper = span.from < span.to && (span.from..=span.to).contains(&value);
            (proper && fits(span.from) && fits(span.to)).then_some(span)
        })
        .map(Some)
    }
}

/// As in `2031-12-24`, with `*` for what is not specified and `/5` for a Friday.
fn read_date(word: &str) -> Option<Date> {
    let (date, weekday) = word.split_once('/').unwrap_or((word, "*"));
    let mut parts = date.split('-');
    let year = match parts.next()? {
        "*" => 0xFFFF,
        year => year.parse().ok()?,
    };
    let month = read_part(parts.next()?)?;
    let day = read_part(parts.next()?)?;
    let date = Date { year, month, day, weekday: read_part(weekday)? };
    parts.next().is_none().then_some(date)
}

/// As in `07:30:00`.
fn read_time(word: &str) -> Option<Time> {
    let mut parts = word.split(':');
    let [hour, minute, second] = [parts.next()?, parts.next()?, parts.next()?].map(read_part);
    let time = Time { hour: hour?, minute: minute?, second: second?, hundredths: 0 };
    parts.next().is_none().then_some(time)
}

fn read_part(text: &str) -> Option<u8> {
    if text == "*" { Some(0xFF) } else { text.parse().ok() }
}

const DATE: &str = "a date such as 2031-12-24, with * for any";
const TIME: &str = "a time such as 07:30:00";
