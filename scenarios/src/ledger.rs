//! The clause ledger: obligations of the Smart Energy Code and its subsidiary documents, in our words.
//!
//! The ledger is `scenarios/data/clauses.tsv`, one row a clause. Features name clauses by the `id` column.

use std::sync::LazyLock;

/// One clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Our stable id, such as `G-53`.
    pub id: &'static str,
    /// The place in the published code or subsidiary document.
    pub reference: &'static str,
    /// How sure that place is: `confirmed`, `structure` or `open`.
    pub confidence: &'static str,
    /// Whether it can be shown from outside: `protocol`, `evidence` or `none`.
    pub testability: &'static str,
    /// Who is obliged.
    pub on_whom: &'static str,
    /// A few words.
    pub title: &'static str,
    /// The obligation, in our words.
    pub obligation: &'static str,
    /// Why no test of a device can judge it, for a clause that can be shown by protocol elsewhere.
    pub not_here: Option<&'static str>,
}

/// Every clause, in the order of the ledger.
pub fn clauses() -> &'static [Clause] {
    static CLAUSES: LazyLock<Vec<Clause>> = LazyLock::new(|| {
        let rows = include_str!("../data/clauses.tsv").lines().skip(1);
        rows.filter_map(|row| {
            let mut columns = row.split('\t');
            Some(Clause {
                id: columns.next()?,
                reference: columns.next()?,
                confidence: columns.next()?,
                testability: columns.next()?,
                on_whom: columns.next()?,
                title: columns.next()?,
                obligation: columns.next()?,
                not_here: columns.next().filter(|reason| *reason != "-"),
            })
        })
        .collect()
    });
    &CLAUSES
}

/// The clause with this id.
pub fn clause(id: &str) -> Option<&'static Clause> {
    clauses().iter().find(|clause| clause.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_complete_and_every_id_is_unique() {
        let rows = include_str!("../data/clauses.tsv").lines();
        assert!(rows.clone().all(|row| row.split('\t').count() == 8));
        assert_eq!(clauses().len(), rows.skip(1).count());
        for clause in clauses() {
            assert_eq!(clauses().iter().filter(|other| other.id == clause.id).count(), 1, "{}", clause.id);
            assert!(["confirmed", "structure", "open"].contains(&clause.confidence), "{clause:?}");
            assert!(["protocol", "evidence", "none"].contains(&clause.testability), "{clause:?}");
        }
    }
}
