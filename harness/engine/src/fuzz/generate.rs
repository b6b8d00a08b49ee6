//! Where inputs come from: a good command of an entitled party, its fields, and what may be wrong with them.

use core::ops::Range;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::use_cases;

use crate::fuzz::Change;
use crate::fuzz::Input;
use crate::fuzz::Planned;
use crate::fuzz::Splice;
use crate::fuzz::Step;
use crate::fuzz::build::build;
use crate::fuzz::fields::fields;
use crate::fuzz::random::Random;
use crate::profile::Claim;
use crate::session::Attack;
use crate::session::Counters;
use crate::session::Laboratory;
use crate::session::use_case_named;

/// A command that a target takes: the use case and a party, as the profile names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    pub(super) use_case: String,
    pub(super) party: String,
    /// Where its payload has fields, and how long message and signature are.
    pub(super) fields: Vec<Range<usize>>,
    pub(super) payload: usize,
    pub(super) message: usize,
    /// Whether the party's role may send it.
    pub(super) entitled: bool,
}

impl Base {
    /// Whether carrying it out with odd content can cut the laboratory off or change the firmware: such commands are
    /// only sent with protection that does not verify.
    fn is_risky(&self) -> bool {
        ["CS02b", "CS02c", "CS02d", "CS02g", "CS03", "CS04", "CS06", "CS07"]
            .iter()
            .any(|name| self.use_case.starts_with(name))
    }

    fn is_replay_protected(&self) -> bool {
        use_case_named(&self.use_case).is_some_and(|found| found.replay_protected == Replay::Required)
    }

    fn planned(&self, values: u64, changes: Vec<Change>) -> Planned {
        Planned { use_case: self.use_case.clone(), party: self.party.clone(), values, changes }
    }
}

/// The ways in which a command is made wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Attack,
    Header,
    LowerCounter,
    Octets,
    Payload,
    Replay,
    Role,
    Signature,
}

impl Way {
    pub(super) const ALL: [Self; 8] = [
        Self::Attack,
        Self::Header,
        Self::LowerCounter,
        Self::Octets,
        Self::Payload,
        Self::Replay,
        Self::Role,
        Self::Signature,
    ];

    fn fits(self, base: &Base) -> bool {
        match self {
            Self::Header | Self::Payload | Self::Replay => base.entitled && !base.is_risky(),
            // Counters of other use cases are of no account (GBCS 4.3.1.5).
            Self::LowerCounter => base.entitled && !base.is_risky() && base.is_replay_protected(),
            Self::Attack | Self::Octets | Self::Signature => base.entitled,
            Self::Role => !base.entitled,
        }
    }
}

/// What a target that claims these use cases takes from the parties of a laboratory, and what it must not take from them.
pub fn bases(laboratory: &Laboratory, claims: &Claim) -> Vec<Base> {
    let counters = Counters::above(1 << 40);
    let mut bases = Vec::new();
    for use_case in use_cases().iter().filter(|use_case| use_case.is_command_for(DeviceKind::Esme)) {
        let mode = use_case.title.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
        let name = match mode {
            Some((mode, _)) if ["CS02b", "CS02g"].contains(&use_case.name) => {
                format!("{}-{mode}", use_case.name)
            }
            _ => use_case.name.to_owned(),
        };
        let is_known = use_case_named(&name).is_some_and(|found| found.code == use_case.code);
        if !is_known || !claims.includes(use_case.name) && !claims.includes(&name) {
            continue;
        }
        for party in laboratory.parties() {
            // A second party of a role is for scenarios that hand the device over.
            if laboratory.party(&party.name).is_none_or(|found| found.id != party.id)
                || party.name == "second-supplier"
            {
                continue;
            }
            let planned =
                Planned { use_case: name.clone(), party: party.name.clone(), values: 0, changes: Vec::new() };
            let Ok(built) = build(&planned, laboratory, &counters, None, 0) else { continue };
            bases.push(Base {
                use_case: name.clone(),
                party: party.name.clone(),
                fields: fields(&built.sent.octets),
                payload: built.sent.command.envelope.payload.len(),
                message: built.sent.octets.len(),
                entitled: use_case.roles.contains(&party.role),
            });
        }
    }
    bases
}

/// Every way of every base that makes sense.
pub(super) fn arms(bases: &[Base]) -> Vec<(usize, Way)> {
    let all = |(number, base)| {
        Way::ALL.into_iter().filter(move |way| Way::fits(*way, base)).map(move |way| (number, way))
    };
    bases.iter().enumerate().flat_map(all).collect()
}

/// A new input.
pub(super) fn generate(random: &mut Random, base: &Base, way: Way, laboratory: &Laboratory) -> Input {
    let values = random.next() % VALUES;
    let one = |change: Change| vec![Step::Command(base.planned(values, vec![change]))];
    let steps = match way {
        Way::Attack => {
            let number = random.below(Attack::all().len());
            Attack::all().nth(number).map(|attack| one(Change::Attack(attack))).unwrap_or_default()
        }
        Way::Header => one(header(random, laboratory)),
        Way::LowerCounter => {
            let back = random.of(&BACK).copied().unwrap_or_default();
            let low = |values, back| Step::Command(base.planned(values, vec![Change::Counter(back)]));
            let good = Step::Command(base.planned(values, Vec::new()));
            vec![good, low(values + 1, HALF_BACK), low(values + 2, back)]
        }
        Way::Octets => one(Change::Octets(alteration(random, base.message))),
        Way::Payload => {
            let count = if random.once_in(4) { 2 } else { 1 };
            let changes = (0..count).map(|_| Change::Payload(content(random, base))).collect();
            vec![Step::Command(base.planned(values, changes))]
        }
        Way::Replay => {
            let good = Step::Command(base.planned(values, Vec::new()));
            let between = random.once_in(2).then(|| Step::Command(base.planned(values + 1, Vec::new())));
            [good].into_iter().chain(between).chain([Step::Again(1)]).collect()
        }
        Way::Role => vec![Step::Command(base.planned(values, Vec::new()))],
        Way::Signature => match random.below(4) {
            0 => one(Change::NoSignature),
            1 => one(Change::NoMac),
            _ => one(Change::Signature(alteration(random, 64))),
        },
    };
    Input { steps }
}

/// An input that taught something, with one more thing changed.
pub(super) fn extend(random: &mut Random, input: &Input, bases: &[Base], laboratory: &Laboratory) -> Input {
    let mut input = input.clone();
    let Some(Step::Command(planned)) = input.steps.last_mut() else { return input };
    let base = bases.iter().find(|base| base.use_case == planned.use_case && base.party == planned.party);
    let Some(base) = base.filter(|base| !base.is_risky()) else { return input };
    if planned.changes.len() < MOST_CHANGES {
        let change = if random.once_in(4) {
            header(random, laboratory)
        } else {
            Change::Payload(content(random, base))
        };
        planned.changes.insert(0, change);
    }
    input
}

fn header(random: &mut Random, laboratory: &Laboratory) -> Change {
    match random.below(8) {
        0 => Change::Cra(*random.of(&[0, 2, 3, 4, 0x7F, 0xFF]).unwrap_or(&0)),
        1 => Change::DateTime(random.of(&DATE_TIMES).map(|octets| octets.to_vec()).unwrap_or_default()),
        2 => Change::Originator(identity(random, laboratory)),
        3 => Change::Recipient(identity(random, laboratory)),
        4 => {
            let codes = use_cases();
            let code = random.of(codes).map_or(MessageCode(0), |use_case| use_case.code);
            Change::Code(if random.once_in(4) { MessageCode(code.0 ^ 0x8000) } else { code })
        }
        5 => Change::PayloadLength(*random.of(&[0, 1, 127, 128, 255, 65_535, 16_777_215]).unwrap_or(&0)),
        _ => {
            let (start, count) = (random.below(4), random.below(30));
            let end = start + random.below(3);
            Change::Other(Splice { start, end, octets: random.octets(count) })
        }
    }
}

/// Somebody else, or nobody.
fn identity(random: &mut Random, laboratory: &Laboratory) -> EntityId {
    match random.below(4) {
        0 => EntityId([0; 8]),
        1 => EntityId([0xFF; 8]),
        2 => {
            let mut id = laboratory.device();
            if let Some(octet) = id.0.get_mut(random.below(8)) {
                *octet ^= 1 << random.below(8);
            }
            id
        }
        _ => laboratory.stranger().id,
    }
}

/// Octets of a whole message: a bit, an octet, some that go, some that come.
fn alteration(random: &mut Random, length: usize) -> Splice {
    let start = random.below(length);
    let octets = random.octets(1);
    match random.below(5) {
        0 => Splice { start, end: start + 1, octets: Vec::new() },
        1 => Splice { start, end: start, octets },
        2 => Splice { start, end: length, octets: Vec::new() },
        3 => {
            let count = random.below(16);
            Splice { start, end: start + count, octets: random.octets(count) }
        }
        _ => Splice { start, end: start + 1, octets },
    }
}

/// A field of the payload with another value, another length, twice, not at all, or in another place's stead.
fn content(random: &mut Random, base: &Base) -> Splice {
    let whole = 0..base.payload;
    let field = random.of(&base.fields).cloned().unwrap_or(whole);
    let (start, end, length) = (field.start, field.end, field.len());
    match random.below(12) {
        0 => Splice { start, end, octets: Vec::new() },
        1 => Splice { start: end, end, octets: random.octets(length.min(LONGEST)) },
        2 => Splice { start, end: start + 1, octets: random.octets(1) },
        // The tag or the length in front of the content.
        3 => Splice { start: start.saturating_sub(1), end: start, octets: length_octets(random) },
        4 => Splice { start: (start + 1).min(end), end: (start + 2).min(end), octets: length_octets(random) },
        5 => Splice { start, end, octets: vec![0x00; length.min(LONGEST)] },
        6 => Splice { start, end, octets: vec![0xFF; length.min(LONGEST)] },
        7 => {
            let boundary = random.of(&[[0x7F, 0xFF], [0x80, 0x00], [0x00, 0x01], [0xFF, 0xFE]]).copied();
            let octets =
                boundary.unwrap_or_default().into_iter().chain(core::iter::repeat_n(0, length)).take(length);
            Splice { start, end, octets: octets.collect() }
        }
        8 => {
            let nested = [[0x02, 0x01], [0x30, 0x80], [0x01, 0x01], [0x13, 0x01]];
            let pair = random.of(&nested).copied().unwrap_or_default();
            let depth = random.of(&[2, 40, 250]).copied().unwrap_or(2);
            Splice { start, end, octets: pair.into_iter().cycle().take(2 * depth).collect() }
        }
        9 => {
            let count = random.of(&[1, 17, 256, LONGEST]).copied().unwrap_or(1);
            Splice { start, end, octets: random.octets(count) }
        }
        10 => Splice { start, end: base.payload, octets: Vec::new() },
        _ => {
            let at = random.below(base.payload);
            Splice { start: at, end: at + 1, octets: random.octets(1) }
        }
    }
}

fn length_octets(random: &mut Random) -> Vec<u8> {
    let forms: [&[u8]; 8] = [
        &[0x00],
        &[0x01],
        &[0x7F],
        &[0x80],
        &[0x81, 0xFF],
        &[0x82, 0xFF, 0xFF],
        &[0x84, 0xFF, 0xFF, 0xFF, 0xFF],
        &[0xFF],
    ];
    random.of(&forms).map(|form| form.to_vec()).unwrap_or_default()
}

/// A DLMS date-time, one that is cut short, none at all, one without a meaning.
const DATE_TIMES: [&[u8]; 4] =
    [&[], &[0x07, 0xEA], &[0x07, 0xEA, 1, 1, 4, 0, 0, 0, 0, 0x80, 0, 0], &[0xFF; 12]];

/// How far below the last counter.
const BACK: [u64; 6] = [0, 1, 2, 1 << 8, 1 << 16, 1 << 32];

/// As far below it as gives a lower upper half and a higher lower half.
const HALF_BACK: u64 = (1 << 32) - 1;

/// How many different values of a use case are tried.
const VALUES: u64 = 1_000;
const LONGEST: usize = 600;
const MOST_CHANGES: usize = 4;
