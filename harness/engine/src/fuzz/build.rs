//! From a planned command to octets, and what a target may do with them.

use hallmark_gbcs::Counter;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::RolesBasis;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Length;

use crate::fuzz::Change;
use crate::fuzz::Planned;
use crate::session::Attack;
use crate::session::Command;
use crate::session::Counters;
use crate::session::Laboratory;
use crate::session::Sent;
use crate::session::Variation;
use crate::session::use_case_named;

/// What a target may do with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// A good command: an answer must be the right one.
    Answered,
    /// Execution, and an answer that speaks of success, would break this clause.
    Refused(&'static str),
    /// It is authentic, and odd: any answer will do, and so does none.
    Survived,
}

/// A message that is ready to be sent.
pub(super) struct Built {
    pub(super) sent: Sent,
    pub(super) demand: Demand,
}

const PROTECTION: &str = "GBCS 6.2.4";
const FRESHNESS: &str = "GBCS 4.3.1.5";
const AUTHORITY: &str = "GBCS 20 (mapping table)";

/// Makes the command with a fresh counter, or with one below `last` where a change says so.
pub(super) fn build(
    planned: &Planned,
    laboratory: &Laboratory,
    counters: &Counters,
    last: Option<Counter>,
    now: u64,
) -> Result<Built, String> {
    let party = laboratory
        .party(&planned.party)
        .ok_or_else(|| format!("the profile gives no party {}", planned.party))?;
    let use_case = use_case_named(&planned.use_case)
        .ok_or_else(|| format!("the tables know no use case {}", planned.use_case))?;
    let counter =
        if use_case.name.starts_with("CS01a") { counters.next_for_top_up(0) } else { counters.next() };
    let variation = Variation::immediate(planned.values, now);
    let mut command = laboratory.command(&planned.use_case, party, counter, variation)?;
    let mut demand = match use_case.roles_basis {
        _ if use_case.roles.contains(&party.role) => Demand::Answered,
        RolesBasis::Stated => Demand::Refused(AUTHORITY),
        // Nobody knows whether this party may send it.
        RolesBasis::Open | RolesBasis::Seen => Demand::Survived,
    };
    let mut severe = |next: Demand| demand = worse(demand, next);

    for change in &planned.changes {
        if let Change::Attack(attack) = change {
            severe(of_attack(*attack, &command));
            let octets = attack.apply(&command, laboratory)?;
            return Ok(Built { sent: Sent { command, octets }, demand });
        }
        severe(before_protection(change, &mut command, use_case, last, laboratory));
    }
    let unsigned = planned.changes.contains(&Change::NoSignature);
    command.sign(laboratory)?;
    if unsigned && command.signed {
        command.envelope.signature = Some(Vec::new());
        severe(Demand::Refused(PROTECTION));
    }
    for change in &planned.changes {
        if let (Change::Signature(splice), Some(signature)) = (change, &mut command.envelope.signature) {
            let good = signature.clone();
            splice.apply(signature);
            if command.signed && *signature != good {
                severe(Demand::Refused(PROTECTION));
            }
        }
    }
    command.authenticate(laboratory)?;
    let covered = command.envelope.authenticated_octets().len();
    let mut octets = command.envelope.emit();
    // In front of what the MAC, or else the signature, covers stands nothing that protects.
    let first_covered = match &command.envelope.mac {
        Some(mac) => octets.len().saturating_sub(covered + mac.mac.len()),
        None => 1,
    };
    if planned.changes.contains(&Change::NoMac) && command.authenticated {
        command.envelope.mac = None;
        octets = command.envelope.emit();
        severe(Demand::Refused(PROTECTION));
    }
    for change in &planned.changes {
        if let Change::Octets(splice) = change {
            let good = octets.clone();
            splice.apply(&mut octets);
            severe(of_alteration(&good, &octets, first_covered));
        }
    }
    Ok(Built { sent: Sent { command, octets }, demand })
}

/// The one that allows less.
fn worse(one: Demand, other: Demand) -> Demand {
    match (one, other) {
        (Demand::Refused(clause), _) | (_, Demand::Refused(clause)) => Demand::Refused(clause),
        (Demand::Survived, _) | (_, Demand::Survived) => Demand::Survived,
        (Demand::Answered, Demand::Answered) => Demand::Answered,
    }
}

fn of_attack(attack: Attack, command: &Command) -> Demand {
    match attack {
        // Authentic, but for what a lenient target may overlook.
        Attack::CutSealed | Attack::Extended | Attack::LengthLie | Attack::UnknownCode => Demand::Survived,
        _ if !attack.applies_to(command) => Demand::Survived,
        _ => Demand::Refused(PROTECTION),
    }
}

fn before_protection(
    change: &Change,
    command: &mut Command,
    use_case: &UseCase,
    last: Option<Counter>,
    laboratory: &Laboratory,
) -> Demand {
    let envelope = &mut command.envelope;
    let before = envelope.clone();
    match change {
        Change::Code(code) => {
            let rest = envelope.other.get(2..).unwrap_or_default().to_vec();
            envelope.other = code.0.to_be_bytes().into_iter().chain(rest).collect();
        }
        Change::Counter(back) => {
            let Some(Counter(last)) = last else { return Demand::Answered };
            // A top-up's counter has a low half of zero, whatever else is wrong with it.
            let unit = if use_case.name.starts_with("CS01a") { 32 } else { 0 };
            envelope.counter = Counter(last.saturating_sub(back << unit));
            if use_case.replay_protected == Replay::Required {
                return Demand::Refused(FRESHNESS);
            }
        }
        Change::Cra(cra) => {
            envelope.cra = *cra;
            if *cra != Cra::Command.octet() {
                return Demand::Refused("GBCS 7.2.7");
            }
        }
        Change::DateTime(octets) => envelope.date_time.clone_from(octets),
        Change::Originator(id) => {
            envelope.originator = *id;
            if laboratory.party_with_id(*id).is_none() {
                return Demand::Refused("GBCS 6.2.4, 4.3.2");
            }
        }
        Change::Other(splice) => splice.apply(&mut envelope.other),
        Change::Payload(splice) => splice.apply(&mut envelope.payload),
        Change::PayloadLength(length) => envelope.payload_length = Length::claiming(*length),
        Change::Recipient(id) => {
            envelope.recipient = *id;
            if *id != laboratory.device() {
                return Demand::Refused("GBCS 6.2.4");
            }
        }
        Change::Attack(_)
        | Change::NoMac
        | Change::NoSignature
        | Change::Octets(_)
        | Change::Signature(_) => {}
    }
    if *envelope == before { Demand::Answered } else { Demand::Survived }
}

/// What alters protected octets breaks the protection. What only follows the message, or stands before what is covered, does
/// not.
fn of_alteration(good: &[u8], altered: &[u8], first_covered: usize) -> Demand {
    if good == altered {
        return Demand::Answered;
    }
    let first = good
        .iter()
        .zip(altered)
        .position(|(one, other)| one != other)
        .unwrap_or(altered.len().min(good.len()));
    if altered.starts_with(good) || first < first_covered {
        return Demand::Survived;
    }
    Demand::Refused(PROTECTION)
}
