//! libFuzzer's program for `hallmark_fuzz::profile`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::profile::run(octets));
