#!/bin/bash -eu
# Builds every fuzz target with its seeds, dictionary and options, as OSS-Fuzz and ClusterFuzzLite want them.
cd "$SRC/hallmark/fuzz"
cargo fuzz build --release --debug-assertions
RUSTFLAGS= cargo run --release --bin seeds -- "$WORK/seeds"
for source in fuzz_targets/*.rs; do
    target=$(basename "$source" .rs)
    cp "target/x86_64-unknown-linux-gnu/release/$target" "$OUT/"
    (cd "$WORK/seeds/$target" && zip -q "$OUT/${target}_seed_corpus.zip" ./*)
    if [ -f "dict/$target.dict" ]; then cp "dict/$target.dict" "$OUT/"; fi
    if [ -f "options/$target.options" ]; then cp "options/$target.options" "$OUT/"; fi
done
