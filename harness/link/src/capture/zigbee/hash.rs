//! The hash and the keyed hash of ZigBee (05-3474, annex B.1.3, B.1.4 and B.6): Matyas–Meyer–Oseas over AES-128, and
//! HMAC over that.

use aes::Aes128;
use aes::Block;
use aes::cipher::BlockCipherEncrypt as _;
use aes::cipher::KeyInit as _;

/// The hash of less than 8,192 octets.
pub(super) fn hash(octets: &[u8]) -> [u8; 16] {
    let bits = u16::try_from(octets.len().saturating_mul(8)).unwrap_or(u16::MAX);
    let mut padded = octets.to_vec();
    padded.push(0x80);
    while padded.len() % 16 != 14 {
        padded.push(0);
    }
    padded.extend(bits.to_be_bytes());
    padded.chunks_exact(16).fold([0; 16], |state, chunk| {
        let mut block = Block::default();
        block.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
        Aes128::new(&state.into()).encrypt_block(&mut block);
        block.iter_mut().zip(chunk).for_each(|(to, from)| *to ^= from);
        block.into()
    })
}

/// The keyed hash of one octet, by which keys are derived from a link key (4.5.3).
pub(super) fn keyed_hash(key: &[u8; 16], octet: u8) -> [u8; 16] {
    let padded = |pad: u8| key.map(|octet| octet ^ pad);
    let mut inner = padded(0x36).to_vec();
    inner.push(octet);
    let mut outer = padded(0x5C).to_vec();
    outer.extend(hash(&inner));
    hash(&outer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn octets(hex: &str) -> Vec<u8> {
        crate::hex::decode(hex.as_bytes()).unwrap()
    }

    #[test]
    fn hashes_are_those_of_the_specification() {
        // 05-3474, C.5.1 and C.5.2.
        assert_eq!(hash(&[0xC0]).to_vec(), octets("AE3A102A28D43EE0D4A09E22788B206C"));
        let sixteen: Vec<u8> = (0xC0..0xD0).collect();
        assert_eq!(hash(&sixteen).to_vec(), octets("A7977E88BC0B61E8210827109A228F2D"));
        // 05-3474, C.6.1.
        let key: Vec<u8> = (0x40..0x50).collect();
        let key: [u8; 16] = key.try_into().unwrap();
        assert_eq!(keyed_hash(&key, 0xC0).to_vec(), octets("4512807BF94CB3400F0E2C25FB76E999"));
    }
}
