//! The way from a certificate to a trust anchor, as a relying party and as a Device ask for it.

use hallmark_smki::Certificate;
use hallmark_smki::KeyUsage;
use hallmark_smki::Usage;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::TimeChecks;
use hallmark_smki::asn1::oid;
use hallmark_smki::negatives::Asker;
use hallmark_smki::negatives::DEVICE;
use hallmark_smki::negatives::Dates;
use hallmark_smki::negatives::Question;
use hallmark_smki::negatives::Scene;
use hallmark_smki::negatives::TIME;
use hallmark_smki::negatives::judge::judge;

use crate::pieces::pieces;

/// An octet that says what is asked, then certificates, each behind two octets of length: the one that is asked about, the
/// anchor, those between. A path that is found must hold: each certificate in it is signed by the next.
pub fn run(octets: &[u8]) {
    let Some((question, rest)) = octets.split_first() else { return };
    let mut certificates = pieces(rest);
    let (Some(leaf), Some(anchor)) = (certificates.next(), certificates.next()) else { return };
    let path: Vec<Vec<u8>> = certificates.take(MOST).map(<[u8]>::to_vec).collect();
    accept(leaf, anchor, &path);
    let question = ask(*question, leaf);
    let (leaf, anchor) = (leaf.to_vec(), anchor.to_vec());
    let scene = Scene { leaf, path, anchor, payload: None, time: TIME, question, over: Vec::new() };
    match judge(&scene) {
        Ok(over) if scene.question.asker == Asker::RelyingParty => {
            let between = over.iter().map(|index| &scene.path[*index]);
            let chain: Vec<Certificate> = core::iter::once(&scene.leaf)
                .chain(between)
                .chain([&scene.anchor])
                .map(|octets| Certificate::parse_der(octets).expect("what is in a path can be read"))
                .collect();
            for pair in chain.windows(2) {
                assert_eq!(pair[0].verify_signed_by(&pair[1]), Ok(()), "the path does not hold");
            }
        }
        Ok(over) => assert!(over.is_empty()),
        Err(refusal) => assert!(!refusal.text.is_empty() && !refusal.reason.name().is_empty()),
    }
}

/// A Device accepts nothing as a replacement that does not go back to its root, and says why as the command's answer has it.
fn accept(leaf: &[u8], anchor: &[u8], path: &[Vec<u8>]) {
    let (Ok(leaf), Ok(root)) = (Certificate::parse_der(leaf), Certificate::parse_der(anchor)) else { return };
    let path: Vec<Certificate> =
        path.iter().filter_map(|octets| Certificate::parse_der(octets).ok()).collect();
    let policies = [oid::TEST_POLICY];
    let acceptance =
        Acceptance { root: &root, path: &path, time: TimeChecks::At(TIME), policies: &policies, waived: &[] };
    for usage in [KeyUsage::DIGITAL_SIGNATURE, KeyUsage::KEY_AGREEMENT] {
        match acceptance.replacement(&leaf, usage) {
            Ok(()) => {
                let mut issuers = path.iter().chain([&root]);
                assert!(issuers.any(|issuer| leaf.verify_signed_by(issuer).is_ok()), "nobody has signed it");
            }
            Err(refused) => assert!([5, 10].contains(&refused.status_code()), "{refused}"),
        }
    }
}

/// What the octet asks, as [`octet`] writes it.
fn ask(octet: u8, leaf: &[u8]) -> Question {
    let asker = [Asker::RelyingParty, Asker::RootCell, Asker::OwnCertificate][usize::from(octet & 0x03) % 3];
    let usage =
        [None, Some(Usage::DigitalSignature), Some(Usage::KeyAgreement), Some(Usage::PrepaymentKeyAgreement)];
    let is_own = asker == Asker::OwnCertificate;
    let public_key =
        if is_own { Certificate::parse_der(leaf).ok().and_then(|leaf| leaf.public_point()) } else { None };
    Question {
        asker,
        usage: usage[usize::from(octet >> 2 & 0x03)],
        entity_id: is_own.then_some(DEVICE),
        public_key,
        dates: if octet & 0x10 == 0 { Dates::Checked } else { Dates::Ignored },
        needs: Vec::new(),
    }
}

/// The octet that asks this.
pub(crate) fn octet(question: &Question) -> u8 {
    let asker = match question.asker {
        Asker::RootCell => 1,
        Asker::OwnCertificate => 2,
        _ => 0,
    };
    let usage = match question.usage {
        None => 0,
        Some(Usage::DigitalSignature) => 1,
        Some(Usage::KeyAgreement) => 2,
        Some(Usage::PrepaymentKeyAgreement) => 3,
    };
    let dates = match question.dates {
        Dates::Checked => 0,
        Dates::Ignored => 0x10,
    };
    asker | usage << 2 | dates
}

/// More certificates take longer and say nothing new.
const MOST: usize = 4;
