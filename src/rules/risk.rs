//! Adaptive authentication.

use super::mfa::SWITCHED;
use super::{Case, Check, Draft, Look, Rule, Verdicts, looks};
use crate::catalog;
use crate::finding::{Change, CommandInput, Evidence, Patch, Severity};
use crate::snapshot::{Fact, Gap, at, list, text};
use serde_json::{Value, json};

const OPERATION: &str = "cognito-idp:DescribeRiskConfiguration";
const ACTIONS: &str = "AccountTakeoverRiskConfiguration.Actions";
const DOCS: &str = "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-adaptive-authentication.html";

/// The family.
pub(super) static RULES: &[Rule] = &[
    Rule {
        id: "RSK001",
        name: "risk-demands-mfa-of-everybody",
        factors: SWITCHED,
        severity: Severity::Warning,
        errors: &[&catalog::SIGN_IN_BLOCKED_BY_RISK],
        title: "Adaptive authentication demands MFA from users who have none",
        why: "The risk action MFA_REQUIRED blocks the sign-in of users who have set up no factor. In a pool with \
              optional MFA such users exist.",
        fix: "Use MFA_IF_CONFIGURED, or have every user set up a factor.",
        docs: DOCS,
        looks_at: &[
            looks::HIGH_RISK,
            looks::MEDIUM_RISK,
            looks::LOW_RISK,
            looks::THREAT_PROTECTION,
            looks::MODE,
            looks::CLIENTS,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where threat protection only watches (AUDIT) or is off; MFA is required, so that every user has a factor, or off, where RSK002 speaks.",
        check: Check::Pool(demands_mfa),
    },
    Rule {
        id: "RSK002",
        name: "risk-mfa-without-optional-mfa",
        factors: SWITCHED,
        severity: Severity::Warning,
        errors: &[],
        title: "Risk actions ask for MFA in a pool whose MFA is not optional",
        why: "Adaptive MFA is made for pools with optional MFA. With MFA off users have no factor to be asked for; with \
              MFA required they are asked at every sign-in anyway.",
        fix: "Set MFA to OPTIONAL, or choose risk actions without MFA.",
        docs: DOCS,
        looks_at: &[
            looks::MODE,
            looks::HIGH_RISK,
            looks::MEDIUM_RISK,
            looks::LOW_RISK,
            looks::THREAT_PROTECTION,
            looks::CLIENTS,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where threat protection only watches (AUDIT) or is off, MFA is OPTIONAL, or no risk action asks for MFA.",
        check: Check::Pool(needs_optional),
    },
    Rule {
        id: "RSK003",
        name: "risk-skips-addresses",
        factors: SWITCHED,
        severity: Severity::Note,
        errors: &[],
        title: "Adaptive MFA never asks on always-allowed addresses",
        why: "Sign-ins from an address of the always-allow list are not assessed, so no risk action asks for MFA there.",
        fix: "Keep the list as short as it can be.",
        docs: DOCS,
        looks_at: &[
            looks::SKIPPED_ADDRESSES,
            looks::HIGH_RISK,
            looks::MEDIUM_RISK,
            looks::LOW_RISK,
            looks::THREAT_PROTECTION,
            looks::MODE,
            looks::CLIENTS,
            looks::TOTP,
            looks::SMS_ROLE,
            looks::EMAIL_MFA,
        ],
        silent: "Where threat protection only watches (AUDIT) or is off, no risk action asks for MFA, or the list is empty.",
        check: Check::Pool(skips_addresses),
    },
];

/// A risk configuration: of the pool, or of one client, which it overrides.
struct Risk<'a> {
    client: Option<&'a str>,
    value: &'a Value,
}

impl Risk<'_> {
    /// The levels whose action satisfies `fits`: path and action.
    fn actions(&self, fits: fn(&str) -> bool) -> Vec<(String, &str)> {
        let paths = ["LowAction", "MediumAction", "HighAction"].map(|l| format!("{ACTIONS}.{l}.EventAction"));
        let actions = paths.into_iter().filter_map(|path| Some((path.clone(), text(self.value, &path)?)));
        actions.filter(|(_, action)| fits(action)).collect()
    }

    fn draft(&self, case: &Case<'_>, message: String) -> Draft {
        let draft = Draft::new(case.pool.arn(), message);
        self.client.into_iter().fold(draft, Draft::part)
    }

    /// A path within the answer, with the client that was asked for.
    fn path(&self, path: &str) -> String {
        self.client.map_or_else(|| path.to_owned(), |client| format!("{client}.{path}"))
    }

    fn named(&self, case: &Case<'_>) -> String {
        match self.client {
            Some(client) => format!("app client {client} of pool {}", case.pool.name()),
            None => format!("pool {}", case.pool.name()),
        }
    }

    /// `SetRiskConfiguration` replaces the whole, so the document restates it.
    fn restated(&self, case: &Case<'_>) -> Value {
        let mut document = self.value.clone();
        if let Some(members) = document.as_object_mut() {
            members.shift_remove("LastModifiedDate");
            members.insert("UserPoolId".to_owned(), json!(case.pool.id()));
            match self.client {
                Some(client) => members.insert("ClientId".to_owned(), json!(client)),
                None => members.shift_remove("ClientId"),
            };
        }
        document
    }
}

fn asks_for_mfa(action: &str) -> bool {
    action == "MFA_REQUIRED" || action == "MFA_IF_CONFIGURED"
}

/// Whether risk actions are taken at all. With AUDIT threat protection only watches; absent, it is off.
fn enforced(case: &Case<'_>) -> bool {
    text(case.pool.described, "UserPoolAddOns.AdvancedSecurityMode") == Some("ENFORCED")
}

/// The configurations in force, and a gap for each that was not read.
fn configurations<'a>(case: &Case<'a>) -> Result<(Vec<Risk<'a>>, Vec<Gap>), Gap> {
    let (mut risks, mut gaps) = (Vec::new(), Vec::new());
    let Some(risk) = case.snapshot.risk.get(OPERATION, false)? else { return Ok((risks, gaps)) };
    let wanted =
        |id: &str| case.wishes.clients.is_empty() || case.wishes.clients.iter().any(|client| client == id);
    // A client may override the pool's; whether it does, only a reading of its own tells.
    match &case.snapshot.clients {
        Fact::Known(clients) => {
            let mut ids = clients.iter().filter_map(|client| text(client, "ClientId"));
            if ids.any(|id| wanted(id) && !risk.clients.contains_key(id)) {
                gaps.push(Gap::not_asked(OPERATION, false));
            }
        }
        Fact::Absent => {}
        _ => gaps.push(Gap::not_asked("cognito-idp:ListUserPoolClients", false)),
    }
    let of_clients = risk.clients.iter().filter(|(id, _)| wanted(id));
    let of_clients = of_clients.map(|(id, fact)| (Some(id.as_str()), fact));
    for (client, fact) in [(None, &risk.pool)].into_iter().chain(of_clients) {
        match fact.get(OPERATION, false) {
            Ok(Some(value)) => risks.push(Risk { client, value }),
            Ok(None) => {}
            Err(gap) => gaps.push(gap),
        }
    }
    Ok((risks, gaps))
}

/// What stands at a place of every configuration in force.
pub(super) fn facts(case: &Case<'_>, look: &Look) -> Result<Vec<Evidence>, Gap> {
    let (risks, gaps) = configurations(case)?;
    if let Some(gap) = gaps.into_iter().next() {
        return Err(gap);
    }
    let of = |risk: &Risk<'_>| {
        let found = look.of(risk.value);
        Evidence { path: risk.path(&found.path), ..found }
    };
    let none = || vec![Evidence::new(OPERATION, "RiskConfiguration", Value::Null)];
    Ok(if risks.is_empty() { none() } else { risks.iter().map(of).collect() })
}

fn demands_mfa(case: &Case<'_>) -> Result<Verdicts, Gap> {
    // With MFA required every user has a factor; with MFA off RSK002 speaks.
    if !enforced(case) || case.pool.known_mfa_mode().is_some_and(|mode| mode != "OPTIONAL") {
        return Verdicts::silent();
    }
    let (factors, mut gaps) = case.concerned(SWITCHED);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let (risks, unread) = configurations(case)?;
    gaps.extend(unread);
    let findings = risks.iter().filter_map(|risk| {
        let actions = risk.actions(|action| action == "MFA_REQUIRED");
        if actions.is_empty() {
            return None;
        }
        let mut document = risk.restated(case);
        let mut draft = risk.draft(
            case,
            format!(
                "{} answers {} risk with MFA_REQUIRED while MFA is OPTIONAL; a sign-in that is found risky is blocked \
                 when its user has set up no factor",
                risk.named(case),
                words(&actions)
            ),
        )
        .factors(&factors)
        .false_alarm_if(match risk.client {
            Some(_) => "every user has set up a factor, or users without one are meant to be blocked",
            None => "every user has set up a factor, users without one are meant to be blocked, or each app client has \
                     risk actions of its own",
        });
        for (path, action) in &actions {
            draft = draft.evidence(OPERATION, risk.path(path), *action);
            if let Some(found) = document.pointer_mut(&format!("/{}", path.replace('.', "/"))) {
                *found = json!("MFA_IF_CONFIGURED");
            }
        }
        Some(draft.change(set_risk(case, document)))
    });
    Ok(Verdicts { findings: findings.collect(), gaps })
}

/// `low`, `low and high`, …
fn words(actions: &[(String, &str)]) -> String {
    let level =
        |path: &str| path.split('.').find_map(|member| member.strip_suffix("Action")).map(str::to_lowercase);
    let levels: Vec<String> = actions.iter().filter_map(|(path, _)| level(path)).collect();
    levels.join(" and ")
}

fn set_risk(case: &Case<'_>, document: Value) -> Change {
    let argv = ["aws", "cognito-idp", "set-risk-configuration", "--region", case.pool.region()];
    Change::Command {
        why: "let users without a factor in at that risk; the rest of the configuration is restated"
            .to_owned(),
        argv: argv.map(str::to_owned).to_vec(),
        input: Some(CommandInput {
            option: "--cli-input-json".to_owned(),
            stem: "risk-configuration".to_owned(),
            document,
        }),
    }
}

fn needs_optional(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if !enforced(case) {
        return Verdicts::silent();
    }
    let (mode, name) = (case.mfa_mode()?, case.pool.name());
    if mode == "OPTIONAL" {
        return Verdicts::silent();
    }
    let (risks, gaps) = configurations(case)?;
    let asking = risks.iter().flat_map(|risk| {
        risk.actions(asks_for_mfa).into_iter().map(|(path, action)| (risk.path(&path), action))
    });
    let asking: Vec<(String, &str)> = asking.collect();
    if asking.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let mut actions: Vec<&str> = asking.iter().map(|(_, action)| *action).collect();
    actions.sort_unstable();
    actions.dedup();
    let actions = actions.join(" and ");
    let draft = match mode {
        "OFF" => Draft::new(
            case.pool.arn(),
            format!(
                "pool {name} answers risky sign-ins with {actions} while MFA is OFF; users have no factor to be asked for"
            ),
        )
        .fix("Set MFA to OPTIONAL, with TOTP as a factor, or choose risk actions without MFA.")
        .change(Change::MfaConfig {
            why: "adaptive MFA needs optional MFA and a factor; TOTP needs nothing else".to_owned(),
            patches: vec![
                Patch::set("MfaConfiguration", "OPTIONAL"),
                Patch::set("SoftwareTokenMfaConfiguration.Enabled", true),
            ],
        }),
        _ => Draft::new(
            case.pool.arn(),
            format!(
                "pool {name} answers risky sign-ins with {actions} while MFA is {mode}; every sign-in asks for MFA \
                 already, so the action changes nothing"
            ),
        )
        .severity(Severity::Note)
        .factors(&case.concerned(SWITCHED).0)
        .fix("Leave it if every sign-in must ask for MFA; set MFA to OPTIONAL if only risky ones should.")
        .change(Change::by_hand("Decide whether MFA is asked for at every sign-in or at risky ones.")),
    };
    let evidence = |draft: Draft, (path, action): (String, &str)| draft.evidence(OPERATION, path, action);
    let draft = draft.evidence("cognito-idp:DescribeUserPool", "MfaConfiguration", mode);
    Ok(Verdicts { findings: vec![asking.into_iter().fold(draft, evidence)], gaps })
}

fn skips_addresses(case: &Case<'_>) -> Result<Verdicts, Gap> {
    if !enforced(case) {
        return Verdicts::silent();
    }
    let (factors, mut gaps) = case.concerned(SWITCHED);
    if factors.is_empty() {
        return Verdicts::only_gaps(gaps);
    }
    let (risks, unread) = configurations(case)?;
    gaps.extend(unread);
    let path = "RiskExceptionConfiguration.SkippedIPRangeList";
    let asking = risks.iter().filter(|risk| !risk.actions(asks_for_mfa).is_empty());
    let findings = asking.filter_map(|risk| {
        let ranges = list(risk.value, path);
        let draft = (!ranges.is_empty()).then(|| {
            risk.draft(
                case,
                format!(
                    "{} always allows {}; adaptive authentication never asks for MFA there",
                    risk.named(case),
                    ranges.join(", ")
                ),
            )
        })?;
        Some(
            draft
                .factors(&factors)
                .evidence(OPERATION, risk.path(path), at(risk.value, path)?.clone())
                .change(Change::by_hand(
                    "Take addresses from the list that others than you can use, such as shared proxies.",
                )),
        )
    });
    Ok(Verdicts { findings: findings.collect(), gaps })
}
