//! Who vouches for a certificate: authorities that the device cannot know, and authorities that may not issue.

use hallmark_smki::Attribute;
use hallmark_smki::Certificate;
use hallmark_smki::Extension;
use hallmark_smki::ExtensionValue;
use hallmark_smki::KeyUsage;
use hallmark_smki::Name;
use hallmark_smki::PrivateKey;
use hallmark_smki::asn1::ObjectIdentifier;
use hallmark_smki::asn1::oid;
use hallmark_smki::key_identifier;
use hallmark_smki::mutate::Field;
use hallmark_smki::mutate::Mutant;
use hallmark_smki::mutate::Node;

use super::Form;
use super::Row;
use super::dates::start;
use crate::steps::credentials::bench::Bench;
use crate::steps::credentials::bench::Dates;
use crate::steps::credentials::bench::Draft;
use crate::steps::credentials::bench::Unable;
use crate::steps::credentials::bench::certify;

pub(super) const FORMS: &[Row] = &[
    (
        "a certificate of an unknown authority",
        Form::Foreign(|bench, draft| {
            let key = bench.key("authority");
            issued_by(&mut draft.mutant, &stranger_name("XI"), &key)
        }),
    ),
    (
        "a certificate of a namesake of the authority",
        Form::Foreign(|bench, draft| {
            // Issuer and authorityKeyIdentifier say that it is the authority's.
            draft.mutant.sign(&bench.key("authority"));
            Ok(())
        }),
    ),
    (
        "a certificate of a namesake of the authority, with its chain",
        Form::Foreign(|bench, draft| {
            let genuine = authority(bench)?;
            chain(bench, draft, genuine.subject(), genuine.issuer())
        }),
    ),
    (
        "a certificate of an unknown authority, with its chain",
        Form::Foreign(|bench, draft| chain(bench, draft, &stranger_name("XI"), &stranger_name("XR"))),
    ),
    (
        "a certificate of authorities that vouch for each other",
        Form::Foreign(|bench, draft| {
            let (one, two) = (bench.key("authority"), bench.key("other authority"));
            let names = (stranger_name("XA"), stranger_name("XB"));
            let first = an_authority(bench, &names.0, &one, (&names.1, &two))?;
            let second = an_authority(bench, &names.1, &two, (&names.0, &one))?;
            draft.path = vec![first.to_der(), second.to_der()];
            issued_by(&mut draft.mutant, &names.0, &one)
        }),
    ),
    (
        "its own certificate with an unrelated authority in the path",
        Form::Own(|bench, draft| {
            draft.path = vec![stranger(bench)?];
            Ok(())
        }),
    ),
    (
        "its own certificate with an unrelated authority before the issuing one",
        Form::Own(|bench, draft| {
            draft.path.insert(0, stranger(bench)?);
            Ok(())
        }),
    ),
    (
        "its own certificate with three unrelated authorities behind the issuing one",
        Form::Own(|bench, draft| {
            let stranger = stranger(bench)?;
            draft.path.extend([stranger.clone(), stranger.clone(), stranger]);
            Ok(())
        }),
    ),
    (
        "a certificate that another party issued",
        Form::Foreign(|bench, draft| {
            let issuer = bench.issuer()?;
            let key = bench.key("party");
            let mut party = Mutant::of(bench.model);
            certify(&mut party, &key.public_point())?;
            party.sign(issuer.key());
            draft.path.insert(0, party.to_der());
            issued_by(&mut draft.mutant, bench.model.subject(), &key)
        }),
    ),
    (
        "a certificate of an authority below the issuing one",
        Form::Foreign(|bench, draft| {
            let issuer = bench.issuer()?;
            let limit = issuer.certificate().basic_constraints().and_then(|one| one.path_length);
            if limit != Some(0) {
                return Err("the issuing authority of the profile permits authorities below it".into());
            }
            let (name, key) = (stranger_name("XS"), bench.key("authority"));
            let below = (issuer.certificate().subject(), issuer.key());
            draft.path.insert(0, an_authority(bench, &name, &key, below)?.to_der());
            issued_by(&mut draft.mutant, &name, &key)
        }),
    ),
    (
        "a certificate of an authority that may not sign certificates",
        Form::New(|bench, draft| {
            remade(
                bench,
                draft,
                |mutant| Ok(mutant.set_extension(&Extension::key_usage(KeyUsage::CRL_SIGN))?),
            )
        }),
    ),
    (
        "a certificate of an authority without basic constraints",
        Form::New(|bench, draft| {
            remade(bench, draft, |mutant| Ok(mutant.remove_extension(oid::BASIC_CONSTRAINTS)?))
        }),
    ),
    (
        "a certificate of an authority that says it is none",
        Form::New(|bench, draft| {
            remade(bench, draft, |mutant| {
                let mut extension = Extension::authority(None);
                extension.value = ExtensionValue::Other(vec![0x30, 0x00]);
                Ok(mutant.set_extension(&extension)?)
            })
        }),
    ),
    (
        "a certificate of an authority with an unknown critical extension",
        Form::New(|bench, draft| {
            remade(bench, draft, |mutant| {
                let oid = ObjectIdentifier::new("1.3.6.1.4.1.32473.1")
                    .map_err(|error| Unable(error.to_string()))?;
                let value = ExtensionValue::Other(vec![0x05, 0x00]);
                Ok(mutant.set_extension(&Extension { oid, critical: true, value })?)
            })
        }),
    ),
    (
        "a certificate of an authority that may not name it",
        Form::New(|bench, draft| {
            remade(bench, draft, |mutant| {
                let oid = ObjectIdentifier::new("2.5.29.30").map_err(|error| Unable(error.to_string()))?;
                let value = ExtensionValue::Other(name_constraints().to_der());
                Ok(mutant.set_extension(&Extension { oid, critical: true, value })?)
            })
        }),
    ),
    (
        "a certificate of an authority with a policy of another environment",
        Form::New(|bench, draft| {
            remade(bench, draft, |mutant| {
                let policy = ObjectIdentifier::new("1.2.826.0.1.8641679.1.2.1.99");
                let policy = policy.map_err(|error| Unable(error.to_string()))?;
                Ok(mutant.set_extension(&Extension::certificate_policies(&[policy]))?)
            })
        }),
    ),
    (
        "a certificate of an authority that has expired",
        Form::New(|bench, draft| {
            draft.dates = Dates::Count;
            valid(&mut draft.mutant, 2012, 2044)?;
            remade(bench, draft, |mutant| valid(mutant, 2009, 2011))
        }),
    ),
    (
        "a certificate of an authority that is not valid yet",
        Form::New(|bench, draft| {
            draft.dates = Dates::Count;
            valid(&mut draft.mutant, 2012, 2044)?;
            remade(bench, draft, |mutant| valid(mutant, 2047, 2049))
        }),
    ),
    ("a certificate of an authority issued anew", Form::New(|bench, draft| remade(bench, draft, |_| Ok(())))),
];

/// The authority that issued the model.
fn authority<'a>(bench: &Bench<'a>) -> Result<&'a Certificate, Unable> {
    bench
        .laboratory
        .authority_of(bench.model)
        .ok_or_else(|| "the profile gives no certificate of the authority that issued the party's".into())
}

/// An authority in the likeness of the issuing one, with another name and key, signed by whoever.
fn an_authority(
    bench: &Bench<'_>,
    name: &Name,
    key: &PrivateKey,
    (issuer, signer): (&Name, &PrivateKey),
) -> Result<Mutant, Unable> {
    let mut mutant = Mutant::of(authority(bench)?);
    mutant.set(Field::Subject, Node::verbatim(name.der()))?;
    certify(&mut mutant, &key.public_point())?;
    issued_by(&mut mutant, issuer, signer)?;
    Ok(mutant)
}

/// The authority under its own name and key, changed and signed by the root again, in place of what the path holds.
fn remade(
    bench: &Bench<'_>,
    draft: &mut Draft,
    change: fn(&mut Mutant) -> Result<(), Unable>,
) -> Result<(), Unable> {
    let mut mutant = Mutant::of(authority(bench)?);
    change(&mut mutant)?;
    mutant.sign(bench.root()?.key());
    draft.path = vec![mutant.to_der()];
    Ok(())
}

/// Leaf, authority and root of somebody else.
fn chain(bench: &Bench<'_>, draft: &mut Draft, issuing: &Name, root: &Name) -> Result<(), Unable> {
    let (key, root_key) = (bench.key("authority"), bench.key("root"));
    let top = an_authority(bench, root, &root_key, (root, &root_key))?;
    let middle = an_authority(bench, issuing, &key, (root, &root_key))?;
    draft.path = vec![middle.to_der(), top.to_der()];
    issued_by(&mut draft.mutant, issuing, &key)
}

/// An authority that nothing is known of.
fn stranger(bench: &Bench<'_>) -> Result<Vec<u8>, Unable> {
    let (key, root_key) = (bench.key("authority"), bench.key("root"));
    Ok(an_authority(bench, &stranger_name("XI"), &key, (&stranger_name("XR"), &root_key))?.to_der())
}

/// Names the issuer, by name and by key, and signs with its key.
fn issued_by(mutant: &mut Mutant, issuer: &Name, key: &PrivateKey) -> Result<(), Unable> {
    mutant.set(Field::Issuer, Node::verbatim(issuer.der()))?;
    let identifier = key_identifier(&key.public_point());
    mutant.set_extension(&Extension::authority_key_identifier(&identifier))?;
    mutant.sign(key);
    Ok(())
}

fn stranger_name(common_name: &str) -> Name {
    let attributes = [Attribute::role(0x07), Attribute::common_name(common_name)];
    Name::from_attributes(attributes.into_iter().map(Attribute::printable).collect())
}

fn valid(mutant: &mut Mutant, from: u16, to: u16) -> Result<(), Unable> {
    mutant.set(Field::NotBefore, Node::verbatim(start(from)?.to_der()))?;
    Ok(mutant.set(Field::NotAfter, Node::verbatim(start(to)?.to_der()))?)
}

/// RFC 5280 4.2.1.10: no directory name at all is permitted but those below `CN=nobody`.
fn name_constraints() -> Node {
    let nobody = Name::from_attributes(vec![Attribute::common_name("nobody")]);
    let directory_name = Node::constructed(0xA4, vec![Node::verbatim(nobody.der())]);
    let permitted = Node::constructed(0xA0, vec![Node::sequence(vec![directory_name])]);
    Node::sequence(vec![permitted])
}
