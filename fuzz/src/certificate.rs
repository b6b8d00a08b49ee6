//! A certificate: parse it, and ask it everything.

use hallmark_smki::Certificate;

/// Parses DER, and the same octets as text with PEM in it.
pub fn run(octets: &[u8]) {
    match Certificate::parse_der(octets) {
        Ok(certificate) => {
            assert_eq!(certificate.der(), octets, "the certificate differs");
            ask(&certificate);
        }
        Err(error) => assert!(error.offset() <= octets.len(), "{error} lies behind {}", octets.len()),
    }
    if let Ok(text) = std::str::from_utf8(octets)
        && let Ok(certificate) = Certificate::parse_pem(text)
    {
        ask(&certificate);
    }
}

fn ask(certificate: &Certificate) {
    let _ = (certificate.kind(), certificate.entity_id(), certificate.role(), certificate.key_usage());
    let _ = (certificate.public_point(), certificate.computed_key_identifier());
    let again = Certificate::parse_pem(&certificate.to_pem()).expect("what was written can be read");
    assert_eq!(again.der(), certificate.der());
}
