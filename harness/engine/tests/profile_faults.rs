//! What is wrong with a profile, and where: every way of being refused, with the exact line, column and words.

use std::path::Path;

use hallmark_engine::profile::Problem;
use hallmark_engine::profile::Profile;

/// Ten lines, as a manufacturer would write them.
const SHORT: &str = r#"[target]
name = "Meter"
version = "1.0"
kind = "esme"
gbcs = "4.3"
[claims]
use_cases = "all"
[link]
han = "gfi://127.0.0.1:9000"
[parties]
acb = { role = "acb", eui = "0200000000000002", keys = "keys" }
[device]
eui = "02-00-00-00-00-00-00-A0"
certificates = "keys"
"#;

fn read(text: &str) -> Result<Profile, String> {
    Profile::from_toml(text, Path::new("/lab")).map_err(|error| error.to_string())
}

/// One change to a good profile, and the whole error that it must give.
#[test]
fn every_fault_is_named_with_its_place() {
    let kinds = "expected esme, gsme, chf, gpf, ppmid, hcalcs, sapc, dcc or user";
    let eui = "expected an EUI-64, sixteen hexadecimal digits, with or without - or : between octets";
    let roles = "expected root, recovery, supplier, network-operator, access-control-broker, \
        transitional-cos, wan-provider, load-controller or other";
    let digest = "expected a digest, \"sha256:\" and 64 hexadecimal digits";
    let files = "expected a key folder, or a list of files";
    let cases: &[(&str, &str, usize, usize, &str)] = &[
        // Not TOML.
        (
            "kind = \"esme\"",
            "kind = esme",
            4,
            8,
            "expected TOML, found a fault: string values must be quoted, expected literal string",
        ),
        ("[claims]", "[target]", 6, 2, "expected TOML, found a fault: duplicate key"),
        ("version", "name", 3, 1, "expected TOML, found a fault: duplicate key"),
        // Unknown keys, at every level.
        (
            "[device]",
            "[devise]",
            12,
            2,
            "expected one of the keys target, claims, link, parties, device, hooks, waivers, judgement, session, found unknown key `devise`; did you mean `device`?",
        ),
        (
            "name",
            "nmae",
            2,
            1,
            "expected one of the keys name, version, kind, gbcs, duis, artefact, found unknown key `target.nmae`; did you mean `name`?",
        ),
        (
            "use_cases",
            "use-cases",
            7,
            1,
            "expected one of the keys use_cases, service_requests, features, found unknown key `claims.use-cases`; did you mean `use_cases`?",
        ),
        (
            "han =",
            "timeout = 5\nhan =",
            9,
            1,
            "expected one of the keys han, timeout_ms, settle_ms, connect_timeout_ms, duis, found unknown key `link.timeout`; did you mean `timeout_ms`?",
        ),
        (
            "role =",
            "colour = 1, role =",
            11,
            9,
            "expected one of the keys role, eui, keys, found unknown key `parties.acb.colour`",
        ),
        (
            "certificates",
            "certificate",
            14,
            1,
            "expected one of the keys eui, certificates, found unknown key `device.certificate`; did you mean `certificates`?",
        ),
        (
            "[parties]",
            "[hooks]\nreboot = \"x\"\n[parties]",
            11,
            1,
            "expected one of the keys install, power_cycle, press, read_log, reset, set_clock, found unknown key `hooks.reboot`",
        ),
        (
            "[parties]",
            "[judgement]\nlax = []\n[parties]",
            11,
            1,
            "expected one of the keys strict, found unknown key `judgement.lax`",
        ),
        (
            "[parties]",
            "[session]\ncounter = 1\n[parties]",
            11,
            1,
            "expected one of the keys counter_start, found unknown key `session.counter`; did you mean `counter_start`?",
        ),
        (
            "[parties]",
            "[link.duis]\nurl = 1\n[parties]",
            11,
            1,
            "expected one of the keys transform, send_command, non_device, listen, client_certificate, client_key, ca, found unknown key `link.duis.url`",
        ),
        (
            "[parties]",
            "[[waivers]]\nid = 1\n[parties]",
            11,
            1,
            "expected one of the keys test, clause, owner, reason, expires, found unknown key `waivers.id`",
        ),
        // Missing keys.
        (
            "[target]\nname = \"Meter\"\nversion = \"1.0\"\nkind = \"esme\"\ngbcs = \"4.3\"\n",
            "",
            1,
            1,
            "expected key `target` (a table that says what is under test), found none",
        ),
        ("name = \"Meter\"\n", "", 1, 2, "expected key `target.name` (the product's name), found none"),
        (
            "version = \"1.0\"\n",
            "",
            1,
            2,
            "expected key `target.version` (the product's version), found none",
        ),
        (
            "kind = \"esme\"\n",
            "",
            1,
            2,
            "expected key `target.kind` (esme, gsme, chf, gpf, ppmid, hcalcs, sapc, dcc or user), found none",
        ),
        ("gbcs = \"4.3\"\n", "", 1, 2, "expected key `target.gbcs` (a version such as \"4.3\"), found none"),
        (
            "[claims]\nuse_cases = \"all\"\n",
            "",
            1,
            1,
            "expected key `claims` (a table that says what the target claims to do), found none",
        ),
        (
            "use_cases = \"all\"\n",
            "",
            6,
            2,
            "expected key `claims.use_cases` (\"all\" or a list of names), found none",
        ),
        (
            "kind = \"esme\"",
            "kind = \"dcc\"",
            6,
            2,
            "expected key `claims.service_requests` (\"all\" or a list of names), found none",
        ),
        (
            "[link]\nhan = \"gfi://127.0.0.1:9000\"\n",
            "",
            1,
            1,
            "expected key `link` (a table that says how to reach the target), found none",
        ),
        (
            "han = \"gfi://127.0.0.1:9000\"\n",
            "",
            8,
            2,
            "expected key `link.han` (a URL such as \"gfi://127.0.0.1:9000\"), found none",
        ),
        (
            "acb = { role = \"acb\", eui = \"0200000000000002\", keys = \"keys\" }\n",
            "",
            1,
            1,
            "expected key `parties` (a table for each Remote Party that the target trusts), found none",
        ),
        (
            "[device]\neui = \"02-00-00-00-00-00-00-A0\"\ncertificates = \"keys\"\n",
            "",
            1,
            1,
            "expected key `device` (a table with the device's eui and certificates), found none",
        ),
        (
            "role = \"acb\", ",
            "",
            11,
            1,
            "expected key `parties.acb.role` (root, recovery, supplier, network-operator, access-control-broker, transitional-cos, wan-provider, load-controller or other), found none",
        ),
        (
            ", keys = \"keys\"",
            "",
            11,
            1,
            "expected key `parties.acb.keys` (a key folder, or a list of files), found none",
        ),
        (
            "certificates = \"keys\"\n",
            "",
            12,
            2,
            "expected key `device.certificates` (a key folder, or a list of files), found none",
        ),
        (
            "[parties]",
            "[link.duis]\nclient_key = \"k\"\n[parties]",
            10,
            7,
            "expected key `link.duis.client_certificate` (the certificate of client_key), found none",
        ),
        (
            "[parties]",
            "[link.duis]\nclient_certificate = \"c\"\n[parties]",
            10,
            7,
            "expected key `link.duis.client_key` (the private key of client_certificate), found none",
        ),
        (
            "[parties]",
            "[[waivers]]\ntest = \"a\"\nclause = \"b\"\nowner = \"c\"\nreason = \"d\"\n[parties]",
            10,
            1,
            "expected key `waivers.expires` (the last day on which it holds, such as 2027-03-31), found none",
        ),
        // Wrong values.
        ("\"Meter\"", "7", 2, 8, "`target.name`: expected the product's name, found a number"),
        ("\"Meter\"", "\" \"", 2, 8, "`target.name`: expected the product's name, found an empty string"),
        (
            "\"Meter\"",
            "\"a\\u0000b\"",
            2,
            8,
            "`target.name`: expected the product's name, found a string with control characters",
        ),
        (
            "\"1.0\"",
            "1.0",
            3,
            11,
            "`target.version`: expected the product's version, found a number with a fraction",
        ),
        (
            "\"esme\"",
            "\"emse\"",
            4,
            8,
            &format!("`target.kind`: {kinds}, found \"emse\"; did you mean `esme`?"),
        ),
        ("\"esme\"", "\"toaster\"", 4, 8, &format!("`target.kind`: {kinds}, found \"toaster\"")),
        (
            "\"4.3\"",
            "4.3",
            5,
            8,
            "`target.gbcs`: expected a version such as \"4.3\", found a number with a fraction",
        ),
        ("\"4.3\"", "\"four\"", 5, 8, "`target.gbcs`: expected a version such as \"4.3\", found \"four\""),
        (
            "\"4.3\"",
            "\"4.3\"\nartefact = \"sha256:1\"",
            6,
            12,
            &format!("`target.artefact`: {digest}, found \"sha256:1\""),
        ),
        (
            "\"all\"",
            "\"every\"",
            7,
            13,
            "`claims.use_cases`: expected \"all\" or a list of names, found \"every\"",
        ),
        (
            "\"all\"",
            "[\"ECS17b\", \"ECS17w\"]",
            7,
            24,
            "`claims.use_cases`: expected the name of a GBCS use case, found \"ECS17w\"; did you mean `ECS17a`?",
        ),
        (
            "\"all\"",
            "[\"ECS17b\", 5]",
            7,
            24,
            "`claims.use_cases`: expected the name of a GBCS use case, found a number",
        ),
        ("\"all\"", "true", 7, 13, "`claims.use_cases`: expected \"all\" or a list of names, found true"),
        (
            "\"gfi://127.0.0.1:9000\"",
            "\"127.0.0.1\"",
            9,
            7,
            "`link.han`: expected a URL, found a string without a scheme and a colon",
        ),
        (
            "han =",
            "timeout_ms = 0\nhan =",
            9,
            14,
            "`link.timeout_ms`: expected milliseconds, 1 to 3600000, found 0",
        ),
        (
            "han =",
            "timeout_ms = -5\nhan =",
            9,
            14,
            "`link.timeout_ms`: expected milliseconds, 1 to 3600000, found -5",
        ),
        (
            "han =",
            "settle_ms = 0xFFFF_FFFF\nhan =",
            9,
            13,
            "`link.settle_ms`: expected milliseconds, 0 to 3600000, found 0xFFFFFFFF",
        ),
        (
            "han =",
            "connect_timeout_ms = \"soon\"\nhan =",
            9,
            22,
            "`link.connect_timeout_ms`: expected milliseconds, 1 to 3600000, found a string",
        ),
        ("han =", "duis = 5\nhan =", 9, 8, "`link.duis`: expected a table, found a number"),
        (
            "{ role = \"acb\", eui = \"0200000000000002\", keys = \"keys\" }",
            "\"x\"",
            11,
            7,
            "`parties.acb`: expected a table, found a string",
        ),
        (
            "\"acb\"",
            "\"suplier\"",
            11,
            16,
            &format!("`parties.acb.role`: {roles}, found \"suplier\"; did you mean `supplier`?"),
        ),
        (
            "\"0200000000000002\"",
            "\"020000000000002\"",
            11,
            29,
            &format!("`parties.acb.eui`: {eui}, found \"020000000000002\""),
        ),
        ("\"0200000000000002\"", "2", 11, 29, &format!("`parties.acb.eui`: {eui}, found a number")),
        (
            "keys = \"keys\" }",
            "keys = [] }",
            11,
            56,
            &format!("`parties.acb.keys`: {files}, found an empty list"),
        ),
        (
            "keys = \"keys\" }",
            "keys = 2027-01-01 }",
            11,
            56,
            &format!("`parties.acb.keys`: {files}, found a date or time"),
        ),
        (
            "keys = \"keys\" }",
            "keys = [\"a\", {}] }",
            11,
            62,
            "`parties.acb.keys`: expected the path of a file, found a table",
        ),
        (
            "keys = \"keys\" }",
            "keys = \"-----BEGIN PRIVATE KEY----- MIG\" }",
            11,
            56,
            &format!("`parties.acb.keys`: {files}, found PEM text instead of a path"),
        ),
        (
            "[parties]",
            "[hooks]\nreset = [\"a\"]\n[parties]",
            11,
            9,
            "`hooks.reset`: expected a command line, found a list",
        ),
        (
            "[parties]",
            "[waivers]\n[parties]",
            10,
            1,
            "`waivers`: expected a list of tables, each under [[waivers]], found a table",
        ),
        (
            "[parties]",
            "[[waivers]]\ntest = \"a\"\nclause = \"b\"\nowner = \"c\"\nreason = \"d\"\nexpires = 2027-02-28T00:00:00Z\n[parties]",
            15,
            11,
            "`waivers.expires`: expected the last day on which it holds, such as 2027-03-31, found 2027-02-28T00:00:00Z",
        ),
        (
            "[parties]",
            "[[waivers]]\ntest = \"a\"\nclause = \"b\"\nowner = \"c\"\nreason = \"d\"\nexpires = \"never\"\n[parties]",
            15,
            11,
            "`waivers.expires`: expected the last day on which it holds, such as 2027-03-31, found \"never\"",
        ),
        (
            "[parties]",
            "[[waivers]]\ntest = \"a\"\nclause = \"b\"\nowner = \"c\"\nreason = \"d\"\nexpires = 20270101\n[parties]",
            15,
            11,
            "`waivers.expires`: expected the last day on which it holds, such as 2027-03-31, found a number",
        ),
        (
            "[parties]",
            "[[waivers]]\ntest = \"a\"\nclause = \"b\"\nowner = \"c\"\nreason = \"d\"\nexpires = 2027-01-01\n[[waivers]]\ntest = \"a\"\nclause = \"b\"\nowner = \"c\"\nreason = \"d\"\nexpires = 2027-01-01\n[parties]",
            17,
            8,
            "`waivers.test`: expected one waiver a test, found a second waiver for the same test",
        ),
        (
            "[parties]",
            "[judgement]\nstrict = \"silence\"\n[parties]",
            11,
            10,
            "`judgement.strict`: expected a list of rule names, found a string",
        ),
        (
            "[parties]",
            "[judgement]\nstrict = [\"copied-values\", \"data_types\"]\n[parties]",
            11,
            28,
            "`judgement.strict`: expected one of the rules block-transfer, certificate-profile, copied-values, data-types, exact-content, reported-counters, found \"data_types\"; did you mean `data-types`?",
        ),
        (
            "[parties]",
            "[session]\ncounter_start = -1\n[parties]",
            11,
            17,
            "`session.counter_start`: expected a counter from 1 to 18446744073709551615, found -1",
        ),
        (
            "[parties]",
            "[session]\ncounter_start = \"18446744073709551616\"\n[parties]",
            11,
            17,
            "`session.counter_start`: expected a counter from 1 to 18446744073709551615, found 18446744073709551616",
        ),
        // Columns count characters.
        (
            "role =",
            "\"é\" = 1, role =",
            11,
            9,
            "expected one of the keys role, eui, keys, found unknown key `parties.acb.é`",
        ),
        ("\"acb\", eui", "\"été\", eui", 11, 16, &format!("`parties.acb.role`: {roles}, found \"été\"")),
    ];
    let mut wrong = Vec::new();
    for (good, bad, line, column, words) in cases {
        assert!(SHORT.contains(good), "{good}");
        let expected = format!("read the profile at line {line}, column {column}: {words}");
        match read(&SHORT.replacen(good, bad, 1)) {
            Err(found) if found == expected => {}
            found => wrong.push(format!(
                "{bad:?}\n  expected {expected}\n  found    {}",
                found.map_or_else(|e| e, |_| "a profile".into())
            )),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_error_can_be_taken_apart() {
    let text = SHORT.replace("\"esme\"", "\"emse\"");
    let error = Profile::from_toml(&text, Path::new("")).unwrap_err();
    assert_eq!((error.line(), error.column(), error.key()), (4, 8, "target.kind"));
    assert_eq!(
        *error.problem(),
        Problem::Value {
            expected: "esme, gsme, chf, gpf, ppmid, hcalcs, sapc, dcc or user".into(),
            found: "\"emse\"".into(),
            nearest: Some("esme".into()),
        }
    );
}

#[test]
fn a_long_or_secret_value_is_not_repeated() {
    let secret = "S3CRET".repeat(20);
    let key = format!("-----BEGIN PRIVATE KEY-----{secret}");
    for (good, bad) in [
        ("\"0200000000000002\"", format!("\"{key}\"")),
        ("keys = \"keys\" }", format!("keys = \"{key}\" }}")),
        ("\"gfi://127.0.0.1:9000\"", format!("\"{secret}\"")),
        ("\"all\"", format!("'''\n{secret}")),
        ("\"all\"", format!("\"{secret}")),
    ] {
        assert!(SHORT.contains(good), "{good}");
        let error = read(&SHORT.replacen(good, &bad, 1)).unwrap_err();
        assert!(!error.contains("S3CRET"), "{error}");
    }
}
