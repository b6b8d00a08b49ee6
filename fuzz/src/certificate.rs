//! A certificate, or a request for one: parse it, and ask it everything.

use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::Error;
use hallmark_smki::KeyUsage;
use hallmark_smki::PrivateKey;
use hallmark_smki::PublicKey;
use hallmark_smki::Time;
use hallmark_smki::pem;

/// Parses DER, and the same octets as text with PEM in it.
pub fn run(octets: &[u8]) {
    match Certificate::parse_der(octets) {
        Ok(certificate) => {
            assert_eq!(certificate.der(), octets, "the certificate differs");
            ask(&certificate);
        }
        Err(error) => refused(&error, octets.len()),
    }
    match CertificationRequest::parse_der(octets) {
        Ok(request) => {
            assert_eq!(request.der(), octets, "the request differs");
            ask_request(&request);
        }
        Err(error) => refused(&error, octets.len()),
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        written(text);
    }
}

fn refused(error: &Error, length: usize) {
    assert!(error.offset() <= length, "{error} lies behind {length}");
    assert!(error.to_string().contains(error.expected()) && !error.kind().name().is_empty());
}

fn ask(certificate: &Certificate) {
    let _ = (certificate.kind(), certificate.entity_id(), certificate.role(), certificate.key_usage());
    let _ = (certificate.public_point(), certificate.computed_key_identifier());
    let _ = (certificate.subject().to_string(), certificate.signature_fault(), certificate.signature());
    for time in [certificate.not_before(), certificate.not_after()] {
        let read = Time::from_rfc3339(&time.to_rfc3339()).expect("what was written can be read");
        assert_eq!(read.seconds(), time.seconds(), "the time differs");
        assert_eq!(read.in_form(time.form()), time);
    }
    if let Some(usage) = certificate.key_usage() {
        let of_names = (0..16).map(|bit| KeyUsage::from_bits(0x8000 >> bit));
        let of_names = of_names.filter(|bit| usage.contains(*bit)).fold(KeyUsage::NONE, KeyUsage::and);
        assert_eq!(of_names, usage);
        assert_eq!(usage.is_single(), usage.names().count() == 1, "{usage}");
    }
    let key = certificate.public_key();
    assert_eq!(PublicKey::parse_der(&key.to_der()).as_ref(), Ok(key), "the key differs");
    let again = Certificate::parse_pem(&certificate.to_pem()).expect("what was written can be read");
    assert_eq!(again.der(), certificate.der());
}

fn ask_request(request: &CertificationRequest) {
    let _ = (request.entity_id(), request.key_usage(), request.subject().to_string(), request.verify());
    assert_eq!(request.public_point(), request.public_key().point());
    assert!(request.extensions().len() <= request.der().len());
    let again = CertificationRequest::parse_pem(&request.to_pem()).expect("what was written can be read");
    assert_eq!(again.der(), request.der());
}

fn written(text: &str) {
    if let Ok(blocks) = pem::blocks(text) {
        for block in blocks {
            let again = pem::blocks(&pem::write(block.label(), block.octets()));
            assert_eq!(again.expect("what was written can be read"), [block]);
        }
    }
    if let Ok(certificate) = Certificate::parse_pem(text) {
        ask(&certificate);
    }
    if let Ok(request) = CertificationRequest::parse_pem(text) {
        ask_request(&request);
    }
    if let Ok(key) = PrivateKey::from_pem(text) {
        assert_eq!(format!("{key:?}").find(&format!("{:02x?}", key.scalar())), None, "a key is shown");
    }
    if let Some(time) = Time::from_rfc3339(text) {
        assert!(time.to_rfc3339().starts_with(text.trim_end_matches('Z')), "{text} is {}", time.to_rfc3339());
    }
}
