use std::str::FromStr;
use std::time::Duration;

/// A length of time as people write it: 90s, 10m, 2h.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span(Duration);

impl From<Span> for Duration {
    fn from(span: Span) -> Self {
        span.0
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let unit = text.chars().last()?;
            let seconds = match unit {
                's' => 1,
                'm' => 60,
                'h' => 3_600,
                _ => return None,
            };
            let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
            Some(Self(Duration::from_secs(number.checked_mul(seconds)?)))
        };
        parse().ok_or_else(|| "expected a number and one of s, m, h, such as 10m".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        assert_eq!("90s".parse(), Ok(Span(Duration::from_secs(90))));
        assert_eq!("2h".parse(), Ok(Span(Duration::from_secs(7_200))));
        for text in ["", "10", "m", "1d", "-1s", "99999999999999999999h", "18446744073709551615h"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }
}
