//! The published test certificates, in the folder that `HALLMARK_CORPUS` names.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    reason = "helpers of tests"
)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_smki::Certificate;
use hallmark_smki::pem;

/// The folder; `None` after saying that the test is skipped.
pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let corpus = std::env::var_os("HALLMARK_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
    }
    corpus
}

/// The certificate files of a folder, in order of name, with the octets of the certificate in each.
pub(crate) fn certificate_files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pem"));
    paths.sort();
    let octets = |path: &PathBuf| {
        let blocks = pem::blocks(&fs::read_to_string(path).unwrap()).unwrap();
        blocks.iter().find(|block| block.label() == "CERTIFICATE").map(|block| block.octets().to_vec())
    };
    paths.into_iter().filter_map(|path| octets(&path).map(|octets| (path, octets))).collect()
}

/// Distinct certificates inside messages.
pub(crate) fn certificates_in_messages(corpus: &Path) -> Vec<Certificate> {
    let mut octets = BTreeSet::new();
    for message in messages(corpus) {
        octets.extend(
            der_sequences(&message)
                .filter_map(|one| Certificate::parse_der(one).ok())
                .map(|c| c.der().to_vec()),
        );
    }
    octets.iter().map(|one| Certificate::parse_der(one).unwrap()).collect()
}

/// Every piece of a message that starts like a SEQUENCE with two length octets, cut to that length.
pub(crate) fn der_sequences(message: &[u8]) -> impl Iterator<Item = &[u8]> {
    (0..message.len()).filter_map(|start| {
        let rest = &message[start..];
        match rest {
            [0x30, 0x82, high, low, ..] => rest.get(..4 + usize::from(u16::from_be_bytes([*high, *low]))),
            _ => None,
        }
    })
}

/// The octets of every message.
pub(crate) fn messages(corpus: &Path) -> Vec<Vec<u8>> {
    let mut folders = vec![corpus.join("rtds/messages")];
    let mut messages = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(path).unwrap();
                let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
                let octet = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
                messages.push(digits.chunks_exact(2).map(octet).collect());
            }
        }
    }
    messages
}
