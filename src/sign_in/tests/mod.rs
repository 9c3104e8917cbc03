//! The state machine: what it sends, with which Session, and where it ends.

mod enrolment;

use super::*;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

const CODE: &str = "123456";

fn sign_in(flow: Flow, enrol: bool) -> SignIn {
    SignIn::new(Setup {
        pool: "eu-west-1_AbCdEf123".to_owned(),
        client: "client".to_owned(),
        client_secret: None,
        user: "ada@example.com".to_owned(),
        password: Hidden::new("canary-password"),
        flow,
        enrol,
        random: Zeroizing::new(vec![7; RANDOM]),
    })
}

fn challenge(name: &str, session: &str, parameters: &[(&str, &str)]) -> Reply {
    let parameters: BTreeMap<String, String> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Reply::Challenge {
        name: name.to_owned(),
        session: Some(session).filter(|session| !session.is_empty()).map(Hidden::new),
        parameters,
        available: Vec::new(),
    }
}

fn tokens() -> Reply {
    Reply::Tokens(Tokens { access: Some(Hidden::new("canary-access")), ..Tokens::default() })
}

fn refusal(code: &str, message: &str) -> Refusal {
    Refusal { code: code.to_owned(), message: message.to_owned(), by_aws: true }
}

/// The next call; nothing else may be due.
#[track_caller]
fn call(sign_in: &mut SignIn) -> Call {
    match sign_in.next(0) {
        Next::Call(call) => call,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn question(sign_in: &mut SignIn) -> Question {
    match sign_in.next(0) {
        Next::Ask(question) => question,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn end(sign_in: &mut SignIn) -> End {
    match sign_in.next(0) {
        Next::End(end) => end,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn answered(sign_in: &mut SignIn, reply: Reply) -> Call {
    let call = call(sign_in);
    sign_in.reply(&call, Ok(reply), 0, 0);
    call
}

#[track_caller]
fn refused(sign_in: &mut SignIn, code: &str, message: &str) -> Call {
    let call = call(sign_in);
    sign_in.reply(&call, Err(refusal(code, message)), 0, 0);
    call
}

#[track_caller]
fn told(sign_in: &mut SignIn, told: Told) -> Question {
    let question = question(sign_in);
    sign_in.tell(question.clone(), told);
    question
}

#[track_caller]
fn code(sign_in: &mut SignIn) -> Question {
    told(sign_in, Told::Text(Hidden::new(CODE)))
}

/// Name, Session and responses of an answer to a challenge.
#[track_caller]
fn sent(call: &Call) -> (String, Option<String>, BTreeMap<String, String>) {
    let Call::Answer { challenge, session, responses, .. } = call else { panic!("{call:?}") };
    let plain = |(name, value): &(String, Hidden)| (name.clone(), value.reveal().to_owned());
    let session = session.as_ref().map(|session| session.reveal().to_owned());
    (challenge.clone(), session, responses.iter().map(plain).collect())
}

/// A sign-in by password at a challenge that came with Session `s1`.
fn at(name: &str, parameters: &[(&str, &str)], enrol: bool) -> SignIn {
    let mut sign_in = sign_in(Flow::Password, enrol);
    answered(&mut sign_in, challenge(name, "s1", parameters));
    sign_in
}

#[test]
fn each_flow_begins_in_its_own_way() {
    for (flow, operation, auth_flow, key) in [
        (Flow::Srp, "InitiateAuth", "USER_SRP_AUTH", "SRP_A"),
        (Flow::Password, "InitiateAuth", "USER_PASSWORD_AUTH", "PASSWORD"),
        (Flow::Admin, "AdminInitiateAuth", "ADMIN_USER_PASSWORD_AUTH", "PASSWORD"),
    ] {
        let mut sign_in = sign_in(flow, false);
        let call = answered(&mut sign_in, tokens());
        assert_eq!(call.operation().as_str(), operation);
        let Call::Begin { flow, parameters, .. } = call else { panic!("{call:?}") };
        assert_eq!(flow, auth_flow);
        let names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["USERNAME", key]);
        assert!(matches!(end(&mut sign_in), End::SignedIn));
    }
}

#[test]
fn each_code_goes_under_its_own_key() {
    for (name, key, channel) in [
        ("SMS_MFA", "SMS_MFA_CODE", Channel::Sms),
        ("SMS_OTP", "SMS_OTP_CODE", Channel::Sms),
        ("EMAIL_OTP", "EMAIL_OTP_CODE", Channel::Email),
        ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA_CODE", Channel::Totp),
    ] {
        let masked = [("CODE_DELIVERY_DESTINATION", "+*******1234"), ("USER_ID_FOR_SRP", "ada")];
        let mut sign_in = at(name, &masked, false);
        let asked = code(&mut sign_in);
        let destination = Some("+*******1234".to_owned());
        assert_eq!(asked, Question::Code { channel, destination, again: None });
        let (challenge, session, responses) = sent(&answered(&mut sign_in, tokens()));
        assert_eq!((challenge.as_str(), session.as_deref()), (name, Some("s1")));
        let expected = [("USERNAME", "ada"), (key, CODE)];
        assert_eq!(responses, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
    }
}

#[test]
fn a_wrong_code_is_asked_for_again_with_the_same_session_three_times_at_most() {
    let mut sign_in = at("EMAIL_OTP", &[], false);
    for again in [None, Some(Again::Wrong), Some(Again::Wrong)] {
        let asked = code(&mut sign_in);
        assert_eq!(asked, Question::Code { channel: Channel::Email, destination: None, again });
        let call = refused(&mut sign_in, "CodeMismatchException", "Invalid code or auth state for the user.");
        assert_eq!(sent(&call).1.as_deref(), Some("s1"));
    }
    assert!(matches!(end(&mut sign_in), End::Refused));
}

#[test]
fn a_used_code_is_another_thing_than_a_wrong_one() {
    let mut sign_in = at("SOFTWARE_TOKEN_MFA", &[], false);
    code(&mut sign_in);
    refused(&mut sign_in, "ExpiredCodeException", "Your software token has already been used once.");
    let again = Some(Again::Used);
    assert_eq!(code(&mut sign_in), Question::Code { channel: Channel::Totp, destination: None, again });
    answered(&mut sign_in, tokens());
    assert!(matches!(end(&mut sign_in), End::SignedIn));
}

#[test]
fn nobody_who_knows_another_code_leaves_it_refused() {
    let mut sign_in = at("SMS_MFA", &[], false);
    code(&mut sign_in);
    refused(&mut sign_in, "CodeMismatchException", "Invalid code or auth state for the user.");
    told(&mut sign_in, Told::Nothing);
    assert!(matches!(end(&mut sign_in), End::Refused));
    let mut sign_in = at("SMS_MFA", &[], false);
    told(&mut sign_in, Told::Nothing);
    assert!(matches!(end(&mut sign_in), End::Unanswered(Question::Code { .. })));
}

#[test]
fn every_session_error_ends_it_with_its_age() {
    for message in [
        "Invalid session for the user.",
        "Invalid session for the user, session is expired.",
        "Invalid session for the user, session can only be used once.",
    ] {
        let mut sign_in = at("SMS_MFA", &[], false);
        code(&mut sign_in);
        let call = call(&mut sign_in);
        sign_in.reply(&call, Err(refusal("NotAuthorizedException", message)), 234_000, 234_100);
        assert!(matches!(end(&mut sign_in), End::Refused));
        let step = sign_in.steps().last().unwrap_or_else(|| panic!("no step"));
        assert_eq!((step.session_age, step.took), (Some(234_000), 100));
        assert_eq!(step.challenge.as_deref(), Some("SMS_MFA"));
        assert_eq!(step.outcome.refusal().map(|refusal| refusal.message.as_str()), Some(message));
    }
}

#[test]
fn srp_proves_the_password_and_answers_as_cognito_names_the_user() {
    let mut sign_in = sign_in(Flow::Srp, false);
    let parameters = [("USER_ID_FOR_SRP", "0f3c"), ("SALT", "a1"), ("SRP_B", "b2"), ("SECRET_BLOCK", "c3Q=")];
    // Cognito gives no Session with it.
    answered(&mut sign_in, challenge("PASSWORD_VERIFIER", "", &parameters));
    let (_, session, responses) = sent(&answered(&mut sign_in, challenge("SMS_MFA", "s2", &[])));
    assert_eq!(session, None);
    assert_eq!(responses["USERNAME"], "0f3c");
    assert_eq!(responses["TIMESTAMP"], "Thu Jan 1 00:00:00 UTC 1970");
    assert_eq!(responses["PASSWORD_CLAIM_SECRET_BLOCK"], "c3Q=");
    assert_eq!(responses["PASSWORD_CLAIM_SIGNATURE"].len(), 44);
    code(&mut sign_in);
    let (_, session, responses) = sent(&answered(&mut sign_in, tokens()));
    assert_eq!((session.as_deref(), responses["USERNAME"].as_str()), (Some("s2"), "0f3c"));

    let mut sign_in = self::sign_in(Flow::Srp, false);
    answered(&mut sign_in, challenge("PASSWORD_VERIFIER", "", &parameters[..3]));
    let End::Cannot { why, .. } = end(&mut sign_in) else { panic!("{sign_in:?}") };
    assert_eq!(why, "the challenge has no usable SECRET_BLOCK");
}

#[test]
fn a_factor_is_chosen_from_what_the_challenge_offers() {
    for name in ["MFAS_CAN_CHOOSE", "MFAS_CAN_SELECT"] {
        let mut sign_in = at("SELECT_MFA_TYPE", &[(name, "[\"SMS_MFA\",\"SOFTWARE_TOKEN_MFA\"]")], false);
        let asked = told(&mut sign_in, Told::Choice("SOFTWARE_TOKEN_MFA".to_owned()));
        assert_eq!(asked, Question::Choice(vec!["SMS_MFA".to_owned(), "SOFTWARE_TOKEN_MFA".to_owned()]));
        let (_, session, responses) =
            sent(&answered(&mut sign_in, challenge("SOFTWARE_TOKEN_MFA", "s2", &[])));
        assert_eq!((session.as_deref(), responses["ANSWER"].as_str()), (Some("s1"), "SOFTWARE_TOKEN_MFA"));
        code(&mut sign_in);
        assert_eq!(sent(&call(&mut sign_in)).1.as_deref(), Some("s2"));
    }
}

#[test]
fn the_first_factor_is_the_password_where_it_may_be() {
    for (flow, available, answer) in [
        (Flow::Srp, &["EMAIL_OTP", "PASSWORD", "PASSWORD_SRP"][..], Some("PASSWORD_SRP")),
        (Flow::Srp, &["PASSWORD"], Some("PASSWORD")),
        (Flow::Password, &["PASSWORD_SRP", "PASSWORD"], Some("PASSWORD")),
        (Flow::Password, &["WEB_AUTHN"], None),
    ] {
        let mut sign_in = sign_in(flow, false);
        let available = available.iter().map(|name| (*name).to_owned()).collect();
        let name = "SELECT_CHALLENGE".to_owned();
        let (session, parameters) = (Some(Hidden::new("s1")), BTreeMap::new());
        answered(&mut sign_in, Reply::Challenge { name, session, parameters, available });
        match answer {
            Some(answer) => assert_eq!(sent(&call(&mut sign_in)).2["ANSWER"], answer),
            None => assert!(matches!(end(&mut sign_in), End::Cannot { .. })),
        }
    }
}

#[test]
fn a_new_password_comes_with_the_attributes_that_are_missing() {
    let mut sign_in =
        at("NEW_PASSWORD_REQUIRED", &[("requiredAttributes", "[\"userAttributes.name\"]")], false);
    assert_eq!(told(&mut sign_in, Told::Text(Hidden::new("canary-new"))), Question::NewPassword);
    let asked = told(&mut sign_in, Told::Text(Hidden::new("Ada L.")));
    assert_eq!(asked, Question::Attribute("name".to_owned()));
    let (_, _, responses) = sent(&answered(&mut sign_in, tokens()));
    assert_eq!(responses["NEW_PASSWORD"], "canary-new");
    assert_eq!(responses["userAttributes.name"], "Ada L.");
}

#[test]
fn what_cannot_be_answered_here_says_why() {
    for (name, word) in [
        ("DEVICE_SRP_AUTH", "device"),
        ("DEVICE_PASSWORD_VERIFIER", "device"),
        ("CUSTOM_CHALLENGE", "Lambda"),
        ("WEB_AUTHN", "passkey"),
        ("SOMETHING_NEW", "not a challenge that this version knows"),
    ] {
        let mut sign_in = at(name, &[], false);
        let End::Cannot { challenge, why } = end(&mut sign_in) else { panic!("{sign_in:?}") };
        assert_eq!(challenge, name);
        assert!(why.contains(word), "{why}");
    }
}

#[test]
fn a_client_secret_is_asked_for_once_cognito_wants_it() {
    let mut sign_in = sign_in(Flow::Password, false);
    let message = "Client client is configured with secret but SECRET_HASH was not received";
    refused(&mut sign_in, "NotAuthorizedException", message);
    assert_eq!(told(&mut sign_in, Told::Text(Hidden::new("canary-client"))), Question::ClientSecret);
    let Call::Begin { parameters, .. } =
        answered(&mut sign_in, challenge("SMS_MFA", "s1", &[("USERNAME", "ada")]))
    else {
        panic!()
    };
    let of = |user: &str| secret_hash(&Hidden::new("canary-client"), user, "client");
    assert_eq!(parameters[1], ("SECRET_HASH".to_owned(), of("ada@example.com")));
    code(&mut sign_in);
    // Every answer has it too, by the name that Cognito gave, not by the alias.
    assert_eq!(sent(&call(&mut sign_in)).2["SECRET_HASH"], of("ada").reveal());

    let mut sign_in = self::sign_in(Flow::Password, false);
    refused(&mut sign_in, "NotAuthorizedException", message);
    told(&mut sign_in, Told::Nothing);
    assert!(matches!(end(&mut sign_in), End::Refused));
}

#[test]
fn silence_and_interruption_end_it_with_the_call_in_doubt() {
    let mut silent = at("SMS_MFA", &[], false);
    code(&mut silent);
    let sent = call(&mut silent);
    let late = Refusal { code: "Timeout".to_owned(), message: String::new(), by_aws: false };
    silent.reply(&sent, Err(late), 0, 0);
    assert!(matches!(end(&mut silent), End::Unknown));
    assert!(matches!(silent.steps()[1].outcome, Outcome::Unknown(_)));

    let mut interrupted = sign_in(Flow::Srp, false);
    let sent = call(&mut interrupted);
    interrupted.interrupted(&sent, 0, 5);
    assert!(matches!(end(&mut interrupted), End::Unknown));
    assert_eq!(interrupted.steps()[0].outcome, Outcome::Interrupted);
}

#[test]
fn a_server_that_never_ends_is_left() {
    let mut sign_in = sign_in(Flow::Password, false);
    for number in 0.. {
        match sign_in.next(0) {
            Next::Call(call) => {
                let parameters = [("MFAS_CAN_CHOOSE", "[\"SMS_MFA\"]")];
                let reply = challenge("SELECT_MFA_TYPE", &format!("s{number}"), &parameters);
                sign_in.reply(&call, Ok(reply), 0, 0);
            }
            Next::Ask(question) => sign_in.tell(question, Told::Choice("SMS_MFA".to_owned())),
            Next::End(End::Cannot { why, .. }) => return assert!(why.contains("30 calls"), "{why}"),
            Next::End(other) => panic!("{other:?}"),
        }
    }
}

#[test]
fn nothing_secret_is_repeated() {
    let mut sign_in = at("SMS_MFA", &[], false);
    told(&mut sign_in, Told::Text(Hidden::new("canary-code")));
    let call = call(&mut sign_in);
    let echo = format!("{call:?} s1-canary: canary-code, canary-password");
    assert!(!format!("{call:?} {sign_in:?}").contains("canary"), "{call:?} {sign_in:?}");
    sign_in.reply(&call, Err(refusal("ResourceNotFoundException", &echo)), 0, 0);
    let message = &sign_in.steps()[1].outcome.refusal().unwrap_or_else(|| panic!("refused")).message;
    assert!(message.ends_with("s1-canary: (hidden), (hidden)"), "{message}");
    assert!(!format!("{:?}", sign_in.steps()).contains("canary-"), "{:?}", sign_in.steps());
}
