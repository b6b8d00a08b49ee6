//! The test PKI: reproducible, complete, and what other implementations take for certificates.
#![allow(clippy::unwrap_used, reason = "helpers of tests may panic and print")]

use std::collections::BTreeSet;

use der::Decode;
use der::Encode;
use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::Error;
use hallmark_smki::ErrorKind;
use hallmark_smki::KeyRing;
use hallmark_smki::KeyUsage;
use hallmark_smki::Kind;
use hallmark_smki::PrivateKey;
use hallmark_smki::SignatureError;
use hallmark_smki::Usage;
use hallmark_smki::Warning;
use hallmark_smki::WarningReason;
use hallmark_smki::acceptance;
use hallmark_smki::negatives::Corpus;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use sha2::Digest;
use sha2::Sha256;

const METER: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];

fn every_certificate(pki: &TestPki) -> Vec<Certificate> {
    let ring = pki.to_key_ring(&[METER]).unwrap();
    ring.authorities().chain(ring.certificates().map(|(_, _, certificate)| certificate)).cloned().collect()
}

#[test]
fn the_same_seed_gives_the_same_octets() {
    let octets = |seed| -> Vec<Vec<u8>> {
        every_certificate(&TestPki::from_seed(seed).unwrap()).iter().map(|one| one.der().to_vec()).collect()
    };
    assert_eq!(octets(1), octets(1));
    assert!(octets(1).iter().zip(octets(2)).all(|(one, two)| *one != two));
}

/// Who has written down a seed wants the same certificates from a later version.
#[test]
fn a_seed_keeps_its_certificates() {
    let mut digest = Sha256::new();
    for certificate in every_certificate(&TestPki::from_seed(1).unwrap()) {
        digest.update(certificate.der());
    }
    let text: String = digest.finalize().iter().map(|octet| format!("{octet:02x}")).collect();
    assert_eq!(text, "6e2ffb0e609279efc32ec257286fa28016fa1ec2643fae93e4054bbcd9a1f7e0");
}

#[test]
fn every_party_has_its_usages_and_every_certificate_obeys_the_profile() {
    let pki = TestPki::from_seed(1).unwrap();
    let all = every_certificate(&pki);
    // Two roots, two issuing CAs, three parties that only sign, four with two usages, two suppliers with
    // three, one Device.
    assert_eq!(all.len(), 4 + 3 + 4 * 2 + 2 * 3 + 2);
    for certificate in &all {
        assert_eq!(acceptance::findings(certificate), [], "{}", certificate.subject());
    }
    let serials: BTreeSet<&[u8]> = all.iter().map(Certificate::serial_number).collect();
    let points: BTreeSet<_> = all.iter().map(Certificate::public_point).collect();
    assert_eq!((serials.len(), points.len()), (all.len(), all.len()));
    for (party, usage, credential) in pki.parties() {
        let certificate = credential.certificate();
        assert_eq!(certificate.kind(), Kind::Organisation);
        assert_eq!(certificate.role(), Some(party.role()));
        assert_eq!(certificate.entity_id(), Some(party.entity_id()));
        assert_eq!(certificate.key_usage(), Some(usage.key_usage()));
        assert_eq!(certificate.verify_signed_by(pki.issuing_authority().certificate()), Ok(()));
        assert_eq!(certificate.public_point(), Some(credential.public_point()));
    }
    assert_eq!(pki.root().certificate().kind(), Kind::Root);
    assert_eq!(pki.issuing_authority().certificate().kind(), Kind::IssuingAuthority);
    assert!(pki.party(Party::Recovery, Usage::KeyAgreement).is_none());
}

#[test]
fn the_second_implementation_reads_and_writes_the_same_octets() {
    for certificate in every_certificate(&TestPki::from_seed(3).unwrap()) {
        let other = x509_cert::Certificate::from_der(certificate.der()).unwrap();
        assert_eq!(other.to_der().unwrap(), certificate.der());
        let tbs = other.tbs_certificate();
        assert_eq!(tbs.serial_number().as_bytes(), certificate.serial_number());
        assert_eq!(tbs.subject().to_der().unwrap(), certificate.subject().der());
        let seconds = tbs.validity().not_after.to_unix_duration().as_secs();
        assert_eq!(i64::try_from(seconds).unwrap(), certificate.not_after().seconds());
        assert_eq!(tbs.subject_public_key_info().to_der().unwrap(), certificate.public_key().to_der());
    }
}

#[test]
fn a_folder_is_loaded_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let pki = TestPki::from_seed(4).unwrap();
    pki.write_folder(folder.path(), &[METER]).unwrap();
    pki.write_folder(folder.path(), &[METER]).unwrap();
    let ring = KeyRing::load(folder.path()).unwrap();
    assert_eq!(ring.warnings(), []);
    let made = pki.to_key_ring(&[METER]).unwrap();
    assert_eq!(ring.identities().collect::<Vec<_>>(), made.identities().collect::<Vec<_>>());
    for (id, usage) in made.identities() {
        assert_eq!(ring.certificate(id, usage), made.certificate(id, usage));
        assert_eq!(ring.public_point(id, usage), made.public_point(id, usage));
        assert_eq!(ring.private_scalar(id, usage), made.private_scalar(id, usage));
    }
    assert_eq!(ring.authorities().count(), 4);
    for authority in ring.authorities() {
        assert_eq!(ring.authority_key(authority).map(PrivateKey::public_point), authority.public_point());
    }
}

#[test]
fn what_is_wrong_in_a_folder_is_named_and_the_rest_loaded() {
    let folder = tempfile::tempdir().unwrap();
    let pki = TestPki::from_seed(5).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let supplier = pki.party(Party::Supplier, Usage::DigitalSignature).unwrap();
    write("a.pem", &supplier.certificate().to_pem());
    write("b.pem", &supplier.certificate().to_pem());
    write("c.key", &supplier.key().to_pem().unwrap());
    write("d.key", &PrivateKey::derive(b"no party", "").to_pem().unwrap());
    write("e.pem", "no certificate");
    write("f.pem", &"x".repeat(70_000));
    write("g.pem", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    write("0248000000000000-ds.key", &PrivateKey::derive(b"other", "").to_pem().unwrap());
    write("0248000000000000-ds.pem", &supplier.certificate().to_pem());
    write("notes.txt", "not looked at");
    let ring = KeyRing::load(folder.path()).unwrap();
    let warnings: Vec<(String, &WarningReason)> = ring
        .warnings()
        .iter()
        .map(|warning| (warning.path.file_name().unwrap().to_string_lossy().into_owned(), &warning.reason))
        .collect();
    let not_there = Error::new(ErrorKind::Truncated, 2, "tbsCertificate", "the end, 1 octets short");
    let expected = [
        ("0248000000000000-ds.pem", WarningReason::OtherParty),
        ("b.pem", WarningReason::Duplicate),
        ("e.pem", WarningReason::Pem(hallmark_smki::pem::PemError::NoBegin)),
        ("f.pem", WarningReason::TooLarge),
        ("g.pem", WarningReason::Certificate(not_there)),
        ("0248000000000000-ds.key", WarningReason::KeyMismatch),
        ("d.key", WarningReason::Owner),
    ];
    let expected: Vec<(String, &WarningReason)> =
        expected.iter().map(|(name, reason)| ((*name).to_owned(), reason)).collect();
    assert_eq!(warnings, expected);
    let id = Party::Supplier.entity_id();
    assert_eq!(ring.private_scalar(id, Usage::DigitalSignature), Some(supplier.key().scalar()));
    assert!(KeyRing::load(&folder.path().join("missing")).is_err());
}

/// Found by fuzzing: a certificate without a point took the point of the key beside it.
#[test]
fn a_certificate_with_a_key_of_another_kind_takes_no_private_key() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = Corpus::from_seed(1).unwrap();
    let mut leaves = corpus.items().iter().filter_map(|item| Certificate::parse_der(&item.scene.leaf).ok());
    let odd = leaves.find(|leaf| leaf.public_point().is_none() && leaf.kind() == Kind::Organisation).unwrap();
    let id = odd.entity_id().unwrap();
    let path = |extension| folder.path().join(format!("{:016x}-ds.{extension}", u64::from_be_bytes(id)));
    std::fs::write(path("pem"), odd.to_pem()).unwrap();
    std::fs::write(path("key"), PrivateKey::derive(b"other", "").to_pem().unwrap()).unwrap();
    let ring = KeyRing::load(folder.path()).unwrap();
    let expected = Warning { path: path("key"), reason: WarningReason::KeyMismatch };
    assert_eq!(ring.warnings(), [expected]);
    assert_eq!(ring.public_point(id, Usage::DigitalSignature), None);
    assert!(ring.private_key(id, Usage::DigitalSignature).is_none());
}

#[test]
fn a_device_renews_its_certificate() {
    let pki = TestPki::from_seed(6).unwrap();
    let key = PrivateKey::derive(b"device generator", "first");
    let octets = CertificationRequest::device(METER, KeyUsage::KEY_AGREEMENT, &key);
    let request = CertificationRequest::parse_der(&octets).unwrap();
    assert_eq!(request.verify(), Ok(()));
    let point = request.public_point().unwrap();
    let template = pki.device_template(request.entity_id().unwrap(), Usage::KeyAgreement, &point);
    let certificate = pki.issue_device(&template).unwrap();
    assert_eq!(acceptance::device_certificate(&certificate, METER, KeyUsage::KEY_AGREEMENT, &point), Ok(()));
    assert_eq!(certificate.verify_signed_by(pki.device_issuing_authority().certificate()), Ok(()));
    assert_eq!(
        certificate.verify_signed_by(pki.issuing_authority().certificate()),
        Err(SignatureError::Mismatch)
    );
}
