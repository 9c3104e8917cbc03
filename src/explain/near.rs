//! Which documented wordings a text comes near to.

use crate::catalog::{self, DocumentedError};
use std::collections::BTreeSet;

/// The share of a wording's words that a text must have.
const LIKE: f64 = 0.7;

/// How many are worth naming.
const SHOWN: usize = 3;

/// Of `errors`, those with a wording like `text`; the likest first.
pub(super) fn among(text: &str, errors: &[&'static DocumentedError]) -> Vec<&'static DocumentedError> {
    nearest(text, errors.iter().copied())
}

/// The documented errors with a wording like `text`; the likest first.
pub(super) fn anywhere(text: &str) -> Vec<&'static DocumentedError> {
    nearest(text, catalog::all())
}

fn nearest(
    text: &str,
    errors: impl Iterator<Item = &'static DocumentedError>,
) -> Vec<&'static DocumentedError> {
    let text = words(text);
    let mut scored: Vec<(f64, &'static DocumentedError)> = errors
        .map(|error| {
            let likenesses = error.wordings().map(|wording| likeness(&words(wording), &text));
            (likenesses.fold(0.0, f64::max), error)
        })
        .filter(|(score, _)| *score >= LIKE)
        .collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    scored.into_iter().take(SHOWN).map(|(_, error)| error).collect()
}

/// The share of the wording's words that the text has.
fn likeness(wording: &BTreeSet<String>, text: &BTreeSet<String>) -> f64 {
    const LEAST: usize = 3;
    if wording.len() < LEAST {
        return 0.0;
    }
    let shared = wording.intersection(text).count();
    // A long text holds many words by chance.
    let excess = text.len().saturating_sub(4 * wording.len());
    let size = u32::try_from(wording.len() + excess).unwrap_or(u32::MAX);
    f64::from(u32::try_from(shared).unwrap_or(0)) / f64::from(size)
}

fn words(text: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.split(|c| !is_word(c)).filter(|word| word.len() > 1).map(str::to_ascii_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_or_reworded_is_near() {
        let first = |text: &str| anywhere(text).first().map(|error| error.id);
        let cut = "Role does not have a trust relationship allowing Cognito to";
        assert_eq!(first(cut), Some("sms-role-not-trusting"));
        assert_eq!(first("The weather is fine"), None);
        assert_eq!(first(""), None);
    }
}
