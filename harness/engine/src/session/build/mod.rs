//! Commands for each use case, complete but for the protection.

mod asn1;
mod dlms;
mod update;

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_cases;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_smki::Usage;

use crate::session::Command;
use crate::session::Laboratory;
use crate::session::Party;

pub use dlms::Digits;
pub use update::CellChange;
pub use update::Replacing;
pub use update::cell_for;

/// What may vary in a command of a use case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Variation {
    /// When it takes effect, where it can be future dated.
    pub activation: DateTime,
    /// Which of the values that a use case may set; two numbers give two values.
    pub variant: u64,
    /// The device's time, in seconds since 1970.
    pub now: u64,
    /// The digits of a top-up, where they are not those of an ordinary one.
    pub top_up: Option<Digits>,
}

impl Variation {
    /// Takes effect at once.
    pub fn immediate(variant: u64, now: u64) -> Self {
        Self { activation: DateTime::IMMEDIATE, variant, now, top_up: None }
    }
}

/// The use case that scenarios call this: its name, followed by a hyphen and the mode for CS02b and CS02g.
pub fn use_case_named(name: &str) -> Option<&'static UseCase> {
    let (base, mode) = name.split_once('-').unwrap_or((name, ""));
    use_cases()
        .iter()
        .find(|use_case| use_case.is_named(base) && (mode.is_empty() || use_case.title.contains(mode)))
}

impl Laboratory {
    /// The command of a use case from one party, or why the laboratory cannot make it.
    pub fn command(
        &self,
        use_case_name: &str,
        originator: &Party,
        counter: Counter,
        variation: Variation,
    ) -> Result<Command, String> {
        self.make(use_case_name, originator, counter, variation, None)
    }

    /// The CS02b or CS02g that gives the cells of a role to a party.
    pub fn replace_credentials<'a>(
        &'a self,
        use_case_name: &str,
        originator: &'a Party,
        counter: Counter,
        replacing: Replacing<'a>,
    ) -> Result<Command, String> {
        self.make(use_case_name, originator, counter, Variation::immediate(0, 0), Some(replacing))
    }

    /// A command of an ASN.1 use case with these octets for a payload, right or wrong.
    pub fn command_with_payload(
        &self,
        use_case_name: &str,
        originator: &Party,
        counter: Counter,
        payload: Vec<u8>,
    ) -> Result<Command, String> {
        let use_case = use_case_named(use_case_name)
            .filter(|use_case| use_case.format == PayloadFormat::Asn1)
            .ok_or_else(|| format!("the tables know no ASN.1 use case {use_case_name}"))?;
        let variation = Variation::immediate(0, 0);
        let parts = Parts { use_case, originator, counter, variation, replacing: None };
        let body = Body { payload, kinds: Vec::new(), targets: Vec::new(), written: Vec::new() };
        self.complete(use_case_name, &parts, body)
    }

    fn make<'a>(
        &'a self,
        use_case_name: &str,
        originator: &'a Party,
        counter: Counter,
        variation: Variation,
        replacing: Option<Replacing<'a>>,
    ) -> Result<Command, String> {
        let use_case = use_case_named(use_case_name)
            .ok_or_else(|| format!("the tables know no use case {use_case_name}"))?;
        let parts = Parts { use_case, originator, counter, variation, replacing };
        let body = match use_case.format {
            PayloadFormat::Asn1 => asn1::body(self, &parts)?,
            PayloadFormat::Dlms => {
                let for_whom = parts.acts_for(self).map_or(originator.id, |party| party.id);
                dlms::body(self, &parts, for_whom)?
            }
            _ => return Err(format!("the suite makes no commands of {use_case_name}")),
        };
        self.complete(use_case_name, &parts, body)
    }

    /// Puts the header before a payload.
    fn complete(&self, use_case_name: &str, parts: &Parts<'_>, body: Body) -> Result<Command, String> {
        let (use_case, counter) = (parts.use_case, parts.counter);
        let other = parts.other_information(self)?;
        let header = GroupingHeader {
            cra: Cra::Command,
            counter,
            originator: parts.originator.id,
            recipient: self.device(),
            date_time: None,
            other,
        };
        let (signed, authenticated) = parts.protection();
        Ok(Command {
            use_case: use_case_name.to_owned(),
            code: use_case.code,
            envelope: Envelope::new(&header, body.payload),
            signed,
            authenticated,
            supplementary: parts.acts_for(self).map(|party| (party.id, counter)),
            kinds: body.kinds,
            targets: body.targets,
            written: body.written,
        })
    }
}

/// The role's value in payloads.
pub(crate) fn role_of(party: &Party) -> RemotePartyRole {
    RemotePartyRole(u32::from(party.role.value()))
}

/// What a command is made from.
struct Parts<'a> {
    use_case: &'static UseCase,
    originator: &'a Party,
    counter: Counter,
    variation: Variation,
    replacing: Option<Replacing<'a>>,
}

/// A payload, and what about it the response will be held against.
struct Body {
    payload: Vec<u8>,
    kinds: Vec<AccessKind>,
    targets: Vec<Descriptor>,
    written: Vec<(Descriptor, Data)>,
}

impl Parts<'_> {
    /// Whether the originator signs, and whether the broker authenticates.
    fn protection(&self) -> (bool, bool) {
        protection_of_command(self.use_case, self.originator.role == Role::AccessControlBroker)
    }

    /// The party for which the broker acts, where a use case is one of Users and the broker sends it.
    fn acts_for<'a>(&self, laboratory: &'a Laboratory) -> Option<&'a Party> {
        let by_broker = self.originator.role == Role::AccessControlBroker;
        if !by_broker || self.use_case.format != PayloadFormat::Dlms {
            return None;
        }
        ["other", "supplier", "network-operator"].into_iter().find_map(|name| laboratory.party(name))
    }

    /// The Message Code and, where the broker acts for a party, who that is; with its certificate where the answer
    /// is encrypted for a party that the device does not know (GBCS 7.2.7).
    fn other_information<'a>(&self, laboratory: &'a Laboratory) -> Result<OtherInformation<'a>, String> {
        let (code, counter) = (self.use_case.code, self.counter);
        let Some(party) = self.acts_for(laboratory) else { return Ok(OtherInformation::Code { code }) };
        if !(self.use_case.sensitive && party.role == Role::Other) {
            return Ok(OtherInformation::PartyCounter { code, party: party.id, counter });
        }
        let certificate = party
            .certificate(Usage::KeyAgreement)
            .ok_or_else(|| format!("the profile gives no key agreement certificate for {}", party.name))?;
        Ok(OtherInformation::PartyCertificate {
            code,
            party: party.id,
            counter,
            certificate: certificate.der(),
        })
    }
}

/// Whether the originator of a command signs it, and whether the broker authenticates it (GBCS 5, 13.3.3).
pub(crate) fn protection_of_command(use_case: &UseCase, by_broker: bool) -> (bool, bool) {
    match (use_case.category, use_case.code) {
        (Category::Critical, _) => (true, true),
        (Category::Variant, MessageCode(0x0008 | 0x011B)) => (!by_broker, by_broker),
        (Category::Variant, MessageCode(0x0104)) => (false, true),
        (Category::Variant, MessageCode(0x0108 | 0x0109)) => (true, false),
        (Category::Variant, _) => (true, true),
        _ => (false, true),
    }
}
