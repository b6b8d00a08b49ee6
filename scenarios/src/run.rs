//! Hands the planned scenarios to the cucumber runner.

use std::collections::HashSet;
use std::sync::Arc;

use cucumber::Cucumber;
use cucumber::Event;
use cucumber::Parser;
use cucumber::World as _;
use cucumber::Writer;
use cucumber::cli;
use cucumber::event;
use cucumber::event::ScenarioFinished;
use cucumber::gherkin::Feature;
use cucumber::gherkin::StepType;
use cucumber::parser;
use cucumber::writer;
use futures::FutureExt as _;
use futures::stream;
use hallmark_engine::verdict::Reason;
use hallmark_engine::verdict::Verdict;

use crate::context::Context;
use crate::suite::Suite;
use crate::suite::test_id;
use crate::world::TestWorld;

/// Runs the scenarios with these ids, one after the other. Verdicts, exchanges and remarks go to the context's emitter.
pub async fn run(suite: &Suite, wanted: &HashSet<String>, context: Arc<Context>) {
    let features = suite.features(|id| wanted.contains(id));
    let runner = cucumber::runner::Basic::<TestWorld>::default()
        .max_concurrent_scenarios(1)
        .steps(TestWorld::collection())
        .before(move |_, _, scenario, world| {
            let context = Arc::clone(&context);
            let id = test_id(&scenario.tags).unwrap_or_default().to_owned();
            let checks = scenario.steps.iter().filter(|step| step.ty == StepType::Then).count();
            async move { world.begin(&context, &id, checks).await }.boxed_local()
        })
        .after(|_, _, _, finished, world| {
            if let Some(world) = world {
                note_runner(world, finished);
                world.end();
            }
            async {}.boxed_local()
        });
    // Without options of its own the runner would read the command line of the program.
    let options = cli::Opts::<cli::Empty, cucumber::runner::basic::Cli, cli::Empty, cli::Empty>::default();
    Cucumber::<_, _, _, _, _, cli::Empty>::custom(Given(features), runner, Silent)
        .with_cli(options)
        .run(())
        .await;
}

/// What the runner itself says of a scenario: a step without a function, or one that panicked, is our fault.
fn note_runner(world: &mut TestWorld, finished: &ScenarioFinished) {
    let observed = match finished {
        ScenarioFinished::StepPassed => return,
        ScenarioFinished::StepSkipped => "a step that the suite has no function for".to_owned(),
        ScenarioFinished::BeforeHookFailed(_) => "the scenario could not be prepared".to_owned(),
        ScenarioFinished::StepFailed(_, _, error) => format!("a step that failed: {error}"),
    };
    world.settle(
        Verdict::Error,
        Reason { clause: "suite".to_owned(), expected: "every step carried out".to_owned(), observed },
    );
}

/// Features that are there already.
struct Given(Vec<Feature>);

impl Parser<()> for Given {
    type Cli = cli::Empty;
    type Output = stream::Iter<std::vec::IntoIter<parser::Result<Feature>>>;

    fn parse(self, (): (), _: Self::Cli) -> Self::Output {
        stream::iter(self.0.into_iter().map(Ok).collect::<Vec<_>>())
    }
}

/// The stream of our own events says everything.
struct Silent;

impl Writer<TestWorld> for Silent {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, _: parser::Result<Event<event::Cucumber<TestWorld>>>, _: &Self::Cli) {}
}

impl writer::Normalized for Silent {}
impl writer::NonTransforming for Silent {}
