use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::ImageHash;
use hallmark_gbcs::crypto::KeyError;
use hallmark_gbcs::tables::Role;
use hallmark_smki::Certificate;
use hallmark_smki::Error;
use hallmark_smki::Usage;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::pki::Credential;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

use crate::device::Cell;
use crate::device::CellId;
use crate::device::CellKey;
use crate::device::Credentials;
use crate::device::TrustAnchors;

/// Who a Device is, whom it knows, and from what its values are made.
#[derive(Clone)]
pub struct EsmeConfig {
    pub(crate) id: EntityId,
    pub(crate) seed: u64,
    pub(crate) credentials: Credentials,
    pub(crate) anchors: TrustAnchors,
    pub(crate) image_hash: ImageHash,
    pub(crate) policies: Vec<ObjectIdentifier>,
}

/// Why there can be no Device with a configuration.
#[derive(Debug, thiserror::Error)]
pub enum InvalidConfig {
    /// A certificate lacks a P-256 key or an Entity Identifier.
    #[error(
        "fill the trust anchor cell {0}: expected a certificate with a P-256 key and an Entity Identifier"
    )]
    Anchor(CellId),
    /// A certificate of the Device could not be made.
    #[error("make the certificates of the Device")]
    Certificate(#[from] Error),
    /// A private key of the Device is none.
    #[error("take the keys of the Device")]
    Key(#[from] KeyError),
}

impl EsmeConfig {
    /// A Device with these credentials, which knows who is in these trust anchor cells. What it holds, and the keys that it
    /// makes later, follow from the seed.
    pub fn new(
        id: EntityId,
        seed: u64,
        signing: Credential,
        agreement: Credential,
        anchors: impl IntoIterator<Item = (CellId, Certificate)>,
    ) -> Result<Self, InvalidConfig> {
        let cell = |(id, certificate)| {
            Cell::new(id, certificate).map(|cell| (id, cell)).ok_or(InvalidConfig::Anchor(id))
        };
        let anchors = anchors.into_iter().map(cell).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            id,
            seed,
            credentials: Credentials::new(signing, agreement)?,
            anchors: TrustAnchors::new(anchors),
            image_hash: ImageHash(IMAGE_HASH),
            policies: Vec::new(),
        })
    }

    /// The Device `id` of a test PKI, which knows the root, the supplier, the network operator, the Access Control Broker,
    /// the transitional change-of-supplier party, the load controller and the recovery party.
    pub fn from_pki(pki: &TestPki, id: EntityId, seed: u64) -> Result<Self, InvalidConfig> {
        let root = CellId::new(Role::Root, CellKey::Certificates);
        let mut anchors = vec![(root, pki.root().certificate().clone())];
        for (party, role, key) in CELLS {
            let usage = match key {
                CellKey::Agreement => Usage::KeyAgreement,
                CellKey::TopUp => Usage::PrepaymentKeyAgreement,
                CellKey::Certificates | CellKey::Signature => Usage::DigitalSignature,
            };
            let credential = pki.party(party, usage);
            anchors.extend(credential.map(|one| (CellId::new(role, key), one.certificate().clone())));
        }
        let signing = pki.device(id.0, Usage::DigitalSignature)?;
        let agreement = pki.device(id.0, Usage::KeyAgreement)?;
        Ok(Self::new(id, seed, signing, agreement, anchors)?.with_policies([oid::TEST_POLICY]))
    }

    /// With these certificate policies for its environment: of a certification path one of them must hold in every
    /// certificate. Without any, every policy does.
    #[must_use]
    pub fn with_policies(self, policies: impl IntoIterator<Item = ObjectIdentifier>) -> Self {
        Self { policies: policies.into_iter().collect(), ..self }
    }

    /// With another firmware image received, of which this is the SHA-256, for CS06 to activate.
    #[must_use]
    pub fn with_image_hash(self, hash: [u8; 32]) -> Self {
        Self { image_hash: ImageHash(hash), ..self }
    }

    /// The SHA-256 of the firmware image that it has received, and that CS06 can activate.
    pub fn image_hash(&self) -> [u8; 32] {
        self.image_hash.0
    }
}

/// The cells of an ESME besides the root: no signature cell for the Access Control Broker, none for the WAN provider.
const CELLS: [(Party, Role, CellKey); 10] = [
    (Party::Recovery, Role::Recovery, CellKey::Signature),
    (Party::Supplier, Role::Supplier, CellKey::Signature),
    (Party::Supplier, Role::Supplier, CellKey::Agreement),
    (Party::Supplier, Role::Supplier, CellKey::TopUp),
    (Party::NetworkOperator, Role::NetworkOperator, CellKey::Signature),
    (Party::NetworkOperator, Role::NetworkOperator, CellKey::Agreement),
    (Party::AccessControlBroker, Role::AccessControlBroker, CellKey::Agreement),
    (Party::TransitionalCos, Role::TransitionalCos, CellKey::Signature),
    (Party::LoadController, Role::LoadController, CellKey::Signature),
    (Party::LoadController, Role::LoadController, CellKey::Agreement),
];

/// SHA-256 of the text `hallmark reference ESME image 2`.
const IMAGE_HASH: [u8; 32] = [
    0xDF, 0xE8, 0xD7, 0xCA, 0x9E, 0xFC, 0x3E, 0xB0, 0xED, 0x47, 0xD3, 0x59, 0xCE, 0x96, 0xE8, 0xFB, 0x0F,
    0xDC, 0xD0, 0x75, 0x33, 0xEB, 0x55, 0x69, 0x79, 0x49, 0xB2, 0xB7, 0xB3, 0xAF, 0x6C, 0xB4,
];
