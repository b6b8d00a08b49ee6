use std::sync::Arc;

use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::KeyError;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SecretCache;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_smki::Certificate;
use hallmark_smki::PrivateKey;
use hallmark_smki::pki::Credential;

/// The Device's own key pairs and certificates, and the key pairs made by CS02c that wait for a certificate.
#[derive(Clone)]
pub(crate) struct Credentials {
    signing: Arc<SigningKey>,
    signing_certificate: Arc<Certificate>,
    agreement: Arc<AgreementKey>,
    agreement_certificate: Arc<Certificate>,
    pending: Pending,
    /// Key pairs made so far, so that each is another one.
    made: u64,
    secrets: Arc<SecretCache>,
}

/// Which of the two key pairs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OwnKey {
    Agreement,
    Signing,
}

#[derive(Clone, Default)]
struct Pending {
    signing: Option<PrivateKey>,
    agreement: Option<PrivateKey>,
}

impl Credentials {
    pub(crate) fn new(signing: Credential, agreement: Credential) -> Result<Self, KeyError> {
        let (signing_certificate, signing) = signing.into_parts();
        let (agreement_certificate, agreement) = agreement.into_parts();
        Ok(Self {
            signing: Arc::new(SigningKey::from_scalar(&scalar(&signing))?),
            signing_certificate: Arc::new(signing_certificate),
            agreement: Arc::new(AgreementKey::from_scalar(&scalar(&agreement))?),
            agreement_certificate: Arc::new(agreement_certificate),
            pending: Pending::default(),
            made: 0,
            secrets: Arc::new(SecretCache::new()),
        })
    }

    /// Makes a key pair that waits for its certificate, in place of one that waited before.
    pub(crate) fn make_pair(&mut self, seed: u64, which: OwnKey) -> PrivateKey {
        self.made = self.made.saturating_add(1);
        let label = format!("reference key pair {} {which:?}", self.made);
        let key = PrivateKey::derive(&seed.to_be_bytes(), &label);
        *self.pending_mut(which) = Some(key.clone());
        key
    }

    /// Takes a pair that waited into use, with its certificate.
    pub(crate) fn install(&mut self, which: OwnKey, certificate: Certificate) -> Result<(), KeyError> {
        let Some(key) = self.pending_mut(which).take() else { return Err(KeyError::Scalar) };
        match which {
            OwnKey::Agreement => {
                self.agreement = Arc::new(AgreementKey::from_scalar(&scalar(&key))?);
                self.agreement_certificate = Arc::new(certificate);
            }
            OwnKey::Signing => {
                self.signing = Arc::new(SigningKey::from_scalar(&scalar(&key))?);
                self.signing_certificate = Arc::new(certificate);
            }
        }
        Ok(())
    }

    /// The pair that waits for its certificate.
    pub(crate) fn pending(&self, which: OwnKey) -> Option<&PrivateKey> {
        match which {
            OwnKey::Agreement => self.pending.agreement.as_ref(),
            OwnKey::Signing => self.pending.signing.as_ref(),
        }
    }

    pub(crate) fn certificate(&self, which: OwnKey) -> &Certificate {
        match which {
            OwnKey::Agreement => &self.agreement_certificate,
            OwnKey::Signing => &self.signing_certificate,
        }
    }

    /// The key for signatures.
    pub(crate) fn signing(&self) -> &Arc<SigningKey> {
        &self.signing
    }

    /// The secret that the Device shares with the holder of `point`. Clones of a Device compute it once together.
    pub(crate) fn secret(&self, point: &[u8; 65]) -> Option<Arc<SharedSecret>> {
        self.secrets.agree(&self.agreement, point).ok()
    }

    fn pending_mut(&mut self, which: OwnKey) -> &mut Option<PrivateKey> {
        match which {
            OwnKey::Agreement => &mut self.pending.agreement,
            OwnKey::Signing => &mut self.pending.signing,
        }
    }
}

fn scalar(key: &PrivateKey) -> PrivateScalar {
    PrivateScalar::new(*key.scalar())
}
