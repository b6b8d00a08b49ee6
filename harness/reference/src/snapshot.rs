use core::fmt::Write;

use crate::device::Device;
use crate::device::OwnKey;

/// What commands can change of a Device, to be compared with what it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot(String);

impl Snapshot {
    pub(crate) fn of(device: &Device) -> Self {
        let Device { anchors, credentials, counters, objects, pending, prepayment, .. } = device;
        let mut text = format!("{anchors:?} {counters:?} {objects:?} {pending:?} {prepayment:?}");
        for which in [OwnKey::Agreement, OwnKey::Signing] {
            let waiting = credentials.pending(which).map(hallmark_smki::PrivateKey::public_point);
            let certificate = credentials.certificate(which).der();
            // Writing to a string does not fail.
            let _ = write!(text, " {certificate:?} {waiting:?}");
        }
        let logs = &device.logs;
        let _ = write!(text, " {:?} {:?} {:?} {:?}", logs.event, logs.power, logs.auxiliary, logs.credits);
        let _ = write!(text, " {:?} {:?} {:?}", device.device_log, device.firmware, device.supplementary);
        Self(text)
    }
}
