//! Public keys that are none: points in other forms, off the curve or on another one, and keys of other
//! algorithms.

use p256::PublicKey;

use super::Node;
use super::signing;
use crate::asn1::ObjectIdentifier;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;

/// A key that SMKI does not know, well-formed and of its own kind valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ForeignKey {
    /// brainpoolP256r1 (RFC 5639).
    BrainpoolP256r1,
    /// Ed25519 (RFC 8410).
    Ed25519,
    /// P-384.
    P384,
    /// P-521.
    P521,
    /// RSA with 2048 bits.
    Rsa,
    /// secp256k1.
    Secp256k1,
    /// X25519 (RFC 8410).
    X25519,
}

impl ForeignKey {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::BrainpoolP256r1,
        Self::Ed25519,
        Self::P384,
        Self::P521,
        Self::Rsa,
        Self::Secp256k1,
        Self::X25519,
    ];

    /// The whole SubjectPublicKeyInfo.
    pub fn node(self) -> Node {
        match self {
            Self::BrainpoolP256r1 => on_curve("1.3.36.3.3.2.8.1.1.7", &BRAINPOOL),
            Self::Ed25519 => montgomery("1.3.101.112"),
            Self::P384 => on_curve("1.3.132.0.34", &P384),
            Self::P521 => on_curve("1.3.132.0.35", &P521),
            Self::Rsa => rsa(),
            Self::Secp256k1 => on_curve("1.3.132.0.10", &SECP256K1),
            Self::X25519 => montgomery("1.3.101.110"),
        }
    }
}

/// The whole SubjectPublicKeyInfo of an elliptic-curve key.
pub fn key(algorithm: ObjectIdentifier, parameters: Node, point: &[u8]) -> Node {
    let algorithm = Node::sequence(vec![Node::object_identifier(algorithm), parameters]);
    Node::sequence(vec![algorithm, Node::bit_string(0, point)])
}

/// The same point in compressed form: 02 or 03, and x.
pub fn compressed(point: &[u8; 65]) -> Vec<u8> {
    let (x, y) = coordinates(point);
    [&[0x02 | parity(y)], x].concat()
}

/// The same point in hybrid form: 06 or 07, x and y.
pub fn hybrid(point: &[u8; 65]) -> Vec<u8> {
    let (x, y) = coordinates(point);
    [&[0x06 | parity(y)], x, y].concat()
}

/// The point of a compressed form; `None` if there is none.
pub fn uncompressed(compressed: &[u8]) -> Option<[u8; 65]> {
    PublicKey::from_sec1_bytes(compressed).ok().map(|key| crate::key::uncompressed(&key))
}

/// The point at infinity: one zero octet.
pub fn infinity() -> Vec<u8> {
    vec![0x00]
}

/// A point with the same x that is not on the curve.
pub fn off_the_curve(point: &[u8; 65]) -> [u8; 65] {
    let mut octets = *point;
    let [.., last] = &mut octets;
    // Of all y only two are on the curve with one x, and they differ in parity.
    *last ^= 0x02;
    octets
}

/// A point of order two, on a curve that differs from P-256 in the coefficient b alone: x is 1 and y is 0.
/// Key agreement with it tells one bit of a private key.
pub fn order_two() -> [u8; 65] {
    let mut octets = [0; 65];
    octets[0] = 0x04;
    octets[32] = 0x01;
    octets
}

/// A point whose x is not that of any point of P-256, but of one of its twist.
pub fn on_the_twist() -> [u8; 65] {
    let x = (1..=u8::MAX).find(|x| small(*x).is_none()).unwrap_or_default();
    let mut octets = [0; 65];
    octets[0] = 0x04;
    octets[32] = x;
    octets[64] = 0x01;
    octets
}

/// A point of P-256 with x written as x plus the prime, in 32 octets.
pub fn unreduced_x() -> Vec<u8> {
    let Some((x, point)) = (1..=u8::MAX).find_map(|x| Some((x, small(x)?))) else { return Vec::new() };
    let (_, y) = coordinates(&point);
    let sum = signing::plus(&PRIME, &[x]);
    // x is small, so the sum has 32 octets after the one for a carry.
    let sum: Vec<u8> = sum.into_iter().skip(1).collect();
    [&[0x04], sum.as_slice(), y].concat()
}

/// The coordinates in the wrong order, which is off the curve.
pub fn swapped(point: &[u8; 65]) -> Vec<u8> {
    let (x, y) = coordinates(point);
    [&[0x04], y, x].concat()
}

/// The base point, whose private key is 1.
pub fn generator() -> [u8; 65] {
    GENERATOR
}

/// The parameters of P-256 written out (X9.62 ECParameters), with this base point.
pub fn explicit_parameters(base: &[u8]) -> Node {
    let number = |octets: &[u8]| write::unsigned(octets);
    let prime_field = ObjectIdentifier::new_unwrap("1.2.840.10045.1.1");
    let field = write::sequence(&[&write::object_identifier(&prime_field), &number(&PRIME)]);
    let curve =
        write::sequence(&[&write::octet_string(&COEFFICIENT_A), &write::octet_string(&COEFFICIENT_B)]);
    let parameters =
        [number(&[1]), field, curve, write::octet_string(base), number(&signing::ORDER), number(&[1])];
    Node::primitive(tag::SEQUENCE, parameters.concat())
}

/// The point with this x and an even y.
fn small(x: u8) -> Option<[u8; 65]> {
    let mut compressed = [0; 33];
    compressed[0] = 0x02;
    compressed[32] = x;
    uncompressed(&compressed)
}

fn on_curve(curve: &str, point: &[u8]) -> Node {
    let curve = ObjectIdentifier::new_unwrap(curve);
    key(oid::EC_PUBLIC_KEY, Node::object_identifier(curve), point)
}

fn montgomery(algorithm: &str) -> Node {
    let algorithm = Node::object_identifier(ObjectIdentifier::new_unwrap(algorithm));
    // The u coordinate 9 belongs to the base point; as an Ed25519 key it is a point as well.
    let mut octets = [0; 32];
    octets[0] = 9;
    Node::sequence(vec![Node::sequence(vec![algorithm]), Node::bit_string(0, &octets)])
}

fn rsa() -> Node {
    let algorithm = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
    let algorithm = Node::sequence(vec![Node::object_identifier(algorithm), Node::primitive(tag::NULL, [])]);
    let key = write::sequence(&[&write::unsigned(&RSA_MODULUS), &write::unsigned(&[1, 0, 1])]);
    Node::sequence(vec![algorithm, Node::bit_string(0, &key)])
}

fn coordinates(point: &[u8; 65]) -> (&[u8], &[u8]) {
    let [_, coordinates @ ..] = point;
    coordinates.split_at(32)
}

fn parity(y: &[u8]) -> u8 {
    y.last().map_or(0, |last| last & 1)
}

/// The prime of P-256.
const PRIME: [u8; 32] = *b"\
    \xff\xff\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\
    \xff\xff\xff\xff\xff\xff\xff\xff";

/// The coefficient a of P-256.
const COEFFICIENT_A: [u8; 32] = *b"\
    \xff\xff\xff\xff\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\
    \xff\xff\xff\xff\xff\xff\xff\xfc";

/// The coefficient b of P-256.
const COEFFICIENT_B: [u8; 32] = *b"\
    \x5a\xc6\x35\xd8\xaa\x3a\x93\xe7\xb3\xeb\xbd\x55\x76\x98\x86\xbc\x65\x1d\x06\xb0\xcc\x53\xb0\xf6\
    \x3b\xce\x3c\x3e\x27\xd2\x60\x4b";

/// The base point of P-256.
const GENERATOR: [u8; 65] = *b"\
    \x04\x6b\x17\xd1\xf2\xe1\x2c\x42\x47\xf8\xbc\xe6\xe5\x63\xa4\x40\xf2\x77\x03\x7d\x81\x2d\xeb\x33\
    \xa0\xf4\xa1\x39\x45\xd8\x98\xc2\x96\x4f\xe3\x42\xe2\xfe\x1a\x7f\x9b\x8e\xe7\xeb\x4a\x7c\x0f\x9e\
    \x16\x2b\xce\x33\x57\x6b\x31\x5e\xce\xcb\xb6\x40\x68\x37\xbf\x51\xf5";

/// The base point of P-384.
const P384: [u8; 97] = *b"\
    \x04\xaa\x87\xca\x22\xbe\x8b\x05\x37\x8e\xb1\xc7\x1e\xf3\x20\xad\x74\x6e\x1d\x3b\x62\x8b\xa7\x9b\
    \x98\x59\xf7\x41\xe0\x82\x54\x2a\x38\x55\x02\xf2\x5d\xbf\x55\x29\x6c\x3a\x54\x5e\x38\x72\x76\x0a\
    \xb7\x36\x17\xde\x4a\x96\x26\x2c\x6f\x5d\x9e\x98\xbf\x92\x92\xdc\x29\xf8\xf4\x1d\xbd\x28\x9a\x14\
    \x7c\xe9\xda\x31\x13\xb5\xf0\xb8\xc0\x0a\x60\xb1\xce\x1d\x7e\x81\x9d\x7a\x43\x1d\x7c\x90\xea\x0e\
    \x5f";

/// The base point of P-521.
const P521: [u8; 133] = *b"\
    \x04\x00\xc6\x85\x8e\x06\xb7\x04\x04\xe9\xcd\x9e\x3e\xcb\x66\x23\x95\xb4\x42\x9c\x64\x81\x39\x05\
    \x3f\xb5\x21\xf8\x28\xaf\x60\x6b\x4d\x3d\xba\xa1\x4b\x5e\x77\xef\xe7\x59\x28\xfe\x1d\xc1\x27\xa2\
    \xff\xa8\xde\x33\x48\xb3\xc1\x85\x6a\x42\x9b\xf9\x7e\x7e\x31\xc2\xe5\xbd\x66\x01\x18\x39\x29\x6a\
    \x78\x9a\x3b\xc0\x04\x5c\x8a\x5f\xb4\x2c\x7d\x1b\xd9\x98\xf5\x44\x49\x57\x9b\x44\x68\x17\xaf\xbd\
    \x17\x27\x3e\x66\x2c\x97\xee\x72\x99\x5e\xf4\x26\x40\xc5\x50\xb9\x01\x3f\xad\x07\x61\x35\x3c\x70\
    \x86\xa2\x72\xc2\x40\x88\xbe\x94\x76\x9f\xd1\x66\x50";

/// The base point of secp256k1.
const SECP256K1: [u8; 65] = *b"\
    \x04\x79\xbe\x66\x7e\xf9\xdc\xbb\xac\x55\xa0\x62\x95\xce\x87\x0b\x07\x02\x9b\xfc\xdb\x2d\xce\x28\
    \xd9\x59\xf2\x81\x5b\x16\xf8\x17\x98\x48\x3a\xda\x77\x26\xa3\xc4\x65\x5d\xa4\xfb\xfc\x0e\x11\x08\
    \xa8\xfd\x17\xb4\x48\xa6\x85\x54\x19\x9c\x47\xd0\x8f\xfb\x10\xd4\xb8";

/// The base point of brainpoolP256r1.
const BRAINPOOL: [u8; 65] = *b"\
    \x04\x8b\xd2\xae\xb9\xcb\x7e\x57\xcb\x2c\x4b\x48\x2f\xfc\x81\xb7\xaf\xb9\xde\x27\xe1\xe3\xbd\x23\
    \xc2\x3a\x44\x53\xbd\x9a\xce\x32\x62\x54\x7e\xf8\x35\xc3\xda\xc4\xfd\x97\xf8\x46\x1a\x14\x61\x1d\
    \xc9\xc2\x77\x45\x13\x2d\xed\x8e\x54\x5c\x1d\x54\xc7\x2f\x04\x69\x97";

/// The product of two primes of 1024 bits that nobody has kept.
const RSA_MODULUS: [u8; 256] = *b"\
    \xc1\xdf\x28\xf9\x78\x5d\x25\xe6\xbe\x81\xa7\x99\x80\xfa\x0f\x30\x66\xf4\x12\x59\xbb\x7a\x2e\xdb\
    \xe8\x8e\xd6\xde\x31\x23\x2c\x94\x70\x30\x4d\x47\xf5\x25\x69\x7c\xf9\xc0\x45\xdc\xbb\xcd\x5c\x51\
    \xca\xa3\x5d\xe1\xa9\x20\x73\xf3\x94\x79\x4a\x68\xb9\x0c\x74\x3c\x3d\x6f\x67\xc6\x6a\x29\x90\xbc\
    \x88\x00\x72\xf9\x80\x9f\xf4\xa6\xcb\x5a\x0f\xdd\x9e\x02\x88\x1e\x8c\x4c\x00\x5d\xd7\x35\x50\x7e\
    \xaa\x96\xf5\xa6\x4c\xe7\x0c\x69\xe6\xfd\x1e\xc8\x74\xe1\x6d\xcc\x05\xae\x1d\xf1\xa5\xc7\x21\xc0\
    \xc4\x70\x79\x6a\xf9\xb1\xf3\x76\x0e\xed\x42\x59\xce\x0e\xc8\x6d\x12\xce\xba\xe4\x84\x3e\x11\xa0\
    \xb0\xd3\x1a\xb6\xc8\xdf\xc2\xc8\x6e\x90\x03\x4f\x5d\x5a\x55\xe2\xe1\xca\xa8\x8a\xe5\x2f\xd5\xc8\
    \x55\x61\x21\xee\x91\xc1\x2c\x4a\x9f\xb1\x45\x03\x0b\xf3\x29\xc0\xa5\x4e\xfa\x62\xd0\x2c\xff\xb9\
    \xd5\x46\x4a\x13\x48\x3b\xb2\xf1\x65\xf4\x53\x6e\x98\x52\x8a\xf2\x97\xea\x5d\x19\x73\xe7\xc8\x65\
    \x58\x30\x8e\x56\xe5\x60\x64\x1b\x6f\xef\x1c\xfb\xf2\x0f\x93\x6b\x81\x16\xfb\xd6\x2b\xcd\xe4\xb5\
    \x05\x72\xb2\x60\x72\x61\xb7\xf1\xc6\xeb\xc6\x2d\xd6\x9d\xdd\x3b";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrivateKey;
    use crate::key::is_on_curve;

    #[test]
    fn what_should_be_no_point_is_none_and_what_should_is_one() {
        let mut one = [0; 32];
        one[31] = 1;
        let base = PrivateKey::from_scalar(&one).unwrap().public_point();
        assert_eq!(generator(), base);
        let point = PrivateKey::derive(b"keys", "").public_point();
        for wrong in [off_the_curve(&point), order_two(), on_the_twist()] {
            assert!(!is_on_curve(&wrong));
        }
        for wrong in [unreduced_x(), swapped(&point)] {
            assert!(!is_on_curve(&wrong.try_into().unwrap()));
        }
        for same in [compressed(&point), hybrid(&point)] {
            assert_eq!(same[1..33], point[1..33]);
        }
        let again = PublicKey::from_sec1_bytes(&compressed(&point)).unwrap();
        assert_eq!(crate::key::uncompressed(&again), point);
    }

    #[test]
    fn the_unreduced_point_is_one_of_the_curve_for_who_reduces() {
        let octets = unreduced_x();
        // The low 96 bits of the prime are all ones: the sum carries through them.
        assert_eq!(octets[1..17], PRIME[..16]);
        assert_eq!(octets[17..21], [0, 0, 0, 1]);
        assert_eq!(octets[21..32], [0; 11]);
        assert!(small(octets[32] + 1).is_some());
    }

    #[test]
    fn foreign_keys_are_elements() {
        for key in ForeignKey::ALL {
            assert_eq!(Node::read(&key.node().to_der()).unwrap().to_der(), key.node().to_der());
        }
    }
}
