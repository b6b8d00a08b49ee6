//! The catalogue of certificates, and what the test PKI has besides.

use std::collections::BTreeSet;

use hallmark_smki::CertificationRequest;
use hallmark_smki::KeyUsage;
use hallmark_smki::PrivateKey;
use hallmark_smki::PublicKey;
use hallmark_smki::Usage;
use hallmark_smki::negatives::Corpus;
use hallmark_smki::negatives::Scene;
use hallmark_smki::pem;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

use crate::keys::NAMES;
use crate::path::octet;
use crate::pieces::piece;

/// Every certificate once, some as PEM, and a request.
pub(super) fn each() -> Vec<Vec<u8>> {
    let pki = pki();
    let mut all: Vec<Vec<u8>> = certificates().into_iter().collect();
    all.push(pki.root().certificate().to_pem().into_bytes());
    all.push(pki.root().key().to_pem().expect("a key can be written").as_bytes().to_vec());
    all.push(CertificationRequest::device(
        [2; 8],
        KeyUsage::KEY_AGREEMENT,
        &PrivateKey::derive(b"seed", "request"),
    ));
    all
}

/// Certificates that are found together.
pub(super) fn together() -> Vec<Vec<u8>> {
    let all: Vec<Vec<u8>> = certificates().into_iter().collect();
    let alone = all.iter().map(|one| piece(one));
    let pairs = all.chunks(2).map(|pair| pair.iter().flat_map(|one| piece(one)).collect());
    alone.chain(pairs).collect()
}

/// Files of a key folder, under their own names and under others.
pub(super) fn folders() -> Vec<Vec<u8>> {
    let pki = pki();
    let id = Party::Supplier.entity_id();
    let signing = pki.party(Party::Supplier, Usage::DigitalSignature).expect("the supplier has one");
    let agreement = pki.party(Party::Supplier, Usage::KeyAgreement).expect("the supplier has one");
    let key = |key: &PrivateKey| key.to_pem().expect("a key can be written").as_bytes().to_vec();
    let public = |key: &PrivateKey| pem::write("PUBLIC KEY", &PublicKey::p256(&key.public_point()).to_der());
    let name = |usage: &str| format!("{:016x}-{usage}", u64::from_be_bytes(id));
    let file = |name: &str, content: &[u8]| {
        let position = NAMES.iter().position(|known| *known == name).expect("a name that the target knows");
        piece(&[&[u8::try_from(position).expect("there are few names")], content].concat())
    };
    let (ds, ds_key) = (name("ds.pem"), name("ds.key"));
    let good = [
        file(&ds, signing.certificate().to_pem().as_bytes()),
        file(&ds_key, &key(signing.key())),
        file(&name("ka.pem"), agreement.certificate().der()),
        file(&name("pp-ka.key"), &key(agreement.key())),
        file("root.crt", pki.root().certificate().to_pem().as_bytes()),
        file("root.key", &key(pki.root().key())),
    ]
    .concat();
    let point = [file(&ds, public(signing.key()).as_bytes()), file(&ds_key, &key(signing.key()))].concat();
    let mismatch =
        [file(&ds, public(signing.key()).as_bytes()), file(&ds_key, &key(agreement.key()))].concat();
    let stray = [
        file("other.pem", signing.certificate().to_pem().as_bytes()),
        file("root.key", &key(signing.key())),
        file("root.crt", &key(agreement.key())),
        file("0202020202020202-ka.der", agreement.certificate().der()),
    ]
    .concat();
    let twice = [
        file(&ds, signing.certificate().to_pem().as_bytes()),
        file("other.pem", signing.certificate().to_pem().as_bytes()),
        file(&ds_key, [key(signing.key()), key(signing.key())].concat().as_slice()),
    ]
    .concat();
    let bad =
        [file(&ds, b"-----BEGIN X-----"), file(&ds_key, &[0xFF, 0x00]), file("other.pem", b"\xFF")].concat();
    let wrong = pem::write("PUBLIC KEY", &[0x30, 0])
        + &pem::write("CERTIFICATE", &[0x30])
        + &pem::write("EC PRIVATE KEY", &[4]);
    vec![
        good,
        point,
        mismatch,
        stray,
        twice,
        bad,
        file(&ds, wrong.as_bytes()),
        file("other.pem", wrong.as_bytes()),
    ]
}

/// What validators are asked.
pub(super) fn scenes() -> Vec<Vec<u8>> {
    let seed = |scene: &Scene| {
        let mut seed = vec![octet(&scene.question)];
        let certificates = [&scene.leaf, &scene.anchor].into_iter().chain(&scene.path);
        certificates.for_each(|certificate| seed.extend(piece(certificate)));
        seed
    };
    corpus().items().iter().map(|item| seed(&item.scene)).collect()
}

fn certificates() -> BTreeSet<Vec<u8>> {
    let pki = pki();
    let mut all = BTreeSet::new();
    for item in corpus().items() {
        let Scene { leaf, path, anchor, .. } = &item.scene;
        all.extend(path.iter().chain([leaf, anchor]).cloned());
    }
    all.extend(pki.parties().map(|(_, _, credential)| credential.certificate().der().to_vec()));
    let authorities =
        [pki.root(), pki.issuing_authority(), pki.device_root(), pki.device_issuing_authority()];
    all.extend(authorities.map(|credential| credential.certificate().der().to_vec()));
    all
}

fn corpus() -> Corpus {
    Corpus::from_seed(1).expect("the catalogue can be made")
}

fn pki() -> TestPki {
    TestPki::from_seed(3).expect("the test PKI can be made")
}
