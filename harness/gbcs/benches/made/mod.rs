//! Messages between parties made up here.

use std::collections::HashMap;

use hallmark_gbcs::Counter;
use hallmark_gbcs::EntityId;
use hallmark_gbcs::MessageCode;
use hallmark_gbcs::crypto::AgreementKey;
use hallmark_gbcs::crypto::KeyUsage;
use hallmark_gbcs::crypto::Keys;
use hallmark_gbcs::crypto::PrivateScalar;
use hallmark_gbcs::crypto::SharedSecret;
use hallmark_gbcs::crypto::SigningKey;
use hallmark_gbcs::crypto::protect;
use hallmark_gbcs::wire::Cra;
use hallmark_gbcs::wire::Envelope;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::OtherInformation;

/// Of ten messages, in turn: four signed (two of them with a MAC), five with a MAC alone, one bare.
pub(crate) fn messages(keys: &MadeKeys) -> Vec<Vec<u8>> {
    let secrets = [keys.secret(ACB), keys.secret(SUPPLIER)];
    let [supplier, device] = [SUPPLIER, DEVICE].map(|id| keys.signer(id));
    let message = |number: usize| {
        let command = Cra::Command;
        let (cra, signer, secret) = match number % 10 {
            0 | 1 => (command, Some(&supplier), Some(&secrets[0])),
            2 | 3 => (Cra::Response, Some(&device), None),
            4..7 => (command, None, Some(&secrets[0])),
            7 | 8 => (Cra::Response, None, Some(&secrets[1])),
            _ => (command, None, None),
        };
        let (originator, recipient) = if cra == command { (SUPPLIER, DEVICE) } else { (DEVICE, SUPPLIER) };
        let other = OtherInformation::Code { code: MessageCode(0x0059) };
        let counter = Counter(number as u64);
        let header = GroupingHeader { cra, counter, originator, recipient, date_time: None, other };
        // An access request or response of one item.
        let payload: &[u8] = match cra {
            Cra::Command => &[0xD9, 0x20, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 2, 0, 0xFF, 2, 1, 0],
            _ => &[0xDA, 0x20, 0, 0, 1, 0, 0, 1, 0x09, 4, 1, 2, 3, 4, 1, 1, 0],
        };
        protect(Envelope::new(&header, payload), signer, secret)
    };
    (0..1000).map(message).collect()
}

pub(crate) const ACB: EntityId = EntityId([0xAC; 8]);
const SUPPLIER: EntityId = EntityId([0x51; 8]);
const DEVICE: EntityId = EntityId([0xDE; 8]);

pub(crate) struct MadeKeys {
    scalars: HashMap<(EntityId, KeyUsage), PrivateScalar>,
}

impl MadeKeys {
    pub(crate) fn new() -> Self {
        let usages = [KeyUsage::DigitalSignature, KeyUsage::KeyAgreement];
        let holders = [ACB, SUPPLIER, DEVICE].into_iter().flat_map(|id| usages.map(|usage| (id, usage)));
        Self {
            scalars: holders
                .zip(1..)
                .map(|(holder, octet)| (holder, PrivateScalar::new([octet; 32])))
                .collect(),
        }
    }

    fn signer(&self, id: EntityId) -> SigningKey {
        SigningKey::from_scalar(&self.scalars[&(id, KeyUsage::DigitalSignature)]).unwrap()
    }

    /// With the Device.
    fn secret(&self, id: EntityId) -> SharedSecret {
        let key = AgreementKey::from_scalar(&self.scalars[&(id, KeyUsage::KeyAgreement)]).unwrap();
        key.agree(&self.public_point(DEVICE, KeyUsage::KeyAgreement).unwrap()).unwrap()
    }
}

impl Keys for MadeKeys {
    fn public_point(&self, id: EntityId, usage: KeyUsage) -> Option<[u8; 65]> {
        let scalar = self.scalars.get(&(id, usage))?;
        AgreementKey::from_scalar(scalar).ok().map(|key| key.public_point())
    }

    fn private_scalar(&self, id: EntityId, usage: KeyUsage) -> Option<PrivateScalar> {
        self.scalars.get(&(id, usage)).cloned()
    }
}
