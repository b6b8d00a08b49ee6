//! The OpenSSL command line as a second opinion. Skipped, by name, where it is missing.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests may panic and print"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::KeyUsage;
use hallmark_smki::PrivateKey;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use hallmark_smki::pki::TestPki;
use hallmark_smki::pki::Written;

const METER: [u8; 8] = [0x02, 0x48, 0x4C, 0x4D, 0x4B, 0x02, 0x00, 0x01];

/// Standard output of a successful call; `None` after saying that OpenSSL is missing.
fn openssl(test: &str, folder: &Path, arguments: &[&str]) -> Option<Result<String, String>> {
    match Command::new("openssl").args(arguments).current_dir(folder).output() {
        Ok(output) if output.status.success() => {
            Some(Ok(String::from_utf8_lossy(&output.stdout).into_owned()))
        }
        Ok(output) => Some(Err(String::from_utf8_lossy(&output.stderr).into_owned())),
        Err(_) => {
            eprintln!("skipped: {test} needs the openssl command");
            None
        }
    }
}

#[test]
fn openssl_verifies_every_chain() {
    const TEST: &str = "openssl_verifies_every_chain";
    let folder = tempfile::tempdir().unwrap();
    let pki = TestPki::from_seed(11).unwrap();
    let written = pki.write_all(folder.path(), &[METER]).unwrap();
    assert_eq!(written, Written { keys: 23, xml_signing: 6, transport: 8, requests: 19 });
    let smki = ["-explicit_policy", "-policy", "1.2.826.0.1.8641679.1.2.1.4"];
    let mut verified = 0;
    for (subfolder, authorities) in [
        ("keys", &["root", "issuing-authority", "device-root", "device-issuing-authority"][..]),
        ("xml-signing", &[]),
        ("transport", &["root", "issuing-authority"]),
    ] {
        for stem in stems_in(&folder.path().join(subfolder)) {
            let device = stem.starts_with("02484c4d4b02") || stem.starts_with("device-");
            let (tree, prefix) = match subfolder {
                "transport" => ("transport", ""),
                _ if device => ("keys", "device-"),
                _ => ("keys", ""),
            };
            let name = format!("{subfolder}/{stem}.pem");
            let root = format!("{tree}/{prefix}root.pem");
            let issuing = format!("{tree}/{prefix}issuing-authority.pem");
            let mut verify = vec!["verify", "-x509_strict", "-check_ss_sig", "-attime", "1700000000"];
            verify.extend(["-CAfile", &root]);
            if !authorities.contains(&stem.as_str()) {
                verify.extend(["-untrusted", &issuing]);
            }
            if tree != "transport" {
                verify.extend(smki);
            }
            match stem.as_str() {
                "server" => verify.extend(["-purpose", "sslserver", "-verify_hostname", "localhost"]),
                client if client.starts_with("client-") => verify.extend(["-purpose", "sslclient"]),
                _ => {}
            }
            verify.push(&name);
            let Some(answer) = openssl(TEST, folder.path(), &verify) else { return };
            assert_eq!(answer, Ok(format!("{name}: OK\n")));
            verified += 1;

            let public = ["x509", "-in", &name, "-noout", "-pubkey"];
            let certified = openssl("", folder.path(), &public).unwrap().unwrap();
            let key = format!("{subfolder}/{stem}.key");
            let private = ["pkey", "-in", &key, "-pubout"];
            assert_eq!(openssl("", folder.path(), &private).unwrap(), Ok(certified));
        }
    }
    assert_eq!(verified, written.keys + written.xml_signing + written.transport);

    for stem in stems_in(&folder.path().join("requests")) {
        let name = format!("requests/{stem}.csr");
        let verify = ["req", "-in", &name, "-noout", "-verify", "-pubkey"];
        let requested = openssl("", folder.path(), &verify).unwrap().unwrap();
        let certificate = format!("keys/{stem}.pem");
        let public = ["x509", "-in", &certificate, "-noout", "-pubkey"];
        assert_eq!(openssl("", folder.path(), &public).unwrap(), Ok(requested));
    }
}

/// The names of the certificates and requests in a folder, without their ends.
fn stems_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut stems: Vec<String> = names
        .filter_map(|name| name.strip_suffix(".pem").or_else(|| name.strip_suffix(".csr")).map(str::to_owned))
        .collect();
    stems.sort();
    stems
}

#[test]
fn openssl_refuses_a_signature_with_a_needless_zero_octet() {
    let folder = tempfile::tempdir().unwrap();
    let pki = TestPki::from_seed(12).unwrap();
    pki.write_folder(folder.path(), &[]).unwrap();
    let supplier = pki.party(Party::Supplier, Usage::DigitalSignature).unwrap();
    let template = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    let mut signature = supplier.certificate().signature().to_vec();
    // The last INTEGER of the SEQUENCE is s.
    let s = signature.len() - usize::from(signature[5 + usize::from(signature[3])]) - 1;
    signature.insert(s + 1, 0);
    signature[s] += 1;
    signature[1] += 1;
    fs::write(folder.path().join("padded.der"), template.with_signature(&signature)).unwrap();
    let padded = fs::read(folder.path().join("padded.der")).unwrap();
    let padded = Certificate::parse_der(&padded).unwrap();
    assert_eq!(padded.to_be_signed(), supplier.certificate().to_be_signed());
    assert!(padded.signature_fault().unwrap().contains("leading zero octet"));
    let verify =
        ["verify", "-partial_chain", "-no_check_time", "-trusted", "issuing-authority.pem", "padded.der"];
    let test = "openssl_refuses_a_signature_with_a_needless_zero_octet";
    let Some(answer) = openssl(test, folder.path(), &verify) else { return };
    assert!(answer.unwrap_err().contains("signature failure"));
}

#[test]
fn openssl_refuses_a_changed_signature() {
    let folder = tempfile::tempdir().unwrap();
    let pki = TestPki::from_seed(12).unwrap();
    pki.write_folder(folder.path(), &[]).unwrap();
    let template = pki.party_template(Party::Supplier, Usage::DigitalSignature).unwrap();
    let wrong = template.sign(&PrivateKey::derive(b"somebody else", ""));
    fs::write(folder.path().join("wrong.der"), wrong).unwrap();
    let verify = [
        "verify",
        "-attime",
        "1700000000",
        "-CAfile",
        "root.pem",
        "-untrusted",
        "issuing-authority.pem",
        "wrong.der",
    ];
    let Some(answer) = openssl("openssl_refuses_a_changed_signature", folder.path(), &verify) else { return };
    assert!(answer.unwrap_err().contains("signature failure"));
}

#[test]
fn openssl_verifies_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let key = PrivateKey::derive(b"a device", "");
    let octets = CertificationRequest::device(METER, KeyUsage::DIGITAL_SIGNATURE, &key);
    fs::write(folder.path().join("request.der"), &octets).unwrap();
    let verify = ["req", "-in", "request.der", "-inform", "DER", "-noout", "-verify", "-text"];
    let Some(answer) = openssl("openssl_verifies_a_request", folder.path(), &verify) else { return };
    let text = answer.unwrap();
    for part in ["Subject: \n", "Digital Signature", "X509v3 Subject Alternative Name: critical"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn requests_of_openssl_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let configuration = "[req]\ndistinguished_name=dn\nreq_extensions=ext\nprompt=no\n[dn]\nCN=x\n\
                         [ext]\nkeyUsage=critical,keyAgreement\n";
    fs::write(folder.path().join("c.cnf"), configuration).unwrap();
    let make = [
        "req",
        "-new",
        "-config",
        "c.cnf",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-keyout",
        "k.key",
        "-sha256",
        "-out",
        "r.pem",
    ];
    let Some(answer) = openssl("requests_of_openssl_are_read", folder.path(), &make) else { return };
    answer.unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    let request = CertificationRequest::parse_pem(&read("r.pem")).unwrap();
    assert_eq!(request.verify(), Ok(()));
    assert_eq!(request.key_usage(), Some(KeyUsage::KEY_AGREEMENT));
    let key = PrivateKey::from_pem(&read("k.key")).unwrap();
    assert_eq!(request.public_point(), Some(key.public_point()));
    let sec1 = ["ec", "-in", "k.key", "-out", "sec1.key"];
    openssl("", folder.path(), &sec1).unwrap().unwrap();
    assert!(read("sec1.key").contains("EC PRIVATE KEY"));
    assert_eq!(PrivateKey::from_pem(&read("sec1.key")).unwrap().scalar(), key.scalar());
}
