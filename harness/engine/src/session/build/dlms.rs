//! Payloads of the DLMS use cases, from their templates.

use hallmark_gbcs::EntityId;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::utrn::TopUpValue;
use hallmark_gbcs::utrn::Utrn;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;

use crate::session::Laboratory;
use crate::session::build::Body;
use crate::session::build::Parts;

/// The payload of a DLMS use case. `for_whom` is the party that sensitive data is asked for.
pub(super) fn body(laboratory: &Laboratory, parts: &Parts<'_>, for_whom: EntityId) -> Result<Body, String> {
    let template = esme::template(parts.use_case.code)
        .ok_or_else(|| format!("there is no template of {}", parts.use_case.name))?;
    let now = i64::try_from(parts.variation.now).map_err(|error| error.to_string())?;
    let unusable = |error: hallmark_gbcs::dlms::NoInstant| format!("use the target's time: {error}");
    let mut parameters =
        esme::Parameters::new(parts.counter, for_whom, laboratory.device(), now).map_err(unusable)?;
    parameters.activation = parts.variation.activation;
    parameters.variant = parts.variation.variant;
    if parts.use_case.name == "CS01a" {
        parameters.utrn = match parts.variation.top_up {
            Some(digits) => digits.as_str().to_owned(),
            None => token(laboratory, parts)?,
        };
    }
    let request = template.build(&parameters).map_err(unusable)?;
    let written = request
        .items
        .iter()
        .filter(|item| item.kind == AccessKind::Set)
        .map(|item| (item.descriptor, item.data.clone()))
        .collect();
    let targets = request.items.iter().map(|item| item.descriptor).collect();
    let kinds = request.items.iter().map(|item| item.kind).collect();
    Ok(Body { payload: request.to_octets(), kinds, targets, written })
}

/// The token of an ordinary top-up: five pounds.
fn token(laboratory: &Laboratory, parts: &Parts<'_>) -> Result<String, String> {
    let value = TopUpValue::new(5).ok_or("five is a value of a token")?;
    let counter = UtrnCounter::try_from(parts.counter)
        .map_err(|_| "a top-up needs a counter whose low half is zero".to_owned())?;
    laboratory.utrn(parts.originator, counter, ValueClass::Unit, value).map(|token| token.to_string())
}

impl Laboratory {
    /// The token that a supplier sells for this device.
    pub fn utrn(
        &self,
        supplier: &crate::session::Party,
        counter: UtrnCounter,
        class: ValueClass,
        value: TopUpValue,
    ) -> Result<Utrn, String> {
        // A party without a prepayment key makes a token that no device can accept.
        let secret = supplier
            .prepayment_secret()
            .or_else(|| supplier.secret())
            .ok_or_else(|| format!("the profile gives no prepayment key for {}", supplier.name))?;
        Ok(Utrn::build(secret, supplier.id, self.device(), counter, class, value))
    }
}

/// Twenty digits, right or wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits([u8; 20]);

impl Digits {
    /// `None` where the text is not twenty digits.
    pub fn new(text: &str) -> Option<Self> {
        let digits = text.as_bytes().try_into().ok()?;
        text.bytes().all(|octet| octet.is_ascii_digit()).then_some(Self(digits))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}
