//! The kinds of target.

use core::fmt;
use core::str::FromStr;

use hallmark_gbcs::tables::DeviceKind;

/// What kind of implementation is under test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TargetKind {
    /// Communications Hub Function.
    Chf,
    /// The DCC's systems, at the DCC User Interface.
    Dcc,
    /// Electricity Smart Metering Equipment.
    Esme,
    /// Gas Proxy Function.
    Gpf,
    /// Gas Smart Metering Equipment.
    Gsme,
    /// HAN Connected Auxiliary Load Control Switch.
    Hcalcs,
    /// Prepayment Interface Device.
    Ppmid,
    /// Standalone Auxiliary Proportional Controller.
    Sapc,
    /// The system of a DCC User.
    User,
}

impl TargetKind {
    /// All kinds: devices, then systems.
    pub const ALL: [Self; 9] = [
        Self::Esme,
        Self::Gsme,
        Self::Chf,
        Self::Gpf,
        Self::Ppmid,
        Self::Hcalcs,
        Self::Sapc,
        Self::Dcc,
        Self::User,
    ];

    /// The name used in profiles and results.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chf => "chf",
            Self::Dcc => "dcc",
            Self::Esme => "esme",
            Self::Gpf => "gpf",
            Self::Gsme => "gsme",
            Self::Hcalcs => "hcalcs",
            Self::Ppmid => "ppmid",
            Self::Sapc => "sapc",
            Self::User => "user",
        }
    }

    /// Which Device it is. Devices are reached over the HAN; the others, which are none, over DUIS.
    pub fn device(self) -> Option<DeviceKind> {
        match self {
            Self::Chf => Some(DeviceKind::Chf),
            Self::Esme => Some(DeviceKind::Esme),
            Self::Gpf => Some(DeviceKind::Gpf),
            Self::Gsme => Some(DeviceKind::Gsme),
            Self::Hcalcs => Some(DeviceKind::Hcalcs),
            Self::Ppmid => Some(DeviceKind::Ppmid),
            Self::Sapc => Some(DeviceKind::Sapc),
            Self::Dcc | Self::User => None,
        }
    }
}

impl fmt::Display for TargetKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no kind of target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read a kind of target: expected esme, gsme, chf, gpf, ppmid, hcalcs, sapc, dcc or user")]
pub struct NotAKind;

impl FromStr for TargetKind {
    type Err = NotAKind;

    /// Upper and lower case mean the same.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(text)).ok_or(NotAKind)
    }
}
