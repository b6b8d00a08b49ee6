//! Commands of the Price cluster (0700).

use crate::Error;

use super::codes::CalorificValueUnit;
use super::codes::UnitOfMeasure;
use super::field::Field;
use super::field::Layout;
use super::field::OctetString;
use super::field::U24;
use super::field::U48;
use super::field::layouts;
use super::list::List;
use super::source::Source;
use super::time::UtcTime;

layouts! {
    /// Get Current Price.
    GetCurrentPrice { command_options: u8, }

    /// Get Billing Period.
    GetBillingPeriod {
        earliest_start_time: UtcTime,
        min_issuer_event_id: u32,
        number_of_commands: u8,
        tariff_type: Option<u8>,
    }

    /// Get Block Period(s).
    GetBlockPeriods { start_time: UtcTime, number_of_events: u8, tariff_type: Option<u8>, }

    /// Publish Price.
    PublishPrice<'a> {
        provider_id: u32,
        rate_label: OctetString<'a>,
        issuer_event_id: u32,
        current_time: UtcTime,
        unit_of_measure: UnitOfMeasure,
        currency: u16,
        price_trailing_digit_and_price_tier: u8,
        number_of_price_tiers_and_register_tier: u8,
        start_time: UtcTime,
        duration_in_minutes: u16,
        price: u32,
        price_ratio: Option<u8>,
        generation_price: Option<u32>,
        generation_price_ratio: Option<u8>,
        alternate_cost_delivered: Option<u32>,
        alternate_cost_unit: Option<u8>,
        alternate_cost_trailing_digit: Option<u8>,
        number_of_block_thresholds: Option<u8>,
        price_control: Option<u8>,
        number_of_generation_tiers: Option<u8>,
        generation_tier: Option<u8>,
        extended_number_of_price_tiers: Option<u8>,
        extended_price_tier: Option<u8>,
        extended_register_tier: Option<u8>,
    }

    /// Publish Block Period.
    PublishBlockPeriod {
        provider_id: u32,
        issuer_event_id: u32,
        block_period_start_time: UtcTime,
        block_period_duration: U24,
        block_period_control: u8,
        block_period_duration_type: Option<u8>,
        tariff_type: Option<u8>,
        tariff_resolution_period: Option<u8>,
    }

    /// Publish Conversion Factor.
    PublishConversionFactor {
        issuer_event_id: u32,
        start_time: UtcTime,
        conversion_factor: u32,
        conversion_factor_trailing_digit: u8,
    }

    /// Publish Calorific Value.
    PublishCalorificValue {
        issuer_event_id: u32,
        start_time: UtcTime,
        calorific_value: u32,
        calorific_value_unit: CalorificValueUnit,
        calorific_value_trailing_digit: u8,
    }

    /// Publish Tariff Information.
    PublishTariffInformation<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        issuer_tariff_id: u32,
        start_time: UtcTime,
        tariff_type_and_charging_scheme: u8,
        tariff_label: OctetString<'a>,
        number_of_price_tiers_in_use: u8,
        number_of_block_thresholds_in_use: u8,
        unit_of_measure: UnitOfMeasure,
        currency: u16,
        price_trailing_digit: u8,
        standing_charge: u32,
        tier_block_mode: u8,
        block_threshold_multiplier: U24,
        block_threshold_divisor: U24,
    }

    /// Publish Price Matrix.
    PublishPriceMatrix<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        start_time: UtcTime,
        issuer_tariff_id: u32,
        command_index: u8,
        total_number_of_commands: u8,
        sub_payload_control: u8,
        prices: List<'a, PriceMatrixEntry>,
    }

    /// One price of a Publish Price Matrix.
    PriceMatrixEntry { tier_block_id: u8, price: u32, }

    /// Publish Block Thresholds.
    PublishBlockThresholds<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        start_time: UtcTime,
        issuer_tariff_id: u32,
        command_index: u8,
        total_number_of_commands: u8,
        sub_payload_control: u8,
        tiers: List<'a, TierBlockThresholds<'a>>,
    }

    /// Publish Billing Period.
    PublishBillingPeriod {
        provider_id: u32,
        issuer_event_id: u32,
        billing_period_start_time: UtcTime,
        billing_period_duration: U24,
        billing_period_duration_type: u8,
        tariff_type: u8,
    }
}

/// The thresholds of one tier, or of all tiers. The low half of the first octet counts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TierBlockThresholds<'a> {
    /// The tier, and how many thresholds follow.
    pub tier_and_number_of_block_thresholds: u8,
    /// The thresholds.
    pub block_thresholds: List<'a, U48>,
}

impl<'a> Layout<'a> for TierBlockThresholds<'a> {
    fn read_members(source: &mut Source<'a, '_>) -> Result<Self, Error> {
        let first = u8::read(source, "tier_and_number_of_block_thresholds")?;
        let count = usize::from(first & 0x0F);
        Ok(Self {
            tier_and_number_of_block_thresholds: first,
            block_thresholds: List::read_elements(source, "block_thresholds", Some(count))?,
        })
    }
}

impl<'a> Field<'a> for TierBlockThresholds<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        source.structure(name)
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.tier_and_number_of_block_thresholds.write(out);
        self.block_thresholds.write(out);
    }
}
