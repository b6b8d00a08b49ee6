//! libFuzzer's program for `hallmark_fuzz::keys`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::keys::run(octets));
