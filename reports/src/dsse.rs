//! DSSE envelopes (Dead Simple Signing Envelope, protocol v1.0.0) with ECDSA P-256 and SHA-256.
//!
//! A signature is made by RFC 6979, so the same key and payload give the same octets, and is written as the 64
//! octets `r ‖ s`, as in the vector that the protocol publishes. On reading, the DER form that many libraries make
//! is accepted as well. A library that wants DER gets it by wrapping the two halves as two INTEGERs.
//!
//! `keyid` is not authenticated: none is written, and one that is read is ignored. Reading accepts both alphabets
//! of base64, padded and canonical, as the protocol demands.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use base64::engine::general_purpose::URL_SAFE;
use p256::ecdsa::DerSignature;
use p256::ecdsa::Signature;
use p256::ecdsa::SigningKey;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::signature::Verifier as _;
use serde::Deserialize;
use serde::Serialize;

/// A payload, its type and the signatures over both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    payload_type: String,
    payload: Vec<u8>,
    signatures: Vec<Vec<u8>>,
}

impl Envelope {
    /// Signs a payload with one key.
    pub fn sign(payload_type: &str, payload: Vec<u8>, key: &SigningKey) -> Self {
        let signature: Signature = key.sign(&pae(payload_type, &payload));
        Self {
            payload_type: payload_type.to_owned(),
            payload,
            signatures: vec![signature.to_bytes().to_vec()],
        }
    }

    /// Reads the JSON form. Fields it does not know are ignored, as the protocol demands.
    ///
    /// # Errors
    /// [`DsseError`] says which field is wrong.
    pub fn parse(octets: &[u8]) -> Result<Self, DsseError> {
        let json: Json =
            serde_json::from_slice(octets).map_err(|error| DsseError::Json(error.to_string()))?;
        if json.signatures.len() > MAX_SIGNATURES {
            return Err(DsseError::TooManySignatures(json.signatures.len()));
        }
        let signatures = json
            .signatures
            .iter()
            .map(|entry| decode(&entry.sig).ok_or(DsseError::Base64("sig")))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            payload: decode(&json.payload).ok_or(DsseError::Base64("payload"))?,
            payload_type: json.payload_type,
            signatures,
        })
    }

    /// The type of the payload.
    pub fn payload_type(&self) -> &str {
        &self.payload_type
    }

    /// The payload, without regard to who signed it.
    pub fn unverified_payload(&self) -> &[u8] {
        &self.payload
    }

    /// How many signatures there are, valid or not.
    pub fn signature_count(&self) -> usize {
        self.signatures.len()
    }

    /// The JSON form, canonical: fields in this order, standard alphabet, no key identifiers, a line feed at
    /// the end.
    pub fn to_json(&self) -> String {
        let json = Json {
            payload_type: self.payload_type.clone(),
            payload: STANDARD.encode(&self.payload),
            signatures: self
                .signatures
                .iter()
                .map(|sig| JsonSignature { sig: STANDARD.encode(sig) })
                .collect(),
        };
        // Strings and lists always serialise.
        let mut text = serde_json::to_string_pretty(&json).unwrap_or_default();
        text.push('\n');
        text
    }

    /// The distinct keys, of those given, that signed. A key given twice, or that signed twice, counts once.
    pub fn signers(&self, keys: &[VerifyingKey]) -> Vec<VerifyingKey> {
        let message = pae(&self.payload_type, &self.payload);
        let mut signers: Vec<VerifyingKey> = Vec::new();
        for key in keys {
            if !signers.contains(key) && self.signatures.iter().any(|sig| is_valid(key, &message, sig)) {
                signers.push(*key);
            }
        }
        signers
    }

    /// Whether every signature is by one of the keys, and there is at least one.
    pub fn is_signed_only_by(&self, keys: &[VerifyingKey]) -> bool {
        let message = pae(&self.payload_type, &self.payload);
        !self.signatures.is_empty()
            && self.signatures.iter().all(|sig| keys.iter().any(|key| is_valid(key, &message, sig)))
    }

    /// The payload, if at least `threshold` distinct keys of those given signed it.
    ///
    /// # Errors
    /// [`DsseError::Threshold`] if fewer did.
    pub fn verify(&self, keys: &[VerifyingKey], threshold: usize) -> Result<&[u8], DsseError> {
        let signers = self.signers(keys).len();
        if signers < threshold.max(1) {
            return Err(DsseError::Threshold { expected: threshold.max(1), found: signers });
        }
        Ok(&self.payload)
    }
}

/// The octets that are signed: the pre-authentication encoding, lengths in octets.
pub fn pae(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut message = format!("DSSEv1 {} {payload_type} {} ", payload_type.len(), payload.len()).into_bytes();
    message.extend_from_slice(payload);
    message
}

/// Why an envelope is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DsseError {
    /// A field is not base64, padded and canonical.
    #[error("`{0}` is not padded canonical base64")]
    Base64(&'static str),
    /// Not the JSON of an envelope.
    #[error("not the JSON of an envelope: {0}")]
    Json(String),
    /// Too few of the keys signed.
    #[error("signed by {found} of the given keys, expected {expected}")]
    Threshold {
        /// Distinct keys demanded.
        expected: usize,
        /// Distinct keys found.
        found: usize,
    },
    /// More signatures than are worth checking.
    #[error("{0} signatures, at most {MAX_SIGNATURES} are read")]
    TooManySignatures(usize),
}

#[derive(Serialize, Deserialize)]
struct Json {
    #[serde(rename = "payloadType")]
    payload_type: String,
    payload: String,
    signatures: Vec<JsonSignature>,
}

#[derive(Serialize, Deserialize)]
struct JsonSignature {
    sig: String,
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text)).ok()
}

fn is_valid(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    let raw = Signature::from_slice(signature);
    if raw.is_ok_and(|signature| key.verify(message, &signature).is_ok()) {
        return true;
    }
    DerSignature::from_bytes(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
}

const MAX_SIGNATURES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn key(seed: u8) -> SigningKey {
        SigningKey::from_slice(&[seed; 32]).unwrap()
    }

    fn public(seed: u8) -> VerifyingKey {
        *key(seed).verifying_key()
    }

    #[test]
    fn the_encoding_counts_octets() {
        assert_eq!(
            pae("http://example.com/HelloWorld", b"hello world"),
            b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
        );
        assert_eq!(pae("ä", b""), "DSSEv1 2 ä 0 ".as_bytes());
    }

    /// The test vector in the text of the protocol, a numeric fact: private key, message, signature.
    #[test]
    fn the_published_vector() {
        let high: u128 = 0xD73EC437FD6346E3619C5EBFDFFF0F69;
        let low: u128 = 0x16804955AD32AC9AC492B0EDE1F6FFB7;
        let key = SigningKey::from_slice(&[high.to_be_bytes(), low.to_be_bytes()].concat()).unwrap();
        let envelope = Envelope::sign("http://example.com/HelloWorld", b"hello world".to_vec(), &key);
        let published =
            "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";
        assert_eq!(STANDARD.encode(&envelope.signatures[0]), published);
    }

    #[test]
    fn signs_and_verifies() {
        let envelope = Envelope::sign("t", b"p".to_vec(), &key(1));
        let again = Envelope::parse(envelope.to_json().as_bytes()).unwrap();
        assert_eq!(again, envelope);
        assert_eq!(again.verify(&[public(1)], 1), Ok(&b"p"[..]));
        assert_eq!(again.verify(&[public(2)], 1), Err(DsseError::Threshold { expected: 1, found: 0 }));
        assert_eq!(Envelope::sign("t", b"p".to_vec(), &key(1)), envelope, "deterministic");
    }

    #[test]
    fn the_type_is_signed_too() {
        let mut envelope = Envelope::sign("t", b"p".to_vec(), &key(1));
        envelope.payload_type = "u".to_owned();
        assert_eq!(envelope.verify(&[public(1)], 1), Err(DsseError::Threshold { expected: 1, found: 0 }));
    }

    #[test]
    fn a_key_counts_once() {
        let mut envelope = Envelope::sign("t", b"p".to_vec(), &key(1));
        envelope.signatures.push(envelope.signatures[0].clone());
        let keys = [public(1), public(1), public(2)];
        assert_eq!(envelope.verify(&keys, 2), Err(DsseError::Threshold { expected: 2, found: 1 }));
        let second = Envelope::sign("t", b"p".to_vec(), &key(2)).signatures[0].clone();
        envelope.signatures.push(second);
        assert_eq!(envelope.verify(&keys, 2), Ok(&b"p"[..]));
    }

    #[test]
    fn no_signature_verifies_nothing() {
        let envelope = Envelope { payload_type: "t".to_owned(), payload: vec![], signatures: vec![] };
        assert_eq!(envelope.verify(&[public(1)], 0), Err(DsseError::Threshold { expected: 1, found: 0 }));
        assert!(!envelope.is_signed_only_by(&[public(1)]));
    }

    #[test]
    fn der_signatures_are_accepted() {
        let mut envelope = Envelope::sign("t", b"p".to_vec(), &key(1));
        let raw = Signature::from_slice(&envelope.signatures[0]).unwrap();
        envelope.signatures[0] = raw.to_der().as_bytes().to_vec();
        assert_eq!(envelope.verify(&[public(1)], 1), Ok(&b"p"[..]));
    }

    #[test]
    fn key_identifiers_decide_nothing() {
        let json = Envelope::sign("t", b"p".to_vec(), &key(1)).to_json();
        let with = json.replace("\"sig\"", "\"keyid\": \"someone else\", \"sig\"");
        assert_ne!(json, with);
        assert_eq!(Envelope::parse(with.as_bytes()).unwrap().verify(&[public(1)], 1), Ok(&b"p"[..]));
    }

    #[test]
    fn both_alphabets_and_nothing_sloppy() {
        let envelope = |payload: &str| {
            let text = format!(r#"{{"payloadType":"t","payload":"{payload}","signatures":[{{"sig":""}}]}}"#);
            Envelope::parse(text.as_bytes()).map(|envelope| envelope.payload)
        };
        assert_eq!(envelope("+/+/"), Ok(vec![0xFB, 0xFF, 0xBF]));
        assert_eq!(envelope("-_-_"), Ok(vec![0xFB, 0xFF, 0xBF]));
        assert_eq!(envelope("AA=="), Ok(vec![0]));
        for sloppy in ["AB==", "AA", "AA=", "+_+_", "AA==\\n", " AA=="] {
            assert_eq!(envelope(sloppy), Err(DsseError::Base64("payload")), "{sloppy}");
        }
    }

    #[test]
    fn the_number_of_signatures_is_bounded() {
        let entries = vec![r#"{"sig":""}"#; 17].join(",");
        let text = format!(r#"{{"payloadType":"t","payload":"","signatures":[{entries}]}}"#);
        assert_eq!(Envelope::parse(text.as_bytes()), Err(DsseError::TooManySignatures(17)));
    }
}
