//! Every official payload parses to its end as the family of its use case, is emitted again as the same octets by way of its
//! typed value, and names its fields with their octets.

mod corpus;

use core::ops::Range;

use corpus::KeyFolder;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::Payload;
use hallmark_gbcs::PayloadFinding;
use hallmark_gbcs::crypto::Verifier;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::gbz::Command;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;

#[test]
fn every_payload_parses_and_is_emitted_as_it_was() {
    let Some(root) = corpus::root("every_payload_parses_and_is_emitted_as_it_was") else { return };
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        let payload = Payload::parse(&message).unwrap_or_else(|error| panic!("{name}: {error}"));
        let expected = use_case(message.header().message_code()).unwrap().format;
        let either = matches!(payload.format(), PayloadFormat::Dlms | PayloadFormat::Gbz);
        assert!(payload.format() == expected || expected == PayloadFormat::DlmsOrGbz && either, "{name}");
        let mut again = Vec::new();
        payload.emit(&mut again);
        assert!(again == message.payload(), "{name} is not emitted as it was");
    }
}

#[test]
fn findings_are_non_minimal_lengths_of_asn1_and_nothing_else() {
    let Some(root) = corpus::root("findings_are_non_minimal_lengths_of_asn1_and_nothing_else") else {
        return;
    };
    for (name, octets) in corpus::messages(&root) {
        let payload = Payload::parse(&Message::parse(&octets).unwrap()).unwrap();
        for finding in payload.findings() {
            assert!(matches!(finding, PayloadFinding::NonMinimalLength { .. }), "{name}: {finding}");
        }
    }
}

#[test]
fn every_zcl_command_is_read_with_its_fields() {
    let Some(root) = corpus::root("every_zcl_command_is_read_with_its_fields") else { return };
    let verifier = Verifier::new(KeyFolder::load(&root), Some(ACB));
    let (mut commands, mut decrypted) = (0, 0);
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        let Ok(Payload::Gbz(payload)) = Payload::parse(&message) else { continue };
        for (index, component) in payload.components().enumerate() {
            let plaintext = component
                .encrypted()
                .map(|encrypted| verifier.decrypt_blob(&message, encrypted.blob).unwrap())
                .unwrap_or_default();
            let component = match component.encrypted() {
                Some(_) => component.with_plaintext(&plaintext),
                None => component,
            };
            let command = component.command();
            assert!(!matches!(command, Command::Raw(_)), "{name}, component {index}: {command:?}");
            if component.encrypted().is_some() {
                decrypted += 1;
                assert_eq!(command.to_vec(), plaintext, "{name}");
            }
            if message.header().cra == Cra::Command {
                assert_eq!(usize::from(component.header().sequence), index, "{name}");
            }
            commands += 1;
        }
    }
    assert!(commands > 900, "only {commands} commands");
    assert!(decrypted > 20, "only {decrypted} encrypted commands");
}

#[test]
fn fields_of_a_payload_are_named_in_order_and_inside_their_groups() {
    let Some(root) = corpus::root("fields_of_a_payload_are_named_in_order_and_inside_their_groups") else {
        return;
    };
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        let payload = Payload::parse(&message).unwrap();
        let start = message.payload_offset();
        let mut nesting =
            Nesting { name, open: vec![Some(start..start + message.payload().len())], fields: 0 };
        payload.describe(&mut nesting);
        assert_eq!(nesting.open.len(), 1, "{}", nesting.name);
        assert!(nesting.fields > 0, "{}", nesting.name);
    }
}

/// Checks that ranges nest.
struct Nesting {
    name: String,
    open: Vec<Option<Range<usize>>>,
    fields: usize,
}

impl Nesting {
    fn check(&self, field: &str, at: Option<&Range<usize>>) {
        let outer = self.open.iter().rev().flatten().next();
        if let (Some(at), Some(outer)) = (at, outer) {
            let inside = outer.start <= at.start && at.start <= at.end && at.end <= outer.end;
            assert!(inside, "{}: {field} at {at:?} in {outer:?}", self.name);
        }
    }
}

impl Sink for Nesting {
    fn field(&mut self, name: &str, at: Option<Range<usize>>, _value: Value<'_>) {
        self.check(name, at.as_ref());
        self.fields += 1;
    }

    fn open(&mut self, name: &str, at: Option<Range<usize>>, _group: Group) {
        self.check(name, at.as_ref());
        self.open.push(at);
    }

    fn close(&mut self) {
        self.open.pop();
    }
}

const ACB: EntityId = EntityId([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0, 0, 0x02]);
