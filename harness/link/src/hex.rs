//! Hexadecimal digits.

/// The octets in upper case.
pub(crate) fn encode(octets: &[u8]) -> String {
    octets.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 0x0F)]).collect()
}

/// Digits of either case to octets. The offset of the first digit that is wrong, or missing, otherwise.
pub(crate) fn decode(digits: &[u8]) -> Result<Vec<u8>, usize> {
    let mut octets = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        let at = octets.len().saturating_mul(2);
        let mut nibbles = pair.iter().map(|digit| nibble(*digit));
        match (nibbles.next().flatten(), nibbles.next().flatten()) {
            (None, _) => return Err(at),
            (Some(_), None) => return Err(at.saturating_add(1)),
            (Some(high), Some(low)) => octets.push(high << 4 | low),
        }
    }
    Ok(octets)
}

fn digit(nibble: u8) -> char {
    char::from_digit(u32::from(nibble), 16).unwrap_or_default().to_ascii_uppercase()
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit.wrapping_sub(b'0')),
        b'A'..=b'F' => Some(digit.wrapping_sub(b'A').wrapping_add(10)),
        b'a'..=b'f' => Some(digit.wrapping_sub(b'a').wrapping_add(10)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways() {
        assert_eq!(encode(&[0x00, 0x9A, 0xFF]), "009AFF");
        assert_eq!(decode(b"009AfF"), Ok(vec![0x00, 0x9A, 0xFF]));
        assert_eq!(decode(b""), Ok(vec![]));
    }

    #[test]
    fn the_first_wrong_digit() {
        assert_eq!(decode(b"G0"), Err(0));
        assert_eq!(decode(b"00 1"), Err(2));
        assert_eq!(decode(b"000g"), Err(3));
        assert_eq!(decode(b"000"), Err(3));
    }
}
