//! `hallmark decode`.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic")]

mod common;

use std::process::Output;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use common::World;
use common::acb;
use common::hallmark;
use common::hexadecimal;
use hallmark_gbcs::block::split;
use hallmark_gbcs::wire::Message;
use serde_json::Value;
use serde_json::json;

fn lines(output: &Output) -> Vec<Value> {
    let text = str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn jsonl(arguments: &[&str], input: impl Into<Vec<u8>>) -> (Vec<Value>, Option<i32>) {
    let output = hallmark()
        .args(["decode", "--format", "jsonl"])
        .args(arguments)
        .write_stdin(input.into())
        .output()
        .unwrap();
    (lines(&output), output.status.code())
}

#[test]
fn a_line_says_everything_about_a_message() {
    let world = World::new();
    let (keys, acb) = (world.keys(), acb().to_string());
    let arguments = ["--keys", keys.to_str().unwrap(), "--acb", &acb];
    let (lines, code) = jsonl(&arguments, hexadecimal(&world.sensitive_response()));
    let protection = json!({
        "type": 2,
        "options": {
            "transaction_id": { "purpose": 4, "counter": 9_223_372_036_854_775_806_u64 },
            "originator": "02484C4D4B020001",
            "recipient": "02484C4D4B010102",
            "other_information": "",
            "key_information": { "type": 2, "agreed_key": { "key_parameters": "02", "ciphered_key_data": "" } },
        },
    });
    let encrypted = &lines[0]["payload"]["access_response"]["answers"][0]["data"]["encrypted"];
    let expected = json!({
        "source": "-",
        "ok": true,
        "protection": "mac",
        "cra": "response",
        "message_code": "0027",
        "use_case": "ECS17b",
        "originator": "02484C4D4B020001",
        "recipient": "02484C4D4B010102",
        "counter": 9_223_372_036_854_775_806_u64,
        "supplementary": null,
        "payload": {
            "format": "DLMS",
            "access_response": {
                "invoke_control": "20",
                "invoke_id": 16_777_214,
                "answers": [{
                    "access": "action",
                    "result": "00",
                    "result_name": "success",
                    "data": {
                        "parameters": [protection],
                        "encrypted": encrypted,
                        "decrypted": [{ "structure": [42, "ABAB"] }],
                    },
                }],
            },
        },
        "mac": "valid",
        "signature": "absent",
        "decrypted": 1,
        "reencoded": "identical",
        "findings": [],
    });
    assert_eq!(lines, [expected]);
    assert_eq!(encrypted.as_str().unwrap().len(), 2 * (5 + 11 + 12));
    assert_eq!(code, Some(0));
}

#[test]
fn each_protection_is_checked_with_the_keys_at_hand() {
    let world = World::new();
    let mut forged = world.critical_command();
    *forged.last_mut().unwrap() ^= 1;
    let mut stolen = world.critical_response();
    stolen[4] ^= 1;
    let messages = [
        world.command(),
        world.critical_command(),
        world.pre_command(),
        world.critical_response(),
        world.sensitive_response(),
        forged,
        stolen,
    ];
    let text: String = messages.iter().map(|message| hexadecimal(message) + "\n").collect();
    let outcomes = |arguments: &[&str]| -> Vec<[String; 4]> {
        let (lines, code) = jsonl(arguments, text.as_str());
        assert_eq!(code, Some(0));
        let names = ["source", "protection", "mac", "signature"];
        lines.iter().map(|line| names.map(|name| line[name].as_str().unwrap().to_owned())).collect()
    };
    let (keys, acb) = (world.keys(), acb().to_string());
    assert_eq!(
        outcomes(&["--keys", keys.to_str().unwrap(), "--acb", &acb]),
        [
            ["-:1", "mac", "valid", "absent"],
            ["-:2", "both", "valid", "valid"],
            ["-:3", "none", "absent", "absent"],
            ["-:4", "signature", "absent", "valid"],
            ["-:5", "mac", "valid", "absent"],
            ["-:6", "both", "invalid", "valid"],
            ["-:7", "signature", "absent", "invalid"],
        ]
    );
    assert_eq!(
        outcomes(&[]),
        [
            ["-:1", "mac", "no-key", "absent"],
            ["-:2", "both", "no-key", "no-key"],
            ["-:3", "none", "absent", "absent"],
            ["-:4", "signature", "absent", "no-key"],
            ["-:5", "mac", "no-key", "absent"],
            ["-:6", "both", "no-key", "no-key"],
            ["-:7", "signature", "absent", "no-key"],
        ]
    );
}

#[test]
fn files_folders_and_every_spelling_are_read_in_order() {
    let world = World::new();
    let command = world.command();
    world.write("in/b/binary.bin", &command);
    world.write("in/b/deeper/base64.txt", BASE64_STANDARD.encode(&command));
    world.write("in/a.hex", hexadecimal(&command).to_lowercase());
    let spaced: Vec<String> = command.iter().map(|octet| format!("0x{octet:02x}")).collect();
    world.write("in/c.hex", format!("# twice\n{0}\n{0}\n", spaced.join(" ")));
    let folder = world.path().join("in");
    let (lines, code) = jsonl(&[folder.to_str().unwrap(), "-"], hexadecimal(&command));
    let root = format!("{}/", folder.display());
    let sources = lines.iter().map(|line| line["source"].as_str().unwrap().replace(&root, ""));
    assert_eq!(
        sources.collect::<Vec<_>>(),
        ["a.hex", "b/binary.bin", "b/deeper/base64.txt", "c.hex:2", "c.hex:3", "-"]
    );
    assert!(lines.iter().all(|line| line["message_code"] == "0027" && line["reencoded"] == "identical"));
    assert_eq!(code, Some(0));
}

#[test]
fn a_message_in_blocks_is_one_message() {
    let world = World::new();
    let command = world.command();
    let message = Message::parse(&command).unwrap();
    let blocks = split(&message, 40).unwrap();
    let text: String = blocks.iter().map(|block| hexadecimal(&block.emit()) + "\n").collect();
    assert!(text.lines().count() > 1);
    let (lines, code) = jsonl(&[], text.as_str());
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["source"], &lines[0]["message_code"]), (&"-:1".into(), &"0027".into()));
    assert_eq!(code, Some(0));

    let (lines, code) = jsonl(&[], text.lines().next().unwrap());
    assert_eq!(lines[0]["error"]["kind"], "block", "{lines:?}");
    assert_eq!(code, Some(1));
}

#[test]
fn oddities_that_are_tolerated_are_findings() {
    let world = World::new();
    let mut long = world.pre_command();
    // The count of one instruction in two octets; the payload is one octet longer.
    let payload = long.windows(2).position(|pair| pair == [0xD9, 0x20]).unwrap();
    long.splice(payload + 6..payload + 7, [0x81, 0x01]);
    long[payload - 1] += 1;
    let mut null = world.pre_command();
    null.push(0);
    let (lines, code) = jsonl(&[], format!("{}\n{}\n", hexadecimal(&long), hexadecimal(&null)));
    assert_eq!(lines[0]["findings"], json!(["a length in the payload takes more octets than it needs"]));
    let place = null.len() - 1;
    let expected = format!("octet {place}: a null signature length stands where nothing should");
    assert_eq!(lines[1]["findings"], json!([expected]));
    assert!(lines.iter().all(|line| line["reencoded"] == "identical"), "{lines:?}");
    assert_eq!(code, Some(0));
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_read() {
    let world = World::new();
    let command = hexadecimal(&world.command());
    let short = &command[..command.len() - 2];
    let payload_at = world.command().windows(2).position(|pair| pair == [0xD9, 0x20]).unwrap();
    let mut odd = world.command();
    odd[payload_at + 5] = 0x0B;
    let text = format!("{command}\n\n{short}\n\nDD0\n\n{}\n\n{command}\n", hexadecimal(&odd));
    let (lines, code) = jsonl(&["-", "/nowhere/at-all"], text);
    let expected = [
        json!({ "source": "-:3", "ok": false, "error": {
            "kind": "length", "offset": 7, "expected": "a length that ends with the message",
            "found": format!("{}", odd.len() - 8),
        } }),
        json!({ "source": "-:5", "ok": false, "error": {
            "kind": "text", "offset": command.len() * 2 + 5, "expected": "two hexadecimal digits for each octet",
            "found": "1 and a half octets",
        } }),
        json!({ "source": "-:7", "ok": false, "error": {
            "kind": "length", "offset": payload_at + 5,
            "expected": "no date-time, or one of twelve octets", "found": "11",
        } }),
        json!({ "source": "/nowhere/at-all", "ok": false, "error": {
            "kind": "unreadable", "offset": 0, "expected": "a file or folder that can be read",
            "found": "No such file or directory (os error 2)",
        } }),
    ];
    assert_eq!([&lines[1], &lines[2], &lines[3], &lines[5]], expected.each_ref());
    assert!(lines[0]["ok"] == true && lines[4]["ok"] == true, "{lines:?}");
    assert_eq!(lines.len(), 6);
    assert_eq!(code, Some(1));
}

#[test]
fn a_tree_shows_headers_payload_and_what_was_decrypted() {
    let world = World::new();
    let path = world.write("response.hex", hexadecimal(&world.sensitive_response()));
    let tree = |arguments: &[&str]| {
        let keys = world.keys();
        let output =
            hallmark().arg("decode").arg(&path).arg("--keys").arg(keys).args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let plain = tree(&[]);
    let parts = [
        "response.hex\n  response 0027 ECS17b, ",
        "\n  MAC valid, signature absent, re-encoded identical, decrypted 1 of 1\n  mac_header\n",
        "\n    originator_counter: 9223372036854775806\n    originator: 02484C4D4B020001\n",
        "\n  payload (DLMS)\n    access_response\n",
        "\n            decrypted\n              data\n                structure\n                  \
            double-long-unsigned: 42\n                  octet-string: ABAB\n",
        "\n  mac: ",
    ];
    let mut rest = plain.as_str();
    for part in parts {
        let (_, after) = rest.split_once(part).unwrap_or_else(|| panic!("{part:?} is not in {rest}"));
        rest = after;
    }
    assert!(!plain.contains('\x1b'));
    assert!(tree(&["--color", "always"]).contains("MAC \x1b[32mvalid\x1b[0m"));
    assert!(tree(&["--offsets"]).contains("\n     0..14  mac_header\n"), "{}", tree(&["--offsets"]));
}

#[test]
fn an_undecodable_payload_still_shows_its_headers() {
    let world = World::new();
    let mut odd = world.pre_command();
    *odd.last_mut().unwrap() = 0xFE;
    let output = hallmark().arg("decode").write_stdin(odd).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("-\n  command 0027 ECS17b, "), "{text}");
    assert!(text.contains("\n  error: octet "), "{text}");
    assert!(text.contains("\n    originator: 02484C4D4B010102\n"), "{text}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_summary_counts_and_measures() {
    let world = World::new();
    let text =
        [world.command(), world.critical_response(), world.sensitive_response()].map(|it| hexadecimal(&it));
    let output = hallmark()
        .args(["decode", "--format", "summary", "--repeat", "3", "--acb", &acb().to_string(), "--keys"])
        .arg(world.keys())
        .write_stdin(format!("{}\nzz\n", text.join("\n")))
        .output()
        .unwrap();
    let summary = String::from_utf8(output.stdout).unwrap();
    let expected = "\
messages    4   decoded 3   not decodable 1
protection  mac 2   signature 1
mac         valid 2   absent 1
signature   valid 1   absent 2
format      DLMS 3
reencoded   identical 3
encrypted   parts 1   decrypted 1
findings    messages 0
errors      text 1
speed       ";
    let speed = summary.strip_prefix(expected).unwrap_or_else(|| panic!("{summary}"));
    assert!(speed.contains(" messages/s   3 x 4 in "), "{speed}");
    assert!(speed.contains(" s, decode, verify, decrypt and re-encode\nerror: -:4: octet "), "{speed}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn wrong_usage_is_told_and_ends_with_2() {
    for (arguments, told) in [
        (&["decode", "--format", "xml"][..], "possible values: tree, jsonl, summary"),
        (&["decode", "--acb", "12"], "expected sixteen hexadecimal digits"),
        (&["decode", "--repeat", "3"], "only a summary shows what was measured"),
        (&["decode", "--keys", "/nowhere/at-all"], "read the key folder /nowhere/at-all: No such file"),
        (&["decoed"], "unrecognized subcommand"),
    ] {
        let output = hallmark().args(arguments).write_stdin("").output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains(told), "{arguments:?}: {text}");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn nobody_reading_is_no_error() {
    let world = World::new();
    let text = hexadecimal(&world.command()) + "\n";
    let path = world.write("many.hex", text.repeat(2000));
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("hallmark"))
        .arg("decode")
        .arg(path)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}
