//! Adapters: the examples against a small target, and a set of adapters that misbehave.
#![cfg(unix)]
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "helpers of tests"
)]

use core::time::Duration;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;

use hallmark_link::Contact;
use hallmark_link::Control;
use hallmark_link::ControlAnswer;
use hallmark_link::Family;
use hallmark_link::Garbage;
use hallmark_link::GarbageKind;
use hallmark_link::Hello;
use hallmark_link::Link;
use hallmark_link::LinkError;
use hallmark_link::LinkUrl;
use hallmark_link::Options;
use hallmark_link::Received;
use hallmark_link::connect;
use hallmark_link::framing::gfi;
use hallmark_link::probe;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

/// Nothing in these tests takes that long.
const BOUND: Duration = Duration::from_secs(30);
/// Long enough for an adapter that answers, short enough to wait for one that does not.
const SHORT: Duration = Duration::from_millis(300);

/// Long enough for a shell on a busy machine to say something.
const SECOND: Duration = Duration::from_secs(1);

fn options() -> Options {
    Options { answer: BOUND, control: BOUND, ..Options::default() }
}

/// A shell script as an adapter; the folder must outlive it.
struct Script {
    _folder: TempDir,
    path: PathBuf,
}

impl Script {
    fn new(body: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("adapter.sh");
        std::fs::write(&path, format!("{HELPERS}\n{body}\n")).unwrap();
        Self { _folder: folder, path }
    }

    fn url(&self) -> LinkUrl {
        format!("exec:sh \"{}\"", self.path.display()).parse().unwrap()
    }

    fn command(&self) -> String {
        self.url().to_string().strip_prefix("exec:").unwrap().to_owned()
    }

    async fn link(&self) -> Box<dyn Link> {
        connect(&self.url(), options()).await.unwrap()
    }

    async fn refused(&self, options: Options) -> LinkError {
        connect(&self.url(), options).await.err().unwrap()
    }
}

/// `next` reads a question into `id` and `line`, `ok` answers it, `hello` answers the first one.
const HELPERS: &str = r#"
next() { read -r line || exit 0; id=${line#*\"id\":}; id=${id%%[,\}]*}; }
ok() { echo "{\"id\":$id,\"ok\":${1:-null}}"; }
unsupported() { echo "{\"id\":$id,\"unsupported\":true}"; }
hello() { next; ok '{"name":"toy","version":"1","kind":"esme","verbs":["hello","deliver"]}'; }
"#;

async fn garbage(link: &mut Box<dyn Link>) -> Garbage {
    match link.receive(BOUND).await {
        Ok(Some(Received::Garbage(garbage))) => garbage,
        other => panic!("expected garbage, received {other:?}"),
    }
}

fn message(octets: &[u8]) -> Result<Option<Received>, LinkError> {
    Ok(Some(Received::Message(octets.to_vec())))
}

/// A target behind GFI frames that sends each message back in reverse, once.
async fn mirror(listener: &TcpListener) -> TcpStream {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut decoder = gfi::Decoder::new(65_536);
    let mut chunk = [0; 4_096];
    loop {
        let count = stream.read(&mut chunk).await.unwrap();
        assert_ne!(count, 0, "the adapter went away");
        let mut input = &chunk[..count];
        if let Some(received) = decoder.feed(&mut input) {
            let Received::Message(mut octets) = received else { panic!("{received:?}") };
            octets.reverse();
            stream.write_all(&gfi::encode(&octets)).await.unwrap();
            return stream;
        }
    }
}

/// What both examples must do.
async fn example(adapter: &str, name: &str) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("exec:{adapter} gfi://{}", listener.local_addr().unwrap()).parse().unwrap();
    let exchange = async {
        let mut link = connect(&url, options()).await.unwrap();
        link.send(&[0xDD, 0x00, 0x5F]).await.unwrap();
        let received = link.receive(BOUND).await;
        (link, received)
    };
    let ((mut link, received), target) = tokio::join!(exchange, mirror(&listener));
    assert_eq!(received, message(&[0x5F, 0x00, 0xDD]));
    let hello = Hello {
        name: name.to_owned(),
        version: "1".to_owned(),
        kind: "esme".to_owned(),
        verbs: ["hello", "deliver", "bye"].map(str::to_owned).to_vec(),
    };
    assert_eq!(link.hello(), Some(&hello));
    let report = probe(link.as_mut(), 7).await.unwrap();
    assert_eq!(report.hello, Some(hello));
    assert_eq!((report.findings, report.remarks), (vec![], vec![]));
    assert_eq!(link.control(Control::Reset).await, Ok(ControlAnswer::Unsupported));

    // The target goes, the adapter with it, and both come back.
    drop(target);
    match link.receive(BOUND).await {
        Err(LinkError::Died { status, stderr, .. }) => {
            assert_eq!(
                (status.as_str(), stderr.as_str()),
                ("exit status: 1", "the target closed the connection\n")
            );
        }
        other => panic!("expected a dead adapter, received {other:?}"),
    }
    let exchange = async {
        link.reconnect().await.unwrap();
        link.send(&[0x01, 0x02]).await.unwrap();
        link.receive(BOUND).await
    };
    let (received, mut target) = tokio::join!(exchange, mirror(&listener));
    assert_eq!(received, message(&[0x02, 0x01]));
    link.close().await.unwrap();
    assert_eq!(target.read(&mut [0; 8]).await.unwrap(), 0);
}

#[tokio::test]
async fn the_python_example_bridges_to_gfi() {
    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: the_python_example_bridges_to_gfi needs python3");
        return;
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/adapter.py");
    example(&format!("python3 \"{}\"", path.display()), "adapter.py").await;
}

#[tokio::test]
async fn the_rust_example_bridges_to_gfi() {
    let tests = std::env::current_exe().unwrap();
    let path = tests.parent().and_then(Path::parent).unwrap().join("examples/adapter");
    if !path.exists() {
        eprintln!("skipped: the_rust_example_bridges_to_gfi needs `cargo build --examples`");
        return;
    }
    example(&format!("\"{}\"", path.display()), "adapter.rs").await;
}

#[tokio::test]
async fn a_command_that_does_not_exist() {
    let url = "exec:/nowhere/adapter -v".parse().unwrap();
    let error = connect(&url, options()).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "start the adapter `/nowhere/adapter -v`: No such file or directory (os error 2)"
    );
    assert_eq!(error.family(), Family::Setup);
}

#[tokio::test]
async fn an_adapter_that_dies_at_once() {
    let script = Script::new("echo no such meter >&2; exit 3");
    assert_eq!(
        script.refused(options()).await,
        LinkError::Start {
            command: script.command(),
            reason: "it ended with exit status: 3 before it answered `hello`".to_owned(),
            stderr: "no such meter\n".to_owned(),
            contact: Contact::First,
        }
    );
}

#[tokio::test]
async fn an_adapter_that_never_answers() {
    let script = Script::new("echo please wait; while read -r line; do :; done");
    assert_eq!(
        script.refused(Options { answer: SECOND, ..options() }).await.to_string(),
        format!(
            "start the adapter `{}`: it did not answer `hello` within 1s (not a message at octet 0: expected a JSON \
             object, found \"please wait\" (expected value at line 1 column 1))",
            script.command()
        )
    );
}

#[tokio::test]
async fn an_adapter_that_does_not_introduce_itself() {
    let script = Script::new("next; ok '{\"name\":\"toy\",\"version\":\"1\",\"kind\":\"esme\"}'; next");
    let error = script.refused(options()).await.to_string();
    assert!(error.ends_with("its answer to `hello` lacks the list of texts `verbs`"), "{error}");
}

#[tokio::test]
async fn garbage_lines_and_stray_answers_are_handed_over() {
    let script = Script::new(
        r#"
        echo 'starting up'
        hello
        next
        echo '{"id":99,"ok":{}}'
        echo '{"event":"message","hex":"DF01"}'
        ok
        ok
        printf '\377\n\n'
        echo '{"event":"message","hex":"DF02"}'
        next"#,
    );
    let mut link = script.link().await;
    link.send(&[0xDD]).await.unwrap();
    assert_eq!(garbage(&mut link).await.excerpt, b"starting up");
    let stray = garbage(&mut link).await;
    assert_eq!(stray.kind, GarbageKind::Answer);
    assert!(
        stray
            .to_string()
            .ends_with("expected an answer to an open question, found an answer to 99, which is not open")
    );
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x01]));
    assert_eq!(garbage(&mut link).await.kind, GarbageKind::Answer);
    assert_eq!(garbage(&mut link).await.excerpt, b"\xFF");
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x02]));
}

#[tokio::test]
async fn an_answer_that_comes_too_late_is_a_stray_one() {
    let script = Script::new("hello; next; late=$id; next; ok; id=$late; ok; next");
    let mut link = connect(&script.url(), Options { control: SHORT, ..options() }).await.unwrap();
    assert_eq!(
        link.control(Control::PowerCycle).await,
        Err(LinkError::NoAnswer { verb: "power_cycle".to_owned(), waited: SHORT })
    );
    link.send(&[0xDD]).await.unwrap();
    let stray = garbage(&mut link).await;
    assert!(stray.to_string().contains("found an answer to 2, which is not open"), "{stray}");
}

#[tokio::test]
async fn an_adapter_that_dies_in_the_middle_and_is_started_again() {
    let script = Script::new(
        r#"hello; next; ok; echo '{"event":"message","hex":"DF01"}'; printf '{"event":"mess'; echo bang >&2; kill -9 $$"#,
    );
    let mut link = script.link().await;
    link.send(&[0xDD]).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x01]));
    assert_eq!(garbage(&mut link).await.kind, GarbageKind::Half);
    let died = LinkError::Died {
        command: script.command(),
        status: "signal: 9 (SIGKILL)".to_owned(),
        stderr: "bang\n".to_owned(),
    };
    assert_eq!(link.receive(BOUND).await, Err(died.clone()));
    assert_eq!(link.send(&[0xDD]).await, Err(died.clone()));
    assert_eq!(died.family(), Family::Target);
    link.reconnect().await.unwrap();
    link.send(&[0xDD]).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x01]));
}

#[tokio::test]
async fn an_adapter_that_does_not_come_back() {
    let script = Script::new("[ -e \"$0.seen\" ] && exit 4; touch \"$0.seen\"; hello; exit 0");
    let mut link = script.link().await;
    assert!(matches!(link.receive(BOUND).await, Err(LinkError::Died { .. })));
    let error = link.reconnect().await.unwrap_err();
    assert!(matches!(&error, LinkError::Start { contact: Contact::Again, .. }), "{error:?}");
    assert_eq!(error.family(), Family::Target);
    assert_eq!(link.send(&[0xDD]).await, Err(error));
}

#[tokio::test]
async fn an_adapter_that_refuses() {
    let script = Script::new(
        "hello; next; echo \"{\\\"id\\\":$id,\\\"error\\\":\\\"the radio is off\\\"}\"; next; unsupported; next",
    );
    let mut link = script.link().await;
    assert_eq!(
        link.send(&[0xDD]).await,
        Err(LinkError::Refused { verb: "deliver".to_owned(), text: "the radio is off".to_owned() })
    );
    assert_eq!(link.send(&[0xDD]).await, Err(LinkError::Unsupported { verb: "deliver".to_owned() }));
}

#[tokio::test]
async fn an_adapter_that_floods() {
    let script =
        Script::new("hello; next; ok; while echo '{\"event\":\"message\",\"hex\":\"DF\"}'; do :; done");
    let mut link = connect(&script.url(), Options { flood: 5, ..options() }).await.unwrap();
    link.send(&[0xDD]).await.unwrap();
    for _ in 0..5 {
        assert_eq!(link.receive(BOUND).await, message(&[0xDF]));
    }
    match link.receive(SHORT).await {
        Ok(Some(Received::Garbage(garbage))) => assert_eq!(garbage.kind, GarbageKind::Surplus),
        other => panic!("expected garbage, received {other:?}"),
    }
}

#[tokio::test]
async fn an_adapter_that_never_reads() {
    let script = Script::new("hello; while :; do read -r line < /dev/null; echo; done");
    let mut link = connect(&script.url(), Options { write: SHORT, ..options() }).await.unwrap();
    let error = link.send(&vec![0; 1 << 20]).await.unwrap_err();
    assert!(matches!(error, LinkError::WriteTimeout { waited: SHORT, .. }), "{error:?}");
    assert_eq!(
        link.receive(BOUND).await,
        Err(LinkError::Closed { reason: "the adapter did not read what was sent to it".to_owned() })
    );
}

#[tokio::test]
async fn verbs_carry_what_they_need() {
    let script = Script::new(
        r#"
        hello
        while next; do
            rest=${line%\}}
            ok "{\"asked\":$rest}}"
        done"#,
    );
    let mut link = script.link().await;
    for (verb, asked) in [
        (Control::Reset, json!({ "id": 2, "verb": "reset" })),
        (Control::SetClock(1_700_000_000), json!({ "id": 3, "verb": "set_clock", "unix": 1_700_000_000 })),
        (Control::Press("A".to_owned()), json!({ "id": 4, "verb": "press", "button": "A" })),
        (
            Control::Install { what: "firmware".to_owned(), octets: vec![0xAB] },
            json!({ "id": 5, "verb": "install", "what": "firmware", "hex": "AB" }),
        ),
        (Control::ReadLog, json!({ "id": 6, "verb": "read_log" })),
    ] {
        assert_eq!(link.control(verb).await, Ok(ControlAnswer::Done(json!({ "asked": asked }))));
    }
}

#[tokio::test]
async fn a_probe_tells_honest_adapters_from_others() {
    let findings = async |script: &str, options: Options| {
        let script = Script::new(script);
        let mut link = connect(&script.url(), options).await.unwrap();
        let report = probe(link.as_mut(), 0xABCD).await.unwrap();
        assert_eq!(report.asked, "probe_000000000000abcd");
        assert_eq!(report.is_honest(), report.findings.is_empty());
        report.findings
    };
    assert_eq!(findings("hello; next; unsupported; next", options()).await, [""; 0]);
    assert_eq!(
        findings("hello; next; ok '{\"done\":true}'; next", options()).await,
        ["claims to have done the made-up verb `probe_000000000000abcd` (answered {\"done\":true})"]
    );
    assert_eq!(
        findings("hello; next; echo \"{\\\"id\\\":$id,\\\"error\\\":\\\"what?\\\"}\"; next", options()).await,
        ["answered the made-up verb `probe_000000000000abcd` with the error \"what?\", not with unsupported"]
    );
    assert_eq!(
        findings("hello; next; next", Options { control: SHORT, ..options() }).await,
        ["did not answer the made-up verb `probe_000000000000abcd` within 300ms"]
    );
    assert_eq!(
        findings("hello; next; exit 9", options()).await,
        ["ended with exit status: 9 when asked for the made-up verb `probe_000000000000abcd`"]
    );
    assert_eq!(
        findings(
            "next; ok '{\"name\":\"toy\",\"version\":\"1\",\"kind\":\"esme\",\"verbs\":[\"hello\"]}'; next; unsupported; next",
            options()
        )
        .await,
        ["`hello` does not list `deliver`, which every adapter must do"]
    );
}
