//! What IAM says of one role and one policy at a time.

use super::answer::{Answer, Ask, escaped};
use super::documents::encoded;
use super::pool::{code, hash};
use super::role::{Policy, Role, Version};

const NAMESPACE: &str = "https://iam.amazonaws.com/doc/2010-05-08/";
const CREATED: &str = "2025-03-01T08:59:00Z";

/// The answer to an operation of IAM.
pub(super) fn said(operation: &str, result: &str) -> Answer {
    Answer::xml(NAMESPACE, operation, result)
}

/// A refusal of IAM.
pub(super) fn refused(status: u16, code: &'static str, message: &str) -> Answer {
    Answer::xml_refused(NAMESPACE, status, code, message)
}

fn absent(what: &str) -> Answer {
    refused(404, "NoSuchEntity", &format!("The {what} cannot be found."))
}

/// The role that is asked for.
fn named<'a>(ask: &Ask<'a>) -> Result<Role<'a>, Answer> {
    let name = ask.form.text("RoleName").unwrap_or_default();
    let found = Role::named(ask.settings, ask.account, name);
    found.ok_or_else(|| absent(&format!("role with name {name}")))
}

fn of_role(ask: &Ask<'_>, operation: &str, result: impl Fn(&Role<'_>) -> String) -> Answer {
    named(ask).map_or_else(|refused| refused, |role| said(operation, &result(&role)))
}

/// An ID as IAM makes them.
fn id(prefix: &str, of: &str) -> String {
    format!("{prefix}{}", code(hash(&[of]), 17).to_uppercase())
}

/// What stands of a role in every answer about it.
pub(super) fn described(role: &Role<'_>, ask: &Ask<'_>) -> String {
    let arn = role.arn(ask.account);
    let boundary = match ask.settings.boundary && !matches!(role, Role::Email) {
        true => format!(
            "<PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType>\
             <PermissionsBoundaryArn>{}</PermissionsBoundaryArn></PermissionsBoundary>",
            Policy::Boundary.arn(ask.account)
        ),
        false => String::new(),
    };
    format!(
        "<Path>{}</Path><RoleName>{}</RoleName><RoleId>{}</RoleId><Arn>{arn}</Arn>\
         <CreateDate>{CREATED}</CreateDate><AssumeRolePolicyDocument>{}</AssumeRolePolicyDocument>{boundary}\
         <Tags><member><Key>team</Key><Value>identity</Value></member></Tags><RoleLastUsed/>",
        role.path(),
        role.name(),
        id("AROA", &arn),
        encoded(&role.trust(ask.account)),
    )
}

/// What stands of an attached policy in every answer about it.
pub(super) fn attachment(policy: &Policy<'_>, ask: &Ask<'_>) -> String {
    format!(
        "<member><PolicyName>{}</PolicyName><PolicyArn>{}</PolicyArn></member>",
        policy.name(),
        policy.arn(ask.account)
    )
}

/// What stands of a managed policy in every answer about it, but for the documents.
pub(super) fn described_policy(policy: &Policy<'_>, ask: &Ask<'_>) -> String {
    let arn = policy.arn(ask.account);
    let versions = policy.versions(ask.settings);
    let default = versions.iter().find(|version| version.is_default).map_or("v1", |version| version.id);
    let (attached, bounds) = match policy {
        Policy::Of(_) => (1, 0),
        Policy::Boundary => (0, ask.settings.pools),
    };
    format!(
        "<PolicyName>{}</PolicyName><PolicyId>{}</PolicyId><Arn>{arn}</Arn><Path>/</Path>\
         <DefaultVersionId>{default}</DefaultVersionId><AttachmentCount>{attached}</AttachmentCount>\
         <PermissionsBoundaryUsageCount>{bounds}</PermissionsBoundaryUsageCount>\
         <IsAttachable>true</IsAttachable><CreateDate>{CREATED}</CreateDate><UpdateDate>{CREATED}</UpdateDate>",
        policy.name(),
        id("ANPA", &arn),
    )
}

/// What stands of a version in every answer about it.
pub(super) fn described_version(version: &Version) -> String {
    format!(
        "<Document>{}</Document><VersionId>{}</VersionId><IsDefaultVersion>{}</IsDefaultVersion>\
         <CreateDate>{CREATED}</CreateDate>",
        encoded(version.document),
        version.id,
        version.is_default
    )
}

/// `GetRole`
pub(super) fn role(ask: &Ask<'_>) -> Answer {
    of_role(ask, "GetRole", |role| {
        let described = described(role, ask);
        format!("<Role>{described}<MaxSessionDuration>3600</MaxSessionDuration></Role>")
    })
}

/// `ListRolePolicies`
pub(super) fn inline_names(ask: &Ask<'_>) -> Answer {
    of_role(ask, "ListRolePolicies", |role| {
        let name = role.inline(ask.settings).map(|(name, _)| format!("<member>{name}</member>"));
        let names = name.unwrap_or_default();
        format!("<PolicyNames>{names}</PolicyNames><IsTruncated>false</IsTruncated>")
    })
}

/// `GetRolePolicy`
pub(super) fn inline_policy(ask: &Ask<'_>) -> Answer {
    let asked = ask.form.text("PolicyName").unwrap_or_default();
    let found = named(ask).and_then(|role| {
        let policy = role.inline(ask.settings).filter(|(name, _)| *name == asked);
        policy.map(|policy| (role, policy)).ok_or_else(|| absent(&format!("role policy with name {asked}")))
    });
    match found {
        Err(refused) => refused,
        Ok((role, (name, document))) => {
            let (role, document) = (role.name(), encoded(document));
            said(
                "GetRolePolicy",
                &format!(
                    "<RoleName>{role}</RoleName><PolicyName>{name}</PolicyName>\
                     <PolicyDocument>{document}</PolicyDocument>"
                ),
            )
        }
    }
}

/// `ListAttachedRolePolicies`
pub(super) fn attached(ask: &Ask<'_>) -> Answer {
    of_role(ask, "ListAttachedRolePolicies", |role| {
        let policy = role.attached(ask.settings).map(|policy| attachment(&policy, ask));
        let policies = policy.unwrap_or_default();
        format!("<AttachedPolicies>{policies}</AttachedPolicies><IsTruncated>false</IsTruncated>")
    })
}

fn named_policy<'a>(ask: &Ask<'a>) -> Result<Policy<'a>, Answer> {
    let arn = ask.form.text("PolicyArn").unwrap_or_default();
    let found = Policy::of_arn(ask.settings, ask.account, arn);
    found.ok_or_else(|| refused(404, "NoSuchEntity", &format!("Policy {arn} was not found.")))
}

/// `GetPolicy`
pub(super) fn policy(ask: &Ask<'_>) -> Answer {
    match named_policy(ask) {
        Ok(policy) => said("GetPolicy", &format!("<Policy>{}</Policy>", described_policy(&policy, ask))),
        Err(refused) => refused,
    }
}

/// `GetPolicyVersion`
pub(super) fn policy_version(ask: &Ask<'_>) -> Answer {
    let id = ask.form.text("VersionId").unwrap_or_default();
    let found = named_policy(ask).and_then(|policy| {
        let version = policy.versions(ask.settings).into_iter().find(|version| version.id == id);
        let message = || format!("Policy {} version {id} does not exist.", policy.arn(ask.account));
        version.ok_or_else(|| refused(404, "NoSuchEntity", &message()))
    });
    match found {
        Ok(version) => {
            let described = described_version(&version);
            said("GetPolicyVersion", &format!("<PolicyVersion>{described}</PolicyVersion>"))
        }
        Err(refused) => refused,
    }
}

/// `SimulatePrincipalPolicy` of a role: a result for each action and resource.
pub(super) fn simulate(ask: &Ask<'_>) -> Answer {
    let arn = ask.form.text("PolicySourceArn").unwrap_or_default();
    let name = arn.rsplit('/').next().unwrap_or_default();
    let Some(role) = Role::named(ask.settings, ask.account, name).filter(|role| role.arn(ask.account) == arn)
    else {
        return absent(&format!("entity with ARN {arn}"));
    };
    let source = role.inline(ask.settings).map(|(policy, _)| format!("role_{name}_{policy}"));
    let source =
        source.or_else(|| role.attached(ask.settings).map(|policy| policy.name())).unwrap_or_default();
    let resources: Vec<&str> = ask.form.list("ResourceArns").collect();
    let resources = if resources.is_empty() { vec!["*"] } else { resources };
    let mut results = String::new();
    for action in ask.form.list("ActionNames") {
        let allowed = role.may_publish() && action.eq_ignore_ascii_case("sns:Publish");
        let decision = if allowed { "allowed" } else { "implicitDeny" };
        let matched = match allowed {
            true => format!(
                "<MatchedStatements><member><SourcePolicyId>{source}</SourcePolicyId>\
                 <SourcePolicyType>IAM Policy</SourcePolicyType></member></MatchedStatements>"
            ),
            false => "<MatchedStatements/>".to_owned(),
        };
        for resource in &resources {
            let (action, resource) = (escaped(action), escaped(resource));
            results += &format!(
                "<member><EvalActionName>{action}</EvalActionName>\
                 <EvalResourceName>{resource}</EvalResourceName><EvalDecision>{decision}</EvalDecision>{matched}\
                 <MissingContextValues/></member>"
            );
        }
    }
    let results = format!("<EvaluationResults>{results}</EvaluationResults>");
    said("SimulatePrincipalPolicy", &format!("{results}<IsTruncated>false</IsTruncated>"))
}
