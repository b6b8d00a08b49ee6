//! Smaller inputs that may lead to the same finding.

use crate::fuzz::Change;
use crate::fuzz::Input;
use crate::fuzz::Splice;
use crate::fuzz::Step;

/// What is one step smaller than `input`, the smallest first: without a message, without a change, with fewer octets.
pub(super) fn smaller(input: &Input) -> Vec<Input> {
    let mut candidates = Vec::new();
    for (number, _) in input.steps.iter().enumerate() {
        let mut fewer = input.clone();
        fewer.steps.remove(number);
        // Numbers of earlier messages must go on naming the same ones.
        let renumbered = fewer.steps.iter_mut().try_for_each(|step| match step {
            Step::Again(named) if *named == number + 1 => Err(()),
            Step::Again(named) if *named > number + 1 => {
                *named -= 1;
                Ok(())
            }
            _ => Ok(()),
        });
        if renumbered.is_ok() && !fewer.steps.is_empty() {
            candidates.push(fewer);
        }
    }
    for (number, step) in input.steps.iter().enumerate() {
        let Step::Command(planned) = step else { continue };
        let mut with = |changes: Vec<Change>, values: u64| {
            let mut other = input.clone();
            if let Some(Step::Command(planned)) = other.steps.get_mut(number) {
                planned.changes = changes;
                planned.values = values;
            }
            candidates.push(other);
        };
        if planned.values > 1 {
            with(planned.changes.clone(), planned.values % 2);
        }
        for at in 0..planned.changes.len() {
            let mut changes = planned.changes.clone();
            changes.remove(at);
            with(changes, planned.values);
        }
        for (at, _) in planned.changes.iter().enumerate() {
            let mut changes = planned.changes.clone();
            let Some(splice) = changes.get_mut(at).and_then(Change::splice_mut) else { continue };
            let original = splice.clone();
            for less in less(&original) {
                let mut changes = planned.changes.clone();
                if let Some(splice) = changes.get_mut(at).and_then(Change::splice_mut) {
                    *splice = less;
                    with(changes, planned.values);
                }
            }
        }
    }
    candidates
}

/// Half of what comes, half of what goes, and zeros.
fn less(splice: &Splice) -> Vec<Splice> {
    let mut all = Vec::new();
    let half = splice.octets.len() / 2;
    if splice.octets.len() > 1 {
        let octets = splice.octets.get(..half).unwrap_or_default().to_vec();
        all.push(Splice { octets, ..splice.clone() });
    }
    if splice.end > splice.start + 1 {
        all.push(Splice { end: splice.start + (splice.end - splice.start) / 2, ..splice.clone() });
    }
    if splice.octets.iter().any(|octet| *octet != 0) {
        all.push(Splice { octets: vec![0; splice.octets.len()], ..splice.clone() });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(lines: &[&str]) -> Input {
        Input::from_lines(lines.iter().copied()).unwrap()
    }

    #[test]
    fn messages_go_and_repetitions_keep_their_original() {
        let before = input(&["ECS52 from supplier values 0", "ECS17b from supplier values 0", "again 2"]);
        let smaller = smaller(&before);
        assert!(smaller.contains(&input(&["ECS17b from supplier values 0", "again 1"])));
        assert!(!smaller.contains(&input(&["ECS52 from supplier values 0", "again 1"])));
    }

    #[test]
    fn changes_go_and_octets_become_fewer() {
        let before = input(&["ECS52 from supplier values 7: cra 04; payload 2..6=01020304"]);
        let smaller = smaller(&before);
        for line in [
            "ECS52 from supplier values 1: cra 04; payload 2..6=01020304",
            "ECS52 from supplier values 7: payload 2..6=01020304",
            "ECS52 from supplier values 7: cra 04",
            "ECS52 from supplier values 7: cra 04; payload 2..6=0102",
            "ECS52 from supplier values 7: cra 04; payload 2..4=01020304",
            "ECS52 from supplier values 7: cra 04; payload 2..6=00000000",
        ] {
            assert!(smaller.contains(&input(&[line])), "{line}");
        }
    }
}
