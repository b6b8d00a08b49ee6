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
