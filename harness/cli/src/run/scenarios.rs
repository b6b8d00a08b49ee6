//! Runs the planned scenarios, on several threads where each scenario has a device of its own.

use std::collections::HashSet;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::thread;

use hallmark_engine::plan::Plan;
use hallmark_engine::stream::End;
use hallmark_engine::stream::Stream;
use hallmark_link::connect;
use hallmark_scenarios::context::Context;
use hallmark_scenarios::context::Opener;
use hallmark_scenarios::context::Pulse;
use hallmark_scenarios::context::Renewed;
use hallmark_scenarios::run;
use hallmark_scenarios::suite::Suite;
use tokio::runtime;
#[cfg(unix)]
use tokio::signal::unix::SignalKind;
#[cfg(unix)]
use tokio::signal::unix::signal;
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::run::target::SharedOpener;
use crate::run::target::Target;
use crate::run::target::Way;
use crate::ui::Ui;

/// Runs every applicable test of the plan.
pub(crate) fn run(
    suite: &Suite,
    plan: &Plan,
    target: Target,
    stream: &Stream,
    seed: u64,
    jobs: Option<usize>,
    ui: Ui,
) -> Result<End, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    // The runtime that the link lives on outlives every scenario.
    let link_runtime = runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| Failure::usage(format!("start the runtime: {error}")))?;
    watch_for_interrupt(&link_runtime, Arc::clone(&stop), ui);
    Ok(run_on(&link_runtime, suite, plan, target, stream, seed, jobs, stop))
}

/// As [`run()`], on a runtime that is there already, until `stop` is set.
#[allow(clippy::too_many_arguments, reason = "a run is made of so many things")]
pub(crate) fn run_on(
    link_runtime: &runtime::Runtime,
    suite: &Suite,
    plan: &Plan,
    target: Target,
    stream: &Stream,
    seed: u64,
    jobs: Option<usize>,
    stop: Arc<AtomicBool>,
) -> End {
    let emitter = stream.emitter();
    let counter_plan = target.counter_plan(emitter.now().0 / 1_000_000);
    let (opener, jobs): (Box<dyn Opener>, usize) = match target.way {
        Way::Embedded(opener) => {
            let cores = thread::available_parallelism().map_or(1, usize::from);
            (opener, jobs.unwrap_or(cores).clamp(1, 64))
        }
        Way::Url(url, options) => match link_runtime.block_on(connect(&url, options)) {
            Ok(link) => (Box::new(SharedOpener(Arc::new(Mutex::new(link)))), 1),
            Err(error) => return End::Interrupted(format!("the target was not reached: {error}")),
        },
    };
    let context = Arc::new(Context {
        laboratory: Arc::new(target.laboratory),
        renewed: Renewed::default(),
        counter_plan,
        opener,
        emitter,
        link: target.link,
        pulse: Pulse::default(),
        use_cases: target.profile.claims.use_cases.clone(),
        seed,
        stop: Arc::clone(&stop),
    });
    let mut parts: Vec<HashSet<String>> = vec![HashSet::new(); jobs];
    for (number, test) in plan.applicable().enumerate() {
        if let Some(part) = parts.get_mut(number % jobs) {
            part.insert(test.id.clone());
        }
    }
    thread::scope(|scope| {
        for part in &parts {
            let context = Arc::clone(&context);
            let handle = link_runtime.handle();
            scope.spawn(move || handle.block_on(run::run(suite, part, context)));
        }
    });
    if stop.load(Ordering::SeqCst) {
        return End::Interrupted("interrupted by the operator".to_owned());
    }
    End::Complete
}

/// The first Ctrl-C or SIGTERM lets the current scenarios end and the bundle be written; the second ends the program.
fn watch_for_interrupt(runtime: &runtime::Runtime, stop: Arc<AtomicBool>, ui: Ui) {
    runtime.spawn(async move {
        while interrupted().await.is_ok() {
            if stop.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            ui.note("interrupted: the bundle is written when the current test has ended; again to stop without it");
        }
    });
}

/// Whoever runs the program wants it to end.
#[cfg(unix)]
pub(crate) async fn interrupted() -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupt = tokio::signal::ctrl_c() => interrupt,
        _ = terminate.recv() => Ok(()),
    }
}

/// Whoever runs the program wants it to end.
#[cfg(not(unix))]
pub(crate) async fn interrupted() -> io::Result<()> {
    tokio::signal::ctrl_c().await
}
