//! Writing a bundle.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use hallmark_engine::date::Moment;
use hallmark_engine::results::Results;
use p256::ecdsa::SigningKey;

use crate::conformance::CONFORMANCE_TYPE;
use crate::conformance::Conformance;
use crate::conformance::Issue;
use crate::decoded;
use crate::decoded::Decoder;
use crate::file;
use crate::file::FileDigest;
use crate::html;
use crate::junit;
use crate::key;
use crate::key::KeyError;
use crate::laboratory::Laboratory;
use crate::log::Log;
use crate::statement::ResourceDescriptor;
use crate::statement::Statement;
use crate::test_result::TEST_RESULT_TYPE;
use crate::test_result::TestResultPredicate;

/// What a bundle is made of, beside the files that the run has already left in its folder.
pub struct Bundle<'a> {
    /// What the run found.
    pub results: &'a Results,
    /// The names of the files already in the folder: `evidence.pcapng`, `log.jsonl`, the profile that
    /// `results.run.profile` names, and any other to be enclosed. A file that is there and not named is an error,
    /// because a bundle vouches for all that it holds.
    pub enclosed: &'a [&'a str],
    /// Says what octets mean.
    pub decoder: &'a dyn Decoder,
    /// Who issues the bundle.
    pub issuer: Issuer<'a>,
}

/// Who issues a bundle, when, and with which key.
pub struct Issuer<'a> {
    /// The key that signs. It does not enter the bundle; its public half does.
    pub key: &'a SigningKey,
    /// Whether the key was made for this run, so that the signature shows integrity and not origin.
    pub self_asserted: bool,
    /// Who tested.
    pub laboratory: Laboratory,
    /// The time of issue.
    pub now: Moment,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Every file of the bundle, by name.
    pub files: Vec<FileDigest>,
    /// SHA-256 of the signer's SubjectPublicKeyInfo.
    pub signer: String,
}

impl Bundle<'_> {
    /// Writes `results.json`, the renderings, the public key and the signed statements beside the enclosed files.
    /// Each file appears whole or not at all; the statement that covers the others comes last, so that an
    /// interrupted bundle does not verify. Files of the same names are replaced.
    ///
    /// # Errors
    /// [`BundleError`] names the file.
    pub fn write(&self, dir: &Path) -> Result<Written, BundleError> {
        let enclosed = self.read_enclosed(dir)?;
        let log = enclosed.get(file::LOG).map(Vec::as_slice).unwrap_or_default();
        let log = Log::parse(log).map_err(|error| content(dir, file::LOG, &error))?;
        let signer_key = *self.issuer.key.verifying_key();
        let issue = Issue {
            issued: self.issuer.now.to_string(),
            laboratory: self.issuer.laboratory.clone(),
            self_asserted: self.issuer.self_asserted,
            signer: key::fingerprint(&signer_key)?,
        };

        let decoded = decoded::decode(self.results, &log, self.decoder);
        let mut results = serde_json::to_string_pretty(self.results)
            .map_err(|error| content(dir, file::RESULTS, &error))?;
        results.push('\n');
        let written = [
            (file::RESULTS, results),
            (
                file::DECODED,
                decoded::to_jsonl(&decoded).map_err(|error| content(dir, file::DECODED, &error))?,
            ),
            (
                file::REPORT,
                html::render(self.results, &log, &decoded, &issue)
                    .map_err(|error| content(dir, file::REPORT, &error))?,
            ),
            (file::JUNIT, junit::render(self.results).map_err(|error| content(dir, file::JUNIT, &error))?),
            (file::SIGNER, key::to_pem(&signer_key)?),
        ];

        let mut files: Vec<FileDigest> =
            enclosed.iter().map(|(name, octets)| FileDigest::of(name, octets)).collect();
        for (name, text) in &written {
            files.push(write_file(dir, name, text.as_bytes())?);
        }
        let digest_of = |name: &str| files.iter().find(|file| file.name == name).cloned();
        let missing = |name: &str| BundleError::Missing { path: dir.join(name) };
        let results_file = digest_of(file::RESULTS).ok_or_else(|| missing(file::RESULTS))?;
        let profile = &self.results.run.profile;
        let profile = digest_of(profile).ok_or_else(|| missing(profile))?;
        let subject = ResourceDescriptor::subject(self.results, &results_file)
            .map_err(|error| content(dir, file::RESULTS, &error))?;

        let predicate = TestResultPredicate::of(self.results, &profile);
        let statement = Statement::new(TEST_RESULT_TYPE, subject.clone(), predicate);
        files.push(self.write_statement(dir, file::TEST_RESULT, &statement)?);
        files.sort_by(|a, b| a.name.cmp(&b.name));
        let conformance = Conformance::of(self.results, &issue, files.clone());
        let statement = Statement::new(CONFORMANCE_TYPE, subject, conformance);
        files.push(self.write_statement(dir, file::CONFORMANCE, &statement)?);
        Ok(Written { files, signer: issue.signer })
    }

    /// Reads the files that are already there, and refuses any other.
    fn read_enclosed(&self, dir: &Path) -> Result<BTreeMap<String, Vec<u8>>, BundleError> {
        let mut enclosed = BTreeMap::new();
        let required = [file::EVIDENCE, file::LOG, self.results.run.profile.as_str()];
        for name in required.iter().chain(self.enclosed) {
            let path = dir.join(name);
            if !file::is_name(name) || file::WRITTEN.contains(name) {
                return Err(BundleError::Name { path });
            }
            if enclosed.contains_key(*name) {
                continue;
            }
            let octets = fs::read(&path).map_err(|source| match source.kind() {
                io::ErrorKind::NotFound => BundleError::Missing { path: path.clone() },
                _ => BundleError::Io { path: path.clone(), source },
            })?;
            // Evidence and log hold what the target sent: it may send what looks like a key.
            let ours = *name != file::EVIDENCE && *name != file::LOG;
            if ours && octets.windows(PRIVATE_KEY.len()).any(|window| window == PRIVATE_KEY) {
                return Err(BundleError::PrivateKey { path });
            }
            enclosed.insert((*name).to_owned(), octets);
        }
        let io = |source| BundleError::Io { path: dir.to_owned(), source };
        for entry in fs::read_dir(dir).map_err(io)? {
            let name = entry.map_err(io)?.file_name();
            let known = |name: &str| enclosed.contains_key(name) || file::WRITTEN.contains(&name);
            if !name.to_str().is_some_and(known) {
                return Err(BundleError::Unexpected { path: dir.join(name) });
            }
        }
        Ok(enclosed)
    }

    fn write_statement<P: serde::Serialize>(
        &self,
        dir: &Path,
        name: &str,
        statement: &Statement<P>,
    ) -> Result<FileDigest, BundleError> {
        let envelope = statement.sign(self.issuer.key).map_err(|error| content(dir, name, &error))?;
        write_file(dir, name, envelope.to_json().as_bytes())
    }
}

/// Why a bundle was not written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BundleError {
    /// A file cannot be made from what was given, or does not hold what it must.
    #[error("{}: {reason}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The signing key has no public half that can be written.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A file that must be there before a bundle is written is not.
    #[error("{}: must be there before the bundle is written", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// A bundle cannot hold a file of this name.
    #[error("{}: expected a plain file name that the bundle does not use itself", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// A file holds a private key.
    #[error("{}: holds a private key, which must not enter a bundle; refer to it by its path", path.display())]
    PrivateKey {
        /// The file.
        path: PathBuf,
    },
    /// The folder holds a file that is not to be enclosed.
    #[error("{}: is not part of the bundle; choose an empty folder, or remove it", path.display())]
    Unexpected {
        /// The file.
        path: PathBuf,
    },
}

fn content(dir: &Path, name: &str, reason: &dyn core::fmt::Display) -> BundleError {
    BundleError::Content { path: dir.join(name), reason: reason.to_string() }
}

/// Writes a file beside its name and renames it into place.
fn write_file(dir: &Path, name: &str, octets: &[u8]) -> Result<FileDigest, BundleError> {
    let path = dir.join(name);
    let beside = dir.join(format!(".{name}.part"));
    let write = || {
        let mut file = fs::File::create(&beside)?;
        file.write_all(octets)?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    };
    write().map_err(|source| {
        // The reason to report is the first one.
        let _ = fs::remove_file(&beside);
        BundleError::Io { path: path.clone(), source }
    })?;
    Ok(FileDigest::of(name, octets))
}

/// The end of the first line of every private key in PEM.
const PRIVATE_KEY: &[u8] = b"PRIVATE KEY-----";
