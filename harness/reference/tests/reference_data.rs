//! The official commands to an ESME, sent to a reference Device that knows the official parties: everything is as published
//! but the MAC, which is made anew since the private keys of the official Devices are not published.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]
#![allow(clippy::print_stderr, reason = "skipped tests say so")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_reference::CellId;
use hallmark_reference::CellKey;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_smki::Certificate;
use hallmark_smki::KeyRing;
use hallmark_smki::Usage;
use hallmark_smki::pki::TestPki;

#[test]
fn official_commands_are_answered_like_the_official_responses() {
    let Some(corpus) = Corpus::load("official_commands_are_answered_like_the_official_responses") else {
        return;
    };
    let mut compared = 0;
    for (name, octets) in corpus.commands() {
        let message = Message::parse(octets).expect("a command");
        let header = *message.header();
        let code = header.message_code();
        let supported = use_case(code).is_some_and(|use_case| use_case.roles_include_somebody());
        if header.recipient != DEVICE || !name.contains("SUCCESS") || !supported {
            continue;
        }
        let (now, command, image) = corpus.prepare(&message);
        let mut esme = corpus.esme(image, now);
        let sent = esme.handle(now, &command);
        let Some(response) = sent.first() else { panic!("no response to {name}") };
        let response = Message::parse(response).expect("a response");
        let found = response.header();
        assert_eq!((found.cra, found.counter, found.message_code()), (Cra::Response, header.counter, code));
        assert_eq!((found.originator, found.recipient), (DEVICE, header.originator), "{name}");
        match AccessResponse::parse(response.payload(), 0) {
            Ok(answers) => {
                assert!(answers.is_success(), "{name}: {:?}", answers.to_owned().items);
                if let Some(official) = corpus.response(name) {
                    compare(name, &answers, &official);
                    compared += 1;
                }
            }
            Err(_) => {
                let found = asn1::parse(code, Cra::Response, response.payload(), 0).expect("ASN.1");
                let Some(official) = corpus.response(name) else { continue };
                let official = asn1::parse(code, Cra::Response, official.payload(), 0).expect("ASN.1");
                compare_asn1(name, &found, &official);
                compared += 1;
            }
        }
    }
    assert!(compared > 80, "{compared}");
}

/// The same instructions answered, in the same types, and the same header fields.
fn compare(name: &str, found: &AccessResponse<'_>, official: &Message<'_>) {
    let official = AccessResponse::parse(official.payload(), 0).expect("an official response");
    assert_eq!(found.items().len(), official.items().len(), "{name}");
    for (found, official) in found.items().zip(official.items()) {
        assert_eq!((found.kind, found.result), (official.kind, official.result), "{name}");
        assert_eq!(found.data.kind(), official.data.kind(), "{name}");
    }
}

/// The same, where it does not depend on what the Device has been through before.
fn compare_asn1(name: &str, found: &Asn1Payload<'_>, official: &Asn1Payload<'_>) {
    assert_eq!(found.kind(), official.kind(), "{name}");
    match (found, official) {
        (Asn1Payload::UpdateCredentialsResponse(found), Asn1Payload::UpdateCredentialsResponse(official)) => {
            let outcomes = found.execution_outcome.iter().zip(&official.execution_outcome);
            for (found, official) in outcomes {
                assert_eq!(found.remote_party_seq_number_changes, official.remote_party_seq_number_changes);
                let statuses = |outcome: &asn1::ExecutionOutcome| {
                    let outcomes = outcome.replacement_outcomes.iter();
                    outcomes
                        .map(|one| {
                            (one.affected_trust_anchor_cell, one.status_code, one.replacing_subject_unique_id)
                        })
                        .collect::<Vec<_>>()
                };
                assert_eq!(statuses(found), statuses(official), "{name}");
            }
            assert_eq!(found.execution_outcome.is_some(), official.execution_outcome.is_some(), "{name}");
        }
        (Asn1Payload::JoinResponse(found), Asn1Payload::JoinResponse(official)) => {
            assert_eq!(found, official, "{name}");
        }
        (
            Asn1Payload::ProvideCredentialsResponse(found),
            Asn1Payload::ProvideCredentialsResponse(official),
        ) => {
            for (found, official) in found.0.iter().zip(&official.0) {
                let cells = |details: &asn1::RemotePartyDetails| {
                    details.credentials.as_ref().map(|one| one.trust_anchor_cells_details.clone())
                };
                assert_eq!(cells(found), cells(official), "{name}");
            }
        }
        _ => {}
    }
}

trait Roles {
    fn roles_include_somebody(&self) -> bool;
}

impl Roles for hallmark_gbcs::tables::UseCase {
    fn roles_include_somebody(&self) -> bool {
        !self.roles.is_empty() && self.is_command_for(hallmark_gbcs::tables::DeviceKind::Esme)
    }
}

struct Corpus {
    messages: BTreeMap<String, Vec<u8>>,
    ring: KeyRing,
    pki: TestPki,
    root: Certificate,
}

impl Corpus {
    fn load(test: &str) -> Option<Self> {
        let Some(corpus) = env::var_os("HALLMARK_CORPUS") else {
            eprintln!("skipped: {test} needs HALLMARK_CORPUS");
            return None;
        };
        let folder = Path::new(&corpus).join("rtds");
        let mut messages = BTreeMap::new();
        for path in files(&folder.join("messages")) {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = fs::read_to_string(&path).expect("a message");
            messages.insert(name, octets(text.trim()));
        }
        let ring = KeyRing::load(&folder.join("keystore")).expect("the key folder");
        let root =
            messages.values().find_map(|octets| issuing_authority(octets)).expect("a path certificate");
        Some(Self { messages, ring, pki: TestPki::from_seed(1).expect("a PKI"), root })
    }

    fn commands(&self) -> impl Iterator<Item = (&String, &Vec<u8>)> {
        self.messages.iter().filter(|(name, _)| name.contains("_COMMAND"))
    }

    fn response(&self, command: &str) -> Option<Message<'_>> {
        let octets = self.messages.get(&command.replace("_COMMAND", "_RESPONSE"))?;
        Some(Message::parse(octets).expect("a response"))
    }

    /// The official root is not published: the issuing authority stands in for it.
    fn esme(&self, image: Option<[u8; 32]>, now: u64) -> Esme {
        let mut anchors = vec![(cell(Role::Root, CellKey::Certificates), self.root.clone())];
        for (entity, role) in PARTIES {
            for (key, usage) in KEYS {
                // The ACB has no signature cell on an ESME.
                if role == Role::AccessControlBroker && key == CellKey::Signature {
                    continue;
                }
                let certificate = self.ring.certificate(entity, usage);
                anchors.extend(certificate.map(|one| (cell(role, key), one.clone())));
            }
        }
        let signing = self.pki.device(DEVICE.0, Usage::DigitalSignature).expect("a Device");
        let agreement = self.pki.device(DEVICE.0, Usage::KeyAgreement).expect("a Device");
        let config = EsmeConfig::new(DEVICE, 1, signing, agreement, anchors).expect("a configuration");
        let config = match image {
            Some(hash) => config.with_image_hash(hash),
            None => config,
        };
        Esme::new(config, now)
    }

    /// The command with the MAC for our Device and, in a top-up, with the token for it; a time at which it makes sense; and
    /// the firmware image that it names.
    fn prepare(&self, message: &Message<'_>) -> (u64, Vec<u8>, Option<[u8; 32]>) {
        let mut envelope = Envelope::from(message);
        let code = message.header().message_code();
        let mut now = NOW;
        let mut image = None;
        if code == TOP_UP {
            let request = AccessRequest::parse(message.payload(), 0).expect("a request");
            let mut request = request.to_owned();
            let digits = request.items[0].data.as_octets().expect("digits");
            let token: Utrn = core::str::from_utf8(digits).expect("digits").parse().expect("a token");
            let counter = UtrnCounter::try_from(message.header().counter).expect("a counter");
            let secret = self.secret(SUPPLIER, Usage::PrepaymentKeyAgreement);
            let supplier = EntityId(SUPPLIER);
            let token = Utrn::build(&secret, supplier, DEVICE, counter, token.class, token.value);
            request.items[0].data = Data::octets(token.to_string());
            envelope.payload = request.to_octets();
        }
        if code == SET_CLOCK {
            let request = AccessRequest::parse(message.payload(), 0).expect("a request").to_owned();
            let interval = request.items[1].data.elements().expect("an interval").to_vec();
            let from = interval[1].as_date_time().expect("a time").to_unix_seconds().expect("a time");
            now = from.unsigned_abs();
        }
        if let Ok(Asn1Payload::ActivateFirmwareCommand(command)) =
            asn1::parse(code, Cra::Command, message.payload(), 0)
        {
            image = Some(command.manufacturer_image_hash.0);
        }
        if envelope.mac.is_some() {
            envelope.authenticate(&self.secret(ACCESS_CONTROL_BROKER, Usage::KeyAgreement));
        }
        (now, envelope.emit(), image)
    }

    fn secret(&self, entity: [u8; 8], usage: Usage) -> SharedSecret {
        let scalar = self.ring.private_scalar(entity, usage).expect("a private key");
        let key = AgreementKey::from_scalar(&PrivateScalar::new(*scalar)).expect("a key");
        let device = self.pki.device(DEVICE.0, Usage::KeyAgreement).expect("a Device");
        key.agree(&device.public_point()).expect("a secret")
    }
}

fn cell(role: Role, key: CellKey) -> CellId {
    CellId { role, key }
}

/// The path certificate of a command that replaces credentials.
fn issuing_authority(octets: &[u8]) -> Option<Certificate> {
    let message = Message::parse(octets).ok().filter(|message| message.header().cra == Cra::Command)?;
    let code = message.header().message_code();
    let Ok(Asn1Payload::UpdateCredentialsCommand(command)) =
        asn1::parse(code, Cra::Command, message.payload(), 0)
    else {
        return None;
    };
    let path = command.certification_path_certificates.first()?;
    Some(Certificate::parse_der(path.as_octets()).expect("a certificate"))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

fn octets(text: &str) -> Vec<u8> {
    let octet = |index| u8::from_str_radix(&text[index..index + 2], 16).expect("hexadecimal digits");
    (0..text.len()).step_by(2).map(octet).collect()
}

const DEVICE: EntityId = EntityId([0x00, 0xDB, 0x12, 0x34, 0x56, 0x78, 0x90, 0xA0]);
const SUPPLIER: [u8; 8] = [0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, 0x00];
const ACCESS_CONTROL_BROKER: [u8; 8] = [0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x00, 0x00, 0x02];
const PARTIES: [([u8; 8], Role); 6] = [
    ([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x00, 0x00, 0x01], Role::Recovery),
    (SUPPLIER, Role::Supplier),
    ([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x02, 0x00, 0x00], Role::NetworkOperator),
    (ACCESS_CONTROL_BROKER, Role::AccessControlBroker),
    ([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x00, 0x00, 0x04], Role::TransitionalCos),
    ([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, 0x08], Role::LoadController),
];
const KEYS: [(CellKey, Usage); 3] = [
    (CellKey::Signature, Usage::DigitalSignature),
    (CellKey::Agreement, Usage::KeyAgreement),
    (CellKey::TopUp, Usage::PrepaymentKeyAgreement),
];
const TOP_UP: hallmark_gbcs::MessageCode = hallmark_gbcs::MessageCode(0x0007);
const SET_CLOCK: hallmark_gbcs::MessageCode = hallmark_gbcs::MessageCode(0x0062);
/// 2018-01-01T00:00:00Z: the official certificates are valid.
const NOW: u64 = 1_514_764_800;
