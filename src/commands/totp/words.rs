//! How codes are made, and what is wrong with that, in words.

use crate::report::{Authenticator, Reason};
use crate::totp::{Algorithm, DIGITS, Fit, Form, Key, Misreading, PERIOD};

/// Seconds within a quarter of an hour that count as a time zone.
const NEAR: i64 = 60;

const fn algorithm(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512",
    }
}

const fn misreading(how: Misreading) -> &'static str {
    match how {
        Misreading::Text => "base32-text",
        Misreading::LowerText => "lower-case-text",
        Misreading::PaddedText => "padded-text",
        Misreading::GivenTwice => "given-encoded-twice",
        Misreading::HexText => "hex-text",
        Misreading::Hex => "as-hex",
        Misreading::Base64 => "as-base64",
    }
}

fn shown_digits(form: Form) -> usize {
    match form {
        Form::Whole(digits) => digits,
        Form::CutFromEight => 8,
        Form::LostZeros => DIGITS,
    }
}

/// How the codes are made; `secrets` is how many were given.
pub(super) fn authenticator(fit: &Fit, secrets: usize) -> Authenticator {
    let way = fit.hypothesis;
    let (secret, misread) = match way.key {
        Key::Newest => (secrets, None),
        Key::Earlier(at) => (at + 1, None),
        Key::Misread(how) => (secrets, Some(misreading(how))),
    };
    let of = if secrets > 1 { format!("secret {secret} of {secrets}") } else { "the secret".to_owned() };
    let how = misread.map(|how| format!(" misread ({how})")).unwrap_or_default();
    let digits = shown_digits(way.form);
    let step = match fit.offset {
        0 => "for this step".to_owned(),
        steps => {
            format!("{} {}", plural(steps.unsigned_abs(), "step"), if steps < 0 { "ago" } else { "ahead" })
        }
    };
    Authenticator {
        text: format!(
            "from {of}{how} with {}, {digits} digits and {} s, {step}",
            algorithm(way.algorithm),
            way.period
        ),
        secret,
        misread,
        algorithm: way.algorithm.as_str(),
        digits,
        period: way.period,
        offset_steps: fit.offset,
        clock_seconds: fit.clock,
    }
}

pub(super) fn plural(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

/// A range of seconds, which may also be negative, in words: `75 to 104 seconds`, `about 2 hours`.
fn span((least, most): (i64, i64)) -> String {
    let (least, most) =
        (least.unsigned_abs().min(most.unsigned_abs()), least.unsigned_abs().max(most.unsigned_abs()));
    match most {
        0..600 => format!("{least} to {most} seconds"),
        600..3570 => format!("about {} minutes", (least + most + 60) / 120),
        _ => {
            let minutes = (least + most + 60) / 120;
            match (minutes / 60, minutes % 60) {
                (hours, 0) => format!("about {}", plural(hours, "hour")),
                (hours, minutes) => format!("about {} {}", plural(hours, "hour"), plural(minutes, "minute")),
            }
        }
    }
}

/// What the clocks say: `None` where they agree within what Cognito accepts. `now` names the clock of the check.
fn clock(fit: &Fit, now: &str) -> Option<Reason> {
    if !fit.clock_is_off() {
        return None;
    }
    let (least, most) = fit.clock;
    let middle = (least + most) / 2;
    let off = middle.abs() % 900;
    let zone = middle.abs() >= 840 && (off <= NEAR || off >= 900 - NEAR);
    let zone = if zone {
        " (by so many whole quarters of an hour that it may be a wrong time zone or daylight saving time)"
    } else {
        ""
    };
    let text = if middle < 0 {
        format!(
            "the code belongs to a time {} before {now}: the authenticator's clock is that far behind{zone}, the code was that old when it was sent, or that time itself is wrong; Cognito accepts about 30 seconds either way",
            span((least, most))
        )
    } else {
        format!(
            "the code belongs to a time {} after {now}: the authenticator's clock is that far ahead{zone}, or that time itself is wrong; Cognito accepts about 30 seconds either way",
            span((least, most))
        )
    };
    Some(Reason { kind: "clock", rule: Some("TOT008"), text })
}

/// Everything in which `fit` differs from what Cognito takes.
pub(super) fn reasons(fit: &Fit, secrets: usize, now: &str) -> Vec<Reason> {
    let way = fit.hypothesis;
    let mut reasons = Vec::new();
    let mut say = |kind, rule, text: String| reasons.push(Reason { kind, rule, text });
    match way.key {
        Key::Newest => {}
        Key::Earlier(at) => say(
            "earlier-secret",
            Some("TOT010"),
            format!(
                "the code is made with secret {} of {secrets}, and a newer one replaced it: VerifySoftwareToken takes codes of the last SecretCode only, and sign-in those of the last one that was verified",
                at + 1
            ),
        ),
        Key::Misread(how) => say("misread-secret", None, misread(how).to_owned()),
    }
    if way.algorithm != Algorithm::Sha1 {
        say(
            "algorithm",
            Some("TOT007"),
            format!("the code is made with {}; Cognito takes SHA-1 only", algorithm(way.algorithm)),
        );
    }
    match way.form {
        Form::Whole(digits) if digits != DIGITS => say(
            "digits",
            Some("TOT007"),
            format!("the authenticator shows {digits} digits; Cognito takes {DIGITS} only"),
        ),
        Form::CutFromEight => say(
            "cut",
            Some("TOT007"),
            "these are the first six digits of a code of eight: the authenticator shows eight, and the page cut them off".to_owned(),
        ),
        Form::LostZeros => say(
            "zeros",
            None,
            "the zeros at the beginning of the code were lost: a code is a text, not a number".to_owned(),
        ),
        Form::Whole(_) => {}
    }
    if way.period != PERIOD {
        say(
            "period",
            Some("TOT007"),
            format!("the code changes every {} seconds; Cognito counts steps of {PERIOD}", way.period),
        );
    }
    reasons.extend(clock(fit, now));
    reasons
}

const fn misread(how: Misreading) -> &'static str {
    match how {
        Misreading::Text | Misreading::LowerText | Misreading::PaddedText => {
            "the authenticator uses the base32 text of the secret itself as the key: the QR code carries it base32-encoded a second time, or the app never decoded it"
        }
        Misreading::GivenTwice => {
            "the secret given here is encoded twice: the code is made with the base32 text inside it; compare with the SecretCode of AssociateSoftwareToken"
        }
        Misreading::HexText => {
            "the authenticator uses the key in hexadecimal digits as the key: the secret was turned into hexadecimal before it was encoded"
        }
        Misreading::Hex => "the authenticator read the secret as hexadecimal; it is base32",
        Misreading::Base64 => "the authenticator read the secret as base64; it is base32",
    }
}

/// What to do about a reason of that kind.
pub(super) fn fix(kind: &str) -> &'static str {
    match kind {
        "clock" => {
            "Let the device set its clock from the network, in the right time zone, and send a fresh code at once."
        }
        "algorithm" | "digits" | "period" | "cut" => {
            "Enrol again with a QR code that leaves algorithm, digits and period out (mfa-doctor totp uri makes one), in an app that uses SHA-1, six digits and 30 seconds."
        }
        "zeros" => "Send the code as a string of six digits; read it from a text field.",
        "earlier-secret" => {
            "Delete the old entry in the app, scan the QR code of the newest SecretCode, and call AssociateSoftwareToken once per enrolment."
        }
        "misread-secret" => {
            "Put the SecretCode into the otpauth URI exactly as AssociateSoftwareToken gave it (mfa-doctor totp uri makes one), and enrol again."
        }
        _ => "Wait for the next code, and do not submit the enrolment code again at sign-in.",
    }
}

/// A few words for the headline.
pub(super) fn short(reasons: &[Reason], fit: &Fit) -> String {
    let word = |reason: &Reason| match reason.kind {
        "clock" if fit.clock.0 < 0 => format!("the code belongs to {} ago", span(fit.clock)),
        "clock" => format!("the code belongs to {} from now", span(fit.clock)),
        "algorithm" => format!("it is made with {}", algorithm(fit.hypothesis.algorithm)),
        "digits" => format!("it has {} digits", shown_digits(fit.hypothesis.form)),
        "period" => format!("it changes every {} seconds", fit.hypothesis.period),
        "cut" => "it is cut off".to_owned(),
        "zeros" => "it lost zeros at its beginning".to_owned(),
        "earlier-secret" => "it is of an earlier secret".to_owned(),
        _ => "the authenticator misreads the secret".to_owned(),
    };
    reasons.iter().map(word).collect::<Vec<_>>().join(", and ")
}

/// A chance as people say it.
pub(super) fn odds(chance: f64) -> String {
    let one_in = 1.0 / chance;
    if one_in >= 1e9 {
        return "less than once in a billion times".to_owned();
    }
    // Two digits are enough to judge by.
    let unit = 10_f64.powf(one_in.log10().floor() - 1.0).max(1.0);
    let digits = format!("{:.0}", (one_in / unit).round() * unit);
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("once in {grouped} times")
}
