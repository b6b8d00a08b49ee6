//! Every rule that a step judges more strictly on demand is one that a profile may name, and the other way round.

#![allow(clippy::unwrap_used, reason = "clippy exempts tests, but not their helpers")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use hallmark_engine::profile::Judgement;

/// The names in `strict.contains("…")` below a folder.
fn named(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named(&path, names);
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let found = text.split("strict.contains(\"").skip(1).filter_map(|rest| rest.split('"').next());
        names.extend(found.map(str::to_owned));
    }
}

#[test]
fn the_rules_of_the_steps_are_those_of_the_profile() {
    let mut names = BTreeSet::new();
    named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
    assert_eq!(names, Judgement::RULES.map(str::to_owned).into());
}
