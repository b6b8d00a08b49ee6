//! Frames on the air, protected and not (IEEE 802.15.4, ZigBee 05-3474, Smart Energy 07-5356).

use aes::Aes128;
use aes::Block;
use aes::cipher::BlockCipherEncrypt as _;
use aes::cipher::KeyInit as _;

use super::frame;
use super::kind;
use crate::frames::LINK_KEY;
use crate::frames::NETWORK_KEY;

/// The message in a tunnel: without protection, in fragments, under the network key, under the link key as well; and
/// frames that carry none. Once for each link type.
pub(super) fn conversations(message: &[u8]) -> Vec<Vec<u8>> {
    let tunnelled = [&[0x01, 7, 0x02, 7, 0], message].concat();
    let whole = support(7, None, &tunnelled);
    let parts: Vec<&[u8]> = tunnelled.chunks(40).collect();
    let count = u8::try_from(parts.len()).unwrap_or(u8::MAX);
    let fragments = (0..).zip(&parts).map(|(number, part)| {
        let part_of = if number == 0 { [1, count] } else { [2, number] };
        network(&support(8, Some(part_of), part))
    });
    let linked = sealed(&support_header(0x20, 9, None), 0x20, &LINK_KEY, &tunnelled);
    let transported = [&[0x21, 1, 0x05, 0x01], [0x33; 16].as_slice(), &[0], &HUB, &HUB].concat();
    let frames = [
        vec![network(&whole)],
        fragments.collect(),
        vec![secured(&whole), secured(&linked), secured(&whole)],
        vec![network(&[&[0x01, 1], &transported[2..]].concat()), network(&transported)],
        vec![vec![0x00, 0x80, 1, 0x62, 0x1A, 0, 0, 0xFF, 0xCF], vec![0x02, 0, 1]],
    ];
    let mut all = Vec::new();
    for frames in frames {
        all.push(frames.iter().flat_map(|octets| frame(kind(230), octets)).collect());
        all.push(frames.iter().flat_map(|octets| frame(kind(195), &checked(octets))).collect());
        let tap = [0, 0, 16, 0, 0, 0, 1, 0, 0, 0, 0, 0, 3, 0, 0, 0];
        all.push(
            frames.iter().flat_map(|octets| frame(kind(283), &[&tap, octets.as_slice()].concat())).collect(),
        );
    }
    all
}

/// A radio frame and an unprotected network frame around it.
fn network(payload: &[u8]) -> Vec<u8> {
    radio(&[&[0x08, 0x10, 0, 0, 0x31, 0x4D, 30, 1], METER.as_slice(), payload].concat())
}

/// The same under the network key.
fn secured(payload: &[u8]) -> Vec<u8> {
    let header = [&[0x08, 0x12, 0, 0, 0x31, 0x4D, 30, 1], METER.as_slice()].concat();
    radio(&sealed(&header, 0x28, &NETWORK_KEY, payload))
}

fn radio(octets: &[u8]) -> Vec<u8> {
    [&[0x61, 0x88, 1, 0x62, 0x1A, 0, 0, 0x31, 0x4D], octets].concat()
}

/// A frame of the application support layer for the Tunneling cluster, whole or a part.
fn support(counter: u8, part: Option<[u8; 2]>, payload: &[u8]) -> Vec<u8> {
    [support_header(0, counter, part).as_slice(), payload].concat()
}

fn support_header(control: u8, counter: u8, part: Option<[u8; 2]>) -> Vec<u8> {
    let control = control | if part.is_some() { 0x80 } else { 0 };
    let mut header = vec![control, 1, 0x04, 0x07, 0x09, 0x01, 1, counter];
    header.extend(part.iter().flatten());
    header
}

/// Header, auxiliary header with the sender's address, and the payload under CCM* with an integrity code of four octets.
fn sealed(header: &[u8], control: u8, key: &[u8; 16], payload: &[u8]) -> Vec<u8> {
    let counter = [1, 0, 0, 0];
    let sequence: &[u8] = if control & 0x18 == 0x08 { &[0] } else { &[] };
    let nonce = [METER.as_slice(), &counter, &[control | LEVEL]].concat();
    let authenticated = [header, &[control | LEVEL], &counter, &METER, sequence].concat();
    let cipher = Aes128::new(&(*key).into());
    let encrypt = |octets: [u8; 16]| -> [u8; 16] {
        let mut block = Block::from(octets);
        cipher.encrypt_block(&mut block);
        block.into()
    };
    let numbered = |flags: u8, number: u16| -> [u8; 16] {
        let octets = [&[flags], nonce.as_slice(), &number.to_be_bytes()].concat();
        octets.try_into().expect("sixteen octets")
    };
    let chain = |state: [u8; 16], octets: &[u8]| {
        octets.chunks(16).fold(state, |mut state, chunk| {
            state.iter_mut().zip(chunk).for_each(|(to, from)| *to ^= from);
            encrypt(state)
        })
    };
    let length = |octets: &[u8]| u16::try_from(octets.len()).unwrap_or(u16::MAX);
    let state = encrypt(numbered(0x49, length(payload)));
    let state = chain(state, &[&length(&authenticated).to_be_bytes(), authenticated.as_slice()].concat());
    let code = chain(state, payload);
    let mut sealed = [header, &[control], &counter, &METER, sequence].concat();
    for (number, chunk) in (1..).zip(payload.chunks(16)) {
        let stream = encrypt(numbered(0x01, number));
        sealed.extend(chunk.iter().zip(stream).map(|(octet, key)| octet ^ key));
    }
    let stream = encrypt(numbered(0x01, 0));
    sealed.extend(code.iter().zip(stream).take(4).map(|(octet, key)| octet ^ key));
    sealed
}

/// With the CRC-16 of ITU-T behind it.
fn checked(octets: &[u8]) -> Vec<u8> {
    let crc = octets.iter().fold(0_u16, |crc, octet| {
        (0..8).fold(crc ^ u16::from(*octet), |crc, _| crc >> 1 ^ if crc & 1 == 1 { 0x8408 } else { 0 })
    });
    [octets, &crc.to_le_bytes()].concat()
}

const HUB: [u8; 8] = [0xA2, 0x90, 0x78, 0x56, 0x34, 0x12, 0xDB, 0];
const METER: [u8; 8] = [0xA0, 0x90, 0x78, 0x56, 0x34, 0x12, 0xDB, 0];
const LEVEL: u8 = 5;
