//! Which documented error an answer is.

use crate::catalog::{self, DocumentedError};
use crate::trace::{Part, Refusal, Step};

/// The documented error of a refusal: that of the longest wording, as one may be the beginning of another.
pub fn documented(refusal: &Refusal) -> Option<&'static DocumentedError> {
    let message = refusal.message.to_lowercase();
    let of_code = catalog::all()
        .filter(|error| error.code.is_none_or(|code| refusal.code.is_empty() || code == refusal.code));
    let matches = of_code.flat_map(|error| error.wordings().map(move |wording| (wording, error)));
    let matches = matches.filter(|(wording, _)| says(&message, wording));
    let by_words = matches.max_by_key(|(wording, _)| wording.len()).map(|(_, error)| error);
    let by_code = || catalog::all().find(|error| error.any_message() && error.code == Some(&*refusal.code));
    by_words.or_else(by_code)
}

/// Whether `message`, in lower case, holds the parts of `wording` that do not vary, one after the other.
fn says(message: &str, wording: &str) -> bool {
    let wording = wording.to_lowercase();
    let mut rest = message;
    wording.split('{').enumerate().all(|(number, part)| {
        let fixed = if number == 0 { part } else { part.split_once('}').map_or("", |(_, fixed)| fixed) };
        let fixed = fixed.trim();
        match rest.find(fixed) {
            Some(at) => {
                rest = &rest[at + fixed.len()..];
                true
            }
            None => false,
        }
    })
}

/// Whether VerifySoftwareToken answered without an error, and did not accept the code.
///
/// Source: <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-mfa-totp.html>
pub(super) fn is_unverified(step: &Step) -> bool {
    let status = step.reply().map(|reply| &reply.status);
    step.operation == "VerifySoftwareToken"
        && matches!(status, Some(Part::Known(status)) if status != "SUCCESS")
}

/// Whether VerifySoftwareToken accepted the code; `None` where the recording does not show it.
pub(super) fn is_verified(step: &Step) -> Option<bool> {
    match &step.reply()?.status {
        Part::Known(status) => Some(status == "SUCCESS"),
        Part::Absent => Some(false),
        Part::Hidden => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(code: &str, message: &str) -> Refusal {
        Refusal { status: Some(400), code: code.to_owned(), message: message.to_owned() }
    }

    #[test]
    fn the_longest_wording_is_the_error() {
        for (code, message, id) in [
            ("NotAuthorizedException", "Invalid session for the user.", Some("session-invalid")),
            (
                "NotAuthorizedException",
                "Invalid session for the user, session is expired.",
                Some("session-expired"),
            ),
            (
                "NotAuthorizedException",
                "Invalid session for the user, session can only be used once.",
                Some("session-used-twice"),
            ),
            ("CodeMismatchException", "Invalid session for the user.", None),
            (
                "InvalidParameterException",
                "USER_PASSWORD_AUTH flow not enabled for this client",
                Some("auth-flow-not-enabled"),
            ),
            ("InvalidParameterException", "", Some("invalid-parameter")),
        ] {
            assert_eq!(documented(&refusal(code, message)).map(|error| error.id), id, "{message}");
        }
    }
}
