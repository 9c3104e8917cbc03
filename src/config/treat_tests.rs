use super::*;
use crate::config::{Config, parse};
use crate::finding::Factor;
use time::macros::date;

const POOL: &str = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_A";
const ROLE: &str = "arn:aws:iam::111122223333:role/sms";

fn finding(rule: &'static str, severity: Severity, resource: &str) -> Finding {
    Finding {
        rule,
        name: "name",
        severity,
        factors: vec![Factor::Sms],
        fingerprint: format!("{rule}{resource}"),
        resource: resource.to_owned(),
        user: None,
        steps: Vec::new(),
        message: String::new(),
        false_alarm_if: None,
        errors: Vec::new(),
        evidence: Vec::new(),
        docs: "https://docs.aws.amazon.com/",
        remedy: String::new(),
        changes: Vec::new(),
    }
}

fn settings(text: &str) -> Settings {
    parse(text).expect("well formed").settings()
}

fn treatment<'a>(settings: &'a Settings, baseline: Option<&'a Baseline>) -> Treatment<'a> {
    Treatment::new(settings, "f.toml", date!(2026 - 11 - 27), baseline, false)
}

fn scope(judged: &[&'static str]) -> Scope {
    Scope {
        pool: POOL.to_owned(),
        resources: [POOL.to_owned(), ROLE.to_owned()].into(),
        judged: judged.iter().copied().collect(),
    }
}

fn kinds(notices: &[Notice]) -> Vec<&'static str> {
    notices.iter().map(|notice| notice.kind).collect()
}

#[test]
fn a_configured_severity_decides_the_order_and_the_own_one_is_kept() {
    let settings = settings("severity = { SMS001 = \"note\", CLI001 = \"error\", TOT001 = \"warning\" }");
    let found = vec![
        finding("SMS001", Severity::Error, ROLE),
        finding("TOT001", Severity::Warning, POOL),
        finding("CLI001", Severity::Warning, POOL),
    ];
    let treated = treatment(&settings, None).treat(POOL, found);
    let order: Vec<_> =
        treated.iter().map(|one| (one.finding.rule, one.finding.severity, one.own_severity)).collect();
    assert_eq!(
        order,
        [
            ("CLI001", Severity::Error, Some(Severity::Warning)),
            ("TOT001", Severity::Warning, None),
            ("SMS001", Severity::Note, Some(Severity::Error)),
        ]
    );
}

#[test]
fn a_suppression_fits_rule_resource_and_user() {
    let of_user =
        |user: &str| Finding { user: Some(user.to_owned()), ..finding("USR001", Severity::Error, POOL) };
    for (keys, fitting, other) in [
        (
            "rule = \"SMS001\"\nresource = \"arn:aws:iam::*:role/*\"",
            finding("SMS001", Severity::Error, ROLE),
            finding("SMS002", Severity::Error, ROLE),
        ),
        (
            "rule = \"SMS001\"\nresource = \"arn:aws:iam::11112222333?:role/sms\"",
            finding("SMS001", Severity::Error, ROLE),
            finding("SMS001", Severity::Error, POOL),
        ),
        ("rule = \"USR001\"\nresource = \"*\"\nuser = \"ada\"", of_user("ada"), of_user("bob")),
        (
            "rule = \"USR001\"\nresource = \"*\"\nuser = \"ada@example.com\"",
            of_user(&mask("ada@example.com")),
            of_user("ada"),
        ),
        (
            "rule = \"USR001\"\nresource = \"*\"\nuser = \"ada\"",
            of_user("ada"),
            finding("USR001", Severity::Error, POOL),
        ),
    ] {
        let settings = settings(&format!("[[suppressions]]\n{keys}\nreason = \"r\""));
        let treated = treatment(&settings, None).treat(POOL, vec![fitting, other]);
        let suppressed: Vec<bool> = treated.iter().map(|one| one.suppressed.is_some()).collect();
        assert_eq!(suppressed, [false, true], "{keys}: what is suppressed comes last");
    }
}

#[test]
fn a_suppression_holds_through_its_last_day() {
    for (until, holds) in [("2026-11-26", false), ("2026-11-27", true), ("2026-11-28", true)] {
        let settings = settings(&format!(
            "[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"\nreason = \"r\"\nuntil = {until}"
        ));
        let mut treatment = treatment(&settings, None);
        let treated = treatment.treat(POOL, vec![finding("SMS001", Severity::Error, ROLE)]);
        let by = treated[0].suppressed.as_ref().and_then(|suppressed| suppressed.until.clone());
        assert_eq!(by, holds.then(|| until.to_owned()));
        let notices = treatment.notices(&[scope(&["SMS001"])]);
        assert_eq!(kinds(&notices), if holds { vec![] } else { vec!["suppression-expired"] });
    }
}

#[test]
fn a_suppression_is_unmatched_only_where_it_could_have_fitted() {
    let settings = settings(
        "\n[[suppressions]]\nrule = \"SMS001\"\nresource = \"arn:aws:iam::*:role/s*\"\nreason = \"r\"",
    );
    let notices = |scopes: &[Scope]| treatment(&settings, None).notices(scopes);
    let unmatched = notices(&[scope(&["SMS001"])]);
    assert_eq!(
        unmatched[0].message,
        "f.toml:2: the suppression of SMS001 for arn:aws:iam::*:role/s* fits no finding of this run"
    );
    assert_eq!(notices(&[scope(&["SMS002"])]), [], "the rule was not judged");
    assert_eq!(notices(&[]), [], "there was no pool");
    let elsewhere = Scope { resources: [POOL.to_owned()].into(), ..scope(&["SMS001"]) };
    assert_eq!(notices(&[elsewhere]), [], "no such role was seen");
}

fn baseline(require: &[Factor], found: &[Finding]) -> Baseline {
    Baseline::new(String::new(), require, found.iter().map(|finding| Entry::of(finding, POOL)).collect())
}

#[test]
fn what_stands_in_the_baseline_is_suppressed_unless_it_is_worse() {
    let (role, note) = (finding("SMS001", Severity::Error, ROLE), finding("CLI001", Severity::Note, POOL));
    let known = baseline(&[], &[role.clone(), note]);
    let settings = Config::default().settings();
    let mut treatment = treatment(&settings, Some(&known));
    let now = vec![role, finding("CLI001", Severity::Error, POOL), finding("TOT001", Severity::Note, POOL)];
    let treated = treatment.treat(POOL, now);
    let by: Vec<_> = treated
        .iter()
        .map(|one| (one.finding.rule, one.suppressed.as_ref().map(|suppressed| suppressed.by)))
        .collect();
    assert_eq!(by, [("CLI001", None), ("TOT001", None), ("SMS001", Some("baseline"))]);
    let notices = treatment.notices(&[scope(&["SMS001", "CLI001", "TOT001"])]);
    assert_eq!(kinds(&notices), ["baseline-worse"]);
}

#[test]
fn an_entry_is_gone_only_where_it_was_looked_for() {
    let found = [finding("SMS001", Severity::Error, ROLE), finding("CLI001", Severity::Error, POOL)];
    let plain = Config::default().settings();
    let known = baseline(&[], &found);
    let said = |settings: &Settings, known: &Baseline, scopes: &[Scope]| {
        let treatment = treatment(settings, Some(known));
        (kinds(&treatment.notices(scopes)), treatment.entries(scopes).len())
    };
    assert_eq!(said(&plain, &known, &[scope(&["SMS001", "CLI001"])]), (vec!["baseline-fixed"], 0));
    assert_eq!(said(&plain, &known, &[scope(&["SMS001"])]), (vec!["baseline-fixed"], 1));
    assert_eq!(said(&plain, &known, &[]), (vec![], 2), "another pool was judged");
    let required = baseline(&[Factor::Email], &found);
    assert_eq!(said(&plain, &required, &[scope(&["SMS001", "CLI001"])]), (vec![], 2), "less was required");
}

#[test]
fn what_is_accepted_goes_to_the_new_baseline_unless_it_is_suppressed() {
    let settings = settings("[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"\nreason = \"r\"");
    let known = baseline(&[], &[finding("CLI001", Severity::Note, POOL)]);
    let mut treatment = Treatment::new(&settings, "f.toml", date!(2026 - 11 - 27), Some(&known), true);
    let found = vec![
        finding("SMS001", Severity::Error, ROLE),
        finding("TOT001", Severity::Error, POOL),
        finding("CLI001", Severity::Error, POOL),
    ];
    let treated = treatment.treat(POOL, found);
    assert!(treated.iter().all(|one| one.suppressed.is_some()), "{treated:?}");
    let scopes = [scope(&["SMS001", "TOT001", "CLI001"])];
    let entries = treatment.entries(&scopes);
    let mut entries: Vec<_> = entries.iter().map(|entry| (entry.rule.as_str(), entry.severity)).collect();
    entries.sort_unstable();
    assert_eq!(entries, [("CLI001", Severity::Error), ("TOT001", Severity::Error)]);
    assert_eq!(kinds(&treatment.notices(&scopes)), [""; 0], "a rise that is accepted is no remark");
}
