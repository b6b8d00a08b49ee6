use std::fs;
use std::io;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use super::Credential;
use super::TestPki;
use crate::Error;
use crate::InvalidKey;
use crate::keyring::file_stem;

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

impl TestPki {
    /// Writes all CA certificates, all parties and these Devices as a key folder, private keys included.
    /// Files that are there are replaced; private keys can be read by their owner only.
    pub fn write_folder(&self, folder: &Path, devices: &[[u8; 8]]) -> Result<(), WriteFolderError> {
        fs::create_dir_all(folder)
            .map_err(|source| WriteFolderError::File { path: folder.to_owned(), source })?;
        for (name, credential) in self.authorities() {
            write_credential(folder, name, credential)?;
        }
        for (id, usage, credential) in self.end_entities(devices)? {
            write_credential(folder, &file_stem(id, usage), &credential)?;
        }
        Ok(())
    }
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
