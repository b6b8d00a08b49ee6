//! What fuzzing starts from: the octets of the test vectors, a conversation with the reference device, the catalogue of
//! certificates, captures, and texts.

mod captures;
mod certificates;
mod vectors;

use std::path::Path;

use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::Payload;
use hallmark_gbcs::block::split;
use hallmark_gbcs::gbz::AttributeId;
use hallmark_gbcs::gbz::ClusterId;
use hallmark_gbcs::gbz::Command;
use hallmark_gbcs::gbz::ComponentValue;
use hallmark_gbcs::gbz::Direction;
use hallmark_gbcs::gbz::GbzValue;
use hallmark_gbcs::gbz::GetTopUpLog;
use hallmark_gbcs::gbz::ReadAttributes;
use hallmark_gbcs::gbz::UtcTime;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::esme::pairs;
use hallmark_gbcs::tables::esme::templates;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_link::framing::gfi;
use hallmark_link::framing::wrapper;
use hallmark_link::framing::wrapper::Ports;

use crate::pieces::piece;
use crate::rig::NOW;
use crate::rig::Rig;

/// The seeds of a target, by its name. None for a name that no target has.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let own = match target {
        "adapter" => adapter(),
        "asn1" => payloads(PayloadFormat::Asn1),
        "block" => blocks(),
        "capture" => captures::files(),
        "certificate" => certificates::each(),
        "device" => conversations(),
        "dlms" => payloads(PayloadFormat::Dlms),
        "frames" => captures::frames(),
        "gbz" => components(),
        "gfi" => messages().iter().map(|message| [vec![7], gfi::encode(message)].concat()).collect(),
        "keys" => certificates::folders(),
        "lint" => certificates::together(),
        "message" => messages(),
        "message_roundtrip" => messages(),
        "path" => certificates::scenes(),
        "profile" => profiles(),
        "replay" => recorded(),
        "template" => parameters(),
        "wrapper" => {
            let framed = |message: &Vec<u8>| wrapper::encode(Ports::default(), message);
            messages().iter().filter_map(framed).map(|stream| [vec![7], stream].concat()).collect()
        }
        _ => Vec::new(),
    };
    own.into_iter().chain(vectors::of(target)).collect()
}

/// Writes the seeds of a target into a folder, a file each.
///
/// # Errors
///
/// The folder cannot be made or written.
pub fn write(target: &str, folder: &Path) -> std::io::Result<usize> {
    std::fs::create_dir_all(folder)?;
    let seeds = of(target);
    for (index, seed) in seeds.iter().enumerate() {
        std::fs::write(folder.join(format!("seed-{index:05}")), seed)?;
    }
    Ok(seeds.len())
}

/// Commands of every use case of an ESME and what the reference device answers.
fn messages() -> Vec<Vec<u8>> {
    let rig = Rig::new();
    let mut all = Vec::new();
    for which in 0..rig.entitled.len() {
        let Some(command) = rig.command(which, None, 1) else { continue };
        all.push(command.to_vec());
        all.extend(rig.device(&[]).handle(NOW, &command));
    }
    all
}

/// Message Code, kind of message, payload; DLMS needs no kind.
fn payload(code: MessageCode, cra: Option<Cra>, octets: &[u8]) -> Vec<u8> {
    let mut seed = code.0.to_be_bytes().to_vec();
    seed.extend(cra.map(|cra| cra.octet() - 1));
    seed.extend(octets);
    seed
}

fn payloads(format: PayloadFormat) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for octets in messages() {
        let Ok(message) = Message::parse(&octets) else { continue };
        if Payload::parse(&message).is_ok_and(|payload| payload.format() == format) {
            let header = message.header();
            let cra = (format != PayloadFormat::Dlms).then_some(header.cra);
            all.push(payload(header.message_code(), cra, message.payload()));
        }
    }
    all
}

/// Commands of one component, and of two with a time and an encrypted part.
fn components() -> Vec<Vec<u8>> {
    let read = Command::ReadAttributes(ReadAttributes { attributes: (&[AttributeId(0x0014)]).into() });
    let log = Command::GetTopUpLog(GetTopUpLog { latest_end_time: UtcTime(7), number_of_records: 5 });
    let component =
        |cluster, command: &Command<'_>| ComponentValue::new(cluster, Direction::ToServer, command);
    let one = component(ClusterId::METERING, &read);
    let two = component(ClusterId::PREPAYMENT, &log)
        .map(|two| two.with_sequence(1).with_from_date_time(UtcTime(7)));
    let both = one.clone().into_iter().chain(two.clone()).collect::<Vec<_>>();
    [one.into_iter().collect(), two.into_iter().collect(), both]
        .into_iter()
        .map(|components: Vec<ComponentValue>| {
            [vec![0x00, 0x84, 0x00], GbzValue::components(components).to_vec()].concat()
        })
        .collect()
}

fn blocks() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for octets in messages() {
        let Ok(message) = Message::parse(&octets) else { continue };
        all.push(
            split(&message, 64).unwrap_or_default().iter().flat_map(|block| piece(&block.emit())).collect(),
        );
        all.push([vec![64], octets].concat());
    }
    all
}

/// Conversations about each command: good and again, attacked in two ways before it comes and after, altered, in blocks,
/// between octets that are no message, and later.
fn conversations() -> Vec<Vec<u8>> {
    const KINDS: u32 = 7;
    // Vectors go on where there is an odd octet; enumerations are chosen by the upper bits of four octets.
    let step = |kind: u32, fields: &[u8]| {
        let choose = (kind * (u32::MAX / KINDS) + KINDS).to_le_bytes();
        [&[1], choose.as_slice(), fields].concat()
    };
    let good = |which| step(0, &[which]);
    let mut all = Vec::new();
    for which in 0..u8::try_from(Rig::new().entitled.len()).unwrap_or(u8::MAX) {
        let attack = |of: u8| step(1, &[which, of]);
        let altered = |high: u8, low: u8| step(2, &[which, 1, low, high, 1, 0, 0, 0]);
        let octets = step(3, &[1, 0xDD, 1, which, 0]);
        let again = step(4, &[0]);
        let blocks = step(5, &[which, 40, 1, 1, 1, 0, 0]);
        let wait = step(6, &[0, which, 1, 0]);
        let conversations = [
            vec![good(which), again.clone(), good(which), again],
            vec![attack(which % 22), attack((which + 7) % 22), good(which)],
            vec![good(which), attack((which + 11) % 22), attack((which + 16) % 22)],
            vec![altered(0, which), altered(1, which), good(which)],
            vec![blocks.clone(), wait.clone(), blocks],
            vec![octets, good(which), wait, good(which)],
        ];
        all.extend(conversations.map(|steps| [steps.concat(), vec![0]].concat()));
    }
    all
}

/// A conversation of each command: as somebody else captured it, as we did, with the command once more, with an octet
/// altered, and in blocks.
fn recorded() -> Vec<Vec<u8>> {
    let rig = Rig::new();
    let marked = |mark: u8, octets: &[u8]| piece(&[&[mark], octets].concat());
    let mut all = Vec::new();
    for which in 0..rig.entitled.len() {
        let Some(command) = rig.command(which, None, 1) else { continue };
        let sent = rig.device(&[]).handle(NOW, &command);
        for (out, back) in [(0x10, 0x10), (0x01, 0x12), (0x03, 0x02)] {
            let command = marked(out, &command);
            let mut conversation = command.clone();
            sent.iter().for_each(|octets| conversation.extend(marked(back, octets)));
            all.push([conversation.as_slice(), &command].concat());
            all.push(conversation);
        }
        for octets in core::iter::once(&*command).chain(sent.iter().map(Vec::as_slice)) {
            let mut altered = octets.to_vec();
            if let Some(last) = altered.last_mut() {
                *last ^= 1;
            }
            all.push([marked(0, octets), marked(0, &altered)].concat());
        }
        if let Ok(blocks) = Message::parse(&command).map(|message| split(&message, 64).unwrap_or_default()) {
            all.push(blocks.iter().flat_map(|block| marked(0, &block.emit())).collect());
        }
    }
    all
}

/// Octets from which parameters are made, for each template.
fn parameters() -> Vec<Vec<u8>> {
    let templates = u16::try_from(templates().len()).expect("there are few templates");
    let pairs = u16::try_from(pairs().len()).expect("there are few pairs");
    let most = templates.max(pairs);
    (0..most).map(|which| [which.to_le_bytes().as_slice(), &[which.to_le_bytes()[0]; 70]].concat()).collect()
}

fn profiles() -> Vec<Vec<u8>> {
    let esme = Profile::embedded("seed", "1", TargetKind::Esme).to_toml();
    let mut texts = vec![esme];
    texts.push(PROFILE.to_owned());
    texts.into_iter().map(String::into_bytes).collect()
}

fn adapter() -> Vec<Vec<u8>> {
    [
        r#"{"id":1,"ok":{"name":"a","version":"1","kind":"esme","verbs":["hello","deliver"]}}"#,
        r#"{"id":2,"unsupported":true}"#,
        r#"{"id":3,"error":"text"}"#,
        r#"{"event":"message","hex":"DF09"}"#,
    ]
    .iter()
    .map(|line| format!("\u{7}{line}\n").into_bytes())
    .collect()
}

const PROFILE: &str = r#"
[target]
name = "meter"
version = "1.2"
kind = "esme"
gbcs = "4.3"

[claims]
use_cases = ["ECS17b", "CS02a"]
features = ["prepayment"]

[link]
han = "gfi://127.0.0.1:9000"
timeout_ms = 5000

[parties.supplier]
role = "supplier"
eui = "90-B3-D5-1F-30-01-00-00"
keys = "keys"

[device]
eui = "00-DB-12-34-56-78-90-A0"
certificates = ["ds.pem", "ka.pem"]

[hooks]
reset = "./reset"

[[waivers]]
test = "G-53.mac-bit/ECS17b/supplier"
clause = "G-53"
owner = "somebody"
reason = "known"
expires = "2027-01-01"
"#;
