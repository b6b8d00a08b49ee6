//! `hallmark decode`: reads GBCS messages of any spelling, checks and shows them.

mod blocks;
mod decoder;
mod fault;
mod input;
mod json;
mod jsonl;
mod sensitive;
mod summary;
mod text;
mod tree;

use std::hint::black_box;
use std::path::Path;
use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use clap::ValueEnum;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::keys::RingKeys;
use hallmark_gbcs::EntityId;
use hallmark_smki::KeyRing;
use indicatif::ProgressBar;
use indicatif::ProgressStyle;

use crate::failure::Failure;
use crate::ui::Ui;

use self::blocks::Blocks;
use self::decoder::Decoded;
use self::decoder::Decoder;
use self::decoder::Undecodable;
use self::fault::Fault;
use self::input::Input;
use self::input::Inputs;
use self::jsonl::JsonLines;
use self::summary::Speed;
use self::summary::Summary;
use self::summary::Work;
use self::tree::Offsets;
use self::tree::Tree;

/// Read GBCS messages, check their protection and show what they say
///
/// A message may be written in hexadecimal (with or without spaces, colons, commas and 0x), in base64 or in binary. A
/// text may hold several messages, one a line; the blocks of a large one are put together. Folders are read with their subfolders, in order of name. What cannot
/// be read is named with its place, the rest is still read, and the exit code is 1.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Files and folders; `-` or nothing is standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    #[arg(long, value_name = "DIR", help = KEY_FOLDER)]
    keys: Option<PathBuf>,
    /// The Access Control Broker, with whose key the MACs of commands are made: sixteen hexadecimal digits
    #[arg(long, value_name = "EUI")]
    acb: Option<EntityId>,
    /// tree: for people; jsonl: one JSON object a message; summary: totals and messages per second
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Tree, hide_possible_values = true)]
    format: Format,
    /// In a summary, do everything N times, to measure how fast it goes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    repeat: Option<u32>,
    /// In a tree, start each line with the octets that it is about
    #[arg(long)]
    offsets: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Tree,
    Jsonl,
    Summary,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        if self.repeat.is_some() && self.format != Format::Summary {
            return Err(Failure::usage("--repeat measures, and only a summary shows what was measured")
                .advise("--format summary --repeat N"));
        }
        let work = if self.keys.is_some() { Work::DecodeAndVerify } else { Work::Decode };
        let keys = self.keys.as_deref().map(|folder| load_keys(folder, ui)).transpose()?;
        let mut decoder = Decoder::new(keys.unwrap_or_default(), self.acb);
        let inputs = Blocks::new(Inputs::new(self.paths, ui));
        match self.format {
            Format::Tree => {
                let offsets = if self.offsets { Offsets::Shown } else { Offsets::Hidden };
                show(inputs, &mut decoder, &mut Tree::new(ui.results(), ui.paint(), offsets))
            }
            Format::Jsonl => show(inputs, &mut decoder, &mut JsonLines::new(ui.results())),
            Format::Summary => summarise(inputs, &mut decoder, work, self.repeat.unwrap_or(1), ui),
        }
    }
}

pub(crate) fn load_keys(folder: &Path, ui: &Ui) -> Result<RingKeys, Failure> {
    let ring = KeyRing::load(folder).map_err(|error| {
        Failure::usage_from(&error).advise(
            "a folder of <eui64>-<ds|ka|pp-ka>.pem and .key files, as `hallmark serve --profile-out` writes one",
        )
    })?;
    for warning in ring.warnings() {
        ui.note(&format!("{}: {}", warning.path.display(), warning.reason));
    }
    Ok(RingKeys::from(ring))
}

/// A way to show messages, one after the other.
trait Show {
    fn decoded(&mut self, source: &str, decoded: &Decoded<'_>) -> std::io::Result<()>;
    fn undecodable(&mut self, source: &str, undecodable: &Undecodable<'_>) -> std::io::Result<()>;
    fn fault(&mut self, source: &str, fault: &Fault) -> std::io::Result<()>;
    fn flush(&mut self) -> std::io::Result<()>;
}

fn show(
    inputs: impl Iterator<Item = Input>,
    decoder: &mut Decoder,
    shown: &mut impl Show,
) -> Result<ExitCode, Failure> {
    let mut code = ExitCode::CONFORMING;
    for Input { source, octets } in inputs {
        let result = octets.as_deref().map(|octets| decoder.decode(octets));
        match result {
            Ok(Ok(decoded)) => shown.decoded(&source, &decoded)?,
            Ok(Err(undecodable)) => {
                shown.undecodable(&source, &undecodable)?;
                code = ExitCode::NONCONFORMITY;
            }
            Err(fault) => {
                shown.fault(&source, fault)?;
                code = ExitCode::NONCONFORMITY;
            }
        }
    }
    shown.flush()?;
    Ok(code)
}

fn summarise(
    inputs: impl Iterator<Item = Input>,
    decoder: &mut Decoder,
    work: Work,
    rounds: u32,
    ui: &Ui,
) -> Result<ExitCode, Failure> {
    use std::io::Write as _;

    let inputs: Vec<Input> = inputs.collect();
    let progress = progress(rounds, ui);
    let mut summary = Summary::default();
    let start = Instant::now();
    for round in 0..rounds {
        for Input { source, octets } in &inputs {
            let result = octets.as_deref().map(|octets| decoder.decode(octets));
            match (result, round) {
                (Ok(Ok(decoded)), 0) => summary.decoded(&decoded),
                (Ok(Err(undecodable)), 0) => summary.fault(source, &undecodable.fault),
                (Err(fault), 0) => summary.fault(source, fault),
                (result, _) => drop(black_box(result)),
            }
        }
        progress.inc(1);
    }
    let speed = Speed { rounds, elapsed: start.elapsed(), work };
    progress.finish_and_clear();
    let mut out = ui.results();
    out.write_all(summary.text(speed, ui.paint()).as_bytes())?;
    out.flush()?;
    Ok(if summary.has_faults() { ExitCode::NONCONFORMITY } else { ExitCode::CONFORMING })
}

fn progress(rounds: u32, ui: &Ui) -> ProgressBar {
    if rounds == 1 || !ui.shows_progress() {
        return ProgressBar::hidden();
    }
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} rounds, {per_sec}, {eta} left");
    let bar = ProgressBar::new(rounds.into());
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

// Not a doc comment, in which the angle brackets would be HTML.
pub(crate) const KEY_FOLDER: &str =
    "Key folder: <eui64>-<ds|ka|pp-ka>.pem certificates and .key private keys";

const EXAMPLES: &str = "\
Examples:
  hallmark decode message.hex
  echo 'DF09 01…' | hallmark decode --offsets
  hallmark decode --format jsonl --keys keys/ --acb 90B3D51F30000002 captures/
  hallmark decode --format summary --repeat 100 --keys keys/ captures/";
