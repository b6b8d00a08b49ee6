//! The target of a campaign, and the files of what is found.

use std::fs::File;
use std::future::Future;
use std::io::BufWriter;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Instant;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use hallmark_engine::event::Direction;
use hallmark_engine::fuzz::Finding;
use hallmark_engine::fuzz::Ground;
use hallmark_engine::fuzz::Input;
use hallmark_engine::fuzz::feature;
use hallmark_engine::session::Counters;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Record;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_link::UnixMicros;
use hallmark_link::connect;
use hallmark_link::pcapng;
use hallmark_scenarios::context::Opener;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use serde_json::json;
use tokio::sync::Mutex as Turns;

use crate::failure::Failure;
use crate::run::embedded::START;
use crate::run::target::SharedOpener;
use crate::run::target::Way;

/// A finding that was written to files.
pub(super) struct Made {
    pub(super) id: String,
    pub(super) finding: Finding,
    pub(super) input: Input,
}

/// The target that a profile names.
pub(crate) struct LiveGround {
    opener: Box<dyn Opener>,
    fresh: bool,
    link: String,
    laboratory: Arc<Laboratory>,
    counters: Arc<Counters>,
    tape: Arc<Tape>,
    stop: Arc<AtomicBool>,
    deadline: Option<Instant>,
    out: PathBuf,
    seed: u64,
    made: Vec<Made>,
    messages: u64,
    lost: Option<String>,
    bar: Option<ProgressBar>,
}

impl LiveGround {
    /// Reaches the target.
    pub(crate) async fn reach(
        way: Way,
        link: &str,
        laboratory: Arc<Laboratory>,
        stop: Arc<AtomicBool>,
    ) -> Result<Self, Failure> {
        let (opener, fresh): (Box<dyn Opener>, bool) = match way {
            Way::Embedded(opener) => (opener, true),
            Way::Url(url, options) => {
                let link = connect(&url, options)
                    .await
                    .map_err(|error| Failure::lost(format!("the target was not reached: {error}")))?;
                (Box::new(SharedOpener(Arc::new(Turns::new(link)))), false)
            }
        };
        let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let counters = Counters::for_moment(u32::try_from(seconds).unwrap_or(u32::MAX >> 1));
        Ok(Self {
            opener,
            fresh,
            link: link.to_owned(),
            laboratory,
            counters: Arc::new(counters),
            tape: Arc::default(),
            stop,
            deadline: None,
            out: PathBuf::new(),
            seed: 0,
            made: Vec::new(),
            messages: 0,
            lost: None,
            bar: None,
        })
    }

    pub(super) fn set_out(&mut self, out: PathBuf, seed: u64) {
        self.out = out;
        self.seed = seed;
    }

    pub(super) fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = Some(deadline);
    }

    pub(super) fn show_progress(&mut self, messages: u64) {
        let bar = if messages == u64::MAX { ProgressBar::new_spinner() } else { ProgressBar::new(messages) };
        let template = "{elapsed_precise}  {pos} messages  {per_sec}  {msg}";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style);
        self.bar = Some(bar);
    }

    pub(super) fn finish(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// What was found and written.
    pub(super) fn made(&self) -> &[Made] {
        &self.made
    }

    /// Why a finding could not be written.
    pub(super) fn lost(&self) -> Option<&str> {
        self.lost.as_deref()
    }

    fn write(&self, made: &Made, sent: &[Vec<u8>]) -> std::io::Result<()> {
        let hex = |octets: &Vec<u8>| octets.iter().map(|octet| format!("{octet:02X}")).collect::<String>();
        let lines: Vec<String> = made.input.steps.iter().map(ToString::to_string).collect();
        let finding = json!({
            "format": 1,
            "id": made.id,
            "seed": self.seed,
            "after_messages": self.messages,
            "kind": made.finding.kind.name(),
            "clause": made.finding.reason.clause,
            "expected": made.finding.reason.expected,
            "observed": made.finding.reason.observed,
            "messages": lines,
            "sent": sent.iter().map(hex).collect::<Vec<_>>(),
        });
        let path = |extension: &str| self.out.join(format!("{}.{extension}", made.id));
        std::fs::write(path("json"), format!("{finding:#}\n"))?;
        std::fs::write(path("feature"), feature(&made.id, &made.finding, &made.input))?;
        let section = pcapng::Section {
            interface: self.link.clone(),
            application: format!("hallmark {}", env!("CARGO_PKG_VERSION")),
            ..pcapng::Section::default()
        };
        let mut capture = pcapng::Writer::new(BufWriter::new(File::create(path("pcapng"))?), &section)?;
        for seen in self.tape.seen().iter() {
            capture.write(&pcapng::Packet {
                at: seen.at,
                direction: seen.direction,
                test: &made.id,
                note: &seen.note,
                octets: &seen.octets,
            })?;
        }
        capture.finish().map(|_| ())
    }
}

impl Ground for LiveGround {
    fn open(&mut self) -> Pin<Box<dyn Future<Output = Result<Session, Trouble>> + Send + '_>> {
        Box::pin(async {
            let hold = self.opener.open("fuzz").await?;
            let counters = match self.fresh {
                true => Arc::new(Counters::above(START << 32)),
                false => Arc::clone(&self.counters),
            };
            let record: Arc<dyn Record> = self.tape.clone();
            let laboratory = Arc::clone(&self.laboratory);
            Ok(Session::new(hold, laboratory, counters, Arc::default(), record, "fuzz".to_owned()))
        })
    }

    fn is_fresh(&self) -> bool {
        self.fresh
    }

    fn begin(&mut self) {
        self.tape.seen().clear();
    }

    fn found(&mut self, number: usize, finding: &Finding, input: &Input, sent: &[Vec<u8>]) {
        let id = format!("fuzz-{number:03}-{}", finding.kind.name());
        let made = Made { id, finding: finding.clone(), input: input.clone() };
        if let Err(error) = self.write(&made, sent) {
            self.lost.get_or_insert(format!("write the finding {}: {error}", made.id));
        }
        if let Some(bar) = &self.bar {
            bar.println(format!("{}  {}", made.id, made.finding.reason));
        }
        self.made.push(made);
    }

    fn is_stopped(&self) -> bool {
        let is_late = self.deadline.is_some_and(|deadline| Instant::now() >= deadline);
        is_late || self.lost.is_some() || self.stop.load(Ordering::SeqCst)
    }

    fn progress(&mut self, messages: u64, findings: usize) {
        self.messages = messages;
        if let Some(bar) = &self.bar {
            bar.set_position(messages);
            if findings > 0 {
                bar.set_message(format!("{findings} findings"));
            }
        }
    }
}

/// What was seen since a conversation began, as far as there is room.
#[derive(Default)]
struct Tape(Mutex<Vec<Seen>>);

struct Seen {
    at: UnixMicros,
    direction: pcapng::Direction,
    note: String,
    octets: Vec<u8>,
}

impl Tape {
    fn seen(&self) -> std::sync::MutexGuard<'_, Vec<Seen>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// More messages of one conversation are not kept.
const KEPT: usize = 4_096;

impl Record for Tape {
    fn exchange(&self, direction: Direction, note: &str, octets: &[u8]) {
        let direction = match direction {
            Direction::In => pcapng::Direction::In,
            Direction::Out => pcapng::Direction::Out,
        };
        let mut seen = self.seen();
        if seen.len() < KEPT {
            let (at, note) = (UnixMicros::from_system(), note.to_owned());
            seen.push(Seen { at, direction, note, octets: octets.to_vec() });
        }
    }

    fn observe(&self, _: String) {}

    fn late(&self, _: &str, _: &Sent, _: &[u8]) {}
}
