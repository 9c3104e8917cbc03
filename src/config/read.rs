//! The text of `mfa-doctor.toml` → one layer of the set-up, or what is wrong with it.

use super::file::{File, Suppression as Entry};
use super::problem::{Found, Problem, place};
use super::settings::{Config, Suppression};
use super::{file, shape};
use crate::report::Format;
use crate::rules::{Rule, Selection, UnknownRule, find};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;
use time::Date;
use time::macros::format_description;
use toml::Spanned;
use toml::de::DeTable;

/// What the file says.
///
/// # Errors
/// The first thing in it that cannot be meant: no TOML, an unknown key, a value that the key does not take, a rule
/// that does not exist, a reason that says nothing.
pub fn parse(text: &str) -> Result<Config, Problem> {
    let text = text.trim_start_matches('\u{feff}');
    read(text).map_err(|found| found.in_text(text))
}

fn read(text: &str) -> Result<Config, Found> {
    let no_toml = |error: toml::de::Error| {
        Found::new(error.span().unwrap_or(0..0), error.message().replace('\n', ", "))
    };
    let table = DeTable::parse(text).map_err(no_toml)?;
    shape::check(&table, file::schema().as_value())?;
    let file: File = toml::from_str(text).map_err(no_toml)?;
    config(file, text)
}

fn config(file: File, text: &str) -> Result<Config, Found> {
    let outputs = |outputs: BTreeMap<String, String>| {
        outputs
            .into_iter()
            .filter_map(|(word, path)| Some((Format::named(&word)?, PathBuf::from(path))))
            .collect()
    };
    Ok(Config {
        pools: file.pools,
        clients: file.clients,
        require: file.require,
        select: file.select.map(rules).transpose()?,
        ignore: file.ignore.map(rules).transpose()?,
        fail_on: file.fail_on,
        allow_incomplete: file.allow_incomplete,
        format: file.format.and_then(|word| Format::named(&word)),
        outputs: file.outputs.map(outputs),
        sarif_path: file.sarif_path.map(PathBuf::from),
        baseline: file.baseline.map(PathBuf::from),
        severity: file.severity.map(severities).transpose()?,
        suppressions: file
            .suppressions
            .map(|entries| entries.into_iter().map(|entry| suppression(entry, text)).collect())
            .transpose()?,
    })
}

/// Words that name rules: by id, prefix or name.
fn rules(words: Vec<Spanned<String>>) -> Result<Vec<String>, Found> {
    let known = |word: Spanned<String>| {
        let span = word.span();
        let word = word.into_inner();
        match Selection::new(std::slice::from_ref(&word), &[]) {
            Ok(_) => Ok(word),
            Err(error) => Err(unknown(span, &error)),
        }
    };
    words.into_iter().map(known).collect()
}

/// One rule, by id or name.
fn rule(word: &str, span: Range<usize>) -> Result<&'static Rule, Found> {
    find(word).ok_or_else(|| unknown(span, &UnknownRule::new(word)))
}

fn unknown(span: Range<usize>, error: &UnknownRule) -> Found {
    let near = error.nearest.map(|nearest| format!("did you mean {nearest}? ")).unwrap_or_default();
    let hint = format!("{near}`mfa-doctor rules` lists the rules");
    Found::new(span, error.to_string()).hint(Some(hint))
}

fn severities<S>(written: BTreeMap<Spanned<String>, S>) -> Result<BTreeMap<&'static str, S>, Found> {
    let mut severities = BTreeMap::new();
    for (word, severity) in written {
        let rule = rule(word.get_ref(), word.span())?;
        if severities.insert(rule.id, severity).is_some() {
            let said = format!("the severity of {} ({}) is given twice", rule.id, rule.name);
            return Err(Found::new(word.span(), said));
        }
    }
    Ok(severities)
}

fn suppression(entry: Spanned<Entry>, text: &str) -> Result<Suppression, Found> {
    let line = place(text, entry.span().start).0;
    let entry = entry.into_inner();
    Ok(Suppression {
        rule: rule(entry.rule.get_ref(), entry.rule.span())?.id,
        resource: entry.resource,
        user: entry.user,
        reason: entry.reason.trim().to_owned(),
        until: entry.until.map(date).transpose()?,
        line,
    })
}

/// A date of TOML, or the same in quotes.
fn date(written: Spanned<toml::Value>) -> Result<Date, Found> {
    let text = match written.get_ref() {
        toml::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    Date::parse(text.trim(), format_description!("[year]-[month]-[day]")).map_err(|_| {
        Found::new(written.span(), format!("`until` is {text}, and takes a day, such as 2027-06-30"))
    })
}

#[cfg(test)]
#[path = "read_tests.rs"]
mod tests;
