//! What validators answer, compared with what they have to.

use super::Corpus;
use super::Expected;
use super::Group;
use super::Item;

/// What one validator answered to every case.
#[derive(Debug, Clone)]
pub struct Matrix<'a> {
    validator: String,
    rows: Vec<Row<'a>>,
}

/// What a validator answered to a case.
#[derive(Debug, Clone)]
pub struct Row<'a> {
    /// The case.
    pub item: &'a Item,
    /// The answer.
    pub outcome: Outcome,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It accepts.
    Accepted,
    /// It gave no answer: it ran out of time, or was ended.
    Failed(String),
    /// It was not asked, because it was not told what it needs.
    NotAsked,
    /// It refuses, and says why.
    Refused(String),
}

/// An answer beside what had to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// Accepted what has to be refused.
    AcceptedWrongly,
    /// The answer is the right one.
    Agreed,
    /// No answer.
    Failed,
    /// Not asked.
    NotAsked,
    /// Either answer is right; it accepted.
    ObservedAccepted,
    /// Either answer is right; it refused.
    ObservedRefused,
    /// Refused what has to be accepted.
    RefusedWrongly,
}

/// How many answers of each kind there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All cases.
    pub cases: usize,
    /// Right answers.
    pub agreed: usize,
    /// Accepted what has to be refused.
    pub accepted_wrongly: usize,
    /// Refused what has to be accepted.
    pub refused_wrongly: usize,
    /// Accepted what may be.
    pub observed_accepted: usize,
    /// Refused what may be.
    pub observed_refused: usize,
    /// Not asked.
    pub not_asked: usize,
    /// Not answered.
    pub failed: usize,
}

impl<'a> Matrix<'a> {
    /// The answers of a validator, one for each case of a corpus.
    pub fn new(
        validator: impl Into<String>,
        corpus: &'a Corpus,
        outcomes: impl IntoIterator<Item = Outcome>,
    ) -> Self {
        let items = corpus.items().iter();
        let rows = items.zip(outcomes).map(|(item, outcome)| Row { item, outcome }).collect();
        Self { validator: validator.into(), rows }
    }

    /// The validator.
    pub fn validator(&self) -> &str {
        &self.validator
    }

    /// All answers, in order of the catalogue.
    pub fn rows(&self) -> &[Row<'a>] {
        &self.rows
    }

    /// The answers that are wrong, or missing.
    pub fn differences(&self) -> impl Iterator<Item = &Row<'a>> {
        self.rows.iter().filter(|row| row.agreement().is_difference())
    }

    /// The counts of a group, or of all.
    pub fn counts(&self, group: Option<Group>) -> Counts {
        let mut counts = Counts::default();
        for row in self.rows.iter().filter(|row| group.is_none_or(|group| row.item.group == group)) {
            counts.cases += 1;
            let place = match row.agreement() {
                Agreement::AcceptedWrongly => &mut counts.accepted_wrongly,
                Agreement::Agreed => &mut counts.agreed,
                Agreement::Failed => &mut counts.failed,
                Agreement::NotAsked => &mut counts.not_asked,
                Agreement::ObservedAccepted => &mut counts.observed_accepted,
                Agreement::ObservedRefused => &mut counts.observed_refused,
                Agreement::RefusedWrongly => &mut counts.refused_wrongly,
            };
            *place += 1;
        }
        counts
    }
}

impl Row<'_> {
    /// The answer beside what had to be answered.
    pub fn agreement(&self) -> Agreement {
        match (&self.outcome, self.item.case.expected()) {
            (Outcome::NotAsked, _) => Agreement::NotAsked,
            (Outcome::Failed(_), _) => Agreement::Failed,
            (Outcome::Accepted, Expected::Either) => Agreement::ObservedAccepted,
            (Outcome::Refused(_), Expected::Either) => Agreement::ObservedRefused,
            (Outcome::Accepted, Expected::Accept) | (Outcome::Refused(_), Expected::Refuse(_)) => {
                Agreement::Agreed
            }
            (Outcome::Accepted, Expected::Refuse(_)) => Agreement::AcceptedWrongly,
            (Outcome::Refused(_), Expected::Accept) => Agreement::RefusedWrongly,
        }
    }
}

impl Agreement {
    /// A short stable name, used in machine formats.
    pub fn name(self) -> &'static str {
        match self {
            Self::AcceptedWrongly => "accepted-wrongly",
            Self::Agreed => "agreed",
            Self::Failed => "failed",
            Self::NotAsked => "not-asked",
            Self::ObservedAccepted => "observed-accepted",
            Self::ObservedRefused => "observed-refused",
            Self::RefusedWrongly => "refused-wrongly",
        }
    }

    /// Whether the answer is wrong or missing.
    pub fn is_difference(self) -> bool {
        matches!(self, Self::AcceptedWrongly | Self::Failed | Self::RefusedWrongly)
    }
}
