//! Who asks, roles of other accounts, and the organization.

use super::answer::{Answer, Ask, escaped, page};
use super::settings::ACCOUNT;

const STS: &str = "https://sts.amazonaws.com/doc/2011-06-15/";
const ORGANIZATION: &str = "o-fleet00001";
/// Accounts that a page has at most.
/// <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>
const PAGE: usize = 20;

/// `GetCallerIdentity`
pub(super) fn caller(ask: &Ask<'_>) -> Answer {
    let account = ask.account;
    let (id, arn) = match ask.assumed {
        true => ("AROAFLEETASSUMEDROLE0:check", format!("arn:aws:sts::{account}:assumed-role/reader/check")),
        false => ("AIDAFLEETAUDITORUSER0", format!("arn:aws:iam::{account}:user/auditor")),
    };
    let result = format!("<Arn>{arn}</Arn><UserId>{id}</UserId><Account>{account}</Account>");
    Answer::xml(STS, "GetCallerIdentity", &result)
}

/// `AssumeRole`: the access key names the role's account.
pub(super) fn assume_role(ask: &Ask<'_>) -> Answer {
    let arn = ask.form.text("RoleArn").unwrap_or_default();
    let session = escaped(ask.form.text("RoleSessionName").unwrap_or("check"));
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let (account, name) = match parts.as_slice() {
        ["arn", _, "iam", "", account, resource] if account.len() == 12 => (*account, *resource),
        _ => return Answer::xml_refused(STS, 400, "ValidationError", &format!("{arn} is invalid")),
    };
    let given = ask.form.text("ExternalId");
    let wanted = ask.settings.external_id.as_deref();
    let refused = ask.settings.refusing.iter().any(|refusing| refusing == account);
    if refused || wanted.is_some_and(|wanted| given != Some(wanted)) {
        let who = format!("arn:aws:iam::{}:user/auditor", ask.account);
        let message = format!("User: {who} is not authorized to perform: sts:AssumeRole on resource: {arn}");
        return Answer::xml_refused(STS, 403, "AccessDenied", &message);
    }
    let name = escaped(name.trim_start_matches("role/").rsplit('/').next().unwrap_or_default());
    let result = format!(
        "<Credentials><AccessKeyId>ASIA{account}FLEE</AccessKeyId>\
         <SecretAccessKey>canary-secret-of-{account}</SecretAccessKey>\
         <SessionToken>canary-token-of-{account}</SessionToken>\
         <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials><AssumedRoleUser>\
         <AssumedRoleId>AROAFLEETASSUMEDROLE0:{session}</AssumedRoleId>\
         <Arn>arn:aws:sts::{account}:assumed-role/{name}/{session}</Arn></AssumedRoleUser>"
    );
    Answer::xml(STS, "AssumeRole", &result)
}

/// Why an account learns nothing of an organization, if so.
fn none(ask: &Ask<'_>) -> Option<Answer> {
    let member = ask.settings.accounts().any(|account| account == ask.account);
    (!member).then(|| {
        let message = "Your account is not a member of an organization.";
        Answer::refused("AWSOrganizationsNotInUseException", message)
    })
}

/// Why an account may not ask this, if so: only the managing account is answered.
fn denied(ask: &Ask<'_>, operation: &str) -> Option<Answer> {
    none(ask).or_else(|| {
        let message = format!("You don't have permissions to access this resource ({operation}).");
        (ask.account != ACCOUNT).then(|| Answer::refused("AccessDeniedException", &message))
    })
}

/// `DescribeOrganization`
pub(super) fn organization(ask: &Ask<'_>) -> Answer {
    none(ask).unwrap_or_else(|| {
        Answer::json(format!(
            r#"{{"Organization":{{"Arn":"arn:aws:organizations::{ACCOUNT}:organization/{ORGANIZATION}","AvailablePolicyTypes":[],"FeatureSet":"ALL","Id":"{ORGANIZATION}","MasterAccountArn":"arn:aws:organizations::{ACCOUNT}:account/{ORGANIZATION}/{ACCOUNT}","MasterAccountEmail":"root@example.com","MasterAccountId":"{ACCOUNT}"}}}}"#
        ))
    })
}

/// `ListAccounts`
pub(super) fn list(ask: &Ask<'_>) -> Answer {
    if let Some(refused) = denied(ask, "organizations:ListAccounts") {
        return refused;
    }
    let most = ask.form.number("MaxResults").unwrap_or(PAGE).min(PAGE);
    let page = match page(ask.settings.organization, most, ask.form.text("NextToken")) {
        Ok(page) => page,
        Err(_) => return Answer::refused("InvalidInputException", "You specified an invalid value."),
    };
    let shown = ask.settings.accounts().skip(page.first).take(page.end - page.first).map(|id| {
        format!(
            r#"{{"Arn":"arn:aws:organizations::{ACCOUNT}:account/{ORGANIZATION}/{id}","Email":"aws-{id}@example.com","Id":"{id}","JoinedMethod":"CREATED","JoinedTimestamp":1690000000.0,"Name":"account-{id}","State":"ACTIVE","Status":"ACTIVE"}}"#
        )
    });
    let shown = shown.collect::<Vec<_>>().join(",");
    Answer::json(format!(r#"{{"Accounts":[{shown}]{}}}"#, page.next))
}

/// `ListParents`: every account stands below the root.
pub(super) fn parents(ask: &Ask<'_>) -> Answer {
    denied(ask, "organizations:ListParents")
        .unwrap_or_else(|| Answer::json(r#"{"Parents":[{"Id":"r-flee","Type":"ROOT"}]}"#.to_owned()))
}
