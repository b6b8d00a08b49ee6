//! Every encoder against its decoder, and every decoder against octets that mean nothing.

use core::ops::Range;

use proptest::collection::vec;
use proptest::prelude::*;

use crate::Counter;
use crate::MessageCode;
use crate::describe::Describe;
use crate::describe::Group;
use crate::describe::Sink;
use crate::describe::Value;
use crate::dlms::AccessRequest;
use crate::dlms::AccessResponse;
use crate::dlms::CompactArray;
use crate::dlms::Data;
use crate::dlms::DataNotification;
use crate::dlms::DataNotificationValue;
use crate::dlms::DataView;
use crate::dlms::InvokeId;
use crate::dlms::arbitrary;
use crate::dlms::parse;
use crate::tables::AlertCode;
use crate::wire::Reader;

proptest! {
    #[test]
    fn data_round_trips(data in arbitrary::data(), forms in arbitrary::length_forms()) {
        let mut octets = Vec::new();
        data.emit_with(&mut octets, &forms);
        let mut reader = Reader::new(&octets);
        let view = DataView::parse(&mut reader).unwrap();
        prop_assert_eq!(reader.finish(), Ok(()));
        prop_assert_eq!(view.kind(), data.kind());
        prop_assert_eq!(&view.to_owned(), &data);
        let mut again = Vec::new();
        data.emit_with(&mut again, &view.length_forms());
        prop_assert_eq!(again, octets);
    }

    #[test]
    fn data_that_is_cut_short_is_refused(data in arbitrary::data(), cut in any::<prop::sample::Index>()) {
        let octets = data.to_octets();
        let octets = &octets[..cut.index(octets.len())];
        prop_assert!(Data::parse(&mut Reader::new(octets)).is_err());
    }

    #[test]
    fn compact_arrays_give_their_elements_back((description, rows) in arbitrary::compact_elements()) {
        let array = CompactArray::new(description, &rows).unwrap();
        prop_assert_eq!(array.elements().collect::<Vec<_>>(), rows);
    }

    #[test]
    fn access_requests_round_trip(request in arbitrary::access_request()) {
        let octets = request.to_octets();
        let view = AccessRequest::parse(&octets, 7).unwrap();
        prop_assert_eq!(view.items().len(), request.items.len());
        let owned = view.to_owned();
        prop_assert_eq!(owned.to_octets(), octets);
        prop_assert_eq!((owned.invoke_id, owned.date_time, owned.items), (request.invoke_id, request.date_time, request.items));
    }

    #[test]
    fn access_responses_round_trip(response in arbitrary::access_response()) {
        let octets = response.to_octets();
        let view = AccessResponse::parse(&octets, 7).unwrap();
        prop_assert_eq!(view.items().len(), response.items.len());
        let owned = view.to_owned();
        prop_assert_eq!(owned.to_octets(), octets);
        prop_assert_eq!((owned.invoke_id, owned.date_time, owned.items), (response.invoke_id, response.date_time, response.items));
    }

    #[test]
    fn alerts_round_trip((code, content) in arbitrary::alert(), id: [u8; 4], time in arbitrary::date_time(), forms in arbitrary::length_forms()) {
        let alert = DataNotificationValue {
            invoke_id: InvokeId::from_octets(id),
            length_forms: forms,
            ..DataNotificationValue::new(Counter(0), AlertCode(0x8F66), time, content)
        };
        let octets = alert.to_octets();
        let view = DataNotification::parse(code, &octets, 7).unwrap();
        prop_assert_eq!(view.content().to_data(), alert.content.clone());
        prop_assert_eq!((view.alert_code(), view.time()), (alert.alert_code, alert.time));
        let owned = view.to_owned();
        prop_assert_eq!(owned.to_octets(), octets);
        prop_assert_eq!((owned.invoke_id, owned.content), (alert.invoke_id, alert.content));
    }

    #[test]
    fn every_field_is_named_within_its_payload(request in arbitrary::access_request(), response in arbitrary::access_response()) {
        for octets in [request.to_octets(), response.to_octets()] {
            let mut bounds = Bounds { payload: 7..7 + octets.len(), depth: 0 };
            parse(MessageCode(0x0019), &octets, 7).unwrap().describe(&mut bounds);
            prop_assert_eq!(bounds.depth, 0);
        }
    }

    #[test]
    fn octets_that_mean_nothing_never_panic(code: u16, octets in vec(any::<u8>(), 0..200)) {
        if let Ok(view) = DataView::parse(&mut Reader::new(&octets)) {
            let owned = view.to_owned();
            let _ = owned.to_string();
            let mut again = Vec::new();
            owned.emit_with(&mut again, &view.length_forms());
            prop_assert_eq!(again, view.octets());
        }
        let _ = parse(MessageCode(code), &octets, 0).is_ok();
    }

    /// Small tags and lengths reach deeper than octets of any value.
    #[test]
    fn octets_that_mean_little_never_panic(octets in vec(0u8..28, 0..200)) {
        if let Ok(view) = DataView::parse(&mut Reader::new(&octets)) {
            let owned = view.to_owned();
            let _ = owned.to_string();
            let mut again = Vec::new();
            owned.emit_with(&mut again, &view.length_forms());
            prop_assert_eq!(again, view.octets());
        }
        for tag in [0xD9, 0xDA, 0x0F] {
            let payload = [&[tag, 0x20, 0, 0, 1, 0], octets.as_slice()].concat();
            if let Ok(payload_view) = parse(MessageCode(0x0000), &payload, 0) {
                prop_assert_eq!(payload_view.reencode(), payload.as_slice());
                payload_view.describe(&mut Bounds { payload: 0..payload.len(), depth: 0 });
            }
        }
    }
}

/// Panics where a field is said to stand outside of its payload.
struct Bounds {
    payload: Range<usize>,
    depth: usize,
}

impl Bounds {
    fn check(&self, name: &str, at: Option<Range<usize>>) {
        if let Some(at) = at {
            let inside = self.payload.start <= at.start && at.start <= at.end && at.end <= self.payload.end;
            assert!(inside, "{name} at {at:?} is outside of {:?}", self.payload);
        }
    }
}

impl Sink for Bounds {
    fn field(&mut self, name: &str, at: Option<Range<usize>>, _value: Value<'_>) {
        self.check(name, at);
    }

    fn open(&mut self, name: &str, at: Option<Range<usize>>, _group: Group) {
        self.check(name, at);
        self.depth += 1;
    }

    fn close(&mut self) {
        self.depth -= 1;
    }
}
