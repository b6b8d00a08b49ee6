/// A bit-string that was received: `count` bits, most significant first, padded to whole octets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bits<'a> {
    pub(super) count: usize,
    pub(super) octets: &'a [u8],
}

impl<'a> Bits<'a> {
    /// How many bits.
    pub fn count(self) -> usize {
        self.count
    }

    /// The octets, padding included.
    pub fn octets(self) -> &'a [u8] {
        self.octets
    }

    /// Bit `index`, counted from the first one sent.
    pub fn bit(self, index: usize) -> Option<bool> {
        let octet = self.octets.get(index / 8)?;
        (index < self.count).then_some(octet & (0x80 >> (index % 8)) != 0)
    }

    /// The same as an owned value.
    pub fn to_owned(&self) -> BitString {
        BitString { count: self.count, octets: self.octets.to_vec() }
    }
}

/// A bit-string. Its padding bits are kept as they were received.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BitString {
    count: usize,
    octets: Vec<u8>,
}

impl BitString {
    /// The first `count` bits of `octets`, which are cut or filled with zeros to match.
    pub fn new(count: usize, mut octets: Vec<u8>) -> Self {
        octets.resize(count.div_ceil(8), 0);
        Self { count, octets }
    }

    /// One bit for each item, zero padding.
    pub fn from_bits(bits: impl IntoIterator<Item = bool>) -> Self {
        let mut octets = Vec::new();
        let mut count = 0;
        for bit in bits {
            if count % 8 == 0 {
                octets.push(0);
            }
            if let (true, Some(last)) = (bit, octets.last_mut()) {
                *last |= 0x80 >> (count % 8);
            }
            count += 1;
        }
        Self { count, octets }
    }

    /// Borrows it.
    pub fn as_bits(&self) -> Bits<'_> {
        Bits { count: self.count, octets: &self.octets }
    }

    /// How many bits.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The octets, padding included.
    pub fn octets(&self) -> &[u8] {
        &self.octets
    }

    /// Bit `index`, counted from the first one sent.
    pub fn bit(&self, index: usize) -> Option<bool> {
        self.as_bits().bit(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_count_from_the_most_significant() {
        let bits = BitString::new(10, vec![0x80, 0x7F]);
        assert_eq!((0..11).map(|i| bits.bit(i)).collect::<Vec<_>>()[..2], [Some(true), Some(false)]);
        assert_eq!((bits.bit(8), bits.bit(9), bits.bit(10)), (Some(false), Some(true), None));
        assert_eq!(
            BitString::from_bits((0..10).filter_map(|i| bits.bit(i))),
            BitString::new(10, vec![0x80, 0x40])
        );
    }

    #[test]
    fn octets_always_match_the_count() {
        assert_eq!(BitString::new(9, vec![0xFF]).octets(), [0xFF, 0x00]);
        assert_eq!(BitString::new(8, vec![1, 2, 3]).octets(), [1]);
        assert_eq!(BitString::new(0, vec![1]).octets(), []);
    }
}
