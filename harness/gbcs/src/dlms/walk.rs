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

#[cfg(test)]
mod tests {
    use super::*;

    fn walk(octets: &[u8]) -> Result<(), Error> {
        let mut reader = Reader::new(octets);
        item(&mut reader, MAX_DEPTH, &mut ())?;
        reader.finish()
    }

    fn nested(levels: usize) -> Vec<u8> {
        [[0x02, 0x01].repeat(levels), vec![0x00]].concat()
    }

    #[test]
    fn items_nest_sixteen_deep_and_no_deeper() {
        assert_eq!(walk(&nested(16)), Ok(()));
        let error = Error::text(ErrorKind::Limit, 32, "at most 16 levels of nesting", "more");
        assert_eq!(walk(&nested(17)), Err(error));
    }

    #[test]
    fn a_count_beyond_the_octets_is_refused_before_anything_is_read() {
        let octets = [0x01, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x00];
        let error = Error::number(ErrorKind::Length, 1, "no more items than octets left", 0xFFFF_FFFF);
        assert_eq!(walk(&octets), Err(error));
    }

    #[test]
    fn a_utf8_string_must_be_one() {
        assert_eq!(walk(&[0x0C, 0x02, 0xC3, 0xA9]), Ok(()));
        let error = Error::text(ErrorKind::Value, 2, "UTF-8", "other octets");
        assert_eq!(walk(&[0x0C, 0x02, 0xC3, 0x28]), Err(error));
    }

    #[test]
    fn compact_arrays_hold_a_whole_number_of_elements() {
        assert_eq!(walk(&[0x13, 0x02, 0x02, 0x06, 0x11, 0x05, 0, 0, 0, 1, 2]), Ok(()));
        let error = Error::number(ErrorKind::Length, 5, "a whole number of elements", 4);
        assert_eq!(walk(&[0x13, 0x02, 0x02, 0x06, 0x11, 0x04, 0, 0, 0, 1]), Err(error));
        assert_eq!(walk(&[0x13, 0x09, 0x03, 0x02, 7, 7]), Ok(()));
        assert_eq!(walk(&[0x13, 0x09, 0x03, 0x03, 7, 7]), Err(Error::truncated(6, "octet-string", 1)));
    }

    #[test]
    fn compact_arrays_that_would_take_endless_work_are_refused() {
        let no_width = |offset| Error::text(ErrorKind::Limit, offset, "elements of some width", "none");
        assert_eq!(walk(&[0x13, 0x00, 0x01, 0x00]), Err(no_width(1)));
        assert_eq!(walk(&[0x13, 0x01, 0xFF, 0xFF, 0x01, 0xFF, 0xFF, 0x00, 0x00]), Err(no_width(4)));
        assert_eq!(walk(&[0x13, 0x02, 0x00, 0x00]), Err(no_width(1)));

        let within = [vec![0x13, 0x02, 63], vec![0x00; 62], vec![0x11, 0x01, 9]].concat();
        assert_eq!(walk(&within), Ok(()));
        let beyond = [vec![0x13, 0x02, 64], vec![0x00; 63], vec![0x11, 0x01, 9]].concat();
        let error = Error::text(ErrorKind::Limit, 66, "a type description of at most 64 types", "more");
        assert_eq!(walk(&beyond), Err(error));

        let widest = [[0x01, 0xFF, 0xFF].repeat(6), vec![0x11, 0x01, 9]].concat();
        let found = walk(&[vec![0x13], widest].concat());
        assert_eq!(found, Err(Error::truncated(22, "unsigned", 1)));
    }

    #[test]
    fn a_compact_array_holds_no_compact_array() {
        let error = Error::octet(ErrorKind::Tag, 1, "a type other than compact-array", 0x13);
        assert_eq!(walk(&[0x13, 0x13, 0x11, 0x01, 0x00]), Err(error));
    }
}
