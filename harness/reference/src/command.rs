use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::dlms::AccessRequest;
use hallmark_gbcs::tables::Criticality;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::Role;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;

/// A message that is a command of a use case of an ESME, and has the form of one.
#[derive(Debug, Clone)]
pub(crate) struct Command<'a> {
    pub(crate) message: Message<'a>,
    pub(crate) use_case: &'static UseCase,
    /// The protection that it has and must have.
    pub(crate) protection: Protection,
}

/// Who sent a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Authority {
    /// The Business Originator.
    pub(crate) originator: EntityId,
    /// The role in which it sent the command.
    pub(crate) role: Role,
}

/// What a command wants done.
#[derive(Debug, Clone)]
pub(crate) enum Content<'a> {
    Asn1(Asn1Payload<'a>),
    Dlms(AccessRequest<'a>),
}

/// What came of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// The payload of the response.
    pub(crate) payload: Vec<u8>,
    /// The Supplementary Originator Counter, where one was used to encrypt.
    pub(crate) supplementary: Option<Counter>,
    /// Alerts that the command caused, to be sent after the response.
    pub(crate) alerts: Vec<Vec<u8>>,
}

impl Command<'_> {
    pub(crate) fn code(&self) -> MessageCode {
        self.use_case.code
    }

    pub(crate) fn counter(&self) -> Counter {
        self.message.header().counter
    }

    /// Whether its counter must be new (GBCS 4.3.1.5). Where the published text does not say, it must for critical
    /// commands but the one that only reads (CS02e).
    pub(crate) fn is_replay_protected(&self) -> bool {
        match self.use_case.replay_protected {
            Replay::Required => true,
            Replay::NotApplicable | Replay::NotRequired => false,
            Replay::Open => match self.use_case.critical {
                Criticality::Critical => self.code() != PROVIDE_DEVICE_CERTIFICATE,
                Criticality::Variant => !PROVIDE_CREDENTIALS.contains(&self.code()),
                Criticality::NonCritical | Criticality::NotApplicable => false,
            },
        }
    }
}

/// CS02a and CS02f.
pub(crate) const PROVIDE_CREDENTIALS: [MessageCode; 2] = [MessageCode(0x0008), MessageCode(0x011B)];
/// CS02b accessControlBrokerByACB.
pub(crate) const ACB_BY_ACB: MessageCode = MessageCode(0x0104);
/// CS02b anyExceptAbnormalRootByRecovery and anyByContingency.
pub(crate) const BY_SIGNATURE_ALONE: [MessageCode; 2] = [MessageCode(0x0108), MessageCode(0x0109)];
/// CS02e.
const PROVIDE_DEVICE_CERTIFICATE: MessageCode = MessageCode(0x000C);
