//! libFuzzer's program for `hallmark_fuzz::certificate`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::certificate::run(octets));
