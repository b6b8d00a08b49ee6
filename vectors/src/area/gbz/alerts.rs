//! Alerts of ZigBee Devices.

use super::Gbz;
use super::component::Component;
use crate::Reason;
use crate::area::Case;
use crate::area::Plan;
use crate::area::PlanOf;
use crate::area::asn1::Context;
use crate::area::asn1::Input;
use crate::area::header::Kind;
use crate::edit;
use crate::hex::Fixed;
use crate::seeded::Seeded;

pub(super) fn plans(random: &mut Seeded) -> Vec<PlanOf<Gbz>> {
    let executed =
        [&[0x0E, 0x00, 0x6B, 0, 0, 0, 0, 0, 0, 0x03, 0xE8][..], &[0x07, 0x00], &[0x09, 0x04]].concat();
    let hash = [&[0x09, 0x20], random.octets(32).as_slice()].concat();
    let blob = [&[0x31, 0, 0, 0, 0], random.octets(60).as_slice()].concat();
    let mut component = Vec::new();
    let mut billing = Component::new(0x0702, [0x09, 0, 0x06], []).encrypted(0, blob);
    billing.control |= 0x01;
    billing.emit(&mut component);
    [
        (0x1000, 0x8F3D, "a critical alert", Vec::new()),
        (0x1001, 0x8F35, "a non-critical alert", Vec::new()),
        (0x00CD, 0x8F66, "an executed instruction", executed),
        (0x00CF, 0x8F72, "a verified image", hash),
        (0x00F2, 0x81A0, "a malfunction", vec![0x00, 0x06]),
        (0x008B, 0x8F0A, "billing data", component),
    ]
    .into_iter()
    .map(|(code, alert, name, content)| plan(code, alert, name, &content))
    .collect()
}

fn plan(code: u16, alert: u16, name: &str, content: &[u8]) -> PlanOf<Gbz> {
    let parts = u8::from(!content.is_empty());
    let time = [0x32, 0x10, 0x00, 0x40];
    let with =
        |parts: u8, content: &[u8]| [&[0x01, 0x09, parts][..], &alert.to_be_bytes(), &time, content].concat();
    let good = with(parts, content);
    let input = |payload: Vec<u8>| Input { payload: payload.into() };
    let mut cases = vec![Case::valid(name, &["Normal"], input(good.clone()))];
    let mut wrong = |comment: String, flag, reasons, payload| {
        cases.push(Case::invalid(comment, flag, reasons, input(payload)));
    };
    for value in [0x02, 0x03, 0xFF] {
        wrong(format!("{value:02X} parts"), "WrongCount", &[Reason::Value], edit::set(&good, 2, value));
    }
    for (at, value) in [(0, 0x00), (0, 0x02), (1, 0x08), (1, 0x0A)] {
        let comment = format!("octet {value:02X} in the profile");
        wrong(comment, "WrongConstant", &[Reason::Value], edit::set(&good, at, value));
    }
    for length in 0..9 {
        let comment = format!("the first {length} octets");
        wrong(comment, "Truncated", &[Reason::Truncated], edit::cut(&good, length));
    }
    let reasons: &[Reason] = match content {
        [] => &[Reason::Trailing],
        _ => &[Reason::AlertContent, Reason::Trailing],
    };
    for more in [&[0x00][..], &[0xFF; 4]] {
        wrong(format!("{} octets behind", more.len()), "Trailing", reasons, edit::extend(&good, more));
    }
    let bad: &[Reason] =
        &[Reason::AlertContent, Reason::Truncated, Reason::Length, Reason::Trailing, Reason::LastComponent];
    if content.is_empty() {
        wrong("one part without content".to_owned(), "AlertContent", bad, with(1, &[]));
        wrong("a cause".to_owned(), "AlertContent", bad, with(1, &[0x00, 0x06]));
    } else {
        wrong("no parts, and content".to_owned(), "AlertContent", &[Reason::Trailing], with(0, content));
        wrong("no content".to_owned(), "AlertContent", bad, with(1, &[]));
        for length in (1..content.len()).filter(|length| length % 5 == 1 || length + 2 > content.len()) {
            let comment = format!("the first {length} octets of content");
            wrong(comment, "AlertContent", bad, with(1, &edit::cut(content, length)));
        }
    }
    if matches!(code, 0x00CD | 0x00CF) {
        for value in [0x00, 0x0D, 0x0F, 0x21] {
            let comment = format!("first octet {value:02X} of the content");
            wrong(comment, "AlertContent", bad, with(1, &edit::set(content, 0, value)));
        }
    }
    if code == 0x00CF {
        for value in [0x00, 0x1F, 0x21] {
            let comment = format!("length {value:02X} of the hash");
            wrong(comment, "AlertContent", bad, with(1, &edit::set(content, 1, value)));
        }
    }
    if code == 0x008B {
        wrong("no mark on the component".to_owned(), "LastComponent", &[Reason::LastComponent], {
            with(1, &edit::flip(content, 0, 0x01))
        });
        wrong("length one less".to_owned(), "WrongLength", bad, {
            let less = content.get(4).map_or(0, |low| low.wrapping_sub(1));
            with(1, &edit::set(content, 4, less))
        });
    }
    let context = Context { message_code: Fixed(code.to_be_bytes()), cra: Kind::Alert };
    Plan { comment: format!("alert: {name}"), context, cases }
}
