//! libFuzzer's program for `hallmark_fuzz::asn1`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::asn1::run(octets));
