//! Hexadecimal digits.

/// The octets in upper case.
pub(crate) fn encode(octets: &[u8]) -> String {
    let mut digits = String::with_capacity(octets.len().saturating_mul(2));
    for octet in octets {
        digits.push(digit(octet >> 4));
        digits.push(digit(octet & 0x0F));
    }
    digits
}

/// Digits of either case to octets. The offset of the first digit that is wrong, or missing, otherwise.
pub(crate) fn decode(digits: &[u8]) -> Result<Vec<u8>, usize> {
    let mut octets = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks(2) {
        let at = octets.len().saturating_mul(2);
        let [high, low] = match pair {
            [high, low] => [nibble(*high), nibble(*low)],
            [high, ..] => [nibble(*high), NONE],
            [] => [NONE; 2],
        };
        if (high | low) & NONE != 0 {
            return Err(if high == NONE { at } else { at.saturating_add(1) });
        }
        octets.push(high << 4 | low);
    }
    Ok(octets)
}

fn digit(nibble: u8) -> char {
    let digits: [char; 16] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
    digits.get(usize::from(nibble)).copied().unwrap_or_default()
}

/// The value of a digit; [`NONE`] if it is none.
fn nibble(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit.wrapping_sub(b'0'),
        b'A'..=b'F' => digit.wrapping_sub(b'A').wrapping_add(10),
        b'a'..=b'f' => digit.wrapping_sub(b'a').wrapping_add(10),
        _ => NONE,
    }
}

/// No digit.
const NONE: u8 = 0x80;

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
