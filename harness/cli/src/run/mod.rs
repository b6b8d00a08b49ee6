//! `hallmark run`: plan, run, write a signed bundle.

pub(crate) mod bundle;
mod decoder;
pub(crate) mod embedded;
mod facts;
mod progress;
pub(crate) mod scenarios;
mod selection;
mod summary;
pub(crate) mod target;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use clap::Args;
use hallmark_engine::collector::RunInfo;
use hallmark_engine::date::Date;
use hallmark_engine::evidence;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::results::Outcome;
use hallmark_engine::results::Tool;
use hallmark_engine::stream::Clock as _;
use hallmark_engine::stream::Consumer;
use hallmark_engine::stream::Stream;
use hallmark_engine::stream::SystemClock;
use hallmark_link::pcapng::Section;

use crate::failure::Failure;
use crate::run::progress::Progress;
pub(crate) use crate::run::scenarios::interrupted;
pub(crate) use crate::run::selection::SelectionArguments;
use crate::run::target::Target;
use crate::ui::Ui;

/// Run the suite against a target and write a signed bundle
///
/// Without a profile the target is the ESME that is embedded in this program. The profile that was used is in the bundle:
/// it is the template for a first one of your own.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    #[command(flatten)]
    selection: SelectionArguments,
    /// The number that everything random is made from
    #[arg(long, value_name = "N", default_value_t = DEFAULT_SEED)]
    seed: u64,
    /// How many scenarios run at a time, where each can have a device of its own
    #[arg(long, value_name = "N")]
    jobs: Option<usize>,
    /// The folder to write the bundle to; it must not be there yet
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The private key that signs the bundle, PEM; without one a key is made and the report says self-asserted
    #[arg(long, value_name = "PEM")]
    sign_key: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  hallmark run
  hallmark run --profile my-meter.toml --out report
  hallmark run --id G-53.mac-bit --seed 7";

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let now = SystemClock.now();
        let signer = bundle::Signer::load(self.sign_key.as_deref())?;
        let selected = self.selection.select(Date::of(now))?;
        let again = self.again();
        let target = Target::prepare(&selected.profile, self.seed)?;
        let out = self.out.unwrap_or_else(|| bundle::default_folder(&selected.profile, now));
        bundle::make_folder(&out)?;
        bundle::write_profile(&out, &selected.profile)?;

        let info = RunInfo {
            tool: Tool {
                name: "hallmark".to_owned(),
                version: env!("CARGO_PKG_VERSION").to_owned(),
                build: bundle::build(),
            },
            id: bundle::run_id(now),
            seed: self.seed,
            profile: bundle::PROFILE_FILE.to_owned(),
            shard: selected.shard,
            target: selected.profile.results_target(),
            waivers: selected.profile.waivers.clone(),
            today: Date::of(now),
        };
        let section = Section {
            hardware: std::env::consts::ARCH.to_owned(),
            os: std::env::consts::OS.to_owned(),
            interface: target.link.clone(),
            application: format!("hallmark {}", env!("CARGO_PKG_VERSION")),
        };
        let mut consumers: Vec<Box<dyn Consumer>> =
            evidence::create(&out, &section).map_err(|lost| Failure::usage(lost.to_string()))?;
        if ui.shows_progress() {
            consumers.push(Box::new(Progress::new(selected.plan.applicable().count())));
        }
        let started = SystemTime::now();
        let plan = selected.plan.clone();
        let stream = Stream::start(info, selected.plan, Arc::new(SystemClock), consumers);
        let end = scenarios::run(&selected.suite, &plan, target, &stream, self.seed, self.jobs, *ui)?;
        let finished = stream.finish(end);
        let elapsed = started.elapsed().unwrap_or_default();

        let written = bundle::write(&out, &finished.results, &signer, SystemClock.now())?;
        summary::print(ui, &finished.results, &out, elapsed, &written, &again)?;
        Ok(ExitCode::of(Outcome::of(&finished.results)))
    }

    /// The command line that leads to the same exchanges with the target.
    fn again(&self) -> String {
        let mut words = vec!["hallmark".to_owned(), "run".to_owned()];
        words.extend(self.selection.target_words());
        if self.seed != DEFAULT_SEED {
            words.extend(["--seed".to_owned(), self.seed.to_string()]);
        }
        words.join(" ")
    }
}

const DEFAULT_SEED: u64 = 1;
