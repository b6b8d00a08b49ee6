//! libFuzzer's program for `hallmark_fuzz::capture`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::capture::run(octets));
