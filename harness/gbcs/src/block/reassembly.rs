use core::ops::Range;

use crate::block::Block;
use crate::block::MAX_BLOCK_OCTETS;
use crate::block::MAX_BLOCKS;
use crate::block::MessageIdentifier;

/// Puts the blocks of one message together again.
///
/// Blocks must come in order; what is wrong is named and leaves what was received before as it is, so the right block
/// may still come. A block that comes again with the same octets is ignored. Memory is bounded by
/// [`MAX_BLOCKS`] times [`MAX_BLOCK_OCTETS`], whatever a peer sends.
#[derive(Debug, Clone, Default)]
pub struct Reassembler {
    transfer: Option<Transfer>,
}

#[derive(Debug, Clone)]
struct Transfer {
    message: MessageIdentifier,
    octets: Vec<u8>,
    /// Where each block received so far ends.
    ends: Vec<usize>,
}

impl Reassembler {
    /// Waits for the first block of any message.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next block. After the last one the reassembler waits for the first block of another message.
    pub fn accept(&mut self, block: &Block<'_>) -> Result<Progress, BlockError> {
        if block.data.is_empty() {
            return Err(BlockError::Empty { number: block.number });
        }
        if block.data.len() > MAX_BLOCK_OCTETS {
            return Err(BlockError::Size { number: block.number, found: block.data.len() });
        }
        let expected = self.expected()?;
        match &self.transfer {
            Some(transfer) if transfer.message != block.message => return Err(BlockError::Foreign),
            Some(transfer) if (1..expected).contains(&block.number) => return transfer.repeated(block),
            _ => {}
        }
        if block.number != expected {
            return Err(BlockError::Order { expected, found: block.number });
        }
        if !block.is_last() && block.number >= MAX_BLOCKS {
            return Err(BlockError::Count);
        }
        let transfer = self.transfer.get_or_insert_with(|| Transfer::new(block.message));
        transfer.octets.extend(block.data);
        transfer.ends.push(transfer.octets.len());
        if !block.is_last() {
            return Ok(Progress::Waiting { next: expected + 1 });
        }
        Ok(Progress::Complete(self.transfer.take().map(|transfer| transfer.octets).unwrap_or_default()))
    }

    /// Forgets the blocks of an unfinished message.
    pub fn abandon(&mut self) {
        self.transfer = None;
    }

    /// The message that is being received.
    pub fn message(&self) -> Option<MessageIdentifier> {
        self.transfer.as_ref().map(|transfer| transfer.message)
    }

    /// The number of the next block.
    fn expected(&self) -> Result<u16, BlockError> {
        let received = self.transfer.as_ref().map_or(0, |transfer| transfer.ends.len());
        u16::try_from(received + 1).map_err(|_| BlockError::Count)
    }
}

impl Transfer {
    fn new(message: MessageIdentifier) -> Self {
        Self { message, octets: Vec::new(), ends: Vec::new() }
    }

    fn repeated(&self, block: &Block<'_>) -> Result<Progress, BlockError> {
        let before = self.octets.get(self.range(block.number)).unwrap_or_default();
        if before == block.data && !block.is_last() {
            return Ok(Progress::Repeated);
        }
        Err(BlockError::Conflict { number: block.number })
    }

    /// Where the octets of a block that was received are.
    fn range(&self, number: u16) -> Range<usize> {
        let end = |number: usize| number.checked_sub(1).and_then(|index| self.ends.get(index)).copied();
        let number = usize::from(number);
        end(number.saturating_sub(1)).unwrap_or(0)..end(number).unwrap_or(0)
    }
}

/// What a block led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It was the last: the octets of the whole message, not looked into.
    Complete(Vec<u8>),
    /// It came before, and was ignored.
    Repeated,
    /// More must come.
    Waiting {
        /// The number of the next.
        next: u16,
    },
}

/// Why a block was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlockError {
    /// The block came before, with other octets.
    #[error("take block {number}: expected the same octets as before")]
    Conflict {
        /// Its number.
        number: u16,
    },
    /// There are more blocks than may be.
    #[error("take a block: expected at most {MAX_BLOCKS}")]
    Count,
    /// It brings nothing.
    #[error("take block {number}: expected at least one octet of block data")]
    Empty {
        /// Its number.
        number: u16,
    },
    /// It belongs to another message than the one that is being received.
    #[error("take a block: expected the Message Identifier of the blocks before")]
    Foreign,
    /// A block is missing before it.
    #[error("take a block: expected number {expected}, found {found}")]
    Order {
        /// The number of the next block.
        expected: u16,
        /// The number of this one.
        found: u16,
    },
    /// It brings more octets than may be.
    #[error("take block {number}: expected at most {MAX_BLOCK_OCTETS} octets, found {found}")]
    Size {
        /// Its number.
        number: u16,
        /// How many.
        found: usize,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Counter;
    use crate::EntityId;
    use crate::MessageCode;
    use crate::wire::Cra;

    fn block(number: u16, control: u8, data: &[u8]) -> Block<'_> {
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
            control,
            number,
            acknowledged: 0,
            data,
        }
    }

    #[test]
    fn refused_blocks_leave_the_transfer_as_it_is() {
        let mut reassembler = Reassembler::new();
        assert_eq!(reassembler.accept(&block(2, 0, b"b")), Err(BlockError::Order { expected: 1, found: 2 }));
        assert_eq!(reassembler.accept(&block(0, 0, b"b")), Err(BlockError::Order { expected: 1, found: 0 }));
        assert_eq!(reassembler.message(), None);
        assert_eq!(reassembler.accept(&block(1, 0, b"one")), Ok(Progress::Waiting { next: 2 }));
        assert_eq!(reassembler.accept(&block(1, 0, b"one")), Ok(Progress::Repeated));
        assert_eq!(reassembler.accept(&block(1, 0, b"two")), Err(BlockError::Conflict { number: 1 }));
        assert_eq!(reassembler.accept(&block(1, 0x80, b"one")), Err(BlockError::Conflict { number: 1 }));
        assert_eq!(reassembler.accept(&block(3, 0, b"c")), Err(BlockError::Order { expected: 2, found: 3 }));
        assert_eq!(reassembler.accept(&block(2, 0, b"")), Err(BlockError::Empty { number: 2 }));
        let large = [0; MAX_BLOCK_OCTETS + 1];
        assert_eq!(
            reassembler.accept(&block(2, 0, &large)),
            Err(BlockError::Size { number: 2, found: large.len() })
        );
        let mut foreign = block(2, 0, b"two");
        foreign.message.counter = Counter(10);
        assert_eq!(reassembler.accept(&foreign), Err(BlockError::Foreign));
        assert_eq!(reassembler.accept(&block(2, 0, b"two")), Ok(Progress::Waiting { next: 3 }));
        assert_eq!(reassembler.accept(&block(2, 0, b"two")), Ok(Progress::Repeated));
        assert_eq!(reassembler.accept(&block(3, 0x80, b"3")), Ok(Progress::Complete(b"onetwo3".to_vec())));
        assert_eq!(reassembler.message(), None);
    }

    #[test]
    fn the_number_of_blocks_is_bounded() {
        let mut reassembler = Reassembler::new();
        for number in 1..MAX_BLOCKS {
            assert_eq!(
                reassembler.accept(&block(number, 0, b"x")),
                Ok(Progress::Waiting { next: number + 1 })
            );
        }
        assert_eq!(reassembler.accept(&block(MAX_BLOCKS, 0, b"x")), Err(BlockError::Count));
        assert_eq!(
            reassembler.accept(&block(MAX_BLOCKS, 0x80, b"x")),
            Ok(Progress::Complete(vec![b'x'; 255]))
        );
    }

    #[test]
    fn an_abandoned_message_makes_room_for_another() {
        let mut reassembler = Reassembler::new();
        assert_eq!(reassembler.accept(&block(1, 0, b"one")), Ok(Progress::Waiting { next: 2 }));
        reassembler.abandon();
        assert_eq!(reassembler.accept(&block(1, 0x80, b"two")), Ok(Progress::Complete(b"two".to_vec())));
    }
}
