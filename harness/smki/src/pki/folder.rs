use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::Credential;
use super::Party;
use super::TestPki;
use crate::CertificationRequest;
use crate::Error;
use crate::Extension;
use crate::InvalidKey;
use crate::Name;
use crate::PrivateKey;
use crate::Usage;
use crate::keyring::file_stem;
use crate::pem;

/// Why a key folder could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteFolderError {
    /// A file or folder could not be written.
    #[error("write {}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A certificate of the PKI could not be made.
    #[error("make a certificate")]
    Certificate(#[from] Error),
    /// A private key could not be written as PEM.
    #[error("encode a private key")]
    Key(#[from] InvalidKey),
}

/// How much [`TestPki::write_all`] wrote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Certificates in `keys`, each with its private key.
    pub keys: usize,
    /// Certificates in `xml-signing`.
    pub xml_signing: usize,
    /// Certificates in `transport`.
    pub transport: usize,
    /// Requests in `requests`.
    pub requests: usize,
}

impl TestPki {
    /// Writes all CA certificates, all parties and these Devices as a key folder, private keys included.
    /// Files that are there are replaced; private keys can be read by their owner only.
    pub fn write_folder(&self, folder: &Path, devices: &[[u8; 8]]) -> Result<(), WriteFolderError> {
        make_folder(folder)?;
        for (name, credential) in self.authorities() {
            write_credential(folder, name, credential)?;
        }
        for (id, usage, credential) in self.end_entities(devices)? {
            write_credential(folder, &file_stem(id, usage), &credential)?;
        }
        Ok(())
    }

    /// Writes everything, each kind into a folder of its own: the key folder as `keys`, certificates that sign XML as
    /// `xml-signing`, those for TLS as `transport`, certification requests as `requests`, and the contingency key as
    /// `contingency`.
    pub fn write_all(&self, folder: &Path, devices: &[[u8; 8]]) -> Result<Written, WriteFolderError> {
        self.write_folder(&folder.join("keys"), devices)?;
        let keys = self.authorities().len() + self.end_entities(devices)?.len();
        let xml_signing = self.write_xml_signing(&folder.join("xml-signing"))?;
        let transport = self.write_transport(&folder.join("transport"))?;
        let requests = self.write_requests(&folder.join("requests"), devices)?;
        self.write_contingency(&folder.join("contingency"))?;
        Ok(Written { keys, xml_signing, transport, requests })
    }

    fn write_xml_signing(&self, folder: &Path) -> Result<usize, WriteFolderError> {
        make_folder(folder)?;
        let mut count = 0;
        for party in Party::ALL {
            if let Some(credential) = self.xml_signing(party)? {
                let stem = file_stem(party.entity_id(), Usage::DigitalSignature);
                write_credential(folder, &stem, &credential)?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn write_transport(&self, folder: &Path) -> Result<usize, WriteFolderError> {
        make_folder(folder)?;
        let transport = self.transport()?;
        write_credential(folder, "root", &transport.root)?;
        write_credential(folder, "issuing-authority", &transport.issuing_authority)?;
        write_credential(folder, "server", &transport.server)?;
        for (party, client) in &transport.clients {
            let stem = format!("client-{}", super::hexadecimal(party.entity_id()));
            write_credential(folder, &stem, client)?;
        }
        Ok(3 + transport.clients.len())
    }

    fn write_requests(&self, folder: &Path, devices: &[[u8; 8]]) -> Result<usize, WriteFolderError> {
        make_folder(folder)?;
        let entities = self.end_entities(devices)?;
        for (id, usage, credential) in &entities {
            let request = request(credential.certificate().subject(), *id, *usage, credential.key());
            let path = folder.join(format!("{}.csr", file_stem(*id, *usage)));
            let text = pem::write("CERTIFICATE REQUEST", &request);
            fs::write(&path, text).map_err(|source| WriteFolderError::File { path, source })?;
        }
        Ok(entities.len())
    }

    fn write_contingency(&self, folder: &Path) -> Result<(), WriteFolderError> {
        make_folder(folder)?;
        let contingency = self.contingency();
        let symmetric: String =
            contingency.symmetric_key().iter().map(|octet| format!("{octet:02X}")).collect();
        let key = contingency.key().to_pem()?;
        for (name, text) in [("contingency.key", key.as_str()), ("symmetric-key.hex", &(symmetric + "\n"))] {
            let path = folder.join(name);
            write_private(&path, text.as_bytes())
                .map_err(|source| WriteFolderError::File { path, source })?;
        }
        Ok(())
    }
}

/// What its holder handed in for a certificate: a Device its identity in the extensions, an organisation its name as
/// the subject, both one keyUsage.
fn request(subject: &Name, id: [u8; 8], usage: Usage, key: &PrivateKey) -> Vec<u8> {
    if subject.is_empty() {
        CertificationRequest::device(id, usage.key_usage(), key)
    } else {
        CertificationRequest::build(subject, &[Extension::key_usage(usage.key_usage())], key)
    }
}

fn make_folder(folder: &Path) -> Result<(), WriteFolderError> {
    fs::create_dir_all(folder).map_err(|source| WriteFolderError::File { path: folder.to_owned(), source })
}

fn write_credential(folder: &Path, stem: &str, credential: &Credential) -> Result<(), WriteFolderError> {
    let certificate = folder.join(format!("{stem}.pem"));
    fs::write(&certificate, credential.certificate().to_pem())
        .map_err(|source| WriteFolderError::File { path: certificate, source })?;
    let key = folder.join(format!("{stem}.key"));
    let text = credential.key().to_pem()?;
    write_private(&key, text.as_bytes()).map_err(|source| WriteFolderError::File { path: key, source })
}

/// A file made anew, so that neither the rights of an older one nor a link in its place count.
fn write_private(path: &Path, octets: &[u8]) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)?.write_all(octets)
}
