use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::Criticality;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::esme::Template;
use hallmark_gbcs::tables::esme::variants;
use hallmark_gbcs::wire::Cra;

use crate::command::Command;
use crate::command::Content;
use crate::device::Device;
use crate::refusal::Refusal;

/// The payload must be of the family of its code, and say the same as the header where both say something; a critical one
/// must have exactly the instructions of its use case, in order (check 10).
pub(crate) fn content<'a>(_: &Device, command: &Command<'a>) -> Result<Content<'a>, Refusal> {
    let message = &command.message;
    let (payload, offset) = (message.payload(), message.payload_offset());
    match command.use_case.format {
        PayloadFormat::Dlms => {
            let request = AccessRequest::parse(payload, offset).map_err(|_| Refusal::Content)?;
            dlms(command, &request)?;
            Ok(Content::Dlms(request))
        }
        PayloadFormat::Asn1 => {
            let payload =
                asn1::parse(command.code(), Cra::Command, payload, offset).map_err(|_| Refusal::Content)?;
            asn1_header(command, &payload)?;
            Ok(Content::Asn1(payload))
        }
        PayloadFormat::DlmsOrGbz | PayloadFormat::Gbz | PayloadFormat::None => Err(Refusal::Content),
    }
}

fn dlms(command: &Command<'_>, request: &AccessRequest<'_>) -> Result<(), Refusal> {
    let belongs = request.invoke_id().belongs_to(command.counter()) && request.date_time().is_none();
    let exact =
        command.use_case.critical == Criticality::Critical || command.use_case.category == Category::TopUp;
    let complete =
        !exact || variants(command.code()).iter().any(|template| has_instructions(template, request));
    if belongs && complete { Ok(()) } else { Err(Refusal::Content) }
}

fn has_instructions(template: &Template, request: &AccessRequest<'_>) -> bool {
    let items = request.items();
    items.len() == template.instructions.len()
        && items.zip(&template.instructions).all(|(item, instruction)| {
            let specification = &item.specification;
            specification.kind == instruction.kind() && specification.descriptor == instruction.descriptor
        })
}

/// The counter in the payload is that of the header (GBCS 11, 13.3).
fn asn1_header(command: &Command<'_>, payload: &Asn1Payload<'_>) -> Result<(), Refusal> {
    let stated = match payload {
        Asn1Payload::ActivateFirmwareCommand(command) => Some(command.originator_counter),
        Asn1Payload::UpdateCredentialsCommand(command) => {
            Some(command.authorising_remote_party_control.authorising_remote_party_seq_number)
        }
        _ => None,
    };
    if stated.is_none_or(|counter| counter == command.counter()) { Ok(()) } else { Err(Refusal::Content) }
}
