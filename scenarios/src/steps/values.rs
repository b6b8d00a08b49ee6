//! What was written is what is read.

use cucumber::then;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::use_case_named;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::Status;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::tables::esme::Via;

use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "SMETS2 5 (data items), GBCS 20";

#[then(regex = r"^(\S+) reads what was written$")]
async fn reads_back(world: &mut TestWorld, reader: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let is_current = use_case_named(&sent.command.use_case)
        .is_some_and(|use_case| matches!(use_case.status, Status::Current));
    let has_succeeded = response.items().is_ok_and(|items| items.iter().all(|item| item.result.is_success()));
    if !is_current && !has_succeeded {
        observe(
            world,
            "a later use case replaces it, and a device may refuse it: nothing to read".to_owned(),
        );
        world.nothing_to_judge();
        return;
    }
    let outcome = compare(world, &sent, &reader).await;
    sending::note_trouble(world, outcome);
}

async fn compare(world: &mut TestWorld, sent: &Sent, reader: &str) -> Result<(), Trouble> {
    let party = sending::usual_originator(reader);
    let Some((read, response)) = sending::good_command(world, reader, party).await? else {
        world.inconclusive(format!("an answer to {reader}"), "none");
        return Ok(());
    };
    let Ok(items) = response.items() else {
        world.fail("GBCS 7.2.9", format!("the response of {reader}"), "a payload of another form");
        return Ok(());
    };
    let values: Vec<(Descriptor, Option<Data>)> = read
        .command
        .targets
        .iter()
        .copied()
        .zip(items.into_iter().map(|item| item.result.is_success().then_some(item.data)))
        .collect();
    let mut compared = 0;
    let pairs = esme::pairs()
        .iter()
        .filter(|pair| pair.write.name == sent.command.use_case && pair.read.name == reader);
    for pair in pairs {
        let Some((_, written)) = sent.command.written.iter().find(|(target, _)| *target == pair.written)
        else {
            continue;
        };
        compared += 1;
        let found = values.iter().find(|(target, _)| *target == pair.read_back);
        let value = found.and_then(|(_, value)| value.as_ref());
        if value.is_some_and(|value| pair.form.holds(written, value)) {
            continue;
        }
        let expected = format!("{} as it was written, {written}", pair.read_back);
        let observed = value.map_or_else(|| "no value".to_owned(), ToString::to_string);
        // Where a command writes one attribute and another one is read, no text says how the value gets there.
        let is_judged = pair.via == Via::Same
            || world.session().is_some_and(|session| session.laboratory.strict.contains("copied-values"));
        if is_judged {
            world.fail(CLAUSE, expected, observed);
        } else {
            observe(world, format!("expected {expected}; found {observed}"));
        }
    }
    if compared > 0 {
        world.judged();
    }
    Ok(())
}
