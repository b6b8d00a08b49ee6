//! Responses: whether they answer a command, and how.

use hallmark_gbcs::Payload;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::tables::Replay;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;

use crate::event::Direction;
use crate::replay::command::is_top_up;
use crate::replay::conversation::Authenticity;
use crate::replay::conversation::Ids;
use crate::replay::judge::Judge;
use crate::replay::judge::Seen;
use crate::replay::outcome::Outcome;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::tests_found::Judged;
use crate::session::Response;
use crate::session::finding;
use crate::session::protection_of_response;
use crate::session::protection_words;

/// What is kept in mind of the command while its response is judged.
struct Command {
    code: hallmark_gbcs::MessageCode,
    at: hallmark_link::UnixMicros,
    frame: u64,
    source: usize,
    exchange: Option<crate::replay::evidence::ExchangeId>,
    is_attack: bool,
    is_repeated: bool,
    authenticity: Authenticity,
    sent: Option<Box<crate::session::Sent>>,
}

impl Judge {
    pub(super) fn response(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let header = message.header();
        let code = header.message_code();
        if self.devices.len() < MOST_DEVICES {
            self.devices.insert(header.originator);
        }
        self.response_protection(seen, message);
        let payload = Payload::parse(message);
        let key = TestKey::new(Rule::Content, Subject::Message(code, Cra::Response));
        self.tests.checked(key);
        self.judge_payload(key, seen, message, &payload);
        let outcome = payload.as_ref().ok().map(|payload| {
            let texts = self.sensitive(key, seen, message, payload);
            Outcome::of(payload, &texts)
        });
        match outcome {
            Some(Outcome::Succeeded) => self.outcomes.succeeded = self.outcomes.succeeded.saturating_add(1),
            Some(Outcome::Failed | Outcome::Partly) => {
                self.outcomes.failed = self.outcomes.failed.saturating_add(1);
            }
            None => {}
        }

        let ids = Ids {
            scope: seen.scope,
            originator: header.recipient,
            device: header.originator,
            counter: header.counter,
        };
        let pairing = TestKey::new(Rule::Pairing, Subject::Code(code));
        self.tests.checked(pairing);
        let Some(asked) = self.commands.find(&ids, code) else {
            let observed =
                format!("none with counter {} from {}; {}", ids.counter, ids.originator, self.place(seen));
            let reason = finding("GBCS 7.2.7", "the command of each response in the capture", observed);
            let exchange = self.show(seen, Direction::In, "response");
            return self.tests.find(pairing, Judged::inconclusive(reason).shown_by([exchange]));
        };
        asked.answers = asked.answers.saturating_add(1);
        asked.is_executed |= outcome.is_some_and(|outcome| outcome != Outcome::Failed);
        let is_surplus = asked.answers > asked.times;
        let command = Command {
            code: asked.code,
            at: asked.at,
            frame: asked.frame,
            source: asked.source,
            exchange: asked.exchange,
            is_attack: asked.is_attack,
            is_repeated: asked.is_repeated,
            authenticity: asked.authenticity,
            sent: asked.sent.take(),
        };
        if is_surplus {
            let place = self.place(seen);
            return self
                .tests
                .observe(pairing, || format!("another response to a command that had one, in {place}"));
        }
        if let Some(sent) = &command.sent {
            if !command.is_attack {
                let place = self.place_of(command.source, command.frame);
                self.originals.add(sent, seen.octets, command.at, || place);
            }
            self.answer(seen, message, sent, &command);
        }
        if let Some(outcome) = outcome {
            self.execution(seen, &ids, &command, outcome);
        }
        if !command.is_attack {
            let delay = seen.at.0.saturating_sub(command.at.0);
            let place = self.place(seen);
            self.delays.add(delay, self.options.slow, code, &place, &mut self.tests);
        }
    }

    fn response_protection(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let header = message.header();
        let key = TestKey::new(Rule::Protection, Subject::Message(header.message_code(), Cra::Response));
        self.tests.checked(key);
        let checks = self.verifier.check(message);
        let parts: Vec<Check> =
            [checks.mac, checks.signature].into_iter().filter(|check| *check != Check::Absent).collect();
        for check in parts {
            self.judge_check(seen, message, check, header.originator);
        }
        let one = |from_broker| protection_of_response(header.message_code(), from_broker);
        let permitted = match self.options.broker {
            Some(broker) => [one(broker == header.recipient); 2],
            None => [one(true), one(false)],
        };
        if use_case(header.message_code()).is_none() || permitted.contains(&message.protection()) {
            return;
        }
        let expected = format!("a response protected by {}", protection_words(permitted[1]));
        let observed = format!("{}; {}", protection_words(message.protection()), self.place(seen));
        let exchange = self.show(seen, Direction::In, "response");
        self.tests.find(key, Judged::fail(finding("GBCS 5", expected, observed)).shown_by([exchange]));
    }

    /// The response against its command: the same checks as in a live run.
    fn answer(
        &mut self,
        seen: &Seen<'_>,
        message: &Message<'_>,
        sent: &crate::session::Sent,
        command: &Command,
    ) {
        let code = message.header().message_code();
        let response = Response::from_octets(seen.octets.to_vec());
        let corresponds = response.corresponds(sent, message.header().originator);
        let content = TestKey::new(Rule::Content, Subject::Message(code, Cra::Response));
        let pairing = TestKey::new(Rule::Pairing, Subject::Code(code));
        // The answer to an attack that was marked as something else, or cut, fits what it was made from.
        let structure = if command.is_attack { Ok(()) } else { response.structure(sent) };
        for (key, outcome) in [(pairing, corresponds), (content, structure)] {
            let Err(mut reason) = outcome else { continue };
            if command.is_attack {
                continue;
            }
            reason.observed = format!("{}; {}", reason.observed, self.place(seen));
            let exchange = self.show(seen, Direction::In, "response");
            self.tests.find(key, Judged::fail(reason).shown_by([command.exchange, exchange]));
        }
    }

    /// Whether the command should have been executed.
    fn execution(&mut self, seen: &Seen<'_>, ids: &Ids, command: &Command, outcome: Outcome) {
        let is_executed = outcome != Outcome::Failed;
        let key = TestKey::new(Rule::Refusal, Subject::Code(command.code));
        let use_case = use_case(command.code);
        let is_once_only =
            |use_case: &UseCase| use_case.replay_protected == Replay::Required || is_top_up(use_case);
        let (why, doubt) = match command.authenticity {
            Authenticity::Broken(party) => (Some("whose protection does not verify"), Some(party)),
            Authenticity::Unknown | Authenticity::Whole if command.is_attack && command.is_repeated => (
                use_case.filter(|use_case| is_once_only(use_case)).map(|_| "which was executed before"),
                None,
            ),
            Authenticity::Unknown | Authenticity::Whole => (None, None),
        };
        if command.is_attack || why.is_some() {
            self.tests.checked(key);
        }
        if let Some(why) = why.filter(|_| is_executed) {
            let observed = format!(
                "success in {}, the answer to {}, {why}",
                self.place(seen),
                self.place_of(command.source, command.frame)
            );
            let reason = finding("GBCS 6.2.4", "no execution and no success in the response", observed);
            let exchange = self.show(seen, Direction::In, "response");
            let judged = Judged::fail(reason).shown_by([command.exchange, exchange]);
            let judged = match doubt {
                Some(party) => judged.if_keys_fit(party),
                None => judged,
            };
            return self.tests.find(key, judged);
        }
        let Some(use_case) = use_case else { return };
        if is_executed
            && !command.is_attack
            && use_case.replay_protected == Replay::Required
            && !is_top_up(use_case)
        {
            self.executed(seen, ids, command.code, command.exchange);
        }
    }
}

/// How many devices are named.
const MOST_DEVICES: usize = 64;
