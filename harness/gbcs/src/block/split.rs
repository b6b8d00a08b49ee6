use crate::block::Block;
use crate::block::MAX_BLOCK_OCTETS;
use crate::block::MAX_BLOCKS;
use crate::block::view::LAST_BLOCK;
use crate::wire::Message;

/// Splits a message into blocks of at most `octets` octets of it (at least 1, at most [`MAX_BLOCK_OCTETS`]).
pub fn split<'a>(message: &Message<'a>, octets: usize) -> Result<Vec<Block<'a>>, TooLarge> {
    let size = octets.clamp(1, MAX_BLOCK_OCTETS);
    let count = message.octets().len().div_ceil(size);
    if count > usize::from(MAX_BLOCKS) {
        return Err(TooLarge { blocks: count });
    }
    let pieces = message.octets().chunks(size);
    let block = |(number, data)| Block {
        message: message.into(),
        code: message.header().message_code(),
        security_control: 0,
        invocation_counter: 0,
        control: if usize::from(number) == count { LAST_BLOCK } else { 0 },
        number,
        acknowledged: 0,
        data,
    };
    Ok((1..=MAX_BLOCKS).zip(pieces).map(block).collect())
}

/// The message would take more blocks than may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("split a message: expected at most {MAX_BLOCKS} blocks, found {blocks}")]
pub struct TooLarge {
    /// How many it would take.
    pub blocks: usize,
}
