//! A bundle that was written verifies; one that was touched does not, and the file is named.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod common;

use std::fs;
use std::path::Path;

use common::Sample;
use common::clean;
use common::key;
use common::sample;
use hallmark_engine::results::Outcome;
use hallmark_reports::Authenticity;
use hallmark_reports::VerifyError;
use hallmark_reports::fingerprint;
use hallmark_reports::render;
use hallmark_reports::verify;
use tempfile::TempDir;

fn written(sample: &Sample) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    sample.write(dir.path(), &key(7));
    dir
}

fn refused(dir: &Path) -> VerifyError {
    verify(dir, &[]).unwrap_err()
}

#[test]
fn a_bundle_renders_again_as_it_was_written_and_a_changed_one_does_not() {
    let dir = written(&sample());
    let (verification, renderings) = render(dir.path(), &[]).unwrap();
    assert_eq!(verification, verify(dir.path(), &[]).unwrap());
    assert_eq!(renderings.html, fs::read_to_string(dir.path().join("report.html")).unwrap());
    assert_eq!(renderings.junit, fs::read_to_string(dir.path().join("junit.xml")).unwrap());

    fs::write(dir.path().join("junit.xml"), "").unwrap();
    assert_eq!(render(dir.path(), &[]), Err(refused(dir.path())));
}

#[test]
fn a_written_bundle_verifies() {
    let sample = sample();
    let dir = written(&sample);
    let verification = verify(dir.path(), &[]).unwrap();
    assert_eq!(verification.authenticity, Authenticity::SelfAsserted);
    assert_eq!(verification.authenticity.to_string(), "self-asserted: integrity only");
    assert_eq!(verification.outcome, Outcome::Nonconforming);
    assert_eq!(verification.results, sample.results);
    assert_eq!((verification.files, verification.exchanges), (10, 13));
    assert_eq!(verification.issued, "2026-11-18T10:00:00.000000Z");
    assert_eq!(verification.signer, fingerprint(key(7).verifying_key()).unwrap());
    assert!(verification.notes.is_empty());
}

/// A capture cuts what is longer than any packet may be; the log has it whole.
#[test]
fn a_flood_in_the_evidence_verifies() {
    let mut sample = sample();
    sample.exchanges[1].octets = vec![0x55; 300_000];
    sample.exchanges[2].octets.clear();
    let dir = written(&sample);
    assert_eq!(verify(dir.path(), &[]).unwrap().exchanges, 13);
}

#[test]
fn the_same_run_gives_the_same_octets() {
    let (one, two) = (written(&sample()), written(&sample()));
    for entry in fs::read_dir(one.path()).unwrap() {
        let name = entry.unwrap().file_name();
        assert_eq!(
            fs::read(one.path().join(&name)).unwrap(),
            fs::read(two.path().join(&name)).unwrap(),
            "{name:?}"
        );
    }
}

#[test]
fn trust_is_in_keys_and_not_in_the_bundle() {
    let dir = written(&clean());
    let (signer, other) = (*key(7).verifying_key(), *key(8).verifying_key());
    assert_eq!(verify(dir.path(), &[other, signer]).unwrap().authenticity, Authenticity::Trusted);
    let VerifyError::Signature { file, expected, found } = verify(dir.path(), &[other]).unwrap_err() else {
        panic!("refused for another reason");
    };
    assert_eq!((file.as_str(), expected.as_str()), ("conformance.dsse.json", "a signature by a trusted key"));
    assert!(found.contains("not trusted"), "{found}");
}

/// Every bit of the small files, and of the others every bit at the beginning, at the end and at steps between.
#[test]
fn any_flipped_bit_is_refused_and_its_file_named() {
    let dir = written(&sample());
    let trusted = [*key(7).verifying_key()];
    let mut flips = 0;
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let octets = fs::read(&path).unwrap();
        let (whole, step) = if octets.len() <= 400 { (octets.len(), 1) } else { (40, octets.len() / 40) };
        let sampled = (0..octets.len()).step_by(step);
        let positions = (0..whole).chain(octets.len() - whole..octets.len()).chain(sampled);
        for (at, count) in positions.zip(0_usize..) {
            let bits = if octets.len() <= 400 { 0..8 } else { count % 8..count % 8 + 1 };
            for bit in bits {
                let mut flipped = octets.clone();
                flipped[at] ^= 1 << bit;
                fs::write(&path, &flipped).unwrap();
                let trust = if flips % 2 == 0 { &trusted[..] } else { &[] };
                let error = verify(dir.path(), trust).expect_err("a flipped bit is refused");
                assert_eq!(error.file(), name, "octet {at}, bit {bit}: {error}");
                flips += 1;
            }
        }
        fs::write(&path, &octets).unwrap();
    }
    assert!(flips > 1_000, "{flips}");
    assert!(verify(dir.path(), &[]).is_ok());
}

#[test]
fn cut_and_grown_files_are_refused() {
    let dir = written(&sample());
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let octets = fs::read(&path).unwrap();
        for changed in [&octets[..octets.len() - 1], &[&octets[..], b"\n"].concat(), b""] {
            fs::write(&path, changed).unwrap();
            assert_eq!(refused(dir.path()).file(), name);
        }
        fs::write(&path, &octets).unwrap();
    }
}

#[test]
fn missing_files_are_named() {
    let dir = written(&sample());
    for entry in fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let octets = fs::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(refused(dir.path()), VerifyError::Missing { file: name });
        fs::write(&path, &octets).unwrap();
    }
}

#[test]
fn strangers_are_named() {
    let dir = written(&sample());
    let stranger = dir.path().join("extra.txt");
    fs::write(&stranger, "").unwrap();
    assert_eq!(refused(dir.path()), VerifyError::Unlisted { file: "extra.txt".to_owned() });
    fs::remove_file(&stranger).unwrap();
    fs::create_dir(&stranger).unwrap();
    let folder = VerifyError::NotAFile { file: "extra.txt".to_owned(), found: "a folder".to_owned() };
    assert_eq!(refused(dir.path()), folder);
    fs::remove_dir(&stranger).unwrap();
    fs::write(dir.path().join("a b"), "").unwrap();
    assert_eq!(refused(dir.path()), VerifyError::Name { file: "a b".to_owned() });
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_refused() {
    let dir = written(&sample());
    let elsewhere = tempfile::tempdir().unwrap();
    let (inside, outside) = (dir.path().join("results.json"), elsewhere.path().join("results.json"));
    fs::rename(&inside, &outside).unwrap();
    std::os::unix::fs::symlink(&outside, &inside).unwrap();
    let link = VerifyError::NotAFile { file: "results.json".to_owned(), found: "a symbolic link".to_owned() };
    assert_eq!(refused(dir.path()), link);
}

#[test]
fn an_absent_folder_is_said_to_be_absent() {
    let dir = tempfile::tempdir().unwrap();
    let error = refused(&dir.path().join("none"));
    assert!(matches!(&error, VerifyError::Read { file, .. } if file == "."), "{error}");
    assert_eq!(refused(dir.path()), VerifyError::Missing { file: "signer.pem".to_owned() });
}

#[test]
fn many_files_are_refused() {
    let dir = written(&sample());
    for number in 0..64 {
        fs::write(dir.path().join(format!("extra-{number}")), "").unwrap();
    }
    assert!(matches!(refused(dir.path()), VerifyError::Limit { .. }));
}

#[test]
fn a_bundle_signed_by_another_key_is_not_ours() {
    let ours = written(&sample());
    let theirs = tempfile::tempdir().unwrap();
    sample().write(theirs.path(), &key(9));
    for name in ["conformance.dsse.json", "test-result.dsse.json"] {
        let octets = fs::read(ours.path().join(name)).unwrap();
        fs::copy(theirs.path().join(name), ours.path().join(name)).unwrap();
        assert_eq!(refused(ours.path()).file(), name);
        fs::write(ours.path().join(name), octets).unwrap();
    }
    fs::copy(theirs.path().join("signer.pem"), ours.path().join("signer.pem")).unwrap();
    assert_eq!(refused(ours.path()).file(), "conformance.dsse.json");
}
