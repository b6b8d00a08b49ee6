use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::MAX_BLOCK_OCTETS;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;
use hallmark_gbcs::block::split;
use hallmark_gbcs::wire::Message;

/// Takes a block of a large message; the message, once it is whole (GBCS 7.2.11). The blocks of one message at a time: a
/// block of another message starts anew.
pub(crate) fn reassemble(blocks: &mut Reassembler, octets: &[u8]) -> Option<Vec<u8>> {
    let block = Block::parse(octets).ok()?;
    if blocks.message().is_some_and(|message| message != block.message) {
        blocks.abandon();
    }
    match blocks.accept(&block) {
        Ok(Progress::Complete(message)) => Some(message),
        Ok(_) | Err(_) => None,
    }
}

/// What answers a command that came in blocks: messages that are larger than one block, in blocks.
pub(crate) fn in_blocks(messages: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let blocks = |octets: &Vec<u8>| {
        let message = Message::parse(octets).ok().filter(|_| octets.len() > MAX_BLOCK_OCTETS)?;
        let blocks = split(&message, MAX_BLOCK_OCTETS).ok()?;
        Some(blocks.iter().map(Block::emit).collect::<Vec<_>>())
    };
    messages.into_iter().flat_map(|octets| blocks(&octets).unwrap_or_else(|| vec![octets])).collect()
}
