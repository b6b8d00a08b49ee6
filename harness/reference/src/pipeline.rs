use hallmark_gbcs::wire::Message;

use crate::device::Device;
use crate::refusal::Refusal;

impl Device {
    /// Takes one message through the stages; what the Device sends, in order.
    pub(crate) fn process(&mut self, octets: &[u8]) -> Vec<Vec<u8>> {
        let message = match (self.rules.frame)(octets) {
            Ok(message) => message,
            Err(refusal) => return (self.rules.reaction)(self, &refusal, None),
        };
        match self.perform(message) {
            Ok(sent) => sent,
            Err(refusal) => (self.rules.reaction)(self, &refusal, Some(&message)),
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
        (rules.remember)(self, &command, &authority);
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
}
