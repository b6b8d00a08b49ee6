//! Sequences of blocks, right and wrong.

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::split;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::MacHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;

use super::Blocks;
use super::Input;
use super::LIMITS;
use crate::GenerateError;
use crate::Reason;
use crate::area::Area;
use crate::area::Case;
use crate::edit;
use crate::hex::Hex;
use crate::people;
use crate::seeded::Seeded;

/// What is changed in a block, by name.
type Change = (&'static str, fn(&mut Block<'_>));

/// A message of any content, at least as long as its headers.
pub(super) fn message(random: &mut Seeded, payload: usize) -> Vec<u8> {
    let other = OtherInformation::Code { code: MessageCode(0x0102) };
    let (originator, recipient) = (people::supplier().id, people::ESME.id);
    let counter = Counter(random.number());
    let header = GroupingHeader { cra: Cra::Command, counter, originator, recipient, date_time: None, other };
    let mut envelope = Envelope::new(&header, random.octets(payload));
    envelope.signature = Some(random.octets(64));
    envelope.mac = Some(MacHeader::new(&random.array()));
    envelope.emit()
}

/// So many blocks with 40 octets each, which make no message: their lengths take one octet.
pub(super) fn of_forty_octets(random: &mut Seeded, count: usize) -> Result<Vec<Vec<u8>>, GenerateError> {
    let sample = message(random, 1);
    let sample = Message::parse(&sample).map_err(Blocks::lacks)?;
    Ok(number_blocks(&sample, random.octets(40 * count).chunks(40), |_| {}))
}

pub(super) fn valid(random: &mut Seeded) -> Result<Vec<Case<Input>>, GenerateError> {
    let mut cases = Vec::new();
    for (payload, size) in [(10, 1200), (10, 60), (200, 100), (200, 128), (300, 127), (300, 255), (700, 256)]
    {
        let octets = message(random, payload);
        let blocks = blocks(&octets, size, |_| {})?;
        let comment = format!("{} blocks of up to {size} octets", blocks.len());
        cases.push(good(&comment, "Normal", blocks, &octets));
    }
    let largest = message(random, 1300);
    cases.push(good("the largest blocks", "EdgeSize", blocks(&largest, LIMITS.0, |_| {})?, &largest));
    let short = message(random, LIMITS.1.into());
    let many = short.get(..LIMITS.1.into()).unwrap_or_default();
    // Not a message, but the most blocks of the smallest size.
    let sample = message(random, 1);
    let parsed = Message::parse(&sample).map_err(Blocks::lacks)?;
    let smallest = number_blocks(&parsed, many.chunks(1), |_| {});
    cases.push(good("as many blocks as may be, of one octet", "EdgeSize", smallest, many));

    let octets = message(random, 150);
    let controls: [Change; 7] = [
        ("streaming", |block| block.control |= 0x40),
        ("window 1", |block| block.control |= 0x01),
        ("window 63", |block| block.control |= 0x3F),
        ("acknowledges 1", |block| block.acknowledged = 1),
        ("acknowledges 65535", |block| block.acknowledged = 0xFFFF),
        ("security control octet 11", |block| block.security_control = 0x11),
        ("invocation counter 1", |block| block.invocation_counter = 1),
    ];
    for (comment, change) in controls {
        cases.push(good(comment, "Control", blocks(&octets, 100, change)?, &octets));
    }
    let plain = blocks(&octets, 60, |_| {})?;
    for at in 0..plain.len() - 1 {
        let mut repeated = plain.clone();
        if let Some(block) = plain.get(at) {
            repeated.insert(at + 1, block.clone());
        }
        cases.push(good(&format!("block {} twice", at + 1), "Repeated", repeated, &octets));
    }
    if let [first, ..] = plain.as_slice() {
        let mut late = plain.clone();
        late.insert(plain.len() - 1, first.clone());
        cases.push(good("the first block again before the last", "Repeated", late, &octets));
    }
    Ok(cases)
}

pub(super) fn invalid(random: &mut Seeded) -> Result<Vec<Case<Input>>, GenerateError> {
    let octets = message(random, 150);
    let good = blocks(&octets, 60, |_| {})?;
    let last = good.len() - 1;
    let mut cases = Vec::new();
    let mut case = |comment: String, flag, reasons, blocks: Vec<Vec<u8>>| {
        let blocks = blocks.into_iter().map(Hex).collect();
        cases.push(Case::invalid(comment, flag, reasons, Input { blocks, message: None }));
    };
    case("no blocks".to_owned(), "Incomplete", &[Reason::Incomplete], Vec::new());
    for count in 1..=last {
        let part = good.iter().take(count).cloned().collect();
        case(format!("only {count} of {} blocks", last + 1), "Incomplete", &[Reason::Incomplete], part);
    }
    for at in 0..last {
        let mut without = good.clone();
        without.remove(at);
        case(format!("without block {}", at + 1), "WrongOrder", &[Reason::Order], without);
        let mut swapped = good.clone();
        swapped.swap(at, at + 1);
        case(format!("blocks {} and {} swapped", at + 1, at + 2), "WrongOrder", &[Reason::Order], swapped);
    }
    case("in reverse".to_owned(), "WrongOrder", &[Reason::Order], good.iter().rev().cloned().collect());
    for (comment, first) in [("from 0", 0_u16), ("from 2", 2), ("from 256", 256)] {
        let counted = blocks(&octets, 60, |block| block.number = block.number - 1 + first)?;
        case(format!("numbers {comment}"), "WrongOrder", &[Reason::Order], counted);
    }
    let little = blocks(&octets, 60, |block| block.number = block.number.swap_bytes())?;
    case("numbers little-endian".to_owned(), "WrongOrder", &[Reason::Order], little);
    case(
        "one more block behind the last".to_owned(),
        "WrongOrder",
        &[Reason::Order],
        good.iter().chain(good.last()).cloned().collect(),
    );
    for at in 0..last {
        let Some(block) = good.get(at) else { continue };
        let mut repeated = good.clone();
        repeated.insert(at + 1, edit::flip(block, block.len() - 1, 0x01));
        let comment = format!("block {} again, with another octet", at + 1);
        case(comment, "Conflict", &[Reason::Conflict], repeated);
        let mut marked = good.clone();
        marked.insert(at + 1, edit::flip(block, 41, 0x80));
        case(format!("block {} again, as the last", at + 1), "Conflict", &[Reason::Conflict], marked);
    }
    let identifiers: [Change; 4] = [
        ("CRA flag", |block| block.message.cra = Cra::Response),
        ("counter", |block| block.message.counter = Counter(block.message.counter.0 ^ 1)),
        ("originator", |block| block.message.originator = EntityId([0x11; 8])),
        ("target", |block| block.message.recipient = EntityId([0x22; 8])),
    ];
    for (name, change) in identifiers {
        for number in 2..=u16::try_from(last + 1).unwrap_or_default() {
            let mixed = blocks(&octets, 60, |block| {
                if block.number == number {
                    change(block);
                }
            })?;
            case(format!("block {number} with another {name}"), "Foreign", &[Reason::Foreign], mixed);
        }
    }
    let sample = Message::parse(&octets).map_err(Blocks::lacks)?;
    let oversize = random.octets(LIMITS.0 + 1);
    let chunks = [oversize.as_slice(), &[0x5A]];
    let large = number_blocks(&sample, chunks.into_iter(), |_| {});
    case(format!("{} octets in a block", LIMITS.0 + 1), "Size", &[Reason::Size], large);
    for empty in 0..3 {
        let chunks = (0..3).map(|number| if number == empty { &[][..] } else { &[0x5A; 20] });
        let comment = format!("no octets in block {}", empty + 1);
        case(comment, "Size", &[Reason::Empty], number_blocks(&sample, chunks, |_| {}));
    }
    let most = random.octets(usize::from(LIMITS.1) + 1);
    let many = number_blocks(&sample, most.chunks(1), |_| {});
    case(format!("{} blocks", LIMITS.1 + 1), "Size", &[Reason::Count], many);
    Ok(cases)
}

fn good(comment: &str, flag: &'static str, blocks: Vec<Vec<u8>>, message: &[u8]) -> Case<Input> {
    let blocks = blocks.into_iter().map(Hex).collect();
    Case::valid(comment, &[flag], Input { blocks, message: Some(message.into()) })
}

/// A message in blocks, each of them changed.
fn blocks(
    octets: &[u8],
    size: usize,
    change: impl Fn(&mut Block<'_>),
) -> Result<Vec<Vec<u8>>, GenerateError> {
    let message = Message::parse(octets).map_err(Blocks::lacks)?;
    let mut blocks = split(&message, size).map_err(Blocks::lacks)?;
    blocks.iter_mut().for_each(change);
    Ok(blocks.iter().map(Block::emit).collect())
}

/// Blocks with these data, whatever they are.
fn number_blocks<'a>(
    sample: &Message<'_>,
    chunks: impl Iterator<Item = &'a [u8]>,
    change: impl Fn(&mut Block<'_>),
) -> Vec<Vec<u8>> {
    let chunks: Vec<_> = chunks.collect();
    let count = chunks.len();
    let block = |(number, data): (u16, &'a [u8])| {
        let mut block = Block {
            message: sample.into(),
            code: sample.header().message_code(),
            security_control: 0,
            invocation_counter: 0,
            control: if usize::from(number) == count { 0x80 } else { 0 },
            number,
            acknowledged: 0,
            data,
        };
        change(&mut block);
        block.emit()
    };
    (1..).zip(chunks).map(block).collect()
}
