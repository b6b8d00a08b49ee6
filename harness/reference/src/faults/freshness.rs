use hallmark_gbcs::Counter;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::Criticality;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::wire::Message;

use crate::command::Authority;
use crate::command::Command;
use crate::device::Device;
use crate::device::ReplayCounters;
use crate::dlms::postpone;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::refusal::Refusal;
use crate::stages::freshness::freshness;
use crate::stages::reaction::reaction;

/// Counters: which are new, and which are kept.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "replay-accepted",
        stage: Stage::Freshness,
        does: "Executes a command as often as it comes.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness = |device, command, authority| {
                if is_top_up(command) { freshness(device, command, authority) } else { Ok(()) }
            }
        },
    },
    Fault {
        name: "equal-counter",
        stage: Stage::Freshness,
        does: "Takes a counter that is equal to the last one for a new one.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| rules.freshness = |d, c, a| where_counted(d, c, a, |new, last| new >= last),
    },
    Fault {
        name: "only-last-counter",
        stage: Stage::Freshness,
        does: "Refuses the last counter alone, and none below it.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| rules.freshness = |d, c, a| where_counted(d, c, a, |new, last| new != last),
    },
    Fault {
        name: "counter-window",
        stage: Stage::Freshness,
        does: "Takes counters up to sixteen below the last one for new ones.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness =
                |d, c, a| where_counted(d, c, a, |new, last| new > last.saturating_sub(16) && new != last);
        },
    },
    Fault {
        name: "counter-low-half",
        stage: Stage::Freshness,
        does: "Compares the lower 32 bits of counters alone.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness =
                |d, c, a| where_counted(d, c, a, |new, last| new & 0xFFFF_FFFF > last & 0xFFFF_FFFF);
        },
    },
    Fault {
        name: "counter-not-kept",
        stage: Stage::Freshness,
        does: "Does not remember the counters of executed commands.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| rules.remember = |_, _, _| (),
    },
    Fault {
        name: "counter-per-connection",
        stage: Stage::Freshness,
        does: "Forgets all counters when somebody connects.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| rules.connected = |device| device.counters = ReplayCounters::default(),
    },
    Fault {
        name: "counter-not-kept-for-later",
        stage: Stage::Freshness,
        does: "Does not remember the counters of commands that it is to execute later.",
        clause: "GBCS 4.3.1.5, 9.2.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.postpone = |device, object, activation| {
                for role in device.anchors.roles_of(activation.originator).collect::<Vec<_>>() {
                    device.counters.set(role, Counter(activation.counter.0.saturating_sub(1)));
                }
                postpone(device, object, activation);
            }
        },
    },
    Fault {
        name: "counter-of-all-roles",
        stage: Stage::Freshness,
        does: "Keeps one counter for all roles together.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Open,
        change: |rules| {
            rules.remember = |device, command, _| {
                if command.is_replay_protected() && !is_top_up(command) {
                    Role::ALL.iter().for_each(|role| device.counters.set(*role, command.counter()));
                }
            }
        },
    },
    Fault {
        name: "counter-burnt",
        stage: Stage::Freshness,
        does: "Keeps the counter of a command whose protection is wrong.",
        clause: "GBCS 4.3.1.5, 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.reaction = |device, refusal, message| {
                if matches!(refusal, Refusal::Mac | Refusal::Signature) {
                    set_counter(device, message, |message| message.header().counter);
                }
                reaction(device, refusal, message)
            }
        },
    },
    Fault {
        name: "counter-reset",
        stage: Stage::Freshness,
        does: "Sets the counter of the originator to zero when it refuses a command.",
        clause: "GBCS 4.3.1.5, 6.2.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.reaction = |device, refusal, message| {
                set_counter(device, message, |_| Counter(0));
                reaction(device, refusal, message)
            }
        },
    },
    Fault {
        name: "asn1-replayed",
        stage: Stage::Freshness,
        does: "Does not look at the counters of ASN.1 commands.",
        clause: "GBCS 4.3.1.5, 13.3",
        basis: Basis::Open,
        change: |rules| {
            rules.freshness = |device, command, authority| match command.use_case.format {
                PayloadFormat::Asn1 => Ok(()),
                _ => freshness(device, command, authority),
            }
        },
    },
    Fault {
        name: "non-critical-replayed",
        stage: Stage::Freshness,
        does: "Does not look at the counters of commands that are not critical.",
        clause: "GBCS 4.3.1.5",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness = |device, command, authority| match command.use_case.critical {
                Criticality::NonCritical if !is_top_up(command) => Ok(()),
                _ => freshness(device, command, authority),
            }
        },
    },
    Fault {
        name: "token-replayed",
        stage: Stage::Freshness,
        does: "Credits a token as often as it comes.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness = |device, command, authority| {
                if is_top_up(command) { Ok(()) } else { freshness(device, command, authority) }
            }
        },
    },
    Fault {
        name: "token-forgotten",
        stage: Stage::Freshness,
        does: "Remembers the last token alone, and credits earlier ones again.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness = |device, command, authority| {
                let counter = UtrnCounter::try_from(command.counter()).ok();
                match counter.filter(|_| is_top_up(command)) {
                    None => freshness(device, command, authority),
                    Some(counter) if device.counters.last_token() == Some(counter) => {
                        Err(Refusal::TokenReplayed)
                    }
                    Some(_) => Ok(()),
                }
            }
        },
    },
    Fault {
        name: "token-window",
        stage: Stage::Freshness,
        does: "Refuses tokens in commands whose counter is 512 and more ahead.",
        clause: "GBCS 14.3",
        basis: Basis::Stated,
        change: |rules| {
            rules.freshness = |device, command, authority| {
                let ahead =
                    (command.counter().0 >> 32).saturating_sub(device.counters.of(Role::Supplier).0 >> 32);
                if is_top_up(command) && ahead >= 512 {
                    return Err(Refusal::TokenReplayed);
                }
                freshness(device, command, authority)
            }
        },
    },
];

fn is_top_up(command: &Command<'_>) -> bool {
    command.use_case.category == Category::TopUp
}

/// Where a counter must be new, another opinion on what is.
fn where_counted(
    device: &Device,
    command: &Command<'_>,
    authority: &Authority,
    is_new: fn(u64, u64) -> bool,
) -> Result<(), Refusal> {
    if is_top_up(command) || !command.is_replay_protected() {
        return freshness(device, command, authority);
    }
    let fresh = is_new(command.counter().0, device.counters.of(authority.role).0);
    if fresh { Ok(()) } else { Err(Refusal::Replayed) }
}

/// Sets the counter of the originator's roles.
fn set_counter(device: &mut Device, message: Option<&Message<'_>>, counter: fn(&Message<'_>) -> Counter) {
    let Some(message) = message else { return };
    for role in device.anchors.roles_of(message.header().originator).collect::<Vec<_>>() {
        device.counters.set(role, counter(message));
    }
}
