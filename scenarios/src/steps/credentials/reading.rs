//! CS02a and CS02f: what a device tells of the credentials that it holds (GBCS 13.2).

use cucumber::then;
use cucumber::when;
use hallmark_engine::session::Response;
use hallmark_engine::session::Sent;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::tables::Role;

use super::cells;
use super::cells::Cells;
use super::cells::Held;
use super::cells::Reading;
use crate::steps::response::check;
use crate::steps::response::expect_response;
use crate::steps::sending;
use crate::world::TestWorld;

const CLAUSE: &str = "GBCS 13.2 (L-42)";

#[when(regex = r"^the (\S+) asks by (\S+) for the credentials of (.+)$")]
async fn asks(world: &mut TestWorld, party: String, use_case: String, roles: String) {
    let roles: Vec<RemotePartyRole> = roles.split(", ").map(role_named).collect();
    let Some(session) = world.session() else { return };
    match cells::question(session, &use_case, &party, &roles) {
        Ok(sent) => {
            let outcome = sending::deliver(world, sent).await;
            sending::note_trouble(world, outcome);
        }
        Err(why) => world.unable(why),
    }
}

#[then(regex = r"^each of (.+) is reported, in this order$")]
async fn in_order(world: &mut TestWorld, roles: String) {
    let Some((sent, response)) = answered(world).await else { return };
    let expected: Vec<RemotePartyRole> = roles.split(", ").map(role_named).collect();
    match cells::details(&sent, &response) {
        Ok(details) => {
            let observed: Vec<RemotePartyRole> =
                details.0.iter().map(|detail| detail.remote_party_role).collect();
            if observed != expected {
                let text = |roles: &[RemotePartyRole]| {
                    roles.iter().map(|role| role.0.to_string()).collect::<Vec<_>>().join(", ")
                };
                world.fail(CLAUSE, format!("answers for roles {}", text(&expected)), text(&observed));
            }
        }
        Err(reason) => world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
    }
    world.judged();
}

#[then(regex = r"^nothing is told of the (\S+)$")]
async fn nothing_told(world: &mut TestWorld, role: String) {
    untold(world, &role, None).await;
}

#[then(regex = r"^of the (\S+) it is told that there is no trust anchor$")]
async fn no_anchor(world: &mut TestWorld, role: String) {
    untold(world, &role, Some(StatusCode::TRUST_ANCHOR_NOT_FOUND)).await;
}

/// Two readings in two ways of asking tell the same.
#[then(regex = r"^the broker is told the same$")]
async fn told_the_same(world: &mut TestWorld) {
    let Some((sent, response)) = answered(world).await else { return };
    let details = match cells::details(&sent, &response) {
        Ok(details) => details,
        Err(reason) => {
            world.settle(hallmark_engine::verdict::Verdict::Fail, reason);
            return;
        }
    };
    let Some(context) = world.context() else { return };
    let Some(session) = world.session() else { return };
    let reading = Cells::read(session, &context.use_cases).await;
    match reading {
        Ok(Reading::Cells(others)) => {
            for detail in &details.0 {
                let Some(credentials) = &detail.credentials else { continue };
                for one in &credentials.trust_anchor_cells_details {
                    let cell = TrustAnchorCellIdentifier {
                        trust_anchor_cell_remote_party_role: detail.remote_party_role,
                        trust_anchor_cell_key_usage: one.trust_anchor_cell_key_usage,
                        trust_anchor_cell_usage: one.trust_anchor_cell_usage,
                    };
                    let told = Held {
                        subject: one.existing_subject_unique_id,
                        key: one.existing_subject_key_identifier,
                    };
                    if let Some(other) = others.get(cell).filter(|other| *other != told) {
                        let expected =
                            format!("of the {} cell what the broker is told, {other}", cells::name(cell));
                        world.fail(CLAUSE, expected, told.to_string());
                    }
                }
            }
        }
        Ok(Reading::Silent) => world.inconclusive("an answer to CS02a of the broker", "none"),
        Ok(Reading::Wrong(reason)) => world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
        Err(trouble) => sending::note_trouble(world, Err(trouble)),
    }
    world.judged();
}

async fn untold(world: &mut TestWorld, role: &str, status: Option<StatusCode>) {
    let Some((sent, response)) = answered(world).await else { return };
    let role = role_named(role);
    match cells::details(&sent, &response) {
        Ok(details) => {
            let found = details.0.iter().find(|detail| detail.remote_party_role == role);
            match found {
                Some(detail) if detail.credentials.is_some() || detail.status_code == StatusCode::SUCCESS => {
                    let expected = format!("no credentials of role {}", role.0);
                    world.fail(CLAUSE, expected, format!("status {}", detail.status_code.0));
                }
                Some(detail) if status.is_some_and(|status| status != detail.status_code) => {
                    world.fail(
                        CLAUSE,
                        "status 25, trust anchor not found",
                        format!("status {}", detail.status_code.0),
                    );
                }
                Some(_) => {}
                None => world.fail(CLAUSE, format!("an answer for role {}", role.0), "none"),
            }
        }
        Err(reason) => world.settle(hallmark_engine::verdict::Verdict::Fail, reason),
    }
    world.judged();
}

async fn answered(world: &mut TestWorld) -> Option<(Sent, Response)> {
    let (sent, response) = expect_response(world).await?;
    check(world, |session| response.authenticity(&sent, &session.laboratory));
    check(world, |session| response.correspondence(&sent, &session.laboratory));
    Some((sent, response))
}

/// A role by its name, or by its number.
fn role_named(word: &str) -> RemotePartyRole {
    let role = Role::from_word(if word == "access-control-broker" { "acb" } else { word });
    RemotePartyRole(role.map_or_else(|| word.parse().unwrap_or(u32::MAX), |role| u32::from(role.value())))
}
