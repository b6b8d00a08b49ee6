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
    assert!(
        text.ends_with("0 as their profile wants, 1 not; 1 observations (shown with --observations)\n"),
        "{text}"
    );
    assert!(!text.contains("serial-number-size"), "{text}");
    let (text, _, code) = world.run(&["lint", "--observations", "02484c4d4b010103-ds.pem"]);
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
    let run = |more: &[&str], folders: &[&str]| {
        let folders = folders.iter().map(|folder| corpus.join(folder));
        let output = hallmark().args(["smki", "lint"]).args(more).args(folders).output().unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    };
    let last = |text: &str| text.lines().last().unwrap().to_owned();
    let named = |text: &str| {
        let lines =
            text.lines().filter(|line| line.starts_with("  fail ") || line.starts_with("  observation "));
        lines.map(|line| line.split([' ', ',']).nth(3).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let keys = ["rtds/keystore", "duis/keys"];
    let (text, code) = run(&[], &keys);
    assert_eq!(
        last(&text),
        "nonconforming  435 certificates (427 different): 427 as their profile wants, 8 not; \
         2 observations (shown with --observations)"
    );
    assert_eq!(code, Some(1));
    // One of the seven made by hand has its role in decimal digits.
    let mut rules = vec!["authority-key-identifier-present"; 7];
    rules.splice(0..0, ["filed-as"]);
    rules.insert(4, "organisation-role-present");
    assert_eq!(named(&text), rules);
    let (text, _) = run(&["--observations"], &keys);
    assert_eq!(named(&text).iter().filter(|rule| *rule == "signature-shortest").count(), 2);
    assert!(last(&text).ends_with("8 not; 2 observations"), "{text}");

    // Certificates inside messages and requests, each once: what is odd there is odd on purpose, or has non-critical
    // policies; nothing else is named.
    let (text, _) =
        run(&[], &["rtds/keystore", "duis/keys", "rtds/messages", "duis/requests", "duis/signed"]);
    assert!(last(&text).contains(" (450 different): "), "{text}");
    let more: BTreeMap<String, usize> = named(&text).into_iter().fold(BTreeMap::new(), |mut more, rule| {
        *more.entry(rule).or_default() += 1;
        more
    });
    let names: Vec<&str> = more.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "authority-key-identifier-present",
            "end-entity-key-usage",
            "filed-as",
            "organisation-role-present",
            "policies-critical",
            "serial-number-unique",
        ]
    );
}

#[test]
fn certificates_in_other_things_are_linted() {
    let world = World::new();
    let der = |name: &str| {
        let text = fs::read_to_string(world.path(name)).unwrap();
        hallmark_smki::pem::blocks(&text).unwrap()[0].octets().to_vec()
    };
    let (ca, leaf) = (der("pki/keys/issuing-authority.pem"), der("pki/keys/02484c4d4b010102-ds.pem"));
    let message: String =
        [&[0xDD][..], &ca, &leaf].concat().iter().map(|octet| format!("{octet:02X}")).collect();
    fs::create_dir(world.path("mixed")).unwrap();
    fs::write(world.path("mixed/message.HEX"), &message).unwrap();
    fs::write(world.path("mixed/other.xml"), "<a/>").unwrap();
    fs::write(world.path("bundle.crt"), {
        let read = |name: &str| fs::read_to_string(world.path(name)).unwrap();
        read("pki/keys/root.pem") + &read("pki/keys/issuing-authority.pem")
    })
    .unwrap();
    let (text, _, code) = world.run(&["lint", "mixed", "bundle.crt"]);
    let lines: Vec<&str> = text.lines().map(|line| line.split("  ").next().unwrap()).collect();
    assert_eq!(
        lines,
        ["mixed/message.HEX:1", "mixed/message.HEX:2", "bundle.crt:1", "bundle.crt:2", "conforming"]
    );
    assert!(text.contains("4 certificates (3 different): 4 as"), "{text}");
    assert_eq!(code, Some(0));
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_judged() {
    let world = World::new();
    fs::create_dir_all(world.path("mixed/empty")).unwrap();
    fs::copy(world.path("pki/keys/root.pem"), world.path("mixed/root.pem")).unwrap();
    fs::write(world.path("mixed/junk.der"), [0xFF; 100]).unwrap();
    fs::write(world.path("mixed/none.cer"), "").unwrap();
    fs::write(world.path("mixed/cut.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n").unwrap();
    let (text, error, code) = world.run(&["lint", "mixed"]);
    assert!(text.starts_with("mixed/root.pem  root, issued by "), "{text}");
    assert!(text.ends_with("conforming  1 certificate: 1 as their profile wants, 0 not; 0 observations\n"));
    assert_eq!(
        error,
        "error: 3 files could not be read\n  \
           read mixed/cut.pem: expected a certificate in PEM or DER, found a failure to read PEM: expected an END \
           line for the block that begins on line 1\n  \
           read mixed/junk.der: expected a certificate in PEM or DER, found octet FF and 99 more\n  \
           read mixed/none.cer: expected a certificate in PEM or DER, found nothing\n"
    );
    assert_eq!(code, Some(2));
    for (argument, told) in [
        ("mixed/empty", "error: read mixed/empty: expected certificates, found none\n"),
        (
            "mixed/junk.der",
            "error: read mixed/junk.der: expected a certificate in PEM or DER, found octet FF",
        ),
        (
            "mixed/none.cer",
            "error: read mixed/none.cer: expected a certificate in PEM or DER, found nothing\n",
        ),
        ("mixed/no", "error: read mixed/no: No such file"),
    ] {
        let (text, error, code) = world.run(&["lint", argument]);
        assert!(error.starts_with(told), "{error}");
        assert_eq!((text.as_str(), code), ("", Some(2)));
    }
    // A certificate with an octet behind it is one, and its fault is found.
    let mut long =
        hallmark_smki::Certificate::parse_pem(&fs::read_to_string(world.path("mixed/root.pem")).unwrap())
            .unwrap()
            .der()
            .to_vec();
    long.push(0);
    fs::write(world.path("long.der"), &long).unwrap();
    let (text, _, code) = world.run(&["lint", "long.der"]);
    assert!(text.contains("  fail encoding-trailing, "), "{text}");
    assert_eq!(code, Some(1));
    // More than any certificate, and more than is read.
    let huge = fs::File::create(world.path("huge.der")).unwrap();
    huge.set_len((64 << 20) + 1).unwrap();
    let (_, error, code) = world.run(&["lint", "huge.der"]);
    assert_eq!((error.as_str(), code), ("error: read huge.der: more than 64 MiB\n", Some(2)));
}

#[test]
fn arguments_of_verify_that_cannot_be_are_refused() {
    let world = World::new();
    let leaf = "pki/keys/02484c4d4b010102-ds.pem";
    let root = ["--anchor", "pki/keys/root.pem"];
    let run = |more: &[&str]| {
        let (text, error, code) = world.run(&[&["verify"], more].concat());
        assert_eq!((text.as_str(), code), ("", Some(2)), "{more:?}");
        error
    };
    for (time, wanted) in [
        ("yesterday", "expected 2026-11-23, 2026-11-23T12:00:00Z, seconds since 1970 or none"),
        ("2026-02-30", "expected 2026-11-23, 2026-11-23T12:00:00Z, seconds since 1970 or none"),
        ("99999999999999999999", "expected 2026-11-23, 2026-11-23T12:00:00Z, seconds since 1970 or none"),
        ("9223372036854775807", "expected 2026-11-23, 2026-11-23T12:00:00Z, seconds since 1970 or none"),
    ] {
        let error = run(&[&root[..], &["--time", time, leaf]].concat());
        assert!(error.contains(wanted), "{error}");
    }
    for policy in ["", "1", "policy", "3.1.2", "1.2..3", "1.2.99999999999999999999999999999999999999999"] {
        let error = run(&[&root[..], &["--policy", policy, leaf]].concat());
        assert!(error.contains("expected an object identifier, as 1.2.826.0.1.8641679.1.2.1.4"), "{error}");
    }
    let error = run(&["--anchor", "pki/keys/root.key", leaf]);
    assert!(error.contains("expected a certificate in PEM or DER, found PRIVATE KEY"), "{error}");
    let error = run(&[&root[..], &["pki/keys"]].concat());
    assert!(error.contains("read pki/keys: expected one certificate, found 35\n"), "{error}");
    fs::write(world.path("no.der"), [0x30, 0x81, 0x01, 0x00]).unwrap();
    let error = run(&["--anchor", "no.der", leaf]);
    assert!(error.starts_with("error: read no.der: failed to "), "{error}");
    assert!(run(&[leaf]).contains("--anchor <ROOT>"));
    // The anchor of another tree, and the certificate itself for one.
    for (anchor, reason) in [("pki/keys/device-root.pem", "issuer-unknown"), (leaf, "issuer-unknown")] {
        let (text, _, code) = world.run(&[
            "verify",
            "--anchor",
            anchor,
            "--intermediate",
            "pki/keys/issuing-authority.pem",
            leaf,
        ]);
        assert!(text.starts_with(&format!("no path: {reason}, ")), "{text}");
        assert_eq!(code, Some(1));
    }
}

/// What the program prints is what `schema/smki-verify.schema.json` describes.
#[test]
fn documents_of_verify_obey_their_schema() {
    let schema =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/smki-verify.schema.json"));
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema.unwrap()).unwrap()).unwrap();
    let world = World::new();
    world.expired();
    fs::write(world.path("no.der"), [0x30, 0x81, 0x01, 0x00]).unwrap();
    let mut seen = Vec::new();
    for (anchor, leaf) in [
        ("pki/keys/root.pem", "pki/keys/02484c4d4b010102-ds.pem"),
        ("pki/keys/root.pem", "late.der"),
        ("pki/keys/root.pem", "no.der"),
        ("pki/keys/device-root.pem", "pki/keys/02484c4d4b020001-ka.pem"),
        ("pki/transport/root.pem", "pki/transport/server.pem"),
    ] {
        let arguments = ["verify", "--format", "json", "--time", "2026-11-23", "--intermediate", "pki/keys"];
        let (text, error, _) = world.run(&[&arguments[..], &["--anchor", anchor, leaf]].concat());
        let document: Value = serde_json::from_str(&text).expect(&error);
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new(), "{leaf}");
        assert_eq!(
            (&document["format"], &document["format_version"]),
            (&"hallmark-smki-verify".into(), &1.into())
        );
        assert_eq!(document["holds"], document["no_path"].is_null());
        assert_eq!(document["holds"], !document["path"].is_null());
        let code = document["device"]["refusal"]["code"].as_u64();
        seen.push((
            document["holds"].as_bool().unwrap(),
            document["device"]["use_case"].as_str().map(str::to_owned),
            code,
        ));
    }
    let device = |name: &str| Some(name.to_owned());
    assert_eq!(
        seen,
        [
            (true, device("CS02b"), None),
            (false, device("CS02b"), Some(5)),
            (false, None, None),
            (true, device("CS02d"), None),
            (false, None, None),
        ]
    );
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
