//! ZigBee captures that a program in Python made, read here and by tshark.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

mod frames;

use std::fs;
use std::io::Cursor;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use frames::Pcap;
use hallmark_link::capture::Capture;
use hallmark_link::capture::Carrier;
use hallmark_link::capture::Content;
use hallmark_link::capture::Extractor;
use hallmark_link::capture::Keys;
use hallmark_link::capture::Reason;
use hallmark_link::capture::Report;
use proptest::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

const LINK_KEY: &str = "505152535455565758595A5B5C5D5E5F";
const NETWORK_KEY: &str = "101112131415161718191A1B1C1D1E1F";
const LINK_TYPES: [u32; 3] = [195, 230, 283];

/// Where each frame of the generated captures stands, from 1: the network key on its way, and two whole messages.
const TRANSPORT_KEY: usize = 3;
const FIRST_FRAGMENT: usize = 5;

fn messages() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/messages");
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read_to_string(path).unwrap().trim().to_uppercase()).collect()
}

/// What the captures hold: each message, and the first one once more.
fn expected() -> Vec<String> {
    let messages = messages();
    messages.iter().chain(messages.first()).cloned().collect()
}

/// A generated capture, or a line that says what was skipped.
fn generate(test: &str, link_type: u32) -> Option<(TempDir, PathBuf)> {
    let has_module = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !has_module.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {test} needs python3 with cryptography");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zigbee.pcap");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zigbee_capture.py");
    let output = Command::new("python3")
        .arg(script)
        .arg(&path)
        .arg(link_type.to_string())
        .args(messages())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some((folder, path))
}

fn keys(network: &[&str], link: &[&str]) -> Keys {
    let mut keys = Keys::default();
    network.iter().for_each(|key| keys.add_network(key.parse().unwrap()));
    link.iter().for_each(|key| keys.add_link(key.parse().unwrap()));
    keys
}

fn read(file: Vec<u8>, keys: Keys) -> (Vec<String>, Report) {
    let mut extractor = Extractor::new(keys);
    let mut found = Vec::new();
    let mut take = |one: hallmark_link::capture::Found<'_>| {
        assert_eq!(one.carrier, Carrier::Tunnel);
        if let Content::Message(octets) = one.content {
            found.push(octets.iter().map(|octet| format!("{octet:02X}")).collect());
        }
    };
    let mut capture = Capture::new(Cursor::new(file)).unwrap();
    capture.read(|frame| extractor.frame(&frame, &mut take)).unwrap();
    let report = extractor.finish(&mut take);
    (found, report)
}

/// The frames of a capture, to be left out or changed.
fn frames_of(path: &Path) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    Capture::open(path).unwrap().read(|frame| frames.push(frame.octets.to_vec())).unwrap();
    frames
}

fn capture_of(link_type: u32, frames: &[Vec<u8>]) -> Vec<u8> {
    let mut pcap = Pcap::new(link_type, false, false);
    frames.iter().enumerate().for_each(|(index, frame)| pcap.frame(index as u64 * 100_000, frame));
    pcap.octets
}

#[test]
fn the_messages_are_those_that_tshark_finds() {
    let test = "the_messages_are_those_that_tshark_finds";
    for link_type in LINK_TYPES {
        let Some((_folder, path)) = generate(test, link_type) else { return };
        let (found, report) = read(fs::read(&path).unwrap(), keys(&[], &[LINK_KEY]));
        assert_eq!(found, expected(), "{link_type}");
        assert_eq!(report.unread.len(), 0, "{link_type}: {:?}", report.list);
        assert_eq!(report.learnt_keys, 1);
        assert_eq!(report.others.get("cluster 0702 Metering"), Some(&1));
        assert_eq!(report.others.get("radio beacon"), Some(&1));

        let spelled: Vec<String> =
            LINK_KEY.as_bytes().chunks(2).map(|pair| String::from_utf8_lossy(pair).into_owned()).collect();
        let option = format!("uat:zigbee_pc_keys:\"{}\",\"Normal\",\"test\"", spelled.join(":"));
        let output = Command::new("tshark")
            .arg("-r")
            .arg(&path)
            .args(["-o", &option, "-Y", "gbcs_message", "-T", "jsonraw"])
            .output();
        let Ok(output) = output else {
            eprintln!("skipped: {test} needs tshark");
            return;
        };
        let packets: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
        let of_tshark: Vec<String> = packets
            .iter()
            .map(|packet| packet["_source"]["layers"]["gbcs_message_raw"][0].as_str().unwrap().to_uppercase())
            .collect();
        assert_eq!(found, of_tshark, "{link_type}");
    }
}

#[test]
fn keys_that_are_missing_or_wrong_are_said() {
    let Some((_folder, path)) = generate("keys_that_are_missing_or_wrong_are_said", 195) else { return };
    let file = || fs::read(&path).unwrap();
    let unread = |keys: Keys| {
        let (found, report) = read(file(), keys);
        let list: Vec<_> =
            report.list.into_iter().map(|unread| (unread.frame, unread.reason, unread.detail)).collect();
        (found.len(), list)
    };
    let (count, list) = unread(keys(&[], &[]));
    assert_eq!(count, 0);
    assert_eq!(list[0], (3, Reason::LinkKey, "no link key was given".to_owned()));
    assert_eq!(list[1].1, Reason::NetworkKey);
    assert!(list[1].2.starts_with("no network key was given for 20 of 20 frames of PAN 1A62"), "{list:?}");
    let wrong = "00112233445566778899AABBCCDDEEFF";
    let (count, list) = unread(keys(&[wrong], &[wrong]));
    assert_eq!(count, 0);
    assert!(list[1].2.starts_with("none of the network keys opens 20 of 20 frames"), "{list:?}");
    // The network key alone opens what no link key protects.
    let (count, list) = unread(keys(&[NETWORK_KEY], &[]));
    assert_eq!((count, list.len()), (1, 19), "{list:?}");
    assert!(list.iter().all(|(_, reason, _)| *reason == Reason::LinkKey));
}

#[test]
fn the_networks_of_neighbours_are_not_missing() {
    let Some((_folder, path)) = generate("the_networks_of_neighbours_are_not_missing", 230) else { return };
    let mut frames = frames_of(&path);
    // The same reading, as if it came from another PAN under another key.
    let mut foreign = frames[3].clone();
    foreign[3..5].copy_from_slice(&[0xEF, 0xBE]);
    let last = foreign.len() - 1;
    foreign[last] ^= 1;
    frames.push(foreign);
    let (found, report) = read(capture_of(230, &frames), keys(&[], &[LINK_KEY]));
    assert_eq!(found, expected());
    assert_eq!((report.unread.len(), report.others.get("ZigBee frame of another network")), (0, Some(&1)));
}

#[test]
fn frames_that_are_missing_or_damaged_are_said_and_cost_one_message() {
    let test = "frames_that_are_missing_or_damaged_are_said_and_cost_one_message";
    let Some((_folder, path)) = generate(test, 195) else { return };
    let whole = frames_of(&path);
    let expected = expected();
    let (found, report) = {
        let mut frames = whole.clone();
        frames.remove(FIRST_FRAGMENT - 1);
        read(capture_of(195, &frames), keys(&[], &[LINK_KEY]))
    };
    assert_eq!(found, expected[1..]);
    assert_eq!(report.list.len(), 1, "{:?}", report.list);
    assert_eq!(report.list[0].reason, Reason::Incomplete);
    assert!(report.list[0].detail.ends_with("the first is missing"), "{:?}", report.list);

    let mut frames = whole.clone();
    frames[FIRST_FRAGMENT][30] ^= 0x10;
    let (found, report) = read(capture_of(195, &frames), keys(&[], &[LINK_KEY]));
    assert_eq!(found, expected[1..]);
    let reasons: Vec<Reason> = report.list.iter().map(|unread| unread.reason).collect();
    assert_eq!(reasons, [Reason::Checksum, Reason::Incomplete]);

    // Without the network key on its way nothing can be opened.
    let mut frames = whole.clone();
    frames.remove(TRANSPORT_KEY - 1);
    let (found, _) = read(capture_of(195, &frames), keys(&[], &[LINK_KEY]));
    assert_eq!(found.len(), 0);

    // What is captured twice, as on two hops, is one message.
    let twice: Vec<Vec<u8>> = whole.iter().flat_map(|frame| [frame.clone(), frame.clone()]).collect();
    let (found, report) = read(capture_of(195, &twice), keys(&[], &[LINK_KEY]));
    assert_eq!(found, expected);
    assert!(report.repeated > 0);
}

#[test]
fn no_change_to_a_frame_makes_it_panic_or_changes_a_message() {
    let test = "no_change_to_a_frame_makes_it_panic_or_changes_a_message";
    let Some((_folder, path)) = generate(test, 230) else { return };
    let whole = frames_of(&path);
    let expected = expected();
    let strategy = (0..whole.len(), any::<prop::sample::Index>(), any::<u8>(), any::<prop::sample::Index>());
    proptest!(ProptestConfig::with_cases(512), |((frame, at, value, cut) in strategy)| {
        let mut frames = whole.clone();
        let index = at.index(frames[frame].len());
        frames[frame][index] = value;
        let (found, _) = read(capture_of(230, &frames), keys(&[], &[LINK_KEY]));
        prop_assert!(found.iter().all(|message| expected.contains(message)));
        let length = cut.index(frames[frame].len());
        frames[frame].truncate(length);
        let (found, _) = read(capture_of(230, &frames), keys(&[], &[LINK_KEY]));
        prop_assert!(found.iter().all(|message| expected.contains(message)));
    });
}
