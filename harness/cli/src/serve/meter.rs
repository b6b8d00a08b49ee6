//! One device and everyone who is connected to it.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_reference::Esme;
use tokio::sync::mpsc;

/// The device, shared by all connections.
pub(super) struct Meter(Mutex<Shared>);

struct Shared {
    device: Esme,
    connections: BTreeMap<u64, mpsc::Sender<Vec<u8>>>,
    joined: u64,
}

/// A connection's place at the meter.
pub(super) struct Place {
    pub(super) id: u64,
    /// Alerts that somebody else's message, or the time, has caused. Ends when the connection is too slow for them.
    pub(super) alerts: mpsc::Receiver<Vec<u8>>,
}

impl Meter {
    pub(super) fn new(device: Esme) -> Self {
        Self(Mutex::new(Shared { device, connections: BTreeMap::new(), joined: 0 }))
    }

    /// A place, unless all are taken.
    pub(super) fn join(&self) -> Option<Place> {
        let mut shared = self.lock();
        if shared.connections.len() >= MAX_CONNECTIONS {
            return None;
        }
        let id = shared.joined;
        shared.joined += 1;
        let (sender, alerts) = mpsc::channel(MAX_ALERTS);
        shared.connections.insert(id, sender);
        shared.device.connected();
        Some(Place { id, alerts })
    }

    pub(super) fn leave(&self, id: u64) {
        self.lock().connections.remove(&id);
    }

    /// Hands a message to the device, and returns what is for the connection that sent it: answers, and alerts.
    pub(super) fn deliver(&self, id: u64, now: u64, octets: &[u8]) -> Vec<Vec<u8>> {
        let mut shared = self.lock();
        let sent = shared.device.handle(now, octets);
        for alert in sent.iter().filter(|octets| is_alert(octets)) {
            shared.tell(alert, Some(id));
        }
        sent
    }

    /// Lets the device do what is due, and tells everyone of it.
    pub(super) fn tick(&self, now: u64) {
        let mut shared = self.lock();
        for alert in shared.device.tick(now) {
            shared.tell(&alert, None);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Shared {
    /// Whoever is too slow to take it is let go.
    fn tell(&mut self, alert: &[u8], but: Option<u64>) {
        self.connections.retain(|id, sender| Some(*id) == but || sender.try_send(alert.to_vec()).is_ok());
    }
}

fn is_alert(octets: &[u8]) -> bool {
    Message::parse(octets).is_ok_and(|message| message.header().cra == Cra::Alert)
}

const MAX_CONNECTIONS: usize = 64;
const MAX_ALERTS: usize = 256;
