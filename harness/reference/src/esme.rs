use std::sync::Arc;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1::FirmwareVersion;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::Reassembler;

use crate::asn1::DeviceLog;
use crate::asn1::Firmware;
use crate::config::EsmeConfig;
use crate::device::Alerts;
use crate::device::Device;
use crate::device::Logs;
use crate::device::Prepayment;
use crate::device::ReplayCounters;
use crate::faults::Fault;
use crate::objects::Objects;
use crate::objects::well_known;
use crate::pending::Pending;
use crate::rules::Rules;
use crate::snapshot::Snapshot;
use crate::stages::blocks::in_blocks;
use crate::time::Instant;

/// A reference ESME: octets in, octets out, no clock of its own.
///
/// A clone is a second Device in the same state, and cheap: a test can start from a prepared Device as often as it likes.
/// Nothing that is given to it makes it panic.
#[derive(Clone)]
pub struct Esme {
    device: Device,
    blocks: Reassembler,
}

impl Esme {
    /// A Device with these credentials, at this time in seconds since 1970.
    pub fn new(config: EsmeConfig, now: u64) -> Self {
        Self::with_rules(config, now, Rules::honest())
    }

    /// A Device that misbehaves in these ways, and is honest otherwise. Of two faults in the same place the later one
    /// counts.
    pub fn with_faults(config: EsmeConfig, now: u64, faults: &[&Fault]) -> Self {
        let mut rules = Rules::honest();
        for fault in faults {
            fault.plant(&mut rules);
        }
        Self::with_rules(config, now, rules)
    }

    /// Takes one message, or one block of a large one, and gives what the Device sends, in order: what had become due
    /// before, then the response, then alerts.
    pub fn handle(&mut self, now: u64, octets: &[u8]) -> Vec<Vec<u8>> {
        let mut sent = self.tick(now);
        if !Block::is_block(octets) {
            sent.extend(self.device.process(octets));
        } else if let Some(message) = (self.device.rules.reassemble)(&mut self.blocks, octets) {
            sent.extend(in_blocks(self.device.process(&message)));
        }
        sent.extend(self.due());
        sent
    }

    /// Somebody has connected, perhaps not for the first time. A Device does not care who carries its messages.
    pub fn connected(&mut self) {
        (self.device.rules.connected)(&mut self.device);
    }

    /// Does what has become due, and gives the alerts about it.
    pub fn tick(&mut self, now: u64) -> Vec<Vec<u8>> {
        self.device.now = Instant::from_unix(now);
        self.due()
    }

    /// When [`tick`](Self::tick) is wanted next, in seconds since 1970.
    pub fn next_deadline(&self) -> Option<u64> {
        self.device.pending.next().map(Instant::unix)
    }

    /// What commands can change, to be compared: trust anchors, certificates, counters, attributes, balances, what is
    /// pending, logs. Left out is what a refused command may change: the security log, and the counter of alerts.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(&self.device)
    }

    /// The Entity Identifier.
    pub fn id(&self) -> EntityId {
        self.device.id
    }

    fn with_rules(config: EsmeConfig, now: u64, rules: Rules) -> Self {
        let objects = Objects::new(config.seed);
        let limit = objects.signed(well_known::EMERGENCY_CREDIT_LIMIT).unwrap_or_default();
        let prepayment = Prepayment::new(i32::try_from(limit).unwrap_or_default());
        let device = Device {
            id: config.id,
            seed: config.seed,
            now: Instant::from_unix(now),
            rules: Arc::new(rules),
            anchors: config.anchors,
            policies: config.policies.into(),
            credentials: config.credentials,
            counters: ReplayCounters::default(),
            alerts: Alerts::default(),
            supplementary: 0,
            objects,
            pending: Pending::default(),
            prepayment,
            logs: Logs::new(),
            device_log: DeviceLog::default(),
            firmware: Firmware { held: Some((config.image_hash, NEXT_VERSION)) },
        };
        Self { device, blocks: Reassembler::new() }
    }

    fn due(&mut self) -> Vec<Vec<u8>> {
        (self.device.rules.due)(&mut self.device)
    }
}

/// The version of the image that waits to be activated.
const NEXT_VERSION: FirmwareVersion = FirmwareVersion([0x01, 0x00, 0x00, 0x01]);
