//! The far end: Remote Parties of a test PKI that send commands to a reference ESME and check what comes back.

#![allow(clippy::expect_used, clippy::panic, dead_code, reason = "tests")]

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::AccessResponseValue;
use hallmark_gbcs::tables;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::esme::Parameters;
use hallmark_gbcs::tables::esme::Template;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_smki::KeyRing;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

/// 2025-06-01T12:00:00Z.
pub(crate) const NOW: u64 = 1_748_779_200;
pub(crate) const DEVICE: EntityId = EntityId([0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01]);

/// A Device and everybody who talks to it.
pub(crate) struct Rig {
    pub(crate) pki: TestPki,
    pub(crate) esme: Esme,
    pub(crate) now: u64,
    verifier: Verifier<Ring>,
    counter: u64,
}

impl Rig {
    pub(crate) fn new() -> Self {
        let pki = TestPki::from_seed(1).expect("a PKI");
        let config = EsmeConfig::from_pki(&pki, DEVICE, 1).expect("a configuration");
        let ring = Ring(pki.to_key_ring(&[DEVICE.0]).expect("a key ring"));
        let verifier = Verifier::new(ring, Some(id(Party::AccessControlBroker)));
        Self { esme: Esme::new(config, NOW), pki, now: NOW, verifier, counter: 1_000 }
    }

    /// A counter that was not used before.
    pub(crate) fn next_counter(&mut self) -> Counter {
        self.counter += 1;
        Counter(self.counter)
    }

    /// Goes on above this counter.
    pub(crate) fn skip_counters(&mut self, used: Counter) {
        self.counter = self.counter.max(used.0);
    }

    pub(crate) fn parameters(&mut self, code: u16) -> Parameters {
        let counter = self.next_counter();
        self.parameters_at(code, counter)
    }

    pub(crate) fn parameters_at(&self, code: u16, counter: Counter) -> Parameters {
        let originator = id(sender(use_case(code)));
        let now = i64::try_from(self.now).expect("a time");
        Parameters::new(counter, originator, DEVICE, now).expect("parameters")
    }

    /// The command of a template, protected as it must be.
    pub(crate) fn command(&self, template: &Template, parameters: &Parameters) -> Vec<u8> {
        let payload = template.build(parameters).expect("a request").to_octets();
        let party = sender(use_case(template.code.0));
        self.protected(party, &self.envelope(party, template.code, parameters.counter, payload))
    }

    /// The command of the usual template of a use case, with parameters that can be changed.
    pub(crate) fn usual(&mut self, code: u16, change: impl FnOnce(&mut Parameters)) -> Vec<u8> {
        let mut parameters = self.parameters(code);
        change(&mut parameters);
        self.command(template(MessageCode(code)).expect("a template"), &parameters)
    }

    /// An ASN.1 command of a party.
    pub(crate) fn asn1(&mut self, party: Party, code: u16, payload: &Asn1Payload<'_>) -> Vec<u8> {
        let counter = self.next_counter();
        self.asn1_at(party, code, counter, payload)
    }

    pub(crate) fn asn1_at(
        &self,
        party: Party,
        code: u16,
        counter: Counter,
        payload: &Asn1Payload<'_>,
    ) -> Vec<u8> {
        self.protected(party, &self.envelope(party, MessageCode(code), counter, payload.to_vec()))
    }

    /// A top-up with its token.
    pub(crate) fn top_up(&self, counter: UtrnCounter, class: ValueClass, value: u16) -> Vec<u8> {
        let mut parameters = self.parameters_at(0x0007, counter.into());
        parameters.utrn = self.token(counter, class, value).to_string();
        self.command(template(MessageCode(0x0007)).expect("a template"), &parameters)
    }

    pub(crate) fn token(&self, counter: UtrnCounter, class: ValueClass, value: u16) -> Utrn {
        let secret = self.secret(Party::Supplier, Usage::PrepaymentKeyAgreement);
        let value = TopUpValue::new(value).expect("a value");
        Utrn::build(&secret, id(Party::Supplier), DEVICE, counter, class, value)
    }

    pub(crate) fn envelope(
        &self,
        party: Party,
        code: MessageCode,
        counter: Counter,
        payload: Vec<u8>,
    ) -> Envelope {
        let header = GroupingHeader {
            cra: Cra::Command,
            counter,
            originator: id(party),
            recipient: DEVICE,
            date_time: None,
            other: OtherInformation::Code { code },
        };
        Envelope::new(&header, payload)
    }

    /// Signature and MAC as the use case and the sender want them.
    pub(crate) fn protected(&self, party: Party, envelope: &Envelope) -> Vec<u8> {
        let mut envelope = envelope.clone();
        let [high, low] = *envelope.other.first_chunk().expect("a Message Code");
        let (signed, with_mac) = protections(u16::from_be_bytes([high, low]), party);
        if signed {
            envelope.sign(&self.signing_key(party));
        }
        if with_mac {
            envelope.authenticate(&self.secret(Party::AccessControlBroker, Usage::KeyAgreement));
        }
        envelope.emit()
    }

    pub(crate) fn signing_key(&self, party: Party) -> SigningKey {
        let credential = self.pki.party(party, Usage::DigitalSignature).expect("a signing key");
        SigningKey::from_scalar(&PrivateScalar::new(*credential.key().scalar())).expect("a key")
    }

    /// The secret of a party and the Device.
    pub(crate) fn secret(&self, party: Party, usage: Usage) -> SharedSecret {
        let credential = self.pki.party(party, usage).expect("an agreement key");
        let key = AgreementKey::from_scalar(&PrivateScalar::new(*credential.key().scalar())).expect("a key");
        let device = self.pki.device(DEVICE.0, Usage::KeyAgreement).expect("a Device");
        key.agree(&device.public_point()).expect("a secret")
    }

    pub(crate) fn send(&mut self, octets: &[u8]) -> Vec<Vec<u8>> {
        self.esme.handle(self.now, octets)
    }

    /// The one message that an authentic command gets back: an authentic response to it.
    pub(crate) fn answer(&mut self, octets: &[u8]) -> Vec<u8> {
        let mut sent = self.send(octets);
        assert!(!sent.is_empty(), "no response to {}", describe(octets));
        let response = sent.remove(0);
        self.check_response(octets, &response);
        response
    }

    /// Sends a DLMS command and gives the answers.
    pub(crate) fn dlms(&mut self, octets: &[u8]) -> AccessResponseValue {
        let response = self.answer(octets);
        let message = Message::parse(&response).expect("a message");
        AccessResponse::parse(message.payload(), 0).expect("an access response").to_owned()
    }

    /// Sends an ASN.1 command and gives the answer.
    pub(crate) fn asn1_answer(&mut self, octets: &[u8]) -> Asn1Payload<'static> {
        let response = self.answer(octets);
        let message = Message::parse(&response).expect("a message");
        let code = message.header().message_code();
        asn1::parse(code, Cra::Response, message.payload(), 0).expect("an ASN.1 payload").into_owned()
    }

    pub(crate) fn check_response(&self, command: &[u8], response: &[u8]) {
        let command = *Message::parse(command).expect("a command").header();
        let message = Message::parse(response).expect("a message");
        let header = message.header();
        assert_eq!(header.cra, Cra::Response);
        assert_eq!((header.originator, header.recipient), (DEVICE, command.originator));
        assert_eq!((header.counter, header.message_code()), (command.counter, command.message_code()));
        let party =
            |header: &GroupingHeader<'_>| header.supplementary().map(|party| (party.party, party.counter));
        assert_eq!(party(header), party(&command));
        let use_case = use_case(command.message_code().0);
        assert_eq!(header.date_time.is_some(), use_case.header_time, "{}", use_case.name);
        self.check_protection(&message, use_case, party_of(command.originator));
    }

    /// An authentic alert.
    pub(crate) fn check_alert(&self, octets: &[u8]) {
        let message = Message::parse(octets).expect("a message");
        assert_eq!(message.header().cra, Cra::Alert);
        assert_eq!(message.header().originator, DEVICE);
        let checks = self.verifier.check(&message);
        assert_eq!((checks.signature, checks.mac), (Check::Valid, Check::Absent));
    }

    pub(crate) fn decrypt(&self, response: &[u8], blob: &[u8]) -> Vec<u8> {
        let message = Message::parse(response).expect("a message");
        self.verifier.decrypt_blob(&message, blob).expect("a blob for this party")
    }

    fn check_protection(&self, message: &Message<'_>, use_case: &UseCase, party: Party) {
        let checks = self.verifier.check(message);
        let signed = match (use_case.category, use_case.code.0) {
            (Category::Variant, 0x0008 | 0x011B) => party != Party::AccessControlBroker,
            (Category::Critical | Category::Variant, _) => true,
            _ => false,
        };
        let expected = if signed { (Check::Valid, Check::Absent) } else { (Check::Absent, Check::Valid) };
        assert_eq!((checks.signature, checks.mac), expected, "{}", use_case.name);
    }
}

pub(crate) fn id(party: Party) -> EntityId {
    EntityId(party.entity_id())
}

pub(crate) fn use_case(code: u16) -> &'static UseCase {
    tables::use_case(MessageCode(code)).expect("a use case")
}

/// A party that may send a use case.
pub(crate) fn sender(use_case: &UseCase) -> Party {
    let party = |role: &Role| match role {
        Role::Supplier => Some(Party::Supplier),
        Role::NetworkOperator => Some(Party::NetworkOperator),
        Role::AccessControlBroker => Some(Party::AccessControlBroker),
        Role::LoadController => Some(Party::LoadController),
        Role::TransitionalCos => Some(Party::TransitionalCos),
        Role::Recovery => Some(Party::Recovery),
        _ => None,
    };
    use_case.roles.iter().find_map(party).unwrap_or(Party::Supplier)
}

fn party_of(entity: EntityId) -> Party {
    Party::ALL.into_iter().find(|party| id(*party) == entity).expect("a party")
}

/// Whether a command is signed, and whether it has a MAC.
fn protections(code: u16, party: Party) -> (bool, bool) {
    match (use_case(code).category, code) {
        (Category::Variant, 0x0008 | 0x011B) if party == Party::AccessControlBroker => (false, true),
        (Category::Variant, 0x0104) => (false, true),
        (Category::Variant, _) => (true, false),
        (Category::Critical, _) => (true, true),
        _ => (false, true),
    }
}

fn describe(octets: &[u8]) -> String {
    match Message::parse(octets) {
        Ok(message) => {
            let header = message.header();
            let name = tables::use_case(header.message_code()).map_or("unknown", |use_case| use_case.name);
            format!("{name} from {}", header.originator)
        }
        Err(error) => error.to_string(),
    }
}

struct Ring(KeyRing);

impl Keys for Ring {
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]> {
        self.0.public_point(id.0, ring_usage(usage))
    }

    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar> {
        self.0.private_scalar(id.0, ring_usage(usage)).map(|scalar| PrivateScalar::new(*scalar))
    }
}

fn ring_usage(usage: KeyUsage) -> Usage {
    match usage {
        KeyUsage::DigitalSignature => Usage::DigitalSignature,
        KeyUsage::KeyAgreement => Usage::KeyAgreement,
        KeyUsage::PrepaymentKeyAgreement => Usage::PrepaymentKeyAgreement,
    }
}
