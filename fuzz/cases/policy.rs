//! One input of the fuzzer: a policy document, or a whole case as a line of the evaluator's own format. Any other text
//! is one that cannot be read, and must be refused in words.

use mfa_doctor::iam::questions::{PublishFacts, TrustFacts, publish_question, trust_question};
use mfa_doctor::iam::{Answer, Decision, Kind, Layer, Named, Policy, decide_in, lines};
use mfa_doctor::snapshot::twice;
use serde_json::Value;

const KINDS: &[(Kind, Layer)] = &[
    (Kind::Identity, Layer::Identity),
    (Kind::ServiceControl, Layer::Scp(0)),
    (Kind::ResourceControl, Layer::Rcp(0)),
    (Kind::Trust, Layer::Trust),
];

/// Panics where an answer contradicts itself.
pub fn run(data: &[u8]) {
    let told = lines::answer(data);
    assert!(told["decision"].is_string() && told["reason"].is_string(), "{told}");
    let Ok(text) = std::str::from_utf8(data) else { return };
    let publish =
        publish_question(&PublishFacts { role_arn: ROLE, account: ACCOUNT, ..PublishFacts::default() });
    let trust = trust_question(&TrustFacts {
        pool_arn: POOL,
        account: ACCOUNT,
        external_id: Some("id"),
        role_arn: ROLE,
        ..TrustFacts::default()
    });
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let value: Option<Value> = serde_json::from_str(text).ok().filter(Value::is_object);
    let value = value.filter(|_| twice(text).is_none());
    for (kind, layer) in KINDS {
        let policy = [Named::parse("policy", text, *kind)];
        if text.trim_start().starts_with('{') {
            assert_eq!(Named::parse("policy", &encoded, *kind), policy[0], "percent-encoded");
        }
        if let (Some(value), Ok(read)) = (&value, &policy[0].policy) {
            assert_eq!(Policy::from_value(value, *kind).as_ref(), Ok(read), "as a value");
        }
        let denied = [policy[0].clone(), Named::parse("deny", DENY, *kind)];
        for request in [&publish, &trust] {
            consistent(&decide_in(request, &[(*layer, &policy)], &[]));
            if *layer == Layer::Identity {
                let answer = decide_in(request, &[(*layer, &denied)], &[]);
                assert!(answer.decision != Decision::Allowed, "{answer:?}");
                consistent(&answer);
            }
        }
    }
}

/// Forbids everything.
const DENY: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#;

const ACCOUNT: &str = "111122223333";
const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/sms";
const POOL: &str = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AbCdEf123";

fn consistent(answer: &Answer) {
    let fits = match answer.decision {
        // Of resource control policies alone no Allow is asked.
        Decision::Allowed => answer.blocked_by.is_empty(),
        Decision::ExplicitDeny => !answer.statements.is_empty(),
        Decision::ImplicitDeny => answer.statements.is_empty() && !answer.blocked_by.is_empty(),
        Decision::Indeterminate => !answer.statements.is_empty(),
        Decision::CannotEvaluate => !answer.invalid.is_empty(),
    };
    assert!(fits, "{answer:?}");
    assert!(!answer.to_string().is_empty(), "{answer:?}");
}
