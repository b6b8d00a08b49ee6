//! Certificates in the making.

use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Party;
use hallmark_smki::Certificate;
use hallmark_smki::Extension;
use hallmark_smki::PrivateKey;
use hallmark_smki::Usage;
use hallmark_smki::key_identifier;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Missing;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;
use hallmark_smki::pki::Credential;

/// Why the laboratory cannot make what a scenario asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unable(pub(crate) String);

impl From<Missing> for Unable {
    fn from(missing: Missing) -> Self {
        Self(missing.to_string())
    }
}

impl From<String> for Unable {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Unable {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// What a certificate for a cell is made with.
pub(crate) struct Bench<'a> {
    pub(crate) laboratory: &'a Laboratory,
    /// Whose cell.
    pub(crate) holder: &'a Party,
    /// What for.
    pub(crate) usage: Usage,
    /// The certificate that the profile gives for it: every other one is made in its likeness.
    pub(crate) model: &'a Certificate,
    /// The seed of the run and the id of the test: keys belong to both.
    pub(crate) seed: Vec<u8>,
}

/// A certificate for a cell, with what goes with it in the command.
pub(crate) struct Draft {
    pub(crate) mutant: Mutant,
    /// The key that it certifies, where that is a new one.
    pub(crate) key: Option<PrivateKey>,
    /// certificationPathCertificates.
    pub(crate) path: Vec<Vec<u8>>,
    /// Whether dates count.
    pub(crate) dates: Dates,
    /// What goes into the command in place of the certificate.
    pub(crate) octets: Option<Vec<u8>>,
}

/// applyTimeBasedCPVChecks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dates {
    Count,
    Ignored,
}

impl<'a> Bench<'a> {
    /// A key that belongs to this test and a label.
    pub(crate) fn key(&self, label: &str) -> PrivateKey {
        PrivateKey::derive(&self.seed, label)
    }

    /// The authority that issues certificates of Remote Parties, with its key.
    pub(crate) fn issuer(&self) -> Result<&'a Credential, Unable> {
        issuer_of(self.laboratory, self.model)
            .ok_or_else(|| "the profile gives no private key of the authority that issued the party's".into())
    }

    /// The authority above the issuing one, with its key.
    pub(crate) fn root(&self) -> Result<&'a Credential, Unable> {
        issuer_of(self.laboratory, self.issuer()?.certificate())
            .ok_or_else(|| "the profile gives no private key of the root".into())
    }

    /// The certificate of the profile as it is.
    pub(crate) fn own(&self) -> Draft {
        Draft {
            mutant: Mutant::of(self.model),
            key: None,
            path: self.laboratory.path_of(self.holder),
            dates: Dates::Ignored,
            octets: None,
        }
    }

    /// The like of it for a new key, yet to be signed.
    pub(crate) fn new_key(&self) -> Result<Draft, Unable> {
        let mut draft = self.own();
        let key = self.key(&format!("new {}", self.usage));
        certify(&mut draft.mutant, &key.public_point())?;
        draft.key = Some(key);
        Ok(draft)
    }
}

/// Puts a public key in, with its key identifier and a serial number of its own.
pub(crate) fn certify(mutant: &mut Mutant, point: &[u8; 65]) -> Result<(), Missing> {
    mutant.set(Field::Point, Node::bit_string(0, point))?;
    mutant.set_extension(&Extension::subject_key_identifier(&key_identifier(point)))?;
    // Sixteen octets of the key, the first of which says that the number is positive and needs them all.
    let mut serial = vec![0x48];
    serial.extend(point.iter().skip(1).take(15));
    mutant.node(Field::SerialNumber)?.set_octets(serial);
    Ok(())
}

/// The authority that a certificate names as its issuer, by name and by key, where the laboratory has its key.
pub(crate) fn issuer_of<'a>(laboratory: &'a Laboratory, certificate: &Certificate) -> Option<&'a Credential> {
    let named = certificate.authority_key_identifier().and_then(|one| one.key_identifier.as_deref());
    laboratory.issuers().iter().find(|one| {
        let authority = one.certificate();
        let by_key = named.is_none() || named == authority.key_identifier();
        by_key && authority.subject().matches(certificate.issuer())
    })
}

impl Draft {
    /// What goes into the command.
    pub(crate) fn octets(&self) -> Vec<u8> {
        self.octets.clone().unwrap_or_else(|| self.mutant.to_der())
    }
}
