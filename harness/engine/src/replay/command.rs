//! Commands: protection, payload, and what their responses will be held against.

use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::Payload;
use hallmark_gbcs::crypto::Check;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::tables::Category;
use hallmark_gbcs::tables::UseCase;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Protection;
use hallmark_gbcs::wire::SignatureField;
use hallmark_link::UnixMicros;

use crate::event::Direction;
use crate::replay::conversation::Asked;
use crate::replay::conversation::Authenticity;
use crate::replay::conversation::Ids;
use crate::replay::judge::Judge;
use crate::replay::judge::Seen;
use crate::replay::rule::Rule;
use crate::replay::rule::Subject;
use crate::replay::rule::TestKey;
use crate::replay::rule::use_case_name;
use crate::replay::tests_found::Judged;
use crate::session::Command;
use crate::session::Sent;
use crate::session::finding;
use crate::session::protection_of_command;
use crate::session::protection_words;

impl Judge {
    pub(super) fn command(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let header = message.header();
        // What a service user hands to the DCC is not yet a command (GBCS 7.2.7).
        if message.protection() == Protection::None
            && message.signature() == SignatureField::Missing
            && !seen.is_attack()
        {
            let key = TestKey::new(Rule::Content, Subject::Message(header.message_code(), Cra::Command));
            let place = self.place(seen);
            self.tests.observe(key, || format!("a pre-command, not yet protected, in {place}"));
            return;
        }
        let ids = Ids {
            scope: seen.scope,
            originator: header.originator,
            device: header.recipient,
            counter: header.counter,
        };
        if replaces_credentials(header.message_code()) {
            self.replaced.insert(seen.scope);
        }
        let digest = seen.digest();
        let is_attack = seen.is_attack();
        let mut is_repeated = false;
        if let Some(asked) = self.commands.find_same(&ids, digest) {
            is_repeated = asked.is_executed || asked.is_repeated;
            if asked.answers < asked.times && !is_attack {
                asked.times = asked.times.saturating_add(1);
                return self.again(seen, message);
            }
        }
        let authenticity = self.authenticity(seen, message);
        let payload = Payload::parse(message);
        if !seen.is_ours() || (!is_attack && payload.is_ok()) {
            self.command_content(seen, message, &payload);
        }
        let asked = Asked {
            code: header.message_code(),
            at: seen.at,
            source: seen.source,
            frame: seen.frame,
            exchange: seen.exchange,
            is_attack,
            is_ours: seen.is_ours(),
            authenticity,
            sent: Some(Box::new(sent(seen, message, payload.ok().as_ref()))),
            answers: 0,
            is_executed: false,
            is_repeated,
            times: 1,
            digest,
        };
        for (ids, asked) in self.commands.add(ids, asked) {
            self.unanswered(&ids, &asked, seen.at);
        }
    }

    /// A command that no response came to.
    pub(super) fn unanswered(&mut self, ids: &Ids, asked: &Asked, last: UnixMicros) {
        let is_refused = match asked.authenticity {
            Authenticity::Broken(_) => true,
            Authenticity::Unknown => asked.is_ours,
            // Which certificates a device must refuse is judged where it is known what they are.
            Authenticity::Whole => asked.is_ours && replaces_credentials(asked.code),
        };
        if asked.answers > 0 || asked.is_attack || is_refused {
            return;
        }
        let key = TestKey::new(Rule::Pairing, Subject::Code(asked.code));
        let place = self.place_of(asked.source, asked.frame);
        let rest = last.0.saturating_sub(asked.at.0) / 1_000;
        let observed = format!(
            "none in the {rest} ms of capture after counter {} from {} in {place}",
            ids.counter, ids.originator
        );
        let reason = finding("GBCS 7.2.7", "a response to the command", observed);
        let exchange = asked.exchange.or_else(|| {
            let kept = asked.kept("command")?;
            self.evidence.keep_for_finding(|| kept)
        });
        self.tests.find(key, Judged::inconclusive(reason).shown_by([exchange]));
    }

    /// Checks what protects a command, and says what is known of it.
    fn authenticity(&mut self, seen: &Seen<'_>, message: &Message<'_>) -> Authenticity {
        let header = message.header();
        let checks = self.verifier.check(message);
        let maker = self.options.broker.unwrap_or(header.originator);
        let parts = [(checks.mac, maker), (checks.signature, header.originator)];
        let is_whole = parts.iter().all(|(check, _)| matches!(check, Check::Absent | Check::Valid));
        if !seen.is_ours() || (is_whole && !seen.is_attack()) {
            for (check, party) in parts {
                self.judge_check(seen, message, check, party);
            }
            if !seen.is_ours() {
                self.command_protection(seen, message);
            }
        }
        if let Some((_, party)) = parts.iter().find(|(check, _)| *check == Check::Invalid) {
            if self.replaced.contains(&seen.scope) {
                return Authenticity::Unknown;
            }
            return Authenticity::Broken(*party);
        }
        if parts.iter().any(|(check, _)| *check == Check::NoKey) {
            Authenticity::Unknown
        } else {
            Authenticity::Whole
        }
    }

    fn command_protection(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let header = message.header();
        let Some(use_case) = use_case(header.message_code()) else { return };
        let permitted = permitted(use_case, header.originator, self.options.broker);
        let key = TestKey::new(Rule::Protection, Subject::Message(use_case.code, Cra::Command));
        self.tests.checked(key);
        if permitted.contains(&message.protection()) {
            return;
        }
        let expected: Vec<&str> = permitted.iter().map(|one| protection_words(*one)).collect();
        let observed = format!("{}; {}", protection_words(message.protection()), self.place(seen));
        let expected = format!("a command protected by {}", expected.join(" or by "));
        let exchange = self.show(seen, Direction::Out, "command");
        self.tests.find(key, Judged::fail(finding("GBCS 5", expected, observed)).shown_by([exchange]));
    }

    /// One MAC or signature of any message; `party` is who made it.
    pub(super) fn judge_check(
        &mut self,
        seen: &Seen<'_>,
        message: &Message<'_>,
        check: Check,
        party: EntityId,
    ) {
        let header = message.header();
        let key = TestKey::new(Rule::Protection, Subject::Message(header.message_code(), header.cra));
        match check {
            Check::Absent => {}
            Check::Valid => {
                self.tests.checked(key);
                self.trust.checked(party, true);
                if header.cra != Cra::Command {
                    self.trust.checked(header.recipient, true);
                }
            }
            Check::Invalid if self.replaced.contains(&seen.scope) => self.replaced_keys(key, seen),
            Check::Invalid => {
                self.trust.checked(party, false);
                let (direction, what) = side(header.cra);
                let exchange = self.show(seen, direction, what);
                let expected = format!("MAC and signature that verify with the keys of {party}");
                let observed = format!("one that does not; {}", self.place(seen));
                let judged = Judged::fail(finding("GBCS 6.2.3, 6.3.3", expected, observed));
                self.tests.find(key, judged.if_keys_fit(party).shown_by([exchange]));
            }
            Check::NoKey => {
                let expected = format!("the keys of {} and {}", header.originator, header.recipient);
                let reason =
                    finding("GBCS 6.2.3, 6.3.3", expected, format!("not all of them; {}", self.place(seen)));
                self.tests.find(key, Judged::inconclusive(reason).shown_by([seen.exchange]));
            }
        }
    }

    /// Something does not verify after credentials were replaced. A run of ours had the new keys when it judged it.
    pub(super) fn replaced_keys(&mut self, key: TestKey, seen: &Seen<'_>) {
        let text = format!("not verified after credentials were replaced; {}", self.place(seen));
        if seen.mark.is_some() {
            return self.tests.observe(key, || text);
        }
        let reason = finding("GBCS 6.2.3, 6.3.3", "the keys that were in force", text);
        self.tests.find(key, Judged::inconclusive(reason).shown_by([seen.exchange]));
    }

    fn command_content(
        &mut self,
        seen: &Seen<'_>,
        message: &Message<'_>,
        payload: &Result<Payload<'_>, hallmark_gbcs::Error>,
    ) {
        let code = message.header().message_code();
        let key = TestKey::new(Rule::Content, Subject::Message(code, Cra::Command));
        self.tests.checked(key);
        self.judge_payload(key, seen, message, payload);
    }

    /// Whether the payload of a message can be read, and is in the format of its use case.
    pub(super) fn judge_payload(
        &mut self,
        key: TestKey,
        seen: &Seen<'_>,
        message: &Message<'_>,
        payload: &Result<Payload<'_>, hallmark_gbcs::Error>,
    ) {
        let (direction, what) = side(message.header().cra);
        let Some(use_case) = use_case(message.header().message_code()) else {
            let place = self.place(seen);
            self.tests.observe(key, || format!("a Message Code that is not known, in {place}"));
            return;
        };
        let wrong = match payload {
            Ok(payload) => format_fault(use_case, payload),
            Err(error) => Some(error.to_string()),
        };
        if let Some(observed) = wrong {
            let expected =
                format!("the payload of a {} of {}", message.header().cra, use_case_name(use_case.code));
            let observed = format!("{observed}; {}", self.place(seen));
            let exchange = self.show(seen, direction, what);
            self.tests.find(key, Judged::fail(finding("GBCS 7.2", expected, observed)).shown_by([exchange]));
        }
    }

    /// The same command again, before it was answered.
    fn again(&mut self, seen: &Seen<'_>, message: &Message<'_>) {
        let key = TestKey::new(Rule::Pairing, Subject::Code(message.header().message_code()));
        let place = self.place(seen);
        self.tests.observe(key, || format!("the same command again before its response, in {place}"));
    }
}

/// Which way a message goes, and what it is called.
pub(super) fn side(cra: Cra) -> (Direction, &'static str) {
    match cra {
        Cra::Command => (Direction::Out, "command"),
        Cra::Response => (Direction::In, "response"),
        Cra::Alert => (Direction::In, "alert"),
    }
}

/// The protections that a command may have. Who the broker is decides for some use cases; while that is not known,
/// either will do.
fn permitted(use_case: &UseCase, originator: EntityId, broker: Option<EntityId>) -> Vec<Protection> {
    let one = |by_broker| match protection_of_command(use_case, by_broker) {
        (true, true) => Protection::Both,
        (true, false) => Protection::Signature,
        (false, true) => Protection::Mac,
        (false, false) => Protection::None,
    };
    match broker {
        Some(broker) => vec![one(broker == originator)],
        None if one(true) == one(false) => vec![one(true)],
        None => vec![one(true), one(false)],
    }
}

/// What is wrong with the format of a payload.
fn format_fault(use_case: &UseCase, payload: &Payload<'_>) -> Option<String> {
    use hallmark_gbcs::tables::PayloadFormat;
    let (expected, found) = (use_case.format, payload.format());
    let fits = match expected {
        PayloadFormat::DlmsOrGbz => matches!(found, PayloadFormat::Dlms | PayloadFormat::Gbz),
        PayloadFormat::None => true,
        expected => expected == found,
    };
    (!fits).then(|| format!("the payload is {found:?}, the use case is defined in {expected:?}"))
}

/// A command as the rules for responses want it.
fn sent(seen: &Seen<'_>, message: &Message<'_>, payload: Option<&Payload<'_>>) -> Sent {
    let header = message.header();
    let code = header.message_code();
    let (mut kinds, mut targets) = (Vec::new(), Vec::new());
    if let Some(Payload::Dlms(DlmsPayload::Request(request))) = payload {
        for item in request.items() {
            kinds.push(item.specification.kind);
            targets.push(item.specification.descriptor);
        }
    }
    let supplementary = header.supplementary().and_then(|party| Some((party.party, party.counter?)));
    let command = Command {
        use_case: use_case_name(code),
        code,
        envelope: Envelope::from(message),
        signed: matches!(message.protection(), Protection::Signature | Protection::Both),
        authenticated: matches!(message.protection(), Protection::Mac | Protection::Both),
        supplementary,
        kinds,
        targets,
        written: Vec::new(),
    };
    Sent { command, octets: seen.octets.to_vec() }
}

/// Whether a use case is a top-up, which has counters of its own (GBCS 14.4).
pub(super) fn is_top_up(use_case: &UseCase) -> bool {
    use_case.category == Category::TopUp
}

/// Whether a use case issues, replaces or gives out credentials (GBCS 13): after it other keys may be in force.
fn replaces_credentials(code: MessageCode) -> bool {
    use_case(code)
        .is_some_and(|use_case| matches!(use_case.name, "CS02b" | "CS02c" | "CS02d" | "CS02e" | "CS02g"))
}
