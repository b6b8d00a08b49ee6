//! What the tags of a scenario say.
//!
//! | tag | meaning |
//! |---|---|
//! | `@id:NAME` | the stable test id |
//! | `@G-53` | a clause of the ledger |
//! | `@section:GBCS-6.2.4` | a section of a specification |
//! | `@positive`, `@negative` | the side |
//! | `@pack:device` | a pack that holds it |
//! | `@needs:use-case:ECS17b` | a use case that the target must claim |
//! | `@needs:party:supplier` | a role whose credentials the profile must give |
//! | `@needs:link:reopened` | a link that can be opened again while the target goes on |
//! | `@needs:feature:prepayment` | a feature that the target must claim |

use hallmark_engine::results::Side;

/// What the tags say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    /// Every tag, as written, without the `@`.
    pub all: Vec<String>,
    /// Ledger ids.
    pub clauses: Vec<String>,
    /// Specification sections, `GBCS 6.2.4`.
    pub sections: Vec<String>,
    /// The side.
    pub side: Side,
    /// Packs.
    pub packs: Vec<String>,
    /// Use cases that must be claimed.
    pub use_cases: Vec<String>,
    /// Roles whose credentials must be given.
    pub parties: Vec<String>,
    /// Features that must be claimed.
    pub features: Vec<String>,
    /// Whether the link is opened again.
    pub reopens_link: bool,
}

impl Tags {
    /// Reads the tags of a feature and its scenario.
    pub(super) fn parse<'a>(tags: impl Iterator<Item = &'a String>) -> Result<Self, String> {
        let mut parsed = Self {
            all: Vec::new(),
            clauses: Vec::new(),
            sections: Vec::new(),
            side: Side::Positive,
            packs: Vec::new(),
            use_cases: Vec::new(),
            parties: Vec::new(),
            features: Vec::new(),
            reopens_link: false,
        };
        let mut side = None;
        for tag in tags {
            parsed.all.push(tag.clone());
            match tag.split_once(':') {
                Some(("section", section)) => parsed.sections.push(section.replacen('-', " ", 1)),
                Some(("pack", pack)) => parsed.packs.push(pack.to_owned()),
                Some(("needs", need)) => match need.split_once(':') {
                    // A mode of CS02b or CS02g is claimed with its use case.
                    Some(("use-case", name)) => {
                        let (name, mode) = name.split_once('-').unwrap_or((name, ""));
                        parsed.use_cases.push(name.to_owned());
                        parsed.parties.extend(replaced_party(mode).map(str::to_owned));
                    }
                    Some(("party", name)) => parsed.parties.push(name.to_owned()),
                    Some(("link", "reopened")) => parsed.reopens_link = true,
                    Some(("feature", name)) => parsed.features.push(name.to_owned()),
                    _ => {
                        return Err(format!(
                            "expected @needs:use-case:…, @needs:party:…, @needs:feature:… or @needs:link:reopened, found \
                             @{tag}"
                        ));
                    }
                },
                Some(_) => {}
                None if tag == "positive" => side = Some(Side::Positive),
                None if tag == "negative" => side = Some(Side::Negative),
                None if is_clause(tag) => parsed.clauses.push(tag.clone()),
                None => {}
            }
        }
        parsed.side = side.ok_or("expected a tag @positive or @negative")?;
        Ok(parsed)
    }
}

/// The party whose credentials a mode of CS02b or CS02g replaces: its certificates are needed for the command.
fn replaced_party(mode: &str) -> Option<&'static str> {
    match mode.split_once("By")?.0 {
        "accessControlBroker" => Some("access-control-broker"),
        "loadController" => Some("load-controller"),
        "networkOperator" => Some("network-operator"),
        "supplier" => Some("supplier"),
        "transCoS" => Some("transitional-cos"),
        _ => None,
    }
}

/// A capital letter, a hyphen, digits.
fn is_clause(tag: &str) -> bool {
    tag.split_once('-').is_some_and(|(section, number)| {
        section.len() == 1
            && section.chars().all(|c| c.is_ascii_uppercase())
            && number.chars().all(|c| c.is_ascii_digit())
    })
}
