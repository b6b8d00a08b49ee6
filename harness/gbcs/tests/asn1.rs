//! ASN.1 payloads: every structure there and back, what is refused and with which error, nothing panics.

use std::sync::LazyLock;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::Error;
use hallmark_gbcs::ErrorKind;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::*;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::describe::Group;
use hallmark_gbcs::describe::Sink;
use hallmark_gbcs::describe::Value;
use hallmark_gbcs::tables::AlertCode;
use hallmark_gbcs::wire::Cra;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

const CS02A: MessageCode = MessageCode(0x0008);
const CS02B: MessageCode = MessageCode(0x0102);
const CS03A1: MessageCode = MessageCode(0x000D);
const CS06: MessageCode = MessageCode(0x0012);
const CS07: MessageCode = MessageCode(0x0013);

#[test]
fn a_command_of_cs02a_is_read_and_written() {
    let octets = [
        0x30, 0x11, 0x30, 0x07, 0x02, 0x01, 0x02, 0x03, 0x02, 0x03, 0x08, 0x30, 0x06, 0x02, 0x01, 0x02, 0x02,
        0x01, 0x7F,
    ];
    let payload = asn1::parse(CS02A, Cra::Command, &octets, 0).unwrap();
    assert_eq!(
        payload,
        Asn1Payload::ProvideCredentialsCommand(ProvideCredentialsCommand {
            authorising_remote_party_ta_cell_identifier: TrustAnchorCellIdentifier::management(
                RemotePartyRole::SUPPLIER,
                KeyUsage::KEY_AGREEMENT
            ),
            remote_party_roles_credentials_required: vec![RemotePartyRole::SUPPLIER, RemotePartyRole::OTHER],
        })
    );
    assert_eq!(payload.to_vec(), octets);
}

#[test]
fn a_length_longer_than_needed_is_kept_and_reported() {
    let octets = [0x30, 0x82, 0x00, 0x04, 0x02, 0x81, 0x01, 0x01];
    let view = Asn1View::parse(CS07, Cra::Response, &octets, 50).unwrap();
    assert_eq!(
        view.non_minimal_lengths(),
        [
            LengthForm { element: 0, field_octets: 3, offset: 51 },
            LengthForm { element: 1, field_octets: 2, offset: 55 }
        ]
    );
    let mut again = Vec::new();
    view.emit(&mut again);
    assert_eq!(again, octets);
    assert_eq!(view.payload().to_vec(), [0x30, 0x03, 0x02, 0x01, 0x01]);
}

#[test]
fn what_is_not_permitted_is_refused_with_its_offset() {
    let refused = |code, cra, octets: &[u8]| asn1::parse(code, cra, octets, 100).unwrap_err();
    let wrong_tag = refused(CS07, Cra::Command, &[0x04, 0x00]);
    assert_eq!(wrong_tag, Error::octet(ErrorKind::Tag, 100, "read", 0x04));
    let not_empty = refused(CS07, Cra::Command, &[0x05, 0x01, 0x00]);
    assert_eq!(not_empty, Error::number(ErrorKind::Length, 100, "read", 1));
    let trailing = refused(CS07, Cra::Command, &[0x05, 0x00, 0x00]);
    assert_eq!(trailing, Error::trailing(102, 1));
    let inner_trailing = refused(CS07, Cra::Response, &[0x30, 0x05, 0x02, 0x01, 0x01, 0x05, 0x00]);
    assert_eq!(inner_trailing, Error::trailing(105, 2));
    let truncated = refused(CS03A1, Cra::Response, &[0x02, 0x02, 0x01]);
    assert_eq!(truncated, Error::truncated(103, "join_device_response", 1));
    let empty = refused(CS03A1, Cra::Response, &[0x02, 0x00]);
    assert_eq!(empty, Error::number(ErrorKind::Length, 100, "join_device_response", 0));
    let needless = refused(CS03A1, Cra::Response, &[0x02, 0x02, 0x00, 0x01]);
    let text = "a number with a needless leading octet";
    assert_eq!(needless, Error::text(ErrorKind::Value, 100, "join_device_response", text));
    let negative = refused(CS03A1, Cra::Response, &[0x02, 0x01, 0xFF]);
    assert_eq!(negative, Error::text(ErrorKind::Value, 100, "join_device_response", "a negative number"));
    let other_code = refused(MessageCode(0x0027), Cra::Command, &[0x05, 0x00]);
    let expected = "the Message Code of an ASN.1 use case in this direction";
    assert_eq!(other_code, Error::number(ErrorKind::Value, 100, expected, 0x27));
}

#[test]
fn a_payload_larger_than_any_message_is_refused() {
    let octets = vec![0x30; (1 << 20) + 1];
    let expected = "an ASN.1 payload of at most 1 MiB";
    assert_eq!(
        asn1::parse(CS07, Cra::Response, &octets, 3),
        Err(Error::number(ErrorKind::Limit, 3, expected, (1 << 20) + 1))
    );
}

#[test]
fn counters_end_at_two_to_the_63_minus_one_and_larger_ones_can_be_written() {
    let command = |counter| {
        Asn1Payload::ActivateFirmwareCommand(ActivateFirmwareCommand {
            manufacturer_image_hash: ImageHash([7; 32]),
            originator_counter: Counter(counter),
            execution_date_time: None,
        })
    };
    let largest = command(i64::MAX.unsigned_abs());
    let octets = largest.to_vec();
    assert_eq!(asn1::parse(CS06, Cra::Command, &octets, 0), Ok(largest));
    let octets = command(1 << 63).to_vec();
    assert_eq!(
        asn1::parse(CS06, Cra::Command, &octets, 0),
        Err(Error::number(ErrorKind::Value, 36, "originator_counter", 1 << 63))
    );
}

#[test]
fn a_default_that_is_written_is_refused() {
    let octets = [
        0x30, 0x11, 0x30, 0x0A, 0x02, 0x01, 0x02, 0x03, 0x02, 0x03, 0x08, 0x02, 0x01, 0x00, 0x30, 0x03, 0x02,
        0x01, 0x02,
    ];
    assert_eq!(
        asn1::parse(CS02A, Cra::Command, &octets, 0),
        Err(Error::text(
            ErrorKind::Value,
            11,
            "trust_anchor_cell_usage",
            "the default, which is to be left out"
        ))
    );
}

#[test]
fn a_date_that_does_not_exist_is_refused() {
    let time = |text: &[u8; 15]| {
        Asn1Payload::ActivateFirmwareCommand(ActivateFirmwareCommand {
            manufacturer_image_hash: ImageHash([7; 32]),
            originator_counter: Counter(1),
            execution_date_time: Some(GeneralizedTime(*text)),
        })
        .to_vec()
    };
    assert!(asn1::parse(CS06, Cra::Command, &time(b"20240229235959Z"), 0).is_ok());
    assert_eq!(
        asn1::parse(CS06, Cra::Command, &time(b"20230229235959Z"), 0),
        Err(Error::text(ErrorKind::Value, 39, "execution_date_time", "no time of the form YYYYMMDDhhmmssZ"))
    );
}

#[test]
fn certificates_stay_as_they_are() {
    let odd = [0x30, 0x82, 0x00, 0x03, 0xFF, 0xFF, 0xFF];
    let join = Asn1Payload::JoinCommand(JoinCommand {
        join_method_and_role: JoinMethodAndRole::METHOD_C,
        other_device_entity_identifier: EntityId([1; 8]),
        other_device_type: DeviceType::PPMID,
        other_device_certificate: Some(Certificate::from(odd.as_slice())),
    });
    let octets = join.to_vec();
    let view = Asn1View::parse(CS03A1, Cra::Command, &octets, 0).unwrap();
    assert_eq!(*view.payload(), join);
    assert_eq!(view.non_minimal_lengths(), [LengthForm { element: 4, field_octets: 3, offset: 19 }]);
    let mut again = Vec::new();
    view.emit(&mut again);
    assert_eq!(again, octets);
}

#[test]
fn fields_are_named_with_their_octets() {
    let mut octets = vec![0x30, 0x14, 0x02, 0x01, 0x00, 0x30, 0x0F, 0x30, 0x0D, 0x04, 0x08];
    octets.extend([9; 8]);
    octets.extend([0x02, 0x01, 0x05]);
    let view = Asn1View::parse(CS07, Cra::Response, &octets, 40).unwrap();
    let mut lines = Lines::default();
    view.describe(&mut lines);
    assert_eq!(
        lines.0,
        [
            "read_device_log_response Structure 40..62",
            "read_log_response_code success 42..45",
            "device_log_entries List 45..62",
            "device_log_entry Structure 47..62",
            "device_entity_identifier 0909090909090909 49..59",
            "device_type type1PrepaymentInterfaceDevice 59..62",
            ".",
            ".",
            ".",
        ]
    );
    let mut built = Lines::default();
    view.payload().describe(&mut built);
    let without_octets = lines.0.iter().map(|line| match line.rsplit_once(' ') {
        Some((field, _)) => format!("{field} -"),
        None => line.clone(),
    });
    assert_eq!(built.0, without_octets.collect::<Vec<_>>());
}

#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    fn push(&mut self, name: &str, value: &str, at: Option<core::ops::Range<usize>>) {
        let at = at.map_or("-".to_owned(), |at| format!("{at:?}"));
        self.0.push(format!("{name} {value} {at}"));
    }
}

impl Sink for Lines {
    fn field(&mut self, name: &str, at: Option<core::ops::Range<usize>>, value: Value<'_>) {
        let text = match value {
            Value::Code { name: Some(name), .. } => name.to_owned(),
            Value::Octets(octets) => octets.iter().map(|octet| format!("{octet:02x}")).collect(),
            other => format!("{other:?}"),
        };
        self.push(name, &text, at);
    }

    fn open(&mut self, name: &str, at: Option<core::ops::Range<usize>>, group: Group) {
        self.push(name, &format!("{group:?}"), at);
    }

    fn close(&mut self) {
        self.0.push(".".to_owned());
    }
}

fn entity() -> impl Strategy<Value = EntityId> {
    any::<[u8; 8]>().prop_map(EntityId)
}

fn counter() -> impl Strategy<Value = Counter> {
    (0..=i64::MAX.unsigned_abs()).prop_map(Counter)
}

fn time() -> impl Strategy<Value = GeneralizedTime> {
    (-62_167_219_200_i64..=253_402_300_799)
        .prop_filter_map("a year of four digits", GeneralizedTime::from_unix)
}

fn key_usage() -> impl Strategy<Value = KeyUsage> {
    any::<u16>().prop_map(KeyUsage)
}

fn key_identifier() -> impl Strategy<Value = KeyIdentifier> {
    any::<[u8; 8]>().prop_map(KeyIdentifier)
}

fn version() -> impl Strategy<Value = FirmwareVersion> {
    any::<[u8; 4]>().prop_map(FirmwareVersion)
}

fn alert_code() -> impl Strategy<Value = AlertCode> {
    any::<u16>().prop_map(AlertCode)
}

fn certificate() -> impl Strategy<Value = Certificate<'static>> {
    vec(any::<u8>(), 0..300).prop_map(|content| {
        let mut octets = vec![0x30];
        hallmark_gbcs::wire::push_length(&mut octets, content.len(), 0);
        octets.extend(content);
        Certificate::from(octets)
    })
}

fn role() -> impl Strategy<Value = RemotePartyRole> {
    any::<u32>().prop_map(RemotePartyRole)
}

fn cell() -> impl Strategy<Value = TrustAnchorCellIdentifier> {
    (role(), key_usage(), any::<u32>()).prop_map(|(role, usage, cell)| TrustAnchorCellIdentifier {
        trust_anchor_cell_usage: CellUsage(cell),
        ..TrustAnchorCellIdentifier::management(role, usage)
    })
}

fn specialist() -> impl Strategy<Value = SpecialistSeqNumber> {
    (any::<u32>(), counter()).prop_map(|(usage, seq_number)| SpecialistSeqNumber {
        seq_number_usage: SeqNumberUsage(usage),
        seq_number,
    })
}

fn change() -> impl Strategy<Value = RemotePartySeqNumberChange> {
    (role(), counter(), option::of(vec(specialist(), 0..3))).prop_map(|(role, floor, specialist)| {
        RemotePartySeqNumberChange {
            other_remote_party_role: role,
            other_remote_party_floor_seq_number: floor,
            new_remote_party_specialist_floor_seq_number: specialist,
        }
    })
}

fn entry() -> impl Strategy<Value = DeviceLogEntry> {
    (entity(), any::<u32>()).prop_map(|(device_entity_identifier, device_type)| DeviceLogEntry {
        device_entity_identifier,
        device_type: DeviceType(device_type),
    })
}

fn outcome() -> impl Strategy<Value = ExecutionOutcome> {
    let replacement = (cell(), any::<u32>(), entity(), key_identifier(), entity(), key_identifier())
        .prop_map(|parts| ReplacementOutcome {
            affected_trust_anchor_cell: parts.0,
            status_code: StatusCode(parts.1),
            existing_subject_unique_id: parts.2,
            existing_subject_key_identifier: parts.3,
            replacing_subject_unique_id: parts.4,
            replacing_subject_key_identifier: parts.5,
        });
    (counter(), any::<u32>(), vec(change(), 0..4), vec(replacement, 0..5)).prop_map(|parts| {
        ExecutionOutcome {
            authorising_remote_party_seq_number: parts.0,
            credentials_replacement_mode: CredentialsReplacementMode(parts.1),
            remote_party_seq_number_changes: parts.2,
            replacement_outcomes: parts.3,
        }
    })
}

fn activation() -> impl Strategy<Value = ActivateFirmwareOutcome> {
    (any::<u32>(), version()).prop_map(|(code, firmware_version)| ActivateFirmwareOutcome {
        activate_image_response_code: FirmwareActivationResult(code),
        firmware_version,
    })
}

fn update() -> impl Strategy<Value = Asn1Payload<'static>> {
    let control = (
        any::<u32>(),
        option::of(vec(any::<u8>(), 0..40)),
        option::of(any::<u32>()),
        option::of(cell()),
        counter(),
        option::of(counter()),
        option::of(vec(specialist(), 0..3)),
        option::of(vec(change(), 0..3)),
    )
        .prop_map(|parts| AuthorisingRemotePartyControl {
            credentials_replacement_mode: CredentialsReplacementMode(parts.0),
            plaintext_symmetric_key: parts.1.map(Into::into),
            apply_time_based_cpv_checks: parts.2.map(TimeBasedCpvChecks),
            authorising_remote_party_ta_cell_identifier: parts.3,
            authorising_remote_party_seq_number: parts.4,
            new_remote_party_floor_seq_number: parts.5,
            new_remote_party_specialist_floor_seq_number: parts.6,
            other_remote_party_seq_number_changes: parts.7,
        });
    let replacement =
        (certificate(), cell()).prop_map(|(replacement_certificate, target_trust_anchor_cell)| Replacement {
            replacement_certificate,
            target_trust_anchor_cell,
        });
    (control, vec(replacement, 0..4), vec(certificate(), 0..3), option::of(time())).prop_map(|parts| {
        Asn1Payload::UpdateCredentialsCommand(UpdateCredentialsCommand {
            authorising_remote_party_control: parts.0,
            replacements: parts.1,
            certification_path_certificates: parts.2,
            execution_date_time: parts.3,
        })
    })
}

fn provided() -> impl Strategy<Value = Asn1Payload<'static>> {
    let details = (key_usage(), any::<u32>(), entity(), key_identifier()).prop_map(|parts| CellDetails {
        trust_anchor_cell_key_usage: parts.0,
        trust_anchor_cell_usage: CellUsage(parts.1),
        existing_subject_unique_id: parts.2,
        existing_subject_key_identifier: parts.3,
    });
    let credentials = (counter(), vec(details, 0..4)).prop_map(|parts| RemotePartyCredentials {
        current_seq_number: parts.0,
        trust_anchor_cells_details: parts.1,
    });
    let party = (role(), any::<u32>(), option::of(credentials)).prop_map(|parts| RemotePartyDetails {
        remote_party_role: parts.0,
        status_code: StatusCode(parts.1),
        credentials: parts.2,
    });
    vec(party, 0..5)
        .prop_map(|parties| Asn1Payload::ProvideCredentialsResponse(ProvideCredentialsResponse(parties)))
}

fn credentials_payload() -> impl Strategy<Value = Asn1Payload<'static>> {
    prop_oneof![
        (cell(), vec(role(), 0..5)).prop_map(|(cell, roles)| {
            Asn1Payload::ProvideCredentialsCommand(ProvideCredentialsCommand {
                authorising_remote_party_ta_cell_identifier: cell,
                remote_party_roles_credentials_required: roles,
            })
        }),
        provided(),
        update(),
        option::of(outcome()).prop_map(|execution_outcome| {
            Asn1Payload::UpdateCredentialsResponse(UpdateCredentialsResponse { execution_outcome })
        }),
        (alert_code(), time(), outcome()).prop_map(|parts| {
            Asn1Payload::UpdateCredentialsAlert(UpdateCredentialsAlert {
                alert_code: parts.0,
                execution_date_time: parts.1,
                execution_outcome: parts.2,
            })
        }),
        key_usage().prop_map(|key_usage| {
            Asn1Payload::IssueCredentialsCommand(IssueCredentialsCommand { key_usage })
        }),
        certificate().prop_map(|request| {
            Asn1Payload::IssueCredentialsResponse(IssueCredentialsResponse::CertificationRequest(request))
        }),
        any::<u32>().prop_map(|code| {
            let result = IssueCredentialsResult(code);
            Asn1Payload::IssueCredentialsResponse(IssueCredentialsResponse::Failure(result))
        }),
        certificate().prop_map(|certificate| {
            Asn1Payload::UpdateDeviceCertificateCommand(UpdateDeviceCertificateCommand(certificate))
        }),
        any::<u32>().prop_map(|code| {
            Asn1Payload::UpdateDeviceCertificateResponse(UpdateDeviceCertificateResult(code))
        }),
        key_usage().prop_map(|key_usage| {
            Asn1Payload::ProvideDeviceCertificateCommand(ProvideDeviceCertificateCommand { key_usage })
        }),
        certificate().prop_map(|certificate| {
            let response = ProvideDeviceCertificateResponse::Certificate(certificate);
            Asn1Payload::ProvideDeviceCertificateResponse(response)
        }),
        any::<u32>().prop_map(|code| {
            let result = ProvideDeviceCertificateResult(code);
            Asn1Payload::ProvideDeviceCertificateResponse(ProvideDeviceCertificateResponse::Failure(result))
        }),
    ]
}

fn device_payload() -> impl Strategy<Value = Asn1Payload<'static>> {
    prop_oneof![
        Just(Asn1Payload::Read),
        (any::<u32>(), entity(), any::<u32>(), option::of(certificate())).prop_map(|parts| {
            Asn1Payload::JoinCommand(JoinCommand {
                join_method_and_role: JoinMethodAndRole(parts.0),
                other_device_entity_identifier: parts.1,
                other_device_type: DeviceType(parts.2),
                other_device_certificate: parts.3,
            })
        }),
        any::<u32>().prop_map(|code| Asn1Payload::JoinResponse(JoinResult(code))),
        entity().prop_map(|entity| Asn1Payload::UnjoinCommand(UnjoinCommand(entity))),
        any::<u32>().prop_map(|code| Asn1Payload::UnjoinResponse(UnjoinResult(code))),
        (any::<[u8; 32]>(), counter(), option::of(time())).prop_map(|parts| {
            Asn1Payload::ActivateFirmwareCommand(ActivateFirmwareCommand {
                manufacturer_image_hash: ImageHash(parts.0),
                originator_counter: parts.1,
                execution_date_time: parts.2,
            })
        }),
        Just(Asn1Payload::ActivateFirmwareResponse(ActivateFirmwareResponse::Accepted)),
        activation().prop_map(|outcome| {
            Asn1Payload::ActivateFirmwareResponse(ActivateFirmwareResponse::Executed(outcome))
        }),
        (alert_code(), time(), counter(), activation()).prop_map(|parts| {
            Asn1Payload::ActivateFirmwareAlert(ActivateFirmwareAlert {
                alert_code: parts.0,
                execution_date_time: parts.1,
                originator_counter: parts.2,
                execution_outcome: parts.3,
            })
        }),
        (any::<u32>(), option::of(vec(entry(), 0..5))).prop_map(|(code, device_log_entries)| {
            Asn1Payload::ReadDeviceLogResponse(ReadDeviceLogResponse {
                read_log_response_code: ReadResult(code),
                device_log_entries,
            })
        }),
        (version(), any::<u32>()).prop_map(|(firmware_version, code)| {
            Asn1Payload::ReadFirmwareVersionResponse(ReadFirmwareVersionResponse {
                firmware_version,
                read_response_code: ReadResult(code),
            })
        }),
        (alert_code(), time(), version(), any::<u32>()).prop_map(|parts| {
            Asn1Payload::PpmidFirmwareAlert(PpmidFirmwareAlert {
                alert_code: parts.0,
                date_time: parts.1,
                firmware_version: parts.2,
                activation_response_code: ReadResult(parts.3),
            })
        }),
        (alert_code(), time(), entity(), version(), any::<u32>()).prop_map(|parts| {
            Asn1Payload::FirmwareTransferAlert(FirmwareTransferAlert {
                alert_code: parts.0,
                date_time: parts.1,
                device_id: parts.2,
                firmware_version: parts.3,
                transfer_response_code: FirmwareTransferResult(parts.4),
            })
        }),
        (time(), time()).prop_map(|(validity_interval_start, validity_interval_end)| {
            Asn1Payload::SetClockCommand(SetClockCommand { validity_interval_start, validity_interval_end })
        }),
        (time(), any::<u32>()).prop_map(|(device_time, status)| {
            Asn1Payload::SetClockResponse(SetClockResponse {
                device_time,
                device_time_status: DeviceTimeStatus(status),
            })
        }),
        vec(entry(), 0..6).prop_map(|device_log_entries| {
            Asn1Payload::RestoreDeviceLogCommand(RestoreDeviceLogCommand { device_log_entries })
        }),
        vec((entry(), any::<u32>()), 0..6).prop_map(|outcomes| {
            let restore_outcomes = outcomes
                .into_iter()
                .map(|(device_log_entry, code)| RestoreOutcome {
                    device_log_entry,
                    join_response_code: JoinResult(code),
                })
                .collect();
            Asn1Payload::RestoreDeviceLogResponse(RestoreDeviceLogResponse { restore_outcomes })
        }),
        (alert_code(), time(), vec(entry(), 0..20)).prop_map(|parts| {
            Asn1Payload::BackupDeviceLogAlert(BackupDeviceLogAlert {
                alert_code: parts.0,
                backup_date_time: parts.1,
                device_log_entries: parts.2,
            })
        }),
    ]
}

fn payload() -> impl Strategy<Value = Asn1Payload<'static>> {
    prop_oneof![credentials_payload(), device_payload()]
}

/// Every message that holds ASN.1.
static MESSAGES: LazyLock<Vec<(MessageCode, Cra)>> = LazyLock::new(|| {
    (0..=0xFFFF)
        .map(MessageCode)
        .flat_map(|code| [Cra::Command, Cra::Response, Cra::Alert].map(|cra| (code, cra)))
        .filter(|(code, cra)| Asn1Kind::of(*code, *cra).is_some())
        .collect()
});

#[test]
fn the_use_cases_of_the_table_are_those_that_are_read() {
    use hallmark_gbcs::tables::PayloadFormat;
    use hallmark_gbcs::tables::use_cases;
    let table: Vec<_> = use_cases()
        .iter()
        .filter(|use_case| use_case.format == PayloadFormat::Asn1)
        .map(|use_case| use_case.code)
        .collect();
    let mut read: Vec<_> = MESSAGES.iter().map(|(code, _)| *code).collect();
    read.dedup();
    assert_eq!(read, table);
}

proptest! {
    #[test]
    fn every_structure_reads_as_it_was_written(payload in payload()) {
        let octets = payload.to_vec();
        let view = payload.kind().parse(&octets, 0).unwrap();
        prop_assert_eq!(view.payload(), &payload);
        prop_assert_eq!(view.non_minimal_lengths(), []);
        let mut again = Vec::new();
        view.emit(&mut again);
        prop_assert_eq!(&again, &octets);
        prop_assert_eq!(view.into_payload().into_owned(), payload);
    }

    #[test]
    fn what_is_accepted_is_written_as_it_was_read(payload in payload(), at in any::<prop::sample::Index>(), octet in any::<u8>()) {
        let mut octets = payload.to_vec();
        let at = at.index(octets.len());
        octets[at] = octet;
        if let Ok(view) = payload.kind().parse(&octets, 0) {
            let mut again = Vec::new();
            view.emit(&mut again);
            prop_assert_eq!(again, octets);
        }
    }

    #[test]
    fn no_octets_make_it_panic(octets in vec(any::<u8>(), 0..120), which in any::<prop::sample::Index>()) {
        let (code, cra) = MESSAGES[which.index(MESSAGES.len())];
        let _ = asn1::parse(code, cra, &octets, usize::MAX / 2);
        let _ = asn1::parse(CS02B, Cra::Command, &octets, 0);
    }
}
