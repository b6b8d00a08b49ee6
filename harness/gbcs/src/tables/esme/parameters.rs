use crate::Counter;
use crate::EntityId;
use crate::dlms::Data;
use crate::dlms::DateTime;
use crate::dlms::NoInstant;
use crate::tables::words::words;

/// What a template leaves to its user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameters {
    /// When a future dated command takes effect: [`DateTime::IMMEDIATE`], an instant, or [`DateTime::NEVER`] to
    /// cancel what is pending (GBCS 9.2.2).
    pub activation: DateTime,
    /// Which entries of a log or profile are read.
    pub range: Interval,
    /// Within what the Device accepts its own time when its clock is set.
    pub clock: Interval,
    /// From when to when an auxiliary controller is controlled; at most a day.
    pub period: Interval,
    /// The twenty digits of a prepayment token.
    pub utrn: String,
    /// Originator Counter of the command.
    pub counter: Counter,
    /// Who asks for sensitive attributes: the originator, or the party that the Access Control Broker acts for.
    pub originator: EntityId,
    /// The Device.
    pub recipient: EntityId,
    /// Picks the values that are written where a template lets them vary: those of 0 are the ones in the file,
    /// those of two neighbouring numbers always differ.
    pub variant: u64,
}

/// Two instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// The first instant.
    pub from: DateTime,
    /// The last instant.
    pub to: DateTime,
}

impl Parameters {
    /// Effect on receipt, the last seven days of logs, two minutes around `now` for the clock, the hour that starts
    /// a minute after `now` for controllers, and a token of zeros. `now` is in seconds since 1970.
    pub fn new(
        counter: Counter,
        originator: EntityId,
        recipient: EntityId,
        now: i64,
    ) -> Result<Self, NoInstant> {
        Ok(Self {
            activation: DateTime::IMMEDIATE,
            range: Interval::around(now, -7 * 86_400, 0)?,
            clock: Interval::around(now, -60, 60)?,
            period: Interval::around(now, 60, 3_660)?,
            utrn: "0".repeat(20),
            counter,
            originator,
            recipient,
            variant: 0,
        })
    }

    /// What stands for `parameter`.
    pub(super) fn data(&self, parameter: Parameter) -> Data {
        let date_time = match parameter {
            Parameter::Activation => self.activation,
            Parameter::ClockFrom => self.clock.from,
            Parameter::ClockTo => self.clock.to,
            Parameter::End => self.period.to,
            Parameter::Start => self.period.from,
            Parameter::Utrn => return Data::octets(self.utrn.as_bytes()),
        };
        Data::octets(date_time.to_octets())
    }
}

impl Interval {
    fn around(now: i64, before: i64, after: i64) -> Result<Self, NoInstant> {
        let from = DateTime::from_unix_seconds(now.saturating_add(before))?;
        Ok(Self { from, to: DateTime::from_unix_seconds(now.saturating_add(after))? })
    }
}

words! {
    /// A place in a template that a parameter fills.
    pub enum Parameter as "a parameter such as @activation" {
        /// [`Parameters::activation`].
        Activation = "@activation",
        /// The start of [`Parameters::clock`].
        ClockFrom = "@clock-from",
        /// The end of [`Parameters::clock`].
        ClockTo = "@clock-to",
        /// The end of [`Parameters::period`].
        End = "@end",
        /// The start of [`Parameters::period`].
        Start = "@start",
        /// [`Parameters::utrn`].
        Utrn = "@utrn",
    }
}
