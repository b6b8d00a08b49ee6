//! libFuzzer's program for `hallmark_fuzz::gbz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::gbz::run(octets));
