//! Why there is no plan.

/// Why there is no plan. All of these are faults of what was asked for, or of the profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanError {
    /// Two tests of the suite have one id.
    #[error("plan: expected each test id once in the suite, found `{id}` twice")]
    DuplicateId {
        /// The id.
        id: String,
    },
    /// The shard would be empty.
    #[error("plan: expected at most one shard for each of the {selected} selected tests, found {shards}")]
    EmptyShard {
        /// How many shards were asked for.
        shards: u32,
        /// How many tests there are to share out.
        selected: usize,
    },
    /// Nothing is selected.
    #[error("plan: expected a selection with at least one of {suite} tests, found none for {selection}{}", hint(.nearest))]
    NothingSelected {
        /// The selection, in words.
        selection: String,
        /// How many tests the suite has.
        suite: usize,
        /// Tags of the suite that are near to those asked for.
        nearest: Vec<String>,
    },
    /// No test has an id that was asked for.
    #[error("plan: expected a test id, or what stands before a `.` or `/` of one ({}), found `{id}`{}", some(.known), hint(.nearest))]
    UnknownId {
        /// What was asked for.
        id: String,
        /// The nearest ids.
        nearest: Vec<String>,
        /// The clauses that ids begin with.
        known: Vec<String>,
    },
    /// No test is in a pack that was asked for.
    #[error("plan: expected one of the packs {}, found `{pack}`{}", .known.join(", "), hint(.nearest))]
    UnknownPack {
        /// What was asked for.
        pack: String,
        /// Every pack.
        known: Vec<String>,
        /// The nearest packs.
        nearest: Vec<String>,
    },
    /// A waiver of the profile names no test.
    #[error("plan: expected each waiver to name a test, found `{test}`{}", hint(.nearest))]
    UnknownWaiver {
        /// What the waiver names.
        test: String,
        /// The nearest ids.
        nearest: Vec<String>,
    },
}

/// The first of many names.
fn some(names: &[String]) -> String {
    match names.get(..MOST_NAMES) {
        Some(first) if names.len() > MOST_NAMES => format!("{}, …", first.join(", ")),
        _ => names.join(", "),
    }
}

const MOST_NAMES: usize = 40;

fn hint(nearest: &[String]) -> String {
    match nearest {
        [] => String::new(),
        names => format!("; did you mean `{}`?", names.join("`, `")),
    }
}
