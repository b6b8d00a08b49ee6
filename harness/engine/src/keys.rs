//! The keys of a run: those that the profile names, in the form in which the codec asks for them.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_smki::KeyRing;
use hallmark_smki::KeyRingError;
use hallmark_smki::Usage;
use hallmark_smki::Warning;
use hallmark_smki::WarningReason;

use crate::profile::FileSource;
use crate::profile::Profile;

/// A key ring that the codec can take keys from.
#[derive(Debug, Default)]
pub struct RingKeys(KeyRing);

/// Why the credentials that a profile names cannot be used. All of it is a fault of the set-up.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CredentialsError {
    /// A key folder cannot be read.
    #[error("load the keys of {owner}")]
    Folder {
        /// Whose keys were to come from it: `parties.supplier` or `device`.
        owner: String,
        /// Why.
        #[source]
        source: KeyRingError,
    },
    /// A file that is named gives nothing that can be used.
    #[error("load the keys of {owner}: expected a certificate or key, found {warning} in {}", path.display())]
    File {
        /// Whose.
        owner: String,
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        warning: String,
    },
    /// There is nothing for the identifier that the profile gives.
    #[error("load the keys of {owner}: expected a certificate or key for {id}, found {found}")]
    Missing {
        /// Whose.
        owner: String,
        /// The identifier.
        id: EntityId,
        /// What is there instead.
        found: String,
    },
}

impl RingKeys {
    /// Loads whatever the profile names. Every party, and the device, must have something.
    ///
    /// # Errors
    ///
    /// A folder that cannot be read, a file that was named and is no use, or an owner without keys.
    pub fn load(profile: &Profile) -> Result<Self, CredentialsError> {
        let parties = profile.parties.iter().map(|(name, party)| Source {
            owner: format!("parties.{name}"),
            id: party.eui,
            files: &party.keys,
        });
        let device = profile.device.iter().map(|device| Source {
            owner: "device".to_owned(),
            id: device.eui,
            files: &device.certificates,
        });
        let sources: Vec<Source<'_>> = parties.chain(device).collect();
        let mut ring = KeyRing::new();
        let mut folders = BTreeSet::new();
        for source in &sources {
            match source.files {
                FileSource::Folder(folder) if !folders.insert(folder) => {}
                FileSource::Folder(folder) => ring.extend(source.load_folder(folder)?),
                FileSource::Files(files) => ring.extend(source.load_files(files)?),
            }
        }
        for source in &sources {
            source.check(&ring)?;
        }
        Ok(Self(ring))
    }

    /// The key ring.
    pub fn ring(&self) -> &KeyRing {
        &self.0
    }

    /// The key ring, given away.
    pub fn into_ring(self) -> KeyRing {
        self.0
    }

    /// The key ring, to add to.
    pub fn ring_mut(&mut self) -> &mut KeyRing {
        &mut self.0
    }

    /// What could not be used of the folders, or is remarkable in them.
    pub fn warnings(&self) -> &[Warning] {
        self.0.warnings()
    }
}

impl From<KeyRing> for RingKeys {
    fn from(ring: KeyRing) -> Self {
        Self(ring)
    }
}

impl Keys for RingKeys {
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]> {
        self.0.public_point(id.0, smki_usage(usage))
    }

    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar> {
        self.0.private_scalar(id.0, smki_usage(usage)).map(|scalar| PrivateScalar::new(*scalar))
    }
}

/// The same usage in the words of `hallmark-smki`.
pub fn smki_usage(usage: KeyUsage) -> Usage {
    match usage {
        KeyUsage::DigitalSignature => Usage::DigitalSignature,
        KeyUsage::KeyAgreement => Usage::KeyAgreement,
        KeyUsage::PrepaymentKeyAgreement => Usage::PrepaymentKeyAgreement,
    }
}

/// One place of the profile that names keys.
struct Source<'p> {
    owner: String,
    id: EntityId,
    files: &'p FileSource,
}

impl Source<'_> {
    fn load_folder(&self, folder: &Path) -> Result<KeyRing, CredentialsError> {
        KeyRing::load(folder).map_err(|source| CredentialsError::Folder { owner: self.owner.clone(), source })
    }

    /// A file in a folder may be of no use to us; one that is named must be.
    fn load_files(&self, files: &[PathBuf]) -> Result<KeyRing, CredentialsError> {
        let ring = KeyRing::load_files(files.iter().cloned());
        match ring.warnings().iter().find(|warning| warning.reason != WarningReason::OtherParty) {
            Some(warning) => Err(CredentialsError::File {
                owner: self.owner.clone(),
                path: warning.path.clone(),
                warning: warning.reason.to_string(),
            }),
            None => Ok(ring),
        }
    }

    fn check(&self, ring: &KeyRing) -> Result<(), CredentialsError> {
        let ids: BTreeSet<EntityId> = ring.identities().map(|(id, _)| EntityId(id)).collect();
        if ids.contains(&self.id) {
            return Ok(());
        }
        let shown: Vec<String> = ids.iter().take(SHOWN).map(ToString::to_string).collect();
        let found = match ids.len() {
            0 => "none at all".to_owned(),
            1..=SHOWN => format!("only {}", shown.join(", ")),
            more => format!("only {} and {} others", shown.join(", "), more - SHOWN),
        };
        Err(CredentialsError::Missing { owner: self.owner.clone(), id: self.id, found })
    }
}

const SHOWN: usize = 4;

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use hallmark_gbcs::tables::Role;
    use hallmark_smki::pki;
    use hallmark_smki::pki::TestPki;
    use tempfile::TempDir;

    use crate::profile::Device;
    use crate::profile::Party;
    use crate::profile::TargetKind;

    use super::*;

    const DEVICE: [u8; 8] = [2, 0, 0, 0, 0, 0, 0, 0xA0];

    fn profile(party: [u8; 8], keys: FileSource, certificates: FileSource) -> Profile {
        let party = Party { role: Role::Supplier, eui: EntityId(party), keys };
        Profile {
            parties: BTreeMap::from([("supplier".to_owned(), party)]),
            device: Some(Device { eui: EntityId(DEVICE), certificates }),
            ..Profile::embedded("meter", "1", TargetKind::Esme)
        }
    }
    fn folder() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        TestPki::from_seed(1).unwrap().write_folder(folder.path(), &[DEVICE]).unwrap();
        folder
    }

    #[test]
    fn keys_come_from_the_folders_and_files_that_the_profile_names() {
        let folder = folder();
        let supplier = pki::Party::Supplier.entity_id();
        let files = ["ds", "ka"]
            .map(|usage| folder.path().join(format!("{:016x}-{usage}.pem", u64::from_be_bytes(DEVICE))));
        let whole = FileSource::Folder(folder.path().to_owned());
        let keys = RingKeys::load(&profile(supplier, whole, FileSource::Files(files.to_vec()))).unwrap();
        assert_eq!(keys.warnings(), []);
        let pki = TestPki::from_seed(1).unwrap();
        for (usage, smki) in [
            (KeyUsage::DigitalSignature, Usage::DigitalSignature),
            (KeyUsage::KeyAgreement, Usage::KeyAgreement),
            (KeyUsage::PrepaymentKeyAgreement, Usage::PrepaymentKeyAgreement),
        ] {
            let expected = pki.party(pki::Party::Supplier, smki).unwrap();
            assert_eq!(keys.public_point(EntityId(supplier), usage), Some(expected.public_point()));
            let scalar = keys.private_scalar(EntityId(supplier), usage).unwrap();
            assert_eq!(scalar.as_octets(), &*expected.key().scalar());
        }
        let device = EntityId(DEVICE);
        assert!(keys.public_point(device, KeyUsage::KeyAgreement).is_some());
        // The files name certificates only, and replace what the folder has.
        assert!(keys.private_scalar(device, KeyUsage::KeyAgreement).is_none());
        assert!(keys.public_point(EntityId([9; 8]), KeyUsage::KeyAgreement).is_none());
    }

    #[test]
    fn what_is_not_there_is_named_with_its_owner() {
        let folder = folder();
        let whole = || FileSource::Folder(folder.path().to_owned());
        let supplier = pki::Party::Supplier.entity_id();
        let error = |profile: &Profile| RingKeys::load(profile).unwrap_err().to_string();

        let nowhere = FileSource::Folder(folder.path().join("nowhere"));
        assert_eq!(error(&profile(supplier, nowhere, whole())), "load the keys of parties.supplier");

        let stranger = error(&profile([9; 8], whole(), whole()));
        let expected = "load the keys of parties.supplier: expected a certificate or key for 0909090909090909, \
            found only 0200000000000";
        assert!(stranger.starts_with(expected), "{stranger}");

        let empty = tempfile::tempdir().unwrap();
        let nothing = || FileSource::Folder(empty.path().to_owned());
        assert_eq!(
            error(&profile(supplier, nothing(), nothing())),
            format!(
                "load the keys of parties.supplier: expected a certificate or key for {}, found none at all",
                EntityId(supplier)
            )
        );

        let wrong = folder.path().join("readme.pem");
        std::fs::write(&wrong, "no PEM").unwrap();
        let named = error(&profile(supplier, whole(), FileSource::Files(vec![wrong.clone()])));
        assert!(
            named.starts_with("load the keys of device: expected a certificate or key, found "),
            "{named}"
        );
        assert!(named.ends_with(&format!("in {}", wrong.display())), "{named}");
        // In a folder the same file only gives a warning.
        let keys = RingKeys::load(&profile(supplier, whole(), whole())).unwrap();
        assert_eq!(keys.warnings().iter().map(|warning| &warning.path).collect::<Vec<_>>(), [&wrong]);
    }
}
