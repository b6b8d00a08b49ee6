//! Commands of the Device Management cluster (0708).

use crate::Error;
use crate::describe::Group;

use super::codes::ConfigurationControl;
use super::codes::LogId;
use super::events::EventId;
use super::field::Field;
use super::field::OctetString;
use super::field::layouts;
use super::list::Counted;
use super::list::List;
use super::source::Source;
use super::time::UtcTime;

layouts! {
    /// Publish Change of Tenancy.
    PublishChangeOfTenancy {
        provider_id: u32,
        issuer_event_id: u32,
        tariff_type: u8,
        implementation_date_time: UtcTime,
        proposed_tenancy_change_control: u32,
    }

    /// Publish Change of Supplier.
    PublishChangeOfSupplier<'a> {
        current_provider_id: u32,
        issuer_event_id: u32,
        tariff_type: u8,
        proposed_provider_id: u32,
        provider_change_implementation_time: UtcTime,
        provider_change_control: u32,
        proposed_provider_name: OctetString<'a>,
        proposed_provider_contact_details: OctetString<'a>,
    }

    /// Request New Password Response.
    RequestNewPasswordResponse<'a> {
        issuer_event_id: u32,
        implementation_date_time: UtcTime,
        duration_in_minutes: u16,
        password_type: u8,
        password: OctetString<'a>,
    }

    /// Update SiteID.
    UpdateSiteId<'a> {
        issuer_event_id: u32,
        site_id_time: UtcTime,
        provider_id: u32,
        site_id: OctetString<'a>,
    }

    /// Update CIN.
    UpdateCin<'a> {
        issuer_event_id: u32,
        cin_implementation_time: UtcTime,
        provider_id: u32,
        customer_id_number: OctetString<'a>,
    }

    /// Set Event Configuration.
    SetEventConfiguration<'a> {
        issuer_event_id: u32,
        start_date_time: UtcTime,
        event_configuration: u8,
        selection: EventSelection<'a>,
    }

    /// Get Event Configuration.
    GetEventConfiguration { event_id: EventId, }

    /// Report Event Configuration.
    ReportEventConfiguration<'a> {
        command_index: u8,
        total_commands: u8,
        configurations: List<'a, EventConfiguration>,
    }

    /// The configuration of one event.
    EventConfiguration { event_id: EventId, event_configuration: u8, }
}

/// Which events a Set Event Configuration concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventSelection<'a> {
    /// These.
    List(Counted<'a, u8, EventId>),
    /// Those of a group.
    Group(EventId),
    /// Those of a log.
    Log(LogId),
    /// Those with this configuration.
    Match(u8),
}

impl<'a> Field<'a> for EventSelection<'a> {
    fn read(source: &mut Source<'a, '_>, name: &'static str) -> Result<Self, Error> {
        source.open(name, source.offset() + source.rest().len(), Group::Structure);
        let offset = source.offset();
        let selection = match ConfigurationControl::read(source, "configuration_control")? {
            ConfigurationControl::LIST => Field::read(source, "events").map(Self::List),
            ConfigurationControl::GROUP => Field::read(source, "event_group_id").map(Self::Group),
            ConfigurationControl::LOG => Field::read(source, "log_id").map(Self::Log),
            ConfigurationControl::MATCH => {
                Field::read(source, "event_configuration_value_match").map(Self::Match)
            }
            other => {
                Err(Source::invalid(&(offset..offset), "a Configuration Control of 00 to 03", other.0.into()))
            }
        };
        source.close();
        selection
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::List(events) => {
                ConfigurationControl::LIST.write(out);
                events.write(out);
            }
            Self::Group(group) => {
                ConfigurationControl::GROUP.write(out);
                group.write(out);
            }
            Self::Log(log) => {
                ConfigurationControl::LOG.write(out);
                log.write(out);
            }
            Self::Match(value) => {
                ConfigurationControl::MATCH.write(out);
                value.write(out);
            }
        }
    }
}
