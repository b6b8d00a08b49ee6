//! The messages in the folder `examples/messages`: what the reference device answers to commands of the test PKI.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use common::DEVICE;
use common::World;
use common::acb;
use common::hallmark;
use common::hexadecimal;
use common::supplier;
use hallmark_gbcs::Counter;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::tables::esme::Parameters;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_smki::pki::TestPki;

/// 1 January 2026.
const START: u64 = 1_767_225_600;

/// The seed of the keys that `hallmark serve --profile-out` writes.
const SEED: u64 = 1;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/messages")
}

/// Each file with its content.
fn messages() -> BTreeMap<String, String> {
    let world = World::with_keys_in(tempfile::tempdir().unwrap(), SEED);
    let pki = TestPki::from_seed(SEED).unwrap();
    let mut device = Esme::new(EsmeConfig::from_pki(&pki, DEVICE, SEED).unwrap(), START);
    let now = i64::try_from(START).unwrap();
    let parameters =
        |counter| Parameters::new(Counter(START << 32 | counter), supplier(), DEVICE, now).unwrap();
    let later = DateTime::from_unix_seconds(now + 60).unwrap();

    let mut messages = BTreeMap::new();
    let mut keep =
        |name: &str, octets: &[u8]| messages.insert(format!("{name}.hex"), hexadecimal(octets) + "\n");
    let read = world.template_command("ECS17b", &parameters(1));
    keep("1-ECS17b-command", &read);
    keep("2-ECS17b-response", &device.handle(START, &read)[0]);
    let dated = Parameters { activation: later, ..parameters(2) };
    let dated = world.template_command("ECS28a", &dated);
    keep("3-ECS28a-command", &dated);
    keep("4-ECS28a-response", &device.handle(START, &dated)[0]);
    keep("5-ECS28a-alert", &device.tick(START + 60)[0]);
    messages
}

#[test]
fn the_examples_are_what_the_reference_device_says() {
    let messages = messages();
    let folder = folder();
    if env::var_os("HALLMARK_REGENERATE").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &messages {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let files: BTreeMap<String, String> = files
        .map(|path| {
            (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    assert_eq!(files, messages, "run this test with HALLMARK_REGENERATE=1");
}

#[test]
fn the_examples_are_decoded_and_authentic() {
    let keys = tempfile::tempdir().unwrap();
    TestPki::from_seed(SEED).unwrap().write_folder(keys.path(), &[DEVICE.0]).unwrap();
    let output = hallmark()
        .args(["decode", "--format", "summary", "--acb", &acb().to_string(), "--keys"])
        .arg(keys.path())
        .arg(folder())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(text.contains("decoded 5 ") && text.contains("decrypted 1\n"), "{text}");
    assert!(!text.contains("invalid") && !text.contains("no-key"), "{text}");
}
