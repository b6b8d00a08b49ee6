//! A hundred thousand random changes of good certificates: nothing panics, and nothing passes whose signed octets are
//! not those that were signed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic and print")]

use std::thread;

use hallmark_smki::Certificate;
use hallmark_smki::KeyUsage;
use hallmark_smki::Usage;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::TimeChecks;
use hallmark_smki::lint::lint;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::validate_path;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use hallmark_smki::profile::Settings;

const MUTATIONS: u64 = 100_000;
const THREADS: u64 = 4;
const NOW: i64 = 1_700_000_000;
const METER: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];

/// A certificate to change, and who vouches for it.
struct Sample {
    der: Vec<u8>,
    to_be_signed: Vec<u8>,
    intermediates: Vec<Certificate>,
    anchors: Vec<Certificate>,
}

/// What became of the mutations.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    unreadable: u64,
    no_path: u64,
    /// Only octets that nobody signed were changed, and in a way that says the same.
    accepted: u64,
}

#[test]
fn nothing_passes_whose_signed_octets_were_changed() {
    let workers: Vec<_> = (0..THREADS).map(|number| thread::spawn(move || work(number))).collect();
    let mut total = Tally::default();
    for worker in workers {
        let tally = worker.join().unwrap();
        total.unreadable += tally.unreadable;
        total.no_path += tally.no_path;
        total.accepted += tally.accepted;
    }
    assert_eq!(total.unreadable + total.no_path + total.accepted, MUTATIONS);
    // The changes reach beyond the reader, and a fair share of them does.
    assert!(total.no_path > MUTATIONS / 10, "{total:?}");
}

/// The property can fail: what was signed after it was changed is accepted.
#[test]
fn a_change_that_is_signed_passes() {
    let pki = TestPki::from_seed(30).unwrap();
    let mut template = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    template.set_role(3);
    let changed = template.sign(pki.issuing_authority().key());
    let sample = &samples()[0];
    assert!(judge(sample, &changed).1);
}

fn work(number: u64) -> Tally {
    let samples = samples();
    let mut random = Random(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut tally = Tally::default();
    for round in 0..MUTATIONS / THREADS {
        let sample = &samples[random.below(samples.len())];
        let mut octets = sample.der.clone();
        for _ in 0..=random.below(3) {
            change(&mut octets, &mut random);
        }
        let (readable, accepted) = judge(sample, &octets);
        if accepted {
            let certificate = Certificate::parse_der(&octets).unwrap();
            assert_eq!(certificate.to_be_signed(), sample.to_be_signed, "round {round} of {number}");
            tally.accepted += 1;
        } else if readable {
            tally.no_path += 1;
        } else {
            tally.unreadable += 1;
        }
    }
    tally
}

/// Whether the octets are a certificate, and whether anybody accepts it.
fn judge(sample: &Sample, octets: &[u8]) -> (bool, bool) {
    let report = lint(octets, None, &Settings::default());
    assert!(report.findings().iter().all(|finding| finding.offset <= octets.len()));
    let Ok(certificate) = Certificate::parse_der(octets) else {
        assert!(!report.conforms());
        return (false, false);
    };
    let Sample { intermediates, anchors, .. } = sample;
    let policy = PathPolicy::gbcs(&[]);
    let time = TimeChecks::Ignored;
    let path = validate_path(&certificate, intermediates, anchors, time, &policy).is_ok();
    let acceptance = Acceptance {
        root: &anchors[0],
        path: intermediates,
        time: TimeChecks::At(NOW),
        policies: &[],
        waived: &[],
    };
    let usage = certificate.key_usage().unwrap_or(KeyUsage::NONE);
    // Whatever a Device accepts has a path, unless it is a root.
    let device = usage != KeyUsage::KEY_CERT_SIGN && acceptance.replacement(&certificate, usage).is_ok();
    assert!(path || !device);
    (true, path)
}

fn samples() -> Vec<Sample> {
    let pki = TestPki::from_seed(30).unwrap();
    let roots = [pki.root().certificate().clone()];
    let issuing = [pki.issuing_authority().certificate().clone()];
    let device_roots = [pki.device_root().certificate().clone()];
    let device_issuing = [pki.device_issuing_authority().certificate().clone()];
    let sample = |certificate: &Certificate, intermediates: &[Certificate], anchors: &[Certificate]| Sample {
        der: certificate.der().to_vec(),
        to_be_signed: certificate.to_be_signed().to_vec(),
        intermediates: intermediates.to_vec(),
        anchors: anchors.to_vec(),
    };
    let supplier = pki.party(Party::Supplier, Usage::DigitalSignature).unwrap();
    let operator = pki.party(Party::NetworkOperator, Usage::KeyAgreement).unwrap();
    let device = pki.device(METER, Usage::DigitalSignature).unwrap();
    vec![
        sample(supplier.certificate(), &issuing, &roots),
        sample(operator.certificate(), &issuing, &roots),
        sample(device.certificate(), &device_issuing, &device_roots),
        sample(&issuing[0], &[], &roots),
    ]
}

/// One octet set, a bit flipped, octets cut out, put in or exchanged. Half the changes keep the length, so that they get
/// past the reader.
fn change(octets: &mut Vec<u8>, random: &mut Random) {
    if octets.is_empty() {
        octets.push(0);
    }
    let place = random.below(octets.len());
    match random.below(8) {
        0..=2 => octets[place] ^= 1 << random.below(8),
        3 | 4 => octets[place] = random.octet(),
        5 => {
            let other = random.below(octets.len());
            octets.swap(place, other);
        }
        6 => {
            let end = (place + 1 + random.below(4)).min(octets.len());
            octets.drain(place..end);
        }
        _ => octets.insert(place, random.octet()),
    }
}

/// xorshift64*.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap();
        usize::try_from(((self.next() >> 32) * bound) >> 32).unwrap()
    }

    fn octet(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }
}
