use crate::crypto::MessageKey;
use crate::crypto::Purpose;
use crate::crypto::SharedSecret;
use crate::crypto::SigningKey;
use crate::crypto::derive_key;
use crate::wire::Cra;
use crate::wire::Envelope;
use crate::wire::MacHeader;

impl Envelope {
    /// Signs the message as it is now. To send a wrong signature, change the field afterwards.
    pub fn sign(&mut self, signer: &SigningKey) {
        self.signature = Some(signer.sign(&self.signed_octets()).to_vec());
    }

    /// Adds a MAC Header and the MAC of the message as it is now, with the derivation that the CRA flag calls for
    /// (that of a Command, where the flag has no meaning). A message without a signature field gets a null one.
    pub fn authenticate(&mut self, secret: &SharedSecret) {
        self.authenticate_as(self.cra().unwrap_or(Cra::Command).into(), secret);
    }

    /// As [`authenticate`](Self::authenticate), with a derivation of the caller's choice, right or wrong.
    pub fn authenticate_as(&mut self, purpose: Purpose, secret: &SharedSecret) {
        let key = derive_key(secret, purpose, self.originator, self.counter, self.recipient);
        self.authenticate_with(&key);
    }

    /// As [`authenticate`](Self::authenticate), with a key of the caller's choice, right or wrong.
    pub fn authenticate_with(&mut self, key: &MessageKey) {
        self.signature.get_or_insert_default();
        let mac = key.mac(self.originator, &self.authenticated_octets());
        match &mut self.mac {
            Some(header) => header.mac = mac.to_vec(),
            None => self.mac = Some(MacHeader::new(&mac)),
        }
    }
}

/// The octets of `envelope` under exactly the protection that is given: signed where there is a `signer`, with a MAC
/// where there is a secret, a pre-command where there is neither. Lengths and a MAC Header that the envelope already
/// has are kept as they are.
///
/// For protection that is wrong on purpose, call [`Envelope::sign`] and [`Envelope::authenticate_as`], and change
/// fields before, between and after.
pub fn protect(
    mut envelope: Envelope,
    signer: Option<&SigningKey>,
    mac_secret: Option<&SharedSecret>,
) -> Vec<u8> {
    match signer {
        Some(signer) => envelope.sign(signer),
        None => envelope.signature = None,
    }
    match mac_secret {
        Some(secret) => envelope.authenticate(secret),
        None => envelope.mac = None,
    }
    envelope.emit()
}
