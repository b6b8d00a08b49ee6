//! Registers that a command sets to zero (SMETS2 5.6.3.22 to 5.6.3.28, 5.7.5.33), by what is read before and after it.

use cucumber::given;
use cucumber::then;
use hallmark_engine::session::Trouble;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::MemberId;

use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "SMETS2 5.6.3 (reset), GBCS 20";

#[given(regex = r"^what (\S+) reads is known$")]
async fn is_known(world: &mut TestWorld, reader: String) {
    match read(world, &reader).await {
        Ok(values) => world.current = values,
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
}

#[then(regex = r"^(\S+) reads what was reset from zero on$")]
async fn reads_from_zero(world: &mut TestWorld, reader: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let items = response.items().unwrap_or_default();
    let reset: Vec<Descriptor> = sent
        .command
        .targets
        .iter()
        .zip(items)
        .filter(|(_, item)| item.result.is_success())
        .filter_map(|(target, _)| register(*target))
        .collect();
    let after = match read(world, &reader).await {
        Ok(values) => values,
        Err(trouble) => return sending::note_trouble(world, Err(trouble)),
    };
    let before = core::mem::take(&mut world.current);
    let mut had_something = false;
    for register in reset {
        let value = |values: &[(Descriptor, Data)]| {
            values.iter().find(|(found, _)| *found == register).map(|(_, value)| value.clone())
        };
        let (Some(before), Some(after)) = (value(&before), value(&after)) else { continue };
        let (earlier, later) = (numbers(&before), numbers(&after));
        had_something |= earlier.iter().any(|number| *number > 0);
        // A register counts on after it was reset, so that it need not be zero any more.
        if earlier.iter().zip(&later).any(|(earlier, later)| *earlier > 0 && later >= earlier) {
            world.fail(CLAUSE, format!("{register} from zero on, after it was {before}"), after.to_string());
        } else if later.iter().any(|number| *number != 0) {
            observe(world, format!("{register} is {after} after it was reset"));
        }
    }
    if !had_something {
        observe(world, format!("nothing to see: what {reader} reads was zero before"));
    }
    world.judged();
}

/// The register that a method sets to zero.
fn register(method: Descriptor) -> Option<Descriptor> {
    match method {
        Descriptor { class, member: MemberId(1), .. } if [3, 4].contains(&class.0) => {
            Some(Descriptor { member: MemberId(2), ..method })
        }
        TARIFF_SCRIPTS => Some(BLOCK_COUNTERS),
        _ => None,
    }
}

/// Every number in a value, in order.
fn numbers(data: &Data) -> Vec<i64> {
    match data.elements() {
        Some(elements) => elements.iter().flat_map(numbers).collect(),
        None => {
            let unsigned = || i64::try_from(data.as_unsigned()?).ok();
            data.as_signed().or_else(unsigned).into_iter().collect()
        }
    }
}

/// What a use case reads, as far as it succeeds.
async fn read(world: &mut TestWorld, reader: &str) -> Result<Vec<(Descriptor, Data)>, Trouble> {
    let party = sending::usual_originator(reader);
    let Some((sent, response)) = sending::good_command(world, reader, party).await? else {
        world.inconclusive(format!("an answer to {reader}"), "none");
        return Ok(Vec::new());
    };
    let items = response.items().unwrap_or_default();
    let values = sent.command.targets.iter().copied().zip(items);
    let values = values.filter(|(_, item)| item.result.is_success());
    Ok(values.map(|(target, item)| (target, item.data)).collect())
}

const TARIFF_SCRIPTS: Descriptor = Descriptor::new(9, [0, 0, 10, 0, 100, 255], 1);
const BLOCK_COUNTERS: Descriptor = Descriptor::new(1, [0, 0, 94, 44, 34, 2], 2);
