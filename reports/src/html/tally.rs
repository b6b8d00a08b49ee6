//! How many tests have each verdict, as numbers and as a bar.

use hallmark_engine::verdict::Verdict;

/// How many tests have each verdict.
pub(super) struct Tally {
    pub(super) total: u64,
    pub(super) parts: Vec<Part>,
}

/// The tests with one verdict.
pub(super) struct Part {
    pub(super) verdict: Verdict,
    pub(super) count: u64,
    /// Where its rectangle begins, of 1,000.
    pub(super) x: u64,
    /// How wide its rectangle is.
    pub(super) width: u64,
}

impl Tally {
    /// Counts; every verdict has a part, also when no test has it.
    pub(super) fn of(verdicts: impl Iterator<Item = Verdict>) -> Self {
        let mut parts: Vec<Part> =
            Verdict::ALL.iter().map(|&verdict| Part { verdict, count: 0, x: 0, width: 0 }).collect();
        let mut total = 0;
        for verdict in verdicts {
            total += 1;
            parts.iter_mut().filter(|part| part.verdict == verdict).for_each(|part| part.count += 1);
        }
        let mut x = 0;
        let present = parts.iter().filter(|part| part.count > 0).count() as u64;
        for part in parts.iter_mut().filter(|part| part.count > 0) {
            // Every part that is there can be seen, however small its share.
            let share = (BAR - present * LEAST) * part.count / total;
            (part.x, part.width) = (x, LEAST + share);
            x += part.width;
        }
        // What rounding left over goes to the last one.
        if let Some(part) = parts.iter_mut().rfind(|part| part.count > 0) {
            part.width = BAR - part.x;
        }
        Self { total, parts }
    }

    /// The parts that have tests.
    pub(super) fn present(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().filter(|part| part.count > 0)
    }

    /// How many tests have a verdict.
    pub(super) fn count(&self, name: &str) -> u64 {
        self.parts.iter().filter(|part| part.verdict.name() == name).map(|part| part.count).sum()
    }
}

const BAR: u64 = 1_000;
const LEAST: u64 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_is_filled_and_shows_the_smallest_part() {
        let verdicts = std::iter::repeat_n(Verdict::Pass, 1_999).chain([Verdict::Fail]);
        let tally = Tally::of(verdicts);
        let present: Vec<_> =
            tally.present().map(|part| (part.verdict, part.count, part.x, part.width)).collect();
        assert_eq!(present, [(Verdict::Pass, 1_999, 0, 993), (Verdict::Fail, 1, 993, 7)]);
        assert_eq!((tally.total, tally.count("pass"), tally.count("error")), (2_000, 1_999, 0));
    }

    #[test]
    fn nothing_is_counted() {
        let tally = Tally::of(std::iter::empty());
        assert_eq!((tally.total, tally.present().count(), tally.parts.len()), (0, 0, 6));
    }
}
