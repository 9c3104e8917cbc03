//! `totp verify`: whether Cognito takes a code now, and if not, why.

use super::super::{Exit, Failure, assemble};
use super::words::{authenticator, fix, odds, plural, reasons, short};
use super::{input, rfc3339};
use crate::catalog::{
    CODE_OR_AUTH_STATE_INVALID, DocumentedError, TOTP_CODE_ALREADY_USED, TOTP_CODE_WRONG,
    TOTP_ENROLMENT_CODE_MISMATCH,
};
use crate::report::{Certainty, Reason, SCHEMA, TotpAnswer, VerifyAnswer};
use crate::totp::{Answer, DIGITS, Fit, Paste, Question, Secret, Verdict, verify};
use std::path::PathBuf;

/// From this chance on, an explanation is a guess.
const DOUBTFUL: f64 = 1e-3;

/// Other explanations that are shown.
const OTHERS: usize = 3;

/// What `totp verify` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command about one-time passwords takes.
    pub totp: super::Options,
    /// Files with codes; `-` is standard input.
    pub code_files: Vec<PathBuf>,
}

/// Runs `totp verify`.
///
/// # Errors
/// When there is no secret or no code.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let paste = input::secrets_and_codes(&options.totp.secret_files, &options.code_files)?;
    let at = options.totp.at();
    let secrets: Vec<Secret> = paste.secrets.iter().map(|pasted| pasted.secret.clone()).collect();
    let answer = verify(Question { secrets: &secrets, codes: &paste.codes, at });
    let at_was_given = options.totp.at.is_some();
    let report = Reporter { paste: &paste, answer: &answer, at, at_was_given }.report();
    let exit = if matches!(answer.verdict, Verdict::Matches(_)) { Exit::Clean } else { Exit::Findings };
    options.totp.print(&TotpAnswer::Verify(Box::new(report)), exit)
}

struct Reporter<'a> {
    paste: &'a Paste,
    answer: &'a Answer,
    at: u64,
    at_was_given: bool,
}

impl Reporter<'_> {
    fn report(&self) -> VerifyAnswer {
        let secrets = self.paste.secrets.len();
        let fit = match &self.answer.verdict {
            Verdict::Matches(fit) | Verdict::Used(fit) => Some(*fit),
            Verdict::Explained(fits) => fits.first().copied(),
            Verdict::Unexplained => None,
        };
        let reasons = self.reasons(fit.as_ref());
        let mut fixes: Vec<String> = Vec::new();
        for reason in &reasons {
            let fix = fix(reason.kind).to_owned();
            if !fixes.contains(&fix) {
                fixes.push(fix);
            }
        }
        let others = match &self.answer.verdict {
            Verdict::Explained(fits) => fits.get(1..).unwrap_or_default(),
            _ => &[],
        };
        VerifyAnswer {
            schema: SCHEMA,
            tool: assemble::tool(),
            exit_code: u8::from(!matches!(self.answer.verdict, Verdict::Matches(_))),
            at: rfc3339(self.at),
            secrets,
            codes: self.paste.codes.len(),
            verdict: match self.answer.verdict {
                Verdict::Matches(_) => "matches",
                Verdict::Used(_) => "used",
                Verdict::Explained(_) => "explained",
                Verdict::Unexplained => "unexplained",
            },
            summary: self.summary(&reasons, fit.as_ref()),
            authenticator: fit.map(|fit| authenticator(&fit, secrets)),
            also_fits: others.iter().take(OTHERS).map(|fit| authenticator(fit, secrets)).collect(),
            certainty: self.certainty(fit.as_ref()),
            errors: self.errors().into_iter().map(assemble::error_ref).collect(),
            notes: self.notes(fit.as_ref()),
            fix: fixes,
            docs: TOTP_ENROLMENT_CODE_MISMATCH.docs,
            reasons,
        }
    }

    fn reasons(&self, fit: Option<&Fit>) -> Vec<Reason> {
        match (&self.answer.verdict, fit) {
            (Verdict::Used(_), _) => vec![Reason {
                kind: "used",
                rule: Some("TOT009"),
                text: "the code is right, but it was given twice, and Cognito takes each code once: what sends it the second time is refused, also where the first was VerifySoftwareToken"
                    .to_owned(),
            }],
            (Verdict::Explained(_), Some(fit)) => {
                let clock = if self.at_was_given { "the time of --at" } else { "this machine's clock" };
                let now = format!("{clock}, {}", rfc3339(self.at));
                reasons(fit, self.paste.secrets.len(), &now)
            }
            _ => Vec::new(),
        }
    }

    fn summary(&self, reasons: &[Reason], fit: Option<&Fit>) -> String {
        let doubtful = fit.is_some_and(|fit| fit.chance >= DOUBTFUL);
        match (&self.answer.verdict, fit) {
            (Verdict::Matches(_), _) => "match: Cognito takes this code now".to_owned(),
            (Verdict::Used(_), _) => "match, but used: Cognito takes each code once".to_owned(),
            (Verdict::Explained(_), Some(fit)) if doubtful => {
                format!("no match; perhaps {}", short(reasons, fit))
            }
            (Verdict::Explained(_), Some(fit)) => format!("no match: {}", short(reasons, fit)),
            _ => "no match, and nothing that was tried gives this code".to_owned(),
        }
    }

    fn certainty(&self, fit: Option<&Fit>) -> Certainty {
        let Answer { distinct, tried, .. } = *self.answer;
        let tried = fit.map_or(tried, |fit| fit.tried);
        let guesses = plural(u64::try_from(tried).unwrap_or(u64::MAX), "guess").replace("guesss", "guesses");
        let (agree, codes) = match distinct {
            1 => (String::new(), "a code"),
            2 => ("both codes agree; ".to_owned(), "codes"),
            _ => (format!("all {distinct} codes agree; "), "codes"),
        };
        let text = match fit {
            Some(fit) if matches!(self.answer.verdict, Verdict::Matches(_) | Verdict::Used(_)) => format!(
                "Cognito accepts {tried} codes at any moment; one from elsewhere is among them by chance {}",
                odds(fit.chance)
            ),
            Some(fit) => {
                let chance = odds(fit.chance);
                let more = if fit.chance >= DOUBTFUL {
                    "; give the next code too, on a line of its own, to be sure"
                } else {
                    ""
                };
                format!(
                    "{agree}found within {guesses}; {codes} from elsewhere would fit one of them by chance {chance}{more}"
                )
            }
            None if tried == 0 => {
                "codes of six and of more digits come from different authenticators; give those of one"
                    .to_owned()
            }
            None => {
                let both = if distinct > 1 { " for all codes at once" } else { "" };
                format!(
                    "{guesses} tried{both}: every moment within a day; SHA-256, SHA-512, 60 seconds, misread secrets and earlier secrets within minutes"
                )
            }
        };
        Certainty { codes: distinct, tried, chance: fit.map(|fit| fit.chance), text }
    }

    fn errors(&self) -> Vec<&'static DocumentedError> {
        match self.answer.verdict {
            Verdict::Matches(_) => Vec::new(),
            Verdict::Used(_) => vec![&TOTP_CODE_ALREADY_USED],
            Verdict::Explained(_) | Verdict::Unexplained => {
                vec![&TOTP_ENROLMENT_CODE_MISMATCH, &TOTP_CODE_WRONG, &CODE_OR_AUTH_STATE_INVALID]
            }
        }
    }

    fn notes(&self, fit: Option<&Fit>) -> Vec<String> {
        let mut notes = Vec::new();
        let mut say = |text: &str| notes.push(text.to_owned());
        match &self.answer.verdict {
            Verdict::Matches(fit) => {
                match fit.offset {
                    0 => {}
                    ..0 => say(
                        "it is the code of the step before, which Cognito still accepts; a little later it will not",
                    ),
                    _ => say(
                        "it is the code of the next step, which Cognito accepts too: the clocks differ by a few seconds",
                    ),
                }
                say(
                    "if Cognito refuses it nevertheless, it took this code before (ExpiredCodeException: Your software token has already been used once [TOT009]), or it holds another secret than this: that of a later AssociateSoftwareToken [TOT010]",
                );
            }
            Verdict::Used(_) => {}
            Verdict::Explained(_) | Verdict::Unexplained => {
                say(
                    "the first is the answer of VerifySoftwareToken (or HTTP 200 with Status: ERROR, where only SUCCESS enrols), the others are those of a sign-in",
                );
                if self.paste.codes.iter().any(|code| code.count() != DIGITS) {
                    say(
                        "the API allows a UserCode of exactly six digits: VerifySoftwareToken answers InvalidParameterException to another",
                    );
                }
                if fit.is_some_and(|fit| fit.clock_is_off() && fit.offset < 0) && !self.at_was_given {
                    say("if the code was sent a while ago, give the time of that: --at TIME");
                }
                if self.answer.repeated {
                    say("a code was given twice; Cognito takes each once (ExpiredCodeException [TOT009])");
                }
            }
        }
        if matches!(self.answer.verdict, Verdict::Unexplained) {
            say(
                "what is left: another secret than this (that of a later AssociateSoftwareToken [TOT010], or of another account in the app), a mistyped code, or a clock that is off by more than a day [TOT008]; give every SecretCode of the user, the oldest first",
            );
        }
        if matches!(self.answer.verdict, Verdict::Unexplained) && self.answer.distinct > 1 {
            say("one of the codes may be mistyped: give each alone to see what it fits by itself");
        }
        let asked = self.paste.secrets.last().and_then(|pasted| pasted.asked.as_ref());
        if asked.is_some_and(|asked| asked.unlike_cognito) && fit.is_none_or(|fit| fit.chance > 0.0) {
            say(
                "the URI asks for other codes than Cognito takes [TOT007]; mfa-doctor totp uri says what is wrong",
            );
        }
        notes
    }
}
