//! Commands that differ from those of their use case before they are protected.

use std::sync::Arc;

use hallmark_engine::session::Command;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Variation;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::RequestItem;

use crate::steps::sending;
use crate::world::TestWorld;

/// Makes a command of a use case with other DLMS instructions, protected as the use case has to be.
pub(crate) fn prepare(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    variation: impl FnOnce(u64) -> Variation,
    change: impl FnOnce(&mut Vec<RequestItem>),
) -> Option<Sent> {
    let sent = sending::prepare(world, party, use_case, variation)?;
    let laboratory = Arc::clone(&world.session()?.laboratory);
    let made = with_items(sent.command, change).and_then(|command| sending::protect(command, &laboratory));
    made.map_err(|why| world.unable(why)).ok()
}

/// The command with other DLMS instructions.
pub(crate) fn with_items(
    mut command: Command,
    change: impl FnOnce(&mut Vec<RequestItem>),
) -> Result<Command, String> {
    let mut request =
        AccessRequest::parse(&command.envelope.payload, 0).map_err(|error| error.to_string())?.to_owned();
    change(&mut request.items);
    command.envelope.payload = request.to_octets();
    command.targets = request.items.iter().map(|item| item.descriptor).collect();
    command.kinds = request.items.iter().map(|item| item.kind).collect();
    let sets = request.items.into_iter().filter(|item| item.kind == AccessKind::Set);
    command.written = sets.map(|item| (item.descriptor, item.data)).collect();
    Ok(command)
}

/// The DLMS instructions of another use case, as a party that may send it would write them.
pub(crate) fn instructions(
    laboratory: &Laboratory,
    use_case: &str,
    sent: &Sent,
    variation: Variation,
) -> Result<Vec<RequestItem>, String> {
    let name = sending::usual_originator(use_case);
    let party = laboratory.party(name).ok_or_else(|| format!("the profile names no {name}"))?;
    let command = laboratory.command(use_case, party, sent.counter(), variation)?;
    let request = AccessRequest::parse(&command.envelope.payload, 0).map_err(|error| error.to_string())?;
    Ok(request.to_owned().items)
}
