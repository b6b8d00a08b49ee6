//! What fuzzing starts from: a conversation with the reference device, the SMKI test certificates, and texts.

use std::path::Path;

use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;
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
use hallmark_gbcs::wire::Message;
use hallmark_link::framing::gfi;
use hallmark_link::framing::wrapper;
use hallmark_link::framing::wrapper::Ports;

use crate::rig::NOW;
use crate::rig::Rig;

/// The seeds of a target, by its name. None for a name that no target has.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "adapter" => adapter(),
        "asn1" => payloads(PayloadFormat::Asn1),
        "block" => blocks(),
        "certificate" => certificates(),
        "device" => conversations(),
        "dlms" => payloads(PayloadFormat::Dlms),
        "gbz" => components(),
        "gfi" => messages().iter().map(|message| [vec![7], gfi::encode(message)].concat()).collect(),
        "message" => messages(),
        "message_roundtrip" => messages(),
        "profile" => profiles(),
        "utrn" => [b"\x00\x00\x00\x0173941569907863060480".to_vec()].into(),
        "wrapper" => {
            let framed = |message: &Vec<u8>| wrapper::encode(Ports::default(), message);
            messages().iter().filter_map(framed).map(|stream| [vec![7], stream].concat()).collect()
        }
        _ => Vec::new(),
    }
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
        all.extend(rig.device().handle(NOW, &command));
    }
    all
}

/// Message Code, kind of message, payload; DLMS needs no kind.
fn payloads(format: PayloadFormat) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for octets in messages() {
        let Ok(message) = Message::parse(&octets) else { continue };
        if Payload::parse(&message).is_ok_and(|payload| payload.format() == format) {
            let mut seed = message.header().message_code().0.to_be_bytes().to_vec();
            if format != PayloadFormat::Dlms {
                seed.push(message.header().cra.octet() - 1);
            }
            seed.extend(message.payload());
            all.push(seed);
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
        let mut seed = Vec::new();
        for block in split(&message, 64).unwrap_or_default() {
            let emitted = block.emit();
            seed.extend(u16::try_from(emitted.len()).unwrap_or(u16::MAX).to_be_bytes());
            seed.extend(emitted);
        }
        all.push(seed);
        all.push([vec![64], octets].concat());
    }
    all
}

fn certificates() -> Vec<Vec<u8>> {
    let pki = hallmark_smki::pki::TestPki::from_seed(3).expect("the test PKI can be made");
    let parties = pki.parties().map(|(_, _, credential)| credential.certificate().der().to_vec());
    let authorities =
        [pki.root(), pki.issuing_authority(), pki.device_root(), pki.device_issuing_authority()];
    let authorities = authorities.map(|credential| credential.certificate().der().to_vec());
    let pem = pki.root().certificate().to_pem().into_bytes();
    parties.chain(authorities).chain([pem]).collect()
}

/// Octets from which each kind of step is made.
fn conversations() -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for kind in 0..7u32 {
        for which in (0..=255u8).step_by(5) {
            let choose = (kind * (u32::MAX / 7) + 1).to_le_bytes();
            let step = [choose.as_slice(), &[which, which / 5, 1, 0, 1, 0, 1, 7, 0]].concat();
            all.push([step.as_slice(), &[1], &step, &[1], &step, &[0]].concat());
        }
    }
    all
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
