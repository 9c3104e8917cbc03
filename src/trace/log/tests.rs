use super::*;
use crate::trace::{Outcome, SecretKind};

fn read_log(text: &str) -> LogRead {
    read(text, "debug.log", &Key::new(&[7; 32]))
}

/// As boto3 and the AWS CLI write them (`--debug`), shortened.
const PYTHON: &str = r#"2026-11-22 10:00:00,100 - MainThread - botocore.hooks - DEBUG - Event before-call.cognito-identity-provider.InitiateAuth: calling handler <function inject at 0x7f>
2026-11-22 10:00:00,123 - MainThread - botocore.endpoint - DEBUG - Making request for OperationModel(name=InitiateAuth) with params: {'url_path': '/', 'headers': {'X-Amz-Target': 'AWSCognitoIdentityProviderService.InitiateAuth', 'Content-Type': 'application/x-amz-json-1.1'}, 'body': b'{"AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": {"USERNAME": "ann", "PASSWORD": "hunter2!"}, "ClientId": "1example23456789abcdefghij"}', 'url': 'https://cognito-idp.eu-west-1.amazonaws.com/', 'context': {'client_config': <botocore.config.Config object at 0x7f>}}
2026-11-22 10:00:00,150 - MainThread - botocore.auth - DEBUG - CanonicalRequest:
x-amz-target:AWSCognitoIdentityProviderService.InitiateAuth
2026-11-22 10:00:00,300 - MainThread - urllib3.connectionpool - DEBUG - https://cognito-idp.eu-west-1.amazonaws.com:443 "POST / HTTP/1.1" 200 1200
2026-11-22 10:00:00,301 - MainThread - botocore.parsers - DEBUG - Response headers: {'Date': 'Sun, 22 Nov 2026 10:00:00 GMT', 'Content-Type': 'application/x-amz-json-1.1'}
2026-11-22 10:00:00,302 - MainThread - botocore.parsers - DEBUG - Response body:
b'{"ChallengeName":"SMS_MFA","ChallengeParameters":{"USER_ID_FOR_SRP":"ann"},"Session":"AYABeOne"}'
2026-11-22 10:00:20,000 - MainThread - botocore.endpoint - DEBUG - Making request for OperationModel(name=RespondToAuthChallenge) with params: {'headers': {'X-Amz-Target': 'AWSCognitoIdentityProviderService.RespondToAuthChallenge'}, 'body': b'{"ChallengeName": "SMS_MFA", "Session": "AYABeOne", "ChallengeResponses": {"USERNAME": "ann", "SMS_MFA_CODE": "123456"}, "ClientId": "1example23456789abcdefghij"}'}
2026-11-22 10:00:20,100 - MainThread - urllib3.connectionpool - DEBUG - https://cognito-idp.eu-west-1.amazonaws.com:443 "POST / HTTP/1.1" 400 80
2026-11-22 10:00:20,101 - MainThread - botocore.parsers - DEBUG - Response body:
b'{"__type":"CodeMismatchException","message":"Invalid code or auth state for the user."}'
An error occurred (CodeMismatchException) when calling the RespondToAuthChallenge operation: Invalid code or auth state for the user.
"#;

#[test]
fn a_log_of_python() {
    let read = read_log(PYTHON);
    let steps = &read.timeline.steps;
    assert_eq!(steps.len(), 2, "{steps:#?}");
    assert_eq!((steps[0].operation.as_str(), steps[0].place.as_str()), ("InitiateAuth", "debug.log line 2"));
    assert_eq!((steps[0].at, steps[0].server_time), (1_795_341_600_123, Some(1_795_341_600)));
    assert_eq!(steps[0].region.as_deref(), Some("eu-west-1"));
    assert_eq!(steps[0].given(), steps[1].session.known());
    let refusal = steps[1].refusal().unwrap();
    assert_eq!((refusal.status, refusal.code.as_str()), (Some(400), "CodeMismatchException"));
    assert_eq!((read.held.count(SecretKind::Password), read.held.count(SecretKind::Code)), (1, 1));
    assert!(!format!("{read:?}").contains("hunter2"));
}

#[test]
fn a_log_of_javascript() {
    let printed = "2026-11-22T10:00:00.500Z INFO { clientName: 'CognitoIdentityProviderClient', commandName: 'InitiateAuthCommand',\n  \
        input: { AuthFlow: 'USER_AUTH', ClientId: '1example23456789abcdefghij', AuthParameters: { USERNAME: 'ann' } },\n  \
        output: { AvailableChallenges: [ 'EMAIL_OTP', 'PASSWORD' ], ChallengeName: 'SELECT_CHALLENGE', Session: 'one' },\n  \
        metadata: { httpStatusCode: 200, requestId: 'x', attempts: 1 }\n}\n\
        {\"clientName\":\"CognitoIdentityProviderClient\",\"commandName\":\"RespondToAuthChallengeCommand\",\"input\":{\"Session\":\"one\"},\
        \"error\":{\"name\":\"NotAuthorizedException\",\"message\":\"Invalid session for the user.\",\"$metadata\":{\"httpStatusCode\":400}}}\n\
        { clientName: 'S3Client', commandName: 'GetObjectCommand', input: {}, output: {} }\n";
    let read = read_log(printed);
    let steps = &read.timeline.steps;
    assert_eq!(steps.len(), 2);
    assert_eq!(steps[0].reply().unwrap().choices, ["EMAIL_OTP", "PASSWORD"]);
    assert_eq!(steps[0].given(), steps[1].session.known());
    assert_eq!(steps[1].refusal().unwrap().message, "Invalid session for the user.");
}

#[test]
fn logs_of_the_wire() {
    let java = r#"2026-11-22 10:00:00.000 DEBUG org.apache.http.wire - http-outgoing-0 >> "X-Amz-Target: AWSCognitoIdentityProviderService.AssociateSoftwareToken[\r][\n]"
2026-11-22 10:00:00.001 DEBUG org.apache.http.wire - http-outgoing-0 >> "{"Session":"one"}"
2026-11-22 10:00:00.100 DEBUG org.apache.http.wire - http-outgoing-0 << "HTTP/1.1 200 OK[\r][\n]"
2026-11-22 10:00:00.101 DEBUG org.apache.http.wire - http-outgoing-0 << "{"SecretCode":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","Session":"two"}"
2026-11-22 10:00:10.000 DEBUG org.apache.http.wire - http-outgoing-0 >> "X-Amz-Target: AWSCognitoIdentityProviderService.VerifySoftwareToken[\r][\n]"
software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException: Invalid session for the user. (Service: CognitoIdentityProvider, Status Code: 400, Request ID: x)
"#;
    let read = read_log(java);
    let steps = &read.timeline.steps;
    assert_eq!(steps.len(), 2);
    assert_eq!(read.held.count(SecretKind::TotpSecret), 1);
    assert!(steps[1].session.is_hidden());
    assert_eq!(steps[1].refusal().unwrap().message, "Invalid session for the user.");
    let json = r#"{"level":"debug","message":"POST AWSCognitoIdentityProviderService.GetUser {\"AccessToken\":\"a.b.c\"}"}"#;
    let step = &read_log(json).timeline.steps[0];
    assert!(step.token.known().is_some());
    assert_eq!(step.outcome, Outcome::Unknown { status: None });
}

#[test]
fn what_says_nothing_is_no_panic() {
    for text in [
        "",
        "{",
        "AWSCognitoIdentityProviderService.",
        "AWSCognitoIdentityProviderService.InitiateAuth {",
        "é when calling the é operation: ",
        "AWSCognitoIdentityProviderService.GetUser éException: é",
        "AWSCognitoIdentityProviderService.InitiateAuth {\\",
        "2026-11-22 1é AWSCognitoIdentityProviderService.GetUser",
    ] {
        read_log(text);
    }
    for length in (0..PYTHON.len()).step_by(11) {
        read_log(&PYTHON[..length]);
    }
    let braces = format!("AWSCognitoIdentityProviderService.InitiateAuth {}", "{\"a\":\"".repeat(100_000));
    read_log(&braces);
}
