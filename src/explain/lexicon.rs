//! What is looked for in a text: the wordings of the documented errors, their exceptions, and Cognito's operations.

use super::fold::Folded;
use crate::catalog::{self, DocumentedError};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Letters below which a part of a wording between two varying parts says nothing ("at", "is").
const TELLING: usize = 5;

/// One wording of a documented error.
#[derive(Debug)]
pub(super) struct Phrase {
    /// The error.
    pub(super) error: &'static DocumentedError,
    /// The folded parts between the parts that vary, in order.
    pub(super) parts: Vec<Vec<u8>>,
    /// Which of them is looked for first: the longest.
    pub(super) anchor: usize,
    /// How many words the wording has.
    pub(super) words: usize,
    /// The part that a phone number follows, and no ARN.
    pub(super) before_number: Option<usize>,
    /// Whether it ends in a part that varies.
    pub(super) is_open: bool,
    /// Whether what stands before the first part is the name of a trigger.
    pub(super) begins_with_trigger: bool,
}

impl Phrase {
    fn of(error: &'static DocumentedError, wording: &str) -> Option<Phrase> {
        let mut parts = Vec::new();
        for (i, piece) in wording.split('{').enumerate() {
            let text = if i == 0 { piece } else { piece.split_once('}')?.1 };
            let letters = Folded::of(text.as_bytes()).letters;
            if letters.len() >= TELLING {
                parts.push(letters);
            }
        }
        let anchor = (0..parts.len()).max_by_key(|i| parts[*i].len())?;
        let words = wording.split_whitespace().count();
        let before_number = wording.split('{').position(|piece| piece.starts_with("number}"));
        let before_number = before_number.and_then(|gap| gap.checked_sub(1));
        let begins_with_trigger = wording.starts_with("{trigger}");
        let is_open = wording.ends_with('}');
        Some(Phrase { error, parts, anchor, words, before_number, is_open, begins_with_trigger })
    }

    /// The letters that the wording fixes.
    pub(super) fn letters(&self) -> usize {
        self.parts.iter().map(Vec::len).sum()
    }
}

/// A thing that was found, by its place in the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// The anchor of this phrase.
    Anchor(usize),
    /// The name of this exception.
    Code(usize),
    /// Another name of this exception, of several words.
    Alias(usize),
    /// The name of an operation of Amazon Cognito.
    Operation(&'static str),
    /// Any word may end so: `UsernameExistsException`.
    Exception,
}

/// The lexicon, ready to search with.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) phrases: Vec<Phrase>,
    /// Exceptions with the errors that come with them, in the order of the catalogue.
    pub(super) codes: Vec<(&'static str, Vec<&'static DocumentedError>)>,
    found: Vec<Found>,
    automaton: AhoCorasick,
}

impl Lexicon {
    /// The lexicon of the catalogue, made when it is first asked for.
    pub(super) fn get() -> &'static Lexicon {
        static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::new);
        &LEXICON
    }

    fn new() -> Lexicon {
        let mut phrases = Vec::new();
        let mut by_code: BTreeMap<&'static str, Vec<&'static DocumentedError>> = BTreeMap::new();
        let mut operations: Vec<&'static str> = catalog::OTHER_OPERATIONS.to_vec();
        for error in catalog::all() {
            if let Some(code) = error.code {
                by_code.entry(code).or_default().push(error);
            }
            operations.extend(error.operations);
            if !error.any_message() {
                let wordings = [error.message].into_iter().chain(error.variants.iter().copied());
                phrases.extend(wordings.filter_map(|wording| Phrase::of(error, wording)));
            }
        }
        operations.sort_unstable();
        operations.dedup();
        let codes: Vec<_> = by_code.into_iter().collect();

        let mut patterns: Vec<Vec<u8>> = Vec::new();
        let mut found = Vec::new();
        for (i, phrase) in phrases.iter().enumerate() {
            patterns.push(phrase.parts[phrase.anchor].clone());
            found.push(Found::Anchor(i));
        }
        for (i, (code, _)) in codes.iter().enumerate() {
            for name in names(code) {
                patterns.push(Folded::of(name.as_bytes()).letters);
                found.push(Found::Code(i));
            }
        }
        for (case, code) in SWIFT {
            let code = codes.iter().position(|(name, _)| name == code);
            found.extend(code.map(Found::Alias));
            patterns.extend(
                code.map(|_| format!("awscognitoautherror{}", case.to_ascii_lowercase()).into_bytes()),
            );
        }
        for operation in operations {
            patterns.push(operation.to_ascii_lowercase().into_bytes());
            found.push(Found::Operation(operation));
        }
        patterns.push(b"exception".to_vec());
        found.push(Found::Exception);
        // The patterns are letters of a fixed table, so this cannot fail for want of memory or by their form.
        let automaton = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(&patterns)
            .unwrap_or_else(|error| unreachable!("the catalogue's own wordings: {error}"));
        Lexicon { phrases, codes, found, automaton }
    }

    /// Everything found in `letters`, with where it begins and ends; finds may overlap.
    pub(super) fn search<'a>(
        &'a self,
        letters: &'a [u8],
    ) -> impl Iterator<Item = (Found, usize, usize)> + 'a {
        let matches = self.automaton.find_overlapping_iter(letters);
        matches.map(|hit| (self.found[hit.pattern().as_usize()], hit.start(), hit.end()))
    }
}

/// The cases of `AWSCognitoAuthError`, which Amplify for Swift gives in the place of exceptions.
const SWIFT: &[(&str, &str)] = &[
    ("codeDelivery", "CodeDeliveryFailureException"),
    ("codeExpired", "ExpiredCodeException"),
    ("codeMismatch", "CodeMismatchException"),
    ("emailRole", "InvalidEmailRoleAccessPolicyException"),
    ("invalidParameter", "InvalidParameterException"),
    ("limitExceeded", "LimitExceededException"),
    ("mfaMethodNotFound", "MFAMethodNotFoundException"),
    ("passwordResetRequired", "PasswordResetRequiredException"),
    ("requestLimitExceeded", "TooManyRequestsException"),
    ("resourceNotFound", "ResourceNotFoundException"),
    ("smsRole", "InvalidSmsRoleAccessPolicyException"),
    ("softwareTokenMFANotEnabled", "SoftwareTokenMFANotFoundException"),
    ("userNotConfirmed", "UserNotConfirmedException"),
];

/// The names under which an exception goes: its own, that of the SDK for Java where its own has no ending, that of
/// Amplify for Flutter, and the constant of Go's older SDK.
fn names(code: &str) -> Vec<String> {
    let stem = code.strip_suffix("Exception").unwrap_or(code);
    let mut names = vec![code.to_owned(), format!("{stem}ServiceException"), format!("ErrCode{code}")];
    if stem == code {
        names.push(format!("{code}Exception"));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wording_has_something_to_look_for() {
        let lexicon = Lexicon::get();
        let wordings =
            catalog::all().filter(|error| !error.any_message()).map(|error| 1 + error.variants.len());
        assert_eq!(lexicon.phrases.len(), wordings.sum::<usize>());
        for phrase in &lexicon.phrases {
            assert!(phrase.letters() >= 10, "{}: {:?}", phrase.error.id, phrase.parts);
        }
    }

    #[test]
    fn parts_that_vary_are_gaps() {
        let phrase = Phrase::of(&catalog::SECRET_HASH_MISSING, catalog::SECRET_HASH_MISSING.message);
        let parts = phrase.map(|phrase| (phrase.parts.len(), phrase.anchor));
        assert_eq!(parts, Some((2, 1)));
    }
}
