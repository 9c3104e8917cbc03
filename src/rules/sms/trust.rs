//! Whether Cognito may assume the SMS role: its trust policy.

use super::assume::{EXTERNAL_ID, SOURCE, Trust, quoted, trust};
use super::facts::{ARTICLE, SMS_DOCS, pool_words, role_consequence, role_severity};
use super::fixes::{add_trust, external_id_member, tighten_trust};
use super::statements::{miss_evidence, misses, place, places, raw_statement, statement_evidence};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::iam::questions::COGNITO;
use crate::iam::{Decision, Layer, Mismatch, NearMiss};
use crate::rules::{Case, Check, Draft, Rule, Verdicts, looks};
use crate::snapshot::Gap;

/// The family.
pub(in crate::rules) static RULES: &[Rule] = &[
    Rule {
        id: "SMS005",
        name: "sms-role-not-trusting-cognito",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_NOT_TRUSTING],
        title: "The SMS role's trust policy does not let Cognito in",
        why: "Cognito sends as this role. It can assume it only if the trust policy allows sts:AssumeRole to the \
              service cognito-idp.amazonaws.com; the principals of identity pools, of SNS or of Lambda do not do.",
        fix: "Add the documented statement for this pool to the trust policy.",
        docs: ARTICLE,
        looks_at: &[
            looks::TRUST,
            looks::RESOURCE_CONTROL,
            looks::RESOURCE_CONTROL_NAMES,
            looks::ORGANIZATION,
            looks::PARENTS,
            looks::SMS_ROLE,
            looks::MODE,
        ],
        silent: "Where the pool sends no SMS, the role is missing (SMS009) or in another account (SMS010), or another external ID (SMS006) or another pool (SMS008) would make the trust policy say yes.",
        check: Check::Pool(not_trusting),
    },
    Rule {
        id: "SMS006",
        name: "sms-external-id-differs",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_NOT_TRUSTING],
        title: "The external IDs of the pool and of the role's trust policy differ",
        why: "Cognito presents the pool's ExternalId when it assumes the role. A trust policy that asks for another \
              one, be it in letter case only, shuts it out.",
        fix: "Put the pool's external ID into the trust policy.",
        docs: ARTICLE,
        looks_at: &[looks::EXTERNAL_ID, looks::TRUSTED_ID, looks::SMS_ROLE, looks::MODE],
        silent: "Where the trust policy asks for no external ID (SMS007), or refuses Cognito whatever the external ID is (SMS005).",
        check: Check::Pool(external_id_differs),
    },
    Rule {
        id: "SMS008",
        name: "sms-role-trusts-another-pool",
        factors: &[Factor::Sms],
        severity: Severity::Error,
        errors: &[&catalog::SMS_ROLE_NOT_TRUSTING],
        title: "aws:SourceArn or aws:SourceAccount of the trust policy excludes this pool",
        why: "Cognito names the pool and its account when it assumes the role. A trust policy that asks for another \
              pool or account shuts it out.",
        fix: "Add a statement for this pool to the trust policy.",
        docs: SMS_DOCS,
        looks_at: &[
            looks::POOL_ARN,
            looks::TRUSTED_POOL,
            looks::TRUSTED_ACCOUNT,
            looks::SMS_ROLE,
            looks::MODE,
        ],
        silent: "Where the trust policy names neither aws:SourceArn nor aws:SourceAccount, or refuses Cognito for every pool alike (SMS005).",
        check: Check::Pool(another_pool),
    },
    Rule {
        id: "SMS007",
        name: "sms-role-without-external-id",
        factors: &[Factor::Sms],
        severity: Severity::Warning,
        errors: &[],
        title: "The trust policy asks for no external ID, or the pool has none",
        why: "AWS documents the sts:ExternalId condition as required for a role that sends SMS MFA. Without it \
              anybody who may set up a user pool and knows the role's ARN may get Cognito to use it.",
        fix: "Give the pool an ExternalId and ask for it in the trust policy.",
        docs: SMS_DOCS,
        looks_at: &[looks::TRUSTED_ID, looks::EXTERNAL_ID, looks::SMS_ROLE, looks::MODE],
        silent: "Where the trust policy does not let Cognito in at all, or one statement that lets it in asks for the pool's external ID.",
        check: Check::Pool(without_external_id),
    },
];

const EXCEPTION: &str = "InvalidSmsRoleTrustRelationshipException";

fn not_trusting(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(trust) = trust(case)? else { return Verdicts::silent() };
    let mut verdicts = Verdicts::default();
    verdicts.gaps.extend(trust.open.clone());
    verdicts.gaps.extend(trust.control_gaps.iter().cloned());
    if !trust.refuses() || trust.external_id_decides || trust.source_decides {
        return Ok(verdicts);
    }
    let role = trust.sender.name();
    let consequence = role_consequence(case, EXCEPTION);
    let draft = if trust.answer.decision == Decision::ExplicitDeny {
        let denies: Vec<_> = trust.answer.statements.iter().collect();
        let control = denies.iter().find_map(|deny| match deny.layer {
            Layer::Rcp(level) => trust.controls.get(level),
            _ => None,
        });
        let at = control.map(|level| format!(" {}", level.place)).unwrap_or_default();
        let message =
            format!("a Deny{at} keeps Cognito from assuming role {role} ({}){consequence}", places(&denies));
        Draft::new(trust.sender.arn(), message).change(Change::by_hand(format!(
            "Except {} from the Deny ({}), or take the statement out.",
            COGNITO,
            places(&denies)
        )))
    } else {
        let near = trust.misses_on(&[]);
        let message = match near.is_empty() {
            true => format!("the trust policy of role {role} allows nothing to anybody{consequence}"),
            false => {
                let near = misses(&near);
                format!(
                    "role {role} does not let cognito-idp.amazonaws.com call sts:AssumeRole ({near}){consequence}"
                )
            }
        };
        Draft::new(trust.sender.arn(), message).change(add_trust(
            case,
            &trust.sender,
            case.pool.sms_external_id(),
            false,
        ))
    };
    verdicts.findings.push(draft_with_evidence(case, draft, &trust, &[]));
    Ok(verdicts)
}

/// Severity, and the statements that the finding rests on.
fn draft_with_evidence(case: &Case<'_>, draft: Draft, trust: &Trust<'_>, keys: &[&str]) -> Draft {
    let mut draft = draft.severity(role_severity(case));
    for statement in trust.answer.statements.iter().filter(|statement| statement.layer == Layer::Trust) {
        draft.evidence.push(statement_evidence(statement, "iam:GetRole", trust.document));
    }
    for statement in &trust.answer.statements {
        let Layer::Rcp(level) = statement.layer else { continue };
        if let Some(text) = trust.controls.get(level).and_then(|level| level.texts.get(statement.policy)) {
            draft.evidence.push(statement_evidence(statement, text.source, text.document));
        }
    }
    for miss in trust.misses_on(keys) {
        if miss.statement.layer == Layer::Trust {
            draft.evidence.extend(miss_evidence(&miss, "iam:GetRole", trust.document));
        }
    }
    if draft.evidence.is_empty() {
        draft = draft.evidence("iam:GetRole", "Role.AssumeRolePolicyDocument", trust.document.clone());
    }
    draft
}

fn external_id_differs(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(trust) = trust(case)? else { return Verdicts::silent() };
    if !trust.refuses() || !trust.external_id_decides {
        return Verdicts::silent();
    }
    let pool = pool_words(case);
    let presented = match case.pool.sms_external_id() {
        Some(id) => format!("{pool} presents {id:?}"),
        None => format!("{pool} has none"),
    };
    let near = trust.misses_on(EXTERNAL_ID);
    let asked: Vec<String> = near
        .iter()
        .flat_map(|miss| miss.why.iter().map(move |why| (miss, why)))
        .filter_map(|(miss, why)| match why {
            Mismatch::Condition { key, wanted, operator, .. }
                if key.eq_ignore_ascii_case("sts:ExternalId") =>
            {
                Some(format!("{operator} {} ({})", quoted(wanted), place(&miss.statement)))
            }
            _ => None,
        })
        .collect();
    let asked = if asked.is_empty() {
        let denies = places(&trust.answer.statements.iter().collect::<Vec<_>>());
        format!("denies {} ({denies})", trust.denying_clauses(EXTERNAL_ID).join(" and "))
    } else {
        format!("asks for sts:ExternalId {}", asked.join(" or "))
    };
    let hint = if differs_in_case_only(case, &near) { ", which differs in letter case only" } else { "" };
    let message = format!(
        "role {} {asked}, and {presented}{hint}{}",
        trust.sender.name(),
        role_consequence(case, EXCEPTION)
    );
    let (operation, path, _) =
        case.pool.sms_configuration().ok_or_else(|| Gap::not_asked("iam:GetRole", true))?;
    let member = external_id_member(&trust.sender.path).trim_start_matches("SmsConfiguration");
    let draft = Draft::new(trust.sender.arn(), message).evidence(
        operation,
        format!("{path}{member}"),
        case.pool.sms_external_id(),
    );
    let draft = agree(case, &trust, draft);
    Verdicts::one(draft_with_evidence(case, draft, &trust, EXTERNAL_ID))
}

fn differs_in_case_only(case: &Case<'_>, near: &[NearMiss]) -> bool {
    let Some(id) = case.pool.sms_external_id() else { return false };
    near.iter().flat_map(|miss| &miss.why).any(|why| {
        matches!(why, Mismatch::Condition { key, wanted, .. } if key.eq_ignore_ascii_case("sts:ExternalId")
            && wanted.iter().any(|value| value.eq_ignore_ascii_case(id)))
    })
}

/// A statement more for this pool; a Deny has to be changed by hand.
fn mend(case: &Case<'_>, trust: &Trust<'_>) -> Change {
    if trust.answer.decision == Decision::ExplicitDeny {
        let denies = places(&trust.answer.statements.iter().collect::<Vec<_>>());
        return Change::by_hand(format!("Except {} from the Deny ({denies}).", case.pool.arn()));
    }
    add_trust(case, &trust.sender, case.pool.sms_external_id(), false)
}

/// Makes both sides name one external ID. Only a pool that has none is changed: Cognito checks the role against the
/// ID that comes with the change.
fn agree(case: &Case<'_>, trust: &Trust<'_>, draft: Draft) -> Draft {
    if case.pool.sms_external_id().is_some() || trust.answer.decision == Decision::ExplicitDeny {
        return draft.change(mend(case, trust));
    }
    let near = trust.misses_on(EXTERNAL_ID);
    let asked = near.iter().flat_map(|miss| &miss.why).find_map(|why| match why {
        Mismatch::Condition { key, wanted, operator, .. }
            if key.eq_ignore_ascii_case("sts:ExternalId")
                && operator.eq_ignore_ascii_case("StringEquals") =>
        {
            wanted.first().cloned()
        }
        _ => None,
    });
    let (id, draft) = match asked {
        Some(asked) => (asked, draft),
        None => {
            let id = case.pool.id();
            (id.to_owned(), draft.change(add_trust(case, &trust.sender, Some(id), true)))
        }
    };
    draft.fix("Give the pool the external ID that the trust policy asks for.").change(Change::UserPool {
        why: "give the pool the external ID that the trust policy asks for".to_owned(),
        patches: vec![Patch::set(external_id_member(&trust.sender.path), id)],
    })
}

fn another_pool(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(trust) = trust(case)? else { return Verdicts::silent() };
    if !trust.refuses() || !trust.source_decides {
        return Verdicts::silent();
    }
    let near = trust.misses_on(SOURCE);
    let why = match near.is_empty() {
        true => format!(
            "{}: Deny under {}",
            places(&trust.answer.statements.iter().collect::<Vec<_>>()),
            trust.denying_clauses(SOURCE).join(" and ")
        ),
        false => misses(&near),
    };
    let message = format!(
        "role {} shuts out {} by aws:SourceArn or aws:SourceAccount ({why}){}",
        trust.sender.name(),
        pool_words(case),
        role_consequence(case, EXCEPTION)
    );
    let draft = Draft::new(trust.sender.arn(), message)
        .evidence("cognito-idp:DescribeUserPool", "Arn", case.pool.arn())
        .change(mend(case, &trust));
    Verdicts::one(draft_with_evidence(case, draft, &trust, SOURCE))
}

fn without_external_id(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(trust) = trust(case)? else { return Verdicts::silent() };
    if trust.answer.decision != Decision::Allowed {
        return Verdicts::silent();
    }
    let allows: Vec<_> = trust.answer.statements.iter().filter(|s| s.layer == Layer::Trust).collect();
    let asks = |index: usize| {
        let statement = index.checked_sub(1).and_then(|position| trust.policy.statements().get(position));
        statement.is_some_and(|statement| statement.clauses_about("sts:ExternalId").next().is_some())
    };
    let lax: Vec<usize> = allows.iter().map(|allow| allow.index).filter(|index| !asks(*index)).collect();
    let pool_id = case.pool.sms_external_id();
    // One statement that asks for the ID is what the documentation demands.
    if pool_id.is_some() && lax.len() < allows.len() {
        return Verdicts::silent();
    }
    let (role, pool) = (trust.sender.name(), pool_words(case));
    let fact = match (pool_id, lax.is_empty()) {
        (Some(_), _) => {
            format!("the trust policy of role {role} asks for no sts:ExternalId ({})", places(&allows))
        }
        (None, true) => {
            format!("{pool} has no ExternalId, and the trust policy of role {role} lets that pass")
        }
        (None, false) => {
            format!("{pool} has no ExternalId, and the trust policy of role {role} asks for none")
        }
    };
    let message = format!("{fact}; AWS documents the external ID as required for a role that sends SMS MFA");
    let mut draft = Draft::new(trust.sender.arn(), message);
    for allow in &allows {
        let statement = raw_statement(trust.document, allow.index).unwrap_or_default();
        let condition = statement.get("Condition").cloned().unwrap_or_default();
        let path = format!("AssumeRolePolicyDocument statement {} Condition", allow.index);
        draft = draft.evidence("iam:GetRole", path, condition);
    }
    let member = external_id_member(&trust.sender.path);
    draft = draft.evidence("cognito-idp:DescribeUserPool", member, pool_id);
    Verdicts::one(ask_for_id(case, &trust, draft, &lax))
}

fn ask_for_id(case: &Case<'_>, trust: &Trust<'_>, draft: Draft, lax: &[usize]) -> Draft {
    let shared = "If other pools use this role too, give each of them such a statement first: they lose access otherwise.";
    if case.pool.sms_external_id().is_some() {
        return match tighten_trust(case, &trust.sender, lax) {
            Some(change) => draft.change(Change::by_hand(shared)).change(change),
            None => draft.change(Change::by_hand(
                "Split the statement so that the one for cognito-idp.amazonaws.com asks for the pool's external ID.",
            )),
        };
    }
    let id = case.pool.id();
    draft
        .change(add_trust(case, &trust.sender, Some(id), true))
        .change(Change::UserPool {
            why: "give the pool the external ID that the trust policy now accepts".to_owned(),
            patches: vec![Patch::set(external_id_member(&trust.sender.path), id)],
        })
        .change(Change::by_hand(format!("Then take the statement without an external ID out. {shared}")))
}
