use crate::Error;
use crate::ErrorKind;
use crate::KeyUsage;
use crate::asn1::Element;
use crate::asn1::ObjectIdentifier;
use crate::asn1::Reader;
use crate::asn1::oid;
use crate::asn1::tag;
use crate::asn1::write;

/// One extension of a certificate, as read or as it shall be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// Its type.
    pub oid: ObjectIdentifier,
    /// Whether who does not know it must refuse the certificate.
    pub critical: bool,
    /// What it says.
    pub value: ExtensionValue,
}

/// The content of an extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtensionValue {
    /// authorityKeyIdentifier.
    AuthorityKeyIdentifier(AuthorityKeyIdentifier),
    /// basicConstraints.
    BasicConstraints(BasicConstraints),
    /// certificatePolicies.
    CertificatePolicies(Vec<Policy>),
    /// inhibitAnyPolicy: SkipCerts.
    InhibitAnyPolicy(u8),
    /// keyUsage.
    KeyUsage(KeyUsage),
    /// policyConstraints.
    PolicyConstraints(PolicyConstraints),
    /// subjectAltName.
    SubjectAltName(Vec<GeneralName>),
    /// subjectKeyIdentifier.
    SubjectKeyIdentifier(Vec<u8>),
    /// Anything else: the content of extnValue.
    Other(Vec<u8>),
}

/// RFC 5280 4.2.1.1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityKeyIdentifier {
    /// `[0] keyIdentifier`.
    pub key_identifier: Option<Vec<u8>>,
    /// The octets of `[1] authorityCertIssuer` and `[2] authorityCertSerialNumber`; empty in SMKI.
    pub issuer_and_serial: Vec<u8>,
}

/// RFC 5280 4.2.1.9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BasicConstraints {
    /// `cA`.
    pub authority: bool,
    /// `pathLenConstraint`.
    pub path_length: Option<u8>,
}

/// RFC 5280 4.2.1.4.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// policyIdentifier.
    pub oid: ObjectIdentifier,
    /// The octets of policyQualifiers; empty in SMKI.
    pub qualifiers: Vec<u8>,
}

/// RFC 5280 4.2.1.11.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyConstraints {
    /// requireExplicitPolicy.
    pub require_explicit_policy: Option<u8>,
    /// inhibitPolicyMapping.
    pub inhibit_policy_mapping: Option<u8>,
}

/// RFC 5280 4.2.1.6.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GeneralName {
    /// otherName with a hardwareModuleName (RFC 4108 5).
    HardwareModule {
        /// hwType.
        hardware_type: ObjectIdentifier,
        /// hwSerialNum: the Entity Identifier of a Device.
        serial: Vec<u8>,
    },
    /// Any other form: the whole element.
    Other(Vec<u8>),
}

impl Extension {
    /// authorityKeyIdentifier in its SMKI form.
    pub fn authority_key_identifier(key_identifier: &[u8]) -> Self {
        let value = AuthorityKeyIdentifier {
            key_identifier: Some(key_identifier.to_vec()),
            issuer_and_serial: Vec::new(),
        };
        Self {
            oid: oid::AUTHORITY_KEY_IDENTIFIER,
            critical: false,
            value: ExtensionValue::AuthorityKeyIdentifier(value),
        }
    }

    /// Critical basicConstraints of a CA.
    pub fn authority(path_length: Option<u8>) -> Self {
        let value = BasicConstraints { authority: true, path_length };
        Self { oid: oid::BASIC_CONSTRAINTS, critical: true, value: ExtensionValue::BasicConstraints(value) }
    }

    /// Critical certificatePolicies without qualifiers.
    pub fn certificate_policies(policies: &[ObjectIdentifier]) -> Self {
        let policies = policies.iter().map(|oid| Policy { oid: *oid, qualifiers: Vec::new() }).collect();
        Self {
            oid: oid::CERTIFICATE_POLICIES,
            critical: true,
            value: ExtensionValue::CertificatePolicies(policies),
        }
    }

    /// Critical keyUsage.
    pub fn key_usage(usage: KeyUsage) -> Self {
        Self { oid: oid::KEY_USAGE, critical: true, value: ExtensionValue::KeyUsage(usage) }
    }

    /// Critical subjectAltName of a Device.
    pub fn device_identity(id: [u8; 8]) -> Self {
        let name =
            GeneralName::HardwareModule { hardware_type: oid::DEVICE_HARDWARE_TYPE, serial: id.to_vec() };
        Self { oid: oid::SUBJECT_ALT_NAME, critical: true, value: ExtensionValue::SubjectAltName(vec![name]) }
    }

    /// subjectKeyIdentifier.
    pub fn subject_key_identifier(key_identifier: &[u8]) -> Self {
        Self {
            oid: oid::SUBJECT_KEY_IDENTIFIER,
            critical: false,
            value: ExtensionValue::SubjectKeyIdentifier(key_identifier.to_vec()),
        }
    }

    /// The DER element.
    pub fn to_der(&self) -> Vec<u8> {
        let critical = if self.critical { write::boolean(true) } else { Vec::new() };
        let value = write::octet_string(&self.value.to_der());
        write::sequence(&[&write::object_identifier(&self.oid), &critical, &value])
    }

    pub(crate) fn from_element(element: Element<'_>) -> Result<Self, Error> {
        let mut fields = element.reader();
        let oid = fields.object_identifier("the type of an extension")?;
        let critical = match fields.optional(tag::BOOLEAN, "the critical flag")? {
            None => false,
            Some(flag) if flag.boolean()? => true,
            Some(flag) => return Err(flag.wrong("no critical flag where it is FALSE, the default")),
        };
        let value = fields.tagged(tag::OCTET_STRING, "the value of an extension")?;
        fields.finish()?;
        Ok(Self { oid, critical, value: ExtensionValue::read(oid, &value)? })
    }

    /// Reads a SEQUENCE OF Extension.
    pub(crate) fn list(element: Element<'_>) -> Result<Vec<Self>, Error> {
        let mut extensions = Vec::new();
        let mut reader = element.reader();
        while !reader.is_empty() {
            let extension = reader.tagged(tag::SEQUENCE, "an extension")?;
            if extensions.len() == MAX_EXTENSIONS {
                let found = "one more";
                return Err(Error::new(ErrorKind::Limit, extension.offset, "at most 64 extensions", found));
            }
            extensions.push(Self::from_element(extension)?);
        }
        Ok(extensions)
    }
}

impl ExtensionValue {
    /// The octets inside extnValue.
    pub fn to_der(&self) -> Vec<u8> {
        match self {
            Self::AuthorityKeyIdentifier(identifier) => {
                let key = identifier.key_identifier.as_deref();
                let key = key.map(|key| write::element(tag::context(0), key)).unwrap_or_default();
                write::sequence(&[&key, &identifier.issuer_and_serial])
            }
            Self::BasicConstraints(constraints) => {
                let authority = if constraints.authority { write::boolean(true) } else { Vec::new() };
                let length = constraints.path_length.map(|length| write::unsigned(&[length]));
                write::sequence(&[&authority, &length.unwrap_or_default()])
            }
            Self::CertificatePolicies(policies) => {
                let policies: Vec<Vec<u8>> = policies
                    .iter()
                    .map(|policy| {
                        write::sequence(&[&write::object_identifier(&policy.oid), &policy.qualifiers])
                    })
                    .collect();
                write::element(tag::SEQUENCE, &policies.concat())
            }
            Self::InhibitAnyPolicy(skip) => write::unsigned(&[*skip]),
            Self::KeyUsage(usage) => usage.to_der(),
            Self::PolicyConstraints(constraints) => constraints.to_der(),
            Self::SubjectAltName(names) => {
                let names: Vec<Vec<u8>> = names.iter().map(GeneralName::to_der).collect();
                write::element(tag::SEQUENCE, &names.concat())
            }
            Self::SubjectKeyIdentifier(identifier) => write::octet_string(identifier),
            Self::Other(octets) => octets.clone(),
        }
    }

    fn read(oid: ObjectIdentifier, value: &Element<'_>) -> Result<Self, Error> {
        let mut reader = value.reader();
        let value = match oid {
            oid::AUTHORITY_KEY_IDENTIFIER => {
                Self::AuthorityKeyIdentifier(AuthorityKeyIdentifier::read(&mut reader)?)
            }
            oid::BASIC_CONSTRAINTS => Self::BasicConstraints(BasicConstraints::read(&mut reader)?),
            oid::CERTIFICATE_POLICIES => Self::CertificatePolicies(policies(&mut reader)?),
            oid::INHIBIT_ANY_POLICY => {
                Self::InhibitAnyPolicy(reader.tagged(tag::INTEGER, "inhibitAnyPolicy")?.small_integer()?)
            }
            oid::KEY_USAGE => {
                Self::KeyUsage(KeyUsage::from_element(&reader.tagged(tag::BIT_STRING, "keyUsage")?)?)
            }
            oid::POLICY_CONSTRAINTS => Self::PolicyConstraints(PolicyConstraints::read(&mut reader)?),
            oid::SUBJECT_ALT_NAME => Self::SubjectAltName(GeneralName::list(&mut reader)?),
            oid::SUBJECT_KEY_IDENTIFIER => Self::SubjectKeyIdentifier(
                reader.tagged(tag::OCTET_STRING, "subjectKeyIdentifier")?.content.to_vec(),
            ),
            _ => return Ok(Self::Other(value.content.to_vec())),
        };
        reader.finish()?;
        Ok(value)
    }
}

impl AuthorityKeyIdentifier {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.tagged(tag::SEQUENCE, "authorityKeyIdentifier")?.reader();
        let key = fields.optional(tag::context(0), "keyIdentifier")?;
        let issuer = fields.optional(tag::context_constructed(1), "authorityCertIssuer")?;
        let serial = fields.optional(tag::context(2), "authorityCertSerialNumber")?;
        fields.finish()?;
        let octets =
            |element: Option<Element<'_>>| element.map(|one| one.octets.to_vec()).unwrap_or_default();
        Ok(Self {
            key_identifier: key.map(|key| key.content.to_vec()),
            issuer_and_serial: [octets(issuer), octets(serial)].concat(),
        })
    }
}

impl BasicConstraints {
    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.tagged(tag::SEQUENCE, "basicConstraints")?.reader();
        let authority = match fields.optional(tag::BOOLEAN, "cA")? {
            None => false,
            Some(flag) if flag.boolean()? => true,
            Some(flag) => return Err(flag.wrong("no cA where it is FALSE, the default")),
        };
        let path_length = fields.optional(tag::INTEGER, "pathLenConstraint")?;
        fields.finish()?;
        let path_length = path_length.map(|length| length.small_integer()).transpose()?;
        Ok(Self { authority, path_length })
    }
}

impl PolicyConstraints {
    fn to_der(self) -> Vec<u8> {
        // Implicitly tagged INTEGERs: another identifier octet in front of the same length and content.
        let tagged = |number: u8, value: Option<u8>| {
            value.map_or_else(Vec::new, |value| {
                let mut octets = write::unsigned(&[value]);
                octets.iter_mut().take(1).for_each(|identifier| *identifier = tag::context(number));
                octets
            })
        };
        write::sequence(&[&tagged(0, self.require_explicit_policy), &tagged(1, self.inhibit_policy_mapping)])
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, Error> {
        let mut fields = reader.tagged(tag::SEQUENCE, "policyConstraints")?.reader();
        let require = fields.optional(tag::context(0), "requireExplicitPolicy")?;
        let inhibit = fields.optional(tag::context(1), "inhibitPolicyMapping")?;
        fields.finish()?;
        let number = |element: Option<Element<'_>>| element.map(|one| one.small_integer()).transpose();
        Ok(Self { require_explicit_policy: number(require)?, inhibit_policy_mapping: number(inhibit)? })
    }
}

fn policies(reader: &mut Reader<'_>) -> Result<Vec<Policy>, Error> {
    let mut policies = Vec::new();
    let mut list = reader.tagged(tag::SEQUENCE, "certificatePolicies")?.reader();
    while !list.is_empty() {
        let mut fields = list.tagged(tag::SEQUENCE, "a certificate policy")?.reader();
        let oid = fields.object_identifier("a policy identifier")?;
        let qualifiers = fields.optional(tag::SEQUENCE, "policy qualifiers")?;
        fields.finish()?;
        let qualifiers = qualifiers.map(|element| element.octets.to_vec()).unwrap_or_default();
        policies.push(Policy { oid, qualifiers });
    }
    Ok(policies)
}

impl GeneralName {
    /// The DER element.
    pub fn to_der(&self) -> Vec<u8> {
        match self {
            Self::HardwareModule { hardware_type, serial } => {
                let module = write::sequence(&[
                    &write::object_identifier(hardware_type),
                    &write::octet_string(serial),
                ]);
                let value = write::element(tag::context_constructed(0), &module);
                let name = [write::object_identifier(&oid::HARDWARE_MODULE_NAME), value].concat();
                write::element(tag::context_constructed(0), &name)
            }
            Self::Other(octets) => octets.clone(),
        }
    }

    fn list(reader: &mut Reader<'_>) -> Result<Vec<Self>, Error> {
        let mut names = Vec::new();
        let mut list = reader.tagged(tag::SEQUENCE, "subjectAltName")?.reader();
        while !list.is_empty() {
            let name = list.element("a general name")?;
            names.push(Self::from_element(name)?);
        }
        Ok(names)
    }

    fn from_element(element: Element<'_>) -> Result<Self, Error> {
        if element.tag != tag::context_constructed(0) {
            return Ok(Self::Other(element.octets.to_vec()));
        }
        let mut fields = element.reader();
        let kind = fields.object_identifier("the type of an otherName")?;
        let value = fields.tagged(tag::context_constructed(0), "the value of an otherName")?;
        fields.finish()?;
        if kind != oid::HARDWARE_MODULE_NAME {
            return Ok(Self::Other(element.octets.to_vec()));
        }
        let mut inside = value.reader();
        let mut module = inside.tagged(tag::SEQUENCE, "hardwareModuleName")?.reader();
        inside.finish()?;
        let hardware_type = module.object_identifier("hwType")?;
        let serial = module.tagged(tag::OCTET_STRING, "hwSerialNum")?;
        module.finish()?;
        Ok(Self::HardwareModule { hardware_type, serial: serial.content.to_vec() })
    }
}

const MAX_EXTENSIONS: usize = 64;
