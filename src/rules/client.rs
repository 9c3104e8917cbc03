//! App clients.

use super::mfa::{BY_MESSAGE, USER_POOL, attribute};
use super::tier::next_plan;
use super::words::{counted, joined, label, named};
use super::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::snapshot::{Client, Gap, at, list, text};
use serde_json::{Value, json};

const CLIENT: &str = "cognito-idp:DescribeUserPoolClient";

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "CLI001",
        name: "short-challenge-session",
        factors: BY_MESSAGE,
        severity: Severity::Warning,
        errors: &[&catalog::SESSION_EXPIRED],
        title: "Codes that are sent live three minutes",
        why: "AuthSessionValidity is the life of a challenge and of the SMS or e-mail code that answers it. Three minutes, the default, are short for a message that has to arrive first.",
        fix: "Set AuthSessionValidity to between 5 and 15 minutes.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/authentication.html",
        looks_at: &[
            looks::SESSION_VALIDITY,
            looks::AUTH_FLOWS,
            looks::OAUTH,
            looks::OAUTH_FLOWS,
            looks::CLIENTS,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where neither SMS nor e-mail is offered or required, or nobody signs in through the API of the client: managed login does not heed the setting.",
        check: Check::Pool(short_challenge_session),
    },
    Rule {
        id: "CLI004",
        name: "masked-user-existence",
        factors: &Factor::ALL,
        severity: Severity::Note,
        errors: &[&catalog::INCORRECT_USERNAME_OR_PASSWORD],
        title: "The client hides whether a user exists, and with it the cause of a failed sign-in",
        why: "With PreventUserExistenceErrors=ENABLED, Cognito answers for an unknown user as for a wrong password and may even ask a made-up challenge, so that an MFA problem cannot be told from a wrong user name.",
        fix: "Keep the setting; ask AdminGetUser whether the user exists and which factors it has.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-managing-errors.html",
        looks_at: &[
            looks::USER_EXISTENCE,
            looks::OAUTH,
            looks::OAUTH_FLOWS,
            looks::CLIENTS,
            looks::FIRST_FACTORS,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where the setting is absent or LEGACY, the client stands for a program, or no factor is offered or required.",
        check: Check::Pool(masked_user_existence),
    },
    Rule {
        id: "CLI005",
        name: "client-cannot-write-factor-attribute",
        factors: BY_MESSAGE,
        severity: Severity::Warning,
        errors: &[&catalog::ATTRIBUTE_NOT_WRITABLE],
        title: "The client may not write the attribute that MFA codes go to",
        why: "Users give or change their phone number and e-mail address through an app client, which may write only its WriteAttributes.",
        fix: "Add the attribute to WriteAttributes.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html",
        looks_at: &[
            looks::WRITABLE,
            looks::OAUTH,
            looks::OAUTH_FLOWS,
            looks::CLIENTS,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
            looks::MODE,
        ],
        silent: "Where WriteAttributes is unset, which lets the client write every standard attribute; or the client stands for a program.",
        check: Check::Pool(client_cannot_write_factor_attribute),
    },
    Rule {
        id: "CLI006",
        name: "choice-based-sign-in-above-plan",
        factors: &[Factor::Passkey],
        severity: Severity::Error,
        errors: &[&catalog::TIER_LACKS_FEATURE],
        title: "A client allows choice-based sign-in, which the LITE plan lacks",
        why: "ALLOW_USER_AUTH, by which users choose among password, one-time password and passkey, comes with the ESSENTIALS plan.",
        fix: "Raise UserPoolTier to ESSENTIALS, or take ALLOW_USER_AUTH out of the client.",
        docs: "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-sign-in-feature-plans.html",
        looks_at: &[looks::PLAN, looks::AUTH_FLOWS, looks::CLIENTS, looks::FIRST_FACTORS],
        silent: "Where the plan is not LITE, or no client lists ALLOW_USER_AUTH.",
        check: Check::Pool(choice_based_sign_in_above_plan),
    },
];

fn short_challenge_session(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (factors, mut gaps) = case.concerned(BY_MESSAGE);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let pool = &case.pool;
    let (mut clients, unread) = case.clients()?;
    gaps.extend(unread);
    clients.retain(|client| client.signs_in_by_api() && client.auth_session_validity() <= 3);
    if clients.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let codes = factors.iter().map(|factor| factor.words()).collect::<Vec<_>>().join(" or ");
    let message = format!(
        "pool {} has {} whose challenges live 3 minutes, and each {codes} code no longer: {}; a later answer ends in \
         NotAuthorizedException (session is expired)",
        pool.name(),
        counted(&clients),
        named(&clients)
    );
    let mut draft = Draft::new(pool.arn(), message)
        .factors(&factors)
        .false_alarm_if("users answer challenges only in managed login, which does not heed the setting")
        .fix("Let the challenges of each client live 10 minutes.");
    for client in clients {
        let member = "AuthSessionValidity";
        let path = format!("{}.{member}", client.id());
        draft = draft.evidence(CLIENT, path, at(client.0, member).cloned().unwrap_or(Value::Null)).change(
            Change::Client {
                why: format!("gives users of {} 10 minutes to answer a challenge", client.name()),
                client_id: client.id().to_owned(),
                patches: vec![Patch::set(member, 10)],
            },
        );
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn masked_user_existence(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (factors, mut gaps) = case.concerned(&Factor::ALL);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let pool = &case.pool;
    let member = "PreventUserExistenceErrors";
    let (mut clients, unread) = case.clients()?;
    gaps.extend(unread);
    clients.retain(|client| text(client.0, member) == Some("ENABLED") && !client.is_for_machines());
    if clients.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let message = format!(
        "pool {} has {} with PreventUserExistenceErrors=ENABLED: {}; a sign-in of an unknown user fails there as with a wrong \
         password, which is easily taken for an MFA fault",
        pool.name(),
        counted(&clients),
        named(&clients)
    );
    let mut draft = Draft::new(pool.arn(), message).factors(&factors);
    for client in clients {
        draft = draft.evidence(CLIENT, format!("{}.{member}", client.id()), "ENABLED");
    }
    let draft = draft.change(Change::command(
        "shows whether the user exists and which factors it has; put the user name for <USERNAME>",
        &[
            "aws",
            "cognito-idp",
            "admin-get-user",
            "--region",
            pool.region(),
            "--user-pool-id",
            pool.id(),
            "--username",
            "<USERNAME>",
        ],
    ));
    Ok(Verdicts { findings: vec![draft], gaps })
}

fn client_cannot_write_factor_attribute(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let (factors, mut gaps) = case.concerned(BY_MESSAGE);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let (clients, unread) = case.clients()?;
    gaps.extend(unread);
    let findings = clients.iter().filter_map(|client| cannot_write(case, client, &factors)).collect();
    Ok(Verdicts { findings, gaps })
}

fn cannot_write(case: &Case<'_>, client: &Client<'_>, factors: &[Factor]) -> Option<Draft> {
    let writable = list(client.0, "WriteAttributes");
    // An unset list lets the client write every standard attribute.
    if writable.is_empty() || client.is_for_machines() {
        return None;
    }
    let locked: Vec<Factor> =
        factors.iter().copied().filter(|factor| !writable.contains(&attribute(*factor))).collect();
    if locked.is_empty() {
        return None;
    }
    let names: Vec<&str> = locked.iter().map(|factor| attribute(*factor)).collect();
    let words = joined(&names);
    let message = format!(
        "client {} may not write {words}; a sign-up or update through it that sets {words}, where MFA codes go, ends in \
         NotAuthorizedException",
        label(client)
    );
    let all: Vec<&str> = writable.iter().copied().chain(names).collect();
    Some(
        Draft::new(case.pool.arn(), message)
            .part(client.id())
            .factors(&locked)
            .false_alarm_if(
                "users get the attribute by an administrator or another client, never through this one",
            )
            .evidence(CLIENT, format!("{}.WriteAttributes", client.id()), json!(writable))
            .fix(format!(
                "Let client {} write {words}, if its users are to set it themselves.",
                client.name()
            ))
            .change(Change::Client {
                why: format!("lets users of {} set their {words}", client.name()),
                client_id: client.id().to_owned(),
                patches: vec![Patch::set("WriteAttributes", json!(all))],
            }),
    )
}

fn choice_based_sign_in_above_plan(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let pool = &case.pool;
    if pool.tier() != "LITE" {
        return Verdicts::silent();
    }
    // Without passkeys no factor waits for what the clients allow.
    let waits = case.concerns(Factor::Passkey)?;
    let weighed = |gap: Gap| Gap { core: gap.core && waits, aside: !waits, ..gap };
    let (mut clients, gaps) = case.clients().map_err(weighed)?;
    let gaps: Vec<Gap> = gaps.into_iter().map(weighed).collect();
    clients.retain(|client| list(client.0, "ExplicitAuthFlows").contains(&"ALLOW_USER_AUTH"));
    if clients.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let message = format!(
        "pool {} has the LITE plan, which lacks choice-based sign-in, and {} with ALLOW_USER_AUTH: {}; AWS refuses \
         the next write that restates it with FeatureUnavailableInTierException",
        pool.name(),
        counted(&clients),
        named(&clients)
    );
    let plan = next_plan(case);
    let mut draft = Draft::new(pool.arn(), message)
        .factors(case.concerned(&[Factor::Passkey]).0.as_slice())
        .fill("tier", "LITE")
        .fill("feature", "Passwordless Sign-In")
        .evidence(USER_POOL, "UserPoolTier", pool.tier())
        .fix(format!(
            "Raise the plan of pool {} to {plan}, which raises its price per active user, or take ALLOW_USER_AUTH out of the client.",
            pool.name()
        ))
        .change(Change::UserPool {
            why: format!("the {plan} plan includes choice-based sign-in"),
            patches: vec![Patch::set("UserPoolTier", plan)],
        });
    for client in clients {
        let path = format!("{}.ExplicitAuthFlows", client.id());
        draft = draft.evidence(CLIENT, path, json!(list(client.0, "ExplicitAuthFlows")));
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}
