use std::cell::RefCell;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use hallmark_engine::keys::RingKeys;
use hallmark_engine::profile::role_name;
use hallmark_engine::session::Attack;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::PartyEntry;
use hallmark_engine::session::Variation;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::use_cases;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_reference::faults::Fault;
use hallmark_smki::KeyRing;
use hallmark_smki::Usage;
use hallmark_smki::pki::Credential;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

/// The reference device, and a laboratory that holds the keys of all its parties.
pub(crate) struct Rig {
    pub(crate) laboratory: Laboratory,
    pub(crate) verifier: Verifier<RingKeys>,
    /// What entitled parties may ask for.
    pub(crate) entitled: Vec<(String, usize)>,
    config: EsmeConfig,
    device: Esme,
    /// Signing takes longest, and the same commands come again and again.
    made: RefCell<HashMap<Key, Option<Arc<[u8]>>>>,
}

/// Which command, what is wrong with it, and its place in the conversation.
type Key = (usize, Option<Attack>, u64);

impl Rig {
    pub(crate) fn new() -> Self {
        let pki = TestPki::from_seed(SEED).expect("the test PKI can be made");
        let ring = || pki.to_key_ring(&[DEVICE.0]).expect("its keys fit into a ring");
        let entry = |party: Party| {
            let role = Role::from_value(party.role())?;
            let name = if party == Party::SecondSupplier { "second-supplier" } else { role_name(role) };
            Some(PartyEntry { name: name.to_owned(), role, id: EntityId(party.entity_id()) })
        };
        let entries: Vec<PartyEntry> = Party::ALL.into_iter().filter_map(entry).collect();
        let wait = Duration::ZERO;
        let laboratory = Laboratory::new(DEVICE, &entries, &ring(), SEED, wait, wait, BTreeSet::new())
            .expect("the laboratory has all keys");
        let broker = EntityId(Party::AccessControlBroker.entity_id());
        let config = EsmeConfig::from_pki(&pki, DEVICE, SEED).expect("the device has all credentials");
        Self {
            verifier: Verifier::new(RingKeys::from(ring()), Some(broker)),
            entitled: entitled(&laboratory),
            laboratory,
            device: Esme::new(config.clone(), NOW),
            config,
            made: RefCell::default(),
        }
    }

    /// A device as new, with these faults.
    pub(crate) fn device(&self, faults: &[&Fault]) -> Esme {
        match faults {
            [] => self.device.clone(),
            faults => Esme::with_faults(self.config.clone(), NOW, faults),
        }
    }

    /// The command of an entitled party, or that command with one thing wrong, protected. `None` where the laboratory
    /// cannot make it.
    pub(crate) fn command(&self, which: usize, attack: Option<Attack>, position: u64) -> Option<Arc<[u8]>> {
        let which = which % self.entitled.len();
        let mut made = self.made.borrow_mut();
        made.entry((which, attack, position)).or_insert_with(|| self.make(which, attack, position)).clone()
    }

    /// A command that shall always be answered: CS02a of the Access Control Broker, with the highest counter.
    pub(crate) fn health(&self) -> Arc<[u8]> {
        let is_health = |(name, party): &(String, usize)| {
            name == "CS02a"
                && self
                    .laboratory
                    .parties()
                    .get(*party)
                    .is_some_and(|party| party.role == Role::AccessControlBroker)
        };
        let which = self.entitled.iter().position(is_health).expect("the broker is entitled to CS02a");
        self.command(which, None, HEALTH).expect("the laboratory can make CS02a")
    }

    fn make(&self, which: usize, attack: Option<Attack>, position: u64) -> Option<Arc<[u8]>> {
        let (use_case, party) = self.entitled.get(which)?;
        let party = self.laboratory.parties().get(*party)?;
        // The low half of a top-up's counter is zero.
        let counter = Counter((COUNTER + position) << 32);
        let variation = Variation::immediate(position, NOW);
        let command = self.laboratory.command(use_case, party, counter, variation).ok()?;
        let octets = match attack {
            Some(attack) if !attack.applies_to(&command) => return None,
            Some(attack) => attack.apply(&command, &self.laboratory).ok()?,
            None => command.protect_envelope(&self.laboratory).ok()?.emit(),
        };
        Some(octets.into())
    }
}

/// The keys of all parties and of the device.
pub(crate) fn key_ring() -> KeyRing {
    thread_local! {
        static CREDENTIALS: Vec<([u8; 8], Usage, Credential)> = credentials();
    }
    let mut ring = KeyRing::new();
    CREDENTIALS.with(|all| {
        for (id, usage, credential) in all {
            ring.insert(*id, *usage, credential.certificate().clone(), Some(credential.key().clone()));
        }
    });
    ring
}

fn credentials() -> Vec<([u8; 8], Usage, Credential)> {
    let pki = TestPki::from_seed(SEED).expect("the test PKI can be made");
    let parties =
        pki.parties().map(|(party, usage, credential)| (party.entity_id(), usage, credential.clone()));
    let device = [Usage::DigitalSignature, Usage::KeyAgreement].map(|usage| {
        let credential = pki.device(DEVICE.0, usage).expect("the device's certificates can be made");
        (DEVICE.0, usage, credential)
    });
    parties.chain(device).collect()
}

/// Every use case of an ESME with every party of a role that is entitled to it.
fn entitled(laboratory: &Laboratory) -> Vec<(String, usize)> {
    let mut entitled = Vec::new();
    for use_case in use_cases().iter().filter(|use_case| use_case.is_command_for(DeviceKind::Esme)) {
        let mode = use_case.title.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
        let name = match mode {
            Some((mode, _)) if ["CS02b", "CS02g"].contains(&use_case.name) => {
                format!("{}-{mode}", use_case.name)
            }
            _ => use_case.name.to_owned(),
        };
        if use_case_named(&name).is_none_or(|found| found.code != use_case.code) {
            continue;
        }
        for (index, party) in laboratory.parties().iter().enumerate() {
            if party.name != "second-supplier" && use_case.roles.contains(&party.role) {
                entitled.push((name.clone(), index));
            }
        }
    }
    entitled
}

/// The time of the device, in seconds since 1970: 2026-01-01.
pub(crate) const NOW: u64 = 1_767_225_600;

/// The position behind all others.
const HEALTH: u64 = 1_000;
const COUNTER: u64 = 1_000;
const SEED: u64 = 3;
const DEVICE: EntityId = EntityId([0x02, 0, 0, 0, 0, 0, 0, 0x0D]);
