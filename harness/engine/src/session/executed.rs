use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::tables::PayloadFormat;
use hallmark_gbcs::wire::Cra;

use crate::session::Response;
use crate::session::Sent;

/// What in a response says that something was executed.
pub fn executed(sent: &Sent, response: &Response) -> Option<String> {
    if sent.command.format() == Some(PayloadFormat::Dlms) {
        let items = response.items().ok()?;
        let executed = items.iter().position(|item| item.result.is_success())?;
        return Some(format!("instruction {} of {} succeeded", executed + 1, items.len()));
    }
    let (payload, offset) = response.payload();
    let view = asn1::parse(sent.command.code, Cra::Response, payload, offset).ok()?;
    let done = match &view {
        Asn1Payload::UpdateCredentialsResponse(response) => {
            response.execution_outcome.as_ref().is_none_or(|outcome| {
                outcome.replacement_outcomes.iter().any(|cell| cell.status_code == asn1::StatusCode::SUCCESS)
            })
        }
        Asn1Payload::IssueCredentialsResponse(response) => {
            matches!(response, asn1::IssueCredentialsResponse::CertificationRequest(_))
        }
        Asn1Payload::UpdateDeviceCertificateResponse(result) => {
            *result == asn1::UpdateDeviceCertificateResult::SUCCESS
        }
        Asn1Payload::ProvideDeviceCertificateResponse(response) => {
            matches!(response, asn1::ProvideDeviceCertificateResponse::Certificate(_))
        }
        Asn1Payload::JoinResponse(result) => *result == asn1::JoinResult::SUCCESS,
        Asn1Payload::UnjoinResponse(result) => *result == asn1::UnjoinResult::SUCCESS,
        Asn1Payload::ActivateFirmwareResponse(response) => match response {
            asn1::ActivateFirmwareResponse::Accepted => true,
            asn1::ActivateFirmwareResponse::Executed(outcome) => {
                outcome.activate_image_response_code == asn1::FirmwareActivationResult::SUCCESS
            }
        },
        _ => true,
    };
    done.then(|| format!("{} with success", view.kind().name()))
}
