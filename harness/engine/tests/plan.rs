//! Plans: what is selected, what applies, and what is refused.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use hallmark_engine::date::Date;
use hallmark_engine::plan::Needs;
use hallmark_engine::plan::Plan;
use hallmark_engine::plan::PlanError;
use hallmark_engine::plan::Planner;
use hallmark_engine::plan::Selection;
use hallmark_engine::plan::Shard;
use hallmark_engine::plan::SuiteTest;
use hallmark_engine::profile::Address;
use hallmark_engine::profile::Claim;
use hallmark_engine::profile::Command;
use hallmark_engine::profile::FileSource;
use hallmark_engine::profile::Hook;
use hallmark_engine::profile::Party;
use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;
use hallmark_engine::results::Side;
use hallmark_engine::results::Waiver;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::tables::Role;

fn test(id: &str, clause: &str, tags: &[&str], pack: &str, needs: Needs) -> SuiteTest {
    SuiteTest {
        id: id.into(),
        title: format!("title of {id}"),
        feature: "feature".into(),
        clauses: vec![clause.into()],
        sections: vec!["GBCS 6.2.4".into()],
        side: Side::Negative,
        tags: tags.iter().map(ToString::to_string).collect(),
        packs: vec![pack.into()],
        needs,
    }
}

fn needs_use_case(name: &str) -> Needs {
    Needs { use_cases: vec![name.into()], ..Needs::default() }
}

fn suite() -> Vec<SuiteTest> {
    vec![
        test("G-53.mac/ECS01a/supplier", "G-53", &["negative", "slow"], "device", needs_use_case("ECS01a")),
        test("G-53.mac/ECS02/supplier", "G-53", &["negative"], "device", needs_use_case("ECS02")),
        test("G-53.macro", "G-54", &["positive"], "smoke", Needs::default()),
        test("H-01.top-up", "H-01", &["positive"], "device", needs_use_case("CS01a")),
    ]
}

fn today() -> Date {
    "2026-11-23".parse().unwrap()
}

fn plan_with(
    suite: &[SuiteTest],
    profile: &Profile,
    hooks: &[Hook],
    selection: &Selection,
) -> Result<Plan, PlanError> {
    Planner { suite, profile, link_hooks: hooks, ledger_clauses: 100, today: today() }.plan(selection)
}

fn plan(selection: &Selection) -> Result<Plan, PlanError> {
    plan_with(&suite(), &Profile::embedded("Meter", "1", TargetKind::Esme), &[], selection)
}

fn ids(plan: &Plan) -> Vec<&str> {
    plan.tests.iter().map(|test| test.id.as_str()).collect()
}

#[test]
fn without_a_selection_everything_is_planned_in_order() {
    let plan = plan(&Selection::default()).unwrap();
    assert_eq!(ids(&plan), suite().iter().map(|test| test.id.as_str()).collect::<Vec<_>>());
    assert_eq!(plan.applicable().count(), 4);
    assert_eq!(plan.scope.selection, "everything");
    assert_eq!((plan.scope.suite, plan.scope.selected, plan.scope.applicable), (4, 4, 4));
    assert_eq!((plan.scope.ledger_clauses, plan.scope.covered_clauses), (100, 3));
}

#[test]
fn parts_of_a_selection_intersect_and_ids_unite() {
    let selection = |pack: &str, tags: &str, ids: &[&str]| Selection {
        pack: (!pack.is_empty()).then(|| pack.to_owned()),
        tags: (!tags.is_empty()).then(|| tags.parse().unwrap()),
        ids: ids.iter().map(ToString::to_string).collect(),
        shard: Shard::default(),
    };
    for (pack, tags, wanted, expected, words) in [
        ("smoke", "", vec![], vec!["G-53.macro"], "pack smoke"),
        (
            "",
            "not slow",
            vec![],
            vec!["G-53.mac/ECS02/supplier", "G-53.macro", "H-01.top-up"],
            "tags not @slow",
        ),
        ("", "", vec!["G-53.macro"], vec!["G-53.macro"], "ids G-53.macro"),
        (
            "",
            "",
            vec!["G-53.mac"],
            vec!["G-53.mac/ECS01a/supplier", "G-53.mac/ECS02/supplier"],
            "ids G-53.mac",
        ),
        ("", "", vec!["G-53.mac/ECS02/"], vec!["G-53.mac/ECS02/supplier"], "ids G-53.mac/ECS02/"),
        (
            "",
            "",
            vec!["H-01.top-up", "G-53.macro"],
            vec!["G-53.macro", "H-01.top-up"],
            "ids H-01.top-up, G-53.macro",
        ),
        (
            "device",
            "@negative and not @slow",
            vec!["G-53.mac"],
            vec!["G-53.mac/ECS02/supplier"],
            "pack device; tags @negative and not @slow; ids G-53.mac",
        ),
    ] {
        let plan = plan(&selection(pack, tags, &wanted)).unwrap();
        assert_eq!(ids(&plan), expected, "{words}");
        assert_eq!(plan.scope.selection, words);
    }
}

#[test]
fn shards_share_the_selection_out() {
    let shard = |text: &str| Selection { shard: text.parse().unwrap(), ..Selection::default() };
    let (first, second) = (plan(&shard("1/2")).unwrap(), plan(&shard("2/2")).unwrap());
    assert_eq!(ids(&first), ["G-53.mac/ECS01a/supplier", "G-53.macro"]);
    assert_eq!(ids(&second), ["G-53.mac/ECS02/supplier", "H-01.top-up"]);
    assert_eq!((first.scope.suite, first.scope.selected), (4, 2));
    assert_eq!(plan(&shard("5/5")), Err(PlanError::EmptyShard { shards: 5, selected: 4 }));
}

#[test]
fn what_is_not_claimed_does_not_apply_and_every_missing_claim_is_named() {
    let needs = Needs {
        kinds: vec![TargetKind::Gsme, TargetKind::Chf],
        use_cases: vec!["ECS02".into(), "ECS99".into()],
        service_requests: vec!["4.1.1".into()],
        features: vec!["prepayment".into()],
        roles: vec![Role::Supplier, Role::LoadController],
        hooks: vec![Hook::Press, Hook::PowerCycle, Hook::SetClock],
        reopened_link: true,
    };
    let suite = [test("x", "X", &[], "p", needs), test("y", "Y", &[], "p", Needs::default())];
    let mut profile = Profile::embedded("Meter", "1", TargetKind::Esme);
    profile.claims.use_cases = Claim::from_iter(["ECS02"]);
    profile.claims.features = Claim::NONE;
    profile.link.han = Some(Address::new("gfi://127.0.0.1:9000"));
    profile.hooks.insert(Hook::PowerCycle, Command::new("cycle"));
    let keys = FileSource::Folder("keys".into());
    profile.parties.insert("s".into(), Party { role: Role::Supplier, eui: EntityId([1; 8]), keys });

    let plan = plan_with(&suite, &profile, &[Hook::SetClock], &Selection::default()).unwrap();
    assert_eq!(
        plan.tests.first().unwrap().not_applicable.as_deref(),
        Some(
            "[target] kind is esme, not gsme or chf; [claims] use_cases has no ECS99; [claims] \
             service_requests has no 4.1.1; [claims] features has no prepayment; [parties] has none with the \
             role load-controller; [hooks] has no press, and the link cannot do it"
        )
    );
    assert_eq!(plan.tests.last().unwrap().not_applicable, None);
    assert_eq!((plan.scope.selected, plan.scope.applicable, plan.scope.covered_clauses), (2, 1, 1));
}

#[test]
fn each_need_is_met_by_its_claim() {
    let mut profile = Profile::embedded("Meter", "1", TargetKind::Esme);
    profile.claims.service_requests = Claim::from_iter(["4.1.1"]);
    let needs = Needs {
        kinds: vec![TargetKind::Gsme, TargetKind::Esme],
        use_cases: vec!["ECS99".into()],
        service_requests: vec!["4.1.1".into()],
        features: vec!["prepayment".into()],
        // The embedded target brings its own parties.
        roles: Role::ALL.to_vec(),
        hooks: vec![Hook::Press],
        reopened_link: true,
    };
    let suite = [test("x", "X", &[], "p", needs)];
    let plan = plan_with(&suite, &profile, &[Hook::Press], &Selection::default()).unwrap();
    assert_eq!(plan.applicable().count(), 1);
}

#[test]
fn a_link_is_opened_again_where_that_leaves_the_target_as_it_is() {
    let needs = Needs { reopened_link: true, ..Needs::default() };
    let suite = [test("x", "X", &[], "p", needs), test("y", "Y", &[], "p", Needs::default())];
    let applicable = |url: &str| {
        let mut profile = Profile::embedded("Meter", "1", TargetKind::Esme);
        profile.link.han = Some(Address::new(url));
        plan_with(&suite, &profile, &[], &Selection::default()).unwrap().applicable().count()
    };
    for (url, count) in [
        ("loopback:", 2),
        ("gfi://127.0.0.1:9000", 2),
        ("wrapper://127.0.0.1:4059", 2),
        ("gfi+listen://127.0.0.1:9000", 1),
        ("exec:adapter", 1),
    ] {
        assert_eq!(applicable(url), count, "{url}");
    }
}

#[test]
fn what_does_not_exist_is_refused_with_what_is_near() {
    let owned = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let ids = |id: &str| Selection { ids: vec![id.into()], ..Selection::default() };
    let known = owned(&["G-53", "H-01"]);
    assert_eq!(
        plan(&ids("G-53.macor")),
        Err(PlanError::UnknownId {
            id: "G-53.macor".into(),
            nearest: owned(&["G-53.macro", "G-53.mac"]),
            known: known.clone(),
        })
    );
    assert_eq!(plan(&ids("")), Err(PlanError::UnknownId { id: String::new(), nearest: Vec::new(), known }));
    let pack = |pack: &str| Selection { pack: Some(pack.into()), ..Selection::default() };
    let error = plan(&pack("devise")).unwrap_err();
    assert_eq!(
        error,
        PlanError::UnknownPack {
            pack: "devise".into(),
            known: owned(&["device", "smoke"]),
            nearest: owned(&["device"]),
        }
    );
    assert_eq!(
        error.to_string(),
        "plan: expected one of the packs device, smoke, found `devise`; did you mean `device`?"
    );
    let tags = |tags: &str| Selection { tags: Some(tags.parse().unwrap()), ..Selection::default() };
    assert_eq!(
        plan(&tags("@positiv and @negative")),
        Err(PlanError::NothingSelected {
            selection: "tags @positiv and @negative".into(),
            suite: 4,
            nearest: owned(&["@positive"]),
        })
    );
}

#[test]
fn a_suite_with_one_id_twice_is_refused() {
    let suite = [test("x", "X", &[], "p", Needs::default()), test("x", "Y", &[], "p", Needs::default())];
    let profile = Profile::embedded("Meter", "1", TargetKind::Esme);
    assert_eq!(
        plan_with(&suite, &profile, &[], &Selection::default()),
        Err(PlanError::DuplicateId { id: "x".into() })
    );
}

#[test]
fn waivers_name_tests_and_are_in_force_to_their_last_day() {
    let waiver = |test: &str, expires: &str| Waiver {
        test: test.into(),
        clause: "G-53".into(),
        owner: "owner".into(),
        reason: "known".into(),
        expires: expires.parse().unwrap(),
    };
    let mut profile = Profile::embedded("Meter", "1", TargetKind::Esme);
    profile.waivers = vec![
        waiver("G-53.macro", "2026-11-23"),
        waiver("G-53.mac/ECS02/supplier", "2026-11-22"),
        waiver("H-01.top-up", "2027-01-01"),
    ];
    let plan = plan_with(&suite(), &profile, &[], &Selection::default()).unwrap();
    assert_eq!(plan.scope.waivers, ["G-53.macro", "H-01.top-up"]);
    let smoke = Selection { pack: Some("smoke".into()), ..Selection::default() };
    assert_eq!(plan_with(&suite(), &profile, &[], &smoke).unwrap().scope.waivers, ["G-53.macro"]);

    profile.waivers.push(waiver("H-01.topup", "2027-01-01"));
    assert_eq!(
        plan_with(&suite(), &profile, &[], &Selection::default()),
        Err(PlanError::UnknownWaiver { test: "H-01.topup".into(), nearest: vec!["H-01.top-up".into()] })
    );
}
