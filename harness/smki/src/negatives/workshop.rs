use std::cell::RefCell;

use super::Dialect;
use super::Problem;
use super::case::Change;
use super::case::ChangeMutant;
use super::case::Start;
use super::case::Wanted;
use super::scene::Asker;
use super::scene::Dates;
use super::scene::Question;
use super::scene::Scene;
use crate::Attribute;
use crate::Certificate;
use crate::Name;
use crate::PrivateKey;
use crate::Usage;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::mutate::Field;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::pki::Credential;
use crate::pki::Party;
use crate::pki::Template;
use crate::pki::TestPki;

/// The moment of validation of every case that is not about time: the start of 2020.
pub const TIME: i64 = 1_577_836_800;

/// The Device of the cases.
pub const DEVICE: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];

/// Makes good certificates, for the cases to spoil.
#[derive(Debug)]
pub(super) struct Workshop {
    seed: u64,
    dialect: Dialect,
    pki: TestPki,
    organisations: Tree,
    devices: Tree,
    points: RefCell<Vec<[u8; 65]>>,
}

/// A root and its issuing CA.
#[derive(Debug)]
struct Tree {
    root: Credential,
    issuing: Credential,
}

impl Workshop {
    pub(super) fn new(seed: u64, dialect: Dialect) -> Result<Self, Problem> {
        let pki = TestPki::from_seed(seed)?;
        let tree = |root: &Credential, issuing: &Credential| -> Result<Tree, Problem> {
            Ok(Tree { root: speaking(dialect, root, root)?, issuing: speaking(dialect, issuing, root)? })
        };
        let organisations = tree(pki.root(), pki.issuing_authority())?;
        let devices = tree(pki.device_root(), pki.device_issuing_authority())?;
        Ok(Self { seed, dialect, pki, organisations, devices, points: RefCell::default() })
    }

    /// The good set-up of a start, with a change made to it.
    pub(super) fn scene(&self, start: Start, change: Change) -> Result<Scene, Problem> {
        let mut scene = self.good(start)?;
        match change {
            Change::Edit(change) => change(&mut scene),
            Change::Leaf(change) => {
                let mut leaf = self.leaf(start)?;
                change(&mut leaf)?;
                self.sign(&mut leaf, self.issuing(start).key())?;
                scene.leaf = leaf.to_der();
            }
            Change::LeafSigned(change) => {
                let mut leaf = self.signed_leaf(start)?;
                change(&mut leaf)?;
                scene.leaf = leaf.to_der();
            }
            Change::Issuer(change) => scene.path = vec![self.changed_issuer(start, change)?],
            Change::IssuerSigned(change) => {
                let mut issuer = Mutant::of(self.issuing(start).certificate());
                change(&mut issuer)?;
                scene.path = vec![issuer.to_der()];
            }
            Change::LeafInShop(change) => {
                let mut leaf = self.leaf(start)?;
                change(self, &mut leaf)?;
                leaf.sign(self.issuing(start).key());
                scene.leaf = leaf.to_der();
            }
            Change::Payload(change) => super::cases::command(self, &mut scene, change)?,
            Change::Resigned(wanted) => {
                let mut leaf = self.leaf(start)?;
                self.sign_until(&mut leaf, self.issuing(start).key(), wanted)?;
                scene.leaf = leaf.to_der();
            }
            Change::Scene(change) => change(self, &mut scene)?,
        }
        Ok(scene)
    }

    /// A good leaf, not signed yet.
    pub(super) fn leaf(&self, start: Start) -> Result<Mutant, Problem> {
        let template = match start {
            Start::Device => self.device(Usage::DigitalSignature),
            Start::DeviceKeyAgreement => self.device(Usage::KeyAgreement),
            Start::Organisation => self.supplier(Usage::DigitalSignature),
            Start::OrganisationKeyAgreement => self.supplier(Usage::KeyAgreement),
            Start::Root => return Ok(Mutant::of(self.organisations.root.certificate())),
        };
        let mut leaf = Mutant::of(&Certificate::parse_der(&template.sign(self.issuing(start).key()))?);
        self.dialect.apply(&mut leaf)?;
        Ok(leaf)
    }

    /// A good leaf, signed.
    pub(super) fn signed_leaf(&self, start: Start) -> Result<Mutant, Problem> {
        let mut leaf = self.leaf(start)?;
        leaf.sign(self.issuing(start).key());
        Ok(leaf)
    }

    /// A good supplier's leaf under another issuer, not signed yet.
    pub(super) fn leaf_under(&self, issuer: &Credential) -> Result<Mutant, Problem> {
        let mut leaf = self.leaf(Start::Organisation)?;
        rename_issuer(&mut leaf, issuer.certificate())?;
        Ok(leaf)
    }

    /// The root above a start.
    pub(super) fn root(&self, start: Start) -> &Credential {
        &self.tree(start).root
    }

    /// The issuing CA above a start.
    pub(super) fn issuing(&self, start: Start) -> &Credential {
        match start {
            Start::Root => &self.tree(start).root,
            _ => &self.tree(start).issuing,
        }
    }

    /// A key of this corpus.
    pub(super) fn key(&self, label: &str) -> PrivateKey {
        PrivateKey::derive(&self.seed.to_be_bytes(), &format!("negatives {label}"))
    }

    /// The public point of the good leaf's key.
    pub(super) fn leaf_point(&self, start: Start) -> [u8; 65] {
        self.leaf_key(start).public_point()
    }

    /// The private key of the good leaf.
    pub(super) fn leaf_key(&self, start: Start) -> PrivateKey {
        match start {
            Start::Root => self.organisations.root.key().clone(),
            Start::Device => self.key("device ds"),
            Start::DeviceKeyAgreement => self.key("device ka"),
            Start::Organisation => self.key("supplier ds"),
            Start::OrganisationKeyAgreement => self.key("supplier ka"),
        }
    }

    /// A CA of any name under another, with a key of its own.
    pub(super) fn authority(
        &self,
        label: &str,
        name: Name,
        issuer: &Credential,
        path_length: Option<u8>,
    ) -> Result<Credential, Problem> {
        self.authority_with(self.key(label), label, name, issuer, path_length)
    }

    /// A CA of any name and key under another.
    pub(super) fn authority_with(
        &self,
        key: PrivateKey,
        label: &str,
        name: Name,
        issuer: &Credential,
        path_length: Option<u8>,
    ) -> Result<Credential, Problem> {
        let template = Template::issuing_authority(name, &key.public_point(), issuer.certificate())
            .with_serial_number(self.serial(label));
        let mut mutant = Mutant::of(&Certificate::parse_der(&template.sign(issuer.key()))?);
        mutant.set_extension(&crate::Extension::authority(path_length))?;
        self.dialect.apply(&mut mutant)?;
        mutant.sign(issuer.key());
        Ok(Credential::new(Certificate::parse_der(&mutant.to_der())?, key))
    }

    /// A root of any name, with a key of its own.
    pub(super) fn new_root(&self, label: &str, name: Name) -> Result<Credential, Problem> {
        let key = self.key(label);
        let template = Template::root(name, &key.public_point()).with_serial_number(self.serial(label));
        let mut mutant = Mutant::of(&Certificate::parse_der(&template.sign(&key))?);
        mutant.set_extension(&crate::Extension::authority(None))?;
        self.dialect.apply(&mut mutant)?;
        mutant.sign(&key);
        Ok(Credential::new(Certificate::parse_der(&mutant.to_der())?, key))
    }

    /// The issuing CA's certificate with a change, signed by the root anew.
    pub(super) fn changed_issuer(&self, start: Start, change: ChangeMutant) -> Result<Vec<u8>, Problem> {
        let mut issuer = Mutant::of(self.issuing(start).certificate());
        change(&mut issuer)?;
        self.sign(&mut issuer, self.root(start).key())?;
        Ok(issuer.to_der())
    }

    /// Signs a certificate in the dialect of this corpus.
    pub(super) fn sign(&self, mutant: &mut Mutant, key: &PrivateKey) -> Result<(), Problem> {
        self.dialect.apply(mutant)?;
        mutant.sign(key);
        Ok(())
    }

    /// Signs a certificate under ever other serial numbers, until the signature is as wanted.
    pub(super) fn sign_until(
        &self,
        mutant: &mut Mutant,
        key: &PrivateKey,
        wanted: Wanted,
    ) -> Result<(), Problem> {
        for number in 1..=ATTEMPTS {
            let serial = [&[0x01], number.to_be_bytes().as_slice(), &self.seed.to_be_bytes()].concat();
            mutant.node(Field::SerialNumber)?.set_octets(serial);
            mutant.sign(key);
            if wanted(&mutant.scalars()?) {
                return Ok(());
            }
        }
        Err(Problem::NotFound)
    }

    /// The public point of a key of this corpus, the first that is as wanted.
    pub(super) fn point_until(&self, wanted: fn(&[u8; 65]) -> bool) -> Result<[u8; 65], Problem> {
        for number in 0..ATTEMPTS {
            let point = self.point(number)?;
            if wanted(&point) {
                return Ok(point);
            }
        }
        Err(Problem::NotFound)
    }

    /// One of a row of points, which is made as far as it is needed.
    fn point(&self, number: u32) -> Result<[u8; 65], Problem> {
        let mut points = self.points.borrow_mut();
        let place = usize::try_from(number).map_err(|_| Problem::NotFound)?;
        while points.len() <= place {
            let key = self.key(&format!("of a row {}", points.len()));
            points.push(key.public_point());
        }
        points.get(place).copied().ok_or(Problem::NotFound)
    }

    /// A serial number of sixteen octets.
    pub(super) fn serial(&self, label: &str) -> Vec<u8> {
        let digest = crate::key::digest("hallmark negatives serial", &self.seed.to_be_bytes(), label, 0);
        let mut serial: Vec<u8> = digest.iter().copied().take(16).collect();
        if let Some(first) = serial.first_mut() {
            *first = (*first & 0x7F).max(1);
        }
        serial
    }

    fn good(&self, start: Start) -> Result<Scene, Problem> {
        let usage = match start {
            Start::Device | Start::Organisation => Some(Usage::DigitalSignature),
            Start::DeviceKeyAgreement | Start::OrganisationKeyAgreement => Some(Usage::KeyAgreement),
            Start::Root => None,
        };
        let (asker, path) = match start {
            Start::Root => (Asker::RootCell, Vec::new()),
            _ => (Asker::RelyingParty, vec![self.issuing(start).certificate().der().to_vec()]),
        };
        let mut question = Question {
            asker,
            usage,
            entity_id: None,
            public_key: None,
            dates: Dates::Checked,
            needs: Vec::new(),
        };
        if start == Start::Root {
            question.needs.push(super::scene::Need::Asker);
        }
        let over = (0..path.len()).collect();
        Ok(Scene {
            leaf: self.signed_leaf(start)?.to_der(),
            path,
            anchor: self.root(start).certificate().der().to_vec(),
            payload: None,
            time: TIME,
            question,
            over,
        })
    }

    fn supplier(&self, usage: Usage) -> Template {
        let subject = Name::from_attributes(vec![
            Attribute::role(Party::Supplier.role()),
            Attribute::entity_id(Party::Supplier.entity_id()),
        ]);
        let start = match usage {
            Usage::DigitalSignature => Start::Organisation,
            Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => Start::OrganisationKeyAgreement,
        };
        self.pki.organisation_template(subject, usage, &self.leaf_point(start))
    }

    fn device(&self, usage: Usage) -> Template {
        let start = match usage {
            Usage::DigitalSignature => Start::Device,
            Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => Start::DeviceKeyAgreement,
        };
        self.pki.device_template(DEVICE, usage, &self.leaf_point(start))
    }

    fn tree(&self, start: Start) -> &Tree {
        match start {
            Start::Device | Start::DeviceKeyAgreement => &self.devices,
            Start::Organisation | Start::OrganisationKeyAgreement | Start::Root => &self.organisations,
        }
    }
}

/// Puts the name and the key identifier of another issuer in.
pub(super) fn rename_issuer(mutant: &mut Mutant, issuer: &Certificate) -> Result<(), Problem> {
    mutant.set(Field::Issuer, Node::read(issuer.subject().der())?)?;
    let identifier = issuer.key_identifier().unwrap_or_default();
    mutant.set_extension(&crate::Extension::authority_key_identifier(identifier))?;
    Ok(())
}

/// The same certificate in another dialect, signed again where that changes it.
fn speaking(dialect: Dialect, one: &Credential, issuer: &Credential) -> Result<Credential, Problem> {
    let mut mutant = Mutant::of(one.certificate());
    dialect.apply(&mut mutant)?;
    mutant.sign(issuer.key());
    Ok(Credential::new(Certificate::parse_der(&mutant.to_der())?, one.key().clone()))
}

impl Dialect {
    /// Takes the flag from certificatePolicies, if it is there and as it should be.
    fn apply(self, mutant: &mut Mutant) -> Result<(), Problem> {
        let Ok(extension) = mutant.extension(oid::CERTIFICATE_POLICIES) else { return Ok(()) };
        let critical = extension.nodes().contains(&Node::primitive(tag::BOOLEAN, [0xFF]));
        match self {
            Self::PoliciesNotCritical if critical => {
                Ok(mutant.set_critical(oid::CERTIFICATE_POLICIES, None)?)
            }
            Self::PoliciesNotCritical | Self::Smki => Ok(()),
        }
    }
}

/// One signature in 256 has any given first octet of r.
const ATTEMPTS: u32 = 20_000;
