//! libFuzzer's program for `hallmark_fuzz::utrn`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::utrn::run(octets));
