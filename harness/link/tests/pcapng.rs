//! What the capture writer writes, as others read it.
#![allow(clippy::panic, clippy::print_stderr, clippy::unwrap_used, reason = "helpers of tests")]

use std::io::Write as _;
use std::process::Command;

use hallmark_link::UnixMicros;
use hallmark_link::pcapng::Direction;
use hallmark_link::pcapng::Packet;
use hallmark_link::pcapng::Section;
use hallmark_link::pcapng::Writer;
use pcap_parser::Block;
use pcap_parser::Linktype;
use pcap_parser::PcapBlockOwned;
use pcap_parser::PcapError;
use pcap_parser::PcapNGReader;
use pcap_parser::pcapng::OptionCode;
use pcap_parser::pcapng::PcapNGOption;
use pcap_parser::traits::PcapReaderIterator;
use proptest::prelude::*;

const AT: UnixMicros = UnixMicros(1_795_446_000_123_456);

fn section() -> Section {
    Section {
        hardware: String::new(),
        os: "an operating system".to_owned(),
        application: "hallmark 0.1.0".to_owned(),
        interface: "gfi://127.0.0.1:9000".to_owned(),
    }
}

fn capture(packets: &[Packet<'_>]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), &section()).unwrap();
    for packet in packets {
        writer.write(packet).unwrap();
    }
    writer.finish().unwrap()
}

fn options(options: &[PcapNGOption<'_>]) -> Vec<(u16, Vec<u8>)> {
    options
        .iter()
        .filter(|option| option.code != OptionCode::EndOfOpt)
        .map(|option| (option.code.0, option.as_bytes().unwrap().to_vec()))
        .collect()
}

#[derive(Debug, PartialEq, Eq)]
struct Seen {
    at: u64,
    original: u32,
    octets: Vec<u8>,
    comment: String,
    direction: u8,
}

/// Reads a capture of ours with another implementation.
fn read(capture: &[u8]) -> Vec<Seen> {
    let mut reader = PcapNGReader::new(1 << 20, capture).unwrap();
    let mut seen = Vec::new();
    let mut place = 0;
    loop {
        let exhausted = reader.reader_exhausted();
        let used = match reader.next() {
            Err(PcapError::Eof) => return seen,
            Err(PcapError::Incomplete(_)) if !exhausted => {
                reader.refill().unwrap();
                continue;
            }
            Err(error) => panic!("block {place}: {error:?}"),
            Ok((used, PcapBlockOwned::NG(block))) => {
                match (place, block) {
                    (0, Block::SectionHeader(header)) => {
                        let expected = [(3, "an operating system"), (4, "hallmark 0.1.0")];
                        assert_eq!(
                            options(&header.options),
                            expected.map(|(code, text)| (code, text.into()))
                        );
                    }
                    (1, Block::InterfaceDescription(interface)) => {
                        assert_eq!(interface.linktype, Linktype(252));
                        assert_eq!(
                            options(&interface.options),
                            [(2, b"gfi://127.0.0.1:9000".to_vec()), (9, vec![9])]
                        );
                    }
                    (_, Block::EnhancedPacket(packet)) => {
                        let high = u64::from(packet.ts_high) << 32;
                        let options = options(&packet.options);
                        let [(1, comment), (2, flags)] = options.as_slice() else { panic!("{options:?}") };
                        let length = usize::try_from(packet.caplen).unwrap();
                        seen.push(Seen {
                            at: high | u64::from(packet.ts_low),
                            original: packet.origlen,
                            octets: packet.data.get(..length).unwrap().to_vec(),
                            comment: String::from_utf8(comment.clone()).unwrap(),
                            direction: flags.first().copied().unwrap(),
                        });
                    }
                    (_, other) => panic!("block {place}: {other:?}"),
                }
                used
            }
            Ok((_, _)) => panic!("block {place}: not of pcapng"),
        };
        reader.consume(used);
        place += 1;
    }
}

fn with_header(octets: &[u8]) -> Vec<u8> {
    [b"\x00\x0C\x00\x0Cgbcs_message\x00\x00\x00\x00".as_slice(), octets].concat()
}

#[test]
fn another_reader_sees_what_was_written() {
    let packets = [
        Packet {
            at: AT,
            direction: Direction::Out,
            test: "A-1",
            note: "good command",
            octets: &[0xDD, 0x00, 0x01],
        },
        Packet { at: AT, direction: Direction::In, test: "", note: "", octets: &[] },
    ];
    let first = capture(&packets);
    assert_eq!(
        read(&first),
        [
            Seen {
                at: 1_795_446_000_123_456_000,
                original: 23,
                octets: with_header(&[0xDD, 0x00, 0x01]),
                comment: "test=A-1 direction=out note=good command".to_owned(),
                direction: 2,
            },
            Seen {
                at: 1_795_446_000_123_456_000,
                original: 20,
                octets: with_header(&[]),
                comment: "test=- direction=in".to_owned(),
                direction: 1,
            },
        ]
    );
    assert_eq!(capture(&packets), first);
}

#[test]
fn a_message_beyond_what_readers_take_is_cut_off() {
    let octets = vec![0xAA; 300_000];
    let packet = Packet { at: AT, direction: Direction::In, test: "A-1", note: "", octets: &octets };
    let seen = read(&capture(&[packet.clone(), packet]));
    assert_eq!(seen.len(), 2);
    for packet in seen {
        assert_eq!((packet.octets.len(), packet.original), (262_144, 300_020));
    }
}

/// A disk that is full after `room` octets.
struct Full {
    room: usize,
}

impl std::io::Write for Full {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        if octets.len() > self.room {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.room -= octets.len();
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let mut writer = Writer::new(Full { room: 1_000 }, &section()).unwrap();
    let packet = Packet { at: AT, direction: Direction::In, test: "", note: "", octets: &[0; 1_000] };
    assert_eq!(writer.write(&packet).unwrap_err().kind(), std::io::ErrorKind::StorageFull);
    assert_eq!(
        Writer::new(Full { room: 10 }, &section()).map(drop).unwrap_err().kind(),
        std::io::ErrorKind::StorageFull
    );
}

proptest! {
    #[test]
    fn whatever_is_written_is_read_back(
        octets in proptest::collection::vec(any::<u8>(), 0..300),
        test in "\\PC{0,20}",
        note in "(?s).{0,600}",
        micros in 0..u64::MAX / 1_000,
    ) {
        let packet = Packet { at: UnixMicros(micros), direction: Direction::In, test: &test, note: &note, octets: &octets };
        let seen = read(&capture(&[packet.clone(), packet]));
        prop_assert_eq!(seen.len(), 2);
        for packet in seen {
            prop_assert_eq!(packet.octets, with_header(&octets));
            prop_assert_eq!(packet.at, micros * 1_000);
            prop_assert!(!packet.comment.contains(char::is_control));
        }
    }
}

/// A command to read the randomised offset (GBCS use case ECS26c), between made-up parties; its MAC is made up too.
fn command() -> Vec<u8> {
    let payload = [
        [0xD9, 0x20, 0x00, 0x00, 0x07, 0x00].as_slice(),
        &[0x01, 0x01, 0x00, 0x01, 0x00, 0x00, 0x5E, 0x2C, 0x00, 0x00, 0x02],
        &[0x01, 0x00],
    ]
    .concat();
    let inner = [
        [0xDF, 0x09, 0x01].as_slice(),
        &7_u64.to_be_bytes(),
        &[0x08],
        &[0xFE, 0xED, 0xFA, 0xCE, 0x00, 0x00, 0x00, 0x01],
        &[0x08],
        &[0xFE, 0xED, 0xFA, 0xCE, 0x00, 0x00, 0x00, 0x02],
        &[0x00, 0x02, 0x00, 0x3D],
        &[u8::try_from(payload.len()).unwrap()],
        &payload,
        &[0x00],
    ]
    .concat();
    [
        [0xDD, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00].as_slice(),
        &[u8::try_from(5 + inner.len() + 12).unwrap(), 0x11, 0x00, 0x00, 0x00, 0x00],
        &inner,
        b"made-up  MAC",
    ]
    .concat()
}

#[test]
fn wireshark_shows_the_fields_of_the_message() {
    if !Command::new("tshark").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: wireshark_shows_the_fields_of_the_message needs tshark");
        return;
    }
    let command = command();
    let packet =
        Packet { at: AT, direction: Direction::Out, test: "A-1", note: "good\ncommand", octets: &command };
    let long = Packet { octets: &[0; 300_000], ..packet.clone() };
    let mut file = tempfile::Builder::new().suffix(".pcapng").tempfile().unwrap();
    file.write_all(&capture(&[packet, long])).unwrap();
    let fields =
        ["frame.time_epoch", "frame.comment", "frame.protocols", "gbcs_message.grouping_header.message_code"];
    let output = Command::new("tshark")
        .arg("-r")
        .arg(file.path())
        .args(["-T", "fields", "-E", "separator=|"])
        .args(fields.iter().flat_map(|field| ["-e", *field]))
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines: Vec<&str> = lines.lines().collect();
    let [first, second] = lines.as_slice() else { panic!("expected two packets, found {lines:?}") };
    assert_eq!(
        *first,
        "1795446000.123456000|test=A-1 direction=out note=good command|exported_pdu:gbcs_message:data|0x003d"
    );
    assert!(second.starts_with("1795446000.123456000|"), "{second}");
}
