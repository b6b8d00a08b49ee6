//! `hallmark fuzz`: attack a live target, and make a test of what is found.

pub(crate) mod ground;
mod span;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::fuzz::Campaign;
use hallmark_engine::fuzz::Limits;
use hallmark_engine::fuzz::State;
use hallmark_engine::profile::Profile;
use hallmark_engine::profile::TargetKind;

use crate::embedded;
use crate::failure::Failure;
use crate::fuzz::ground::LiveGround;
use crate::fuzz::ground::Made;
use crate::fuzz::span::Span;
use crate::run::bundle::make_folder;
use crate::run::embedded::EmbeddedOpener;
use crate::run::interrupted;
use crate::run::target::Target;
use crate::run::target::Way;
use crate::ui::Style;
use crate::ui::Ui;

/// Attack a target with messages that are valid until the one thing that is not
///
/// Every message has fresh counters and good protection, but for what is wrong with it, and after each the target must
/// still answer a good command. What it does that it must not do is reduced, and left as three files: the input with its
/// seed (.json), a capture (.pcapng), and a scenario (.feature) that fails until the target is mended. Without a profile
/// the target is the ESME that is embedded in this program.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What the target claims and how to reach it; without one, the embedded ESME
    #[arg(long, value_name = "FILE")]
    profile: Option<PathBuf>,
    /// Stop after this time, such as 90s, 10m or 2h
    #[arg(long, value_name = "TIME", default_value = "10m")]
    time: Span,
    /// Stop after this many messages
    #[arg(long, value_name = "N", default_value_t = u64::MAX, hide_default_value = true)]
    messages: u64,
    /// The number that everything random is made from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Send at most this many messages a second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// The folder for what is found; it must not be there yet
    #[arg(long, value_name = "DIR", default_value = "hallmark-fuzz")]
    out: PathBuf,
    /// Go on where the campaign in the folder of --out stopped
    #[arg(long)]
    resume: bool,
    /// Let the embedded ESME misbehave in this way; `hallmark serve --fault list` shows all ways
    #[arg(long, value_name = "NAME", conflicts_with = "profile")]
    fault: Vec<String>,
    /// The target is yours to attack: needed for every target but an embedded one
    #[arg(long)]
    i_own_this_target: bool,
}

const EXAMPLES: &str = "\
Exit codes: 0 nothing was found, 1 something was, 2 the command line or the profile is wrong, 3 the target was lost

Examples:
  hallmark fuzz --time 1m
  hallmark fuzz --profile my-meter.toml --time 10m --rate 20 --i-own-this-target
  hallmark run --profile my-meter.toml --features hallmark-fuzz";

/// What a campaign can go on from, in the folder of its findings.
const STATE_FILE: &str = "campaign.json";

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let profile = match &self.profile {
            Some(path) => crate::profile::load(path)?,
            None => Profile::embedded("embedded reference", env!("CARGO_PKG_VERSION"), TargetKind::Esme),
        };
        if !profile.link.is_loopback() && !self.i_own_this_target {
            return Err(Failure::usage(format!(
                "attack {}: fuzzing may leave a device that does not work any more",
                profile.target.name
            ))
            .advise("if it is yours to attack, say so with --i-own-this-target"));
        }
        let mut target = Target::prepare(&profile, self.seed)?;
        if matches!(target.way, Way::Embedded(_)) {
            target.way = Way::Embedded(Box::new(EmbeddedOpener::new(&embedded::faults(&self.fault)?)?));
        }
        let state = if self.resume { load_state(&self.out)? } else { State::new(self.seed) };
        if !self.resume {
            make_folder(&self.out)?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Failure::lost(format!("start: {error}")))?;
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        runtime.spawn(async move {
            while interrupted().await.is_ok() {
                if asked.swap(true, Ordering::SeqCst) {
                    std::process::exit(130);
                }
            }
        });
        runtime.block_on(self.attack(ui, target, &profile, state, stop))
    }

    async fn attack(
        self,
        ui: &Ui,
        target: Target,
        profile: &Profile,
        state: State,
        stop: Arc<AtomicBool>,
    ) -> Result<ExitCode, Failure> {
        let laboratory = Arc::new(target.laboratory);
        let before = state.messages;
        let mut ground = LiveGround::reach(target.way, &target.link, Arc::clone(&laboratory), stop).await?;
        ground.set_out(self.out.clone(), self.seed);
        ground.set_deadline(Instant::now() + Duration::from(self.time));
        if ui.shows_progress() {
            ground.show_progress(self.messages);
        }
        let mut campaign = Campaign::new(&laboratory, &profile.claims.use_cases, state);
        let limits = Limits {
            messages: self.messages,
            patience: 12,
            pace: self.rate.map_or(Duration::ZERO, |rate| Duration::from_secs(1) / rate),
        };
        let started = Instant::now();
        let end = campaign.run(&mut ground, limits).await;
        ground.finish();
        save_state(&self.out, campaign.state())?;
        if let Some(lost) = ground.lost() {
            return Err(Failure::lost(lost));
        }

        let mut to = ui.results();
        let paint = ui.paint();
        for made in ground.made() {
            writeln!(
                to,
                "{}",
                paint.apply(Style::Bad, &format!("{} {}", made.id, made.finding.kind.name()))
            )?;
            writeln!(to, "  clause    {}", made.finding.reason.clause)?;
            writeln!(to, "  expected  {}", made.finding.reason.expected)?;
            writeln!(to, "  observed  {}", made.finding.reason.observed.escape_debug())?;
            for (number, step) in made.input.steps.iter().enumerate() {
                writeln!(to, "  {:<8}  {step}", if number == 0 { "messages" } else { "" })?;
            }
            writeln!(to, "  files     {}\n", self.out.join(format!("{}.feature", made.id)).display())?;
        }
        let state = campaign.state();
        let seconds = started.elapsed().as_secs_f64();
        let sent = state.messages - before;
        let found = state.findings.len();
        writeln!(
            to,
            "{}  {} {}",
            if found == 0 {
                paint.apply(Style::Good, "nothing found")
            } else {
                paint.apply(Style::Bad, &count(found))
            },
            profile.target.name,
            profile.target.version
        )?;
        writeln!(
            to,
            "{sent} messages, {:.0} a second; {} commands to start from; {} different reactions; seed {}",
            sent as f64 / seconds.max(0.001),
            campaign.bases(),
            state.reactions(),
            self.seed
        )?;
        let kinds = kinds(ground.made());
        if !kinds.is_empty() {
            writeln!(to, "kinds     {}; one fault may show in several ways", kinds.join(", "))?;
        }
        if found > 0 {
            let profile = self.profile.as_ref().map(|path| format!(" --profile {}", path.display()));
            let out = self.out.display();
            writeln!(to, "again     hallmark run{} --features {out}", profile.unwrap_or_default())?;
        }
        if let Err(trouble) = end {
            let text = format!("the campaign ended early: {trouble}");
            // What was found counts for more than what was not tried.
            if found == 0 {
                return Err(Failure::lost(text));
            }
            writeln!(to, "ended     {text}")?;
        }
        to.flush()?;
        Ok(if found == 0 { ExitCode::CONFORMING } else { ExitCode::NONCONFORMITY })
    }
}

/// What the target did wrong, whatever led to it, and in how many ways it was led to it.
fn kinds(made: &[Made]) -> Vec<String> {
    let mut ways: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for one in made {
        *ways.entry((one.finding.kind.name(), &one.finding.reason.clause)).or_default() += 1;
    }
    let told = |((kind, clause), count): ((&str, &str), usize)| format!("{kind} against {clause} ({count})");
    ways.into_iter().map(told).collect()
}

fn count(found: usize) -> String {
    if found == 1 { "1 finding".to_owned() } else { format!("{found} findings") }
}

fn load_state(folder: &Path) -> Result<State, Failure> {
    let path = folder.join(STATE_FILE);
    let text = std::fs::read_to_string(&path)
        .map_err(|error| Failure::usage(format!("go on from {}: {error}", path.display())))?;
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("go on from {}: {error}", path.display())))
}

fn save_state(folder: &Path, state: &State) -> Result<(), Failure> {
    let path = folder.join(STATE_FILE);
    let lost = |error: String| Failure::lost(format!("write {}: {error}", path.display()));
    let text = serde_json::to_string_pretty(state).map_err(|error| lost(error.to_string()))?;
    std::fs::write(&path, text + "\n").map_err(|error| lost(error.to_string()))
}
