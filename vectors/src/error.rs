//! What can go wrong with vectors.

use crate::Reason;

/// A vector that was to be made is not what it should be: our generator or our code is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GenerateError {
    /// The check found something else than was meant.
    #[error("generate {area}: {comment}: expected {expected}, found {found}")]
    Meaning {
        /// The area.
        area: &'static str,
        /// Which vector.
        comment: String,
        /// What was meant.
        expected: String,
        /// What the check says.
        found: String,
    },
    /// What a vector is made from could not be made.
    #[error("generate {area}: {what}")]
    Material {
        /// The area.
        area: &'static str,
        /// What it was.
        what: String,
    },
    /// A vector names a flag without a note.
    #[error("generate {area}: {comment}: no note for the flag {flag}")]
    Flag {
        /// The area.
        area: &'static str,
        /// Which vector.
        comment: String,
        /// The flag.
        flag: String,
    },
}

/// A file of vectors cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It is not of its schema.
    #[error("load {file}: not of its schema")]
    Form {
        /// The file.
        file: String,
        /// What the parser says.
        #[source]
        source: serde_json::Error,
    },
    /// It contradicts itself.
    #[error("load {file}: {problem}")]
    Contradiction {
        /// The file.
        file: String,
        /// How.
        problem: String,
    },
    /// There is no area of this name.
    #[error("load {file}: expected the name of an area")]
    Unknown {
        /// The name.
        file: String,
    },
}

pub(crate) fn outcome(outcome: Result<(), Reason>) -> String {
    match outcome {
        Ok(()) => "valid".to_owned(),
        Err(reason) => format!("invalid, {}", reason.name()),
    }
}
