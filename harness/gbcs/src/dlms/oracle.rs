//! The same octets read by another implementation: both must see the same values.

use dlms_cosem_rs::Apdu;
use dlms_cosem_rs::Reader;
use dlms_cosem_rs::SliceWriter;
use dlms_cosem_rs::axdr;
use dlms_cosem_rs::codec::Decode;
use dlms_cosem_rs::codec::Encode;
use proptest::prelude::*;

use crate::Counter;
use crate::dlms::CompactArray;
use crate::dlms::Data;
use crate::dlms::DataNotificationValue;
use crate::dlms::arbitrary;
use crate::tables::AlertCode;

proptest! {
    #[test]
    fn data_items_are_the_same_to_both(data in arbitrary::data()) {
        let octets = data.to_octets();
        let mut reader = Reader::new(&octets);
        let theirs = axdr::Data::decode(&mut reader).unwrap();
        prop_assert!(reader.is_empty());
        prop_assert!(is_same(&data, &theirs), "{data} is not {theirs:?}");
    }

    #[test]
    fn access_responses_are_the_same_to_both(response in arbitrary::access_response()) {
        let octets = response.to_octets();
        let Apdu::AccessResponse(theirs) = decode(&octets) else {
            return Err(TestCaseError::fail("not an access response"));
        };
        let data = theirs.data.iter().map(Result::unwrap).collect::<Vec<_>>();
        prop_assert_eq!(data.len(), response.items.len());
        for (ours, theirs) in response.items.iter().zip(&data) {
            prop_assert!(is_same(&ours.data, theirs), "{} is not {theirs:?}", ours.data);
        }
    }

    #[test]
    fn data_notifications_are_the_same_to_both((_, content) in arbitrary::alert(), time in arbitrary::date_time()) {
        let alert = DataNotificationValue::new(Counter(7), AlertCode(0x8F66), time, content);
        let octets = alert.to_octets();
        let Apdu::DataNotification(theirs) = decode(&octets) else {
            return Err(TestCaseError::fail("not a data notification"));
        };
        let head = [Data::from(0x8F66u16), Data::from(time)];
        let ours = Data::structure(head.into_iter().chain(alert.content));
        prop_assert!(is_same(&ours, &theirs.body), "{ours} is not {:?}", theirs.body);
    }

    /// With selection the other implementation expects one octet more, which is not in any official message.
    #[test]
    fn access_requests_are_the_same_to_both(mut request in arbitrary::access_request()) {
        request.items.iter_mut().for_each(|item| item.selection = None);
        let octets = request.to_octets();
        let Apdu::AccessRequest(theirs) = decode(&octets) else {
            return Err(TestCaseError::fail("not an access request"));
        };
        let data = theirs.data.iter().map(Result::unwrap).collect::<Vec<_>>();
        prop_assert_eq!(data.len(), request.items.len());
        for (ours, theirs) in request.items.iter().zip(&data) {
            prop_assert!(is_same(&ours.data, theirs), "{} is not {theirs:?}", ours.data);
        }
    }
}

fn decode(octets: &[u8]) -> Apdu<'_> {
    let mut reader = Reader::new(octets);
    let apdu = Apdu::decode(&mut reader).unwrap();
    assert!(reader.is_empty());
    apdu
}

fn is_same(ours: &Data, theirs: &axdr::Data<'_>) -> bool {
    use axdr::Data as Theirs;
    match (ours, theirs) {
        (Data::Null, Theirs::Null) | (Data::DontCare, Theirs::DontCare) => true,
        (Data::Array(ours), Theirs::Array(theirs)) | (Data::Structure(ours), Theirs::Structure(theirs)) => {
            let items = theirs.iter().map(Result::unwrap).collect::<Vec<_>>();
            ours.len() == items.len() && ours.iter().zip(&items).all(|(ours, theirs)| is_same(ours, theirs))
        }
        (Data::Boolean(octet), Theirs::Boolean(theirs)) => (*octet != 0) == *theirs,
        (Data::BitString(ours), Theirs::BitString(theirs)) => {
            ours.count() == theirs.len() && ours.octets() == theirs.as_bytes()
        }
        (Data::DoubleLong(ours), Theirs::DoubleLong(theirs)) => ours == theirs,
        (Data::DoubleLongUnsigned(ours), Theirs::DoubleLongUnsigned(theirs)) => ours == theirs,
        (Data::OctetString(ours), Theirs::OctetString(theirs)) => ours == theirs,
        (Data::VisibleString(ours), Theirs::VisibleString(theirs)) => ours == theirs,
        (Data::Utf8String(ours), Theirs::Utf8String(theirs)) => ours.as_bytes() == *theirs,
        (Data::Bcd(ours), Theirs::Bcd(theirs)) => ours.to_be_bytes() == theirs.to_be_bytes(),
        (Data::Integer(ours), Theirs::Integer(theirs)) => ours == theirs,
        (Data::Long(ours), Theirs::Long(theirs)) => ours == theirs,
        (Data::Unsigned(ours), Theirs::Unsigned(theirs)) => ours == theirs,
        (Data::LongUnsigned(ours), Theirs::LongUnsigned(theirs)) => ours == theirs,
        (Data::CompactArray(ours), Theirs::CompactArray(theirs)) => is_same_compact(ours, theirs),
        (Data::Long64(ours), Theirs::Long64(theirs)) => ours == theirs,
        (Data::Long64Unsigned(ours), Theirs::Long64Unsigned(theirs)) => ours == theirs,
        (Data::Enum(ours), Theirs::Enum(theirs)) => ours == theirs,
        (Data::Float32(ours), Theirs::Float32(theirs)) => ours.0 == theirs.to_bits(),
        (Data::Float64(ours), Theirs::Float64(theirs)) => ours.0 == theirs.to_bits(),
        (Data::DateTime(_), Theirs::DateTime(_))
        | (Data::Date(_), Theirs::Date(_))
        | (Data::Time(_), Theirs::Time(_)) => to_octets(theirs) == ours.to_octets(),
        _ => false,
    }
}

fn is_same_compact(ours: &CompactArray, theirs: &axdr::CompactArray<'_>) -> bool {
    let mut leaves = Vec::new();
    ours.elements().for_each(|element| collect_leaves(element, &mut leaves));
    let mut ours = leaves.iter();
    let mut same = true;
    let walked = theirs.for_each_leaf(|leaf| {
        same &= ours.next().is_some_and(|ours| is_same(ours, &leaf.value));
        Ok(())
    });
    walked.unwrap();
    same && ours.next().is_none()
}

fn collect_leaves(data: Data, leaves: &mut Vec<Data>) {
    match data {
        Data::Array(items) | Data::Structure(items) => {
            items.into_iter().for_each(|item| collect_leaves(item, leaves));
        }
        leaf => leaves.push(leaf),
    }
}

fn to_octets(theirs: &axdr::Data<'_>) -> Vec<u8> {
    let mut buffer = [0; 64];
    let mut writer = SliceWriter::new(&mut buffer);
    theirs.encode(&mut writer).unwrap();
    writer.finish().to_vec()
}
