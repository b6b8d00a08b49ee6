//! One fault under test.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;
use std::thread;

use hallmark_engine::collector::RunInfo;
use hallmark_engine::date::Date;
use hallmark_engine::plan::Plan;
use hallmark_engine::plan::Planner;
use hallmark_engine::plan::Selection;
use hallmark_engine::plan::Shard;
use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;
use hallmark_engine::results::TestPlan;
use hallmark_engine::results::TestResult;
use hallmark_engine::results::Tool;
use hallmark_engine::stream::Clock as _;
use hallmark_engine::stream::Stream;
use hallmark_engine::stream::SystemClock;
use hallmark_engine::verdict::Verdict;
use hallmark_reference::faults::Fault;
use hallmark_scenarios::ledger;
use hallmark_scenarios::suite::Suite;
use indicatif::ProgressBar;
use tokio::runtime;

use crate::failure::Failure;
use crate::run::scenarios;
use crate::run::target::Target;

/// The suite, and what it makes of the honest device.
pub(super) struct Laboratory {
    suite: Suite,
    profile: Profile,
    plan: Plan,
    /// How often the suite remarked on the honest device, by test.
    remarks: BTreeMap<String, usize>,
}

/// What came of one fault.
pub(super) struct Trial {
    pub(super) fault: &'static Fault,
    /// How many tests were run.
    pub(super) tried: usize,
    /// Those that failed.
    pub(super) failed: Vec<String>,
    /// Those that came to no judgement.
    pub(super) unjudged: Vec<String>,
    /// Those with more remarks than on the honest device.
    pub(super) remarked: Vec<String>,
}

/// How a fault was noticed, from best to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Noticed {
    /// A test failed.
    Failed,
    /// A test came to no judgement, and none failed.
    Unjudged,
    /// There was a remark, and no more.
    Remarked,
    /// All was as with the honest device.
    Missed,
}

impl Laboratory {
    /// Runs the whole suite against the honest device, which must pass.
    pub(super) fn open(features: Option<&Path>, jobs: usize) -> Result<Self, Failure> {
        let suite = match features {
            None => Suite::embedded().map_err(|error| Failure::internal_from(&error))?,
            Some(folder) => Suite::from_folder(folder).map_err(|error| {
                Failure::usage_from(&error).advise("a folder of .feature files, such as scenarios/features")
            })?,
        };
        let profile = Profile::embedded("embedded reference", env!("CARGO_PKG_VERSION"), TargetKind::Esme);
        let entries = suite.plan_entries().map_err(|error| Failure::usage_from(&error))?;
        let planner = Planner {
            suite: &entries,
            profile: &profile,
            link_hooks: &[],
            ledger_clauses: u64::try_from(ledger::clauses().len()).unwrap_or(u64::MAX),
            today: Date::of(SystemClock.now()),
        };
        let selection = Selection { pack: None, tags: None, ids: Vec::new(), shard: Shard::default() };
        let mut plan = planner.plan(&selection).map_err(|error| Failure::usage_from(&error))?;
        plan.tests.retain(|test| test.not_applicable.is_none());
        let mut laboratory = Self { suite, profile, plan, remarks: BTreeMap::new() };
        laboratory.control(jobs)?;
        Ok(laboratory)
    }

    /// How many tests there are.
    pub(super) fn tests(&self) -> usize {
        self.plan.tests.len()
    }

    /// Tries every fault, several at a time.
    pub(super) fn try_all(
        &self,
        faults: &[&'static Fault],
        thorough: bool,
        jobs: usize,
        bar: &ProgressBar,
    ) -> Result<Vec<Trial>, Failure> {
        let next = AtomicUsize::new(0);
        let trials = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    while let Some((number, fault)) = {
                        let number = next.fetch_add(1, Ordering::SeqCst);
                        faults.get(number).map(|fault| (number, *fault))
                    } {
                        let trial = self.try_one(fault, thorough);
                        bar.inc(1);
                        trials.lock().unwrap_or_else(PoisonError::into_inner).push((number, trial));
                    }
                });
            }
        });
        bar.finish_and_clear();
        let mut trials = trials.into_inner().unwrap_or_else(PoisonError::into_inner);
        trials.sort_by_key(|(number, _)| *number);
        trials.into_iter().map(|(_, trial)| trial).collect()
    }

    fn control(&mut self, jobs: usize) -> Result<(), Failure> {
        let results = self.run(&self.plan, &[], jobs)?;
        if let Some(test) = results.iter().find(|test| test.verdict != Verdict::Pass) {
            let reason = test.reason.as_ref().map(ToString::to_string).unwrap_or_default();
            let problem = format!(
                "try faults: expected the honest device to pass every test, but {} is {}: {reason}",
                test.plan.id, test.verdict
            );
            return Err(Failure::lost(problem).advise("hallmark run"));
        }
        self.remarks = results.into_iter().map(|test| (test.plan.id, test.observations.len())).collect();
        Ok(())
    }

    /// Some rows of each outline, and if that is not enough, the rest.
    fn try_one(&self, fault: &'static Fault, thorough: bool) -> Result<Trial, Failure> {
        let mut trial =
            Trial { fault, tried: 0, failed: Vec::new(), unjudged: Vec::new(), remarked: Vec::new() };
        let (first, rest) = self.passes(thorough);
        for plan in [first, rest] {
            if plan.tests.is_empty() || !trial.failed.is_empty() {
                break;
            }
            for test in self.run(&plan, &[fault], 1)? {
                self.take(&mut trial, test);
            }
        }
        Ok(trial)
    }

    fn take(&self, trial: &mut Trial, test: TestResult) {
        trial.tried += 1;
        let usual = self.remarks.get(&test.plan.id).copied().unwrap_or_default();
        if test.observations.len() > usual {
            trial.remarked.push(test.plan.id.clone());
        }
        match test.verdict {
            Verdict::Fail => trial.failed.push(test.plan.id),
            Verdict::Error | Verdict::Inconclusive => trial.unjudged.push(test.plan.id),
            Verdict::NotApplicable | Verdict::Pass | Verdict::Waived => {}
        }
    }

    /// The tests to run first, and the others.
    fn passes(&self, thorough: bool) -> (Plan, Plan) {
        let part = |tests| Plan { tests, scope: self.plan.scope.clone() };
        if thorough {
            return (part(self.plan.tests.clone()), part(Vec::new()));
        }
        let outline = |test: &TestPlan| test.id.split('/').next().unwrap_or_default().to_owned();
        let mut rows: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for test in &self.plan.tests {
            rows.entry(outline(test)).or_default().0 += 1;
        }
        let mut is_first = |test: &TestPlan| {
            let (all, seen) = rows.entry(outline(test)).or_default();
            let at = *seen;
            *seen += 1;
            (at * SAMPLE) % (*all).max(1) < SAMPLE
        };
        let (first, rest) = self.plan.tests.iter().cloned().partition(|test| is_first(test));
        (part(first), part(rest))
    }

    fn run(&self, plan: &Plan, faults: &[&Fault], jobs: usize) -> Result<Vec<TestResult>, Failure> {
        let target = Target::with_faults(&self.profile, SEED, faults)?;
        let info = RunInfo {
            tool: Tool {
                name: "hallmark".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                build: String::new(),
            },
            id: String::new(),
            seed: SEED,
            profile: String::new(),
            shard: Shard::default(),
            target: self.profile.results_target(),
            waivers: Vec::new(),
            today: Date::of(SystemClock.now()),
        };
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Failure::lost(format!("start the runtime: {error}")))?;
        let stream = Stream::start(info, plan.clone(), Arc::new(SystemClock), Vec::new());
        let stop = Arc::new(AtomicBool::new(false));
        let end = scenarios::run_on(&runtime, &self.suite, plan, target, &stream, SEED, Some(jobs), stop);
        Ok(stream.finish(end).results.tests)
    }
}

impl Trial {
    pub(super) fn noticed(&self) -> Noticed {
        if !self.failed.is_empty() {
            Noticed::Failed
        } else if !self.unjudged.is_empty() {
            Noticed::Unjudged
        } else if !self.remarked.is_empty() {
            Noticed::Remarked
        } else {
            Noticed::Missed
        }
    }

    /// The tests that noticed it.
    pub(super) fn by(&self) -> &[String] {
        match self.noticed() {
            Noticed::Failed => &self.failed,
            Noticed::Unjudged => &self.unjudged,
            Noticed::Remarked | Noticed::Missed => &self.remarked,
        }
    }
}

impl Noticed {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Failed => "noticed",
            Self::Unjudged => "unjudged",
            Self::Remarked => "remarked",
            Self::Missed => "missed",
        }
    }
}

const SEED: u64 = 1;
/// How many rows of an outline are run first.
const SAMPLE: usize = 6;
