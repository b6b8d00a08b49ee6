//! `hallmark serve`: the reference devices as servers.

mod connection;
mod meter;
mod profile;

use std::io::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;
use std::time::UNIX_EPOCH;

use clap::Args;
use hallmark_engine::exit::ExitCode;
use hallmark_reference::faults;
use tokio::net::TcpListener;
use tokio::time::MissedTickBehavior;
use tokio::time::interval;

use crate::embedded;
use crate::failure::Failure;
use crate::ui::Style;
use crate::ui::Ui;

use self::meter::Meter;

/// Put the reference ESME behind a TCP port, in the GFI text form
///
/// All connections reach the same device: answers go to whoever asked, alerts to everyone. It starts anew each time, runs on
/// the system's clock, and ends with Ctrl-C. The first line on standard output names the link.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", required_unless_present = "fault")]
    han: Option<String>,
    /// Let the device misbehave in this way; may be given more than once. `list` shows all ways
    #[arg(long, value_name = "NAME")]
    fault: Vec<String>,
    /// Write profile.toml for this device, and the keys that it needs, into this folder
    #[arg(long, value_name = "DIR")]
    profile_out: Option<PathBuf>,
}

impl Arguments {
    pub(crate) fn run(self, ui: &Ui) -> Result<ExitCode, Failure> {
        if self.fault.iter().any(|name| name == LIST) {
            return list(ui);
        }
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| Failure::lost(format!("start: {error}")))?;
        runtime.block_on(self.serve(ui))
    }

    async fn serve(self, ui: &Ui) -> Result<ExitCode, Failure> {
        let pki = embedded::pki()?;
        let faults = embedded::faults(&self.fault)?;
        let (listener, address) = self.listen().await?;
        if let Some(folder) = &self.profile_out {
            let path = profile::write(folder, &pki, address)?;
            ui.note(&format!("hallmark run --profile {}", path.display()));
        }
        let meter = Arc::new(Meter::new(embedded::device(&pki, now(), &faults)?));
        for fault in &faults {
            ui.note(&format!("{}: {}", fault.name, fault.does));
        }
        let mut out = ui.results();
        writeln!(out, "gfi://{address}  ESME {}", embedded::DEVICE)?;
        out.flush()?;
        drop(out);
        tokio::select! {
            failure = accept(listener, &meter, *ui) => Err(failure),
            () = tick(&meter) => Ok(ExitCode::CONFORMING),
            _ = tokio::signal::ctrl_c() => Ok(ExitCode::CONFORMING),
        }
    }

    async fn listen(&self) -> Result<(TcpListener, SocketAddr), Failure> {
        let han = self.han.as_deref().ok_or_else(|| {
            Failure::usage("listen: expected an address, found none").advise("--han 127.0.0.1:9000")
        })?;
        let told = |error: std::io::Error| {
            Failure::usage(format!("listen at {han}: {error}"))
                .advise("an address of this machine and a free port, such as 127.0.0.1:9000")
        };
        let listener = TcpListener::bind(han).await.map_err(told)?;
        let address = listener.local_addr().map_err(told)?;
        Ok((listener, address))
    }
}

/// Every fault, a line each.
fn list(ui: &Ui) -> Result<ExitCode, Failure> {
    let mut out = ui.results();
    for fault in faults::all() {
        let name = ui.paint().apply(Style::Name, &format!("{:<26}", fault.name));
        writeln!(out, "{:<13} {name} {} ({})", fault.stage, fault.does, fault.clause)?;
    }
    out.flush()?;
    Ok(ExitCode::CONFORMING)
}

/// Never ends well: it ends when no connection can be taken any more.
async fn accept(listener: TcpListener, meter: &Arc<Meter>, ui: Ui) -> Failure {
    let mut failures = 0;
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                failures = 0;
                tokio::spawn(connection::serve(stream, peer, Arc::clone(meter), ui));
            }
            // One that went away before we took it, or too many open files: others may still come.
            Err(_) if failures < MAX_FAILURES => {
                failures += 1;
                tokio::time::sleep(TICK).await;
            }
            Err(error) => return Failure::lost(format!("take connections: {error}")),
        }
    }
}

async fn tick(meter: &Meter) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        meter.tick(now());
    }
}

/// Seconds since 1970, by the system's clock.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// What to name instead of a fault, to see all of them.
const LIST: &str = "list";
const TICK: Duration = Duration::from_millis(100);
const MAX_FAILURES: u32 = 100;

const EXAMPLES: &str = "\
Examples:
  hallmark serve --han 127.0.0.1:9000 --profile-out reference
  hallmark run --profile reference/profile.toml
  hallmark serve --fault list
  hallmark serve --han 127.0.0.1:9000 --fault mac-ignored";
