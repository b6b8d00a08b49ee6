//! Data notifications: the content of every alert.

use super::apdu::Apdu;
use super::apdu::Lists;
use super::bases::Base;
use super::bases::plain;
use super::bases::protection;
use super::node::Node;
use crate::people;
use crate::seeded::Seeded;

pub(super) fn all(random: &mut Seeded) -> Vec<Base> {
    let device = people::GSME.id.0;
    let counter = || [0, 0, 0, 0, 0, 0, 0x03, 0xE9];
    let time = |minute: u8| Node::octets([0x07, 0xEB, 4, 1, 0xFF, 12, minute, 0, 0, 0x80, 0, 0xFF]);
    let activation = [&[0x00, 0x1A], &counter()[..], &[0, 20], &[0, 0, 13, 0, 0, 255], &[10]].concat();
    let lost = [&people::supplier().id.0[..], &people::ESME.id.0, &[0x01], &counter()].concat();
    let refused = [&[0x00, 0x59], &counter()[..]].concat();
    let blob = [&[0x31, 0, 0, 0, 0], random.octets(25).as_slice()].concat();
    let parameters = protection(people::ESME.id.0, people::supplier().id.0);
    let entry = Node::structure([Node::octets(device), Node::octets(random.octets(16))]);
    let log = Node::structure([time(1), Node::octets(people::CHF.id.0), Node::array([entry])]);
    let channel = Node::structure([Node::bits(32, random.octets(4)), Node::octets([0x07])]);
    let scan = Node::structure([Node::octets([0x01]), Node::octets([0x02])]);
    let configuration = Node::structure((0..15).map(Node::unsigned).collect::<Vec<_>>());
    let all = [
        (0x1000, 0x8F3D, "a critical alert without content", vec![]),
        (0x1001, 0x8F20, "a non-critical alert without content", vec![]),
        (0x0018, 0x8F12, "a change of the Device Log", vec![log]),
        (0x0061, 0x8F0A, "billing data", vec![parameters, Node::octets(blob)]),
        (0x0067, 0x8F35, "an outage", vec![time(2), time(3)]),
        (0x00CC, 0x8F66, "an activation", vec![Node::octets(activation)]),
        (0x00CE, 0x8F72, "a verified image", vec![Node::octets(random.octets(32))]),
        (0x00D5, 0x8F84, "a lost message", vec![Node::octets(lost.clone())]),
        (0x00F0, 0x81A0, "a malfunction", vec![Node::octets([0x00, 0x06])]),
        (0x0110, 0x8F25, "a Device", vec![Node::octets(device)]),
        (0x0111, 0x8F26, "a channel", vec![channel]),
        (0x0112, 0x8F28, "a scan", vec![scan]),
        (0x0113, 0x8F2A, "a configuration", vec![configuration]),
        (0x0114, 0x8F2C, "a discarded message", vec![Node::octets(lost)]),
        (0x0115, 0x8F2E, "another Device", vec![Node::octets(device)]),
        (0x0120, 0x8F85, "a refused command", vec![Node::octets(refused)]),
        (0x0121, 0x8F86, "a limit", vec![Node::unsigned(1), time(4), time(5), Node::unsigned(50)]),
        (0x0122, 0x8F87, "the end of a limit", vec![Node::unsigned(1), Node::unsigned(100)]),
        (0x0123, 0x8F88, "text", vec![Node::string(0x0C, *b"{\"level\":1}")]),
    ];
    let base = |(code, alert, variant, content): (u16, u16, &str, Vec<Node>)| {
        let start = [Node::long_unsigned(alert), time(0)];
        let [a, b, c] = random.array();
        Base {
            name: "data-notification",
            variant: variant.to_owned(),
            flag: "Normal",
            context: plain(code),
            apdu: Apdu {
                tag: 0x0F,
                invoke_id: [0x20, a, b, c],
                date_time: vec![0],
                lists: Lists::Notification(Node::structure([&start[..], &content].concat())),
            },
            with_mistakes: true,
        }
    };
    all.map(base).into()
}
