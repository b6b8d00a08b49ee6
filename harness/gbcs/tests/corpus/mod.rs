//! The reference data that `HALLMARK_CORPUS` names: messages, and the folder of keys.

#![allow(dead_code, reason = "each test binary uses a part")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy does not see as tests"
)]

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::PrivateScalar;
use p256::elliptic_curve::sec1::ToSec1Point;
use p256::pkcs8::DecodePrivateKey;
use p256::pkcs8::DecodePublicKey;
use x509_cert::Certificate;
use x509_cert::der::DecodePem;

/// The folder, or a line that says what was skipped.
pub(crate) fn root(test: &str) -> Option<PathBuf> {
    let root = env::var_os("HALLMARK_CORPUS").map(PathBuf::from);
    if root.is_none() {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
    }
    root
}

/// Every message of the data set with its file name, in order of name.
pub(crate) fn messages(root: &Path) -> Vec<(String, Vec<u8>)> {
    let mut messages = Vec::new();
    for folder in fs::read_dir(root.join("rtds/messages")).unwrap() {
        for file in fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            messages.push((name, octets(&fs::read_to_string(&path).unwrap())));
        }
    }
    messages.sort();
    assert!(messages.len() > 800, "the reference data has {} messages only", messages.len());
    messages
}

/// The octets that `text` spells in hexadecimal.
pub(crate) fn octets(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.chars().filter_map(|c| c.to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

/// The keys of the data set.
#[derive(Default)]
pub(crate) struct KeyFolder {
    points: HashMap<(EntityId, KeyUsage), [u8; 65]>,
    scalars: HashMap<(EntityId, KeyUsage), PrivateScalar>,
}

impl KeyFolder {
    pub(crate) fn load(root: &Path) -> Self {
        let mut keys = Self::default();
        for file in fs::read_dir(root.join("rtds/keystore")).unwrap() {
            let path = file.unwrap().path();
            let (id, usage) = path.file_stem().unwrap().to_str().unwrap().split_once('-').unwrap();
            let usage = match usage {
                "ds" => KeyUsage::DigitalSignature,
                "ka" => KeyUsage::KeyAgreement,
                "pp-ka" => KeyUsage::PrepaymentKeyAgreement,
                other => panic!("{other} is not a key usage"),
            };
            let id = (id.parse().unwrap(), usage);
            let text = fs::read_to_string(&path).unwrap();
            match path.extension().unwrap().to_str().unwrap() {
                "key" => {
                    let key = p256::SecretKey::from_pkcs8_pem(&text).unwrap();
                    keys.scalars.insert(id, PrivateScalar::new(key.to_bytes().into()));
                }
                // One file of the folder holds a bare public key.
                _ if text.contains("BEGIN PUBLIC KEY") => {
                    let key = p256::PublicKey::from_public_key_pem(&text).unwrap();
                    keys.points.insert(id, key.to_sec1_point(false).as_bytes().try_into().unwrap());
                }
                _ => {
                    let certificate = Certificate::from_pem(&text).unwrap();
                    let info = certificate.tbs_certificate().subject_public_key_info();
                    keys.points.insert(id, info.subject_public_key.raw_bytes().try_into().unwrap());
                }
            }
        }
        keys
    }
}

impl Keys for KeyFolder {
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]> {
        self.points.get(&(id, usage)).copied()
    }

    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar> {
        self.scalars.get(&(id, usage)).cloned()
    }
}
