//! Every documented error in every wrapper, as programs put them around it.

use mfa_doctor::catalog::{self, DocumentedError};
use mfa_doctor::explain::{Match, recognise};

/// `T` stands for the exception, `M` for the message, `Op` for the operation.
const WITH_BOTH: &[&str] = &[
    "An error occurred (T) when calling the Op operation: M",
    "botocore.errorfactory.T: An error occurred (T) when calling the Op operation: M.",
    "com.amazonaws.services.cognitoidp.model.T: M (Service: AWSCognitoIdentityProvider; Status Code: 400; Error Code: T; Request ID: 5e1d; Proxy: null)",
    "operation error Cognito Identity Provider: Op, https response error StatusCode: 400, RequestID: 5e1d, T: M.",
    "{\"__type\":\"T\",\"message\":\"M.\"}",
    "{\"__type\":\"com.amazonaws.cognito.identity.idp.model#T\",\"message\":\"M\"}",
    "{code: 'T', name: 'T', message: 'M'}",
    "{\n  \"eventSource\": \"cognito-idp.amazonaws.com\",\n  \"eventName\": \"Op\",\n  \"errorCode\": \"T\",\n  \"errorMessage\": \"M\"\n}",
    "T (client): M - {\"__type\":\"T\",\"message\":\"M\"}",
    "Amazon.CognitoIdentityProvider.Model.T: M\n   at Amazon.Runtime.Internal.HttpErrorResponseExceptionHandler",
    "Aws::CognitoIdentityProvider::Errors::T (M)",
    "[ERROR] T: «M»..",
];

/// Wrappers in which the exception is lost.
const WITHOUT_TYPE: &[&str] = &[
    "M",
    "Resource handler returned message: \"M (Service: CognitoIdentityProvider, Status Code: 400, Request ID: 5e1d)\" (RequestToken: 5e1d, HandlerErrorCode: InvalidRequest)",
    "La consola de AWS dice: «M».",
    "M。とは何ですか",
];

/// The message as AWS would print it, with what varies filled in.
fn filled(error: &DocumentedError) -> String {
    let fills = [
        ("{tier}", "LITE"),
        ("{feature}", "Email MFA"),
        ("{features}", "Threat Protection"),
        ("{id}", "1example23456789"),
        ("{Region}", "us-east-1"),
        ("{Regions}", "eu-west-1, us-east-1, us-west-2"),
        ("{identities}", "someone@example.com"),
        ("{number}", "+358000000000"),
        ("{flow}", "USER_PASSWORD_AUTH"),
        ("{trigger}", "PreSignUp"),
        ("{text}", "no"),
        ("{value}", "x"),
        ("{member}", "smsAuthenticationMessage"),
        ("{constraint}", "Member must satisfy regular expression pattern: .*\\{####\\}.*"),
        ("{…}", "Something went wrong"),
    ];
    let text = fills.iter().fold(error.message.to_owned(), |text, (name, value)| text.replace(name, value));
    assert!(!text.contains('{') || text.contains("####"), "{text}");
    text
}

/// Puts the parts in, where only the marks are replaced.
fn wrapped(wrapper: &str, error: &DocumentedError, message: &str) -> String {
    let operation = error.operations.first().copied().unwrap_or("InitiateAuth");
    let mut text = String::new();
    let mut rest = wrapper;
    while let Some(c) = rest.chars().next() {
        let lone = |mark: &str| {
            let word = |c: char| c.is_ascii_alphanumeric();
            rest.starts_with(mark) && !text.ends_with(word) && !rest[mark.len()..].starts_with(word)
        };
        let (value, width) = if lone("T") {
            (error.code.unwrap_or("Error").to_owned(), 1)
        } else if lone("M") {
            (message.to_owned(), 1)
        } else if lone("Op") {
            (operation.to_owned(), 2)
        } else {
            (c.to_string(), c.len_utf8())
        };
        text.push_str(&value);
        rest = &rest[width..];
    }
    text
}

#[test]
fn an_exception_with_its_message_is_that_error_in_any_wrapper() {
    let mut wrong = Vec::new();
    for error in catalog::all().filter(|error| error.code.is_some()) {
        for wrapper in WITH_BOTH {
            // Other services have some of these exceptions too: without a known text, Cognito must be the speaker.
            if error.any_message() && !["Cognito", "cognito", "Op"].iter().any(|word| wrapper.contains(word))
            {
                continue;
            }
            let plain = wrapped(wrapper, error, &filled(error));
            let loud = plain.to_uppercase().replace("\\N", "\\n");
            let curly = plain.replace('\'', "’");
            for text in [plain, curly, loud] {
                let recognition = recognise(&text);
                let best = recognition.errors.first().map(|met| (met.error.id, met.matched, met.count));
                if best != Some((error.id, Match::Exact, 1)) {
                    wrong.push(format!("{} from {text}: {best:?}", error.id));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn a_message_alone_is_a_candidate_and_one_without_exception_is_exact() {
    let mut wrong = Vec::new();
    for error in catalog::all().filter(|error| !error.any_message()) {
        // Two words that any program may print say nothing without the exception.
        if error.id == catalog::TOTP_ENROLMENT_CODE_MISMATCH.id {
            continue;
        }
        let expected = if error.code.is_some() { Match::Candidate } else { Match::Exact };
        for wrapper in WITHOUT_TYPE {
            let text = wrapped(wrapper, error, &filled(error));
            let best = recognise(&text).errors.first().map(|met| (met.error.id, met.matched));
            if best != Some((error.id, expected)) {
                wrong.push(format!("{} from {text}: {best:?}", error.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn an_exception_alone_gives_every_error_that_comes_with_it() {
    for error in catalog::all() {
        let Some(code) = error.code else { continue };
        let recognition = recognise(code);
        let met = recognition.errors.iter().find(|met| met.error.id == error.id);
        assert!(met.is_some_and(|met| met.matched == Match::Candidate), "{code}: {}", error.id);
    }
}
