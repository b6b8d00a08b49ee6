//! `hallmark probe`: can the target of a profile be reached, and is its adapter honest?

use std::io::Write as _;
use std::path::PathBuf;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_engine::profile::Profile;
use hallmark_link::LinkError;
use hallmark_link::LinkUrl;
use hallmark_link::Options;
use hallmark_link::ProbeReport;
use hallmark_link::connect;
use hallmark_link::probe;

use crate::failure::Failure;
use crate::failure::chain;
use crate::profile;
use crate::ui::Paint;
use crate::ui::Style;
use crate::ui::Ui;
use crate::ui::push_harmless;

/// Reach the target of a profile, and see whether its adapter is honest
///
/// The adapter is asked for something made up. An honest one calls it unsupported; one that says yes to everything proves
/// nothing. Exit code 0: honest, 1: not, 3: the target was not reached. No message is sent to the target.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hallmark probe --profile my-meter.toml")]
pub(crate) struct Arguments {
    /// The profile
    #[arg(long, value_name = "FILE")]
    profile: PathBuf,
    /// The number that the made-up request is made from; by default the time
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let profile = profile::load(&self.profile)?;
        let url = link_url(&profile)?;
        let seed = self.seed.unwrap_or_else(from_time);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| Failure::lost(format!("start: {error}")))?;
        let options = Options { connect: profile.link.connect_timeout, ..Options::default() };
        let report = runtime.block_on(ask(&url, options, seed)).map_err(|error| {
            let mut text = String::new();
            push_harmless(&mut text, &chain(&error));
            Failure::lost(text)
        })?;
        let mut out = ui.results();
        out.write_all(text(&report, ui.paint()).as_bytes())?;
        out.flush()?;
        Ok(if report.is_honest() { ExitCode::CONFORMING } else { ExitCode::NONCONFORMITY })
    }
}

fn link_url(profile: &Profile) -> Result<LinkUrl, Failure> {
    let advice = "give `han` in [link] of the profile: gfi://HOST:PORT, wrapper://HOST:PORT or exec:COMMAND";
    let han = profile.link.han.as_ref();
    let han = han.ok_or_else(|| Failure::usage("expected a link to probe, found none").advise(advice))?;
    match han.as_str().parse() {
        Ok(LinkUrl::Loopback) => {
            Err(Failure::usage("expected a link that leaves this program, found `loopback:`").advise(advice))
        }
        Ok(url) => Ok(url),
        Err(error) => Err(Failure::usage_from(&error).advise(advice)),
    }
}

/// A made-up request must not be guessed, so it differs each time.
fn from_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_secs().rotate_left(30) ^ u64::from(since.subsec_nanos())
}

async fn ask(url: &LinkUrl, options: Options, seed: u64) -> Result<ProbeReport, LinkError> {
    let mut link = connect(url, options).await?;
    let report = probe(link.as_mut(), seed).await?;
    // What was asked is answered; an adapter that does not take leave well is no finding.
    let _ = link.close().await;
    Ok(report)
}

fn text(report: &ProbeReport, paint: Paint) -> String {
    let mut rows = vec![("link", Style::Heading, report.url.clone())];
    match &report.hello {
        None => rows.push(("adapter", Style::Faint, "none; the target was reached".to_owned())),
        Some(hello) => {
            rows.push((
                "adapter",
                Style::Heading,
                format!("{} {}, {}", hello.name, hello.version, hello.kind),
            ));
            rows.push(("verbs", Style::Heading, hello.verbs.join(", ")));
            rows.push(("asked", Style::Faint, format!("{}, which does not exist", report.asked)));
        }
    }
    rows.extend(report.findings.iter().map(|finding| ("finding", Style::Bad, finding.clone())));
    rows.extend(report.remarks.iter().map(|remark| ("remark", Style::Odd, remark.clone())));
    rows.push(match report.is_honest() {
        true => ("result", Style::Good, "nothing speaks against it".to_owned()),
        false => {
            ("result", Style::Bad, "not honest: what it says proves nothing about the target".to_owned())
        }
    });
    let mut text = String::new();
    for (label, style, value) in rows {
        text += &paint.apply(Style::Name, &format!("{label:<12}"));
        text += paint.start(style);
        push_harmless(&mut text, &value);
        text += paint.end();
        text.push('\n');
    }
    text
}
