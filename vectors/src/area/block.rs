//! General block transfer (GBCS 7.2.11).

use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::BlockError;
use hallmark_gbcs::block::MAX_BLOCK_OCTETS;
use hallmark_gbcs::block::MAX_BLOCKS;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::Serialize;

use super::Area;
use super::Case;
use super::Flag;
use super::Nothing;
use super::Plan;
use super::PlanOf;
use crate::GenerateError;
use crate::Reason;
use crate::edit;
use crate::hex::Hex;
use crate::seeded::Seeded;

mod sequences;

/// Blocks in the order in which they come, and what they bring.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Input {
    /// The blocks.
    blocks: Vec<Hex>,
    /// The message that valid blocks bring.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    message: Option<Hex>,
}

pub(crate) struct Blocks;

impl Area for Blocks {
    const NAME: &'static str = "block-transfer";
    const ALGORITHM: &'static str = "General block transfer of large messages";
    const HEADER: &'static [&'static str] = &[
        "A test is valid if every one of blocks is a block and nothing else, and together they bring one whole message, \
         which for valid tests is given in message.",
        "Blocks count from 1 and come in order. They have 1 to 1200 octets of data and are at most 255. All have the \
         Message Identifier of the first. A block that comes again with the same octets is ignored.",
        "The layout is that of public dissectors; the text of the specification was not at hand. The security control \
         octet and the invocation counter are not to be looked into.",
    ];
    const FLAGS: &'static [Flag] = &[
        Flag {
            name: "Normal",
            effect: "large messages are lost",
            description: "a message in blocks",
            clause: "GBCS 7.2.11 (layout of public dissectors)",
        },
        Flag {
            name: "EdgeSize",
            effect: "some large messages are lost",
            description: "a block of the smallest or largest size, or as many as may be",
            clause: "GBCS 7.2.11 (1200 octets, 255 blocks: limits of public tools)",
        },
        Flag {
            name: "Control",
            effect: "messages of some senders are lost",
            description: "streaming bit, window, acknowledgement or security octets with other values",
            clause: "GBCS 7.2.11; the values are not established, so any is accepted",
        },
        Flag {
            name: "Repeated",
            effect: "a lost acknowledgement breaks a transfer",
            description: "a block comes again with the same octets",
            clause: "GBCS 7.2.11 (retries)",
        },
        Flag {
            name: "BlockForm",
            effect: "other octets are taken for a block",
            description: "one octet of the Message Routing Header or the transfer header is another",
            clause: "GBCS 7.2.11 (layout of public dissectors)",
        },
        Flag {
            name: "Truncated",
            effect: "octets are read that are not there",
            description: "a block ends early",
            clause: "GBCS 7.2.11",
        },
        Flag {
            name: "Trailing",
            effect: "octets are lost, or get into a message",
            description: "octets follow the data of a block",
            clause: "GBCS 7.2.11",
        },
        Flag {
            name: "WrongOrder",
            effect: "a message is put together wrong",
            description: "a block is missing, or comes too early",
            clause: "GBCS 7.2.11",
        },
        Flag {
            name: "Conflict",
            effect: "an attacker changes a message on its way",
            description: "a block comes again with other octets",
            clause: "GBCS 7.2.11",
        },
        Flag {
            name: "Foreign",
            effect: "two messages are mixed",
            description: "a block of another message comes in between",
            clause: "GBCS 4.3.1.4, 7.2.11",
        },
        Flag {
            name: "Incomplete",
            effect: "a part is taken for the whole",
            description: "the last block does not come",
            clause: "GBCS 7.2.11",
        },
        Flag {
            name: "Size",
            effect: "memory runs out",
            description: "a block without data or with more than may be, or too many blocks",
            clause: "GBCS 7.2.11 (1200 octets, 255 blocks: limits of public tools)",
        },
    ];
    type Context = Nothing;
    type Input = Input;

    fn plans(random: &mut Seeded) -> Result<Vec<PlanOf<Self>>, GenerateError> {
        let plan = |comment: &str, cases| Plan { comment: comment.to_owned(), context: Nothing {}, cases };
        Ok(vec![
            plan("messages in blocks", sequences::valid(random)?),
            plan("sequences that bring no message", sequences::invalid(random)?),
            plan("octets that are no block", forms(random)?),
        ])
    }

    fn check(_: &Nothing, input: &Input) -> Result<(), Reason> {
        let mut reassembler = Reassembler::new();
        let mut message = None;
        for octets in &input.blocks {
            let block = Block::parse(&octets.0)?;
            if block.emit() != octets.0 {
                return Err(Reason::Reencoding);
            }
            match reassembler.accept(&block).map_err(reason)? {
                Progress::Complete(octets) => message = Some(octets),
                Progress::Repeated | Progress::Waiting { .. } => {}
            }
        }
        let message = message.filter(|_| reassembler.message().is_none()).ok_or(Reason::Incomplete)?;
        if input.message.as_ref().is_some_and(|expected| expected.0 != message) {
            return Err(Reason::Unequal);
        }
        Ok(())
    }

    fn octets(_: &Nothing, input: &Input) -> Vec<Vec<u8>> {
        input.blocks.iter().map(|block| block.0.clone()).collect()
    }
}

fn reason(error: BlockError) -> Reason {
    match error {
        BlockError::Conflict { .. } => Reason::Conflict,
        BlockError::Count => Reason::Count,
        BlockError::Empty { .. } => Reason::Empty,
        BlockError::Foreign => Reason::Foreign,
        BlockError::Order { .. } => Reason::Order,
        BlockError::Size { .. } => Reason::Size,
    }
}

/// Mistakes in the form of the only block, and of the last of two.
fn forms(random: &mut Seeded) -> Result<Vec<Case<Input>>, GenerateError> {
    let mut cases = Vec::new();
    for count in [1_usize, 2] {
        let good = sequences::of_forty_octets(random, count)?;
        let Some((last, before)) = good.split_last() else { continue };
        let mut case = |comment: String, flag, reasons, block: Vec<u8>| {
            let blocks = before.iter().cloned().chain([block]).map(Hex).collect();
            let comment = format!("block {count}: {comment}");
            cases.push(Case::invalid(comment, flag, reasons, Input { blocks, message: None }));
        };
        for (name, at, reasons, values) in FIELDS {
            for value in values.iter().filter(|value| last.get(*at) != Some(value)) {
                let block = edit::set(last, *at, *value);
                case(format!("{name} {value:02X}"), "BlockForm", *reasons, block);
            }
        }
        let ciphered = last.get(34).copied().unwrap_or_default();
        for value in [ciphered.wrapping_sub(1), ciphered + 1, 0x00, 0x80, 0x85] {
            let block = edit::set(last, 34, value);
            case(
                format!("ciphered length {value:02X}"),
                "BlockForm",
                &[Reason::Length, Reason::Truncated],
                block,
            );
        }
        let data = last.get(46).copied().unwrap_or_default();
        for value in [data.wrapping_sub(1), data + 1, 0x80, 0x85] {
            let block = edit::set(last, 46, value);
            case(
                format!("data length {value:02X}"),
                "BlockForm",
                &[Reason::Length, Reason::Truncated],
                block,
            );
        }
        for length in (0..last.len()).filter(|length| *length < 48 || length % 9 == 0) {
            let reasons: &[Reason] = &[Reason::Truncated, Reason::Length];
            case(format!("the first {length} octets"), "Truncated", reasons, edit::cut(last, length));
        }
        case("an octet behind".to_owned(), "Trailing", &[Reason::Length], edit::extend(last, &[0]));
        case("a MAC behind".to_owned(), "Trailing", &[Reason::Length], edit::extend(last, &[0x5A; 12]));
    }
    Ok(cases)
}

type Field = (&'static str, usize, &'static [Reason], &'static [u8]);

/// Octets with one permitted value, and others.
const FIELDS: &[Field] = &[
    ("tag", 0, &[Reason::Tag], &[0x00, 0xDC, 0xDF]),
    ("transaction-id length", 1, &[Reason::Length], &[0x00, 0x08, 0x0A]),
    ("CRA flag", 2, &[Reason::Value], &[0x00, 0x04, 0xFF]),
    ("Business Originator length", 11, &[Reason::Length], &[0x00, 0x07, 0x09]),
    ("Business Target length", 20, &[Reason::Length], &[0x00, 0x07, 0x09]),
    ("date-time length", 29, &[Reason::Length], &[0x01, 0x0C]),
    ("other-information length", 30, &[Reason::Length], &[0x00, 0x01, 0x03, 0x12]),
    ("key-info", 33, &[Reason::Value], &[0x01, 0xFF]),
    ("transfer tag", 40, &[Reason::Tag], &[0x00, 0xDF, 0xE1]),
];

const LIMITS: (usize, u16) = (MAX_BLOCK_OCTETS, MAX_BLOCKS);
