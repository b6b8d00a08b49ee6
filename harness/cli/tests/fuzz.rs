//! Fuzzing finds planted faults of many kinds within a bounded number of messages, and nothing in an honest device; what
//! it finds is a test that fails until the device is mended.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy exempts tests, but not their helpers"
)]

use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

/// Ten kinds of faults, in nine stages of a device: each must show within this many messages.
const FAULTS: [&str; 11] = [
    "any-target",
    "deaf-after-garbage",
    "executed-before-checked",
    "invoke-id-zero",
    "mac-ignored",
    "replay-accepted",
    "response-mac-wrong",
    "response-originator",
    "responses-executed",
    "signature-ignored",
    "any-role",
];
const MESSAGES: &str = "3000";

fn hallmark(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("hallmark").unwrap();
    command.args(arguments);
    command
}

fn fuzz(folder: &Path, more: &[&str]) -> Command {
    let mut command = hallmark(&["fuzz", "--messages", MESSAGES, "--out"]);
    command.arg(folder).args(more);
    command
}

fn text(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn an_honest_device_has_no_findings() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    says(fuzz(&out, &[]), 0, "nothing found");
    let state: serde_json::Value = serde_json::from_str(&text(out.join("campaign.json"))).unwrap();
    assert!(state["messages"].as_u64().unwrap() >= 3000);
    assert_eq!(state["findings"], serde_json::json!({}));
}

#[test]
fn planted_faults_are_found() {
    for fault in FAULTS {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out");
        let output = fuzz(&out, &["--fault", fault]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{fault}: {}", String::from_utf8_lossy(&output.stdout));
        for extension in ["feature", "json", "pcapng"] {
            let made = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
            let made = made.filter(|path| path.extension().is_some_and(|found| found == extension)).count();
            assert!(made > 0, "{fault} left no {extension}");
        }
    }
}

/// A counter that is lower and whose lower half is higher is rarely met by chance.
#[test]
fn a_comparison_of_half_a_counter_is_found_from_every_seed() {
    for seed in ["1", "2", "3", "4", "5"] {
        let folder = TempDir::new().unwrap();
        let out = folder.path().join("out");
        let arguments =
            ["fuzz", "--fault", "counter-low-half", "--messages", "5000", "--seed", seed, "--out"];
        let code = hallmark(&arguments).arg(&out).output().unwrap().status.code();
        assert_eq!(code, Some(1), "seed {seed}");
    }
}

#[test]
fn the_same_seed_finds_the_same() {
    let folder = TempDir::new().unwrap();
    let found = |name: &str, seed: &str| {
        let out = folder.path().join(name);
        fuzz(&out, &["--fault", "replay-accepted", "--seed", seed]).assert().code(1);
        text(out.join("campaign.json"))
    };
    assert_eq!(found("one", "5"), found("two", "5"));
    assert_ne!(found("three", "5"), found("four", "6"));
}

#[test]
fn a_campaign_goes_on_where_it_stopped() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    hallmark(&["fuzz", "--messages", "300", "--out"]).arg(&out).assert().code(0);
    let resumed = hallmark(&["fuzz", "--messages", "600", "--resume", "--out"])
        .arg(&out)
        .assert()
        .code(0)
        .get_output()
        .clone();
    // What was sent before is not sent again.
    let text_of = String::from_utf8_lossy(&resumed.stdout).into_owned();
    let sent = text_of.lines().find_map(|line| line.split_once(" messages, ")).unwrap().0;
    assert!(sent.parse::<u64>().unwrap() <= 310, "{text_of}");
    let state: serde_json::Value = serde_json::from_str(&text(out.join("campaign.json"))).unwrap();
    assert!(state["messages"].as_u64().unwrap() >= 600);
}

#[test]
fn a_finding_is_a_scenario_that_a_mended_device_passes() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    fuzz(&out, &["--fault", "mac-ignored"]).assert().code(1);
    let feature = std::fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|extension| extension == "feature"))
        .unwrap();
    let features = folder.path().join("features");
    std::fs::create_dir(&features).unwrap();
    std::fs::copy(&feature, features.join("finding.feature")).unwrap();
    let bundle = folder.path().join("bundle");
    let mut run = hallmark(&["run", "--features"]);
    run.arg(&features).arg("--out").arg(&bundle);
    says(run, 0, "1 pass");
}

#[test]
fn somebody_elses_device_is_not_attacked() {
    let folder = TempDir::new().unwrap();
    let mut serve = std::process::Command::new(env!("CARGO_BIN_EXE_hallmark"))
        .args(["serve", "--han", "127.0.0.1:0", "--fault", "response-mac-wrong", "--profile-out"])
        .arg(folder.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    // The profile is there when the first line is.
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(serve.stdout.as_mut().unwrap()), &mut line)
        .unwrap();
    let profile = folder.path().join("profile.toml");
    let out = folder.path().join("out");
    let refused = hallmark(&["fuzz", "--out"]).arg(&out).arg("--profile").arg(&profile).output().unwrap();
    assert!(!out.exists());
    let owned = hallmark(&["fuzz", "--i-own-this-target", "--messages", "100", "--out"])
        .arg(&out)
        .arg("--profile")
        .arg(&profile)
        .output()
        .unwrap();
    serve.kill().unwrap();
    serve.wait().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--i-own-this-target"));
    assert_eq!(owned.status.code(), Some(1), "{}", String::from_utf8_lossy(&owned.stderr));
}

fn says(mut command: Command, code: i32, wanted: &str) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(code), "{text}");
    assert!(text.contains(wanted), "expected {wanted:?} in {text}");
}
