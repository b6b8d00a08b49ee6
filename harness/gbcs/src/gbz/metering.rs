//! Commands of the Metering cluster (0702).

use crate::Error;
use crate::describe::Value;

use super::codes::SnapshotPayloadType;
use super::codes::SupplyStatus;
use super::codes::UnitOfMeasure;
use super::field::Field;
use super::field::Layout;
use super::field::U24;
use super::field::U48;
use super::field::layouts;
use super::list::Counted;
use super::list::List;
use super::source::Source;
use super::time::UtcTime;

layouts! {
    /// Get Profile.
    GetProfile { interval_channel: u8, end_time: UtcTime, number_of_periods: u8, }

    /// Get Profile Response.
    GetProfileResponse<'a> {
        end_time: UtcTime,
        status: u8,
        profile_interval_period: u8,
        intervals: Counted<'a, u8, U24>,
    }

    /// Get Snapshot.
    GetSnapshot {
        earliest_start_time: UtcTime,
        latest_end_time: UtcTime,
        snapshot_offset: u8,
        snapshot_cause: u32,
    }

    /// Start Sampling.
    StartSampling {
        issuer_event_id: u32,
        start_sampling_time: UtcTime,
        sample_type: u8,
        sample_request_interval: u16,
        max_number_of_samples: u16,
    }

    /// Start Sampling Response.
    StartSamplingResponse { sample_id: u16, }

    /// Get Sampled Data.
    GetSampledData {
        sample_id: u16,
        earliest_sample_time: UtcTime,
        sample_type: u8,
        number_of_samples: u16,
    }

    /// Get Sampled Data Response.
    GetSampledDataResponse<'a> {
        sample_id: u16,
        sample_start_time: UtcTime,
        sample_type: u8,
        sample_request_interval: u16,
        samples: Counted<'a, u16, U24>,
    }

    /// Change Supply.
    ChangeSupply {
        provider_id: u32,
        issuer_event_id: u32,
        request_date_time: UtcTime,
        implementation_date_time: UtcTime,
        proposed_supply_status: SupplyStatus,
        supply_control_bits: u8,
    }

    /// Supply Status Response.
    SupplyStatusResponse {
        provider_id: u32,
        issuer_event_id: u32,
        implementation_date_time: UtcTime,
        supply_status: SupplyStatus,
    }

    /// Set Supply Status.
    SetSupplyStatus {
        issuer_event_id: u32,
        supply_tamper_state: u8,
        supply_depletion_state: u8,
        supply_uncontrolled_flow_state: u8,
        load_limit_supply_state: u8,
    }

    /// Set Uncontrolled Flow Threshold.
    SetUncontrolledFlowThreshold {
        provider_id: u32,
        issuer_event_id: u32,
        uncontrolled_flow_threshold: u16,
        unit_of_measure: UnitOfMeasure,
        multiplier: u16,
        divisor: u16,
        stabilisation_period: u8,
        measurement_period: u16,
    }

    /// Publish Snapshot.
    PublishSnapshot<'a> {
        snapshot_id: u32,
        snapshot_time: UtcTime,
        total_snapshots_found: u8,
        command_index: u8,
        total_number_of_commands: u8,
        snapshot_cause: u32,
        snapshot: Snapshot<'a>,
    }

    /// The registers in a snapshot by time of use, without billing.
    TouRegisters<'a> { current_summation_delivered: U48, tier_summations: Counted<'a, u8, U48>, }

    /// The registers in a snapshot by time of use and block, without billing. The block counters reach to the end.
    BlockTierRegisters<'a> {
        current_summation_delivered: U48,
        tier_summations: Counted<'a, u8, U48>,
        number_of_tiers_and_block_thresholds_in_use: u8,
        tier_block_summations: List<'a, U48>,
    }
}

/// The content of a snapshot, by its payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshot<'a> {
    /// By time of use, without billing.
    Tou(TouRegisters<'a>),
    /// By time of use and block, without billing.
    BlockTier(BlockTierRegisters<'a>),
    /// A layout that GBCS does not use.
    Other {
        /// Which.
        payload_type: SnapshotPayloadType,
        /// The content.
        octets: &'a [u8],
    },
}

impl<'a> Field<'a> for Snapshot<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        match SnapshotPayloadType::read(source, "snapshot_payload_type")? {
            SnapshotPayloadType::TOU_DELIVERED_NO_BILLING => {
                TouRegisters::read_members(source).map(Self::Tou)
            }
            SnapshotPayloadType::BLOCK_TIER_DELIVERED_NO_BILLING => {
                BlockTierRegisters::read_members(source).map(Self::BlockTier)
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
            Self::Tou(registers) => {
                SnapshotPayloadType::TOU_DELIVERED_NO_BILLING.write(out);
                registers.write(out);
            }
            Self::BlockTier(registers) => {
                SnapshotPayloadType::BLOCK_TIER_DELIVERED_NO_BILLING.write(out);
                registers.write(out);
            }
            Self::Other { payload_type, octets } => {
                payload_type.write(out);
                out.extend_from_slice(octets);
            }
        }
    }
}
