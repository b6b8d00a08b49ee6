use std::str;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::utrn::check_digit;

use crate::device::Cell;
use crate::device::CellKey;
use crate::device::Device;
use crate::device::Prepayment;
use crate::dlms::amount;
use crate::dlms::credit;
use crate::dlms::is_authentic;
use crate::dlms::reset;
use crate::faults::Basis;
use crate::faults::Fault;
use crate::faults::Stage;
use crate::objects::well_known;

/// Top-ups, balances and debts.
pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "check-digit-ignored",
        stage: Stage::Execution,
        does: "Credits a token whose last digit is wrong.",
        clause: "GBCS 14.8",
        basis: Basis::Stated,
        change: |rules| {
            rules.token = |octets| {
                let body = str::from_utf8(octets).ok()?.get(..19)?;
                format!("{body}{}", check_digit(body)).parse().ok()
            }
        },
    },
    Fault {
        name: "any-token",
        stage: Stage::Execution,
        does: "Credits tokens whoever made them.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| rules.is_authentic = |_, _, _| true,
    },
    Fault {
        name: "token-of-neighbours",
        stage: Stage::Execution,
        does: "Credits tokens for meters whose identifier differs in the last octet.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                let [head @ .., _] = device.id.0;
                let [a, b, c, d, e, f, g] = head;
                (0..=0xFF).any(|last| {
                    let id = EntityId([a, b, c, d, e, f, g, last]);
                    made_with(device, CellKey::TopUp, id, token, counter).is_some_and(|mac| mac == token.mac)
                })
            }
        },
    },
    Fault {
        name: "token-by-management-key",
        stage: Stage::Execution,
        does: "Credits tokens made with the key for messages.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                let by_management_key = made_with(device, CellKey::Agreement, device.id, token, counter);
                by_management_key == Some(token.mac) || is_authentic(device, token, counter)
            }
        },
    },
    Fault {
        name: "token-mac-first-octets",
        stage: Stage::Execution,
        does: "Compares the first two octets of the MAC in a token alone.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                let mac = made_with(device, CellKey::TopUp, device.id, token, counter);
                mac.is_some_and(|mac| mac.first_chunk::<2>() == token.mac.first_chunk::<2>())
            }
        },
    },
    Fault {
        name: "token-mac-last-octets",
        stage: Stage::Execution,
        does: "Compares the last two octets of the MAC in a token alone.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                let mac = made_with(device, CellKey::TopUp, device.id, token, counter);
                mac.is_some_and(|mac| mac.last_chunk::<2>() == token.mac.last_chunk::<2>())
            }
        },
    },
    Fault {
        name: "pounds-as-pence",
        stage: Stage::Execution,
        does: "Credits a token over pounds as if it were over pence.",
        clause: "GBCS 14",
        basis: Basis::Stated,
        change: |rules| {
            rules.amount = |token| i32::from(token.value.number()).checked_mul(Prepayment::HUNDREDTH);
        },
    },
    Fault {
        name: "value-capped",
        stage: Stage::Execution,
        does: "Credits no more than a pound of a token, and answers with success.",
        clause: "GBCS 14",
        basis: Basis::Stated,
        change: |rules| {
            rules.amount = |token| amount(token).map(|amount| amount.min(100 * Prepayment::HUNDREDTH));
        },
    },
    Fault {
        name: "value-doubled",
        stage: Stage::Execution,
        does: "Credits twice what a token is over.",
        clause: "GBCS 14",
        basis: Basis::Open,
        change: |rules| rules.amount = |token| amount(token).and_then(|amount| amount.checked_mul(2)),
    },
    Fault {
        name: "limits-ignored",
        stage: Stage::Execution,
        does: "Credits a token over more than the meter may take, or than its balance may become.",
        clause: "GBCS 14.4, SMETS2 5.7.4.27",
        basis: Basis::Stated,
        change: |rules| rules.limits = |_, _| Ok(()),
    },
    Fault {
        name: "token-not-used-up",
        stage: Stage::Execution,
        does: "Does not remember that it has credited a token.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.credit = |device, counter, amount| {
                let counters = device.counters.clone();
                credit(device, counter, amount);
                device.counters = counters;
            }
        },
    },
    Fault {
        name: "rejected-as-success",
        stage: Stage::Execution,
        does: "Answers with success to a token that it does not credit.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| rules.reject = |_, _, _| Ok(()),
    },
    Fault {
        name: "credit-forgotten",
        stage: Stage::Execution,
        does: "Answers that it has credited a token, and does not.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| rules.credit = |device, counter, _| device.counters.use_token(counter),
    },
    Fault {
        name: "token-of-other-counter",
        stage: Stage::Execution,
        does: "Credits a token that was made for the counter before or after, or for one with the same digits.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                [-1_024, -1, 0, 1, 1_024].into_iter().any(|apart| {
                    let counter = UtrnCounter(counter.0.wrapping_add_signed(apart));
                    let mac = made_with(device, CellKey::TopUp, device.id, token, counter);
                    mac == Some(token.mac)
                })
            }
        },
    },
    Fault {
        name: "token-class-unprotected",
        stage: Stage::Execution,
        does: "Checks the MAC of a token over pence where the token is over pounds.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                [ValueClass::Hundredth, ValueClass::Unit].into_iter().any(|class| {
                    let token = Utrn { class, ..*token };
                    made_with(device, CellKey::TopUp, device.id, &token, counter) == Some(token.mac)
                })
            }
        },
    },
    Fault {
        name: "token-value-unprotected",
        stage: Stage::Execution,
        does: "Credits a token whose value was changed.",
        clause: "GBCS 14.4",
        basis: Basis::Stated,
        change: |rules| {
            rules.is_authentic = |device, token, counter| {
                is_authentic(device, token, counter)
                    || (0..=TopUpValue::MAX.number()).filter_map(TopUpValue::new).any(|value| {
                        let token = Utrn { value, ..*token };
                        made_with(device, CellKey::TopUp, device.id, &token, counter) == Some(token.mac)
                    })
            }
        },
    },
    Fault {
        name: "balance-not-reset",
        stage: Stage::Execution,
        does: "Answers that it has reset the balance, and leaves it.",
        clause: "SMETS2 5.6.3.29 (ECS04b)",
        basis: Basis::Stated,
        change: |rules| {
            rules.reset = |device, method, amount| {
                if method != well_known::BALANCE_RESET {
                    reset(device, method, amount);
                }
            }
        },
    },
    Fault {
        name: "debt-kept",
        stage: Stage::Execution,
        does: "Answers that it has set a debt, and leaves it.",
        clause: "GBCS 20 (ECS07)",
        basis: Basis::Stated,
        change: |rules| rules.set_debt = |_, _, _| (),
    },
];

/// The MAC that the token of this meter would have.
fn made_with(
    device: &Device,
    key: CellKey,
    meter: EntityId,
    token: &Utrn,
    counter: UtrnCounter,
) -> Option<[u8; 4]> {
    let Cell { point, entity, .. } = device.anchors.cell(Role::Supplier, key)?;
    let secret = device.credentials.secret(point)?;
    Some(Utrn::build(&secret, *entity, meter, counter, token.class, token.value).mac)
}
