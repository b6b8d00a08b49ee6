use aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED;
use aws_lc_rs::signature::UnparsedPublicKey;
use p256::ecdsa::Signature;

use crate::asn1::Reader;
use crate::asn1::tag;
use crate::asn1::write;
use crate::key;

/// Why a signature does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Another algorithm than ecdsa-with-SHA256, or two that differ inside and outside.
    #[error("verify a signature: expected ecdsa-with-SHA256 without parameters, inside and outside alike")]
    Algorithm,
    /// Not a SEQUENCE of r and s in DER, each from 1 to the order of the curve less 1.
    #[error("verify a signature: expected r and s in DER, each within the order of P-256")]
    Encoding,
    /// The signer's key is not an uncompressed point on P-256.
    #[error("verify a signature: expected a signer with an uncompressed P-256 key")]
    Key,
    /// The signature was not made by this key over these octets.
    #[error("verify a signature: it was not made by this key over these octets")]
    Mismatch,
}

/// Verifies an ECDSA signature in its X.509 form. Signatures with a large s are as good as others.
pub(crate) fn verify(point: &[u8; 65], message: &[u8], signature: &[u8]) -> Result<(), SignatureError> {
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
    let Some(signature) = decode(signature) else {
        return Err(if key::is_on_curve(point) { SignatureError::Encoding } else { SignatureError::Key });
    };
    if point[0] == 0x04 && key.verify(message, &signature.to_bytes()).is_ok() {
        return Ok(());
    }
    // The verifier does not say which of both it is.
    Err(if key::is_on_curve(point) { SignatureError::Mismatch } else { SignatureError::Key })
}

/// What is wrong with the encoding of a signature, whatever it signs; `None` if nothing is.
pub(crate) fn fault(signature: &[u8]) -> Option<&'static str> {
    if decode(signature).is_some() {
        return None;
    }
    let mut reader = Reader::new(signature);
    let Ok(sequence) = reader.tagged(tag::SEQUENCE, "r and s") else { return Some("no SEQUENCE") };
    if reader.finish().is_err() {
        return Some("octets after r and s");
    }
    let mut fields = sequence.reader();
    for (missing, negative, long) in [
        ("no r", "a negative r", "r with a needless leading zero octet"),
        ("no s", "a negative s", "s with a needless leading zero octet"),
    ] {
        let Ok(integer) = fields.tagged(tag::INTEGER, "r or s") else { return Some(missing) };
        match integer.content {
            [] => return Some(missing),
            [first, ..] if *first >= 0x80 => return Some(negative),
            [0, next, ..] if *next < 0x80 => return Some(long),
            _ => {}
        }
    }
    if fields.finish().is_err() { Some("more than r and s") } else { Some("r or s out of range") }
}

/// Where a signature has one needless leading zero octet in r, in s or in both; `None` if it has none, or something else is
/// wrong with it, too.
pub(crate) fn padding(signature: &[u8]) -> Option<&'static str> {
    let mut reader = Reader::new(signature);
    let mut fields = reader.tagged(tag::SEQUENCE, "r and s").ok()?.reader();
    reader.finish().ok()?;
    let r = Scalar::read(&mut fields)?;
    let s = Scalar::read(&mut fields)?;
    fields.finish().ok()?;
    decode(&write::sequence(&[&r.shortest(), &s.shortest()]))?;
    match (r.padded, s.padded) {
        (false, false) => None,
        (true, false) => Some("r with a needless leading zero octet"),
        (false, true) => Some("s with a needless leading zero octet"),
        (true, true) => Some("r and s with a needless leading zero octet each"),
    }
}

/// The content of r or s, without the one leading zero octet that it may have too many.
struct Scalar<'a> {
    content: &'a [u8],
    padded: bool,
}

impl<'a> Scalar<'a> {
    fn read(fields: &mut Reader<'a>) -> Option<Self> {
        let content = fields.tagged(tag::INTEGER, "r or s").ok()?.content;
        Some(match content {
            [0, rest @ ..] if rest.first().is_some_and(|next| *next < 0x80) => {
                Self { content: rest, padded: true }
            }
            _ => Self { content, padded: false },
        })
    }

    fn shortest(&self) -> Vec<u8> {
        write::element(tag::INTEGER, self.content)
    }
}

/// r and s as the DER SEQUENCE of X.509.
pub(crate) fn encode(signature: &[u8; 64]) -> Vec<u8> {
    let (r, s) = signature.split_at(32);
    write::sequence(&[&write::unsigned(r), &write::unsigned(s)])
}

fn decode(octets: &[u8]) -> Option<Signature> {
    let mut reader = Reader::new(octets);
    let mut fields = reader.tagged(tag::SEQUENCE, "r and s").ok()?.reader();
    reader.finish().ok()?;
    let mut scalars = [[0; 32]; 2];
    for scalar in &mut scalars {
        let integer = fields.tagged(tag::INTEGER, "r or s").ok()?.integer().ok()?;
        let magnitude = match integer {
            [0, magnitude @ ..] => magnitude,
            [first, ..] if *first >= 0x80 => return None,
            magnitude => magnitude,
        };
        let start = scalar.len().checked_sub(magnitude.len())?;
        scalar.get_mut(start..)?.copy_from_slice(magnitude);
    }
    fields.finish().ok()?;
    let [r, s] = scalars;
    Signature::from_scalars(r, s).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrivateKey;

    #[test]
    fn own_signatures_verify_and_others_do_not() {
        let key = PrivateKey::derive(b"seed", "signer");
        let point = key.public_point();
        let signature = encode(&key.sign(b"message"));
        assert_eq!(verify(&point, b"message", &signature), Ok(()));
        assert_eq!(verify(&point, b"massage", &signature), Err(SignatureError::Mismatch));
        let other = PrivateKey::derive(b"seed", "other").public_point();
        assert_eq!(verify(&other, b"message", &signature), Err(SignatureError::Mismatch));
        assert_eq!(verify(&[4; 65], b"message", &signature), Err(SignatureError::Key));
    }

    #[test]
    fn a_large_s_is_accepted_and_values_out_of_range_are_not() {
        let key = PrivateKey::derive(b"seed", "signer");
        let point = key.public_point();
        let plain = Signature::from_slice(&key.sign(b"message")).unwrap();
        let (r, s) = plain.split_scalars();
        let flipped = Signature::from_scalars(r, -*s).unwrap();
        assert_eq!(verify(&point, b"message", &encode(&flipped.to_bytes().into())), Ok(()));

        assert_eq!(fault(&encode(&flipped.to_bytes().into())), None);

        let zero = write::sequence(&[&write::unsigned(&[0]), &write::unsigned(&[1])]);
        let large = write::sequence(&[&write::unsigned(&[0xFF; 32]), &write::unsigned(&[1])]);
        let negative = write::sequence(&[&[2, 1, 0x80], &write::unsigned(&[1])]);
        let trailing = [encode(&key.sign(b"message")), vec![0]].concat();
        let padded = write::sequence(&[&write::unsigned(&[1]), &[2, 2, 0, 1]]);
        let third = write::sequence(&[&write::unsigned(&[1]), &write::unsigned(&[1]), &[5, 0]]);
        for (octets, found) in [
            (zero, "r or s out of range"),
            (large, "r or s out of range"),
            (negative, "a negative r"),
            (trailing, "octets after r and s"),
            (padded, "s with a needless leading zero octet"),
            (third, "more than r and s"),
            (write::sequence(&[&write::unsigned(&[1])]), "no s"),
            (Vec::new(), "no SEQUENCE"),
        ] {
            assert_eq!(verify(&point, b"message", &octets), Err(SignatureError::Encoding), "{octets:02X?}");
            assert_eq!(fault(&octets), Some(found));
            assert_eq!(padding(&octets).is_some(), found.contains("needless"), "{octets:02X?}");
        }
    }

    #[test]
    fn one_needless_zero_octet_is_told_from_other_faults() {
        let integer = |octets: &[u8]| write::element(tag::INTEGER, octets);
        let pair = |r: &[u8], s: &[u8]| write::sequence(&[&integer(r), &integer(s)]);
        for (octets, found) in [
            (pair(&[0, 1], &[1]), Some("r with a needless leading zero octet")),
            (pair(&[1], &[0, 1]), Some("s with a needless leading zero octet")),
            (pair(&[0, 1], &[0, 1]), Some("r and s with a needless leading zero octet each")),
            // The zero octet that keeps a number positive, and one more.
            (pair(&[0, 0x80], &[1]), None),
            (pair(&[0, 0, 0x80], &[1]), Some("r with a needless leading zero octet")),
            // Two too many, and a zero that is too long.
            (pair(&[0, 0, 1], &[1]), None),
            (pair(&[0, 0], &[1]), None),
            // And something else is wrong.
            (pair(&[0, 1], &[0]), None),
            (pair(&[0, 1], &[0x80]), None),
            ([pair(&[0, 1], &[1]), vec![0]].concat(), None),
            (write::sequence(&[&integer(&[0, 1]), &integer(&[1]), &integer(&[1])]), None),
            (write::sequence(&[&integer(&[0, 1])]), None),
        ] {
            assert_eq!(padding(&octets), found, "{octets:02X?}");
            assert!(found.is_none() || fault(&octets).is_some());
        }
    }
}
