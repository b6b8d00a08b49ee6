//! `hallmark replay`: what our own run recorded, whole and damaged.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use common::DEVICE;
use common::bundle::assert_authentic;
use common::bundle::results;
use common::bundle::run;
use common::hallmark;
use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;
use hallmark_link::capture::Capture;
use hallmark_link::capture::Mark;
use hallmark_link::pcapng::Direction;
use hallmark_link::pcapng::Packet;
use hallmark_link::pcapng::Section;
use hallmark_link::pcapng::Writer;
use hallmark_smki::pki::TestPki;
use tempfile::TempDir;

/// The seed of the keys of the embedded target.
const SEED: u64 = 1;

/// One packet of a capture.
#[derive(Clone)]
struct Recorded {
    at: hallmark_link::UnixMicros,
    direction: Direction,
    test: String,
    note: String,
    octets: Vec<u8>,
}

/// A run on the embedded target, and the keys of both sides.
struct Recording {
    folder: TempDir,
    packets: Vec<Recorded>,
}

impl Recording {
    fn new(selection: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ran = run(&folder.path().join("run"), &[selection, &["--jobs", "1"]].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.out);
        TestPki::from_seed(SEED).unwrap().write_folder(&folder.path().join("keys"), &[DEVICE.0]).unwrap();
        TestPki::from_seed(SEED + 1)
            .unwrap()
            .write_folder(&folder.path().join("other"), &[DEVICE.0])
            .unwrap();
        let mut packets = Vec::new();
        let mut capture = Capture::open(&ran.bundle.join("evidence.pcapng")).unwrap();
        capture
            .read(|frame| {
                let mark = Mark::parse(frame.comment).unwrap();
                packets.push(Recorded {
                    at: frame.at,
                    direction: mark.direction,
                    test: mark.test.to_owned(),
                    note: mark.note.to_owned(),
                    octets: frame.octets[20..].to_vec(),
                });
            })
            .unwrap();
        Self { folder, packets }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, packets: &[Recorded]) -> PathBuf {
        let mut writer = Writer::new(Vec::new(), &Section::default()).unwrap();
        for packet in packets {
            writer
                .write(&Packet {
                    at: packet.at,
                    direction: packet.direction,
                    test: &packet.test,
                    note: &packet.note,
                    octets: &packet.octets,
                })
                .unwrap();
        }
        let path = self.path(name);
        fs::write(&path, writer.finish().unwrap()).unwrap();
        path
    }

    /// Replays a capture with a key folder; exit code and results.
    fn replay(&self, capture: &Path, keys: Option<&str>) -> (i32, Results) {
        let out = self.path(&format!("judged-{}", name_of(capture, keys)));
        let mut command = hallmark();
        command.arg("replay").arg(capture).arg("--out").arg(&out);
        if let Some(keys) = keys {
            command.arg("--keys").arg(self.path(keys));
        }
        let output = command.output().unwrap();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(out.join("results.json").exists(), "{errors}");
        assert_authentic(&out);
        (output.status.code().unwrap(), results(&out))
    }
}

fn name_of(capture: &Path, keys: Option<&str>) -> String {
    format!("{}-{}", capture.file_stem().unwrap().to_string_lossy(), keys.unwrap_or("none"))
}

/// What is not a pass, by test: verdict and what was observed.
fn bad(results: &Results) -> BTreeMap<String, (Verdict, String)> {
    results
        .tests
        .iter()
        .filter(|test| test.verdict != Verdict::Pass)
        .map(|test| (test.plan.id.clone(), (test.verdict, test.reason.as_ref().unwrap().observed.clone())))
        .collect()
}

#[test]
fn a_run_of_ours_is_judged_pass_with_all_its_attacks() {
    let recording = Recording::new(&[]);
    let attacks = recording.packets.iter().filter(|packet| packet.note.starts_with("attack")).count();
    assert!(attacks > 1_000, "{attacks} attacks");
    let (code, judged) = recording.replay(&recording.path("run/evidence.pcapng"), Some("keys"));
    assert_eq!((code, bad(&judged)), (0, BTreeMap::new()));
    for rule in ["capture", "protection", "pairing", "content", "counters", "refusal", "alerts", "timing"] {
        let prefix = format!("replay/{rule}/");
        assert!(judged.tests.iter().any(|test| test.plan.id.starts_with(&prefix)), "{rule}");
    }
}

#[test]
fn without_keys_or_with_those_of_others_nothing_is_blamed_on_the_device() {
    let recording = Recording::new(&["--pack", "smoke"]);
    let capture = recording.path("run/evidence.pcapng");
    for keys in [None, Some("other")] {
        let (code, judged) = recording.replay(&capture, keys);
        assert_eq!(code, 3, "{keys:?}");
        let bad = bad(&judged);
        assert!(!bad.is_empty());
        for (id, (verdict, observed)) in bad {
            assert_eq!(verdict, Verdict::Inconclusive, "{id}: {observed}");
            let is_protection = id.starts_with("replay/protection/");
            assert!(is_protection || observed.contains("verifies, so the keys"), "{id}: {observed}");
        }
    }
}

#[test]
fn what_a_device_does_wrong_is_found_with_its_frame() {
    let recording = Recording::new(&["--pack", "smoke"]);
    let is_response = |packet: &&Recorded| packet.direction == Direction::In && packet.octets.contains(&0xDA);
    let at = recording.packets.iter().position(|packet| is_response(&packet)).unwrap();
    let frame = format!("frame {}", at + 1);
    let judge = |name: &str, change: &dyn Fn(&mut Vec<Recorded>)| {
        let mut packets = recording.packets.clone();
        change(&mut packets);
        let capture = recording.write(&format!("{name}.pcapng"), &packets);
        let (code, judged) = recording.replay(&capture, Some("keys"));
        (code, bad(&judged))
    };
    let (code, found) = judge("mac", &|packets| *packets[at].octets.last_mut().unwrap() ^= 1);
    assert_eq!((code, found.len()), (1, 1), "{found:?}");
    let (id, (verdict, observed)) = found.first_key_value().unwrap();
    assert!(id.starts_with("replay/protection/") && id.ends_with("/response"), "{id}");
    assert_eq!((*verdict, observed.clone()), (Verdict::Fail, format!("one that does not; {frame}")));

    let (code, found) = judge("no-response", &|packets| drop(packets.remove(at)));
    assert_eq!((code, found.len()), (3, 1), "{found:?}");
    let (id, (verdict, observed)) = found.first_key_value().unwrap();
    assert!(id.starts_with("replay/pairing/"), "{id}");
    assert_eq!(*verdict, Verdict::Inconclusive);
    assert!(observed.starts_with("none in the ") && observed.ends_with(&format!("frame {at}")), "{observed}");

    let (code, found) = judge("no-command", &|packets| drop(packets.remove(at - 1)));
    assert_eq!((code, found.len()), (3, 1), "{found:?}");

    let (code, found) = judge("cut", &|packets| {
        packets[at].octets.pop();
    });
    assert_eq!(code, 1);
    let (verdict, observed) = &found["replay/capture/messages"];
    assert_eq!(*verdict, Verdict::Fail);
    assert!(observed.ends_with(&frame), "{observed}");
}

#[test]
fn an_attack_that_is_answered_is_a_failure() {
    let recording = Recording::new(&["--id", "G-54.replayed/ECS05"]);
    let mut packets = recording.packets.clone();
    let attack = packets.iter().position(|packet| packet.note.starts_with("attack")).unwrap();
    // The answer to the same command, when it came first.
    let octets = packets[attack].octets.clone();
    let first = packets.iter().position(|packet| packet.octets == octets).unwrap();
    let test = packets[first].test.clone();
    let answer = packets[first + 1..]
        .iter()
        .find(|packet| packet.direction == Direction::In && packet.test == test)
        .unwrap()
        .clone();
    packets.insert(attack + 1, answer);
    let capture = recording.write("answered.pcapng", &packets);
    let (code, judged) = recording.replay(&capture, Some("keys"));
    assert_eq!(code, 1);
    let found = bad(&judged);
    assert_eq!(found.keys().collect::<Vec<_>>(), ["replay/refusal/ECS05"]);
    assert!(found["replay/refusal/ECS05"].1.ends_with("which was executed before"), "{found:?}");
    // Without the comments it is a command that was executed twice.
    for packet in &mut packets {
        packet.test.clear();
        packet.note.clear();
    }
    let capture = recording.write("unmarked.pcapng", &packets);
    let (code, judged) = recording.replay(&capture, Some("keys"));
    let found = bad(&judged);
    assert_eq!(code, 1, "{found:?}");
    assert_eq!(found[&format!("replay/counters/{DEVICE}")].0, Verdict::Fail, "{found:?}");
}

#[test]
fn captures_that_are_cut_off_or_damaged_are_judged_as_far_as_they_go() {
    let recording = Recording::new(&["--id", "G-53.mac-bit/ECS05"]);
    let whole = fs::read(recording.path("run/evidence.pcapng")).unwrap();
    let cut = recording.path("cut.pcapng");
    fs::write(&cut, &whole[..whole.len() - 9]).unwrap();
    let (code, judged) = recording.replay(&cut, Some("keys"));
    let found = bad(&judged);
    assert_eq!((code, found["replay/capture/file"].0), (3, Verdict::Inconclusive), "{found:?}");
    assert!(found["replay/capture/file"].1.contains("the end of the file"), "{found:?}");
    fs::rename(recording.path("judged-cut-keys"), recording.path("judged-before")).unwrap();
    let (_, again) = recording.replay(&cut, Some("keys"));
    assert_eq!(again.masked(), judged.masked());
    let damaged = recording.path("damaged.pcapng");
    let mut octets = whole.clone();
    let middle = octets.len() / 2;
    octets[middle..middle + 64].fill(0xFF);
    fs::write(&damaged, &octets).unwrap();
    let (code, _) = recording.replay(&damaged, Some("keys"));
    assert!([1, 3].contains(&code), "{code}");
    let nothing = recording.path("nothing.pcapng");
    fs::write(&nothing, "no capture").unwrap();
    let output = hallmark().arg("replay").arg(&nothing).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("expected pcap or pcapng"));
}

#[test]
fn messages_can_be_listed_for_other_programs() {
    let recording = Recording::new(&["--id", "G-53.mac-bit/ECS05"]);
    let output =
        hallmark().arg("replay").arg("--list").arg(recording.path("run/evidence.pcapng")).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let listed = String::from_utf8(output.stdout).unwrap();
    let expected: Vec<String> =
        recording.packets.iter().map(|packet| common::hexadecimal(&packet.octets)).collect();
    assert_eq!(listed.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn recorded_commands_are_originated_again_at_a_live_device() {
    let recording = Recording::new(&["--pack", "smoke"]);
    let profile = recording.path("live.toml");
    let text = "[target]\nname = \"live\"\nversion = \"1\"\nkind = \"esme\"\ngbcs = \"4.3\"\n\n\
        [claims]\nuse_cases = \"all\"\n\n[link]\nhan = \"loopback:\"\n";
    fs::write(&profile, text).unwrap();
    let out = recording.path("live");
    let output = hallmark()
        .arg("replay")
        .arg(recording.path("run/evidence.pcapng"))
        .arg("--keys")
        .arg(recording.path("keys"))
        .arg("--profile")
        .arg(&profile)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    assert!(out.join("results.json").exists(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_authentic(&out);
    let judged = results(&out);
    let live: Vec<_> = judged.tests.iter().filter(|test| test.plan.id.starts_with("replay/live/")).collect();
    let passed = live.iter().filter(|test| test.verdict == Verdict::Pass && test.exchange_count >= 2).count();
    assert!(passed >= 50, "{passed} of {}", live.len());
    let broken: Vec<_> = live.iter().filter(|test| test.verdict == Verdict::Fail).collect();
    assert!(broken.is_empty(), "{broken:?}");
}
