//! Commands of the Prepayment cluster (0705).

use crate::Error;
use crate::describe::Value;

use super::codes::OriginatingDevice;
use super::codes::PrepaySnapshotPayloadType;
use super::codes::TopUpResult;
use super::field::Field;
use super::field::Layout;
use super::field::OctetString;
use super::field::layouts;
use super::list::List;
use super::source::Source;
use super::time::UtcTime;

layouts! {
    /// Select Available Emergency Credit.
    SelectAvailableEmergencyCredit {
        command_issue_date_time: UtcTime,
        originating_device: OriginatingDevice,
    }

    /// Change Debt.
    ChangeDebt<'a> {
        issuer_event_id: u32,
        debt_label: OctetString<'a>,
        debt_amount: i32,
        debt_recovery_method: u8,
        debt_amount_type: u8,
        debt_recovery_start_time: UtcTime,
        debt_recovery_collection_time: u16,
        debt_recovery_frequency: u8,
        debt_recovery_amount: i32,
        debt_recovery_balance_percentage: u16,
    }

    /// Emergency Credit Setup.
    EmergencyCreditSetup {
        issuer_event_id: u32,
        start_time: UtcTime,
        emergency_credit_limit: u32,
        emergency_credit_threshold: u32,
    }

    /// Consumer Top Up.
    ConsumerTopUp<'a> { originating_device: OriginatingDevice, top_up_code: OctetString<'a>, }

    /// Consumer Top Up Response.
    ConsumerTopUpResponse {
        result_type: TopUpResult,
        top_up_value: i32,
        source_of_top_up: OriginatingDevice,
        credit_remaining: i32,
    }

    /// Credit Adjustment.
    CreditAdjustment {
        issuer_event_id: u32,
        start_time: UtcTime,
        credit_adjustment_type: u8,
        credit_adjustment_value: i32,
    }

    /// Change Payment Mode.
    ChangePaymentMode {
        provider_id: u32,
        issuer_event_id: u32,
        implementation_date_time: UtcTime,
        proposed_payment_control_configuration: u16,
        cut_off_value: i32,
    }

    /// Change Payment Mode Response.
    ChangePaymentModeResponse {
        friendly_credit: u8,
        friendly_credit_calendar_id: u32,
        emergency_credit_limit: u32,
        emergency_credit_threshold: u32,
    }

    /// Get Prepay Snapshot.
    GetPrepaySnapshot {
        earliest_start_time: UtcTime,
        latest_end_time: UtcTime,
        snapshot_offset: u8,
        snapshot_cause: u32,
    }

    /// Publish Prepay Snapshot.
    PublishPrepaySnapshot<'a> {
        snapshot_id: u32,
        snapshot_time: UtcTime,
        total_snapshots_found: u8,
        command_index: u8,
        total_number_of_commands: u8,
        snapshot_cause: u32,
        snapshot: PrepaySnapshot<'a>,
    }

    /// The debts and credits in a prepayment snapshot.
    DebtCreditStatus {
        accumulated_debt: i32,
        type_1_debt_remaining: u32,
        type_2_debt_remaining: u32,
        type_3_debt_remaining: u32,
        emergency_credit_remaining: i32,
        credit_remaining: i32,
    }

    /// Get Top Up Log.
    GetTopUpLog { latest_end_time: UtcTime, number_of_records: u8, }

    /// Publish Top Up Log.
    PublishTopUpLog<'a> {
        command_index: u8,
        total_number_of_commands: u8,
        top_ups: List<'a, TopUp<'a>>,
    }

    /// One entry of a Publish Top Up Log.
    TopUp<'a> { top_up_code: OctetString<'a>, top_up_amount: i32, top_up_time: UtcTime, }

    /// Set Low Credit Warning Level.
    SetLowCreditWarningLevel { low_credit_warning_level: u32, }

    /// Get Debt Repayment Log.
    GetDebtRepaymentLog { latest_end_time: UtcTime, number_of_debts: u8, debt_type: u8, }

    /// Publish Debt Log.
    PublishDebtLog<'a> {
        command_index: u8,
        total_number_of_commands: u8,
        debts: List<'a, DebtPayment>,
    }

    /// One entry of a Publish Debt Log.
    DebtPayment { collection_time: UtcTime, amount_collected: u32, debt_type: u8, outstanding_debt: u32, }

    /// Set Maximum Credit Limit.
    SetMaximumCreditLimit {
        provider_id: u32,
        issuer_event_id: u32,
        implementation_date_time: UtcTime,
        maximum_credit_level: u32,
        maximum_credit_per_top_up: u32,
    }

    /// Set Overall Debt Cap.
    SetOverallDebtCap {
        provider_id: u32,
        issuer_event_id: u32,
        implementation_date_time: UtcTime,
        overall_debt_cap: i32,
    }
}

/// The content of a prepayment snapshot, by its payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PrepaySnapshot<'a> {
    /// Debts and credits.
    DebtCreditStatus(DebtCreditStatus),
    /// A layout that GBCS does not use.
    Other {
        /// Which.
        payload_type: PrepaySnapshotPayloadType,
        /// The content.
        octets: &'a [u8],
    },
}

impl<'a> Field<'a> for PrepaySnapshot<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        match PrepaySnapshotPayloadType::read(source, "snapshot_payload_type")? {
            PrepaySnapshotPayloadType::DEBT_CREDIT_STATUS => {
                DebtCreditStatus::read_members(source).map(Self::DebtCreditStatus)
            }
            payload_type => {
                let (octets, at) = source.octets(source.rest().len(), name)?;
                source.describe(name, at, Value::Octets(octets));
                Ok(Self::Other { payload_type, octets })
            }
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::DebtCreditStatus(status) => {
                PrepaySnapshotPayloadType::DEBT_CREDIT_STATUS.write(out);
                status.write(out);
            }
            Self::Other { payload_type, octets } => {
                payload_type.write(out);
                out.extend_from_slice(octets);
            }
        }
    }
}
