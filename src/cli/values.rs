//! Words of the command line that stand for values.

use super::many::Rate;
use crate::config::FailOn;
use crate::finding::{Factor, Severity};
use crate::report::{AnswerFormat, Format};
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

pub(super) fn one_of(words: &'static [&'static str]) -> PossibleValuesParser {
    PossibleValuesParser::new(words)
}

/// A name that is there.
pub(super) fn name() -> NonEmptyStringValueParser {
    NonEmptyStringValueParser::new()
}

pub(super) fn factor() -> impl TypedValueParser<Value = Factor> {
    PossibleValuesParser::new(Factor::ALL.map(Factor::as_str))
        .map(|word| Factor::ALL.into_iter().find(|factor| factor.as_str() == word).unwrap_or(Factor::Sms))
}

pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::as_str))
        .map(|word| Format::named(&word).unwrap_or(Format::Table))
}

pub(super) fn answer_format() -> impl TypedValueParser<Value = AnswerFormat> {
    let named = |word: String| AnswerFormat::ALL.into_iter().find(|format| format.as_str() == word);
    PossibleValuesParser::new(AnswerFormat::ALL.map(AnswerFormat::as_str))
        .map(move |word| named(word).unwrap_or(AnswerFormat::Table))
}

pub(super) fn fail_on() -> impl TypedValueParser<Value = FailOn> {
    PossibleValuesParser::new(FailOn::ALL.map(FailOn::as_str))
        .map(|word| FailOn::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or(FailOn::Error))
}

pub(super) fn severity(word: &str) -> Option<Severity> {
    Severity::ALL.into_iter().find(|severity| severity.as_str() == word)
}

pub(super) fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (word, path) = text.split_once('=').ok_or("expected FORMAT=PATH, for example json=report.json")?;
    let known = || Format::ALL.map(Format::as_str).join(", ");
    let format =
        Format::named(word).ok_or_else(|| format!("`{word}` is no format (there are {})", known()))?;
    if path.is_empty() {
        return Err("the path after = is empty".to_owned());
    }
    Ok((format, PathBuf::from(path)))
}

/// A time: RFC 3339, or seconds since 1970.
pub(super) fn time(text: &str) -> Result<u64, String> {
    /// The end of the year 9999, the last that RFC 3339 can write.
    const LAST: u64 = 253_402_300_799;
    if let Ok(seconds) = text.parse::<u64>() {
        return match seconds {
            0..=LAST => Ok(seconds),
            _ => Err(format!("too late; if these are milliseconds, give {}", seconds / 1000)),
        };
    }
    let time = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| {
        "expected RFC 3339, for example 2026-11-25T12:00:00Z, or seconds since 1970".to_owned()
    })?;
    u64::try_from(time.unix_timestamp()).map_err(|_| "before 1970".to_owned())
}

/// A share of quotas.
pub(super) fn percent(text: &str) -> Result<Rate, String> {
    let number = || text.strip_suffix('%')?.parse().ok().filter(|percent| (1..=100).contains(percent));
    match text {
        "full" => Ok(Rate(Some(100))),
        "none" => Ok(Rate(None)),
        _ => number()
            .map(|percent| Rate(Some(percent)))
            .ok_or_else(|| "expected full, none, or a share from 1% to 100%, for example 25%".to_owned()),
    }
}

/// A time of up to a day.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse().ok().filter(|seconds: &f64| *seconds > 0.0 && *seconds <= 86_400.0);
    number
        .map(Duration::from_secs_f64)
        .ok_or_else(|| "expected seconds, more than 0 and up to 86400".to_owned())
}

/// A number and a unit: seconds, minutes, hours or days.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let expected = || "expected a number and a unit (s, m, h, d), for example 24h or 7d".to_owned();
    let unit = text.chars().next_back().ok_or_else(expected)?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 24 * 3600,
        _ => return Err(expected()),
    };
    let number: u64 = text[..text.len() - 1].parse().map_err(|_| expected())?;
    number.checked_mul(seconds).filter(|seconds| *seconds > 0).map(Duration::from_secs).ok_or_else(expected)
}

/// A Region's name, or `all`.
pub(super) fn region(text: &str) -> Result<String, String> {
    let fits =
        text.contains('-') && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits || text == "all" {
        return Ok(text.to_owned());
    }
    Err("expected Regions, for example eu-west-1,us-east-1, or all".to_owned())
}

/// A tag's key and value.
pub(super) fn tag(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE, for example stage=prod".to_owned()),
    }
}

/// The name of a role, with its path where it has one; an ARN names one account's.
pub(super) fn role_name(text: &str) -> Result<String, String> {
    let name = text.trim_start_matches('/');
    let fits = |c: char| c.is_ascii_alphanumeric() || "+=,.@_-/".contains(c);
    if !name.is_empty() && name.chars().all(fits) {
        return Ok(name.to_owned());
    }
    Err("expected a role's name (with its path, where it has one), for example audit or security/audit"
        .to_owned())
}
