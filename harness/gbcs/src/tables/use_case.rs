use std::sync::LazyLock;

use super::DeviceKind;
use super::Role;
use super::TableError;
use super::row::Row;
use super::words::words;
use crate::MessageCode;

/// One Message Code and what the specification says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseCase {
    /// Message Code.
    pub code: MessageCode,
    /// Short name, for example `ECS17b`; CS02b and CS02g have several codes.
    pub name: &'static str,
    /// What it does.
    pub title: &'static str,
    /// How its payload is written.
    pub format: PayloadFormat,
    /// Whether a Device receives or originates it.
    pub kind: MessageKind,
    /// The Devices that receive it, or originate it when it is an alert.
    pub devices: Vec<DeviceKind>,
    /// Message category, which decides the protection (GBCS 5).
    pub category: Category,
    /// Where the category is taken from.
    pub category_basis: CategoryBasis,
    /// Whether it is critical.
    pub critical: Criticality,
    /// Who may originate the command.
    pub roles: Vec<Role>,
    /// Where the roles are taken from.
    pub roles_basis: RolesBasis,
    /// Whether it can be future dated (GBCS 9.2.2).
    pub future_dated: FutureDating,
    /// Whether protection against replay is required (GBCS 4.3.1.5).
    pub replay_protected: Replay,
    /// Whether the response, or the alert, carries encrypted attributes (GBCS 8).
    pub sensitive: bool,
    /// Whether the response has a date-time in its header.
    pub header_time: bool,
    /// Whether the code is in the current list.
    pub status: Status,
    /// Service Request Variants that lead to it.
    pub service_requests: Vec<&'static str>,
}

impl UseCase {
    /// Whether it is a command that `device` receives.
    pub fn is_command_for(&self, device: DeviceKind) -> bool {
        self.kind == MessageKind::Command && self.devices.contains(&device)
    }

    /// Whether `name` is one of its short names; case does not matter.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
            || self.name.split('/').any(|part| part.eq_ignore_ascii_case(name))
    }
}

words! {
    /// Message category, where a response has that of its command (GBCS 5).
    pub enum Category as "a message category" {
        /// SME.C.C: signed by the originator, MAC by the Access Control Broker.
        Critical = "critical",
        /// SME.A.C: alert signed by the Device.
        CriticalAlert = "critical-alert",
        /// On the home area network only, not a GBCS message.
        Han = "han",
        /// SME.C.NC: MAC only.
        NonCritical = "non-critical",
        /// SME.A.NC: alert with a MAC.
        NonCriticalAlert = "non-critical-alert",
        /// SME.C.PPMID-GSME: MAC between two Devices.
        PpmidGsme = "ppmid-gsme",
        /// SME.C.NC whose payload carries a UTRN (GBCS 14.3).
        TopUp = "top-up",
        /// The protection depends on the originator.
        Variant = "variant",
    }
}

words! {
    /// Where a category is taken from.
    pub enum CategoryBasis as "the basis of a category" {
        /// Inferred from the protection of such messages.
        Inferred = "inferred",
        /// Stated in the mapping table.
        Stated = "stated",
    }
}

words! {
    /// Whether a message is critical.
    pub enum Criticality as "yes, no, variant or -" {
        /// Critical.
        Critical = "yes",
        /// Not critical.
        NonCritical = "no",
        /// Not a GBCS message.
        NotApplicable = "-",
        /// It depends on the originator.
        Variant = "variant",
    }
}

words! {
    /// Whether a command can be future dated.
    pub enum FutureDating as "yes, no, n/a or -" {
        /// It can.
        Capable = "yes",
        /// It cannot.
        Incapable = "no",
        /// It is not a command.
        NotApplicable = "n/a",
        /// No text was found that says so.
        Open = "-",
    }
}

words! {
    /// What a Message Code is used for.
    pub enum MessageKind as "command or alert" {
        /// Alerts, originated by the Device.
        Alert = "alert",
        /// Commands to the Device and the responses to them.
        Command = "command",
    }
}

words! {
    /// How a payload is written.
    pub enum PayloadFormat as "a payload format" {
        /// ASN.1, distinguished encoding (X.690).
        Asn1 = "asn1",
        /// DLMS COSEM access service (GBCS 7.2.9).
        Dlms = "dlms",
        /// Generic alerts: DLMS or GBZ, by Device.
        DlmsOrGbz = "dlms/gbz",
        /// ZigBee commands in a GBCS envelope (GBCS 7.2.10).
        Gbz = "gbz",
        /// Not a GBCS message.
        None = "none",
    }
}

words! {
    /// Whether protection against replay is required.
    pub enum Replay as "yes, no, n/a or -" {
        /// Not a command, or stated not to apply.
        NotApplicable = "n/a",
        /// Not required.
        NotRequired = "no",
        /// No text was found that says so.
        Open = "-",
        /// Required.
        Required = "yes",
    }
}

words! {
    /// Where the roles of a use case are taken from.
    pub enum RolesBasis as "the basis of roles" {
        /// Not established.
        Open = "-",
        /// The originators of known messages; there may be others.
        Seen = "seen",
        /// Stated in the mapping table.
        Stated = "stated",
    }
}

/// Whether a Message Code is in the current list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// In use.
    Current,
    /// Replaced by these; a current Device may refuse it, an older one accepts it.
    SupersededBy(Vec<MessageCode>),
    /// No longer in the list, and nothing replaces it.
    Withdrawn,
}

/// Every use case, by ascending Message Code.
pub fn use_cases() -> &'static [UseCase] {
    TABLE.as_deref().unwrap_or_default()
}

/// The use case with this Message Code.
pub fn use_case(code: MessageCode) -> Option<&'static UseCase> {
    let table = use_cases();
    table.binary_search_by_key(&code, |use_case| use_case.code).ok().and_then(|index| table.get(index))
}

/// The use cases with this short name, one for each of its Message Codes; case does not matter.
pub fn by_name(name: &str) -> impl Iterator<Item = &'static UseCase> {
    use_cases().iter().filter(move |use_case| use_case.is_named(name))
}

fn read(text: &'static str) -> Result<Vec<UseCase>, TableError> {
    Row::all(text).map(read_row).collect()
}

fn read_row(mut row: Row) -> Result<UseCase, TableError> {
    let use_case = UseCase {
        code: row.one()?,
        name: row.text("a short name")?,
        title: row.text("a title")?,
        format: row.one()?,
        kind: row.one()?,
        devices: row.many()?,
        category: row.one()?,
        category_basis: row.one()?,
        critical: row.one()?,
        roles: row.many()?,
        roles_basis: row.one()?,
        future_dated: row.one()?,
        replay_protected: row.one()?,
        sensitive: row.one()?,
        header_time: row.one()?,
        status: read_status(&mut row)?,
        service_requests: row.many()?,
    };
    row.finish()?;
    Ok(use_case)
}

fn read_status(row: &mut Row) -> Result<Status, TableError> {
    match row.clone().text("a status")? {
        "current" => row.text("a status").map(|_| Status::Current),
        "withdrawn" => row.text("a status").map(|_| Status::Withdrawn),
        _ => row.many().map(Status::SupersededBy),
    }
}

/// The file is part of the program and the test below reads every row, so that the table is never empty.
static TABLE: LazyLock<Result<Vec<UseCase>, TableError>> =
    LazyLock::new(|| read(include_str!("../../data/use-cases.tsv")));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_in_ascending_order() {
        assert_eq!(TABLE.as_ref().err(), None);
        assert_eq!(use_cases().len(), 240);
        assert!(use_cases().is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn each_code_finds_its_row_and_no_other_code_does() {
        let found = (0..=u16::MAX).filter_map(|code| use_case(MessageCode(code))).collect::<Vec<_>>();
        assert_eq!(found, use_cases().iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_row_says_what_the_specification_says() {
        let expected = UseCase {
            code: MessageCode(0x0034),
            name: "ECS21b",
            title: "Read Electricity (Prepayment) Daily Read Log",
            format: PayloadFormat::Dlms,
            kind: MessageKind::Command,
            devices: vec![DeviceKind::Esme],
            category: Category::NonCritical,
            category_basis: CategoryBasis::Stated,
            critical: Criticality::NonCritical,
            roles: vec![Role::Supplier, Role::AccessControlBroker],
            roles_basis: RolesBasis::Stated,
            future_dated: FutureDating::Incapable,
            replay_protected: Replay::NotRequired,
            sensitive: true,
            header_time: false,
            status: Status::Current,
            service_requests: vec!["4.14"],
        };
        assert_eq!(use_case(MessageCode(0x0034)), Some(&expected));
    }

    #[test]
    fn names_find_all_their_codes() {
        let codes = |name| by_name(name).map(|use_case| use_case.code.0).collect::<Vec<_>>();
        assert_eq!(codes("CS02g"), [0x0125, 0x0126]);
        assert_eq!(codes("ecs17B"), [0x0027]);
        assert_eq!(codes("CCS05"), [0x0004]);
        assert_eq!(codes("ECS"), [0u16; 0]);
    }

    #[test]
    fn what_replaces_a_use_case_is_in_the_table() {
        for use_case in use_cases() {
            if let Status::SupersededBy(codes) = &use_case.status {
                assert!(!codes.is_empty(), "{}", use_case.code);
                for code in codes {
                    assert_eq!(super::use_case(*code).map(|found| &found.status), Some(&Status::Current));
                }
            }
        }
    }

    #[test]
    fn a_wrong_row_is_refused_with_its_line() {
        let row = "h\n0008\tCS02a\tTitle\tasn1\tcommand\tesme gsm\t";
        assert_eq!(read(row), Err(TableError::new(2, DeviceKind::EXPECTED, "gsm")));
    }
}
