//! The profile rules and path validation against published test certificates: exactly what is odd is named.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests may panic and print"
)]

mod corpus;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use hallmark_smki::Certificate;
use hallmark_smki::Kind;
use hallmark_smki::lint::Filed;
use hallmark_smki::lint::lint;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::Reason;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::path::validate_path;
use hallmark_smki::profile::Profile;
use hallmark_smki::profile::Settings;

const NO_AKI: &str = "authority-key-identifier-present";

/// Files with what is wrong in them; all else is as it should be.
const ODD: [(&str, &[&str]); 10] = [
    // s has a leading zero octet that X.690 8.3.2 forbids; OpenSSL refuses these signatures, too.
    ("00db123456789023-ka.pem", &["signature-encoding"]),
    ("00db12345678909b-ds.pem", &["signature-encoding"]),
    // A file named as the WAN provider's that holds a certificate of a supplier.
    ("90b3d51f30000007-ka.pem", &["filed-as"]),
    // Made by hand.
    ("90b3d51f30010008-ds.pem", &[NO_AKI]),
    ("90b3d51f30010008-ka.pem", &[NO_AKI]),
    // And its role is in decimal digits.
    ("dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1.pem", &[NO_AKI, "organisation-role-present"]),
    ("dsp-xml-sign-90B3D51F30000002-ds.pem", &[NO_AKI]),
    ("xml-sign-00DB123456780004-ds.pem", &[NO_AKI]),
    ("xml-sign-90B3D51F30010000-ds.pem", &[NO_AKI]),
    ("xml-sign-90B3D51F30020000-ds.pem", &[NO_AKI]),
];

#[test]
fn exactly_what_is_odd_in_the_key_folders_is_named() {
    let Some(corpus) = corpus::folder("exactly_what_is_odd_in_the_key_folders_is_named") else { return };
    let mut named: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    let mut profiles: BTreeMap<Profile, usize> = BTreeMap::new();
    for (path, octets) in key_folders(&corpus) {
        let report = lint(&octets, Filed::from_path(&path), &Settings::default());
        *profiles.entry(report.profile().unwrap()).or_default() += 1;
        let certificate = report.certificate().unwrap();
        assert_eq!(certificate.key_identifier(), Some(&certificate.computed_key_identifier()[..]));
        if !report.findings().is_empty() {
            let rules = report.findings().iter().map(|finding| finding.rule.name).collect();
            named.insert(path.file_name().unwrap().to_str().unwrap().to_owned(), rules);
        }
    }
    let odd: BTreeMap<String, Vec<&str>> =
        ODD.iter().map(|(name, rules)| ((*name).to_owned(), rules.to_vec())).collect();
    assert_eq!(named, odd);
    let expected = [(Profile::Device, 400), (Profile::Organisation, 30), (Profile::XmlSigning, 5)];
    assert_eq!(profiles, expected.into_iter().collect());
}

#[test]
fn exactly_what_is_odd_in_messages_is_named() {
    let Some(corpus) = corpus::folder("exactly_what_is_odd_in_messages_is_named") else { return };
    let mut named: Vec<&str> = corpus::certificates_in_messages(&corpus)
        .iter()
        .flat_map(|one| {
            let report = lint(one.der(), None, &Settings::default());
            report.findings().iter().map(|finding| finding.rule.name).collect::<Vec<_>>()
        })
        .collect();
    named.sort_unstable();
    // Wrong on purpose: a Device asked to install a certificate with nonRepudiation. A certificate in a join command.
    assert_eq!(named, ["end-entity-key-usage", "policies-critical"]);
}

#[test]
fn exactly_what_the_issuing_authority_issued_has_a_path_to_it() {
    let test = "exactly_what_the_issuing_authority_issued_has_a_path_to_it";
    let Some(corpus) = corpus::folder(test) else { return };
    let all = distinct(&corpus);
    assert_eq!(all.len(), 436);
    let (authorities, others): (Vec<Certificate>, Vec<Certificate>) =
        all.into_iter().partition(|one| one.kind() == Kind::IssuingAuthority);
    // The issuing CA, and a copy of it with a changed signature: as an anchor, it is its name and key.
    assert_eq!(authorities.len(), 2);
    assert_eq!(authorities[0].public_key(), authorities[1].public_key());
    let anchor = &authorities[..1];

    let mut reasons: BTreeMap<Option<Reason>, usize> = BTreeMap::new();
    for leaf in &others {
        let result = validate_path(leaf, &[], anchor, TimeChecks::Ignored, &PathPolicy::gbcs(&[]));
        let from_it = leaf.issuer().matches(anchor[0].subject());
        assert_eq!(from_it, result.as_ref().map_err(|error| error.reason()) != Err(Reason::IssuerUnknown));
        let hand_made = leaf.authority_key_identifier().is_none();
        assert_eq!(result.is_ok(), from_it && !hand_made, "{}", leaf.subject());
        *reasons.entry(result.err().map(|error| error.reason())).or_default() += 1;
    }
    let counted = |reason: Option<Reason>| reasons.get(&reason).copied().unwrap_or_default();
    assert_eq!(counted(None), 24, "{reasons:?}");
    assert_eq!(counted(Some(Reason::SignatureMismatch)), 7, "{reasons:?}");
    assert_eq!(counted(Some(Reason::IssuerUnknown)), others.len() - 24 - 7, "{reasons:?}");

    openssl_agrees(test, &anchor[0], &others);
}

/// One call for all certificates: OpenSSL finds a path where we do.
fn openssl_agrees(test: &str, anchor: &Certificate, leaves: &[Certificate]) {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("anchor.pem"), anchor.to_pem()).unwrap();
    let names: Vec<String> = (0..leaves.len()).map(|index| format!("{index}.pem")).collect();
    for (name, leaf) in names.iter().zip(leaves) {
        fs::write(folder.path().join(name), leaf.to_pem()).unwrap();
    }
    let output = Command::new("openssl")
        .args(["verify", "-partial_chain", "-no_check_time", "-trusted", "anchor.pem"])
        .args(&names)
        .current_dir(folder.path())
        .output();
    let Ok(output) = output else {
        eprintln!("skipped: {test} needs the openssl command");
        return;
    };
    let verified: BTreeSet<String> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter_map(|line| line.strip_suffix(": OK").map(str::to_owned))
        .collect();
    let anchors = std::slice::from_ref(anchor);
    let ours: BTreeSet<String> = names
        .iter()
        .zip(leaves)
        .filter(|(_, leaf)| {
            validate_path(leaf, &[], anchors, TimeChecks::Ignored, &PathPolicy::gbcs(&[])).is_ok()
        })
        .map(|(name, _)| name.clone())
        .collect();
    assert_eq!(ours, verified, "{}", String::from_utf8_lossy(&output.stderr));
}

/// The certificates of both key folders.
fn key_folders(corpus: &Path) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let folders = ["rtds/keystore", "duis/keys"];
    folders.into_iter().flat_map(|folder| corpus::certificate_files(&corpus.join(folder))).collect()
}

/// Every certificate that there is, once.
fn distinct(corpus: &Path) -> Vec<Certificate> {
    let in_folders = key_folders(corpus).into_iter().map(|(_, octets)| octets);
    let in_messages = corpus::certificates_in_messages(corpus).into_iter().map(|one| one.der().to_vec());
    let octets: BTreeSet<Vec<u8>> = in_folders.chain(in_messages).collect();
    octets.iter().map(|octets| Certificate::parse_der(octets).unwrap()).collect()
}
