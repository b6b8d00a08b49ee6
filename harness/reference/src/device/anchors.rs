use core::fmt;
use std::collections::BTreeMap;
use std::sync::Arc;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::CellUsage;
use hallmark_gbcs::asn1::KeyIdentifier;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::tables::Role;
use hallmark_smki::Certificate;

/// The trust anchor cells of the Device: whom it knows, and by which keys (GBCS 4.3.2).
#[derive(Debug, Clone, Default)]
pub(crate) struct TrustAnchors {
    cells: Arc<BTreeMap<CellId, Cell>>,
}

/// Names a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId {
    /// Whose credentials it holds.
    pub role: Role,
    /// What for.
    pub key: CellKey,
}

/// What the key in a cell is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CellKey {
    /// keyCertSign: the root.
    Certificates,
    /// digitalSignature.
    Signature,
    /// keyAgreement, cell usage management.
    Agreement,
    /// keyAgreement, cell usage prePaymentTopUp.
    TopUp,
}

/// What a cell holds.
#[derive(Clone)]
pub(crate) struct Cell {
    pub(crate) certificate: Certificate,
    /// Zero for the root.
    pub(crate) entity: EntityId,
    pub(crate) key_identifier: KeyIdentifier,
    pub(crate) point: [u8; 65],
}

impl TrustAnchors {
    pub(crate) fn new(cells: impl IntoIterator<Item = (CellId, Cell)>) -> Self {
        Self { cells: Arc::new(cells.into_iter().collect()) }
    }

    pub(crate) fn replace(&mut self, id: CellId, cell: Cell) {
        Arc::make_mut(&mut self.cells).insert(id, cell);
    }

    pub(crate) fn cell(&self, role: Role, key: CellKey) -> Option<&Cell> {
        self.cells.get(&CellId { role, key })
    }

    /// The cells of a role, in order.
    pub(crate) fn cells_of(&self, role: Role) -> impl Iterator<Item = (CellId, &Cell)> {
        self.cells.iter().filter(move |(id, _)| id.role == role).map(|(id, cell)| (*id, cell))
    }

    /// The roles in which a party is known; the root is none.
    pub(crate) fn roles_of(&self, entity: EntityId) -> impl Iterator<Item = Role> {
        let mut roles = self
            .cells
            .iter()
            .filter(|(id, cell)| id.role != Role::Root && cell.entity == entity)
            .map(|(id, _)| id.role)
            .collect::<Vec<_>>();
        roles.dedup();
        roles.into_iter()
    }

    pub(crate) fn has_role(&self, entity: EntityId, role: Role) -> bool {
        self.roles_of(entity).any(|found| found == role)
    }

    /// The keys with which known parties agree keys for MACs and encryption.
    pub(crate) fn agreement_points(&self) -> impl Iterator<Item = [u8; 65]> {
        let cells = self.cells.iter().filter(|(id, _)| id.key == CellKey::Agreement);
        cells.map(|(_, cell)| cell.point)
    }

    /// The key with which a known party agrees keys for MACs and encryption.
    pub(crate) fn agreement_point(&self, entity: EntityId) -> Option<[u8; 65]> {
        let mut cells = self.cells.iter();
        cells
            .find(|(id, cell)| id.key == CellKey::Agreement && cell.entity == entity)
            .map(|found| found.1.point)
    }
}

impl fmt::Debug for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Cell({} {:02X?})", self.entity, self.key_identifier.0)
    }
}

impl Cell {
    /// `None` where the certificate lacks what a cell needs: a P-256 key and, but for the root, an Entity Identifier.
    pub(crate) fn new(id: CellId, certificate: Certificate) -> Option<Self> {
        let entity = match id.role {
            Role::Root => EntityId::NONE,
            _ => EntityId(certificate.subject().entity_id()?),
        };
        let key_identifier = match certificate.key_identifier().and_then(|octets| octets.try_into().ok()) {
            Some(octets) => KeyIdentifier(octets),
            None => KeyIdentifier(certificate.computed_key_identifier()),
        };
        Some(Self { point: certificate.public_point()?, certificate, entity, key_identifier })
    }
}

impl fmt::Display for CellId {
    /// As in `supplier signature`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match self.key {
            CellKey::Agreement => "key agreement",
            CellKey::Certificates => "certificates",
            CellKey::Signature => "signature",
            CellKey::TopUp => "top-up",
        };
        write!(f, "{} {key}", self.role)
    }
}

impl CellId {
    pub(crate) fn new(role: Role, key: CellKey) -> Self {
        Self { role, key }
    }

    /// The cell that a payload names; `None` for a combination that no cell has.
    pub(crate) fn from_payload(cell: TrustAnchorCellIdentifier) -> Option<Self> {
        let role =
            u8::try_from(cell.trust_anchor_cell_remote_party_role.0).ok().and_then(Role::from_value)?;
        let key = match (cell.trust_anchor_cell_key_usage, cell.trust_anchor_cell_usage) {
            (KeyUsage::KEY_CERT_SIGN, CellUsage::MANAGEMENT) => CellKey::Certificates,
            (KeyUsage::DIGITAL_SIGNATURE, CellUsage::MANAGEMENT) => CellKey::Signature,
            (KeyUsage::KEY_AGREEMENT, CellUsage::MANAGEMENT) => CellKey::Agreement,
            (KeyUsage::KEY_AGREEMENT, CellUsage::PRE_PAYMENT_TOP_UP) => CellKey::TopUp,
            _ => return None,
        };
        Some(Self { role, key })
    }

    pub(crate) fn key_usage(self) -> KeyUsage {
        match self.key {
            CellKey::Certificates => KeyUsage::KEY_CERT_SIGN,
            CellKey::Signature => KeyUsage::DIGITAL_SIGNATURE,
            CellKey::Agreement | CellKey::TopUp => KeyUsage::KEY_AGREEMENT,
        }
    }

    pub(crate) fn cell_usage(self) -> CellUsage {
        match self.key {
            CellKey::TopUp => CellUsage::PRE_PAYMENT_TOP_UP,
            CellKey::Agreement | CellKey::Certificates | CellKey::Signature => CellUsage::MANAGEMENT,
        }
    }
}

/// The role as payloads write it.
pub(crate) fn payload_role(role: Role) -> RemotePartyRole {
    RemotePartyRole(role.value().into())
}
