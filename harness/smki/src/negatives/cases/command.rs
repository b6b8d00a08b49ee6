//! Payloads of CS02b: the structure around the certificates.

use super::tools::scene;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Length;
use crate::mutate::Missing;
use crate::mutate::Node;
use crate::negatives::Asker;
use crate::negatives::Flag;
use crate::negatives::Need;
use crate::negatives::Problem;
use crate::negatives::Reason;
use crate::negatives::Scene;
use crate::negatives::case::Case;
use crate::negatives::case::Change;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;
use crate::negatives::workshop::Workshop;

pub(super) const CASES: &[Case] = &[
    good("CMD-00.supplier", "a supplier replaces its signing certificate", |_| Ok(())),
    accepted(
        "CMD-00.supplier-all",
        Flag::GoodCommand,
        "a supplier replaces its certificates for signatures, key agreement and top-up",
        scene(|shop, scene| {
            let agreement = shop.signed_leaf(Start::OrganisationKeyAgreement)?.to_der();
            command(shop, scene, |_| Ok(()))?;
            let mut payload = Node::read(scene.payload.as_deref().unwrap_or_default())?;
            let list = payload.child(1)?.nodes_mut()?;
            list.push(Node::sequence(vec![Node::verbatim(agreement.clone()), cell(2, AGREEMENT)]));
            let mut top_up = cell(2, AGREEMENT);
            top_up.nodes_mut()?.push(Node::primitive(tag::INTEGER, [1]));
            list.push(Node::sequence(vec![Node::verbatim(agreement), top_up]));
            scene.payload = Some(payload.to_der());
            Ok(())
        }),
    ),
    good("CMD-00.later", "the replacement is ordered for the middle of 2020", |payload| {
        payload.nodes_mut()?.push(Node::primitive(tag::GENERALIZED_TIME, *b"20200701000000Z"));
        Ok(())
    }),
    good("CMD-00.dates-ignored", "dates shall not count", |payload| {
        control(payload)?.insert(1, Node::primitive(tag::context(1), [1]));
        Ok(())
    }),
    good("CMD-00.floor", "a new floor for the counter is set", |payload| {
        control(payload)?.push(Node::primitive(tag::context(4), [0x01, 0x00]));
        Ok(())
    }),
    bad("ENC-06.payload", "a zero octet follows the payload", |payload| {
        *payload = Node::verbatim([payload.to_der(), vec![0]].concat());
        Ok(())
    }),
    bad("ENC-06.replacement", "a NULL follows the certificate within the replacement", |payload| {
        payload.child(1)?.child(0)?.nodes_mut()?.insert(1, Node::primitive(tag::NULL, []));
        Ok(())
    }),
    bad("ENC-06.cell", "a NULL follows the cell within the replacement", |payload| {
        payload.child(1)?.child(0)?.nodes_mut()?.push(Node::primitive(tag::NULL, []));
        Ok(())
    }),
    open("ENC-08.default-written", "the cell usage is management, the default, written", |payload| {
        payload.child(1)?.child(0)?.child(1)?.nodes_mut()?.push(Node::primitive(tag::INTEGER, [0]));
        Ok(())
    }),
    open("ENC-16.no-replacement", "there is no replacement", |payload| {
        payload.child(1)?.nodes_mut()?.clear();
        Ok(())
    }),
    open("ENC-16.no-path", "there is no path certificate", |payload| {
        payload.child(2)?.nodes_mut()?.clear();
        Ok(())
    }),
    open("ENC-17.four", "the path certificate comes four times", |payload| {
        let list = payload.child(2)?.nodes_mut()?;
        let first = list.first().cloned().ok_or(Missing("a path certificate"))?;
        list.extend([first.clone(), first.clone(), first]);
        Ok(())
    }),
    open("CMD-13.same-cell-twice", "the same cell is replaced twice", |payload| {
        let list = payload.child(1)?.nodes_mut()?;
        let first = list.first().cloned().ok_or(Missing("a replacement"))?;
        list.push(first);
        Ok(())
    }),
    bad("CMD-01.truncated", "the path is missing", |payload| {
        payload.nodes_mut()?.pop();
        Ok(())
    }),
    bad("CMD-01.cut", "the last octet is missing", |payload| {
        let mut octets = payload.to_der();
        octets.pop();
        *payload = Node::verbatim(octets);
        Ok(())
    }),
    bad("CMD-01.empty", "the payload is an empty SEQUENCE", |payload| {
        *payload = Node::sequence(Vec::new());
        Ok(())
    }),
    bad("CMD-01.indefinite", "the payload has the indefinite length", |payload| {
        payload.length = Length::Indefinite;
        Ok(())
    }),
    bad("CMD-01.swapped", "replacements and path have changed places", |payload| {
        payload.nodes_mut()?.swap(1, 2);
        Ok(())
    }),
    bad("CMD-01.wrapped", "the replacing certificate stands in an OCTET STRING", |payload| {
        let certificate = payload.child(1)?.child(0)?.child(0)?;
        *certificate = Node::verbatim(write::octet_string(&certificate.to_der()));
        Ok(())
    }),
    bad("CMD-02.mode-12", "the mode is 12, which there is not", |payload| {
        payload.child(0)?.child(0)?.set_octets([12]);
        Ok(())
    }),
    bad("CMD-02.mode-negative", "the mode is -1", |payload| {
        payload.child(0)?.child(0)?.set_octets([0xFF]);
        Ok(())
    }),
    bad("CMD-02.no-mode", "there is no mode", |payload| {
        control(payload)?.remove(0);
        Ok(())
    }),
    bad("CMD-03.no-counter", "the counter of the authorising party is missing", |payload| {
        control(payload)?.pop();
        Ok(())
    }),
    bad("CMD-03.negative-counter", "the counter of the authorising party is negative", |payload| {
        payload.child(0)?.child(2)?.set_octets([0xFF]);
        Ok(())
    }),
    bad(
        "REC-04.symmetric-key",
        "a supplier's command has the symmetric key of the contingency mode",
        |payload| {
            control(payload)?.insert(1, Node::primitive(tag::context(0), [0x5A; 16]));
            Ok(())
        },
    )
    .by("GBCS 13.3", "plaintextSymmetricKey is there in the contingency mode, and in no other"),
    bad("REC-05.no-symmetric-key", "a command of the contingency mode has no symmetric key", |payload| {
        payload.child(0)?.child(0)?.set_octets([9]);
        control(payload)?.remove(1);
        Ok(())
    })
    .by("GBCS 13.3", "plaintextSymmetricKey is there in the contingency mode, and in no other"),
    bad("CMD-04.checks-2", "applyTimeBasedCPVChecks is 2, which there is not", |payload| {
        control(payload)?.insert(1, Node::primitive(tag::context(1), [2]));
        Ok(())
    }),
    bad("CMD-05.utc-time", "executionDateTime is a UTCTime", |payload| {
        payload.nodes_mut()?.push(Node::primitive(tag::UTC_TIME, *b"200701000000Z"));
        Ok(())
    }),
    bad("CMD-05.no-zone", "executionDateTime has no Z", |payload| {
        payload.nodes_mut()?.push(Node::primitive(tag::GENERALIZED_TIME, *b"20200701000000"));
        Ok(())
    }),
    bad("CMD-05.no-date", "executionDateTime is on 31 June", |payload| {
        payload.nodes_mut()?.push(Node::primitive(tag::GENERALIZED_TIME, *b"20200631000000Z"));
        Ok(())
    }),
    bad("CMD-06.trailing-zero-bits", "the key usage of the cell keeps its trailing zero bits", |payload| {
        payload.child(1)?.child(0)?.child(1)?.child(1)?.set_octets([0x00, 0x80]);
        Ok(())
    }),
    mismatch("CMD-07.other-usage", "a signing certificate for the cell of key agreement", |payload| {
        payload.child(1)?.child(0)?.child(1)?.child(1)?.set_octets([0x03, 0x08]);
        Ok(())
    }),
    bad("KU-11.network-cell", "a supplier replaces a cell of the network operator", |payload| {
        payload.child(1)?.child(0)?.child(1)?.child(0)?.set_octets([3]);
        Ok(())
    })
    .by("GBCS 13.3", "a mode replaces the cells that it names, and no other"),
    bad(
        "KU-13.transitional-cell",
        "a supplier replaces the cell of the transitional change of supplier",
        |payload| {
            payload.child(1)?.child(0)?.child(1)?.child(0)?.set_octets([5]);
            Ok(())
        },
    )
    .by("GBCS 13.3", "a mode replaces the cells that it names, and no other"),
    refused(
        "CMD-08.leaf-unsigned",
        Flag::SignatureWrong,
        Reason::Signature,
        "a command in order with a certificate whose signature is another key's",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            leaf.sign(&shop.key("not the issuing CA"));
            scene.leaf = leaf.to_der();
            command(shop, scene, |_| Ok(()))
        }),
    ),
];

const fn good(id: &'static str, what: &'static str, change: ChangePayload) -> Case {
    accepted(id, Flag::GoodCommand, what, Change::Payload(change))
}

const fn bad(id: &'static str, what: &'static str, change: ChangePayload) -> Case {
    refused(id, Flag::CommandStructure, Reason::Structure, what, Change::Payload(change))
}

const fn open(id: &'static str, what: &'static str, change: ChangePayload) -> Case {
    either(id, Flag::CommandOpen, what, Change::Payload(change))
}

const fn mismatch(id: &'static str, what: &'static str, change: ChangePayload) -> Case {
    refused(id, Flag::OtherUsage, Reason::KeyUsage, what, Change::Payload(change))
}

type ChangePayload = fn(&mut Node) -> Result<(), Missing>;

/// The good command of a supplier that replaces its signing certificate, with a change.
pub(in crate::negatives) fn command(
    shop: &Workshop,
    scene: &mut Scene,
    change: ChangePayload,
) -> Result<(), Problem> {
    let mut authoriser = cell(2, SIGNATURE);
    authoriser.identifier = vec![tag::context_constructed(2)];
    let control = Node::sequence(vec![
        Node::primitive(tag::INTEGER, [2]),
        authoriser,
        Node::primitive(tag::context(3), [0x03, 0xE9]),
    ]);
    let replacement = Node::sequence(vec![Node::verbatim(scene.leaf.clone()), cell(2, SIGNATURE)]);
    let path = scene.path.iter().map(|one| Node::verbatim(one.clone())).collect();
    let mut payload = Node::sequence(vec![control, Node::sequence(vec![replacement]), Node::sequence(path)]);
    change(&mut payload)?;
    scene.payload = Some(payload.to_der());
    scene.question.asker = Asker::Command;
    scene.question.entity_id = Some(crate::pki::Party::Supplier.entity_id());
    scene.needs(Need::Asker);
    scene.needs(Need::Payload);
    // The root is the anchor of the Device, whatever the command says.
    scene.anchor = shop.root(Start::Organisation).certificate().der().to_vec();
    Ok(())
}

/// A cell for management.
fn cell(role: u8, usage: [u8; 2]) -> Node {
    Node::sequence(vec![Node::primitive(tag::INTEGER, [role]), Node::primitive(tag::BIT_STRING, usage)])
}

fn control(payload: &mut Node) -> Result<&mut Vec<Node>, Missing> {
    payload.child(0)?.nodes_mut()
}

const SIGNATURE: [u8; 2] = [0x07, 0x80];
const AGREEMENT: [u8; 2] = [0x03, 0x08];
