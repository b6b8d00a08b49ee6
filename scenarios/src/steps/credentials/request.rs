//! Commands that replace credentials and are built in another way than they should be, but protected rightly.

use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::CellUsage;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::TimeBasedCpvChecks;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_smki::mutate::Length;
use hallmark_smki::mutate::Node;

use super::bench::Unable;

/// What is done to a good command before it is protected.
pub(crate) enum Edit {
    /// To what it says.
    Request(fn(&mut UpdateCredentialsCommand<'static>) -> Result<(), Unable>),
    /// To how it is written.
    Tree(fn(&mut Node) -> Result<(), Unable>),
    /// To its octets.
    Octets(fn(&mut Vec<u8>)),
}

/// The payload with the edit that a phrase calls for.
pub(crate) fn edit(request: &mut UpdateCredentialsCommand<'static>, phrase: &str) -> Result<Vec<u8>, Unable> {
    let (_, edit) = EDITS
        .iter()
        .find(|(name, _)| *name == phrase)
        .ok_or_else(|| Unable(format!("the suite knows no command \"{phrase}\"")))?;
    if let Edit::Request(change) = edit {
        change(request)?;
    }
    let mut octets = Asn1Payload::UpdateCredentialsCommand(request.clone()).to_vec();
    match edit {
        Edit::Request(_) => {}
        Edit::Tree(change) => {
            let mut tree = Node::read(&octets).map_err(|error| Unable(error.to_string()))?;
            change(&mut tree)?;
            octets = tree.to_der();
        }
        Edit::Octets(change) => change(&mut octets),
    }
    Ok(octets)
}

static EDITS: &[(&str, Edit)] = &[
    ("for a role that does not exist", Edit::Request(|request| role(request, RemotePartyRole(99)))),
    ("for the issuing authority", Edit::Request(|request| role(request, RemotePartyRole::ISSUING_AUTHORITY))),
    ("for the WAN provider", Edit::Request(|request| role(request, RemotePartyRole::WAN_PROVIDER))),
    ("for a party without a cell", Edit::Request(|request| role(request, RemotePartyRole::OTHER))),
    (
        "for a usage that no cell of the role has",
        Edit::Request(|request| {
            target(request, |cell| cell.trust_anchor_cell_key_usage = KeyUsage::KEY_CERT_SIGN)
        }),
    ),
    (
        "for a cell usage that does not exist",
        Edit::Request(|request| target(request, |cell| cell.trust_anchor_cell_usage = CellUsage(9))),
    ),
    (
        "in the mode of recovery",
        Edit::Request(|request| {
            request.authorising_remote_party_control.credentials_replacement_mode =
                CredentialsReplacementMode::ANY_EXCEPT_ABNORMAL_ROOT_BY_RECOVERY;
            Ok(())
        }),
    ),
    (
        "in a mode that does not exist",
        Edit::Request(|request| {
            request.authorising_remote_party_control.credentials_replacement_mode =
                CredentialsReplacementMode(77);
            Ok(())
        }),
    ),
    (
        "authorised by the cell of the network operator",
        Edit::Request(|request| authorised_by(request, RemotePartyRole::NETWORK_OPERATOR)),
    ),
    (
        "authorised by the cell of the recovery party",
        Edit::Request(|request| authorised_by(request, RemotePartyRole::RECOVERY)),
    ),
    (
        "without an authorising cell",
        Edit::Request(|request| {
            request.authorising_remote_party_control.authorising_remote_party_ta_cell_identifier = None;
            Ok(())
        }),
    ),
    (
        "with another counter inside",
        Edit::Request(|request| {
            request.authorising_remote_party_control.authorising_remote_party_seq_number.0 -= 1;
            Ok(())
        }),
    ),
    (
        "with a symmetric key",
        Edit::Request(|request| {
            request.authorising_remote_party_control.plaintext_symmetric_key = Some(vec![0x5A; 16].into());
            Ok(())
        }),
    ),
    (
        "with an unknown word on dates",
        Edit::Request(|request| {
            request.authorising_remote_party_control.apply_time_based_cpv_checks =
                Some(TimeBasedCpvChecks(7));
            Ok(())
        }),
    ),
    (
        "without replacements",
        Edit::Request(|request| {
            request.replacements.clear();
            Ok(())
        }),
    ),
    (
        "with every replacement twice",
        Edit::Request(|request| {
            let again = request.replacements.clone();
            request.replacements.extend(again);
            Ok(())
        }),
    ),
    (
        "with forty replacements of one cell",
        Edit::Request(|request| {
            let first = request.replacements.first().cloned().ok_or("a command without replacements")?;
            request.replacements = vec![first; 40];
            Ok(())
        }),
    ),
    (
        "with a replacement without its cell",
        Edit::Tree(|tree| {
            tree.child(1)?.child(0)?.nodes_mut()?.truncate(1);
            Ok(())
        }),
    ),
    (
        "with a replacement without its certificate",
        Edit::Tree(|tree| {
            tree.child(1)?.child(0)?.nodes_mut()?.remove(0);
            Ok(())
        }),
    ),
    (
        "without the list of path certificates",
        Edit::Tree(|tree| {
            tree.nodes_mut()?.truncate(2);
            Ok(())
        }),
    ),
    (
        "without its control",
        Edit::Tree(|tree| {
            tree.nodes_mut()?.remove(0);
            Ok(())
        }),
    ),
    (
        "with replacements that are no list",
        Edit::Tree(|tree| {
            *tree.child(1)? = Node::primitive(0x02, [0x05]);
            Ok(())
        }),
    ),
    (
        "with the list of replacements said to be longer",
        Edit::Tree(|tree| {
            let list = tree.child(1)?;
            let size = list.octets().len().saturating_add(200);
            let size = u16::try_from(size).map_err(|_| "a list of more octets than can be told")?;
            list.length = Length::Octets([&[0x82][..], &size.to_be_bytes()].concat());
            Ok(())
        }),
    ),
    (
        "of indefinite length",
        Edit::Tree(|tree| {
            tree.length = Length::Indefinite;
            Ok(())
        }),
    ),
    (
        "with a length of 4 GiB",
        Edit::Tree(|tree| {
            tree.length = Length::Octets(vec![0x84, 0xFF, 0xFF, 0xFF, 0xFF]);
            Ok(())
        }),
    ),
    (
        "with its management usage written out",
        Edit::Tree(|tree| {
            let cell = tree.child(1)?.child(0)?.child(1)?;
            if cell.nodes().len() != 2 {
                return Err("a first cell that has another usage".into());
            }
            cell.append(&[0x02, 0x01, 0x00]);
            Ok(())
        }),
    ),
    (
        "with an unknown field at its end",
        Edit::Tree(|tree| {
            tree.append(&[0x89, 0x01, 0x00]);
            Ok(())
        }),
    ),
    ("with an octet behind it", Edit::Octets(|octets| octets.push(0x00))),
    ("cut in half", Edit::Octets(|octets| octets.truncate(octets.len() / 2))),
    ("of no octets", Edit::Octets(Vec::clear)),
];

/// Sends every replacement to the cells of another role.
fn role(request: &mut UpdateCredentialsCommand<'static>, role: RemotePartyRole) -> Result<(), Unable> {
    for one in &mut request.replacements {
        one.target_trust_anchor_cell.trust_anchor_cell_remote_party_role = role;
    }
    Ok(())
}

/// Changes the first cell, and leaves out the others.
fn target(
    request: &mut UpdateCredentialsCommand<'static>,
    change: fn(&mut TrustAnchorCellIdentifier),
) -> Result<(), Unable> {
    request.replacements.truncate(1);
    let first = request.replacements.first_mut().ok_or("a command without replacements")?;
    change(&mut first.target_trust_anchor_cell);
    Ok(())
}

fn authorised_by(
    request: &mut UpdateCredentialsCommand<'static>,
    role: RemotePartyRole,
) -> Result<(), Unable> {
    request.authorising_remote_party_control.authorising_remote_party_ta_cell_identifier =
        Some(TrustAnchorCellIdentifier::management(role, KeyUsage::DIGITAL_SIGNATURE));
    Ok(())
}
