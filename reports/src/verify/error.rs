//! Why a bundle is refused.

/// Why a bundle is refused: which file, what was expected of it, and what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// A file is not the one that was signed for.
    #[error("{file}: was changed: expected {expected}, found {found}")]
    Digest {
        /// The file.
        file: String,
        /// The digest and size in the statement.
        expected: String,
        /// Those of the file.
        found: String,
    },
    /// A file says something else than another file of the bundle.
    #[error("{file}: does not agree with the rest of the bundle: expected {expected}, found {found}")]
    Disagreement {
        /// The file.
        file: String,
        /// What the rest of the bundle says.
        expected: String,
        /// What this file says.
        found: String,
    },
    /// A file is not of its format.
    #[error("{file}: expected {expected}, found {found}")]
    Format {
        /// The file.
        file: String,
        /// The format.
        expected: String,
        /// What is wrong.
        found: String,
    },
    /// A bound on size or number is exceeded.
    #[error("{file}: expected at most {expected}, found {found}")]
    Limit {
        /// The file, or `.` for the folder.
        file: String,
        /// The bound.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A file is listed or required, and not there.
    #[error("{file}: is missing from the bundle")]
    Missing {
        /// The file.
        file: String,
    },
    /// A name that a bundle cannot hold.
    #[error("{file:?}: is not the name of a file in a bundle: expected letters, digits, `.`, `-`, `_`")]
    Name {
        /// The name.
        file: String,
    },
    /// Something that is not a plain file: a folder, a symbolic link, a device.
    #[error("{file}: expected a plain file, found {found}")]
    NotAFile {
        /// The name.
        file: String,
        /// What it is.
        found: String,
    },
    /// A file cannot be read.
    #[error("{file}: cannot be read: {found}")]
    Read {
        /// The file, or `.` for the folder.
        file: String,
        /// Why.
        found: String,
    },
    /// A statement is not signed as it must be.
    #[error("{file}: signature: expected {expected}, found {found}")]
    Signature {
        /// The file.
        file: String,
        /// Which keys were acceptable.
        expected: String,
        /// What was found.
        found: String,
    },
    /// A file is there that the statement does not list.
    #[error("{file}: is not listed in the signed statement")]
    Unlisted {
        /// The file.
        file: String,
    },
}

impl VerifyError {
    /// The file that is to blame; `.` for the folder.
    pub fn file(&self) -> &str {
        match self {
            Self::Digest { file, .. }
            | Self::Disagreement { file, .. }
            | Self::Format { file, .. }
            | Self::Limit { file, .. }
            | Self::Missing { file }
            | Self::Name { file }
            | Self::NotAFile { file, .. }
            | Self::Read { file, .. }
            | Self::Signature { file, .. }
            | Self::Unlisted { file } => file,
        }
    }

    pub(super) fn disagreement(file: &str, expected: impl ToString, found: impl ToString) -> Self {
        Self::Disagreement { file: file.to_owned(), expected: expected.to_string(), found: found.to_string() }
    }

    pub(super) fn format(file: &str, expected: impl ToString, found: impl ToString) -> Self {
        Self::Format { file: file.to_owned(), expected: expected.to_string(), found: found.to_string() }
    }
}
