//! Times as browsers and servers write them.

use time::{Date, Month};

/// The Julian day of 1970-01-01.
const EPOCH: i32 = 2_440_588;

/// A moment, in milliseconds since 1970, and whether the text said in which time zone.
///
/// HAR asks for ISO 8601 with a zone (`2026-11-22T10:00:00.123+01:00`); tools leave out fraction, colon or zone, and
/// write more digits than three: <http://www.softwareishard.com/blog/har-12-spec/#log>.
pub(super) fn iso(text: &str) -> Option<(i64, bool)> {
    let (date, rest) = text.trim().split_at_checked(10)?;
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(zone);
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.trim().split(':').map(number);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let seconds = seconds((year, month, day), (hour, minute, second))?;
    let fraction = fraction.trim();
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = &fraction[..fraction.len().min(3)];
    let milliseconds = match digits.len() {
        0 => 0,
        length => number(digits)? * [100, 10, 1][length - 1],
    };
    let offset = offset(zone)?;
    Some(((seconds - offset.unwrap_or(0)) * 1000 + milliseconds, offset.is_some()))
}

/// Seconds east of UTC; none where nothing is said.
fn offset(zone: &str) -> Option<Option<i64>> {
    let zone = zone.trim();
    if zone.is_empty() {
        return Some(None);
    }
    if zone.eq_ignore_ascii_case("z") {
        return Some(Some(0));
    }
    let (sign, digits) = zone.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { number(minutes)? };
    let seconds = number(hours)? * 3600 + minutes * 60;
    (seconds <= 86_400).then_some(Some(if sign == "-" { -seconds } else { seconds }))
}

/// Seconds since 1970 of a `Date` header: `Sun, 22 Nov 2026 10:00:00 GMT` (RFC 9110).
pub(super) fn http(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = text.split_once(',')?.1.split_ascii_whitespace();
    let day = number(parts.next()?)?;
    let named = parts.next()?;
    let month = MONTHS.iter().position(|month| month.eq_ignore_ascii_case(named))? + 1;
    let year = number(parts.next()?)?;
    let mut clock = parts.next()?.split(':').map(number);
    let clock = (clock.next()??, clock.next()??, clock.next()??);
    seconds((year, i64::try_from(month).ok()?, day), clock)
}

/// Seconds since 1970 of a date and a time of day, UTC; a second that is inserted has the number 60.
pub(super) fn seconds(
    (year, month, day): (i64, i64, i64),
    (hour, minute, second): (i64, i64, i64),
) -> Option<i64> {
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    let date = Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()?;
    let fits = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    let days = i64::from(date.to_julian_day() - EPOCH);
    fits.then_some(days * 86_400 + hour * 3600 + minute * 60 + second)
}

/// Digits, of as many as a time may have.
fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_tool() {
        const TEN: i64 = 1_795_341_600_000;
        for (text, at) in [
            ("2026-11-22T10:00:00.000Z", (TEN, true)),
            ("2026-11-22T10:00:00Z", (TEN, true)),
            ("2026-11-22T11:00:00.123+01:00", (TEN + 123, true)),
            ("2026-11-22T03:30:00.5-0630", (TEN + 500, true)),
            ("2026-11-22T05:00:00.0953125-05:00", (TEN + 95, true)),
            ("2026-11-22T10:00:00.000", (TEN, false)),
            ("2026-11-22 10:00", (TEN, false)),
        ] {
            assert_eq!(iso(text), Some(at), "{text}");
        }
        for text in [
            "",
            "2026-11-22",
            "2026-13-22T10:00:00Z",
            "2026-11-22T25:00:00Z",
            "2026-11-22T10:00:00+",
            "2026-11-22T10:00:00.000\u{1}Z",
            "é".repeat(12).as_str(),
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn dates_of_servers() {
        assert_eq!(http("Sun, 22 Nov 2026 10:00:00 GMT"), Some(1_795_341_600));
        for text in
            ["", "Sun", "Sun, x Nov 2026 10:00:00 GMT", "Sun, 22 Nov 2026", "Sun, 22 Now 2026 10:00:00 GMT"]
        {
            assert_eq!(http(text), None);
        }
    }
}
