//! No octets make the readers panic, and what they read is what there is.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic and print")]

use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::KeyUsage;
use hallmark_smki::PrivateKey;
use hallmark_smki::Usage;
use hallmark_smki::acceptance;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::TimeChecks;
use hallmark_smki::pem;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use proptest::prelude::*;

const METER: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];

fn samples() -> Vec<Vec<u8>> {
    let pki = TestPki::from_seed(20).unwrap();
    vec![
        pki.party(Party::Supplier, Usage::DigitalSignature).unwrap().certificate().der().to_vec(),
        pki.issuing_authority().certificate().der().to_vec(),
        pki.device(METER, Usage::KeyAgreement).unwrap().certificate().der().to_vec(),
        CertificationRequest::device(METER, KeyUsage::KEY_AGREEMENT, &PrivateKey::derive(b"x", "")),
    ]
}

fn read(octets: &[u8]) {
    if let Ok(certificate) = Certificate::parse_der(octets) {
        assert_eq!(certificate.der(), octets);
        let _ = (certificate.kind(), certificate.entity_id(), certificate.role());
        let texts: Vec<String> = acceptance::findings(&certificate).iter().map(ToString::to_string).collect();
        assert!(texts.iter().all(|text| text.len() < 100_000));
        let path = [certificate.clone()];
        let acceptance = Acceptance {
            root: &certificate,
            path: &path,
            time: TimeChecks::At(0),
            policies: &[],
            waived: &[],
        };
        let _ = acceptance.replacement(&certificate, KeyUsage::DIGITAL_SIGNATURE);
        let _ = certificate.verify_signed_by(&certificate);
    }
    if let Ok(request) = CertificationRequest::parse_der(octets) {
        assert_eq!(request.der(), octets);
        let _ = (request.verify(), request.entity_id(), request.key_usage());
    }
}

proptest! {
    #[test]
    fn arbitrary_octets(octets in proptest::collection::vec(any::<u8>(), 0..600)) {
        read(&octets);
    }

    #[test]
    fn arbitrary_text(text in "(-----BEGIN [A-Z ]{0,12}-----|[A-Za-z0-9+/=]{0,9}|-----END [A-Z ]{0,12}-----|\n|.){0,20}") {
        let _ = pem::blocks(&text);
        let _ = PrivateKey::from_pem(&text);
        let _ = Certificate::parse_pem(&text);
    }

    #[test]
    fn changed_octets(
        sample in 0..4_usize,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in proptest::option::of(any::<prop::sample::Index>()),
    ) {
        thread_local!(static SAMPLES: Vec<Vec<u8>> = samples());
        let mut octets = SAMPLES.with(|samples| samples[sample].clone());
        for (place, value) in changes {
            let place = place.index(octets.len());
            octets[place] = value;
        }
        if let Some(cut) = cut {
            octets.truncate(cut.index(octets.len()));
        }
        read(&octets);
    }
}

#[test]
fn every_cut_and_every_flipped_bit() {
    for octets in samples() {
        for end in 0..octets.len() {
            assert!(Certificate::parse_der(&octets[..end]).is_err());
            assert!(CertificationRequest::parse_der(&octets[..end]).is_err());
        }
        for place in 0..octets.len() {
            let mut changed = octets.clone();
            changed[place] ^= 1 << (place % 8);
            if let Ok(certificate) = Certificate::parse_der(&changed) {
                assert_eq!(certificate.der(), changed);
            }
        }
        let longer = [octets, vec![0]].concat();
        assert!(Certificate::parse_der(&longer).is_err());
    }
}
