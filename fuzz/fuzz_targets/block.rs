//! libFuzzer's program for `hallmark_fuzz::block`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::block::run(octets));
