//! Conversations that fuzzing found, in its own words.

use cucumber::gherkin::Step;
use cucumber::then;
use cucumber::when;
use hallmark_engine::fuzz::Input;
use hallmark_engine::fuzz::Memory;
use hallmark_engine::fuzz::converse;

use crate::world::TestWorld;

/// A message in each row of the step's table.
#[when(regex = r"^this conversation is held$")]
async fn is_held(world: &mut TestWorld, step: &Step) {
    let Some(context) = world.context() else { return };
    let rows = step.table.as_ref().map(|table| table.rows.as_slice()).unwrap_or_default();
    let lines = rows.iter().filter_map(|row| row.first()).map(String::as_str);
    let input = match Input::from_lines(lines) {
        Ok(input) if !input.steps.is_empty() => input,
        Ok(_) => return world.unable("the conversation has no messages"),
        Err(error) => return world.unable(error.to_string()),
    };
    let Some(session) = world.session() else { return };
    let outcome = converse(session, &context.use_cases, &mut Memory::default(), &input).await;
    world.conversation = Some(outcome);
}

#[then(regex = r"^the target does nothing that it must not do$")]
async fn does_nothing_wrong(world: &mut TestWorld) {
    let Some(outcome) = world.conversation.take() else { return };
    if outcome.sent.is_empty() {
        return world.unable("none of the messages could be made");
    }
    if let Some(finding) = outcome.finding {
        world.settle(hallmark_engine::verdict::Verdict::Fail, finding.reason);
    }
    world.judged();
}
