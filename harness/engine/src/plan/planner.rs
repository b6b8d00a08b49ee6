//! Selects tests and compares what they need with what the profile claims.

use std::collections::BTreeSet;

use crate::date::Date;
use crate::nearest::nearest;
use crate::plan::Needs;
use crate::plan::PlanError;
use crate::plan::Selection;
use crate::plan::SuiteTest;
use crate::plan::selection::names;
use crate::profile::Hook;
use crate::profile::Profile;
use crate::profile::role_name;
use crate::results::Scope;
use crate::results::TestPlan;

/// What will run, and why the rest of what was selected will not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Every selected test in the order of the suite.
    pub tests: Vec<TestPlan>,
    /// What the selection covers.
    pub scope: Scope,
}

impl Plan {
    /// The tests that will run.
    pub fn applicable(&self) -> impl Iterator<Item = &TestPlan> {
        self.tests.iter().filter(|test| test.not_applicable.is_none())
    }
}

/// What a plan is made from.
#[derive(Debug, Clone)]
pub struct Planner<'p> {
    /// Every test there is, in order.
    pub suite: &'p [SuiteTest],
    /// What the target claims.
    pub profile: &'p Profile,
    /// What the link can do besides carrying messages, for example what an adapter says it supports.
    pub link_hooks: &'p [Hook],
    /// How many clauses the ledger has.
    pub ledger_clauses: u64,
    /// The day of the run, by which waivers expire.
    pub today: Date,
}

impl Planner<'_> {
    /// Plans a selection.
    ///
    /// # Errors
    ///
    /// What was asked for does not exist, or nothing is left to run or to explain.
    pub fn plan(&self, selection: &Selection) -> Result<Plan, PlanError> {
        self.check_suite()?;
        self.check_waivers()?;
        self.check_names(selection)?;
        let selected: Vec<&SuiteTest> = self.suite.iter().filter(|test| selection.includes(test)).collect();
        if selected.is_empty() {
            return Err(self.nothing(selection));
        }
        let shard = selection.shard;
        let tests: Vec<TestPlan> = (0..)
            .zip(&selected)
            .filter(|(position, _)| shard.has(*position))
            .map(|(_, test)| self.test(test))
            .collect();
        if tests.is_empty() {
            return Err(PlanError::EmptyShard { shards: shard.count(), selected: selected.len() });
        }
        let scope = self.scope(selection, &tests);
        Ok(Plan { tests, scope })
    }

    fn test(&self, test: &SuiteTest) -> TestPlan {
        let missing = self.missing(&test.needs);
        TestPlan {
            id: test.id.clone(),
            title: test.title.clone(),
            feature: test.feature.clone(),
            clauses: test.clauses.clone(),
            sections: test.sections.clone(),
            side: test.side,
            not_applicable: (!missing.is_empty()).then(|| missing.join("; ")),
        }
    }

    /// Every claim that the test needs and the profile does not make.
    fn missing(&self, needs: &Needs) -> Vec<String> {
        let Profile { target, claims, link, parties, hooks, .. } = self.profile;
        let mut missing = Vec::new();
        if !needs.kinds.is_empty() && !needs.kinds.contains(&target.kind) {
            let kinds: Vec<&str> = needs.kinds.iter().map(|kind| kind.name()).collect();
            missing.push(format!("[target] kind is {}, not {}", target.kind, kinds.join(" or ")));
        }
        for (key, claim, names) in [
            ("use_cases", &claims.use_cases, &needs.use_cases),
            ("service_requests", &claims.service_requests, &needs.service_requests),
            ("features", &claims.features, &needs.features),
        ] {
            let unclaimed = names.iter().filter(|name| !claim.includes(name));
            missing.extend(unclaimed.map(|name| format!("[claims] {key} has no {name}")));
        }
        // The embedded target brings the credentials of every role, unless the profile gives its own.
        let embedded = link.is_loopback() && parties.is_empty();
        let unknown = needs.roles.iter().filter(|role| !parties.values().any(|party| party.role == **role));
        missing.extend(
            unknown
                .filter(|_| !embedded)
                .map(|role| format!("[parties] has none with the role {}", role_name(*role))),
        );
        let undoable =
            needs.hooks.iter().filter(|hook| !hooks.contains_key(hook) && !self.link_hooks.contains(hook));
        missing.extend(undoable.map(|hook| format!("[hooks] has no {hook}, and the link cannot do it")));
        if needs.reopened_link && !link.can_reopen() {
            missing.push(
                "[link] han is no link that this side can open again while the target goes on".to_owned(),
            );
        }
        missing
    }

    fn scope(&self, selection: &Selection, tests: &[TestPlan]) -> Scope {
        let applicable: Vec<&TestPlan> = tests.iter().filter(|test| test.not_applicable.is_none()).collect();
        let clauses: BTreeSet<&String> = applicable.iter().flat_map(|test| &test.clauses).collect();
        let planned: BTreeSet<&str> = tests.iter().map(|test| test.id.as_str()).collect();
        let in_force = self.profile.waivers.iter().filter(|waiver| waiver.expires >= self.today);
        Scope {
            selection: selection.to_string(),
            suite: self.suite.len() as u64,
            selected: tests.len() as u64,
            applicable: applicable.len() as u64,
            ledger_clauses: self.ledger_clauses,
            covered_clauses: clauses.len() as u64,
            waivers: in_force
                .filter(|waiver| planned.contains(waiver.test.as_str()))
                .map(|waiver| waiver.test.clone())
                .collect(),
        }
    }

    fn check_suite(&self) -> Result<(), PlanError> {
        let mut ids = BTreeSet::new();
        match self.suite.iter().find(|test| !ids.insert(&test.id)) {
            Some(test) => Err(PlanError::DuplicateId { id: test.id.clone() }),
            None => Ok(()),
        }
    }

    fn check_waivers(&self) -> Result<(), PlanError> {
        let unknown =
            self.profile.waivers.iter().find(|waiver| !self.suite.iter().any(|test| test.id == waiver.test));
        match unknown {
            Some(waiver) => {
                let nearest = self.nearest_ids(&waiver.test);
                Err(PlanError::UnknownWaiver { test: waiver.test.clone(), nearest })
            }
            None => Ok(()),
        }
    }

    fn check_names(&self, selection: &Selection) -> Result<(), PlanError> {
        if let Some(pack) = &selection.pack {
            let known: BTreeSet<&str> =
                self.suite.iter().flat_map(|test| &test.packs).map(String::as_str).collect();
            if !known.contains(pack.as_str()) {
                return Err(PlanError::UnknownPack {
                    pack: pack.clone(),
                    nearest: owned(nearest(pack, known.iter().copied(), SUGGESTIONS)),
                    known: owned(known),
                });
            }
        }
        let unknown = selection.ids.iter().find(|id| !self.suite.iter().any(|test| names(id, &test.id)));
        match unknown {
            Some(id) => Err(PlanError::UnknownId {
                id: id.clone(),
                nearest: self.nearest_ids(id),
                known: self.clauses(),
            }),
            None => Ok(()),
        }
    }

    fn nothing(&self, selection: &Selection) -> PlanError {
        let known: BTreeSet<&str> =
            self.suite.iter().flat_map(|test| &test.tags).map(String::as_str).collect();
        let asked = selection.tags.iter().flat_map(|tags| tags.tags());
        let unknown = asked.filter(|tag| !known.contains(tag));
        let near = unknown.flat_map(|tag| nearest(tag, known.iter().copied(), SUGGESTIONS));
        PlanError::NothingSelected {
            selection: selection.to_string(),
            suite: self.suite.len(),
            nearest: near.map(|tag| format!("@{tag}")).collect(),
        }
    }

    /// What stands before the first dot or slash of the ids.
    fn clauses(&self) -> Vec<String> {
        let clause = |test: &'_ SuiteTest| test.id.split(['.', '/']).next().unwrap_or_default().to_owned();
        let clauses: BTreeSet<String> = self.suite.iter().map(clause).collect();
        clauses.into_iter().collect()
    }

    /// Ids, and what stands before their slashes.
    fn nearest_ids(&self, written: &str) -> Vec<String> {
        let written = written.trim_end_matches('/');
        let ids = self.suite.iter().map(|test| test.id.as_str());
        let parts = ids.clone().flat_map(|id| id.match_indices('/').filter_map(|(at, _)| id.get(..at)));
        let names: BTreeSet<&str> = ids.chain(parts).collect();
        owned(nearest(written, names, SUGGESTIONS))
    }
}

fn owned<'n>(names: impl IntoIterator<Item = &'n str>) -> Vec<String> {
    names.into_iter().map(str::to_owned).collect()
}

const SUGGESTIONS: usize = 3;
