//! Fit or unfit, why, and the fix: by the token alone, and by the pool that it is presented to.
use crate::fixture::Fixture;
use crate::run::doctor;
use crate::signer::{ADMIN_SCOPE, CLIENT, access, id, now, signer};
use crate::token_forms::report;
use serde_json::{Value, json};

/// What is said of a token with these claims, and the exit code.
fn judge(claims: &Value, pool: Option<&Value>) -> (Value, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pool.json");
    let mut args = vec!["decode-token", "--format", "json"];
    if let Some(pool) = pool {
        std::fs::write(&path, pool.to_string()).unwrap();
        args.extend(["--snapshot", path.to_str().unwrap()]);
    }
    let output = doctor(&args, &signer().token(claims));
    let report = report(&output);
    assert_eq!(report["exit_code"], output.status.code().unwrap());
    (report["tokens"][0].clone(), output.status.code())
}

/// Rule and documented error of each finding, worst first.
fn findings(said: &Value) -> Vec<(&str, &str)> {
    let findings = said["findings"].as_array().unwrap().iter();
    findings.map(|f| (f["rule"].as_str().unwrap(), f["errors"][0]["id"].as_str().unwrap_or("-"))).collect()
}

fn healthy() -> Value {
    Fixture::healthy().document()
}

fn steps(said: &Value) -> Vec<Value> {
    let findings = said["findings"].as_array().unwrap().iter();
    findings.flat_map(|finding| finding["fix"]["steps"].as_array().unwrap().clone()).collect()
}

#[test]
fn a_fresh_token_of_the_api_is_fit_for_every_call() {
    for pool in [None, Some(&healthy())] {
        let (said, code) = judge(&access(&json!({})), pool);
        assert_eq!(
            (code, said["kind"].as_str(), said["mfa_calls"].as_str()),
            (Some(0), Some("access"), Some("fit"))
        );
        assert_eq!(said["findings"], json!([]));
        let calls = said["calls"].as_array().unwrap();
        let names: Vec<&str> = calls.iter().map(|call| call["operation"].as_str().unwrap()).collect();
        assert_eq!(
            names,
            ["AssociateSoftwareToken", "VerifySoftwareToken", "SetUserMFAPreference", "GetUser"]
        );
        assert!(calls.iter().all(|call| call["accepts"] == true && call["because"] == json!([])));
        assert!(said["unseen"][0].as_str().unwrap().contains("revoked"));
        assert!(said["sign_in"].as_str().unwrap().contains("InitiateAuth"));
    }
}

#[test]
fn each_fault_has_its_rule_and_its_documented_error() {
    for (changed, expected) in [
        (json!({"scope": "openid email"}), vec![("TOT003", "token-without-scope")]),
        (json!({"scope": format!("x{ADMIN_SCOPE}")}), vec![("TOT003", "token-without-scope")]),
        (json!({"scope": null}), vec![("TOT003", "token-without-scope")]),
        (json!({"exp": now() - 10_800}), vec![("TOT005", "token-expired")]),
        (
            json!({"exp": now() - 10_800, "scope": ""}),
            vec![("TOT005", "token-expired"), ("TOT003", "token-without-scope")],
        ),
        (json!({"nbf": now() + 3600}), vec![("TOT005", "-")]),
        (json!({"iss": "https://accounts.google.com"}), vec![("TOT005", "token-invalid")]),
        (json!({"token_use": "id"}), vec![("TOT005", "token-invalid")]),
        (json!({"token_use": null}), vec![("TOT005", "token-invalid")]),
        (json!({"username": null, "sub": CLIENT, "scope": "api/read"}), vec![("TOT005", "-")]),
    ] {
        let (said, code) = judge(&access(&changed), None);
        assert_eq!(findings(&said), expected, "{changed}");
        assert_eq!((code, said["mfa_calls"].as_str()), (Some(1), Some("unfit")), "{changed}");
        assert!(said["calls"].as_array().unwrap().iter().all(|call| call["accepts"] == false));
        for finding in said["findings"].as_array().unwrap() {
            for member in [
                "name",
                "severity",
                "factors",
                "fingerprint",
                "resource",
                "message",
                "evidence",
                "docs",
                "suppressed",
            ] {
                assert!(finding.get(member).is_some(), "no {member} in {finding:#}");
            }
            assert!(!finding["fix"]["steps"].as_array().unwrap().is_empty(), "{finding:#}");
        }
    }
}

#[test]
fn an_id_token_lacks_no_scope() {
    let (said, code) = judge(&id(), None);
    assert_eq!((code, findings(&said)), (Some(1), vec![("TOT005", "token-invalid")]));
    assert!(said["findings"][0]["message"].as_str().unwrap().contains("this is an ID token"));
    assert_eq!(said["not_judged"], json!([]));
}

#[test]
fn distances_in_time_are_told_with_the_clock() {
    let (said, _) = judge(&access(&json!({"exp": now() - 10_830})), None);
    assert_eq!(said["times"]["exp"]["relative"], "expired 3 h ago");
    assert!(
        said["findings"][0]["false_alarm_if"].as_str().unwrap().contains("clock of this machine is fast")
    );
    let (said, code) = judge(&access(&json!({"iat": now() + 300, "exp": now() + 3900})), None);
    let clock = &said["findings"][0];
    assert_eq!((code, clock["severity"].as_str()), (Some(0), Some("warning")));
    assert!(clock["message"].as_str().unwrap().contains("that clock is slow"), "{clock:#}");
    for odd in [json!("tomorrow"), json!(1e300), json!(-1), json!(null), json!([1]), json!(9e18)] {
        judge(&access(&json!({"exp": odd, "iat": odd, "nbf": odd, "auth_time": odd})), None);
    }
}

#[test]
fn the_pool_tells_which_cause_it_is_and_the_fix_is_for_that_one() {
    let openid = access(&json!({"scope": "openid email"}));
    // The client allows it: nobody asked for it, and nothing of the pool is to be changed.
    let (said, _) = judge(&openid, Some(&healthy()));
    assert_eq!(findings(&said), [("TOT003", "token-without-scope")]);
    assert!(
        said["findings"][0]["message"].as_str().unwrap().contains("the authorize request did not ask for it")
    );
    assert!(steps(&said).iter().all(|step| step["argv"] == json!([])), "{said:#}");

    // It does not: the client is restated with the scope.
    let mut pool = healthy();
    pool["Clients"][0]["AllowedOAuthScopes"] = json!(["openid", "email"]);
    let (said, _) = judge(&openid, Some(&pool));
    let step = &steps(&said)[0];
    assert_eq!(step["argv"][2], "update-user-pool-client", "{said:#}");
    assert_eq!(step["input"]["AllowedOAuthScopes"], json!(["openid", "email", ADMIN_SCOPE]));
    assert_eq!(step["input"]["AuthSessionValidity"], 10);

    // A trigger may have taken it out.
    let mut pool = healthy();
    let function = "arn:aws:lambda:us-east-1:111122223333:function:claims";
    pool["UserPool"]["LambdaConfig"] =
        json!({"PreTokenGenerationConfig": {"LambdaArn": function, "LambdaVersion": "V2_0"}});
    let (said, _) = judge(&openid, Some(&pool));
    assert_eq!(findings(&said), [("TOT003", "token-without-scope"), ("TOT004", "token-without-scope")]);
    assert_eq!(said["findings"][1]["severity"], "warning");

    // It did: the client's tokens come from the API alone.
    pool["Clients"][0]["AllowedOAuthFlowsUserPoolClient"] = json!(false);
    let (said, _) = judge(&openid, Some(&pool));
    assert_eq!(findings(&said)[0], ("TOT004", "token-without-scope"));
    assert_eq!(said["findings"][0]["severity"], "error");
    assert!(steps(&said).iter().all(|step| step["why"].as_str().unwrap().contains(function)), "{said:#}");
}

#[test]
fn a_token_of_elsewhere_is_told_from_one_of_the_pool() {
    let pool = healthy();
    let other = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Another01";
    for (changed, words) in [
        (json!({"iss": other}), "is of pool eu-west-1_Another01 in eu-west-1"),
        (json!({"client_id": "9example23456789012345abcd"}), "does not have"),
    ] {
        let (said, code) = judge(&access(&changed), Some(&pool));
        assert_eq!((code, findings(&said)), (Some(1), vec![("TOT005", "token-invalid")]));
        assert!(said["findings"][0]["message"].as_str().unwrap().contains(words), "{said:#}");
        assert_eq!(said["findings"][0]["resource"], pool["UserPool"]["Arn"]);
    }
    let mut blind = pool;
    blind["Clients"] =
        json!({"Unread": {"Operation": "cognito-idp:ListUserPoolClients", "Code": "AccessDenied"}});
    let (said, code) = judge(&access(&json!({"client_id": "9example23456789012345abcd"})), Some(&blind));
    assert_eq!((code, findings(&said)), (Some(0), vec![]));
    assert_eq!(said["not_judged"][0]["rule"], "TOT005");
}

#[test]
fn which_sign_in_made_it_is_told_as_far_as_the_claims_do() {
    let group = "us-east-1_AbCdEf123_Google";
    for (changed, words) in [
        (json!({}), "InitiateAuth"),
        (json!({"scope": "openid email"}), "managed login"),
        (
            json!({"username": "google_1234", "cognito:groups": [group], "scope": "openid"}),
            "identity provider Google",
        ),
        (json!({"token_use": "id", "identities": [{"providerName": "Okta"}]}), "identity provider Okta"),
        (json!({"token_use": "id", "at_hash": "x"}), "managed login"),
        (json!({"username": null, "sub": CLIENT}), "client_credentials"),
    ] {
        let (said, _) = judge(&access(&changed), None);
        assert!(said["sign_in"].as_str().unwrap_or("").contains(words), "{changed}: {}", said["sign_in"]);
    }
    // A user name with an underscore is no identity provider.
    let (said, _) = judge(&access(&json!({"username": "john_doe"})), None);
    assert!(!said["sign_in"].as_str().unwrap().contains("john"));
}
