//! The program, and messages between the parties of a test PKI.

#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(clippy::print_stderr, clippy::unwrap_used, reason = "helpers of tests may panic and print")]

pub(crate) mod bundle;
pub(crate) mod server;

use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use assert_cmd::Command;
use hallmark_engine::keys::RingKeys;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::crypto::protect;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessRequestValue;
use hallmark_gbcs::dlms::AccessResponseValue;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::InvokeId;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::ProtectionParameters;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::dlms::ResponseItem;
use hallmark_gbcs::tables;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::esme::Parameters;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use tempfile::TempDir;

pub(crate) const DEVICE: EntityId = EntityId([0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01]);

/// The program, without the settings of whoever runs the test.
pub(crate) fn hallmark() -> Command {
    let mut command = Command::cargo_bin("hallmark").unwrap();
    command.env_remove("NO_COLOR");
    command
}

/// The folder of the reference data, or a line that says what was skipped.
pub(crate) fn corpus(test: &str) -> Option<PathBuf> {
    let root = env::var_os("HALLMARK_CORPUS").map(PathBuf::from);
    if root.is_none() {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
    }
    root
}

/// A folder with keys, and messages made with them.
pub(crate) struct World {
    folder: TempDir,
    verifier: Verifier<RingKeys>,
}

pub(crate) fn acb() -> EntityId {
    EntityId(Party::AccessControlBroker.entity_id())
}

pub(crate) fn supplier() -> EntityId {
    EntityId(Party::Supplier.entity_id())
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self::with_keys_in(tempfile::tempdir().unwrap(), 7);
        let pki = TestPki::from_seed(7).unwrap();
        pki.write_folder(&world.keys(), &[DEVICE.0]).unwrap();
        world
    }

    /// The parties of the PKI with this seed, and a folder that is left as it is.
    pub(crate) fn with_keys_in(folder: TempDir, seed: u64) -> Self {
        let pki = TestPki::from_seed(seed).unwrap();
        let keys = RingKeys::from(pki.to_key_ring(&[DEVICE.0]).unwrap());
        Self { folder, verifier: Verifier::new(keys, Some(acb())) }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.path().join("keys")
    }

    /// Writes a file, and the folders that it needs.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        path
    }

    /// ECS17b, a command with a MAC.
    pub(crate) fn command(&self) -> Vec<u8> {
        let secret = self.verifier.secret(acb(), DEVICE).unwrap();
        protect(Envelope::new(&header(Cra::Command, 0x0027), request()), None, Some(&secret))
    }

    /// A command with signature and MAC.
    pub(crate) fn critical_command(&self) -> Vec<u8> {
        let secret = self.verifier.secret(acb(), DEVICE).unwrap();
        let signer = self.signer(supplier());
        let envelope = Envelope::new(&header(Cra::Command, 0x002F), request());
        protect(envelope, Some(&signer), Some(&secret))
    }

    /// A command as the template of its use case has it, under the protection that the use case calls for.
    pub(crate) fn template_command(&self, use_case: &str, parameters: &Parameters) -> Vec<u8> {
        let use_case = tables::by_name(use_case).next().unwrap();
        let payload = tables::esme::template(use_case.code).unwrap().build(parameters).unwrap().to_octets();
        let header = GroupingHeader { counter: parameters.counter, ..header(Cra::Command, use_case.code.0) };
        let secret = self.verifier.secret(acb(), DEVICE).unwrap();
        let signer = self.signer(supplier());
        let signer = (use_case.category == Category::Critical).then_some(&signer);
        protect(Envelope::new(&header, payload), signer, Some(&secret))
    }

    /// A command before it is protected.
    pub(crate) fn pre_command(&self) -> Vec<u8> {
        protect(Envelope::new(&header(Cra::Command, 0x0027), request()), None, None)
    }

    /// A response with a signature.
    pub(crate) fn critical_response(&self) -> Vec<u8> {
        let items = [ResponseItem::success(AccessKind::Set, Data::Null)];
        let payload = AccessResponseValue::new(InvokeId::of(COUNTER), items).to_octets();
        let envelope = Envelope::new(&header(Cra::Response, 0x002F), payload);
        protect(envelope, Some(&self.signer(DEVICE)), None)
    }

    /// ECS17b, a response with a MAC and encrypted attributes.
    pub(crate) fn sensitive_response(&self) -> Vec<u8> {
        let secret = self.verifier.secret(DEVICE, supplier()).unwrap();
        let header = header(Cra::Response, 0x0027);
        let plaintext = Data::structure([Data::DoubleLongUnsigned(42), Data::octets([0xAB; 2])]).to_octets();
        let blob = MessageKey::for_encryption(&secret, &header).encrypt(DEVICE, &plaintext);
        let parameters = ProtectionParameters { counter: COUNTER, originator: DEVICE, recipient: supplier() };
        let answer = ProtectedAttributesResponse { parameters, blob: &blob };
        let items = [ResponseItem::success(AccessKind::Action, answer.to_data())];
        let payload = AccessResponseValue::new(InvokeId::of(COUNTER), items).to_octets();
        protect(Envelope::new(&header, payload), None, Some(&secret))
    }

    fn signer(&self, id: EntityId) -> SigningKey {
        let scalar = self.verifier.keys().private_scalar(id, KeyUsage::DigitalSignature).unwrap();
        SigningKey::from_scalar(&scalar).unwrap()
    }
}

/// Upper-case hexadecimal.
pub(crate) fn hexadecimal(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02X}")).collect()
}

fn header(cra: Cra, code: u16) -> GroupingHeader<'static> {
    let (originator, recipient) =
        if cra == Cra::Command { (supplier(), DEVICE) } else { (DEVICE, supplier()) };
    let other = OtherInformation::Code { code: MessageCode(code) };
    GroupingHeader { cra, counter: COUNTER, originator, recipient, date_time: None, other }
}

fn request() -> Vec<u8> {
    let clock = Descriptor::new(8, [0, 0, 1, 0, 0, 255], 2);
    AccessRequestValue::new(COUNTER, [RequestItem::get(clock)]).to_octets()
}

/// More than 53 bits.
pub(crate) const COUNTER: Counter = Counter(0x7FFF_FFFF_FFFF_FFFE);
