//! What keeps a code from one user's phone or mailbox. None of it shows as an error.

use super::{UserCase, place_of};
use crate::finding::{Change, Evidence, Factor, Severity};
use crate::rules::email::Sender;
use crate::rules::sms::{sending_path, sending_regions};
use crate::rules::{Case, Check, Draft, Look, Rule, Verdicts, looks};
use crate::snapshot::{Gap, Profile, SmsPath, Unread, at, list, text};
use serde_json::{Value, json};

const OPT_OUT: &str = "sns:CheckIfPhoneNumberIsOptedOut";
const ORIGINATION: &str = "sns:ListOriginationNumbers";
const SUPPRESSION: &str = "ses:GetSuppressedDestination";
const ACCOUNT: &str = "ses:GetAccount";
const SUPPRESSED: &str = "SuppressionAttributes.SuppressedReasons";

const THROUGH_A_FUNCTION: &str = "its codes arrive only if the pool's sender function does without";

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "SMS018",
        name: "phone-number-opted-out",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[],
        title: "The user's phone number has opted out of SMS messages",
        why: "Whoever answers a message with STOP is taken off the account's sending in that Region. SNS then sends nothing to the number, and neither Cognito nor the user sees an error.",
        fix: "Let the user send START to the number that sent the codes, or opt the number in, with the user's consent and at most once in 30 days.",
        docs: "https://docs.aws.amazon.com/sns/latest/dg/sms_manage.html",
        looks_at: &[
            looks::OPTED_OUT,
            looks::USER_PHONE,
            looks::USER_FACTORS,
            looks::SMS_REGION,
            looks::SMS_ROLE,
            looks::MODE,
            looks::SMS_SENDER,
        ],
        silent: "Where no user was asked for, the user has no phone number, or the pool sends no SMS. The opt-out lists of AWS End User Messaging SMS are not read.",
        check: Check::User(opted_out),
    },
    Rule {
        id: "SMS017",
        name: "us-number-without-origination-number",
        factors: &[Factor::Sms],
        severity: Severity::Warning,
        errors: &[],
        title: "The user has a +1 number, and the account has no United States number to send from",
        why: "A message to a phone number of the United States must come from a 10DLC, toll-free or short code number of the account in the Region that sends; without one it is not delivered, and no error shows.",
        fix: "Get a 10DLC, toll-free or short code number in the Region that sends.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html",
        looks_at: &[
            looks::USER_PHONE,
            looks::ORIGINATION_NUMBERS,
            looks::SMS_REGION,
            looks::SMS_ROLE,
            looks::ORIGINATION,
            looks::MODE,
        ],
        silent: "Where no user was asked for, the user's number does not begin with +1, the pool sends no SMS or through a function of its own, or it names an origination identity.",
        check: Check::User(no_us_number),
    },
    Rule {
        id: "EML013",
        name: "address-on-suppression-list",
        factors: &[Factor::Email],
        severity: Severity::Error,
        errors: &[],
        title: "The user's e-mail address is on the suppression list of SES",
        why: "An address that bounced or complained is put on the account's suppression list. SES accepts messages to it and does not send them, and neither Cognito nor the user sees an error.",
        fix: "Settle why the address bounced or complained, then take it off the list.",
        docs: "https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html",
        looks_at: &[
            looks::SUPPRESSION_REASON,
            looks::USER_EMAIL,
            looks::USER_FACTORS,
            looks::SES_SUPPRESSED,
            looks::CONFIGURATION_SET,
            looks::SENDING_ACCOUNT,
            looks::SOURCE_ARN,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where no user was asked for, the user has no e-mail address, or the pool sends no e-mail, or not through SES of its account.",
        check: Check::User(suppressed),
    },
];

/// The Regions whose opt-out lists count: none where the pool sends no SMS through SNS.
pub(super) fn regions<'a>(case: &Case<'a>) -> Vec<&'a str> {
    match case.pool.sms_path() {
        Some(path @ SmsPath::Sns { .. }) => sending_regions(case, &path),
        _ => Vec::new(),
    }
}

/// Why a message to the user is known not to arrive, as the end of a sentence.
pub(super) fn lost(user: &UserCase<'_>, factor: Factor) -> Option<&'static str> {
    let verdicts = if factor == Factor::Sms { opted_out(user) } else { suppressed(user) };
    let certain = |draft: &Draft| draft.false_alarm_if.is_none() && draft.severity != Some(Severity::Note);
    let found = verdicts.ok()?.findings.iter().any(certain);
    found.then_some(if factor == Factor::Sms {
        "the number has opted out of SMS messages"
    } else {
        "the address is on the suppression list of SES"
    })
}

/// Error where sign-ins of the user wait for such a message; warning where only a reset or a verification does.
fn weight(
    user: &UserCase<'_>,
    profile: &Profile<'_>,
    factor: Factor,
) -> Result<(Severity, &'static str), Gap> {
    Ok(if user.is_asked_for(profile, factor)? {
        (Severity::Error, "MFA codes never arrive")
    } else {
        (Severity::Warning, "codes for verification and for a new password never arrive")
    })
}

fn opted_out(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let (Some(_), Some(path)) = (profile.phone(), sending_path(&user.case)?) else {
        return Verdicts::silent();
    };
    let custom_sender = user.case.pool.has_custom_sms_sender();
    if let SmsPath::EndUserMessaging { .. } = path {
        if custom_sender {
            return Verdicts::silent();
        }
        let reason = "the opt-out lists of AWS End User Messaging SMS are not read";
        return Err(Gap::never_read("sms-voice:DescribeOptedOutNumbers", reason));
    }
    let regions = sending_regions(&user.case, &path);
    let (mut gaps, mut barred) = (Vec::new(), Vec::new());
    for region in &regions {
        match user.user.opted_out(region) {
            Ok(true) => barred.push(*region),
            Ok(false) => {}
            Err(gap) => gaps.push(gap),
        }
    }
    if barred.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let (severity, outcome) = weight(user, &profile, Factor::Sms)?;
    let outcome = if custom_sender { THROUGH_A_FUNCTION } else { outcome };
    let message = format!(
        "the phone number of {} has opted out of SMS messages of this account in {}, so {outcome}",
        user.words(),
        barred.join(" and ")
    );
    let mut draft = user.draft(message, &[place_of(Factor::Sms)]).severity(severity);
    if custom_sender {
        draft = draft.severity(Severity::Note).false_alarm_if(
            "the function that sends the pool's messages does not send through SNS of this account",
        );
    } else if barred.len() < regions.len() {
        draft = draft
            .severity(Severity::Warning)
            .false_alarm_if("the pool, which sets no SnsRegion, sends through another Region");
    }
    for region in barred {
        draft = draft.evidence(OPT_OUT, format!("isOptedOut in {region}"), true).change(Change::command(
            "opts the number in, where the user agrees and it was not done within 30 days; put the number for <PHONE_NUMBER>",
            &["aws", "sns", "opt-in-phone-number", "--region", region, "--phone-number", "<PHONE_NUMBER>"],
        ));
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

/// `ListOriginationNumbers.PhoneNumbers` of the account in `region`.
fn origination_numbers<'a>(case: &Case<'a>, region: &str) -> Result<&'a [Value], Gap> {
    let here = |gap: Gap| Gap { reason: format!("{} in {region}", gap.reason), ..gap };
    let unread = || here(Gap::not_asked(ORIGINATION, false));
    let numbers = case.snapshot.sms.get(region).and_then(|standing| standing.other.get("OriginationNumbers"));
    let numbers = numbers.ok_or_else(unread)?;
    match Unread::in_place_of(numbers) {
        Some(because) => Err(here(Gap::unread(&because, false))),
        None => numbers.as_array().map(Vec::as_slice).ok_or_else(unread),
    }
}

/// What stands where the rule about origination numbers looks.
///
/// # Errors
/// The gap, when a Region was not asked.
pub(in crate::rules) fn origination_facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let of_region = |region: &&str| {
        let numbers = origination_numbers(case, region)?;
        Ok(Evidence::new(look.operation, format!("{} in {region}", look.path), countries(numbers)))
    };
    regions(case).iter().map(of_region).collect()
}

/// The countries of the numbers, which are nobody's business themselves.
fn countries(numbers: &[Value]) -> Value {
    json!(numbers.iter().map(|number| text(number, "Iso2CountryCode").unwrap_or("")).collect::<Vec<_>>())
}

/// A number whose country or use is not told may be one.
fn may_send_to_us(number: &Value) -> bool {
    let uses = list(number, "NumberCapabilities");
    text(number, "Iso2CountryCode").is_none_or(|country| country == "US")
        && (uses.is_empty() || uses.contains(&"SMS"))
}

fn no_us_number(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    if !profile.phone().is_some_and(|phone| phone.starts_with("+1")) || user.case.pool.has_custom_sms_sender()
    {
        return Verdicts::silent();
    }
    let regions = match sending_path(&user.case)? {
        Some(path @ SmsPath::Sns { .. }) => sending_regions(&user.case, &path),
        Some(SmsPath::EndUserMessaging { origination: None, .. }) => vec![user.case.pool.region()],
        _ => return Verdicts::silent(),
    };
    let mut read = Vec::new();
    for region in &regions {
        let numbers = origination_numbers(&user.case, region)?;
        if numbers.iter().any(may_send_to_us) {
            return Verdicts::silent();
        }
        read.push((region, countries(numbers)));
    }
    let message = format!(
        "{} has a +1 number, and the account has no United States number to send from in {}, so a message to a phone \
         there is not delivered",
        user.words(),
        regions.join(" and ")
    );
    let draft: Draft = user.draft(message, &[place_of(Factor::Sms)]).false_alarm_if(
        "the number is of Canada or the Caribbean, or another account shares its numbers with this one",
    );
    let draft = read.into_iter().fold(draft, |draft, (region, countries)| {
        draft.evidence(ORIGINATION, format!("PhoneNumbers in {region}"), countries)
    });
    Verdicts::one(draft.change(Change::by_hand(format!(
        "Get a 10DLC, toll-free or short code number with SMS in {}; toll-free and 10DLC numbers must be registered first",
        regions.join(" or ")
    ))))
}

fn suppressed(user: &UserCase<'_>) -> Result<Verdicts, Gap> {
    let Some(profile) = user.local()? else { return Verdicts::silent() };
    let (Some(_), Some(sender)) = (profile.email(), Sender::through_ses(&user.case)?) else {
        return Verdicts::silent();
    };
    let custom_sender = user.case.pool.has_custom_email_sender();
    let Some(listed) =
        user.user.suppression().map_err(|gap| if custom_sender { gap.aside() } else { gap })?
    else {
        return Verdicts::silent();
    };
    let (severity, outcome) = weight(user, &profile, Factor::Email)?;
    let reason = text(listed, "Reason").unwrap_or("an unknown reason");
    let region = sender.arn.region;
    // The account, and a configuration set over it, say which reasons keep a message back.
    let account = sender.account().ok().filter(|account| at(account, SUPPRESSED).is_some());
    let kept_back = account.map(|account| list(account, SUPPRESSED));
    let overruled = text(user.case.pool.described, "EmailConfiguration.ConfigurationSet").is_some();
    let certain = kept_back.as_ref().is_some_and(|reasons| reasons.contains(&reason)) && !overruled;
    let outcome = match (custom_sender, certain) {
        (true, _) => THROUGH_A_FUNCTION.to_owned(),
        (false, true) => outcome.to_owned(),
        (false, false) => outcome.replacen("never", "may never", 1),
    };
    let message = format!(
        "the e-mail address of {} is on the suppression list of SES in {region} ({reason}), so {outcome}",
        user.words()
    );
    let mut draft = user.draft(message, &[place_of(Factor::Email)]).severity(severity).evidence(
        SUPPRESSION,
        "Reason",
        super::or_null(text(listed, "Reason")),
    );
    if let Some(reasons) = &kept_back {
        draft = draft.evidence(ACCOUNT, SUPPRESSED, json!(reasons));
    }
    if custom_sender {
        draft = draft.severity(Severity::Note).false_alarm_if(
            "the function that sends the pool's messages does not send through SES of this account",
        );
    } else if !certain {
        draft = draft.severity(Severity::Warning).false_alarm_if(
            "the account or the configuration set does not suppress addresses for that reason",
        );
    }
    Verdicts::one(draft.change(Change::by_hand(format!(
        "Once it is known why the address bounced or complained, and it takes messages again, take it off the list in \
         {region}: aws sesv2 delete-suppressed-destination"
    ))))
}
