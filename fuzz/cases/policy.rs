//! One input of the fuzzer: a policy document, or a whole case as a line of the evaluator's own format. Any other text
//! is one that cannot be read, and must be refused in words.

use mfa_doctor::iam::questions::{PublishFacts, TrustFacts, publish_question, trust_question};
use mfa_doctor::iam::{Answer, Decision, Kind, Layer, Named, decide_in, lines};

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
    for (kind, layer) in KINDS {
        let policy = [Named::parse("policy", text, *kind)];
        for request in [&publish, &trust] {
            consistent(&decide_in(request, &[(*layer, &policy)], &[]));
        }
    }
}

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
