//! libFuzzer's program for `hallmark_fuzz::replay`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::replay::run(octets));
