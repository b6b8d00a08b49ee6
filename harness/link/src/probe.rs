//! Is the adapter honest?

use core::time::Duration;

use crate::control::Control;
use crate::control::ControlAnswer;
use crate::control::Hello;
use crate::error::LinkError;
use crate::link::Link;
use crate::received::Received;

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeReport {
    /// The link.
    pub url: String,
    /// What the adapter said about itself; `None` on links without an adapter, of which nothing can be asked.
    pub hello: Option<Hello>,
    /// The made-up verb that was asked for.
    pub asked: String,
    /// Where the adapter breaks its protocol. Empty for an honest one.
    pub findings: Vec<String>,
    /// What came meanwhile and is not a message.
    pub remarks: Vec<String>,
}

impl ProbeReport {
    /// Whether nothing speaks against the adapter.
    pub fn is_honest(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Asks the adapter behind `link` for a verb that does not exist, made from `seed`. An honest adapter calls it
/// unsupported; one that says yes to everything proves nothing about the target.
pub async fn probe(link: &mut dyn Link, seed: u64) -> Result<ProbeReport, LinkError> {
    let asked = format!("probe_{seed:016x}");
    let hello = link.hello().cloned();
    let url = link.url().to_owned();
    let (mut findings, mut remarks) = (Vec::new(), Vec::new());
    if let Some(hello) = &hello {
        for verb in ["hello", "deliver"] {
            if !hello.verbs.iter().any(|claimed| claimed == verb) {
                findings.push(format!("`hello` does not list `{verb}`, which every adapter must do"));
            }
        }
        findings.extend(match link.control(Control::Other(asked.clone())).await {
            Ok(ControlAnswer::Unsupported) => None,
            Ok(ControlAnswer::Done(value)) => {
                let value: String = value.to_string().chars().take(100).collect();
                Some(format!("claims to have done the made-up verb `{asked}` (answered {value})"))
            }
            Err(LinkError::Refused { text, .. }) => Some(format!(
                "answered the made-up verb `{asked}` with the error \"{text}\", not with unsupported"
            )),
            Err(LinkError::NoAnswer { waited, .. }) => {
                Some(format!("did not answer the made-up verb `{asked}` within {waited:?}"))
            }
            Err(LinkError::Died { status, .. }) => {
                Some(format!("ended with {status} when asked for the made-up verb `{asked}`"))
            }
            Err(error) => return Err(error),
        });
    }
    while remarks.len() < MAX_REMARKS {
        match link.receive(Duration::ZERO).await {
            Ok(Some(Received::Garbage(garbage))) => remarks.push(garbage.to_string()),
            Ok(Some(Received::Message(_))) => {}
            Ok(None) | Err(_) => break,
        }
    }
    Ok(ProbeReport { url, hello, asked, findings, remarks })
}

/// More remarks say nothing more.
const MAX_REMARKS: usize = 20;
