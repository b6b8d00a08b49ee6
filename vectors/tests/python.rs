//! An implementation that shares nothing with ours, in Python, agrees with every vector.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::time::Duration;
use std::time::Instant;

use hallmark_vectors::files;

const LONGEST: Duration = Duration::from_secs(60);

#[test]
fn python_agrees_with_every_vector() {
    let Some(()) = python("python_agrees_with_every_vector") else { return };
    let began = Instant::now();
    let output = check(&[]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let total: usize = files().iter().map(|file| file.check().unwrap().total()).sum();
    assert!(text.ends_with(&format!(" 0 not as expected, of {total}\n")), "{text}");
    assert!(began.elapsed() < LONGEST, "{:?}", began.elapsed());
}

#[test]
fn python_notices_a_vector_that_says_the_contrary() {
    let Some(()) = python("python_notices_a_vector_that_says_the_contrary") else { return };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    for file in files() {
        let path = folder.join(format!("{}.json", file.name));
        let text = file.text.replacen("\"result\":\"valid\"", "\"result\":\"invalid\"", 1);
        std::fs::write(&path, text).unwrap();
        let output = check(&[&path]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(1), "{text}");
        assert!(text.contains(" 1 not as expected, of "), "{text}");
    }
}

#[test]
fn python_reads_and_verifies_every_official_message() {
    const NAME: &str = "python_reads_and_verifies_every_official_message";
    let Some(()) = python(NAME) else { return };
    let Some(corpus) = std::env::var_os("HALLMARK_CORPUS").map(PathBuf::from) else {
        eprintln!("skipped: {NAME} needs HALLMARK_CORPUS");
        return;
    };
    let folder = corpus.join("rtds");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/messages.py");
    let output = Command::new("python3")
        .arg("-B")
        .arg(script)
        .args([folder.join("messages"), folder.join("keystore")])
        .arg(ACCESS_CONTROL_BROKER)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.ends_with(" messages, 0 of them not as expected\n"), "{text}");
    // All but the two of PPMID and GSME, whose keys are not published.
    let unknown = text.lines().find(|line| line.starts_with("MACs without a key"));
    assert_eq!(unknown.and_then(|line| line.split_whitespace().last()), Some("2"), "{text}");
    assert!(!text.contains("signatures without a key") && !text.contains("blobs without a key"), "{text}");
}

/// Its identifier in the official messages.
const ACCESS_CONTROL_BROKER: &str = "90b3d51f30000002";

/// `None` where the tools are missing.
fn python(test: &str) -> Option<()> {
    let found = Command::new("python3").args(["-c", "import cryptography"]).output();
    if found.is_ok_and(|output| output.status.success()) {
        return Some(());
    }
    eprintln!("skipped: {test} needs python3 with the package cryptography");
    None
}

fn check(paths: &[&Path]) -> Output {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/check.py");
    Command::new("python3").arg("-B").arg(script).args(paths).output().unwrap()
}
