//! Which tests: the options that `run` and `plan` share.

use std::path::Path;
use std::path::PathBuf;

use clap::Args;
use hallmark_engine::date::Date;
use hallmark_engine::plan::Plan;
use hallmark_engine::plan::Planner;
use hallmark_engine::plan::Selection;
use hallmark_engine::plan::Shard;
use hallmark_engine::plan::TagExpression;
use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;
use hallmark_scenarios::ledger;
use hallmark_scenarios::suite::Suite;

use crate::failure::Failure;
use crate::run::facts::with_derived_claims;

/// The options that select tests.
#[derive(Debug, Args)]
pub(crate) struct SelectionArguments {
    /// What the target claims and how to reach it; without one, the embedded ESME
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// A named selection: device, smoke
    #[arg(long, value_name = "NAME")]
    pack: Option<String>,
    /// Only tests whose tags fit, such as "@G-53 and not @section:GBCS-8"
    #[arg(long, value_name = "EXPRESSION")]
    tags: Option<TagExpression>,
    /// Only this test, or every test below it, such as G-54 or G-54.replayed; may be given more than once
    #[arg(long = "id", value_name = "ID")]
    ids: Vec<String>,
    /// Only the i-th of n parts
    #[arg(long, value_name = "I/N", default_value = "1/1")]
    shard: Shard,
    /// Read the features from this folder instead of the program
    #[arg(long, value_name = "DIR")]
    features: Option<PathBuf>,
}

/// What the options select.
pub(crate) struct Selected {
    pub(crate) profile: Profile,
    pub(crate) suite: Suite,
    pub(crate) plan: Plan,
    pub(crate) shard: Shard,
}

impl SelectionArguments {
    pub(crate) fn select(&self, today: Date) -> Result<Selected, Failure> {
        let profile = self.profile()?;
        refuse_hooks(&profile)?;
        let suite = match &self.features {
            None => Suite::embedded(),
            Some(folder) => Suite::from_folder(folder),
        }
        .map_err(|error| Failure::usage_from(&error))?;
        let entries = suite.plan_entries().map_err(|error| Failure::usage_from(&error))?;
        let profile = with_derived_claims(profile, &entries);
        let planner = Planner {
            suite: &entries,
            profile: &profile,
            link_hooks: &[],
            ledger_clauses: u64::try_from(ledger::clauses().len()).unwrap_or(u64::MAX),
            today,
        };
        let selection = Selection {
            pack: self.pack.clone(),
            tags: self.tags.clone(),
            ids: self.ids.clone(),
            shard: self.shard,
        };
        let plan = planner.plan(&selection).map_err(|error| Failure::usage_from(&error))?;
        Ok(Selected { profile, suite, plan, shard: self.shard })
    }

    /// The options that do not select tests but say of what: those that a single test needs too.
    pub(crate) fn target_words(&self) -> Vec<String> {
        let options = [("--profile", &self.profile), ("--features", &self.features)];
        options
            .into_iter()
            .filter_map(|(option, path)| Some([option.to_owned(), quoted(path.as_ref()?)]))
            .flatten()
            .collect()
    }

    fn profile(&self) -> Result<Profile, Failure> {
        let Some(path) = &self.profile else {
            return Ok(Profile::embedded("embedded reference", env!("CARGO_PKG_VERSION"), TargetKind::Esme));
        };
        crate::profile::load(path)
    }
}

/// A hook that nothing calls would be a promise that nobody keeps.
fn refuse_hooks(profile: &Profile) -> Result<(), Failure> {
    let hooks: Vec<&str> = profile.hooks.keys().map(|hook| hook.name()).collect();
    if hooks.is_empty() {
        return Ok(());
    }
    let found = hooks.join(", ");
    Err(Failure::usage(format!(
        "use the profile: expected no [hooks], for no test calls one yet, found {found}"
    ))
    .advise("remove [hooks]; what has to be done to the target, do before the run"))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-+=:,@".contains(c);
    if text.chars().all(is_plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
