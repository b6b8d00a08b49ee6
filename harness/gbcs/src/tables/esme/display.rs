//! Writes the template notation.

use core::fmt;

use super::Answer;
use super::Copied;
use super::CopyForm;
use super::DataTemplate;
use super::Extent;
use super::Instruction;
use super::Operation;
use super::Span;
use super::Template;
use super::Varies;
use crate::dlms::DateTime;

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "use-case {} {}", self.code, self.name)?;
        if let Some(variant) = &self.variant {
            write!(f, " variant {variant}")?;
        }
        writeln!(f, " order {}", self.order)?;
        self.instructions.iter().try_for_each(|instruction| write!(f, "{instruction}"))
    }
}

impl fmt::Display for Instruction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let descriptor = self.descriptor;
        match &self.operation {
            Operation::Act { parameter, .. } => writeln!(f, "  act {descriptor} = {parameter}")?,
            Operation::Get(answer) => writeln!(f, "  get {descriptor} {answer}")?,
            Operation::GetRange(answer) => writeln!(f, "  get-range {descriptor} {answer}")?,
            Operation::Protected(attributes) => {
                writeln!(f, "  protected {descriptor}")?;
                for attribute in attributes {
                    let of = match attribute.extent {
                        Extent::All => "of",
                        Extent::Range => "of-range",
                    };
                    writeln!(f, "    {of} {} {}", attribute.descriptor, attribute.answer)?;
                }
            }
            Operation::Set { value, alert: None, .. } => writeln!(f, "  set {descriptor} = {value}")?,
            Operation::Set { value, alert: Some(source), .. } => {
                writeln!(f, "  set {descriptor} = {value} alert {source}")?;
            }
        }
        self.copies().iter().try_for_each(|copied| writeln!(f, "    {copied}"))
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-> {} {}", self.shape, self.basis)
    }
}

impl fmt::Display for Copied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "copies {} -> {}", self.from, self.to)?;
        if self.form == CopyForm::Same { Ok(()) } else { write!(f, " {}", self.form) }
    }
}

impl fmt::Display for DataTemplate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Array(items) => list(f, '[', items, ']'),
            Self::Bits(bits) => {
                f.write_str("bits \"")?;
                for bit in (0..bits.count()).filter_map(|index| bits.bit(index)) {
                    f.write_str(if bit { "1" } else { "0" })?;
                }
                f.write_str("\"")
            }
            Self::Boolean(value, Varies::No) => write!(f, "bool {value}"),
            Self::Boolean(value, Varies::Yes) => write!(f, "bool {value}~"),
            Self::Date(date, span) => {
                write!(f, "date {date}")?;
                optional(f, *span)
            }
            Self::DateTime(DateTime::NEVER) => f.write_str("date-time *"),
            Self::DateTime(date_time) => write!(f, "date-time {} {}", date_time.date, date_time.time),
            Self::Enum(value) => write!(f, "enum {value}"),
            Self::Mpan(digits, varying) => {
                write!(f, "mpan \"{digits}\"")?;
                digits_vary(f, *varying)
            }
            Self::Null => f.write_str("null"),
            Self::Number(kind, value, span) => {
                write!(f, "{kind} {value}")?;
                optional(f, *span)
            }
            Self::Obis(obis) => write!(f, "obis {obis}"),
            Self::Octets(octets) => {
                f.write_str("oct ")?;
                octets.iter().try_for_each(|octet| write!(f, "{octet:02X}"))
            }
            Self::Parameter(parameter) => write!(f, "{parameter}"),
            Self::Structure(items) => list(f, '{', items, '}'),
            Self::Switches(change, on) => {
                f.write_str("switches ")?;
                codes(f, change)?;
                f.write_str(" ")?;
                codes(f, on)
            }
            Self::Text(kind, text, varying) => {
                write!(f, "{kind} \"{text}\"")?;
                digits_vary(f, *varying)
            }
            Self::Time(time, span) => {
                write!(f, "time {time}")?;
                optional(f, *span)
            }
        }
    }
}

fn list(f: &mut fmt::Formatter<'_>, open: char, items: &[DataTemplate], close: char) -> fmt::Result {
    write!(f, "{open}")?;
    for (index, item) in items.iter().enumerate() {
        write!(f, "{}{item}", if index == 0 { "" } else { ", " })?;
    }
    write!(f, "{close}")
}

fn codes(f: &mut fmt::Formatter<'_>, codes: &[u8]) -> fmt::Result {
    f.write_str("[")?;
    for (index, code) in codes.iter().enumerate() {
        write!(f, "{}{code:02X}", if index == 0 { "" } else { ", " })?;
    }
    f.write_str("]")
}

fn digits_vary(f: &mut fmt::Formatter<'_>, varying: u32) -> fmt::Result {
    if varying == 0 { Ok(()) } else { write!(f, "~{varying}") }
}

fn optional(f: &mut fmt::Formatter<'_>, span: Option<Span>) -> fmt::Result {
    span.map_or(Ok(()), |span| write!(f, "~{}..{}", span.from, span.to))
}
