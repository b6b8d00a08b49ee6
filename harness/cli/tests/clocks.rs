//! Future dated commands on devices whose clock is not the laboratory's, and on devices that act at the wrong time.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests")]

mod common;

use std::io::ErrorKind;
use std::io::Read;
use std::io::Write;
use std::net::SocketAddr;
use std::net::TcpListener;
use std::net::TcpStream;
use std::thread;
use std::time::Duration;
use std::time::SystemTime;

use common::DEVICE;
use common::bundle::assert_authentic;
use common::bundle::changed_profile;
use common::bundle::run;
use common::bundle::verdicts;
use common::server::Server;
use hallmark_engine::verdict::Verdict;
use hallmark_link::Received;
use hallmark_link::framing::gfi;
use hallmark_reference::Esme;
use hallmark_reference::EsmeConfig;
use hallmark_smki::pki::TestPki;

/// How a device tells the time, in seconds.
#[derive(Clone, Copy)]
struct Habit {
    /// How far its clock is from ours.
    offset: i64,
    /// How much too early or too late it does what is due.
    due: i64,
}

/// The seed of the credentials that `hallmark serve` writes.
const PKI_SEED: u64 = 1;

const TESTS: [&str; 6] =
    ["--id", "H-07.execute/ECS28a", "--id", "H-07.cancel/ECS28a", "--id", "H-07.replace/ECS28a"];

fn now(offset: i64) -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    since.as_secs().saturating_add_signed(offset)
}

fn device(habit: Habit) -> SocketAddr {
    let pki = TestPki::from_seed(PKI_SEED).unwrap();
    let config = EsmeConfig::from_pki(&pki, DEVICE, PKI_SEED).unwrap();
    let device = Esme::new(config, now(habit.offset));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || serve(&listener.accept().unwrap().0, device, habit));
    address
}

fn serve(mut stream: &TcpStream, mut device: Esme, habit: Habit) {
    stream.set_read_timeout(Some(Duration::from_millis(20))).unwrap();
    stream.set_nodelay(true).unwrap();
    let mut decoder = gfi::Decoder::new(65_536);
    let mut octets = [0; 1 << 16];
    loop {
        let size = match stream.read(&mut octets) {
            Ok(0) => return,
            Ok(size) => size,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => 0,
            Err(_) => return,
        };
        // One that acts too late does not look at its clock while it answers either.
        let mut sent = match habit.due {
            0.. => Vec::new(),
            early => device.tick(now(habit.offset - early)),
        };
        let mut input = &octets[..size];
        while let Some(received) = decoder.feed(&mut input) {
            let Received::Message(message) = received else { continue };
            sent.extend(device.handle(now(habit.offset), &message));
        }
        if habit.due == 0 || device.next_deadline().is_some_and(|due| now(habit.offset - habit.due) >= due) {
            sent.extend(device.tick(now(habit.offset)));
        }
        for message in sent {
            if stream.write_all(&gfi::encode(&message)).is_err() {
                return;
            }
        }
    }
}

/// The verdicts on execute, cancel and replace.
fn judged(habit: Habit) -> Vec<Verdict> {
    let folder = tempfile::tempdir().unwrap();
    drop(Server::start(Some(folder.path())));
    let han = format!("\"gfi://{}\"", device(habit));
    let values = [("han", han.as_str()), ("timeout_ms", "1000"), ("settle_ms", "20")];
    let profile = changed_profile(folder.path(), "clock.toml", &values);
    let mut arguments = vec!["--profile", profile.to_str().unwrap()];
    arguments.extend(TESTS);
    let ran = run(&folder.path().join("bundle"), &arguments);
    assert_authentic(&ran.bundle);
    let verdicts = verdicts(&ran.bundle);
    let of = |test: &str| *verdicts.iter().find(|(id, _)| id.starts_with(test)).unwrap().1;
    vec![of("H-07.execute"), of("H-07.cancel"), of("H-07.replace")]
}

#[test]
fn a_clock_that_is_behind_or_ahead_is_no_fault() {
    let judged: Vec<_> = [-86_400, -7, 0, 7, 86_400]
        .map(|offset| thread::spawn(move || (offset, judged(Habit { offset, due: 0 }))))
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    for (offset, verdicts) in judged {
        assert_eq!(verdicts, [Verdict::Pass; 3], "{offset} s");
    }
}

#[test]
fn a_device_that_acts_too_early_or_too_late_fails_whatever_its_clock_shows() {
    let judged: Vec<_> = [(0, -3), (0, 4), (-100, -3), (100, 4)]
        .map(|(offset, due)| thread::spawn(move || (offset, due, judged(Habit { offset, due }))))
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect();
    for (offset, due, verdicts) in judged {
        assert_eq!(verdicts[0], Verdict::Fail, "clock {offset} s, acts {due} s late: {verdicts:?}");
    }
}
