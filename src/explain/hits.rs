//! The finds of one piece of text: whole wordings, exceptions and operations, with their places.

use super::fold::Folded;
use super::lexicon::{Found, Lexicon, Phrase};
use std::ops::Range;

/// How many letters a varying part of a wording may have.
const LONGEST_GAP: usize = 600;

/// The Lambda triggers of a user pool, as their messages name them.
///
/// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-identity-pools-working-with-aws-lambda-triggers.html>
const TRIGGERS: &[&str] = &[
    "createauthchallenge",
    "customemailsender",
    "custommessage",
    "customsmssender",
    "defineauthchallenge",
    "inboundfederation",
    "postauthentication",
    "postconfirmation",
    "preauthentication",
    "presignup",
    "pretokengeneration",
    "usermigration",
    "verifyauthchallengeresponse",
];

/// A whole wording of an error.
#[derive(Debug, Clone)]
pub(super) struct PhraseHit {
    /// Its place in the lexicon.
    pub(super) phrase: usize,
    /// The letters.
    pub(super) letters: Range<usize>,
    /// The bytes of the text.
    pub(super) bytes: Range<usize>,
}

/// The name of an exception.
#[derive(Debug, Clone)]
pub(super) struct CodeHit {
    /// Its place in the lexicon.
    pub(super) code: usize,
    /// The bytes of the text.
    pub(super) bytes: Range<usize>,
}

/// Everything found in a piece of text.
#[derive(Debug, Default)]
pub(super) struct Hits {
    /// In the order of the text; none overlaps another.
    pub(super) phrases: Vec<PhraseHit>,
    /// In the order of the text.
    pub(super) codes: Vec<CodeHit>,
    /// The names of Cognito's operations, with where they begin.
    pub(super) operations: Vec<(&'static str, usize)>,
    /// Where the name of an exception ends that the lexicon does not have.
    pub(super) others: Vec<usize>,
}

impl Hits {
    pub(super) fn of(text: &[u8], lexicon: &Lexicon) -> Hits {
        let folded = Folded::of(text);
        let bytes = |start: usize, end: usize| folded.offset(start)..folded.offset(end - 1) + 1;
        let mut hits = Hits::default();
        for (found, start, end) in lexicon.search(&folded.letters) {
            match found {
                Found::Anchor(phrase) => {
                    let whole = whole(&lexicon.phrases[phrase], &folded, start, end);
                    hits.phrases.extend(whole.map(|letters| PhraseHit {
                        phrase,
                        bytes: bytes(letters.start, letters.end),
                        letters,
                    }));
                }
                Found::Code(code) if folded.is_word(start, end) => {
                    hits.codes.push(CodeHit { code, bytes: bytes(start, end) });
                }
                Found::Alias(code) if folded.boundary(start) && folded.boundary(end) => {
                    hits.codes.push(CodeHit { code, bytes: bytes(start, end) });
                }
                Found::Operation(name) if folded.is_word(start, end) => {
                    hits.operations.push((name, folded.offset(start)));
                }
                Found::Exception if folded.boundary(end) && !folded.boundary(start) => {
                    hits.others.push(folded.offset(end - 1) + 1);
                }
                _ => {}
            }
        }
        let ends: Vec<usize> = hits.codes.iter().map(|code| code.bytes.end).collect();
        hits.others.retain(|end| ends.binary_search(end).is_err());
        keep_longest(&mut hits.phrases, lexicon);
        hits
    }
}

/// The letters of a wording around its anchor; `None` where the rest of it is not there.
fn whole(phrase: &Phrase, folded: &Folded, start: usize, end: usize) -> Option<Range<usize>> {
    // In one word, the letters are a name of a program: `codeMismatch`.
    let is_name = phrase.words > 1 && folded.is_word(start, end);
    if is_name || !folded.boundary(start) || !folded.boundary(end) {
        return None;
    }
    let mut ends = vec![end; phrase.parts.len()];
    let mut first = start;
    for (i, part) in phrase.parts[..phrase.anchor].iter().enumerate().rev() {
        let floor = first.saturating_sub(LONGEST_GAP + part.len());
        first = (floor..=first.checked_sub(part.len())?).rev().find(|at| stands(folded, *at, part))?;
        ends[i] = first + part.len();
    }
    let mut last = end;
    for (i, part) in phrase.parts.iter().enumerate().skip(phrase.anchor + 1) {
        let ceiling = (last + LONGEST_GAP).min(folded.letters.len());
        last = (last..ceiling).find(|at| stands(folded, *at, part))? + part.len();
        ends[i] = last;
    }
    let is_arn = |i: usize| ends.get(i).is_some_and(|at| folded.letters[*at..].starts_with(b"arn"));
    let before = &folded.letters[..first];
    let of_trigger = || TRIGGERS.iter().any(|name| before.ends_with(name.as_bytes()));
    let fits = !phrase.before_number.is_some_and(is_arn) && (!phrase.begins_with_trigger || of_trigger());
    fits.then_some(first..last)
}

fn stands(folded: &Folded, at: usize, part: &[u8]) -> bool {
    folded.letters[at..].starts_with(part) && folded.boundary(at) && folded.boundary(at + part.len())
}

/// Of wordings that overlap, the one with the most letters is meant: "Invalid session for the user" begins others.
fn keep_longest(phrases: &mut Vec<PhraseHit>, lexicon: &Lexicon) {
    let letters = |hit: &PhraseHit| (lexicon.phrases[hit.phrase].letters(), hit.letters.len());
    phrases.sort_by_key(|hit| hit.letters.start);
    let mut kept: Vec<PhraseHit> = Vec::new();
    for hit in phrases.drain(..) {
        match kept.last_mut() {
            Some(last) if hit.letters.start < last.letters.end => {
                if letters(&hit) > letters(last) {
                    *last = hit;
                }
            }
            _ => kept.push(hit),
        }
    }
    *phrases = kept;
}
