//! What the rules about SMS share: whether SMS is sent, by which role, through which Regions.

use crate::finding::Severity;
use crate::rules::Case;
use crate::snapshot::{Arn, Gap, SmsPath, SmsRole, sms_regions, text};
use serde_json::Value;

/// The page about the SMS role, external IDs and Regions.
pub(super) const SMS_DOCS: &str =
    "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-sms-settings.html";
/// The article about MFA errors, with the role's policies.
pub(super) const ARTICLE: &str = "https://repost.aws/knowledge-center/cognito-mfa-errors";

/// The role by which the pool sends, and what was read about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sender<'a> {
    /// Which service sends.
    pub path: SmsPath<'a>,
    /// What was read.
    pub facts: &'a SmsRole,
    /// `GetRole.Role`.
    pub role: &'a Value,
}

impl<'a> Sender<'a> {
    /// The role's ARN, as the pool writes it.
    pub fn arn(&self) -> &'a str {
        self.path.caller()
    }

    /// The role's name: the last segment of the ARN.
    pub fn name(&self) -> &'a str {
        role_name(self.arn())
    }
}

/// Of `arn:aws:iam::111122223333:role/service-role/sms` it is `sms`.
pub(super) fn role_name(arn: &str) -> &str {
    Arn::parse(arn).map_or(arn, |arn| arn.name())
}

/// How a sentence names the pool.
pub(super) fn pool_words(case: &Case<'_>) -> String {
    let name = case.pool.name();
    format!("pool {}", if name.is_empty() { case.pool.id() } else { name })
}

/// Which service sends the pool's SMS messages; `None` where it sends none or has no SMS configuration.
pub(in crate::rules) fn sending_path<'a>(case: &Case<'a>) -> Result<Option<SmsPath<'a>>, Gap> {
    let Some(path) = case.pool.sms_path() else { return Ok(None) };
    Ok(case.sends_sms()?.then_some(path))
}

/// Whether the role belongs to another account than the pool: it was then not asked for.
///
/// # Errors
/// The gap, when nothing tells the pool's account.
pub(super) fn role_is_foreign(case: &Case<'_>, path: &SmsPath<'_>) -> Result<bool, Gap> {
    let Some(role) = Arn::parse(path.caller()).filter(|arn| !arn.account.is_empty()) else {
        return Ok(false);
    };
    if case.pool.account().is_empty() {
        let reason = "nothing in the snapshot tells the account of the pool";
        let gap = Gap::never_read("cognito-idp:DescribeUserPool", reason);
        return Err(Gap { core: true, ..gap });
    }
    Ok(role.account != case.pool.account())
}

/// The role to judge; `None` where no SMS is sent, and where the role is missing or in another account, which
/// other rules report.
pub(super) fn sender<'a>(case: &Case<'a>) -> Result<Option<Sender<'a>>, Gap> {
    let Some(path) = sending_path(case)? else { return Ok(None) };
    if role_is_foreign(case, &path)? {
        return Ok(None);
    }
    let Some(facts) = case.snapshot.sms_role.get("iam:GetRole", true)? else { return Ok(None) };
    let Some(role) = facts.described()? else { return Ok(None) };
    match identity_of(role, path.caller()) {
        Identity::Same => Ok(Some(Sender { path, facts, role })),
        Identity::OtherPath(_) => Ok(None),
        Identity::OtherRole(arn) => Err(of_other_role(arn)),
    }
}

/// What is missing where the role that was read is not the pool's.
pub(super) fn of_other_role(arn: &str) -> Gap {
    let reason = format!("the snapshot holds the role {arn}, not the pool's");
    Gap { core: true, ..Gap::never_read("iam:GetRole", reason) }
}

/// How the role that was read relates to the ARN that the pool holds.
#[derive(Debug)]
pub(super) enum Identity<'a> {
    /// It is that role.
    Same,
    /// It has the name, but another path: no role has the pool's ARN.
    OtherPath(&'a str),
    /// It is a role of another name.
    OtherRole(&'a str),
}

/// Compares the ARN of the role that was read with the pool's. Names are unique without regard to letter case.
pub(super) fn identity_of<'a>(role: &'a Value, caller: &str) -> Identity<'a> {
    match text(role, "Arn") {
        Some(arn) if arn.eq_ignore_ascii_case(caller) => Identity::Same,
        Some(arn) if role_name(arn).eq_ignore_ascii_case(role_name(caller)) => Identity::OtherPath(arn),
        Some(arn) => Identity::OtherRole(arn),
        None => Identity::Same,
    }
}

/// The severity of a fault of the role. With a custom sender the role sends nothing: Cognito only checks it
/// whenever the configuration is written.
pub(super) fn role_severity(case: &Case<'_>) -> Severity {
    if case.pool.has_custom_sms_sender() { Severity::Warning } else { Severity::Error }
}

/// What a fault of the role leads to, as the end of a sentence, with what joins it.
pub(super) fn role_consequence(case: &Case<'_>, exception: &str) -> String {
    match text(case.pool.described, "LambdaConfig.CustomSMSSender.LambdaArn") {
        Some(lambda) => format!(
            "; the messages of {} go to the function {lambda}, so Cognito answers {exception} only when the SMS \
             configuration is written",
            pool_words(case)
        ),
        None => format!(", so Cognito answers {exception} whenever {} has to send a code", pool_words(case)),
    }
}

/// The Regions that may send the pool's messages: the one that is set, or all that the pool's Region allows.
pub(in crate::rules) fn sending_regions<'a>(case: &Case<'a>, path: &SmsPath<'a>) -> Vec<&'a str> {
    let SmsPath::Sns { region, .. } = path else { return vec![case.pool.region()] };
    match region {
        Some(region) => vec![region],
        None => match sms_regions(case.pool.region()) {
            Some(regions) => regions.to_vec(),
            None => vec![case.pool.region()],
        },
    }
}
