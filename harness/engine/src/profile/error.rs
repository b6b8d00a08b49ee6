//! Why a profile cannot be used, and where.

use core::fmt;

/// Why a profile cannot be used. Lines and columns count from 1, columns in characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileError {
    line: usize,
    column: usize,
    key: String,
    problem: Problem,
}

/// What is wrong at a place of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A key that must be there is not.
    Missing {
        /// What it would hold.
        expected: String,
    },
    /// The text is not TOML.
    Syntax {
        /// The parser's words.
        message: String,
    },
    /// No such key.
    UnknownKey {
        /// The known key nearest to it, if one is near.
        nearest: Option<String>,
        /// Every key known here.
        known: Vec<String>,
    },
    /// The value is not one that the key can have.
    Value {
        /// What it can have.
        expected: String,
        /// What is there; text that may be secret is only described.
        found: String,
        /// The permitted value nearest to it, if one is near.
        nearest: Option<String>,
    },
}

impl ProfileError {
    /// An error at a byte offset of the profile's text.
    pub(super) fn new(text: &str, offset: usize, key: impl Into<String>, problem: Problem) -> Self {
        let (mut line, mut column) = (1, 1);
        for (_, character) in text.char_indices().take_while(|(at, _)| *at < offset) {
            if character == '\n' {
                line += 1;
                column = 1;
            } else {
                column += 1;
            }
        }
        Self { line, column, key: key.into(), problem }
    }

    /// The line, from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// The column in characters, from 1.
    pub fn column(&self) -> usize {
        self.column
    }

    /// The path of the key, for example `parties.supplier.eui`; empty for text that is not TOML.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is wrong there.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "read the profile at line {}, column {}: ", self.line, self.column)?;
        let nearest = match &self.problem {
            Problem::Missing { expected } => {
                return write!(f, "expected key `{}` ({expected}), found none", self.key);
            }
            Problem::Syntax { message } => return write!(f, "expected TOML, found a fault: {message}"),
            Problem::UnknownKey { nearest, known } => {
                write!(f, "expected one of the keys {}, found unknown key `{}`", known.join(", "), self.key)?;
                nearest
            }
            Problem::Value { expected, found, nearest } => {
                write!(f, "`{}`: expected {expected}, found {found}", self.key)?;
                nearest
            }
        };
        match nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None => Ok(()),
        }
    }
}

impl core::error::Error for ProfileError {}
