//! A reading against answers made up here, in the protocols' own form.

mod organizations;
mod users;

use super::connect::Connection;
use super::{PoolError, PoolRef, Wanted};
use crate::permissions::OPERATIONS;
use crate::snapshot::{Fact, Snapshot};
use aws_config::retry::RetryConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

type Answers = fn(&str, &str) -> Option<(u16, String)>;

/// Answers by operation and request, and keeps the operations that were sent.
#[derive(Debug, Clone)]
struct Script {
    answers: Answers,
    sent: Arc<Mutex<BTreeSet<String>>>,
}

impl HttpConnector for Script {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let path = request.uri().splitn(4, '/').nth(3).unwrap_or_default().to_owned();
        let target = request.headers().get("x-amz-target").and_then(|target| target.rsplit('.').next());
        let action = || body.strip_prefix("Action=")?.split('&').next();
        let of_path = || match path.split('/').nth(2) {
            Some("account") => "GetAccount",
            Some("identities") => "GetEmailIdentity",
            Some("suppression") => "GetSuppressedDestination",
            _ => "GetConfigurationSet",
        };
        let operation = target.or_else(action).unwrap_or_else(of_path).to_owned();
        if let Ok(mut sent) = self.sent.lock() {
            sent.insert(operation.clone());
        }
        let asked = if target.is_some() || body.starts_with("Action=") { &body } else { &path };
        let answer = (self.answers)(&operation, asked).or_else(|| usual(&operation, asked));
        let (status, text) = answer.unwrap_or((500, "<html>no such thing</html>".to_owned()));
        let status = status.try_into().expect("a status");
        HttpConnectorFuture::ready(Ok(HttpResponse::new(status, SdkBody::from(text))))
    }
}

const POOL: &str = "eu-central-1_AbCdEf123";

fn xml(operation: &str, result: &str) -> Option<(u16, String)> {
    let result = format!("<{operation}Result>{result}</{operation}Result>");
    Some((200, format!("<{operation}Response xmlns=\"x\">{result}</{operation}Response>")))
}

fn no_such_entity() -> Option<(u16, String)> {
    let error = "<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>gone</Message></Error>";
    Some((404, format!("<ErrorResponse>{error}<RequestId>r</RequestId></ErrorResponse>")))
}

fn ok(answer: Value) -> Option<(u16, String)> {
    Some((200, answer.to_string()))
}

fn error(code: &str) -> Option<(u16, String)> {
    Some((400, json!({"__type": code, "message": "no"}).to_string()))
}

fn pool() -> Value {
    json!({
        "Id": POOL, "Arn": format!("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{POOL}"),
        "SmsConfiguration": {"SnsCallerArn": "arn:aws:iam::111122223333:role/service-role/sms", "ExternalId": "e"},
        "EmailConfiguration": {
            "EmailSendingAccount": "DEVELOPER", "ConfigurationSet": "set", "From": "a@example.com",
            "SourceArn": "arn:aws:ses:us-east-1:111122223333:identity/a@example.com"
        },
        "UserPoolAddOns": {"AdvancedSecurityMode": "AUDIT"},
        "DeviceConfiguration": {"ChallengeRequiredOnNewDevice": false},
        "FromTheFuture": {"Kept": 7}
    })
}

/// A pool with nothing wrong.
fn usual(operation: &str, asked: &str) -> Option<(u16, String)> {
    let document = "%7B%22Version%22%3A%222012-10-17%22%7D";
    match operation {
        "DescribeUserPool" => ok(json!({"UserPool": pool()})),
        "GetUserPoolMfaConfig" => ok(json!({"MfaConfiguration": "ON"})),
        "ListUserPoolClients" if asked.contains("NextToken") => {
            ok(json!({"UserPoolClients": [{"ClientId": "b"}]}))
        }
        "ListUserPoolClients" => {
            ok(json!({"UserPoolClients": [{"ClientId": "a", "ClientName": "web"}], "NextToken": "more"}))
        }
        "DescribeUserPoolClient" if asked.contains("\"a\"") => {
            ok(json!({"UserPoolClient": {"ClientId": "a", "ClientSecret": "canary"}}))
        }
        "DescribeUserPoolClient" => ok(json!({"UserPoolClient": {"ClientId": "b"}})),
        "ListAccounts" => ok(json!({"Accounts": [{"Id": "444455556666", "State": "ACTIVE"}]})),
        "ListUserPools" => ok(json!({"UserPools": [{"Id": POOL, "Name": "customers"}]})),
        "GetLogDeliveryConfiguration" => ok(json!({"LogDeliveryConfiguration": {"LogConfigurations": []}})),
        "DescribeRiskConfiguration" => error("UserPoolAddOnNotEnabledException"),
        "GetWebACLForResource" => ok(json!({})),
        "GetAccount" => ok(json!({"SendingEnabled": true})),
        "GetEmailIdentity" if asked.contains("%40") => error("NotFoundException"),
        "GetEmailIdentity" => ok(json!({"VerifiedForSendingStatus": true})),
        "GetConfigurationSet" => ok(json!({"ConfigurationSetName": "set"})),
        "GetCallerIdentity" => {
            xml(operation, "<Arn>arn:aws:iam::111122223333:user/me</Arn><Account>111122223333</Account>")
        }
        "GetSMSAttributes" => xml(operation, "<attributes/>"),
        "GetSMSSandboxAccountStatus" => xml(operation, "<IsInSandbox>true</IsInSandbox>"),
        "GetRole" if asked.contains("AWSServiceRole") => no_such_entity(),
        "GetRole" => xml(
            operation,
            &format!(
                "<Role><Path>/service-role/</Path><RoleName>sms</RoleName><RoleId>R</RoleId>\
                 <Arn>arn:aws:iam::111122223333:role/service-role/sms</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>\
                 <AssumeRolePolicyDocument>{document}</AssumeRolePolicyDocument></Role>"
            ),
        ),
        "ListRolePolicies" => {
            xml(operation, "<IsTruncated>false</IsTruncated><PolicyNames><member>in</member></PolicyNames>")
        }
        "GetRolePolicy" => xml(
            operation,
            &format!(
                "<RoleName>sms</RoleName><PolicyName>in</PolicyName><PolicyDocument>{document}</PolicyDocument>"
            ),
        ),
        "ListAttachedRolePolicies" => xml(
            operation,
            "<AttachedPolicies><member><PolicyName>at</PolicyName><PolicyArn>arn:aws:iam::1:policy/at</PolicyArn>\
             </member></AttachedPolicies><IsTruncated>false</IsTruncated>",
        ),
        "SimulatePrincipalPolicy" => xml(
            operation,
            "<EvaluationResults><member><EvalActionName>sns:Publish</EvalActionName><EvalResourceName>*</EvalResourceName>\
             <EvalDecision>allowed</EvalDecision><MatchedStatements><member><SourcePolicyId>in</SourcePolicyId>\
             <StartPosition><Line>1</Line><Column>2</Column></StartPosition></member></MatchedStatements>\
             <OrganizationsDecisionDetail><AllowedByOrganizations>true</AllowedByOrganizations>\
             </OrganizationsDecisionDetail></member></EvaluationResults><IsTruncated>false</IsTruncated>",
        ),
        "DescribeOrganization" => ok(json!({"Organization": {
            "Id": "o-example", "FeatureSet": "ALL", "MasterAccountId": "999988887777", "MasterAccountEmail": "canary"
        }})),
        "ListParents" if asked.contains("\"ou-1\"") => {
            ok(json!({"Parents": [{"Id": "r-1", "Type": "ROOT"}]}))
        }
        "ListParents" => ok(json!({"Parents": [{"Id": "ou-1", "Type": "ORGANIZATIONAL_UNIT"}]})),
        "ListPoliciesForTarget" if asked.contains("RESOURCE") => ok(json!({"Policies": []})),
        "ListPoliciesForTarget" if asked.contains("\"r-1\"") && !asked.contains("NextToken") => {
            ok(json!({"Policies": [], "NextToken": "more"}))
        }
        "ListPoliciesForTarget" => ok(json!({"Policies": [{"Id": "p-1", "Arn": "arn:p-1", "Name": "Full"}]})),
        "DescribePolicy" => {
            ok(json!({"Policy": {"PolicySummary": {}, "Content": "{\"Version\":\"2012-10-17\"}"}}))
        }
        "GetPolicy" => xml(operation, "<Policy><DefaultVersionId>v3</DefaultVersionId></Policy>"),
        "GetPolicyVersion" if asked.contains("VersionId=v1") => no_such_entity(),
        "GetPolicyVersion" => xml(
            operation,
            &format!(
                "<PolicyVersion><VersionId>v3</VersionId><IsDefaultVersion>true</IsDefaultVersion>\
                 <Document>{document}</Document></PolicyVersion>"
            ),
        ),
        _ => users::usual(operation, asked),
    }
}

fn connection(answers: Answers) -> (Connection, Arc<Mutex<BTreeSet<String>>>) {
    let sent = Arc::new(Mutex::new(BTreeSet::new()));
    let connector = SharedHttpConnector::new(Script { answers, sent: sent.clone() });
    let keys = Credentials::new("AKIAEXAMPLE", "canary", None, None, "test");
    let config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .credentials_provider(SharedCredentialsProvider::new(keys))
        .retry_config(RetryConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build();
    (Connection::of(config, "eu-central-1"), sent)
}

fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(future)
}

fn reference() -> PoolRef {
    PoolRef {
        id: POOL.to_owned(),
        region: "eu-central-1".to_owned(),
        account: None,
        partition: "aws".to_owned(),
    }
}

fn read(answers: Answers) -> Result<Snapshot, PoolError> {
    run(connection(answers).0.read_pool(&reference(), &Wanted::default()))
}

fn unread(fact: &Fact<impl Sized>) -> Option<(&str, &str)> {
    if let Fact::Unread(unread) = fact { Some((&unread.operation, &unread.code)) } else { None }
}

#[test]
fn a_pool_is_read_whole_and_without_secrets() {
    let snapshot = read(|_, _| None).expect("a pool");
    let file = serde_json::to_value(&snapshot).expect("JSON");
    assert_eq!(file["UserPool"], pool(), "verbatim, with what this build does not know");
    assert_eq!(file["Clients"][0], json!({"ClientId": "a", "HasClientSecret": true}));
    assert_eq!(file["Clients"][1], json!({"ClientId": "b", "HasClientSecret": false}));
    assert!(!file.to_string().contains("canary"));
    assert!(!file.to_string().contains("Unread"), "{file}");
    assert_eq!(file["SmsRole"]["AttachedPolicies"][0]["VersionId"], "v3");
    assert_eq!(file["SmsRole"]["InlinePolicies"][0]["PolicyDocument"], json!({"Version": "2012-10-17"}));
    assert_eq!(file["SmsRole"]["PermissionsBoundary"], Value::Null);
    assert_eq!(snapshot.sms.keys().collect::<Vec<_>>(), ["eu-central-1", "eu-west-1"], "either may send");
    assert_eq!(file["Sms"]["eu-west-1"], json!({"Attributes": {}, "SandboxStatus": {"IsInSandbox": true}}));
    assert_eq!(file["Ses"]["Region"], "us-east-1");
    let identities = json!({"a@example.com": null, "example.com": {"VerifiedForSendingStatus": true}});
    assert_eq!(file["Ses"]["Identities"], identities);
    assert_eq!(file["Ses"]["ServiceLinkedRole"], Value::Null);
    assert_eq!(file["Risk"], json!({"Pool": null, "Clients": {"a": null, "b": null}}));
    assert_eq!((file["Account"].as_str(), &file["WebAcl"]), (Some("111122223333"), &Value::Null));
    let simulated = &file["SmsRole"]["Simulation"]["EvaluationResults"];
    assert_eq!(simulated.as_array().map(Vec::len), Some(2), "one for each Region that may send");
    assert_eq!(simulated[0]["OrganizationsDecisionDetail"], json!({"AllowedByOrganizations": true}));
    assert_eq!(simulated[0]["MatchedStatements"][0]["StartPosition"], json!({"Line": 1, "Column": 2}));
}

#[test]
fn the_simulator_is_told_what_the_call_carries_and_believed_only_where_it_speaks() {
    let tagged = read(|operation, asked| match operation {
        "GetRole" => usual(operation, asked).map(|(status, text)| {
            (
                status,
                text.replace(
                    "<RoleId>",
                    "<Tags><member><Key>Team</Key><Value>id</Value></member></Tags><RoleId>",
                ),
            )
        }),
        "SimulatePrincipalPolicy" if asked.contains("ContextKeyName=aws%3APrincipalTag%2FTeam") => {
            assert!(
                asked.contains(
                    "PolicySourceArn=arn%3Aaws%3Aiam%3A%3A111122223333%3Arole%2Fservice-role%2Fsms"
                )
            );
            assert!(asked.contains("ContextKeyName=aws%3ARequestedRegion"), "{asked}");
            let result = "<EvalActionName>sns:Publish</EvalActionName><EvalDecision>implicitDeny</EvalDecision>\
                          <OrganizationsDecisionDetail/>";
            xml(operation, &format!("<EvaluationResults><member>{result}</member></EvaluationResults>"))
        }
        _ => None,
    });
    let role = tagged.expect("a pool").sms_role.known().cloned().expect("asked for");
    let simulation = role.simulation.known().expect("simulated");
    assert_eq!(simulation["EvaluationResults"][0]["EvalDecision"], "implicitDeny");
    assert_eq!(
        simulation["EvaluationResults"][0].get("OrganizationsDecisionDetail"),
        None,
        "an absent flag is no no"
    );
    let denied = read(|operation, _| match operation {
        "SimulatePrincipalPolicy" => xml(operation, "<EvaluationResults/>"),
        _ => None,
    });
    let role = denied.expect("a pool").sms_role.known().cloned().expect("asked for");
    assert_eq!(unread(&role.simulation), Some(("iam:SimulatePrincipalPolicy", "Unparseable")));
}

#[test]
fn the_table_of_operations_is_what_is_sent() {
    let (connection, sent) = connection(|_, _| None);
    let (pools, accounts) = run(async {
        let wanted = Wanted { users: vec!["ann".to_owned()], ..Wanted::default() };
        connection.read_pool(&reference(), &wanted).await.expect("a pool");
        let pools = connection.list_pools().await.expect("pools");
        (pools, connection.accounts().await.expect("accounts"))
    });
    assert_eq!((pools.len(), accounts[0].id.as_str(), accounts[0].active), (1, "444455556666", true));
    let table = OPERATIONS.iter().filter_map(|operation| operation.iam_action.split(':').nth(1));
    assert_eq!(*sent.lock().expect("the list"), table.map(str::to_owned).collect());
}

#[test]
fn a_deleted_role_is_absent_and_another_account_is_not_asked() {
    let deleted = read(|operation, _| match operation {
        "GetRole" | "ListRolePolicies" | "ListAttachedRolePolicies" => no_such_entity(),
        _ => None,
    });
    let role = deleted.expect("a pool").sms_role.known().cloned().expect("asked for");
    assert_eq!((role.role, role.inline_policies), (Fact::Absent, Fact::Absent));
    let foreign = read(|operation, _| match operation {
        "DescribeUserPool" => {
            let text = json!({"UserPool": pool()}).to_string();
            Some((200, text.replace("iam::111122223333", "iam::444455556666")))
        }
        _ => None,
    });
    assert!(foreign.expect("a pool").sms_role.is_not_asked());
}

#[test]
fn a_channel_that_is_not_used_is_read_only_where_a_factor_needs_it() {
    fn bare(operation: &str, _: &str) -> Option<(u16, String)> {
        let arn = format!("arn:aws:cognito-idp:eu-central-1:111122223333:userpool/{POOL}");
        let pool = json!({"Id": POOL, "Arn": arn, "SmsConfiguration": {"SnsCallerArn": ""}});
        (operation == "DescribeUserPool").then(|| ok(json!({"UserPool": pool})))?
    }
    let read = |wanted| run(connection(bare).0.read_pool(&reference(), &wanted)).expect("a pool");
    let unused = read(Wanted { clients: false, ..Wanted::default() });
    assert!(unused.sms_role.is_not_asked() && unused.sms.is_empty() && unused.ses.is_not_asked());
    assert!(unused.clients.is_not_asked());
    let needed = read(Wanted { sms: true, email: true, clients: false, ..Wanted::default() });
    assert!(needed.sms_role.is_not_asked(), "there is none");
    assert_eq!(needed.sms.len(), 2);
    let ses = needed.ses.known().expect("asked for");
    assert_eq!((ses.region.as_deref(), ses.identities.len()), (Some("eu-central-1"), 0));
    assert!(ses.account.known().is_some() && ses.service_linked_role.is_not_asked());
}

#[test]
fn what_is_no_whole_answer_is_no_fact() {
    let snapshot = read(|operation, _| match operation {
        "ListRolePolicies" => xml(operation, ""),
        "ListAttachedRolePolicies" => {
            usual(operation, "").map(|(status, text)| (status, text[..text.len() - 40].to_owned()))
        }
        "GetSMSSandboxAccountStatus" => xml(operation, ""),
        "GetUserPoolMfaConfig" | "GetAccount" => ok(json!({})),
        "GetCallerIdentity" => Some((200, "<html>log in</html>".to_owned())),
        _ => None,
    })
    .expect("a pool");
    assert_eq!(unread(&snapshot.mfa_config), Some(("cognito-idp:GetUserPoolMfaConfig", "Unparseable")));
    assert_eq!(unread(&snapshot.caller), Some(("sts:GetCallerIdentity", "Unparseable")));
    let role = snapshot.sms_role.known().expect("asked for");
    assert_eq!(unread(&role.inline_policies), Some(("iam:ListRolePolicies", "Unparseable")));
    assert_eq!(unread(&role.attached_policies), Some(("iam:ListAttachedRolePolicies", "Unparseable")));
    let sandbox = &snapshot.sms["eu-west-1"].sandbox_status;
    assert_eq!(unread(sandbox), Some(("sns:GetSMSSandboxAccountStatus", "Unparseable")));
    let ses = snapshot.ses.known().expect("asked for");
    assert_eq!(unread(&ses.account), Some(("ses:GetAccount", "Unparseable")));
}

#[test]
fn one_client_or_a_later_page_may_be_unread() {
    let snapshot = read(|operation, asked| match operation {
        "DescribeUserPoolClient" if asked.contains("\"a\"") => error("AccessDeniedException"),
        "ListUserPoolClients" if asked.contains("NextToken") => error("InternalErrorException"),
        _ => None,
    });
    let clients = snapshot.expect("a pool").clients.known().cloned().expect("asked for");
    assert_eq!(
        (&clients[0]["ClientId"], &clients[0]["Unread"]["Code"]),
        (&json!("a"), &json!("AccessDeniedException"))
    );
    assert_eq!(clients[1]["Unread"]["Operation"], "cognito-idp:ListUserPoolClients");
    assert_eq!(clients.len(), 2);
}

#[test]
fn a_pool_that_cannot_be_described_ends_the_reading() {
    let missing =
        read(|operation, _| (operation == "DescribeUserPool").then(|| error("ResourceNotFoundException"))?);
    assert_eq!(
        missing.map(|_| ()).map_err(|error| error.to_string()),
        Err(format!("there is no user pool {POOL} in eu-central-1"))
    );
    let denied =
        read(|operation, _| (operation == "DescribeUserPool").then(|| error("AccessDeniedException"))?);
    let words = denied.map(|_| ()).map_err(|error| error.to_string()).expect_err("no pool");
    assert!(words.starts_with(
        "arn:aws:iam::111122223333:user/me is not allowed to call cognito-idp:DescribeUserPool"
    ));
    let garbage = read(|operation, _| (operation == "DescribeUserPool").then(|| ok(json!([])))?);
    assert!(matches!(garbage, Err(PoolError::NotAws { .. })));
}
