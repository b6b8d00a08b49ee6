//! The state of a Device.

mod alerts;
mod anchors;
mod counters;
mod credentials;
mod log_reading;
mod logs;
mod prepayment;
mod reading;

use std::sync::Arc;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_smki::asn1::ObjectIdentifier;

pub(crate) use alerts::Alerts;
pub(crate) use alerts::alert;
pub(crate) use anchors::Cell;
pub use anchors::CellId;
pub use anchors::CellKey;
pub(crate) use anchors::TrustAnchors;
pub(crate) use anchors::payload_role;
pub(crate) use counters::ReplayCounters;
pub(crate) use credentials::Credentials;
pub(crate) use credentials::OwnKey;
pub(crate) use logs::Entry;
pub(crate) use logs::Log;
pub(crate) use logs::Logs;
pub(crate) use prepayment::Emergency;
pub(crate) use prepayment::Prepayment;

use crate::asn1::DeviceLog;
use crate::asn1::Firmware;
use crate::objects::Objects;
use crate::pending::Pending;
use crate::rules::Rules;
use crate::time::Instant;

/// Everything that a Device knows and remembers. A clone is a second Device in the same state; what never changes is
/// shared.
#[derive(Clone)]
pub(crate) struct Device {
    pub(crate) id: EntityId,
    pub(crate) seed: u64,
    pub(crate) now: Instant,
    pub(crate) rules: Arc<Rules>,
    pub(crate) anchors: TrustAnchors,
    /// The certificate policies of its environment.
    pub(crate) policies: Arc<[ObjectIdentifier]>,
    pub(crate) credentials: Credentials,
    pub(crate) counters: ReplayCounters,
    pub(crate) alerts: Alerts,
    pub(crate) supplementary: u64,
    pub(crate) objects: Objects,
    pub(crate) pending: Pending,
    pub(crate) prepayment: Prepayment,
    pub(crate) logs: Logs,
    pub(crate) device_log: DeviceLog,
    pub(crate) firmware: Firmware,
}

impl Device {
    /// The next Supplementary Originator Counter (GBCS 8).
    pub(crate) fn next_supplementary(&mut self) -> Counter {
        self.supplementary = self.supplementary.saturating_add(1);
        Counter(self.supplementary)
    }
}
