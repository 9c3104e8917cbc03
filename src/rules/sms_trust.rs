//! Whether Cognito may assume the SMS role: its trust policy.

use super::sms_facts::{ARTICLE, SMS_DOCS, Sender, pool_words, role_consequence, role_severity, sender};
use super::sms_fixes::{add_trust, external_id_member, tighten_trust};
use super::sms_policies::{control_levels, moment, role_tags};
use super::sms_statements::{
    miss_evidence, misses, place, places, raw_statement, statement_evidence, undecided,
};
use super::{Case, Check, Draft, Rule, Verdicts};
use crate::catalog;
use crate::finding::{Change, Factor, Patch, Severity};
use crate::iam::questions::{Organization, TrustFacts, trust_question};
use crate::iam::{Answer, Decision, Kind, Known, Layer, Layers, Mismatch, Named, NearMiss, Policy, Request};
use crate::snapshot::Gap;
use serde_json::Value;

/// The family.
pub(super) static RULES: &[Rule] = &[
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
        check: Check::Pool(without_external_id),
    },
];

const EXTERNAL_ID: &[&str] = &["sts:ExternalId"];
const SOURCE: &[&str] = &["aws:SourceArn", "aws:SourceAccount"];
const EXCEPTION: &str = "InvalidSmsRoleTrustRelationshipException";

/// What the trust policy says to Cognito, and on what it hangs.
struct Trust<'a> {
    sender: Sender<'a>,
    document: &'a Value,
    policy: Policy,
    answer: Answer,
    /// The answer is no, and another external ID would make it a yes.
    external_id_decides: bool,
    /// The answer is no, and another pool or account would make it a yes.
    source_decides: bool,
    /// Why the answer is no proof.
    open: Option<Gap>,
}

impl Trust<'_> {
    fn refuses(&self) -> bool {
        let denied = matches!(self.answer.decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
        denied && self.open.is_none()
    }

    /// The near misses that fail on one of these keys; all, for an empty list.
    fn misses_on(&self, keys: &[&str]) -> Vec<&NearMiss> {
        let about = |miss: &&NearMiss| {
            keys.is_empty()
                || miss.why.iter().any(|why| {
                    matches!(why, Mismatch::Condition { key, .. } if keys.iter().any(|k| k.eq_ignore_ascii_case(key)))
                })
        };
        self.answer.near_misses.iter().filter(about).collect()
    }
}

fn trust<'a>(case: &Case<'a>) -> Result<Option<Trust<'a>>, Gap> {
    let Some(sender) = sender(case)? else { return Ok(None) };
    let document = sender.role.get("AssumeRolePolicyDocument").filter(|document| !document.is_null());
    let document = document.ok_or_else(|| Gap::not_asked("iam:GetRole", true))?;
    let policy = Policy::from_value(document, Kind::Trust).map_err(|why| Gap {
        needs: vec!["iam:GetRole".to_owned()],
        reason: format!("trust policy of {}: {why}", sender.name()),
        core: false,
    })?;
    let control = control_levels(case, Kind::ResourceControl);
    let layers = Layers {
        trust: Some(Named { name: "trust policy".to_owned(), policy: Ok(policy.clone()) }),
        rcps: control.levels.into_iter().map(|level| level.named).collect(),
        ..Layers::default()
    };
    let request = question(case, &sender);
    let answer = crate::iam::decide(&request, &layers);
    let open = undecided(&answer, "cloudtrail:LookupEvents");
    let denied = matches!(answer.decision, Decision::ExplicitDeny | Decision::ImplicitDeny);
    let yields = |keys: &[&str]| denied && yields_without(&request, &layers, keys);
    let (by_id, by_source) = (yields(EXTERNAL_ID), yields(SOURCE));
    let both = !by_id && !by_source && yields(&[EXTERNAL_ID, SOURCE].concat());
    Ok(Some(Trust {
        sender,
        document,
        policy,
        answer,
        external_id_decides: by_id || both,
        source_decides: (by_source && !by_id) || both,
        open,
    }))
}

fn question(case: &Case<'_>, sender: &Sender<'_>) -> Request {
    let pool_arn = case.pool.arn();
    let mut request = trust_question(&TrustFacts {
        pool_arn: &pool_arn,
        account: case.pool.account(),
        external_id: case.pool.sms_external_id(),
        role_arn: sender.arn(),
        role_tags: role_tags(sender.role),
        organization: Organization::Unread,
        now: moment(case),
    });
    if case.pool.account().is_empty() {
        SOURCE.iter().for_each(|key| request.context.set(key, Known::Unknown));
    }
    request
}

/// Whether a refusal stops being one when nothing is known about these keys: whether it hangs on them.
fn yields_without(request: &Request, layers: &Layers, keys: &[&str]) -> bool {
    let mut request = request.clone();
    keys.iter().for_each(|key| request.context.set(key, Known::Unknown));
    let decision = crate::iam::decide(&request, layers).decision;
    !matches!(decision, Decision::ExplicitDeny | Decision::ImplicitDeny)
}

fn not_trusting(case: &Case<'_>) -> Result<Verdicts, Gap> {
    let Some(trust) = trust(case)? else { return Verdicts::silent() };
    let mut verdicts = Verdicts::default();
    verdicts.gaps.extend(trust.open.clone());
    verdicts.gaps.extend(control_levels(case, Kind::ResourceControl).gaps);
    if !trust.refuses() || trust.external_id_decides || trust.source_decides {
        return Ok(verdicts);
    }
    let role = trust.sender.name();
    let consequence = role_consequence(case, EXCEPTION);
    let draft = if trust.answer.decision == Decision::ExplicitDeny {
        let denies: Vec<_> = trust.answer.statements.iter().collect();
        let message =
            format!("role {role} denies Cognito sts:AssumeRole ({}), {consequence}", places(&denies));
        Draft::new(trust.sender.arn(), message).change(Change::by_hand(format!(
            "Except {} from the Deny ({}), or take the statement out.",
            crate::iam::questions::COGNITO,
            places(&denies)
        )))
    } else {
        let near = trust.misses_on(&[]);
        let message = match near.is_empty() {
            true => format!("the trust policy of role {role} allows nothing to anybody, {consequence}"),
            false => {
                let near = misses(&near);
                format!(
                    "role {role} does not let cognito-idp.amazonaws.com call sts:AssumeRole ({near}), {consequence}"
                )
            }
        };
        Draft::new(trust.sender.arn(), message).change(add_trust(
            case,
            &trust.sender,
            case.pool.sms_external_id(),
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
    for miss in trust.misses_on(keys) {
        if miss.statement.layer == Layer::Trust {
            draft.evidence.extend(miss_evidence(miss, "iam:GetRole", trust.document));
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
                let values: Vec<String> = wanted.iter().map(|value| format!("{value:?}")).collect();
                Some(format!("{operator} {} ({})", values.join(", "), place(&miss.statement)))
            }
            _ => None,
        })
        .collect();
    let asked = if asked.is_empty() {
        format!("denies by sts:ExternalId ({})", places(&trust.answer.statements.iter().collect::<Vec<_>>()))
    } else {
        format!("asks for sts:ExternalId {}", asked.join(" or "))
    };
    let hint = if differs_in_case_only(case, &near) { ", which differs in letter case only" } else { "" };
    let message = format!(
        "role {} {asked}, and {presented}{hint}; {}",
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

fn differs_in_case_only(case: &Case<'_>, near: &[&NearMiss]) -> bool {
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
    add_trust(case, &trust.sender, case.pool.sms_external_id())
}

/// Makes both sides name one external ID. Only a pool that has none is changed: Cognito checks the role against the
/// ID that comes with the change.
fn agree(case: &Case<'_>, trust: &Trust<'_>, draft: Draft) -> Draft {
    if case.pool.sms_external_id().is_some() || trust.answer.decision == Decision::ExplicitDeny {
        return draft.change(mend(case, trust));
    }
    let asked =
        trust.misses_on(EXTERNAL_ID).into_iter().flat_map(|miss| &miss.why).find_map(|why| match why {
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
            (id.to_owned(), draft.change(add_trust(case, &trust.sender, Some(id))))
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
        true => places(&trust.answer.statements.iter().collect::<Vec<_>>()),
        false => misses(&near),
    };
    let message = format!(
        "role {} shuts out {} by aws:SourceArn or aws:SourceAccount ({why}), {}",
        trust.sender.name(),
        case.pool.arn(),
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
        .change(add_trust(case, &trust.sender, Some(id)))
        .change(Change::UserPool {
            why: "give the pool the external ID that the trust policy now accepts".to_owned(),
            patches: vec![Patch::set(external_id_member(&trust.sender.path), id)],
        })
        .change(Change::by_hand(format!("Then take the statement without an external ID out. {shared}")))
}
