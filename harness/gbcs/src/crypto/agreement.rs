use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use aws_lc_rs::agreement;
use aws_lc_rs::agreement::ECDH_P256;
use aws_lc_rs::agreement::UnparsedPublicKey;
use zeroize::Zeroizing;

use crate::crypto::KeyError;
use crate::crypto::PrivateScalar;
use crate::crypto::keys::require_uncompressed;

/// A private key for key agreement (GBCS 4.3.3.2).
pub struct AgreementKey {
    key: agreement::PrivateKey,
    public_point: [u8; 65],
}

impl AgreementKey {
    /// Checks the scalar and computes the public key.
    pub fn from_scalar(scalar: &PrivateScalar) -> Result<Self, KeyError> {
        let key = agreement::PrivateKey::from_private_key(&ECDH_P256, scalar.as_octets())
            .map_err(|_| KeyError::Scalar)?;
        let public = key.compute_public_key().map_err(|_| KeyError::Scalar)?;
        let public_point = public.as_ref().try_into().map_err(|_| KeyError::Scalar)?;
        Ok(Self { key, public_point })
    }

    /// The public key, an uncompressed point.
    pub fn public_point(&self) -> [u8; 65] {
        self.public_point
    }

    /// Agrees a secret with the holder of `point`: static-static elliptic curve Diffie-Hellman.
    pub fn agree(&self, point: &[u8; 65]) -> Result<SharedSecret, KeyError> {
        require_uncompressed(point)?;
        let peer = UnparsedPublicKey::new(&ECDH_P256, point);
        agreement::agree(&self.key, peer, KeyError::Point, |secret| {
            secret.try_into().map(SharedSecret::new).map_err(|_| KeyError::Point)
        })
    }
}

/// The secret Z that two key pairs agree on: an x coordinate, 32 octets. Wiped when dropped.
#[derive(Clone)]
pub struct SharedSecret(Zeroizing<[u8; 32]>);

impl SharedSecret {
    /// Takes the octets as they are.
    pub fn new(octets: [u8; 32]) -> Self {
        Self(Zeroizing::new(octets))
    }

    /// The octets.
    pub fn as_octets(&self) -> &[u8; 32] {
        &self.0
    }
}

/// Keeps the secret of each pair of keys, so that it is computed once.
///
/// Pairs are told apart by their public keys, so a party whose key is replaced gets a new secret. At most
/// [`SecretCache::CAPACITY`] pairs are kept, since peers may bring keys of their own in certificates.
#[derive(Default)]
pub struct SecretCache {
    secrets: Mutex<HashMap<Pair, Arc<SharedSecret>>>,
}

type Pair = ([u8; 65], [u8; 65]);

impl SecretCache {
    /// How many secrets are kept; one more forgets all.
    pub const CAPACITY: usize = 4096;

    /// An empty cache.
    pub fn new() -> Self {
        Self::default()
    }

    /// The secret of `key` and `point`.
    pub fn agree(&self, key: &AgreementKey, point: &[u8; 65]) -> Result<Arc<SharedSecret>, KeyError> {
        let pair = (key.public_point, *point);
        if let Some(secret) = self.lock().get(&pair) {
            return Ok(Arc::clone(secret));
        }
        let secret = Arc::new(key.agree(point)?);
        let mut secrets = self.lock();
        if secrets.len() >= Self::CAPACITY {
            secrets.clear();
        }
        secrets.insert(pair, Arc::clone(&secret));
        Ok(secret)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Pair, Arc<SharedSecret>>> {
        self.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(octet: u8) -> AgreementKey {
        AgreementKey::from_scalar(&PrivateScalar::new([octet; 32])).unwrap()
    }

    #[test]
    fn both_sides_agree_and_an_independent_implementation_agrees_with_them() {
        let (ours, theirs) = (key(0x11), key(0x22));
        let secret = ours.agree(&theirs.public_point()).unwrap();
        assert_eq!(secret.as_octets(), theirs.agree(&ours.public_point()).unwrap().as_octets());

        let oracle = p256::SecretKey::from_slice(&[0x11; 32]).unwrap();
        let peer = p256::PublicKey::from_sec1_bytes(&theirs.public_point()).unwrap();
        let expected = p256::ecdh::diffie_hellman(oracle.to_nonzero_scalar(), peer.as_affine());
        assert_eq!(secret.as_octets()[..], expected.raw_secret_bytes()[..]);
    }

    #[test]
    fn keys_outside_the_curve_are_refused() {
        let refused = |octets| AgreementKey::from_scalar(&PrivateScalar::new(octets)).err();
        assert_eq!(refused([0; 32]), Some(KeyError::Scalar));
        assert_eq!(refused([0xFF; 32]), Some(KeyError::Scalar));

        let mut point = key(0x22).public_point();
        point[40] ^= 1;
        assert_eq!(key(0x11).agree(&point).err(), Some(KeyError::Point));

        let mut hybrid = key(0x22).public_point();
        hybrid[0] = 0x06 | hybrid[64] & 1;
        assert_eq!(key(0x11).agree(&hybrid).err(), Some(KeyError::Point));
    }

    #[test]
    fn a_cached_secret_is_the_secret_of_that_pair() {
        let cache = SecretCache::new();
        let ours = key(0x11);
        let points = [key(0x22).public_point(), key(0x33).public_point()];
        for point in points.iter().chain(&points) {
            let cached = cache.agree(&ours, point).unwrap();
            assert_eq!(cached.as_octets(), ours.agree(point).unwrap().as_octets());
        }
        let again = [cache.agree(&ours, &points[0]).unwrap(), cache.agree(&ours, &points[0]).unwrap()];
        assert!(Arc::ptr_eq(&again[0], &again[1]));
    }
}
