use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::ErrorKind;
use crate::MessageCode;
use crate::wire::Cra;
use crate::wire::Message;
use crate::wire::Reader;
use crate::wire::push_length;
use crate::wire::read_length;

/// What tells the blocks of one message from those of another (GBCS 4.3.1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MessageIdentifier {
    /// Command, Response or Alert.
    pub cra: Cra,
    /// The Originator Counter.
    pub counter: Counter,
    /// The Business Originator.
    pub originator: EntityId,
    /// The Business Target.
    pub recipient: EntityId,
}

impl From<&Message<'_>> for MessageIdentifier {
    fn from(message: &Message<'_>) -> Self {
        let header = message.header();
        Self {
            cra: header.cra,
            counter: header.counter,
            originator: header.originator,
            recipient: header.recipient,
        }
    }
}

/// One block: Message Routing Header and general-block-transfer (GBCS 7.2.11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block<'a> {
    /// Which message the block belongs to.
    pub message: MessageIdentifier,
    /// Its Message Code.
    pub code: MessageCode,
    /// The security control octet. Its value is not established: 0 is sent, any is accepted.
    pub security_control: u8,
    /// The invocation counter.
    pub invocation_counter: u32,
    /// Last block, streaming, and window, as they are written.
    pub control: u8,
    /// The block number, from 1.
    pub number: u16,
    /// The number of the last block that was received without a gap.
    pub acknowledged: u16,
    /// The piece of the message.
    pub data: &'a [u8],
}

impl<'a> Block<'a> {
    /// Whether `octets` are a block and no whole message: both start with general-ciphering, and only a block has a
    /// transaction-id there.
    pub fn is_block(octets: &[u8]) -> bool {
        octets.starts_with(&[0xDD, 0x09])
    }

    /// Reads `octets`, which must be one block and nothing else.
    pub fn parse(octets: &'a [u8]) -> Result<Self, Error> {
        let reader = &mut Reader::new(octets);
        constant(reader, ErrorKind::Tag, 0xDD, "the tag DD of a Message Routing Header")?;
        constant(reader, ErrorKind::Length, 0x09, "a transaction-id of 9 octets")?;
        let offset = reader.offset();
        let cra = reader.octet("the CRA flag")?;
        let refused = || Error::octet(ErrorKind::Value, offset, "the CRA flag 01, 02 or 03", cra);
        let cra = Cra::from_octet(cra).ok_or_else(refused)?;
        let counter = Counter(reader.u64("the Originator Counter")?);
        constant(reader, ErrorKind::Length, 0x08, "a Business Originator of 8 octets")?;
        let originator = EntityId(reader.array("the Business Originator")?);
        constant(reader, ErrorKind::Length, 0x08, "a Business Target of 8 octets")?;
        let recipient = EntityId(reader.array("the Business Target")?);
        constant(reader, ErrorKind::Length, 0x00, "an empty date-time")?;
        constant(reader, ErrorKind::Length, 0x02, "other-information of 2 octets")?;
        let code = MessageCode(reader.u16("the Message Code")?);
        constant(reader, ErrorKind::Value, 0x00, "no key-info")?;
        fits(reader, "the length of the ciphered service")?;
        let security_control = reader.octet("the security control octet")?;
        let invocation_counter = reader.u32("the invocation counter")?;
        constant(reader, ErrorKind::Tag, 0xE0, "the tag E0 of general-block-transfer")?;
        let control = reader.octet("the block control octet")?;
        let number = reader.u16("the block number")?;
        let acknowledged = reader.u16("the acknowledged block number")?;
        fits(reader, "the length of the block data")?;
        let data = reader.rest();
        let message = MessageIdentifier { cra, counter, originator, recipient };
        Ok(Self { message, code, security_control, invocation_counter, control, number, acknowledged, data })
    }

    /// Whether no block follows.
    pub fn is_last(&self) -> bool {
        self.control & LAST_BLOCK != 0
    }

    /// Whether blocks follow without waiting for an acknowledgement.
    pub fn is_streaming(&self) -> bool {
        self.control & 0x40 != 0
    }

    /// How many blocks the sender is ready to receive in one go.
    pub fn window(&self) -> u8 {
        self.control & 0x3F
    }

    /// The octets.
    pub fn emit(&self) -> Vec<u8> {
        let mut inner = Vec::with_capacity(16 + self.data.len());
        inner.push(self.security_control);
        inner.extend(self.invocation_counter.to_be_bytes());
        inner.extend([0xE0, self.control]);
        inner.extend(self.number.to_be_bytes());
        inner.extend(self.acknowledged.to_be_bytes());
        push_length(&mut inner, self.data.len(), 1);
        inner.extend(self.data);

        let mut out = Vec::with_capacity(40 + inner.len());
        out.extend([0xDD, 0x09, self.message.cra.octet()]);
        out.extend(self.message.counter.0.to_be_bytes());
        for id in [self.message.originator, self.message.recipient] {
            out.push(0x08);
            out.extend(id.0);
        }
        out.extend([0x00, 0x02]);
        out.extend(self.code.0.to_be_bytes());
        out.push(0x00);
        push_length(&mut out, inner.len(), 1);
        out.extend(inner);
        out
    }
}

fn constant(
    reader: &mut Reader<'_>,
    kind: ErrorKind,
    value: u8,
    expected: &'static str,
) -> Result<(), Error> {
    let offset = reader.offset();
    match reader.octet(expected)? {
        found if found == value => Ok(()),
        found => Err(Error::octet(kind, offset, expected, found)),
    }
}

/// Reads a length that must reach to the end.
fn fits(reader: &mut Reader<'_>, expected: &'static str) -> Result<(), Error> {
    let offset = reader.offset();
    match read_length(reader, expected)? {
        (length, _) if length == reader.remaining() => Ok(()),
        (length, _) => {
            let found = u64::try_from(length).unwrap_or(u64::MAX);
            Err(Error::number(ErrorKind::Length, offset, "a length that ends with the block", found))
        }
    }
}

pub(super) const LAST_BLOCK: u8 = 0x80;

#[cfg(test)]
mod tests {
    use super::*;

    fn block(data: &[u8]) -> Block<'_> {
        Block {
            message: MessageIdentifier {
                cra: Cra::Command,
                counter: Counter(9),
                originator: EntityId([1; 8]),
                recipient: EntityId([2; 8]),
            },
            code: MessageCode(0x0102),
            security_control: 0,
            invocation_counter: 0,
            control: LAST_BLOCK | 0x40 | 5,
            number: 3,
            acknowledged: 2,
            data,
        }
    }

    #[test]
    fn a_block_round_trips() {
        for length in [0, 1, 0x6F, 0x70, 0x7F, 0x80, 0xFF, 0x100, 1200] {
            let data = vec![0x5A; length];
            let octets = block(&data).emit();
            assert!(Block::is_block(&octets));
            let parsed = Block::parse(&octets).unwrap();
            assert_eq!(parsed, block(&data));
            assert_eq!((parsed.is_last(), parsed.is_streaming(), parsed.window()), (true, true, 5));
        }
    }

    #[test]
    fn every_constant_and_length_is_checked() {
        let octets = block(&[0x5A; 4]).emit();
        let cases = [
            (0, ErrorKind::Tag, "the tag DD of a Message Routing Header"),
            (1, ErrorKind::Length, "a transaction-id of 9 octets"),
            (2, ErrorKind::Value, "the CRA flag 01, 02 or 03"),
            (11, ErrorKind::Length, "a Business Originator of 8 octets"),
            (20, ErrorKind::Length, "a Business Target of 8 octets"),
            (29, ErrorKind::Length, "an empty date-time"),
            (30, ErrorKind::Length, "other-information of 2 octets"),
            (33, ErrorKind::Value, "no key-info"),
            (40, ErrorKind::Tag, "the tag E0 of general-block-transfer"),
        ];
        for (position, kind, expected) in cases {
            let mut changed = octets.clone();
            changed[position] ^= 0x10;
            assert_eq!(
                Block::parse(&changed),
                Err(Error::octet(kind, position, expected, changed[position]))
            );
        }
        for position in [34, 46] {
            let mut changed = octets.clone();
            changed[position] += 1;
            let found = u64::from(changed[position]);
            let expected = "a length that ends with the block";
            assert_eq!(
                Block::parse(&changed),
                Err(Error::number(ErrorKind::Length, position, expected, found))
            );
        }
    }
}
