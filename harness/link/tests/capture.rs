//! Captures of every file form and carrier, whole and broken.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod frames;

use std::io::Cursor;
use std::io::Read;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use hallmark_link::UnixMicros;
use hallmark_link::capture::Broken;
use hallmark_link::capture::Capture;
use hallmark_link::capture::Carrier;
use hallmark_link::capture::Content;
use hallmark_link::capture::Extractor;
use hallmark_link::capture::Keys;
use hallmark_link::capture::Reason;
use hallmark_link::capture::Report;
use hallmark_link::framing::gfi;
use hallmark_link::framing::wrapper;
use hallmark_link::framing::wrapper::Ports;
use hallmark_link::pcapng::Direction;
use hallmark_link::pcapng::Packet;
use hallmark_link::pcapng::Section;
use hallmark_link::pcapng::Writer;
use proptest::prelude::*;

use frames::Connection;
use frames::Pcap;
use frames::ethernet;
use frames::udp;

const MESSAGE: &[u8] = &[0xDF, 0x09, 1, 2, 3];
const OTHER: &[u8] = &[0xDD, 0x00, 4, 5];

/// What was found: carrier, octets, first and last frame, time.
type Messages = Vec<(Carrier, Vec<u8>, u64, u64, u64)>;

fn read(file: &[u8]) -> (Messages, Vec<Vec<u8>>, Report, Result<(), Broken>) {
    let mut extractor = Extractor::new(Keys::default());
    let (mut messages, mut documents) = (Vec::new(), Vec::new());
    let mut take = |found: hallmark_link::capture::Found<'_>| match found.content {
        Content::Message(octets) => {
            messages.push((found.carrier, octets.to_vec(), found.first_frame, found.frame, found.at.0));
        }
        Content::Duis(octets) => documents.push(octets.to_vec()),
    };
    let mut capture = Capture::new(Cursor::new(file.to_vec())).unwrap();
    let end = capture.read(|frame| extractor.frame(&frame, &mut take));
    let report = extractor.finish(&mut take);
    (messages, documents, report, end)
}

fn octets(file: &[u8]) -> Vec<Vec<u8>> {
    read(file).0.into_iter().map(|message| message.1).collect()
}

#[test]
fn pcap_of_either_byte_order_and_resolution() {
    for is_big in [false, true] {
        for is_nano in [false, true] {
            let mut pcap = Pcap::new(147, is_big, is_nano);
            pcap.frame(7_000_001, MESSAGE);
            pcap.frame(8_000_002, OTHER);
            let expected = vec![
                (Carrier::Bare, MESSAGE.to_vec(), 1, 1, 7_000_001),
                (Carrier::Bare, OTHER.to_vec(), 2, 2, 8_000_002),
            ];
            let (messages, _, report, end) = read(&pcap.octets);
            assert_eq!((messages, end), (expected, Ok(())), "big {is_big}, nano {is_nano}");
            assert_eq!((report.frames, report.unread.len()), (2, 0));
        }
    }
}

#[test]
fn what_we_write_is_read_with_its_comments_though_it_is_compressed() {
    let mut writer = Writer::new(Vec::new(), &Section::default()).unwrap();
    let packet = Packet {
        at: UnixMicros(1_700_000_000_123_456),
        direction: Direction::Out,
        test: "a/b",
        note: "attack: x",
        octets: MESSAGE,
    };
    writer.write(&packet).unwrap();
    let plain = writer.finish().unwrap();
    let mut compressed = GzEncoder::new(Vec::new(), Compression::default());
    // Two sections, the second of which begins anew with its interfaces.
    compressed.write_all(&[plain.as_slice(), &plain].concat()).unwrap();
    let compressed = compressed.finish().unwrap();
    let mut comments = Vec::new();
    let mut capture = Capture::new(Cursor::new(compressed.clone())).unwrap();
    capture.read(|frame| comments.push((frame.number, frame.at, frame.comment.to_owned()))).unwrap();
    let comment = "test=a/b direction=out note=attack: x".to_owned();
    assert_eq!(comments, [(1, packet.at, comment.clone()), (2, packet.at, comment)]);
    assert_eq!(octets(&compressed), [MESSAGE, MESSAGE]);
    // A compressed file that is cut off ends like any other.
    let (_, _, _, end) = read(&compressed[..compressed.len() - 20]);
    assert!(matches!(end, Err(Broken::CutOff { .. })), "{end:?}");
}

/// Frames that cannot be shown are counted and listed, so that the numbers are those of Wireshark.
#[test]
fn frames_of_interfaces_that_are_not_described_are_listed() {
    let block = |kind: u32, body: &[u8]| {
        let length = u32::try_from(body.len() + 12).unwrap().to_le_bytes();
        [&kind.to_le_bytes(), length.as_slice(), body, length.as_slice()].concat()
    };
    let section = block(0x0A0D_0D0A, &[&[0x4D, 0x3C, 0x2B, 0x1A, 1, 0, 0, 0][..], &[0xFF; 8]].concat());
    let interface = block(1, &[147, 0, 0, 0, 0, 0, 0, 0]);
    let packet = |interface: u8| {
        let header = [[interface, 0, 0, 0], [0; 4], [9, 0, 0, 0], [4, 0, 0, 0], [4, 0, 0, 0]].concat();
        block(6, &[header.as_slice(), OTHER].concat())
    };
    let simple = block(3, &[&[4, 0, 0, 0], OTHER].concat());
    let obsolete = block(2, &[[0; 4], [0; 4], [9, 0, 0, 0], [4, 0, 0, 0], [4, 0, 0, 0], [0; 4]].concat());
    let file = [section, simple, interface, packet(1), obsolete, packet(0)].concat();
    let (messages, _, report, end) = read(&file);
    assert_eq!(end, Ok(()));
    assert_eq!(messages, [(Carrier::Bare, OTHER.to_vec(), 4, 4, 9)]);
    assert_eq!((report.frames, report.unread.get(&Reason::Unsupported)), (4, Some(&3)));
    let listed: Vec<u64> = report.list.iter().map(|unread| unread.frame).collect();
    assert_eq!(listed, [1, 2, 3]);
}

/// What waits for octets that never come is taken in the end, with the frame in which the last of it came.
#[test]
fn a_message_that_came_last_part_first_is_found_in_its_last_frame() {
    let line = gfi::encode(MESSAGE);
    let mut connection = Connection::new(1_000);
    let syn = connection.syn();
    let lost = connection.send(&gfi::encode(OTHER));
    let [begin, end] = [&line[..9], &line[9..]].map(|part| connection.send(part));
    let mut pcap = Pcap::new(1, false, false);
    for frame in [&syn, &end, &begin] {
        pcap.frame(1, frame);
    }
    let (messages, _, report, _) = read(&pcap.octets);
    let found: Vec<_> =
        messages.into_iter().map(|(_, octets, first, frame, _)| (octets, first, frame)).collect();
    assert_eq!(found, [(MESSAGE.to_vec(), 2, 3)], "without {lost:?}");
    assert_eq!(report.unread.get(&Reason::Gap), Some(&1));
}

/// Noise does not compress, so a damage in the middle of the file is one in the middle of the frames.
#[test]
fn a_damaged_compressed_file_keeps_every_frame_before_the_damage() {
    let mut state = 1_u32;
    let mut pcap = Pcap::new(147, false, false);
    for _ in 0..2_000 {
        let noise = std::iter::repeat_with(|| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0] & 0x3F
        });
        pcap.frame(1, &noise.take(100).collect::<Vec<u8>>());
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&pcap.octets).unwrap();
    let good = encoder.finish().unwrap();
    let frames = |file: &[u8]| {
        let mut frames = Vec::new();
        let mut capture = Capture::new(Cursor::new(file.to_vec())).unwrap();
        let end = capture.read(|frame| frames.push(frame.octets.to_vec()));
        (frames, end)
    };
    let (all, end) = frames(&good);
    assert_eq!((all.len(), end), (2_000, Ok(())));
    let half = good.len() / 2;
    let (before, end) = frames(&good[..half]);
    assert_eq!(end, Err(Broken::CutOff { frames: before.len() as u64 }));
    let mut damaged = good.clone();
    damaged[half..half + 500].fill(0xFF);
    let (kept, end) = frames(&damaged);
    assert!(kept.len() >= before.len() && before.len() > 900, "{} of {}", kept.len(), before.len());
    assert_eq!(kept[..before.len()], all[..before.len()]);
    let problem = end.unwrap_err().to_string();
    let after = format!("read the capture after frame {}: expected, before octet ", kept.len());
    assert!(problem.starts_with(&after), "{problem}");
    // Where only the check sum is wrong, all frames are there.
    let mut damaged = good;
    let sum = damaged.len() - 8;
    damaged[sum] ^= 1;
    let (kept, end) = frames(&damaged);
    assert_eq!(kept, all);
    assert!(end.unwrap_err().to_string().contains("the check sum and size"));
}

/// A pipe may give as little as one octet at a time, of what is compressed too.
#[test]
fn a_source_that_gives_single_octets() {
    struct Drops(Cursor<Vec<u8>>);

    impl Read for Drops {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let room = into.len().min(1);
            self.0.read(&mut into[..room])
        }
    }

    let mut pcap = Pcap::new(147, false, false);
    pcap.frame(1, MESSAGE);
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(&pcap.octets).unwrap();
    for file in [pcap.octets, encoder.finish().unwrap()] {
        let mut frames = Vec::new();
        let mut capture = Capture::new(Drops(Cursor::new(file))).unwrap();
        assert_eq!(capture.read(|frame| frames.push(frame.octets.to_vec())), Ok(()));
        assert_eq!(frames, [MESSAGE]);
    }
}

#[test]
fn a_big_endian_section_after_a_little_endian_one() {
    let mut writer = Writer::new(Vec::new(), &Section::default()).unwrap();
    let packet = Packet { at: UnixMicros(5), direction: Direction::In, test: "", note: "", octets: MESSAGE };
    writer.write(&packet).unwrap();
    let mut file = writer.finish().unwrap();
    file.extend(frames::big_endian_section(147, 6, 9_000_009, OTHER));
    let (messages, ..) = read(&file);
    let found: Vec<_> =
        messages.into_iter().map(|(carrier, octets, _, frame, at)| (carrier, octets, frame, at)).collect();
    let expected =
        [(Carrier::ExportedPdu, MESSAGE.to_vec(), 1, 5), (Carrier::Bare, OTHER.to_vec(), 2, 9_000_009)];
    assert_eq!(found, expected);
}

#[test]
fn lines_over_tcp_in_any_order_and_though_they_come_again() {
    let lines: Vec<u8> = [MESSAGE, OTHER, MESSAGE].iter().flat_map(|message| gfi::encode(message)).collect();
    let mut connection = Connection::new(4_000_000_000 + 294_967_290);
    let syn = connection.syn();
    let parts: Vec<Vec<u8>> = lines.chunks(9).map(|part| connection.send(part)).collect();
    let last = connection.fin();
    let orders: [Vec<usize>; 4] = [
        (0..parts.len()).collect(),
        (0..parts.len()).rev().collect(),
        (0..parts.len()).flat_map(|index| [index, index]).collect(),
        [1, 0, 3, 2].into_iter().chain(4..parts.len()).chain(0..4).collect(),
    ];
    for order in orders {
        let mut pcap = Pcap::new(1, false, false);
        pcap.frame(1, &syn);
        order.iter().for_each(|index| pcap.frame(2, &parts[*index]));
        pcap.frame(3, &last);
        assert_eq!(octets(&pcap.octets), [MESSAGE, OTHER, MESSAGE], "{order:?}");
    }
    // Without the beginning of the connection, and in the middle of a line.
    let mut pcap = Pcap::new(1, false, false);
    parts.iter().skip(1).for_each(|part| pcap.frame(2, part));
    let (messages, _, report, _) = read(&pcap.octets);
    assert_eq!(messages.len(), 2);
    assert_eq!(report.unread.get(&Reason::NotAMessage), Some(&1));
}

#[test]
fn a_segment_that_is_missing_is_a_gap_and_reading_goes_on() {
    let lines: Vec<u8> = [MESSAGE; 6].iter().flat_map(|message| gfi::encode(message)).collect();
    let mut connection = Connection::new(1);
    let syn = connection.syn();
    let parts: Vec<Vec<u8>> = lines.chunks(20).map(|part| connection.send(part)).collect();
    let mut pcap = Pcap::new(1, false, false);
    pcap.frame(1, &syn);
    parts.iter().enumerate().filter(|(index, _)| *index != 2).for_each(|(_, part)| pcap.frame(2, part));
    let (messages, _, report, _) = read(&pcap.octets);
    assert_eq!(messages.len(), 4);
    assert_eq!(report.unread.get(&Reason::Gap), Some(&1), "{:?}", report.list);
    assert!(report.list[0].detail.starts_with("20 octets"), "{:?}", report.list);
}

#[test]
fn wrapped_messages_over_tcp_and_udp() {
    let ports = Ports { source: 1, destination: 0x10 };
    let wrapped: Vec<u8> =
        [MESSAGE, OTHER].iter().flat_map(|message| wrapper::encode(ports, message).unwrap()).collect();
    let mut connection = Connection::new(77);
    let mut pcap = Pcap::new(1, false, false);
    wrapped.chunks(3).for_each(|part| pcap.frame(2, &connection.send(part)));
    pcap.frame(3, &ethernet(17, &udp(&wrapper::encode(ports, MESSAGE).unwrap())));
    pcap.frame(4, &ethernet(17, &udp(b"something else")));
    let (messages, _, report, _) = read(&pcap.octets);
    let found: Vec<_> = messages.into_iter().map(|(carrier, octets, ..)| (carrier, octets)).collect();
    let expected = [MESSAGE, OTHER, MESSAGE].map(|octets| (Carrier::Wrapper, octets.to_vec()));
    assert_eq!(found, expected);
    assert_eq!(report.others.get("UDP with another protocol"), Some(&1));
}

#[test]
fn documents_over_http_are_found_and_other_connections_are_named() {
    let document = b"<sr:Request xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\"/>";
    let head = format!("POST /x HTTP/1.1\r\nContent-Length: {}\r\n\r\n", document.len());
    let mut connection = Connection::new(1);
    let mut pcap = Pcap::new(1, false, false);
    [head.as_bytes(), document].concat().chunks(40).for_each(|part| pcap.frame(2, &connection.send(part)));
    let mut secret = Connection::to_port(1, 8443);
    pcap.frame(3, &secret.send(&[0x16, 0x03, 0x01, 0x02, 0x00, 0x01]));
    let (messages, documents, report, _) = read(&pcap.octets);
    assert_eq!((messages.len(), documents), (0, vec![document.to_vec()]));
    assert_eq!(report.duis, 1);
    assert_eq!(report.others.get("TLS, which is not decrypted"), Some(&1));
}

#[test]
fn a_short_snap_length_is_said() {
    let mut pcap = Pcap::new(147, false, false);
    pcap.snapped(1, MESSAGE, 3);
    pcap.frame(2, OTHER);
    let (messages, _, report, _) = read(&pcap.octets);
    assert_eq!(messages.len(), 1);
    assert_eq!(report.list[0].reason, Reason::Snapped);
    assert_eq!(report.list[0].detail, "3 of 5 octets were captured");
    // The end of each segment is missing: the lines cannot be whole.
    let mut connection = Connection::new(1);
    let mut pcap = Pcap::new(1, false, false);
    for _ in 0..3 {
        let frame = connection.send(&gfi::encode(MESSAGE));
        pcap.snapped(1, &frame, frame.len() - 4);
    }
    let (messages, _, report, _) = read(&pcap.octets);
    assert_eq!(messages.len(), 0);
    assert_eq!(report.unread.get(&Reason::Gap), Some(&3), "{:?}", report.list);
}

#[test]
fn a_capture_that_is_cut_off_is_read_as_far_as_it_goes() {
    let mut pcap = Pcap::new(147, false, false);
    (0..10).for_each(|_| pcap.frame(1, MESSAGE));
    let frame = 16 + MESSAGE.len();
    for cut in 1..frame {
        let (messages, _, _, end) = read(&pcap.octets[..pcap.octets.len() - cut]);
        assert_eq!((messages.len(), end), (9, Err(Broken::CutOff { frames: 9 })), "{cut}");
    }
    assert!(matches!(Capture::new(Cursor::new(b"hello world, hello world".to_vec())), Err(Broken::Form)));
    assert!(matches!(Capture::new(Cursor::new(Vec::new())), Err(Broken::Form)));
}

#[test]
fn a_link_type_that_is_not_known_is_said() {
    let mut pcap = Pcap::new(200, false, false);
    pcap.frame(1, MESSAGE);
    let (_, _, report, _) = read(&pcap.octets);
    assert_eq!(report.list[0].reason, Reason::Unsupported);
    assert_eq!(report.list[0].detail, "link type 200");
}

proptest! {
    /// Whatever octets a file, or a frame of any link type, is made of: nothing panics.
    #[test]
    fn no_octets_make_it_panic(
        link_type in prop::sample::select(vec![0_u32, 1, 101, 113, 147, 195, 230, 252, 276, 283, 999]),
        frames in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..80), 0..8),
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
    ) {
        let mut pcap = Pcap::new(link_type, false, false);
        frames.iter().for_each(|frame| pcap.frame(1, frame));
        let mut file = pcap.octets;
        for (at, value) in &flips {
            let at = at.index(file.len());
            file[at] = *value;
        }
        let mut extractor = Extractor::new(Keys::default());
        if let Ok(mut capture) = Capture::new(Cursor::new(file)) {
            let _ = capture.read(|frame| extractor.frame(&frame, &mut |_| {}));
        }
        extractor.finish(&mut |_| {});
    }

    /// Good TCP frames with single octets changed: nothing panics, and nothing is found that was not sent.
    #[test]
    fn no_change_to_a_connection_makes_it_panic(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20),
        order in prop::collection::vec(any::<prop::sample::Index>(), 1..30),
    ) {
        let lines: Vec<u8> = [MESSAGE; 20].iter().flat_map(|message| gfi::encode(message)).collect();
        let mut connection = Connection::new(u32::MAX - 100);
        let parts: Vec<Vec<u8>> = lines.chunks(17).map(|part| connection.send(part)).collect();
        let mut pcap = Pcap::new(1, false, false);
        order.iter().for_each(|index| pcap.frame(1, &parts[index.index(parts.len())]));
        for (at, value) in &flips {
            let at = 24 + at.index(pcap.octets.len() - 24);
            pcap.octets[at] = *value;
        }
        if let Ok(mut capture) = Capture::new(Cursor::new(pcap.octets)) {
            let mut extractor = Extractor::new(Keys::default());
            let _ = capture.read(|frame| extractor.frame(&frame, &mut |_| {}));
            extractor.finish(&mut |_| {});
        }
    }
}
