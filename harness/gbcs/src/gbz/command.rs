//! All commands with a known layout, told apart by frame type, cluster, direction and command identifier.

use crate::Error;

use super::calendar;
use super::device_management;
use super::events;
use super::field::Field;
use super::messaging;
use super::metering;
use super::prepayment;
use super::price;
use super::profile_wide;
use super::source::Source;
use super::zcl::ClusterId;
use super::zcl::Direction;
use super::zcl::FrameControl;
use super::zcl::FrameType;
use super::zcl::ZclHeader;

macro_rules! commands {
    (
        profile_wide { $($wide_id:literal => $wide:ident($wide_type:ty), $wide_name:literal;)* }
        $($cluster:ident $direction:ident {
            $($id:literal => $command:ident($type:ty), $name:literal;)*
        })*
    ) => {
        /// The content of a ZCL frame: one variant for each known command, or octets.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Command<'a> {
            $(#[doc = concat!("`", $wide_name, "`, of any cluster")] $wide($wide_type),)*
            $($(#[doc = concat!("`", $name, "`")] $command($type),)*)*
            /// Octets that are not read as a command, and why.
            Raw(Raw<'a>),
        }

        /// A command with a known layout.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum CommandKind {
            $(#[doc = concat!("`", $wide_name, "`, of any cluster")] $wide,)*
            $($(#[doc = concat!("`", $name, "`")] $command,)*)*
        }

        impl CommandKind {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$wide,)* $($(Self::$command,)*)*];

            /// The command that a frame of `cluster` with this header holds, if its layout is known.
            pub fn of(cluster: ClusterId, header: &ZclHeader) -> Option<Self> {
                match (header.frame_control.frame_type()?, cluster, header.frame_control.direction(), header.command) {
                    $((FrameType::ProfileWide, _, _, $wide_id) => Some(Self::$wide),)*
                    $($((FrameType::Cluster, ClusterId::$cluster, Direction::$direction, $id) => {
                        Some(Self::$command)
                    })*)*
                    _ => None,
                }
            }

            /// A short name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$wide => $wide_name,)*
                    $($(Self::$command => $name,)*)*
                }
            }

            /// The command identifier.
            pub fn id(self) -> u8 {
                match self {
                    $(Self::$wide => $wide_id,)*
                    $($(Self::$command => $id,)*)*
                }
            }

            /// The cluster and the direction, but for commands of any cluster.
            pub fn cluster(self) -> Option<(ClusterId, Direction)> {
                match self {
                    $(Self::$wide => None,)*
                    $($(Self::$command => Some((ClusterId::$cluster, Direction::$direction)),)*)*
                }
            }

            pub(super) fn read<'a>(self, source: &mut Source<'a, '_>) -> Result<Command<'a>, Error> {
                let command = match self {
                    $(Self::$wide => Field::read(source, $wide_name).map(Command::$wide),)*
                    $($(Self::$command => Field::read(source, $name).map(Command::$command),)*)*
                }?;
                source.finish()?;
                Ok(command)
            }
        }

        impl Command<'_> {
            /// Which command it is, unless it is raw.
            pub fn kind(&self) -> Option<CommandKind> {
                match self {
                    $(Self::$wide(_) => Some(CommandKind::$wide),)*
                    $($(Self::$command(_) => Some(CommandKind::$command),)*)*
                    Self::Raw(_) => None,
                }
            }

            /// Appends the ZCL payload to `out`.
            pub fn emit(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$wide(command) => command.write(out),)*
                    $($(Self::$command(command) => command.write(out),)*)*
                    Self::Raw(raw) => out.extend_from_slice(raw.octets),
                }
            }
        }
    };
}

commands! {
    profile_wide {
        0x00 => ReadAttributes(profile_wide::ReadAttributes<'a>), "read_attributes";
        0x01 => ReadAttributesResponse(profile_wide::ReadAttributesResponse<'a>), "read_attributes_response";
        0x02 => WriteAttributes(profile_wide::WriteAttributes<'a>), "write_attributes";
        0x04 => WriteAttributesResponse(profile_wide::WriteAttributesResponse<'a>), "write_attributes_response";
        0x0B => DefaultResponse(profile_wide::DefaultResponse), "default_response";
    }
    PRICE ToServer {
        0x00 => GetCurrentPrice(price::GetCurrentPrice), "get_current_price";
        0x03 => GetBlockPeriods(price::GetBlockPeriods), "get_block_periods";
        0x0B => GetBillingPeriod(price::GetBillingPeriod), "get_billing_period";
    }
    PRICE ToClient {
        0x00 => PublishPrice(price::PublishPrice<'a>), "publish_price";
        0x01 => PublishBlockPeriod(price::PublishBlockPeriod), "publish_block_period";
        0x02 => PublishConversionFactor(price::PublishConversionFactor), "publish_conversion_factor";
        0x03 => PublishCalorificValue(price::PublishCalorificValue), "publish_calorific_value";
        0x04 => PublishTariffInformation(price::PublishTariffInformation<'a>), "publish_tariff_information";
        0x05 => PublishPriceMatrix(price::PublishPriceMatrix<'a>), "publish_price_matrix";
        0x06 => PublishBlockThresholds(price::PublishBlockThresholds<'a>), "publish_block_thresholds";
        0x09 => PublishBillingPeriod(price::PublishBillingPeriod), "publish_billing_period";
    }
    METERING ToServer {
        0x00 => GetProfile(metering::GetProfile), "get_profile";
        0x06 => GetSnapshot(metering::GetSnapshot), "get_snapshot";
        0x07 => StartSampling(metering::StartSampling), "start_sampling";
        0x08 => GetSampledData(metering::GetSampledData), "get_sampled_data";
        0x0B => ChangeSupply(metering::ChangeSupply), "change_supply";
        0x0D => SetSupplyStatus(metering::SetSupplyStatus), "set_supply_status";
        0x0E => SetUncontrolledFlowThreshold(metering::SetUncontrolledFlowThreshold),
            "set_uncontrolled_flow_threshold";
    }
    METERING ToClient {
        0x00 => GetProfileResponse(metering::GetProfileResponse<'a>), "get_profile_response";
        0x06 => PublishSnapshot(metering::PublishSnapshot<'a>), "publish_snapshot";
        0x07 => GetSampledDataResponse(metering::GetSampledDataResponse<'a>), "get_sampled_data_response";
        0x0C => SupplyStatusResponse(metering::SupplyStatusResponse), "supply_status_response";
        0x0D => StartSamplingResponse(metering::StartSamplingResponse), "start_sampling_response";
    }
    MESSAGING ToClient {
        0x00 => DisplayMessage(messaging::DisplayMessage<'a>), "display_message";
        0x01 => CancelMessage(messaging::CancelMessage), "cancel_message";
    }
    PREPAYMENT ToServer {
        0x00 => SelectAvailableEmergencyCredit(prepayment::SelectAvailableEmergencyCredit),
            "select_available_emergency_credit";
        0x02 => ChangeDebt(prepayment::ChangeDebt<'a>), "change_debt";
        0x03 => EmergencyCreditSetup(prepayment::EmergencyCreditSetup), "emergency_credit_setup";
        0x04 => ConsumerTopUp(prepayment::ConsumerTopUp<'a>), "consumer_top_up";
        0x05 => CreditAdjustment(prepayment::CreditAdjustment), "credit_adjustment";
        0x06 => ChangePaymentMode(prepayment::ChangePaymentMode), "change_payment_mode";
        0x07 => GetPrepaySnapshot(prepayment::GetPrepaySnapshot), "get_prepay_snapshot";
        0x08 => GetTopUpLog(prepayment::GetTopUpLog), "get_top_up_log";
        0x09 => SetLowCreditWarningLevel(prepayment::SetLowCreditWarningLevel), "set_low_credit_warning_level";
        0x0A => GetDebtRepaymentLog(prepayment::GetDebtRepaymentLog), "get_debt_repayment_log";
        0x0B => SetMaximumCreditLimit(prepayment::SetMaximumCreditLimit), "set_maximum_credit_limit";
        0x0C => SetOverallDebtCap(prepayment::SetOverallDebtCap), "set_overall_debt_cap";
    }
    PREPAYMENT ToClient {
        0x01 => PublishPrepaySnapshot(prepayment::PublishPrepaySnapshot<'a>), "publish_prepay_snapshot";
        0x02 => ChangePaymentModeResponse(prepayment::ChangePaymentModeResponse), "change_payment_mode_response";
        0x03 => ConsumerTopUpResponse(prepayment::ConsumerTopUpResponse), "consumer_top_up_response";
        0x05 => PublishTopUpLog(prepayment::PublishTopUpLog<'a>), "publish_top_up_log";
        0x06 => PublishDebtLog(prepayment::PublishDebtLog<'a>), "publish_debt_log";
    }
    CALENDAR ToServer {
        0x00 => GetCalendar(calendar::GetCalendar), "get_calendar";
        0x01 => GetDayProfiles(calendar::GetDayProfiles), "get_day_profiles";
        0x02 => GetWeekProfiles(calendar::GetWeekProfiles), "get_week_profiles";
        0x03 => GetSeasons(calendar::GetSeasons), "get_seasons";
        0x04 => GetSpecialDays(calendar::GetSpecialDays), "get_special_days";
    }
    CALENDAR ToClient {
        0x00 => PublishCalendar(calendar::PublishCalendar<'a>), "publish_calendar";
        0x01 => PublishDayProfile(calendar::PublishDayProfile<'a>), "publish_day_profile";
        0x02 => PublishWeekProfile(calendar::PublishWeekProfile), "publish_week_profile";
        0x03 => PublishSeasons(calendar::PublishSeasons<'a>), "publish_seasons";
        0x04 => PublishSpecialDays(calendar::PublishSpecialDays<'a>), "publish_special_days";
    }
    DEVICE_MANAGEMENT ToServer {
        0x04 => ReportEventConfiguration(device_management::ReportEventConfiguration<'a>),
            "report_event_configuration";
    }
    DEVICE_MANAGEMENT ToClient {
        0x00 => PublishChangeOfTenancy(device_management::PublishChangeOfTenancy), "publish_change_of_tenancy";
        0x01 => PublishChangeOfSupplier(device_management::PublishChangeOfSupplier<'a>),
            "publish_change_of_supplier";
        0x02 => RequestNewPasswordResponse(device_management::RequestNewPasswordResponse<'a>),
            "request_new_password_response";
        0x03 => UpdateSiteId(device_management::UpdateSiteId<'a>), "update_site_id";
        0x04 => SetEventConfiguration(device_management::SetEventConfiguration<'a>), "set_event_configuration";
        0x05 => GetEventConfiguration(device_management::GetEventConfiguration), "get_event_configuration";
        0x06 => UpdateCin(device_management::UpdateCin<'a>), "update_cin";
    }
    EVENTS ToServer {
        0x00 => GetEventLog(events::GetEventLog), "get_event_log";
        0x01 => ClearEventLogRequest(events::ClearEventLogRequest), "clear_event_log_request";
    }
    EVENTS ToClient {
        0x00 => PublishEvent(events::PublishEvent<'a>), "publish_event";
        0x01 => PublishEventLog(events::PublishEventLog<'a>), "publish_event_log";
        0x02 => ClearEventLogResponse(events::ClearEventLogResponse), "clear_event_log_response";
    }
}

/// Octets that are not read as a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw<'a> {
    /// The octets of the ZCL payload.
    pub octets: &'a [u8],
    /// Why they are not read.
    pub reason: RawReason,
}

/// Why octets are not read as a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RawReason {
    /// They are encrypted.
    Encrypted,
    /// They do not fit the layout of the command.
    Layout(Error),
    /// The layout of the command is not known here.
    Unknown,
}

impl<'a> Command<'a> {
    /// Reads the ZCL payload `octets` of a frame; `base` is its offset in the message.
    pub fn parse(cluster: ClusterId, header: &ZclHeader, octets: &'a [u8], base: usize) -> Self {
        let raw = |reason| Self::Raw(Raw { octets, reason });
        match CommandKind::of(cluster, header) {
            None => raw(RawReason::Unknown),
            Some(kind) => kind
                .read(&mut Source::new(octets, base, cluster))
                .unwrap_or_else(|error| raw(RawReason::Layout(error))),
        }
    }

    /// The ZCL payload.
    pub fn to_vec(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.emit(&mut out);
        out
    }

    /// The header of a frame with this command. `direction` counts for commands of any cluster; a raw command has no
    /// header of its own.
    pub fn header(&self, direction: Direction, sequence: u8) -> Option<ZclHeader> {
        let kind = self.kind()?;
        let frame_control = match kind.cluster() {
            Some((_, direction)) => FrameControl::new(FrameType::Cluster, direction),
            None => FrameControl::new(FrameType::ProfileWide, direction),
        };
        Some(ZclHeader { frame_control, sequence, command: kind.id() })
    }
}
