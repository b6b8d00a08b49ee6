//! Large messages in pieces: general block transfer (GBCS 7.2.11).

use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::MessageIdentifier;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;

use super::fault::Fault;
use super::input::Input;

/// Puts blocks together: in place of the blocks of a message comes the message, when its last block does. What is not
/// a block goes through as it is.
pub(super) struct Blocks<I> {
    inputs: I,
    transfers: Vec<Transfer>,
}

/// A message of which blocks have come.
struct Transfer {
    message: MessageIdentifier,
    /// Where its first block is from.
    source: String,
    blocks: Reassembler,
}

impl<I: Iterator<Item = Input>> Blocks<I> {
    pub(super) fn new(inputs: I) -> Self {
        Self { inputs, transfers: Vec::new() }
    }

    fn accept(&mut self, source: String, octets: &[u8]) -> Option<Input> {
        let block = match Block::parse(octets) {
            Ok(block) => block,
            Err(error) => return Some(Input { source, octets: Err(error.into()) }),
        };
        let found = self.transfers.iter().position(|transfer| transfer.message == block.message);
        let index = match found {
            Some(index) => index,
            None if self.transfers.len() >= MAX_TRANSFERS => {
                let octets = Err(Fault::limit("blocks of at most 64 messages at a time"));
                return Some(Input { source, octets });
            }
            None => {
                let blocks = Reassembler::new();
                self.transfers.push(Transfer { message: block.message, source: source.clone(), blocks });
                self.transfers.len() - 1
            }
        };
        match self.transfers.get_mut(index)?.blocks.accept(&block) {
            Ok(Progress::Complete(message)) => {
                let transfer = self.transfers.remove(index);
                Some(Input { source: transfer.source, octets: Ok(message) })
            }
            Ok(Progress::Repeated | Progress::Waiting { .. }) => None,
            Err(error) => Some(Input { source, octets: Err(Fault::block(error.to_string())) }),
        }
    }

    fn unfinished(&mut self) -> Option<Input> {
        let transfer = (!self.transfers.is_empty()).then(|| self.transfers.remove(0))?;
        let octets = Err(Fault::block("the end of the input".to_owned()));
        Some(Input { source: transfer.source, octets })
    }
}

impl<I: Iterator<Item = Input>> Iterator for Blocks<I> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            let input = match self.inputs.next() {
                Some(Input { source, octets: Ok(octets) }) if Block::is_block(&octets) => {
                    self.accept(source, &octets)
                }
                Some(other) => Some(other),
                None => return self.unfinished(),
            };
            if input.is_some() {
                return input;
            }
        }
    }
}

const MAX_TRANSFERS: usize = 64;

#[cfg(test)]
mod tests {
    use hallmark_gbcs::Counter;
    use hallmark_gbcs::EntityId;
    use hallmark_gbcs::MessageCode;
    use hallmark_gbcs::block::split;
    use hallmark_gbcs::wire::Cra;
    use hallmark_gbcs::wire::Envelope;
    use hallmark_gbcs::wire::GroupingHeader;
    use hallmark_gbcs::wire::Message;
    use hallmark_gbcs::wire::OtherInformation;

    use super::*;

    fn message(counter: u64) -> Vec<u8> {
        let header = GroupingHeader {
            cra: Cra::Command,
            counter: Counter(counter),
            originator: EntityId([1; 8]),
            recipient: EntityId([2; 8]),
            date_time: None,
            other: OtherInformation::Code { code: MessageCode(0x0102) },
        };
        Envelope::new(&header, vec![0xAB; 100]).emit()
    }

    fn blocks(message: &[u8]) -> Vec<Vec<u8>> {
        let message = Message::parse(message).unwrap();
        split(&message, 60).unwrap().iter().map(Block::emit).collect()
    }

    fn joined(messages: &[&[u8]]) -> Vec<(String, Result<Vec<u8>, Fault>)> {
        let inputs = messages
            .iter()
            .enumerate()
            .map(|(index, octets)| Input { source: index.to_string(), octets: Ok(octets.to_vec()) });
        Blocks::new(inputs).map(|input| (input.source, input.octets)).collect()
    }

    #[test]
    fn blocks_become_messages_though_they_come_mixed() {
        let (one, other) = (message(1), message(2));
        let (a, b) = (blocks(&one), blocks(&other));
        assert_eq!((a.len(), b.len()), (3, 3));
        let plain = [0xDF];
        let order = [&a[0][..], &b[0], &plain, &a[1], &a[1], &b[1], &b[2], &a[2]];
        let expected = [("2", plain.to_vec()), ("1", other), ("0", one)];
        assert_eq!(joined(&order), expected.map(|(source, octets)| (source.to_owned(), Ok(octets))));
    }

    #[test]
    fn blocks_that_are_missing_or_wrong_are_named() {
        let blocks = blocks(&message(1));
        let found = "take a block: expected number 2, found 3".to_owned();
        assert_eq!(
            joined(&[&blocks[0], &blocks[2], &blocks[0][..9]]),
            [
                ("1".to_owned(), Err(Fault::block(found))),
                ("2".to_owned(), Err(Block::parse(&blocks[0][..9]).unwrap_err().into())),
                ("0".to_owned(), Err(Fault::block("the end of the input".to_owned()))),
            ]
        );
    }
}
