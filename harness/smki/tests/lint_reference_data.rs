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
use hallmark_smki::KeyUsage;
use hallmark_smki::Kind;
use hallmark_smki::lint::Filed;
use hallmark_smki::lint::lint;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::Reason;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::path::validate_path;
use hallmark_smki::profile::Profile;
use hallmark_smki::profile::Settings;
use hallmark_smki::profile::Severity;

const NO_AKI: &str = "authority-key-identifier-present";

/// Files with what is wrong in them; all else is as it should be.
const ODD: [(&str, &[&str]); 8] = [
    // A file named as the WAN provider's that holds a certificate of a supplier.
    ("90b3d51f30000007-ka.pem", &["filed-as"]),
    // The seven made by hand.
    ("90b3d51f30010008-ds.pem", &[NO_AKI]),
    ("90b3d51f30010008-ka.pem", &[NO_AKI]),
    // And its role is in decimal digits.
    ("dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1.pem", &[NO_AKI, "organisation-role-present"]),
    ("dsp-xml-sign-90B3D51F30000002-ds.pem", &[NO_AKI]),
    ("xml-sign-00DB123456780004-ds.pem", &[NO_AKI]),
    ("xml-sign-90B3D51F30010000-ds.pem", &[NO_AKI]),
    ("xml-sign-90B3D51F30020000-ds.pem", &[NO_AKI]),
];

/// Files with what is remarkable in them: s has a needless leading zero octet.
const REMARKABLE: [(&str, &[&str]); 2] = [
    ("00db123456789023-ka.pem", &["signature-shortest"]),
    ("00db12345678909b-ds.pem", &["signature-shortest"]),
];

/// What the fact sheet counts: certificates in the key folders, those that messages alone hold, and those of another
/// published key store that is not among the reference data: an other User under the CA `OB`, a load controller under `Z1`,
/// a meter data retriever under `Z99`, each with a certificate for signatures and one for key agreement.
const DIFFERENT_IN_FOLDERS: usize = 427;
const DIFFERENT_IN_MESSAGES_ALONE: usize = 9;
const IN_ANOTHER_KEY_STORE: usize = 6;
const COUNTED_BY_THE_SHEET: usize = 442;

/// What of the key folders names the issuing CA, and is from it. The sheet counts 26 different ones: these, four that
/// messages alone hold, and the two of the load controller in the other key store.
const ISSUED: [&str; 20] = [
    "90b3d51f30000001-ds.pem",
    "90b3d51f30000002-ds.pem",
    "90b3d51f30000002-ka.pem",
    "90b3d51f30000004-ds.pem",
    "90b3d51f30000007-ds.pem",
    // Filed wrongly: 90b3d51f30030000-ka.pem holds the same.
    "90b3d51f30000007-ka.pem",
    "90b3d51f30010000-ds.pem",
    "90b3d51f30010000-ka.pem",
    "90b3d51f30010000-pp-ka.pem",
    "90b3d51f30020000-ds.pem",
    "90b3d51f30020000-ka.pem",
    "90b3d51f30030000-ds.pem",
    "90b3d51f30030000-pp-ka.pem",
    "Z1-accessControlBroker-dSPXmlSign.pem",
    "Z1b-accessControlBroker-ds.pem",
    "Z1b-networkOperator-ds.pem",
    "Z1b-recovery-ds.pem",
    "Z1b-supplier-ds.pem",
    "Z1b-transitionalCoS-ds.pem",
    "Z1b-wanProvider-ds.pem",
];

/// The same of messages: role, Entity Identifier, usage.
const ISSUED_IN_MESSAGES: [(u8, u64, KeyUsage); 4] = [
    (2, 0x90B3_D51F_3001_0000, KeyUsage::KEY_AGREEMENT),
    (2, 0x90B3_D51F_3001_0000, KeyUsage::KEY_AGREEMENT),
    (3, 0x90B3_D51F_3002_0000, KeyUsage::KEY_AGREEMENT),
    (4, 0x90B3_D51F_3000_0002, KeyUsage::KEY_AGREEMENT),
];

/// What names the issuing CA and is not from it: the seven made by hand.
const FORGED: [&str; 7] = [
    "90b3d51f30010008-ds.pem",
    "90b3d51f30010008-ka.pem",
    "dsp-xml-sign-90B3D51F30000002-ds-pre-1.4.1.pem",
    "dsp-xml-sign-90B3D51F30000002-ds.pem",
    "xml-sign-00DB123456780004-ds.pem",
    "xml-sign-90B3D51F30010000-ds.pem",
    "xml-sign-90B3D51F30020000-ds.pem",
];

#[test]
fn exactly_what_is_odd_in_the_key_folders_is_named() {
    let Some(corpus) = corpus::folder("exactly_what_is_odd_in_the_key_folders_is_named") else { return };
    let mut reports = Vec::new();
    let mut profiles: BTreeMap<Profile, usize> = BTreeMap::new();
    for (path, octets) in key_folders(&corpus) {
        let report = lint(&octets, Filed::from_path(&path), &Settings::default());
        *profiles.entry(report.profile().unwrap()).or_default() += 1;
        let certificate = report.certificate().unwrap();
        assert_eq!(certificate.key_identifier(), Some(&certificate.computed_key_identifier()[..]));
        reports.push((file_name(&path), report));
    }
    let with = |severity: Severity| {
        let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, report) in &reports {
            let findings = report.findings().iter().filter(|finding| finding.severity == severity);
            let rules: Vec<&str> = findings.map(|finding| finding.rule.name).collect();
            if !rules.is_empty() {
                assert_eq!(named.insert(name, rules), None);
            }
        }
        named
    };
    let expected = |list: &[(&'static str, &[&'static str])]| -> BTreeMap<&str, Vec<&str>> {
        list.iter().map(|(name, rules)| (*name, rules.to_vec())).collect()
    };
    assert_eq!(with(Severity::Fail), expected(&ODD));
    assert_eq!(with(Severity::Observation), expected(&REMARKABLE));
    let nonconforming = reports.iter().filter(|(_, report)| !report.conforms()).count();
    assert_eq!((reports.len(), nonconforming), (435, ODD.len()));
    let expected = [(Profile::Device, 400), (Profile::Organisation, 30), (Profile::XmlSigning, 5)];
    assert_eq!(profiles, expected.into_iter().collect());
}

#[test]
fn the_certificates_are_those_that_the_fact_sheet_counts() {
    let Some(corpus) = corpus::folder("the_certificates_are_those_that_the_fact_sheet_counts") else {
        return;
    };
    let in_folders: BTreeSet<Vec<u8>> = key_folders(&corpus).into_iter().map(|(_, octets)| octets).collect();
    let all = distinct(&corpus);
    for certificate in &all {
        assert_eq!(certificate.key_identifier(), Some(&certificate.computed_key_identifier()[..]));
    }
    assert_eq!(in_folders.len(), DIFFERENT_IN_FOLDERS);
    assert_eq!(all.len(), DIFFERENT_IN_FOLDERS + DIFFERENT_IN_MESSAGES_ALONE);
    assert_eq!(all.len() + IN_ANOTHER_KEY_STORE, COUNTED_BY_THE_SHEET);
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

    let files: BTreeMap<Vec<u8>, String> =
        key_folders(&corpus).into_iter().rev().map(|(path, octets)| (octets, file_name(&path))).collect();
    let mut reasons: BTreeMap<Option<Reason>, Vec<&Certificate>> = BTreeMap::new();
    for leaf in &others {
        let result = validate_path(leaf, &[], anchor, TimeChecks::Ignored, &PathPolicy::gbcs(&[]));
        reasons.entry(result.err().map(|error| error.reason())).or_default().push(leaf);
    }
    // Files, and what is in no file.
    let named = |reason: Option<Reason>| {
        let (mut names, mut loose) = (Vec::new(), Vec::new());
        for leaf in reasons.get(&reason).into_iter().flatten() {
            match files.get(leaf.der()) {
                Some(name) => names.push(name.as_str()),
                None => loose.push(*leaf),
            }
        }
        names.sort_unstable();
        (names, loose)
    };
    let (names, loose) = named(None);
    assert_eq!(names, ISSUED);
    let mut loose: Vec<(u8, u64, KeyUsage)> = loose
        .into_iter()
        .map(|leaf| {
            let id = u64::from_be_bytes(leaf.entity_id().unwrap());
            (leaf.role().unwrap(), id, leaf.key_usage().unwrap())
        })
        .collect();
    loose.sort_unstable_by_key(|(role, id, _)| (*role, *id));
    assert_eq!(loose, ISSUED_IN_MESSAGES);
    let (names, loose) = named(Some(Reason::SignatureMismatch));
    assert_eq!((names, loose), (FORGED.to_vec(), Vec::new()));
    // All else is from others, and says so.
    let strangers = &reasons[&Some(Reason::IssuerUnknown)];
    assert!(strangers.iter().all(|leaf| !leaf.issuer().matches(anchor[0].subject())));
    let counted = ISSUED.len() + ISSUED_IN_MESSAGES.len() + FORGED.len() + strangers.len();
    assert_eq!((reasons.len(), others.len()), (3, counted));
    let issuers: BTreeMap<String, usize> = strangers.iter().fold(BTreeMap::new(), |mut issuers, leaf| {
        *issuers.entry(leaf.issuer().to_string()).or_default() += 1;
        issuers
    });
    let expected = [("CN=0001", 1), ("CN=E357", 401), ("OU=07, CN=Z2", 1)];
    assert_eq!(issuers, expected.map(|(name, count)| (name.to_owned(), count)).into());

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

fn file_name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
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
