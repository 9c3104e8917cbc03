//! Enrolment, demanded by a challenge or asked for.

use super::*;

#[test]
fn enrolment_on_demand_goes_from_session_to_session() {
    let mut sign_in = at("MFA_SETUP", &[("MFAS_CAN_SETUP", "[\"SOFTWARE_TOKEN_MFA\"]")], true);
    let secret = Hidden::new("canary-secret");
    let associated = Reply::Associated { session: Some(Hidden::new("s2")), secret: secret.clone() };
    let Call::Associate(Key::Session(session)) = answered(&mut sign_in, associated) else { panic!() };
    assert_eq!(session.reveal(), "s1");
    assert_eq!(told(&mut sign_in, Told::Yes), Question::NewSecret(secret));
    // A `Status` of ERROR is no error of HTTP, and a wrong code; then the exception; then it is right.
    code(&mut sign_in);
    answered(&mut sign_in, Reply::Verified { success: false, session: Some(Hidden::new("s3")) });
    let again = Some(Again::Wrong);
    assert_eq!(code(&mut sign_in), Question::Code { channel: Channel::NewTotp, destination: None, again });
    let wrong = refused(&mut sign_in, "EnableSoftwareTokenMFAException", "Code mismatch");
    let Call::Verify { by: Key::Session(session), .. } = wrong else { panic!("{wrong:?}") };
    assert_eq!(session.reveal(), "s3");
    code(&mut sign_in);
    answered(&mut sign_in, Reply::Verified { success: true, session: Some(Hidden::new("s4")) });
    let (name, session, responses) = sent(&answered(&mut sign_in, tokens()));
    assert_eq!((name.as_str(), session.as_deref()), ("MFA_SETUP", Some("s4")));
    assert_eq!(responses.keys().collect::<Vec<_>>(), ["USERNAME"]);
    assert!(matches!(end(&mut sign_in), End::SignedIn));
    let by_challenge = |step: &Step| step.challenge.as_deref() == Some("MFA_SETUP");
    assert!(sign_in.steps()[1..].iter().all(by_challenge), "{:?}", sign_in.steps());
}

#[test]
fn enrolment_that_no_challenge_demands_goes_by_the_token_and_is_turned_on() {
    let mut sign_in = sign_in(Flow::Password, true);
    answered(&mut sign_in, tokens());
    let secret = Hidden::new("canary-secret");
    let call = answered(&mut sign_in, Reply::Associated { session: None, secret });
    assert!(matches!(call, Call::Associate(Key::Token(_))));
    told(&mut sign_in, Told::Yes);
    code(&mut sign_in);
    let call = answered(&mut sign_in, Reply::Verified { success: true, session: None });
    assert!(matches!(call, Call::Verify { by: Key::Token(_), .. }));
    assert!(matches!(answered(&mut sign_in, Reply::Preferred), Call::Prefer(_)));
    assert!(matches!(end(&mut sign_in), End::SignedIn));
}

#[test]
fn nobody_is_enrolled_unasked() {
    let mut sign_in = at("MFA_SETUP", &[], false);
    assert_eq!(told(&mut sign_in, Told::No), Question::MayEnrol);
    let End::Cannot { challenge, why } = end(&mut sign_in) else { panic!("{sign_in:?}") };
    assert_eq!(challenge, "MFA_SETUP");
    assert!(why.contains("--enroll totp"), "{why}");

    let mut sign_in = at("MFA_SETUP", &[], false);
    told(&mut sign_in, Told::Yes);
    assert!(matches!(call(&mut sign_in), Call::Associate(_)));

    let mut sign_in = at("MFA_SETUP", &[("MFAS_CAN_SETUP", "['SMS_MFA', 'EMAIL_OTP']")], true);
    let End::Cannot { why, .. } = end(&mut sign_in) else { panic!("{sign_in:?}") };
    assert!(why.contains("SMS_MFA or EMAIL_OTP"), "{why}");
}
