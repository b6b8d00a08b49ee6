//! The one grammar of `Data`: steps over an item and checks it on the way, without keeping anything.

use crate::Error;
use crate::ErrorKind;
use crate::dlms::DataKind;
use crate::dlms::length_forms::LengthSink;
use crate::wire::Reader;
use crate::wire::read_length;

/// How deep arrays and structures may nest. Official messages reach seven.
pub(super) const MAX_DEPTH: usize = 16;

/// How many types the description of a compact array may hold, which bounds the work for each octet of
/// its contents.
const MAX_DESCRIPTION: usize = 64;

/// Steps over one data item with its tag.
pub(super) fn item(
    reader: &mut Reader<'_>,
    depth: usize,
    lengths: &mut impl LengthSink,
) -> Result<(), Error> {
    let offset = reader.offset();
    let kind = DataKind::read(reader)?;
    match kind {
        DataKind::Array | DataKind::Structure => {
            if depth == 0 {
                return Err(too_deep(offset));
            }
            let count = element_count(reader, lengths)?;
            for _ in 0..count {
                item(reader, depth - 1, lengths)?;
            }
            Ok(())
        }
        DataKind::CompactArray => compact_array(reader, lengths),
        kind => scalar(kind, reader, lengths),
    }
}

/// Reads the number of items that follow. Each takes at least one octet, so more than there are octets
/// left is a lie.
pub(super) fn element_count(reader: &mut Reader<'_>, lengths: &mut impl LengthSink) -> Result<usize, Error> {
    let offset = reader.offset();
    let (count, octets) = read_length(reader, "a number of items")?;
    lengths.length(count, octets);
    if count > reader.remaining() {
        let expected = "no more items than octets left";
        return Err(Error::number(ErrorKind::Length, offset, expected, number(count)));
    }
    Ok(count)
}

/// Steps over an untagged value that holds no other.
fn scalar(kind: DataKind, reader: &mut Reader<'_>, lengths: &mut impl LengthSink) -> Result<(), Error> {
    if let Some(width) = kind.width() {
        return reader.take(width, kind.name()).map(drop);
    }
    let (length, octets) = read_length(reader, "a length")?;
    lengths.length(length, octets);
    let length = if kind == DataKind::BitString { length.div_ceil(8) } else { length };
    let offset = reader.offset();
    let value = reader.take(length, kind.name())?;
    if kind == DataKind::Utf8String && core::str::from_utf8(value).is_err() {
        return Err(Error::text(ErrorKind::Value, offset, "UTF-8", "other octets"));
    }
    Ok(())
}

/// Steps over a compact array behind its tag: type description, length, contents.
fn compact_array(reader: &mut Reader<'_>, lengths: &mut impl LengthSink) -> Result<(), Error> {
    let start = reader.clone();
    let mut budget = MAX_DESCRIPTION;
    let width = description(reader, MAX_DEPTH, &mut budget, lengths)?;
    if width.least == 0 {
        // Such elements would take no octets: their number would be unknowable.
        return Err(Error::text(ErrorKind::Limit, start.offset(), "elements of some width", "none"));
    }
    let offset = reader.offset();
    let (length, octets) = read_length(reader, "the length of the contents")?;
    lengths.length(length, octets);
    let mut contents = reader.nested(length, "the contents of a compact array")?;
    if width.fixed {
        if length % width.least == 0 {
            return Ok(());
        }
        return Err(Error::number(ErrorKind::Length, offset, "a whole number of elements", number(length)));
    }
    while !contents.is_empty() {
        untagged(&mut start.clone(), &mut contents)?;
    }
    Ok(())
}

/// How many octets a value of a described type takes.
#[derive(Debug, Clone, Copy)]
struct Width {
    /// The least number.
    least: usize,
    /// Whether it is also the greatest.
    fixed: bool,
}

/// Steps over a type description.
fn description(
    reader: &mut Reader<'_>,
    depth: usize,
    budget: &mut usize,
    lengths: &mut impl LengthSink,
) -> Result<Width, Error> {
    let offset = reader.offset();
    let kind = DataKind::read(reader)?;
    if depth == 0 {
        return Err(too_deep(offset));
    }
    *budget = budget.checked_sub(1).ok_or_else(|| {
        Error::text(ErrorKind::Limit, offset, "a type description of at most 64 types", "more")
    })?;
    match kind {
        DataKind::Array => {
            let count = usize::from(reader.u16("a number of elements")?);
            let element = description(reader, depth - 1, budget, lengths)?;
            if element.least == 0 && count > 0 {
                return Err(Error::text(ErrorKind::Limit, offset, "elements of some width", "none"));
            }
            let least = count.saturating_mul(element.least);
            Ok(Width { least, fixed: element.fixed && least < usize::MAX })
        }
        DataKind::Structure => {
            let count = element_count(reader, lengths)?;
            let mut width = Width { least: 0, fixed: true };
            for _ in 0..count {
                let member = description(reader, depth - 1, budget, lengths)?;
                width.least = width.least.saturating_add(member.least);
                width.fixed &= member.fixed && width.least < usize::MAX;
            }
            Ok(width)
        }
        DataKind::CompactArray => {
            Err(Error::octet(ErrorKind::Tag, offset, "a type other than compact-array", kind.tag()))
        }
        kind => Ok(match kind.width() {
            Some(least) => Width { least, fixed: true },
            None => Width { least: 1, fixed: false },
        }),
    }
}

/// Steps over a type description that was checked before.
pub(super) fn known_description(reader: &mut Reader<'_>) -> Result<(), Error> {
    let mut budget = MAX_DESCRIPTION;
    description(reader, MAX_DEPTH, &mut budget, &mut ()).map(drop)
}

/// Steps over one value of the described type, and over the description.
fn untagged(types: &mut Reader<'_>, values: &mut Reader<'_>) -> Result<(), Error> {
    match DataKind::read(types)? {
        DataKind::Array => {
            let count = types.u16("a number of elements")?;
            let element = types.clone();
            known_description(types)?;
            for _ in 0..count {
                untagged(&mut element.clone(), values)?;
            }
            Ok(())
        }
        DataKind::Structure => {
            for _ in 0..element_count(types, &mut ())? {
                untagged(types, values)?;
            }
            Ok(())
        }
        kind => scalar(kind, values, &mut ()),
    }
}

fn too_deep(offset: usize) -> Error {
    Error::text(ErrorKind::Limit, offset, "at most 16 levels of nesting", "more")
}

/// A length as the error type holds it.
pub(super) fn number(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
