use hallmark_gbcs::tables::Category;
use hallmark_gbcs::utrn::UtrnCounter;

use crate::command::Authority;
use crate::command::Command;
use crate::device::Device;
use crate::device::ReplayCounters;
use crate::refusal::Refusal;

/// The counter of a protected command must be above that of the last one of the role (check 7), and one that payloads
/// can carry; top-ups have a number space of their own (GBCS 14.4).
pub(crate) fn freshness(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
) -> Result<(), Refusal> {
    if command.use_case.category == Category::TopUp {
        return top_up(device, command);
    }
    let counter = command.counter();
    if !command.is_replay_protected() {
        return Ok(());
    }
    let fresh = counter > device.counters.of(authority.role) && counter <= ReplayCounters::LARGEST;
    if fresh { Ok(()) } else { Err(Refusal::Replayed) }
}

/// Remembers the counter of a protected command that is about to be executed; a top-up does so itself, once it is credited.
pub(crate) fn remember(device: &mut Device, command: &Command<'_>, authority: &Authority) {
    if command.is_replay_protected() && command.use_case.category != Category::TopUp {
        device.counters.set(authority.role, command.counter());
    }
}

fn top_up(device: &Device, command: &Command<'_>) -> Result<(), Refusal> {
    match UtrnCounter::try_from(command.counter()) {
        Ok(counter) if device.counters.is_token_fresh(counter) => Ok(()),
        Ok(_) => Err(Refusal::TokenReplayed),
        Err(_) => Err(Refusal::Replayed),
    }
}
