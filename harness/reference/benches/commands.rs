//! What a command costs, cryptography included.

#[path = "../tests/rig/mod.rs"]
mod rig;

use std::hint::black_box;

use criterion::BatchSize;
use criterion::Criterion;
use criterion::criterion_group;
use criterion::criterion_main;
use rig::NOW;
use rig::Rig;

fn commands(criterion: &mut Criterion) {
    let mut rig = Rig::new();
    // ECS52 reads one attribute, ECS22b encrypts a week of half hours, ECS04a is signed, ECS01a is the longest.
    for (name, code) in [("ECS52", 0x0059), ("ECS22b", 0x0037), ("ECS04a", 0x001C), ("ECS01a", 0x0019)] {
        let command = rig.usual(code, |_| ());
        // The secrets are agreed once for all clones.
        rig.answer(&command);
        let prepared = Rig::new().esme;
        prepared.clone().handle(NOW, &command);
        criterion.bench_function(name, |bencher| {
            bencher.iter_batched_ref(
                || prepared.clone(),
                |esme| black_box(esme.handle(NOW, &command)),
                BatchSize::SmallInput,
            );
        });
    }
    criterion.bench_function("clone", |bencher| bencher.iter(|| black_box(rig.esme.clone())));
}

criterion_group!(benches, commands);
criterion_main!(benches);
