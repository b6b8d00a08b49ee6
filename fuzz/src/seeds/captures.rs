//! Captures and the frames in them: of every link type, in TCP streams, on the air.

mod zigbee;

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use hallmark_link::UnixMicros;
use hallmark_link::framing::gfi;
use hallmark_link::framing::wrapper;
use hallmark_link::framing::wrapper::Ports;
use hallmark_link::pcapng::Direction;
use hallmark_link::pcapng::Packet;
use hallmark_link::pcapng::Section;
use hallmark_link::pcapng::Writer;

use crate::frames::LINK_TYPES;
use crate::pieces::piece;

/// Files, behind the octet that says in which pieces they are read.
pub(super) fn files() -> Vec<Vec<u8>> {
    let messages = messages();
    let mut all = Vec::new();
    for is_big in [false, true] {
        for is_nano in [false, true] {
            all.push(pcap(&messages, is_big, is_nano));
        }
    }
    all.push(pcapng(&messages));
    let both = [all[0].clone(), pcapng(&messages[..1])].concat();
    let compressed: Vec<Vec<u8>> = all.iter().map(|file| gzip(file)).collect();
    all.extend(compressed);
    all.push(both);
    all.iter().flat_map(|file| [1, 100].map(|size| [&[size], file.as_slice()].concat())).collect()
}

/// Frames, each behind its length and the octet that says what is on the wire.
pub(super) fn frames() -> Vec<Vec<u8>> {
    let messages = messages();
    let mut all = Vec::new();
    for message in &messages {
        all.push(frame(EXPORTED_PDU, &exported(message)));
        all.push(frame(BARE, message));
        all.push(frame(BARE | 0x80, &message[..message.len() / 2]));
        let wrapped = wrapper::encode(Ports::default(), message).unwrap_or_default();
        all.push(frame(ETHERNET, &ethernet(&ipv4(UDP, &udp(&wrapped)))));
        for stream in [gfi::encode(message), wrapped, http(message)] {
            all.push(tcp(&stream, 40, false));
            all.push(tcp(&stream, 100, true));
        }
        all.extend(zigbee::conversations(message));
    }
    let packet = ipv4(UDP, &udp(&messages[0]));
    let before: [(u16, &[u8]); 7] = [
        (101, &[]),
        (0, &[2, 0, 0, 0]),
        (108, &[0, 0, 0, 2]),
        (228, &[]),
        (113, &[0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0x08, 0]),
        (276, &[0x08, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0]),
        (1, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x81, 0, 0, 1, 0x08, 0]),
    ];
    all.extend(before.map(|(link_type, header)| frame(kind(link_type), &[header, &packet].concat())));
    all.push(frame(kind(229), &ipv6(UDP, &udp(&messages[0]))));
    all
}

/// A short command and its answer, and a longer one.
fn messages() -> Vec<Vec<u8>> {
    let all = super::messages();
    let longest = all.iter().filter(|message| message.len() < 600).max_by_key(|message| message.len());
    all.iter().take(2).chain(longest).cloned().collect()
}

fn pcap(messages: &[Vec<u8>], is_big: bool, is_nano: bool) -> Vec<u8> {
    let word = |word: u32| if is_big { word.to_be_bytes() } else { word.to_le_bytes() };
    let mut file = word(if is_nano { 0xA1B2_3C4D } else { 0xA1B2_C3D4 }).to_vec();
    file.extend(if is_big { [0, 2, 0, 4] } else { [2, 0, 4, 0] });
    file.extend([0, 0, 262_144, 147].into_iter().flat_map(word));
    for (second, message) in (1_700_000_000..).zip(messages) {
        let length = u32::try_from(message.len()).unwrap_or_default();
        file.extend([second, 5, length, length].into_iter().flat_map(word));
        file.extend(message);
    }
    file
}

fn pcapng(messages: &[Vec<u8>]) -> Vec<u8> {
    let section =
        Section { application: "seeds".to_owned(), interface: "air".to_owned(), ..Section::default() };
    let mut writer = Writer::new(Vec::new(), &section).expect("memory can be written");
    for (at, octets) in (1_700_000_000..).zip(messages) {
        let (at, direction) = (UnixMicros(at * 1_000_000), Direction::Out);
        writer
            .write(&Packet { at, direction, test: "a", note: "command", octets })
            .expect("memory can be written");
    }
    writer.finish().expect("memory can be written")
}

fn gzip(file: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(file).and_then(|()| encoder.finish()).expect("memory can be written")
}

fn frame(kind: u8, octets: &[u8]) -> Vec<u8> {
    piece(&[&[kind], octets].concat())
}

/// The octet that stands for a link type.
fn kind(link_type: u16) -> u8 {
    let position = LINK_TYPES.iter().position(|known| *known == link_type).expect("a link type that is read");
    u8::try_from(position).expect("there are few link types")
}

/// Names the dissector of GBCS messages.
fn exported(message: &[u8]) -> Vec<u8> {
    [&[0, 12, 0, 12], b"gbcs_message".as_slice(), &[0, 0, 0, 0], message].concat()
}

/// One direction of a connection from its beginning to its end, in segments; the second and the third may change places,
/// and the first comes again.
fn tcp(stream: &[u8], size: usize, in_disorder: bool) -> Vec<u8> {
    let mut next: u32 = 1_000;
    let mut segments = vec![segment(next, 0x02, &[])];
    next += 1;
    for octets in stream.chunks(size) {
        segments.push(segment(next, 0x18, octets));
        next += u32::try_from(octets.len()).unwrap_or_default();
    }
    if in_disorder && segments.len() > 3 {
        segments.swap(2, 3);
        segments.push(segments[1].clone());
    }
    segments.push(segment(next, 0x11, &[]));
    segments.iter().flat_map(|segment| frame(ETHERNET, &ethernet(&ipv4(TCP, segment)))).collect()
}

fn segment(sequence: u32, flags: u8, octets: &[u8]) -> Vec<u8> {
    let ports = [50_000_u16, 4_059].map(u16::to_be_bytes).concat();
    [&ports, sequence.to_be_bytes().as_slice(), &[0, 0, 0, 0, 0x50, flags, 0, 0, 0, 0, 0, 0], octets].concat()
}

fn udp(octets: &[u8]) -> Vec<u8> {
    let length = u16::try_from(octets.len() + 8).unwrap_or(u16::MAX);
    [[4_059, 4_059, length, 0].map(u16::to_be_bytes).concat().as_slice(), octets].concat()
}

fn ipv4(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len() + 20).unwrap_or(u16::MAX).to_be_bytes();
    let rest = [0, 0, 0, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2];
    [&[0x45, 0], length.as_slice(), &rest, payload].concat()
}

fn ipv6(protocol: u8, payload: &[u8]) -> Vec<u8> {
    let length = u16::try_from(payload.len()).unwrap_or(u16::MAX).to_be_bytes();
    [&[0x60, 0, 0, 0], length.as_slice(), &[protocol, 64], &[0x20; 32], payload].concat()
}

fn ethernet(packet: &[u8]) -> Vec<u8> {
    [&[0; 12], [0x08, 0x00].as_slice(), packet].concat()
}

/// A DUIS document, all of it and in chunks.
fn http(message: &[u8]) -> Vec<u8> {
    let digits: String = message.iter().map(|octet| format!("{octet:02X}")).collect();
    let document = format!(
        "<r:Request xmlns:r=\"http://www.dccinterface.co.uk/ServiceUserGateway\">{digits}</r:Request>"
    );
    let (length, half) = (document.len(), document.len() / 2);
    let (first, second) = document.split_at(half);
    format!(
        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{document}\
         POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n{half:x}\r\n{first}\r\n{:x}\r\n{second}\r\n0\r\n\r\n",
        length - half
    )
    .into_bytes()
}

const EXPORTED_PDU: u8 = 0;
const BARE: u8 = 1;
const ETHERNET: u8 = 2;
const TCP: u8 = 6;
const UDP: u8 = 17;
