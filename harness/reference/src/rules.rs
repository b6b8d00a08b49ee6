use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::ExecutionOutcome;
use hallmark_gbcs::asn1::ImageHash;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinResult;
use hallmark_gbcs::asn1::RemotePartyDetails;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::RemotePartySeqNumberChange;
use hallmark_gbcs::asn1::Replacement;
use hallmark_gbcs::asn1::ReplacementOutcome;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_gbcs::block::Reassembler;
use hallmark_gbcs::crypto::KeyError;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::esme::Copied;
use hallmark_gbcs::tables::esme::Instruction;
use hallmark_gbcs::tables::esme::Shape;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::KeyUsage;
use hallmark_smki::PrivateKey;
use hallmark_smki::acceptance;
use hallmark_smki::acceptance::Acceptance;
use hallmark_smki::acceptance::Finding;

use crate::asn1;
use crate::asn1::DeviceLog;
use crate::command::Authority;
use crate::command::Command;
use crate::command::Content;
use crate::command::Outcome;
use crate::device;
use crate::device::Alerts;
use crate::device::Cell;
use crate::device::CellId;
use crate::device::Credentials;
use crate::device::Device;
use crate::device::OwnKey;
use crate::dlms;
use crate::dlms::Interval;
use crate::pending::Activation;
use crate::pending::execute_due;
use crate::refusal::Refusal;
use crate::stages::address;
use crate::stages::authenticity;
use crate::stages::authority;
use crate::stages::blocks;
use crate::stages::content;
use crate::stages::execution;
use crate::stages::frame;
use crate::stages::freshness;
use crate::stages::reaction;
use crate::stages::response;
use crate::stages::structure;
use crate::time::Instant;

/// The stages of the pipeline and the rules within them, each to be replaced on its own. The default is the honest
/// Device; a misbehaving one has another function in one place.
#[derive(Clone)]
#[allow(clippy::type_complexity, reason = "a rule is as long as what it needs to know")]
pub(crate) struct Rules {
    /// Before all stages: somebody has connected.
    pub(crate) connected: fn(&mut Device),
    /// Before stage 1: the blocks of a large message.
    pub(crate) reassemble: fn(&mut Reassembler, &[u8]) -> Option<Vec<u8>>,
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
    /// Between stages 6 and 7: remembers the counter.
    pub(crate) remember: fn(&mut Device, &Command<'_>, &Authority),

    /// Stage 6: MAC and signature.
    pub(crate) authenticity: fn(&Device, &Command<'_>, &Authority) -> Result<(), Refusal>,
    /// In stage 6: the MAC of the Access Control Broker.
    pub(crate) mac: fn(&Device, &Message<'_>) -> Result<(), Refusal>,
    /// In stage 6: the signature of the originator.
    pub(crate) signature: fn(&Device, &Message<'_>, Role) -> Result<(), Refusal>,

    /// Before stage 7: the payload is one of this use case.
    pub(crate) content: for<'a> fn(&Device, &Command<'a>) -> Result<Content<'a>, Refusal>,
    /// Stage 7: does it.
    pub(crate) execution: fn(&mut Device, &Command<'_>, &Authority, &Content<'_>) -> Result<Outcome, Refusal>,

    /// In DLMS: the instruction of the use case that an item of a request is.
    pub(crate) instruction:
        fn(MessageCode, AccessKind, Descriptor, &DataView<'_>) -> Result<&'static Instruction, AccessResult>,
    /// In DLMS: whether a result stops the instructions behind it.
    pub(crate) breaks: fn(AccessResult) -> bool,
    /// In DLMS: the value of an attribute.
    pub(crate) read: fn(&Device, Descriptor) -> Option<Data>,
    /// In DLMS: the entries of a log or profile in a range of time.
    pub(crate) entries: fn(&Device, Descriptor, u32, u32, &Shape) -> Option<Data>,
    /// In DLMS: what a value must obey besides its type.
    pub(crate) value: fn(&Device, Descriptor, &DataView<'_>) -> Result<(), AccessResult>,
    /// In DLMS: keeps what is written.
    pub(crate) store: fn(&mut Device, Descriptor, Data),
    /// In DLMS: empties a log.
    pub(crate) clear: fn(&mut Device, Descriptor),
    /// In DLMS: sets a register to zero.
    pub(crate) zero: fn(&mut Device, Descriptor),
    /// In DLMS: enters a command in the event log.
    pub(crate) log_command: fn(&mut Device, MessageCode, bool),
    /// In DLMS: whether the time lies in the interval of a clock command.
    pub(crate) within: fn(Interval, Instant) -> bool,

    /// Of sensitive attributes: the key of who may read them.
    pub(crate) reader: fn(&Device, &GroupingHeader<'_>) -> Option<[u8; 65]>,
    /// Of sensitive attributes: encrypts them for the holder of a key.
    pub(crate) seal: fn(&Device, &[u8; 65], &GroupingHeader<'_>, &[u8]) -> Option<Vec<u8>>,

    /// Of top-ups: the token that digits are.
    pub(crate) token: fn(&[u8]) -> Option<Utrn>,
    /// Of top-ups: whether a token is authentic.
    pub(crate) is_authentic: fn(&Device, &Utrn, UtrnCounter) -> bool,
    /// Of top-ups: what a token brings.
    pub(crate) amount: fn(&Utrn) -> Option<i32>,
    /// Of top-ups: whether so much may be credited.
    pub(crate) limits: fn(&Device, i32) -> Result<(), AlertCode>,
    /// Of top-ups: credits it.
    pub(crate) credit: fn(&mut Device, UtrnCounter, i32),
    /// Of top-ups: the result of a token that is not credited.
    pub(crate) reject: fn(&mut Device, MessageCode, AlertCode) -> Result<(), AccessResult>,
    /// Of the balance: what it is after an adjustment.
    pub(crate) adjust: fn(i32, i32) -> Option<i32>,
    /// Of the balance: what a reset does to it, to emergency credit, or to accumulated debt.
    pub(crate) reset: fn(&mut Device, Descriptor, i32),
    /// Of debts: sets what is left of one.
    pub(crate) set_debt: fn(&mut Device, Descriptor, i32),

    /// Of future dating: keeps an activation until its time.
    pub(crate) postpone: fn(&mut Device, Descriptor, Activation),
    /// Of future dating: forgets what is pending for an object.
    pub(crate) cancel: fn(&mut Device, Descriptor),
    /// Of future dating: makes the next value the present one.
    pub(crate) activate: fn(&mut Device, Descriptor, &[Copied]),
    /// Of future dating: the alert about it.
    pub(crate) report: fn(&mut Device, Descriptor, &Activation) -> Option<Vec<u8>>,
    /// Outside the stages: does what has become due.
    pub(crate) due: fn(&mut Device) -> Vec<Vec<u8>>,

    /// Of credentials: the counter and the cells of a role, as they are told.
    pub(crate) details: fn(&Device, RemotePartyRole) -> RemotePartyDetails,
    /// Of credentials: a certificate that may go into a trust anchor cell.
    pub(crate) replacement: fn(&Acceptance<'_>, &Certificate, CellId) -> Result<(), StatusCode>,
    /// Of credentials: replaces all that a command names.
    pub(crate) replace: fn(&mut Device, &Authority, &UpdateCredentialsCommand<'_>) -> ExecutionOutcome,
    /// Of credentials: whose cells a mode may replace.
    pub(crate) may_replace: fn(CredentialsReplacementMode, CellId) -> bool,
    /// Of credentials: puts a certificate into its cell.
    pub(crate) install: fn(&mut Device, CellId, Cell),
    /// Of credentials: what is said of one replacement.
    pub(crate) outcome:
        fn(&Device, &Replacement<'_>, Result<(CellId, Cell), StatusCode>) -> ReplacementOutcome,
    /// Of credentials: sets the counters of a role.
    pub(crate) floor: fn(&mut Device, &RemotePartySeqNumberChange, &[Role]) -> bool,
    /// Of the Device's own credentials: a certificate that may be one of them.
    pub(crate) own_certificate: fn(&Certificate, [u8; 8], KeyUsage, &[u8; 65]) -> Result<(), Finding>,

    /// Of the Device's own credentials: the request for a certificate.
    pub(crate) request: fn([u8; 8], KeyUsage, &PrivateKey) -> Vec<u8>,
    /// Of the Device's own credentials: takes a key pair into use, with its certificate.
    pub(crate) take_into_use: fn(&mut Credentials, OwnKey, Certificate) -> Result<(), KeyError>,
    /// Of the Device's own credentials: the certificate that is told.
    pub(crate) certificate: fn(&Credentials, OwnKey) -> &Certificate,

    /// Of firmware: whether the image that is held is the one to be activated.
    pub(crate) image: fn(ImageHash, ImageHash) -> bool,
    /// Of joined Devices: enters one.
    pub(crate) join: fn(&mut DeviceLog, &JoinCommand<'_>) -> JoinResult,
    /// Of joined Devices: removes one; whether it was there.
    pub(crate) unjoin: fn(&mut DeviceLog, EntityId) -> bool,

    /// Stage 8: says so.
    pub(crate) response: fn(&Device, &Command<'_>, &Authority, &Outcome) -> Option<Vec<u8>>,
    /// In stage 8: the header.
    pub(crate) header:
        for<'a> fn(&Device, &Command<'_>, &Outcome, Option<&'a [u8; 12]>) -> GroupingHeader<'a>,
    /// In stage 8: signature or MAC.
    pub(crate) protect: fn(&Device, &Command<'_>, &Authority, &mut Envelope) -> Option<()>,

    /// Instead of the stages that are left: logs and alerts about a refusal.
    pub(crate) reaction: fn(&mut Device, &Refusal, Option<&Message<'_>>) -> Vec<Vec<u8>>,
    /// Of alerts: that a Message Code is not supported.
    pub(crate) unsupported_alert: fn(&mut Device, &GroupingHeader<'_>) -> Option<Vec<u8>>,
    /// Of alerts: the next counter.
    pub(crate) alert_counter: fn(&mut Alerts) -> Counter,
    /// Of alerts: the message.
    pub(crate) alert: fn(&Device, &GroupingHeader<'_>, Vec<u8>) -> Vec<u8>,
}

impl Rules {
    /// Those of the specification, with the choices that the crate documentation lists.
    pub(crate) fn honest() -> Self {
        Self {
            connected: |_| (),
            reassemble: blocks::reassemble,
            frame: frame::frame,
            address: address::address,
            structure: structure::structure,
            supported: structure::supported,
            other_information: structure::other_information,
            protection: structure::protection,
            authority: authority::authority,
            entitled: authority::entitled,
            freshness: freshness::freshness,
            remember: freshness::remember,
            authenticity: authenticity::authenticity,
            mac: authenticity::mac,
            signature: authenticity::signature,
            content: content::content,
            execution: execution::execution,
            instruction: dlms::instruction,
            breaks: dlms::breaks,
            read: Device::read,
            entries: Device::entries,
            value: dlms::check_value,
            store: dlms::store,
            clear: dlms::clear,
            zero: dlms::set_to_zero,
            log_command: dlms::log_command,
            within: Interval::holds,
            reader: dlms::reader,
            seal: dlms::seal,
            token: dlms::token,
            is_authentic: dlms::is_authentic,
            amount: dlms::amount,
            limits: dlms::check_limits,
            credit: dlms::credit,
            reject: dlms::reject,
            adjust: i32::checked_add,
            reset: dlms::reset,
            set_debt: dlms::set_debt,
            postpone: dlms::postpone,
            cancel: dlms::cancel,
            activate: Device::activate,
            report: Device::activation_alert,
            due: execute_due,
            details: Device::details,
            replacement: asn1::check_replacement,
            replace: Device::replace_credentials,
            may_replace: asn1::may_replace,
            install: asn1::install,
            outcome: Device::outcome,
            floor: Device::apply_floor,
            own_certificate: acceptance::device_certificate,
            request: CertificationRequest::device,
            take_into_use: Credentials::install,
            certificate: Credentials::certificate,
            image: asn1::is_image,
            join: DeviceLog::join,
            unjoin: DeviceLog::unjoin,
            response: response::response,
            header: response::header,
            protect: response::protect,
            reaction: reaction::reaction,
            unsupported_alert: Device::unsupported_alert,
            alert_counter: Alerts::next,
            alert: device::alert,
        }
    }
}
