//! What a response says about the command: executed or not.

use hallmark_gbcs::Payload;
use hallmark_gbcs::asn1;
use hallmark_gbcs::asn1::Asn1Payload;
use hallmark_gbcs::dlms::DlmsPayload;
use hallmark_gbcs::gbz::Command;
use hallmark_gbcs::gbz::TopUpResult;
use hallmark_gbcs::gbz::ZclStatus;

/// What a response says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Everything was executed.
    Succeeded,
    /// Something was, something was not.
    Partly,
    /// Nothing was.
    Failed,
}

impl Outcome {
    /// What a payload says whose encrypted parts are `texts`, as far as they could be opened.
    pub(super) fn of(payload: &Payload<'_>, texts: &[Option<Vec<u8>>]) -> Self {
        match payload {
            Payload::Dlms(DlmsPayload::Response(response)) => {
                Self::of_all(response.items().map(|item| item.result.is_success()))
            }
            Payload::Dlms(_) => Self::Failed,
            Payload::Gbz(payload) => {
                let mut texts = texts.iter();
                Self::of_all(payload.components().flat_map(|component| {
                    let text = component.encrypted().and_then(|_| texts.next());
                    match text {
                        Some(Some(text)) => of_command(&component.with_plaintext(text).command()),
                        Some(None) => vec![true],
                        None => of_command(&component.command()),
                    }
                }))
            }
            Payload::Asn1(view) => Self::of_asn1(view.payload()),
        }
    }

    fn of_all(parts: impl Iterator<Item = bool>) -> Self {
        let (good, bad) = parts.fold((0_u32, 0_u32), |(good, bad), is_good| match is_good {
            true => (good.saturating_add(1), bad),
            false => (good, bad.saturating_add(1)),
        });
        match (good, bad) {
            (_, 0) => Self::Succeeded,
            (0, _) => Self::Failed,
            _ => Self::Partly,
        }
    }

    fn of_asn1(payload: &Asn1Payload<'_>) -> Self {
        let one = |is_good| Self::of_all(core::iter::once(is_good));
        match payload {
            Asn1Payload::ProvideCredentialsResponse(details) => {
                Self::of_all(details.0.iter().map(|detail| detail.status_code == asn1::StatusCode::SUCCESS))
            }
            Asn1Payload::UpdateCredentialsResponse(response) => match &response.execution_outcome {
                None => Self::Succeeded,
                Some(outcome) => Self::of_all(
                    outcome
                        .replacement_outcomes
                        .iter()
                        .map(|cell| cell.status_code == asn1::StatusCode::SUCCESS),
                ),
            },
            Asn1Payload::IssueCredentialsResponse(response) => {
                one(matches!(response, asn1::IssueCredentialsResponse::CertificationRequest(_)))
            }
            Asn1Payload::UpdateDeviceCertificateResponse(result) => {
                one(*result == asn1::UpdateDeviceCertificateResult::SUCCESS)
            }
            Asn1Payload::ProvideDeviceCertificateResponse(response) => {
                one(matches!(response, asn1::ProvideDeviceCertificateResponse::Certificate(_)))
            }
            Asn1Payload::JoinResponse(result) => one(*result == asn1::JoinResult::SUCCESS),
            Asn1Payload::UnjoinResponse(result) => one(*result == asn1::UnjoinResult::SUCCESS),
            Asn1Payload::ActivateFirmwareResponse(response) => one(match response {
                asn1::ActivateFirmwareResponse::Accepted => true,
                asn1::ActivateFirmwareResponse::Executed(outcome) => {
                    outcome.activate_image_response_code == asn1::FirmwareActivationResult::SUCCESS
                }
            }),
            Asn1Payload::SetClockResponse(response) => {
                one(response.device_time_status == asn1::DeviceTimeStatus::RELIABLE)
            }
            Asn1Payload::RestoreDeviceLogResponse(response) => Self::of_all(
                response
                    .restore_outcomes
                    .iter()
                    .map(|entry| entry.join_response_code == asn1::JoinResult::SUCCESS),
            ),
            _ => Self::Succeeded,
        }
    }
}

/// What a ZCL command says of each thing that was asked for. That nothing was found is no failure (GBCS 7.2.10).
fn of_command(command: &Command<'_>) -> Vec<bool> {
    let is_good = |status| matches!(status, ZclStatus::SUCCESS | ZclStatus::NOT_FOUND);
    match command {
        Command::DefaultResponse(response) => vec![is_good(response.status)],
        Command::ReadAttributesResponse(response) => {
            response.records.iter().map(|record| is_good(record.status)).collect()
        }
        Command::WriteAttributesResponse(response) => {
            response.records.iter().map(|record| is_good(record.status)).collect()
        }
        Command::ConsumerTopUpResponse(response) => {
            vec![matches!(response.result_type, TopUpResult::ACCEPTED | TopUpResult::ACCEPTED_SUPPLY_ENABLED)]
        }
        Command::ClearEventLogResponse(response) => vec![response.cleared_events_logs != 0],
        Command::StartSamplingResponse(response) => vec![response.sample_id != NO_SAMPLE],
        _ => vec![true],
    }
}

/// Sampling did not start.
const NO_SAMPLE: u16 = 0xFFFF;
