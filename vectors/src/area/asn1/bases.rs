//! One structure or more of every kind.

use super::Asn1;
use super::Context;
use super::node::Node;
use crate::GenerateError;
use crate::area::Area;
use crate::area::header::Kind;
use crate::hex::Fixed;
use crate::people;
use crate::seeded::Seeded;

/// A structure of a use case.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    pub(crate) name: &'static str,
    pub(crate) variant: &'static str,
    pub(crate) code: u16,
    pub(crate) cra: Kind,
    pub(crate) root: Node,
}

impl Base {
    pub(crate) fn context(&self) -> Context {
        Context { message_code: Fixed(self.code.to_be_bytes()), cra: self.cra }
    }
}

/// Every structure, those of one kind beside each other.
pub(crate) fn all(random: &mut Seeded) -> Result<Vec<Base>, GenerateError> {
    let real = people::certificate(hallmark_smki::pki::Party::Supplier, hallmark_smki::Usage::KeyAgreement)
        .ok_or_else(|| Asn1::lacks("a certificate"))?;
    let mut bases = credentials(random, &real);
    bases.extend(outcomes(random));
    bases.extend(device_certificates(random));
    bases.extend(devices(random));
    bases.extend(firmware(random));
    Ok(bases)
}

fn credentials(random: &mut Seeded, real: &[u8]) -> Vec<Base> {
    let roles =
        |roles: &[u64]| Node::sequence(roles.iter().map(|role| Node::integer(*role)).collect::<Vec<_>>());
    let read = "CS02a command";
    let held = "CS02a response";
    let details = Node::sequence([
        cell_details(random, SIGNING, false),
        cell_details(random, AGREEMENT, false),
        cell_details(random, AGREEMENT, true),
    ]);
    let known = Node::sequence([Node::integer(2), status(0), Node::integer(0x7FFF_FFFF_FFFF), details]);
    let unknown = Node::sequence([Node::integer(5), status(25)]);
    let update = "CS02b command";
    let full = control(
        2,
        [
            Some(cell(0x30, 2, SIGNING, false)),
            Some(Node::number(0x84, 0x0100_0000_0000)),
            Some(Node::group(0xA5, [specialist(0x0200_0000_0000)])),
            None,
        ],
    );
    let change = Node::sequence([Node::integer(3), Node::integer(4000), Node::sequence([specialist(9)])]);
    let plain_change = Node::sequence([Node::integer(2), Node::integer(128)]);
    let recovery = control(
        8,
        [Some(cell(0x30, 1, SIGNING, false)), None, None, Some(Node::group(0xA6, [change, plain_change]))],
    );
    let without_checks = |mode, identifier: Option<Node>| {
        let mut control = control(mode, [identifier, None, None, None]);
        if let super::node::Body::Nodes(nodes) = &mut control.body {
            nodes.insert(1, Node::leaf(0x81, [1]));
        }
        control
    };
    let mut contingency = control(9, [None, None, None, None]);
    if let super::node::Body::Nodes(nodes) = &mut contingency.body {
        nodes.insert(1, Node::leaf(0x80, random.octets(16)));
    }
    let mut command = |control: Node, cells: &[Node], time: Option<&str>| {
        let replacements = cells.iter().map(|cell| Node::sequence([stand_in(random), cell.clone()]));
        let mut nodes = vec![
            control,
            Node::sequence(replacements.collect::<Vec<_>>()),
            Node::sequence([stand_in(random)]),
        ];
        nodes.extend(time.map(moment));
        Node::sequence(nodes)
    };
    let target = |role, usage, top_up| cell(0x30, role, usage, top_up);
    let two = [target(2, SIGNING, false), target(2, AGREEMENT, true)];
    let supplier = command(full, &two, Some("20270401000000Z"));
    let by_recovery = command(recovery, &[target(0, CERTIFICATE_SIGNING, false)], None);
    let acb = command(without_checks(4, None), &[target(4, AGREEMENT, false)], None);
    let operator_cell = cell(0x30, 3, SIGNING, false);
    let operator = command(without_checks(3, Some(operator_cell)), &[target(3, AGREEMENT, false)], None);
    let contingency = command(contingency, &[target(1, SIGNING, false)], Some("99991231235959Z"));
    let controller_cell = Some(cell(0x30, 8, SIGNING, false));
    let controller =
        command(control(10, [controller_cell, None, None, None]), &[target(8, AGREEMENT, false)], None);
    let with_real = Node::sequence([
        control(2, [Some(cell(0x30, 2, SIGNING, false)), Some(Node::number(0x84, 7)), None, None]),
        Node::sequence([Node::sequence([Node::opaque(real), target(2, AGREEMENT, false)])]),
        Node::sequence([Node::opaque(real)]),
    ]);
    vec![
        command_of(
            read,
            "several roles",
            0x0008,
            Node::sequence([target(2, SIGNING, false), roles(&[0, 2, 3, 4])]),
        ),
        command_of(
            read,
            "a cell for top-ups",
            0x011B,
            Node::sequence([target(2, AGREEMENT, true), roles(&[127])]),
        ),
        response_of(held, "a known and an unknown party", 0x0008, Node::sequence([known, unknown])),
        response_of(held, "nobody", 0x011B, Node::sequence([])),
        command_of(update, "supplierBySupplier, later", 0x0102, supplier),
        command_of(update, "with certificates", 0x0102, with_real),
        command_of(update, "anyExceptAbnormalRootByRecovery", 0x0108, by_recovery),
        command_of(update, "accessControlBrokerByACB, without time checks", 0x0104, acb),
        command_of(update, "networkOperatorByNetworkOperator", 0x0103, operator),
        command_of(update, "anyByContingency, cancelled", 0x0109, contingency),
        command_of("CS02g command", "loadControllerByLoadController", 0x0125, controller),
    ]
}

fn outcomes(random: &mut Seeded) -> Vec<Base> {
    let mut outcome = |mode: u64, changes: Vec<Node>| {
        let mut replaced = |usage, code| {
            let mut nodes = vec![cell(0x30, 2, usage, false), status(code)];
            nodes.extend((0..4).map(|_| Node::octets(random.array::<8>())));
            Node::sequence(nodes)
        };
        let replacements = Node::sequence([replaced(SIGNING, 0), replaced(AGREEMENT, 10)]);
        Node::sequence([Node::integer(1001), Node::integer(mode), Node::sequence(changes), replacements])
    };
    let change = Node::sequence([Node::integer(2), Node::integer(0x80), Node::sequence([specialist(1)])]);
    let response = "CS02b response";
    let done = Node::sequence([Node::null(), outcome(2, Vec::new())]);
    let alert = Node::sequence([Node::integer(0x8F66), moment("20270401000000Z"), outcome(7, vec![change])]);
    let controller =
        Node::sequence([Node::integer(0x8F67), moment("20270401000001Z"), outcome(10, Vec::new())]);
    vec![
        response_of(response, "done", 0x0102, done),
        response_of(response, "accepted for later", 0x0107, Node::sequence([Node::null()])),
        alert_of("CS02b alert", "done", 0x00CB, alert),
        alert_of("CS02g alert", "failed", 0x0124, controller),
    ]
}

fn device_certificates(random: &mut Seeded) -> Vec<Base> {
    let usage = |usage| Node::sequence([bits(usage)]);
    vec![
        command_of("CS02c command", "digitalSignature", 0x000A, usage(SIGNING)),
        command_of("CS02c command", "keyAgreement", 0x000A, usage(AGREEMENT)),
        response_of("CS02c response", "a request", 0x000A, stand_in(random)),
        response_of("CS02c response", "a failure", 0x000A, Node::integer(2)),
        command_of("CS02d command", "a certificate", 0x000B, stand_in(random)),
        response_of("CS02d response", "success", 0x000B, Node::integer(0)),
        response_of("CS02d response", "wrong public key", 0x000B, Node::integer(5)),
        command_of("CS02e command", "keyAgreement", 0x000C, usage(AGREEMENT)),
        response_of("CS02e response", "a certificate", 0x000C, stand_in(random)),
        response_of("CS02e response", "a failure", 0x000C, Node::integer(3)),
    ]
}

fn devices(random: &mut Seeded) -> Vec<Base> {
    let entry =
        |device: people::Person, kind| Node::sequence([Node::octets(device.id.0), Node::integer(kind)]);
    let log = Node::sequence([entry(people::ESME, 1), entry(people::GSME, 0), entry(people::CHF, 2)]);
    let join = |method, device: people::Person, kind, certificate: Option<Node>| {
        let mut nodes = vec![Node::integer(method), Node::octets(device.id.0), Node::integer(kind)];
        nodes.extend(certificate);
        Node::sequence(nodes)
    };
    let restored = Node::sequence([Node::sequence([
        Node::sequence([entry(people::ESME, 1), Node::integer(0)]),
        Node::sequence([entry(people::GSME, 0), Node::integer(4)]),
    ])]);
    let clock = Node::sequence([moment("20270401000000Z"), moment("20270401001000Z")]);
    let backup = Node::sequence([Node::integer(0x8071), moment("20270401000000Z"), log.clone()]);
    vec![
        command_of("CS03 command", "method A", 0x000D, join(0, people::GSME, 0, None)),
        command_of("CS03 command", "method A, responder", 0x00AB, join(1, people::CHF, 3, None)),
        command_of("CS03 command", "method B", 0x000E, join(2, people::CHF, 2, None)),
        command_of("CS03 command", "method C", 0x00AF, join(3, people::GSME, 5, Some(stand_in(random)))),
        response_of("CS03 response", "success", 0x000D, Node::integer(0)),
        response_of("CS03 response", "no CBKE response", 0x00AF, Node::integer(13)),
        command_of("CS04 command", "a Device", 0x000F, Node::octets(people::GSME.id.0)),
        response_of("CS04 response", "not in the log", 0x0010, Node::integer(1)),
        command_of("CS07 command", "nothing", 0x0013, Node::null()),
        response_of("CS07 response", "a log", 0x0013, Node::sequence([Node::integer(0), log.clone()])),
        response_of("CS07 response", "a failure", 0x0013, Node::sequence([Node::integer(1)])),
        command_of("GCS28 command", "ten minutes", 0x007F, clock),
        response_of("GCS28 response", "unreliable", 0x007F, {
            Node::sequence([moment("20270401000500Z"), Node::integer(2)])
        }),
        command_of("GCS59 command", "a log", 0x008C, Node::sequence([log])),
        response_of("GCS59 response", "one refused", 0x008C, restored),
        alert_of("GCS62 alert", "a log", 0x00B2, backup),
    ]
}

fn firmware(random: &mut Seeded) -> Vec<Base> {
    let hash = Node::octets(random.array::<32>());
    let version = || Node::octets([0x01, 0x02, 0xA3, 0xF4]);
    let outcome = |result| Node::sequence([Node::integer(result), version()]);
    let activated = "20270401000000Z";
    let later = Node::sequence([hash.clone(), Node::integer(0x8000_0000), moment(activated)]);
    let alert = Node::sequence([Node::integer(0x8F66), moment(activated), Node::integer(77), outcome(0)]);
    let ppmid = Node::sequence([Node::integer(0x8F8B), moment(activated), version(), Node::integer(0)]);
    let transfer = Node::sequence([
        Node::integer(0x8F89),
        moment(activated),
        Node::octets(people::ESME.id.0),
        version(),
        Node::integer(2),
    ]);
    vec![
        command_of("CS06 command", "now", 0x0012, Node::sequence([hash, Node::integer(127)])),
        command_of("CS06 command", "later", 0x0012, later),
        response_of("CS06 response", "accepted for later", 0x0012, Node::null()),
        response_of("CS06 response", "done", 0x0012, outcome(0)),
        response_of("CS06 response", "another hash", 0x0012, outcome(2)),
        alert_of("CS06 alert", "done", 0x00CA, alert),
        command_of("CS08 command", "nothing", 0x0129, Node::null()),
        response_of("CS08 response", "a version", 0x0129, Node::sequence([version(), Node::integer(0)])),
        alert_of("CS09 alert", "success", 0x012B, ppmid),
        alert_of("CCS08 alert", "another hardware version", 0x0128, transfer),
    ]
}

/// AuthorisingRemotePartyControl: mode, and cell, floor, top-up floors and changes where there are any.
fn control(mode: u64, [identifier, floor, specialists, changes]: [Option<Node>; 4]) -> Node {
    let identifier = identifier.map(|node| Node { tag: 0xA2, ..node });
    let mut nodes = vec![Node::integer(mode)];
    nodes.extend(identifier);
    nodes.push(Node::number(0x83, 1001));
    nodes.extend([floor, specialists, changes].into_iter().flatten());
    Node::sequence(nodes)
}

/// TrustAnchorCellIdentifier.
fn cell(tag: u8, role: u64, usage: [u8; 2], top_up: bool) -> Node {
    let mut nodes = vec![Node::integer(role), bits(usage)];
    nodes.extend(top_up.then(|| Node::integer(1)));
    Node::group(tag, nodes)
}

fn cell_details(random: &mut Seeded, usage: [u8; 2], top_up: bool) -> Node {
    let mut nodes = vec![bits(usage)];
    nodes.extend(top_up.then(|| Node::integer(1)));
    nodes.push(Node::octets(people::supplier().id.0));
    nodes.push(Node::octets(random.array::<8>()));
    Node::sequence(nodes)
}

fn specialist(counter: u64) -> Node {
    Node::sequence([Node::integer(0), Node::integer(counter)])
}

fn bits(usage: [u8; 2]) -> Node {
    Node::leaf(0x03, usage)
}

fn status(code: u64) -> Node {
    Node::number(0x0A, code)
}

fn moment(text: &str) -> Node {
    Node::leaf(0x18, text.as_bytes())
}

/// A SEQUENCE where a certificate belongs.
fn stand_in(random: &mut Seeded) -> Node {
    Node::leaf(0x30, [&[0x04, 30], random.octets(30).as_slice()].concat())
}

fn command_of(name: &'static str, variant: &'static str, code: u16, root: Node) -> Base {
    Base { name, variant, code, cra: Kind::Command, root }
}

fn response_of(name: &'static str, variant: &'static str, code: u16, root: Node) -> Base {
    Base { name, variant, code, cra: Kind::Response, root }
}

fn alert_of(name: &'static str, variant: &'static str, code: u16, root: Node) -> Base {
    Base { name, variant, code, cra: Kind::Alert, root }
}

const SIGNING: [u8; 2] = [0x07, 0x80];
const AGREEMENT: [u8; 2] = [0x03, 0x08];
const CERTIFICATE_SIGNING: [u8; 2] = [0x02, 0x04];
