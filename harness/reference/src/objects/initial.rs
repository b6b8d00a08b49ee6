use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::dlms::BitString;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DateTime;
use hallmark_gbcs::dlms::Descriptor;
use hallmark_gbcs::tables::esme::CopyForm;
use hallmark_gbcs::tables::esme::Extent;
use hallmark_gbcs::tables::esme::Instruction;
use hallmark_gbcs::tables::esme::Interval;
use hallmark_gbcs::tables::esme::Operation;
use hallmark_gbcs::tables::esme::Parameters;

use hallmark_gbcs::tables::esme::Shape;
use hallmark_gbcs::tables::esme::templates;

use super::generate;
use super::generate::Numbers;
use super::well_known;

/// What a new Device holds: every attribute that a use case writes, with a value as that use case writes it; every
/// attribute that one reads, of the type in which it is read.
pub(crate) fn initial(seed: u64) -> BTreeMap<Descriptor, Data> {
    let mut objects = BTreeMap::new();
    for (attribute, value) in written() {
        objects.entry(attribute).or_insert(value);
    }
    for copied in instructions().flat_map(Instruction::copies) {
        if let Some(value) = objects.get(&copied.from).cloned() {
            objects.entry(copied.to).or_insert_with(|| effective(value, copied.form));
        }
    }
    for (attribute, shape) in read() {
        let value = || generate::value(shape, &mut Numbers::new(seed, attribute, 0));
        objects.entry(attribute).or_insert_with(value);
    }
    objects.extend(chosen());
    objects
}

/// Whether an ESME has this attribute or method.
pub(crate) fn is_known(member: Descriptor) -> bool {
    static KNOWN: LazyLock<BTreeSet<Descriptor>> = LazyLock::new(|| {
        let protected = templates().iter().flat_map(|template| template.protected());
        let protected = protected.map(|attribute| attribute.descriptor);
        instructions().map(|instruction| instruction.descriptor).chain(protected).collect()
    });
    KNOWN.contains(&member)
}

fn instructions() -> impl Iterator<Item = &'static Instruction> {
    templates().iter().flat_map(|template| &template.instructions)
}

fn written() -> impl Iterator<Item = (Descriptor, Data)> {
    let parameters = parameters();
    instructions().filter_map(move |instruction| match &instruction.operation {
        Operation::Set { alert: Some(_), .. } => Some((instruction.descriptor, DateTime::NEVER.into())),
        Operation::Set { value, .. } => Some((instruction.descriptor, value.build(&parameters))),
        _ => None,
    })
}

fn read() -> impl Iterator<Item = (Descriptor, &'static Shape)> {
    let open = instructions().filter_map(|instruction| match &instruction.operation {
        Operation::Get(answer) => Some((instruction.descriptor, &answer.shape)),
        _ => None,
    });
    let protected = templates().iter().flat_map(|template| template.protected());
    let protected = protected.filter(|attribute| attribute.extent == Extent::All);
    open.chain(protected.map(|attribute| (attribute.descriptor, &attribute.answer.shape)))
}

/// What becomes of a written value where it takes effect, on a Device on which nothing was there before.
fn effective(value: Data, form: CopyForm) -> Data {
    match (form, value) {
        (CopyForm::Switched, Data::BitString(bits)) => {
            let all = vec![0xFF; bits.count() / 16];
            Data::BitString(BitString::new(bits.count() / 2, all))
        }
        (_, value) => value,
    }
}

/// What a template cannot say: identity, limits that leave room for top-ups, prepayment mode so that emergency credit
/// can be activated.
fn chosen() -> [(Descriptor, Data); 11] {
    [
        (well_known::FIRMWARE_VERSION, Data::octets([0x01, 0x00, 0x00, 0x00])),
        (well_known::MANUFACTURER, Data::octets("484D")),
        (well_known::MODEL, Data::octets("45530001")),
        (well_known::VARIANT, Data::octets("B")),
        (well_known::MAXIMUM_CREDIT, Data::DoubleLong(50_000_000)),
        (well_known::MAXIMUM_BALANCE, Data::DoubleLong(100_000_000)),
        (well_known::EMERGENCY_CREDIT_LIMIT, Data::DoubleLong(500_000)),
        (well_known::EMERGENCY_CREDIT_THRESHOLD, Data::DoubleLong(200_000)),
        (well_known::DISABLEMENT_THRESHOLD, Data::array([Data::DoubleLong(0)])),
        (well_known::ACCOUNT_STATUS, Data::structure([Data::Enum(2), Data::Enum(2)])),
        (well_known::SUPPLY_STATE, Data::Enum(1)),
    ]
}

fn parameters() -> Parameters {
    let any = Interval { from: DateTime::IMMEDIATE, to: DateTime::IMMEDIATE };
    Parameters {
        activation: DateTime::NEVER,
        range: any,
        clock: any,
        period: any,
        utrn: String::new(),
        counter: Counter(0),
        originator: EntityId::NONE,
        recipient: EntityId::NONE,
        // Not one that a test is likely to write first.
        variant: 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hallmark_gbcs::dlms::DataView;
    use hallmark_gbcs::wire::Reader;

    #[test]
    fn every_attribute_that_is_read_has_a_value_of_its_shape() {
        let objects = initial(7);
        for (attribute, shape) in read() {
            let octets = objects[&attribute].to_octets();
            let value = DataView::parse(&mut Reader::new(&octets)).unwrap();
            assert_eq!(shape.check(&value), Ok(()), "{attribute}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_values() {
        assert_eq!(initial(7), initial(7));
        assert_ne!(initial(7), initial(8));
    }
}
