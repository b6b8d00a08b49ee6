//! CS02c, CS02d and CS02e: the certificates of the Device itself.

use crate::Error;

use super::certificate::Certificate;
use super::codes::IssueCredentialsResult;
use super::codes::ProvideDeviceCertificateResult;
use super::common::KeyUsage;
use super::element::Element;
use super::element::INTEGER;
use super::element::SEQUENCE;
use super::source::Source;
use super::writer::Writer;

/// The command of CS02c: make a key pair and ask for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IssueCredentialsCommand {
    /// What the key is to be for.
    pub key_usage: KeyUsage,
}

impl<'a> Element<'a> for IssueCredentialsCommand {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| Ok(Self { key_usage: source.element("key_usage")? }))
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| self.key_usage.write(out));
    }
}

/// The response of CS02c.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IssueCredentialsResponse<'a> {
    /// A PKCS #10 certification request.
    CertificationRequest(Certificate<'a>),
    /// Why there is none.
    Failure(IssueCredentialsResult),
}

impl<'a> IssueCredentialsResponse<'a> {
    pub(super) fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        if source.next_is(INTEGER) {
            source.element("issue_credentials_response_code").map(Self::Failure)
        } else {
            source.element(name).map(Self::CertificationRequest)
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::CertificationRequest(request) => request.write(out),
            Self::Failure(result) => result.write(out),
        }
    }

    /// The same value, with owned octets.
    pub fn into_owned(self) -> IssueCredentialsResponse<'static> {
        match self {
            Self::CertificationRequest(request) => {
                IssueCredentialsResponse::CertificationRequest(request.into_owned())
            }
            Self::Failure(result) => IssueCredentialsResponse::Failure(result),
        }
    }
}

/// The command of CS02d: here is the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpdateDeviceCertificateCommand<'a>(pub Certificate<'a>);

impl UpdateDeviceCertificateCommand<'_> {
    /// The same value, with owned octets.
    pub fn into_owned(self) -> UpdateDeviceCertificateCommand<'static> {
        UpdateDeviceCertificateCommand(self.0.into_owned())
    }
}

impl<'a> Element<'a> for UpdateDeviceCertificateCommand<'a> {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        Certificate::read_as(source, tag, name).map(Self)
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        self.0.write_as(out, tag);
    }
}

/// The command of CS02e: which certificate do you hold?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvideDeviceCertificateCommand {
    /// Which of the certificates.
    pub key_usage: KeyUsage,
}

impl<'a> Element<'a> for ProvideDeviceCertificateCommand {
    const TAG: u8 = SEQUENCE;

    fn read_as(source: &mut Source<'a, '_>, tag: u8, name: &'static str) -> Result<Self, Error> {
        source.sequence(tag, name, |source| Ok(Self { key_usage: source.element("key_usage")? }))
    }

    fn write_as(&self, out: &mut Writer<'_>, tag: u8) {
        out.sequence(tag, |out| self.key_usage.write(out));
    }
}

/// The response of CS02e.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProvideDeviceCertificateResponse<'a> {
    /// The certificate.
    Certificate(Certificate<'a>),
    /// Why there is none.
    Failure(ProvideDeviceCertificateResult),
}

impl<'a> ProvideDeviceCertificateResponse<'a> {
    pub(super) fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        if source.next_is(INTEGER) {
            source.element("provide_device_certificate_response_code").map(Self::Failure)
        } else {
            source.element(name).map(Self::Certificate)
        }
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Certificate(certificate) => certificate.write(out),
            Self::Failure(result) => result.write(out),
        }
    }

    /// The same value, with owned octets.
    pub fn into_owned(self) -> ProvideDeviceCertificateResponse<'static> {
        match self {
            Self::Certificate(certificate) => {
                ProvideDeviceCertificateResponse::Certificate(certificate.into_owned())
            }
            Self::Failure(result) => ProvideDeviceCertificateResponse::Failure(result),
        }
    }
}
