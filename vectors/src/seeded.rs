//! Numbers that look random and come from a seed.

/// A generator of pseudo-random octets: SplitMix64. Good for test data, for nothing else.
#[derive(Debug, Clone)]
pub(crate) struct Seeded(u64);

impl Seeded {
    /// The generator of one area; each has its own, so that a change in one leaves the others alone.
    pub(crate) fn new(seed: u64, label: &str) -> Self {
        // FNV-1a.
        let hash = label.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, octet| {
            (hash ^ u64::from(octet)).wrapping_mul(0x0100_0000_01B3)
        });
        Self(seed ^ hash)
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> [u8; N] {
        let mut octets = [0; N];
        for chunk in octets.chunks_mut(8) {
            let number = self.number().to_be_bytes();
            chunk.iter_mut().zip(number).for_each(|(octet, random)| *octet = random);
        }
        octets
    }

    pub(crate) fn octets(&mut self, count: usize) -> Vec<u8> {
        let mut octets = Vec::with_capacity(count + 8);
        while octets.len() < count {
            octets.extend(self.number().to_be_bytes());
        }
        octets.truncate(count);
        octets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_label_give_the_same_octets() {
        assert_eq!(Seeded::new(1, "a").octets(20), Seeded::new(1, "a").array::<20>());
        assert_ne!(Seeded::new(1, "a").number(), Seeded::new(1, "b").number());
        assert_ne!(Seeded::new(1, "a").number(), Seeded::new(2, "a").number());
    }
}
