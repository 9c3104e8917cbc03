//! Sign-ins from a small model of Cognito's: right ones give no finding at all, and each single fault gives its own rule
//! and no other, whatever is right around it.
use crate::recording::{CLIENT, Exchange, START, har_of};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mfa_doctor::rules::{Selection, judge_trace};
use mfa_doctor::totp::{Question, Secret, TypedCode, Verdict, current, verify};
use mfa_doctor::trace::{Key, Links, har};
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// What can go wrong, and the rule that must say so.
const FAULTS: &[(&str, Option<&str>)] = &[
    ("none", None),
    ("double-submit", Some("SSN001")),
    ("late", Some("SSN002")),
    ("older-session", Some("SSN003")),
    ("altered-session", Some("SSN003")),
    ("no-session", Some("SSN004")),
    ("other-challenge", Some("SSN005")),
    ("other-key", Some("SSN005")),
    ("begun-twice", Some("SSN006")),
    ("ended", Some("SSN003")),
    ("slow-proof", Some("SSN007")),
    ("slow-clock", Some("TOT008")),
    ("code-again", Some("TOT009")),
    ("secret-replaced", Some("TOT010")),
    ("not-verified", Some("TOT011")),
    ("status-ignored", Some("TOT011")),
    ("flow", Some("CLI002")),
    ("no-hash", Some("CLI003")),
    ("no-device", Some("DEV002")),
    ("no-scope", Some("TOT003")),
    ("id-token", Some("TOT005")),
    ("captcha", Some("WAF001")),
    ("blocked", Some("WAF002")),
];

const NOT_AUTHORIZED: &str = "NotAuthorizedException";
const PARAMETER: &str = "InvalidParameterException";
const MISMATCH: (&str, &str) = ("CodeMismatchException", "Invalid code or auth state for the user.");
const INVALID: (&str, &str) = (NOT_AUTHORIZED, "Invalid session for the user.");

/// A generator of Knuth's MMIX constants; the upper bits are good enough to choose by.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: i64) -> i64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        i64::try_from(self.0 >> 33).unwrap() % bound
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.below(i64::try_from(of.len()).unwrap())).unwrap()]
    }
}

/// A browser before Cognito, with everything that it records.
struct Browser {
    dice: Dice,
    entries: Vec<Value>,
    at: i64,
    /// By how many milliseconds its clock is ahead: never so much that it matters.
    clock: i64,
    sessions: u32,
    user: String,
    /// The secret of the user's authenticator app, once there is one.
    secret: String,
}

type Answer = Result<Value, (&'static str, &'static str)>;

impl Browser {
    fn new(seed: u64) -> Browser {
        let mut dice = Dice(seed);
        let clock = dice.below(20_000) - 10_000;
        Browser {
            dice,
            entries: Vec::new(),
            at: START,
            clock,
            sessions: 0,
            user: String::new(),
            secret: String::new(),
        }
    }

    fn wait(&mut self, least: i64, most: i64) {
        self.at += least + self.dice.below(most - least);
    }

    /// Sessions are long, hold signs that forms alter, and begin alike.
    fn session(&mut self) -> String {
        self.sessions += 1;
        let unlike: String = (0..24).map(|_| self.dice.one(&["a", "B", "7", "+", "/", "x9"])).collect();
        format!("AYABe{:04}+{unlike}{}=", self.sessions, "Qk+2".repeat(20))
    }

    fn call(&mut self, operation: &str, sent: Value, answer: Answer) {
        let took = 40 + self.dice.below(400);
        let (status, body) = match answer {
            Ok(answer) => (200, answer),
            Err((code, message)) => (
                if code == "ForbiddenException" { 403 } else { 400 },
                json!({"__type": code, "message": message}),
            ),
        };
        let clock = self.clock;
        let url = "https://cognito-idp.us-east-1.amazonaws.com/".to_owned();
        let (sent, body) = (Some(sent.to_string()), Some(body.to_string()));
        self.entries.push(Exchange { at: self.at, took, clock, operation, url, sent, status, body }.entry());
        self.at += took;
    }

    /// What the user types: the name, or an address, whose name Cognito tells with the challenge.
    fn typed(&mut self) -> String {
        if self.dice.below(2) == 0 { self.user.clone() } else { format!("{}@example.com", self.user) }
    }

    fn given(&self, challenge: &str, session: &str) -> Value {
        json!({"ChallengeName": challenge, "ChallengeParameters": {"USER_ID_FOR_SRP": self.user}, "Session": session})
    }

    fn parameters(&mut self, flow: &str) -> Value {
        match flow {
            "USER_SRP_AUTH" => json!({"USERNAME": self.typed(), "SRP_A": "abcdef0123456789"}),
            _ => json!({"USERNAME": self.typed(), "PASSWORD": "correct horse"}),
        }
    }

    /// InitiateAuth, and the password's proof where the flow wants one; `slow` lets that wait. Ends at `challenge`.
    fn begin(&mut self, challenge: &str, slow: bool) -> String {
        self.wait(500, 20_000);
        let flow =
            if slow { "USER_SRP_AUTH" } else { self.dice.one(&["USER_SRP_AUTH", "USER_PASSWORD_AUTH"]) };
        let mut session = self.session();
        let parameters = self.parameters(flow);
        let sent = json!({"AuthFlow": flow, "ClientId": CLIENT, "AuthParameters": parameters});
        if flow != "USER_SRP_AUTH" {
            let given = self.given(challenge, &session);
            self.call("InitiateAuth", sent, Ok(given));
            return session;
        }
        // This flow gives no Session before the password is proven.
        let block = self.session();
        let given = json!({"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": {
            "SALT": "5a17", "SRP_B": "b0b", "SECRET_BLOCK": block, "USERNAME": self.user, "USER_ID_FOR_SRP": self.user}});
        self.call("InitiateAuth", sent, Ok(given));
        let proof = json!({"PASSWORD_CLAIM_SIGNATURE": "c2ln", "PASSWORD_CLAIM_SECRET_BLOCK": block,
                           "TIMESTAMP": "Fri Nov 20 10:00:00 UTC 2026", "USERNAME": self.user});
        if slow {
            self.wait(12_000, 100_000);
            let wrong = (NOT_AUTHORIZED, "Incorrect username or password.");
            self.respond("PASSWORD_VERIFIER", None, proof, Err(wrong));
            return session;
        }
        self.wait(20, 900);
        session = self.session();
        let given = self.given(challenge, &session);
        self.respond("PASSWORD_VERIFIER", None, proof, Ok(given));
        session
    }

    fn respond(&mut self, challenge: &str, session: Option<&str>, answers: Value, answer: Answer) {
        let mut sent = json!({"ChallengeName": challenge, "ClientId": CLIENT, "ChallengeResponses": answers});
        if let Some(session) = session {
            sent["Session"] = json!(session);
        }
        self.call("RespondToAuthChallenge", sent, answer);
    }

    /// The code that belongs to the challenge, now; of a message just any.
    fn code(&mut self, challenge: &str, offset: i64) -> Value {
        let (key, code) = match challenge {
            "SMS_MFA" => ("SMS_MFA_CODE", format!("{:06}", self.dice.below(1_000_000))),
            "EMAIL_OTP" => ("EMAIL_OTP_CODE", format!("{:08}", self.dice.below(100_000_000))),
            _ => ("SOFTWARE_TOKEN_MFA_CODE", self.totp(offset)),
        };
        json!({"USERNAME": self.user, key: code})
    }

    fn totp(&self, offset: i64) -> String {
        let at = u64::try_from(self.at / 1000 + offset).unwrap();
        current(&Secret::read(&self.secret).unwrap(), at).code.to_string()
    }

    /// A code that the secret gives in no way at all: any code is by chance right for some other time, now and then.
    fn mistyped(&self) -> String {
        let (secrets, now) = ([Secret::read(&self.secret).unwrap()], u64::try_from(self.at / 1000).unwrap());
        let gives = |code: &String| {
            let codes = [TypedCode::read(code).unwrap()];
            let verdict = |at| verify(Question { secrets: &secrets, codes: &codes, at }).verdict;
            [now - 30, now, now + 30].into_iter().any(|at| verdict(at) != Verdict::Unexplained)
        };
        (0..1_000_000).map(|code| format!("{code:06}")).find(|code| !gives(code)).unwrap()
    }

    fn factor(&mut self) -> &'static str {
        self.dice.one(&["SMS_MFA", "EMAIL_OTP"])
    }

    fn new_secret(&mut self) -> String {
        (0..52).map(|_| self.dice.one(&["A", "K", "Z", "2", "7", "M", "Q"])).collect()
    }

    /// A sign-in in which nothing is wrong, but a code mistyped maybe.
    fn sign_in(&mut self) {
        if self.dice.below(4) == 0 {
            return self.enrol();
        }
        let challenge = self.factor();
        let first = if self.dice.below(3) == 0 { "SELECT_MFA_TYPE" } else { challenge };
        let mut session = self.begin(first, false);
        if first == "SELECT_MFA_TYPE" {
            self.wait(1000, 9000);
            let next = self.session();
            let chosen = json!({"USERNAME": self.user, "ANSWER": challenge});
            self.respond("SELECT_MFA_TYPE", Some(&session), chosen, Ok(self.given(challenge, &next)));
            session = next;
        }
        self.wait(5000, 60_000);
        if self.dice.below(3) == 0 {
            let code = self.code(challenge, 0);
            self.respond(challenge, Some(&session), code, Err(MISMATCH));
            self.wait(2000, 30_000);
        }
        let code = self.code(challenge, 0);
        self.respond(challenge, Some(&session), code, Ok(tokens(self.at)));
        self.wait(1000, 5000);
    }

    /// A first sign-in that sets an authenticator app up.
    fn enrol(&mut self) {
        let challenge = self.begin("MFA_SETUP", false);
        let associated = self.associate(&challenge);
        self.wait(8000, 50_000);
        let verified = self.session();
        let code = self.totp(0);
        self.call(
            "VerifySoftwareToken",
            json!({"Session": associated, "UserCode": code}),
            Ok(json!({"Status": "SUCCESS", "Session": verified})),
        );
        self.wait(50, 500);
        let nothing = json!({"USERNAME": self.user});
        self.respond("MFA_SETUP", Some(&verified), nothing, Ok(tokens(self.at)));
    }

    fn associate(&mut self, session: &str) -> String {
        self.wait(50, 900);
        let (next, secret) = (self.session(), self.new_secret());
        self.secret.clone_from(&secret);
        self.call(
            "AssociateSoftwareToken",
            json!({"Session": session}),
            Ok(json!({"SecretCode": secret, "Session": next})),
        );
        next
    }

    fn go_wrong(&mut self, fault: &str) {
        let challenge = self.factor();
        match fault {
            "double-submit" => {
                let session = self.begin(challenge, false);
                self.wait(5000, 60_000);
                let code = self.code(challenge, 0);
                self.respond(challenge, Some(&session), code.clone(), Ok(tokens(self.at)));
                self.wait(10, 3000);
                let used = (NOT_AUTHORIZED, "Invalid session for the user, session can only be used once.");
                self.respond(challenge, Some(&session), code, Err(used));
            }
            "late" => {
                let session = self.begin(challenge, false);
                self.wait(181_000, 800_000);
                let code = self.code(challenge, 0);
                self.respond(challenge, Some(&session), code, Err((NOT_AUTHORIZED, "Invalid session for the user, session is expired.")));
            }
            "older-session" => {
                let session = self.begin("SELECT_MFA_TYPE", false);
                let next = self.session();
                let chosen = json!({"USERNAME": self.user, "ANSWER": challenge});
                self.respond("SELECT_MFA_TYPE", Some(&session), chosen, Ok(self.given(challenge, &next)));
                self.wait(5000, 60_000);
                let code = self.code(challenge, 0);
                self.respond(challenge, Some(&session), code, Err(INVALID));
            }
            "altered-session" => {
                let session = self.begin(challenge, false);
                let altered = match self.dice.below(3) {
                    0 => session.replace('+', " "),
                    1 => session[..session.len() - 9].to_owned(),
                    _ => self.session(),
                };
                self.wait(5000, 60_000);
                let code = self.code(challenge, 0);
                self.respond(challenge, Some(&altered), code, Err(INVALID));
            }
            "no-session" => {
                self.begin(challenge, false);
                self.wait(5000, 60_000);
                let code = self.code(challenge, 0);
                self.respond(challenge, None, code, Err((PARAMETER, "Missing required parameter Session")));
            }
            "other-challenge" => {
                let session = self.begin("SOFTWARE_TOKEN_MFA", false);
                self.wait(5000, 60_000);
                let code = self.code(challenge, 0);
                self.respond(challenge, Some(&session), code, Err(MISMATCH));
            }
            "other-key" => {
                let session = self.begin("EMAIL_OTP", false);
                self.wait(5000, 60_000);
                let code = self.code("SMS_MFA", 0);
                self.respond("EMAIL_OTP", Some(&session), code, Err((PARAMETER, "Missing required parameter EMAIL_OTP_CODE")));
            }
            "begun-twice" => {
                let first = self.begin(challenge, false);
                self.begin(challenge, false);
                self.wait(3000, 30_000);
                let code = self.code(challenge, 0);
                let said = if self.dice.below(2) == 0 { MISMATCH } else { INVALID };
                self.respond(challenge, Some(&first), code, Err(said));
            }
            "ended" => {
                let session = self.begin("CUSTOM_CHALLENGE", false);
                let wrong = (NOT_AUTHORIZED, "Incorrect username or password.");
                for said in [wrong, INVALID] {
                    self.wait(5000, 30_000);
                    let answer = json!({"USERNAME": self.user, "ANSWER": "blue"});
                    self.respond("CUSTOM_CHALLENGE", Some(&session), answer, Err(said));
                }
            }
            "slow-proof" => drop(self.begin(challenge, true)),
            "slow-clock" | "secret-replaced" | "status-ignored" => {
                let session = self.begin("MFA_SETUP", false);
                let mut session = self.associate(&session);
                let mut code = None;
                if fault == "secret-replaced" {
                    self.wait(8000, 50_000);
                    // The app holds the first secret, whose code is shown for some seconds yet.
                    let first = self.secret.clone();
                    session = self.associate(&session);
                    self.wait(10, 2000);
                    let second = std::mem::replace(&mut self.secret, first);
                    code = Some(self.totp(0));
                    self.secret = second;
                }
                self.wait(3000, 9000);
                let off = 90 + self.dice.below(200);
                let code = code.unwrap_or_else(|| if fault == "slow-clock" { self.totp(-off) } else { self.mistyped() });
                let refused = ("EnableSoftwareTokenMFAException", "Code mismatch and fail enable Software Token MFA");
                if fault != "status-ignored" {
                    return self.call("VerifySoftwareToken", json!({"Session": session, "UserCode": code}), Err(refused));
                }
                let next = self.session();
                self.call("VerifySoftwareToken", json!({"Session": session, "UserCode": code}), Ok(json!({"Status": "ERROR", "Session": next})));
                let nothing = json!({"USERNAME": self.user});
                self.respond("MFA_SETUP", Some(&next), nothing, Err(MISMATCH));
            }
            "code-again" => {
                self.enrol();
                let sent = self.entries.iter().rev().find_map(|entry| {
                    let sent: Value = serde_json::from_str(entry["request"]["postData"]["text"].as_str()?).ok()?;
                    sent["UserCode"].as_str().map(str::to_owned)
                });
                let session = self.begin("SOFTWARE_TOKEN_MFA", false);
                self.wait(500, 2000);
                let code = json!({"USERNAME": self.user, "SOFTWARE_TOKEN_MFA_CODE": sent});
                self.respond("SOFTWARE_TOKEN_MFA", Some(&session), code, Err(("ExpiredCodeException", "Your software token has already been used once.")));
            }
            "not-verified" => {
                let session = self.begin("MFA_SETUP", false);
                let associated = self.associate(&session);
                let nothing = json!({"USERNAME": self.user});
                let sent = if self.dice.below(2) == 0 { session } else { associated };
                self.respond("MFA_SETUP", Some(&sent), nothing, Err(MISMATCH));
            }
            "flow" => self.refused_at_once((PARAMETER, "USER_PASSWORD_AUTH flow not enabled for this client")),
            "no-hash" => self.refused_at_once((
                NOT_AUTHORIZED,
                "Client 1example23456789012345abcd is configured with secret but SECRET_HASH was not received",
            )),
            "blocked" => self.refused_at_once(("ForbiddenException", "Request not allowed due to WAF block.")),
            "no-device" => {
                let session = self.begin(challenge, false);
                let code = self.code(challenge, 0);
                let mut answer = tokens(self.at);
                answer["AuthenticationResult"]["NewDeviceMetadata"] = json!({"DeviceKey": "us-east-1_1", "DeviceGroupKey": "-a"});
                self.respond(challenge, Some(&session), code, Ok(answer));
                self.wait(3_500_000, 3_700_000);
                let sent = json!({"AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": CLIENT, "AuthParameters": {"REFRESH_TOKEN": "r.e.f.r.e"}});
                self.call("InitiateAuth", sent, Err((NOT_AUTHORIZED, "Invalid Refresh Token.")));
            }
            "no-scope" => {
                let token = token(self.at, "access", "openid email");
                let refused = (NOT_AUTHORIZED, "Access Token does not have required scopes");
                self.call("AssociateSoftwareToken", json!({"AccessToken": token}), Err(refused));
            }
            "id-token" => {
                let token = token(self.at, "id", "");
                self.call("GetUser", json!({"AccessToken": token}), Err((NOT_AUTHORIZED, "Invalid Access Token")));
            }
            "captcha" => {
                let session = self.begin("MFA_SETUP", false);
                let refused = ("ForbiddenException", "Request not allowed due to WAF captcha.");
                self.call("AssociateSoftwareToken", json!({"Session": session}), Err(refused));
            }
            other => assert_eq!(other, "none"),
        }
    }

    fn refused_at_once(&mut self, said: (&'static str, &'static str)) {
        let parameters = self.parameters("USER_PASSWORD_AUTH");
        let sent =
            json!({"AuthFlow": "USER_PASSWORD_AUTH", "ClientId": CLIENT, "AuthParameters": parameters});
        self.call("InitiateAuth", sent, Err(said));
    }

    /// Some users who sign in, one of whom meets the fault.
    fn record(mut self, fault: &str) -> String {
        let users = 1 + self.dice.below(3);
        let unlucky = self.dice.below(users);
        for number in 0..users {
            self.user = format!("user{number}");
            for _ in 0..self.dice.below(2) {
                self.sign_in();
            }
            if number == unlucky {
                self.go_wrong(fault);
            }
            self.wait(61_000, 100_000);
            for _ in 0..self.dice.below(2) {
                self.sign_in();
            }
        }
        har_of(&self.entries)
    }
}

fn token(at: i64, kind: &str, scope: &str) -> String {
    let claims = json!({
        "sub": "0f1e2d3c-1111-2222-3333-444455556666", "token_use": kind, "scope": scope, "client_id": CLIENT,
        "iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_AbCdEf123", "jti": "5e6f",
        "iat": at / 1000, "exp": at / 1000 + 3600, "auth_time": at / 1000, "username": "ada",
    });
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.c2lnbmF0dXJl", part(&json!({"kid": "key", "alg": "RS256"})), part(&claims))
}

fn tokens(at: i64) -> Value {
    let scope = "aws.cognito.signin.user.admin";
    json!({"ChallengeParameters": {}, "AuthenticationResult": {
        "AccessToken": token(at, "access", scope), "IdToken": token(at, "id", ""), "RefreshToken": "r.e.f.r.e",
        "ExpiresIn": 3600, "TokenType": "Bearer"}})
}

/// Which rules speak of the recording.
fn rules_of(text: &str) -> BTreeSet<&'static str> {
    let read = har::read(text.as_bytes(), "login.har", &Key::new(&[3; 32])).unwrap();
    let links = Links::of(&read.timeline);
    let judged = judge_trace(&read.timeline, &links, None, &Selection::default()).unwrap();
    judged.findings.iter().map(|finding| finding.rule).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn each_fault_gives_its_own_finding_and_a_right_run_none(seed in any::<u64>(), fault in 0..FAULTS.len()) {
        let (fault, rule) = FAULTS[fault];
        let text = Browser::new(seed).record(fault);
        prop_assert_eq!(rules_of(&text), rule.into_iter().collect(), "{}: {}", fault, text);
    }
}
