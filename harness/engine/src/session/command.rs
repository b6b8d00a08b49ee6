use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Envelope;

use crate::session::Laboratory;

/// A command before protection: what to send, and how it has to be protected.
#[derive(Debug, Clone)]
pub struct Command {
    /// The use case, as scenarios name it.
    pub use_case: String,
    /// Its Message Code.
    pub code: MessageCode,
    /// Header and payload.
    pub envelope: Envelope,
    /// Whether the originator signs it.
    pub signed: bool,
    /// Whether the broker authenticates it.
    pub authenticated: bool,
    /// The party for which the broker acts, and its counter.
    pub supplementary: Option<(EntityId, Counter)>,
    /// The kinds of its DLMS instructions.
    pub kinds: Vec<AccessKind>,
    /// What its DLMS instructions address.
    pub targets: Vec<Descriptor>,
    /// The values that it sets, by object and attribute.
    pub written: Vec<(Descriptor, Data)>,
}

impl Command {
    /// How its payload is written.
    pub fn format(&self) -> Option<PayloadFormat> {
        use_case(self.code).map(|use_case| use_case.format)
    }

    /// Adds the originator's signature where one is due, a null one where none is.
    pub fn sign(&mut self, laboratory: &Laboratory) -> Result<(), String> {
        if self.signed {
            let originator = self.envelope.originator;
            let party = laboratory
                .party_with_id(originator)
                .ok_or_else(|| format!("the profile names no party {originator}"))?;
            let key = party
                .signing_key()
                .ok_or_else(|| format!("the profile gives no digital signature key for {}", party.name))?;
            self.envelope.sign(key);
        } else {
            self.envelope.signature = Some(Vec::new());
        }
        Ok(())
    }

    /// Adds the broker's MAC where one is due.
    pub fn authenticate(&mut self, laboratory: &Laboratory) -> Result<(), String> {
        if self.authenticated {
            self.envelope.authenticate(laboratory.broker_secret()?);
        }
        Ok(())
    }

    /// The message as it has to be protected.
    pub fn protect_envelope(&self, laboratory: &Laboratory) -> Result<Envelope, String> {
        let mut command = self.clone();
        command.sign(laboratory)?;
        command.authenticate(laboratory)?;
        Ok(command.envelope)
    }
}

/// What was sent, as far as an answer must fit it.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The command it was made from.
    pub command: Command,
    /// The octets that went out.
    pub octets: Vec<u8>,
}

impl Sent {
    /// The Business Originator.
    pub fn originator(&self) -> EntityId {
        self.command.envelope.originator
    }

    /// The Originator Counter.
    pub fn counter(&self) -> Counter {
        self.command.envelope.counter
    }
}
