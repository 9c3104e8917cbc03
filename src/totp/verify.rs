//! Why a code does not match.
//!
//! A guess among many can hit by chance: with six digits, one random code in a million hits each guess. So what is
//! likely is tried first, every guess is counted, and a [`Fit`] tells how many were made up to it.

use super::code::{DIGITS, Generator, PERIOD};
use super::hypothesis::{Form, Hypothesis, PERIODS, forms, keys};
use super::{Algorithm, Secret, TypedCode};

/// Seconds by which a code may be early or late for Cognito.
const TOLERANCE: i64 = 30;

/// The most steps between two codes that were typed one after the other.
pub const MAX_GAP: u64 = 4;

/// How far the clock is searched, in seconds, by the number of other things that are wrong: with one code, and with
/// several, which hit by chance a million times more seldom.
const REACH: [[i64; 5]; 2] = [[86_400, 300, 60, 60, -1], [86_400, 3600, 300, 300, 300]];

/// Kinds of guesses, the likeliest first: no more than what Cognito accepts, a clock off by minutes, another
/// parameter or secret, a wrong time zone, several things at once, any time of the day.
const RANKS: usize = 8;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The secrets of AssociateSoftwareToken, the newest last.
    pub secrets: &'a [Secret],
    /// The codes in the order in which they were sent, the last one now.
    pub codes: &'a [TypedCode],
    /// Now, in seconds since 1970.
    pub at: u64,
}

/// What can be said.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The outcome.
    pub verdict: Verdict,
    /// Whether the same code was given more than once.
    pub repeated: bool,
    /// Different codes that had to agree.
    pub distinct: usize,
    /// Guesses in all.
    pub tried: usize,
}

/// The outcome.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The last code is one that Cognito takes now.
    Matches(Fit),
    /// It would match, but was sent before.
    Used(Fit),
    /// It does not match, and this is how it may have been made, the likeliest first.
    Explained(Vec<Fit>),
    /// It does not match, nor does anything that was tried.
    Unexplained,
}

/// A hypothesis that gives the codes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fit {
    /// How they are made.
    pub hypothesis: Hypothesis,
    /// Steps of the authenticator from now to the last code; negative where it lies in the past.
    pub offset: i64,
    /// By how many seconds its clock is ahead of ours, at least and at most; negative where it is behind.
    pub clock: (i64, i64),
    /// Guesses made until this kind was tried.
    pub tried: usize,
    /// The chance that codes of another origin would have hit one of them.
    pub chance: f64,
}

impl Fit {
    /// Whether the clock is off by more than Cognito bears, at any moment of the step.
    pub fn clock_is_off(&self) -> bool {
        self.clock.0 > TOLERANCE || self.clock.1 <= -TOLERANCE
    }
}

/// Says whether Cognito takes the last code now, and if not, why.
pub fn verify(question: Question<'_>) -> Answer {
    let mut codes: Vec<&TypedCode> = Vec::new();
    let mut repeated = false;
    // The last of equal codes stays: it is the one that is sent now.
    for code in question.codes.iter().rev() {
        if codes.contains(&code) { repeated = true } else { codes.push(code) }
    }
    let sent_before = question.codes.split_last().is_some_and(|(last, before)| before.contains(last));
    let newest = question.secrets.last();
    let accepted = newest.zip(codes.first()).and_then(|(secret, last)| accepted(secret, last, question.at));
    let mut answer = Answer { verdict: Verdict::Unexplained, repeated, distinct: codes.len(), tried: 3 };
    if let Some(fit) = accepted {
        answer.verdict = if sent_before { Verdict::Used(fit) } else { Verdict::Matches(fit) };
        return answer;
    }
    let (fits, tried) = search(question.secrets, &codes, question.at);
    answer.tried = tried;
    if !fits.is_empty() {
        answer.verdict = Verdict::Explained(fits);
    }
    answer
}

/// Whether Cognito takes `code` now: this step's, or that of the one before or after.
fn accepted(secret: &Secret, code: &TypedCode, at: u64) -> Option<Fit> {
    let generator = Generator::new(secret.key(), Algorithm::Sha1, PERIOD);
    let now = at / PERIOD;
    // The chance is that of all three, whichever fits.
    [0, -1, 1].into_iter().find_map(|offset| {
        let nine = generator.at(now.checked_add_signed(offset)?);
        let hypothesis = Hypothesis::COGNITO;
        hypothesis.fits(code, &nine).then(|| fit(hypothesis, offset, at, 3, 3.0 / 1e6))
    })
}

fn fit(hypothesis: Hypothesis, offset: i64, at: u64, tried: usize, chance: f64) -> Fit {
    let period = i64::try_from(hypothesis.period).unwrap_or(i64::MAX);
    let into = i64::try_from(at % hypothesis.period).unwrap_or_default();
    let ahead = offset.saturating_mul(period) - into;
    Fit { hypothesis, offset, clock: (ahead, ahead.saturating_add(period - 1)), tried, chance }
}

/// Tries everything, and gives what fits all `codes` (the last one first), the likeliest first, with the number of
/// guesses.
fn search(secrets: &[Secret], codes: &[&TypedCode], at: u64) -> (Vec<Fit>, usize) {
    let reach = REACH[usize::from(codes.len() > 1)];
    let mut counts = [0_usize; RANKS];
    let mut hits: Vec<(usize, Hypothesis, i64)> = Vec::new();
    let forms = forms(codes);
    for (key, bytes) in keys(secrets) {
        for (algorithm, period) in
            Algorithm::ALL.into_iter().flat_map(|hash| PERIODS.map(|period| (hash, period)))
        {
            let generator = Generator::new(&bytes, algorithm, period);
            for form in &forms {
                let hypothesis = Hypothesis { key, algorithm, period, form: *form };
                // None where the reach is negative.
                let steps = reach[hypothesis.oddity().min(4)].div_euclid(i64::try_from(period).unwrap_or(1));
                for offset in -steps..=steps {
                    let Some(step) = (at / period).checked_add_signed(offset) else { continue };
                    let rank = rank(&hypothesis, offset);
                    counts[rank] += 1;
                    if agree(&hypothesis, &generator, codes, step) {
                        hits.push((rank, hypothesis, offset));
                    }
                }
            }
        }
    }
    hits.sort_by_key(|(rank, hypothesis, offset)| (*rank, hypothesis.oddity(), offset.unsigned_abs()));
    let fits = hits.into_iter().map(|(rank, hypothesis, offset)| {
        let tried: usize = counts[..=rank].iter().sum();
        fit(hypothesis, offset, at, tried, chance(tried, &hypothesis, codes))
    });
    (fits.collect(), counts.iter().sum())
}

/// Whether the first of `codes` is that of `step`, and each next one that of up to [`MAX_GAP`] steps before.
fn agree(hypothesis: &Hypothesis, generator: &Generator, codes: &[&TypedCode], step: u64) -> bool {
    let Some((code, before)) = codes.split_first() else { return true };
    hypothesis.fits(code, &generator.at(step))
        && (before.is_empty()
            || (1..=MAX_GAP)
                .filter_map(|gap| step.checked_sub(gap))
                .any(|step| agree(hypothesis, generator, before, step)))
}

#[allow(clippy::cast_precision_loss)] // a few thousand guesses
fn chance(tried: usize, hypothesis: &Hypothesis, codes: &[&TypedCode]) -> f64 {
    let digits = match hypothesis.form {
        Form::Whole(digits) => digits,
        Form::CutFromEight | Form::LostZeros => DIGITS,
    };
    let codes = i32::try_from(codes.len()).unwrap_or(i32::MAX);
    let one = 10_f64.powi(i32::try_from(digits).unwrap_or(i32::MAX));
    (tried as f64 * (MAX_GAP as f64).powi(codes - 1) / one.powi(codes)).min(1.0)
}

fn rank(hypothesis: &Hypothesis, offset: i64) -> usize {
    let period = i64::try_from(hypothesis.period).unwrap_or(i64::MAX);
    let seconds = offset.saturating_mul(period).saturating_abs();
    match hypothesis.oddity() {
        0 if seconds <= TOLERANCE => 0,
        0 if seconds <= 600 => 1,
        1 if seconds <= 60 => 2,
        1 => 3,
        0 if is_time_zone(seconds) => 4,
        2 => 5,
        0 => 7,
        _ => 6,
    }
}

/// Time zones lie a multiple of a quarter of an hour apart; a minute is left for the rest of the clock's error.
fn is_time_zone(seconds: i64) -> bool {
    let off = seconds % 900;
    off <= 60 || off >= 840
}
