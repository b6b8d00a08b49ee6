//! How long it takes to read, judge and verify certificates: those of a test PKI with 200 Devices.
//!
//! `parse and verify` beside `signatures alone` shows what everything but the signature checks costs. Both are measured
//! once more in turns, certificate by certificate, so that whatever else the machine does weighs on both: the last line is
//! their ratio.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a benchmark stops where a test would fail"
)]

use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use aws_lc_rs::signature::ECDSA_P256_SHA256_ASN1;
use aws_lc_rs::signature::ParsedPublicKey;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use hallmark_smki::Certificate;
use hallmark_smki::Usage;
use hallmark_smki::lint::lint;
use hallmark_smki::path::PathPolicy;
use hallmark_smki::path::TimeChecks;
use hallmark_smki::path::validate_path;
use hallmark_smki::pki::TestPki;
use hallmark_smki::profile::Settings;

const DEVICES: u64 = 200;
const FIRST_DEVICE: u64 = 0x0248_4C4D_4B02_0001;

fn benches(criterion: &mut Criterion) {
    let pki = TestPki::from_seed(1).unwrap();
    let issuer = pki.device_issuing_authority().certificate().clone();
    let anchors = [pki.device_root().certificate().clone()];
    let octets: Vec<Vec<u8>> = (0..DEVICES)
        .map(|number| {
            let id = (FIRST_DEVICE + number).to_be_bytes();
            pki.device(id, Usage::DigitalSignature).unwrap().certificate().der().to_vec()
        })
        .collect();
    let parsed: Vec<Certificate> = octets.iter().map(|one| Certificate::parse_der(one).unwrap()).collect();

    let mut group = criterion.benchmark_group("certificates");
    group.throughput(Throughput::Elements(DEVICES)).measurement_time(Duration::from_secs(5));
    group.bench_function("parse", |bencher| {
        bencher
            .iter(|| octets.iter().for_each(|one| drop(black_box(Certificate::parse_der(black_box(one))))));
    });
    let settings = Settings::default();
    group.bench_function("lint", |bencher| {
        bencher.iter(|| octets.iter().for_each(|one| drop(black_box(lint(black_box(one), None, &settings)))));
    });

    let point = issuer.public_point().unwrap();
    let key = ParsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).unwrap();
    let signed: Vec<(&[u8], &[u8])> =
        parsed.iter().map(|one| (one.to_be_signed(), one.signature())).collect();
    group.bench_function("signatures alone", |bencher| {
        bencher.iter(|| {
            signed.iter().for_each(|(message, signature)| key.verify_sig(message, signature).unwrap())
        });
    });
    group.bench_function("parse and verify", |bencher| {
        bencher.iter(|| {
            octets
                .iter()
                .for_each(|one| Certificate::parse_der(one).unwrap().verify_signed_by(&issuer).unwrap());
        });
    });
    let policy = PathPolicy::gbcs(&[]);
    let intermediates = [issuer.clone()];
    group.bench_function("path of two signatures", |bencher| {
        bencher.iter(|| {
            for leaf in &parsed {
                let path = validate_path(leaf, &intermediates, &anchors, TimeChecks::Ignored, &policy);
                black_box(path.unwrap());
            }
        });
    });
    group.finish();

    let timed = |work: &dyn Fn()| {
        let began = Instant::now();
        work();
        began.elapsed()
    };
    let (mut bare, mut whole) = (Duration::ZERO, Duration::ZERO);
    for round in 0..ROUNDS {
        for (one, (message, signature)) in octets.iter().zip(&signed) {
            let alone = || key.verify_sig(message, signature).unwrap();
            let all = || Certificate::parse_der(black_box(one)).unwrap().verify_signed_by(&issuer).unwrap();
            // Whoever is second finds the caches warm.
            if round % 2 == 0 {
                bare += timed(&alone);
                whole += timed(&all);
            } else {
                whole += timed(&all);
                bare += timed(&alone);
            }
        }
    }
    println!("parse and verify: {:.3} of the signature alone", whole.as_secs_f64() / bare.as_secs_f64());
}

const ROUNDS: usize = 50;

criterion_group!(all, benches);
criterion_main!(all);
