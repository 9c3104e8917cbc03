//! Remembered devices.

use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Gap, flag};

/// The family.
pub(super) static RULES: &[Rule] = &[Rule {
    id: "DEV001",
    name: "remembered-devices-skip-mfa",
    factors: &[Factor::Sms, Factor::Totp],
    severity: Severity::Warning,
    errors: &[],
    title: "Remembered devices skip MFA",
    why: "With ChallengeRequiredOnNewDevice a remembered device signs in with its own key instead of an SMS or TOTP \
          code. Users are asked once, then not again on that device, which looks as if MFA were off.",
    fix: "Set ChallengeRequiredOnNewDevice to false where every sign-in must ask for MFA.",
    docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-device-tracking.html",
    looks_at: &[looks::DEVICE_CHALLENGE, looks::DEVICE_ON_PROMPT, looks::MODE, looks::TOTP, looks::SMS_ROLE],
    silent: "Where devices are not tracked, or a remembered device is asked for MFA like any other; or neither SMS nor TOTP is offered or required.",
    check: Check::Pool(remembered_devices),
}];

fn remembered_devices(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let path = "DeviceConfiguration.ChallengeRequiredOnNewDevice";
    // No DeviceConfiguration: devices are not tracked. No member: a remembered device is asked like any other.
    if flag(case.pool.described, path) != Some(true) {
        return Verdicts::silent();
    }
    let (factors, gaps) = case.concerned(&[Factor::Sms, Factor::Totp]);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let (name, required) = (case.pool.name(), case.pool.mfa_mode() == "ON");
    let words: Vec<&str> = factors.iter().map(|factor| factor.words()).collect();
    let prompt = "DeviceConfiguration.DeviceOnlyRememberedOnUserPrompt";
    let on_prompt = flag(case.pool.described, prompt) == Some(true);
    let draft = Draft::new(
        case.pool.arn(),
        format!(
            "pool {name} has ChallengeRequiredOnNewDevice set; a device that {} signs in with its own key instead of \
             the {} code, so its user is not asked for MFA again{}",
            if on_prompt { "its user chose to remember" } else { "an app has confirmed" },
            words.join(" or "),
            if required { " although the pool requires MFA" } else { "" },
        ),
    )
    .severity(if required { Severity::Warning } else { Severity::Note })
    .factors(&factors)
    .evidence("cognito-idp:DescribeUserPool", path, true)
    .evidence("cognito-idp:DescribeUserPool", prompt, on_prompt)
    .false_alarm_if("no app confirms devices (ConfirmDevice), or skipping MFA on known devices is wanted")
    .fix(
        "Leave it if known devices may skip MFA; otherwise set ChallengeRequiredOnNewDevice to false, or forget \
         single devices with AdminForgetDevice.",
    )
    .change(Change::UserPool {
        why: "ask for MFA on remembered devices too".to_owned(),
        patches: vec![Patch::set(path, false)],
    });
    Ok(Verdicts { findings: vec![draft], gaps })
}
