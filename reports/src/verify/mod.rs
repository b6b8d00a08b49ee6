//! Offline verification of a bundle.
//!
//! In this order: the folder holds plain files of bounded size; the covering statement is signed; it lists exactly the
//! files that are there, with their digests; the second statement is signed; results, log, evidence, statements and
//! renderings agree. Every file is read once, and what was read is what is checked.

mod agreement;
mod error;
mod folder;
mod signed;

use std::path::Path;

use hallmark_engine::results::Outcome;
use hallmark_engine::results::Results;
use p256::ecdsa::VerifyingKey;

use crate::conformance::CONFORMANCE_TYPE;
use crate::conformance::Conformance;
use crate::file;
use crate::file::FileDigest;
use crate::key;
use crate::laboratory::Laboratory;
use crate::statement::Statement;
use crate::test_result::TEST_RESULT_TYPE;
use crate::test_result::TestResultPredicate;
use folder::Folder;
use signed::Keys;

pub use error::VerifyError;

/// What verification established.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// Whether the signature shows who made the bundle.
    pub authenticity: Authenticity,
    /// What the run comes to.
    pub outcome: Outcome,
    /// What the run found.
    pub results: Results,
    /// Who tested, as they say themselves.
    pub laboratory: Laboratory,
    /// Whether the bundle says that its key was made for the run.
    pub self_asserted: bool,
    /// When the bundle says that it was signed.
    pub issued: String,
    /// SHA-256 of the SubjectPublicKeyInfo of the key that signed.
    pub signer: String,
    /// How many files were checked.
    pub files: usize,
    /// How many exchanges the evidence holds.
    pub exchanges: usize,
    /// What could not be compared, in words.
    pub notes: Vec<String>,
}

/// The renderings of a bundle, as this version makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renderings {
    /// One self-contained page for people.
    pub html: String,
    /// For continuous integration.
    pub junit: String,
}

/// Whether the signature shows who made a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authenticity {
    /// Signed by the key that the bundle encloses: nothing was changed since, by anyone without that key. Anyone can make
    /// such a bundle.
    SelfAsserted,
    /// Signed by a key that the verifier trusts.
    Trusted,
}

impl core::fmt::Display for Authenticity {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::SelfAsserted => "self-asserted: integrity only",
            Self::Trusted => "signed by a trusted key",
        })
    }
}

/// Verifies the bundle in a folder. With trusted keys, one of them must have signed both statements; without any,
/// the enclosed key is used, and the result says that this shows integrity only.
///
/// # Errors
/// [`VerifyError`] names the file, what was expected and what was found.
pub fn verify(dir: &Path, trust: &[VerifyingKey]) -> Result<Verification, VerifyError> {
    render(dir, trust).map(|(verification, _)| verification)
}

/// Verifies the bundle in a folder as [`verify`] does, and renders what it holds again.
///
/// # Errors
/// [`VerifyError`], as of [`verify`]: nothing is rendered that is not authentic.
pub fn render(dir: &Path, trust: &[VerifyingKey]) -> Result<(Verification, Renderings), VerifyError> {
    let folder = Folder::read(dir)?;
    let keys = Keys::new(&folder, trust)?;
    let statement: Statement<Conformance> = keys.open(&folder, file::CONFORMANCE, CONFORMANCE_TYPE)?;
    check_files(&folder, &statement.predicate.files)?;
    keys.check_signer(&statement.predicate.signer)?;
    let test_result: Statement<TestResultPredicate> =
        keys.open(&folder, file::TEST_RESULT, TEST_RESULT_TYPE)?;
    let agreed = agreement::check(&folder, &statement, &test_result)?;
    let conformance = statement.predicate;
    let verification = Verification {
        authenticity: keys.authenticity(),
        outcome: conformance.outcome,
        results: agreed.results,
        laboratory: conformance.laboratory,
        self_asserted: conformance.self_asserted,
        issued: conformance.issued,
        signer: conformance.signer,
        files: folder.len(),
        exchanges: agreed.exchanges,
        notes: agreed.notes,
    };
    Ok((verification, agreed.renderings))
}

/// The statement lists exactly the files that are there, once each, sorted by name, with their digests.
fn check_files(folder: &Folder, listed: &[FileDigest]) -> Result<(), VerifyError> {
    let sorted = listed.windows(2).all(|pair| matches!(pair, [a, b] if a.name < b.name));
    if !sorted {
        return Err(VerifyError::disagreement(
            file::CONFORMANCE,
            "files sorted by name, each once",
            "another order",
        ));
    }
    for entry in listed {
        if !file::is_name(&entry.name) || entry.name == file::CONFORMANCE {
            return Err(VerifyError::Name { file: entry.name.clone() });
        }
        let found = FileDigest::of(&entry.name, folder.octets(&entry.name)?);
        if found != *entry {
            return Err(VerifyError::Digest {
                file: entry.name.clone(),
                expected: format!("sha256:{} over {} octets", entry.sha256, entry.size),
                found: format!("sha256:{} over {} octets", found.sha256, found.size),
            });
        }
    }
    for name in folder.names() {
        if name != file::CONFORMANCE && !listed.iter().any(|entry| entry.name == name) {
            return Err(VerifyError::Unlisted { file: name.to_owned() });
        }
    }
    Ok(())
}

/// The enclosed key, in the one form in which it is written.
fn enclosed_key(folder: &Folder) -> Result<VerifyingKey, VerifyError> {
    let octets = folder.octets(file::SIGNER)?;
    let format = |found: String| VerifyError::Format {
        file: file::SIGNER.to_owned(),
        expected: "a P-256 public key in PEM".to_owned(),
        found,
    };
    let text = core::str::from_utf8(octets).map_err(|error| format(error.to_string()))?;
    let parsed = key::verifying_key_from_pem(text).map_err(|error| format(error.to_string()))?;
    match key::to_pem(&parsed) {
        Ok(again) if again == text => Ok(parsed),
        _ => Err(format("the same key written otherwise".to_owned())),
    }
}
