//! Which factor Cognito asks for, once the password was right.
//!
//! Sources: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa.html>,
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-sms-email-message.html> and
//! <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminSetUserMFAPreference.html>.

use super::super::facts::listed;
use super::super::{UserCase, delivery, destination, factor_called, name_of, noun};
use super::{SignIn, SignInOutcome, not_read, read};
use crate::catalog;
use crate::finding::{Evidence, Factor};
use crate::rules::mfa::{BY_MESSAGE, SWITCHED, attribute};
use crate::rules::words::joined;
use crate::snapshot::{Gap, Profile, flag};

const FIRST: &str =
    "this is not the first sign-in of a new user, who may get tokens once before a factor is asked for";

/// What follows the right password.
pub(super) fn after_password(user: &UserCase<'_>, profile: &Profile<'_>) -> SignIn {
    let told = told(user, profile).unwrap_or_else(|gap| {
        SignIn::unknown(format!(
            "What follows the password of {} cannot be told: {}.",
            user.words(),
            not_read(&gap)
        ))
    });
    let mode =
        Evidence::new("cognito-idp:GetUserPoolMfaConfig", "MfaConfiguration", user.case.pool.mfa_mode());
    let told = told.because(read(user, &["UserMFASettingList", "PreferredMfaSetting"]));
    if user.case.mfa_mode().is_ok() { told.because([mode]) } else { told }
}

fn told(user: &UserCase<'_>, profile: &Profile<'_>) -> Result<SignIn, Gap> {
    let mode = user.case.mfa_mode()?;
    let factors = listed(profile);
    let name = user.words();
    if mode == "OFF" {
        let unused = if factors.is_empty() { "" } else { ", although the user has factors" };
        return Ok(SignIn::new(
            SignInOutcome::SignedIn,
            format!(
                "{} is signed in by the password alone: MFA of the pool is OFF{unused}.",
                user_first(&name)
            ),
        ));
    }
    if factors.len() < profile.factors().len() {
        return Ok(SignIn::unknown(format!(
            "{} has a factor that this program does not know: {}.",
            user_first(&name),
            profile.factors().join(", ")
        )));
    }
    let sign_in = match (profile.preferred(), factors.as_slice()) {
        (Some(preferred), _) => match factor_called(preferred).filter(|factor| factors.contains(factor)) {
            Some(factor) => one(user, profile, factor)?,
            None => SignIn::unknown(format!(
                "{} prefers {preferred}, which is not among the factors of the user; what follows is not documented.",
                user_first(&name)
            )),
        },
        (None, []) => without_factor(user, profile, mode)?,
        (None, [factor]) => one(user, profile, *factor)?,
        (None, several) => choice(user, profile, several)?,
    };
    Ok(with_devices(user, sign_in))
}

/// The user is asked for this factor, one of the user's own.
fn one(user: &UserCase<'_>, profile: &Profile<'_>, factor: Factor) -> Result<SignIn, Gap> {
    let name = user.words();
    // An authenticator app goes on working where the pool no longer offers TOTP.
    if factor == Factor::Totp {
        let still =
            if user.case.offers(Factor::Totp)? { "" } else { ", although the pool no longer offers TOTP" };
        let text =
            format!("Cognito asks {name} for a code of the authenticator app (SOFTWARE_TOKEN_MFA){still}.");
        return Ok(asked(factor, text));
    }
    if !user.case.offers(factor)? {
        return Ok(SignIn::unknown(format!(
            "The factor of {name} is {}, which the pool does not offer; AWS does not document what the sign-in does then.",
            factor.words()
        )));
    }
    if destination(profile, factor).is_none() {
        return Ok(SignIn::unknown(format!(
            "The factor of {name} is {}, and the user has no {}: no code can be sent, and AWS does not document how the \
             sign-in ends.",
            factor.words(),
            noun(factor),
        )));
    }
    message(user, profile, factor)
}

/// A code goes to the user's address, unless it is needed for recovery.
fn message(user: &UserCase<'_>, profile: &Profile<'_>, factor: Factor) -> Result<SignIn, Gap> {
    let name = user.words();
    if let Some(conflict) = conflict(user, profile, factor)? {
        return Ok(conflict);
    }
    let address = destination(profile, factor).unwrap_or_default();
    let word = if factor == Factor::Sms { "SMS" } else { "e-mail" };
    let lost = delivery::lost(user, factor);
    let text = match &lost {
        Some(why) => format!(
            "Cognito asks {name} for a code by {word} to {address} ({}), which never arrives: {why}.",
            name_of(factor)
        ),
        None => format!("Cognito asks {name} for a code by {word} to {address} ({}).", name_of(factor)),
    };
    let mut sign_in = asked(factor, text);
    sign_in.destination = Some(address.to_owned());
    Ok(if lost.is_some() {
        sign_in
    } else {
        sign_in.assuming(format!("the pool's {word} messages are delivered"))
    })
}

/// One address may not get both the MFA code and the reset code. Where MFA is required and the user's only address is
/// the first recovery mechanism, the sign-in ends in an error.
fn conflict(user: &UserCase<'_>, profile: &Profile<'_>, factor: Factor) -> Result<Option<SignIn>, Gap> {
    let present = BY_MESSAGE.iter().filter(|factor| destination(profile, **factor).is_some()).count();
    let mechanism = format!("verified_{}", attribute(factor));
    let is_first = user.case.pool.recovery().first() == Some(&mechanism.as_str());
    let has_totp = listed(profile).contains(&Factor::Totp);
    if present != 1 || !is_first || has_totp || user.case.mfa_mode()? != "ON" {
        return Ok(None);
    }
    let name = user.words();
    let fact = format!(
        "the only address of {name}, the {}, is the first by which the pool recovers accounts, so it may get no MFA code",
        noun(factor)
    );
    let recovery = crate::rules::looks::RECOVERY.of(user.case.pool.described);
    let sign_in = if user.case.offers(Factor::Totp)? {
        SignIn::unknown(format!(
            "The sign-in ends in an error, or in MFA_SETUP for TOTP; which of them is not documented: {fact}."
        ))
    } else {
        SignIn::new(SignInOutcome::Error, format!("The sign-in ends in an error: {fact}."))
    };
    Ok(Some(sign_in.because([recovery])))
}

/// Several factors, and none preferred.
fn choice(user: &UserCase<'_>, profile: &Profile<'_>, factors: &[Factor]) -> Result<SignIn, Gap> {
    let name = user.words();
    for factor in factors.iter().filter(|factor| **factor != Factor::Totp) {
        let fact = match (user.case.offers(*factor)?, destination(profile, *factor)) {
            (false, _) => "the pool does not offer it".to_owned(),
            (true, None) => format!("the user has no {}", noun(*factor)),
            (true, Some(_)) => continue,
        };
        return Ok(SignIn::unknown(format!(
            "{} has several factors and prefers none; one of them is {}, but {fact}: whether Cognito asks for a choice \
             then is not documented.",
            user_first(&name),
            factor.words()
        )));
    }
    let words: Vec<&str> = factors.iter().map(|factor| factor.words()).collect();
    let text = format!(
        "Cognito asks {name} to choose among {} (SELECT_MFA_TYPE), and then for the code.",
        joined(&words)
    );
    Ok(SignIn::new(SignInOutcome::Challenge, text).challenge("SELECT_MFA_TYPE"))
}

/// No factor in `UserMFASettingList`.
fn without_factor(user: &UserCase<'_>, profile: &Profile<'_>, mode: &str) -> Result<SignIn, Gap> {
    let name = user.words();
    if mode == "OPTIONAL" {
        if profile.has_legacy_options() {
            return Ok(SignIn::unknown(format!(
                "{} has SMS only in MFAOptions, which AWS no longer supports; what the sign-in makes of it is not documented.",
                user_first(&name)
            )));
        }
        return Ok(SignIn::new(
            SignInOutcome::SignedIn,
            format!(
                "{} is signed in by the password alone: MFA is OPTIONAL, and the user has no factor.",
                user_first(&name)
            ),
        ));
    }
    if user.sms_is_uncertain() && profile.phone().is_some() {
        return Ok(SignIn::unknown(format!(
            "Whether {name} gets a code by SMS is not documented: the pool has a custom SMS sender and no SMS configuration."
        )));
    }
    match user.eligible(profile)?.as_slice() {
        [] => set_up(user),
        [factor] => Ok(message(user, profile, *factor)?.assuming(FIRST)),
        _ => both(user, profile),
    }
}

/// Both addresses, and the pool sends codes to either: it recovers accounts through one and sends MFA codes to the
/// other.
fn both(user: &UserCase<'_>, profile: &Profile<'_>) -> Result<SignIn, Gap> {
    match user.case.pool.recovery().first() {
        Some(&"verified_email") => Ok(message(user, profile, Factor::Sms)?.assuming(FIRST)),
        Some(&"verified_phone_number") => Ok(message(user, profile, Factor::Email)?.assuming(FIRST)),
        _ => Ok(SignIn::new(
            SignInOutcome::Challenge,
            format!(
                "Cognito asks {} for a code by SMS or by e-mail; which of the two is not documented.",
                user.words()
            ),
        )
        .assuming(FIRST)),
    }
}

/// Nothing that a code could go to.
fn set_up(user: &UserCase<'_>) -> Result<SignIn, Gap> {
    let name = user.words();
    let offered = user.offered(SWITCHED)?;
    let sign_in =
        |text: String| SignIn::new(SignInOutcome::SetUp, text).challenge("MFA_SETUP").assuming(FIRST);
    Ok(if offered.contains(&Factor::Totp) {
        let mut sign_in = sign_in(format!(
            "Cognito asks {name} to set up TOTP (MFA_SETUP): the application must enrol the user with the Session of the \
             challenge; managed login turns the user away."
        ));
        sign_in.factor = Some(Factor::Totp);
        sign_in
    } else if offered.contains(&Factor::Email) {
        let mut sign_in = sign_in(format!(
            "Cognito asks {name} to set up a factor (MFA_SETUP), which takes an e-mail address in the answer of the \
             application, as the user has none."
        ));
        sign_in.factor = Some(Factor::Email);
        sign_in
    } else if offered.contains(&Factor::Sms) {
        sign_in(format!(
            "Cognito asks {name} to set up a factor (MFA_SETUP), and nothing can be set up: the user has no phone number, \
             and one must be added before the sign-in is started again."
        ))
        .error(catalog::MFA_MUST_BE_SET_UP.id)
    } else {
        SignIn::unknown(format!(
            "The pool requires MFA and offers no factor; what a sign-in of {name} does then is not documented."
        ))
    })
}

fn asked(factor: Factor, text: String) -> SignIn {
    let mut sign_in = SignIn::new(SignInOutcome::Challenge, text).challenge(name_of(factor));
    sign_in.factor = Some(factor);
    sign_in
}

/// A remembered device answers with its own key instead, where the pool has it so; for e-mail that is not documented.
fn with_devices(user: &UserCase<'_>, sign_in: SignIn) -> SignIn {
    let asks = matches!(sign_in.outcome, SignInOutcome::Challenge | SignInOutcome::SetUp);
    let path = "DeviceConfiguration.ChallengeRequiredOnNewDevice";
    if !asks || flag(user.case.pool.described, path) != Some(true) {
        return sign_in;
    }
    let mut sign_in = sign_in.because([Evidence::new("cognito-idp:DescribeUserPool", path, true)]);
    match user.user.remembered_devices() {
        Ok(0) => sign_in.remembered_devices = Some(0),
        Ok(number) => {
            sign_in.remembered_devices = Some(number);
            let documented = sign_in.factor != Some(Factor::Email);
            let how = if documented {
                "answers with its own key, and no factor is asked for"
            } else {
                "may answer with its own key, which AWS documents for SMS and TOTP only"
            };
            let devices = if number == 1 {
                "the remembered device".to_owned()
            } else {
                format!("one of the {number} remembered devices")
            };
            sign_in = sign_in.assuming(format!("the user does not come from {devices}, which {how}"));
        }
        Err(gap) => {
            let condition = format!(
                "the user does not come from a remembered device, which is not asked for a factor; {}",
                not_read(&gap)
            );
            sign_in = sign_in.assuming(condition);
        }
    }
    sign_in
}

fn user_first(name: &str) -> String {
    name.replacen("user", "User", 1)
}
