use crate::Certificate;
use crate::PrivateKey;

/// A certificate and the private key that belongs to it.
#[derive(Debug, Clone)]
pub struct Credential {
    certificate: Certificate,
    key: PrivateKey,
}

impl Credential {
    /// Puts both together.
    pub fn new(certificate: Certificate, key: PrivateKey) -> Self {
        Self { certificate, key }
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The private key.
    pub fn key(&self) -> &PrivateKey {
        &self.key
    }

    /// The public point.
    pub fn public_point(&self) -> [u8; 65] {
        self.key.public_point()
    }

    /// Takes both apart.
    pub fn into_parts(self) -> (Certificate, PrivateKey) {
        (self.certificate, self.key)
    }
}
