//! Suggestions for names that were mistyped.

/// The names nearest to a mistyped one, best first, at most `limit`; none where nothing is near.
///
/// Near is: at most a third of the letters differ, or one name begins with the other.
pub fn nearest<'n>(mistyped: &str, names: impl IntoIterator<Item = &'n str>, limit: usize) -> Vec<&'n str> {
    let wanted = simplify(mistyped);
    let mut ranked: Vec<(usize, &str)> = names
        .into_iter()
        .filter_map(|name| {
            let candidate = simplify(name);
            let apart = distance(&wanted, &candidate);
            let allowed = (wanted.len().max(candidate.len()) / 3).max(1);
            let begins = wanted.len() >= 3 && candidate.starts_with(&wanted)
                || candidate.len() >= 3 && wanted.starts_with(&candidate);
            (apart <= allowed || begins).then_some((apart, name))
        })
        .collect();
    ranked.sort_unstable();
    ranked.truncate(limit);
    ranked.into_iter().map(|(_, name)| name).collect()
}

/// Case and the choice of separator never make two names different. Bounded, since the cost is quadratic.
fn simplify(name: &str) -> Vec<char> {
    name.chars()
        .filter(|c| !matches!(c, '-' | '_' | ' '))
        .flat_map(char::to_lowercase)
        .take(LONGEST)
        .collect()
}

/// Levenshtein distance with transpositions of neighbours.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last_left = None;
    for (row, &l) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        let mut last_right = None;
        for (column, &r) in right.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX - 1);
            let substituted = at(&above, column) + usize::from(l != r);
            let mut best = substituted.min(at(&above, column + 1) + 1).min(at(&current, column) + 1);
            if column > 0 && last_left == Some(r) && last_right == Some(l) {
                best = best.min(at(&before, column - 1) + 1);
            }
            current.push(best);
            last_right = Some(r);
        }
        before = core::mem::replace(&mut above, current);
        last_left = Some(l);
    }
    above.last().copied().unwrap_or(0)
}

const LONGEST: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_definition() {
        for (left, right, apart) in [
            ("", "", 0),
            ("", "abc", 3),
            ("kind", "kind", 0),
            ("kidn", "kind", 1),
            ("knd", "kind", 1),
            ("esme", "gsme", 1),
            ("han", "duis", 4),
        ] {
            assert_eq!(distance(&simplify(left), &simplify(right)), apart, "{left} {right}");
            assert_eq!(distance(&simplify(right), &simplify(left)), apart, "{right} {left}");
        }
    }

    #[test]
    fn the_nearest_comes_first_and_nothing_far_comes_at_all() {
        let names = ["timeout_ms", "settle_ms", "connect_timeout_ms", "han"];
        assert_eq!(nearest("time-out_ms", names, 3), ["timeout_ms"]);
        assert_eq!(nearest("timeout", names, 3), ["timeout_ms"]);
        assert_eq!(nearest("hna", names, 3), ["han"]);
        assert!(nearest("colour", names, 3).is_empty());
        assert_eq!(nearest("ms_1", ["ms_2", "ms_3", "ms_4"], 2), ["ms_2", "ms_3"]);
        assert!(nearest(&"x".repeat(1_000_000), names, 3).is_empty());
    }
}
