use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::File;
use std::io;
use std::io::Read;
use std::path::Path;
use std::path::PathBuf;

use zeroize::Zeroizing;

use crate::Certificate;
use crate::Error;
use crate::InvalidKey;
use crate::Kind;
use crate::PrivateKey;
use crate::PublicKey;
use crate::Usage;
use crate::pem;
use crate::pem::Block;
use crate::pem::PemError;

/// Certificates and keys, found by Entity Identifier and usage.
///
/// A key folder holds `<EUI-64, lower-case hexadecimal>-<ds|ka|pp-ka>.pem` with a certificate or a bare public key,
/// and `.key` beside it with the private key. CA certificates and their keys may lie there under any name.
/// The file name decides to which party and usage a certificate belongs; only a file with another name is
/// filed by what its certificate says.
#[derive(Debug, Default)]
pub struct KeyRing {
    entries: BTreeMap<([u8; 8], Usage), Entry>,
    authorities: Vec<Authority>,
    warnings: Vec<Warning>,
}

/// What could not be used of a folder, or is remarkable in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The file.
    pub path: PathBuf,
    /// What about it.
    pub reason: WarningReason,
}

/// Why a file gave a warning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WarningReason {
    /// Not a certificate. Not used.
    #[error("failed to read the certificate: {0}")]
    Certificate(#[source] Error),
    /// There was one already for this party and usage. Not used.
    #[error("a second certificate or key for this party and usage")]
    Duplicate,
    /// The certificate is for another party than the file name says. Used under the file name.
    #[error("the certificate inside is for another party than the file name says")]
    OtherParty,
    /// Its file name does not say whose it is, and neither does anything else. Not used.
    #[error("no party or usage in the file name or in the certificate, and no certificate for the key")]
    Owner,
    /// Not a key. Not used.
    #[error("failed to {0}")]
    Key(#[source] InvalidKey),
    /// The private key does not belong to the certificate of the same name. Not used.
    #[error("the private key does not belong to the certificate of the same name")]
    KeyMismatch,
    /// Not PEM. Not used.
    #[error("failed to {0}")]
    Pem(#[source] PemError),
    /// Could not be read. Not used.
    #[error("failed to read the file: {0}")]
    Unreadable(io::ErrorKind),
    /// Larger than a key or certificate ever is. Not used.
    #[error("larger than 65536 octets")]
    TooLarge,
}

/// A key folder that could not be read at all.
#[derive(Debug, thiserror::Error)]
#[error("read the key folder {}", path.display())]
pub struct KeyRingError {
    path: PathBuf,
    #[source]
    source: io::Error,
}

#[derive(Debug, Default)]
struct Entry {
    certificate: Option<Certificate>,
    point: Option<[u8; 65]>,
    key: Option<PrivateKey>,
}

#[derive(Debug)]
struct Authority {
    certificate: Certificate,
    key: Option<PrivateKey>,
}

impl KeyRing {
    /// No file larger than this is read.
    pub const MAX_FILE_OCTETS: u64 = 65_536;

    /// A key ring without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Loads a folder, not its subfolders: files that end in `.pem`, `.key`, `.crt`, `.cer` or `.der`. What
    /// is wrong with single files becomes [`warnings`](Self::warnings).
    pub fn load(folder: &Path) -> Result<Self, KeyRingError> {
        let failed = |source| KeyRingError { path: folder.to_owned(), source };
        let mut files = Vec::new();
        for entry in folder.read_dir().map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let extension = path.extension().and_then(OsStr::to_str);
            let named = matches!(extension, Some("pem" | "key" | "crt" | "cer" | "der"));
            if named && path.is_file() {
                files.push(path);
            }
        }
        Ok(Self::load_files(files))
    }

    /// Loads these files, in the order of their names and certificates before keys.
    pub fn load_files(files: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut files: Vec<PathBuf> = files.into_iter().collect();
        files.sort();
        let mut ring = Self::new();
        let mut keys = Vec::new();
        for path in &files {
            match read_blocks(path) {
                Ok(blocks) => {
                    for block in blocks {
                        if block.label().ends_with("PRIVATE KEY") {
                            keys.push((path, block));
                        } else {
                            ring.add_public(path, &block);
                        }
                    }
                }
                Err(reason) => ring.warn(path, reason),
            }
        }
        for (path, block) in keys {
            ring.add_private(path, &block);
        }
        ring
    }

    /// Adds the certificate of a party for a usage, in place of one that was there.
    pub fn insert(&mut self, id: [u8; 8], usage: Usage, certificate: Certificate, key: Option<PrivateKey>) {
        let point = certificate.public_point();
        self.entries.insert((id, usage), Entry { certificate: Some(certificate), point, key });
    }

    /// Adds a CA certificate.
    pub fn insert_authority(&mut self, certificate: Certificate, key: Option<PrivateKey>) {
        self.authorities.push(Authority { certificate, key });
    }

    /// Everything in `other` too; where both have a party and usage, what `other` has.
    pub fn extend(&mut self, other: Self) {
        self.entries.extend(other.entries);
        self.authorities.extend(other.authorities);
        self.warnings.extend(other.warnings);
    }

    /// The certificate of a party for a usage.
    pub fn certificate(&self, id: [u8; 8], usage: Usage) -> Option<&Certificate> {
        self.entries.get(&(id, usage))?.certificate.as_ref()
    }

    /// The public point of a party for a usage: of the certificate, else of the bare or private key.
    pub fn public_point(&self, id: [u8; 8], usage: Usage) -> Option<[u8; 65]> {
        self.entries.get(&(id, usage))?.point
    }

    /// The private key of a party for a usage.
    pub fn private_key(&self, id: [u8; 8], usage: Usage) -> Option<&PrivateKey> {
        self.entries.get(&(id, usage))?.key.as_ref()
    }

    /// The private scalar of a party for a usage.
    pub fn private_scalar(&self, id: [u8; 8], usage: Usage) -> Option<Zeroizing<[u8; 32]>> {
        self.private_key(id, usage).map(PrivateKey::scalar)
    }

    /// Every party and usage for which anything is held, in order.
    pub fn identities(&self) -> impl Iterator<Item = ([u8; 8], Usage)> + '_ {
        self.entries.keys().copied()
    }

    /// Every certificate of a party, in order of party and usage.
    pub fn certificates(&self) -> impl Iterator<Item = ([u8; 8], Usage, &Certificate)> {
        self.entries
            .iter()
            .filter_map(|((id, usage), entry)| Some((*id, *usage, entry.certificate.as_ref()?)))
    }

    /// The CA certificates.
    pub fn authorities(&self) -> impl Iterator<Item = &Certificate> {
        self.authorities.iter().map(|authority| &authority.certificate)
    }

    /// The private key of a CA certificate of this key ring.
    pub fn authority_key(&self, certificate: &Certificate) -> Option<&PrivateKey> {
        self.authorities.iter().find(|authority| authority.certificate == *certificate)?.key.as_ref()
    }

    /// For how many parties and usages anything is held.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is held for any party.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What could not be used, or is remarkable.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    fn add_public(&mut self, path: &Path, block: &Block) {
        let result = match block.label() {
            "CERTIFICATE" => match Certificate::parse_der(block.octets()) {
                Ok(certificate) => self.add_certificate(path, certificate),
                Err(error) => Err(WarningReason::Certificate(error)),
            },
            "PUBLIC KEY" => self.add_point(path, block.octets()),
            // Parameters that some tools write before a key, and other things that are no keys.
            _ => Ok(()),
        };
        if let Err(reason) = result {
            self.warn(path, reason);
        }
    }

    fn add_certificate(&mut self, path: &Path, certificate: Certificate) -> Result<(), WarningReason> {
        if matches!(certificate.kind(), Kind::IssuingAuthority | Kind::Root) {
            self.insert_authority(certificate, None);
            return Ok(());
        }
        let named = identity_of_name(path);
        let identity = match named {
            Some(identity) => identity,
            None => identity_of(&certificate).ok_or(WarningReason::Owner)?,
        };
        let entry = self.entries.entry(identity).or_default();
        if entry.point.is_some() || entry.certificate.is_some() {
            return Err(WarningReason::Duplicate);
        }
        if certificate.entity_id() != Some(identity.0) {
            self.warnings.push(Warning { path: path.to_owned(), reason: WarningReason::OtherParty });
        }
        entry.point = certificate.public_point();
        entry.certificate = Some(certificate);
        Ok(())
    }

    fn add_point(&mut self, path: &Path, octets: &[u8]) -> Result<(), WarningReason> {
        let identity = identity_of_name(path).ok_or(WarningReason::Owner)?;
        let key = PublicKey::parse_der(octets).map_err(|_| WarningReason::Key(InvalidKey::Encoding))?;
        let point = key.point().filter(crate::is_on_curve).ok_or(WarningReason::Key(InvalidKey::Point))?;
        let entry = self.entries.entry(identity).or_default();
        if entry.point.is_some() {
            return Err(WarningReason::Duplicate);
        }
        entry.point = Some(point);
        Ok(())
    }

    fn add_private(&mut self, path: &Path, block: &Block) {
        let result = match PrivateKey::from_der(block.octets()) {
            Ok(key) => self.add_key(path, key),
            Err(error) => Err(WarningReason::Key(error)),
        };
        if let Err(reason) = result {
            self.warn(path, reason);
        }
    }

    fn add_key(&mut self, path: &Path, key: PrivateKey) -> Result<(), WarningReason> {
        let point = key.public_point();
        if let Some(identity) = identity_of_name(path) {
            let entry = self.entries.entry(identity).or_default();
            if entry.key.is_some() {
                return Err(WarningReason::Duplicate);
            }
            // A certificate with a key of another kind has no point, and no key that belongs to it.
            let is_other = entry.certificate.is_some() && entry.point.is_none();
            if is_other || *entry.point.get_or_insert(point) != point {
                return Err(WarningReason::KeyMismatch);
            }
            entry.key = Some(key);
            return Ok(());
        }
        let mut owners: Vec<&mut Option<PrivateKey>> = self
            .authorities
            .iter_mut()
            .filter(|authority| authority.certificate.public_point() == Some(point))
            .map(|authority| &mut authority.key)
            .collect();
        owners.extend(
            self.entries.values_mut().filter(|entry| entry.point == Some(point)).map(|entry| &mut entry.key),
        );
        if owners.is_empty() {
            return Err(WarningReason::Owner);
        }
        for owner in owners {
            *owner = Some(key.clone());
        }
        Ok(())
    }

    fn warn(&mut self, path: &Path, reason: WarningReason) {
        self.warnings.push(Warning { path: path.to_owned(), reason });
    }
}

/// The file-name stem of a party and usage in a key folder.
pub(crate) fn file_stem(id: [u8; 8], usage: Usage) -> String {
    format!("{:016x}-{usage}", u64::from_be_bytes(id))
}

/// The party and usage that a file name of a key folder names.
pub(crate) fn identity_of_name(path: &Path) -> Option<([u8; 8], Usage)> {
    let (id, usage) = path.file_stem()?.to_str()?.split_once('-')?;
    let hexadecimal = id.len() == 16 && id.bytes().all(|octet| octet.is_ascii_hexdigit());
    let id = if hexadecimal { u64::from_str_radix(id, 16).ok()? } else { return None };
    Some((id.to_be_bytes(), Usage::from_suffix(usage)?))
}

fn identity_of(certificate: &Certificate) -> Option<([u8; 8], Usage)> {
    let usage = [Usage::DigitalSignature, Usage::KeyAgreement]
        .into_iter()
        .find(|usage| certificate.key_usage() == Some(usage.key_usage()))?;
    Some((certificate.entity_id()?, usage))
}

fn read_blocks(path: &Path) -> Result<Vec<Block>, WarningReason> {
    let unreadable = |error: io::Error| WarningReason::Unreadable(error.kind());
    let mut octets = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(unreadable)?;
    file.take(KeyRing::MAX_FILE_OCTETS + 1).read_to_end(&mut octets).map_err(unreadable)?;
    if u64::try_from(octets.len()).is_ok_and(|size| size > KeyRing::MAX_FILE_OCTETS) {
        return Err(WarningReason::TooLarge);
    }
    // A DER file holds one certificate.
    if octets.first() == Some(&0x30) {
        return Ok(vec![Block::new("CERTIFICATE", &octets)]);
    }
    let text = core::str::from_utf8(&octets).map_err(|_| WarningReason::Pem(PemError::NoBegin))?;
    pem::blocks(text).map_err(WarningReason::Pem)
}
