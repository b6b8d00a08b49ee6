//! Dates: when they count, and how they are written.

use super::tools::issuer;
use super::tools::leaf;
use super::tools::scene;
use crate::asn1::tag;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::Node;
use crate::negatives::Dates;
use crate::negatives::Flag;
use crate::negatives::Need;
use crate::negatives::Problem;
use crate::negatives::Reason;
use crate::negatives::Scene;
use crate::negatives::TIME;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;
use crate::negatives::workshop::Workshop;
use crate::pki;

pub(super) const CASES: &[Case] = &[
    refused(
        "VAL-01.yesterday",
        Flag::OutOfDate,
        Reason::Expired,
        "the leaf ended a day ago",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"191231000000Z")),
    ),
    refused(
        "VAL-01.one-second",
        Flag::OutOfDate,
        Reason::Expired,
        "the leaf ended a second ago",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"191231235959Z")),
    ),
    refused(
        "VAL-01.1950",
        Flag::OutOfDate,
        Reason::Expired,
        "notAfter is the UTCTime 500101000000Z: 1950, not 2050",
        leaf(|leaf| {
            utc(leaf, Field::NotBefore, b"500101000000Z")?;
            utc(leaf, Field::NotAfter, b"500101000000Z")
        }),
    )
    .by("RFC 5280 4.1.2.5.1", "the years 50 to 99 of UTCTime are those of the twentieth century"),
    accepted(
        "VAL-02.leaf",
        Flag::DatesIgnored,
        "the leaf ended a day ago, and applyTimeBasedCPVChecks says that dates do not count",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Organisation)?;
            utc(&mut leaf, Field::NotAfter, b"191231000000Z")?;
            leaf.sign(shop.issuing(Start::Organisation).key());
            scene.leaf = leaf.to_der();
            ignore_dates(scene);
            Ok(())
        }),
    ),
    accepted(
        "VAL-02.issuing-ca",
        Flag::DatesIgnored,
        "the issuing CA ended a day ago, and applyTimeBasedCPVChecks says that dates do not count",
        scene(|shop, scene| {
            scene.path = vec![
                shop.changed_issuer(Start::Organisation, |ca| utc(ca, Field::NotAfter, b"191231000000Z"))?,
            ];
            ignore_dates(scene);
            Ok(())
        }),
    ),
    refused(
        "VAL-03.one-second",
        Flag::OutOfDate,
        Reason::NotYetValid,
        "the leaf begins in a second",
        leaf(|leaf| utc(leaf, Field::NotBefore, b"200101000001Z")),
    ),
    refused(
        "VAL-03.next-year",
        Flag::OutOfDate,
        Reason::NotYetValid,
        "the leaf begins in a year",
        leaf(|leaf| utc(leaf, Field::NotBefore, b"210101000000Z")),
    ),
    refused(
        "VAL-03.device",
        Flag::OutOfDate,
        Reason::NotYetValid,
        "a Device Certificate begins in a year",
        leaf(|leaf| utc(leaf, Field::NotBefore, b"210101000000Z")),
    )
    .of(Start::Device),
    refused(
        "VAL-04.expired",
        Flag::OutOfDate,
        Reason::Expired,
        "the issuing CA ended a second ago",
        issuer(|ca| utc(ca, Field::NotAfter, b"191231235959Z")),
    ),
    refused(
        "VAL-04.not-yet",
        Flag::OutOfDate,
        Reason::NotYetValid,
        "the issuing CA begins in a second",
        issuer(|ca| utc(ca, Field::NotBefore, b"200101000001Z")),
    ),
    refused(
        "VAL-05.reversed",
        Flag::ValidityOrder,
        Reason::ValidityOrder,
        "notAfter is a year before notBefore, and it is now between them",
        leaf(|leaf| {
            utc(leaf, Field::NotBefore, b"200701000000Z")?;
            utc(leaf, Field::NotAfter, b"190701000000Z")
        }),
    ),
    either(
        "VAL-06.generalized-not-after",
        Flag::TimeForm,
        "notAfter before 2050 is a GeneralizedTime",
        leaf(|leaf| generalized(leaf, Field::NotAfter, b"20430101000000Z")),
    ),
    either(
        "VAL-06.generalized-not-before",
        Flag::TimeForm,
        "notBefore is a GeneralizedTime",
        leaf(|leaf| generalized(leaf, Field::NotBefore, b"20140101000000Z")),
    ),
    badly("VAL-07.no-zone", "notAfter has no Z", |leaf| utc(leaf, Field::NotAfter, b"430101000000")),
    badly("VAL-07.offset", "notAfter has the zone +0000", |leaf| {
        utc(leaf, Field::NotAfter, b"430101000000+0000")
    }),
    badly("VAL-07.offset-hour", "notAfter has the zone +0100", |leaf| {
        utc(leaf, Field::NotAfter, b"430101000000+0100")
    }),
    badly("VAL-07.no-seconds", "notAfter has no seconds", |leaf| utc(leaf, Field::NotAfter, b"4301010000Z")),
    badly("VAL-07.lower-case", "notAfter ends with z", |leaf| utc(leaf, Field::NotAfter, b"430101000000z")),
    badly("VAL-07.fraction", "notAfter is a GeneralizedTime with a fraction of a second", |leaf| {
        generalized(leaf, Field::NotAfter, b"20500101000000.5Z")
    }),
    badly("VAL-07.generalized-no-zone", "notAfter is a GeneralizedTime without Z", |leaf| {
        generalized(leaf, Field::NotAfter, b"20500101000000")
    }),
    badly("VAL-07.generalized-offset", "notAfter is a GeneralizedTime with the zone +0000", |leaf| {
        generalized(leaf, Field::NotAfter, b"20500101000000+0000")
    }),
    badly("VAL-07.month-13", "notAfter is in the month 13", |leaf| {
        utc(leaf, Field::NotAfter, b"431301000000Z")
    }),
    badly("VAL-07.month-0", "notAfter is in the month 0", |leaf| {
        utc(leaf, Field::NotAfter, b"430001000000Z")
    }),
    badly("VAL-07.february-30", "notAfter is on 30 February", |leaf| {
        utc(leaf, Field::NotAfter, b"430230000000Z")
    }),
    badly("VAL-07.no-leap-year", "notAfter is on 29 February 2043", |leaf| {
        utc(leaf, Field::NotAfter, b"430229000000Z")
    }),
    badly("VAL-07.hour-24", "notAfter is at 24:00:00", |leaf| utc(leaf, Field::NotAfter, b"430101240000Z")),
    badly("VAL-07.second-60", "notAfter is at 23:59:60", |leaf| utc(leaf, Field::NotAfter, b"421231235960Z")),
    badly("VAL-07.space", "a space stands in notAfter", |leaf| utc(leaf, Field::NotAfter, b"43010100 000Z")),
    badly("VAL-07.sign", "a sign stands in notAfter", |leaf| utc(leaf, Field::NotAfter, b"43+101000000Z")),
    badly("VAL-07.empty", "notAfter has no octets", |leaf| utc(leaf, Field::NotAfter, b"")),
    badly("VAL-07.four-digits", "notAfter is a UTCTime with a year of four digits", |leaf| {
        utc(leaf, Field::NotAfter, b"20430101000000Z")
    }),
    badly("VAL-07.two-digits", "notAfter is a GeneralizedTime with a year of two digits", |leaf| {
        generalized(leaf, Field::NotAfter, b"430101000000Z")
    }),
    badly("VAL-07.integer", "notAfter is an INTEGER: seconds since 1970", |leaf| {
        leaf.set(Field::NotAfter, Node::primitive(tag::INTEGER, [0x7F, 0xFF, 0xFF, 0xFF]))
    }),
    either(
        "VAL-08.real-end",
        Flag::EndDate,
        "a Device Certificate ends, in 2043",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"431231235959Z")),
    )
    .of(Start::Device),
    either(
        "VAL-09.no-end",
        Flag::EndDate,
        "an Organisation Certificate has no end: 99991231235959Z",
        leaf(|leaf| generalized(leaf, Field::NotAfter, b"99991231235959Z")),
    ),
    either(
        "VAL-09.issuing-ca-no-end",
        Flag::EndDate,
        "the issuing CA has no end: 99991231235959Z",
        issuer(|ca| generalized(ca, Field::NotAfter, b"99991231235959Z")),
    ),
    either(
        "VAL-10.outlives",
        Flag::EndDate,
        "the leaf ends a year after its issuing CA",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"441231235959Z")),
    ),
    at("VAL-13.not-before", "it is the second of notBefore", |scene| scene.time = pki::NOT_BEFORE),
    at("VAL-13.not-after", "it is the second of notAfter", |scene| scene.time = pki::NOT_AFTER),
    accepted(
        "VAL-13.leaf-not-before",
        Flag::GoodDates,
        "it is the second of the leaf's notBefore, years after that of its issuing CA",
        leaf(|leaf| utc(leaf, Field::NotBefore, b"200101000000Z")),
    ),
    accepted(
        "VAL-13.leaf-not-after",
        Flag::GoodDates,
        "it is the second of the leaf's notAfter, years before that of its issuing CA",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"200101000000Z")),
    ),
    accepted(
        "VAL-13.one-second",
        Flag::GoodDates,
        "the leaf is valid for one second, and this is it",
        leaf(|leaf| {
            utc(leaf, Field::NotBefore, b"200101000000Z")?;
            utc(leaf, Field::NotAfter, b"200101000000Z")
        }),
    ),
    accepted(
        "VAL-13.issuing-ca-not-after",
        Flag::GoodDates,
        "it is the second of the issuing CA's notAfter",
        issuer(|ca| utc(ca, Field::NotAfter, b"200101000000Z")),
    ),
    refused(
        "VAL-13.after",
        Flag::OutOfDate,
        Reason::Expired,
        "it is the second after notAfter",
        scene(|_, scene| {
            scene.time = pki::NOT_AFTER + 1;
            Ok(())
        }),
    ),
    refused(
        "VAL-13.before",
        Flag::OutOfDate,
        Reason::NotYetValid,
        "it is the second before notBefore",
        scene(|_, scene| {
            scene.time = pki::NOT_BEFORE - 1;
            Ok(())
        }),
    ),
    accepted(
        "VAL-14.no-end",
        Flag::GoodDates,
        "a Device Certificate without end, 99991231235959Z",
        leaf(|_| Ok(())),
    )
    .of(Start::DeviceKeyAgreement),
    accepted(
        "VAL-14.no-end-in-2043",
        Flag::GoodDates,
        "a Device Certificate without end, on the last day of its issuing CA",
        scene(|_, scene| {
            scene.time = pki::NOT_AFTER - 1;
            Ok(())
        }),
    )
    .of(Start::Device),
    accepted(
        "VAL-14.leap-day",
        Flag::GoodDates,
        "notAfter is on 29 February 2024",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"240229235959Z")),
    ),
    accepted(
        "VAL-14.2049",
        Flag::GoodDates,
        "notAfter is the last second of 2049, in UTCTime",
        leaf(|leaf| utc(leaf, Field::NotAfter, b"491231235959Z")),
    ),
    accepted(
        "VAL-14.2050",
        Flag::GoodDates,
        "notAfter is the first second of 2050, in GeneralizedTime",
        leaf(|leaf| generalized(leaf, Field::NotAfter, b"20500101000000Z")),
    ),
    accepted(
        "VAL-14.1950",
        Flag::GoodDates,
        "notBefore is the first second of 1950, in UTCTime",
        leaf(|leaf| utc(leaf, Field::NotBefore, b"500101000000Z")),
    ),
    either(
        "VAL-15.anchor-expired",
        Flag::AnchorDates,
        "the root's own certificate ended a second ago",
        scene(|shop, scene| anchor(shop, scene, Field::NotAfter, b"191231235959Z")),
    ),
    either(
        "VAL-15.anchor-not-yet",
        Flag::AnchorDates,
        "the root's own certificate begins in a second",
        scene(|shop, scene| anchor(shop, scene, Field::NotBefore, b"200101000001Z")),
    ),
];

const fn badly(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::TimeGarbled, Reason::Encoding, what, leaf(change))
}

const fn at(id: &'static str, what: &'static str, change: fn(&mut Scene)) -> Case {
    accepted(id, Flag::GoodDates, what, crate::negatives::case::Change::Edit(change))
}

fn utc(mutant: &mut Mutant, field: Field, text: &[u8]) -> Result<(), Missing> {
    mutant.set(field, Node::primitive(tag::UTC_TIME, text))
}

fn generalized(mutant: &mut Mutant, field: Field, text: &[u8]) -> Result<(), Missing> {
    mutant.set(field, Node::primitive(tag::GENERALIZED_TIME, text))
}

fn ignore_dates(scene: &mut Scene) {
    scene.time = TIME;
    scene.question.dates = Dates::Ignored;
    scene.needs(Need::Dates);
}

fn anchor(shop: &Workshop, scene: &mut Scene, field: Field, text: &[u8]) -> Result<(), Problem> {
    let root = shop.root(Start::Organisation);
    let mut mutant = Mutant::of(root.certificate());
    utc(&mut mutant, field, text)?;
    mutant.sign(root.key());
    scene.anchor = mutant.to_der();
    Ok(())
}
