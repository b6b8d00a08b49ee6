//! Why validators differ: `explanations.tsv`, one rule a line.
//!
//! The columns are the validator (`openssl`, `rustls-webpki`, `cryptography`, or `*` for all three), `accepts` or `refuses`,
//! what the rule is about (a flag, or the identifier of a case, or its beginning and `*`), and why.

use hallmark_smki::negatives::matrix::Agreement;
use hallmark_smki::negatives::matrix::Matrix;
use hallmark_smki::negatives::matrix::Row;

/// A rule that explains differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Explanation {
    pub(crate) validator: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) why: &'static str,
}

/// Every rule, in order of the file.
pub(crate) fn explanations() -> impl Iterator<Item = Explanation> {
    include_str!("explanations.tsv").lines().skip(1).map(|line| {
        let mut columns = line.split('\t');
        let mut next = || columns.next().unwrap_or_default();
        Explanation { validator: next(), answer: next(), subject: next(), why: next() }
    })
}

impl Explanation {
    pub(crate) fn is_for(&self, validator: &str) -> bool {
        self.validator == validator || self.validator == "*"
    }

    /// Whether it explains a difference of this validator.
    pub(crate) fn explains(&self, validator: &str, row: &Row<'_>) -> bool {
        let answer = match row.agreement() {
            Agreement::AcceptedWrongly => "accepts",
            Agreement::RefusedWrongly => "refuses",
            _ => return false,
        };
        let id = row.item.case.id();
        let about = match self.subject.strip_suffix('*') {
            Some(beginning) => id.starts_with(beginning),
            None => id == self.subject || row.item.case.flag().name() == self.subject,
        };
        self.is_for(validator) && self.answer == answer && about
    }
}

/// Differences that no rule explains.
pub(crate) fn unexplained(matrix: &Matrix<'_>) -> Vec<String> {
    let rows = matrix.differences();
    let unexplained = rows.filter(|row| !explanations().any(|one| one.explains(matrix.validator(), row)));
    unexplained
        .map(|row| {
            let (id, flag) = (row.item.case.id(), row.item.case.flag());
            format!("{} {id} ({flag}): {:?}", row.agreement().name(), row.outcome)
        })
        .collect()
}

/// Rules for this validator alone that explain no difference.
pub(crate) fn unused(matrix: &Matrix<'_>) -> Vec<String> {
    let own = explanations().filter(|one| one.validator == matrix.validator());
    let unused = own.filter(|one| !matrix.differences().any(|row| one.explains(matrix.validator(), row)));
    unused.map(|one| format!("{} {}", one.answer, one.subject)).collect()
}
