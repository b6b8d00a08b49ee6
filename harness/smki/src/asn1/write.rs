//! Writes DER. The functions put together what they are given, so a test can also write what no standard
//! allows.

use super::ObjectIdentifier;
use super::tag;

/// An element: identifier, shortest length, content.
pub fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag], length(content.len()).as_slice(), content].concat()
}

/// A length in the shortest form.
pub fn length(length: usize) -> Vec<u8> {
    let size = length.to_be_bytes();
    let significant: Vec<u8> = size.iter().copied().skip_while(|octet| *octet == 0).collect();
    match significant.as_slice() {
        [] => vec![0],
        [short] if *short < 0x80 => vec![*short],
        // A length has at most eight octets, so the count fits the low bits.
        long => [&[0x80 | u8::try_from(long.len()).unwrap_or(8)], long].concat(),
    }
}

/// A SEQUENCE of elements already written.
pub fn sequence(elements: &[&[u8]]) -> Vec<u8> {
    element(tag::SEQUENCE, &elements.concat())
}

/// A SET with elements in the order given.
pub fn set(elements: &[&[u8]]) -> Vec<u8> {
    element(tag::SET, &elements.concat())
}

/// A non-negative INTEGER from big-endian octets.
pub fn unsigned(octets: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = octets.iter().copied().skip_while(|octet| *octet == 0).collect();
    if content.first().is_none_or(|first| *first >= 0x80) {
        content.insert(0, 0);
    }
    element(tag::INTEGER, &content)
}

/// A BOOLEAN.
pub fn boolean(value: bool) -> Vec<u8> {
    element(tag::BOOLEAN, &[if value { 0xFF } else { 0x00 }])
}

/// An OBJECT IDENTIFIER.
pub fn object_identifier(oid: &ObjectIdentifier) -> Vec<u8> {
    element(tag::OBJECT_IDENTIFIER, oid.as_bytes())
}

/// An OCTET STRING.
pub fn octet_string(octets: &[u8]) -> Vec<u8> {
    element(tag::OCTET_STRING, octets)
}

/// A BIT STRING.
pub fn bit_string(unused_bits: u8, octets: &[u8]) -> Vec<u8> {
    element(tag::BIT_STRING, &[&[unused_bits], octets].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_the_shortest() {
        assert_eq!(element(0x04, &[]), [0x04, 0x00]);
        assert_eq!(element(0x04, &[0; 127])[..2], [0x04, 0x7F]);
        assert_eq!(element(0x04, &[0; 128])[..3], [0x04, 0x81, 0x80]);
        assert_eq!(element(0x04, &[0; 256])[..4], [0x04, 0x82, 0x01, 0x00]);
    }

    #[test]
    fn integers_have_a_sign_bit() {
        assert_eq!(unsigned(&[0, 0]), [0x02, 0x01, 0x00]);
        assert_eq!(unsigned(&[0, 0x7F]), [0x02, 0x01, 0x7F]);
        assert_eq!(unsigned(&[0x80]), [0x02, 0x02, 0x00, 0x80]);
    }
}
