//! The published test certificates, read from the folder that `HALLMARK_CORPUS` names.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests may panic and print"
)]

mod corpus;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::KeyRing;
use hallmark_smki::KeyUsage;
use hallmark_smki::Kind;
use hallmark_smki::SignatureError;
use hallmark_smki::Usage;
use hallmark_smki::WarningReason;
use hallmark_smki::acceptance;

/// The load controller: its two certificates were made by hand, without authorityKeyIdentifier, and the CA that
/// they name did not sign them.
const HAND_MADE: [u8; 8] = 0x90B3_D51F_3001_0008_u64.to_be_bytes();

#[test]
fn the_key_store_loads_completely() {
    let Some(corpus) = corpus::folder("the_key_store_loads_completely") else { return };
    let folder = corpus.join("rtds/keystore");
    let ring = KeyRing::load(&folder).unwrap();
    let files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let with = |extension: &str| {
        files.iter().filter(|path| path.extension().is_some_and(|e| e == extension)).count()
    };
    assert_eq!(files.len(), with("pem") + with("key"));

    // One certificate is filed under a party that it does not name; it is used as filed.
    let reasons: Vec<&WarningReason> = ring.warnings().iter().map(|warning| &warning.reason).collect();
    assert_eq!(reasons, [&WarningReason::OtherParty]);

    let points = ring.identities().filter(|(id, usage)| ring.public_point(*id, *usage).is_some()).count();
    let scalars = ring.identities().filter(|(id, usage)| ring.private_scalar(*id, *usage).is_some()).count();
    let bare_keys = ring.identities().filter(|(id, usage)| ring.certificate(*id, *usage).is_none()).count();
    assert_eq!(points, ring.len());
    assert_eq!(scalars, with("key"));
    // One public key without certificate, two private keys without any.
    assert_eq!(bare_keys, 3);
    assert_eq!(ring.certificates().count(), with("pem") - 1);
}

#[test]
fn every_certificate_of_the_key_store_obeys_the_profile() {
    let Some(corpus) = corpus::folder("every_certificate_of_the_key_store_obeys_the_profile") else { return };
    let ring = KeyRing::load(&corpus.join("rtds/keystore")).unwrap();
    let mut kinds = [0, 0];
    for (id, usage, certificate) in ring.certificates() {
        let key_usage = usage.key_usage();
        let broken: Vec<&str> =
            acceptance::findings(certificate).iter().map(|finding| finding.rule().name).collect();
        let expected: &[&str] = if id == HAND_MADE { &["authority-key-identifier-present"] } else { &[] };
        assert_eq!(broken, expected, "{id:02X?} {usage}");
        assert_eq!(certificate.key_identifier(), Some(&certificate.computed_key_identifier()[..]));
        assert_eq!(certificate.key_usage(), Some(key_usage));
        match certificate.kind() {
            Kind::Device => {
                kinds[0] += 1;
                let point = certificate.public_point().unwrap();
                assert_eq!(acceptance::device_certificate(certificate, id, key_usage, &point), Ok(()));
            }
            Kind::Organisation => kinds[1] += 1,
            other => panic!("{other:?} for {id:02X?} {usage}"),
        }
    }
    assert_eq!(kinds, [400, 16]);
}

#[test]
fn organisation_certificates_verify_under_the_issuing_authority_of_the_messages() {
    let test = "organisation_certificates_verify_under_the_issuing_authority_of_the_messages";
    let Some(corpus) = corpus::folder(test) else { return };
    let ring = KeyRing::load(&corpus.join("rtds/keystore")).unwrap();
    let found = corpus::certificates_in_messages(&corpus);
    let authorities: Vec<&Certificate> =
        found.iter().filter(|certificate| certificate.kind() == Kind::IssuingAuthority).collect();
    // The issuing CA, and a copy of it with a changed signature.
    let keys: BTreeSet<_> = authorities.iter().map(|authority| authority.public_point()).collect();
    assert_eq!((authorities.len(), keys.len()), (2, 1));
    let issuer = authorities[0];

    let mut verified = 0;
    for (id, usage, certificate) in ring.certificates() {
        if certificate.kind() == Kind::Organisation {
            assert!(certificate.issuer().matches(issuer.subject()));
            let expected = if id == HAND_MADE { Err(SignatureError::Mismatch) } else { Ok(()) };
            assert_eq!(certificate.verify_signed_by(issuer), expected, "{id:02X?} {usage}");
            verified += usize::from(expected.is_ok());
        }
    }
    assert_eq!(verified, 14);
}

#[test]
fn certificates_inside_messages_are_read() {
    let Some(corpus) = corpus::folder("certificates_inside_messages_are_read") else { return };
    let found = corpus::certificates_in_messages(&corpus);
    let of = |kind: Kind| found.iter().filter(|certificate| certificate.kind() == kind).count();
    assert!(of(Kind::Device) > 0 && of(Kind::Organisation) > 0, "{}", found.len());
    for certificate in &found {
        assert_eq!(certificate.key_identifier(), Some(&certificate.computed_key_identifier()[..]));
        // Some are wrong on purpose: a usage that no end entity has, policies that are not critical.
        let names: Vec<&str> =
            acceptance::findings(certificate).iter().map(|finding| finding.rule().name).collect();
        let known = ["end-entity-key-usage", "policies-critical"];
        assert!(names.iter().all(|name| known.contains(name)), "{names:?}");
    }
}

#[test]
fn a_certification_request_inside_a_message_verifies() {
    let Some(corpus) = corpus::folder("a_certification_request_inside_a_message_verifies") else { return };
    let mut found = 0;
    for message in corpus::messages(&corpus) {
        for octets in corpus::der_sequences(&message) {
            if let Ok(request) = CertificationRequest::parse_der(octets) {
                found += 1;
                assert_eq!(request.verify(), Ok(()));
                assert!(request.subject().is_empty() && request.entity_id().is_some());
                let usage = request.key_usage().unwrap();
                assert!([KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_AGREEMENT].contains(&usage));
            }
        }
    }
    assert!(found > 0);
}

#[test]
fn a_list_of_files_loads_as_its_folder_does() {
    let Some(corpus) = corpus::folder("a_list_of_files_loads_as_its_folder_does") else { return };
    let folder = corpus.join("rtds/keystore");
    let id = 0x90B3_D51F_3001_0000_u64.to_be_bytes();
    let files = ["90b3d51f30010000-ds.key", "90b3d51f30010000-ds.pem"].map(|name| folder.join(name));
    let ring = KeyRing::load_files(files);
    let whole = KeyRing::load(&folder).unwrap();
    assert_eq!(ring.warnings(), []);
    assert_eq!(ring.identities().collect::<Vec<_>>(), [(id, Usage::DigitalSignature)]);
    let usage = Usage::DigitalSignature;
    assert_eq!(ring.certificate(id, usage), whole.certificate(id, usage));
    assert_eq!(ring.private_scalar(id, usage), whole.private_scalar(id, usage));
}
