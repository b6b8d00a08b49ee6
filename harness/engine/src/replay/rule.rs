use core::fmt;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::tables::by_name;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;

/// What a recorded conversation is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// The capture could be read.
    Capture,
    /// A message has the right protection, and it verifies.
    Protection,
    /// Responses and commands belong together.
    Pairing,
    /// The payload is one of the use case.
    Content,
    /// Counters rise.
    Counters,
    /// What does not verify is not executed.
    Refusal,
    /// An alert has the form of its code.
    Alerts,
    /// How long answers took.
    Timing,
    /// A live device answers the recorded commands.
    Live,
}

impl Rule {
    /// The part of a test id.
    pub fn name(self) -> &'static str {
        match self {
            Self::Capture => "capture",
            Self::Protection => "protection",
            Self::Pairing => "pairing",
            Self::Content => "content",
            Self::Counters => "counters",
            Self::Refusal => "refusal",
            Self::Alerts => "alerts",
            Self::Timing => "timing",
            Self::Live => "live",
        }
    }

    /// What it says, as the title of a feature.
    pub fn feature(self) -> &'static str {
        match self {
            Self::Capture => "The capture can be read",
            Self::Protection => "Messages are protected as their use case says, and verify",
            Self::Pairing => "Commands and responses belong together",
            Self::Content => "Payloads are those of their use case",
            Self::Counters => "Counters are used once",
            Self::Refusal => "What does not verify is not executed",
            Self::Alerts => "Alerts have the form of their code",
            Self::Timing => "Answers come in time",
            Self::Live => "A live device answers the recorded commands alike",
        }
    }

    /// The clauses that it rests on.
    pub(super) fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Capture | Self::Timing => &[],
            Self::Protection => &["GBCS 5", "GBCS 6.2.3", "GBCS 6.3.3"],
            Self::Pairing => &["GBCS 7.2.7"],
            Self::Content | Self::Live => &["GBCS 7.2"],
            Self::Counters => &["GBCS 4.3.1.4", "GBCS 4.3.1.5"],
            Self::Refusal => &["GBCS 6.2.4"],
            Self::Alerts => &["GBCS 16"],
        }
    }
}

/// What a rule was applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Subject {
    Alert(AlertCode),
    Code(MessageCode),
    Entity(EntityId),
    Message(MessageCode, Cra),
    Named(&'static str),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(code) => code.fmt(f),
            Self::Code(code) => f.write_str(&use_case_name(*code)),
            Self::Entity(id) => id.fmt(f),
            Self::Message(code, cra) => write!(f, "{}/{cra}", use_case_name(*code)),
            Self::Named(name) => f.write_str(name),
        }
    }
}

/// One test: a rule and what it was applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TestKey {
    pub(super) rule: Rule,
    pub(super) subject: Subject,
}

impl TestKey {
    pub(super) fn new(rule: Rule, subject: Subject) -> Self {
        Self { rule, subject }
    }

    /// The stable id.
    pub(super) fn id(&self) -> String {
        format!("replay/{}/{}", self.rule.name(), self.subject)
    }

    /// What it is about, for people.
    pub(super) fn title(&self) -> String {
        match (self.rule, self.subject) {
            (Rule::Capture, Subject::Named(name)) => match name {
                "file" => "the file can be read to its end",
                "frames" => "frames are whole and undamaged",
                "keys" => "what is encrypted can be opened",
                "messages" => "what is carried where messages are is one",
                _ => "no part of a message is missing",
            }
            .to_owned(),
            (_, Subject::Message(code, cra)) => format!("{cra}s of {}", described(code)),
            (_, Subject::Code(code)) => described(code),
            (_, Subject::Entity(id)) => format!("what {id} receives and sends"),
            (_, Subject::Alert(code)) => match hallmark_gbcs::tables::alert(code) {
                Some(alert) => format!("alert {code}, {}", alert.name),
                None => format!("alert {code}"),
            },
            (_, Subject::Named(name)) => name.to_owned(),
        }
    }
}

/// The short name of a use case, with the Message Code where several have it.
pub(super) fn use_case_name(code: MessageCode) -> String {
    let Some(use_case) = use_case(code) else { return code.to_string() };
    let name = use_case.name.replace('/', "+");
    if by_name(use_case.name).count() == 1 { name } else { format!("{name}-{code}") }
}

fn described(code: MessageCode) -> String {
    match use_case(code) {
        Some(use_case) => format!("{} {}", use_case.name, use_case.title),
        None => format!("Message Code {code}, which is not known"),
    }
}
