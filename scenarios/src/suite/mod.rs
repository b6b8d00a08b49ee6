//! The features, read and expanded: from the copy in the program, or from a folder.

mod expand;
mod tags;

use std::path::Path;
use std::path::PathBuf;

use cucumber::gherkin::Feature;
use cucumber::gherkin::GherkinEnv;
use hallmark_engine::plan::Needs;
use hallmark_engine::plan::SuiteTest;
use hallmark_engine::profile::TargetKind;
use hallmark_engine::profile::role_named;
use include_dir::Dir;
use include_dir::include_dir;

pub use tags::Tags;

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/features");

/// Largest feature file that is read, in octets.
const FEATURE_LIMIT: u64 = 4 << 20;

/// The suite: every feature with its outlines expanded, and what the tags say of each scenario.
#[derive(Debug, Clone)]
pub struct Suite {
    features: Vec<Feature>,
    tests: Vec<Test>,
}

/// One scenario, or one row of an outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Test {
    /// Stable id, from the `@id:` tag.
    pub id: String,
    /// Scenario title.
    pub title: String,
    /// Feature title.
    pub feature: String,
    /// What the tags say.
    pub tags: Tags,
}

impl Test {
    fn plan_entry(&self) -> Result<SuiteTest, SuiteError> {
        let role = |name: &String| {
            role_named(name).ok_or_else(|| SuiteError::Rule {
                path: PathBuf::from(&self.feature),
                line: 0,
                text: format!("{}: expected a role in @needs:party:…, found {name}", self.id),
            })
        };
        Ok(SuiteTest {
            id: self.id.clone(),
            title: self.title.clone(),
            feature: self.feature.clone(),
            clauses: self.tags.clauses.clone(),
            sections: self.tags.sections.clone(),
            side: self.tags.side,
            tags: self.tags.all.clone(),
            packs: self.tags.packs.clone(),
            needs: Needs {
                kinds: vec![TargetKind::Esme],
                use_cases: self.tags.use_cases.clone(),
                features: self.tags.features.clone(),
                reopened_link: self.tags.reopens_link,
                roles: self.tags.parties.iter().map(role).collect::<Result<_, _>>()?,
                ..Needs::default()
            },
        })
    }
}

/// Why the suite cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// A file or folder cannot be read.
    #[error("read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A feature is not Gherkin.
    #[error("parse {}: {text}", path.display())]
    Parse {
        /// Which file.
        path: PathBuf,
        /// Where and why.
        text: String,
    },
    /// A scenario breaks a rule of this suite.
    #[error("{}:{line}: {text}", path.display())]
    Rule {
        /// Which file.
        path: PathBuf,
        /// The scenario's line.
        line: usize,
        /// Which rule.
        text: String,
    },
    /// The folder holds no feature.
    #[error("find features: expected at least one .feature file below {}", .0.display())]
    Empty(PathBuf),
}

impl Suite {
    /// The features that the program carries.
    pub fn embedded() -> Result<Self, SuiteError> {
        let mut files = Vec::new();
        collect_embedded(&EMBEDDED, &mut files);
        Self::from_files(files, Path::new("the program"))
    }

    /// The features below a folder.
    pub fn from_folder(folder: &Path) -> Result<Self, SuiteError> {
        let mut files = Vec::new();
        collect_folder(folder, 0, &mut files)?;
        Self::from_files(files, folder)
    }

    /// Every test, in order.
    pub fn tests(&self) -> &[Test] {
        &self.tests
    }

    /// Every test, as the plan wants it.
    pub fn plan_entries(&self) -> Result<Vec<SuiteTest>, SuiteError> {
        self.tests.iter().map(Test::plan_entry).collect()
    }

    /// The features with only those scenarios whose test id `wanted` accepts.
    pub fn features(&self, wanted: impl Fn(&str) -> bool) -> Vec<Feature> {
        let mut selected = self.features.clone();
        for feature in &mut selected {
            feature.scenarios.retain(|scenario| test_id(&scenario.tags).is_some_and(&wanted));
        }
        selected.retain(|feature| !feature.scenarios.is_empty());
        selected
    }

    fn from_files(mut files: Vec<(PathBuf, String)>, from: &Path) -> Result<Self, SuiteError> {
        files.sort();
        if files.is_empty() {
            return Err(SuiteError::Empty(from.to_path_buf()));
        }
        let mut features = Vec::new();
        let mut tests: Vec<Test> = Vec::new();
        for (path, text) in files {
            let mut feature = Feature::parse(&text, GherkinEnv::default())
                .map_err(|error| SuiteError::Parse { path: path.clone(), text: error.to_string() })?;
            feature.path = Some(path.clone());
            let rule = |line, text: String| SuiteError::Rule { path: path.clone(), line, text };
            if let Some(unused) = feature.rules.first() {
                return Err(rule(unused.position.line, "rules are not used; write scenarios".into()));
            }
            expand::expand(&mut feature).map_err(|error| rule(error.line, error.text))?;
            for scenario in &feature.scenarios {
                let line = scenario.position.line;
                let Some(id) = test_id(&scenario.tags) else {
                    return Err(rule(line, "expected a tag @id:… that names the test".into()));
                };
                let tags = Tags::parse(feature.tags.iter().chain(&scenario.tags))
                    .map_err(|text| rule(line, text))?;
                tests.push(Test {
                    id: id.to_owned(),
                    title: scenario.name.clone(),
                    feature: feature.name.clone(),
                    tags,
                });
            }
            features.push(feature);
        }
        let mut ids: Vec<&str> = tests.iter().map(|test| test.id.as_str()).collect();
        ids.sort_unstable();
        if let Some(twice) = ids.windows(2).find(|pair| pair.first() == pair.last()) {
            let text =
                format!("test id {} is used twice", twice.concat().split_at(twice.concat().len() / 2).0);
            return Err(SuiteError::Rule { path: from.to_path_buf(), line: 0, text });
        }
        Ok(Self { features, tests })
    }
}

/// The test id among a scenario's tags.
pub fn test_id(tags: &[String]) -> Option<&str> {
    tags.iter().find_map(|tag| tag.strip_prefix("id:"))
}

fn collect_embedded(folder: &Dir<'_>, files: &mut Vec<(PathBuf, String)>) {
    for file in folder.files() {
        let is_feature = file.path().extension().is_some_and(|extension| extension == "feature");
        if let (true, Some(text)) = (is_feature, file.contents_utf8()) {
            files.push((file.path().to_path_buf(), text.to_owned()));
        }
    }
    for inner in folder.dirs() {
        collect_embedded(inner, files);
    }
}

fn collect_folder(folder: &Path, depth: u32, files: &mut Vec<(PathBuf, String)>) -> Result<(), SuiteError> {
    let at = |source| SuiteError::Read { path: folder.to_path_buf(), source };
    for entry in std::fs::read_dir(folder).map_err(at)? {
        let path = entry.map_err(at)?.path();
        if path.is_dir() {
            if depth < 8 {
                collect_folder(&path, depth + 1, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "feature") {
            let read = |source| SuiteError::Read { path: path.clone(), source };
            let size = std::fs::metadata(&path).map_err(read)?.len();
            if size > FEATURE_LIMIT {
                return Err(read(std::io::Error::other("larger than a feature may be (4 MiB)")));
            }
            files.push((path.clone(), std::fs::read_to_string(&path).map_err(read)?));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger;

    #[test]
    fn every_embedded_test_names_clauses_of_the_ledger_and_a_section() {
        let suite = Suite::embedded().unwrap();
        assert!(suite.tests().len() >= 1_500, "{} tests", suite.tests().len());
        for test in suite.tests() {
            assert!(!test.tags.clauses.is_empty(), "{}", test.id);
            for clause in &test.tags.clauses {
                assert!(ledger::clause(clause).is_some(), "{} names {clause}", test.id);
            }
            assert!(!test.tags.sections.is_empty(), "{}", test.id);
        }
    }

    #[test]
    fn a_test_id_that_is_used_twice_is_refused() {
        let text = "@F-10 @positive @section:GBCS-1\nFeature: f\n@id:a\nScenario: s\n@id:a\nScenario: t\n";
        let error =
            Suite::from_files(vec![("f.feature".into(), text.into())], Path::new("here")).unwrap_err();
        assert_eq!(error.to_string(), "here:0: test id a is used twice");
    }

    #[test]
    fn a_scenario_without_an_id_is_refused_with_its_line() {
        let text = "@F-10 @positive @section:GBCS-1\nFeature: f\n\nScenario: s\n";
        let error =
            Suite::from_files(vec![("f.feature".into(), text.into())], Path::new("here")).unwrap_err();
        assert_eq!(error.to_string(), "f.feature:4: expected a tag @id:… that names the test");
    }
}
