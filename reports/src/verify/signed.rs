//! Statements behind signatures.

use p256::ecdsa::VerifyingKey;
use serde::de::DeserializeOwned;

use super::Authenticity;
use super::VerifyError;
use super::enclosed_key;
use super::folder::Folder;
use crate::dsse::Envelope;
use crate::file;
use crate::key;
use crate::statement::PAYLOAD_TYPE;
use crate::statement::STATEMENT;
use crate::statement::Statement;

/// The keys whose signatures count, and the enclosed one.
pub(super) struct Keys<'a> {
    trust: &'a [VerifyingKey],
    enclosed: VerifyingKey,
}

impl<'a> Keys<'a> {
    /// With trusted keys, only they count; the enclosed one is then read only to be compared.
    pub(super) fn new(folder: &Folder, trust: &'a [VerifyingKey]) -> Result<Self, VerifyError> {
        Ok(Self { trust, enclosed: enclosed_key(folder)? })
    }

    /// What signatures by these keys show.
    pub(super) fn authenticity(&self) -> Authenticity {
        if self.trust.is_empty() { Authenticity::SelfAsserted } else { Authenticity::Trusted }
    }

    /// The statement in an envelope, if it is signed, and by nobody else, and is of the expected type. The envelope must
    /// be written in the one canonical way, so that no octet of the file is beyond the signature.
    pub(super) fn open<P: DeserializeOwned>(
        &self,
        folder: &Folder,
        name: &str,
        predicate_type: &str,
    ) -> Result<Statement<P>, VerifyError> {
        let octets = folder.octets(name)?;
        let format = |expected: &str, found: String| VerifyError::format(name, expected, found);
        let envelope =
            Envelope::parse(octets).map_err(|error| format("a DSSE envelope", error.to_string()))?;
        if envelope.to_json().as_bytes() != octets {
            return Err(format("an envelope in canonical form", "another form of it".to_owned()));
        }
        self.check_signature(name, &envelope)?;
        if envelope.payload_type() != PAYLOAD_TYPE {
            return Err(format(PAYLOAD_TYPE, envelope.payload_type().to_owned()));
        }
        let statement: Statement<P> = serde_json::from_slice(envelope.unverified_payload())
            .map_err(|error| format("a statement of this version", error.to_string()))?;
        if statement.kind != STATEMENT {
            return Err(format(STATEMENT, statement.kind));
        }
        if statement.predicate_type != predicate_type {
            return Err(format(predicate_type, statement.predicate_type));
        }
        Ok(statement)
    }

    /// The statement names the enclosed key as its signer.
    pub(super) fn check_signer(&self, stated: &str) -> Result<(), VerifyError> {
        let found = key::fingerprint(&self.enclosed)
            .map_err(|error| VerifyError::format(file::SIGNER, "a P-256 public key", error))?;
        if found != stated {
            return Err(VerifyError::disagreement(file::SIGNER, stated, found));
        }
        Ok(())
    }

    fn check_signature(&self, name: &str, envelope: &Envelope) -> Result<(), VerifyError> {
        let enclosed = core::slice::from_ref(&self.enclosed);
        let (keys, expected) = match self.trust {
            [] => (enclosed, "a signature by the enclosed key"),
            trust => (trust, "a signature by a trusted key"),
        };
        if envelope.is_signed_only_by(keys) {
            return Ok(());
        }
        let found = if !self.trust.is_empty() && envelope.is_signed_only_by(enclosed) {
            let signer = key::fingerprint(&self.enclosed).unwrap_or_default();
            format!("one by the enclosed key, sha256:{signer}, which is not trusted")
        } else {
            format!("{} that are not all valid and by such a key", envelope.signature_count())
        };
        Err(VerifyError::Signature { file: name.to_owned(), expected: expected.to_owned(), found })
    }
}
