//! Profiles: what is read, what is refused and where, and that what is written is read back.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "helpers of tests")]

use core::time::Duration;
use std::collections::BTreeMap;
use std::path::Path;
use std::path::PathBuf;

use hallmark_engine::profile::Address;
use hallmark_engine::profile::Claim;
use hallmark_engine::profile::Claims;
use hallmark_engine::profile::Command;
use hallmark_engine::profile::Device;
use hallmark_engine::profile::DuisLink;
use hallmark_engine::profile::FileSource;
use hallmark_engine::profile::Hook;
use hallmark_engine::profile::Judgement;
use hallmark_engine::profile::Link;
use hallmark_engine::profile::PARTY_ROLES;
use hallmark_engine::profile::Party;
use hallmark_engine::profile::Profile;
use hallmark_engine::profile::Session;
use hallmark_engine::profile::SpecificationVersion;
use hallmark_engine::profile::Target;
use hallmark_engine::profile::TargetKind;
use hallmark_engine::results::Waiver;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::use_cases;
use proptest::collection::btree_map;
use proptest::collection::btree_set;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Ten lines, as a manufacturer would write them.
const SHORT: &str = r#"[target]
name = "Meter"
version = "1.0"
kind = "esme"
gbcs = "4.3"
[claims]
use_cases = "all"
[link]
han = "gfi://127.0.0.1:9000"
[parties]
acb = { role = "acb", eui = "0200000000000002", keys = "keys" }
[device]
eui = "02-00-00-00-00-00-00-A0"
certificates = "keys"
"#;

const WHOLE: &str = r#"
[target]
name = "Meter"
version = "2.0-rc1"
kind = "ESME"
gbcs = "4.3"
duis = "5.4"
artefact = "sha256:00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"

[claims]
use_cases = ["ECS17b", "ECS26c"]
service_requests = ["4.1.1"]
features = "all"

[link]
han = "exec:./adapter --verbose"
timeout_ms = 2_000
settle_ms = 0
connect_timeout_ms = 0x64

[link.duis]
transform = "https://127.0.0.1:1/transform"
send_command = "https://127.0.0.1:1/send"
non_device = "https://127.0.0.1:1/other"
listen = "127.0.0.1:9443"
client_certificate = "tls/client.pem"
client_key = "tls/client.key"
ca = "/etc/ca.pem"

[parties.supplier]
role = "supplier"
eui = "02:00:00:00:00:00:00:01"
keys = ["s-ds.pem", "s-ds.key"]

[parties."old broker"]
role = "accessControlBroker"
eui = "0200000000000002"
keys = "/keys"

[device]
eui = "02-00-00-00-00-00-00-A0"
certificates = ["d-ds.pem", "d-ka.pem"]

[hooks]
reset = "./reset --all"
power_cycle = "./cycle"

[[waivers]]
test = "ECS17b/answer"
clause = "GBCS 6.2.4"
owner = "firmware"
reason = "known"
expires = 2027-03-31

[[waivers]]
test = "ECS26c/answer"
clause = "H-03"
owner = "firmware"
reason = "also known"
expires = "2027-04-30"

[judgement]
strict = ["data-types"]

[session]
counter_start = "18446744073709551615"
"#;

fn read(text: &str) -> Result<Profile, String> {
    Profile::from_toml(text, Path::new("/lab")).map_err(|error| error.to_string())
}

#[test]
fn every_key_is_read() {
    let eui = |last| EntityId([2, 0, 0, 0, 0, 0, 0, last]);
    let waiver = |test: &str, clause: &str, reason: &str, expires: &str| Waiver {
        test: test.into(),
        clause: clause.into(),
        owner: "firmware".into(),
        reason: reason.into(),
        expires: expires.parse().unwrap(),
    };
    let expected = Profile {
        target: Target {
            name: "Meter".into(),
            version: "2.0-rc1".into(),
            kind: TargetKind::Esme,
            gbcs: SpecificationVersion { major: 4, minor: 3 },
            duis: Some(SpecificationVersion { major: 5, minor: 4 }),
            artefact: Some(
                "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff".parse().unwrap(),
            ),
        },
        claims: Claims {
            use_cases: Claim::from_iter(["ECS17b", "ECS26c"]),
            service_requests: Claim::from_iter(["4.1.1"]),
            features: Claim::All,
        },
        link: Link {
            han: Some(Address::new("exec:./adapter --verbose")),
            timeout: Duration::from_secs(2),
            settle: Duration::ZERO,
            connect_timeout: Duration::from_millis(100),
            duis: Some(DuisLink {
                transform: Some(Address::new("https://127.0.0.1:1/transform")),
                send_command: Some(Address::new("https://127.0.0.1:1/send")),
                non_device: Some(Address::new("https://127.0.0.1:1/other")),
                listen: Some("127.0.0.1:9443".into()),
                client_certificate: Some("/lab/tls/client.pem".into()),
                client_key: Some("/lab/tls/client.key".into()),
                ca: Some("/etc/ca.pem".into()),
            }),
        },
        parties: BTreeMap::from([
            (
                "supplier".into(),
                Party {
                    role: Role::Supplier,
                    eui: eui(1),
                    keys: FileSource::Files(vec!["/lab/s-ds.pem".into(), "/lab/s-ds.key".into()]),
                },
            ),
            (
                "old broker".into(),
                Party {
                    role: Role::AccessControlBroker,
                    eui: eui(2),
                    keys: FileSource::Folder("/keys".into()),
                },
            ),
        ]),
        device: Some(Device {
            eui: eui(0xA0),
            certificates: FileSource::Files(vec!["/lab/d-ds.pem".into(), "/lab/d-ka.pem".into()]),
        }),
        hooks: BTreeMap::from([
            (Hook::Reset, Command::new("./reset --all")),
            (Hook::PowerCycle, Command::new("./cycle")),
        ]),
        waivers: vec![
            waiver("ECS17b/answer", "GBCS 6.2.4", "known", "2027-03-31"),
            waiver("ECS26c/answer", "H-03", "also known", "2027-04-30"),
        ],
        judgement: Judgement { strict: ["data-types".to_owned()].into() },
        session: Session { counter_start: Some(u64::MAX) },
    };
    assert_eq!(read(WHOLE), Ok(expected));
}

#[test]
fn a_short_profile_has_the_defaults() {
    let profile = read(SHORT).unwrap();
    assert_eq!(profile.link.timeout, Duration::from_millis(5_000));
    assert_eq!(profile.link.settle, Duration::from_millis(50));
    assert_eq!(profile.link.connect_timeout, Duration::from_millis(5_000));
    assert_eq!(profile.claims.features, Claim::NONE);
    assert_eq!(profile.party(Role::AccessControlBroker).map(|(name, _)| name), Some("acb"));
    assert_eq!(profile.party(Role::Supplier), None);
    assert!(!profile.link.is_loopback());
    assert_eq!(profile.results_target().link, "gfi://127.0.0.1:9000");
}

#[test]
fn use_cases_are_claimed_by_any_of_their_names() {
    let profile = read(&SHORT.replace("\"all\"", "[\"ecs17B\", \"CCS04\"]")).unwrap();
    assert_eq!(profile.claims.use_cases, Claim::from_iter(["ECS17b", "CCS05/CCS04"]));
}

#[test]
fn the_embedded_target_needs_no_credentials() {
    let profile = Profile::embedded("Reference", "1", TargetKind::Esme);
    assert!(profile.link.is_loopback());
    assert_eq!(read(&profile.to_toml()), Ok(profile));
}

#[test]
fn what_may_be_secret_is_not_shown() {
    let mut profile = read(WHOLE).unwrap();
    profile.link.han = Some(Address::new("exec:adapter --pin S3CRET"));
    profile.hooks.insert(Hook::Press, Command::new("press S3CRET"));
    assert!(!format!("{profile:?}").contains("S3CRET"));
    assert!(!profile.results_target().link.contains("S3CRET"));
}

fn name() -> impl Strategy<Value = String> {
    "[^\\p{Cc}]{0,12}[a-zA-Z0-9'\"\\\\é€#=.-]"
}

fn path() -> impl Strategy<Value = PathBuf> {
    "(/[a-z. \"'\\\\]{1,8}|[a-z\"'\\\\])".prop_map(PathBuf::from)
}

fn files() -> impl Strategy<Value = FileSource> {
    prop_oneof![path().prop_map(FileSource::Folder), vec(path(), 1..4).prop_map(FileSource::Files)]
}

fn address() -> impl Strategy<Value = Address> {
    "[a-z+]{1,8}:[^\\p{Cc}]{0,12}".prop_map(Address::new)
}

fn version() -> impl Strategy<Value = SpecificationVersion> {
    any::<(u16, u16)>().prop_map(|(major, minor)| SpecificationVersion { major, minor })
}

fn claim() -> impl Strategy<Value = Claim> {
    prop_oneof![Just(Claim::All), btree_set(name(), 0..4).prop_map(Claim::Only)]
}

fn use_case_claim() -> impl Strategy<Value = Claim> {
    let names = vec(proptest::sample::select(use_cases()), 0..4);
    prop_oneof![Just(Claim::All), names.prop_map(|cases| cases.iter().map(|case| case.name).collect())]
}

fn target() -> impl Strategy<Value = Target> {
    let kind = (0..TargetKind::ALL.len()).prop_map(|index| TargetKind::ALL[index]);
    let artefact = option::of("sha256:[0-9a-f]{64}".prop_map(|text| text.parse().unwrap()));
    (name(), name(), kind, version(), option::of(version()), artefact).prop_map(
        |(name, version, kind, gbcs, duis, artefact)| Target { name, version, kind, gbcs, duis, artefact },
    )
}

fn duis() -> impl Strategy<Value = DuisLink> {
    let client = option::of((path(), path()));
    let urls = (option::of(address()), option::of(address()), option::of(address()));
    (urls, option::of(name()), client, option::of(path())).prop_map(
        |((transform, send_command, non_device), listen, client, ca)| {
            let (client_certificate, client_key) = client.unzip();
            DuisLink { transform, send_command, non_device, listen, client_certificate, client_key, ca }
        },
    )
}

fn link() -> impl Strategy<Value = Link> {
    let millis = |least| (least..=3_600_000_u64).prop_map(Duration::from_millis);
    (address(), millis(1), millis(0), millis(1), option::of(duis())).prop_map(
        |(han, timeout, settle, connect_timeout, duis)| Link {
            han: Some(han),
            timeout,
            settle,
            connect_timeout,
            duis,
        },
    )
}

fn waiver() -> impl Strategy<Value = Waiver> {
    let day = (1970..=9999_u16, 1..=12_u8, 1..=28_u8);
    (name(), name(), name(), name(), day).prop_map(|(test, clause, owner, reason, (year, month, day))| {
        Waiver {
            test,
            clause,
            owner,
            reason,
            expires: hallmark_engine::date::Date::new(year, month, day).unwrap(),
        }
    })
}

prop_compose! {
    fn profile()(
        target in target(),
        claims in (use_case_claim(), claim(), claim()),
        link in link(),
        parties in btree_map(name(), (0..PARTY_ROLES.len(), any::<[u8; 8]>(), files()), 1..4),
        device in (any::<[u8; 8]>(), files()),
        hooks in btree_map((0..Hook::ALL.len()).prop_map(|index| Hook::ALL[index]), name().prop_map(Command::new), 0..4),
        waivers in btree_map(name(), waiver(), 0..3),
        strict in btree_set((0..Judgement::RULES.len()).prop_map(|index| Judgement::RULES[index].to_owned()), 0..3),
        counter_start in option::of(1..=u64::MAX),
    ) -> Profile {
        Profile {
            target,
            claims: Claims { use_cases: claims.0, service_requests: claims.1, features: claims.2 },
            link,
            parties: parties
                .into_iter()
                .map(|(name, (role, eui, keys))| (name, Party { role: PARTY_ROLES[role], eui: EntityId(eui), keys }))
                .collect(),
            device: Some(Device { eui: EntityId(device.0), certificates: device.1 }),
            hooks,
            waivers: waivers.into_iter().map(|(test, waiver)| Waiver { test, ..waiver }).collect(),
            judgement: Judgement { strict },
            session: Session { counter_start },
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(profile in profile()) {
        let text = profile.to_toml();
        let again = Profile::from_toml(&text, Path::new(""));
        prop_assert_eq!(again.map_err(|error| format!("{error}\n{text}")), Ok(profile));
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        let _ = Profile::from_toml(&text, Path::new("/lab"));
    }

    #[test]
    fn a_damaged_profile_never_panics(at in 0..WHOLE.len(), cut in 0..40_usize, put in "[\\[\\]{}=\"'\\n#.a1é-]{0,6}") {
        let end = (at + cut).min(WHOLE.len());
        let text = format!("{}{put}{}", &WHOLE[..at], &WHOLE[end..]);
        match Profile::from_toml(&text, Path::new("/lab")) {
            Ok(_) => {}
            Err(error) => {
                let line = text.split('\n').nth(error.line() - 1);
                prop_assert!(line.is_some_and(|line| error.column() <= line.chars().count() + 1), "{error}");
            }
        }
    }
}
