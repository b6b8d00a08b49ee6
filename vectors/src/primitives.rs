//! The primitives below the GBCS formulas, to make what a wrong formula gives.

use aes_gcm::Aes128Gcm;
use aes_gcm::KeyInit;
use aes_gcm::aead::AeadInOut;
use sha2::Digest;
use sha2::Sha256;

/// SHA-256.
pub(crate) fn sha256(octets: &[u8]) -> [u8; 32] {
    Sha256::digest(octets).into()
}

/// AES-128-GCM: ciphertext and the whole tag.
pub(crate) fn gcm(key: &[u8; 16], iv: &[u8; 12], data: &[u8], plaintext: &[u8]) -> (Vec<u8>, [u8; 16]) {
    let mut text = plaintext.to_vec();
    // Only more octets than any memory holds are refused.
    let tag = Aes128Gcm::new(key.into())
        .encrypt_inout_detached(iv.into(), data, text.as_mut_slice().into())
        .map(Into::into)
        .unwrap_or_default();
    (text, tag)
}

/// The number less by `subtrahend`, both big-endian.
pub(crate) fn subtract(number: &[u8; 32], subtrahend: &[u8; 32]) -> [u8; 32] {
    let mut borrow = false;
    let mut difference = [0; 32];
    for ((place, a), b) in difference.iter_mut().zip(number).zip(subtrahend).rev() {
        let (partial, first) = a.overflowing_sub(*b);
        let (value, second) = partial.overflowing_sub(u8::from(borrow));
        *place = value;
        borrow = first || second;
    }
    difference
}

/// The order of P-256.
pub(crate) const ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC,
    0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// The prime of the field of P-256.
pub(crate) const PRIME: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
];

/// The number 1.
pub(crate) const ONE: [u8; 32] = {
    let mut one = [0; 32];
    one[31] = 1;
    one
};
