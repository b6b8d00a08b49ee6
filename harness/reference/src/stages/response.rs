use hallmark_gbcs::tables::Category;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::Protection;

use crate::command::Authority;
use crate::command::Command;
use crate::command::Outcome;
use crate::command::PROVIDE_CREDENTIALS;
use crate::device::Device;

/// The response to an executed command: the header of the command turned round, protected as its category wants. The key
/// of the Device for signatures is the one that it had when the command arrived.
pub(crate) fn response(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
    outcome: &Outcome,
) -> Option<Vec<u8>> {
    let time = device.now.date_time().to_octets();
    let time = command.use_case.header_time.then_some(&time);
    let header = (device.rules.header)(device, command, outcome, time);
    let mut envelope = Envelope::new(&header, outcome.payload.as_slice());
    (device.rules.protect)(device, command, authority, &mut envelope)?;
    Some(envelope.emit())
}

/// Signature or MAC of a response.
pub(crate) fn protect(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
    envelope: &mut Envelope,
) -> Option<()> {
    match protection(command) {
        Protection::Mac => {
            let point = device.anchors.agreement_point(authority.originator)?;
            envelope.authenticate(&*device.credentials.secret(&point)?);
        }
        _ => envelope.sign(device.credentials.signing()),
    }
    Some(())
}

/// The header of the response, from which keys are derived as well.
pub(crate) fn header<'a>(
    device: &Device,
    command: &Command<'_>,
    outcome: &Outcome,
    date_time: Option<&'a [u8; 12]>,
) -> GroupingHeader<'a> {
    let received = command.message.header();
    let code = received.message_code();
    let other = match (received.supplementary(), outcome.supplementary) {
        (Some(party), Some(originator_counter)) => OtherInformation::PartyOriginator {
            code,
            party: party.party,
            counter: party.counter.unwrap_or(received.counter),
            originator_counter,
        },
        (Some(party), None) => OtherInformation::PartyCounter {
            code,
            party: party.party,
            counter: party.counter.unwrap_or(received.counter),
        },
        (None, _) => OtherInformation::Code { code },
    };
    GroupingHeader {
        cra: Cra::Response,
        counter: received.counter,
        originator: device.id,
        recipient: received.originator,
        date_time,
        other,
    }
}

/// Responses to critical commands are signed, others have a MAC.
fn protection(command: &Command<'_>) -> Protection {
    match command.use_case.category {
        Category::Variant if PROVIDE_CREDENTIALS.contains(&command.code()) => command.protection,
        Category::Critical | Category::Variant => Protection::Signature,
        _ => Protection::Mac,
    }
}
