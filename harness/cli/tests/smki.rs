//! `hallmark smki`: make, lint and verify certificates.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use common::corpus;
use common::hallmark;
use hallmark_smki::KeyRing;
use hallmark_smki::Time;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use serde_json::Value;
use tempfile::TempDir;

/// A test PKI as the program writes it.
struct World {
    folder: TempDir,
    pki: TestPki,
}

impl World {
    fn new() -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap(), pki: TestPki::from_seed(3).unwrap() };
        let made = world.run(&["new", "--seed", "3", "--out", "pki"]);
        assert_eq!((made.1.as_str(), made.2), ("", Some(0)), "{}", made.0);
        world
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Standard output, standard error and exit code.
    fn run(&self, arguments: &[&str]) -> (String, String, Option<i32>) {
        let mut command = hallmark();
        let output = command.current_dir(self.folder.path()).arg("smki").args(arguments).output().unwrap();
        let text = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
        (text(output.stdout), text(output.stderr), output.status.code())
    }

    /// The supplier's signing certificate with another end, as `late.der`.
    fn expired(&self) {
        let template = self.pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
        let (from, to) = (template.not_before, Time::from_date(2020, 1, 1).unwrap());
        let octets = template.with_validity(from, to).sign(self.pki.issuing_authority().key());
        fs::write(self.path("late.der"), octets).unwrap();
    }
}

#[test]
fn a_seed_gives_the_same_files_and_all_of_them_conform() {
    let world = World::new();
    let (text, _, code) = world.run(&["new", "--seed", "3", "--out", "again"]);
    assert_eq!(code, Some(0));
    assert!(text.starts_with("again/keys  35 certificates"), "{text}");
    let files = |folder: &str| {
        let mut files = BTreeMap::new();
        read(&world.path(folder), &world.path(folder), &mut files);
        files
    };
    assert_eq!(files("pki"), files("again"));
    assert_eq!(files("pki").len(), 2 * (35 + 6 + 8) + 31 + 2 + 1);
    assert_eq!(KeyRing::load(&world.path("pki/keys")).unwrap().warnings(), []);

    let (text, _, code) = world.run(&["lint", "pki", "--policy", "1.2.826.0.1.8641679.1.2.1.4"]);
    assert_eq!(code, Some(0), "{text}");
    let last = text.lines().last().unwrap();
    assert_eq!(last, "conforming  49 certificates: 49 as their profile wants, 0 not; 0 observations");

    let (_, error, code) = world.run(&["new", "--out", "pki"]);
    assert!(
        error.starts_with("error: write pki: expected an empty folder or none, found files\n"),
        "{error}"
    );
    assert_eq!(code, Some(2));
    let (text, _, _) =
        world.run(&["new", "--seed", "4", "--out", "other", "--device", "90-B3-D5-1F-30-FF-FF-01"]);
    assert!(text.starts_with("other/keys  23 certificates"), "{text}");
    assert!(world.path("other/keys/90b3d51f30ffff01-ds.pem").exists());
    assert!(
        files("other")
            .iter()
            .all(|(name, octets)| name == "README.txt" || files("pki").get(name) != Some(octets))
    );
}

#[test]
fn what_is_wrong_with_a_certificate_is_named() {
    let world = World::new();
    let mut template = world.pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    template.remove_extension(hallmark_smki::asn1::oid::AUTHORITY_KEY_IDENTIFIER);
    template.serial_number = vec![1; 17];
    let octets = template.sign(world.pki.issuing_authority().key());
    fs::write(world.path("02484c4d4b010103-ds.pem"), hallmark_smki::pem::write("CERTIFICATE", &octets))
        .unwrap();
    let (text, _, code) = world.run(&["lint", "02484c4d4b010103-ds.pem"]);
    assert_eq!(code, Some(1));
    for part in [
        "02484c4d4b010103-ds.pem  supplier DS 02484C4D4B010102, issued by OU=07, CN=HI\n",
        "  fail authority-key-identifier-present, GBCS 12 [G], octet ",
        "    found    the party 02484C4D4B010102\n",
        "  observation serial-number-size, SEC Appendix A, B [K], octet 13\n",
        "nonconforming  1 certificate: 0 as their profile wants, 1 not; 1 observations\n",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let rest = ["--ignore", "authority-key-identifier-present", "--ignore", "filed-as"];
    let (_, _, code) = world.run(&[&["lint", "02484c4d4b010103-ds.pem"], &rest[..]].concat());
    assert_eq!(code, Some(0));
    let strict = [&["lint", "02484c4d4b010103-ds.pem", "--strict", "serial-number-size"], &rest[..]].concat();
    assert_eq!(world.run(&strict).2, Some(1));

    let (_, error, code) = world.run(&["lint", "pki/keys/root.pem", "--ignore", "no-such-rule"]);
    assert!(error.contains("expected a name that `hallmark smki lint --rules` lists"), "{error}");
    assert_eq!(code, Some(2));
    let (_, error, code) = world.run(&["lint", "pki/keys/root.key"]);
    assert!(error.contains("expected a certificate in PEM or DER, found PRIVATE KEY"), "{error}");
    assert_eq!(code, Some(2));
    let (rules, _, code) = world.run(&["lint", "--rules"]);
    assert!(rules.contains("[K]  SEC Appendix A, B: a serial number of at most 16 octets\n"), "{rules}");
    assert_eq!(code, Some(0));
}

#[test]
fn standard_input_and_json() {
    let world = World::new();
    let text = fs::read(world.path("pki/keys/02484c4d4b020001-ka.pem")).unwrap();
    let output =
        hallmark().args(["smki", "lint", "--format", "json", "-"]).write_stdin(text).output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["format"], "hallmark-smki-lint");
    let entry = &document["certificates"][0];
    assert_eq!((&entry["source"], &entry["profile"]), (&"-".into(), &"device".into()));
    assert_eq!(entry["content"]["entity_id"], "02484C4D4B020001");
    assert_eq!(entry["content"]["key_usage"], Value::from(vec!["keyAgreement"]));
    assert_eq!(entry["content"]["not_after"], "9999-12-31T23:59:59Z");
    assert_eq!(entry["findings"], Value::Array(Vec::new()));
    let (rules, _, _) = world.run(&["lint", "--rules", "--format", "json"]);
    let rules: Vec<Value> = serde_json::from_str(&rules).unwrap();
    assert!(rules.iter().any(|rule| rule["name"] == "key-usage-critical"), "{rules:?}");
}

#[test]
fn a_path_is_shown_or_why_there_is_none() {
    let world = World::new();
    let base = ["verify", "--anchor", "pki/keys/root.pem", "--time", "2026-11-23"];
    let verify = |more: &[&str]| world.run(&[&base[..], more].concat());
    let leaf = "pki/keys/02484c4d4b010102-ds.pem";
    let ca = ["--intermediate", "pki/keys/issuing-authority.pem"];
    let (text, _, code) = verify(&[&ca[..], &[leaf]].concat());
    assert_eq!(
        text,
        "the path holds\n  \
           0         supplier DS: CN=TESTSUPPLIER1, OU=02, x500UniqueIdentifier=02484C4D4B010102\n  \
           1         issuing CA: OU=07, CN=HI\n  \
           anchor    root: OU=00, CN=HR\n  \
           policies  1.2.826.0.1.8641679.1.2.1.4\n  \
           CS02b     accepted for a cell with keyUsage digitalSignature\n"
    );
    assert_eq!(code, Some(0));

    let (text, _, code) = verify(&[leaf]);
    assert!(
        text.starts_with(
            "no path: issuer-unknown, RFC 5280 6.1.3 (a)(4)\n  where     the certificate itself\n"
        )
    );
    assert!(text.contains("  CS02b     refused with 10: issuer-found, "), "{text}");
    assert_eq!(code, Some(1));

    world.expired();
    let (text, _, code) = verify(&[&ca[..], &["late.der"]].concat());
    assert!(text.starts_with("no path: expired, RFC 5280 6.1.3 (a)(2)\n"), "{text}");
    assert_eq!(code, Some(1));
    let (text, _, code) = verify(&[&ca[..], &["late.der", "--time", "2019-01-01"]].concat());
    assert_eq!((text.is_empty(), code), (true, Some(2)));
    let without_dates = [&base[..3], &["--time", "none"], &ca, &["late.der"]].concat();
    assert_eq!(world.run(&without_dates).2, Some(0));

    let other = [&ca[..], &["--policy", "1.3.6.1.4.1.99999.1", leaf]].concat();
    let (text, _, code) = verify(&other);
    assert!(text.starts_with("no path: policy, "), "{text}");
    assert_eq!(code, Some(1));

    fs::write(world.path("no.der"), [0x30, 0x81, 0x01, 0x00]).unwrap();
    let (text, _, code) = verify(&["no.der"]);
    assert!(text.starts_with("no path: encoding, GBCS 12, X.690\n  where     octet 1 of"), "{text}");
    assert_eq!(code, Some(1));
    let (_, error, code) = verify(&["missing.pem"]);
    assert!(error.starts_with("error: read missing.pem: "), "{error}");
    assert_eq!(code, Some(2));
}

#[test]
fn a_device_and_json() {
    let world = World::new();
    let verify = [
        "verify",
        "--format",
        "json",
        "--time",
        "1700000000",
        "--anchor",
        "pki/keys/device-root.pem",
        "--intermediate",
        "pki/keys",
        "pki/keys/02484c4d4b020001-ds.pem",
    ];
    let (text, _, code) = world.run(&verify);
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(document["holds"], true);
    assert_eq!(document["time"], "2023-11-14T22:13:20Z");
    assert_eq!(document["path"]["certificates"][0]["entity_id"], "02484C4D4B020001");
    assert_eq!(document["path"]["certificates"].as_array().unwrap().len(), 3);
    assert_eq!(document["device"]["use_case"], "CS02d");
    assert_eq!(document["device"]["accepted"], true);
}

#[test]
fn published_certificates_are_linted() {
    let Some(corpus) = corpus("published_certificates_are_linted") else { return };
    let folders = ["rtds/keystore", "duis/keys"].map(|folder| corpus.join(folder));
    let output = hallmark().args(["smki", "lint"]).args(folders).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap();
    assert_eq!(last, "nonconforming  435 certificates: 425 as their profile wants, 10 not; 0 observations");
    assert_eq!(output.status.code(), Some(1));
}

fn read(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            files.insert(name, fs::read(&path).unwrap());
        }
    }
}
