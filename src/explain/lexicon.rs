//! What is looked for in a text: the wordings of the documented errors, their exceptions, and Cognito's operations.

use super::fold::Folded;
use crate::catalog::{self, DocumentedError};
use aho_corasick::{AhoCorasick, AhoCorasickKind};
use memchr::memmem;
use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

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
    /// What is looked for, as letters, and what it is.
    patterns: Vec<(Vec<u8>, Found)>,
    /// Looks for all of them at once; making it takes longer than a short text takes without it.
    automaton: OnceLock<AhoCorasick>,
}

/// Letters up to which a text is short.
const SHORT: usize = 4096;

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
            phrases.extend(error.wordings().filter_map(|wording| Phrase::of(error, wording)));
        }
        operations.sort_unstable();
        operations.dedup();
        let codes: Vec<_> = by_code.into_iter().collect();

        let mut patterns: Vec<(Vec<u8>, Found)> = Vec::new();
        for (i, phrase) in phrases.iter().enumerate() {
            patterns.push((phrase.parts[phrase.anchor].clone(), Found::Anchor(i)));
        }
        for (i, (code, _)) in codes.iter().enumerate() {
            let named =
                names(code).into_iter().map(|name| (name.to_ascii_lowercase().into_bytes(), Found::Code(i)));
            patterns.extend(named);
        }
        for (case, code) in SWIFT {
            let name = format!("awscognitoautherror{}", case.to_ascii_lowercase()).into_bytes();
            let code = codes.iter().position(|(name, _)| name == code);
            patterns.extend(code.map(|code| (name, Found::Alias(code))));
        }
        for operation in operations {
            patterns.push((operation.to_ascii_lowercase().into_bytes(), Found::Operation(operation)));
        }
        patterns.push((b"exception".to_vec(), Found::Exception));
        Lexicon { phrases, codes, patterns, automaton: OnceLock::new() }
    }

    /// Everything found in `letters`, with where it begins and ends, in the order of the ends; finds may overlap.
    pub(super) fn search(&self, letters: &[u8]) -> Vec<(Found, usize, usize)> {
        if letters.len() > SHORT {
            let hits = self.automaton().find_overlapping_iter(letters);
            return hits
                .map(|hit| (self.patterns[hit.pattern().as_usize()].1, hit.start(), hit.end()))
                .collect();
        }
        let mut all = Vec::new();
        for (pattern, found) in &self.patterns {
            let places = memmem::find_iter(letters, pattern);
            all.extend(places.map(|start| (*found, start, start + pattern.len())));
        }
        all.sort_by_key(|(_, start, end)| (*end, *start));
        all
    }

    fn automaton(&self) -> &AhoCorasick {
        self.automaton.get_or_init(|| {
            let patterns = self.patterns.iter().map(|(pattern, _)| pattern);
            AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(patterns)
                // The patterns are letters of a fixed table: neither their form nor their number can be refused.
                .unwrap_or_else(|error| unreachable!("the catalogue's own wordings: {error}"))
        })
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
    fn short_and_long_texts_are_searched_alike() {
        let lexicon = Lexicon::get();
        for error in catalog::all() {
            let text = format!("{:?} InitiateAuth UsernameExistsException {}", error.code, error.message);
            let short = Folded::of(text.as_bytes()).letters;
            let long = [short.clone(), vec![b'0'; SHORT]].concat();
            let (mut found, mut expected) = (lexicon.search(&long), lexicon.search(&short));
            for hits in [&mut found, &mut expected] {
                hits.sort_by_key(|(found, start, end)| (*start, *end, format!("{found:?}")));
            }
            assert_eq!(found, expected, "{}", error.id);
        }
    }

    #[test]
    fn parts_that_vary_are_gaps() {
        let phrase = Phrase::of(&catalog::SECRET_HASH_MISSING, catalog::SECRET_HASH_MISSING.message);
        let parts = phrase.map(|phrase| (phrase.parts.len(), phrase.anchor));
        assert_eq!(parts, Some((2, 1)));
    }
}
