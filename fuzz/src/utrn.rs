//! Top-up tokens.

use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;

/// Four octets of counter, then the digits. What is read is written as the same digits, and the counter that is
/// recovered ends in the bits of the token and lies within half of their range.
pub fn run(octets: &[u8]) {
    let Some((highest, digits)) = octets.split_first_chunk() else { return };
    let Ok(text) = std::str::from_utf8(digits) else { return };
    let Ok(token) = text.parse::<Utrn>() else { return };
    assert_eq!(token.to_string(), text);
    let highest = UtrnCounter(u32::from_be_bytes(*highest));
    if let Some(counter) = token.counter(highest) {
        assert_eq!(counter.truncated(), token.counter);
        assert!(counter.0.abs_diff(highest.0) <= 512, "{counter:?} is far from {highest:?}");
    }
}
