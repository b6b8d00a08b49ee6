//! The identity of Devices: subjectAltName, and a subject that is empty.

use super::tools::leaf;
use super::tools::oid as object;
use super::tools::revalue;
use super::tools::scene;
use crate::Usage;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;
use crate::mutate::Field;
use crate::mutate::Missing;
use crate::mutate::Mutant;
use crate::mutate::names;
use crate::negatives::DEVICE;
use crate::negatives::Flag;
use crate::negatives::Reason;
use crate::negatives::case::Case;
use crate::negatives::case::Start;
use crate::negatives::case::accepted;
use crate::negatives::case::either;
use crate::negatives::case::refused;

pub(super) const CASES: &[Case] = &[
    refused(
        "NAM-14.other-device",
        Flag::OtherEntity,
        Reason::Identity,
        "a good Device Certificate for a key of this Device, in the name of another one",
        scene(|shop, scene| {
            let key = shop.leaf_point(Start::Device);
            let mut other = DEVICE;
            other[7] = 0x02;
            scene.ask_as_device(other, Usage::DigitalSignature, key);
            Ok(())
        }),
    )
    .of(Start::Device)
    .by("GBCS 13.5", "the certificate is for the Device that gets it: response code 2"),
    bad("NAM-15.two-modules", "subjectAltName has two hardwareModuleNames", |leaf| {
        let mut other = DEVICE;
        other[7] = 2;
        set_names(leaf, &[module(&DEVICE), module(&other)])
    }),
    bad("NAM-15.module-and-dns", "subjectAltName has a hardwareModuleName and a dNSName", |leaf| {
        set_names(leaf, &[module(&DEVICE), write::element(0x82, b"meter.example")])
    }),
    bad("NAM-15.dns-and-module", "subjectAltName has a dNSName and a hardwareModuleName", |leaf| {
        set_names(leaf, &[write::element(0x82, b"meter.example"), module(&DEVICE)])
    }),
    bad("NAM-15.none", "subjectAltName is an empty SEQUENCE", |leaf| set_names(leaf, &[])),
    bad("NAM-16.dns", "subjectAltName is a dNSName", |leaf| {
        set_names(leaf, &[write::element(0x82, b"02484c4d4b020001.example")])
    }),
    bad("NAM-16.uri", "subjectAltName is a URI", |leaf| {
        set_names(leaf, &[write::element(0x86, b"eui64:02-48-4c-4d-4b-02-00-01")])
    }),
    bad("NAM-16.registered-id", "subjectAltName is a registeredID", |leaf| {
        set_names(leaf, &[write::element(0x88, object("1.3.6.1.4.1.99999.3").as_bytes())])
    }),
    bad("NAM-16.directory-name", "subjectAltName is a directoryName with x500UniqueIdentifier", |leaf| {
        let value = names::identifier(0, &DEVICE);
        let name = names::name(vec![names::attribute(oid::UNIQUE_IDENTIFIER, tag::BIT_STRING, &value)]);
        set_names(leaf, &[write::element(tag::context_constructed(4), &name.to_der())])
    }),
    bad("NAM-16.ip-address", "subjectAltName is an IPv6 address that holds the identifier", |leaf| {
        let address = [&[0xFE, 0x80, 0, 0, 0, 0, 0, 0][..], &DEVICE].concat();
        set_names(leaf, &[write::element(0x87, &address)])
    }),
    bad("NAM-16.other-name", "subjectAltName is an otherName of a type that nobody knows", |leaf| {
        let text = write::element(tag::context_constructed(0), &write::element(tag::UTF8_STRING, b"meter"));
        let name = [write::object_identifier(&object("1.3.6.1.4.1.99999.4")), text].concat();
        set_names(leaf, &[write::element(tag::context_constructed(0), &name)])
    }),
    either(
        "NAM-17.other-hardware-type",
        Flag::HardwareType,
        "hwType is not the one of all known Device Certificates",
        leaf(|leaf| {
            set_names(
                leaf,
                &[typed_module(&write::object_identifier(&object("1.3.6.1.4.1.99999.5")), &DEVICE)],
            )
        }),
    )
    .of(Start::Device),
    bad("NAM-18.7-octets", "hwSerialNum has seven octets", |leaf| set_names(leaf, &[module(&DEVICE[1..])])),
    bad("NAM-18.9-octets", "hwSerialNum has nine octets", |leaf| {
        set_names(leaf, &[module(&[&DEVICE[..], &[0]].concat())])
    }),
    bad("NAM-18.0-octets", "hwSerialNum has no octets", |leaf| set_names(leaf, &[module(&[])])),
    bad("NAM-18.16-octets", "hwSerialNum is the identifier in sixteen hexadecimal digits", |leaf| {
        set_names(leaf, &[module(b"02484C4D4B020001")])
    }),
    refused(
        "NAM-18.absent",
        Flag::DeviceIdentity,
        Reason::Encoding,
        "hardwareModuleName has no hwSerialNum",
        leaf(|leaf| {
            set_names(leaf, &[typed_module(&write::object_identifier(&oid::DEVICE_HARDWARE_TYPE), &[])])
        }),
    )
    .of(Start::Device),
    refused(
        "NAM-18.no-hardware-type",
        Flag::DeviceIdentity,
        Reason::Encoding,
        "hardwareModuleName has no hwType",
        leaf(|leaf| {
            let module = write::sequence(&[&write::octet_string(&DEVICE)]);
            set_names(leaf, &[other_name(&module)])
        }),
    )
    .of(Start::Device),
    refused(
        "NAM-18.text",
        Flag::DeviceIdentity,
        Reason::Encoding,
        "hwSerialNum is a UTF8String of the identifier in hexadecimal",
        leaf(|leaf| {
            let module = write::sequence(&[
                &write::object_identifier(&oid::DEVICE_HARDWARE_TYPE),
                &write::element(tag::UTF8_STRING, b"02484C4D4B020001"),
            ]);
            set_names(leaf, &[other_name(&module)])
        }),
    )
    .of(Start::Device),
    bad("NAM-23.absent", "no subjectAltName, and the subject is empty", |leaf| {
        leaf.remove_extension(oid::SUBJECT_ALT_NAME)
    })
    .by("RFC 5280 4.1.2.6", "where subject is empty, the identity stands in a critical subjectAltName"),
    either(
        "NAM-19.common-name",
        Flag::DeviceSubject,
        "subject has a CN beside subjectAltName",
        leaf(|leaf| {
            let name = names::attribute(oid::COMMON_NAME, tag::UTF8_STRING, b"Meter 1");
            leaf.set(Field::Subject, names::name(vec![name]))
        }),
    )
    .of(Start::Device),
    either(
        "NAM-19.other-identifier",
        Flag::DeviceSubject,
        "subject has an x500UniqueIdentifier of another Device",
        leaf(|leaf| {
            let mut other = DEVICE;
            other[7] = 2;
            let value = names::identifier(0, &other);
            let name = names::attribute(oid::UNIQUE_IDENTIFIER, tag::BIT_STRING, &value);
            leaf.set(Field::Subject, names::name(vec![name]))
        }),
    )
    .of(Start::Device),
    accepted(
        "NAM-23.device",
        Flag::GoodDevice,
        "a Device Certificate for signatures, whose subject is empty",
        leaf(|_| Ok(())),
    )
    .of(Start::Device),
    accepted(
        "NAM-23.device-key-agreement",
        Flag::GoodDevice,
        "a Device Certificate for key agreement, whose subject is empty",
        leaf(|_| Ok(())),
    )
    .of(Start::DeviceKeyAgreement),
    accepted(
        "NAM-23.small-entity",
        Flag::GoodDevice,
        "a Device whose Entity Identifier starts with seven zero octets",
        leaf(|leaf| set_names(leaf, &[module(&[0, 0, 0, 0, 0, 0, 0, 1])])),
    )
    .of(Start::Device),
];

const fn bad(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::DeviceIdentity, Reason::Identity, what, leaf(change)).of(Start::Device)
}

fn set_names(mutant: &mut Mutant, names: &[Vec<u8>]) -> Result<(), Missing> {
    revalue(mutant, oid::SUBJECT_ALT_NAME, &write::element(tag::SEQUENCE, &names.concat()))
}

/// A hardwareModuleName of the usual hwType.
fn module(serial: &[u8]) -> Vec<u8> {
    let module = write::sequence(&[
        &write::object_identifier(&oid::DEVICE_HARDWARE_TYPE),
        &write::octet_string(serial),
    ]);
    other_name(&module)
}

/// A hardwareModuleName with this hwType; without hwSerialNum where there are no octets for it.
fn typed_module(hardware_type: &[u8], serial: &[u8]) -> Vec<u8> {
    let serial = if serial.is_empty() { Vec::new() } else { write::octet_string(serial) };
    other_name(&write::sequence(&[hardware_type, &serial]))
}

fn other_name(module: &[u8]) -> Vec<u8> {
    let value = write::element(tag::context_constructed(0), module);
    let name = [write::object_identifier(&oid::HARDWARE_MODULE_NAME), value].concat();
    write::element(tag::context_constructed(0), &name)
}
