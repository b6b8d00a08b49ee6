//! `hallmark decode` on the official reference data.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic")]

mod common;

use common::corpus;
use common::hallmark;
use serde_json::Value;

#[test]
fn every_message_is_right() {
    let Some(root) = corpus("every_message_is_right") else { return };
    let output = hallmark()
        .args(["decode", "--format", "jsonl", "--acb", "90B3D51F30000002", "--keys"])
        .arg(root.join("rtds/keystore"))
        .arg(root.join("rtds/messages"))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() > 800, "the reference data has {} messages only", lines.len());
    for line in &lines {
        let source = line["source"].as_str().unwrap();
        assert_eq!(line["ok"], true, "{line}");
        assert_eq!(line["reencoded"], "identical", "{source}");
        let protection = line["protection"].as_str().unwrap();
        // The keys of a PPMID that shares with a GSME are not in the folder.
        let between_devices = source.contains("PCS01") || source.contains("PCS02");
        let mac = match protection {
            "none" | "signature" => "absent",
            _ if between_devices => "no-key",
            _ => "valid",
        };
        let signature = if matches!(protection, "none" | "mac") { "absent" } else { "valid" };
        assert_eq!((&line["mac"], &line["signature"]), (&mac.into(), &signature.into()), "{source}");
        assert!(!line["use_case"].is_null(), "{source}");
        let encrypted = encrypted_parts(&line["payload"]);
        assert_eq!(line["decrypted"], encrypted, "{source}");
    }
    let decrypted: u64 = lines.iter().map(|line| line["decrypted"].as_u64().unwrap()).sum();
    assert!(decrypted > 40, "{decrypted}");
}

/// How many fields hold encrypted octets: those start with the security control octet 31 and four zeros.
fn encrypted_parts(value: &Value) -> usize {
    match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| match (name.as_str(), member) {
                ("encrypted" | "ciphered", Value::String(octets)) => {
                    usize::from(octets.starts_with("3100000000"))
                }
                _ => encrypted_parts(member),
            })
            .sum(),
        Value::Array(items) => items.iter().map(encrypted_parts).sum(),
        _ => 0,
    }
}
