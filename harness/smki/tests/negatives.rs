//! The catalogue of good and bad certificates: complete, reproducible, and judged as it says.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    reason = "helpers of tests may panic and print"
)]

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use hallmark_smki::Certificate;
use hallmark_smki::ErrorKind;
use hallmark_smki::asn1::oid;
use hallmark_smki::negatives::Asker;
use hallmark_smki::negatives::Corpus;
use hallmark_smki::negatives::Dialect;
use hallmark_smki::negatives::Expected;
use hallmark_smki::negatives::Flag;
use hallmark_smki::negatives::Form;
use hallmark_smki::negatives::Group;
use hallmark_smki::negatives::Item;
use hallmark_smki::negatives::Reason;
use hallmark_smki::negatives::catalogue;
use hallmark_smki::negatives::index::Index;
use hallmark_smki::negatives::index::hexadecimal;
use hallmark_smki::negatives::judge::judge;
use hallmark_smki::pem;
use sha2::Digest;
use sha2::Sha256;

fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| Corpus::from_seed(1).unwrap())
}

fn certificates(item: &Item) -> impl Iterator<Item = &[u8]> {
    let scene = &item.scene;
    [&scene.leaf, &scene.anchor].into_iter().chain(&scene.path).map(Vec::as_slice)
}

/// Whether a Device is given the payload of a command, which this crate does not read.
fn is_command(item: &Item) -> bool {
    item.scene.question.asker == Asker::Command
}

#[test]
fn there_are_enough_cases_of_every_group_and_enough_good_ones() {
    let mut groups: BTreeMap<Group, usize> = BTreeMap::new();
    for (group, _) in catalogue() {
        *groups.entry(group).or_default() += 1;
    }
    let count = groups.values().sum::<usize>();
    let good = catalogue().filter(|(_, case)| case.expected() == Expected::Accept).count();
    let open = catalogue().filter(|(_, case)| case.expected() == Expected::Either).count();
    eprintln!("{count} cases, {good} of them good, {open} open: {groups:?}");
    assert!(count >= 330, "{count} cases");
    assert!(good * 4 >= count, "{good} of {count} are good");
    assert_eq!(groups.keys().copied().collect::<Vec<_>>(), Group::ALL);
    assert!(groups.values().all(|count| *count >= 10), "{groups:?}");
}

#[test]
fn identifiers_are_unique_and_fit_file_names() {
    let mut seen = BTreeSet::new();
    for (_, case) in catalogue() {
        assert!(seen.insert(case.id()), "{} twice", case.id());
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '.';
        assert!(case.id().chars().all(plain) && case.id().contains('.'), "{}", case.id());
        assert!(!case.what().ends_with('.') && !case.rule().ends_with('.'), "{}", case.id());
        assert!(!case.what().is_empty() && !case.clause().is_empty() && !case.rule().is_empty());
    }
    let used: BTreeSet<Flag> = catalogue().map(|(_, case)| case.flag()).collect();
    assert_eq!(used.len(), Flag::ALL.len(), "every flag has a case");
}

#[test]
fn what_is_said_of_a_case_agrees_with_its_flag() {
    for (_, case) in catalogue() {
        let effect = case.flag().effect().name();
        match case.expected() {
            Expected::Accept => assert_eq!(effect, "interoperability", "{}", case.id()),
            Expected::Either => assert_eq!(effect, "observation", "{}", case.id()),
            Expected::Refuse(_) => assert_ne!(effect, "observation", "{}", case.id()),
        }
    }
}

#[test]
fn every_answer_and_every_reason_is_the_expected_one() {
    let corpus = corpus();
    let mut wrong = Vec::new();
    for item in corpus.items().iter().filter(|item| !is_command(item)) {
        let answer = judge(&item.scene);
        let expected = item.case.expected();
        let right = match (&answer, expected) {
            (Ok(path), Expected::Accept) => *path == item.scene.over,
            (Err(refusal), Expected::Refuse(reason)) => refusal.reason == reason,
            (_, Expected::Either) => true,
            _ => false,
        };
        if !right {
            wrong.push(format!("{}: expected {expected:?}, answered {answer:?}", item.case.id()));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// A case that is told to be DER is read, one that is not is refused for its octets.
#[test]
fn well_formed_cases_are_read() {
    let corpus = corpus();
    for item in corpus.items().iter().filter(|item| !is_command(item)) {
        let errors: Vec<_> = certificates(item).filter_map(|one| Certificate::parse_der(one).err()).collect();
        let limits = errors.iter().all(|error| error.kind() == ErrorKind::Limit);
        match item.case.form() {
            Form::Der => assert!(limits, "{}: {errors:?}", item.case.id()),
            Form::Other if item.case.expected() == Expected::Refuse(Reason::Encoding) => {
                assert!(!errors.is_empty(), "{} is DER", item.case.id());
            }
            Form::Other => {}
        }
    }
}

/// In a bad case with at most one CA in the path, one certificate is odd: all others are in good cases as well. The
/// exceptions need two certificates that go together.
#[test]
fn one_certificate_is_odd() {
    const TOGETHER: [&str; 8] = [
        "SIG-13.issuing-ca-key",
        "POL-03.both",
        "POL-03.shorter",
        "POL-03.longer",
        "POL-06.device-policy",
        "POL-08.inhibited-any",
        "CHN-08.self",
        "KEY-14.issuing-ca-compressed",
    ];
    let ordinary = |item: &&Item| item.case.expected() == Expected::Accept;
    let good: BTreeSet<&[u8]> = corpus().items().iter().filter(ordinary).flat_map(certificates).collect();
    let several = |item: &&Item| {
        let odd: BTreeSet<&[u8]> = certificates(item).filter(|one| !good.contains(one)).collect();
        item.scene.path.len() < 2 && odd.len() > 1
    };
    let found: Vec<&str> = corpus().items().iter().filter(several).map(|item| item.case.id()).collect();
    assert_eq!(found, TOGETHER);
}

/// One line a case: its identifier and the SHA-256 of all its octets. Who has written down a seed wants the same
/// octets from a later version.
#[test]
fn the_cases_of_a_seed_stay_as_they_are() {
    let lines: Vec<String> = corpus()
        .items()
        .iter()
        .map(|item| {
            let mut digest = Sha256::new();
            for octets in certificates(item).chain(item.scene.payload.as_deref()) {
                digest.update(octets.len().to_be_bytes());
                digest.update(octets);
            }
            format!("{} {}\n", hexadecimal(&digest.finalize()), item.case.id())
        })
        .collect();
    let text = lines.concat();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/negatives.sha256");
    if std::env::var_os("HALLMARK_REGENERATE").is_some() {
        fs::write(path, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(path).unwrap();
    let kept: BTreeSet<&str> = kept.lines().collect();
    let now: BTreeSet<&str> = text.lines().collect();
    let changed: Vec<_> = kept.symmetric_difference(&now).collect();
    assert!(changed.is_empty(), "test with HALLMARK_REGENERATE=1; changed: {changed:#?}");
}

#[test]
fn in_the_other_dialect_no_good_certificate_has_critical_policies() {
    let plain = Corpus::in_dialect(1, Dialect::PoliciesNotCritical).unwrap();
    let good = plain.items().iter().filter(|item| item.case.expected() == Expected::Accept);
    for item in good.filter(|item| !is_command(item)) {
        for certificate in certificates(item).filter_map(|one| Certificate::parse_der(one).ok()) {
            let policies = certificate.extension(oid::CERTIFICATE_POLICIES).unwrap();
            assert!(!policies.critical, "{}", item.case.id());
        }
    }
}

#[test]
fn another_seed_gives_other_octets() {
    let other = Corpus::from_seed(8).unwrap();
    for (one, two) in corpus().items().iter().zip(other.items()) {
        let made = |item: &Item| item.scene.leaf.len() > 4;
        assert!(!made(one) || one.scene.leaf != two.scene.leaf, "{}", one.case.id());
    }
}

#[test]
fn a_corpus_is_written_with_its_index() {
    let folder = tempfile::tempdir().unwrap();
    let index = corpus().write(folder.path()).unwrap();
    let text = fs::read_to_string(folder.path().join("index.json")).unwrap();
    assert_eq!(serde_json::from_str::<Index>(&text).unwrap(), index);
    for case in &index.cases {
        let files = [&case.files.leaf, &case.files.anchor].into_iter();
        for file in files.chain(&case.files.path).chain(&case.files.payload) {
            let octets = fs::read(folder.path().join(&file.der)).unwrap();
            assert_eq!(hexadecimal(&Sha256::digest(&octets)), file.sha256, "{}", file.der);
            if let Some(pem) = &file.pem {
                let text = fs::read_to_string(folder.path().join(pem)).unwrap();
                assert_eq!(pem::blocks(&text).unwrap()[0].octets(), octets);
            }
        }
        let bundle =
            case.files.path_pem.as_ref().map(|path| fs::read_to_string(folder.path().join(path)).unwrap());
        assert_eq!(bundle.map_or(0, |text| pem::blocks(&text).unwrap().len()), case.files.path.len());
    }
}

/// OpenSSL reads every certificate of the cases that are told to be DER.
#[test]
fn openssl_reads_what_is_meant_to_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let items = corpus().items().iter().filter(|item| item.case.form() == Form::Der && !is_command(item));
    let all: BTreeSet<&[u8]> = items.clone().flat_map(certificates).collect();
    let read = |octets: &[u8]| -> Option<bool> {
        fs::write(folder.path().join("one.pem"), octets).unwrap();
        let arguments = ["storeutl", "-noout", "-certs", "one.pem"];
        let output = Command::new("openssl").args(arguments).current_dir(folder.path()).output().ok()?;
        let count =
            octets.split(|octet| *octet == b'\n').filter(|line| line.starts_with(b"-----BEGIN")).count();
        let found = String::from_utf8_lossy(&output.stdout).contains(&format!("Total found: {count}\n"));
        Some(output.status.success() && found)
    };
    let text: String = all.iter().map(|octets| pem::write("CERTIFICATE", octets)).collect();
    let Some(whole) = read(text.as_bytes()) else {
        eprintln!("skipped: openssl_reads_what_is_meant_to_be_read needs the openssl command");
        return;
    };
    assert!(all.len() > 500, "{} certificates", all.len());
    if !whole {
        let unread = items.filter(|item| {
            certificates(item).any(|one| read(pem::write("CERTIFICATE", one).as_bytes()) != Some(true))
        });
        panic!("OpenSSL does not read {:?}", unread.map(|item| item.case.id()).collect::<Vec<_>>());
    }
}
