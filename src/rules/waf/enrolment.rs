//! A CAPTCHA that meets managed login's own calls.

use super::fix::exclude_operations;
use super::reach::{Chance, OPERATION_HEADER};
use super::walk::{Effect, Step};
use super::{acl_arn, acl_name, conditions, evidence_of, steps, unclear, web_acl};
use crate::finding::{Factor, Severity};
use crate::rules::{Case, Draft, Verdicts};
use crate::snapshot::{Fact, Gap};
use serde_json::json;

/// The calls that managed login makes by itself.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
const ENROLMENT: [&str; 2] = ["AssociateSoftwareToken", "VerifySoftwareToken"];

/// WAF001.
pub(super) fn captcha_over_enrolment(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if matches!(case.snapshot.web_acl, Fact::Absent) || !case.concerns(Factor::Totp)? {
        return Verdicts::silent();
    }
    let Some(acl) = web_acl(case)? else { return Verdicts::silent() };
    let steps = steps(acl, ENROLMENT);
    let gaps = steps.iter().filter_map(|(step, _)| unclear(step, &[Effect::Captcha])).collect();
    let reached =
        |(step, _): &&(Step<'_>, _)| step.effect == Effect::Captcha && step.reach.hit >= Chance::Seldom;
    let captchas: Vec<_> = steps.iter().filter(reached).collect();
    let Some((worst, operations)) = captchas.iter().max_by_key(|(step, _)| step.reach.hit) else {
        return Verdicts::only_gaps(gaps);
    };
    let domain = case.pool.domain();
    let consequence = match (domain, worst.reach.miss) {
        (Some(_), Chance::Never) => {
            "managed login makes them in the background, where nobody can solve it, so no user can \
                                     enrol an authenticator app there"
                .to_owned()
        }
        (Some(_), _) => format!(
            "managed login makes them in the background, where nobody can solve it, so a user whose requests meet its \
             condition ({}) cannot enrol an authenticator app there",
            conditions(worst)
        ),
        (None, _) => {
            "the pool has no domain for managed login, whose background calls would fail on it, and an \
                      application's own calls meet it too"
                .to_owned()
        }
    };
    let rules: Vec<&str> = captchas.iter().map(|(step, _)| step.name.as_str()).collect();
    let sure = domain.is_some() && worst.reach.hit == Chance::Sure;
    let mut draft = Draft::new(
        acl_arn(case, acl),
        format!(
            "web ACL {} asks for a CAPTCHA by rule {}, also of {} calls; {consequence}",
            acl_name(acl),
            rules.join(" and "),
            operations.join(" and "),
        ),
    )
    .severity(if sure { Severity::Error } else { Severity::Warning })
    .false_alarm_if(
        "no user enrols an authenticator app in managed login, or none of their requests meets the conditions of the rule",
    )
    .evidence("cognito-idp:DescribeUserPool", "Domain", json!(domain));
    for (step, _) in &captchas {
        draft = evidence_of(draft, step);
    }
    let rules = captchas.iter().filter_map(|(step, _)| step.rule).collect::<Vec<_>>();
    for change in exclude_operations(case, acl, &rules, OPERATION_HEADER, &ENROLMENT) {
        draft = draft.change(change);
    }
    Ok(Verdicts { findings: vec![draft], gaps })
}
