//! A DLMS payload under any Message Code.

use hallmark_gbcs::Counter;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::describe::Describe;
use hallmark_gbcs::dlms;
use hallmark_gbcs::dlms::AccessResponse;
use hallmark_gbcs::dlms::CompactArray;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataNotification;
use hallmark_gbcs::dlms::DataNotificationValue;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::TypeDescription;
use hallmark_gbcs::tables::esme::CopyForm;
use hallmark_gbcs::tables::esme::template;
use hallmark_gbcs::wire::Reader;

use crate::refused::refused;
use crate::sink::Bounds;

/// Two octets of Message Code, then the payload; and the same octets as one DLMS value.
pub fn run(octets: &[u8]) {
    value(octets);
    let Some((code, payload)) = octets.split_first_chunk() else { return };
    let code = MessageCode(u16::from_be_bytes(*code));
    match dlms::parse(code, payload, 0) {
        Ok(view) => {
            assert_eq!(view.reencode(), payload, "the payload differs");
            assert_eq!((view.octets(), view.range()), (payload, 0..payload.len()));
            let mut sink = Bounds::new(0..payload.len());
            view.describe(&mut sink);
            sink.finish();
            match &view {
                DlmsPayload::Request(_) => {}
                DlmsPayload::Response(response) => shapes(code, response),
                DlmsPayload::Notification(alert) => content(code, alert),
            }
        }
        Err(error) => refused(&error, payload.len()),
    }
}

/// Whatever is answered, it can be said whether that is what the use case calls for.
fn shapes(code: MessageCode, response: &AccessResponse<'_>) {
    assert_eq!(response.is_success(), response.items().all(|item| item.result.is_success()));
    if let Some(template) = template(code) {
        for (instruction, item) in template.instructions.iter().zip(response.items()) {
            if let Err(mismatch) = instruction.answer().shape.check(&item.data) {
                assert!(mismatch.to_string().contains(&mismatch.expected));
            }
        }
    }
}

/// What an alert says makes an alert that says the same.
fn content(code: MessageCode, alert: &DataNotification<'_>) {
    let said = alert.content().to_data();
    let again = DataNotificationValue::new(Counter(1), alert.alert_code(), alert.time(), said.clone());
    let octets = again.to_octets();
    let read = DataNotification::parse(code, &octets, 0).expect("what was written can be read");
    assert_eq!((read.alert_code(), read.time()), (alert.alert_code(), alert.time()));
    assert_eq!(read.content().to_data(), said, "the alert says something else");
}

fn value(octets: &[u8]) {
    let Ok(view) = DataView::parse(&mut Reader::new(octets)) else { return };
    let owned = view.to_owned();
    let _ = owned.to_string();
    let mut again = Vec::new();
    owned.emit_with(&mut again, &view.length_forms());
    assert_eq!(again, view.octets(), "the value differs");
    assert_eq!((view.as_unsigned(), view.as_signed()), (owned.as_unsigned(), owned.as_signed()));
    assert_eq!((view.as_bool(), view.as_text()), (owned.as_bool(), owned.as_text()));
    assert_eq!((view.as_octets(), view.as_date_time()), (owned.as_octets(), owned.as_date_time()));
    assert!(CopyForm::Same.holds(&owned, &owned), "{owned} is not itself");
    if let Data::Array(items) = &owned {
        compact(items);
    }
}

/// Elements of one type make a compact array of the same elements.
fn compact(items: &[Data]) {
    let Some(description) = items.first().and_then(TypeDescription::of) else { return };
    let Ok(array) = CompactArray::new(description.clone(), items) else { return };
    assert_eq!(array.description(), &description);
    if !array.contents().is_empty() {
        assert_eq!(array.elements().collect::<Vec<_>>(), items, "a compact array of other elements");
    }
    let octets = Data::CompactArray(array).to_octets();
    if let Ok(view) = DataView::parse(&mut Reader::new(&octets)) {
        let owned = view.to_owned();
        assert_eq!(owned.to_octets(), octets);
        let _ = owned.to_string();
    }
}
