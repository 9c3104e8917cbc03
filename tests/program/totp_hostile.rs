//! Whatever is pasted, nothing panics and nothing of it is shown.
use mfa_doctor::totp::{Paste, Question, Secret, TypedCode, check, compose, looks_secret, verify};
use proptest::prelude::*;

/// Things that look like what is expected, and anything else.
fn pasted() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[A-Z2-7a-z =-]{0,80}",
        "(otpauth|OTPAUTH|otpauth-migration)://(totp|hotp|)/?[A-Za-z:%+/é]{0,9}[?]?((secret|issuer|digits|period|algorithm|x)=?[A-Z2-7%#& 0]{0,40}&){0,5}",
        "[{]\"(SecretCode|UserCode|x)\": ?(\"[A-Z2-7]{0,40}\"|[0-9]{0,30}|[\\[{]*)[}]?",
        "([A-Z2-7]{32}|[0-9 ]{0,12}|\r|\n){0,6}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_panics_and_debug_is_mute(text in pasted(), at in any::<u64>()) {
        let checked = check(&text);
        let paste = Paste::read(&text);
        let _ = (looks_secret(&text), TypedCode::read(&text), Secret::read(&text));
        let said = format!("{checked:?} {paste:?} {:?} {:?}", TypedCode::read(&text), Secret::read(&text));
        for piece in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|piece| piece.len() >= 16) {
            prop_assert!(!said.contains(piece), "{said}");
        }
        if let Ok(paste) = paste {
            let secrets: Vec<Secret> = paste.secrets.into_iter().map(|pasted| pasted.secret).collect();
            let _ = verify(Question { secrets: &secrets, codes: &paste.codes, at });
        }
    }

    #[test]
    fn whatever_can_be_made_is_fit(key in "[A-Z2-7]{32}", issuer in any::<String>(), account in any::<String>()) {
        let secret = Secret::read(&key).unwrap();
        if let Ok(uri) = compose(&secret, &issuer, &account) {
            let checked = check(&uri);
            prop_assert!(checked.faults.is_empty(), "{:?}", checked.faults);
            prop_assert_eq!(checked.secret.map(|secret| secret.text().to_owned()), Some(key));
        }
    }

    #[test]
    fn the_code_of_any_time_matches_at_that_time(key in "[A-Z2-7]{32}", at in 0..253_402_300_799_u64) {
        let secret = [Secret::read(&key).unwrap()];
        let now = mfa_doctor::totp::current(&secret[0], at);
        let codes = [TypedCode::read(&now.code).unwrap()];
        let answer = verify(Question { secrets: &secret, codes: &codes, at });
        prop_assert!(matches!(answer.verdict, mfa_doctor::totp::Verdict::Matches(_)), "{answer:?}");
    }
}
