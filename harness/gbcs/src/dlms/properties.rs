//! Every encoder against its decoder, and every decoder against octets that mean nothing.

use proptest::collection::vec;
use proptest::prelude::*;

use crate::MessageCode;
use crate::dlms::AccessRequest;
use crate::dlms::AccessResponse;
use crate::dlms::CompactArray;
use crate::dlms::Data;
use crate::dlms::DataView;
use crate::dlms::arbitrary;
use crate::dlms::parse;
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
                prop_assert_eq!(payload_view.reencode(), payload);
            }
        }
    }
}
