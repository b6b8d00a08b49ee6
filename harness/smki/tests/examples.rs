//! The certificates in the folder `examples/certificates`: odd ones of the test PKI with seed 1.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic and print")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_smki::Attribute;
use hallmark_smki::Certificate;
use hallmark_smki::Name;
use hallmark_smki::Time;
use hallmark_smki::Usage;
use hallmark_smki::asn1::oid;
use hallmark_smki::asn1::tag;
use hallmark_smki::lint::lint;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::Reason;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::path::validate_path;
use hallmark_smki::pem;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use hallmark_smki::profile::Settings;

/// The seed of `hallmark smki new` where none is given.
const SEED: u64 = 1;

/// The start of 2026.
const NOW: i64 = 1_767_225_600;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/certificates")
}

/// Each file with its octets.
fn certificates() -> BTreeMap<&'static str, Vec<u8>> {
    let pki = TestPki::from_seed(SEED).unwrap();
    let issuer = pki.issuing_authority().key();
    let broker = Party::AccessControlBroker;

    // The DCC's role for XML signatures, 89, in decimal digits, and no authorityKeyIdentifier.
    let signer = pki.xml_signing(broker).unwrap().unwrap();
    let decimal = Attribute::string(oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, "137");
    let subject = Name::from_attributes(vec![decimal, Attribute::entity_id(broker.entity_id())]);
    let mut role = pki.organisation_template(subject, Usage::DigitalSignature, &signer.key().public_point());
    role.remove_extension(oid::AUTHORITY_KEY_IDENTIFIER);

    let expired = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    let from = expired.not_before;
    let expired = expired.with_validity(from, Time::from_date(2024, 1, 1).unwrap().plus(-1));

    BTreeMap::from([("decimal-role.pem", role.sign(issuer)), ("expired.pem", expired.sign(issuer))])
}

#[test]
fn the_examples_are_what_the_test_pki_makes() {
    let folder = folder();
    if env::var_os("HALLMARK_REGENERATE").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, octets) in certificates() {
            fs::write(folder.join(name), pem::write("CERTIFICATE", &octets)).unwrap();
        }
    }
    let made: BTreeMap<String, String> = certificates()
        .iter()
        .map(|(name, octets)| ((*name).to_owned(), pem::write("CERTIFICATE", octets)))
        .collect();
    let files: BTreeMap<String, String> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    assert_eq!(files, made, "run this test with HALLMARK_REGENERATE=1");
}

#[test]
fn the_examples_are_wrong_as_they_should_be() {
    let pki = TestPki::from_seed(SEED).unwrap();
    let names = |octets: &[u8]| -> Vec<&str> {
        let report = lint(octets, None, &Settings::default());
        report.findings().iter().map(|finding| finding.rule.name).collect()
    };
    let all = certificates();
    let role = ["authority-key-identifier-present", "organisation-role-present"];
    assert_eq!(names(&all["decimal-role.pem"]), role);
    assert_eq!(names(&all["expired.pem"]), Vec::<&str>::new());
    let expired = Certificate::parse_der(&all["expired.pem"]).unwrap();
    let intermediates = [pki.issuing_authority().certificate().clone()];
    let anchors = [pki.root().certificate().clone()];
    let judge = |time| {
        let path = validate_path(&expired, &intermediates, &anchors, time, &PathPolicy::gbcs(&[]));
        path.map(|_| ()).map_err(|error| error.reason())
    };
    assert_eq!(judge(TimeChecks::At(NOW)), Err(Reason::Expired));
    assert_eq!(judge(TimeChecks::Ignored), Ok(()));
}
