//! `hallmark vectors`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic")]

mod common;

use std::fs;
use std::path::Path;

use common::hallmark;
use serde_json::Value;
use tempfile::TempDir;

fn output(arguments: &[&str]) -> (String, String, Option<i32>) {
    let output = hallmark().arg("vectors").args(arguments).output().unwrap();
    let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code())
}

fn data() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../vectors/data")
}

#[test]
fn the_list_counts_what_the_check_runs() {
    let (table, _, code) = output(&["list"]);
    assert_eq!(code, Some(0));
    let (json, _, _) = output(&["list", "--format", "json"]);
    let rows: Value = serde_json::from_str(&json).unwrap();
    let total: u64 = rows.as_array().unwrap().iter().map(|row| row["tests"].as_u64().unwrap()).sum();
    assert!(total >= 5_000, "{total}");
    let last = table.lines().last().unwrap();
    assert_eq!(last.split_whitespace().nth(1), Some(total.to_string().as_str()), "{last}");

    let (checked, _, code) = output(&["check"]);
    assert!(checked.ends_with(&format!("{total} vectors, 0 not as expected\n")), "{checked}");
    assert_eq!(code, Some(0));
}

#[test]
fn generated_files_are_those_in_the_repository() {
    let folder = TempDir::new().unwrap();
    let (list, _, code) = output(&["generate", "--out", folder.path().to_str().unwrap()]);
    assert_eq!(code, Some(0));
    let written: Vec<&Path> = list.lines().map(Path::new).collect();
    let in_data = written.iter().filter(|path| path.parent().unwrap().ends_with("data"));
    for path in in_data.clone() {
        let ours = fs::read(path).unwrap();
        assert!(ours == fs::read(data().join(path.file_name().unwrap())).unwrap(), "{}", path.display());
    }
    assert_eq!(in_data.count(), fs::read_dir(data()).unwrap().count());
    assert!(written.last().unwrap().ends_with("certificates.json") && written.last().unwrap().exists());
}

#[test]
fn a_file_is_checked_and_what_is_wrong_with_it_is_said() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("any name.json");
    let text = fs::read_to_string(data().join("mac.json")).unwrap();
    fs::write(&path, text.replacen("\"result\":\"invalid\",\"reason\":\"mac\"", "\"result\":\"valid\"", 1))
        .unwrap();
    let (out, _, code) = output(&["check", path.to_str().unwrap()]);
    assert!(out.contains("1 of 348 not as expected"), "{out}");
    assert!(out.contains("expected valid, found invalid, mac"), "{out}");
    assert_eq!(code, Some(1));

    fs::write(&path, "{}").unwrap();
    let (out, _, code) = output(&["check", path.to_str().unwrap()]);
    assert!(out.contains("no file of vectors"), "{out}");
    assert_eq!(code, Some(1));
}

#[test]
fn wrong_usage_is_refused_with_advice() {
    let (_, error, code) = output(&["check", "nowhere.json"]);
    assert!(error.contains("read nowhere.json"), "{error}");
    assert_eq!(code, Some(2));
    let (_, error, code) = output(&["check", "--profile", "nowhere.toml"]);
    assert!(error.contains("nowhere.toml"), "{error}");
    assert_eq!(code, Some(2));
    for command in ["list", "check", "generate"] {
        let (help, _, code) = output(&[command, "--help"]);
        assert!(help.contains("\nExamples:\n  hallmark vectors "), "{help}");
        assert_eq!(code, Some(0));
    }
}

/// The target that is embedded in the program.
const PROFILE: &str = r#"
[target]
name = "embedded"
version = "1"
kind = "esme"
gbcs = "4.3"

[claims]
use_cases = "all"

[link]
han = "loopback:"
"#;

#[test]
fn vectors_that_are_commands_are_run_against_a_device() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("profile.toml");
    fs::write(&path, PROFILE).unwrap();
    let (out, error, code) = output(&["check", "--profile", path.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{out}{error}");
    assert!(out.ends_with("432 vectors sent to embedded, 0 not as expected\n"), "{out}");
    assert!(out.contains("critical DLMS command: 94 as expected"), "{out}");
    assert!(out.contains("critical GBZ command: none sent, not for an ESME"), "{out}");

    fs::write(&path, PROFILE.replace("\"all\"", "[\"ECS17b\"]")).unwrap();
    let (_, error, code) = output(&["check", "--profile", path.to_str().unwrap()]);
    assert!(error.contains("expected a use case of a vector in the claims"), "{error}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_device_that_takes_wrong_vectors_is_named_with_the_vectors() {
    for (fault, wrong) in [("mac-ignored", "in the MAC"), ("signature-ignored", "signed by the")] {
        let folder = TempDir::new().unwrap();
        let mut serve = std::process::Command::new(env!("CARGO_BIN_EXE_hallmark"))
            .args(["serve", "--han", "127.0.0.1:0", "--fault", fault, "--profile-out"])
            .arg(folder.path())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // The profile is there when the first line is.
        let mut line = String::new();
        let mut lines = std::io::BufReader::new(serve.stdout.as_mut().unwrap());
        std::io::BufRead::read_line(&mut lines, &mut line).unwrap();
        let profile = folder.path().join("profile.toml");
        let text = fs::read_to_string(&profile).unwrap();
        let claims = text.lines().find(|line| line.starts_with("use_cases")).unwrap();
        fs::write(&profile, text.replace(claims, "use_cases = [\"CS02a\", \"ECS04a\"]")).unwrap();
        let (out, error, code) = output(&["check", "--profile", profile.to_str().unwrap()]);
        serve.kill().unwrap();
        serve.wait().unwrap();
        assert_eq!(code, Some(1), "{fault}: {out}{error}");
        assert!(out.lines().any(|line| line.contains("message-") && line.contains(wrong)), "{fault}: {out}");
    }
}
