use core::fmt;
use std::hash::DefaultHasher;
use std::hash::Hash;
use std::hash::Hasher;

use crate::device::Device;
use crate::device::OwnKey;

/// What commands can change of a Device, to be compared with what it was before. Shown are the parts that make it up, each
/// as a number that changes with it.
#[derive(Clone, PartialEq, Eq)]
pub struct Snapshot {
    parts: [(&'static str, String); 9],
}

impl Snapshot {
    pub(crate) fn of(device: &Device) -> Self {
        let own = [OwnKey::Agreement, OwnKey::Signing].map(|which| {
            let waiting = device.credentials.pending(which).map(hallmark_smki::PrivateKey::public_point);
            (device.credentials.certificate(which).der(), waiting)
        });
        let logs = &device.logs;
        let logs = (&logs.event, &logs.power, &logs.auxiliary, &logs.credits);
        let parts = [
            ("trust anchors", format!("{:?}", device.anchors)),
            ("own certificates", format!("{own:?}")),
            ("counters", format!("{:?} {}", device.counters, device.supplementary)),
            ("attributes", format!("{:?}", device.objects)),
            ("pending", format!("{:?}", device.pending)),
            ("prepayment", format!("{:?}", device.prepayment)),
            ("logs", format!("{logs:?}")),
            ("joined devices", format!("{:?}", device.device_log)),
            ("firmware", format!("{:?}", device.firmware)),
        ];
        Self { parts }
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |text: &String| {
            let mut hasher = DefaultHasher::new();
            text.hash(&mut hasher);
            hasher.finish()
        };
        f.debug_map().entries(self.parts.iter().map(|(name, text)| (name, number(text)))).finish()
    }
}
