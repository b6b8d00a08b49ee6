//! Replacement of credentials, certificates of the Device, firmware, joins.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::ActivateFirmwareCommand;
use hallmark_gbcs::asn1::ActivateFirmwareResponse;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::AuthorisingRemotePartyControl;
use hallmark_gbcs::asn1::CellUsage;
use hallmark_gbcs::asn1::CredentialsReplacementMode;
use hallmark_gbcs::asn1::DeviceType;
use hallmark_gbcs::asn1::ExecutionOutcome;
use hallmark_gbcs::asn1::FirmwareActivationResult;
use hallmark_gbcs::asn1::GeneralizedTime;
use hallmark_gbcs::asn1::ImageHash;
use hallmark_gbcs::asn1::IssueCredentialsCommand;
use hallmark_gbcs::asn1::IssueCredentialsResponse;
use hallmark_gbcs::asn1::JoinCommand;
use hallmark_gbcs::asn1::JoinMethodAndRole;
use hallmark_gbcs::asn1::JoinResult;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideDeviceCertificateCommand;
use hallmark_gbcs::asn1::ProvideDeviceCertificateResponse;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::RemotePartySeqNumberChange;
use hallmark_gbcs::asn1::Replacement;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::asn1::UnjoinCommand;
use hallmark_gbcs::asn1::UnjoinResult;
use hallmark_gbcs::asn1::UpdateCredentialsCommand;
use hallmark_gbcs::asn1::UpdateDeviceCertificateCommand;
use hallmark_gbcs::asn1::UpdateDeviceCertificateResult;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Message;
use hallmark_smki::Certificate;
use hallmark_smki::CertificationRequest;
use hallmark_smki::Usage;
use hallmark_smki::pki::Party;
use rig::DEVICE;
use rig::Rig;
use rig::id;

/// A replacement of every cell of a role by the certificates of `party`.
fn replacements(rig: &Rig, role: RemotePartyRole, party: Party) -> Vec<Replacement<'static>> {
    let cells = [
        (Usage::DigitalSignature, KeyUsage::DIGITAL_SIGNATURE, CellUsage::MANAGEMENT),
        (Usage::KeyAgreement, KeyUsage::KEY_AGREEMENT, CellUsage::MANAGEMENT),
        (Usage::PrepaymentKeyAgreement, KeyUsage::KEY_AGREEMENT, CellUsage::PRE_PAYMENT_TOP_UP),
    ];
    let replacement = |(usage, key_usage, cell_usage)| {
        let credential = rig.pki.party(party, usage)?;
        Some(Replacement {
            replacement_certificate: credential.certificate().der().to_vec().into(),
            target_trust_anchor_cell: TrustAnchorCellIdentifier {
                trust_anchor_cell_remote_party_role: role,
                trust_anchor_cell_key_usage: key_usage,
                trust_anchor_cell_usage: cell_usage,
            },
        })
    };
    cells.into_iter().filter_map(replacement).collect()
}

/// The command by which `by` replaces these cells.
fn request(
    rig: &Rig,
    (mode, by): (CredentialsReplacementMode, RemotePartyRole),
    counter: Counter,
    replacements: Vec<Replacement<'static>>,
) -> UpdateCredentialsCommand<'static> {
    let authority = TrustAnchorCellIdentifier::management(by, KeyUsage::DIGITAL_SIGNATURE);
    UpdateCredentialsCommand {
        authorising_remote_party_control: AuthorisingRemotePartyControl {
            credentials_replacement_mode: mode,
            plaintext_symmetric_key: None,
            apply_time_based_cpv_checks: None,
            authorising_remote_party_ta_cell_identifier: Some(authority),
            authorising_remote_party_seq_number: counter,
            new_remote_party_floor_seq_number: None,
            new_remote_party_specialist_floor_seq_number: None,
            other_remote_party_seq_number_changes: None,
        },
        replacements,
        certification_path_certificates: vec![
            rig.pki.issuing_authority().certificate().der().to_vec().into(),
        ],
        execution_date_time: None,
    }
}

const BY_TRANS_COS: (CredentialsReplacementMode, RemotePartyRole) =
    (CredentialsReplacementMode::SUPPLIER_BY_TRANS_COS, RemotePartyRole::TRANSITIONAL_COS);
const BY_SUPPLIER: (CredentialsReplacementMode, RemotePartyRole) =
    (CredentialsReplacementMode::SUPPLIER_BY_SUPPLIER, RemotePartyRole::SUPPLIER);

fn change_of_supplier(rig: &mut Rig) -> (Counter, UpdateCredentialsCommand<'static>) {
    let counter = rig.next_counter();
    let cells = replacements(rig, RemotePartyRole::SUPPLIER, Party::SecondSupplier);
    let mut request = request(rig, BY_TRANS_COS, counter, cells);
    let floor = RemotePartySeqNumberChange {
        other_remote_party_role: RemotePartyRole::SUPPLIER,
        other_remote_party_floor_seq_number: Counter(50),
        new_remote_party_specialist_floor_seq_number: None,
    };
    request.authorising_remote_party_control.other_remote_party_seq_number_changes = Some(vec![floor]);
    (counter, request)
}

fn outcome(rig: &mut Rig, octets: &[u8]) -> Option<ExecutionOutcome> {
    let answer = rig.asn1_answer(octets);
    let Asn1Payload::UpdateCredentialsResponse(response) = answer else { panic!("{answer:?}") };
    response.execution_outcome
}

fn statuses(outcome: &ExecutionOutcome) -> Vec<StatusCode> {
    outcome.replacement_outcomes.iter().map(|outcome| outcome.status_code).collect()
}

/// Whether an adjustment of the balance by `party` with this counter is answered.
fn is_served(rig: &mut Rig, party: Party, counter: u64) -> bool {
    let counter = Counter(counter);
    let parameters = rig.parameters_at(0x001C, counter);
    let payload = template(MessageCode(0x001C)).unwrap().build(&parameters).unwrap().to_octets();
    let envelope = rig.envelope(party, MessageCode(0x001C), counter, payload);
    let octets = rig.protected(party, &envelope);
    let sent = rig.send(&octets);
    let response = sent
        .iter()
        .find(|octets| Message::parse(octets).is_ok_and(|message| message.header().cra == Cra::Response));
    response.is_some_and(|response| {
        rig.check_response(&octets, response);
        true
    })
}

#[test]
fn after_a_change_of_supplier_the_new_one_is_served_and_the_old_one_is_not() {
    let mut rig = Rig::new();
    let (counter, request) = change_of_supplier(&mut rig);
    let payload = Asn1Payload::UpdateCredentialsCommand(request);
    let octets = rig.asn1_at(Party::TransitionalCos, 0x0107, counter, &payload);
    let outcome = outcome(&mut rig, &octets).unwrap();
    assert_eq!(statuses(&outcome), [StatusCode::SUCCESS; 3]);
    assert_eq!(outcome.remote_party_seq_number_changes.len(), 1);
    let first = outcome.replacement_outcomes[0];
    assert_eq!(first.existing_subject_unique_id, id(Party::Supplier));
    assert_eq!(first.replacing_subject_unique_id, id(Party::SecondSupplier));
    assert!(!is_served(&mut rig, Party::Supplier, 1 << 40));
    // The floor itself is used up.
    assert!(!is_served(&mut rig, Party::SecondSupplier, 50));
    assert!(is_served(&mut rig, Party::SecondSupplier, 51));
    // The same command does not work twice.
    assert_eq!(rig.send(&octets).len(), 0);
}

#[test]
fn a_cell_that_cannot_be_replaced_does_not_stop_the_others() {
    let mut rig = Rig::new();
    let (counter, mut request) = change_of_supplier(&mut rig);
    let mut template = rig.pki.party_template(Party::SecondSupplier, Usage::KeyAgreement).unwrap();
    template.set_role(3);
    let other_role = rig.pki.issue(&template).unwrap();
    let stranger = hallmark_smki::pki::TestPki::from_seed(2).unwrap();
    let unknown = stranger.party(Party::SecondSupplier, Usage::PrepaymentKeyAgreement).unwrap();
    request.replacements[1].replacement_certificate = other_role.der().to_vec().into();
    request.replacements[2].replacement_certificate = unknown.certificate().der().to_vec().into();
    let mut foreign = request.replacements[0].clone();
    foreign.target_trust_anchor_cell.trust_anchor_cell_remote_party_role = RemotePartyRole::NETWORK_OPERATOR;
    let mut missing = request.replacements[0].clone();
    missing.target_trust_anchor_cell.trust_anchor_cell_remote_party_role = RemotePartyRole::WAN_PROVIDER;
    let mut root = request.replacements[0].clone();
    root.target_trust_anchor_cell =
        TrustAnchorCellIdentifier::management(RemotePartyRole::ROOT, KeyUsage::KEY_CERT_SIGN);
    request.replacements.extend([foreign, missing, root]);
    let payload = Asn1Payload::UpdateCredentialsCommand(request);
    let octets = rig.asn1_at(Party::TransitionalCos, 0x0107, counter, &payload);
    let outcome = outcome(&mut rig, &octets).unwrap();
    let expected = [
        StatusCode::SUCCESS,
        StatusCode::BAD_CERTIFICATE,
        StatusCode::NO_TRUST_ANCHOR,
        StatusCode::OTHER,
        StatusCode::TRUST_ANCHOR_NOT_FOUND,
        StatusCode::OTHER,
    ];
    assert_eq!(statuses(&outcome), expected);
    for failed in &outcome.replacement_outcomes[1..] {
        assert_eq!(failed.existing_subject_key_identifier, failed.replacing_subject_key_identifier);
    }
}

#[test]
fn a_command_that_contradicts_itself_is_refused() {
    let changes: [fn(&mut UpdateCredentialsCommand<'static>); 5] = [
        |request| request.authorising_remote_party_control.authorising_remote_party_seq_number = Counter(7),
        |request| {
            request.authorising_remote_party_control.credentials_replacement_mode =
                CredentialsReplacementMode::ANY_EXCEPT_ABNORMAL_ROOT_BY_RECOVERY;
        },
        |request| request.authorising_remote_party_control.authorising_remote_party_ta_cell_identifier = None,
        |request| {
            request.authorising_remote_party_control.authorising_remote_party_ta_cell_identifier = Some(
                TrustAnchorCellIdentifier::management(RemotePartyRole::SUPPLIER, KeyUsage::DIGITAL_SIGNATURE),
            );
        },
        |request| {
            request.authorising_remote_party_control.plaintext_symmetric_key = Some(vec![0; 16].into());
        },
    ];
    for change in changes {
        let mut rig = Rig::new();
        let (counter, mut request) = change_of_supplier(&mut rig);
        change(&mut request);
        let payload = Asn1Payload::UpdateCredentialsCommand(request);
        let octets = rig.asn1_at(Party::TransitionalCos, 0x0107, counter, &payload);
        let before = rig.esme.snapshot();
        let sent = rig.send(&octets);
        assert_eq!(sent.len(), 1);
        rig.check_alert(&sent[0]);
        assert_eq!(rig.esme.snapshot(), before);
    }
}

#[test]
fn a_floor_below_does_not_make_the_same_command_work_again() {
    let mut rig = Rig::new();
    let counter = rig.next_counter();
    let cells = replacements(&rig, RemotePartyRole::SUPPLIER, Party::Supplier);
    let mut request = request(&rig, BY_SUPPLIER, counter, cells);
    request.authorising_remote_party_control.new_remote_party_floor_seq_number = Some(Counter(0));
    let payload = Asn1Payload::UpdateCredentialsCommand(request);
    let octets = rig.asn1_at(Party::Supplier, 0x0102, counter, &payload);
    assert!(outcome(&mut rig, &octets).is_some());
    let before = rig.esme.snapshot();
    assert_eq!(rig.send(&octets).len(), 0);
    assert_eq!(rig.esme.snapshot(), before);
    assert!(is_served(&mut rig, Party::Supplier, 1));
}

#[test]
fn credentials_can_be_replaced_later_and_that_be_cancelled() {
    let mut rig = Rig::new();
    let due = rig.now + 1_000;
    let later = GeneralizedTime::from_unix(i64::try_from(due).unwrap()).unwrap();
    let (counter, mut request) = change_of_supplier(&mut rig);
    request.execution_date_time = Some(later);
    let payload = Asn1Payload::UpdateCredentialsCommand(request.clone());
    let octets = rig.asn1_at(Party::TransitionalCos, 0x0107, counter, &payload);
    assert_eq!(outcome(&mut rig, &octets), None);
    assert_eq!(rig.esme.next_deadline(), Some(due));
    let mut cancelled = rig.esme.clone();
    let alerts = rig.esme.tick(due);
    let [alert] = alerts.as_slice() else { panic!("{}", alerts.len()) };
    rig.check_alert(alert);
    let message = Message::parse(alert).unwrap();
    let content = asn1::parse(MessageCode(0x00CB), Cra::Alert, message.payload(), 0).unwrap();
    let Asn1Payload::UpdateCredentialsAlert(alert) = content else { panic!("{content:?}") };
    assert_eq!((alert.alert_code.0, alert.execution_date_time), (0x8F66, later));
    assert_eq!(message.header().recipient, id(Party::TransitionalCos));
    rig.now = due;
    assert!(is_served(&mut rig, Party::SecondSupplier, 51));

    let counter = rig.next_counter();
    request.execution_date_time = Some(GeneralizedTime::CANCEL);
    request.authorising_remote_party_control.authorising_remote_party_seq_number = counter;
    let payload = Asn1Payload::UpdateCredentialsCommand(request);
    let octets = rig.asn1_at(Party::TransitionalCos, 0x0107, counter, &payload);
    std::mem::swap(&mut rig.esme, &mut cancelled);
    rig.now = due - 500;
    assert_eq!(outcome(&mut rig, &octets), None);
    assert_eq!(rig.esme.next_deadline(), None);
}

#[test]
fn the_access_control_broker_replaces_its_own_key() {
    let mut rig = Rig::new();
    let counter = rig.next_counter();
    let template = rig.pki.party_template(Party::AccessControlBroker, Usage::KeyAgreement).unwrap();
    let certificate = rig.pki.issue(&template).unwrap();
    let target = TrustAnchorCellIdentifier::management(
        RemotePartyRole::ACCESS_CONTROL_BROKER,
        KeyUsage::KEY_AGREEMENT,
    );
    let cell = Replacement {
        replacement_certificate: certificate.der().to_vec().into(),
        target_trust_anchor_cell: target,
    };
    let mode = CredentialsReplacementMode::ACCESS_CONTROL_BROKER_BY_ACB;
    let mut request = request(&rig, (mode, RemotePartyRole::ACCESS_CONTROL_BROKER), counter, vec![cell]);
    request.authorising_remote_party_control.authorising_remote_party_ta_cell_identifier = None;
    let payload = Asn1Payload::UpdateCredentialsCommand(request);
    let octets = rig.asn1_at(Party::AccessControlBroker, 0x0104, counter, &payload);
    let outcome = outcome(&mut rig, &octets).unwrap();
    assert_eq!(statuses(&outcome), [StatusCode::SUCCESS]);
}

#[test]
fn a_new_key_pair_is_taken_into_use_with_its_certificate() {
    let mut rig = Rig::new();
    let key_usage = KeyUsage::DIGITAL_SIGNATURE;
    let issue = Asn1Payload::IssueCredentialsCommand(IssueCredentialsCommand { key_usage });
    let octets = rig.asn1(Party::Supplier, 0x000A, &issue);
    let answer = rig.asn1_answer(&octets);
    let Asn1Payload::IssueCredentialsResponse(IssueCredentialsResponse::CertificationRequest(request)) =
        answer
    else {
        panic!("{answer:?}")
    };
    let request = CertificationRequest::parse_der(request.as_octets()).unwrap();
    assert_eq!(request.verify(), Ok(()));
    let point = request.public_point().unwrap();
    let issue = |id: EntityId, usage, point| {
        let certificate = rig.pki.issue_device(&rig.pki.device_template(id.0, usage, point)).unwrap();
        certificate.der().to_vec()
    };
    let other_point = rig.pki.device([9; 8], Usage::DigitalSignature).unwrap().public_point();
    let attempts = [
        (vec![0x30, 0x00], UpdateDeviceCertificateResult::INVALID_CERTIFICATE),
        (
            issue(EntityId([9; 8]), Usage::DigitalSignature, &point),
            UpdateDeviceCertificateResult::WRONG_DEVICE_IDENTITY,
        ),
        (
            issue(DEVICE, Usage::DigitalSignature, &other_point),
            UpdateDeviceCertificateResult::WRONG_PUBLIC_KEY,
        ),
        (
            issue(DEVICE, Usage::KeyAgreement, &other_point),
            UpdateDeviceCertificateResult::NO_CORRESPONDING_KEY_PAIR_GENERATED,
        ),
        (issue(DEVICE, Usage::DigitalSignature, &point), UpdateDeviceCertificateResult::SUCCESS),
    ];
    let installed = Certificate::parse_der(&attempts[4].0).unwrap();
    for (certificate, expected) in attempts {
        let update =
            Asn1Payload::UpdateDeviceCertificateCommand(UpdateDeviceCertificateCommand(certificate.into()));
        let octets = rig.asn1(Party::Supplier, 0x000B, &update);
        assert_eq!(rig.asn1_answer(&octets), Asn1Payload::UpdateDeviceCertificateResponse(expected));
    }
    // From now on the Device signs with the new key.
    let provide = ProvideDeviceCertificateCommand { key_usage };
    let octets = rig.asn1(Party::Supplier, 0x000C, &Asn1Payload::ProvideDeviceCertificateCommand(provide));
    let sent = rig.send(&octets);
    let message = Message::parse(&sent[0]).unwrap();
    let expected = ProvideDeviceCertificateResponse::Certificate(installed.der().to_vec().into());
    let expected = Asn1Payload::ProvideDeviceCertificateResponse(expected);
    assert_eq!(asn1::parse(MessageCode(0x000C), Cra::Response, message.payload(), 0), Ok(expected));
    let hallmark_gbcs::wire::SignatureField::Present(signature) = message.signature() else { panic!() };
    use hallmark_gbcs::crypto::AwsLc;
    use hallmark_gbcs::crypto::SignatureEngine;
    let key = AwsLc.key(&point).unwrap();
    assert!(AwsLc.is_valid(&key, message.signed_octets(), signature));
}

#[test]
fn an_image_is_activated_by_its_hash_now_or_later() {
    let mut rig = Rig::new();
    let config = hallmark_reference::EsmeConfig::from_pki(&rig.pki, DEVICE, 1).unwrap();
    let activate = |rig: &mut Rig, hash: [u8; 32], execution_date_time| {
        let counter = rig.next_counter();
        let command = ActivateFirmwareCommand {
            manufacturer_image_hash: ImageHash(hash),
            originator_counter: counter,
            execution_date_time,
        };
        let payload = Asn1Payload::ActivateFirmwareCommand(command);
        let octets = rig.asn1_at(Party::Supplier, 0x0012, counter, &payload);
        let answer = rig.asn1_answer(&octets);
        let Asn1Payload::ActivateFirmwareResponse(answer) = answer else { panic!("{answer:?}") };
        match answer {
            ActivateFirmwareResponse::Executed(outcome) => Some(outcome.activate_image_response_code),
            ActivateFirmwareResponse::Accepted => None,
        }
    };
    let later = GeneralizedTime::from_unix(i64::try_from(rig.now + 10).unwrap());
    assert_eq!(activate(&mut rig, [0; 32], None), Some(FirmwareActivationResult::HASH_MISMATCH));
    assert_eq!(activate(&mut rig, [0; 32], later), None);
    assert_eq!(activate(&mut rig, [0; 32], Some(GeneralizedTime::CANCEL)), None);
    assert_eq!(rig.esme.next_deadline(), None);
    assert_eq!(activate(&mut rig, config.image_hash(), later), None);
    let alerts = rig.esme.tick(rig.now + 10);
    assert_eq!(alerts.len(), 1);
    rig.check_alert(&alerts[0]);
    rig.now += 10;
    assert_eq!(activate(&mut rig, config.image_hash(), None), Some(FirmwareActivationResult::NO_IMAGE_HELD));
    let octets = rig.usual(0x0059, |_| ());
    assert_eq!(rig.dlms(&octets).items[0].data.as_octets(), Some([1, 0, 0, 1].as_slice()));
}

#[test]
fn joined_devices_are_in_the_device_log_until_they_are_unjoined() {
    let mut rig = Rig::new();
    let switch = EntityId([5; 8]);
    let join = JoinCommand {
        join_method_and_role: JoinMethodAndRole::METHOD_A_INITIATOR,
        other_device_entity_identifier: switch,
        other_device_type: DeviceType::HCALCS,
        other_device_certificate: None,
    };
    let octets = rig.asn1(Party::Supplier, 0x000D, &Asn1Payload::JoinCommand(join));
    assert_eq!(rig.asn1_answer(&octets), Asn1Payload::JoinResponse(JoinResult::SUCCESS));
    let count = |rig: &mut Rig| {
        let octets = rig.asn1(Party::Supplier, 0x0013, &Asn1Payload::Read);
        let answer = rig.asn1_answer(&octets);
        let Asn1Payload::ReadDeviceLogResponse(log) = answer else { panic!("{answer:?}") };
        log.device_log_entries.map(|entries| entries.len())
    };
    assert_eq!(count(&mut rig), Some(1));
    for expected in [UnjoinResult::SUCCESS, UnjoinResult::OTHER_DEVICE_NOT_IN_DEVICE_LOG] {
        let octets = rig.asn1(Party::Supplier, 0x000F, &Asn1Payload::UnjoinCommand(UnjoinCommand(switch)));
        assert_eq!(rig.asn1_answer(&octets), Asn1Payload::UnjoinResponse(expected));
    }
    assert_eq!(count(&mut rig), Some(0));
}
