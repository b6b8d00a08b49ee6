//! A message, and everything that can be wrong with its headers.

use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::MacHeader;

use super::Input;
use super::bases::Base;
use crate::Reason;
use crate::area::Case;
use crate::area::Nothing;
use crate::area::Plan;
use crate::edit;

pub(super) fn plan(base: &Base) -> Plan<Nothing, Input> {
    let envelope = &base.envelope;
    let inner = Envelope { mac: None, ..envelope.clone() }.emit();
    let mut cases = vec![super::valid("without a mistake", "Normal", envelope.emit())];
    for (comment, flag, reasons, octets) in inner_mistakes(envelope, &inner) {
        // The MAC Header is right about what it now encloses.
        let octets = match &envelope.mac {
            Some(header) => header.wrap(&octets),
            None => octets,
        };
        cases.push(Case::invalid(comment, flag, reasons, Input::invalid(octets)));
    }
    let whole = envelope.emit();
    if envelope.mac.is_some() {
        cases.extend(outer_mistakes(&whole, inner.len()));
    }
    cases.extend(ends(envelope, &whole));
    Plan { comment: base.comment.clone(), context: Nothing {}, cases }
}

type Mistake = (String, &'static str, &'static [Reason], Vec<u8>);

/// Mistakes in the Grouping Header and behind it.
fn inner_mistakes(envelope: &Envelope, inner: &[u8]) -> Vec<Mistake> {
    let places = Places::of(envelope);
    let mut all: Vec<Mistake> = Vec::new();
    let mut octet = |name: &str, flag, reasons: &'static [Reason], at: usize, values: &[u8]| {
        for value in values.iter().filter(|value| inner.get(at) != Some(value)) {
            all.push((format!("{name} {value:02X}"), flag, reasons, edit::set(inner, at, *value)));
        }
    };
    let length: &[Reason] = &[Reason::Length];
    octet("tag", "WrongTag", &[Reason::Tag], 0, &[0x00, 0x5F, 0xDB, 0xDE]);
    octet("transaction-id length", "WrongLength", length, 1, &[0x00, 0x08, 0x0A, 0x89]);
    octet("CRA flag", "WrongConstant", &[Reason::Value], 2, &[0x00, 0x04, 0x81, 0xFF]);
    octet("Business Originator length", "WrongLength", length, 11, &[0x00, 0x07, 0x09, 0x88]);
    octet("Business Target length", "WrongLength", length, 20, &[0x00, 0x07, 0x09, 0x88]);
    octet("date-time length", "WrongLength", length, 29, &[0x01, 0x0B, 0x0D, 0x8C]);
    octet("other-information length", "WrongLength", length, places.other, &[0x80, 0x85, 0xFF]);
    octet("content length", "WrongLength", length, places.content, &[0x80, 0x85, 0xFF]);
    if let Some(at) = places.signature {
        octet("signature length", "WrongLength", length, at, &[0x01, 0x20, 0x3F, 0x41, 0x80, 0xC0]);
    }

    for count in (0..26).filter(|count| ![2, 10, 18].contains(count)) {
        let mut changed = envelope.clone();
        changed.mac = None;
        changed.other.resize(count, 0x5A);
        let reasons: &[Reason] = if count < 2 { &[Reason::Truncated] } else { length };
        let comment = format!("other-information of {count} octets");
        all.push((comment, "OtherInformationLength", reasons, changed.emit()));
    }
    let missing = [
        ("tag", 0..1),
        ("transaction-id", 1..11),
        ("Business Originator", 11..20),
        ("date-time", 29..places.other),
        ("other-information", places.other..places.content),
        ("content", places.content..places.end),
    ];
    for (name, range) in missing {
        if name == "content" && envelope.mac.is_none() {
            // What is left is a pre-command whose payload is the signature.
            continue;
        }
        all.push((format!("no {name}"), "MissingField", ANY, edit::remove(inner, range)));
    }
    all.extend(behind_the_payload(envelope, inner, &places));
    all
}

fn behind_the_payload(envelope: &Envelope, inner: &[u8], places: &Places) -> Vec<Mistake> {
    let mut all: Vec<Mistake> = Vec::new();
    let with_content = |length: usize| {
        let payload_length = hallmark_gbcs::wire::Length::claiming(length);
        Envelope { mac: None, payload_length, ..envelope.clone() }.emit()
    };
    let actual = envelope.payload.len();
    let all_behind = inner.len() - places.end;
    all.push((
        "content length one less".to_owned(),
        "WrongLength",
        &[Reason::Length, Reason::Trailing],
        with_content(actual - 1),
    ));
    all.push((
        "content length beyond the end".to_owned(),
        "WrongLength",
        &[Reason::Truncated],
        with_content(actual + all_behind + 1),
    ));
    let Some(at) = places.signature else { return all };
    if envelope.mac.is_some() {
        let without = edit::cut(inner, at);
        all.push(("no signature length".to_owned(), "MissingField", &[Reason::Truncated], without));
        all.push((
            "an octet behind the signature".to_owned(),
            "Trailing",
            &[Reason::Trailing],
            edit::extend(inner, &[0x00]),
        ));
    }
    if inner.len() > at + 1 {
        let short = edit::cut(inner, inner.len() - 1);
        all.push(("signature one octet short".to_owned(), "WrongLength", &[Reason::Truncated], short));
        let null = edit::set(inner, at, 0x00);
        all.push(("a null length, and a signature".to_owned(), "WrongLength", &[Reason::Trailing], null));
    }
    all
}

/// Mistakes in the MAC Header, for a message whose ciphered content has `inner` octets.
fn outer_mistakes(whole: &[u8], inner: usize) -> Vec<Case<Input>> {
    let mut cases = Vec::new();
    let mut case = |comment: String, flag, reasons, octets| {
        cases.push(Case::invalid(comment, flag, reasons, Input::invalid(octets)));
    };
    for value in [0x00, 0xDC, 0x5D, 0xDB] {
        let octets = edit::set(whole, 0, value);
        case(format!("tag {value:02X} of the MAC Header"), "WrongTag", &[Reason::Tag], octets);
    }
    for (at, name) in (1..).zip(EMPTY) {
        for value in [0x01, 0x08, 0xFF] {
            let octets = edit::set(whole, at, value);
            case(format!("{name} {value:02X}"), "WrongConstant", &[Reason::Value], octets);
        }
    }
    let start = whole.len() - 12 - inner - 5;
    for octet in [0x00, 0x01, 0x10, 0x12, 0x21, 0x31, 0x91] {
        let octets = edit::set(whole, start, octet);
        case(format!("security control octet {octet:02X}"), "WrongConstant", &[Reason::Value], octets);
    }
    for at in 1..5 {
        let octets = edit::set(whole, start + at, 0x01);
        case(format!("octet {at} of the invocation counter 01"), "WrongConstant", &[Reason::Value], octets);
    }
    let right = whole.len() - start;
    let lengths =
        [("one less", right - 1), ("one more", right + 1), ("zero", 0), ("without the MAC", right - 12)];
    for (name, length) in lengths {
        let mut field = Vec::new();
        hallmark_gbcs::wire::push_length(&mut field, length, 1);
        let octets = edit::replace(whole, 7..start, &field);
        case(format!("ciphered length {name}"), "WrongLength", &[Reason::Length], octets);
    }
    for value in [0x80, 0x85, 0xFF] {
        let octets = edit::replace(whole, 7..start, &[value]);
        case(format!("ciphered length {value:02X}"), "WrongLength", &[Reason::Length], octets);
    }
    for left in [0, 4, 11] {
        let content = whole.get(start + 5..start + 5 + left).unwrap_or_default();
        let header = MacHeader { mac: Vec::new(), ..MacHeader::default() };
        let octets = header.wrap(content);
        case(format!("{left} octets where a MAC must be"), "Truncated", &[Reason::Truncated], octets);
    }
    case("no key-info".to_owned(), "MissingField", ANY, edit::remove(whole, 6..7));
    case("no security header".to_owned(), "MissingField", ANY, {
        edit::replace(&edit::remove(whole, start..start + 5), 7..start, &length_field(right - 5))
    });
    cases
}

/// Octets missing or left over at the end, the length of a MAC Header left as it was.
fn ends(envelope: &Envelope, whole: &[u8]) -> Vec<Case<Input>> {
    let places = Places::of(envelope);
    let mut cases = Vec::new();
    for length in 0..whole.len() {
        let is_pre_command = envelope.mac.is_none() && length == places.end;
        // All ends near the headers, and some of the rest.
        if is_pre_command || (length > 60 && length % 16 != 3 && length + 14 < whole.len()) {
            continue;
        }
        let input = Input::invalid(edit::cut(whole, length));
        let reasons = &[Reason::Truncated, Reason::Length];
        cases.push(Case::invalid(format!("the first {length} octets"), "Truncated", reasons, input));
    }
    for (name, more) in [("an octet 00", &[0x00][..]), ("an octet FF", &[0xFF]), ("the message again", whole)]
    {
        if envelope.signature.is_none() && more == [0x00] {
            // That is a null signature length.
            continue;
        }
        let input = Input::invalid(edit::extend(whole, more));
        let reasons = &[Reason::Trailing, Reason::Length];
        cases.push(Case::invalid(format!("{name} behind the message"), "Trailing", reasons, input));
    }
    cases
}

/// Where the lengths of a Grouping Header stand, and where the payload ends.
struct Places {
    other: usize,
    content: usize,
    end: usize,
    signature: Option<usize>,
}

impl Places {
    fn of(envelope: &Envelope) -> Self {
        let other = 30 + envelope.date_time.len();
        let content = other + length_field(envelope.other.len()).len() + envelope.other.len();
        let end = content + length_field(envelope.payload.len()).len() + envelope.payload.len();
        Self { other, content, end, signature: envelope.signature.is_some().then_some(end) }
    }
}

fn length_field(length: usize) -> Vec<u8> {
    let mut field = Vec::new();
    hallmark_gbcs::wire::push_length(&mut field, length, 1);
    field
}

const ANY: &[Reason] = &[Reason::Length, Reason::Tag, Reason::Trailing, Reason::Truncated, Reason::Value];

const EMPTY: [&str; 6] = [
    "transaction-id",
    "originator-system-title",
    "recipient-system-title",
    "date-time",
    "other-information",
    "key-info",
];
