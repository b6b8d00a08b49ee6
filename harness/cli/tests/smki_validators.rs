//! Other validators over the catalogue of certificates: where they differ from what has to be answered, and why.
//!
//! `docs/smki-validators.md` is written from the answers of the two validators whose version is pinned, and from the
//! explanations, which cover OpenSSL and the Python package `cryptography` as well.
#![allow(
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "helpers of tests may panic and print"
)]

#[path = "validators/explained.rs"]
mod explained;
#[path = "validators/page.rs"]
mod page;
#[path = "validators/webpki.rs"]
mod webpki_validator;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use hallmark_smki::negatives::Corpus;
use hallmark_smki::negatives::Dialect;
use hallmark_smki::negatives::Expected;
use hallmark_smki::negatives::Item;
use hallmark_smki::negatives::matrix::Matrix;
use hallmark_smki::negatives::matrix::Outcome;
use serde_json::Value;

const SEED: &str = "1";

fn corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| Corpus::from_seed(1).unwrap())
}

/// The same for validators that know nothing of policies.
fn plain_corpus() -> &'static Corpus {
    static CORPUS: OnceLock<Corpus> = OnceLock::new();
    CORPUS.get_or_init(|| Corpus::in_dialect(1, Dialect::PoliciesNotCritical).unwrap())
}

/// What the program says of a validator, by case.
fn check(arguments: &[&str]) -> Value {
    let mut command = assert_cmd::Command::cargo_bin("hallmark").unwrap();
    command.args(["smki", "negatives", "check", "--seed", SEED, "--format", "json"]).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn outcomes(document: &Value) -> Vec<Outcome> {
    let answer = |case: &Value| {
        let text = case["answer"]["text"].as_str().unwrap_or_default().to_owned();
        match case["answer"]["result"].as_str() {
            Some("accept") => Outcome::Accepted,
            Some("refuse") => Outcome::Refused(text),
            Some("not-asked") => Outcome::NotAsked,
            _ => Outcome::Failed(text),
        }
    };
    document["cases"].as_array().unwrap().iter().map(answer).collect()
}

fn ours() -> Matrix<'static> {
    Matrix::new("hallmark", corpus(), outcomes(&check(&["--validator", "hallmark"])))
}

fn webpki() -> Matrix<'static> {
    Matrix::new("rustls-webpki", plain_corpus(), plain_corpus().items().iter().map(webpki_validator::answer))
}

/// Every difference has an explanation, and no explanation is without a difference.
fn assert_explained(matrix: &Matrix<'_>) {
    assert_eq!(explained::unexplained(matrix), Vec::<String>::new(), "{}", matrix.validator());
}

#[test]
fn the_program_agrees_with_every_case_and_gives_the_reason() {
    let matrix = ours();
    let differences: Vec<&str> = matrix.differences().map(|row| row.item.case.id()).collect();
    assert_eq!(differences, Vec::<&str>::new());
    for row in matrix.rows() {
        if let (Outcome::Refused(text), Expected::Refuse(reason)) = (&row.outcome, row.item.case.expected()) {
            assert!(text.starts_with(&format!("{reason}: ")), "{}: {text}", row.item.case.id());
        }
    }
    assert_eq!(matrix.counts(None).not_asked, 0);
}

#[test]
fn differences_to_webpki_are_explained() {
    let matrix = webpki();
    assert_explained(&matrix);
    assert_eq!(explained::unused(&matrix), Vec::<String>::new());
}

/// webpki does not know certificatePolicies, which GBCS wants critical.
#[test]
fn webpki_refuses_every_certificate_of_smki_as_it_is() {
    let good = corpus().items().iter().filter(|item| item.case.expected() == Expected::Accept);
    let relying = good.filter(|item| item.scene.question.needs.is_empty());
    let accepted: Vec<&str> = relying
        .filter(|item| webpki_validator::answer(item) == Outcome::Accepted)
        .map(|item| item.case.id())
        .collect();
    assert_eq!(accepted, Vec::<&str>::new());
}

#[test]
fn differences_to_openssl_are_explained() {
    let Ok(version) = Command::new("openssl").arg("version").output() else {
        eprintln!("skipped: differences_to_openssl_are_explained needs the openssl command");
        return;
    };
    eprintln!("{}", String::from_utf8_lossy(&version.stdout).trim());
    let command = "openssl verify -x509_strict -attime {time} -explicit_policy -policy {policy} \
                   -CAfile {anchor} -untrusted {intermediate} {leaf}";
    let document = check(&["--timeout", "60", "--validator", command]);
    assert_explained(&Matrix::new("openssl", corpus(), outcomes(&document)));
}

#[test]
fn differences_to_python_are_explained() {
    const TEST: &str = "differences_to_python_are_explained";
    let present = Command::new("python3")
        .args(["-c", "from cryptography.x509 import verification as v; v.ExtensionPolicy"])
        .output();
    if !present.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: {TEST} needs python3 with the package cryptography, 45 or later");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    plain_corpus().write(folder.path()).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/validators/verify_x509.py");
    let output = Command::new("python3").arg(script).arg("--corpus").arg(folder.path()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    eprintln!("cryptography {}", said["version"].as_str().unwrap());
    let answers: BTreeMap<String, String> = serde_json::from_value(said["answers"].clone()).unwrap();
    let outcome = |item: &Item| match answers.get(item.case.id()) {
        _ if !item.scene.question.needs.is_empty() => Outcome::NotAsked,
        Some(text) if text.is_empty() => Outcome::Accepted,
        Some(text) => Outcome::Refused(text.clone()),
        None => Outcome::Failed("no answer".to_owned()),
    };
    assert_explained(&Matrix::new(
        "cryptography",
        plain_corpus(),
        plain_corpus().items().iter().map(outcome),
    ));
}

#[test]
fn the_page_of_validators_is_up_to_date() {
    let text = page::text(&[ours(), webpki()]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/smki-validators.md");
    if std::env::var_os("HALLMARK_REGENERATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        return;
    }
    let kept = fs::read_to_string(path).unwrap();
    assert!(kept == text, "docs/smki-validators.md is stale: test with HALLMARK_REGENERATE=1");
}
