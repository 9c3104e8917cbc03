//! One decision of the policy evaluator: a typical role, and the most that IAM lets a role have.
#![allow(missing_docs)] // criterion's macros

use criterion::{Criterion, criterion_group, criterion_main};
use mfa_doctor::iam::questions::{Organization, PublishFacts, TrustFacts, publish_question, trust_question};
use mfa_doctor::iam::{Decision, Kind, Layers, Named, decide};
use serde_json::{Value, json};
use std::hint::black_box;

const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/cognito-sms";
const POOL: &str = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AbCdEf123";
/// Managed policies that a role can have, and characters that each can hold.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>
const MOST_POLICIES: usize = 10;
const MOST_CHARACTERS: usize = 6144;

fn policy(name: &str, statements: &[Value], kind: Kind) -> Named {
    let document = json!({"Version": "2012-10-17", "Statement": statements});
    Named::parse(name, &document.to_string(), kind)
}

fn publish() -> mfa_doctor::iam::Request {
    publish_question(&PublishFacts {
        role_arn: ROLE,
        account: "111122223333",
        region: Some("us-east-1"),
        role_tags: vec![("Team".to_owned(), "identity".to_owned())],
        organization: Organization::Unread,
        now: Some(time::OffsetDateTime::UNIX_EPOCH),
    })
}

/// One inline policy, as the CDK writes it, and one service control policy.
fn typical() -> Layers {
    let allow = json!({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"});
    let all = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let region = json!({
        "Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["us-east-1", "eu-west-1"]}},
    });
    Layers {
        identity: vec![policy("sns-publish", &[allow], Kind::Identity)],
        scps: vec![vec![policy("FullAWSAccess", &[all, region], Kind::ServiceControl)]],
        ..Layers::default()
    }
}

/// Ten managed policies filled with statements whose every element has to be looked at.
fn worst() -> Vec<String> {
    let statement = |number: usize| {
        json!({
            "Effect": "Deny", "Action": "s?s:*P*u*b*l*i*s*h", "NotResource": "arn:aws:sns:*:*:*a*a*a*",
            "Condition": {"StringLike": {"aws:PrincipalTag/Team": format!("*i*e*t*{number}")}},
        })
    };
    let text = |statements: &[Value]| json!({"Version": "2012-10-17", "Statement": statements}).to_string();
    let mut statements = vec![json!({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"})];
    while text(&statements).len() + statement(100).to_string().len() < MOST_CHARACTERS {
        statements.push(statement(statements.len()));
    }
    vec![text(&statements); MOST_POLICIES]
}

fn parsed(texts: &[String]) -> Layers {
    let policies = texts.iter().map(|text| Named::parse("managed", text, Kind::Identity));
    Layers { identity: policies.collect(), ..Layers::default() }
}

fn decisions(criterion: &mut Criterion) {
    let request = publish();
    let texts = worst();
    for (name, layers) in [("typical role", typical()), ("ten full managed policies", parsed(&texts))] {
        assert_eq!(decide(&request, &layers).decision, Decision::Allowed, "{name}");
        criterion
            .bench_function(name, |bencher| bencher.iter(|| decide(black_box(&request), black_box(&layers))));
    }
    let text = json!({"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "cognito-idp.amazonaws.com"}, "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "id"}, "ArnLike": {"aws:SourceArn": POOL}},
    }]})
    .to_string();
    let trust = trust_question(&TrustFacts {
        pool_arn: POOL,
        account: "111122223333",
        external_id: Some("id"),
        role_arn: ROLE,
        ..TrustFacts::default()
    });
    criterion.bench_function("trust policy, with parsing", |bencher| {
        bencher.iter(|| {
            let policy = Named::parse("trust", black_box(&text), Kind::Trust);
            decide(black_box(&trust), &Layers { trust: Some(policy), ..Layers::default() })
        })
    });
    criterion.bench_function("parsing ten full managed policies", |bencher| {
        bencher.iter(|| parsed(black_box(&texts)))
    });
}

criterion_group!(benches, decisions);
criterion_main!(benches);
