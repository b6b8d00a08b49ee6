use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::esme::Instruction;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_smki::Certificate;
use hallmark_smki::acceptance::Acceptance;

use crate::asn1::check_replacement;
use crate::command::Authority;
use crate::command::Command;
use crate::command::Content;
use crate::command::Outcome;
use crate::device::CellId;
use crate::device::Device;
use crate::dlms;
use crate::pending::execute_due;
use crate::refusal::Refusal;
use crate::stages::address;
use crate::stages::authenticity;
use crate::stages::authority;
use crate::stages::content;
use crate::stages::execution;
use crate::stages::frame;
use crate::stages::freshness;
use crate::stages::reaction;
use crate::stages::response;
use crate::stages::structure;

/// The stages of the pipeline and the rules within them, each to be replaced on its own. The default is the honest
/// Device; a misbehaving one has another function in exactly one place.
#[derive(Clone)]
pub(crate) struct Rules {
    /// Stage 1: octets to message.
    pub(crate) frame: for<'a> fn(&'a [u8]) -> Result<Message<'a>, Refusal>,
    /// Stage 2: for this Device.
    pub(crate) address: fn(&Device, &Message<'_>) -> Result<(), Refusal>,
    /// Stage 3: a command of an ESME, of the form that its category wants.
    pub(crate) structure: for<'a> fn(&Device, Message<'a>) -> Result<Command<'a>, Refusal>,
    /// In stage 3: the use case of a Message Code.
    pub(crate) supported: fn(MessageCode) -> Result<&'static UseCase, Refusal>,
    /// In stage 3: who acts for whom.
    pub(crate) other_information: fn(&Device, &Message<'_>, &UseCase) -> Result<(), Refusal>,
    /// In stage 3: the protection that a command must have.
    pub(crate) protection: fn(&Device, &UseCase, EntityId) -> Protection,
    /// Stage 4: from a known party that may send it.
    pub(crate) authority: fn(&Device, &Command<'_>) -> Result<Authority, Refusal>,
    /// In stage 4: the roles that may send it.
    pub(crate) entitled: fn(&UseCase, Role) -> bool,
    /// Stage 5: not seen before.
    pub(crate) freshness: fn(&Device, &Command<'_>, &Authority) -> Result<(), Refusal>,
    /// Stage 6: MAC and signature.
    pub(crate) authenticity: fn(&Device, &Command<'_>, &Authority) -> Result<(), Refusal>,
    /// In stage 6: the MAC of the Access Control Broker.
    pub(crate) mac: fn(&Device, &Message<'_>) -> Result<(), Refusal>,
    /// In stage 6: the signature of the originator.
    pub(crate) signature: fn(&Device, &Message<'_>, Role) -> Result<(), Refusal>,
    /// Before stage 7: the payload is one of this use case.
    pub(crate) content: for<'a> fn(&Device, &Command<'a>) -> Result<Content<'a>, Refusal>,
    /// Between stages 6 and 7: remembers the counter.
    pub(crate) remember: fn(&mut Device, &Command<'_>, &Authority),
    /// Stage 7: does it.
    pub(crate) execution: fn(&mut Device, &Command<'_>, &Authority, &Content<'_>) -> Result<Outcome, Refusal>,
    /// In stage 7: the instruction of the use case that an item of a request is.
    pub(crate) instruction:
        fn(MessageCode, AccessKind, Descriptor, &DataView<'_>) -> Result<&'static Instruction, AccessResult>,
    /// In stage 7: the key of who may read sensitive attributes.
    pub(crate) reader: fn(&Device, &GroupingHeader<'_>) -> Option<[u8; 65]>,
    /// In stage 7: whether a token is authentic.
    pub(crate) token: fn(&Device, &Utrn, UtrnCounter) -> bool,
    /// In stage 7: whether so much may be credited.
    pub(crate) limits: fn(&Device, i32) -> Result<(), AlertCode>,
    /// In stage 7: a certificate that may go into a trust anchor cell.
    pub(crate) replacement: fn(&Acceptance<'_>, &Certificate, CellId) -> Result<(), StatusCode>,
    /// Stage 8: says so.
    pub(crate) response: fn(&Device, &Command<'_>, &Authority, &Outcome) -> Option<Vec<u8>>,
    /// Instead of the stages that are left: logs and alerts about a refusal.
    pub(crate) reaction: fn(&mut Device, &Refusal, Option<&Message<'_>>) -> Vec<Vec<u8>>,
    /// Outside the stages: does what has become due.
    pub(crate) due: fn(&mut Device) -> Vec<Vec<u8>>,
}

impl Rules {
    /// Those of the specification, with the choices that the crate documentation lists.
    pub(crate) fn honest() -> Self {
        Self {
            frame: frame::frame,
            address: address::address,
            structure: structure::structure,
            supported: structure::supported,
            other_information: structure::other_information,
            protection: structure::protection,
            authority: authority::authority,
            entitled: authority::entitled,
            freshness: freshness::freshness,
            authenticity: authenticity::authenticity,
            mac: authenticity::mac,
            signature: authenticity::signature,
            content: content::content,
            remember: freshness::remember,
            execution: execution::execution,
            instruction: dlms::instruction,
            reader: dlms::reader,
            token: dlms::is_authentic,
            limits: dlms::check_limits,
            replacement: check_replacement,
            response: response::response,
            reaction: reaction::reaction,
            due: execute_due,
        }
    }
}
