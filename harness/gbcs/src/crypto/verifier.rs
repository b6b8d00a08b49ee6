use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use aws_lc_rs::constant_time::verify_slices_are_equal;

use crate::EntityId;
use crate::MessageCode;
use crate::crypto::AgreementKey;
use crate::crypto::AwsLc;
use crate::crypto::BlobError;
use crate::crypto::KeyUsage;
use crate::crypto::Keys;
use crate::crypto::MessageKey;
use crate::crypto::SecretCache;
use crate::crypto::SharedSecret;
use crate::crypto::SignatureEngine;
use crate::wire::Cra;
use crate::wire::GroupingHeader;
use crate::wire::Message;
use crate::wire::SignatureField;

/// Checks signatures and MACs, and decrypts attributes, with the keys that GBCS 6.2 to 6.4 and 8 name.
///
/// Either side's private key will do: with a Remote Party's keys its view is checked, with a Device's keys the
/// Device's. Keys are read once and shared secrets are computed once: the private key and the signature key of an
/// identifier must not change while a verifier lives.
pub struct Verifier<K, E: SignatureEngine = AwsLc> {
    keys: K,
    engine: E,
    acb: Option<EntityId>,
    agreement_keys: Table<(EntityId, KeyUsage), AgreementKey>,
    verifying_keys: Table<EntityId, E::Key>,
    secrets: SecretCache,
}

impl<K: Keys> Verifier<K> {
    /// A verifier with the fast engine. Without the identifier of the Access Control Broker (`acb`), MACs of Commands
    /// that it did not originate itself are [`Check::NoKey`].
    pub fn new(keys: K, acb: Option<EntityId>) -> Self {
        Self::with_engine(AwsLc, keys, acb)
    }
}

impl<K: Keys, E: SignatureEngine> Verifier<K, E> {
    /// A verifier with an engine of the caller's choice.
    pub fn with_engine(engine: E, keys: K, acb: Option<EntityId>) -> Self {
        let (agreement_keys, verifying_keys, secrets) = Default::default();
        Self { keys, engine, acb, agreement_keys, verifying_keys, secrets }
    }

    /// The keys.
    pub fn keys(&self) -> &K {
        &self.keys
    }

    /// Checks signature and MAC.
    pub fn check(&self, message: &Message<'_>) -> Checks {
        Checks { mac: self.check_mac(message), signature: self.check_signature(message) }
    }

    /// Checks the signature against the Business Originator's key (GBCS 6.2.3).
    pub fn check_signature(&self, message: &Message<'_>) -> Check {
        let SignatureField::Present(signature) = message.signature() else { return Check::Absent };
        let Some(key) = self.verifying_key(message.header().originator) else { return Check::NoKey };
        Check::from_comparison(self.engine.is_valid(&key, message.signed_octets(), signature))
    }

    /// Checks the MAC (GBCS 6.3.3, 6.4.5).
    pub fn check_mac(&self, message: &Message<'_>) -> Check {
        let Some(mac) = message.mac() else { return Check::Absent };
        let header = message.header();
        let pair = self.mac_pair(header);
        let Some(secret) = self.secret(pair.first, pair.second) else { return Check::NoKey };
        let expected =
            MessageKey::for_mac(&secret, header).mac(header.originator, message.authenticated_octets());
        match (verify_slices_are_equal(&expected, mac), pair.certainty) {
            (Ok(()), _) => Check::Valid,
            (Err(_), Certainty::Certain) => Check::Invalid,
            (Err(_), Certainty::Guess) => Check::NoKey,
        }
    }

    /// Decrypts one encrypted attribute of `message`: control octet, invocation counter, ciphertext and tag (GBCS 8).
    pub fn decrypt_blob(&self, message: &Message<'_>, blob: &[u8]) -> Result<Vec<u8>, BlobError> {
        let header = message.header();
        let party = header.supplementary().map_or(header.recipient, |supplementary| supplementary.party);
        let secret = self.secret(party, header.originator).ok_or(BlobError::NoKey)?;
        MessageKey::for_encryption(&secret, header).decrypt(header.originator, blob)
    }

    /// The secret of the Key Agreement keys of two parties, with whichever private key is at hand.
    pub fn secret(&self, first: EntityId, second: EntityId) -> Option<Arc<SharedSecret>> {
        self.one_way(first, second).or_else(|| self.one_way(second, first))
    }

    fn one_way(&self, private: EntityId, public: EntityId) -> Option<Arc<SharedSecret>> {
        let key = self.agreement_keys.get_or_insert((private, KeyUsage::KeyAgreement), |(id, usage)| {
            AgreementKey::from_scalar(&self.keys.private_scalar(id, usage)?).ok()
        })?;
        let point = self.keys.public_point(public, KeyUsage::KeyAgreement)?;
        self.secrets.agree(&key, &point).ok()
    }

    fn verifying_key(&self, id: EntityId) -> Option<Arc<E::Key>> {
        self.verifying_keys.get_or_insert(id, |id| {
            self.engine.key(&self.keys.public_point(id, KeyUsage::DigitalSignature)?).ok()
        })
    }

    /// Whose keys the MAC of a message is made with.
    fn mac_pair(&self, header: &GroupingHeader<'_>) -> Pair {
        let (originator, recipient) = (header.originator, header.recipient);
        let certain = |first, second| Pair { first, second, certainty: Certainty::Certain };
        if PPMID_TO_GSME.contains(&header.message_code()) || header.cra != Cra::Command {
            return certain(recipient, originator);
        }
        match (self.acb, header.supplementary()) {
            (Some(acb), _) => certain(acb, recipient),
            // Only the Access Control Broker acts for somebody else.
            (None, Some(_)) => certain(originator, recipient),
            (None, None) => Pair { first: originator, second: recipient, certainty: Certainty::Guess },
        }
    }
}

/// What the check of one protection found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// The message does not carry it.
    Absent,
    /// It is wrong.
    Invalid,
    /// A key that the check needs is not at hand.
    NoKey,
    /// It is right.
    Valid,
}

impl Check {
    /// The name in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::Absent => "absent",
            Self::Invalid => "invalid",
            Self::NoKey => "no-key",
            Self::Valid => "valid",
        }
    }

    fn from_comparison(equal: bool) -> Self {
        if equal { Self::Valid } else { Self::Invalid }
    }
}

/// What was found about one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Checks {
    /// The MAC.
    pub mac: Check,
    /// The signature.
    pub signature: Check,
}

struct Pair {
    first: EntityId,
    second: EntityId,
    certainty: Certainty,
}

/// Whether a pair of keys is the one that the specification names, or may be.
enum Certainty {
    Certain,
    Guess,
}

/// Values that are made once. Only what could be made is kept, so a flood of unknown identifiers does not fill it.
struct Table<I, V>(Mutex<HashMap<I, Arc<V>>>);

impl<I: Copy + Eq + Hash, V> Table<I, V> {
    fn get_or_insert(&self, id: I, make: impl FnOnce(I) -> Option<V>) -> Option<Arc<V>> {
        let mut table = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = table.get(&id) {
            return Some(Arc::clone(value));
        }
        let value = Arc::new(make(id)?);
        table.insert(id, Arc::clone(&value));
        Some(value)
    }
}

impl<I, V> Default for Table<I, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// PCS02 and PCS01: the Access Control Broker has no part in their MAC (GBCS 6.3, category SME.C.PPMID-GSME).
const PPMID_TO_GSME: [MessageCode; 2] = [MessageCode(0x0090), MessageCode(0x009B)];
