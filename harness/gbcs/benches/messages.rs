//! How long it takes to read, write and check messages: those of the reference data where `HALLMARK_CORPUS` names it,
//! else a set made here with the same shares of signatures and MACs.
//!
//! `verify` beside `signatures alone` shows what everything but the signature checks costs.

#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a benchmark stops where a test would fail"
)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;
mod made;

use std::collections::HashMap;
use std::hint::black_box;

use aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED;
use aws_lc_rs::signature::ParsedPublicKey;
use criterion::Criterion;
use criterion::Throughput;
use criterion::criterion_group;
use criterion::criterion_main;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::Error;
use hallmark_gbcs::Payload;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::SignatureField;

fn benches(criterion: &mut Criterion) {
    let root = std::env::var_os("HALLMARK_CORPUS").map(std::path::PathBuf::from);
    match root {
        Some(root) => {
            let messages = corpus::messages(&root).into_iter().map(|(_, octets)| octets).collect();
            let keys = corpus::KeyFolder::load(&root);
            measure(criterion, "reference", messages, &keys, REFERENCE_ACB);
        }
        None => {
            let keys = made::MadeKeys::new();
            measure(criterion, "made", made::messages(&keys), &keys, made::ACB);
        }
    }
}

fn measure(criterion: &mut Criterion, name: &str, messages: Vec<Vec<u8>>, keys: &impl Keys, acb: EntityId) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("headers", |bencher| {
        bencher
            .iter(|| messages.iter().for_each(|octets| drop(black_box(Message::parse(black_box(octets))))));
    });

    let parsed: Vec<Message<'_>> = messages.iter().map(|octets| Message::parse(octets).unwrap()).collect();
    let envelopes: Vec<Envelope> = parsed.iter().map(Envelope::from).collect();
    group.bench_function("envelope and back", |bencher| {
        bencher.iter(|| parsed.iter().for_each(|message| drop(black_box(Envelope::from(message).emit()))));
    });
    group.bench_function("emit", |bencher| {
        bencher.iter(|| envelopes.iter().for_each(|envelope| drop(black_box(envelope.emit()))));
    });

    group.bench_function("decode", |bencher| {
        bencher.iter(|| messages.iter().for_each(|octets| drop(black_box(decode(black_box(octets))))));
    });
    for format in [PayloadFormat::Dlms, PayloadFormat::Gbz, PayloadFormat::Asn1] {
        let family: Vec<&Message<'_>> =
            parsed.iter().filter(|message| Payload::parse(message).unwrap().format() == format).collect();
        if family.is_empty() {
            continue;
        }
        group.throughput(Throughput::Elements(family.len() as u64));
        group.bench_function(format!("payload {format}"), |bencher| {
            bencher.iter(|| family.iter().for_each(|message| drop(black_box(decode_payload(message)))));
        });
    }
    group.throughput(Throughput::Elements(messages.len() as u64));
    group.bench_function("decode and re-encode", |bencher| {
        bencher.iter(|| messages.iter().for_each(|octets| drop(black_box(reencode(octets)))));
    });

    let verifier = Verifier::new(keys, Some(acb));
    group.bench_function("MACs", |bencher| {
        bencher.iter(|| parsed.iter().filter(|message| verifier.check_mac(message) == Check::Valid).count());
    });
    group.sample_size(20);
    group.bench_function("decode and verify", |bencher| {
        bencher.iter(|| {
            let decoded =
                messages.iter().filter(|octets| decode(octets).is_ok() && is_valid(&verifier, octets));
            decoded.count()
        });
    });
    group.bench_function("verify", |bencher| {
        bencher.iter(|| messages.iter().filter(|octets| is_valid(&verifier, octets)).count());
    });
    group.bench_function("verify, keys not yet read", |bencher| {
        bencher.iter(|| {
            let verifier = Verifier::new(keys, Some(acb));
            messages.iter().filter(|octets| is_valid(&verifier, octets)).count()
        });
    });
    let signed = signed(&parsed, keys);
    group.bench_function("signatures alone", |bencher| {
        bencher.iter(|| {
            let valid = |(key, octets, signature): &&Signed<'_>| key.verify_sig(octets, *signature).is_ok();
            signed.iter().filter(valid).count()
        });
    });
    group.finish();
}

/// Headers and payload, every field checked.
fn decode(octets: &[u8]) -> Result<Payload<'_>, Error> {
    decode_payload(&Message::parse(octets)?)
}

/// The view of a GBZ payload reads ZCL commands as they are asked for, so they are asked for here.
fn decode_payload<'a>(message: &Message<'a>) -> Result<Payload<'a>, Error> {
    let payload = Payload::parse(message)?;
    if let Payload::Gbz(payload) = &payload {
        for component in payload.components() {
            black_box(component.command());
        }
    }
    Ok(payload)
}

/// Through owned values, payload included.
fn reencode(octets: &[u8]) -> Vec<u8> {
    let message = Message::parse(octets).unwrap();
    let mut envelope = Envelope::from(&message);
    envelope.payload.clear();
    Payload::parse(&message).unwrap().emit(&mut envelope.payload);
    envelope.emit()
}

fn is_valid(verifier: &Verifier<impl Keys>, octets: &[u8]) -> bool {
    let message = Message::parse(octets).unwrap();
    let checks = verifier.check(&message);
    checks.mac == Check::Valid || checks.signature == Check::Valid
}

type Signed<'a> = (ParsedPublicKey, &'a [u8], &'a [u8; 64]);

/// What is left when the signature checks are all there is.
fn signed<'a>(messages: &[Message<'a>], keys: &impl Keys) -> Vec<Signed<'a>> {
    let mut points = HashMap::new();
    let mut signed = Vec::new();
    for message in messages {
        let SignatureField::Present(signature) = message.signature() else { continue };
        let id = message.header().originator;
        let key: &ParsedPublicKey = points.entry(id).or_insert_with(|| {
            let point = keys.public_point(id, KeyUsage::DigitalSignature).unwrap();
            ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).unwrap()
        });
        signed.push((key.clone(), message.signed_octets(), signature));
    }
    signed
}

const REFERENCE_ACB: EntityId = EntityId([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x00, 0x00, 0x02]);

criterion_group!(all, benches);
criterion_main!(all);
