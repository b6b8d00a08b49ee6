use core::fmt;
use std::sync::LazyLock;

use super::Role;
use super::TableError;
use super::row::Cell;
use super::row::Row;
use super::row::read_code;
use super::words::words;
use crate::MessageCode;

/// An alert code (GBCS 16). The first octet says who can switch it: 80 the Network Operator, 81 the Supplier, 8F
/// nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AlertCode(pub u16);

/// One alert code and what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// The code.
    pub code: AlertCode,
    /// What happened.
    pub name: &'static str,
    /// How the alert is protected.
    pub protection: AlertProtection,
    /// Whether protection and kind are established or presumed.
    pub certainty: Certainty,
    /// Message Codes that carry it, the usual one first.
    pub carriers: Vec<MessageCode>,
    /// Whether it has content of its own.
    pub kind: AlertKind,
    /// Whether there is a HAN-only alert as well.
    pub han_alert: bool,
    /// The log in which it is entered, as far as it is known.
    pub log: Option<AlertLog>,
    /// Roles of possible recipients; empty where they are not established.
    pub recipients: Vec<Role>,
    /// Where all this is taken from.
    pub basis: AlertBasis,
}

words! {
    /// Where the facts about an alert code are taken from.
    pub enum AlertBasis as "the basis of an alert" {
        /// Only the range that the code is in.
        CodeRange = "code-range",
        /// The published list of what a certified meter logs.
        LogList = "log-list",
        /// The published alert table of a certified meter.
        Manual = "manual",
        /// Messages of the official reference data.
        Observed = "observed",
        /// Both of those.
        ObservedAndManual = "observed+manual",
    }
}

words! {
    /// Whether an alert message has content of its own.
    pub enum AlertKind as "generic, specific or none" {
        /// Code and time only.
        Generic = "generic",
        /// A log entry, no message.
        None = "none",
        /// Content that its Message Code defines.
        Specific = "specific",
    }
}

words! {
    /// A log of a Device.
    pub enum AlertLog as "a log" {
        /// Auxiliary controller event log.
        Auxiliary = "auxiliary",
        /// Event log.
        Event = "event",
        /// Power event log.
        Power = "power",
        /// Security log.
        Security = "security",
    }
}

words! {
    /// How an alert is protected.
    pub enum AlertProtection as "critical, non-critical, none or -" {
        /// Signed.
        Critical = "critical",
        /// With a MAC.
        NonCritical = "non-critical",
        /// No message at all.
        None = "none",
        /// Not known.
        Open = "-",
    }
}

words! {
    /// How certain a statement is.
    pub enum Certainty as "established or presumed" {
        /// A text or message says so.
        Established = "established",
        /// Concluded from the range of the code or from silence.
        Presumed = "presumed",
    }
}

/// Every alert code, ascending.
pub fn alerts() -> &'static [Alert] {
    TABLE.as_deref().unwrap_or_default()
}

/// What is known about an alert code.
pub fn alert(code: AlertCode) -> Option<&'static Alert> {
    let table = alerts();
    table.binary_search_by_key(&code, |alert| alert.code).ok().and_then(|index| table.get(index))
}

impl fmt::Display for AlertCode {
    /// Four upper-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl Cell for AlertCode {
    const EXPECTED: &'static str = "an alert code of four hexadecimal digits";

    fn read(text: &'static str) -> Option<Self> {
        read_code(text).map(Self)
    }
}

impl Cell for Option<AlertLog> {
    const EXPECTED: &'static str = AlertLog::EXPECTED;

    fn read(text: &'static str) -> Option<Self> {
        if text == "-" { Some(None) } else { AlertLog::from_word(text).map(Some) }
    }
}

fn read(text: &'static str) -> Result<Vec<Alert>, TableError> {
    Row::all(text).map(read_row).collect()
}

fn read_row(mut row: Row) -> Result<Alert, TableError> {
    let alert = Alert {
        code: row.one()?,
        name: row.text("a name")?,
        protection: row.one()?,
        certainty: row.one()?,
        carriers: row.many()?,
        kind: row.one()?,
        han_alert: row.one()?,
        log: row.one()?,
        recipients: row.many()?,
        basis: row.one()?,
    };
    row.finish()?;
    Ok(alert)
}

/// The file is part of the program and the test below reads every row, so that the table is never empty.
static TABLE: LazyLock<Result<Vec<Alert>, TableError>> =
    LazyLock::new(|| read(include_str!("../../data/alerts.tsv")));

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::MessageKind;
    use crate::tables::use_case;

    #[test]
    fn every_row_is_read_in_ascending_order() {
        assert_eq!(TABLE.as_ref().err(), None);
        assert_eq!(alerts().len(), 189);
        assert!(alerts().is_sorted_by(|one, next| one.code < next.code));
    }

    #[test]
    fn a_row_says_what_the_specification_says() {
        let expected = Alert {
            code: AlertCode(0x8F66),
            name: "Future-date HAN Interface Command Successfully Actioned",
            protection: AlertProtection::Critical,
            certainty: Certainty::Established,
            carriers: [0xCC, 0xCD, 0xCA, 0xCB, 0x0124].map(MessageCode).to_vec(),
            kind: AlertKind::Specific,
            han_alert: false,
            log: None,
            recipients: vec![Role::Supplier, Role::WanProvider],
            basis: AlertBasis::ObservedAndManual,
        };
        assert_eq!(alert(AlertCode(0x8F66)), Some(&expected));
        assert_eq!(alert(AlertCode(0x8F65)), None);
    }

    #[test]
    fn carriers_are_alert_messages() {
        for alert in alerts() {
            assert_eq!(alert.carriers.is_empty(), alert.kind == AlertKind::None, "{}", alert.code);
            for code in &alert.carriers {
                assert_eq!(use_case(*code).map(|carrier| carrier.kind), Some(MessageKind::Alert), "{code}");
            }
        }
    }

    #[test]
    fn a_wrong_row_is_refused_with_its_line() {
        let row = "h\n8F66\tname\tcritical\tsure\t-";
        assert_eq!(read(row), Err(TableError::new(2, Certainty::EXPECTED, "sure")));
    }
}
