//! The rules that hold between the crates and for every file, checked on the workspace itself.
//!
//! Dev-dependencies obey the same table as dependencies; there are no exceptions.
#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// Which of our crates each of our crates may use. Nothing else is allowed, `hallmark-cli` composes everything.
/// Above all, scenarios never use the reference: a scenario that knows our device is no test of another one.
const MAY_USE: [(&str, &[&str]); 9] = [
    ("hallmark-gbcs", &[]),
    ("hallmark-smki", &[]),
    ("hallmark-link", &["hallmark-gbcs", "hallmark-smki"]),
    ("hallmark-reference", &["hallmark-gbcs", "hallmark-smki"]),
    ("hallmark-engine", &["hallmark-gbcs", "hallmark-link", "hallmark-smki"]),
    ("hallmark-scenarios", &["hallmark-engine", "hallmark-gbcs", "hallmark-link", "hallmark-smki"]),
    ("hallmark-reports", &["hallmark-engine"]),
    ("hallmark-vectors", &["hallmark-gbcs", "hallmark-smki"]),
    (
        "hallmark-cli",
        &[
            "hallmark-engine",
            "hallmark-gbcs",
            "hallmark-link",
            "hallmark-reference",
            "hallmark-reports",
            "hallmark-scenarios",
            "hallmark-smki",
            "hallmark-vectors",
        ],
    ),
];

/// The modules of the engine that reports may name: what a run found, none of what carries it out.
const REPORTS_MAY_NAME: [&str; 5] = ["date", "event", "exit", "results", "verdict"];

const LONGEST_FILE: usize = 700;

/// The folders of the repository. Others beside them are what builds and runs leave behind.
const FOLDERS: [&str; 7] = [".ci", "docs", "fuzz", "harness", "reports", "scenarios", "vectors"];

/// Where a developer's machine keeps things. Written in two parts, so that this file does not name them.
const OUTSIDE: [&str; 2] = [concat!("/wo", "rk/"), concat!("../sha", "red")];

/// The one file that looks outside the repository, for the reference data beside it.
const LOOKS_OUTSIDE: &str = ".ci/run";

#[test]
fn crates_use_only_what_the_design_allows() {
    assert_eq!(forbidden_uses(&uses()), Vec::<String>::new());
}

#[test]
fn a_use_outside_the_design_is_found() {
    let with = |user: &str, used: &str| {
        let mut uses = uses();
        uses.entry(user.to_owned()).or_default().push(used.to_owned());
        forbidden_uses(&uses)
    };
    assert_eq!(
        with("hallmark-scenarios", "hallmark-reference"),
        ["hallmark-scenarios uses hallmark-reference, which the design does not allow"]
    );
    assert_eq!(
        with("hallmark-gbcs", "hallmark-smki"),
        ["hallmark-gbcs uses hallmark-smki, which the design does not allow"]
    );
    assert_eq!(
        with("hallmark-made-up", "hallmark-gbcs"),
        ["hallmark-made-up has no row in the table of allowed uses"]
    );
}

#[test]
fn reports_name_only_what_a_run_found() {
    let wrong: Vec<String> = files()
        .into_iter()
        .filter(|path| path.starts_with("reports/src"))
        .flat_map(|path| {
            let text = fs::read_to_string(root().join(&path)).unwrap();
            foreign_names(&text).into_iter().map(move |name| format!("{}: {name}", path.display()))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_foreign_name_in_reports_is_found() {
    assert_eq!(foreign_names("use hallmark_engine::verdict::Verdict;"), Vec::<String>::new());
    assert_eq!(foreign_names("use hallmark_engine::stream::Emitter;"), ["hallmark_engine::stream::Emitter;"]);
    assert_eq!(foreign_names("use hallmark_engine::{event, plan};"), ["hallmark_engine::{event, plan};"]);
    assert_eq!(foreign_names("use hallmark_engine as engine;"), ["hallmark_engine as engine;"]);
    assert_eq!(
        foreign_names("fn f(e: hallmark_engine::events::Event) {}"),
        ["hallmark_engine::events::Event) {}"]
    );
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let table = manifest(Path::new("Cargo.toml"));
    let lints = &table["workspace"]["lints"];
    assert_eq!(lints["rust"]["unsafe_code"].as_str(), Some("forbid"));
    for lint in ["expect_used", "indexing_slicing", "panic", "unwrap_used"] {
        assert_eq!(lints["clippy"][lint].as_str(), Some("warn"), "{lint}, which CI raises to an error");
    }
    let members = table["workspace"]["members"].as_array().unwrap();
    assert_eq!(members.len(), MAY_USE.len());
    for member in members {
        let path = Path::new(member.as_str().unwrap()).join("Cargo.toml");
        let table = manifest(&path);
        let taken = table.get("lints").and_then(|lints| lints.get("workspace"));
        assert_eq!(taken.and_then(toml::Value::as_bool), Some(true), "lints.workspace in {}", path.display());
    }
}

#[test]
fn no_source_file_is_too_long() {
    let long: Vec<String> = files()
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .filter_map(|path| {
            let lines = fs::read_to_string(root().join(&path)).unwrap().lines().count();
            (lines > LONGEST_FILE).then(|| format!("{}: {lines} lines", path.display()))
        })
        .collect();
    assert_eq!(long, Vec::<String>::new(), "more than {LONGEST_FILE} lines");
}

#[test]
fn no_file_names_a_path_outside_the_repository() {
    let files = files();
    assert!(files.iter().any(|path| path == Path::new(LOOKS_OUTSIDE)));
    let naming: Vec<PathBuf> = files
        .into_iter()
        .filter(|path| path != Path::new(LOOKS_OUTSIDE))
        .filter(|path| {
            let octets = fs::read(root().join(path)).unwrap();
            let text = String::from_utf8_lossy(&octets);
            OUTSIDE.iter().any(|place| text.contains(place))
        })
        .collect();
    assert_eq!(naming, Vec::<PathBuf>::new());
}

/// Each crate of the workspace with those of ours that it depends on, of whatever kind and for whatever target.
fn uses() -> BTreeMap<String, Vec<String>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let name = |of: &Value| of["name"].as_str().unwrap().to_owned();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap();
            let ours = dependencies.iter().filter(|dependency| dependency.get("path").is_some());
            (name(package), ours.map(name).collect())
        })
        .collect()
}

fn forbidden_uses(uses: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut found = Vec::new();
    for (user, used) in uses {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| name == user) else {
            found.push(format!("{user} has no row in the table of allowed uses"));
            continue;
        };
        for used in used.iter().filter(|used| !allowed.contains(&used.as_str())) {
            found.push(format!("{user} uses {used}, which the design does not allow"));
        }
    }
    found
}

/// What stands from each name of the engine to the end of its line, unless it goes into an allowed module.
fn foreign_names(text: &str) -> Vec<String> {
    let allowed = |after: &str| {
        REPORTS_MAY_NAME.iter().any(|module| {
            let after = after.strip_prefix("::").and_then(|after| after.strip_prefix(module));
            after.is_some_and(|after| !after.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
        })
    };
    let crate_name = "hallmark_engine";
    text.lines()
        .flat_map(|line| line.match_indices(crate_name).map(move |(at, _)| &line[at..]))
        .filter(|rest| !allowed(&rest[crate_name.len()..]))
        .map(str::to_owned)
        .collect()
}

fn manifest(path: &Path) -> toml::Table {
    fs::read_to_string(root().join(path)).unwrap().parse().unwrap()
}

/// Every file of the repository, relative to its root.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let top = folder == Path::new("");
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = folder.join(&name);
            match entry.file_type().unwrap() {
                _ if name == ".git" || name == "__pycache__" => {}
                kind if kind.is_dir() && top && !FOLDERS.contains(&name.as_str()) => {}
                kind if kind.is_dir() => folders.push(path),
                kind if kind.is_file() => found.push(path),
                _ => {}
            }
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}
