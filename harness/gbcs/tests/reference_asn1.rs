//! Every official ASN.1 payload parses to its end and is emitted again as the same octets.

mod corpus;

use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::Asn1View;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::tables::use_case;
use hallmark_gbcs::wire::Message;

#[test]
fn every_asn1_payload_parses_and_is_emitted_as_it_was() {
    let Some(root) = corpus::root("every_asn1_payload_parses_and_is_emitted_as_it_was") else { return };
    let mut count = 0;
    let mut non_minimal = Vec::new();
    for (name, octets) in corpus::messages(&root) {
        let message = Message::parse(&octets).unwrap();
        let code = message.header().message_code();
        if use_case(code).is_none_or(|use_case| use_case.format != PayloadFormat::Asn1) {
            continue;
        }
        count += 1;
        let view = Asn1View::parse(code, message.header().cra, message.payload(), message.payload_offset())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut again = Vec::new();
        view.emit(&mut again);
        assert!(again == message.payload(), "{name} is not emitted as it was");
        for form in view.non_minimal_lengths() {
            assert_eq!(octets[form.offset], 0x82, "{name}");
            assert_eq!(form.field_octets, 3, "{name}");
        }
        if !view.non_minimal_lengths().is_empty() {
            non_minimal.push(name.clone());
            let shorter = view.payload().to_vec();
            assert!(shorter.len() < again.len(), "{name}");
            let again = view.payload().kind().parse(&shorter, 0).unwrap();
            assert_eq!(again.payload(), view.payload(), "{name}");
            assert!(again.non_minimal_lengths().is_empty(), "{name}");
        }
        if let Asn1Payload::UpdateCredentialsCommand(command) = view.payload() {
            let control = &command.authorising_remote_party_control;
            assert_eq!(control.authorising_remote_party_seq_number, message.header().counter, "{name}");
            assert_eq!(command.certification_path_certificates.len(), 1, "{name}");
        }
    }
    assert!(count > 100, "only {count} ASN.1 payloads");
    // 12 responses and 6 alerts of the whole data set; a part of it has fewer.
    assert!((10..=18).contains(&non_minimal.len()), "{non_minimal:?}");
    assert!(non_minimal.iter().all(|name| name.starts_with("CS02")), "{non_minimal:?}");
}
