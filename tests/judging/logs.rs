//! Logs as SDKs write them: what is judged of them, and what they cannot tell.

use mfa_doctor::finding::Finding;
use mfa_doctor::rules::{Selection, judge_trace};
use mfa_doctor::trace::{Key, Links, Timeline, log};

fn judged(text: &str) -> (Timeline, Vec<Finding>) {
    let timeline = log::read(text, "debug.log", &Key::new(&[3; 32])).timeline;
    let links = Links::of(&timeline);
    let findings = judge_trace(&timeline, &links, None, &Selection::default()).unwrap().findings;
    (timeline, findings)
}

/// A call as botocore logs it, by a clock that runs two hours ahead of the `Date` of AWS.
fn python(clock: &str, operation: &str, sent: &str, date: &str, status: u16, given: &str) -> String {
    format!(
        "2026-11-20 {clock},000 - MainThread - botocore.endpoint - DEBUG - Making request for OperationModel(name={operation}) with params: {{'headers': {{'X-Amz-Target': 'AWSCognitoIdentityProviderService.{operation}'}}, 'body': b'{sent}'}}\n\
         2026-11-20 {clock},300 - MainThread - urllib3.connectionpool - DEBUG - https://cognito-idp.us-east-1.amazonaws.com:443 \"POST / HTTP/1.1\" {status} 75\n\
         2026-11-20 {clock},301 - MainThread - botocore.parsers - DEBUG - Response headers: {{'Date': 'Fri, 20 Nov 2026 {date} GMT'}}\n\
         2026-11-20 {clock},302 - MainThread - botocore.parsers - DEBUG - Response body:\nb'{given}'\n"
    )
}

#[test]
fn a_log_in_local_time_says_nothing_of_clocks() {
    let begun = python(
        "12:00:00",
        "InitiateAuth",
        r#"{"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ada", "PASSWORD": "x"}, "ClientId": "1example23456789012345abcd"}"#,
        "10:00:00",
        200,
        r#"{"ChallengeName":"SOFTWARE_TOKEN_MFA","ChallengeParameters":{"USER_ID_FOR_SRP":"ada"},"Session":"AYABeOne"}"#,
    );
    let wrong = python(
        "12:00:20",
        "RespondToAuthChallenge",
        r#"{"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "AYABeOne", "ChallengeResponses": {"USERNAME": "ada", "SOFTWARE_TOKEN_MFA_CODE": "123456"}}"#,
        "10:00:20",
        400,
        r#"{"__type":"CodeMismatchException","message":"Invalid code or auth state for the user."}"#,
    );
    let (timeline, findings) = judged(&(begun + &wrong));
    assert_eq!(timeline.steps.len(), 2);
    assert!(timeline.steps[1].refusal().is_some());
    assert!(findings.is_empty(), "{findings:#?}");
}

/// A call as the loggers of the AWS SDK for JavaScript print it.
fn javascript(operation: &str, rest: &str) -> String {
    format!(
        "{{\n  clientName: 'CognitoIdentityProviderClient',\n  commandName: '{operation}Command',\n{rest}\n}}\n"
    )
}

#[test]
fn an_exception_that_node_prints_is_a_refusal() {
    let ask = javascript(
        "InitiateAuth",
        "  input: { AuthFlow: 'USER_PASSWORD_AUTH', ClientId: '1example23456789012345abcd', AuthParameters: { USERNAME: 'ada' } },\n  \
         output: { ChallengeName: 'SMS_MFA', Session: 'one' },\n  metadata: { httpStatusCode: 200 }",
    );
    let answer = "  input: { ChallengeName: 'SMS_MFA', Session: 'one', ChallengeResponses: { USERNAME: 'ada', SMS_MFA_CODE: '123456' } },\n";
    let tokens = javascript(
        "RespondToAuthChallenge",
        &format!(
            "{answer}  output: {{ AuthenticationResult: {{ ExpiresIn: 3600 }} }},\n  metadata: {{ httpStatusCode: 200 }}"
        ),
    );
    let printed = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    let members = "{\n    '$fault': 'client',\n    '$metadata': { httpStatusCode: 400 },\n    __type: 'NotAuthorizedException'\n  }";
    for error in [
        format!(
            "{printed}\n      at throwDefaultError (/app/index.js:388:20)\n      at node:internal/process/task_queues:95:5 {members}"
        ),
        format!("[{printed}] {members}"),
        format!("{printed}\n      at node:internal/process/task_queues:95:5"),
    ] {
        let refused = javascript(
            "RespondToAuthChallenge",
            &format!("{answer}  error: {error},\n  metadata: {{ httpStatusCode: 400 }}"),
        );
        let (timeline, findings) = judged(&[ask.as_str(), &tokens, &refused].concat());
        let refusal = timeline.steps[2].refusal().unwrap();
        assert_eq!(
            refusal.message, "Invalid session for the user, session can only be used once.",
            "{refused}"
        );
        assert_eq!(refusal.code, "NotAuthorizedException");
        // There are no times, so none is told.
        let rules: Vec<&str> = findings.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["SSN001"]);
        let said = &findings[0].message;
        assert!(said.contains("sent Session s1 after step 2"), "{said}");
    }
}

#[test]
fn an_indented_line_has_the_time_of_its_entry() {
    let apple = "2026-11-20 10:00:00:111 App[1:2] Request headers:\n{\n    Host = \"cognito-idp.us-east-1.amazonaws.com\";\n    \
        \"X-Amz-Target\" = \"AWSCognitoIdentityProviderService.RespondToAuthChallenge\";\n}\n\
        2026-11-20 10:00:00:112 App[1:2] Request body:\n{\"ChallengeName\":\"SMS_MFA\",\"Session\":\"one\",\"ChallengeResponses\":{\"USERNAME\":\"ada\",\"SMS_MFA_CODE\":\"1\"}}\n\
        2026-11-20 10:00:00:601 App[1:2] Response body:\n{\"__type\":\"CodeMismatchException\",\"message\":\"Invalid code or auth state for the user.\"}\n";
    let (timeline, _) = judged(apple);
    assert_eq!(timeline.steps.len(), 1);
    assert!(timeline.steps[0].timed);
}
