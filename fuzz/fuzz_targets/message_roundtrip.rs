//! libFuzzer's program for `hallmark_fuzz::message_roundtrip`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::message_roundtrip::run(octets));
