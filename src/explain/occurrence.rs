//! From finds to errors: which exception and which message belong together, and what either says alone.

use super::hits::{CodeHit, Hits, PhraseHit};
use super::lexicon::Lexicon;
use super::{Match, near, record, said};
use crate::catalog::{self, DocumentedError};
use std::ops::Range;

/// Bytes within which an exception and a message of different records still belong together: wrapped lines.
const APART: usize = 300;

/// Bytes within which an exception repeats the one whose error was found.
const ECHO: usize = 1500;

/// Letters besides the message up to which it is the whole of what was said.
const FEW: usize = 24;

/// Candidates that are worth listing where a message is known and says something else.
const HANDFUL: usize = 3;

/// Exceptions that other services of AWS, and other programs, have too.
const SHARED: &[&str] = &[
    "ConcurrentModificationException",
    "ForbiddenException",
    "InvalidParameterException",
    "LimitExceededException",
    "MessageRejected",
    "OperationNotEnabledException",
    "ResourceNotFoundException",
    "UnsupportedOperationException",
];

/// Messages in words that other programs use too: alone, they count only as the whole of what was said.
const COMMON: &[&DocumentedError] = &[
    &catalog::CONSTRAINT_NOT_SATISFIED,
    &catalog::DEVICE_KEY_INVALID,
    &catalog::INCORRECT_USERNAME_OR_PASSWORD,
    &catalog::PASSWORD_ATTEMPTS_EXCEEDED,
    &catalog::REFRESH_TOKEN_INVALID,
    &catalog::TOKEN_EXPIRED,
    &catalog::TOKEN_INVALID,
    &catalog::TOKEN_REVOKED,
    &catalog::TOTP_ENROLMENT_CODE_MISMATCH,
    &catalog::USER_DISABLED,
    &catalog::USER_NOT_CONFIRMED,
];

/// One error met once.
#[derive(Debug)]
pub(super) struct Occurrence {
    /// Where in the text.
    pub(super) at: usize,
    /// The error, or its candidates in order; empty where an exception was named that is not documented.
    pub(super) errors: Vec<(&'static DocumentedError, Match)>,
    /// The operation that the text names beside it.
    pub(super) operation: Option<&'static str>,
}

/// The errors of a piece of text, in the order of the text.
pub(super) fn occurrences(text: &[u8], hits: &Hits, lexicon: &Lexicon) -> Vec<Occurrence> {
    let spent = vec![false; hits.codes.len()];
    let mut scene = Scene { text, hits, lexicon, spent, told: Vec::new(), named: Vec::new(), last: 0..0 };
    for phrase in &hits.phrases {
        scene.message(phrase);
    }
    for (i, code) in hits.codes.iter().enumerate() {
        if !scene.spent[i] {
            scene.alone(code);
        }
    }
    scene.last = 0..0;
    let mut found: Vec<Occurrence> = hits.others.iter().filter_map(|end| scene.other(*end)).collect();
    found.extend(scene.told);
    found.extend(scene.named);
    found.sort_by_key(|met| met.at);
    found
}

struct Scene<'a> {
    text: &'a [u8],
    hits: &'a Hits,
    lexicon: &'a Lexicon,
    /// The exceptions that belong to a message.
    spent: Vec<bool>,
    /// What messages told, in the order of the text.
    told: Vec<Occurrence>,
    /// What exceptions alone told, in the order of the text.
    named: Vec<Occurrence>,
    /// The record that was looked at last: on a long line the next find is mostly in it, too.
    last: Range<usize>,
}

/// Who says what a record holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Speaker {
    /// Amazon Cognito.
    Cognito,
    /// Another service of AWS.
    Other,
    /// Nobody is named.
    Unnamed,
}

fn letters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| byte.is_ascii_alphabetic()).count()
}

/// Those of `met`, which stand in the order of the text, that lie within `bounds`.
fn within<'a>(met: &'a [Occurrence], bounds: &Range<usize>) -> &'a [Occurrence] {
    let first = met.partition_point(|one| one.at < bounds.start);
    &met[first..met.partition_point(|one| one.at < bounds.end)]
}

impl Scene<'_> {
    fn message(&mut self, hit: &PhraseHit) {
        let error = self.lexicon.phrases[hit.phrase].error;
        let record = self.record(hit.bytes.start);
        if self.repeats(error, &record) {
            return;
        }
        let paired = error.code.and_then(|code| self.pair(code, hit, &record));
        let matched = if paired.is_some() || error.code.is_none() { Match::Exact } else { Match::Candidate };
        let common = COMMON.iter().any(|other| other.id == error.id);
        if common {
            let speaker = self.speaker(&record);
            let unsure = matched == Match::Candidate && speaker == Speaker::Unnamed;
            if speaker == Speaker::Other || (unsure && !self.is_whole(hit, &record)) {
                return;
            }
        }
        if let Some(first) = paired {
            self.spend(first, &record);
        }
        let met = self.met(hit.bytes.start, vec![(error, matched)], &record);
        self.told.push(met);
    }

    fn record(&mut self, at: usize) -> Range<usize> {
        if !self.last.contains(&at) {
            self.last = record::around(self.text, at);
        }
        self.last.clone()
    }

    /// Whether the same error was already met in this record: PHP and stack traces print it twice.
    fn repeats(&self, error: &DocumentedError, record: &Range<usize>) -> bool {
        let in_record = within(&self.told, record).iter();
        in_record.flat_map(|met| &met.errors).any(|(other, _)| other.id == error.id)
    }

    /// The exception that belongs to a message: the nearest of its name.
    fn pair(&self, code: &str, hit: &PhraseHit, record: &Range<usize>) -> Option<usize> {
        let away = |own: &CodeHit| {
            hit.bytes.start.saturating_sub(own.bytes.end).max(own.bytes.start.saturating_sub(hit.bytes.end))
        };
        let near = self.around(record.start.saturating_sub(APART)..record.end + APART);
        near.filter(|i| self.lexicon.codes[self.hits.codes[*i].code].0 == code)
            .filter(|i| {
                let own = &self.hits.codes[*i];
                record.contains(&own.bytes.start) || (away(own) <= APART && !self.spent[*i])
            })
            .min_by_key(|i| away(&self.hits.codes[*i]))
    }

    /// Marks an exception, and what repeats it nearby, as belonging to a message.
    fn spend(&mut self, first: usize, record: &Range<usize>) {
        let code = self.hits.codes[first].code;
        let near: Vec<usize> = self.around(record.start.saturating_sub(ECHO)..record.end + ECHO).collect();
        for i in near.into_iter().filter(|i| self.hits.codes[*i].code == code) {
            self.spent[i] = true;
        }
    }

    /// The exceptions in these bytes, by number.
    fn around(&self, bytes: Range<usize>) -> Range<usize> {
        let codes = &self.hits.codes;
        let first = codes.partition_point(|code| code.bytes.start < bytes.start);
        first..codes.partition_point(|code| code.bytes.start < bytes.end)
    }

    /// Whether a message is all that was said: a pasted line, or a quotation.
    fn is_whole(&self, hit: &PhraseHit, record: &Range<usize>) -> bool {
        let end = record.end.max(hit.bytes.end);
        let message =
            hit.bytes.start..if self.lexicon.phrases[hit.phrase].is_open { end } else { hit.bytes.end };
        letters(&self.text[record.start.min(hit.bytes.start)..end]) <= letters(&self.text[message]) + FEW
    }

    /// An exception without a documented message beside it.
    fn alone(&mut self, hit: &CodeHit) {
        let (code, errors) = &self.lexicon.codes[hit.code];
        let bounds = self.record(hit.bytes.start);
        let same = |met: &Occurrence| met.errors.iter().any(|(error, _)| error.code == Some(code));
        if [&self.told, &self.named].iter().any(|met| within(met, &bounds).iter().any(same)) {
            return;
        }
        let text =
            Utf8Record::of(&self.text[bounds.clone()], hit.bytes.start - bounds.start, hit.bytes.len());
        let message = said::message(&text.record, text.start, text.end);
        let operation = self.operation(&bounds);
        let speaker = self.speaker(&bounds);
        let shared = SHARED.contains(code) && speaker == Speaker::Unnamed;
        let candidates = |errors: Vec<&'static DocumentedError>| -> Vec<_> {
            errors.into_iter().map(|error| (error, Match::Candidate)).collect()
        };
        let found = match message {
            _ if speaker == Speaker::Other => Vec::new(),
            None if shared && !self.is_all(&bounds, hit) => Vec::new(),
            None => candidates(by_operation(errors, operation)),
            Some(_) if shared => Vec::new(),
            Some(message) => {
                let near = near::among(message, errors);
                let any = errors.iter().copied().find(|error| error.any_message());
                match any {
                    _ if !near.is_empty() => candidates(near),
                    Some(any) => vec![(any, Match::Exact)],
                    None if errors.len() <= HANDFUL => candidates(errors.clone()),
                    None => Vec::new(),
                }
            }
        };
        let met = self.met(hit.bytes.start, found, &bounds);
        self.named.push(met);
    }

    fn speaker(&self, bounds: &Range<usize>) -> Speaker {
        let record = String::from_utf8_lossy(&self.text[bounds.clone()]);
        if self.operation(bounds).is_some() || said::names_cognito(&record) {
            Speaker::Cognito
        } else if said::names_service(&record) {
            Speaker::Other
        } else {
            Speaker::Unnamed
        }
    }

    fn is_all(&self, bounds: &Range<usize>, hit: &CodeHit) -> bool {
        letters(&self.text[bounds.clone()]) <= letters(&self.text[hit.bytes.clone()]) + FEW
    }

    /// An exception that the catalogue does not have; one is enough of each record.
    fn other(&mut self, end: usize) -> Option<Occurrence> {
        let at = end.saturating_sub(1);
        if self.last.contains(&at) {
            return None;
        }
        let bounds = self.record(at);
        let explained = [&self.told, &self.named].iter().any(|met| !within(met, &bounds).is_empty());
        (!explained).then(|| self.met(at, Vec::new(), &bounds))
    }

    fn operation(&self, bounds: &Range<usize>) -> Option<&'static str> {
        let operations = &self.hits.operations;
        let first = operations.partition_point(|(_, at)| *at < bounds.start);
        operations.get(first).filter(|(_, at)| *at < bounds.end).map(|(name, _)| *name)
    }

    fn met(
        &self,
        at: usize,
        errors: Vec<(&'static DocumentedError, Match)>,
        bounds: &Range<usize>,
    ) -> Occurrence {
        Occurrence { at, errors, operation: self.operation(bounds) }
    }
}

/// The entry that holds whatever the text is, then those that the operation can raise, then the others; among equals
/// those that AWS itself documents.
fn by_operation(
    errors: &[&'static DocumentedError],
    operation: Option<&str>,
) -> Vec<&'static DocumentedError> {
    let raises = |error: &DocumentedError| operation.is_some_and(|name| error.operations.contains(&name));
    let mut ordered = errors.to_vec();
    ordered.sort_by_key(|error| {
        (!error.any_message(), !raises(error), error.evidence != catalog::Evidence::Aws)
    });
    ordered
}

/// A record as text, with the place of a word in it.
struct Utf8Record {
    record: String,
    start: usize,
    end: usize,
}

impl Utf8Record {
    fn of(record: &[u8], at: usize, length: usize) -> Utf8Record {
        let before = String::from_utf8_lossy(&record[..at]);
        let word = String::from_utf8_lossy(&record[at..at + length]);
        let (start, end) = (before.len(), before.len() + word.len());
        let after = String::from_utf8_lossy(&record[at + length..]);
        Utf8Record { record: [before, word, after].concat(), start, end }
    }
}
