//! libFuzzer's program for `hallmark_fuzz::dlms`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::dlms::run(octets));
