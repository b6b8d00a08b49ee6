use hallmark_gbcs::Counter;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::AccessResponseValue;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataKind;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::InvokeId;
use hallmark_gbcs::tables::esme::Instruction;
use hallmark_gbcs::tables::esme::templates;

use crate::command::Authority;
use crate::command::Command;
use crate::command::Content;
use crate::command::Outcome;
use crate::device::Device;
use crate::dlms::instruction;
use crate::dlms::store;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::objects::well_known;
use crate::refusal::Refusal;
use crate::stages::execution::execution;

/// Instructions, values and results.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "goes-on-after-failure",
        stage: Stage::Execution,
        does: "Carries out the instructions behind one that failed.",
        clause: "GBCS 7.2",
        basis: Basis::Stated,
        change: |rules| rules.breaks = |_| false,
    },
    Fault {
        name: "foreign-objects",
        stage: Stage::Execution,
        does: "Reads and writes any attribute under any DLMS Message Code.",
        clause: "GBCS 7.3, 17.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.instruction = |code, kind, descriptor, data| {
                instruction(code, kind, descriptor, data)
                    .or_else(|result| of_any_use_case(kind, descriptor, data).ok_or(result))
            }
        },
    },
    Fault {
        name: "long-period",
        stage: Stage::Execution,
        does: "Takes a period of auxiliary control that ends before it starts, or lasts longer than a day.",
        clause: "GBCS 20 (ECS47a, ECS47e)",
        basis: Basis::Stated,
        change: |rules| rules.value = |_, _, _| Ok(()),
    },
    Fault {
        name: "nothing-stored",
        stage: Stage::Execution,
        does: "Answers that it has stored what it forgets.",
        clause: "SMETS2 5 (data items)",
        basis: Basis::Stated,
        change: |rules| rules.store = |_, _, _| (),
    },
    Fault {
        name: "stored-altered",
        stage: Stage::Execution,
        does: "Flips the lowest bit of the numbers that it stores.",
        clause: "SMETS2 5 (data items)",
        basis: Basis::Stated,
        change: |rules| rules.store = |device, attribute, value| store(device, attribute, altered(value)),
    },
    Fault {
        name: "supply-not-switched",
        stage: Stage::Execution,
        does: "Leaves the supply as it is when it is told to disable or to arm it.",
        clause: "GBCS 20 (ECS43, ECS44)",
        basis: Basis::Stated,
        change: |rules| {
            rules.store = |device, attribute, value| {
                if attribute != well_known::SUPPLY_STATE {
                    store(device, attribute, value);
                }
            }
        },
    },
    Fault {
        name: "any-clock-interval",
        stage: Stage::Execution,
        does: "Takes over a time that does not lie in the interval of the command.",
        clause: "GBCS 20 (ECS70)",
        basis: Basis::Stated,
        change: |rules| rules.within = |_, _| true,
    },
    Fault {
        name: "adjustment-subtracted",
        stage: Stage::Execution,
        does: "Subtracts an adjustment from the balance.",
        clause: "SMETS2 5.6.3.6 (ECS04a)",
        basis: Basis::Stated,
        change: |rules| rules.adjust = i32::checked_sub,
    },
    Fault {
        name: "adjustment-sets",
        stage: Stage::Execution,
        does: "Takes an adjustment for the balance.",
        clause: "SMETS2 5.6.3.6 (ECS04a)",
        basis: Basis::Stated,
        change: |rules| rules.adjust = |_, change| Some(change),
    },
    Fault {
        name: "other-types",
        stage: Stage::Execution,
        does: "Reads 32-bit numbers as 64-bit ones.",
        clause: "GBCS 20 (data types)",
        basis: Basis::Open,
        change: |rules| rules.read = |device, attribute| device.read(attribute).map(widened),
    },
    Fault {
        name: "invoke-id-zero",
        stage: Stage::Execution,
        does: "Answers with a long-invoke-id of zero.",
        clause: "GBCS 7.2.9",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| {
                answering(d, c, a, content, |answer| answer.invoke_id = InvokeId::of(Counter(0)))
            }
        },
    },
    Fault {
        name: "result-missing",
        stage: Stage::Execution,
        does: "Leaves the last result out where there are several.",
        clause: "GBCS 7.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| {
                answering(d, c, a, content, |answer| answer.items.truncate(answer.items.len().max(2) - 1))
            }
        },
    },
    Fault {
        name: "results-reversed",
        stage: Stage::Execution,
        does: "Gives results in the opposite order.",
        clause: "GBCS 7.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| answering(d, c, a, content, |answer| answer.items.reverse());
        },
    },
    Fault {
        name: "same-result-after-failure",
        stage: Stage::Execution,
        does: "Gives instructions that it did not attempt the result of the one that failed, not 250.",
        clause: "GBCS 7.2",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| {
                answering(d, c, a, content, |answer| {
                    let failed =
                        answer.items.iter().map(|item| item.result).find(|result| !result.is_success());
                    for item in answer.items.iter_mut().filter(|item| !item.result.is_success()) {
                        item.result = failed.map_or(item.result, |_| AccessResult::HARDWARE_FAULT);
                    }
                })
            }
        },
    },
    Fault {
        name: "data-with-failure",
        stage: Stage::Execution,
        does: "Gives data with the results of instructions that failed.",
        clause: "GBCS 7.2.9",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| {
                answering(d, c, a, content, |answer| {
                    for item in answer.items.iter_mut().filter(|item| !item.result.is_success()) {
                        item.data = Data::Unsigned(0);
                    }
                })
            }
        },
    },
    Fault {
        name: "answer-with-time",
        stage: Stage::Execution,
        does: "Has a date-time of its own in access-responses.",
        clause: "GBCS 7.2.9",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| {
                answering(d, c, a, content, |answer| answer.date_time = Some(DateTime::NEVER))
            }
        },
    },
    Fault {
        name: "answer-count-long",
        stage: Stage::Execution,
        does: "Writes the number of data items of an access-response in an octet more than it needs.",
        clause: "GBCS 7.2.9",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution =
                |d, c, a, content| answering(d, c, a, content, |answer| answer.length_forms.lengthen(1, 2));
        },
    },
    Fault {
        name: "failure-as-success",
        stage: Stage::Execution,
        does: "Gives result 0 to instructions that failed.",
        clause: "GBCS 7.2.9",
        basis: Basis::Stated,
        change: |rules| {
            rules.execution = |d, c, a, content| {
                answering(d, c, a, content, |answer| {
                    answer.items.iter_mut().for_each(|item| item.result = AccessResult::SUCCESS);
                })
            }
        },
    },
];

/// The instruction that this is in some use case.
fn of_any_use_case(
    kind: AccessKind,
    descriptor: Descriptor,
    data: &DataView<'_>,
) -> Option<&'static Instruction> {
    let mut all = templates().iter().flat_map(|template| &template.instructions);
    all.find(|instruction| {
        instruction.kind() == kind
            && instruction.descriptor == descriptor
            && match instruction.value() {
                Some(value) => value.shape().check(data).is_ok(),
                None => data.kind() == DataKind::Null,
            }
    })
}

/// Executes honestly, and answers something else.
fn answering(
    device: &mut Device,
    command: &Command<'_>,
    authority: &Authority,
    content: &Content<'_>,
    change: fn(&mut AccessResponseValue),
) -> Result<Outcome, Refusal> {
    let mut outcome = execution(device, command, authority, content)?;
    if let Ok(answer) = AccessResponse::parse(&outcome.payload, 0) {
        let mut answer = answer.to_owned();
        change(&mut answer);
        outcome.payload = answer.to_octets();
    }
    Ok(outcome)
}

fn altered(value: Data) -> Data {
    match value {
        Data::Unsigned(number) => Data::Unsigned(number ^ 1),
        Data::LongUnsigned(number) => Data::LongUnsigned(number ^ 1),
        Data::DoubleLong(number) => Data::DoubleLong(number ^ 1),
        Data::DoubleLongUnsigned(number) => Data::DoubleLongUnsigned(number ^ 1),
        Data::Array(items) => Data::Array(items.into_iter().map(altered).collect()),
        Data::Structure(items) => Data::Structure(items.into_iter().map(altered).collect()),
        other => other,
    }
}

fn widened(value: Data) -> Data {
    match value {
        Data::DoubleLong(number) => Data::Long64(number.into()),
        Data::DoubleLongUnsigned(number) => Data::Long64Unsigned(number.into()),
        other => other,
    }
}
