use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::asn1::IssueCredentialsCommand;
use hallmark_gbcs::asn1::IssueCredentialsResponse;
use hallmark_gbcs::asn1::IssueCredentialsResult;
use hallmark_gbcs::asn1::KeyUsage;
use hallmark_gbcs::asn1::ProvideDeviceCertificateCommand;
use hallmark_gbcs::asn1::ProvideDeviceCertificateResponse;
use hallmark_gbcs::asn1::ProvideDeviceCertificateResult;
use hallmark_gbcs::asn1::UpdateDeviceCertificateCommand;
use hallmark_gbcs::asn1::UpdateDeviceCertificateResult;
use hallmark_gbcs::tables::AlertCode;
use hallmark_smki::Certificate;
use hallmark_smki::Usage;

use crate::device::Device;
use crate::device::OwnKey;

impl Device {
    /// CS02c: makes a key pair, which waits for its certificate, and asks for one.
    pub(super) fn issue_credentials(&mut self, request: &IssueCredentialsCommand) -> Asn1Payload<'static> {
        let answer = match own_key(request.key_usage) {
            Some(which) => {
                let key = self.credentials.make_pair(self.seed, which);
                let octets = (self.rules.request)(self.id.0, usage(which).key_usage(), &key);
                IssueCredentialsResponse::CertificationRequest(octets.into())
            }
            None => IssueCredentialsResponse::Failure(IssueCredentialsResult::INVALID_KEY_USAGE),
        };
        Asn1Payload::IssueCredentialsResponse(answer)
    }

    /// CS02d: takes the waiting pair into use, if this is its certificate. The response is still signed with the old key.
    pub(super) fn update_device_certificate(
        &mut self,
        request: &UpdateDeviceCertificateCommand<'_>,
    ) -> Asn1Payload<'static> {
        let result = self.install_certificate(request.0.as_octets());
        let (which, result) = match result {
            Ok(which) => (Some(which), UpdateDeviceCertificateResult::SUCCESS),
            Err((which, result)) => (which, result),
        };
        let code = match (which, result) {
            (Some(OwnKey::Agreement), UpdateDeviceCertificateResult::SUCCESS) => AlertCode(0x8F4F),
            (Some(OwnKey::Agreement), _) => AlertCode(0x8F4E),
            (_, UpdateDeviceCertificateResult::SUCCESS) => AlertCode(0x8F4D),
            (_, _) => AlertCode(0x8F4C),
        };
        self.logs.security.note(self.now, code, &[]);
        Asn1Payload::UpdateDeviceCertificateResponse(result)
    }

    /// CS02e.
    pub(super) fn provide_device_certificate(
        &self,
        request: &ProvideDeviceCertificateCommand,
    ) -> Asn1Payload<'static> {
        let answer = match own_key(request.key_usage) {
            Some(which) => {
                let octets = (self.rules.certificate)(&self.credentials, which).der().to_vec();
                ProvideDeviceCertificateResponse::Certificate(octets.into())
            }
            None => {
                ProvideDeviceCertificateResponse::Failure(ProvideDeviceCertificateResult::INVALID_KEY_USAGE)
            }
        };
        Asn1Payload::ProvideDeviceCertificateResponse(answer)
    }

    fn install_certificate(
        &mut self,
        octets: &[u8],
    ) -> Result<OwnKey, (Option<OwnKey>, UpdateDeviceCertificateResult)> {
        let certificate = Certificate::parse_der(octets)
            .map_err(|_| (None, UpdateDeviceCertificateResult::INVALID_CERTIFICATE))?;
        let stated = [OwnKey::Signing, OwnKey::Agreement]
            .into_iter()
            .find(|which| certificate.key_usage() == Some(usage(*which).key_usage()));
        // Without a usage of its own the certificate is judged as one for signatures, which says what is wrong with it.
        let which = stated.unwrap_or(OwnKey::Signing);
        let waiting = self.credentials.pending(which).map(hallmark_smki::PrivateKey::public_point);
        let expected = waiting.or(certificate.public_point()).unwrap_or([0; 65]);
        (self.rules.own_certificate)(&certificate, self.id.0, usage(which).key_usage(), &expected).map_err(
            |finding| (stated, UpdateDeviceCertificateResult(finding.device_certificate_code().into())),
        )?;
        if waiting.is_none() {
            return Err((stated, UpdateDeviceCertificateResult::NO_CORRESPONDING_KEY_PAIR_GENERATED));
        }
        (self.rules.take_into_use)(&mut self.credentials, which, certificate)
            .map(|()| which)
            .map_err(|_| (stated, UpdateDeviceCertificateResult::PRIVATE_KEY_CHANGE_FAILED))
    }
}

fn own_key(usage: KeyUsage) -> Option<OwnKey> {
    match usage {
        KeyUsage::DIGITAL_SIGNATURE => Some(OwnKey::Signing),
        KeyUsage::KEY_AGREEMENT => Some(OwnKey::Agreement),
        _ => None,
    }
}

fn usage(which: OwnKey) -> Usage {
    match which {
        OwnKey::Agreement => Usage::KeyAgreement,
        OwnKey::Signing => Usage::DigitalSignature,
    }
}
