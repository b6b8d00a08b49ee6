//! A GBZ payload under any Message Code, as command, response or alert.

use hallmark_gbcs::MessageCode;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::gbz;
use hallmark_gbcs::gbz::Command;
use hallmark_gbcs::gbz::Component;
use hallmark_gbcs::gbz::ComponentValue;
use hallmark_gbcs::gbz::GbzValue;
use hallmark_gbcs::gbz::List;
use hallmark_gbcs::gbz::ReadAttributesResponse;
use hallmark_gbcs::gbz::WriteAttributes;
use hallmark_gbcs::gbz::WriteAttributesResponse;
use hallmark_gbcs::wire::Cra;

use crate::refused::refused;
use crate::sink::Bounds;

/// Two octets of Message Code, one that chooses the kind of message, then the payload.
pub fn run(octets: &[u8]) {
    let Some(([high, low, kind], payload)) = octets.split_first_chunk() else { return };
    let Some(cra) = Cra::from_octet(kind % 3 + 1) else { return };
    match gbz::parse(MessageCode(u16::from_be_bytes([*high, *low])), cra, payload, 0) {
        Ok(view) => {
            let mut again = Vec::new();
            view.emit(&mut again);
            assert_eq!(again, payload, "the payload differs");
            for finding in view.findings() {
                assert!(finding.to_string().starts_with("octet "));
            }
            let mut sink = Bounds::new(0..payload.len());
            view.describe(&mut sink);
            sink.finish();
            assert_eq!((view.octets(), view.range()), (payload, 0..payload.len()));
            let components: Vec<Component<'_>> = view.components().collect();
            components.iter().for_each(elements);
            if view.alert().is_none() {
                rebuilt(&components);
            }
        }
        Err(error) => refused(&error, payload.len()),
    }
}

/// Lists are written as they were read; written from their elements, they are the same.
fn elements(component: &Component<'_>) {
    let command = component.command();
    let written = command.to_vec();
    match &command {
        Command::ReadAttributesResponse(read) => {
            let records: Vec<_> = read.records.iter().collect();
            let records = List::from(records.as_slice());
            assert_eq!(records, read.records);
            assert_eq!(Command::ReadAttributesResponse(ReadAttributesResponse { records }).to_vec(), written);
        }
        Command::WriteAttributes(write) => {
            let records: Vec<_> = write.records.iter().collect();
            let records = List::from(records.as_slice());
            assert_eq!(Command::WriteAttributes(WriteAttributes { records }).to_vec(), written);
        }
        Command::WriteAttributesResponse(write) => {
            let records: Vec<_> = write.records.iter().collect();
            let records = List::from(records.as_slice());
            assert_eq!(
                Command::WriteAttributesResponse(WriteAttributesResponse { records }).to_vec(),
                written
            );
        }
        _ => {}
    }
}

/// The components by themselves make a payload of the same components, encrypted and decrypted too.
fn rebuilt(components: &[Component<'_>]) {
    let values = || components.iter().map(|component| ComponentValue::from(*component));
    let octets = GbzValue::components(values().collect::<Vec<_>>()).to_vec();
    let read =
        gbz::parse(MessageCode(0x0084), Cra::Command, &octets, 0).expect("what was written can be read");
    for (component, again) in components.iter().zip(read.components()) {
        assert_eq!((component.cluster(), component.content()), (again.cluster(), again.content()));
        let plaintext = component.command().to_vec();
        let shown = component.with_plaintext(&plaintext);
        assert_eq!(shown.content(), component.content());
        let _ = shown.command().kind();
    }
    let sealed =
        values().map(|value| value.encrypted(1, |plaintext| [BLOB.as_slice(), plaintext, &[0; 12]].concat()));
    let octets = GbzValue::components(sealed.collect::<Vec<_>>()).to_vec();
    let _ = gbz::parse(MessageCode(0x0084), Cra::Command, &octets, 0);
}

/// Security control octet and invocation counter.
const BLOB: [u8; 5] = [0x31, 0, 0, 0, 0];
