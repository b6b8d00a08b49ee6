//! An adapter between Hallmark and a target that speaks GFI text frames over TCP.
//!
//! ```toml
//! [link]
//! han = "exec:target/debug/examples/adapter gfi://127.0.0.1:9000"
//! ```
//!
//! One JSON object a line comes in on standard input, one goes out on standard output. To make an adapter for a target
//! of your own, keep `main` and `say`, and write `listen` and `answer` anew. Standard error is yours: the end of it is
//! reported when the adapter dies.
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "an adapter speaks on its standard output")]

use std::io::BufRead as _;
use std::io::Read as _;
use std::io::Write as _;
use std::net::TcpStream;
use std::process::ExitCode;

use hallmark_link::Received;
use hallmark_link::framing::gfi;
use serde_json::Value;
use serde_json::json;

fn main() -> ExitCode {
    let url = std::env::args().nth(1).unwrap_or_default();
    match run(&url) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(url: &str) -> Result<(), Box<dyn std::error::Error>> {
    let place = url.strip_prefix("gfi://").ok_or("usage: adapter gfi://host:port")?;
    let mut target = TcpStream::connect(place)?;
    target.set_nodelay(true)?;
    let reader = target.try_clone()?;
    std::thread::spawn(move || listen(reader));
    for line in std::io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let answer = answer(&question, &mut target).unwrap_or_else(|text| json!({ "error": text }));
        let mut answer = answer;
        if let Some(object) = answer.as_object_mut() {
            object.insert("id".to_owned(), question.get("id").cloned().unwrap_or_default());
        }
        say(&answer);
        if question.get("verb").is_some_and(|verb| verb == "bye") {
            break;
        }
    }
    Ok(())
}

/// Answers one question; an error is for the person who reads the report.
fn answer(question: &Value, target: &mut TcpStream) -> Result<Value, String> {
    let text = |name: &str| question.get(name).and_then(Value::as_str).unwrap_or_default();
    Ok(match text("verb") {
        "hello" => {
            let verbs = ["hello", "deliver", "bye"];
            json!({ "ok": { "name": "adapter.rs", "version": "1", "kind": "esme", "verbs": verbs } })
        }
        "deliver" => {
            let octets = from_hex(text("hex")).ok_or("`hex` holds something else than hexadecimal digits")?;
            target.write_all(&gfi::encode(&octets)).map_err(|error| error.to_string())?;
            json!({ "ok": {} })
        }
        "bye" => json!({ "ok": {} }),
        // The rule that makes an adapter honest: what it does not do, it does not claim.
        _ => json!({ "unsupported": true }),
    })
}

/// Hands on what the target sends, and ends the adapter when the target is gone: Hallmark says so, and starts it again.
fn listen(mut target: TcpStream) {
    let mut decoder = gfi::Decoder::new(65_536);
    let mut chunk = [0; 4_096];
    while let Ok(count) = target.read(&mut chunk)
        && count > 0
    {
        let mut input = chunk.get(..count).unwrap_or_default();
        while let Some(received) = decoder.feed(&mut input) {
            match received {
                Received::Garbage(garbage) => eprintln!("{garbage}"),
                Received::Message(octets) => {
                    let hex: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
                    say(&json!({ "event": "message", "hex": hex }));
                }
            }
        }
    }
    eprintln!("the target closed the connection");
    std::process::exit(1);
}

/// Writes one line. Standard output is locked for each, so that both threads may.
fn say(line: &Value) {
    println!("{line}");
}

fn from_hex(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u32> = digits.chars().map(|digit| digit.to_digit(16)).collect::<Option<_>>()?;
    digits
        .chunks(2)
        .map(|pair| match pair {
            [high, low] => u8::try_from(high << 4 | low).ok(),
            _ => None,
        })
        .collect()
}
