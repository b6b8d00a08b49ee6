use p256::ecdsa::Signature;
use sha1::Sha1;
use sha2::Digest;
use sha2::Sha224;
use sha2::Sha256;
use sha2::Sha384;
use sha2::Sha512;

use super::Field;
use super::Missing;
use super::Mutant;
use super::Node;
use crate::PrivateKey;
use crate::asn1::BitString;
use crate::asn1::Reader;
use crate::asn1::tag;
use crate::asn1::write;
use crate::signature;

/// The order of P-256, big-endian.
pub const ORDER: [u8; 32] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, //
    0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51,
];

/// What an ECDSA signature is made over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashFunction {
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256, the one that SMKI uses.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// The two integers of an ECDSA signature, big-endian, of any size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalars {
    /// r.
    pub r: Vec<u8>,
    /// s.
    pub s: Vec<u8>,
}

impl Mutant {
    /// Signs tbsCertificate as it now is, as SMKI does.
    pub fn sign(&mut self, key: &PrivateKey) {
        self.sign_over(HashFunction::Sha256, key);
    }

    /// Signs tbsCertificate as it now is, over another hash. The algorithm that the certificate names is not
    /// changed.
    pub fn sign_over(&mut self, hash: HashFunction, key: &PrivateKey) {
        // Without its three parts there is nothing to sign: the certificate stays as it is.
        let Ok(message) = self.node(Field::ToBeSigned).map(|node| node.to_der()) else { return };
        let signed = key.sign_digest(&hash.digest(&message));
        let _ = self.set(Field::Signature, Node::bit_string(0, &signature::encode(&signed)));
    }

    /// r and s of the signature.
    pub fn scalars(&mut self) -> Result<Scalars, Missing> {
        const WHAT: Missing = Missing("a signature of r and s");
        let octets = self.node(Field::Signature)?.to_der();
        let mut reader = Reader::new(&octets);
        let bits = reader.tagged(tag::BIT_STRING, "signatureValue").and_then(|element| element.bit_string());
        let BitString { octets, .. } = bits.map_err(|_| WHAT)?;
        let mut reader = Reader::new(&octets);
        let mut fields = reader.tagged(tag::SEQUENCE, "r and s").map_err(|_| WHAT)?.reader();
        let mut next = || fields.tagged(tag::INTEGER, "r or s").map(|one| one.content.to_vec());
        Ok(Scalars { r: next().map_err(|_| WHAT)?, s: next().map_err(|_| WHAT)? })
    }

    /// Puts a signature of these integers in, each in as few octets as DER allows.
    pub fn set_scalars(&mut self, scalars: &Scalars) -> Result<(), Missing> {
        let octets = write::sequence(&[&write::unsigned(&scalars.r), &write::unsigned(&scalars.s)]);
        self.set_signature(&octets)
    }

    /// Puts any octets in as the content of the signature.
    pub fn set_signature(&mut self, octets: &[u8]) -> Result<(), Missing> {
        self.set(Field::Signature, Node::bit_string(0, octets))
    }

    /// Chooses of the two valid signatures, s and the order less s, the one that is larger or smaller.
    pub fn set_large_s(&mut self, large: bool) -> Result<(), Missing> {
        const WHAT: Missing = Missing("a signature with s within the order");
        let octets = self.node(Field::Signature)?.octets();
        let (_, octets) = octets.split_first().ok_or(WHAT)?;
        let signature = Signature::from_der(octets).map_err(|_| WHAT)?;
        let small = signature.normalize_s();
        let (r, s) = small.split_scalars();
        let chosen = if large { Signature::from_scalars(r, -*s).map_err(|_| WHAT)? } else { small };
        self.set_signature(&signature::encode(&chosen.to_bytes().into()))
    }
}

impl HashFunction {
    fn digest(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(message).to_vec(),
            Self::Sha224 => Sha224::digest(message).to_vec(),
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }
}

impl Scalars {
    /// These, with the order of the curve added to r.
    #[must_use]
    pub fn with_order_added_to_r(self) -> Self {
        Self { r: plus(&self.r, &ORDER), ..self }
    }

    /// These, with the order of the curve added to s.
    #[must_use]
    pub fn with_order_added_to_s(self) -> Self {
        Self { s: plus(&self.s, &ORDER), ..self }
    }
}

/// The sum of two big-endian numbers.
pub(super) fn plus(one: &[u8], two: &[u8]) -> Vec<u8> {
    let digits = |number: &[u8]| number.iter().rev().copied().collect::<Vec<u8>>();
    let (one, two) = (digits(one), digits(two));
    let mut sum = Vec::new();
    let mut carry = 0_u16;
    for place in 0..=one.len().max(two.len()) {
        let digit = |number: &[u8]| u16::from(number.get(place).copied().unwrap_or(0));
        let total = digit(&one) + digit(&two) + carry;
        sum.push(total.to_be_bytes()[1]);
        carry = total >> 8;
    }
    sum.reverse();
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Certificate;
    use crate::SignatureError;
    use crate::pki::TestPki;

    #[test]
    fn both_values_of_s_verify_and_neither_plus_the_order() {
        let pki = TestPki::from_seed(1).unwrap();
        let issuer = pki.root().certificate();
        let mut mutant = Mutant::of(pki.issuing_authority().certificate());
        let verify =
            |mutant: &Mutant| Certificate::parse_der(&mutant.to_der()).unwrap().verify_signed_by(issuer);
        for large in [true, false] {
            mutant.set_large_s(large).unwrap();
            let first = mutant.scalars().unwrap().s.iter().copied().find(|octet| *octet != 0);
            assert!(large || first.unwrap() < 0x80, "a small s is below half the order");
            assert_eq!(verify(&mutant), Ok(()));
        }
        let scalars = mutant.scalars().unwrap();
        for wrong in [scalars.clone().with_order_added_to_r(), scalars.with_order_added_to_s()] {
            mutant.set_scalars(&wrong).unwrap();
            assert_eq!(verify(&mutant), Err(SignatureError::Encoding));
        }
    }

    #[test]
    fn a_signature_over_another_hash_is_none_over_this() {
        let pki = TestPki::from_seed(1).unwrap();
        let mut mutant = Mutant::of(pki.issuing_authority().certificate());
        let octets = mutant.to_der();
        mutant.sign_over(HashFunction::Sha384, pki.root().key());
        assert_ne!(mutant.to_der(), octets);
        let wrong = Certificate::parse_der(&mutant.to_der()).unwrap();
        assert_eq!(wrong.verify_signed_by(pki.root().certificate()), Err(SignatureError::Mismatch));
        mutant.sign(pki.root().key());
        assert_eq!(mutant.to_der(), octets);
    }

    #[test]
    fn sums_carry() {
        assert_eq!(plus(&[0xFF, 0xFF], &[0x01]), [0x01, 0x00, 0x00]);
        assert_eq!(plus(&[], &[0x01]), [0x00, 0x01]);
    }
}
