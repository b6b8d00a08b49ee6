use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::wire::Protection;

use crate::command::Authority;
use crate::command::Command;
use crate::command::PROVIDE_CREDENTIALS;
use crate::device::CellKey;
use crate::device::Device;
use crate::refusal::Refusal;

/// The Business Originator must be in a trust anchor cell whose role may send the command, with the key that the
/// command or its response needs (check 4).
pub(crate) fn authority(device: &Device, command: &Command<'_>) -> Result<Authority, Refusal> {
    let originator = command.message.header().originator;
    let key = match command.protection {
        Protection::Both | Protection::Signature => CellKey::Signature,
        Protection::Mac | Protection::None => CellKey::Agreement,
    };
    let holds_key =
        |role: &Role| device.anchors.cell(*role, key).is_some_and(|cell| cell.entity == originator);
    device
        .anchors
        .roles_of(originator)
        .filter(|role| (device.rules.entitled)(command.use_case, *role))
        .find(holds_key)
        .map(|role| Authority { originator, role })
        .ok_or(Refusal::NotEntitled)
}

/// The roles of the use-case table. Any party that the Device knows may ask whom it knows (CS02a, CS02f).
pub(crate) fn entitled(use_case: &UseCase, role: Role) -> bool {
    PROVIDE_CREDENTIALS.contains(&use_case.code) || use_case.roles.contains(&role)
}
