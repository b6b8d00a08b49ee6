//! Frame security of the network and the application support layer (05-3474, 4.5.1), and CCM* (annexes A and B).
//!
//! | octets | auxiliary header, little endian |
//! |---|---|
//! | 1 | security control: level bits 0–2 (zero on the air), key identifier 3–4, extended nonce 5 |
//! | 4 | frame counter |
//! | 8 | source, with an extended nonce |
//! | 1 | key sequence number, with the network key |
//!
//! The nonce is source 8, frame counter 4, security control 1. What is authenticated is the header of the layer and the
//! auxiliary header, both with the true level in the security control.

use core::ops::Range;

use aes::Aes128;
use aes::Block;
use aes::cipher::BlockCipherEncrypt as _;

use crate::capture::cursor::Cursor;
use crate::capture::cursor::Malformed;

/// Which key protects a frame (4.5.1.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeyIdentifier {
    /// The link key itself.
    Data,
    /// The network key.
    Network,
    /// The key-transport key of the link key.
    KeyTransport,
    /// The key-load key of the link key.
    KeyLoad,
}

/// The auxiliary header of a frame, and where it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Security {
    pub(super) identifier: KeyIdentifier,
    pub(super) source: Option<[u8; 8]>,
    pub(super) key_sequence: u8,
    control: u8,
    frame_counter: [u8; 4],
    /// Where the security control is in the frame; what is before it is the header of the layer.
    control_at: usize,
    /// What is encrypted, and the integrity code after it.
    pub(super) sealed: Range<usize>,
}

/// How much protection a frame has (table 4-38). ZigBee networks use one level and do not say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Level(u8);

impl Level {
    /// Encrypted, with an integrity code of four octets: what every standard network uses.
    pub(super) const STANDARD: Self = Self(5);

    fn code_length(self) -> usize {
        match self.0 & 0x03 {
            0 => 0,
            1 => 4,
            2 => 8,
            _ => 16,
        }
    }
}

impl Security {
    /// Reads the auxiliary header, which begins `at` the end of the header of its layer.
    pub(super) fn parse(layer: &'static str, octets: &[u8], at: usize) -> Result<Self, Malformed> {
        let mut cursor = Cursor::new(layer, octets);
        cursor.take(at, "the header is cut short")?;
        let control = cursor.octet("the security control is cut short")?;
        let frame_counter = cursor.array("the frame counter is cut short")?;
        let has_source = control & 0x20 != 0;
        let source = has_source.then(|| cursor.array("the source of the nonce is cut short")).transpose()?;
        let identifier = match (control >> 3) & 0x03 {
            0 => KeyIdentifier::Data,
            1 => KeyIdentifier::Network,
            2 => KeyIdentifier::KeyTransport,
            _ => KeyIdentifier::KeyLoad,
        };
        let key_sequence = match identifier {
            KeyIdentifier::Network => cursor.octet("the key sequence number is cut short")?,
            _ => 0,
        };
        let start = octets.len().saturating_sub(cursor.len());
        Ok(Self {
            identifier,
            source,
            key_sequence,
            control,
            frame_counter,
            control_at: at,
            sealed: start..octets.len(),
        })
    }

    fn nonce(&self, sender: [u8; 8], level: Level) -> [u8; 13] {
        let mut nonce = [0; 13];
        let control = [self.control(level)];
        let octets = sender.iter().chain(&self.frame_counter).chain(&control);
        nonce.iter_mut().zip(octets).for_each(|(to, from)| *to = *from);
        nonce
    }

    /// The security control with the true level.
    fn control(&self, level: Level) -> u8 {
        self.control & 0xF8 | level.0
    }
}

/// Opens a frame that `sender` has protected. The text goes to `text`, which is of no use when this is false.
pub(super) fn open(
    cipher: &Aes128,
    sender: [u8; 8],
    security: &Security,
    octets: &[u8],
    level: Level,
    text: &mut Vec<u8>,
) -> bool {
    let Some(sealed) = octets.get(security.sealed.clone()) else { return false };
    let Some(length) = sealed.len().checked_sub(level.code_length()) else { return false };
    let Some((sealed, code)) = sealed.split_at_checked(length) else { return false };
    let nonce = security.nonce(sender, level);
    text.clear();
    text.extend_from_slice(sealed);
    let first = encrypt(cipher, &nonce, text);
    let header = octets.get(..security.sealed.start).unwrap_or_default();
    let expected =
        integrity(cipher, &nonce, header, (security.control_at, security.control(level)), text, code.len());
    let found = code.iter().zip(&first).map(|(octet, key)| octet ^ key);
    expected.iter().zip(found).fold(0, |difference, (a, b)| difference | (a ^ b)) == 0
}

/// Protects `octets`, of which `security` was read: what is sealed is replaced, the code is added.
#[cfg(test)]
pub(super) fn seal(
    cipher: &Aes128,
    sender: [u8; 8],
    security: &Security,
    level: Level,
    octets: &mut Vec<u8>,
) {
    let nonce = security.nonce(sender, level);
    let mut text = octets.split_off(security.sealed.start);
    let control = (security.control_at, security.control(level));
    let code = integrity(cipher, &nonce, octets, control, &text, level.code_length());
    let first = encrypt(cipher, &nonce, &mut text);
    octets.extend(text);
    octets.extend(code.iter().zip(first).take(level.code_length()).map(|(octet, key)| octet ^ key));
}

/// Counter mode (A.2.3, A.3.3): encrypts or decrypts `text` and returns the key stream for the integrity code.
fn encrypt(cipher: &Aes128, nonce: &[u8; 13], text: &mut [u8]) -> [u8; 16] {
    let mut blocks = [Block::default(); PARALLEL];
    let mut counter: u16 = 0;
    let mut fill = |blocks: &mut [Block]| {
        for block in blocks.iter_mut() {
            *block = counter_block(nonce, counter);
            counter = counter.wrapping_add(1);
        }
        cipher.encrypt_blocks(blocks);
    };
    let wanted = text.len().div_ceil(16).saturating_add(1).min(PARALLEL);
    fill(blocks.get_mut(..wanted).unwrap_or_default());
    let (first, rest) =
        blocks.split_first().map_or((Block::default(), [].as_slice()), |(first, rest)| (*first, rest));
    let with_first = text.len().min(16 * (PARALLEL - 1));
    let (head, tail) = text.split_at_mut(with_first);
    xor(head, rest);
    for chunk in tail.chunks_mut(16 * PARALLEL) {
        let wanted = chunk.len().div_ceil(16);
        fill(blocks.get_mut(..wanted).unwrap_or_default());
        xor(chunk, &blocks);
    }
    first.into()
}

fn xor(text: &mut [u8], blocks: &[Block]) {
    for (chunk, block) in text.chunks_mut(16).zip(blocks) {
        chunk.iter_mut().zip(block.iter()).for_each(|(octet, key)| *octet ^= key);
    }
}

fn counter_block(nonce: &[u8; 13], counter: u16) -> Block {
    let mut block = Block::default();
    let octets = [1].into_iter().chain(nonce.iter().copied()).chain(counter.to_be_bytes());
    block.iter_mut().zip(octets).for_each(|(to, from)| *to = from);
    block
}

/// The integrity code before encryption: CBC-MAC over length, header and text (A.2.2). `control` replaces one octet of
/// the header.
fn integrity(
    cipher: &Aes128,
    nonce: &[u8; 13],
    header: &[u8],
    control: (usize, u8),
    text: &[u8],
    code_length: usize,
) -> [u8; 16] {
    let size = |octets: &[u8]| u16::try_from(octets.len()).unwrap_or(u16::MAX).to_be_bytes();
    let code = u8::try_from(code_length.saturating_sub(2) / 2).unwrap_or_default();
    let flags = 0x40 | (if code_length == 0 { 0 } else { code }) << 3 | 1;
    let mut mac = Mac { cipher, state: Block::default(), filled: 0 };
    mac.update(&[flags]);
    mac.update(nonce);
    mac.update(&size(text));
    mac.update(&size(header));
    let (before, after) = header.split_at_checked(control.0).unwrap_or((header, &[]));
    mac.update(before);
    if let Some((_, after)) = after.split_first() {
        mac.update(&[control.1]);
        mac.update(after);
    }
    mac.pad();
    mac.update(text);
    mac.pad();
    mac.state.into()
}

struct Mac<'c> {
    cipher: &'c Aes128,
    state: Block,
    filled: usize,
}

impl Mac<'_> {
    fn update(&mut self, mut octets: &[u8]) {
        while !octets.is_empty() {
            let room = 16_usize.saturating_sub(self.filled).min(octets.len());
            let (now, later) = octets.split_at_checked(room).unwrap_or((octets, &[]));
            let state = self.state.iter_mut().skip(self.filled);
            state.zip(now).for_each(|(state, octet)| *state ^= octet);
            self.filled = self.filled.saturating_add(room);
            octets = later;
            if self.filled == 16 {
                self.pad();
            }
        }
    }

    /// Fills the block up with zeros.
    fn pad(&mut self) {
        if self.filled > 0 {
            self.cipher.encrypt_block(&mut self.state);
            self.filled = 0;
        }
    }
}

/// How many blocks are encrypted at a time: all of an ordinary radio frame.
const PARALLEL: usize = 8;

#[cfg(test)]
mod tests {
    use aes::cipher::KeyInit as _;

    use super::*;

    #[test]
    fn what_is_sealed_opens_with_the_same_key_alone() {
        for length in [0, 1, 15, 16, 17, 111, 112, 113, 200, 300] {
            let text: Vec<u8> = (0..length).map(|index| index as u8).collect();
            let mut frame = b"header\x28\x01\x02\x03\x04SENDERID\x00".to_vec();
            frame.extend(&text);
            let security = Security::parse("test", &frame, 6).unwrap();
            let key = Aes128::new(&[7; 16].into());
            seal(&key, *b"SENDERID", &security, Level::STANDARD, &mut frame);
            let security = Security::parse("test", &frame, 6).unwrap();
            let mut opened = Vec::new();
            assert!(open(&key, *b"SENDERID", &security, &frame, Level::STANDARD, &mut opened));
            assert_eq!(opened, text, "{length}");
            let other = Aes128::new(&[8; 16].into());
            assert!(!open(&other, *b"SENDERID", &security, &frame, Level::STANDARD, &mut opened));
            for at in 0..frame.len() {
                let mut changed = frame.clone();
                changed[at] ^= 0x40;
                if let Ok(security) = Security::parse("test", &changed, 6) {
                    let is_open = open(&key, *b"SENDERID", &security, &changed, Level::STANDARD, &mut opened);
                    assert!(!is_open, "octet {at} of {length}");
                }
            }
        }
    }
}
