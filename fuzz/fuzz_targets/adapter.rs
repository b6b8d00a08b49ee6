//! libFuzzer's program for `hallmark_fuzz::adapter`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::adapter::run(octets));
