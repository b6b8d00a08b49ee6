use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::AlertCode;

use super::Execution;
use crate::time::Instant;

/// Within what the time is accepted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interval {
    from: Instant,
    to: Instant,
}

impl Interval {
    pub(crate) fn holds(self, now: Instant) -> bool {
        self.from <= now && now <= self.to
    }
}

impl Execution<'_> {
    /// The first half of Set Clock: says within what the time of the Communications Hub must lie. A part of the command
    /// alone, so it is not kept.
    pub(super) fn preset_clock(&mut self, data: &Data) -> Result<(), AccessResult> {
        let [_, from, to] = data.elements().unwrap_or_default() else {
            return Err(AccessResult::TYPE_UNMATCHED);
        };
        let instant = |data: &Data| data.as_date_time().and_then(Instant::from_date_time);
        let (from, to) = instant(from).zip(instant(to)).ok_or(AccessResult::OTHER_REASON)?;
        self.clock = Some(Interval { from, to });
        Ok(())
    }

    /// The second half: takes over the time of the Communications Hub, which is the time that the Device has anyway, if
    /// it lies within the interval.
    pub(super) fn adjust_clock(&mut self) -> Result<(), AccessResult> {
        let now = self.device.now;
        let within = self.clock.is_some_and(|interval| (self.device.rules.within)(interval, now));
        if within {
            self.device.logs.event.note_command(now, CLOCK_SET, self.command.code());
            return Ok(());
        }
        self.device.logs.security.note_command(now, CLOCK_NOT_SET, self.command.code());
        let alert = self.device.generic_alert(CLOCK_NOT_SET);
        self.outcome.alerts.extend(alert);
        Err(AccessResult::OTHER_REASON)
    }
}

const CLOCK_SET: AlertCode = AlertCode(0x8145);
const CLOCK_NOT_SET: AlertCode = AlertCode(0x8F0C);
