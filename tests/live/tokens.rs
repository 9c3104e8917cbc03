//! Tokens of real servers: decoded, verified against the servers' own key sets, and joined with the live pool.

use serde_json::{Value, json};
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::aws::Aws;
use crate::support::seed::{ADMIN_SCOPE, Seeded};
use crate::support::servers::free_port;
use crate::support::tls::{Https, Tunnel, authority};
use crate::support::{Doctor, Lab, Run, breaks, doctor, healthy_pool};

const PASSWORD: &str = "Canary-0-password";
const CALLBACK: &str = "https://app.example.com/signed-in";

/// A user who can sign in.
fn user(aws: &Aws, pool: &Seeded) {
    let named = json!({"UserPoolId": pool.pool_id, "Username": "ada"});
    let with = |more: Value| {
        let mut params = named.clone();
        params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        params
    };
    aws.must("cognito-idp", "admin_create_user", with(json!({"MessageAction": "SUPPRESS"})));
    let password = json!({"Password": PASSWORD, "Permanent": true});
    aws.must("cognito-idp", "admin_set_user_password", with(password));
}

/// The answer of a sign-in through the API, by a client of its own: ministack knows the account by the signature alone,
/// and the calls of users have none.
fn by_api(aws: &Aws, pool: &Seeded) -> Value {
    let mut client = pool.client.clone();
    client["ExplicitAuthFlows"] = json!(["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]);
    let made = aws.must("cognito-idp", "create_user_pool_client", client);
    let auth = json!({"AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "UserPoolId": pool.pool_id,
        "ClientId": made["UserPoolClient"]["ClientId"],
        "AuthParameters": {"USERNAME": "ada", "PASSWORD": PASSWORD}});
    aws.must("cognito-idp", "admin_initiate_auth", auth)
}

/// Head and body of the answer to a form.
fn post(endpoint: &str, path: &str, form: &[(&str, &str)]) -> (String, String) {
    let address = endpoint.trim_start_matches("http://");
    let encode = |(name, value): &(&str, &str)| {
        format!("{name}={}", value.replace(':', "%3A").replace('/', "%2F").replace(' ', "+"))
    };
    let body = form.iter().map(encode).collect::<Vec<_>>().join("&");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let length = body.len();
    write!(
        stream,
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n{body}"
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

/// The answer of the token endpoint after a sign-in by managed login that asked for `scope`.
fn by_managed_login(aws: &Aws, pool: &Seeded, scope: &str) -> String {
    let endpoint = &aws.target.endpoint;
    let common = [("client_id", pool.client_id.as_str()), ("redirect_uri", CALLBACK)];
    let form = [("username", "ada"), ("password", PASSWORD), ("response_type", "code"), ("scope", scope)];
    let (head, body) = post(endpoint, "/login", &[&common[..], &form].concat());
    let code = head.split("code=").nth(1).unwrap_or_else(|| panic!("{head}\n{body}"));
    let code = code.split(['&', '\r', '\n']).next().unwrap();
    let grant = [("grant_type", "authorization_code"), ("code", code)];
    let (head, body) = post(endpoint, "/oauth2/token", &[&common[..], &grant].concat());
    assert!(head.contains(" 200 "), "{head}\n{body}");
    body.lines().find(|line| line.starts_with('{')).unwrap_or(&body).to_owned()
}

fn keys_of(aws: &Aws, pool: &Seeded) -> String {
    format!("{}/{}/.well-known/jwks.json", aws.target.endpoint, pool.pool_id)
}

/// Without credentials, Region or anything else of AWS.
fn decode(args: &[&str], input: &str) -> Run {
    let run = doctor(&[&["decode-token", "--format", "json"], args].concat()).input(input).run();
    keeps(&run, input);
    run
}

#[track_caller]
fn keeps(run: &Run, input: &str) {
    run.keeps_secrets();
    for part in input.split(['"', '.', '&', '=']).filter(|part| part.len() > 100) {
        assert!(!run.stdout.contains(&part[..40]) && !run.stderr.contains(&part[..40]), "{run:#?}");
    }
}

fn token<'a>(report: &'a Value, kind: &str) -> &'a Value {
    let tokens = report["tokens"].as_array().unwrap();
    tokens.iter().find(|token| token["kind"] == kind).unwrap_or_else(|| panic!("no {kind}: {report:#}"))
}

fn rules(token: &Value) -> Vec<&str> {
    token["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

#[test]
fn tokens_of_both_servers_verify_against_their_own_keys() {
    for lab in [Lab::new(), Lab::on_moto()] {
        let pool = healthy_pool(&lab.aws, "customers");
        user(&lab.aws, &pool);
        let answer = by_api(&lab.aws, &pool);
        let run = decode(&["--jwks", &keys_of(&lab.aws, &pool)], &answer.to_string());
        let report = run.json();
        assert_eq!(run.code, Some(0), "{report:#}");
        let access = token(&report, "access");
        assert_eq!((&access["verified"], &access["mfa_calls"]), (&json!(true), &json!("fit")), "{report:#}");
        assert_eq!((&access["claims"]["scope"], rules(access)), (&json!(ADMIN_SCOPE), vec![]));
        assert_eq!(token(&report, "id")["verified"], true);
        assert_eq!(rules(token(&report, "id")), ["TOT005"]);
        assert_eq!(token(&report, "refresh")["mfa_calls"], "unfit");

        // The same without its first claim, and with another user's name.
        let text = answer["AuthenticationResult"]["AccessToken"].as_str().unwrap();
        let (signed, signature) = text.rsplit_once('.').unwrap();
        let changed = format!("{}A.{signature}", &signed[..signed.len() - 1]);
        if let Ok(report) =
            serde_json::from_str::<Value>(&decode(&["--jwks", &keys_of(&lab.aws, &pool)], &changed).stdout)
        {
            assert_eq!(report["tokens"][0]["verified"], false, "{report:#}");
        }
    }
}

#[test]
fn the_keys_of_another_pool_are_not_its_own() {
    let lab = Lab::new();
    let (pool, other) = (healthy_pool(&lab.aws, "customers"), healthy_pool(&lab.aws, "staff"));
    user(&lab.aws, &pool);
    let run = decode(&["--jwks", &keys_of(&lab.aws, &other)], &by_api(&lab.aws, &pool).to_string());
    let report = run.json();
    assert_eq!((run.code, &token(&report, "access")["verified"]), (Some(1), &json!(false)), "{report:#}");
    assert!(rules(token(&report, "access")).contains(&"TOT005"));
}

#[test]
fn a_token_of_managed_login_lacks_the_scope_and_the_pool_tells_why() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    user(&lab.aws, &pool);
    let answer = by_managed_login(&lab.aws, &pool, "openid email");
    let access: Value = serde_json::from_str(&answer).unwrap();
    let access = access["access_token"].as_str().unwrap();

    // ministack refuses it as AWS does.
    let refused = lab.aws.call("cognito-idp", "get_user", json!({"AccessToken": access})).unwrap_err();
    assert!(refused.message.contains("does not have required scopes"), "{refused}");

    let join = |id: &str| -> Run {
        let run = lab.doctor(&["decode-token", "--pool", id, "--format", "json"]).input(&answer).run();
        keeps(&run, &answer);
        run
    };
    // The client allows the scope, so nobody asked for it.
    let run = join(&pool.pool_id);
    let report = run.json();
    let said = token(&report, "access");
    assert_eq!((run.code, rules(said)), (Some(1), vec!["TOT003"]), "{report:#}");
    assert!(
        said["findings"][0]["message"].as_str().unwrap().contains("the authorize request did not ask for it")
    );
    assert_eq!(said["findings"][0]["errors"][0]["message"], refused.message.trim_end_matches('.'));
    assert_eq!(report["pool"]["totp"], true);

    // Now the client does not: the printed command lets it, and keeps everything else.
    breaks::no_admin_scope(&lab.aws, &pool);
    let report = join(&pool.pool_id).json();
    let step = &token(&report, "access")["findings"][0]["fix"]["steps"][0];
    assert_eq!(step["argv"][2], "update-user-pool-client", "{report:#}");
    let scopes = step["input"]["AllowedOAuthScopes"].as_array().unwrap();
    assert!(scopes.contains(&json!(ADMIN_SCOPE)) && scopes.contains(&json!("openid")), "{step:#}");
    assert_eq!(step["input"]["CallbackURLs"], json!([CALLBACK]));
    lab.aws.must("cognito-idp", "update_user_pool_client", step["input"].clone());

    // With the scope allowed and asked for, it is fit, and the server takes it.
    let answer = by_managed_login(&lab.aws, &pool, &format!("openid {ADMIN_SCOPE}"));
    let run = lab.doctor(&["decode-token", "--pool", &pool.pool_id, "--format", "json"]).input(&answer).run();
    assert_eq!((run.code, rules(token(&run.json(), "access"))), (Some(0), vec![]), "{run:#?}");
    let access: Value = serde_json::from_str(&answer).unwrap();
    lab.aws.must("cognito-idp", "associate_software_token", json!({"AccessToken": access["access_token"]}));
}

#[test]
fn a_trigger_that_may_strip_scopes_and_a_pool_of_elsewhere() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    user(&lab.aws, &pool);
    let answer = by_managed_login(&lab.aws, &pool, "openid");
    let mut changed = pool.pool.clone();
    let members = changed.as_object_mut().unwrap();
    members.remove("PoolName");
    members.insert("UserPoolId".into(), json!(pool.pool_id));
    let function = format!("arn:aws:lambda:us-east-1:{}:function:claims", lab.account);
    let trigger = json!({"LambdaArn": function, "LambdaVersion": "V2_0"});
    members.insert(
        "LambdaConfig".into(),
        json!({"PreTokenGenerationConfig": trigger, "PreTokenGeneration": function}),
    );
    lab.aws.must("cognito-idp", "update_user_pool", changed);
    let args = ["decode-token", "--format", "json", "--pool"];
    let run = lab.doctor(&[&args[..], &[&pool.pool_id]].concat()).input(&answer).run();
    assert_eq!(rules(token(&run.json(), "access")), ["TOT003", "TOT004"], "{run:#?}");

    let other = healthy_pool(&lab.aws, "staff");
    let run = lab.doctor(&[&args[..], &[&other.arn]].concat()).input(&answer).run();
    let report = run.json();
    let said = token(&report, "access");
    assert_eq!(rules(said)[0], "TOT005", "{report:#}");
    assert!(said["findings"][0]["message"].as_str().unwrap().contains(&pool.pool_id));
    assert_eq!(said["findings"][0]["resource"], other.arn);
}

#[test]
fn no_aws_configuration_is_read_without_a_pool() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    user(&lab.aws, &pool);
    let answer = by_api(&lab.aws, &pool).to_string();
    // Each of these ends a command that connects.
    let broken = |args: &[&str]| {
        doctor(&[&["decode-token"], args].concat())
            .file(".aws/config", "[default\n")
            .env("AWS_PROFILE", "nobody")
            .env("AWS_ENDPOINT_URL", "")
            .env("AWS_MAX_ATTEMPTS", "many")
            .input(&answer)
    };
    assert_eq!(broken(&[]).run().code, Some(0));
    assert_eq!(broken(&["--jwks", &keys_of(&lab.aws, &pool)]).run().code, Some(0));
    assert_eq!(broken(&["--pool", &pool.pool_id]).run().code, Some(2));
    assert_eq!(lab.doctor(&["decode-token"]).input(&answer).run().code, Some(0));
    assert!(lab.proxy.calls().is_empty(), "nothing is sent");
}

/// `--verify` for the keys of Cognito's own address, which only a proxy leads to our server.
fn through(tunnel: &Tunnel, answer: &str) -> Doctor {
    let doctor = doctor(&["decode-token", "--verify", "--format", "json"]).file("roots.pem", &authority());
    doctor.env("AWS_CA_BUNDLE", "roots.pem").env("HTTPS_PROXY", tunnel.endpoint()).input(answer)
}

#[test]
fn keys_come_from_the_issuers_address_through_proxies_by_ones_own_authority() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    user(&lab.aws, &pool);
    let answer = by_api(&lab.aws, &pool).to_string();
    let host = "cognito-idp.us-east-1.amazonaws.com";
    let tunnel = Tunnel::to(&Https::certified(&lab.aws.target.endpoint, &[host], 30));
    let run = through(&tunnel, &answer).run();
    keeps(&run, &answer);
    assert_eq!(token(&run.json(), "access")["verified"], true, "{run:#?}");
    assert_eq!(tunnel.requests(), [format!("CONNECT {host}:443")], "one key set for all tokens");

    let untrusted = through(&tunnel, &answer).env_remove("AWS_CA_BUNDLE").run();
    assert!(untrusted.refusal().contains("not trusted"), "{untrusted:#?}");
    let other = Tunnel::to(&Https::before(&lab.aws.target.endpoint));
    assert!(through(&other, &answer).run().refusal().contains("certificate"));
}

#[test]
fn a_key_set_that_cannot_be_fetched() {
    let lab = Lab::new();
    let pool = healthy_pool(&lab.aws, "customers");
    user(&lab.aws, &pool);
    let answer = by_api(&lab.aws, &pool).to_string();
    let endpoint = &lab.aws.target.endpoint;
    let nobody = format!("http://127.0.0.1:{}/jwks.json", free_port().unwrap());
    for (url, words) in [
        (nobody.as_str(), "no connection to http://127.0.0.1"),
        (
            &format!("{endpoint}/us-east-1_Nobody123/.well-known/jwks.json"),
            "us-east-1_Nobody123/.well-known/jwks.json",
        ),
        (&format!("{endpoint}/_ministack/health"), "no list `keys`"),
        ("https://", "no address that can be fetched"),
    ] {
        let run = doctor(&["decode-token", "--jwks", url]).input(&answer).run();
        assert!(run.refusal().contains(words), "`{words}`: {run:#?}");
        keeps(&run, &answer);
    }
}
