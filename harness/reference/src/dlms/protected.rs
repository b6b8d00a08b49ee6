use hallmark_gbcs::EntityId;
use hallmark_gbcs::crypto::MessageKey;
use hallmark_gbcs::dlms::AccessResult;
use hallmark_gbcs::dlms::Data;
use hallmark_gbcs::dlms::DataView;
use hallmark_gbcs::dlms::ProtectedAttribute;
use hallmark_gbcs::dlms::ProtectedAttributesRequest;
use hallmark_gbcs::dlms::ProtectedAttributesResponse;
use hallmark_gbcs::dlms::ProtectionParameters;
use hallmark_gbcs::dlms::Restriction;
use hallmark_gbcs::tables::esme::SensitiveAttribute;
use hallmark_gbcs::wire::GroupingHeader;
use hallmark_gbcs::wire::Supplementary;

use super::Execution;
use crate::device::Device;
use crate::stages::response::header;
use crate::stages::structure::agreement_point;
use crate::time::Instant;

impl Execution<'_> {
    /// Reads sensitive attributes and encrypts them for who asks (GBCS 8): the originator, the known party that the Access
    /// Control Broker acts for, or the holder of the certificate that came with the command.
    pub(super) fn protected(
        &mut self,
        attributes: &[SensitiveAttribute],
        data: &DataView<'_>,
    ) -> Result<Data, AccessResult> {
        let request = ProtectedAttributesRequest::parse(data).map_err(|_| AccessResult::TYPE_UNMATCHED)?;
        if request.parameters != self.expected_parameters() {
            return Err(AccessResult::OTHER_REASON);
        }
        let members = request.attributes.iter().map(|requested| self.member(attributes, requested));
        let plaintext = Data::structure(members.collect::<Result<Vec<_>, _>>()?).to_octets();

        let received = *self.command.message.header();
        let point = (self.device.rules.reader)(self.device, &received).ok_or(AccessResult::OTHER_REASON)?;
        if received.supplementary().is_some_and(|party| party.certificate.is_some()) {
            self.outcome.supplementary = Some(self.device.next_supplementary());
        }
        let header = header(self.device, self.command, &self.outcome, None);
        let blob = (self.device.rules.seal)(self.device, &point, &header, &plaintext)
            .ok_or(AccessResult::OTHER_REASON)?;
        let parameters = ProtectionParameters {
            counter: received.counter,
            originator: self.device.id,
            recipient: received.originator,
        };
        Ok(ProtectedAttributesResponse { parameters, blob: &blob }.to_data())
    }

    /// What the command must say about itself.
    fn expected_parameters(&self) -> ProtectionParameters {
        let header = self.command.message.header();
        let originator: EntityId = header.supplementary().map_or(header.originator, |party| party.party);
        ProtectionParameters { counter: header.counter, originator, recipient: self.device.id }
    }

    fn member(
        &self,
        attributes: &[SensitiveAttribute],
        requested: &ProtectedAttribute,
    ) -> Result<Data, AccessResult> {
        let attribute = attributes
            .iter()
            .find(|attribute| attribute.descriptor == requested.object.descriptor)
            .filter(|_| requested.object.index == 0)
            .ok_or(AccessResult::READ_WRITE_DENIED)?;
        let value = match &requested.restriction {
            Restriction::None => (self.device.rules.read)(self.device, attribute.descriptor),
            Restriction::Dates { from, to } => {
                let second = |date_time| Instant::from_date_time(date_time).map(Instant::log_seconds);
                let (from, to) = second(*from).zip(second(*to)).ok_or(AccessResult::OTHER_REASON)?;
                let entries = self.device.rules.entries;
                entries(self.device, attribute.descriptor, from, to, &attribute.answer.shape)
            }
            Restriction::Other { .. } => return Err(AccessResult::OTHER_REASON),
        };
        value.ok_or(AccessResult::OBJECT_UNAVAILABLE)
    }
}

/// The key of who may read sensitive attributes: of the certificate that came with the command, else of the known party
/// that it is for.
pub(crate) fn reader(device: &Device, header: &GroupingHeader<'_>) -> Option<[u8; 65]> {
    match header.supplementary() {
        Some(Supplementary { party, certificate: Some(octets), .. }) => agreement_point(party, octets),
        Some(Supplementary { party, .. }) => device.anchors.agreement_point(party),
        None => device.anchors.agreement_point(header.originator),
    }
}

/// Encrypts for the holder of a key, under the header of the response (GBCS 8).
pub(crate) fn seal(
    device: &Device,
    point: &[u8; 65],
    header: &GroupingHeader<'_>,
    plaintext: &[u8],
) -> Option<Vec<u8>> {
    let secret = device.credentials.secret(point)?;
    Some(MessageKey::for_encryption(&secret, header).encrypt(device.id, plaintext))
}
