//! Runs, and the bundles that they leave.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;

use crate::common::hallmark;

/// What a run printed, how it ended, and what it left.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) bundle: PathBuf,
}

/// `hallmark run` with these arguments, the bundle in `bundle`.
pub(crate) fn run(bundle: &Path, arguments: &[&str]) -> Ran {
    let output = hallmark().arg("run").args(arguments).arg("--out").arg(bundle).output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    let (out, error) = (text(output.stdout), text(output.stderr));
    assert!(error.is_empty(), "{out}{error}");
    Ran { code: output.status.code(), out, bundle: bundle.to_owned() }
}

/// `hallmark run` of a subset, as a process of its own that the test can interrupt.
pub(crate) fn start(bundle: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("hallmark"));
    command.arg("run").args(arguments).arg("--out").arg(bundle);
    command
}

pub(crate) fn results(bundle: &Path) -> Results {
    serde_json::from_slice(&fs::read(bundle.join("results.json")).unwrap()).unwrap()
}

pub(crate) fn verdicts(bundle: &Path) -> BTreeMap<String, Verdict> {
    results(bundle).tests.into_iter().map(|test| (test.plan.id, test.verdict)).collect()
}

/// Exit code of `hallmark verify`, and its first line.
pub(crate) fn verify(bundle: &Path) -> (Option<i32>, String) {
    let output = hallmark().arg("verify").arg(bundle).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text.lines().next().unwrap_or_default().to_owned())
}

pub(crate) fn assert_authentic(bundle: &Path) {
    let (code, line) = verify(bundle);
    assert_eq!(code, Some(0), "{line}");
    assert!(line.starts_with("bundle      authentic, self-asserted: "), "{line}");
}

/// The profile that `hallmark serve` wrote into a folder, with other values for some of its keys.
pub(crate) fn changed_profile(folder: &Path, name: &str, values: &[(&str, &str)]) -> PathBuf {
    let text = fs::read_to_string(folder.join("profile.toml")).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (key, value) in values {
        let line = lines.iter_mut().find(|line| line.starts_with(&format!("{key} = "))).unwrap();
        *line = format!("{key} = {value}");
    }
    let path = folder.join(name);
    fs::write(&path, lines.join("\n")).unwrap();
    path
}
