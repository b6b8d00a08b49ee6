//! `exec:`, a subprocess that stands between us and a target: the adapter.
//!
//! # The adapter protocol
//!
//! One JSON object a line, UTF-8, on the adapter's standard input and output. Standard error is free for people; the
//! end of it goes into our diagnostics.
//!
//! We ask `{"id":1,"verb":"hello"}`. The adapter answers each question once, in any order, with the same `id` and
//! one of
//!
//! - `{"id":1,"ok":{…}}`, done;
//! - `{"id":1,"unsupported":true}`, this adapter or its target does not do that;
//! - `{"id":1,"error":"text"}`, it should have worked and did not.
//!
//! At any time, also before the answer to a `deliver`, the adapter says `{"event":"message","hex":"DF…"}` for what the
//! target sends.
//!
//! | verb | with | `ok` holds |
//! |---|---|---|
//! | `hello` | | `name`, `version`, `kind` (text) and `verbs` (list of text). Always the first question |
//! | `deliver` | `hex`: a message for the target | nothing |
//! | `reset` | | nothing; the target is as new |
//! | `power_cycle` | | nothing |
//! | `set_clock` | `unix`: seconds since 1970-01-01 UTC | nothing |
//! | `press` | `button`: its name | nothing |
//! | `read_log` | | whatever the log is |
//! | `install` | `what`: a word, `hex`: octets | nothing |
//! | `bye` | | nothing; the adapter ends |
//!
//! `hello` and `deliver` must work. Anything that the adapter does not do, a verb that it has never heard of above all,
//! must be answered *unsupported*: an adapter that says yes to everything proves nothing about the target. When
//! its standard input ends, the adapter ends.
//!
//! `harness/link/examples/` holds an adapter in Python and one in Rust.

mod process;
pub mod protocol;

use core::time::Duration;

use serde_json::Value;
use serde_json::json;
use tokio::time::Instant;

use crate::control::Control;
use crate::control::ControlAnswer;
use crate::control::Hello;
use crate::duplex::Read;
use crate::duplex::WriteFault;
use crate::duplex::after;
use crate::error::Contact;
use crate::error::LinkError;
use crate::exec::process::Process;
use crate::exec::protocol::Answer;
use crate::exec::protocol::Decoder;
use crate::exec::protocol::Item;
use crate::hex;
use crate::inbox::Inbox;
use crate::link::Link;
use crate::link::LinkFuture;
use crate::options::Options;
use crate::received::Garbage;
use crate::received::Received;
use crate::time::UnixMicros;
use crate::url::CommandLine;

/// The link to an adapter.
pub(crate) struct ExecLink {
    url: String,
    command: CommandLine,
    options: Options,
    hello: Hello,
    inbox: Inbox,
    decoder: Decoder,
    state: State,
    /// The id of the last question.
    id: u64,
}

enum State {
    Closed(LinkError),
    Open(Box<Process>),
}

impl ExecLink {
    /// Starts the adapter and has it introduce itself.
    pub(crate) async fn start(
        url: String,
        command: CommandLine,
        options: Options,
    ) -> Result<Self, LinkError> {
        let state = State::Closed(LinkError::Closed { reason: "it was never open".to_owned() });
        let (inbox, decoder) = (Inbox::new(&options), Decoder::new(options.max_message));
        let hello = Hello::default();
        let mut link = Self { url, command, options, hello, inbox, decoder, state, id: 0 };
        link.begin(Contact::First).await?;
        Ok(link)
    }

    async fn begin(&mut self, contact: Contact) -> Result<(), LinkError> {
        let failed = |command: &CommandLine, reason: String, stderr: String| LinkError::Start {
            command: command.to_string(),
            reason,
            stderr,
            contact,
        };
        let process = Process::spawn(&self.command)
            .map_err(|error| failed(&self.command, error.to_string(), String::new()))?;
        let kept = self.inbox.len();
        self.decoder = Decoder::new(self.options.max_message);
        self.id = 0;
        self.state = State::Open(Box::new(process));
        let answer = self.ask("hello", json!({}), self.options.answer).await;
        let (reason, stderr) = match answer {
            Ok(ControlAnswer::Done(value)) => match introduction(&value) {
                Ok(hello) => {
                    self.hello = hello;
                    return Ok(());
                }
                Err(missing) => (format!("its answer to `hello` lacks {missing}"), self.end("").await),
            },
            Ok(ControlAnswer::Unsupported) => ("it calls `hello` unsupported".to_owned(), self.end("").await),
            Err(LinkError::Died { status, stderr, .. }) => {
                (format!("it ended with {status} before it answered `hello`"), stderr)
            }
            Err(LinkError::NoAnswer { waited, .. }) => {
                (format!("it did not answer `hello` within {waited:?}"), self.end("").await)
            }
            Err(LinkError::Refused { text, .. }) => {
                (format!("it answered \"{text}\" to `hello`"), self.end("").await)
            }
            Err(error) => (error.to_string(), self.end("").await),
        };
        // What it printed instead is the best hint there is.
        let printed = match self.inbox.get(kept) {
            Some(Received::Garbage(garbage)) => format!(" ({garbage})"),
            Some(Received::Message(_)) | None => String::new(),
        };
        let error = failed(&self.command, reason + &printed, stderr);
        self.state = State::Closed(error.clone());
        Err(error)
    }

    /// Asks one question and waits for its answer. What else comes meanwhile is kept.
    async fn ask(&mut self, verb: &str, with: Value, limit: Duration) -> Result<ControlAnswer, LinkError> {
        self.id = self.id.saturating_add(1);
        let id = self.id;
        let line = protocol::question(id, verb, with);
        self.write(&line).await?;
        let deadline = after(limit);
        loop {
            let process = match &mut self.state {
                State::Closed(error) => return Err(error.clone()),
                State::Open(process) => process,
            };
            let mut answer = None;
            match process.duplex.read(deadline).await {
                Read::Octets(octets) => {
                    sort(&mut self.decoder, octets, &mut self.inbox, Some((id, &mut answer)));
                }
                Read::Ended(_) => return Err(self.died().await),
                Read::Silence => return Err(self.unanswered(verb, limit)),
            }
            match answer {
                Some(Answer::Done(value)) => return Ok(ControlAnswer::Done(value)),
                Some(Answer::Refused(text)) => {
                    return Err(LinkError::Refused { verb: verb.to_owned(), text });
                }
                Some(Answer::Unsupported) => return Ok(ControlAnswer::Unsupported),
                // A flood must not hold the wait open.
                None if Instant::now() >= deadline => return Err(self.unanswered(verb, limit)),
                None => {}
            }
        }
    }

    async fn write(&mut self, line: &[u8]) -> Result<(), LinkError> {
        // Taken out: whoever drops this future half way leaves a closed link behind, not half a line.
        let torn = LinkError::Closed { reason: "a question was left half written".to_owned() };
        let mut process = match core::mem::replace(&mut self.state, State::Closed(torn)) {
            State::Open(process) => process,
            State::Closed(error) => {
                self.state = State::Closed(error.clone());
                return Err(error);
            }
        };
        let (decoder, inbox) = (&mut self.decoder, &mut self.inbox);
        let written =
            process.duplex.write(line, self.options.write, |octets| sort(decoder, octets, inbox, None));
        match written.await {
            Ok(()) => {
                self.state = State::Open(process);
                Ok(())
            }
            Err(WriteFault::Ended(_)) => {
                self.state = State::Open(process);
                Err(self.died().await)
            }
            Err(WriteFault::Timeout) => {
                let reason = "the adapter did not read what was sent to it".to_owned();
                self.state = State::Closed(LinkError::Closed { reason });
                Err(LinkError::WriteTimeout { size: line.len(), waited: self.options.write })
            }
        }
    }

    async fn deliver(&mut self, message: &[u8]) -> Result<(), LinkError> {
        self.inbox.renew();
        let with = json!({ "hex": hex::encode(message) });
        match self.ask("deliver", with, self.options.answer).await? {
            ControlAnswer::Done(_) => Ok(()),
            ControlAnswer::Unsupported => Err(LinkError::Unsupported { verb: "deliver".to_owned() }),
        }
    }

    async fn next(&mut self, wait: Duration) -> Result<Option<Received>, LinkError> {
        let deadline = after(wait);
        loop {
            if let Some(received) = self.inbox.pop() {
                return Ok(Some(received));
            }
            let process = match &mut self.state {
                State::Closed(error) => return Err(error.clone()),
                State::Open(process) => process,
            };
            match process.duplex.read(deadline).await {
                Read::Octets(octets) => sort(&mut self.decoder, octets, &mut self.inbox, None),
                Read::Ended(_) => {
                    self.died().await;
                    continue;
                }
                Read::Silence => return Ok(self.inbox.silence()),
            }
            // A flood of what is dropped must not hold the wait open.
            if Instant::now() >= deadline {
                return Ok(self.inbox.pop().or_else(|| self.inbox.silence()));
            }
        }
    }

    async fn perform(&mut self, verb: Control) -> Result<ControlAnswer, LinkError> {
        let with = match &verb {
            Control::Install { what, octets } => json!({ "what": what, "hex": hex::encode(octets) }),
            Control::Press(button) => json!({ "button": button }),
            Control::SetClock(seconds) => json!({ "unix": seconds }),
            Control::Other(_) | Control::PowerCycle | Control::ReadLog | Control::Reset => json!({}),
        };
        self.ask(verb.verb(), with, self.options.control).await
    }

    /// No answer came; half a line may say why.
    fn unanswered(&mut self, verb: &str, waited: Duration) -> LinkError {
        if let Some(garbage) = self.decoder.pending() {
            self.inbox.push(Received::Garbage(garbage));
        }
        LinkError::NoAnswer { verb: verb.to_owned(), waited }
    }

    /// The adapter is gone, or has closed its side: what it said last is kept, and why it ended is found out.
    async fn died(&mut self) -> LinkError {
        let closed = LinkError::Closed { reason: "the adapter has ended".to_owned() };
        let mut process = match core::mem::replace(&mut self.state, State::Closed(closed)) {
            State::Open(process) => process,
            State::Closed(error) => {
                self.state = State::Closed(error.clone());
                return error;
            }
        };
        let deadline = after(LAST_WORDS);
        while let Read::Octets(octets) = process.duplex.read(deadline).await {
            sort(&mut self.decoder, octets, &mut self.inbox, None);
            if Instant::now() >= deadline {
                break;
            }
        }
        if let Some(garbage) = self.decoder.pending() {
            self.inbox.push(Received::Garbage(garbage));
        }
        let (status, stderr) = process.finish(LAST_WORDS).await;
        let error = LinkError::Died { command: self.command.to_string(), status, stderr };
        self.state = State::Closed(error.clone());
        error
    }

    /// Ends the adapter from this side; returns the end of what it wrote to standard error.
    async fn end(&mut self, reason: &str) -> String {
        let closed = LinkError::Closed { reason: reason.to_owned() };
        match core::mem::replace(&mut self.state, State::Closed(closed)) {
            State::Closed(_) => String::new(),
            State::Open(process) => process.finish(Duration::ZERO).await.1,
        }
    }

    async fn again(&mut self) -> Result<(), LinkError> {
        self.end("it could not be made again").await;
        self.begin(Contact::Again).await
    }

    async fn leave(&mut self) -> Result<(), LinkError> {
        if matches!(self.state, State::Open(_)) {
            // Whatever it answers, it has been told; one that does not end is ended.
            let _ = self.ask("bye", json!({}), self.options.answer.min(LAST_WORDS)).await;
        }
        let reason = "it was closed from this side".to_owned();
        let closed = State::Closed(LinkError::Closed { reason });
        if let State::Open(process) = core::mem::replace(&mut self.state, closed) {
            process.finish(LAST_WORDS).await;
        }
        Ok(())
    }
}

impl Link for ExecLink {
    fn url(&self) -> &str {
        &self.url
    }

    fn now(&self) -> UnixMicros {
        UnixMicros::from_system()
    }

    fn hello(&self) -> Option<&Hello> {
        Some(&self.hello)
    }

    fn send<'a>(&'a mut self, message: &'a [u8]) -> LinkFuture<'a, ()> {
        Box::pin(self.deliver(message))
    }

    fn receive(&mut self, wait: Duration) -> LinkFuture<'_, Option<Received>> {
        Box::pin(self.next(wait))
    }

    fn control(&mut self, verb: Control) -> LinkFuture<'_, ControlAnswer> {
        Box::pin(self.perform(verb))
    }

    fn reconnect(&mut self) -> LinkFuture<'_, ()> {
        Box::pin(self.again())
    }

    fn close(&mut self) -> LinkFuture<'_, ()> {
        Box::pin(self.leave())
    }
}

/// Sorts what the adapter wrote: the answer that is `awaited`, messages, and the rest.
fn sort(
    decoder: &mut Decoder,
    octets: &[u8],
    inbox: &mut Inbox,
    mut awaited: Option<(u64, &mut Option<Answer>)>,
) {
    let mut octets = octets;
    while let Some(item) = decoder.feed(&mut octets) {
        match item {
            Item::Received(received) => inbox.push(received),
            Item::Answer { id, answer, line } => match &mut awaited {
                Some((wanted, slot)) if *wanted == id && slot.is_none() => **slot = Some(answer),
                _ => inbox.push(Received::Garbage(stray(id, line))),
            },
        }
    }
}

fn stray(id: u64, mut line: Garbage) -> Garbage {
    line.expected = "an answer to an open question".to_owned();
    line.found = format!("an answer to {id}, which is not open");
    line
}

/// The answer to `hello`; what it lacks otherwise.
fn introduction(value: &Value) -> Result<Hello, String> {
    let text = |name: &str| {
        let text = value.get(name).and_then(Value::as_str).ok_or_else(|| format!("the text `{name}`"))?;
        Ok::<_, String>(text.chars().take(MAX_TEXT).collect::<String>())
    };
    let verbs = value.get("verbs").and_then(Value::as_array).and_then(|verbs| {
        verbs.iter().take(MAX_TEXT).map(|verb| verb.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>()
    });
    Ok(Hello {
        name: text("name")?,
        version: text("version")?,
        kind: text("kind")?,
        verbs: verbs.ok_or_else(|| "the list of texts `verbs`".to_owned())?,
    })
}

/// How long an adapter may take to end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// The most that is taken of a name.
const MAX_TEXT: usize = 200;
