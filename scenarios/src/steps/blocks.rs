//! Large messages in blocks (GBCS 7.2.11). Blocks have no protection of their own: what they bring together is judged as
//! a message is. What a device does about blocks that are lost or disordered no published text says.

use std::sync::Arc;

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::Counter;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::split;
use hallmark_gbcs::wire::Message;

use crate::snapshot;
use crate::snapshot::Pulse;
use crate::steps::response::check;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 7.2.11";

#[when(regex = r"^the (\S+) delivers (\S+) in blocks of (\d+) octets(?:, (.+))?$")]
async fn delivers(world: &mut TestWorld, party: String, use_case: String, size: usize, how: String) {
    let outcome = deliver(world, &party, &use_case, size, &how).await;
    sending::note_trouble(world, outcome);
}

/// That a device takes messages in blocks is what its profile claims.
#[then(regex = r"^it is answered as if it had come whole$")]
async fn is_answered(world: &mut TestWorld) {
    let Some(sent) = world.sent.clone() else { return };
    let Some(session) = world.session() else { return };
    match session.answer(&sent).await {
        Ok(response) => world.response = response,
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    if world.is_settled() {
        return;
    }
    let Some(response) = world.response.clone() else {
        let is_judged =
            world.session().is_some_and(|session| session.laboratory.strict.contains("block-transfer"));
        let (expected, observed) = ("a response to a command in blocks", "none");
        if is_judged {
            world.fail(CLAUSE, expected, observed);
        } else {
            let why = "none; the text of GBCS 7.2.11 on blocks could not be read";
            world.inconclusive(expected, why);
        }
        return;
    };
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    check(world, |session| response.correspondence(&sent, &session.laboratory));
    check(world, |_| response.structure(&sent));
    world.judged();
}

/// All of the message came, in some way: that it is executed is as right as that it is not.
#[then(regex = r"^it is answered rightly, or not at all$")]
async fn answered_or_not(world: &mut TestWorld) {
    let outcome = await_answer(world).await;
    sending::note_trouble(world, outcome);
    let Some(sent) = world.sent.clone() else { return };
    match world.response.clone() {
        Some(response) => {
            check(world, |session| response.authenticity(&sent, &session.laboratory));
            check(world, |session| response.correspondence(&sent, &session.laboratory));
            check(world, |_| response.structure(&sent));
        }
        None => observe(world, format!("{} in such blocks is not answered", sent.command.use_case)),
    }
    world.judged();
}

/// Takes the answer, once the device has answered a good command sent after it.
async fn await_answer(world: &mut TestWorld) -> Result<(), Trouble> {
    let Some(sent) = world.sent.clone() else { return Ok(()) };
    world.after = match snapshot::take(world, "").await? {
        Pulse::Alive(after) => Some(after),
        Pulse::Silent => None,
    };
    let Some(session) = world.session() else { return Ok(()) };
    session.watch(session.laboratory.settle).await?;
    world.response = session.take_response(sent.originator(), sent.counter()).map(Response::from_octets);
    Ok(())
}

/// Looks at the device, makes the command and sends its blocks.
async fn deliver(
    world: &mut TestWorld,
    party: &str,
    use_case: &str,
    size: usize,
    how: &str,
) -> Result<(), Trouble> {
    let Pulse::Alive(before) = snapshot::take(world, use_case).await? else {
        world.inconclusive("an answer to a good command before the attack", "none");
        return Ok(());
    };
    let variant = sending::variant(world);
    let make = |now| Variation::immediate(variant, now);
    let Some(sent) = sending::prepare(world, party, use_case, make) else { return Ok(()) };
    let blocks = match arranged(&sent, size, how) {
        Ok(blocks) => blocks,
        Err(why) => {
            world.unable(why);
            return Ok(());
        }
    };
    let Some(session) = world.session() else { return Ok(()) };
    let count = blocks.len();
    for (number, octets) in (1..).zip(blocks) {
        session.send(&octets, &format!("block {number} of {count} of command {use_case}")).await?;
    }
    world.before = Some(before);
    world.sent = Some(sent);
    world.response = None;
    Ok(())
}

/// The blocks of a command in some order, with something wrong about them or not.
fn arranged(sent: &Sent, size: usize, how: &str) -> Result<Vec<Vec<u8>>, String> {
    let message = Message::parse(&sent.octets).map_err(|error| error.to_string())?;
    let mut blocks = split(&message, size).map_err(|error| error.to_string())?;
    if blocks.len() < 3 && !how.is_empty() {
        return Err(format!("{} makes {} blocks of {size} octets", sent.command.use_case, blocks.len()));
    }
    let altered: Arc<[u8]>;
    match how {
        "" => {}
        "the second one twice" => {
            let second = *blocks.get(1).ok_or("no second block")?;
            blocks.insert(2, second);
        }
        "all of them twice" => {
            let again = blocks.clone();
            let last = blocks.pop().ok_or("no last block")?;
            blocks.extend(again.into_iter().filter(|block| !block.is_last()));
            blocks.push(last);
        }
        "the second one lost and all sent again" => {
            let again = blocks.clone();
            blocks.remove(1);
            blocks.extend(again);
        }
        "the second one missing" => {
            blocks.remove(1);
        }
        "the first one missing" => {
            blocks.remove(0);
        }
        "the last one missing" => {
            blocks.pop();
        }
        "the first one marked as the last" => mark(&mut blocks, 0, true),
        "none marked as the last" => {
            let last = blocks.len() - 1;
            mark(&mut blocks, last, false);
        }
        "the second one of another command" => {
            let second = blocks.get_mut(1).ok_or("no second block")?;
            second.message.counter = Counter(second.message.counter.0 ^ 1);
        }
        "the second one altered" => {
            let second = blocks.get_mut(1).ok_or("no second block")?;
            let mut octets = second.data.to_vec();
            if let Some(first) = octets.first_mut() {
                *first ^= 0x01;
            }
            altered = octets.into();
            second.data = &altered;
        }
        "the second one emptied" => {
            let second = blocks.get_mut(1).ok_or("no second block")?;
            second.data = &[];
        }
        "the second and the third exchanged" => blocks.swap(1, 2),
        "the last one first" => blocks.reverse(),
        "numbered from 0" => renumber(&mut blocks, |number| number - 1),
        "numbered from 2" => renumber(&mut blocks, |number| number + 1),
        "each numbered 1" => renumber(&mut blocks, |_| 1),
        _ => return Err(format!("the suite knows no way to send blocks, {how}")),
    }
    Ok(blocks.iter().map(Block::emit).collect())
}

fn mark(blocks: &mut [Block<'_>], at: usize, last: bool) {
    if let Some(block) = blocks.get_mut(at) {
        block.control = if last { block.control | LAST } else { block.control & !LAST };
    }
}

fn renumber(blocks: &mut [Block<'_>], number: impl Fn(u16) -> u16) {
    for block in blocks {
        block.number = number(block.number);
    }
}

/// The bit of the control octet that marks the last block.
const LAST: u8 = 0x80;
