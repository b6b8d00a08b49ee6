//! rustls-webpki as a validator.

use std::time::Duration;

use hallmark_smki::negatives::Item;
use hallmark_smki::negatives::matrix::Outcome;
use p256::ecdsa::Signature;
use p256::ecdsa::VerifyingKey;
use p256::ecdsa::signature::Verifier;
use rustls_pki_types::AlgorithmIdentifier;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::InvalidSignature;
use rustls_pki_types::SignatureVerificationAlgorithm;
use rustls_pki_types::UnixTime;
use rustls_pki_types::alg_id;
use webpki::EndEntityCert;

/// Its answer; it is asked what it is told enough for.
pub(crate) fn answer(item: &Item) -> Outcome {
    if !item.scene.question.needs.is_empty() {
        return Outcome::NotAsked;
    }
    match verify(item) {
        Ok(()) => Outcome::Accepted,
        Err(error) => Outcome::Refused(error.to_string()),
    }
}

fn verify(item: &Item) -> Result<(), webpki::Error> {
    let scene = &item.scene;
    let anchor = CertificateDer::from(scene.anchor.as_slice());
    let anchor = webpki::anchor_from_trusted_cert(&anchor)?;
    let leaf = CertificateDer::from(scene.leaf.as_slice());
    let leaf = EndEntityCert::try_from(&leaf)?;
    let path: Vec<CertificateDer<'_>> =
        scene.path.iter().map(|one| CertificateDer::from(one.as_slice())).collect();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(scene.time.try_into().unwrap_or_default()));
    let usage = webpki::KeyUsage::client_auth();
    leaf.verify_for_usage(&[&EcdsaP256Sha256], &[anchor], &path, time, usage, None, None)?;
    Ok(())
}

/// The one algorithm of SMKI; webpki leaves the cryptography to whoever uses it.
#[derive(Debug)]
struct EcdsaP256Sha256;

impl SignatureVerificationAlgorithm for EcdsaP256Sha256 {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(key).map_err(|_| InvalidSignature)?;
        let signature = Signature::from_der(signature).map_err(|_| InvalidSignature)?;
        key.verify(message, &signature).map_err(|_| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P256
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_SHA256
    }
}
