//! The DLMS payloads of the official reference data: each is read to its end and written again.

#![allow(clippy::panic, clippy::unwrap_used, reason = "the helpers of tests")]

mod corpus;

use std::path::Path;

use hallmark_gbcs::dlms;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::ClassId;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::ProtectedAttributesRequest;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::RangeDescriptor;
use hallmark_gbcs::wire::Message;

#[test]
fn every_payload_is_read_to_its_end_and_written_again() {
    let Some(root) = corpus::root("every_payload_is_read_to_its_end_and_written_again") else { return };
    let mut counts = [0; 3];
    for (name, octets) in dlms_messages(&root) {
        let message = Message::parse(&octets).unwrap();
        let view = payload(&name, &message);
        assert_eq!(view.reencode(), message.payload(), "{name}");
        assert!(view.invoke_id().belongs_to(message.header().counter), "{name}: {}", view.invoke_id());
        match &view {
            DlmsPayload::Request(request) => {
                assert!(request.to_owned().length_forms.is_shortest(), "{name}");
                counts[0] += 1;
            }
            DlmsPayload::Response(response) => {
                assert!(response.to_owned().length_forms.is_shortest(), "{name}");
                counts[1] += 1;
            }
            DlmsPayload::Notification(notification) => {
                assert!(!matches!(notification.content(), AlertContent::Other(_)), "{name}");
                let again = notification.content().to_data();
                assert_eq!(again, notification.to_owned().content, "{name}");
                counts[2] += 1;
            }
        }
    }
    assert!(counts.iter().all(|count| *count > 30), "{counts:?}");
}

#[test]
fn every_selection_and_protection_block_is_typed() {
    let Some(root) = corpus::root("every_selection_and_protection_block_is_typed") else { return };
    let (mut selections, mut requests, mut answers) = (0, 0, 0);
    for (name, octets) in dlms_messages(&root) {
        match payload(&name, &Message::parse(&octets).unwrap()) {
            DlmsPayload::Request(request) => {
                for item in request.items() {
                    if let Some(selection) = item.specification.selection {
                        let range = RangeDescriptor::parse(&selection.parameters).unwrap();
                        assert_eq!(range.to_selection(), selection.to_owned(), "{name}");
                        selections += 1;
                    }
                    if item.specification.descriptor.class == ClassId::DATA_PROTECTION {
                        let request = ProtectedAttributesRequest::parse(&item.data).unwrap();
                        assert_eq!(request.to_data(), item.data.to_owned(), "{name}");
                        requests += 1;
                    }
                }
            }
            DlmsPayload::Response(response) => {
                for item in response.items() {
                    if let Ok(answer) = ProtectedAttributesResponse::parse(&item.data) {
                        assert_eq!(answer.to_data(), item.data.to_owned(), "{name}");
                        answers += 1;
                    }
                }
            }
            DlmsPayload::Notification(_) => {}
        }
    }
    assert!(selections > 10 && requests > 5 && answers > 5, "{selections} {requests} {answers}");
}

/// Each message that has a DLMS payload.
fn dlms_messages(root: &Path) -> Vec<(String, Vec<u8>)> {
    let is_dlms =
        |octets: &[u8]| matches!(Message::parse(octets).unwrap().payload(), [0xD9 | 0xDA | 0x0F, ..]);
    corpus::messages(root).into_iter().filter(|(_, octets)| is_dlms(octets)).collect()
}

fn payload<'a>(name: &str, message: &Message<'a>) -> DlmsPayload<'a> {
    dlms::parse(message.header().message_code(), message.payload(), message.payload_offset())
        .unwrap_or_else(|error| panic!("{name}: failed to {error}"))
}
