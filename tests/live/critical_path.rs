//! As many round trips in sequence as the answers depend on each other, as many calls as there are questions.

use std::time::Duration;

use serde_json::Value;

use crate::support::aws::Target;
use crate::support::doctor;
use crate::support::fleet::{ACCOUNT, Event, Fleet, Policies, Roles, Settings};

/// The longest chain of calls of which each began when the one before had ended.
fn depth(log: &[Event]) -> usize {
    let mut by_start = log.to_vec();
    by_start.sort_by_key(|event| event.start);
    let mut chains: Vec<(Duration, usize)> = Vec::new();
    for event in by_start {
        let before = chains.iter().filter(|(end, _)| *end <= event.start).map(|(_, depth)| *depth);
        let depth = before.max().unwrap_or(0) + 1;
        chains.push((event.end, depth));
    }
    chains.into_iter().map(|(_, depth)| depth).max().unwrap_or(0)
}

fn check(fleet: &Fleet, args: &[&str]) -> Value {
    let args = [&["check", "--format", "json"], args].concat();
    let run = doctor(&args).target(&Target::root(fleet.endpoint(), ACCOUNT, "us-east-1")).run();
    assert_eq!(run.stderr, "");
    run.json()
}

/// A pool whose answers take so long that nothing else counts.
fn slow(policies: Policies) -> Settings {
    Settings { policies, log: true, ..Settings::of(1, 3) }.after_ms(250)
}

#[test]
fn depth_and_calls_are_those_that_the_documentation_states() {
    // The pool itself; each client; the web ACL; the role and its lists; the organization; the one sending Region.
    let others = 6 + 3 + 1 + 3 + 2 + 3;
    // Account, identity, and the role by which Cognito sends.
    let ses = 3;
    for (name, settings, expected_depth, calls) in [
        ("inline", slow(Policies::Inline), 3, others + ses + 1),
        ("managed", slow(Policies::Managed), 3, others + ses + 2),
        ("managed past v1", slow(Policies::ManagedLater), 4, others + ses + 3),
        ("boundary", Settings { boundary: true, ..slow(Policies::Managed) }, 3, others + ses + 2 + 2),
        ("no SES", Settings { ses: false, ..slow(Policies::Inline) }, 3, others + 1),
        ("no SMS", Settings { without_sms: 100, ses: false, ..slow(Policies::Inline) }, 2, 6 + 3 + 1),
    ] {
        let fleet = Fleet::start(settings).expect("a free port");
        let pool = fleet.pool(0).id();
        check(&fleet, &["--pool", &pool]);
        let stats = fleet.stats();
        assert_eq!((depth(&fleet.log()), stats.total()), (expected_depth, calls), "{name}: {stats:#?}");
    }
}

#[test]
fn the_web_acl_is_asked_for_at_once_where_the_account_is_known() {
    let settings = Settings { without_sms: 100, ses: false, log: true, ..Settings::of(1, 0) }.after_ms(250);
    let fleet = Fleet::start(settings).expect("a free port");
    let id = fleet.pool(0).id();
    check(&fleet, &["--pool", &id]);
    assert_eq!(depth(&fleet.log()), 2);
    fleet.forget();
    let arn = format!("arn:aws:cognito-idp:us-east-1:{ACCOUNT}:userpool/{id}");
    check(&fleet, &["--pool", &arn]);
    assert_eq!(depth(&fleet.log()), 1);
}

#[test]
fn many_pools_cost_one_list_more_and_share_what_they_share() {
    let fleet =
        Fleet::start(Settings { roles: Roles::Shared, log: true, ..Settings::of(8, 2) }.after_ms(250));
    let fleet = fleet.expect("a free port");
    let report = check(&fleet, &["--all", "--rate", "none"]);
    assert_eq!(report["pools"].as_array().map(Vec::len), Some(8));
    let stats = fleet.stats();
    assert_eq!(depth(&fleet.log()), 4, "the list, then a pool's three: {stats:#?}");
    for once in
        ["ListUserPools", "GetCallerIdentity", "ListRolePolicies", "GetRolePolicy", "GetSMSAttributes"]
    {
        assert_eq!(stats.of(once), 1, "{once}: {stats:#?}");
    }
    for each in ["DescribeUserPool", "GetUserPoolMfaConfig", "ListUserPoolClients", "GetWebACLForResource"] {
        assert_eq!(stats.of(each), 8, "{each}: {stats:#?}");
    }
    assert_eq!(stats.of("DescribeUserPoolClient"), 16);
    let most_connections = 8 * 8 + 20;
    assert!(stats.connections <= most_connections, "{stats:#?}");
}

#[test]
fn the_same_account_gives_the_same_report_at_any_pace() {
    let settings = Settings { faults: Some(3), mfa_off: 20, without_sms: 10, ..Settings::of(130, 2) };
    let report = |delay, args: &[&str]| {
        let fleet = Fleet::start(settings.clone().after_ms(delay)).expect("a free port");
        let mut report = check(&fleet, &[&["--all"], args].concat());
        report["generated_at"] = Value::Null;
        for pool in report["pools"].as_array_mut().expect("pools") {
            pool["taken_at"] = Value::Null;
        }
        (report.to_string(), fleet.stats())
    };
    let (first, _) = report(0, &["--rate", "none", "--concurrency", "1"]);
    for (delay, args) in [
        (0, &["--rate", "none"][..]),
        (3, &["--rate", "none", "--concurrency", "200"]),
        (20, &["--rate", "none", "--concurrency", "7"]),
    ] {
        let (again, stats) = report(delay, args);
        // Hundreds of kilobytes: not printed.
        assert!(again == first, "{args:?} at {delay} ms: {} bytes, then {}", first.len(), again.len());
        assert_eq!(stats.of("DescribeUserPool"), 130);
    }
}

#[test]
fn quotas_are_kept_and_clients_that_nobody_looks_at_spared() {
    let settings =
        Settings { quotas: Some(1.0), mfa_off: 50, ses: false, without_sms: 100, ..Settings::of(20, 1) };
    let fleet = Fleet::start(settings).expect("a free port");
    let began = std::time::Instant::now();
    let report = check(&fleet, &["--all", "--rate", "full"]);
    let took = began.elapsed().as_secs_f64();
    let stats = fleet.stats();
    assert_eq!(stats.refused(), 0, "{stats:#?}");
    assert_eq!(
        (&report["unreadable"], report["pools"].as_array().map(Vec::len)),
        (&serde_json::json!([]), Some(20))
    );
    let offered = (0..20).filter(|number| fleet.pool(*number).mfa() != "OFF").count();
    assert!((5..15).contains(&offered));
    assert_eq!((stats.of("ListUserPoolClients"), stats.of("DescribeUserPoolClient")), (offered, offered));
    // 60 calls of one category at 20 a second, of which a bucket of 20 goes at once on the server and 4 here.
    assert!(took > 1.5, "{took}");
}
