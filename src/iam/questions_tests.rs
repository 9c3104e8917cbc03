use serde_json::{Value as Document, json};

use super::*;
use crate::iam::{Answer, Decision, Kind, Layer, Layers, Named, PrincipalType, decide};

const ROLE: &str = "arn:aws:iam::111122223333:role/service-role/cognito-sms";
const POOL: &str = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AbCdEf123";

fn facts() -> PublishFacts<'static> {
    PublishFacts {
        role_arn: ROLE,
        account: "111122223333",
        region: Some("us-east-1"),
        role_tags: vec![("team".into(), "auth".into())],
        organization: Organization::Member { id: "o-mine".into(), path: None },
        now: OffsetDateTime::from_unix_timestamp(1_795_392_000).ok(),
    }
}

fn allow() -> Document {
    json!({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"})
}

fn deny_if(condition: Document) -> Document {
    json!({"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition})
}

fn named(statements: &[Document], kind: Kind) -> Named {
    Named::from_value("p", &json!({"Version": "2012-10-17", "Statement": statements}), kind)
}

fn publish(statements: &[Document]) -> Answer {
    let layers = Layers { identity: vec![named(statements, Kind::Identity)], ..Layers::default() };
    decide(&publish_question(&facts()), &layers)
}

fn conditional(condition: Document) -> Answer {
    let mut statement = allow();
    statement["Condition"] = condition;
    publish(&[statement])
}

#[test]
fn the_usual_role_may_publish() {
    assert_eq!(publish(&[allow()]).decision, Decision::Allowed);
}

#[test]
fn conditions_copied_from_the_trust_policy_never_hold() {
    for condition in [
        json!({"StringEquals": {"sts:ExternalId": "x"}}),
        json!({"StringEquals": {"aws:SourceAccount": "111122223333"}}),
        json!({"ArnLike": {"aws:SourceArn": POOL}}),
        json!({"Bool": {"aws:PrincipalIsAWSService": "true"}}),
        json!({"StringEquals": {"sns:Protocol": "sms"}}),
    ] {
        assert_eq!(conditional(condition.clone()).decision, Decision::ImplicitDeny, "{condition}");
    }
    let answer = conditional(json!({"StringEquals": {"aws:SourceAccount": "111122223333"}}));
    assert_eq!(
        answer.near_misses[0].why[0].to_string(),
        "aws:SourceAccount is never set on this call, so this Allow never applies"
    );
}

#[test]
fn what_is_known_of_the_session_decides() {
    for condition in [
        json!({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/service-role/*"}}),
        json!({"StringEquals": {"aws:PrincipalTag/Team": "auth", "aws:PrincipalOrgID": "o-mine"}}),
        json!({"Bool": {"aws:SecureTransport": "true", "aws:ViaAWSService": "false"}}),
        json!({"DateGreaterThan": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}),
        json!({"NumericGreaterThan": {"aws:EpochTime": 1_700_000_000}}),
        json!({"Null": {"aws:TokenIssueTime": "false", "aws:userid": "false", "aws:username": "true"}}),
    ] {
        assert_eq!(conditional(condition.clone()).decision, Decision::Allowed, "{condition}");
    }
}

#[test]
fn guard_rails_that_stop_text_messages() {
    for condition in [
        json!({"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}),
        json!({"StringNotEquals": {"aws:SourceAccount": "111122223333"}}),
        json!({"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}),
        json!({"StringNotEquals": {"aws:PrincipalOrgID": "o-other"}}),
    ] {
        let answer = publish(&[allow(), deny_if(condition.clone())]);
        assert_eq!(answer.decision, Decision::ExplicitDeny, "{condition}");
        assert_eq!(answer.statements[0].index, 2);
    }
}

#[test]
fn guard_rails_that_do_not() {
    for condition in [
        json!({"Bool": {"aws:ViaAWSService": "true"}}),
        json!({"Bool": {"aws:SecureTransport": "false"}}),
        json!({"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}}),
        json!({"NumericGreaterThan": {"aws:MultiFactorAuthAge": 3600}}),
        json!({"ForAnyValue:StringEquals": {"aws:CalledVia": "athena.amazonaws.com"}}),
    ] {
        let answer = publish(&[allow(), deny_if(condition.clone())]);
        assert_eq!(answer.decision, Decision::Allowed, "{condition}");
    }
}

#[test]
fn what_nobody_knows_leaves_it_open() {
    for (condition, key) in [
        (json!({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}), "aws:sourceip"),
        (json!({"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}), "aws:sourcevpc"),
        (json!({"DateLessThan": {"aws:TokenIssueTime": "2026-01-01T00:00:00Z"}}), "aws:tokenissuetime"),
        (json!({"StringEquals": {"aws:PrincipalTag/other": "x"}}), "aws:principaltag/other"),
        (json!({"StringEquals": {"aws:NewerThanThis": "x"}}), "aws:newerthanthis"),
        (json!({"Bool": {"aws:MultiFactorAuthPresent": "false"}}), "aws:multifactorauthpresent"),
    ] {
        let answer = publish(&[allow(), deny_if(condition.clone())]);
        assert_eq!(answer.decision, Decision::Indeterminate, "{condition}");
        assert_eq!(answer.unknown_keys, [key]);
    }
}

#[test]
fn policies_that_were_not_read_leave_it_open_unless_others_decide() {
    let ask = |statements: &[Document]| {
        let layers = Layers {
            identity: vec![named(statements, Kind::Identity)],
            unread: vec![Layer::Boundary],
            ..Layers::default()
        };
        decide(&publish_question(&facts()), &layers)
    };
    let open = ask(&[allow()]);
    assert_eq!(
        (open.decision, open.unread.as_slice()),
        (Decision::Indeterminate, [Layer::Boundary].as_slice())
    );
    assert_eq!(open.to_string(), "it hangs on the permissions boundary, not all of which were read");
    assert_eq!(ask(&[]).decision, Decision::ImplicitDeny);
    assert_eq!(ask(&[allow(), deny_if(json!({}))]).decision, Decision::ExplicitDeny);
}

#[test]
fn end_user_messaging_is_authorised_on_the_identity_as_written() {
    let number = "arn:aws:sms-voice:us-east-1:111122223333:phone-number/phone-1";
    let statement = json!({"Effect": "Allow", "Action": "sms-voice:SendTextMessage", "Resource": number});
    let layers = Layers { identity: vec![named(&[statement], Kind::Identity)], ..Layers::default() };
    let ask = |origin| decide(&send_text_message_question(&facts(), origin), &layers).decision;
    assert_eq!(ask(Some(number)), Decision::Allowed);
    assert_eq!(ask(Some("+15555550100")), Decision::ImplicitDeny);
    assert_eq!(ask(None), Decision::ImplicitDeny);
}

fn trust_with(condition: &Document, external_id: Option<&str>) -> (Answer, Layers) {
    let statement = json!({"Sid": "Cognito", "Effect": "Allow", "Principal": {"Service": COGNITO},
        "Action": "sts:AssumeRole", "Condition": condition});
    let layers = Layers { trust: Some(named(&[statement], Kind::Trust)), ..Layers::default() };
    let facts = TrustFacts {
        pool_arn: POOL,
        account: "111122223333",
        external_id,
        role_arn: ROLE,
        ..TrustFacts::default()
    };
    (decide(&trust_question(&facts), &layers), layers)
}

#[test]
fn cognito_may_assume_a_role_that_asks_for_this_pool() {
    let condition = json!({"StringEquals": {"sts:externalid": "x", "aws:SourceAccount": "111122223333"},
        "ArnLike": {"aws:SourceArn": "arn:aws:cognito-idp:us-east-1:111122223333:userpool/*"}});
    let (answer, layers) = trust_with(&condition, Some("x"));
    assert_eq!(answer.decision, Decision::Allowed);
    let decided = layers.statement(&answer.statements[0]).expect("the statement that decided");
    assert!(decided.clauses_about("sts:ExternalId").next().is_some());
    assert!(decided.clauses_about("aws:SourceOrgID").next().is_none());
    assert_eq!(decided.principals(PrincipalType::Service), [COGNITO]);
}

#[test]
fn another_external_id_is_named() {
    let (answer, _) = trust_with(&json!({"StringEquals": {"sts:ExternalId": "b"}}), Some("a"));
    assert_eq!(answer.decision, Decision::ImplicitDeny);
    assert_eq!(
        answer.near_misses[0].to_string(),
        "policy p, statement 1 (Cognito): sts:ExternalId is \"a\" in the request and \"b\" in the policy"
    );
}

#[test]
fn what_is_not_documented_of_the_trust_call_leaves_it_open() {
    let (answer, _) = trust_with(&json!({"StringEquals": {"aws:RequestedRegion": "us-east-1"}}), None);
    assert_eq!(answer.unknown_keys, ["aws:requestedregion"]);
    let (answer, _) = trust_with(&json!({"StringEquals": {"aws:SourceOrgID": "o-mine"}}), None);
    assert_eq!(answer.unknown_keys, ["aws:sourceorgid"]);
}

#[test]
fn what_a_boundary_cuts_off_is_still_named() {
    let boundary = json!({"Effect": "Allow", "Action": "s3:*", "Resource": "*"});
    let layers = Layers {
        identity: vec![named(&[allow()], Kind::Identity)],
        boundary: Some(named(&[boundary], Kind::Identity)),
        ..Layers::default()
    };
    let answer = decide(&publish_question(&facts()), &layers);
    assert_eq!(answer.decision, Decision::ImplicitDeny);
    assert_eq!(answer.blocked_by, [Layer::Boundary]);
    assert_eq!(answer.matched.len(), 1);
    assert_eq!(answer.matched[0].layer, Layer::Identity);
    assert_eq!(answer.to_string(), "no statement of the permissions boundary allows it");
}

#[test]
fn control_policies_decide_for_the_session_and_not_for_cognito() {
    let full = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    let region = json!({"Effect": "Deny", "NotAction": ["iam:*", "sts:*"], "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]},
                      "ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin/*"}}});
    let mut layers = Layers {
        identity: vec![named(&[allow()], Kind::Identity)],
        scps: vec![vec![named(&[full], Kind::ServiceControl)], vec![named(&[region], Kind::ServiceControl)]],
        ..Layers::default()
    };
    let answer = decide(&publish_question(&facts()), &layers);
    assert_eq!(answer.decision, Decision::ExplicitDeny);
    assert_eq!(answer.statements[0].layer, Layer::Scp(1));
    let trust = json!({"Effect": "Allow", "Principal": {"Service": COGNITO}, "Action": "sts:AssumeRole"});
    layers.trust = Some(named(&[trust], Kind::Trust));
    let facts =
        TrustFacts { pool_arn: POOL, account: "111122223333", role_arn: ROLE, ..TrustFacts::default() };
    assert_eq!(decide(&trust_question(&facts), &layers).decision, Decision::Allowed);
}

#[test]
fn the_sample_against_confused_deputies_spares_the_own_organisation() {
    let deny = json!({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole", "Resource": "*",
        "Condition": {"StringNotEqualsIfExists": {"aws:SourceOrgID": "o-mine"},
                      "Null": {"aws:SourceAccount": "false"},
                      "Bool": {"aws:PrincipalIsAWSService": "true"}}});
    let trust = json!({"Effect": "Allow", "Principal": {"Service": COGNITO}, "Action": "sts:AssumeRole"});
    let layers = Layers {
        trust: Some(named(&[trust], Kind::Trust)),
        rcps: vec![vec![named(&[deny], Kind::ResourceControl)]],
        ..Layers::default()
    };
    let ask = |organization| {
        let facts = TrustFacts {
            pool_arn: POOL,
            account: "111122223333",
            role_arn: ROLE,
            organization,
            ..TrustFacts::default()
        };
        decide(&trust_question(&facts), &layers).decision
    };
    assert_eq!(ask(Organization::Member { id: "o-mine".into(), path: None }), Decision::Allowed);
    assert_eq!(ask(Organization::Member { id: "o-other".into(), path: None }), Decision::ExplicitDeny);
    assert_eq!(ask(Organization::Unread), Decision::Indeterminate);
}
