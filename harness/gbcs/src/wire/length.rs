use crate::Error;
use crate::ErrorKind;
use crate::wire::Reader;

/// Reads a definite length: one octet below 0x80, else 0x81 to 0x84 and as many octets. Returns the length and
/// the number of octets its field took (so that a non-minimal form is noticed and can be written again).
#[inline]
pub fn read_length(reader: &mut Reader<'_>, expected: &'static str) -> Result<(usize, usize), Error> {
    let offset = reader.offset();
    let first = reader.octet(expected)?;
    if first < 0x80 {
        return Ok((usize::from(first), 1));
    }
    let count = usize::from(first & 0x7F);
    if count == 0 || count > 4 {
        return Err(Error::octet(ErrorKind::Length, offset, expected, first));
    }
    let octets = reader.take(count, expected)?;
    let length = octets.iter().fold(0usize, |length, octet| (length << 8) | usize::from(*octet));
    Ok((length, count + 1))
}

/// Appends the shortest definite form of `length`, or, where `field_octets` is longer, that many octets.
pub fn push_length(out: &mut Vec<u8>, length: usize, field_octets: usize) {
    let octets = length.to_be_bytes();
    let significant = octets.iter().skip_while(|octet| **octet == 0).count();
    let shortest = if length < 0x80 { 1 } else { significant + 1 };
    let field = field_octets.clamp(shortest, 1 + octets.len());
    if field == 1 {
        out.extend(octets.last());
        return;
    }
    let count = field - 1;
    out.push(0x80 | count.to_be_bytes().last().copied().unwrap_or_default());
    out.extend(octets.iter().skip(octets.len() - count));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_round_trip_in_every_form() {
        for length in [0, 1, 0x7F, 0x80, 0xFF, 0x100, 0xFFFF, 0x1_0000] {
            for field in 1..=5 {
                let mut out = Vec::new();
                push_length(&mut out, length, field);
                let mut reader = Reader::new(&out);
                let (read, took) = read_length(&mut reader, "a length").unwrap();
                assert_eq!((read, took), (length, out.len()));
                assert!(took >= field || took == out.len());
                reader.finish().unwrap();
            }
        }
    }

    #[test]
    fn an_indefinite_length_is_refused_with_its_offset() {
        let error = read_length(&mut Reader::at(&[0x80], 7), "a length").unwrap_err();
        assert_eq!(error, Error::octet(ErrorKind::Length, 7, "a length", 0x80));
    }
}
