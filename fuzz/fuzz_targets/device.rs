//! libFuzzer's program for `hallmark_fuzz::device`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::device::run(octets));
