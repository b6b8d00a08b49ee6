//! in-toto Statement v1: what is stated, about what.

use std::collections::BTreeMap;

use hallmark_engine::results::Results;
use p256::ecdsa::SigningKey;
use serde::Deserialize;
use serde::Serialize;

use crate::dsse::Envelope;
use crate::file;
use crate::file::FileDigest;

/// `_type` of every statement.
pub(crate) const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// `payloadType` of every envelope around a statement.
pub(crate) const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// An in-toto Statement v1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement<P> {
    /// `https://in-toto.io/Statement/v1`.
    #[serde(rename = "_type")]
    pub kind: String,
    /// What the statement is about, matched by digest alone.
    pub subject: Vec<ResourceDescriptor>,
    /// Which predicate follows.
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    /// What is stated.
    pub predicate: P,
}

impl<P: Serialize> Statement<P> {
    /// A statement about the subject of a run.
    pub(crate) fn new(predicate_type: &str, subject: ResourceDescriptor, predicate: P) -> Self {
        Self {
            kind: STATEMENT.to_owned(),
            subject: vec![subject],
            predicate_type: predicate_type.to_owned(),
            predicate,
        }
    }

    /// Signs the statement.
    pub(crate) fn sign(&self, key: &SigningKey) -> Result<Envelope, serde_json::Error> {
        Ok(Envelope::sign(PAYLOAD_TYPE, serde_json::to_vec(self)?, key))
    }
}

/// An in-toto ResourceDescriptor v1, as far as we use it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResourceDescriptor {
    /// A name, unique in its list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is, or what it is called globally.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// Digests by algorithm, in lower-case hexadecimal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub digest: BTreeMap<String, String>,
    /// More about it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: BTreeMap<String, String>,
}

impl ResourceDescriptor {
    /// A file of the bundle.
    pub(crate) fn file(file: &FileDigest) -> Self {
        Self {
            name: Some(file.name.clone()),
            digest: BTreeMap::from([("sha256".to_owned(), file.sha256.clone())]),
            ..Self::default()
        }
    }

    /// What a run is about: the artefact that the profile names by digest; without one, the results themselves, so
    /// that the statement claims nothing about an implementation that nobody can identify.
    pub(crate) fn subject(results: &Results, results_file: &FileDigest) -> Result<Self, ArtefactError> {
        let Some(artefact) = &results.target.artefact else {
            debug_assert_eq!(results_file.name, file::RESULTS);
            return Ok(Self::file(results_file));
        };
        let digest = artefact.strip_prefix("sha256:").filter(|digest| is_sha256(digest));
        let digest = digest.ok_or_else(|| ArtefactError(artefact.clone()))?;
        Ok(Self {
            name: Some(format!("{} {}", results.target.name, results.target.version).trim().to_owned()),
            digest: BTreeMap::from([("sha256".to_owned(), digest.to_ascii_lowercase())]),
            ..Self::default()
        })
    }
}

/// The profile's artefact is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`target.artefact` is `{0}`, expected `sha256:` and 64 hexadecimal digits")]
pub(crate) struct ArtefactError(pub(crate) String);

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|octet| octet.is_ascii_hexdigit())
}
