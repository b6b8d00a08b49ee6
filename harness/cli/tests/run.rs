//! `hallmark run` on the embedded target.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use common::bundle::assert_authentic;
use common::bundle::results;
use common::bundle::run;
use common::bundle::verify;
use hallmark_engine::verdict::Verdict;

#[test]
fn the_embedded_target_conforms_and_two_runs_find_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let one = run(&folder.path().join("one"), &["--jobs", "1"]);
    assert_eq!(one.code, Some(0), "{}", one.out);
    assert_authentic(&one.bundle);
    let first = results(&one.bundle);
    assert!(first.run.complete);
    assert!(first.tests.len() >= 1_500, "{} tests", first.tests.len());
    let bad: Vec<_> = first.tests.iter().filter(|test| test.verdict != Verdict::Pass).collect();
    assert!(bad.is_empty(), "{bad:?}");

    let other = run(&folder.path().join("other"), &["--jobs", "3"]);
    let second = results(&other.bundle);
    assert_ne!(first.run.id, second.run.id);
    let (first, second) = (first.masked(), second.masked());
    for (one, other) in first.tests.iter().zip(&second.tests) {
        assert_eq!(one, other);
    }
    assert_eq!(first, second);
}

#[test]
fn one_flipped_bit_in_any_file_is_refused_and_the_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&folder.path().join("bundle"), &["--id", "G-54.replayed"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    let files: Vec<_> = fs::read_dir(&ran.bundle).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 10, "{files:?}");
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let octets = fs::read(&path).unwrap();
        for at in [0, octets.len() / 2, octets.len() - 1] {
            for bit in [0, 6] {
                let mut changed = octets.clone();
                changed[at] ^= 1 << bit;
                fs::write(&path, changed).unwrap();
                let (code, line) = verify(&ran.bundle);
                assert_eq!(code, Some(4), "bit {bit} of octet {at} of {name}: {line}");
                assert!(line.starts_with(&format!("not authentic: {name}: ")), "bit {bit} of {at}: {line}");
            }
        }
        fs::write(&path, octets).unwrap();
    }
    assert_authentic(&ran.bundle);
}

#[test]
fn another_seed_sends_other_values() {
    let folder = tempfile::tempdir().unwrap();
    let test = "F-10.read-after-write/ECS07/supplier/ECS26a";
    let commands = |seed: &str| {
        let ran = run(&folder.path().join(seed), &["--id", test, "--seed", seed]);
        assert_eq!(ran.code, Some(0), "{}", ran.out);
        assert_eq!(results(&ran.bundle).run.seed, seed);
        let log = fs::read_to_string(ran.bundle.join("log.jsonl")).unwrap();
        let events = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        let octets =
            events.filter_map(|event| Some(event["event"]["exchange"]["octets"].as_str()?.to_owned()));
        octets.collect::<Vec<_>>()
    };
    let (first, second) = (commands("1"), commands("2"));
    assert!(first.len() >= 4, "{first:?}");
    assert_ne!(first, second);
}

#[test]
fn the_profile_of_a_bundle_leads_to_the_same_run() {
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&folder.path().join("one"), &["--id", "G-51.sensitive"]);
    let profile = ran.bundle.join("profile.toml");
    let again = run(
        &folder.path().join("other"),
        &["--id", "G-51.sensitive", "--profile", profile.to_str().unwrap()],
    );
    assert_eq!(again.code, Some(0), "{}", again.out);
    assert_eq!(results(&ran.bundle).masked(), results(&again.bundle).masked());
}

#[test]
fn tshark_dissects_the_evidence() {
    if !Command::new("tshark").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: tshark_dissects_the_evidence needs tshark");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let ran = run(&folder.path().join("bundle"), &["--id", "F-10.use-case"]);
    let output = Command::new("tshark")
        .arg("-r")
        .arg(ran.bundle.join("evidence.pcapng"))
        .args(["-T", "fields", "-e", "gbcs_message.grouping_header.message_code", "-e", "frame.comment"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for line in text.lines() {
        let (code, comment) = line.split_once('\t').unwrap();
        assert!(comment.starts_with("test=F-10.use-case/"), "{line}");
        *seen.entry(code).or_default() += 1;
    }
    let exchanges: u64 = results(&ran.bundle).tests.iter().map(|test| test.exchange_count).sum();
    assert_eq!(u64::try_from(text.lines().count()).unwrap(), exchanges);
    assert!(!seen.contains_key(""), "a packet in which tshark sees no Message Code: {seen:?}");
    assert!(seen["0x0027"] >= 2, "no command or no response of ECS17b: {seen:?}");
    assert!(seen.len() > 100, "{seen:?}");
}

#[test]
fn a_folder_that_holds_something_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let kept = folder.path().join("evidence.pcapng");
    fs::write(&kept, "somebody's").unwrap();
    let output = common::hallmark().args(["run", "--out"]).arg(folder.path()).output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(text.contains("expected an empty folder, found files"), "{text}");
    assert_eq!(fs::read_to_string(kept).unwrap(), "somebody's");
}
