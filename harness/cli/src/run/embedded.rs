//! The embedded ESME as the far end of `loopback:`.

use std::future::Future;
use std::pin::Pin;

use hallmark_engine::session::Hold;
use hallmark_engine::session::Trouble;
use hallmark_link::Control;
use hallmark_link::ControlAnswer;
use hallmark_link::UnixMicros;
use hallmark_link::loopback::FarEnd;
use hallmark_link::loopback::Loopback;
use hallmark_reference::Esme;
use hallmark_reference::faults::Fault;
use hallmark_scenarios::context::Opener;

use crate::embedded;
use crate::failure::Failure;

/// When virtual time starts: 1 January 2026.
pub(crate) const START: u64 = 1_767_225_600;

/// A prepared ESME, of which every scenario gets a copy.
pub(crate) struct EmbeddedOpener {
    device: Esme,
}

impl EmbeddedOpener {
    pub(crate) fn new(faults: &[&Fault]) -> Result<Self, Failure> {
        Ok(Self { device: embedded::device(&embedded::pki()?, START, faults)? })
    }
}

impl Opener for EmbeddedOpener {
    fn open<'a>(
        &'a self,
        _test: &'a str,
    ) -> Pin<Box<dyn Future<Output = Result<Hold, Trouble>> + Send + 'a>> {
        Box::pin(async {
            let far_end = EmbeddedDevice(self.device.clone());
            Ok(Hold::Own(Box::new(Loopback::new(far_end, UnixMicros::from_seconds(START)))))
        })
    }
}

struct EmbeddedDevice(Esme);

impl FarEnd for EmbeddedDevice {
    fn handle(&mut self, now: UnixMicros, octets: &[u8]) -> Vec<Vec<u8>> {
        self.0.handle(now.seconds(), octets)
    }

    fn tick(&mut self, now: UnixMicros) -> Vec<Vec<u8>> {
        self.0.tick(now.seconds())
    }

    fn next_deadline(&self) -> Option<UnixMicros> {
        self.0.next_deadline().map(UnixMicros::from_seconds)
    }

    fn connected(&mut self, _: UnixMicros) {
        self.0.connected();
    }

    fn control(&mut self, _: UnixMicros, _: &Control) -> (ControlAnswer, Vec<Vec<u8>>) {
        (ControlAnswer::Unsupported, Vec::new())
    }
}
