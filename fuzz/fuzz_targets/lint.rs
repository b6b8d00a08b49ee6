//! libFuzzer's program for `hallmark_fuzz::lint`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::lint::run(octets));
