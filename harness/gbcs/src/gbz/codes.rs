//! The enumerations of ZCL payloads. Each keeps values it has no name for.

use crate::Error;
use crate::describe::Value;

use super::field::Field;
use super::source::Source;

macro_rules! codes {
    ($($(#[$meta:meta])* $type:ident { $($constant:ident = $value:literal $name:literal,)* })*) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub struct $type(pub u8);

            impl $type {
                $(
                    #[doc = $name]
                    pub const $constant: Self = Self($value);
                )*

                /// What the value means, if it has a meaning.
                pub fn name(self) -> Option<&'static str> {
                    match self.0 {
                        $($value => Some($name),)*
                        _ => None,
                    }
                }
            }

            impl<'a> Field<'a> for $type {
                fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
                    let (number, at) = source.number(1, name)?;
                    let code =
                        u8::try_from(number).map(Self).map_err(|_| Source::invalid(&at, name, number))?;
                    source.describe(name, at, Value::Code { value: number, digits: 2, name: code.name() });
                    Ok(code)
                }

                fn write(&self, out: &mut Vec<u8>) {
                    out.push(self.0);
                }
            }
        )*
    };
}

codes! {
    /// How a command ended.
    ZclStatus {
        SUCCESS = 0x00 "success",
        FAILURE = 0x01 "failure",
        NOT_AUTHORIZED = 0x7E "not authorized",
        MALFORMED_COMMAND = 0x80 "malformed command",
        UNSUPPORTED_CLUSTER_COMMAND = 0x81 "unsupported cluster command",
        UNSUPPORTED_GENERAL_COMMAND = 0x82 "unsupported general command",
        INVALID_FIELD = 0x85 "invalid field",
        UNSUPPORTED_ATTRIBUTE = 0x86 "unsupported attribute",
        INVALID_VALUE = 0x87 "invalid value",
        READ_ONLY = 0x88 "read only",
        INSUFFICIENT_SPACE = 0x89 "insufficient space",
        DUPLICATE_EXISTS = 0x8A "duplicate exists",
        NOT_FOUND = 0x8B "not found",
        UNREPORTABLE_ATTRIBUTE = 0x8C "unreportable attribute",
        INVALID_DATA_TYPE = 0x8D "invalid data type",
        TIMEOUT = 0x94 "timeout",
        HARDWARE_FAILURE = 0xC0 "hardware failure",
        SOFTWARE_FAILURE = 0xC1 "software failure",
    }

    /// Where a command was issued.
    OriginatingDevice {
        ENERGY_SERVICES_INTERFACE = 0x00 "energy services interface",
        METER = 0x01 "meter",
        IN_HOME_DISPLAY = 0x02 "in-home display",
    }

    /// What came of a top-up.
    TopUpResult {
        ACCEPTED = 0x00 "accepted",
        REJECTED_INVALID = 0x01 "rejected, invalid top-up",
        REJECTED_DUPLICATE = 0x02 "rejected, duplicate top-up",
        REJECTED_ERROR = 0x03 "rejected, error",
        REJECTED_MAXIMUM_CREDIT = 0x04 "rejected, maximum credit reached",
        REJECTED_KEYPAD_LOCK = 0x05 "rejected, keypad lock",
        REJECTED_VALUE_TOO_LARGE = 0x06 "rejected, top-up value too large",
        ACCEPTED_SUPPLY_ENABLED = 0x10 "accepted, supply enabled",
        ACCEPTED_SUPPLY_DISABLED = 0x11 "accepted, supply disabled",
        ACCEPTED_SUPPLY_ARMED = 0x12 "accepted, supply armed",
    }

    /// The state of the supply.
    SupplyStatus {
        OFF = 0x00 "off",
        ARMED = 0x01 "off, armed",
        ON = 0x02 "on",
    }

    /// Which log.
    LogId {
        ALL = 0x00 "all logs",
        TAMPER = 0x01 "tamper log",
        FAULT = 0x02 "fault log",
        GENERAL = 0x03 "general event log",
        SECURITY = 0x04 "security event log",
        NETWORK = 0x05 "network event log",
    }

    /// What a calendar is for.
    CalendarType {
        DELIVERED = 0x00 "delivered",
        RECEIVED = 0x01 "received",
        DELIVERED_AND_RECEIVED = 0x02 "delivered and received",
        FRIENDLY_CREDIT = 0x03 "friendly credit",
        AUXILIARY_LOAD_SWITCH = 0x04 "auxiliary load switch",
    }

    /// In which time a calendar is written.
    CalendarTimeReference {
        UTC = 0x00 "UTC",
        STANDARD = 0x01 "standard time",
        LOCAL = 0x02 "local time",
    }

    /// A unit of measure.
    UnitOfMeasure {
        KILOWATT_HOURS = 0x00 "kWh",
        CUBIC_METRES = 0x01 "m3",
        CUBIC_FEET = 0x02 "ft3",
        HUNDRED_CUBIC_FEET = 0x03 "ccf",
        US_GALLONS = 0x04 "US gl",
        IMPERIAL_GALLONS = 0x05 "IMP gl",
        BTU = 0x06 "BTU",
        LITRES = 0x07 "l",
        MEGAJOULES = 0x0C "MJ",
    }

    /// A unit of calorific value.
    CalorificValueUnit {
        MEGAJOULES_PER_CUBIC_METRE = 0x01 "MJ/m3",
        MEGAJOULES_PER_KILOGRAM = 0x02 "MJ/kg",
    }

    /// How a Set Event Configuration chooses events.
    ConfigurationControl {
        LIST = 0x00 "apply by list",
        GROUP = 0x01 "apply by event group",
        LOG = 0x02 "apply by log type",
        MATCH = 0x03 "apply by configuration match",
    }

    /// How the content of a snapshot is laid out.
    SnapshotPayloadType {
        TOU_DELIVERED = 0x00 "TOU information set delivered registers",
        BLOCK_TIER_DELIVERED = 0x02 "block tier information set delivered",
        TOU_DELIVERED_NO_BILLING = 0x04 "TOU information set delivered, no billing",
        BLOCK_TIER_DELIVERED_NO_BILLING = 0x06 "block tier information set delivered, no billing",
    }

    /// How the content of a prepayment snapshot is laid out.
    PrepaySnapshotPayloadType {
        DEBT_CREDIT_STATUS = 0x00 "debt/credit status",
    }
}
