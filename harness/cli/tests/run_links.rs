//! `hallmark run` on targets behind a link: good, hostile and slow ones.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stderr, reason = "helpers of tests")]

mod common;

use std::fs;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use common::bundle::Ran;
use common::bundle::assert_authentic;
use common::bundle::changed_profile;
use common::bundle::results;
use common::bundle::run;
use common::bundle::start;
use common::bundle::verdicts;
use common::server::Server;
use common::server::signal;
use hallmark_engine::results::Results;
use hallmark_engine::verdict::Verdict;

/// Tests of every kind that need no long wait.
const SUBSET: [&str; 10] = [
    "--id",
    "F-10.use-case",
    "--id",
    "F-10.read-after-write",
    "--id",
    "G-51.sensitive",
    "--id",
    "G-54.replayed",
    "--id",
    "G-53.signature-bit",
];

fn run_profile(profile: &Path, bundle: &Path, selection: &[&str]) -> Ran {
    let mut arguments = vec!["--profile", profile.to_str().unwrap()];
    arguments.extend(selection);
    run(bundle, &arguments)
}

#[test]
fn verdicts_are_the_same_over_gfi_and_through_the_python_adapter_as_in_this_process() {
    let folder = tempfile::tempdir().unwrap();
    let embedded = run(&folder.path().join("embedded"), &SUBSET);
    assert_eq!(embedded.code, Some(0), "{}", embedded.out);

    let server = Server::start(Some(folder.path()));
    let profile = changed_profile(folder.path(), "gfi.toml", &[("settle_ms", "20")]);
    let gfi = run_profile(&profile, &folder.path().join("gfi"), &SUBSET);
    assert_eq!(gfi.code, Some(0), "{}", gfi.out);
    assert_authentic(&gfi.bundle);
    assert_eq!(verdicts(&gfi.bundle), verdicts(&embedded.bundle));

    if !Command::new("python3").arg("--version").output().is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: the second half of verdicts_are_the_same_over_gfi needs python3");
        return;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../link/examples/adapter.py");
    let han = format!("'exec:python3 \"{}\" gfi://{}'", script.display(), server.address);
    let profile = changed_profile(folder.path(), "exec.toml", &[("han", &han), ("settle_ms", "20")]);
    let exec = run_profile(&profile, &folder.path().join("exec"), &SUBSET);
    assert_eq!(exec.code, Some(0), "{}", exec.out);
    assert_authentic(&exec.bundle);
    assert_eq!(verdicts(&exec.bundle), verdicts(&embedded.bundle));
}

#[test]
fn a_device_is_tested_twice_in_a_row_although_the_first_run_took_its_counters_far_ahead() {
    let folder = tempfile::tempdir().unwrap();
    let _server = Server::start(Some(folder.path()));
    let profile = changed_profile(folder.path(), "gfi.toml", &[("settle_ms", "10"), ("timeout_ms", "1000")]);
    for (bundle, tests) in [("first", "F-14.counter-ahead"), ("second", "G-54.replayed/ECS02")] {
        let ran = run_profile(&profile, &folder.path().join(bundle), &["--id", tests]);
        assert_eq!(ran.code, Some(0), "{}", ran.out);
    }
}

/// A listener that does to each connection what it likes.
fn listen(serve: impl Fn(TcpStream) + Clone + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let serve = serve.clone();
            thread::spawn(move || serve(stream));
        }
    });
    address
}

/// A folder with the keys and the profile of the reference device.
fn credentials() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    drop(Server::start(Some(folder.path())));
    folder
}

/// What is left of a run whose bundle is gone.
struct Survived {
    out: String,
    results: Results,
    /// Octets of the bundle.
    size: u64,
}

/// Runs a few tests on a target that conforms to nothing, and sees that it ends well and soon.
fn assert_survived(han: &str) -> Survived {
    let folder = credentials();
    let values = [("han", han), ("timeout_ms", "100"), ("settle_ms", "10"), ("connect_timeout_ms", "300")];
    let profile = changed_profile(folder.path(), "hostile.toml", &values);
    let began = Instant::now();
    let ran = run_profile(
        &profile,
        &folder.path().join("bundle"),
        &["--id", "F-10.use-case", "--id", "G-53.mac-bit"],
    );
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    assert_eq!(ran.code, Some(3), "{}", ran.out);
    assert_authentic(&ran.bundle);
    let results = results(&ran.bundle);
    assert!(results.tests.len() > 300, "{} tests", results.tests.len());
    for test in &results.tests {
        assert!(matches!(test.verdict, Verdict::Inconclusive | Verdict::Error), "{test:?}");
        assert!(test.reason.is_some(), "{test:?}");
    }
    let files = fs::read_dir(&ran.bundle).unwrap();
    let size = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
    Survived { out: ran.out, results, size }
}

fn quoted(address: SocketAddr) -> String {
    format!("\"gfi://{address}\"")
}

#[test]
fn a_target_that_never_answers_is_inconclusive() {
    let address = listen(|mut stream| {
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let ran = assert_survived(&quoted(address));
    assert!(ran.out.contains("inconclusive in "), "{}", ran.out);
    assert!(
        ran.out.contains("  observed  no answer to a good command in 10 tests in a row\n"),
        "{}",
        ran.out
    );
}

#[test]
fn a_target_that_closes_each_connection_at_once_is_inconclusive() {
    let ran = assert_survived(&quoted(listen(drop)));
    // Which of the two it is depends on whether the command was on its way already.
    let ends = ["the target ended the connection", "use the link: it is closed"];
    assert!(ends.iter().any(|end| ran.out.contains(end)), "{}", ran.out);
}

#[test]
fn a_target_that_sends_garbage_is_inconclusive_and_the_garbage_is_noted() {
    let ran = assert_survived(&quoted(listen(|mut stream| {
        let mut octets = [0; 4_096];
        while stream.read(&mut octets).is_ok_and(|count| count > 0) {
            let _ =
                stream.write_all(b"good morning\r\nGBCS:DATA#0:3:DF\r\nGBCS:DATA#0:4:DF090100\r\n\xFF\0\r\n");
        }
    })));
    assert!(!ran.out.contains("; 0 observations;"), "{}", ran.out);
}

#[test]
fn a_target_that_floods_is_inconclusive_in_bounded_space() {
    let flood = b"GBCS:DATA#0:4:DF090100\r\n".repeat(1_000);
    let ran = assert_survived(&quoted(listen(move |mut stream| while stream.write_all(&flood).is_ok() {})));
    assert!(ran.size < 10_000_000, "{}", ran.size);
}

#[test]
fn a_line_without_end_is_inconclusive() {
    let line = vec![b'A'; 1 << 20];
    let ran = assert_survived(&quoted(listen(move |mut stream| while stream.write_all(&line).is_ok() {})));
    let noted = ran.results.tests.iter().any(|test| {
        test.observations.iter().any(|text| {
            text.starts_with("the link carried something that is no message: message too long at octet 0: ")
        })
    });
    assert!(noted, "{}", ran.out);
}

#[test]
fn a_target_that_is_not_there_leaves_a_bundle_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let ran = assert_survived(&quoted(address));
    assert!(ran.out.contains("not complete: the target was not reached: "), "{}", ran.out);
}

#[cfg(unix)]
#[test]
fn an_adapter_that_dies_is_inconclusive() {
    let hello = r#"{"id":1,"ok":{"name":"a","version":"1","kind":"esme","verbs":["hello","deliver"]}}"#;
    let ran = assert_survived("\"exec:sh -c 'echo good morning >&2; exit 7'\"");
    assert!(ran.out.contains("it said: good morning"), "{}", ran.out);

    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("adapter.sh");
    fs::write(&script, format!("read -r line; echo '{hello}'\nread -r line; exit 7\n")).unwrap();
    assert_survived(&format!("'exec:sh \"{}\"'", script.display()));
}

/// A target that hangs up after every few messages is tested to the end.
#[test]
fn a_connection_that_is_lost_now_and_then_is_made_again() {
    let server = Server::start(None);
    let folder = credentials();
    let behind = server.address.clone();
    let address = listen(move |stream| forward(stream, &behind, |count| count < 7));
    let values = [("han", quoted(address))];
    let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let profile = changed_profile(folder.path(), "lossy.toml", &values);
    let ran = run_profile(&profile, &folder.path().join("bundle"), &["--id", "F-10.use-case"]);
    assert_authentic(&ran.bundle);
    let results = results(&ran.bundle);
    let passed = results.tests.iter().filter(|test| test.verdict == Verdict::Pass).count();
    assert!(passed * 2 > results.tests.len(), "{}", ran.out);
}

/// Passes messages on and answers back, while `go_on` says so of the number of messages so far.
fn forward(mut near: TcpStream, behind: &str, go_on: impl Fn(usize) -> bool) {
    let mut far = TcpStream::connect(behind).unwrap();
    let (mut from, mut to) = (far.try_clone().unwrap(), near.try_clone().unwrap());
    thread::spawn(move || std::io::copy(&mut from, &mut to));
    let mut octets = [0; 1 << 16];
    let mut count = 0;
    while let Ok(size @ 1..) = near.read(&mut octets) {
        if far.write_all(&octets[..size]).is_err() {
            break;
        }
        count += octets[..size].iter().filter(|octet| **octet == b'\n').count();
        if !go_on(count) {
            break;
        }
    }
    let _ = near.shutdown(std::net::Shutdown::Both);
    let _ = far.shutdown(std::net::Shutdown::Both);
}

#[test]
fn hooks_are_refused_as_long_as_no_test_calls_one() {
    let folder = credentials();
    let path = changed_profile(folder.path(), "hooks.toml", &[]);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("\n[hooks]\n", "\n[hooks]\nreset = \"./reset\"\n")).unwrap();
    let output = common::hallmark().args(["run", "--profile", path.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(error.contains("expected no [hooks], for no test calls one yet, found reset"), "{error}");
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_a_bundle_that_says_so() {
    assert_ends_honestly("INT");
}

#[cfg(unix)]
#[test]
fn a_terminated_run_leaves_a_bundle_that_says_so() {
    assert_ends_honestly("TERM");
}

#[cfg(unix)]
fn assert_ends_honestly(name: &str) {
    let server = Server::start(None);
    let folder = credentials();
    let behind = server.address.clone();
    let (reached, is_reached) = mpsc::channel();
    let (release, is_released) = mpsc::channel::<()>();
    let is_released = std::sync::Arc::new(std::sync::Mutex::new(is_released));
    let address = listen(move |stream| {
        // After some messages the target takes its time.
        forward(stream, &behind, |count| {
            if count == 20 {
                reached.send(()).unwrap();
                let _ = is_released.lock().unwrap().recv_timeout(Duration::from_secs(20));
            }
            true
        });
    });
    let han = quoted(address);
    let profile = changed_profile(folder.path(), "slow.toml", &[("han", &han), ("timeout_ms", "60000")]);
    let bundle = folder.path().join("bundle");
    let child = start(&bundle, &["--profile", profile.to_str().unwrap()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    is_reached.recv_timeout(Duration::from_secs(60)).unwrap();
    signal(&child, name);
    // It has taken notice.
    let mut child = child;
    let mut note = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stderr.as_mut().unwrap()), &mut note)
        .unwrap();
    assert!(note.starts_with("note: interrupted: "), "{note}");
    release.send(()).unwrap();
    let output = child.wait_with_output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(3), "{out}");
    assert!(out.contains("\nnot complete: interrupted by the operator\n"), "{out}");
    assert_authentic(&bundle);

    let results = results(&bundle);
    assert!(!results.run.complete);
    assert_eq!(results.run.incomplete_reason.as_deref(), Some("interrupted by the operator"));
    let count = |verdict| results.tests.iter().filter(|test| test.verdict == verdict).count();
    assert!(count(Verdict::Pass) >= 5, "{out}");
    let reached = count(Verdict::Pass) + count(Verdict::NotApplicable);
    assert_eq!(reached + count(Verdict::Error), results.tests.len(), "{out}");
    assert!(count(Verdict::Error) > 1_000, "{out}");
}
