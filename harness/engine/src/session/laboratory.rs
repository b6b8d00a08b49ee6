use core::time::Duration;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::KeyError;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_gbcs::tables::Role;
use hallmark_smki::Certificate;
use hallmark_smki::KeyRing;
use hallmark_smki::PrivateKey;
use hallmark_smki::Usage;
use hallmark_smki::pki::Credential;

/// What the laboratory holds: the credentials of the parties that it plays, and the public keys of the device.
#[derive(Debug, Clone)]
pub struct Laboratory {
    device: EntityId,
    device_certificates: BTreeMap<Usage, Certificate>,
    device_signing: [u8; 65],
    former_signing: Option<[u8; 65]>,
    parties: Vec<Party>,
    stranger: Party,
    authorities: Vec<Certificate>,
    issuers: Vec<Credential>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// How long to watch for an answer that must not come.
    pub settle: Duration,
    /// Rules that the operator wants judged although they rest on an inferred fact.
    pub strict: BTreeSet<String>,
}

/// A Remote Party whose part the laboratory plays.
#[derive(Debug, Clone)]
pub struct Party {
    /// The profile's name for it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Its Entity Identifier.
    pub id: EntityId,
    signing: Option<Secret<SigningKey>>,
    management: Option<Agreed>,
    prepayment: Option<Agreed>,
    certificates: BTreeMap<Usage, Certificate>,
}

/// A key for key agreement, and what it shares with the device's.
#[derive(Debug, Clone)]
struct Agreed {
    key: Secret<AgreementKey>,
    secret: Secret<SharedSecret>,
}

/// A key that debug output does not show.
struct Secret<T>(Arc<T>);

impl<T> Clone for Secret<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> core::fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("(secret)")
    }
}

/// A party before its keys are looked up.
#[derive(Debug, Clone)]
pub struct PartyEntry {
    /// The profile's name for it.
    pub name: String,
    /// Its role.
    pub role: Role,
    /// Its Entity Identifier.
    pub id: EntityId,
}

impl Party {
    /// Looks up a party's keys, and agrees them with the device's.
    fn from_ring(entry: &PartyEntry, ring: &KeyRing, device_agreement: &[u8; 65]) -> Result<Self, String> {
        let scalar = |usage| ring.private_scalar(entry.id.0, usage).map(|scalar| PrivateScalar::new(*scalar));
        let unusable = |error| format!("use a key of {}: {error}", entry.name);
        let agree =
            |usage| scalar(usage).map(|scalar| Agreed::from_scalar(&scalar, device_agreement)).transpose();
        let signing = scalar(Usage::DigitalSignature).map(|scalar| SigningKey::from_scalar(&scalar));
        let signing = signing.transpose().map_err(unusable)?.map(|key| Secret(Arc::new(key)));
        let usages = [Usage::DigitalSignature, Usage::KeyAgreement, Usage::PrepaymentKeyAgreement];
        let certificates = usages
            .into_iter()
            .filter_map(|usage| Some((usage, ring.certificate(entry.id.0, usage)?.clone())))
            .collect();
        Ok(Self {
            name: entry.name.clone(),
            role: entry.role,
            id: entry.id,
            signing,
            management: agree(Usage::KeyAgreement).map_err(unusable)?,
            prepayment: agree(Usage::PrepaymentKeyAgreement).map_err(unusable)?,
            certificates,
        })
    }

    /// Its digital signature key.
    pub fn signing_key(&self) -> Option<&SigningKey> {
        self.signing.as_ref().map(|key| key.0.as_ref())
    }

    /// What its key agreement key shares with the device's.
    pub fn secret(&self) -> Option<&SharedSecret> {
        self.management.as_ref().map(|agreed| agreed.secret.0.as_ref())
    }

    /// What its prepayment key shares with the device's.
    pub fn prepayment_secret(&self) -> Option<&SharedSecret> {
        self.prepayment.as_ref().map(|agreed| agreed.secret.0.as_ref())
    }

    /// Its certificate for a usage.
    pub fn certificate(&self, usage: Usage) -> Option<&Certificate> {
        self.certificates.get(&usage)
    }

    /// Takes another key and certificate for one usage.
    pub(super) fn renew(
        &mut self,
        usage: Usage,
        key: &PrivateKey,
        certificate: Certificate,
        device_agreement: &[u8; 65],
    ) -> Result<(), KeyError> {
        let scalar = PrivateScalar::new(*key.scalar());
        match usage {
            Usage::DigitalSignature => {
                self.signing = Some(Secret(Arc::new(SigningKey::from_scalar(&scalar)?)));
            }
            Usage::KeyAgreement => self.management = Some(Agreed::from_scalar(&scalar, device_agreement)?),
            Usage::PrepaymentKeyAgreement => {
                self.prepayment = Some(Agreed::from_scalar(&scalar, device_agreement)?);
            }
        }
        self.certificates.insert(usage, certificate);
        Ok(())
    }

    /// Agrees its keys with another key of the device.
    pub(super) fn agree_again(&mut self, device_agreement: &[u8; 65]) -> Result<(), KeyError> {
        for agreed in [&mut self.management, &mut self.prepayment].into_iter().flatten() {
            agreed.secret = Secret(Arc::new(agreed.key.0.agree(device_agreement)?));
        }
        Ok(())
    }
}

impl Agreed {
    fn from_scalar(scalar: &PrivateScalar, device_agreement: &[u8; 65]) -> Result<Self, KeyError> {
        let key = AgreementKey::from_scalar(scalar)?;
        let secret = key.agree(device_agreement)?;
        Ok(Self { key: Secret(Arc::new(key)), secret: Secret(Arc::new(secret)) })
    }
}

impl Laboratory {
    /// The laboratory for one device: `entries` in the order of the profile, keys and certificates from `ring`.
    pub fn new(
        device: EntityId,
        entries: &[PartyEntry],
        ring: &KeyRing,
        seed: u64,
        timeout: Duration,
        settle: Duration,
        strict: BTreeSet<String>,
    ) -> Result<Self, String> {
        let point = |usage, name| {
            ring.certificate(device.0, usage).and_then(Certificate::public_point).ok_or_else(|| {
                format!("find the {name} certificate of device {device}: the profile gives none")
            })
        };
        let device_signing = point(Usage::DigitalSignature, "digital signature")?;
        let device_agreement = point(Usage::KeyAgreement, "key agreement")?;
        let parties = entries
            .iter()
            .map(|entry| Party::from_ring(entry, ring, &device_agreement))
            .collect::<Result<Vec<_>, _>>()?;
        let stranger = stranger(seed, &device_agreement)?;
        let authorities: Vec<Certificate> = ring.authorities().cloned().collect();
        let issuers = authorities
            .iter()
            .filter_map(|one| Some(Credential::new(one.clone(), ring.authority_key(one)?.clone())))
            .collect();
        let device_certificates = [Usage::DigitalSignature, Usage::KeyAgreement]
            .into_iter()
            .filter_map(|usage| Some((usage, ring.certificate(device.0, usage)?.clone())))
            .collect();
        Ok(Self {
            device,
            device_certificates,
            device_signing,
            former_signing: None,
            parties,
            stranger,
            authorities,
            issuers,
            timeout,
            settle,
            strict,
        })
    }

    /// The device under test.
    pub fn device(&self) -> EntityId {
        self.device
    }

    /// The point of its digital signature key.
    pub fn device_signing_point(&self) -> &[u8; 65] {
        &self.device_signing
    }

    /// The point of the key that it signed with before the present one, where the laboratory has seen the change.
    pub fn former_signing_point(&self) -> Option<&[u8; 65]> {
        self.former_signing.as_ref()
    }

    /// The device's own certificate for a usage.
    pub fn device_certificate(&self, usage: Usage) -> Option<&Certificate> {
        self.device_certificates.get(&usage)
    }

    /// The authorities whose private keys the laboratory has.
    pub fn issuers(&self) -> &[Credential] {
        &self.issuers
    }

    /// Issuing and root certificates.
    pub fn authorities(&self) -> &[Certificate] {
        &self.authorities
    }

    /// Every party.
    pub fn parties(&self) -> &[Party] {
        &self.parties
    }

    /// A party that no cell of the device holds, with keys of its own.
    pub fn stranger(&self) -> &Party {
        &self.stranger
    }

    /// The party that a scenario calls by this name: the party of that name in the profile, or the first with that
    /// role.
    pub fn party(&self, name: &str) -> Option<&Party> {
        let role = Role::from_word(if name == "access-control-broker" { "acb" } else { name });
        self.parties
            .iter()
            .find(|party| party.name == name)
            .or_else(|| self.parties.iter().find(|party| Some(party.role) == role))
    }

    /// The party with this identifier.
    pub fn party_with_id(&self, id: EntityId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == id)
    }

    /// What the broker's key agreement key shares with the device's: it authenticates every command.
    pub fn broker_secret(&self) -> Result<&SharedSecret, String> {
        self.party("access-control-broker")
            .and_then(Party::secret)
            .ok_or_else(|| "the profile gives no key agreement key for the access-control-broker".to_owned())
    }

    /// A signing key of a party that the device knows, and that is not this one.
    pub fn known_signer_other_than(&self, id: EntityId) -> Option<&SigningKey> {
        ["network-operator", "supplier", "load-controller"]
            .into_iter()
            .filter_map(|name| self.party(name))
            .filter(|party| party.id != id)
            .find_map(Party::signing_key)
    }

    /// What a party other than the broker shares with the device: the originator itself, where it is not the broker.
    pub fn secret_other_than_broker(&self, originator: EntityId) -> Option<&SharedSecret> {
        self.party_with_id(originator)
            .filter(|party| party.role != Role::AccessControlBroker)
            .and_then(Party::secret)
            .or_else(|| self.party("supplier").and_then(Party::secret))
    }
}

impl Laboratory {
    /// The same laboratory, in which a party has another key and certificate for one usage.
    pub fn with_party_key(
        &self,
        party: EntityId,
        usage: Usage,
        key: &PrivateKey,
        certificate: Certificate,
    ) -> Result<Self, String> {
        let device_agreement = self.device_agreement()?;
        let mut changed = self.clone();
        let found = changed.parties.iter_mut().find(|one| one.id == party);
        let found = found.ok_or_else(|| format!("the profile names no party {party}"))?;
        found
            .renew(usage, key, certificate, &device_agreement)
            .map_err(|error| format!("use a key of {}: {error}", found.name))?;
        Ok(changed)
    }

    /// The same laboratory, for a device that has another certificate, and so another key, for one usage.
    pub fn with_device_certificate(&self, usage: Usage, certificate: Certificate) -> Result<Self, String> {
        let point = certificate.public_point().ok_or("the new certificate of the device has no P-256 key")?;
        let mut changed = self.clone();
        match usage {
            Usage::DigitalSignature => {
                changed.former_signing = Some(self.device_signing);
                changed.device_signing = point;
            }
            Usage::KeyAgreement | Usage::PrepaymentKeyAgreement => {
                let parties = changed.parties.iter_mut().chain([&mut changed.stranger]);
                for party in parties {
                    party
                        .agree_again(&point)
                        .map_err(|error| format!("agree a key with the device's new one: {error}"))?;
                }
            }
        }
        changed.device_certificates.insert(usage, certificate);
        Ok(changed)
    }

    /// The same laboratory, which takes no signature with the device's former key any more.
    #[must_use]
    pub fn without_former_key(self) -> Self {
        Self { former_signing: None, ..self }
    }

    fn device_agreement(&self) -> Result<[u8; 65], String> {
        let certificate = self.device_certificates.get(&Usage::KeyAgreement);
        certificate
            .and_then(Certificate::public_point)
            .ok_or_else(|| "the profile gives no key agreement certificate of the device".to_owned())
    }
}

/// A party of our own making: its identifier is in a range that no certificate has.
fn stranger(seed: u64, device_agreement: &[u8; 65]) -> Result<Party, String> {
    let scalar = |label| PrivateScalar::new(*PrivateKey::derive(&seed.to_be_bytes(), label).scalar());
    let wrong = |error: hallmark_gbcs::crypto::KeyError| format!("make the stranger's keys: {error}");
    let signing = SigningKey::from_scalar(&scalar("stranger digital signature")).map_err(wrong)?;
    let agreement = AgreementKey::from_scalar(&scalar("stranger key agreement")).map_err(wrong)?;
    let secret = agreement.agree(device_agreement).map_err(wrong)?;
    let agreed = Agreed { key: Secret(Arc::new(agreement)), secret: Secret(Arc::new(secret)) };
    Ok(Party {
        name: "stranger".to_owned(),
        role: Role::Other,
        id: EntityId([0x02, 0x53, 0x54, 0x52, 0x41, 0x4E, 0x47, 0x45]),
        signing: Some(Secret(Arc::new(signing))),
        management: Some(agreed),
        prepayment: None,
        certificates: BTreeMap::new(),
    })
}
