use aes_gcm::Aes128Gcm;
use aes_gcm::AesGcm;
use aes_gcm::KeyInit;
use aes_gcm::aead::AeadInOut;
use aes_gcm::aead::consts::U12;
use aes_gcm::aes::Aes128;
use sha2::Digest;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::Counter;
use crate::EntityId;
use crate::Error;
use crate::crypto::SharedSecret;
use crate::wire::Cra;
use crate::wire::GroupingHeader;
use crate::wire::Reader;

/// What a derived key is for: the first octet of the transaction-id in its derivation (GBCS 4.3.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The MAC of a Command, and the MAC in a UTRN.
    Command,
    /// The MAC of a Response.
    Response,
    /// The MAC of an Alert.
    Alert,
    /// Encryption of sensitive attributes.
    Encryption,
}

impl Purpose {
    /// The octet.
    pub fn octet(self) -> u8 {
        match self {
            Self::Command => 0x01,
            Self::Response => 0x02,
            Self::Alert => 0x03,
            Self::Encryption => 0x04,
        }
    }
}

impl From<Cra> for Purpose {
    fn from(cra: Cra) -> Self {
        match cra {
            Cra::Command => Self::Command,
            Cra::Response => Self::Response,
            Cra::Alert => Self::Alert,
        }
    }
}

/// Derives the key of one message from a shared secret (GBCS 4.3.3.3).
pub fn derive_key(
    secret: &SharedSecret,
    purpose: Purpose,
    originator: EntityId,
    counter: Counter,
    recipient: EntityId,
) -> MessageKey {
    let digest = Sha256::new()
        .chain_update([0, 0, 0, 1])
        .chain_update(secret.as_octets())
        .chain_update(ALGORITHM)
        .chain_update(originator.0)
        .chain_update([0x09, purpose.octet()])
        .chain_update(counter.0.to_be_bytes())
        .chain_update(recipient.0)
        .finalize();
    let digest: Zeroizing<[u8; 32]> = Zeroizing::new(digest.into());
    let mut key = Zeroizing::new([0; 16]);
    key.iter_mut().zip(digest.iter()).for_each(|(key, octet)| *key = *octet);
    MessageKey { key }
}

/// The AES-128-GCM key of one message and one purpose. Wiped when dropped.
pub struct MessageKey {
    key: Zeroizing<[u8; 16]>,
}

impl MessageKey {
    /// The key of the MAC of a message with this header.
    pub fn for_mac(secret: &SharedSecret, header: &GroupingHeader<'_>) -> Self {
        derive_key(secret, header.cra.into(), header.originator, header.counter, header.recipient)
    }

    /// The key of encrypted attributes in a message with this header. A Supplementary Remote Party takes the place of
    /// the recipient, and a Supplementary Originator Counter that of the counter (GBCS 8).
    pub fn for_encryption(secret: &SharedSecret, header: &GroupingHeader<'_>) -> Self {
        let supplementary = header.supplementary();
        let counter = supplementary.and_then(|it| it.originator_counter).unwrap_or(header.counter);
        let recipient = supplementary.map_or(header.recipient, |it| it.party);
        derive_key(secret, Purpose::Encryption, header.originator, counter, recipient)
    }

    /// Takes the octets as they are.
    pub fn new(octets: [u8; 16]) -> Self {
        Self { key: Zeroizing::new(octets) }
    }

    /// The octets.
    pub fn as_octets(&self) -> &[u8; 16] {
        &self.key
    }

    /// The MAC over the [authenticated octets](crate::wire::Message::authenticated_octets) of a message from
    /// `originator` (GBCS 6.3.3).
    pub fn mac(&self, originator: EntityId, authenticated: &[u8]) -> [u8; 12] {
        let mut data = Vec::with_capacity(MAC_START.len() + authenticated.len());
        data.extend(MAC_START);
        data.extend(authenticated);
        let tag = self.tag(originator, &data);
        tag.first_chunk().copied().unwrap_or_default()
    }

    /// The whole GMAC tag over `data`.
    pub fn tag(&self, originator: EntityId, data: &[u8]) -> [u8; 16] {
        let cipher = Aes128Gcm::new(self.as_octets().into());
        let nothing: &mut [u8] = &mut [];
        // Only data of 2^61 octets and more is refused, which no memory holds.
        cipher
            .encrypt_inout_detached(&iv(originator).into(), data, nothing.into())
            .map(Into::into)
            .unwrap_or_default()
    }

    /// Encrypts attributes that the Device `originator` sends: control octet, invocation counter, ciphertext and
    /// tag (GBCS 8).
    pub fn encrypt(&self, originator: EntityId, plaintext: &[u8]) -> Vec<u8> {
        let mut blob = Vec::with_capacity(5 + plaintext.len() + 12);
        blob.extend(BLOB_START);
        blob.extend(plaintext);
        let tag = blob
            .get_mut(BLOB_START.len()..)
            .and_then(|text| {
                self.cipher().encrypt_inout_detached(&iv(originator).into(), &BLOB_DATA, text.into()).ok()
            })
            .unwrap_or_default();
        blob.extend(tag);
        blob
    }

    /// Decrypts what [`encrypt`](Self::encrypt) made.
    pub fn decrypt(&self, originator: EntityId, blob: &[u8]) -> Result<Vec<u8>, BlobError> {
        let mut reader = Reader::new(blob);
        reader.constant(0x31, "the security control octet 31")?;
        for _ in 0..4 {
            reader.constant(0x00, "an invocation counter of zero")?;
        }
        let Some((text, tag)) = reader.rest().split_last_chunk::<12>() else {
            return Err(Error::truncated(blob.len(), "a tag of 12 octets", 12 - reader.remaining()).into());
        };
        let mut text = text.to_vec();
        self.cipher()
            .decrypt_inout_detached(
                &iv(originator).into(),
                &BLOB_DATA,
                text.as_mut_slice().into(),
                tag.into(),
            )
            .map_err(|_| BlobError::NotAuthentic)?;
        Ok(text)
    }

    fn cipher(&self) -> AesGcm<Aes128, U12, U12> {
        AesGcm::new(self.as_octets().into())
    }
}

/// Why an encrypted attribute cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BlobError {
    /// It is not of the form that encryption makes.
    #[error(transparent)]
    Form(#[from] Error),
    /// The keys of neither side are at hand.
    #[error("decrypt an attribute: expected the private key of one side and the public key of the other")]
    NoKey,
    /// The tag is wrong: the key is another, or the octets were changed.
    #[error("decrypt an attribute: expected a tag made with the agreed key")]
    NotAuthentic,
}

/// The initialisation vector: the originator and four zeros (GBCS 4.3.3.4).
fn iv(originator: EntityId) -> [u8; 12] {
    let [a, b, c, d, e, f, g, h] = originator.0;
    [a, b, c, d, e, f, g, h, 0, 0, 0, 0]
}

/// AlgorithmID in the derivation: AES-GCM with 128 bit (GBCS 4.3.3.3).
const ALGORITHM: [u8; 7] = [0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00];
/// The security control octet and the five empty fields of the MAC Header.
const MAC_START: [u8; 6] = [0x11, 0, 0, 0, 0, 0];
/// The security control octet, suite 1 with authentication and encryption, and an invocation counter of zero.
const BLOB_START: [u8; 5] = [0x31, 0, 0, 0, 0];
const BLOB_DATA: [u8; 1] = [0x31];
