//! Names of the attributes that GBCS use cases read.

use super::profile_wide::AttributeId;
use super::zcl::ClusterId;

/// The name of an attribute, where it is known.
pub fn attribute_name(cluster: ClusterId, attribute: AttributeId) -> Option<&'static str> {
    let names = match cluster {
        ClusterId::BASIC => BASIC,
        ClusterId::PRICE => PRICE,
        ClusterId::METERING => METERING,
        ClusterId::PREPAYMENT => PREPAYMENT,
        _ => return None,
    };
    let found = names.binary_search_by_key(&attribute.0, |(id, _)| *id).ok()?;
    names.get(found).map(|(_, name)| *name)
}

const BASIC: &[(u16, &str)] = &[
    (0x0000, "ZCLVersion"),
    (0x0001, "ApplicationVersion"),
    (0x0002, "StackVersion"),
    (0x0003, "HWVersion"),
    (0x0004, "ManufacturerName"),
    (0x0005, "ModelIdentifier"),
    (0x0006, "DateCode"),
    (0x0007, "PowerSource"),
    (0x0010, "LocationDescription"),
    (0x0011, "PhysicalEnvironment"),
];

const PRICE: &[(u16, &str)] = &[
    (0x0100, "Block1Threshold"),
    (0x0101, "Block2Threshold"),
    (0x0102, "Block3Threshold"),
    (0x010F, "BlockThresholdCount"),
    (0x0200, "StartOfBlockPeriod"),
    (0x0201, "BlockPeriodDuration"),
    (0x0202, "ThresholdMultiplier"),
    (0x0203, "ThresholdDivisor"),
    (0x0204, "BlockPeriodDurationType"),
    (0x0300, "CommodityType"),
    (0x0301, "StandingCharge"),
    (0x0302, "ConversionFactor"),
    (0x0303, "ConversionFactorTrailingDigit"),
    (0x0304, "CalorificValue"),
    (0x0305, "CalorificValueUnit"),
    (0x0306, "CalorificValueTrailingDigit"),
    (0x0400, "NoTierBlock1Price"),
    (0x0401, "NoTierBlock2Price"),
    (0x0402, "NoTierBlock3Price"),
    (0x0403, "NoTierBlock4Price"),
    (0x0410, "Tier1Block1Price"),
    (0x0420, "Tier2Block1Price"),
    (0x0430, "Tier3Block1Price"),
    (0x0440, "Tier4Block1Price"),
    (0x0610, "TariffLabel"),
    (0x0611, "NumberOfPriceTiersInUse"),
    (0x0612, "NumberOfBlockThresholdsInUse"),
    (0x0613, "TierBlockMode"),
    (0x0615, "UnitOfMeasure"),
    (0x0616, "Currency"),
    (0x0617, "PriceTrailingDigit"),
];

const METERING: &[(u16, &str)] = &[
    (0x0000, "CurrentSummationDelivered"),
    (0x0007, "ReadingSnapShotTime"),
    (0x0014, "SupplyStatus"),
    (0x0100, "CurrentTier1SummationDelivered"),
    (0x0102, "CurrentTier2SummationDelivered"),
    (0x0104, "CurrentTier3SummationDelivered"),
    (0x0106, "CurrentTier4SummationDelivered"),
    (0x0200, "Status"),
    (0x0201, "RemainingBatteryLife"),
    (0x0206, "CurrentMeterID"),
    (0x0207, "AmbientConsumptionIndicator"),
    (0x0300, "UnitOfMeasure"),
    (0x0301, "Multiplier"),
    (0x0302, "Divisor"),
    (0x0303, "SummationFormatting"),
    (0x0306, "MeteringDeviceType"),
    (0x0307, "SiteID"),
    (0x0308, "MeterSerialNumber"),
    (0x0311, "CustomerIDNumber"),
    (0x0312, "AlternativeUnitOfMeasure"),
    (0x0605, "LoadLimitSupplyState"),
    (0x0607, "SupplyTamperState"),
    (0x0608, "SupplyDepletionState"),
    (0x0609, "SupplyUncontrolledFlowState"),
    (0x0700, "CurrentNoTierBlock1SummationDelivered"),
    (0x0701, "CurrentNoTierBlock2SummationDelivered"),
    (0x0702, "CurrentNoTierBlock3SummationDelivered"),
    (0x0703, "CurrentNoTierBlock4SummationDelivered"),
    (0x0A00, "BillToDateDelivered"),
    (0x0A01, "BillToDateTimeStampDelivered"),
    (0x0A04, "BillDeliveredTrailingDigit"),
];

const PREPAYMENT: &[(u16, &str)] = &[
    (0x0000, "PaymentControlConfiguration"),
    (0x0001, "CreditRemaining"),
    (0x0002, "EmergencyCreditRemaining"),
    (0x0003, "CreditStatus"),
    (0x0004, "CreditRemainingTimeStamp"),
    (0x0005, "AccumulatedDebt"),
    (0x0006, "OverallDebtCap"),
    (0x0010, "EmergencyCreditLimit"),
    (0x0011, "EmergencyCreditThreshold"),
    (0x0020, "TotalCreditAdded"),
    (0x0021, "MaxCreditLimit"),
    (0x0022, "MaxCreditPerTopUp"),
    (0x0030, "FriendlyCreditWarning"),
    (0x0031, "LowCreditWarning"),
    (0x0032, "IHDLowCreditWarning"),
    (0x0033, "InterruptSuspendTime"),
    (0x0040, "CutOffValue"),
    (0x0210, "DebtLabel1"),
    (0x0211, "DebtAmount1"),
    (0x0212, "DebtRecoveryMethod1"),
    (0x0213, "DebtRecoveryStartTime1"),
    (0x0214, "DebtRecoveryCollectionTime1"),
    (0x0216, "DebtRecoveryFrequency1"),
    (0x0217, "DebtRecoveryAmount1"),
    (0x0219, "DebtRecoveryTopUpPercentage1"),
    (0x0220, "DebtLabel2"),
    (0x0221, "DebtAmount2"),
    (0x0222, "DebtRecoveryMethod2"),
    (0x0223, "DebtRecoveryStartTime2"),
    (0x0224, "DebtRecoveryCollectionTime2"),
    (0x0226, "DebtRecoveryFrequency2"),
    (0x0227, "DebtRecoveryAmount2"),
    (0x0229, "DebtRecoveryTopUpPercentage2"),
    (0x0230, "DebtLabel3"),
    (0x0231, "DebtAmount3"),
    (0x0232, "DebtRecoveryMethod3"),
    (0x0233, "DebtRecoveryStartTime3"),
    (0x0234, "DebtRecoveryCollectionTime3"),
    (0x0236, "DebtRecoveryFrequency3"),
    (0x0237, "DebtRecoveryAmount3"),
    (0x0239, "DebtRecoveryTopUpPercentage3"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_in_order() {
        for names in [BASIC, PRICE, METERING, PREPAYMENT] {
            assert!(names.is_sorted_by(|(before, _), (after, _)| before < after));
        }
        assert_eq!(attribute_name(ClusterId::PREPAYMENT, AttributeId(0x0040)), Some("CutOffValue"));
        assert_eq!(attribute_name(ClusterId::PREPAYMENT, AttributeId(0x0041)), None);
    }
}
