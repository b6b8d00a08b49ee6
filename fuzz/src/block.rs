//! General block transfer: any blocks in any order, and a message that is cut and put together again.

use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;
use hallmark_gbcs::block::split;
use hallmark_gbcs::wire::Message;

use crate::pieces::pieces;

/// Blocks, each behind two octets of length; and the whole as one message that is cut into blocks.
pub fn run(octets: &[u8]) {
    let mut reassembler = Reassembler::new();
    for piece in pieces(octets) {
        match Block::parse(piece) {
            Ok(block) => {
                let emitted = block.emit();
                if emitted.len() == piece.len() {
                    assert_eq!(emitted, piece, "the block differs");
                } else {
                    // Lengths may be longer than needed; how long is not kept.
                    assert!(emitted.len() < piece.len(), "the block is longer");
                    assert_eq!(Block::parse(&emitted), Ok(block), "the block differs");
                }
                let _ = reassembler.accept(&block);
            }
            Err(error) => assert!(error.offset() <= piece.len(), "{error} lies behind {}", piece.len()),
        }
    }
    whole(octets);
}

fn whole(octets: &[u8]) {
    let Some((size, octets)) = octets.split_first() else { return };
    let Ok(message) = Message::parse(octets) else { return };
    let Ok(blocks) = split(&message, usize::from(*size).max(1)) else { return };
    let mut reassembler = Reassembler::new();
    let mut last = None;
    for block in &blocks {
        let emitted = block.emit();
        let block = Block::parse(&emitted).expect("what was written can be read");
        last = Some(reassembler.accept(&block));
    }
    assert_eq!(last, Some(Ok(Progress::Complete(octets.to_vec()))));
}
