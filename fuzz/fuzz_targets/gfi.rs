//! libFuzzer's program for `hallmark_fuzz::gfi`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::gfi::run(octets));
