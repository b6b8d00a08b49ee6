//! Whether a waiver covers a failure.

use crate::date::Date;
use crate::results::Waiver;
use crate::verdict::Reason;

/// What a test's waiver, if it has one, means on the day of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Waiving {
    /// Its last day has passed.
    Expired(Waiver),
    /// It holds.
    InForce(Waiver),
    /// There is none.
    None,
}

impl Waiving {
    pub(super) fn new(waiver: Option<Waiver>, today: Date) -> Self {
        match waiver {
            Some(waiver) if waiver.expires < today => Self::Expired(waiver),
            Some(waiver) => Self::InForce(waiver),
            None => Self::None,
        }
    }
}

/// Whether a failure is the one that the waiver announces: its reason names the waiver's clause, whole. A waiver
/// for `GBCS 6.2` does not cover `GBCS 6.2.4`.
pub(super) fn covers(waiver: &Waiver, reason: &Reason) -> bool {
    let (clause, wanted) = (reason.clause.as_str(), waiver.clause.as_str());
    clause.match_indices(wanted).any(|(at, _)| {
        let before = clause.get(..at).and_then(|text| text.chars().next_back());
        let mut after = clause.get(at + wanted.len()..).unwrap_or_default().chars();
        let ends = match after.next() {
            Some('.' | '-') => !after.next().is_some_and(char::is_alphanumeric),
            Some(next) => !next.is_alphanumeric(),
            None => true,
        };
        ends && !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_covered_whole_or_not_at_all() {
        for (waived, found, covered) in [
            ("GBCS 6.2.4", "GBCS 6.2.4", true),
            ("GBCS 6.2.4", "GBCS 6.2.4 (G-53)", true),
            ("G-53", "GBCS 6.2.4 (G-53)", true),
            ("G-53", "G-53: GBCS 6.2.4.", true),
            ("6.2.4", "GBCS 6.2.4.", true),
            ("GBCS 6.2", "GBCS 6.2.4", false),
            ("2.4", "GBCS 6.2.4", false),
            ("G-5", "GBCS 6.2.4 (G-53)", false),
            ("G-53", "SUG-53", false),
            ("53", "G-53", false),
            ("GBCS 7", "GBCS 6.2.4", false),
            ("G-53", "G-530 or G-53", true),
        ] {
            let waiver = Waiver {
                test: String::new(),
                clause: waived.into(),
                owner: String::new(),
                reason: String::new(),
                expires: Date::new(2027, 1, 1).unwrap(),
            };
            let reason = Reason { clause: found.into(), expected: String::new(), observed: String::new() };
            assert_eq!(covers(&waiver, &reason), covered, "{waived} {found}");
        }
    }
}
