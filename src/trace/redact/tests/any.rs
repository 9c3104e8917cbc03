//! Recordings of any kind: read before and after, they say the same.

use super::*;
use proptest::prelude::*;

fn same(entries: &[Value]) -> Result<(), TestCaseError> {
    let original = file(entries);
    let redacted = har(&original, &key(1)).map_err(|error| TestCaseError::fail(error.to_string()))?;
    let read = |file: &[u8]| -> Result<HarRead, TestCaseError> {
        har::read(file, "a.har", &key(2)).map_err(|error| TestCaseError::fail(error.to_string()))
    };
    let (before, after) = (read(&original)?, read(&redacted)?);
    prop_assert_eq!(skeleton(&before.timeline), skeleton(&after.timeline));
    prop_assert_eq!(
        before.others + before.timeline.skipped.iter().map(|skipped| skipped.count).sum::<u64>(),
        after.others
    );
    let text = String::from_utf8_lossy(&redacted).into_owned();
    prop_assert!(!text.contains("zq9"), "{}", text);
    Ok(())
}

/// Secrets that all begin alike, so that they are found again, and some of which are equal.
fn secret() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..4_u8).prop_map(|n| format!("zq9secret{n}+/=")),
        (0..3_u8).prop_map(|n| format!("zq9{}", "AYABe+/".repeat(20 + usize::from(n)))),
        "zq9[ -~é]{0,90}",
        Just(String::new()),
    ]
}

fn text() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => secret().prop_map(Value::from),
        1 => proptest::sample::select(vec!["SMS_MFA", "SOFTWARE_TOKEN_MFA", "MFA_SETUP", "USER_AUTH", "SUCCESS", "ERROR", "EMAIL"]).prop_map(Value::from),
        1 => secret().prop_map(|name| Value::from(token(&json!({"token_use": "access", "scope": "openid", "username": name, "exp": 1,
            "client_id": CLIENT, "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123"})))),
        1 => prop_oneof![Just(json!(null)), Just(json!(5)), Just(json!(true)), Just(json!([1, "zq9"])), Just(json!({"zq9": "zq9"}))],
    ]
}

fn members(names: &'static [&'static str]) -> impl Strategy<Value = Value> {
    proptest::collection::btree_map(
        prop_oneof![9 => proptest::sample::select(names).prop_map(str::to_owned), 1 => secret()],
        text(),
        0..5,
    )
    .prop_map(|members| Value::Object(members.into_iter().collect()))
}

fn with(
    base: impl Strategy<Value = Value>,
    inner: &'static str,
    of: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Value> {
    (base, proptest::option::of(of)).prop_map(move |(mut base, of)| {
        if let Some(of) = of {
            base[inner] = of;
        }
        base
    })
}

fn any_request() -> impl Strategy<Value = Value> {
    let own = members(&[
        "Session",
        "ChallengeName",
        "AuthFlow",
        "AccessToken",
        "UserCode",
        "SecretHash",
        "DeviceKey",
        "Username",
        "Password",
    ]);
    let answers = || {
        members(&[
            "USERNAME",
            "PASSWORD",
            "SMS_MFA_CODE",
            "SOFTWARE_TOKEN_MFA_CODE",
            "ANSWER",
            "mfaCode",
            "SRP_A",
            "REFRESH_TOKEN",
        ])
    };
    with(with(own, "AuthParameters", answers()), "ChallengeResponses", answers()).prop_map(|mut request| {
        request["ClientId"] = json!(CLIENT);
        request
    })
}

fn any_answer() -> impl Strategy<Value = Value> {
    let own = members(&[
        "Session",
        "ChallengeName",
        "SecretCode",
        "Status",
        "AvailableChallenges",
        "CodeDeliveryDetails",
    ]);
    let parameters = members(&[
        "USER_ID_FOR_SRP",
        "SALT",
        "CODE_DELIVERY_DELIVERY_MEDIUM",
        "CODE_DELIVERY_DESTINATION",
        "MFAS_CAN_CHOOSE",
    ]);
    let result = members(&["AccessToken", "IdToken", "RefreshToken", "TokenType", "NewDeviceMetadata"]);
    let answered = with(with(own, "ChallengeParameters", parameters), "AuthenticationResult", result);
    let errors =
        vec!["NotAuthorizedException", "com.amazonaws.x#CodeMismatchException", "zq9", "invalid_grant"];
    let refused = (proptest::sample::select(errors), secret())
        .prop_map(|(kind, said)| json!({"__type": kind, "message": format!("Value '{said}' at 'session'")}));
    prop_oneof![3 => answered, 1 => refused]
}

fn any_entry() -> impl Strategy<Value = Value> {
    let operations = [
        "InitiateAuth",
        "RespondToAuthChallenge",
        "AssociateSoftwareToken",
        "VerifySoftwareToken",
        "GetUser",
    ];
    let api = (
        proptest::sample::select(operations.to_vec()),
        any_request(),
        proptest::sample::select(vec![0_u16, 200, 302, 400, 403]),
        any_answer(),
        0..600_usize,
    )
        .prop_map(|(operation, request, status, answer, at)| {
            entry(
                at,
                "https://cognito-idp.us-east-1.amazonaws.com/",
                Some(operation),
                &request.to_string(),
                status,
                &answer.to_string(),
            )
        });
    let paths = vec![
        "login",
        "mfa/zq9",
        "oauth2/token",
        "oauth2/authorize?scope=openid+email",
        "zq9",
        "confirm",
        "login?error=invalid_request&error_description=Try+again",
    ];
    let fields = proptest::collection::vec(
        (
            proptest::sample::select(vec![
                "username",
                "password",
                "code",
                "scope",
                "grant_type",
                "zq9",
                "_csrf",
            ]),
            secret(),
        ),
        0..5,
    );
    let page = (
        proptest::sample::select(paths),
        fields,
        proptest::sample::select(vec![0_u16, 200, 302, 400, 403]),
        any_answer(),
        0..600_usize,
    )
        .prop_map(|(path, fields, status, answer, at)| {
            let encoded = |text: &str| {
                percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
            };
            let form: Vec<String> = fields
                .iter()
                .map(|(name, value)| {
                    format!("{name}={}", encoded(if *name == "scope" { "openid" } else { value }))
                })
                .collect();
            let url = format!("https://shop.auth.us-east-1.amazoncognito.com/{path}");
            entry(at, &url, None, &form.join("&"), status, &answer.to_string())
        });
    prop_oneof![3 => api, 1 => page, 1 => Just(entry(3, "https://zq9.example.com/zq9", None, "zq9", 200, "zq9"))]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_recording_says_the_same_without_its_secrets(entries in proptest::collection::vec(any_entry(), 0..8)) {
        same(&entries)?;
    }
}
