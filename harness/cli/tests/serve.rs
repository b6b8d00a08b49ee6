//! `hallmark serve` and `hallmark probe`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic"
)]

mod common;

use std::fs;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Write;
use std::net::TcpStream;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use common::DEVICE;
use common::World;
use common::acb;
use common::hallmark;
use common::hexadecimal;
use common::server::Server;
use common::supplier;
use hallmark_gbcs::Counter;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::tables::esme::Parameters;
use serde_json::Value;

struct Connection {
    reader: BufReader<TcpStream>,
    writer: TcpStream,
}

impl Connection {
    fn to(server: &Server) -> Self {
        let stream = TcpStream::connect(&server.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        Self { reader: BufReader::new(stream.try_clone().unwrap()), writer: stream }
    }

    fn send(&mut self, message: &[u8]) {
        let text = hexadecimal(message);
        self.writer.write_all(format!("GBCS:DATA#0:{}:{text}\r\n", message.len()).as_bytes()).unwrap();
    }

    /// The next message, in hexadecimal.
    fn receive(&mut self) -> String {
        let mut line = String::new();
        self.reader.read_line(&mut line).unwrap();
        let frame = line.strip_prefix("GBCS:DATA#0:").expect("a frame");
        let (count, text) = frame.strip_suffix("\r\n").unwrap().split_once(':').unwrap();
        assert_eq!(text.len(), 2 * count.parse::<usize>().unwrap());
        text.to_owned()
    }
}

fn now() -> i64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs().try_into().unwrap()
}

fn parameters(counter: u64) -> Parameters {
    let counter = Counter((now() as u64) << 32 | counter);
    Parameters::new(counter, supplier(), DEVICE, now()).unwrap()
}

/// A message as `hallmark decode` sees it with these keys.
fn decoded(message: &str, keys: &Path) -> Value {
    let output = hallmark()
        .args(["decode", "--format", "jsonl", "--acb", &acb().to_string(), "--keys"])
        .arg(keys)
        .write_stdin(message)
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_device_answers_and_its_profile_has_the_keys_to_see_that() {
    let world = World::with_keys_in(tempfile::tempdir().unwrap(), 1);
    let server = Server::start(Some(world.path()));
    let profile = fs::read_to_string(world.path().join("profile.toml")).unwrap();
    assert!(profile.contains(&format!("han = \"gfi://{}\"", server.address)), "{profile}");
    assert!(world.keys().join("02484c4d4b020001-ds.pem").exists());
    assert!(!world.keys().join("02484c4d4b020001-ds.key").exists(), "the device's key left it");

    let mut connection = Connection::to(&server);
    connection.writer.write_all(b"what is this?\r\nGBCS:DATA#0:3:00\r\n").unwrap();
    connection.send(&world.template_command("ECS17b", &parameters(1)));
    let answer = decoded(&connection.receive(), &world.keys());
    assert_eq!((&answer["cra"], &answer["use_case"]), (&"response".into(), &"ECS17b".into()), "{answer}");
    assert_eq!((&answer["mac"], &answer["decrypted"]), (&"valid".into(), &1.into()), "{answer}");

    // Another connection reaches the same device, which remembers counters.
    let critical = world.template_command("ECS28a", &parameters(2));
    connection.send(&critical);
    assert_eq!(decoded(&connection.receive(), &world.keys())["use_case"], "ECS28a");
    let mut other = Connection::to(&server);
    other.send(&critical);
    other.send(&world.template_command("ECS17b", &parameters(3)));
    let is_response = |message: &Value| message["cra"] == "response";
    let answers = std::iter::repeat_with(|| decoded(&other.receive(), &world.keys()));
    let answer = answers.take(9).find(is_response).unwrap();
    assert_eq!(answer["use_case"], "ECS17b", "{answer}");
    assert_eq!(server.interrupt().code(), Some(0));
}

#[test]
fn what_falls_due_is_done_and_everyone_hears_of_it() {
    let world = World::with_keys_in(tempfile::tempdir().unwrap(), 1);
    let server = Server::start(Some(world.path()));
    let (mut one, mut other) = (Connection::to(&server), Connection::to(&server));
    // The second connection is at the meter once it has been answered.
    other.send(&world.template_command("ECS17b", &parameters(1)));
    other.receive();
    let activation = DateTime::from_unix_seconds(now() + 2).unwrap();
    one.send(&world.template_command("ECS28a", &Parameters { activation, ..parameters(2) }));
    let answer = decoded(&one.receive(), &world.keys());
    assert_eq!(answer["cra"], "response", "{answer}");
    for connection in [&mut one, &mut other] {
        let alert = decoded(&connection.receive(), &world.keys());
        assert_eq!((&alert["cra"], &alert["signature"]), (&"alert".into(), &"valid".into()), "{alert}");
        assert_eq!(alert["payload"]["data_notification"]["alert_code"], "8F66", "{alert}");
    }
}

#[test]
fn an_address_that_cannot_be_had_is_told() {
    let server = Server::start(None);
    for address in [server.address.as_str(), "127.0.0.1", "127.0.0.1:99999"] {
        let output = hallmark().args(["serve", "--han", address]).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.starts_with(&format!("error: listen at {address}: ")), "{text}");
        assert_eq!(output.status.code(), Some(2));
    }
    let output = hallmark().arg("serve").output().unwrap();
    assert!(String::from_utf8(output.stderr).unwrap().contains("--han <ADDRESS:PORT>"));
    assert_eq!(output.status.code(), Some(2));
}

fn probe(profile: &Path) -> (Option<i32>, String, String) {
    let output = hallmark().args(["probe", "--seed", "7", "--profile"]).arg(profile).output().unwrap();
    let text = |octets| String::from_utf8(octets).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_target_that_is_there_is_reached_and_one_that_is_not_is_not() {
    let world = World::with_keys_in(tempfile::tempdir().unwrap(), 1);
    let server = Server::start(Some(world.path()));
    let profile = world.path().join("profile.toml");
    let expected = format!(
        "link        gfi://{}\nadapter     none; the target was reached\nresult      nothing speaks against it\n",
        server.address
    );
    assert_eq!(probe(&profile), (Some(0), expected, String::new()));
    drop(server);
    let (code, out, error) = probe(&profile);
    assert_eq!((code, out.as_str()), (Some(3), ""));
    assert!(error.starts_with("error: reach the target at 127.0.0.1:"), "{error}");
}

/// A profile whose target is behind a small adapter: a shell script with these answers to `hello` and to the next verb.
#[cfg(unix)]
fn adapter(world: &World, name: &str, hello: &str, next: &str) -> std::path::PathBuf {
    let script = format!(
        "read -r line; echo '{{\"id\":1,\"ok\":{hello}}}'\nread -r line; echo '{{\"id\":2,{next}}}'\n\
         read -r line; echo '{{\"id\":3,\"ok\":{{}}}}'\n"
    );
    let script = world.write(&format!("{name}.sh"), script);
    let profile = format!(
        "[target]\nname = \"m\"\nversion = \"1\"\nkind = \"esme\"\ngbcs = \"4.3\"\n[claims]\nuse_cases = \"all\"\n\
         [link]\nhan = \"exec:sh {}\"\n\
         [parties.s]\nrole = \"supplier\"\neui = \"0000000000000001\"\nkeys = \"keys\"\n\
         [device]\neui = \"0000000000000002\"\ncertificates = \"keys\"\n",
        script.display()
    );
    world.write(&format!("{name}.toml"), profile)
}

#[cfg(unix)]
#[test]
fn an_honest_adapter_is_told_from_one_that_says_yes_to_everything() {
    let world = World::with_keys_in(tempfile::tempdir().unwrap(), 1);
    let hello = "{\"name\":\"a\",\"version\":\"1\",\"kind\":\"esme\",\"verbs\":[\"hello\",\"deliver\"]}";
    let (code, out, error) = probe(&adapter(&world, "honest", hello, "\"unsupported\":true"));
    assert_eq!(code, Some(0), "{out}{error}");
    assert!(out.contains("\nadapter     a 1, esme\nverbs       hello, deliver\n"), "{out}");

    let (code, out, error) = probe(&adapter(&world, "eager", hello, "\"ok\":{}"));
    assert_eq!(code, Some(1), "{out}{error}");
    assert!(out.contains("\nfinding     claims to have done the made-up verb `probe_"), "{out}");
}

#[test]
fn a_profile_that_cannot_be_used_is_told() {
    let world = World::with_keys_in(tempfile::tempdir().unwrap(), 1);
    let embedded = "[target]\nname = \"m\"\nversion = \"1\"\nkind = \"esme\"\ngbcs = \"4.3\"\n[claims]\nuse_cases = \"all\"\n\
        [link]\nhan = \"loopback:\"\n";
    for (text, told) in [
        ("[target]\nnam = 1\n", "line "),
        (embedded, "expected a link that leaves this program, found `loopback:`"),
    ] {
        let (code, _, error) = probe(&world.write("profile.toml", text));
        assert!(error.contains(told), "{error}");
        assert_eq!(code, Some(2), "{error}");
    }
    let (code, _, error) = probe(&world.path().join("none.toml"));
    assert!(error.contains("none.toml: No such file"), "{error}");
    assert_eq!(code, Some(2));
}

#[test]
fn faults_are_listed_and_a_wrong_name_is_told() {
    let output = hallmark().args(["serve", "--fault", "list"]).output().unwrap();
    assert!(output.status.success());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.lines().any(|line| line.starts_with("authenticity  mac-ignored ")), "{text}");

    let output =
        hallmark().args(["serve", "--han", "127.0.0.1:0", "--fault", "mac-ignord"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("plant the fault mac-ignord") && text.contains("try: mac-ignored;"), "{text}");
}
