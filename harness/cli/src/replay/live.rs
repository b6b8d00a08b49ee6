//! Originates recorded commands again at the target of a profile.

use std::path::Path;
use std::sync::Arc;

use hallmark_engine::replay::Judgement;
use hallmark_engine::replay::LiveRecord;
use hallmark_engine::session::Counters;
use hallmark_engine::session::Hold;
use hallmark_engine::session::Session;
use hallmark_engine::session::Watch;
use hallmark_engine::stream::Clock as _;
use hallmark_engine::stream::SystemClock;
use hallmark_link::connect;
use hallmark_scenarios::context::CounterPlan;
use hallmark_scenarios::context::Opener as _;
use tokio::runtime;
use tokio::sync::Mutex;

use crate::failure::Failure;
use crate::run::target::SharedOpener;
use crate::run::target::Target;
use crate::run::target::Way;

/// How many different commands are originated again.
pub(crate) const MOST: usize = 1_000;

/// A target that is ready, before any capture is read: a profile that is wrong is told at once.
pub(crate) struct Live(Target);

impl Live {
    pub(crate) fn prepare(profile: &Path) -> Result<Self, Failure> {
        Ok(Self(Target::prepare(&crate::profile::load(profile)?, SEED)?))
    }

    /// The URL of its link.
    pub(crate) fn link(&self) -> &str {
        &self.0.link
    }

    /// Originates what was recorded again.
    pub(crate) fn originate(self, judgement: &mut Judgement) -> Result<(), Failure> {
        let runtime = runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|error| Failure::usage(format!("start the runtime: {error}")))?;
        let target = self.0;
        let counters = match target.counter_plan(SystemClock.now().0 / 1_000_000) {
            CounterPlan::Fresh(start) => Arc::new(Counters::above(start)),
            CounterPlan::Shared(counters, ..) => counters,
        };
        runtime.block_on(async {
            let hold: Hold = match target.way {
                Way::Embedded(opener) => opener.open(TEST).await,
                Way::Url(url, options) => {
                    let link = connect(&url, options)
                        .await
                        .map_err(|error| Failure::lost(format!("reach the target: {error}")))?;
                    SharedOpener(Arc::new(Mutex::new(link))).open(TEST).await
                }
            }
            .map_err(|trouble| Failure::lost(format!("reach the target: {trouble}")))?;
            let record = Arc::new(LiveRecord::default());
            let laboratory = Arc::new(target.laboratory);
            let watch = Arc::<Watch>::default();
            let mut session =
                Session::new(hold, laboratory, counters, watch, record.clone(), TEST.to_owned());
            judgement.originate(&mut session, &record).await;
            Ok(())
        })
    }
}

const TEST: &str = "replay/live";
const SEED: u64 = 1;
