//! The tables of use cases and alert codes against the fact sheet's, row by row.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "skipped tests say so")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables::Alert;
use hallmark_gbcs::tables::AlertBasis;
use hallmark_gbcs::tables::AlertKind;
use hallmark_gbcs::tables::AlertLog;
use hallmark_gbcs::tables::AlertProtection;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::CategoryBasis;
use hallmark_gbcs::tables::Certainty;
use hallmark_gbcs::tables::Criticality;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::FutureDating;
use hallmark_gbcs::tables::MessageKind;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::RolesBasis;
use hallmark_gbcs::tables::Status;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::alerts;
use hallmark_gbcs::tables::use_cases;

type Row = BTreeMap<String, String>;

#[test]
fn use_cases_equal_the_fact_sheet() {
    let Some(rows) = rows("use_cases_equal_the_fact_sheet", "gbcs-use-cases.tsv") else { return };
    assert_eq!(rows.len(), use_cases().len());
    for (row, use_case) in rows.iter().zip(use_cases()) {
        assert_eq!(Seen::of(use_case), Seen::from_row(row), "{row:?}");
    }
}

#[test]
fn attributes_of_use_cases_equal_the_fact_sheet() {
    let name = "attributes_of_use_cases_equal_the_fact_sheet";
    let Some(rows) = rows(name, "gbcs-use-case-attributes.tsv") else { return };
    assert_eq!(rows.len(), use_cases().len());
    for (row, use_case) in rows.iter().zip(use_cases()) {
        assert_eq!(format!("{:04x}", use_case.code.0), row["message_code"]);
        let alert = row["kind"] == "alert";
        assert_eq!(use_case.kind, if alert { MessageKind::Alert } else { MessageKind::Command });
        assert_eq!(use_case.sensitive, row["sensitive_encrypted"] == "yes", "{row:?}");
        assert_eq!(use_case.header_time, row["response_header_date_time"] == "yes", "{row:?}");
        check_category(use_case, &row["message_category"]);
        check_roles(use_case, &row["originator_roles"]);
        check_future_dating(use_case, &row["future_datable"]);
        check_replay(use_case, &row["replay_protection_required"]);
        check_status(use_case, &row["status_note"]);
    }
}

#[test]
fn alerts_equal_the_fact_sheet() {
    let Some(rows) = rows("alerts_equal_the_fact_sheet", "gbcs-alerts.tsv") else { return };
    assert_eq!(rows.len(), alerts().len());
    for (row, alert) in rows.iter().zip(alerts()) {
        check_alert(alert, row);
    }
}

#[derive(Debug, PartialEq)]
struct Seen {
    code: String,
    name: String,
    format: PayloadFormat,
    devices: Vec<DeviceKind>,
    critical: Criticality,
    service_requests: Vec<String>,
}

impl Seen {
    fn of(use_case: &UseCase) -> Self {
        Self {
            code: format!("{:04x}", use_case.code.0),
            name: use_case.name.to_owned(),
            format: use_case.format,
            devices: sorted(use_case.devices.clone()),
            critical: use_case.critical,
            service_requests: use_case.service_requests.iter().map(|&text| text.to_owned()).collect(),
        }
    }

    fn from_row(row: &Row) -> Self {
        let format = match row["payload_format"].as_str() {
            "ASN.1" => PayloadFormat::Asn1,
            "DLMS" => PayloadFormat::Dlms,
            "DLMS/GBZ" => PayloadFormat::DlmsOrGbz,
            "GBZ" => PayloadFormat::Gbz,
            text => {
                assert!(text.starts_with("none"));
                PayloadFormat::None
            }
        };
        let critical = match row["critical"].as_str() {
            "yes" => Criticality::Critical,
            "variant" => Criticality::Variant,
            "n/a" => Criticality::NotApplicable,
            text => {
                assert!(text.starts_with("no"));
                Criticality::NonCritical
            }
        };
        let requests = &row["srvs"];
        let numbered = requests.starts_with(|c: char| c.is_ascii_digit());
        Self {
            code: row["message_code"].clone(),
            name: row["use_case"].clone(),
            format,
            devices: devices(&row["targets"]),
            critical,
            service_requests: requests.split(',').filter(|_| numbered).map(str::to_owned).collect(),
        }
    }
}

fn devices(targets: &str) -> Vec<DeviceKind> {
    if targets.starts_with("any DLMS Device") {
        return sorted(vec![DeviceKind::Esme, DeviceKind::Chf, DeviceKind::Sapc]);
    }
    if targets.starts_with("All") || targets.starts_with("any Device") {
        return sorted(DeviceKind::ALL.to_vec());
    }
    let kinds = targets.split(';').filter_map(|target| {
        let word = target.split_whitespace().next()?.to_lowercase();
        DeviceKind::from_word(&word)
    });
    sorted(kinds.collect())
}

fn sorted(mut devices: Vec<DeviceKind>) -> Vec<DeviceKind> {
    devices.sort_unstable();
    devices
}

fn check_category(use_case: &UseCase, text: &str) {
    let (stated, inferred) = match text.strip_suffix(" (inferred)") {
        Some(rest) => (rest, true),
        None => (text, text.starts_with("See GBCS")),
    };
    let basis = if inferred { CategoryBasis::Inferred } else { CategoryBasis::Stated };
    assert_eq!(use_case.category_basis, basis, "{use_case:?}");
    let expected = match stated {
        "SME.A.C" => Category::CriticalAlert,
        "SME.A.NC" => Category::NonCriticalAlert,
        "SME.C.C" => Category::Critical,
        "SME.C.NC" => Category::NonCritical,
        "SME.C.PPMID-GSME" => Category::PpmidGsme,
        "ZSE specified" => Category::Han,
        text if text.contains("UTRN") => Category::TopUp,
        _ => match (use_case.critical, use_case.kind) {
            (Criticality::Critical, MessageKind::Alert) => Category::CriticalAlert,
            (Criticality::Critical, MessageKind::Command) => Category::Critical,
            (Criticality::Variant, _) => Category::Variant,
            _ => Category::NonCritical,
        },
    };
    assert_eq!(use_case.category, expected, "{use_case:?}");
}

fn check_roles(use_case: &UseCase, text: &str) {
    let stated = text.split("; ").filter_map(|role| match role {
        "Access Control Broker" => Some(Role::AccessControlBroker),
        "Load Controller" => Some(Role::LoadController),
        "Network Operator" => Some(Role::NetworkOperator),
        "Supplier" => Some(Role::Supplier),
        _ => None,
    });
    let stated = stated.collect::<Vec<_>>();
    if !stated.is_empty() || (text == "(none)" && use_case.roles.is_empty()) {
        assert_eq!((&use_case.roles, use_case.roles_basis), (&stated, RolesBasis::Stated), "{use_case:?}");
    } else {
        let basis = if use_case.roles.is_empty() { RolesBasis::Open } else { RolesBasis::Seen };
        assert_eq!(use_case.roles_basis, basis, "{use_case:?}");
    }
}

fn check_future_dating(use_case: &UseCase, text: &str) {
    // What section 4.5 of the fact sheet adds to the mapping table.
    let added = [0x0012, 0x001F, 0x0054, 0x0102, 0x0107, 0x0125, 0x0126];
    let expected = match text {
        "Yes" => FutureDating::Capable,
        "No" => FutureDating::Incapable,
        "N/A" => FutureDating::NotApplicable,
        _ if added.contains(&use_case.code.0) => FutureDating::Capable,
        _ => FutureDating::Open,
    };
    assert_eq!(use_case.future_dated, expected, "{use_case:?}");
}

fn check_replay(use_case: &UseCase, text: &str) {
    let expected = match text {
        "Yes" => Replay::Required,
        "No" => Replay::NotRequired,
        "N/A" => Replay::NotApplicable,
        _ => Replay::Open,
    };
    assert_eq!(use_case.replay_protected, expected, "{use_case:?}");
}

fn check_status(use_case: &UseCase, note: &str) {
    match &use_case.status {
        Status::Current => assert_eq!(note, "", "{use_case:?}"),
        Status::SupersededBy(codes) => {
            for next in codes.iter().filter_map(|code| hallmark_gbcs::tables::use_case(*code)) {
                assert!(note.contains(next.name) || note.contains("ECS47a"), "{} in {note:?}", next.name);
            }
        }
        Status::Withdrawn => assert!(note.contains("absent from current mapping"), "{use_case:?}"),
    }
}

fn check_alert(alert: &Alert, row: &Row) {
    assert_eq!(alert.code.to_string(), row["alert_code"]);
    let presumed = row["critical"].starts_with("presumed");
    assert_eq!(alert.certainty, if presumed { Certainty::Presumed } else { Certainty::Established });
    let protection = match row["critical"].trim_start_matches("presumed ") {
        "log only" => AlertProtection::None,
        "n/a" => AlertProtection::Open,
        "no" => AlertProtection::NonCritical,
        "yes" => AlertProtection::Critical,
        text => panic!("{text}"),
    };
    assert_eq!(alert.protection, protection, "{row:?}");
    let carriers = row["carrier_message_codes"].split([',', ' ', '(']);
    let carriers = carriers.filter(|word| word.len() == 4 && *word != "none");
    let carriers = carriers.filter_map(|code| u16::from_str_radix(code, 16).ok()).map(MessageCode);
    assert_eq!(alert.carriers, carriers.collect::<Vec<_>>(), "{row:?}");
    let kind = match row["wan_alert_kind"].as_str() {
        "specific" => AlertKind::Specific,
        text if text.starts_with("generic") => AlertKind::Generic,
        _ => AlertKind::None,
    };
    assert_eq!(alert.kind, kind, "{row:?}");
    assert_eq!(alert.han_alert, row["han_alert"] == "yes", "{row:?}");
    let log = match row["log"].as_str() {
        "" => None,
        "auxiliary controller" => Some(AlertLog::Auxiliary),
        word => Some(AlertLog::from_word(word).expect("a log")),
    };
    assert_eq!(alert.log, log, "{row:?}");
    let names = [
        ("ACB", Role::AccessControlBroker),
        ("Network Operator", Role::NetworkOperator),
        ("Supplier", Role::Supplier),
        ("WAN Provider", Role::WanProvider),
    ];
    for (name, role) in names {
        assert_eq!(alert.recipients.contains(&role), row["recipients"].contains(name), "{row:?}");
    }
    let basis = match row["basis"].as_str() {
        "RTDS" => AlertBasis::Observed,
        "RTDS+manual" => AlertBasis::ObservedAndManual,
        "code range" => AlertBasis::CodeRange,
        "manual" => AlertBasis::Manual,
        text => {
            assert!(text.starts_with("manual 2"));
            AlertBasis::LogList
        }
    };
    assert_eq!(alert.basis, basis, "{row:?}");
}

fn rows(test: &str, file: &str) -> Option<Vec<Row>> {
    let Some(corpus) = env::var_os("HALLMARK_CORPUS") else {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
        return None;
    };
    let text = fs::read_to_string(Path::new(&corpus).join("spec").join(file)).expect("the table");
    let mut lines = text.lines();
    let heading = lines.next().expect("a heading").split('\t').map(str::to_owned).collect::<Vec<_>>();
    let row = |line: &str| heading.iter().cloned().zip(line.split('\t').map(str::to_owned)).collect();
    Some(lines.map(row).collect())
}
