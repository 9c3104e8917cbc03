//! Numbers, dates, addresses and bytes, read as the condition operators read them.

use std::cmp::Ordering;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use ipnet::IpNet;
use time::{Date, Month, Time, UtcOffset};

/// Compares two numbers; `None` unless both are integers or decimals.
pub(super) fn numbers(a: &str, b: &str) -> Option<Ordering> {
    Some(Decimal::read(a)?.cmp(&Decimal::read(b)?))
}

/// A number of any length, kept as digits: floating point would call unequal numbers equal.
#[derive(PartialEq, Eq)]
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Option<Decimal<'a>> {
        let text = text.trim();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        Some(Decimal { negative: negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction })
    }

    fn cmp(&self, other: &Decimal<'_>) -> Ordering {
        match (self.negative, other.negative) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (negative, _) => {
                let size = (self.whole.len().cmp(&other.whole.len()))
                    .then_with(|| self.whole.cmp(other.whole))
                    .then_with(|| self.fraction.cmp(other.fraction));
                if negative { size.reverse() } else { size }
            }
        }
    }
}

/// Compares two points in time, each ISO 8601 or epoch seconds.
pub(super) fn dates(a: &str, b: &str) -> Option<Ordering> {
    Some(instant(a)?.cmp(&instant(b)?))
}

/// Nanoseconds since 1970. A text without a dash inside is a number of seconds.
fn instant(text: &str) -> Option<i128> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if !(bytes.len() >= 7 && bytes[4] == b'-') {
        let number = Decimal::read(text)?;
        let whole: i128 = if number.whole.is_empty() { 0 } else { number.whole.parse().ok()? };
        let fraction: String = number.fraction.chars().chain("000000000".chars()).take(9).collect();
        let nanos = whole.checked_mul(1_000_000_000)?.checked_add(fraction.parse().ok()?)?;
        return Some(if number.negative { -nanos } else { nanos });
    }
    let (day, clock) = match text.split_once(['T', 't']) {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let mut parts = day.split('-');
    let year = digits(parts.next()?, 4)?;
    let month = Month::try_from(u8::try_from(digits(parts.next()?, 2)?).ok()?).ok()?;
    let of_month = parts.next().map_or(Some(1), |d| digits(d, 2))?;
    if parts.next().is_some() {
        return None;
    }
    let date =
        Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(of_month).ok()?).ok()?;
    let (time, offset) = clock.map_or(Some((Time::MIDNIGHT, UtcOffset::UTC)), time_of_day)?;
    Some(date.with_time(time).assume_offset(offset).unix_timestamp_nanos())
}

/// `hh:mm[:ss[.s]]` with `Z`, an offset, or nothing (taken as UTC).
fn time_of_day(text: &str) -> Option<(Time, UtcOffset)> {
    let (clock, offset) = if let Some(clock) = text.strip_suffix(['Z', 'z']) {
        (clock, UtcOffset::UTC)
    } else if let Some(at) = text.rfind(['+', '-']) {
        let (clock, zone) = text.split_at(at);
        let sign = if zone.starts_with('-') { -1 } else { 1 };
        let zone = zone.get(1..)?.replace(':', "");
        let (hours, minutes) = (zone.get(..2)?, zone.get(2..)?);
        let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2)? };
        let seconds = digits(hours, 2)? * 3600 + minutes * 60;
        (clock, UtcOffset::from_whole_seconds(sign * i32::try_from(seconds).ok()?).ok()?)
    } else {
        (text, UtcOffset::UTC)
    };
    let mut parts = clock.split(':');
    let hour = digits(parts.next()?, 2)?;
    let minute = digits(parts.next()?, 2)?;
    let (second, nanos) = match parts.next() {
        None => (0, 0),
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
            if fraction.is_empty() || !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let padded: String = fraction.chars().chain("000000000".chars()).take(9).collect();
            (digits(whole, 2)?, padded.parse().ok()?)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    let small = |n: u32| u8::try_from(n).ok();
    let time = Time::from_hms_nano(small(hour)?, small(minute)?, small(second)?, nanos).ok()?;
    Some((time, offset))
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Reads `true` or `false`, in any letter case.
pub(super) fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else if text.eq_ignore_ascii_case("false") {
        Some(false)
    } else {
        None
    }
}

/// Whether an address, or a whole range, lies in a range; `None` unless both can be read.
///
/// A range without a prefix length is one address; the other address family is never inside.
pub(super) fn in_range(range: &str, address: &str) -> Option<bool> {
    let (range, address) = (network(range)?, network(address)?);
    Some(range.contains(&address))
}

fn network(text: &str) -> Option<IpNet> {
    let text = text.trim();
    text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
}

/// Whether the bytes that the policy holds as base64 are those of the request, which may come as
/// they are or as base64 too; `None` when the policy's text is not base64.
pub(super) fn same_bytes(in_policy: &str, in_request: &str) -> Option<bool> {
    let lenient = GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let wanted = lenient.decode(in_policy).ok()?;
    Some(wanted == in_request.as_bytes() || lenient.decode(in_request).is_ok_and(|bytes| bytes == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_by_value() {
        for (a, b, expected) in [
            ("1", "1.0", Some(Ordering::Equal)),
            ("-0", "0", Some(Ordering::Equal)),
            ("007", "8", Some(Ordering::Less)),
            ("9007199254740993", "9007199254740992", Some(Ordering::Greater)),
            ("-2", "-10", Some(Ordering::Greater)),
            ("1.25", "1.3", Some(Ordering::Less)),
            ("10", "9.99", Some(Ordering::Greater)),
            ("1e3", "1000", None),
            ("", "0", None),
            (".", "0", None),
            ("NaN", "0", None),
        ] {
            assert_eq!(numbers(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn dates_compare_in_either_form() {
        for (a, b, expected) in [
            ("1970-01-01T00:00:00Z", "0", Some(Ordering::Equal)),
            ("2026-01-01T01:00:00+01:00", "2026-01-01T00:00:00Z", Some(Ordering::Equal)),
            ("2026-01-01", "2026-01-01T00:00:00Z", Some(Ordering::Equal)),
            ("2026-01", "2026-01-01", Some(Ordering::Equal)),
            ("2026-01-01T00:00Z", "2026-01-01T00:00:00.5Z", Some(Ordering::Less)),
            ("1767225600", "2026-01-01T00:00:00Z", Some(Ordering::Equal)),
            ("1767225600.5", "2026-01-01T00:00:00Z", Some(Ordering::Greater)),
            ("2026-02-30", "0", None),
            ("2026-01-01T25:00:00Z", "0", None),
            ("yesterday", "0", None),
            ("2026-é1-01", "0", None),
            ("20é6-1-01", "0", None),
            ("2026-01-01T00:00:00+é1", "0", None),
            ("", "0", None),
        ] {
            assert_eq!(dates(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn addresses() {
        for (range, address, expected) in [
            ("203.0.113.0/24", "203.0.113.9", Some(true)),
            ("203.0.113.5/24", "203.0.113.9", Some(true)),
            ("203.0.113.9", "203.0.113.9", Some(true)),
            ("203.0.113.9", "203.0.113.8", Some(false)),
            ("0.0.0.0/0", "2001:db8::1", Some(false)),
            ("2001:DB8::/32", "2001:0db8:0:0::1", Some(true)),
            ("203.0.113.0/33", "203.0.113.9", None),
            ("203.0.113.0/24", "home", None),
        ] {
            assert_eq!(in_range(range, address), expected, "{range} {address}");
        }
    }

    #[test]
    fn bytes_compare_decoded() {
        assert_eq!(same_bytes("YWJj", "abc"), Some(true));
        assert_eq!(same_bytes("YWJj", "YWJj"), Some(true));
        assert_eq!(same_bytes("YWI=", "YWI"), Some(true));
        assert_eq!(same_bytes("YWJ=", "YWJ="), Some(true));
        assert_eq!(same_bytes("YWJj", "abd"), Some(false));
        assert_eq!(same_bytes("*", "*"), None);
    }
}
