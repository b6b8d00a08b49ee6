//! Whole messages as a user of the crate builds, emits and reads them: no outside data.

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::Error;
use hallmark_gbcs::ErrorKind;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::block::Block;
use hallmark_gbcs::block::Progress;
use hallmark_gbcs::block::Reassembler;
use hallmark_gbcs::block::split;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Length;
use hallmark_gbcs::wire::MacHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;
use hallmark_gbcs::wire::Protection;
use hallmark_gbcs::wire::SignatureField;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

#[test]
fn a_pre_command_is_read_with_and_without_a_null_signature() {
    let mut envelope = command();
    for (signature, expected) in [(None, SignatureField::Missing), (Some(vec![]), SignatureField::Null)] {
        envelope.signature = signature;
        let octets = envelope.emit();
        let message = Message::parse(&octets).unwrap();
        assert_eq!(message.signature(), expected);
        assert_eq!(message.protection(), Protection::None);
        assert_eq!(message.payload(), [0xA0, 0xA1, 0xA2]);
        assert_eq!(message.payload_offset(), 34);
        assert_eq!(message.signed_octets(), &octets[1..37]);
        assert_eq!(message.authenticated_octets(), octets);
    }
}

#[test]
fn a_protected_message_is_read_in_all_its_parts() {
    let octets = protected().emit();
    let message = Message::parse(&octets).unwrap();
    let header = message.header();
    assert_eq!((header.cra, header.counter), (Cra::Command, Counter(0x0102_0304_0506_0708)));
    assert_eq!((header.originator, header.recipient), (EntityId([0x11; 8]), EntityId([0x22; 8])));
    assert_eq!((header.message_code(), header.supplementary()), (MessageCode(0x0027), None));
    assert_eq!(header.date_time, None);
    assert_eq!(message.signature(), SignatureField::Present(&[0x55; 64]));
    assert_eq!(message.mac(), Some(&[0x66; 12]));
    assert_eq!(message.protection(), Protection::Both);
    assert_eq!(message.authenticated_octets(), &octets[13..octets.len() - 12]);
    assert_eq!(message.signed_octets(), &octets[14..octets.len() - 77]);
}

#[test]
fn every_constant_of_the_headers_is_checked() {
    let cases = [
        (0, ErrorKind::Tag, "the tag DF of a Grouping Header"),
        (1, ErrorKind::Value, "an empty transaction-id in the MAC Header"),
        (2, ErrorKind::Value, "an empty originator-system-title in the MAC Header"),
        (3, ErrorKind::Value, "an empty recipient-system-title in the MAC Header"),
        (4, ErrorKind::Value, "an empty date-time in the MAC Header"),
        (5, ErrorKind::Value, "empty other-information in the MAC Header"),
        (6, ErrorKind::Value, "no key-info in the MAC Header"),
        (8, ErrorKind::Value, "the security control octet 11"),
        (9, ErrorKind::Value, "an invocation counter of zero"),
        (12, ErrorKind::Value, "an invocation counter of zero"),
        (13, ErrorKind::Tag, "the tag DF of a Grouping Header"),
        (14, ErrorKind::Length, "a transaction-id of 9 octets"),
        (15, ErrorKind::Value, "the CRA flag 01, 02 or 03"),
        (24, ErrorKind::Length, "a Business Originator of 8 octets"),
        (33, ErrorKind::Length, "a Business Target of 8 octets"),
        (42, ErrorKind::Length, "a date-time of 0 or 12 octets"),
        (50, ErrorKind::Length, "a signature of 0 or 64 octets"),
    ];
    let octets = protected().emit();
    for (position, kind, expected) in cases {
        let mut changed = octets.clone();
        changed[position] ^= 0x20;
        let error = Error::octet(kind, position, expected, changed[position]);
        assert_eq!(Message::parse(&changed), Err(error), "{position}");
    }
}

#[test]
fn every_length_is_checked() {
    let refused = |envelope: Envelope| Message::parse(&envelope.emit()).unwrap_err();
    let wrong = |offset, expected, found| Error::number(ErrorKind::Length, offset, expected, found);

    let mut envelope = protected();
    for length in [0, 118, 120] {
        envelope.mac.as_mut().unwrap().length = Length { field_octets: 1, claimed: Some(length) };
        let error = wrong(7, "a length that ends with the message", length as u64);
        assert_eq!(refused(envelope.clone()), error);
    }

    let mut envelope = protected();
    envelope.other_length = Length::claiming(3);
    let forms = "other-information of 2, 10, 18, 26 or more octets";
    assert_eq!(refused(envelope), wrong(44, forms, 3));

    let mut envelope = protected();
    envelope.payload_length = Length::claiming(2);
    assert_eq!(refused(envelope), Error::octet(ErrorKind::Length, 49, "a signature of 0 or 64 octets", 0xA2));

    let mut envelope = protected();
    envelope.payload_length = Length::claiming(69);
    assert_eq!(refused(envelope), Error::truncated(115, "the payload", 1));

    let mut envelope = protected();
    envelope.payload_length = Length::claiming(68);
    assert_eq!(refused(envelope), Error::truncated(115, "the length of the signature", 1));

    let mut envelope = protected();
    envelope.signature.as_mut().unwrap().push(0);
    let error = Error::octet(ErrorKind::Length, 50, "a signature of 0 or 64 octets", 65);
    assert_eq!(refused(envelope), error);

    let mut octets = command().emit();
    octets.extend([0, 0]);
    assert_eq!(Message::parse(&octets), Err(Error::trailing(38, 1)));
}

#[test]
fn every_truncation_is_refused() {
    for octets in [protected().emit(), command().emit()] {
        for length in 0..octets.len() {
            assert!(Message::parse(&octets[..length]).is_err(), "{length}");
        }
    }
    assert_eq!(Message::parse(&[]), Err(Error::truncated(0, "the tag DF of a Grouping Header", 1)));
}

#[test]
fn lengths_longer_than_they_need_be_are_named() {
    let mut envelope = protected();
    envelope.mac.as_mut().unwrap().length = Length::of(3);
    envelope.other_length = Length::of(2);
    envelope.payload_length = Length::of(4);
    let octets = envelope.emit();
    let message = Message::parse(&octets).unwrap();
    assert_eq!(message.non_minimal_lengths().collect::<Vec<_>>(), [7, 45, 49]);
    assert_eq!(Message::parse(&protected().emit()).unwrap().non_minimal_lengths().count(), 0);
}

proptest! {
    #[test]
    fn what_is_emitted_is_read_back_the_same(envelope in any_envelope()) {
        let octets = envelope.emit();
        prop_assert_eq!(octets.len(), envelope.buffer_len());
        let message = Message::parse(&octets).unwrap();
        let read = Envelope::from(&message);
        prop_assert_eq!(read.emit(), &octets[..]);
        prop_assert_eq!(message.signed_octets(), envelope.signed_octets());
        prop_assert_eq!(message.authenticated_octets(), envelope.authenticated_octets());
        prop_assert_eq!(message.payload(), &envelope.payload[..]);
        if let Some(mac) = &envelope.mac {
            prop_assert_eq!(mac.wrap(message.authenticated_octets()), &octets[..]);
        }
        prop_assert_eq!(message.header().other.to_vec(), envelope.other);
    }

    #[test]
    fn no_octets_make_it_panic(octets in vec(any::<u8>(), 0..200)) {
        for start in [&[][..], &[0xDD, 0, 0, 0, 0, 0, 0], &[0xDF, 9]] {
            let octets = [start, &octets].concat();
            if let Ok(message) = Message::parse(&octets) {
                prop_assert_eq!(Envelope::from(&message).emit(), octets);
            }
        }
    }

    #[test]
    fn no_change_makes_it_panic(envelope in any_envelope(), at in any::<prop::sample::Index>(), octet: u8) {
        let mut octets = envelope.emit();
        *at.get_mut(&mut octets[..]) = octet;
        if let Ok(message) = Message::parse(&octets) {
            prop_assert_eq!(Envelope::from(&message).emit(), octets);
        }
    }

    #[test]
    fn blocks_bring_a_message_together_again(envelope in any_envelope(), size in 1usize..1300) {
        let octets = envelope.emit();
        let message = Message::parse(&octets).unwrap();
        let Ok(blocks) = split(&message, size) else {
            prop_assert!(octets.len() / size >= 255);
            return Ok(());
        };
        let mut reassembler = Reassembler::new();
        for (position, block) in blocks.iter().enumerate() {
            let octets_of_block = block.emit();
            let read = Block::parse(&octets_of_block).unwrap();
            prop_assert_eq!(&read, block);
            let expected = match position + 1 {
                last if last == blocks.len() => Progress::Complete(octets.clone()),
                number => Progress::Waiting { next: number as u16 + 1 },
            };
            prop_assert_eq!(reassembler.accept(&read), Ok(expected));
        }
    }

    #[test]
    fn no_block_makes_it_panic(octets in vec(any::<u8>(), 0..100)) {
        let _ = Block::parse(&octets);
        let _ = Block::parse(&[&[0xDD, 0x09, 0x01][..], &octets].concat());
    }
}

fn command() -> Envelope {
    let header = GroupingHeader {
        cra: Cra::Command,
        counter: Counter(0x0102_0304_0506_0708),
        originator: EntityId([0x11; 8]),
        recipient: EntityId([0x22; 8]),
        date_time: None,
        other: OtherInformation::Code { code: MessageCode(0x0027) },
    };
    Envelope::new(&header, [0xA0, 0xA1, 0xA2])
}

fn protected() -> Envelope {
    let mac = Some(MacHeader::new(&[0x66; 12]));
    Envelope { signature: Some(vec![0x55; 64]), mac, ..command() }
}

fn any_envelope() -> impl Strategy<Value = Envelope> {
    let ids = (any::<u64>(), any::<[u8; 8]>(), any::<[u8; 8]>());
    let date_time = option::of(vec(any::<u8>(), 12));
    let lengths = (1usize..=5, 1usize..=5, 1usize..=5);
    let other = prop_oneof![
        4 => prop::sample::select(vec![2usize, 10, 18, 26]),
        1 => 27usize..500,
    ];
    let other = other.prop_flat_map(|length| vec(any::<u8>(), length));
    let signature = option::of(prop_oneof![Just(vec![]), vec(any::<u8>(), 64)]);
    let mac = option::of(vec(any::<u8>(), 12));
    let payload = vec(any::<u8>(), 0..600);
    (ids, 1u8..=3, date_time, lengths, other, signature, mac, payload).prop_map(
        |(ids, cra, date_time, lengths, other, signature, mac, payload)| {
            let mac = mac.map(|mac| MacHeader { length: Length::of(lengths.0), mac, ..MacHeader::default() });
            Envelope {
                signature: signature.or(mac.as_ref().map(|_| vec![])),
                mac,
                tag: 0xDF,
                cra,
                counter: Counter(ids.0),
                originator: EntityId(ids.1),
                recipient: EntityId(ids.2),
                date_time: date_time.unwrap_or_default(),
                other_length: Length::of(lengths.1),
                other,
                payload_length: Length::of(lengths.2),
                payload,
            }
        },
    )
}
