//! libFuzzer's program for `hallmark_fuzz::wrapper`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::wrapper::run(octets));
