//! What a key is for.

use super::tools::issuer;
use super::tools::leaf;
use super::tools::scene;
use super::tools::set_usage_bits;
use crate::Usage;
use crate::mutate::Missing;
use crate::mutate::Mutant;
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
        "KU-01.signature-for-agreement",
        Flag::OtherUsage,
        Reason::KeyUsage,
        "a good signing certificate, where one for key agreement is wanted",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::KeyAgreement);
            Ok(())
        }),
    ),
    refused(
        "KU-01.signature-for-top-up",
        Flag::OtherUsage,
        Reason::KeyUsage,
        "a good signing certificate, where one for top-up key agreement is wanted",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::PrepaymentKeyAgreement);
            Ok(())
        }),
    ),
    refused(
        "KU-02.agreement-for-signature",
        Flag::OtherUsage,
        Reason::KeyUsage,
        "a good key agreement certificate, where a signing one is wanted",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::DigitalSignature);
            Ok(())
        }),
    )
    .of(Start::OrganisationKeyAgreement),
    refused(
        "KU-02.device",
        Flag::OtherUsage,
        Reason::KeyUsage,
        "a Device's key agreement certificate, where its signing one is wanted",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::DigitalSignature);
            Ok(())
        }),
    )
    .of(Start::DeviceKeyAgreement),
    accepted(
        "KU-01.signature",
        Flag::GoodUsage,
        "a signing certificate, where one is wanted",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::DigitalSignature);
            Ok(())
        }),
    ),
    accepted(
        "KU-02.agreement",
        Flag::GoodUsage,
        "a key agreement certificate, where one is wanted",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::KeyAgreement);
            Ok(())
        }),
    )
    .of(Start::OrganisationKeyAgreement),
    accepted(
        "KU-02.top-up",
        Flag::GoodUsage,
        "a key agreement certificate, where one for top-up is wanted: the certificate has no mark of it",
        scene(|_, scene| {
            scene.ask_for_usage(Usage::PrepaymentKeyAgreement);
            Ok(())
        }),
    )
    .of(Start::OrganisationKeyAgreement),
    bits("KU-03.both", "digitalSignature and keyAgreement", |leaf| set_usage_bits(leaf, 3, &[0x88])),
    bits("KU-03.device-both", "digitalSignature and keyAgreement in a Device Certificate", |leaf| {
        set_usage_bits(leaf, 3, &[0x88])
    })
    .of(Start::Device),
    bits("KU-03.signature-and-repudiation", "digitalSignature and nonRepudiation", |leaf| {
        set_usage_bits(leaf, 6, &[0xC0])
    }),
    bits("KU-03.all", "all nine bits", |leaf| set_usage_bits(leaf, 7, &[0xFF, 0x80])),
    bits("KU-03.agreement-encipher-only", "keyAgreement and encipherOnly", |leaf| {
        set_usage_bits(leaf, 0, &[0x09])
    })
    .of(Start::OrganisationKeyAgreement),
    bits("KU-03.agreement-decipher-only", "keyAgreement and decipherOnly", |leaf| {
        set_usage_bits(leaf, 7, &[0x08, 0x80])
    })
    .of(Start::OrganisationKeyAgreement),
    bits("KU-04.non-repudiation", "nonRepudiation alone", |leaf| set_usage_bits(leaf, 6, &[0x40])),
    refused(
        "KU-04.own-certificate",
        Flag::UsageBits,
        Reason::KeyUsage,
        "a Device gets as its own a certificate with nonRepudiation alone",
        scene(|shop, scene| {
            let mut leaf = shop.leaf(Start::Device)?;
            set_usage_bits(&mut leaf, 6, &[0x40])?;
            leaf.sign(shop.issuing(Start::Device).key());
            scene.leaf = leaf.to_der();
            scene.ask_as_device(DEVICE, Usage::DigitalSignature, shop.leaf_point(Start::Device));
            Ok(())
        }),
    )
    .of(Start::Device)
    .by("GBCS 13.5", "the keyUsage is the one that was asked for: response code 3"),
    bits("KU-05.key-encipherment", "keyEncipherment alone", |leaf| set_usage_bits(leaf, 5, &[0x20])),
    bits("KU-05.data-encipherment", "dataEncipherment alone", |leaf| set_usage_bits(leaf, 4, &[0x10])),
    bits("KU-05.encipher-only", "encipherOnly alone", |leaf| set_usage_bits(leaf, 0, &[0x01])),
    bits("KU-05.crl-sign", "cRLSign alone", |leaf| set_usage_bits(leaf, 1, &[0x02])),
    bits("KU-05.unnamed", "the tenth bit alone, which has no name", |leaf| {
        set_usage_bits(leaf, 6, &[0x00, 0x40])
    }),
    bits("KU-06.empty", "no bit", |leaf| set_usage_bits(leaf, 0, &[])),
    refused(
        "KU-21.sign-certificates",
        Flag::UsageBits,
        Reason::KeyUsage,
        "keyCertSign beside digitalSignature, without basicConstraints",
        leaf(|leaf| set_usage_bits(leaf, 2, &[0x84])),
    ),
    may_not("KU-07.crl-sign", "keyUsage of the issuing CA is cRLSign alone", |ca| {
        set_usage_bits(ca, 1, &[0x02])
    }),
    may_not("KU-07.signature", "keyUsage of the issuing CA is digitalSignature alone", |ca| {
        set_usage_bits(ca, 7, &[0x80])
    }),
    may_not("KU-07.all-but", "keyUsage of the issuing CA is every bit but keyCertSign", |ca| {
        set_usage_bits(ca, 7, &[0xFB, 0x80])
    }),
    may_not("KU-07.empty", "keyUsage of the issuing CA has no bit", |ca| set_usage_bits(ca, 0, &[])),
    either(
        "KU-07.more",
        Flag::ExtensionUnusual,
        "keyUsage of the issuing CA has digitalSignature as well",
        issuer(|ca| set_usage_bits(ca, 1, &[0x86])),
    ),
];

const fn bits(id: &'static str, what: &'static str, change: fn(&mut Mutant) -> Result<(), Missing>) -> Case {
    refused(id, Flag::UsageBits, Reason::KeyUsage, what, leaf(change))
}

const fn may_not(
    id: &'static str,
    what: &'static str,
    change: fn(&mut Mutant) -> Result<(), Missing>,
) -> Case {
    refused(id, Flag::MayNotSign, Reason::MayNotSign, what, issuer(change))
}
