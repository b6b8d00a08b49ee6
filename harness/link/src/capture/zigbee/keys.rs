//! The keys of a ZigBee network: those that were given, and those that were learnt on the way.

use core::str::FromStr;
use std::collections::HashMap;

use aes::Aes128;
use aes::cipher::KeyInit as _;

use crate::capture::zigbee::hash::hash;
use crate::capture::zigbee::hash::keyed_hash;
use crate::capture::zigbee::security::KeyIdentifier;
use crate::capture::zigbee::security::Level;
use crate::capture::zigbee::security::Security;
use crate::capture::zigbee::security::open;

/// A key of 16 octets. It is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; 16]);

/// Why a text is no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The check at the end of an install code is wrong.
    #[error("read an install code: expected its last two octets to be the check of the others")]
    Check,
    /// It has another length.
    #[error("read a key: expected {expected}, found {found} octets")]
    Length {
        /// What lengths there are.
        expected: &'static str,
        /// This one.
        found: usize,
    },
    /// It is not hexadecimal.
    #[error("read a key: expected hexadecimal digits")]
    NotHexadecimal,
}

impl Key {
    /// A key from its octets.
    pub fn new(octets: [u8; 16]) -> Self {
        Self(octets)
    }

    /// The link key that an install code stands for (SE 1.x, 5.4.8.1): 6, 8, 12 or 16 octets, then their CRC.
    ///
    /// # Errors
    ///
    /// The text is no install code.
    pub fn from_install_code(text: &str) -> Result<Self, KeyError> {
        let octets = octets(text)?;
        let expected = "an install code of 8, 10, 14 or 18 octets";
        let length = KeyError::Length { expected, found: octets.len() };
        let (code, check) = octets.split_last_chunk().ok_or(length.clone())?;
        if !matches!(code.len(), 6 | 8 | 12 | 16) {
            return Err(length);
        }
        let crc = code.iter().fold(u16::MAX, |crc, octet| {
            (0..8).fold(
                crc ^ u16::from(*octet),
                |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0x8408 },
            )
        });
        if !crc != u16::from_le_bytes(*check) {
            return Err(KeyError::Check);
        }
        Ok(Self(hash(&octets)))
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Key(secret)")
    }
}

impl FromStr for Key {
    type Err = KeyError;

    /// Thirty-two hexadecimal digits; spaces, colons and hyphens between them do not matter.
    fn from_str(text: &str) -> Result<Self, KeyError> {
        let octets = octets(text)?;
        let length = KeyError::Length { expected: "16 octets", found: octets.len() };
        octets.try_into().map(Self).map_err(|_| length)
    }
}

fn octets(text: &str) -> Result<Vec<u8>, KeyError> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | ':' | '-')).collect();
    crate::hex::decode(digits.as_bytes()).map_err(|_| KeyError::NotHexadecimal)
}

/// The keys of a network. At most [`MOST`](Self::MOST) of each kind are kept.
#[derive(Clone, Default)]
pub struct Keys {
    network: Vec<Ciphered>,
    link: Vec<LinkKey>,
    /// The network key that opened the last frame with this PAN and key sequence number.
    used: HashMap<(u16, u8), usize>,
    learnt: u64,
}

#[derive(Clone)]
struct Ciphered {
    key: Key,
    cipher: Aes128,
}

#[derive(Clone)]
struct LinkKey {
    key: Key,
    data: Aes128,
    transport: Aes128,
    load: Aes128,
}

impl Keys {
    /// No more keys of one kind are kept: every frame that none opens is tried with all of them.
    pub const MOST: usize = 64;

    /// Adds a network key.
    pub fn add_network(&mut self, key: Key) {
        if self.network.len() < Self::MOST && !self.network.iter().any(|known| known.key == key) {
            self.network.push(Ciphered { cipher: Aes128::new(&key.0.into()), key });
        }
    }

    /// Adds a link key: of two devices, or of a device and the Trust Centre.
    pub fn add_link(&mut self, key: Key) {
        if self.link.len() < Self::MOST && !self.link.iter().any(|known| known.key == key) {
            let derived = |octet| Aes128::new(&keyed_hash(&key.0, octet).into());
            let data = Aes128::new(&key.0.into());
            self.link.push(LinkKey { data, transport: derived(0x00), load: derived(0x02), key });
        }
    }

    pub(super) fn learn_network(&mut self, key: Key) {
        let before = self.network.len();
        self.add_network(key);
        self.learnt = self.learnt.saturating_add(u64::from(self.network.len() > before));
    }

    pub(super) fn learn_link(&mut self, key: Key) {
        let before = self.link.len();
        self.add_link(key);
        self.learnt = self.learnt.saturating_add(u64::from(self.link.len() > before));
    }

    pub(super) fn learnt(&self) -> u64 {
        self.learnt
    }

    pub(super) fn has_network(&self) -> bool {
        !self.network.is_empty()
    }

    pub(super) fn has_link(&self) -> bool {
        !self.link.is_empty()
    }

    /// Opens a frame of the network layer with whichever key fits; the one of the last time first.
    pub(super) fn open_network(
        &mut self,
        epoch: (u16, u8),
        sender: [u8; 8],
        security: &Security,
        octets: &[u8],
        level: Level,
        text: &mut Vec<u8>,
    ) -> bool {
        if security.identifier != KeyIdentifier::Network {
            return false;
        }
        let last = self.used.get(&epoch).copied();
        if let Some(known) = last.and_then(|last| self.network.get(last))
            && open(&known.cipher, sender, security, octets, level, text)
        {
            return true;
        }
        for (index, known) in self.network.iter().enumerate().filter(|(index, _)| Some(*index) != last) {
            if open(&known.cipher, sender, security, octets, level, text) {
                if self.used.len() >= MAX_EPOCHS {
                    self.used.clear();
                }
                self.used.insert(epoch, index);
                return true;
            }
        }
        false
    }

    /// Opens a frame of the application support layer with whichever key of the kind it names fits.
    pub(super) fn open_support(
        &self,
        sender: [u8; 8],
        security: &Security,
        octets: &[u8],
        level: Level,
        text: &mut Vec<u8>,
    ) -> bool {
        let mut fits = |cipher: &Aes128| open(cipher, sender, security, octets, level, text);
        match security.identifier {
            KeyIdentifier::Data => self.link.iter().any(|key| fits(&key.data)),
            KeyIdentifier::Network => self.network.iter().any(|key| fits(&key.cipher)),
            KeyIdentifier::KeyTransport => self.link.iter().any(|key| fits(&key.transport)),
            KeyIdentifier::KeyLoad => self.link.iter().any(|key| fits(&key.load)),
        }
    }
}

impl core::fmt::Debug for Keys {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Keys")
            .field("network", &self.network.len())
            .field("link", &self.link.len())
            .finish_non_exhaustive()
    }
}

const MAX_EPOCHS: usize = 1_024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_and_never_shown() {
        let key: Key = "00:11:22:33 44-55-66-77 8899AABBCCDDEEFF".parse().unwrap();
        assert_eq!(key.0[15], 0xFF);
        assert_eq!(format!("{key:?}"), "Key(secret)");
        assert_eq!("0011".parse::<Key>(), Err(KeyError::Length { expected: "16 octets", found: 2 }));
        assert_eq!("x".parse::<Key>(), Err(KeyError::NotHexadecimal));
    }

    #[test]
    fn an_install_code_becomes_the_key_of_the_specification() {
        // SE 1.x, 5.4.8.1.1: the published example.
        let key = Key::from_install_code("83FED3407A939723A5C639B26916D505C3B5").unwrap();
        let expected: Key = "66B6900981E1EE3CA4206B6B861C02BB".parse().unwrap();
        assert!(key == expected);
        let wrong = Key::from_install_code("83FED3407A939723A5C639B26916D505C3B6");
        assert_eq!(wrong, Err(KeyError::Check));
    }

    #[test]
    fn the_number_of_keys_is_bounded() {
        let mut keys = Keys::default();
        for octet in 0..=u8::MAX {
            keys.add_network(Key::new([octet; 16]));
            keys.learn_link(Key::new([octet; 16]));
            keys.learn_link(Key::new([octet; 16]));
        }
        assert_eq!((keys.network.len(), keys.link.len(), keys.learnt()), (64, 64, 64));
    }
}
