//! The attributes and methods that mean more to the Device than a value to keep.

use hallmark_gbcs::dlms::Descriptor;

pub(crate) const BALANCE: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 0, 255], 2);
pub(crate) const BALANCE_ADJUST: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 0, 255], 1);
pub(crate) const BALANCE_RESET: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 0, 255], 2);
pub(crate) const EMERGENCY_CREDIT_RESET: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 1, 255], 2);
pub(crate) const EMERGENCY_CREDIT_INVOKE: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 1, 255], 3);
pub(crate) const EMERGENCY_CREDIT_LIMIT: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 1, 255], 9);
pub(crate) const EMERGENCY_CREDIT_THRESHOLD: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 1, 255], 10);
pub(crate) const ACCUMULATED_DEBT_RESET: Descriptor = Descriptor::new(112, [0, 0, 19, 10, 2, 255], 2);
pub(crate) const BALANCES: Descriptor = Descriptor::new(1, [0, 0, 94, 44, 34, 30], 2);
pub(crate) const ACCOUNT_STATUS: Descriptor = Descriptor::new(111, [0, 0, 19, 0, 0, 255], 2);
pub(crate) const MAXIMUM_CREDIT: Descriptor = Descriptor::new(9000, [0, 0, 94, 44, 2, 10], 2);
pub(crate) const MAXIMUM_BALANCE: Descriptor = Descriptor::new(9000, [0, 0, 94, 44, 2, 20], 2);
pub(crate) const DISABLEMENT_THRESHOLD_NEXT: Descriptor = Descriptor::new(9000, [0, 0, 94, 44, 128, 22], 4);
pub(crate) const DISABLEMENT_THRESHOLD_TIME: Descriptor = Descriptor::new(9000, [0, 0, 94, 44, 128, 22], 6);
pub(crate) const DISABLEMENT_THRESHOLD: Descriptor = Descriptor::new(21, [0, 0, 16, 0, 1, 255], 2);
/// The methods that set what is left of the two time-based debts and of the payment-based one.
pub(crate) const SET_DEBT: [Descriptor; 3] = [
    Descriptor::new(113, [0, 0, 19, 20, 1, 255], 4),
    Descriptor::new(113, [0, 0, 19, 20, 2, 255], 4),
    Descriptor::new(113, [0, 0, 19, 20, 3, 255], 4),
];
pub(crate) const TOKEN_ENTRY: Descriptor = Descriptor::new(115, [0, 0, 19, 40, 0, 255], 1);

pub(crate) const CLOCK_TIME: Descriptor = Descriptor::new(8, [0, 0, 1, 0, 0, 255], 2);
pub(crate) const CLOCK_STATUS: Descriptor = Descriptor::new(8, [0, 0, 1, 0, 0, 255], 4);
pub(crate) const CLOCK_ADJUST: Descriptor = Descriptor::new(8, [0, 0, 1, 0, 0, 255], 4);
pub(crate) const CLOCK_PRESET: Descriptor = Descriptor::new(8, [0, 0, 1, 0, 0, 255], 5);

pub(crate) const SUPPLY_SCRIPTS: Descriptor = Descriptor::new(9, [0, 0, 10, 0, 106, 255], 1);
pub(crate) const SUPPLY_STATE: Descriptor = Descriptor::new(70, [0, 0, 96, 3, 10, 255], 3);
pub(crate) const TARIFF_SCRIPTS: Descriptor = Descriptor::new(9, [0, 0, 10, 0, 100, 255], 1);
pub(crate) const BLOCK_COUNTERS: Descriptor = Descriptor::new(1, [0, 0, 94, 44, 34, 2], 2);
pub(crate) const CONTROLLER_SCRIPTS: Descriptor = Descriptor::new(9, [0, 0, 10, 0, 103, 255], 1);
pub(crate) const PROPORTIONAL_CONTROLLER_SCRIPTS: Descriptor = Descriptor::new(9, [0, 0, 10, 0, 107, 255], 1);

pub(crate) const EVENT_LOG: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 0, 255], 2);
pub(crate) const SECURITY_LOG: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 1, 255], 2);
pub(crate) const POWER_LOG: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 4, 255], 2);
pub(crate) const AUXILIARY_LOG: Descriptor = Descriptor::new(7, [0, 17, 99, 98, 2, 255], 2);
pub(crate) const CREDIT_LOG: Descriptor = Descriptor::new(7, [0, 0, 98, 1, 5, 255], 2);
pub(crate) const EVENT_LOG_CLEAR: Descriptor = Descriptor::new(7, [0, 0, 99, 98, 0, 255], 1);
pub(crate) const AUXILIARY_LOG_CLEAR: Descriptor = Descriptor::new(7, [0, 17, 99, 98, 2, 255], 1);

pub(crate) const FIRMWARE_VERSION: Descriptor = Descriptor::new(1, [0, 0, 0, 2, 1, 255], 2);
pub(crate) const MANUFACTURER: Descriptor = Descriptor::new(1, [0, 0, 96, 1, 2, 255], 2);
pub(crate) const MODEL: Descriptor = Descriptor::new(1, [0, 0, 96, 1, 4, 255], 2);
pub(crate) const VARIANT: Descriptor = Descriptor::new(1, [0, 0, 96, 1, 6, 255], 2);

/// By what the entries of logs and profiles are selected.
pub(crate) const TIME_COLUMN: Descriptor = Descriptor::new(1, [0, 0, 94, 44, 100, 255], 2);
