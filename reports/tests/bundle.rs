//! What a bundle takes in, and what it refuses to.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod common;

use std::fs;
use std::path::Path;

use common::bundle;
use common::clean;
use common::key;
use hallmark_engine::results::Results;
use hallmark_reports::BundleError;
use hallmark_reports::verify;
use tempfile::TempDir;

fn left() -> (TempDir, Results) {
    let dir = tempfile::tempdir().unwrap();
    let sample = clean();
    sample.leave(dir.path());
    (dir, sample.results)
}

fn error(dir: &Path, results: &Results) -> BundleError {
    bundle(results, &key(7)).write(dir).unwrap_err()
}

#[test]
fn it_may_be_written_again() {
    let (dir, results) = left();
    let first = bundle(&results, &key(7)).write(dir.path()).unwrap();
    assert_eq!(bundle(&results, &key(7)).write(dir.path()).unwrap(), first);
    let names: Vec<&str> = first.files.iter().map(|file| file.name.as_str()).collect();
    let expected = [
        "decoded.jsonl",
        "evidence.pcapng",
        "junit.xml",
        "log.jsonl",
        "profile.toml",
        "report.html",
        "results.json",
        "signer.pem",
        "test-result.dsse.json",
        "conformance.dsse.json",
    ];
    assert_eq!(names, expected);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), expected.len(), "nothing else is left behind");
}

#[test]
fn other_files_are_enclosed_by_name_only() {
    let (dir, results) = left();
    let extra = dir.path().join("adapter.log");
    fs::write(&extra, "ready").unwrap();
    assert!(matches!(error(dir.path(), &results), BundleError::Unexpected { path } if path == extra));
    let signing_key = key(7);
    let mut named = bundle(&results, &signing_key);
    named.enclosed = &["adapter.log"];
    named.write(dir.path()).unwrap();
    assert_eq!(verify(dir.path(), &[]).unwrap().files, 11);
}

#[test]
fn what_must_be_there_is_missed() {
    for name in ["evidence.pcapng", "log.jsonl", "profile.toml"] {
        let (dir, results) = left();
        fs::remove_file(dir.path().join(name)).unwrap();
        let found = error(dir.path(), &results);
        assert!(matches!(&found, BundleError::Missing { path } if path.ends_with(name)), "{found}");
        assert!(!dir.path().join("conformance.dsse.json").exists());
    }
}

#[test]
fn private_keys_do_not_enter() {
    let (dir, results) = left();
    fs::write(dir.path().join("profile.toml"), "key = '''-----BEGIN EC PRIVATE KEY-----\n'''").unwrap();
    let found = error(dir.path(), &results);
    assert!(matches!(&found, BundleError::PrivateKey { path } if path.ends_with("profile.toml")), "{found}");
}

/// The private key is in no file of the bundle, in none of the forms that a program would write.
#[test]
fn the_signing_key_stays_out() {
    let (dir, results) = left();
    bundle(&results, &key(7)).write(dir.path()).unwrap();
    let secret = key(7).to_bytes();
    let hex: String = secret.iter().map(|octet| format!("{octet:02x}")).collect();
    for entry in fs::read_dir(dir.path()).unwrap() {
        let octets = fs::read(entry.unwrap().path()).unwrap();
        let holds = |needle: &[u8]| octets.windows(needle.len()).any(|window| window == needle);
        assert!(!holds(&secret) && !holds(hex.as_bytes()) && !holds(b"PRIVATE KEY"));
    }
}

#[test]
fn names_stay_in_the_folder() {
    for name in ["../profile.toml", "a/b.toml", "", "results.json"] {
        let (dir, mut results) = left();
        results.run.profile = name.to_owned();
        let found = error(dir.path(), &results);
        assert!(matches!(found, BundleError::Name { .. }), "{name}: {found}");
    }
}

#[test]
fn a_broken_log_is_named_with_its_line() {
    let (dir, results) = left();
    let path = dir.path().join("log.jsonl");
    let log = fs::read_to_string(&path).unwrap();
    fs::write(&path, log.replacen("\"sequence\":1,", "\"sequence\":2,", 1)).unwrap();
    let found = error(dir.path(), &results).to_string();
    assert!(found.ends_with("log.jsonl: line 2: expected sequence 1, found sequence 2"), "{found}");
}

#[test]
fn an_artefact_is_a_digest() {
    let (dir, mut results) = left();
    results.target.artefact = Some("firmware.bin".to_owned());
    let found = error(dir.path(), &results).to_string();
    assert!(found.contains("`target.artefact` is `firmware.bin`, expected `sha256:`"), "{found}");
}

#[test]
fn an_absent_folder_is_named() {
    let (dir, results) = left();
    let found = error(&dir.path().join("none"), &results);
    assert!(matches!(found, BundleError::Missing { .. }), "{found}");
}
