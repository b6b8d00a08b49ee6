//! Every use case of an ESME, as its template has it.

#![allow(clippy::indexing_slicing, clippy::panic, clippy::unwrap_used, reason = "tests")]

mod rig;

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideCredentialsCommand;
use hallmark_gbcs::asn1::RemotePartyRole;
use hallmark_gbcs::asn1::StatusCode;
use hallmark_gbcs::asn1::TrustAnchorCellIdentifier;
use hallmark_gbcs::dlms::AccessKind;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::tables::DeviceKind;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::esme::Via;
use hallmark_gbcs::tables::esme::pairs;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::tables::esme::templates;
use hallmark_gbcs::tables::use_cases;
use hallmark_gbcs::utrn::UtrnCounter;
use hallmark_gbcs::utrn::ValueClass;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::Reader;
use hallmark_smki::pki::Party;
use rig::Rig;

#[test]
fn every_template_is_answered_in_the_shape_it_says() {
    let mut rig = Rig::new();
    let fresh = rig.esme.clone();
    for template in templates() {
        rig.esme = fresh.clone();
        let mut parameters = rig.parameters(template.code.0);
        if template.code == MessageCode(0x0007) {
            let counter = UtrnCounter(5);
            parameters.counter = counter.into();
            parameters.utrn = rig.token(counter, ValueClass::Unit, 10).to_string();
        }
        let command = rig.command(template, &parameters);
        let response = rig.answer(&command);
        let message = Message::parse(&response).unwrap();
        let answers = hallmark_gbcs::dlms::AccessResponse::parse(message.payload(), 0).unwrap();
        assert_eq!(answers.items().len(), template.instructions.len(), "{}", template.name);
        for (item, instruction) in answers.items().zip(&template.instructions) {
            let name = format!("{} {}", template.name, instruction.descriptor);
            assert_eq!((item.kind, item.result), (instruction.kind(), AccessResult::SUCCESS), "{name}");
            assert_eq!(instruction.answer().shape.check(&item.data), Ok(()), "{name}");
            let Some(shape) = template.plaintext() else { continue };
            let answer = ProtectedAttributesResponse::parse(&item.data).unwrap();
            let plaintext = rig.decrypt(&response, answer.blob);
            let mut reader = Reader::new(&plaintext);
            let plaintext = DataView::parse(&mut reader).unwrap();
            assert_eq!((reader.finish(), shape.check(&plaintext)), (Ok(()), Ok(())), "{name}");
        }
    }
}

#[test]
fn every_dlms_use_case_of_an_esme_has_a_template() {
    for use_case in use_cases().iter().filter(|use_case| use_case.is_command_for(DeviceKind::Esme)) {
        let dlms = use_case.format == PayloadFormat::Dlms;
        assert_eq!(template(use_case.code).is_some(), dlms, "{}", use_case.name);
    }
}

#[test]
fn what_is_written_can_be_read() {
    let mut rig = Rig::new();
    for pair in pairs().iter().filter(|pair| pair.via != Via::Activation || pair.value.varies()) {
        let mut seen = Vec::new();
        for variant in [0, 1] {
            let mut parameters = rig.parameters(pair.write.code.0);
            parameters.variant = variant;
            let command = rig.command(pair.write, &parameters);
            let answers = rig.dlms(&command);
            assert!(answers.items.iter().all(|item| item.result.is_success()), "{}", pair.write.name);
            let parameters = rig.parameters(pair.read.code.0);
            let command = rig.command(pair.read, &parameters);
            let item = rig.dlms(&command).items.remove(pair.read_index);
            assert_eq!((item.kind, item.result), (AccessKind::Get, AccessResult::SUCCESS));
            seen.push(item.data);
        }
        let name = format!("{} {} read by {}", pair.write.name, pair.written, pair.read.name);
        assert_eq!(seen[0] != seen[1], pair.value.varies(), "{name}");
    }
}

#[test]
fn the_access_control_broker_learns_whom_the_device_knows() {
    let mut rig = Rig::new();
    let request = ProvideCredentialsCommand {
        authorising_remote_party_ta_cell_identifier: TrustAnchorCellIdentifier::management(
            RemotePartyRole::ACCESS_CONTROL_BROKER,
            KeyUsage::KEY_AGREEMENT,
        ),
        remote_party_roles_credentials_required: vec![
            RemotePartyRole::SUPPLIER,
            RemotePartyRole::WAN_PROVIDER,
        ],
    };
    let request = Asn1Payload::ProvideCredentialsCommand(request);
    let command = rig.asn1(Party::AccessControlBroker, 0x0008, &request);
    let Asn1Payload::ProvideCredentialsResponse(answer) = rig.asn1_answer(&command) else { panic!() };
    let [supplier, wan_provider] = answer.0.as_slice() else { panic!("{answer:?}") };
    let credentials = supplier.credentials.as_ref().unwrap();
    assert_eq!(credentials.trust_anchor_cells_details.len(), 3);
    assert_eq!(wan_provider.status_code, StatusCode::TRUST_ANCHOR_NOT_FOUND);
}
