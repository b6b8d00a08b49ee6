//! Alerts (GBCS 16): protection, code and payload.

use hallmark_gbcs::Payload;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::alert;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;

use crate::event::Direction;
use crate::replay::judge::Judge;
use crate::replay::judge::Seen;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::session::finding;
use crate::session::protection_words;

impl Judge {
    pub(super) fn alert(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let header = message.header();
        let code = header.message_code();
        let protection = TestKey::new(Rule::Protection, Subject::Message(code, Cra::Alert));
        self.tests.checked(protection);
        let checks = self.verifier.check(message);
        for check in [checks.mac, checks.signature] {
            self.judge_check(seen, message, check, header.originator);
        }
        let wanted = use_case(code).and_then(|use_case| match use_case.category {
            Category::CriticalAlert => Some(Protection::Signature),
            Category::NonCriticalAlert => Some(Protection::Mac),
            _ => None,
        });
        if let Some(wanted) = wanted.filter(|wanted| *wanted != message.protection()) {
            let expected = format!("an alert protected by {}", protection_words(wanted));
            let observed = format!("{}; {}", protection_words(message.protection()), self.place(seen));
            let exchange = self.show(seen, Direction::In, "alert");
            let judged = Judged::fail(finding("GBCS 5", expected, observed));
            self.tests.find(protection, judged.shown_by([exchange]));
        }
        let payload = Payload::parse(message);
        let content = TestKey::new(Rule::Content, Subject::Message(code, Cra::Alert));
        self.tests.checked(content);
        self.judge_payload(content, seen, message, &payload);
        if let Ok(payload) = &payload {
            self.sensitive(content, seen, message, payload);
        }
        if let Some(alert_code) = payload.ok().as_ref().and_then(code_of) {
            self.alert_code(seen, message, alert_code);
        }
        self.alert_counter(seen, message);
    }

    fn alert_code(&mut self, seen: &Seen<'_>, message: &Message<'_>, code: AlertCode) {
        let key = TestKey::new(Rule::Alerts, Subject::Alert(code));
        self.tests.checked(key);
        let place = self.place(seen);
        let Some(known) = alert(code) else {
            return self.tests.observe(key, || format!("a code that no list has, in {place}"));
        };
        let carrier = message.header().message_code();
        if !known.carriers.is_empty() && !known.carriers.contains(&carrier) {
            self.tests.observe(key, || {
                let carriers: Vec<String> = known.carriers.iter().map(ToString::to_string).collect();
                format!("carried by Message Code {carrier}, known with {}, in {place}", carriers.join(", "))
            });
        }
    }
}

fn code_of(payload: &Payload<'_>) -> Option<AlertCode> {
    match payload {
        Payload::Dlms(DlmsPayload::Notification(alert)) => Some(alert.alert_code()),
        Payload::Gbz(payload) => payload.alert().map(|alert| alert.alert_code()),
        Payload::Dlms(_) | Payload::Asn1(_) => None,
    }
}
