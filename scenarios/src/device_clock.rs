//! The device's clock as it is seen from the link.

use core::time::Duration;

use hallmark_engine::session::Response;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_gbcs::dlms::DateTime;
use hallmark_link::UnixMicros;

use crate::steps::sending;
use crate::world::TestWorld;

/// What the device's clock showed, and between which two moments of the link's clock. The two clocks may differ: it is
/// the device's that decides when something takes effect (GBCS 9.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DeviceClock {
    /// Whole seconds since 1970 on the device's clock.
    pub(crate) shown: u64,
    /// Before it was asked.
    pub(crate) asked: UnixMicros,
    /// After it had answered.
    pub(crate) answered: UnixMicros,
}

impl DeviceClock {
    /// A clock that runs with the link's, for a device that shows none.
    pub(crate) fn of_link(now: UnixMicros) -> Self {
        Self { shown: now.seconds(), asked: now, answered: now }
    }

    /// A moment of the link's clock before which the device's clock cannot show `time`. What it showed leaves out a
    /// fraction of a second.
    pub(crate) fn earliest(self, time: u64) -> UnixMicros {
        self.asked.saturating_add(Duration::from_secs(time.saturating_sub(self.shown).saturating_sub(1)))
    }

    /// A moment of the link's clock at which the device's clock shows `time` or more.
    pub(crate) fn latest(self, time: u64) -> UnixMicros {
        self.answered.saturating_add(Duration::from_secs(time.saturating_sub(self.shown)))
    }

    /// What the device's clock shows at `now`, or a second less.
    pub(crate) fn reading(self, now: UnixMicros) -> u64 {
        let passed = Duration::from_micros(now.0.saturating_sub(self.answered.0));
        self.shown.saturating_add(passed.as_secs())
    }

    /// So many seconds that two commands, as slow as the question was, are over before them.
    pub(crate) fn ahead(self) -> u64 {
        let took = Duration::from_micros(self.answered.0.saturating_sub(self.asked.0));
        LEAST_AHEAD.saturating_add(took.saturating_mul(2).as_secs()).saturating_add(u64::from(took > TICK))
    }
}

/// The device's clock, from the header of a response that has a date-time (GBCS 7.2.7); none where no read with one is
/// claimed, or it shows none.
pub(crate) async fn read(world: &mut TestWorld) -> Result<Option<DeviceClock>, Trouble> {
    let Some(context) = world.context() else { return Ok(None) };
    let Some(read) = READS.into_iter().find(|name| context.use_cases.includes(name)) else { return Ok(None) };
    let asked = link_time(world);
    let answer = sending::good_command(world, read, "supplier").await?;
    let answered = link_time(world);
    let shown = answer.and_then(|(_, response)| header_time(&response));
    Ok(shown.map(|shown| DeviceClock { shown, asked, answered }))
}

/// The seconds since 1970 in the header of a response.
pub(crate) fn header_time(response: &Response) -> Option<u64> {
    let octets = *response.message().ok()?.header().date_time?;
    u64::try_from(DateTime::from_octets(octets).to_unix_seconds().ok()?).ok()
}

/// A time on the device's clock that is far enough ahead of now, and of every time that the scenario has used.
pub(crate) fn next_time(world: &mut TestWorld, clock: DeviceClock) -> u64 {
    let now = clock.reading(link_time(world));
    world.times.last().copied().unwrap_or(now).saturating_add(clock.ahead())
}

/// What alters a pending command must come before its time, or it shows nothing.
pub(crate) fn require_time_left(world: &mut TestWorld) {
    let (Some(clock), Some(first)) = (world.clock, world.times.first().copied()) else { return };
    if !world.is_settled() && link_time(world) >= clock.earliest(first) {
        world.inconclusive("the first command answered before its time", "an answer at that time or later");
    }
}

/// Watches until the link's clock shows this.
pub(crate) async fn wait_until(world: &mut TestWorld, moment: UnixMicros) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    let left = moment.0.saturating_sub(session.now().0);
    session.watch(Duration::from_micros(left)).await
}

/// What the link's clock shows.
pub(crate) fn link_time(world: &mut TestWorld) -> UnixMicros {
    world.session().map_or(UnixMicros(0), Session::now)
}

/// Reads whose responses have a date-time in the header.
const READS: [&str; 3] = ["ECS17c", "ECS18b", "ECS23"];

/// What a command needs to arrive before its time, in seconds, on a link without delay.
const LEAST_AHEAD: u64 = 3;

/// A delay that the least covers.
const TICK: Duration = Duration::from_millis(250);

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000;

    fn clock(shown: u64, took: u64) -> DeviceClock {
        let asked = UnixMicros(1_000 * SECOND);
        DeviceClock { shown, asked, answered: UnixMicros(asked.0 + took) }
    }

    #[test]
    fn the_devices_clock_decides_when_whatever_it_shows() {
        for shown in [500, 1_000, 1_500] {
            let clock = clock(shown, 20_000);
            assert_eq!(clock.earliest(shown + 3), UnixMicros(1_002 * SECOND));
            assert_eq!(clock.latest(shown + 3), UnixMicros(1_003 * SECOND + 20_000));
            assert_eq!(clock.earliest(shown), clock.asked);
            assert_eq!(clock.latest(shown - 100), clock.answered);
        }
    }

    #[test]
    fn a_clock_of_whole_seconds_shows_a_time_between_the_two_moments() {
        // The device's clock is 5.4 seconds ahead, and was read anywhere while the question was open.
        for read in [0, 7_000, 20_000] {
            let ahead = 5_400_000;
            let shown = (1_000 * SECOND + read + ahead) / SECOND;
            let clock = clock(shown, 20_000);
            for time in shown + 1..shown + 10 {
                let truly = UnixMicros(time * SECOND - ahead);
                assert!(clock.earliest(time) <= truly && truly <= clock.latest(time), "{read} {time}");
            }
        }
    }

    #[test]
    fn a_slow_device_gets_more_time() {
        assert_eq!(clock(1_000, 0).ahead(), 3);
        assert_eq!(clock(1_000, 300_000).ahead(), 4);
        assert_eq!(clock(1_000, 2 * SECOND).ahead(), 8);
    }
}
