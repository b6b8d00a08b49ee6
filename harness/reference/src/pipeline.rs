use hallmark_gbcs::tables::Category;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::SignatureField;

use crate::device::Device;
use crate::refusal::Refusal;

impl Device {
    /// Takes one message through the stages; what the Device sends, in order.
    pub(crate) fn process(&mut self, octets: &[u8]) -> Vec<Vec<u8>> {
        let message = match (self.rules.frame)(octets) {
            Ok(message) => message,
            Err(refusal) => return self.react(&refusal, None),
        };
        match self.perform(message) {
            Ok(sent) => sent,
            Err(refusal) => self.react(&refusal, Some(&message)),
        }
    }

    fn perform(&mut self, message: Message<'_>) -> Result<Vec<Vec<u8>>, Refusal> {
        let rules = self.rules.clone();
        (rules.address)(self, &message)?;
        let command = (rules.structure)(self, message)?;
        let authority = (rules.authority)(self, &command)?;
        (rules.freshness)(self, &command, &authority)?;
        (rules.authenticity)(self, &command, &authority)?;
        let content = (rules.content)(self, &command)?;

        // What the command replaces is still needed to answer it: keys of the Device, keys of the originator.
        let before = (self.anchors.clone(), self.credentials.clone());
        let counters = self.counters.clone();
        if command.is_replay_protected() && command.use_case.category != Category::TopUp {
            self.counters.set(authority.role, command.counter());
        }
        let outcome = match (rules.execution)(self, &command, &authority, &content) {
            Ok(outcome) => outcome,
            Err(refusal) => {
                self.counters = counters;
                return Err(refusal);
            }
        };
        let after = (
            std::mem::replace(&mut self.anchors, before.0),
            std::mem::replace(&mut self.credentials, before.1),
        );
        let response = (rules.response)(self, &command, &authority, &outcome);
        (self.anchors, self.credentials) = after;
        Ok(response.into_iter().chain(outcome.alerts).collect())
    }

    /// Logs and alerts about a command that was refused.
    fn react(&mut self, refusal: &Refusal, message: Option<&Message<'_>>) -> Vec<Vec<u8>> {
        let reaction = refusal.reaction();
        if let Some(code) = reaction.log {
            let command = message.map(|message| message.header().message_code().0.to_be_bytes());
            self.logs.security.note(self.now, code, command.as_ref().map_or(&[], |octets| octets));
        }
        let alert = match (refusal, message) {
            (Refusal::Unsupported, Some(message)) => self.unsupported(message),
            _ => reaction.alert.and_then(|code| self.refusal_alert(code)),
        };
        alert.into_iter().collect()
    }

    /// ECS100, if the command is otherwise one to be trusted: from a known party, with the MAC of the Access Control
    /// Broker, and where it is signed, rightly so.
    fn unsupported(&mut self, message: &Message<'_>) -> Option<Vec<u8>> {
        let header = message.header();
        let roles = self.anchors.roles_of(header.originator).collect::<Vec<_>>();
        let form =
            matches!(header.other, OtherInformation::Code { .. } | OtherInformation::PartyCounter { .. });
        let signed = match message.signature() {
            SignatureField::Present(_) => {
                roles.iter().any(|role| (self.rules.signature)(self, message, *role).is_ok())
            }
            SignatureField::Missing | SignatureField::Null => true,
        };
        let trusted = header.cra == Cra::Command && form && !roles.is_empty() && signed;
        if !trusted || (self.rules.mac)(self, message).is_err() {
            let reaction = Refusal::OtherInformation.reaction();
            if let Some(code) = reaction.log {
                self.logs.security.note(self.now, code, &header.message_code().0.to_be_bytes());
            }
            return None;
        }
        self.unsupported_alert(header)
    }
}
