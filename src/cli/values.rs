//! Words of the command line that stand for values.

use crate::finding::{Factor, Severity};
use crate::report::{AnswerFormat, Format};
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser, TypedValueParser};
use std::path::PathBuf;

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
        .map(|word| Format::ALL.into_iter().find(|format| format.as_str() == word).unwrap_or(Format::Table))
}

pub(super) fn answer_format() -> impl TypedValueParser<Value = AnswerFormat> {
    let named = |word: String| AnswerFormat::ALL.into_iter().find(|format| format.as_str() == word);
    PossibleValuesParser::new(AnswerFormat::ALL.map(AnswerFormat::as_str))
        .map(move |word| named(word).unwrap_or(AnswerFormat::Table))
}

pub(super) fn severity(word: &str) -> Option<Severity> {
    [Severity::Error, Severity::Warning, Severity::Note]
        .into_iter()
        .find(|severity| severity.as_str() == word)
}

pub(super) fn output(text: &str) -> Result<(Format, PathBuf), String> {
    let (word, path) = text.split_once('=').ok_or("expected FORMAT=PATH, for example json=report.json")?;
    let known = || Format::ALL.map(Format::as_str).join(", ");
    let format = Format::ALL.into_iter().find(|format| format.as_str() == word);
    let format = format.ok_or_else(|| format!("`{word}` is no format (there are {})", known()))?;
    if path.is_empty() {
        return Err("the path after = is empty".to_owned());
    }
    Ok((format, PathBuf::from(path)))
}
