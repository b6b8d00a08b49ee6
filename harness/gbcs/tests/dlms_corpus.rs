//! The DLMS payloads of the official reference data: each is read to its end and written again.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::dlms;
use hallmark_gbcs::dlms::AlertContent;
use hallmark_gbcs::dlms::ClassId;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::ProtectedAttributesRequest;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::RangeDescriptor;
use hallmark_gbcs::wire::Reader;
use hallmark_gbcs::wire::read_length;

#[test]
fn every_payload_is_read_to_its_end_and_written_again() {
    let Some(messages) = messages("every_payload_is_read_to_its_end_and_written_again") else { return };
    let mut counts = [0; 3];
    for Message { name, octets } in &messages {
        let content = content(octets);
        let Some(payload) = content.dlms() else { continue };
        let view = dlms::parse(content.code, payload, content.base)
            .unwrap_or_else(|error| panic!("{name}: failed to {error}"));
        assert_eq!(view.reencode(), payload, "{name}");
        assert!(view.invoke_id().belongs_to(content.counter), "{name}: {}", view.invoke_id());
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
    assert!(counts.iter().all(|count| *count > 30), "{counts:?} of {}", messages.len());
}

#[test]
fn every_selection_and_protection_block_is_typed() {
    let Some(messages) = messages("every_selection_and_protection_block_is_typed") else { return };
    let (mut selections, mut requests, mut answers) = (0, 0, 0);
    for Message { name, octets } in &messages {
        let content = content(octets);
        let Some(payload) = content.dlms() else { continue };
        match dlms::parse(content.code, payload, content.base).unwrap() {
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

struct Message {
    name: String,
    octets: Vec<u8>,
}

/// The payload of a message, and the header fields that bear on it.
struct Content<'a> {
    code: MessageCode,
    counter: Counter,
    payload: &'a [u8],
    base: usize,
}

impl<'a> Content<'a> {
    fn dlms(&self) -> Option<&'a [u8]> {
        matches!(self.payload.first(), Some(0xD9 | 0xDA | 0x0F)).then_some(self.payload)
    }
}

/// Steps over the headers.
fn content(octets: &[u8]) -> Content<'_> {
    let mut reader = Reader::new(octets);
    if reader.peek() == Some(0xDD) {
        reader.take(7, "a MAC header").unwrap();
        read_length(&mut reader, "a length").unwrap();
        reader.take(5, "a security header").unwrap();
    }
    reader.take(3, "a tag and CRA flag").unwrap();
    let counter = Counter(reader.u64("a counter").unwrap());
    reader.take(18, "originator and target").unwrap();
    let date_time = usize::from(reader.octet("a length").unwrap());
    reader.take(date_time, "a date-time").unwrap();
    let (other, _) = read_length(&mut reader, "a length").unwrap();
    let code = MessageCode(reader.u16("a code").unwrap());
    reader.take(other - 2, "other information").unwrap();
    let (length, _) = read_length(&mut reader, "a length").unwrap();
    let base = reader.offset();
    Content { code, counter, payload: reader.take(length, "a payload").unwrap(), base }
}

fn messages(test: &str) -> Option<Vec<Message>> {
    let Some(corpus) = std::env::var_os("HALLMARK_CORPUS") else {
        eprintln!("skipped: {test} needs HALLMARK_CORPUS");
        return None;
    };
    let mut files = Vec::new();
    collect(&Path::new(&corpus).join("rtds/messages"), &mut files);
    files.sort();
    assert!(!files.is_empty());
    let read = |path: &PathBuf| Message {
        name: path.file_name().unwrap().to_string_lossy().into_owned(),
        octets: octets(&fs::read_to_string(path).unwrap()),
    };
    Some(files.iter().map(read).collect())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("hex")) {
            files.push(path);
        }
    }
}

fn octets(hex: &str) -> Vec<u8> {
    let digits = hex.trim().as_bytes().chunks(2);
    digits.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
