//! `eventTime`, in seconds since 1970.

use crate::trace::clock;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The time that `text` gives: `2026-11-22T10:00:00Z`, or seconds as a number.
pub(super) fn parse(text: &str) -> Option<i64> {
    if let Some(time) = plain(text.as_bytes()) {
        return Some(time);
    }
    if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(time.unix_timestamp());
    }
    let seconds = text.split('.').next()?.parse().ok()?;
    OffsetDateTime::from_unix_timestamp(seconds).ok().map(|_| seconds)
}

/// The form that CloudTrail writes, without the parser that reads all forms.
fn plain(text: &[u8]) -> Option<i64> {
    let [y @ .., b'Z'] = text else { return None };
    if y.len() != 19 || [y[4], y[7], y[10], y[13], y[16]] != *b"--T::" {
        return None;
    }
    let number = |range: std::ops::Range<usize>| {
        y[range]
            .iter()
            .try_fold(0_i64, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + i64::from(digit - b'0')))
    };
    let (date, time) =
        ((number(0..4)?, number(5..7)?, number(8..10)?), (number(11..13)?, number(14..16)?, number(17..19)?));
    // Whether a second was inserted the other parser knows.
    (time.2 < 60).then(|| clock::seconds(date, time))?
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn both_parsers_agree() {
        let mut seconds = 0;
        while seconds < 4_102_444_800 {
            let text = OffsetDateTime::from_unix_timestamp(seconds).unwrap().format(&Rfc3339).unwrap();
            assert_eq!(parse(&text), Some(seconds), "{text}");
            seconds += 86_400 * 3 + 12_345;
        }
    }

    #[test]
    fn other_forms() {
        assert_eq!(parse("2026-11-22T10:00:00.5+01:00"), Some(1_795_338_000));
        assert_eq!(parse("1795338000"), Some(1_795_338_000));
        assert_eq!(parse("1795338000.25"), Some(1_795_338_000));
        assert_eq!(parse("2026-02-30T10:00:00Z"), None);
        assert_eq!(parse("yesterday"), None);
        assert_eq!(parse(""), None);
    }
}
