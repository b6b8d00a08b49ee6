use hallmark_gbcs::asn1;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::wire::Cra;

use crate::command::Content;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::refusal::Refusal;
use crate::stages::content::content;

/// What stands in a payload.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "any-instructions",
        stage: Stage::Content,
        does: "Takes critical DLMS commands with other instructions than those of their use case.",
        clause: "GBCS 7.2.9",
        basis: Basis::Open,
        change: |rules| {
            rules.content = |device, command| match command.use_case.format {
                PayloadFormat::Dlms => {
                    let message = &command.message;
                    AccessRequest::parse(message.payload(), message.payload_offset())
                        .map(Content::Dlms)
                        .map_err(|_| Refusal::Content)
                }
                _ => content(device, command),
            }
        },
    },
    Fault {
        name: "payload-counter-ignored",
        stage: Stage::Content,
        does: "Takes ASN.1 commands whose payload states another counter than the header.",
        clause: "GBCS 13.3",
        basis: Basis::Open,
        change: |rules| {
            rules.content = |device, command| match command.use_case.format {
                PayloadFormat::Asn1 => {
                    let message = &command.message;
                    asn1::parse(command.code(), Cra::Command, message.payload(), message.payload_offset())
                        .map(Content::Asn1)
                        .map_err(|_| Refusal::Content)
                }
                _ => content(device, command),
            }
        },
    },
];
