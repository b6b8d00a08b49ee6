//! The links over TCP, against targets that behave and targets that do not.
#![allow(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use core::time::Duration;

use hallmark_link::Contact;
use hallmark_link::Family;
use hallmark_link::Garbage;
use hallmark_link::GarbageKind;
use hallmark_link::Link;
use hallmark_link::LinkError;
use hallmark_link::Options;
use hallmark_link::Received;
use hallmark_link::connect;
use hallmark_link::framing::gfi;
use hallmark_link::framing::wrapper;
use tokio::io::AsyncReadExt as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::net::TcpStream;

/// Nothing in these tests takes that long.
const BOUND: Duration = Duration::from_secs(20);
/// Long enough for what has been sent to be seen when nothing is expected.
const MOMENT: Duration = Duration::from_millis(30);

const EOF: &str = "the target ended the connection";

fn options() -> Options {
    Options { connect: Duration::from_secs(2), ..Options::default() }
}

/// A listening target, and its URL.
async fn target(scheme: &str) -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("{scheme}://{}", listener.local_addr().unwrap());
    (listener, url)
}

/// A link to a target, and the target's end of it.
async fn pair_with(scheme: &str, options: Options) -> (Box<dyn Link>, TcpStream, TcpListener) {
    let (listener, url) = target(scheme).await;
    let url = url.parse().unwrap();
    let (link, accepted) = tokio::join!(connect(&url, options), listener.accept());
    (link.unwrap(), accepted.unwrap().0, listener)
}

async fn pair(scheme: &str) -> (Box<dyn Link>, TcpStream, TcpListener) {
    pair_with(scheme, options()).await
}

async fn garbage(link: &mut Box<dyn Link>) -> Garbage {
    match link.receive(BOUND).await {
        Ok(Some(Received::Garbage(garbage))) => garbage,
        other => panic!("expected garbage, received {other:?}"),
    }
}

fn closed(reason: &str) -> LinkError {
    LinkError::Closed { reason: reason.to_owned() }
}

fn message(octets: &[u8]) -> Result<Option<Received>, LinkError> {
    Ok(Some(Received::Message(octets.to_vec())))
}

#[tokio::test]
async fn gfi_carries_messages_both_ways() {
    let (mut link, mut target, _listener) = pair("gfi").await;
    link.send(&[0xDD, 0x00]).await.unwrap();
    let mut line = [0; 20];
    target.read_exact(&mut line).await.unwrap();
    assert_eq!(&line, b"GBCS:DATA#0:2:DD00\r\n");
    target.write_all(b"GBCS:DATA#0:2:DF01\r\nGBCS:DATA#0:1:02\n").await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x01]));
    assert_eq!(link.receive(BOUND).await, message(&[0x02]));
    assert_eq!(link.receive(MOMENT).await, Ok(None));
}

#[tokio::test]
async fn wrapper_carries_messages_both_ways() {
    let (mut link, mut target, _listener) = pair("wrapper").await;
    link.send(&[0xDD, 0x00]).await.unwrap();
    let mut frame = [0; 10];
    target.read_exact(&mut frame).await.unwrap();
    assert_eq!(frame, [0x00, 0x01, 0x00, 0x01, 0x00, 0x01, 0x00, 0x02, 0xDD, 0x00]);
    target.write_all(&frame).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDD, 0x00]));
    assert_eq!(
        link.send(&[0; 0x1_0000]).await,
        Err(LinkError::TooLong { limit: wrapper::MAX_MESSAGE, size: 0x1_0000 })
    );
    link.send(&[]).await.unwrap();
}

#[tokio::test]
async fn gfi_listen_waits_for_the_target_again_and_again() {
    let port = {
        let (listener, _) = target("gfi").await;
        listener.local_addr().unwrap().port()
    };
    let url = format!("gfi+listen://127.0.0.1:{port}").parse().unwrap();
    let dial = || async {
        loop {
            match TcpStream::connect(("127.0.0.1", port)).await {
                Ok(stream) => return stream,
                Err(_) => tokio::task::yield_now().await,
            }
        }
    };
    let (link, mut target) = tokio::join!(connect(&url, options()), dial());
    let mut link = link.unwrap();
    target.write_all(&gfi::encode(&[0xDF])).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDF]));
    drop(target);
    assert_eq!(link.receive(BOUND).await, Err(closed(EOF)));
    let (again, mut target) = tokio::join!(link.reconnect(), dial());
    again.unwrap();
    target.write_all(&gfi::encode(&[0xDD])).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDD]));

    // A target that lost its power connects anew without having said that it went.
    let mut anew = dial().await;
    anew.write_all(&gfi::encode(&[0xDE])).await.unwrap();
    assert_eq!(link.receive(MOMENT).await, Err(closed("the target has connected anew")));
    link.reconnect().await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDE]));
}

#[tokio::test]
async fn nobody_comes_to_a_listening_link() {
    let port = {
        let (listener, _) = target("gfi").await;
        listener.local_addr().unwrap().port()
    };
    let url = format!("gfi+listen://127.0.0.1:{port}").parse().unwrap();
    let error = connect(&url, Options { accept: MOMENT, ..options() }).await.err().unwrap();
    assert_eq!(
        error,
        LinkError::NotReachable {
            address: format!("127.0.0.1:{port}"),
            reason: "nobody connected within 30ms".to_owned(),
            contact: Contact::First,
        }
    );
}

#[tokio::test]
async fn a_target_that_is_not_there_is_a_matter_of_set_up_and_one_that_went_is_not() {
    let (listener, url) = target("gfi").await;
    let url = url.parse().unwrap();
    let (link, accepted) = tokio::join!(connect(&url, options()), listener.accept());
    let mut link = link.unwrap();
    drop((listener, accepted));
    let first = connect(&url, options()).await.err().unwrap();
    assert!(matches!(first, LinkError::NotReachable { contact: Contact::First, .. }), "{first:?}");
    assert_eq!(first.family(), Family::Setup);
    let again = link.reconnect().await.unwrap_err();
    assert!(matches!(again, LinkError::NotReachable { contact: Contact::Again, .. }), "{again:?}");
    assert_eq!(again.family(), Family::Target);
    assert_eq!(link.send(&[0xDD]).await, Err(closed("it could not be made again")));
}

#[tokio::test]
async fn garbage_is_handed_over_and_reading_goes_on() {
    let (mut link, mut target, _listener) = pair("gfi").await;
    target.write_all(b"\x00\xFF\x80\r\n\r\nGBCS:DATA#0:5:00\r\nGBCS:DATA#0:1:DF\r\n").await.unwrap();
    let first = garbage(&mut link).await;
    assert_eq!(
        (first.kind, first.offset, first.excerpt.as_slice()),
        (GarbageKind::Form, 0, b"\x00\xFF\x80".as_slice())
    );
    let second = garbage(&mut link).await;
    assert_eq!(second.to_string(), "wrong length at octet 19: expected 5 octets, as stated, found 1 octets");
    assert_eq!(link.receive(BOUND).await, message(&[0xDF]));
}

#[tokio::test]
async fn half_a_line_before_the_end_is_handed_over_and_the_link_can_be_made_again() {
    let (mut link, mut target, listener) = pair("gfi").await;
    target.write_all(b"GBCS:DATA#0:2:DF09\r\nGBCS:DATA#0:20:DF").await.unwrap();
    drop(target);
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x09]));
    let half = garbage(&mut link).await;
    assert_eq!((half.kind, half.size), (GarbageKind::Half, 17));
    assert_eq!(link.receive(BOUND).await, Err(closed(EOF)));
    assert_eq!(link.send(&[0xDD]).await, Err(closed(EOF)));
    let (again, accepted) = tokio::join!(link.reconnect(), listener.accept());
    again.unwrap();
    accepted.unwrap().0.write_all(&gfi::encode(&[0xDD])).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDD]));
}

#[tokio::test]
async fn half_a_line_and_silence_is_reported_once_and_may_still_be_completed() {
    let (mut link, mut target, _listener) =
        pair_with("gfi", Options { stall: Duration::ZERO, ..options() }).await;
    target.write_all(b"GBCS:DATA#0:2:DF").await.unwrap();
    let half = match link.receive(MOMENT).await {
        Ok(Some(Received::Garbage(garbage))) => garbage,
        other => panic!("expected garbage, received {other:?}"),
    };
    assert_eq!(half.kind, GarbageKind::Half);
    assert_eq!(link.receive(MOMENT).await, Ok(None));
    target.write_all(b"09\r\n").await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDF, 0x09]));
}

#[tokio::test]
async fn a_line_beyond_all_bounds_is_counted() {
    let (mut link, mut target, _listener) = pair("gfi").await;
    let writer = async {
        let piece = vec![b'F'; 1 << 20];
        for _ in 0..8 {
            target.write_all(&piece).await.unwrap();
        }
        target.write_all(b"\r\nGBCS:DATA#0:1:DF\r\n").await.unwrap();
        target
    };
    let (long, _target) = tokio::join!(garbage(&mut link), writer);
    assert_eq!((long.kind, long.size, long.excerpt.len()), (GarbageKind::TooLong, (8 << 20) + 1, 64));
    assert_eq!(link.receive(BOUND).await, message(&[0xDF]));
}

#[tokio::test]
async fn a_flood_is_bounded_in_count_and_time() {
    let (mut link, mut target, _listener) = pair_with("gfi", Options { flood: 5, ..options() }).await;
    let flood = tokio::spawn(async move {
        let lines = gfi::encode(&[0xDF]).repeat(1_000);
        while target.write_all(&lines).await.is_ok() {}
    });
    link.send(&[0xDD]).await.unwrap();
    for _ in 0..5 {
        assert_eq!(link.receive(BOUND).await, message(&[0xDF]));
    }
    let surplus = match link.receive(MOMENT).await {
        Ok(Some(Received::Garbage(garbage))) => garbage,
        other => panic!("expected garbage, received {other:?}"),
    };
    assert_eq!(surplus.kind, GarbageKind::Surplus);
    assert!(surplus.size >= 995, "{surplus}");
    drop(link);
    flood.await.unwrap();
}

#[tokio::test]
async fn a_target_that_never_reads_is_given_up_and_the_link_can_be_made_again() {
    let (mut link, _target, listener) = pair_with("gfi", Options { write: MOMENT, ..options() }).await;
    let long = vec![0; 8 << 20];
    let error = link.send(&long).await.unwrap_err();
    assert_eq!(error, LinkError::WriteTimeout { size: gfi::encode(&long).len(), waited: MOMENT });
    assert_eq!(link.send(&[0xDD]).await, Err(closed("the target did not read what was sent to it")));
    let (again, accepted) = tokio::join!(link.reconnect(), listener.accept());
    again.unwrap();
    accepted.unwrap().0.write_all(&gfi::encode(&[0xDD])).await.unwrap();
    assert_eq!(link.receive(BOUND).await, message(&[0xDD]));
}

#[tokio::test]
async fn a_send_that_is_given_up_half_way_closes_the_link() {
    let (mut link, _target, _listener) = pair("gfi").await;
    let long = vec![0; 8 << 20];
    assert!(tokio::time::timeout(MOMENT, link.send(&long)).await.is_err());
    assert_eq!(link.send(&[0xDD]).await, Err(closed("a message was left half written")));
}

#[tokio::test]
async fn what_the_target_said_before_it_went_is_still_received() {
    let (mut link, mut target, _listener) = pair("gfi").await;
    target.write_all(&gfi::encode(&[0xDF])).await.unwrap();
    drop(target);
    // The first writes may still succeed: the system learns of the end only later.
    while link.send(&[0xDD]).await.is_ok() {}
    assert_eq!(link.receive(BOUND).await, message(&[0xDF]));
    assert!(matches!(link.receive(BOUND).await, Err(LinkError::Closed { .. })));
}

#[tokio::test]
async fn a_wrapper_of_another_version_ends_the_link() {
    let (mut link, mut target, _listener) = pair("wrapper").await;
    target.write_all(b"GBCS:DATA#0:1:DF\r\n").await.unwrap();
    let version = garbage(&mut link).await;
    assert_eq!(
        version.to_string(),
        "unknown version at octet 0: expected wrapper version 0001, found 4742; nothing after it can be read"
    );
    assert_eq!(link.receive(BOUND).await, Err(closed("the place in the stream was lost")));
}

#[tokio::test]
async fn a_closed_link_says_so() {
    let (mut link, mut target, _listener) = pair("gfi").await;
    link.close().await.unwrap();
    assert_eq!(link.receive(BOUND).await, Err(closed("it was closed from this side")));
    assert_eq!(target.read(&mut [0; 8]).await.unwrap(), 0);
}
