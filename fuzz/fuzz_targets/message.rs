//! libFuzzer's program for `hallmark_fuzz::message`.
#![no_main]

libfuzzer_sys::fuzz_target!(|octets: &[u8]| hallmark_fuzz::message::run(octets));
