//! Commands of the Calendar cluster (0707).

use super::codes::CalendarTimeReference;
use super::codes::CalendarType;
use super::field::OctetString;
use super::field::ZclDate;
use super::field::layouts;
use super::list::List;
use super::time::UtcTime;

layouts! {
    /// Get Calendar.
    GetCalendar {
        earliest_start_time: UtcTime,
        min_issuer_event_id: u32,
        number_of_calendars: u8,
        calendar_type: CalendarType,
        provider_id: u32,
    }

    /// Get Day Profiles.
    GetDayProfiles { provider_id: u32, issuer_calendar_id: u32, start_day_id: u8, number_of_days: u8, }

    /// Get Week Profiles.
    GetWeekProfiles { provider_id: u32, issuer_calendar_id: u32, start_week_id: u8, number_of_weeks: u8, }

    /// Get Seasons.
    GetSeasons { provider_id: u32, issuer_calendar_id: u32, }

    /// Get Special Days.
    GetSpecialDays {
        start_time: UtcTime,
        number_of_events: u8,
        calendar_type: CalendarType,
        provider_id: u32,
        issuer_calendar_id: u32,
    }

    /// Publish Calendar.
    PublishCalendar<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        issuer_calendar_id: u32,
        start_time: UtcTime,
        calendar_type: CalendarType,
        calendar_time_reference: CalendarTimeReference,
        calendar_name: OctetString<'a>,
        number_of_seasons: u8,
        number_of_week_profiles: u8,
        number_of_day_profiles: u8,
    }

    /// Publish Day Profile.
    PublishDayProfile<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        issuer_calendar_id: u32,
        day_id: u8,
        total_number_of_schedule_entries: u8,
        command_index: u8,
        total_number_of_commands: u8,
        calendar_type: CalendarType,
        entries: List<'a, DayScheduleEntry>,
    }

    /// One entry of a day profile: from so many minutes after midnight, this tier (or friendly credit on or off).
    DayScheduleEntry { start_time_in_minutes: u16, tier_or_state: u8, }

    /// Publish Week Profile.
    PublishWeekProfile {
        provider_id: u32,
        issuer_event_id: u32,
        issuer_calendar_id: u32,
        week_id: u8,
        day_id_monday: u8,
        day_id_tuesday: u8,
        day_id_wednesday: u8,
        day_id_thursday: u8,
        day_id_friday: u8,
        day_id_saturday: u8,
        day_id_sunday: u8,
    }

    /// Publish Seasons.
    PublishSeasons<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        issuer_calendar_id: u32,
        command_index: u8,
        total_number_of_commands: u8,
        seasons: List<'a, SeasonEntry>,
    }

    /// One season.
    SeasonEntry { start_date: ZclDate, week_id: u8, }

    /// Publish Special Days.
    PublishSpecialDays<'a> {
        provider_id: u32,
        issuer_event_id: u32,
        issuer_calendar_id: u32,
        start_time: UtcTime,
        calendar_type: CalendarType,
        total_number_of_special_days: u8,
        command_index: u8,
        total_number_of_commands: u8,
        days: List<'a, SpecialDayEntry>,
    }

    /// One special day.
    SpecialDayEntry { date: ZclDate, day_id: u8, }
}
