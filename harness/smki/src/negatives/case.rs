use super::Flag;
use super::Group;
use super::Problem;
use super::Reason;
use super::scene::Scene;
use super::workshop::Workshop;
use crate::Usage;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::mutate::Scalars;

/// One case of the catalogue: what is unusual about it, and what a validator has to make of it.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub(super) id: &'static str,
    pub(super) what: &'static str,
    pub(super) rule: Option<(&'static str, &'static str)>,
    pub(super) flag: Flag,
    pub(super) expected: Expected,
    pub(super) form: Form,
    pub(super) start: Start,
    pub(super) usage: Option<Usage>,
    pub(super) over: Option<&'static [usize]>,
    pub(super) change: Change,
}

/// What a validator has to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expected {
    /// The certificate is good.
    Accept,
    /// No published sentence decides, or it depends on policy: either answer is an observation.
    Either,
    /// The certificate is not good, for this reason.
    Refuse(Reason),
}

/// How the octets of a case are formed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Every certificate is X.509 in DER: every parser must read it.
    Der,
    /// At least one is not: a strict parser refuses it, a tolerant one may read it.
    Other,
}

/// The good set-up that a case starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Start {
    /// A Device Certificate for signatures.
    Device,
    /// A Device Certificate for key agreement.
    DeviceKeyAgreement,
    /// A supplier's certificate for signatures, without a common name.
    Organisation,
    /// A supplier's certificate for key agreement.
    OrganisationKeyAgreement,
    /// The root itself, for the root cell.
    Root,
}

pub(super) type Wanted = fn(&Scalars) -> bool;
pub(super) type ChangeInShop = fn(&Workshop, &mut Mutant) -> Result<(), Problem>;
pub(super) type ChangeMutant = fn(&mut Mutant) -> Result<(), Missing>;

/// What a case changes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change {
    /// Changes what was made and signed.
    Edit(fn(&mut Scene)),
    /// Changes the issuing CA's certificate, which the root signs anew.
    Issuer(ChangeMutant),
    /// Changes the issuing CA's certificate and leaves its signature as it was.
    IssuerSigned(ChangeMutant),
    /// Changes the leaf, which the issuing CA signs anew.
    Leaf(ChangeMutant),
    /// Changes the leaf and leaves its signature as it was.
    LeafSigned(ChangeMutant),
    /// Changes the leaf with what the workshop has, and signs it anew.
    LeafInShop(ChangeInShop),
    /// Changes the payload of a good command.
    Payload(fn(&mut Node) -> Result<(), Missing>),
    /// Signs the leaf under ever other serial numbers, until its signature is as wanted.
    Resigned(Wanted),
    /// Changes anything.
    Scene(fn(&Workshop, &mut Scene) -> Result<(), Problem>),
}

impl Case {
    /// The stable identifier: the row of the fact it comes from, a full stop, and what is particular.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// What is unusual, in one sentence.
    pub fn what(&self) -> &'static str {
        self.what
    }

    /// The flag.
    pub fn flag(&self) -> Flag {
        self.flag
    }

    /// Document and clause of the sentence that decides.
    pub fn clause(&self) -> &'static str {
        self.rule.map_or(self.flag.clause(), |(clause, _)| clause)
    }

    /// What that sentence says.
    pub fn rule(&self) -> &'static str {
        self.rule.map_or(self.flag.rule(), |(_, rule)| rule)
    }

    /// What a validator has to answer.
    pub fn expected(&self) -> Expected {
        self.expected
    }

    /// How its octets are formed.
    pub fn form(&self) -> Form {
        self.form
    }

    /// Starts from another set-up than an organisation's signing certificate.
    pub(super) const fn of(self, start: Start) -> Self {
        Self { start, ..self }
    }

    /// Asks for another usage than that of the good certificate.
    pub(super) const fn asking(self, usage: Usage) -> Self {
        Self { usage: Some(usage), ..self }
    }

    /// Where it is accepted, the path is over these of the certificates that come with the leaf.
    pub(super) const fn over(self, over: &'static [usize]) -> Self {
        Self { over: Some(over), ..self }
    }

    /// Another sentence decides than the one of the flag.
    pub(super) const fn by(self, clause: &'static str, rule: &'static str) -> Self {
        Self { rule: Some((clause, rule)), ..self }
    }

    /// Not DER, though the expected reason does not say so.
    pub(super) const fn not_der(self) -> Self {
        Self { form: Form::Other, ..self }
    }

    const fn new(
        id: &'static str,
        flag: Flag,
        expected: Expected,
        what: &'static str,
        change: Change,
    ) -> Self {
        let form = match expected {
            Expected::Refuse(Reason::Encoding) => Form::Other,
            Expected::Accept | Expected::Either | Expected::Refuse(_) => Form::Der,
        };
        Self {
            id,
            what,
            rule: None,
            flag,
            expected,
            form,
            start: Start::Organisation,
            usage: None,
            over: None,
            change,
        }
    }
}

/// A case that has to be accepted.
pub(super) const fn accepted(id: &'static str, flag: Flag, what: &'static str, change: Change) -> Case {
    Case::new(id, flag, Expected::Accept, what, change)
}

/// A case that may be accepted or refused.
pub(super) const fn either(id: &'static str, flag: Flag, what: &'static str, change: Change) -> Case {
    Case::new(id, flag, Expected::Either, what, change)
}

/// A case that has to be refused.
pub(super) const fn refused(
    id: &'static str,
    flag: Flag,
    reason: Reason,
    what: &'static str,
    change: Change,
) -> Case {
    Case::new(id, flag, Expected::Refuse(reason), what, change)
}

/// All cases of a group.
#[derive(Debug, Clone, Copy)]
pub struct GroupCases {
    /// The group.
    pub group: Group,
    /// Its cases, in order.
    pub cases: &'static [Case],
}
