//! GBZ payloads: components, alerts and commands there and back, what is refused and with which error, nothing panics.

use core::ops::Range;
use std::collections::HashMap;

use hallmark_gbcs::Counter;
use hallmark_gbcs::Error;
use hallmark_gbcs::ErrorKind;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::gbz;
use hallmark_gbcs::gbz::*;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::wire::Cra;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const READ: MessageCode = MessageCode(0x0084);
const BILLING_ALERT: MessageCode = MessageCode(0x008B);
const EXECUTED_ALERT: MessageCode = MessageCode(0x00CD);
const IMAGE_ALERT: MessageCode = MessageCode(0x00CF);
const CAUSE_ALERT: MessageCode = MessageCode(0x00F2);

/// One component, Read Attributes of one attribute of Metering.
const ONE: [u8; 13] = [0x01, 0x09, 0x01, 0x01, 0x07, 0x02, 0x00, 0x05, 0x00, 0x00, 0x00, 0x14, 0x00];

#[test]
fn a_command_is_built_from_typed_values() {
    let read = Command::ReadAttributes(ReadAttributes { attributes: (&[AttributeId(0x0014)]).into() });
    let component = ComponentValue::new(ClusterId::METERING, Direction::ToServer, &read).unwrap();
    let value = GbzValue::components([component]);
    assert_eq!(value.to_vec(), ONE);

    let payload = gbz::parse(READ, Cra::Command, &ONE, 0).unwrap();
    assert_eq!(payload.form(), GbzForm::Components(1));
    assert_eq!(payload.findings(), []);
    let component = payload.components().next().unwrap();
    assert_eq!(component.command(), read);
    assert_eq!(component.range(), 3..13);
    assert_eq!(GbzValue::from(&payload), value);
}

#[test]
fn several_components_are_marked_and_kept_in_order() {
    let top_up = Command::ConsumerTopUp(ConsumerTopUp {
        originating_device: OriginatingDevice::IN_HOME_DISPLAY,
        top_up_code: "12345678901234567890".into(),
    });
    let log = Command::GetTopUpLog(GetTopUpLog { latest_end_time: UtcTime::CANCEL, number_of_records: 5 });
    let value = GbzValue::components([
        ComponentValue::new(ClusterId::PREPAYMENT, Direction::ToServer, &top_up).unwrap(),
        ComponentValue::new(ClusterId::PREPAYMENT, Direction::ToServer, &log)
            .unwrap()
            .with_sequence(1)
            .with_from_date_time(UtcTime(7)),
    ]);
    let octets = value.to_vec();
    let expected = "010902000705001901000402143132333435363738393031323334353637383930110705000c00000007010108ffffffff05";
    assert_eq!(hex(&octets), expected);
    let payload = gbz::parse(READ, Cra::Command, &octets, 0).unwrap();
    let commands: Vec<_> = payload.components().map(|component| component.command()).collect();
    assert_eq!(commands, [top_up, log]);
    let times: Vec<_> = payload.components().map(|component| component.from_date_time()).collect();
    assert_eq!(times, [None, Some(UtcTime(7))]);
}

#[test]
fn what_is_not_permitted_is_refused_with_its_offset() {
    let refused = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut octets = ONE.to_vec();
        change(&mut octets);
        gbz::parse(READ, Cra::Command, &octets, 100).unwrap_err()
    };
    assert_eq!(
        refused(&|octets| octets[1] = 0x04),
        Error::octet(ErrorKind::Value, 101, "the profile 0109 of a GBZ payload", 0x04)
    );
    assert_eq!(refused(&|octets| octets[2] = 0), Error::trailing(103, 10));
    assert_eq!(
        refused(&|octets| octets[2] = 2),
        Error::truncated(113, "the control octet of a component", 1)
    );
    assert_eq!(
        refused(&|octets| octets[3] = 0x05),
        Error::octet(ErrorKind::Value, 103, "a control octet with no reserved bit", 0x05)
    );
    assert_eq!(refused(&|octets| octets[7] = 6), Error::truncated(113, "the octets of a component", 1));
    assert_eq!(refused(&|octets| octets[7] = 4), Error::trailing(112, 1));
    assert_eq!(refused(&|octets| octets.push(0)), Error::trailing(113, 1));
    let too_short = |octets: &mut Vec<u8>| {
        octets[7] = 2;
        octets.truncate(10);
    };
    assert_eq!(refused(&too_short), Error::truncated(110, "a ZCL header", 1));
}

#[test]
fn ciphered_information_reaches_to_the_end() {
    let plain = ComponentValue::new(
        ClusterId::METERING,
        Direction::ToClient,
        &Command::StartSamplingResponse(StartSamplingResponse { sample_id: 2 }),
    );
    let blob = [&[0x31, 0, 0, 0, 0][..], &[0xAA; 14]].concat();
    let component = plain.unwrap().encrypted(3, |plaintext| {
        assert_eq!(plaintext, [2, 0]);
        blob.clone()
    });
    let octets = GbzValue::components([component.clone()]).to_vec();
    let head = "010901 03 0702 001a 00 03 09 00 0d 0013".replace(' ', "");
    assert!(hex(&octets).starts_with(&head), "{}", hex(&octets));
    let payload = gbz::parse(READ, Cra::Response, &octets, 0).unwrap();
    let read = payload.components().next().unwrap();
    assert_eq!(
        read.encrypted(),
        Some(Encrypted { additional_header_control: 0, frame_counter: 3, blob: &blob })
    );
    assert_eq!(read.command(), Command::Raw(Raw { octets: &blob, reason: RawReason::Encrypted }));
    assert_eq!(payload.findings(), []);
    assert_eq!(
        read.with_plaintext(&[2, 0]).command(),
        Command::StartSamplingResponse(StartSamplingResponse { sample_id: 2 })
    );
    assert_eq!(component.decrypted(vec![2, 0]).content, ContentValue::Plain(vec![2, 0]));

    for (length, found) in [(0x12, 0x12), (0x14, 0x14)] {
        let mut lie = octets.clone();
        lie[14] = length;
        let expected = "a length of ciphered information that reaches to the end of the component";
        assert_eq!(
            gbz::parse(READ, Cra::Response, &lie, 0),
            Err(Error::number(ErrorKind::Length, 13, expected, found))
        );
    }
}

#[test]
fn what_does_not_fit_its_command_stays_raw_and_is_reported() {
    let mut octets = ONE.to_vec();
    octets[3] = 0x00;
    octets[8] = 0x01;
    octets[10] = 0x0D;
    let payload = gbz::parse(READ, Cra::Command, &octets, 10).unwrap();
    let error = Error::truncated(23, "issuer_event_id", 2);
    let reason = RawReason::Layout(error.clone());
    let raw = Command::Raw(Raw { octets: &[0x14, 0x00], reason });
    assert_eq!(payload.components().next().unwrap().command(), raw);
    assert_eq!(
        payload.findings(),
        [Finding::LastComponent { offset: 13 }, Finding::Layout { offset: 13, error }]
    );
    let mut again = Vec::new();
    payload.emit(&mut again);
    assert_eq!(again, octets);

    octets[3] = 0x01;
    octets[10] = 0x77;
    let payload = gbz::parse(READ, Cra::Command, &octets, 10).unwrap();
    let header = ZclHeader { frame_control: FrameControl(0x01), sequence: 0, command: 0x77 };
    assert_eq!(
        payload.findings(),
        [Finding::UnknownCommand { offset: 13, cluster: ClusterId::METERING, header }]
    );
    assert_eq!(
        payload.findings()[0].to_string(),
        "octet 13: the command 77 of cluster 0702 with frame control 01 is not known"
    );
}

#[test]
fn alerts_are_read_and_written() {
    let time = UtcTime(0x1234_5678);
    let executed = ExecutedInstruction {
        message_code: MessageCode(0x0072),
        originator_counter: Counter(0x0123_4567),
        cluster: ClusterId::CALENDAR,
        frame_control: FrameControl(0x09),
        command: 0x03,
    };
    let cases = [
        (MessageCode(0x1000), AlertContentValue::None, "010900807112345678"),
        (
            EXECUTED_ALERT,
            AlertContentValue::Executed(executed),
            "0109018071123456780e0072000000000123456707070903",
        ),
        (
            IMAGE_ALERT,
            AlertContentValue::ImageHash([0xA5; 32]),
            "0109018071123456780920a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5",
        ),
        (CAUSE_ALERT, AlertContentValue::Cause(4), "0109018071123456780004"),
        (CAUSE_ALERT, AlertContentValue::Raw(vec![1, 2, 3]), "010901807112345678010203"),
    ];
    for (code, content, expected) in cases {
        let value = GbzValue::Alert(AlertValue { alert_code: AlertCode(0x8071), time, content });
        let octets = value.to_vec();
        assert_eq!(hex(&octets), expected);
        let payload = gbz::parse(code, Cra::Alert, &octets, 20).unwrap();
        assert_eq!(GbzValue::from(&payload), value);
        let odd = matches!(payload.alert().unwrap().content(), AlertContent::Raw(_));
        let findings = if odd { vec![Finding::AlertContent { offset: 29 }] } else { vec![] };
        assert_eq!(payload.findings(), findings);
        let mut again = Vec::new();
        payload.emit(&mut again);
        assert_eq!(again, octets);
    }
    let two_parts = [1, 9, 2, 0x80, 0x71, 0, 0, 0, 0];
    assert_eq!(
        gbz::parse(EXECUTED_ALERT, Cra::Alert, &two_parts, 0),
        Err(Error::octet(ErrorKind::Value, 2, "an alert with at most one part", 2))
    );
    let content_not_announced = [1, 9, 0, 0x80, 0x71, 0, 0, 0, 0, 1];
    assert_eq!(gbz::parse(EXECUTED_ALERT, Cra::Alert, &content_not_announced, 0), Err(Error::trailing(9, 1)));
}

#[test]
fn lists_built_and_lists_read_are_the_same() {
    let entries =
        [PriceMatrixEntry { tier_block_id: 1, price: 2 }, PriceMatrixEntry { tier_block_id: 3, price: 4 }];
    let built = Command::PublishPriceMatrix(PublishPriceMatrix {
        provider_id: 1,
        issuer_event_id: 2,
        start_time: UtcTime::CANCEL_PUBLISHED,
        issuer_tariff_id: 3,
        command_index: 0,
        total_number_of_commands: 1,
        sub_payload_control: 0,
        prices: (&entries).into(),
    });
    let octets = built.to_vec();
    assert_eq!(hex(&octets), "0100000002000000feffffff0300000000010001020000000304000000");
    let header = built.header(Direction::ToClient, 0).unwrap();
    let read = Command::parse(ClusterId::PRICE, &header, &octets, 0);
    assert_eq!(read, built);
    let Command::PublishPriceMatrix(read) = read else { panic!("{read:?}") };
    assert_eq!(read.prices.iter().collect::<Vec<_>>(), entries);
}

#[test]
fn attribute_values_carry_their_type() {
    let values = [
        (ZclValue::Unsigned { width: 3, value: 0x01_0203 }, "22030201"),
        (ZclValue::Signed { width: 4, value: -2 }, "2bfeffffff"),
        (ZclValue::Bitmap { width: 2, value: 0x0C97 }, "19970c"),
        (ZclValue::Enumeration { width: 1, value: 3 }, "3003"),
        (ZclValue::OctetString("A".into()), "410141"),
        (ZclValue::CharacterString(OctetString(None)), "42ff"),
        (ZclValue::UtcTime(UtcTime(1)), "e201000000"),
        (ZclValue::Real { width: 4, bits: 1 }, "3901000000"),
        (ZclValue::Boolean(1), "1001"),
        (ZclValue::NoData, "00"),
    ];
    for (value, expected) in values {
        let records = [ReadAttributeStatus {
            attribute: AttributeId(0x0A00),
            status: ZclStatus::SUCCESS,
            value: Some(value),
        }];
        let response = Command::ReadAttributesResponse(ReadAttributesResponse { records: (&records).into() });
        let octets = response.to_vec();
        assert_eq!(hex(&octets), format!("000a00{expected}"));
        let header = response.header(Direction::ToClient, 0).unwrap();
        assert_eq!(Command::parse(ClusterId::METERING, &header, &octets, 0), response);
    }
    let header = ZclHeader { frame_control: FrameControl(0x08), sequence: 0, command: 0x01 };
    let array = Command::parse(ClusterId::METERING, &header, &[0, 0x0A, 0, 0x48, 0], 9);
    let error = Error::octet(ErrorKind::Tag, 12, "a ZCL data type", 0x48);
    assert_eq!(array, Command::Raw(Raw { octets: &[0, 0x0A, 0, 0x48, 0], reason: RawReason::Layout(error) }));
}

#[test]
fn fields_are_named_with_their_octets() {
    let payload = gbz::parse(READ, Cra::Command, &ONE, 40).unwrap();
    let mut lines = Lines::default();
    payload.describe(&mut lines);
    assert_eq!(
        lines.0,
        [
            "gbz 40..53",
            "profile 0109 40..42",
            "number_of_components 1 42..43",
            "components 43..53",
            "component 43..53",
            "control 01 43..44",
            "cluster Metering 44..46",
            "length 5 46..48",
            "frame_control 00 48..49",
            "sequence 0 49..50",
            "command read_attributes 50..51",
            "read_attributes 51..53",
            "attributes 51..53",
            "entry SupplyStatus 51..53",
        ]
    );
}

#[test]
fn decrypted_fields_have_no_octets_in_the_message() {
    let component = ComponentValue::new(
        ClusterId::METERING,
        Direction::ToClient,
        &Command::StartSamplingResponse(StartSamplingResponse { sample_id: 2 }),
    );
    let octets = GbzValue::components([component.unwrap().encrypted(0, |_| vec![0x31; 19])]).to_vec();
    let payload = gbz::parse(READ, Cra::Response, &octets, 0).unwrap();
    let mut lines = Lines::default();
    payload.describe_decrypted(&mut lines, &mut |encrypted| {
        assert_eq!(encrypted.blob, [0x31; 19]);
        Some(vec![0x05, 0x00])
    });
    let last: Vec<_> = lines.0.iter().rev().take(3).map(String::as_str).collect();
    assert_eq!(
        last,
        [
            "sample_id 5 -",
            "start_sampling_response -",
            "ciphered 31313131313131313131313131313131313131 15..34",
        ]
    );
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    fn push(&mut self, text: &str, at: Option<Range<usize>>) {
        let at = at.map_or("-".to_owned(), |at| format!("{at:?}"));
        self.0.push(format!("{text} {at}"));
    }
}

impl Sink for Lines {
    fn field(&mut self, name: &str, at: Option<Range<usize>>, value: Value<'_>) {
        let text = match value {
            Value::Code { name: Some(name), .. } => name.to_owned(),
            Value::Code { value, digits, name: None } => format!("{value:0digits$x}"),
            Value::Octets(octets) => hex(octets),
            Value::Unsigned(number) => number.to_string(),
            other => format!("{other:?}"),
        };
        self.push(&format!("{name} {text}"), at);
    }

    fn open(&mut self, name: &str, at: Option<Range<usize>>, _group: Group) {
        self.push(name, at);
    }

    fn close(&mut self) {}
}

fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// The header of a frame with this command, in its cluster or in Metering.
fn frame(kind: CommandKind) -> (ClusterId, ZclHeader) {
    let (cluster, frame_control) = match kind.cluster() {
        Some((cluster, direction)) => (cluster, FrameControl::new(FrameType::Cluster, direction)),
        None => (ClusterId::METERING, FrameControl::new(FrameType::ProfileWide, Direction::ToClient)),
    };
    (cluster, ZclHeader { frame_control, sequence: 0, command: kind.id() })
}

fn kind() -> impl Strategy<Value = CommandKind> {
    prop::sample::select(CommandKind::ALL)
}

/// Octets of which enough fit a layout: small numbers make lengths and counts that are there.
fn zcl_octets() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![3 => 0..6_u8, 1 => any::<u8>()], 0..60)
}

fn header() -> impl Strategy<Value = ZclHeader> {
    (any::<u8>(), any::<u8>(), any::<u8>()).prop_map(|(frame_control, sequence, command)| ZclHeader {
        frame_control: FrameControl(frame_control),
        sequence,
        command,
    })
}

fn component() -> impl Strategy<Value = ComponentValue> {
    let content = prop_oneof![
        vec(any::<u8>(), 0..40).prop_map(ContentValue::Plain),
        (any::<u8>(), any::<u8>(), vec(any::<u8>(), 17..60)).prop_map(|parts| ContentValue::Encrypted {
            additional_header_control: parts.0,
            frame_counter: parts.1,
            blob: parts.2,
        }),
    ];
    (any::<bool>(), any::<u16>(), option::of(any::<u32>()), header(), content).prop_map(|parts| {
        ComponentValue {
            is_last: parts.0,
            cluster: ClusterId(parts.1),
            from_date_time: parts.2.map(UtcTime),
            header: parts.3,
            content: parts.4,
        }
    })
}

fn alert() -> impl Strategy<Value = (MessageCode, GbzValue)> {
    let executed = (any::<u16>(), any::<u64>(), any::<u16>(), any::<u8>(), any::<u8>()).prop_map(|parts| {
        AlertContentValue::Executed(ExecutedInstruction {
            message_code: MessageCode(parts.0),
            originator_counter: Counter(parts.1),
            cluster: ClusterId(parts.2),
            frame_control: FrameControl(parts.3),
            command: parts.4,
        })
    });
    let content = prop_oneof![
        Just((MessageCode(0x1001), AlertContentValue::None)),
        any::<u16>().prop_map(|cause| (CAUSE_ALERT, AlertContentValue::Cause(cause))),
        component().prop_map(|component| (BILLING_ALERT, AlertContentValue::Component(component))),
        executed.prop_map(|content| (EXECUTED_ALERT, content)),
        any::<[u8; 32]>().prop_map(|hash| (IMAGE_ALERT, AlertContentValue::ImageHash(hash))),
        vec(any::<u8>(), 1..20).prop_map(|octets| (MessageCode(0x1001), AlertContentValue::Raw(octets))),
    ];
    (any::<u16>(), any::<u32>(), content).prop_map(|(alert_code, time, (code, content))| {
        let alert = AlertValue { alert_code: AlertCode(alert_code), time: UtcTime(time), content };
        (code, GbzValue::Alert(alert))
    })
}

/// Each layout is met by some of the octets that the property tests draw, so those tests say something about it.
#[test]
fn every_layout_is_reached_by_drawn_octets() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let mut missing: HashMap<_, _> = CommandKind::ALL.iter().map(|kind| (*kind, frame(*kind))).collect();
    for _ in 0..200_000 {
        let octets = zcl_octets().new_tree(&mut runner).unwrap().current();
        missing.retain(|_, (cluster, header)| {
            matches!(Command::parse(*cluster, header, &octets, 0), Command::Raw(_))
        });
        if missing.is_empty() {
            return;
        }
    }
    panic!("no octets fit {:?}", missing.keys());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn commands_are_written_as_they_were_read(kind in kind(), octets in zcl_octets()) {
        let (cluster, header) = frame(kind);
        let command = Command::parse(cluster, &header, &octets, 0);
        prop_assert_eq!(command.to_vec(), octets.clone());
        if let Some(kind) = command.kind() {
            prop_assert_eq!(CommandKind::of(cluster, &header), Some(kind));
            prop_assert_eq!(command.header(header.frame_control.direction(), 0), Some(header));
        }
    }

    #[test]
    fn components_read_as_they_were_written(components in vec(component(), 0..5)) {
        let value = GbzValue::Components(components);
        let octets = value.to_vec();
        for cra in [Cra::Command, Cra::Response] {
            let payload = gbz::parse(READ, cra, &octets, 0).unwrap();
            prop_assert_eq!(&GbzValue::from(&payload), &value);
            let mut again = Vec::new();
            payload.emit(&mut again);
            prop_assert_eq!(&again, &octets);
        }
    }

    #[test]
    fn alerts_read_as_they_were_written((code, value) in alert()) {
        let octets = value.to_vec();
        let payload = gbz::parse(code, Cra::Alert, &octets, 0).unwrap();
        prop_assert_eq!(GbzValue::from(&payload), value);
    }

    #[test]
    fn no_octets_make_it_panic(
        octets in vec(any::<u8>(), 0..80),
        code in prop::sample::select(&[READ, BILLING_ALERT, EXECUTED_ALERT, IMAGE_ALERT, CAUSE_ALERT][..]),
        head in any::<bool>(),
    ) {
        let octets = if head { [&[1, 9, 1][..], &octets].concat() } else { octets };
        for cra in [Cra::Command, Cra::Response, Cra::Alert] {
            if let Ok(payload) = gbz::parse(code, cra, &octets, 0) {
                payload.findings();
                payload.describe(&mut Lines::default());
            }
        }
    }

    #[test]
    fn fields_of_any_command_can_be_named(kind in kind(), octets in zcl_octets()) {
        let (cluster, header) = frame(kind);
        let component = ComponentValue {
            is_last: true,
            cluster,
            from_date_time: None,
            header,
            content: ContentValue::Plain(octets.clone()),
        };
        let payload = GbzValue::Components(vec![component]).to_vec();
        let mut lines = Lines::default();
        gbz::parse(READ, Cra::Response, &payload, 0).unwrap().describe(&mut lines);
        prop_assert!(lines.0.len() > 10);
    }
}
