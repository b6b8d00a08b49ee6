//! libFuzzer's program for `hallmark_fuzz::frames`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::frames::run(octets));
