use std::collections::VecDeque;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotificationValue;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::codes;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;

use super::CellKey;
use super::Device;
use crate::time::Instant;

/// The number space of alerts, and what keeps refusals from flooding the network.
#[derive(Debug, Clone, Default)]
pub(crate) struct Alerts {
    last: u64,
    recent: VecDeque<Instant>,
}

impl Alerts {
    /// So many alerts on refused commands are sent ...
    const BOUND: usize = 10;
    /// ... in so many seconds.
    const SECONDS: u64 = 60;

    /// The next counter of the Device's own.
    pub(crate) fn next(&mut self) -> Counter {
        self.last = self.last.saturating_add(1);
        Counter(self.last)
    }

    /// Whether one more alert on a refused command is sent.
    fn admit(&mut self, now: Instant) -> bool {
        let recent = |sent: &Instant| *sent <= now && now.unix() - sent.unix() < Self::SECONDS;
        self.recent.retain(recent);
        if self.recent.len() >= Self::BOUND {
            return false;
        }
        self.recent.push_back(now);
        true
    }
}

impl Device {
    /// A critical alert without content, on something that went wrong outside any command; at most so many in a minute.
    pub(crate) fn refusal_alert(&mut self, alert_code: AlertCode) -> Option<Vec<u8>> {
        let recipient = self.supplier()?;
        if !self.alerts.admit(self.now) {
            return None;
        }
        let code = codes::GENERIC_CRITICAL_ALERT;
        Some(self.dlms_alert(alert_code, recipient, &OtherInformation::Code { code }, Vec::new()))
    }

    /// ECS100: the Message Code is not supported (GBCS 7.2.9.1); bounded like other alerts on refused commands.
    pub(crate) fn unsupported_alert(&mut self, header: &GroupingHeader<'_>) -> Option<Vec<u8>> {
        if !self.alerts.admit(self.now) {
            return None;
        }
        let mut content = header.message_code().0.to_be_bytes().to_vec();
        content.extend(header.counter.0.to_be_bytes());
        let code = codes::COMMAND_NOT_SUPPORTED;
        let other = match header.supplementary() {
            Some(party) => OtherInformation::PartyCounter {
                code,
                party: party.party,
                counter: party.counter.unwrap_or(Counter(0)),
            },
            None => OtherInformation::Code { code },
        };
        Some(self.dlms_alert(NOT_SUPPORTED, header.originator, &other, vec![Data::octets(content)]))
    }

    /// A critical alert without content, to the supplier.
    pub(crate) fn generic_alert(&mut self, alert_code: AlertCode) -> Option<Vec<u8>> {
        let code = codes::GENERIC_CRITICAL_ALERT;
        let recipient = self.supplier()?;
        Some(self.dlms_alert(alert_code, recipient, &OtherInformation::Code { code }, Vec::new()))
    }

    /// A critical alert with DLMS content.
    pub(crate) fn dlms_alert(
        &mut self,
        alert_code: AlertCode,
        recipient: EntityId,
        other: &OtherInformation<'_>,
        content: Vec<Data>,
    ) -> Vec<u8> {
        let counter = (self.rules.alert_counter)(&mut self.alerts);
        let time = self.now.date_time();
        let payload = DataNotificationValue::new(counter, alert_code, time, content).to_octets();
        self.signed_alert(counter, recipient, other, payload)
    }

    /// A critical alert with ASN.1 content.
    pub(crate) fn asn1_alert(
        &mut self,
        code: MessageCode,
        recipient: EntityId,
        content: &Asn1Payload<'_>,
    ) -> Vec<u8> {
        let counter = (self.rules.alert_counter)(&mut self.alerts);
        self.signed_alert(counter, recipient, &OtherInformation::Code { code }, content.to_vec())
    }

    /// The supplier, who manages the Device.
    fn supplier(&self) -> Option<EntityId> {
        self.anchors.cell(Role::Supplier, CellKey::Signature).map(|cell| cell.entity)
    }

    fn signed_alert(
        &self,
        counter: Counter,
        recipient: EntityId,
        other: &OtherInformation<'_>,
        payload: Vec<u8>,
    ) -> Vec<u8> {
        let header = GroupingHeader {
            cra: Cra::Alert,
            counter,
            originator: self.id,
            recipient,
            date_time: None,
            other: *other,
        };
        (self.rules.alert)(self, &header, payload)
    }
}

/// A critical alert: signed, without a MAC (GBCS 5).
pub(crate) fn alert(device: &Device, header: &GroupingHeader<'_>, payload: Vec<u8>) -> Vec<u8> {
    let mut envelope = Envelope::new(header, payload);
    envelope.sign(device.credentials.signing());
    envelope.emit()
}

const NOT_SUPPORTED: AlertCode = AlertCode(0x8F85);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alerts_on_refusals_are_bounded_in_a_minute() {
        let mut alerts = Alerts::default();
        let admitted = |alerts: &mut Alerts, now| alerts.admit(Instant::from_unix(now));
        assert_eq!((0..20).filter(|_| admitted(&mut alerts, 1_000)).count(), 10);
        assert!(!admitted(&mut alerts, 1_059));
        assert!(admitted(&mut alerts, 1_060));
    }

    #[test]
    fn a_clock_set_back_does_not_silence_alerts() {
        let mut alerts = Alerts::default();
        for _ in 0..10 {
            alerts.admit(Instant::from_unix(5_000));
        }
        assert!(alerts.admit(Instant::from_unix(10)));
    }
}
