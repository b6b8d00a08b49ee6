//! A message made from a structure, right or wrong: what is written and can be read is what was meant.

use arbitrary::Arbitrary;
use arbitrary::Unstructured;
use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::Payload;
use hallmark_gbcs::dlms::AccessRequestValue;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::dlms::RequestItem;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::MacHeader;
use hallmark_gbcs::wire::Message;
use hallmark_gbcs::wire::OtherInformation;

/// Builds a message from the octets, writes it, reads it again.
pub fn run(octets: &[u8]) {
    let Ok(plan) = Plan::arbitrary(&mut Unstructured::new(octets)) else { return };
    let request = match &plan.content {
        Content::Octets(_) => None,
        Content::Request(items) => Some(request(items)),
    };
    let payload = match (&plan.content, &request) {
        (Content::Octets(octets), _) => octets.clone(),
        (_, request) => request.as_ref().map(AccessRequestValue::to_octets).unwrap_or_default(),
    };
    let other = plan.other();
    let header = GroupingHeader {
        cra: [Cra::Command, Cra::Response, Cra::Alert][usize::from(plan.cra % 3)],
        counter: Counter(plan.counter),
        originator: EntityId(plan.originator),
        recipient: EntityId(plan.recipient),
        date_time: plan.date_time.as_ref(),
        other,
    };
    let mut envelope = Envelope::new(&header, payload.as_slice());
    envelope.signature = Some(plan.signature.map(|halves| halves.concat()).unwrap_or_default());
    envelope.mac = plan.mac.as_ref().map(MacHeader::new);
    let emitted = envelope.emit();
    assert_eq!(emitted.len(), envelope.buffer_len());
    match Message::parse(&emitted) {
        Ok(message) => {
            assert_eq!(*message.header(), header, "the header differs");
            assert_eq!(message.payload(), payload, "the payload differs");
            assert_eq!(message.mac(), plan.mac.as_ref());
            if let Some(request) = &request {
                let Ok(Payload::Dlms(DlmsPayload::Request(view))) = Payload::parse(&message) else {
                    panic!("the request cannot be read")
                };
                assert_eq!(view.to_owned().items, request.items, "the request differs");
            }
        }
        // A payload may be too large, and other-information is bounded.
        Err(error) => assert!(error.offset() <= emitted.len(), "{error}"),
    }
    crate::message::run(&emitted);
}

#[derive(Debug, Arbitrary)]
struct Plan {
    cra: u8,
    counter: u64,
    originator: [u8; 8],
    recipient: [u8; 8],
    date_time: Option<[u8; 12]>,
    code: u16,
    party: Option<Party>,
    content: Content,
    signature: Option<[[u8; 32]; 2]>,
    mac: Option<[u8; 12]>,
}

impl Plan {
    fn other(&self) -> OtherInformation<'_> {
        let code = MessageCode(self.code);
        let Some(Party { id, counter, originator_counter }) = self.party else {
            return OtherInformation::Code { code };
        };
        let (party, counter) = (EntityId(id), counter.map(Counter));
        match (counter, originator_counter.map(Counter)) {
            (None, _) => OtherInformation::Party { code, party },
            (Some(counter), None) => OtherInformation::PartyCounter { code, party, counter },
            (Some(counter), Some(originator_counter)) => {
                OtherInformation::PartyOriginator { code, party, counter, originator_counter }
            }
        }
    }
}

#[derive(Debug, Clone, Copy, Arbitrary)]
struct Party {
    id: [u8; 8],
    counter: Option<u64>,
    originator_counter: Option<u64>,
}

#[derive(Debug, Arbitrary)]
enum Content {
    Octets(Vec<u8>),
    Request(Vec<Item>),
}

#[derive(Debug, Arbitrary)]
enum Item {
    Get(Object),
    Set(Object, Tree),
    Action(Object, Tree),
}

#[derive(Debug, Arbitrary)]
struct Object {
    class: u16,
    obis: [u8; 6],
    member: u8,
}

/// A DLMS value.
#[derive(Debug, Arbitrary)]
enum Tree {
    Null,
    Array(Vec<Tree>),
    Structure(Vec<Tree>),
    Boolean(bool),
    Octets(Vec<u8>),
    Unsigned(u8),
    LongUnsigned(u16),
    DoubleLong(i32),
    Long64(i64),
    Enum(u8),
}

fn request(items: &[Item]) -> AccessRequestValue {
    let descriptor = |object: &Object| Descriptor::new(object.class, object.obis, object.member);
    let items = items.iter().map(|item| match item {
        Item::Get(object) => RequestItem::get(descriptor(object)),
        Item::Set(object, tree) => RequestItem::set(descriptor(object), tree.value(DEPTH)),
        Item::Action(object, tree) => RequestItem::action(descriptor(object), tree.value(DEPTH)),
    });
    AccessRequestValue::new(Counter(1), items)
}

impl Tree {
    fn value(&self, depth: usize) -> Data {
        let below = |trees: &[Self]| match depth.checked_sub(1) {
            Some(depth) => trees.iter().map(|tree| tree.value(depth)).collect(),
            None => Vec::new(),
        };
        match self {
            Self::Null => Data::Null,
            Self::Array(trees) => Data::Array(below(trees)),
            Self::Structure(trees) => Data::Structure(below(trees)),
            Self::Boolean(value) => Data::Boolean(u8::from(*value)),
            Self::Octets(octets) => Data::OctetString(octets.clone()),
            Self::Unsigned(value) => Data::Unsigned(*value),
            Self::LongUnsigned(value) => Data::LongUnsigned(*value),
            Self::DoubleLong(value) => Data::DoubleLong(*value),
            Self::Long64(value) => Data::Long64(*value),
            Self::Enum(value) => Data::Enum(*value),
        }
    }
}

/// How deep values are nested: less than what the decoder takes.
const DEPTH: usize = 8;
