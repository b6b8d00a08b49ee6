//! What stands in the device, as far as it can be read: counters and values.

use hallmark_engine::session::HEALTH_USE_CASES;
use hallmark_engine::session::Health;
use hallmark_engine::session::Trouble;
use hallmark_engine::session::Variation;
use hallmark_gbcs::Counter;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::tables::esme::Pair;

use crate::steps::sending;
use crate::world::TestWorld;

/// What stood in the device at one moment.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    /// The counters, with the role and counter of the command that read them; none where no use case that reports
    /// them is claimed.
    pub(crate) health: Option<(Health, RemotePartyRole, Counter)>,
    /// The values that the attacked use case would set.
    pub(crate) values: Vec<(Descriptor, Data)>,
}

/// Whether the device answered the good command that the snapshot was taken with.
pub(crate) enum Pulse {
    Alive(Snapshot),
    Silent,
}

/// Reads counters, or where that is not claimed sends another good command, and then the values that `use_case` sets.
pub(crate) async fn take(world: &mut TestWorld, use_case: &str) -> Result<Pulse, Trouble> {
    let Some(context) = world.context() else { return Ok(Pulse::Silent) };
    let broker = context.laboratory.party("access-control-broker");
    let health_use_case =
        HEALTH_USE_CASES.iter().map(|(name, _)| *name).find(|name| context.use_cases.includes(name));
    let mut snapshot = Snapshot::default();
    match (health_use_case, broker) {
        (Some(name), Some(broker)) => {
            let Some((sent, response)) = sending::good_command(world, name, &broker.name).await? else {
                return Ok(silent(world));
            };
            match Health::from_response(&sent, &response) {
                Ok(health) => {
                    let role = RemotePartyRole(u32::from(broker.role.value()));
                    snapshot.health = Some((health, role, sent.counter()));
                }
                Err(reason) => observe(world, format!("the counters cannot be read: {reason}")),
            }
        }
        _ => {
            let Some(name) = FALLBACKS.into_iter().find(|name| context.use_cases.includes(name)) else {
                observe(
                    world,
                    "the profile claims no use case with which the target's health can be seen".into(),
                );
                return Ok(Pulse::Alive(snapshot));
            };
            if sending::good_command(world, name, "supplier").await?.is_none() {
                return Ok(silent(world));
            }
        }
    }
    context.pulse.alive();
    snapshot.values = values(world, use_case, |_| true).await?;
    Ok(Pulse::Alive(snapshot))
}

/// No answer that could be used. One that is wrong has settled the verdict, and is a sign of life all the same.
fn silent(world: &TestWorld) -> Pulse {
    if let Some(context) = world.context().filter(|_| !world.is_settled()) {
        context.pulse.silent(world.test());
    }
    Pulse::Silent
}

/// Reads, any of which shows that a device still answers.
const FALLBACKS: [&str; 6] = ["ECS52", "ECS26c", "ECS45", "ECS17c", "ECS40", "ECS24"];

/// The values of the attributes that a use case sets and another one reads, as far as `wanted`.
pub(crate) async fn values(
    world: &mut TestWorld,
    use_case: &str,
    wanted: impl Fn(&Pair) -> bool,
) -> Result<Vec<(Descriptor, Data)>, Trouble> {
    let Some(context) = world.context() else { return Ok(Vec::new()) };
    let mut values = Vec::new();
    let pairs = esme::pairs().iter().filter(|pair| pair.write.name == use_case && wanted(pair));
    let reader =
        pairs.clone().map(|pair| pair.read.name.as_str()).find(|name| context.use_cases.includes(name));
    if let Some(reader) = reader {
        let wanted: Vec<Descriptor> =
            pairs.filter(|pair| pair.read.name == reader).map(|pair| pair.read_back).collect();
        let originator = sending::usual_originator(reader);
        if let Some((sent, response)) = sending::good_command(world, reader, originator).await? {
            let Ok(items) = response.items() else { return Ok(values) };
            let read = sent.command.targets.iter().zip(items);
            values.extend(
                read.filter(|(target, item)| wanted.contains(target) && item.result.is_success())
                    .map(|(target, item)| (*target, item.data)),
            );
        }
    }
    Ok(values)
}

fn observe(world: &mut TestWorld, text: String) {
    if let Some(session) = world.session() {
        session.observe(text);
    }
}

/// The variation of a good command: the usual values, now.
pub(crate) fn usual(now: u64) -> Variation {
    Variation::immediate(0, now)
}

/// What differs between two snapshots: what an attack, `attacked`, did.
pub(crate) fn change(before: &Snapshot, after: &Snapshot) -> Option<hallmark_engine::verdict::Reason> {
    if let (Some((before, ..)), Some((after, role, read_with))) = (&before.health, &after.health)
        && let Some(reason) = before.moved(after, *role, *read_with)
    {
        return Some(reason);
    }
    for (descriptor, value) in &before.values {
        let now = after.values.iter().find(|(other, _)| other == descriptor).map(|(_, value)| value);
        if let Some(now) = now.filter(|now| *now != value) {
            return Some(hallmark_engine::verdict::Reason {
                clause: "GBCS 6.2.4".to_owned(),
                expected: format!("{descriptor} as it was before the command, {value}"),
                observed: now.to_string(),
            });
        }
    }
    None
}
