//! The device's own key pairs and certificates: CS02c, CS02d and CS02e (GBCS 13.4 to 13.6).

use std::sync::Arc;

use cucumber::given;
use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Laboratory;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_engine::session::Session;
use hallmark_engine::session::Trouble;
use hallmark_engine::verdict::Verdict;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::IssueCredentialsCommand;
use hallmark_gbcs::asn1::IssueCredentialsResponse;
use hallmark_gbcs::asn1::IssueCredentialsResult;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideDeviceCertificateCommand;
use hallmark_gbcs::asn1::ProvideDeviceCertificateResponse;
use hallmark_gbcs::asn1::ProvideDeviceCertificateResult;
use hallmark_gbcs::asn1::UpdateDeviceCertificateCommand;
use hallmark_gbcs::asn1::UpdateDeviceCertificateResult;
use hallmark_gbcs::wire::Cra;
use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::ExtensionValue;
use hallmark_smki::Usage;
use hallmark_smki::mutate::Mutant;

use super::bench::certify;
use super::device_forms;
use super::device_forms::DeviceBench;
use super::trial;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::response::observe;
use crate::steps::sending;
use crate::world::TestWorld;

const MAKING: &str = "GBCS 13.4 (L-44)";
const INSTALLING: &str = "GBCS 13.5 (L-45)";
const READING: &str = "GBCS 13.6 (L-46)";

/// What a scenario knows of the device's own keys.
#[derive(Debug, Default)]
pub(crate) struct OwnKeys {
    /// The key that waits for its certificate.
    pending: Option<(Usage, [u8; 65])>,
    /// The certificates that the device had, as CS02e gave them.
    held: Vec<(Usage, Vec<u8>)>,
    /// The certificate that it was given, and for which of its keys.
    given: Option<(Usage, Vec<u8>)>,
}

#[given(regex = r"^the device has made a key pair for (digital signatures|key agreement)$")]
async fn has_made(world: &mut TestWorld, usage: String) {
    let (usage, bits) = usage_named(&usage);
    let outcome = ask(world, bits).await;
    sending::note_trouble(world, outcome);
    let Some((sent, response)) = expect_response(world).await else { return };
    match requested(&sent, &response) {
        Requested::Request(request) => {
            world.own_keys.pending = request.public_point().zip(usage).map(|(point, usage)| (usage, point));
        }
        other => world.inconclusive("a certification request from CS02c", other.to_string()),
    }
}

#[when(regex = r"^the supplier asks for a key pair for (.+)$")]
async fn asks(world: &mut TestWorld, usage: String) {
    let (_, bits) = usage_named(&usage);
    let outcome = ask(world, bits).await;
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^it gets a request for a new key of the device for (digital signatures|key agreement)$")]
async fn gets_request(world: &mut TestWorld, usage: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    authentic(world, &sent, &response);
    let (usage, bits) = usage_named(&usage);
    match requested(&sent, &response) {
        Requested::Request(request) => judge_request(world, &request, usage, bits),
        other => world.fail(MAKING, "a certification request", other.to_string()),
    }
    world.judged();
}

#[then(regex = r"^it gets no request$")]
async fn gets_no_request(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    authentic(world, &sent, &response);
    match requested(&sent, &response) {
        Requested::Failure(IssueCredentialsResult::INVALID_KEY_USAGE) => {}
        Requested::Failure(other) => observe(world, format!("refused with code {}, not 1", other.0)),
        other => world.fail(MAKING, "no request for a usage that no device has", other.to_string()),
    }
    world.judged();
}

#[when(regex = r"^the supplier installs for (digital signatures|key agreement) a certificate (.+)$")]
async fn installs(world: &mut TestWorld, usage: String, phrase: String) {
    let (usage, _) = usage_named(&usage);
    let outcome = match usage {
        Some(usage) => install(world, usage, &phrase).await,
        None => Ok(()),
    };
    sending::note_trouble(world, outcome);
}

#[then(regex = r"^the device takes it into use$")]
async fn takes(world: &mut TestWorld) {
    let Some((_, result)) = installed(world).await else { return };
    if result != UpdateDeviceCertificateResult::SUCCESS {
        world.fail(INSTALLING, "the certificate of its own pending key taken: code 0", code(result));
    }
    let Some((usage, certificate)) = world.own_keys.given.clone() else { return };
    let outcome = uses(world, usage, &certificate).await;
    sending::note_trouble(world, outcome);
    world.judged();
}

#[then(regex = r"^the device refuses it$")]
async fn refuses(world: &mut TestWorld) {
    refuse(world, None).await;
}

#[then(regex = r"^the device refuses it, with code (\d) where it tells$")]
async fn refuses_with(world: &mut TestWorld, wanted: u32) {
    refuse(world, Some((wanted, false))).await;
}

/// The situation in which an official message shows the code.
#[then(regex = r"^the device refuses it with code (\d)$")]
async fn refuses_with_code(world: &mut TestWorld, wanted: u32) {
    refuse(world, Some((wanted, true))).await;
}

#[then(regex = r"^the device should refuse it by (.+)$")]
async fn should_refuse(world: &mut TestWorld, clause: String) {
    let Some((_, result)) = installed(world).await else { return };
    if result == UpdateDeviceCertificateResult::SUCCESS {
        let strict =
            world.session().is_some_and(|session| session.laboratory.strict.contains("certificate-profile"));
        if strict {
            world.fail(&clause, "the certificate refused", "code 0");
        } else {
            observe(world, format!("the device took a certificate that {clause} does not permit"));
        }
    }
    world.judged();
}

#[then(regex = r"^the device may take it or refuse it$")]
async fn may_take(world: &mut TestWorld) {
    let Some((_, result)) = installed(world).await else { return };
    observe(world, format!("the device's choice: {}", code(result)));
    world.judged();
}

/// After a refusal, or whatever the device chose: what it holds is what it said.
#[then(regex = r"^the device holds the certificates that it should$")]
async fn holds(world: &mut TestWorld) {
    if world.is_settled() {
        return;
    }
    let outcome = compare(world).await;
    sending::note_trouble(world, outcome);
    world.judged();
}

#[when(regex = r"^the supplier asks for the certificate for (.+)$")]
async fn asks_certificate(world: &mut TestWorld, usage: String) {
    let (_, bits) = usage_named(&usage);
    let Some(session) = world.session() else { return };
    match question(session, bits) {
        Ok(sent) => {
            let outcome = sending::deliver(world, sent).await;
            sending::note_trouble(world, outcome);
        }
        Err(why) => world.unable(why),
    }
}

#[then(regex = r"^it gets the certificate of the device for (digital signatures|key agreement)$")]
async fn gets_certificate(world: &mut TestWorld, usage: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    authentic(world, &sent, &response);
    let (usage, _) = usage_named(&usage);
    match provided(&sent, &response) {
        Ok(octets) => judge_certificate(world, &octets, usage),
        Err(observed) => world.fail(READING, "the certificate in use", observed),
    }
    world.judged();
}

#[then(regex = r"^it gets no certificate$")]
async fn gets_no_certificate(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    authentic(world, &sent, &response);
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ProvideDeviceCertificateResponse(ProvideDeviceCertificateResponse::Failure(
            code,
        ))) => {
            if code != ProvideDeviceCertificateResult::INVALID_KEY_USAGE {
                observe(world, format!("refused with code {}, not 1", code.0));
            }
        }
        _ => world.fail(READING, "no certificate for a usage that no device has", "another response"),
    }
    world.judged();
}

/// Sends CS02c.
async fn ask(world: &mut TestWorld, key_usage: KeyUsage) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    let payload = Asn1Payload::IssueCredentialsCommand(IssueCredentialsCommand { key_usage });
    match command(session, "CS02c", &payload) {
        Ok(sent) => sending::deliver(world, sent).await,
        Err(why) => {
            world.unable(why);
            Ok(())
        }
    }
}

async fn install(world: &mut TestWorld, usage: Usage, phrase: &str) -> Result<(), Trouble> {
    let held = read(world).await?;
    let seed = trial::seed(world);
    let pending = world.own_keys.pending;
    let Some(session) = world.session() else { return Ok(()) };
    let laboratory = Arc::clone(&session.laboratory);
    let made = laboratory
        .device_certificate(usage)
        .ok_or_else(|| "the profile gives no certificate of the device".to_owned())
        .and_then(|model| {
            let own = model.public_point().unwrap_or([0; 65]);
            let point = pending.map_or(own, |(_, point)| point);
            let bench = DeviceBench { laboratory: &laboratory, usage, model, point, seed };
            device_forms::make(&bench, phrase).map_err(|unable| unable.0)
        })
        .and_then(|octets| {
            let certificate = asn1::Certificate::from(octets.clone());
            let payload =
                Asn1Payload::UpdateDeviceCertificateCommand(UpdateDeviceCertificateCommand(certificate));
            Ok((command(session, "CS02d", &payload)?, octets))
        });
    let (sent, octets) = match made {
        Ok(made) => made,
        Err(why) => {
            world.unable(why);
            return Ok(());
        }
    };
    world.own_keys.held = held;
    world.own_keys.given = Some((usage, octets));
    sending::deliver_bad(world, sent).await?;
    follow(world);
    Ok(())
}

/// A device that says that it has taken a certificate has its pending key in use from now on.
fn follow(world: &mut TestWorld) {
    let took = world.sent.as_ref().zip(world.response.as_ref()).is_some_and(|(sent, response)| {
        result(sent, response) == Some(UpdateDeviceCertificateResult::SUCCESS)
    });
    let Some((usage, point)) = world.own_keys.pending.filter(|_| took) else { return };
    let Some(context) = world.context() else { return };
    let given_octets = world.own_keys.given.as_ref().map(|(_, octets)| octets.clone());
    let Some(session) = world.session() else { return };
    // The certificate that was given, if it is for that key; else the like of it, for there is none.
    let given = given_octets.and_then(|octets| Certificate::parse_der(&octets).ok());
    let given = given.filter(|one| one.public_point() == Some(point));
    let renewed = match given {
        Some(certificate) => session.laboratory.with_device_certificate(usage, certificate).ok(),
        None => with_key(&session.laboratory, usage, &point),
    };
    if let Some(renewed) = renewed {
        context.renew(renewed.clone());
        session.laboratory = Arc::new(renewed);
    }
}

/// The laboratory for a device with another key of its own.
fn with_key(laboratory: &Laboratory, usage: Usage, point: &[u8; 65]) -> Option<Laboratory> {
    let mut mutant = Mutant::of(laboratory.device_certificate(usage)?);
    certify(&mut mutant, point).ok()?;
    let certificate = Certificate::parse_der(&mutant.to_der()).ok()?;
    laboratory.with_device_certificate(usage, certificate).ok()
}

/// The result of CS02d; no answer to it is judged like any other.
async fn installed(world: &mut TestWorld) -> Option<(Sent, UpdateDeviceCertificateResult)> {
    let (sent, response) = expect_response(world).await?;
    authentic(world, &sent, &response);
    match result(&sent, &response) {
        Some(result) => Some((sent, result)),
        None => {
            world.fail(INSTALLING, "the response of CS02d: a code", "another structure");
            None
        }
    }
}

/// No success; `wanted` is the code that the enumeration has for this case, and whether an official message shows it.
async fn refuse(world: &mut TestWorld, wanted: Option<(u32, bool)>) {
    if !world.is_settled() && world.response.is_none() && world.sent.is_some() {
        // What cannot be read as a certificate need not be answered.
        observe(world, "the command was not answered at all".to_owned());
        world.judged();
        return;
    }
    let Some((_, result)) = installed(world).await else { return };
    if result == UpdateDeviceCertificateResult::SUCCESS {
        world.fail(INSTALLING, "the certificate refused: another code than 0", code(result));
    } else if let Some((wanted, is_shown)) = wanted.filter(|(wanted, _)| *wanted != result.0) {
        let text = format!("refused with {}, not with code {wanted}", code(result));
        if is_shown {
            world.fail(INSTALLING, format!("code {wanted}"), code(result));
        } else {
            observe(world, text);
        }
    }
    world.judged();
}

/// Reads both certificates, and holds them against those from before and the one that was given.
async fn compare(world: &mut TestWorld) -> Result<(), Trouble> {
    let now = read(world).await?;
    let took = world.sent.as_ref().zip(world.response.as_ref()).is_some_and(|(sent, response)| {
        result(sent, response) == Some(UpdateDeviceCertificateResult::SUCCESS)
    });
    let replaced = world.own_keys.pending.map(|(usage, _)| usage).filter(|_| took);
    let before = core::mem::take(&mut world.own_keys.held);
    for (usage, octets) in &before {
        let expected = match (&world.own_keys.given, replaced) {
            (Some((_, given)), Some(which)) if which == *usage => given,
            _ => octets,
        };
        let found = now.iter().find(|(other, _)| other == usage).map(|(_, octets)| octets);
        if found != Some(expected) {
            let whose = if expected == octets { "that it had" } else { "that it was given" };
            let observed = if found.is_some() { "another certificate" } else { "none" };
            world.fail(READING, format!("from CS02e the {usage} certificate {whose}"), observed);
        }
    }
    if before.is_empty() {
        world.inconclusive("the device's certificates from CS02e", "none");
    }
    Ok(())
}

/// That the device signs, or agrees keys, with the key of the certificate that it has taken.
async fn uses(world: &mut TestWorld, usage: Usage, octets: &[u8]) -> Result<(), Trouble> {
    let Some(session) = world.session() else { return Ok(()) };
    let former = Arc::clone(&session.laboratory);
    session.laboratory = Arc::new((*former).clone().without_former_key());
    let read = if usage == Usage::DigitalSignature { "CS02e" } else { "CS02a" };
    let party = if usage == Usage::DigitalSignature { "supplier" } else { "access-control-broker" };
    // Response and laboratory agree only if both have the new key.
    if sending::good_command(world, read, party).await?.is_none() {
        world.fail(INSTALLING, format!("{read} answered with the new key"), "no response");
    }
    let text: String = octets.iter().map(|octet| format!("{octet:02X}")).collect();
    observe(world, format!("the device's {usage} certificate is now {text}"));
    Ok(())
}

/// Both certificates of the device, as it gives them.
async fn read(world: &mut TestWorld) -> Result<Vec<(Usage, Vec<u8>)>, Trouble> {
    let mut held = Vec::new();
    for usage in [Usage::DigitalSignature, Usage::KeyAgreement] {
        let Some(session) = world.session() else { return Ok(held) };
        let sent = match question(session, bits(usage)) {
            Ok(sent) => sent,
            Err(why) => {
                world.unable(why);
                return Ok(held);
            }
        };
        session.send(&sent.octets, "good command CS02e: which certificate does the device have?").await?;
        let Some(response) = session.answer(&sent).await? else { continue };
        if let Err(reason) = response.authenticity(&sent, &session.laboratory) {
            world.settle(Verdict::Fail, reason);
            return Ok(held);
        }
        if let Ok(octets) = provided(&sent, &response) {
            held.push((usage, octets));
        }
    }
    Ok(held)
}

fn judge_request(
    world: &mut TestWorld,
    request: &CertificationRequest,
    usage: Option<Usage>,
    bits: KeyUsage,
) {
    let Some(session) = world.session() else { return };
    let laboratory = Arc::clone(&session.laboratory);
    if let Err(error) = request.verify() {
        world.fail(MAKING, "a request signed with the key that it is for (RFC 2986 4.2)", error.to_string());
        return;
    }
    if request.entity_id() != Some(laboratory.device().0) {
        let observed = request
            .entity_id()
            .map_or_else(|| "none".to_owned(), |id| hallmark_gbcs::EntityId(id).to_string());
        world.fail(MAKING, format!("the identity of the device, {}", laboratory.device()), observed);
    }
    let asked = request.key_usage();
    if asked != Some(hallmark_smki::KeyUsage::from_bits(bits.0)) {
        let observed = asked.map_or_else(|| "no keyUsage".to_owned(), |usage| usage.to_string());
        world.fail(MAKING, "the keyUsage that was asked for, and no other", observed);
    }
    let old =
        usage.and_then(|usage| laboratory.device_certificate(usage)).and_then(Certificate::public_point);
    if old.is_some() && request.public_point() == old {
        world.fail(MAKING, "a key pair that was made for this request", "the key that is in use");
    }
    // What one official message shows, and no text demands.
    if !request.subject().is_empty() {
        observe(world, format!("the request has a subject: {}", request.subject()));
    }
    for extension in request.extensions() {
        let known =
            matches!(extension.value, ExtensionValue::KeyUsage(_) | ExtensionValue::SubjectAltName(_));
        if !known || !extension.critical {
            observe(
                world,
                format!("the request asks for {}, critical: {}", extension.oid, extension.critical),
            );
        }
    }
}

fn judge_certificate(world: &mut TestWorld, octets: &[u8], usage: Option<Usage>) {
    let Some(session) = world.session() else { return };
    let laboratory = Arc::clone(&session.laboratory);
    let Some(own) = usage.and_then(|usage| laboratory.device_certificate(usage)) else {
        world.inconclusive("a certificate of the device in the profile, to compare", "none");
        return;
    };
    let certificate = match Certificate::parse_der(octets) {
        Ok(certificate) => certificate,
        Err(error) => {
            world.fail(READING, "a certificate", error.to_string());
            return;
        }
    };
    if certificate.entity_id() != Some(laboratory.device().0) {
        world.fail(READING, format!("a certificate of {}", laboratory.device()), "that of somebody else");
    } else if certificate.key_usage() != usage.map(Usage::key_usage) {
        let observed =
            certificate.key_usage().map_or_else(|| "no keyUsage".to_owned(), |usage| usage.to_string());
        world.fail(READING, "a certificate of the usage that was asked for", observed);
    } else if certificate.public_point() != own.public_point() {
        world.fail(
            READING,
            "the certificate of the key in use, as the profile gives it",
            "one of another key",
        );
    } else if certificate != *own {
        observe(
            world,
            "the device holds another certificate of the same key than the profile gives".to_owned(),
        );
    }
}

enum Requested {
    Failure(IssueCredentialsResult),
    Other(String),
    Request(Box<CertificationRequest>),
}

impl core::fmt::Display for Requested {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Failure(code) => write!(f, "code {}", code.0),
            Self::Other(what) => f.write_str(what),
            Self::Request(_) => f.write_str("a certification request"),
        }
    }
}

fn requested(sent: &Sent, response: &Response) -> Requested {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::IssueCredentialsResponse(IssueCredentialsResponse::CertificationRequest(octets))) => {
            CertificationRequest::parse_der(octets.as_octets()).map_or_else(
                |error| Requested::Other(error.to_string()),
                |request| Requested::Request(Box::new(request)),
            )
        }
        Ok(Asn1Payload::IssueCredentialsResponse(IssueCredentialsResponse::Failure(code))) => {
            Requested::Failure(code)
        }
        Ok(other) => Requested::Other(other.kind().name().to_owned()),
        Err(error) => Requested::Other(error.to_string()),
    }
}

fn provided(sent: &Sent, response: &Response) -> Result<Vec<u8>, String> {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::ProvideDeviceCertificateResponse(ProvideDeviceCertificateResponse::Certificate(
            octets,
        ))) => Ok(octets.as_octets().to_vec()),
        Ok(Asn1Payload::ProvideDeviceCertificateResponse(ProvideDeviceCertificateResponse::Failure(
            code,
        ))) => Err(format!("code {}", code.0)),
        Ok(other) => Err(other.kind().name().to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

fn result(sent: &Sent, response: &Response) -> Option<UpdateDeviceCertificateResult> {
    let (payload, offset) = response.payload();
    match asn1::parse(sent.command.code, Cra::Response, payload, offset) {
        Ok(Asn1Payload::UpdateDeviceCertificateResponse(result)) => Some(result),
        _ => None,
    }
}

/// CS02e.
fn question(session: &Session, key_usage: KeyUsage) -> Result<Sent, String> {
    let payload = Asn1Payload::ProvideDeviceCertificateCommand(ProvideDeviceCertificateCommand { key_usage });
    command(session, "CS02e", &payload)
}

/// A command of the supplier, protected.
fn command(session: &Session, use_case: &str, payload: &Asn1Payload<'_>) -> Result<Sent, String> {
    let laboratory = &session.laboratory;
    let supplier = laboratory.party("supplier").ok_or("the profile names no supplier")?;
    let counter = session.counters.next();
    let command = laboratory.command_with_payload(use_case, supplier, counter, payload.to_vec())?;
    sending::protect(command, laboratory)
}

fn authentic(world: &mut TestWorld, sent: &Sent, response: &Response) {
    check(world, |session| response.authenticity(sent, &session.laboratory));
    check(world, |session| response.correspondence(sent, &session.laboratory));
}

fn code(result: UpdateDeviceCertificateResult) -> String {
    let meaning = result.name().map(|name| format!(" ({name})")).unwrap_or_default();
    format!("code {}{meaning}", result.0)
}

fn bits(usage: Usage) -> KeyUsage {
    match usage {
        Usage::DigitalSignature => KeyUsage::DIGITAL_SIGNATURE,
        Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => KeyUsage::KEY_AGREEMENT,
    }
}

/// The usage that a scenario means, and its bits; none of its own for what a device has no key for.
fn usage_named(text: &str) -> (Option<Usage>, KeyUsage) {
    match text {
        "digital signatures" => (Some(Usage::DigitalSignature), KeyUsage::DIGITAL_SIGNATURE),
        "key agreement" => (Some(Usage::KeyAgreement), KeyUsage::KEY_AGREEMENT),
        "signing certificates" => (None, KeyUsage::KEY_CERT_SIGN),
        "both usages" => (None, KeyUsage(0x8800)),
        "non-repudiation" => (None, KeyUsage(0x4000)),
        _ => (None, KeyUsage(0)),
    }
}
