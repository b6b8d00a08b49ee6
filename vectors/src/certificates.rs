//! Certificates: references to the catalogue of certificates that validators must accept or refuse.

use hallmark_smki::negatives::Expected;
use hallmark_smki::negatives::catalogue;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use crate::GenerateError;
use crate::Validity;

/// Which certificates there are, and what a validator must answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Certificates {
    /// What is tested, in words.
    pub algorithm: String,
    /// The file name of the JSON Schema of this file.
    pub schema: String,
    /// What a test asks, in words.
    pub header: Vec<String>,
    /// How many tests there are.
    pub number_of_tests: usize,
    /// The tests.
    pub tests: Vec<Reference>,
}

/// One case of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Reference {
    /// Its identifier there, which never changes.
    pub tc_id: String,
    /// What is unusual about it.
    pub comment: String,
    /// Document and clause of the sentence that decides.
    pub clause: String,
    /// Whether a validator must accept the certificate.
    pub result: Validity,
    /// Why not, in the words of the catalogue.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

/// The references that are checked in, JSON.
pub const CERTIFICATES: &str = include_str!("../certificates.json");

/// The JSON Schema of [`CERTIFICATES`].
pub const CERTIFICATES_SCHEMA: &str = include_str!("../schema/certificates.schema.json");

impl Certificates {
    /// Every case of the catalogue that the published texts decide.
    pub fn of_catalogue() -> Self {
        let reference = |case: &hallmark_smki::negatives::Case| {
            let (result, reason) = match case.expected() {
                Expected::Accept => (Validity::Valid, None),
                Expected::Refuse(reason) => (Validity::Invalid, Some(reason.name().to_owned())),
                Expected::Either => return None,
            };
            Some(Reference {
                tc_id: case.id().to_owned(),
                comment: case.what().to_owned(),
                clause: case.clause().to_owned(),
                result,
                reason,
            })
        };
        let tests: Vec<Reference> = catalogue().filter_map(|(_, case)| reference(case)).collect();
        Self {
            algorithm: "X.509 certificates of the SMKI".to_owned(),
            schema: "certificates.schema.json".to_owned(),
            header: HEADER.map(str::to_owned).into(),
            number_of_tests: tests.len(),
            tests,
        }
    }

    /// The text of the file.
    pub fn to_text(&self) -> Result<String, GenerateError> {
        let text = serde_json::to_string_pretty(self)
            .map_err(|error| GenerateError::Material { area: "certificates", what: error.to_string() })?;
        Ok(text + "\n")
    }

    /// The text of the schema.
    pub fn schema_text() -> String {
        let mut schema = schemars::schema_for!(Self);
        schema.insert("title".to_owned(), "References to SMKI certificates".into());
        serde_json::to_string_pretty(&schema).unwrap_or_default() + "\n"
    }
}

const HEADER: [&str; 2] = [
    "Each test is a case of the catalogue of certificates in harness/smki, by its identifier. A test is valid if a \
     validator must accept the certificate with the path, anchor, time and question that the index of the catalogue \
     gives for the case.",
    "The certificates are made from a seed and written with their index by the function Corpus::write of the crate \
     hallmark-smki. Cases that no published text decides are not listed here.",
];
