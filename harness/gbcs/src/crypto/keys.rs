use zeroize::Zeroizing;

use crate::EntityId;

/// What a key pair may be used for (GBCS 4.3.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyUsage {
    /// Signing and checking signatures.
    DigitalSignature,
    /// Agreeing keys for MACs and encryption.
    KeyAgreement,
    /// Agreeing keys for the MAC in a UTRN; only suppliers have such a pair.
    PrepaymentKeyAgreement,
}

/// Where keys come from: a key ring, a trust store, a test.
pub trait Keys {
    /// The public key of `id` for `usage`, as an uncompressed P-256 point.
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]>;

    /// The private key of `id` for `usage`.
    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar>;
}

impl<K: Keys + ?Sized> Keys for &K {
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]> {
        (**self).public_point(id, usage)
    }

    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar> {
        (**self).private_scalar(id, usage)
    }
}

/// A private key: 32 octets, big-endian. Wiped when dropped.
#[derive(Clone)]
pub struct PrivateScalar(Zeroizing<[u8; 32]>);

impl PrivateScalar {
    /// Takes the octets as they are; a key made of them checks the range.
    pub fn new(octets: [u8; 32]) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// The octets.
    pub fn as_octets(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Why octets are not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A private key is zero, or not below the order of the curve.
    #[error("use a private key: expected a number from 1 to the order of P-256")]
    Scalar,
    /// A public key is not a point of the curve in uncompressed form.
    #[error("use a public key: expected an uncompressed point of P-256")]
    Point,
}

/// Refuses the hybrid form, of the same length, which libraries read: certificates carry uncompressed points alone
/// (GBCS 12).
pub(super) fn require_uncompressed(point: &[u8; 65]) -> Result<(), KeyError> {
    if point.first() == Some(&0x04) { Ok(()) } else { Err(KeyError::Point) }
}
