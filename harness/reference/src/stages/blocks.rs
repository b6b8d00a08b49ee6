use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;

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
