//! Unique Transaction Reference Numbers: the 20 digits of a prepayment top-up (GBCS 14).
//!
//! A [`Utrn`] is what the digits say: ten bits of the counter, value, and a MAC. Reading checks length, digits,
//! check digit and range. Whether a token is authentic and fresh is for the holder of the key and of the counters:
//! [`Utrn::is_authentic`] and [`Utrn::counter`] are the parts of that decision.

use core::fmt;
use core::str::FromStr;

use crate::Counter;
use crate::EntityId;
use crate::crypto::Purpose;
use crate::crypto::SharedSecret;
use crate::crypto::derive_key;

/// The upper half of the Originator Counter of a top-up, whose lower half is zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UtrnCounter(pub u32);

impl UtrnCounter {
    /// The part that fits into a token.
    pub fn truncated(self) -> TruncatedCounter {
        TruncatedCounter(self.0.to_be_bytes().last_chunk().map_or(0, |low| u16::from_be_bytes(*low)) % 0x0400)
    }
}

impl From<UtrnCounter> for Counter {
    fn from(counter: UtrnCounter) -> Self {
        Self(u64::from(counter.0) << 32)
    }
}

impl TryFrom<Counter> for UtrnCounter {
    type Error = NotAUtrnCounter;

    fn try_from(counter: Counter) -> Result<Self, Self::Error> {
        match (u32::try_from(counter.0 >> 32), counter.0 & 0xFFFF_FFFF) {
            (Ok(high), 0) => Ok(Self(high)),
            _ => Err(NotAUtrnCounter),
        }
    }
}

/// The lower half of a counter is not zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("use a counter for a top-up: expected its lower 32 bits to be zero")]
pub struct NotAUtrnCounter;

/// The low ten bits of a [`UtrnCounter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TruncatedCounter(u16);

impl TruncatedCounter {
    /// The number, below 1024.
    pub fn number(self) -> u16 {
        self.0
    }
}

/// The unit of a top-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ValueClass {
    /// 1/100 of the currency unit: pence.
    Hundredth,
    /// The currency unit: pounds.
    Unit,
    /// Class 2, without a meaning.
    Undefined2,
    /// Class 3, without a meaning.
    Undefined3,
}

impl ValueClass {
    fn bits(self) -> u32 {
        match self {
            Self::Hundredth => 0,
            Self::Unit => 1,
            Self::Undefined2 => 2,
            Self::Undefined3 => 3,
        }
    }

    fn from_low_bits(bits: u32) -> Self {
        match bits & 0b11 {
            0 => Self::Hundredth,
            1 => Self::Unit,
            2 => Self::Undefined2,
            _ => Self::Undefined3,
        }
    }
}

/// How many units a top-up brings: 0 to 8191.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopUpValue(u16);

impl TopUpValue {
    /// The largest value.
    pub const MAX: Self = Self(0x1FFF);

    /// `None` above [`MAX`](Self::MAX).
    pub fn new(value: u16) -> Option<Self> {
        (value <= Self::MAX.0).then_some(Self(value))
    }

    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }
}

/// A token: what 20 digits say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Utrn {
    /// The part of the counter.
    pub counter: TruncatedCounter,
    /// The unit.
    pub class: ValueClass,
    /// How many.
    pub value: TopUpValue,
    /// The MAC.
    pub mac: [u8; 4],
}

impl Utrn {
    /// Makes the token that `supplier` sells to the holder of `device`. The secret is that of the supplier's prepayment
    /// key agreement key and the Device's key agreement key.
    pub fn build(
        secret: &SharedSecret,
        supplier: EntityId,
        device: EntityId,
        counter: UtrnCounter,
        class: ValueClass,
        value: TopUpValue,
    ) -> Self {
        let mut token = Self { counter: counter.truncated(), class, value, mac: [0; 4] };
        token.mac = token.expected_mac(secret, supplier, device, counter);
        token
    }

    /// Whether the MAC is right under this counter.
    pub fn is_authentic(
        &self,
        secret: &SharedSecret,
        supplier: EntityId,
        device: EntityId,
        counter: UtrnCounter,
    ) -> bool {
        self.mac == self.expected_mac(secret, supplier, device, counter)
    }

    /// The whole counter: that nearest to `highest`, the highest one used so far, of those that end in the bits of the
    /// token. `None` where that lies outside 32 bits.
    pub fn counter(&self, highest: UtrnCounter) -> Option<UtrnCounter> {
        let last = i64::from(highest.truncated().number());
        let bits = i64::from(self.counter.number());
        let nearest = match bits {
            bits if bits < last - 512 => bits + 1024,
            bits if bits > last + 512 => bits - 1024,
            bits => bits,
        };
        u32::try_from(i64::from(highest.0) - last + nearest).ok().map(UtrnCounter)
    }

    /// What the MAC covers of the token: seven zero bits, counter, class, value.
    pub fn covered(&self) -> [u8; 4] {
        let counter = u32::from(self.counter.0) << 15;
        (counter | self.class.bits() << 13 | u32::from(self.value.0)).to_be_bytes()
    }

    fn expected_mac(
        &self,
        secret: &SharedSecret,
        supplier: EntityId,
        device: EntityId,
        counter: UtrnCounter,
    ) -> [u8; 4] {
        let counter = Counter::from(counter);
        let mut data = Vec::with_capacity(35);
        data.extend([0x11, 0, 0, 0, 0, 0]);
        data.extend(supplier.0);
        data.extend(device.0);
        data.push(Purpose::Command.octet());
        data.extend(counter.0.to_be_bytes());
        data.extend(self.covered());
        let tag = derive_key(secret, Purpose::Command, supplier, counter, device).tag(supplier, &data);
        tag.last_chunk().copied().unwrap_or_default()
    }

    fn from_token(token: u64) -> Self {
        let [a, b, c, d, mac @ ..] = token.to_be_bytes();
        let covered = u32::from_be_bytes([a, b, c, d]);
        let low = |bits: u32, mask: u16| u16::try_from(bits & u32::from(mask)).unwrap_or_default();
        Self {
            counter: TruncatedCounter(low(covered >> 15, 0x03FF)),
            class: ValueClass::from_low_bits(covered >> 13),
            value: TopUpValue(low(covered, 0x1FFF)),
            mac,
        }
    }

    /// The number without its check digit: 19 digits.
    fn number(&self) -> u64 {
        let covered = u64::from(u32::from_be_bytes(self.covered()));
        OFFSET + (covered << 32 | u64::from(u32::from_be_bytes(self.mac)))
    }
}

impl fmt::Display for Utrn {
    /// The 20 digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.number().to_string();
        write!(f, "{number}{}", check_digit(&number))
    }
}

impl FromStr for Utrn {
    type Err = UtrnError;

    /// Reads 20 digits. Of several faults the one named first in [`UtrnError`] is reported.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((position, found)) = text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
            return Err(UtrnError::Digit { position, found });
        }
        let (Some(number), Some(check), 20) = (text.get(..19), text.chars().last(), text.len()) else {
            return Err(UtrnError::Length { found: text.len() });
        };
        let expected = check_digit(number);
        if check != expected {
            return Err(UtrnError::CheckDigit { expected, found: check });
        }
        // Nineteen digits always fit.
        let number = number.parse().unwrap_or(u64::MAX);
        let token = number.checked_sub(OFFSET).filter(|token| *token < 1 << 57);
        token.map(Self::from_token).ok_or(UtrnError::Range { found: number })
    }
}

/// Why text is not a UTRN.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UtrnError {
    /// A character is not a decimal digit.
    #[error("read a UTRN: expected digits only, found {found:?} at position {position}")]
    Digit {
        /// Where, from 0, in characters.
        position: usize,
        /// The character.
        found: char,
    },
    /// There are not 20 digits.
    #[error("read a UTRN: expected 20 digits, found {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// The last digit does not fit the others (GBCS 14.8).
    #[error("read a UTRN: expected the check digit {expected}, found {found}")]
    CheckDigit {
        /// The digit that fits.
        expected: char,
        /// The digit that is there.
        found: char,
    },
    /// The number is none that a token can have.
    #[error("read a UTRN: expected a number from 7394156990786306048 to 7538272178862161919, found {found}")]
    Range {
        /// The number without its check digit.
        found: u64,
    },
}

/// The check digit after `digits` (GBCS 14.8): the scheme of Verhoeff, starting at the fifth permutation, with inverses
/// of its own. Characters that are no digits count as zero.
pub fn check_digit(digits: &str) -> char {
    let sum = digits.bytes().enumerate().fold(0, |sum, (position, digit)| {
        let digit = usize::from(digit.wrapping_sub(b'0'));
        let row = PERMUTATIONS.get((position + 4) % 8);
        let permuted = row.and_then(|row| row.get(digit)).copied().unwrap_or(0);
        PRODUCTS.get(sum).and_then(|row| row.get(permuted)).copied().unwrap_or(0)
    });
    INVERSES.get(sum).copied().unwrap_or('0')
}

/// Added to every token, so that its first digits tell it from other numbers.
const OFFSET: u64 = 7_394_156_990_786_306_048;

const PERMUTATIONS: [[usize; 10]; 8] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
    [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
    [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
    [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
    [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
    [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
    [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];
const PRODUCTS: [[usize; 10]; 10] = [
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
    [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
    [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
    [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
    [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
    [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
    [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
    [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
    [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const INVERSES: [char; 10] = ['1', '2', '6', '7', '5', '8', '3', '0', '9', '4'];

#[cfg(test)]
mod tests {
    use super::*;

    // Computed with another implementation (Python's cryptography package): private keys 11…11 and 22…22.
    const SECRET: [u8; 32] = [
        0xCC, 0xFC, 0x26, 0x1F, 0x58, 0x19, 0x3C, 0x98, 0xCA, 0x4A, 0xD4, 0xA5, 0x3B, 0xBA, 0xC6, 0xF0, 0xEE,
        0x29, 0xBC, 0x4D, 0x48, 0x43, 0x80, 0x90, 0x44, 0x69, 0x08, 0x62, 0x2C, 0xA7, 0x9A, 0xF6,
    ];
    const SUPPLIER: EntityId = EntityId([0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]);
    const DEVICE: EntityId = EntityId([0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF]);
    const TOKENS: [(u32, ValueClass, u16, &str); 3] = [
        (1, ValueClass::Unit, 25, "73943330201813117394"),
        (2_458_896_172, ValueClass::Hundredth, 8191, "75084710115656551468"),
        (1023, ValueClass::Unit, 0, "75381666267772762504"),
    ];

    fn secret() -> SharedSecret {
        SharedSecret::new(SECRET)
    }

    #[test]
    fn tokens_are_those_of_an_independent_implementation() {
        for (counter, class, value, digits) in TOKENS {
            let (counter, value) = (UtrnCounter(counter), TopUpValue::new(value).unwrap());
            let token = Utrn::build(&secret(), SUPPLIER, DEVICE, counter, class, value);
            assert_eq!(token.to_string(), digits);
            assert_eq!(digits.parse(), Ok(token));
            assert!(token.is_authentic(&secret(), SUPPLIER, DEVICE, counter));
            assert!(!token.is_authentic(&secret(), SUPPLIER, DEVICE, UtrnCounter(counter.0 ^ 0x0400)));
            assert!(!token.is_authentic(&secret(), DEVICE, SUPPLIER, counter));
            let changed = Utrn { value: TopUpValue(value.0 ^ 1), ..token };
            assert!(!changed.is_authentic(&secret(), SUPPLIER, DEVICE, counter));
        }
    }

    #[test]
    fn the_counter_is_recovered_as_in_the_published_example() {
        let token: Utrn = TOKENS[1].3.parse().unwrap();
        assert_eq!(token.counter.number(), 812);
        assert_eq!(token.counter(UtrnCounter(2_458_896_167)), Some(UtrnCounter(2_458_896_172)));
        assert_eq!(Counter::from(UtrnCounter(2_458_896_172)), Counter(10_560_878_642_999_590_912));
    }

    #[test]
    fn the_counter_nearest_to_the_highest_is_taken() {
        let recovered = |bits, highest| {
            let token = Utrn { counter: TruncatedCounter(bits), ..TOKENS[0].3.parse().unwrap() };
            token.counter(UtrnCounter(highest)).map(|counter| counter.0)
        };
        assert_eq!(recovered(5, 2047), Some(2053));
        assert_eq!(recovered(1023, 2048), Some(2047));
        assert_eq!(recovered(512, 2048), Some(2560));
        assert_eq!(recovered(513, 2048), Some(1537));
        assert_eq!(recovered(511, 2047), Some(1535));
        assert_eq!(recovered(510, 2047), Some(2558));
        assert_eq!(recovered(1023, 0), None);
        assert_eq!(recovered(0, u32::MAX), None);
    }

    #[test]
    fn faults_are_named() {
        let fault = |text: &str| text.parse::<Utrn>().unwrap_err();
        assert_eq!(fault("7394333020181311739"), UtrnError::Length { found: 19 });
        assert_eq!(fault("739433302018131173940"), UtrnError::Length { found: 21 });
        assert_eq!(fault(""), UtrnError::Length { found: 0 });
        assert_eq!(fault("7394333020181311739x"), UtrnError::Digit { position: 19, found: 'x' });
        assert_eq!(fault("é394"), UtrnError::Digit { position: 0, found: 'é' });
        assert_eq!(fault("73943330201813117395"), UtrnError::CheckDigit { expected: '4', found: '5' });
        for number in [OFFSET - 1, OFFSET + (1 << 57), 1_234_567_891_012_131_415] {
            let text = format!("{number}{}", check_digit(&number.to_string()));
            assert_eq!(fault(&text), UtrnError::Range { found: number });
        }
        assert_eq!(
            fault(&format!("9999999999999999999{}", check_digit("9999999999999999999"))),
            UtrnError::Range { found: 9_999_999_999_999_999_999 }
        );
    }

    #[test]
    fn the_check_digit_notices_every_single_change_and_every_swap_of_neighbours() {
        let digits = TOKENS[0].3.as_bytes();
        for position in 0..20 {
            for digit in b'0'..=b'9' {
                let mut changed = digits.to_vec();
                changed[position] = digit;
                let accepted = String::from_utf8(changed.clone()).unwrap().parse::<Utrn>();
                let refused = matches!(accepted, Err(UtrnError::CheckDigit { .. }));
                assert_eq!(refused, changed != digits, "{position} {digit}");
            }
        }
        for position in 0..18 {
            let mut changed = digits.to_vec();
            changed.swap(position, position + 1);
            let refused = String::from_utf8(changed.clone()).unwrap().parse::<Utrn>().is_err();
            assert_eq!(refused, changed != digits, "{position}");
        }
    }
}
