//! libFuzzer's program for `hallmark_fuzz::template`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::template::run(octets));
