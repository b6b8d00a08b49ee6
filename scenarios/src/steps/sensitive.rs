//! Who can read sensitive data.

use std::sync::Arc;

use cucumber::then;
use hallmark_engine::session::Party;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::ProtectionParameters;
use hallmark_gbcs::tables::esme;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::Reader;

use crate::steps::response::expect_response;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 8";

#[then(regex = r"^the sensitive data is encrypted$")]
async fn is_encrypted(world: &mut TestWorld) {
    let Some((_, response)) = expect_response(world).await else { return };
    let Ok(message) = response.message() else { return };
    let header = *message.header();
    match protected(&response) {
        Err(observed) => {
            world.fail(CLAUSE, "data in the encrypted form of get_protected_attributes", observed);
        }
        Ok((found, _)) => {
            // Also where the data is for a party that the broker acts for.
            let expected = ProtectionParameters {
                counter: header.counter,
                originator: header.originator,
                recipient: header.recipient,
            };
            if found != expected {
                let words = |block: ProtectionParameters| {
                    format!("counter {}, {} to {}", block.counter, block.originator, block.recipient)
                };
                let expected = format!("protection parameters as in the header: {}", words(expected));
                world.fail(CLAUSE, expected, words(found));
            }
        }
    }
    world.judged();
}

#[then(regex = r"^the (\S+) can decrypt it$")]
async fn can_decrypt(world: &mut TestWorld, party: String) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let Ok(blob) = blob(&response) else { return };
    let Some(session) = world.session() else { return };
    let laboratory = Arc::clone(&session.laboratory);
    let Some(secret) = laboratory.party_with_id(reader(&sent)).and_then(Party::secret) else {
        world.unable(format!("the profile gives no key agreement key for {}", reader(&sent)));
        return;
    };
    let Ok(message) = response.message() else { return };
    let key = MessageKey::for_encryption(secret, message.header());
    match key.decrypt(message.header().originator, &blob) {
        Err(error) => {
            let expected = format!("data that the key agreement key of the {party} decrypts");
            world.fail(CLAUSE, expected, error.to_string());
        }
        Ok(plaintext) => {
            let mut reader = Reader::new(&plaintext);
            let parsed = Data::parse(&mut reader).and_then(|data| reader.finish().map(|()| data));
            let wanted = attributes(&sent);
            let found = parsed.as_ref().ok().map(|data| match data {
                Data::Structure(members) => members.len(),
                _ => 0,
            });
            if let Err(error) = parsed {
                world.fail(CLAUSE, "DLMS data once decrypted", error.to_string());
            } else if let Some(found) = found.filter(|found| *found != wanted) {
                let expected = format!(
                    "a structure of {wanted}, one member for each attribute asked for, once decrypted"
                );
                world.fail(CLAUSE, expected, format!("a structure of {found}"));
            } else if plaintext.len() >= 4 && contains(response.octets(), &plaintext) {
                world.fail(
                    CLAUSE,
                    "no sensitive data in clear",
                    "the decrypted data, in clear, in the response",
                );
            }
        }
    }
    world.judged();
}

#[then(regex = r"^no other party can decrypt it$")]
async fn nobody_else(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let Ok(blob) = blob(&response) else { return };
    let Ok(message) = response.message() else { return };
    let reader = reader(&sent);
    let Some(laboratory) = world.session().map(|session| Arc::clone(&session.laboratory)) else { return };
    for party in laboratory.parties().iter().filter(|party| party.id != reader) {
        let Some(secret) = party.secret() else { continue };
        let key = MessageKey::for_encryption(secret, message.header());
        if key.decrypt(message.header().originator, &blob).is_ok() {
            let expected = format!("data that only {reader} can decrypt");
            world.fail(CLAUSE, expected, format!("the key agreement key of {} decrypts it", party.name));
        }
    }
    world.judged();
}

/// For a party that the device does not know, a counter of its own makes the key: one that stands makes two answers
/// with one key and one initialisation vector, which AES-GCM does not bear.
#[then(regex = r"^another answer is encrypted with another key$")]
async fn another_key(world: &mut TestWorld) {
    let Some((sent, response)) = expect_response(world).await else { return };
    let Some(laboratory) = world.session().map(|session| Arc::clone(&session.laboratory)) else { return };
    let Some(party) = laboratory.party_with_id(sent.originator()) else { return };
    let outcome = sending::exchange_variant(world, &party.name, &sent.command.use_case, 1).await;
    sending::note_trouble(world, outcome);
    let Some((_, again)) = expect_response(world).await else { return };
    if let (Some(first), Some(second)) = (own_counter(&response), own_counter(&again))
        && first == second
    {
        let expected =
            "a Supplementary Originator Counter that no other answer has: the key is derived from it";
        world.fail("GBCS 4.3.3.3, 8", expected, format!("{second} in two answers"));
    }
    world.judged();
}

/// The Supplementary Originator Counter in the header of a response.
fn own_counter(response: &Response) -> Option<Counter> {
    match response.message().ok()?.header().other {
        OtherInformation::PartyOriginator { originator_counter, .. } => Some(originator_counter),
        _ => None,
    }
}

/// The encrypted octets of the first result.
pub(crate) fn blob(response: &Response) -> Result<Vec<u8>, String> {
    protected(response).map(|(_, blob)| blob)
}

/// What the first result says of its protection, and the encrypted octets.
fn protected(response: &Response) -> Result<(ProtectionParameters, Vec<u8>), String> {
    let items = response.items().map_err(|reason| reason.to_string())?;
    let item = items.into_iter().next().ok_or("no result")?;
    if !item.result.is_success() {
        return Err(format!("result {}", item.result.0));
    }
    let octets = item.data.to_octets();
    let view = DataView::parse(&mut Reader::new(&octets)).map_err(|error| error.to_string())?;
    let protected = ProtectedAttributesResponse::parse(&view).map_err(|error| error.to_string())?;
    Ok((protected.parameters, protected.blob.to_vec()))
}

/// How many sensitive attributes a command asks for.
fn attributes(sent: &Sent) -> usize {
    esme::template(sent.command.code).map_or(0, |template| template.protected().count())
}

/// The party that the data is for: the one that the broker acts for, or the originator.
fn reader(sent: &Sent) -> EntityId {
    sent.command.supplementary.map_or(sent.originator(), |(party, _)| party)
}

fn contains(octets: &[u8], part: &[u8]) -> bool {
    octets.windows(part.len()).any(|window| window == part)
}
