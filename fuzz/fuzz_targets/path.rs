//! libFuzzer's program for `hallmark_fuzz::path`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::path::run(octets));
