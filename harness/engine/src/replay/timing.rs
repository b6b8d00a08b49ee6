//! How long answers took.

use core::time::Duration;

use hallmark_gbcs::MessageCode;

use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::rule::use_case_name;
use crate::replay::tests_found::Tests;

const TEST: TestKey = TestKey { rule: Rule::Timing, subject: Subject::Named("responses") };

/// The times from commands to their responses.
#[derive(Debug, Default)]
pub(super) struct Delays {
    count: u64,
    sum_us: u64,
    shortest_us: Option<u64>,
    longest: Option<(u64, MessageCode, String)>,
}

impl Delays {
    pub(super) fn add(
        &mut self,
        delay_us: u64,
        slow: Duration,
        code: MessageCode,
        place: &str,
        tests: &mut Tests,
    ) {
        tests.checked(TEST);
        self.count = self.count.saturating_add(1);
        self.sum_us = self.sum_us.saturating_add(delay_us);
        self.shortest_us = Some(self.shortest_us.map_or(delay_us, |shortest| shortest.min(delay_us)));
        if self.longest.as_ref().is_none_or(|(longest, ..)| *longest < delay_us) {
            self.longest = Some((delay_us, code, place.to_owned()));
        }
        if u128::from(delay_us) > slow.as_micros() {
            tests.observe(TEST, || format!("{} ms for {} in {place}", delay_us / 1_000, use_case_name(code)));
        }
    }

    pub(super) fn conclude(&self, tests: &mut Tests) {
        let (Some(shortest), Some((longest, code, place))) = (self.shortest_us, &self.longest) else {
            return;
        };
        let mean = self.sum_us.checked_div(self.count).unwrap_or_default();
        let ms = |us: u64| format!("{}.{:03} ms", us / 1_000, us % 1_000);
        tests.observe(TEST, || {
            format!(
                "{} responses took {} to {}, {} on average; the longest was {} in {place}",
                self.count,
                ms(shortest),
                ms(*longest),
                ms(mean),
                use_case_name(*code)
            )
        });
    }
}
