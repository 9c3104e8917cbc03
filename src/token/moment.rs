//! Time stamps in words.

use time::OffsetDateTime;
use time::macros::format_description;

/// A time stamp and where it lies from another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub at: i64,
    /// Seconds since 1970, as the clock of this machine has it.
    pub now: i64,
}

impl Moment {
    /// What the claim `name` says at this moment: `expired 3 h ago`, `not valid for another 5 min`, `2 min ago`.
    pub fn words(self, name: &str) -> String {
        let distance = ago(self.now - self.at);
        match (name, self.at <= self.now) {
            ("exp", true) => format!("expired {distance} ago"),
            ("exp", false) => format!("expires in {distance}"),
            ("nbf", false) => format!("not valid for another {distance}"),
            (_, true) => format!("{distance} ago"),
            (_, false) => format!("in {distance}"),
        }
    }
}

/// A distance in its two largest units: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`, `400 d`.
pub fn ago(seconds: i64) -> String {
    let seconds = seconds.unsigned_abs();
    let (large, small, one, other) = match seconds {
        0..60 => return format!("{seconds} s"),
        60..3600 => (seconds / 60, seconds % 60, "min", "s"),
        3600..86_400 => (seconds / 3600, seconds % 3600 / 60, "h", "min"),
        _ => (seconds / 86_400, seconds % 86_400 / 3600, "d", "h"),
    };
    // The smaller unit tells nothing any more beside ten of the larger.
    if small == 0 || large >= 10 {
        format!("{large} {one}")
    } else {
        format!("{large} {one} {small} {other}")
    }
}

/// `2026-11-25 12:00:00 UTC`; empty beyond the years 0 to 9999.
pub fn utc(seconds: i64) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    OffsetDateTime::from_unix_timestamp(seconds)
        .ok()
        .and_then(|time| time.format(format).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_read_as_people_say_them() {
        for (seconds, words) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (185, "3 min 5 s"),
            (10_800, "3 h"),
            (11_100, "3 h 5 min"),
            (700_000, "8 d 2 h"),
            (8_640_000, "100 d"),
        ] {
            assert_eq!(ago(seconds), words);
        }
        assert_eq!(Moment { at: 0, now: 10_800 }.words("exp"), "expired 3 h ago");
        assert_eq!(Moment { at: 60, now: 0 }.words("exp"), "expires in 1 min");
        assert_eq!(Moment { at: 60, now: 0 }.words("nbf"), "not valid for another 1 min");
        assert_eq!(utc(1_700_000_000), "2023-11-14 22:13:20 UTC");
        assert_eq!(utc(i64::MAX), "");
    }
}
