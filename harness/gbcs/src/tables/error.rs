/// A line of a data file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read line {line}: expected {expected}, found {found:?}")]
pub struct TableError {
    line: usize,
    expected: &'static str,
    found: String,
}

impl TableError {
    /// On `line`, counted from 1, `found` stands where `expected` should.
    pub fn new(line: usize, expected: &'static str, found: impl Into<String>) -> Self {
        Self { line, expected, found: found.into() }
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        self.line
    }

    /// What should stand there.
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// What stands there.
    pub fn found(&self) -> &str {
        &self.found
    }
}
