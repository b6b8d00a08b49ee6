//! Who sends and receives in the vectors, with keys that anyone may know.

use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::KeyError;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_smki::PrivateKey;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

/// Someone with an identifier and keys made from a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Person {
    pub(crate) name: &'static str,
    pub(crate) id: EntityId,
}

impl Person {
    /// A private key for `usage`, any word.
    pub(crate) fn key(self, usage: &str) -> PrivateKey {
        PrivateKey::derive(b"hallmark vectors", &format!("{} {usage}", self.name))
    }

    pub(crate) fn signing_key(self) -> Result<SigningKey, KeyError> {
        SigningKey::from_scalar(&PrivateScalar::new(*self.key("digital signature").scalar()))
    }

    pub(crate) fn agreement_key(self) -> Result<AgreementKey, KeyError> {
        AgreementKey::from_scalar(&PrivateScalar::new(*self.key("key agreement").scalar()))
    }

    /// The secret that the key agreement keys of two people give.
    pub(crate) fn agree(self, other: Self) -> Result<SharedSecret, KeyError> {
        self.agreement_key()?.agree(&other.key("key agreement").public_point())
    }
}

pub(crate) fn supplier() -> Person {
    Person { name: "supplier", id: EntityId(Party::Supplier.entity_id()) }
}

pub(crate) fn network_operator() -> Person {
    Person { name: "network operator", id: EntityId(Party::NetworkOperator.entity_id()) }
}

pub(crate) fn acb() -> Person {
    Person { name: "access control broker", id: EntityId(Party::AccessControlBroker.entity_id()) }
}

pub(crate) fn other_user() -> Person {
    Person { name: "other user", id: EntityId(Party::Other.entity_id()) }
}

/// The certificate of a party in a test PKI of our own, DER.
pub(crate) fn certificate(party: Party, usage: Usage) -> Option<Vec<u8>> {
    let pki = TestPki::from_seed(PKI_SEED).ok()?;
    pki.party(party, usage).map(|credential| credential.certificate().der().to_vec())
}

pub(crate) const ESME: Person = device("electricity meter", 0xA0);
pub(crate) const GSME: Person = device("gas meter", 0xA1);
pub(crate) const CHF: Person = device("communications hub", 0xA2);

const fn device(name: &'static str, number: u8) -> Person {
    Person { name, id: EntityId([0x02, 0x48, 0x4C, 0x4D, 0x44, 0x00, 0x00, number]) }
}

const PKI_SEED: u64 = 1;
