//! `hallmark verify` and `hallmark report`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic")]

mod common;
#[path = "../../../reports/tests/common/mod.rs"]
mod fixture;

use std::fs;
use std::path::Path;

use common::hallmark;
use p256::pkcs8::EncodePublicKey;
use p256::pkcs8::LineEnding;
use tempfile::TempDir;

/// A folder with a bundle that the key of 7 has signed, and public keys to trust.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let bundle = folder.path().join("bundle");
    fs::create_dir(&bundle).unwrap();
    fixture::sample().write(&bundle, &fixture::key(7));
    for (name, seed) in [("signer.pem", 7), ("other.pem", 8)] {
        let text = fixture::key(seed).verifying_key().to_public_key_pem(LineEnding::LF).unwrap();
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = hallmark().current_dir(folder).args(arguments).output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn an_authentic_bundle_is_accepted_with_what_that_means() {
    let folder = folder();
    let (code, out, error) = run(folder.path(), &["verify", "bundle"]);
    assert_eq!((code, error.as_str()), (Some(0), ""));
    let first = "bundle      authentic, self-asserted: nothing was changed, but anyone can have made it\n";
    assert!(out.starts_with(first), "{out}");
    assert!(out.contains("\noutcome     nonconforming\n"), "{out}");
    assert!(out.contains("\nchecked     10 files, "), "{out}");

    let (code, out, _) =
        run(folder.path(), &["verify", "bundle", "--trust", "other.pem", "--trust", "signer.pem"]);
    assert!(out.starts_with("bundle      authentic, signed by a trusted key\n"), "{out}");
    assert_eq!(code, Some(0));
}

#[test]
fn a_bundle_of_somebody_else_or_with_a_flipped_bit_is_refused_with_4() {
    let folder = folder();
    let (code, out, _) = run(folder.path(), &["verify", "bundle", "--trust", "other.pem"]);
    assert!(out.starts_with("not authentic: conformance.dsse.json: signature: "), "{out}");
    assert_eq!(code, Some(4));

    let path = folder.path().join("bundle/evidence.pcapng");
    let mut octets = fs::read(&path).unwrap();
    *octets.last_mut().unwrap() ^= 1;
    fs::write(&path, octets).unwrap();
    let (code, out, _) = run(folder.path(), &["verify", "bundle"]);
    assert!(out.starts_with("not authentic: evidence.pcapng: was changed: "), "{out}");
    assert_eq!(code, Some(4));
    let (code, out, error) =
        run(folder.path(), &["report", "bundle", "--format", "html", "--out", "rendered"]);
    assert_eq!((code, out.as_str()), (Some(4), ""));
    let told = "error: render bundle: the bundle is not authentic: evidence.pcapng: was changed: ";
    assert!(error.starts_with(told), "{error}");
    assert!(!folder.path().join("rendered").exists());
}

#[test]
fn a_bundle_is_rendered_again() {
    let folder = folder();
    let (code, out, _) =
        run(folder.path(), &["report", "bundle", "--format", "html,junit", "--out", "rendered"]);
    assert_eq!((code, out.as_str()), (Some(0), "rendered/report.html\nrendered/junit.xml\n"));
    for name in ["report.html", "junit.xml"] {
        let written = fs::read(folder.path().join("bundle").join(name)).unwrap();
        assert_eq!(fs::read(folder.path().join("rendered").join(name)).unwrap(), written, "{name}");
    }
}

#[test]
fn wrong_usage_is_told_and_ends_with_2() {
    let folder = folder();
    let report = |format| ["report", "bundle", "--format", format, "--out", "rendered"];
    for (arguments, told) in [
        (&["verify"][..], "<BUNDLE>"),
        (&["verify", "nowhere"], "open the bundle nowhere: expected a folder, found nothing"),
        (&["verify", "signer.pem"], "open the bundle signer.pem: expected a folder, found a file"),
        (&["verify", "bundle", "--trust", "none.pem"], "read the key none.pem: No such file"),
        (&["verify", "bundle", "--trust", "bundle/junit.xml"], "read the key bundle/junit.xml: "),
        (&report("sarif"), "this version does not render sarif yet; expected html or junit"),
        (&report("pdf"), "expected html or junit"),
        (
            &["report", "bundle", "bundle", "--format", "html", "--out", "x"],
            "render bundles: expected one, found 2",
        ),
    ] {
        let (code, out, error) = run(folder.path(), arguments);
        assert!(error.contains(told), "{arguments:?}: {error}");
        assert_eq!((code, out.as_str()), (Some(2), ""), "{arguments:?}");
    }
}
