//! Blocks of large messages (GBCS 7.2.11), of several conversations at a time.

use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::MessageIdentifier;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;

/// Transfers that are not complete, the oldest first.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<Transfer>);

#[derive(Debug)]
struct Transfer {
    scope: u32,
    message: MessageIdentifier,
    first_frame: u64,
    is_ours: bool,
    blocks: Reassembler,
}

/// What a block led to.
#[derive(Debug)]
pub(super) enum Accepted {
    Waiting,
    Whole { octets: Vec<u8> },
    Wrong(String),
}

impl Blocks {
    pub(super) fn accept(&mut self, scope: u32, frame: u64, is_ours: bool, octets: &[u8]) -> Accepted {
        let block = match Block::parse(octets) {
            Ok(block) => block,
            Err(error) => return Accepted::Wrong(error.to_string()),
        };
        let position = self.0.iter().position(|one| one.scope == scope && one.message == block.message);
        let position = position.unwrap_or_else(|| {
            if self.0.len() >= MOST {
                self.0.remove(0);
            }
            let blocks = Reassembler::new();
            self.0.push(Transfer { scope, message: block.message, first_frame: frame, is_ours, blocks });
            self.0.len().saturating_sub(1)
        });
        let Some(transfer) = self.0.get_mut(position) else { return Accepted::Waiting };
        match transfer.blocks.accept(&block) {
            Ok(Progress::Complete(octets)) => {
                self.0.remove(position);
                Accepted::Whole { octets }
            }
            Ok(Progress::Repeated | Progress::Waiting { .. }) => Accepted::Waiting,
            Err(error) => Accepted::Wrong(error.to_string()),
        }
    }

    /// The frames in which transfers began that were never completed, but for those that the harness left unfinished.
    pub(super) fn unfinished(&self) -> impl Iterator<Item = (u64, MessageIdentifier)> + '_ {
        self.0
            .iter()
            .filter(|transfer| !transfer.is_ours)
            .map(|transfer| (transfer.first_frame, transfer.message))
    }
}

const MOST: usize = 64;
