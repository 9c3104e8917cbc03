//! Which rules run: by id, by prefix of ids, or by name.

use super::{Rule, all};
use thiserror::Error;

/// The rules that a run admits.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
}

/// A word that names no rule.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("no rule is called `{word}`")]
pub struct UnknownRule {
    /// The word.
    pub word: String,
    /// The nearest id or name.
    pub nearest: Option<&'static str>,
}

impl Selection {
    /// All rules, or those that `select` names, without those that `ignore` names.
    ///
    /// # Errors
    /// The first word that names no rule, with the nearest that does.
    pub fn new(select: &[String], ignore: &[String]) -> Result<Selection, UnknownRule> {
        for word in select.iter().chain(ignore) {
            if !all().any(|rule| names(word, rule)) {
                return Err(UnknownRule::new(word));
            }
        }
        Ok(Selection { select: select.to_vec(), ignore: ignore.to_vec() })
    }

    /// Whether `rule` runs.
    pub fn admits(&self, rule: &Rule) -> bool {
        let named_in = |words: &[String]| words.iter().any(|word| names(word, rule));
        (self.select.is_empty() || named_in(&self.select)) && !named_in(&self.ignore)
    }
}

impl UnknownRule {
    /// The error for `word`.
    pub fn new(word: &str) -> UnknownRule {
        UnknownRule { word: word.to_owned(), nearest: nearest_rule(word) }
    }
}

/// `SMS`, `SMS0` and `sms001` name by prefix of the id; `sms-role-without-publish` names by name.
fn names(word: &str, rule: &Rule) -> bool {
    let is_prefix = !word.is_empty()
        && word.len() <= rule.id.len()
        && rule.id.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    is_prefix || rule.name == word
}

fn nearest_rule(word: &str) -> Option<&'static str> {
    nearest(word, all().flat_map(|rule| [rule.id, rule.name]))
}

/// The candidate that `word` most likely stands for, whatever its case; of equals the first.
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase();
    let score = |candidate: &str| {
        let candidate = candidate.to_ascii_lowercase();
        (strsim::jaro_winkler(&candidate, &word), strsim::normalized_levenshtein(&candidate, &word))
    };
    candidates
        .map(|candidate| (score(candidate), candidate))
        .filter(|((likeness, _), _)| *likeness > 0.7)
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}
