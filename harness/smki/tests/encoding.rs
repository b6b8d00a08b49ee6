//! Errors in the encoding are named with kind, offset, expectation and finding.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic and print")]

use hallmark_smki::Certificate;
use hallmark_smki::Error;
use hallmark_smki::ErrorKind;
use hallmark_smki::Usage;
use hallmark_smki::asn1::tag;
use hallmark_smki::asn1::write;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;

fn sample() -> Vec<u8> {
    let pki = TestPki::from_seed(30).unwrap();
    pki.party(Party::NetworkOperator, Usage::KeyAgreement).unwrap().certificate().der().to_vec()
}

/// The sample with the only place that holds `from` holding `to` of equal length, and that place.
fn with(from: &[u8], to: &[u8]) -> (Error, usize) {
    let mut octets = sample();
    let places: Vec<usize> = (0..octets.len()).filter(|place| octets[*place..].starts_with(from)).collect();
    assert_eq!(places.len(), 1, "{from:02X?}");
    octets[places[0]..places[0] + to.len()].copy_from_slice(to);
    (Certificate::parse_der(&octets).unwrap_err(), places[0])
}

#[test]
fn a_true_is_ff() {
    let key_usage = [0x06, 0x03, 0x55, 0x1D, 0x0F, 0x01, 0x01];
    let (error, place) = with(&[&key_usage[..], &[0xFF]].concat(), &[&key_usage[..], &[0x01]].concat());
    assert_eq!(error, Error::new(ErrorKind::Value, place + 5, "BOOLEAN 00 or FF", "01"));
    let (error, place) = with(&[&key_usage[..], &[0xFF]].concat(), &[&key_usage[..], &[0x00]].concat());
    let expected = "no critical flag where it is FALSE, the default";
    assert_eq!(error, Error::new(ErrorKind::Value, place + 5, expected, "00"));
}

#[test]
fn a_named_bit_list_ends_with_a_one() {
    let (error, place) = with(&[0x03, 0x02, 0x03, 0x08], &[0x03, 0x02, 0x00, 0x08]);
    assert_eq!(error, Error::new(ErrorKind::Value, place, "a keyUsage without trailing zero bits", "0008"));
}

#[test]
fn nothing_follows() {
    let octets = [sample(), vec![0x00, 0x00]].concat();
    let expected =
        Error::new(ErrorKind::Trailing, octets.len() - 2, "the end of the structure", "2 more octets");
    assert_eq!(Certificate::parse_der(&octets), Err(expected));
}

#[test]
fn nothing_is_missing() {
    let octets = sample();
    let cut = &octets[..octets.len() - 3];
    let expected = Error::new(ErrorKind::Truncated, cut.len(), "a certificate", "the end, 3 octets short");
    assert_eq!(Certificate::parse_der(cut), Err(expected));
}

#[test]
fn lengths_are_the_shortest() {
    let octets = sample();
    // The outer SEQUENCE, its length in three octets where two are enough.
    let longer = [&[0x30, 0x83, 0x00][..], &octets[2..]].concat();
    let error = Certificate::parse_der(&longer).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Length, 1));
    let indefinite = [&[0x30, 0x80][..], &octets[4..], &[0, 0]].concat();
    let expected = Error::new(ErrorKind::Length, 1, "a length in the shortest definite form", "80");
    assert_eq!(Certificate::parse_der(&indefinite), Err(expected));
}

#[test]
fn there_is_a_largest_certificate() {
    let huge = write::element(tag::SEQUENCE, &vec![0; Certificate::MAX_OCTETS]);
    assert_eq!(Certificate::parse_der(&huge).unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn pem_text_round_trips_and_says_what_is_wrong() {
    let certificate = Certificate::parse_der(&sample()).unwrap();
    assert_eq!(Certificate::parse_pem(&certificate.to_pem()), Ok(certificate));
    let other = hallmark_smki::pem::write("PUBLIC KEY", &[1]);
    assert_eq!(Certificate::parse_pem(&other).unwrap_err().found(), "other blocks only");
    assert_eq!(Certificate::parse_pem("").unwrap_err().kind(), ErrorKind::Value);
}
