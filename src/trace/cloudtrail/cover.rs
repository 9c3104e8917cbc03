//! Takes what users typed out of what AWS said.

use std::borrow::Cow;

/// `message` without values that were sent, e-mail addresses and phone numbers: a validation error repeats what it
/// refuses, and that may be a code or a password.
pub(super) fn cover(message: &str) -> Cow<'_, str> {
    if !message.contains("alue '") && !message.contains('@') && !message.contains('+') {
        return Cow::Borrowed(message);
    }
    Cow::Owned(words(&values(message)))
}

/// Without what stands in `Value '…' at 'userCode'`.
fn values(message: &str) -> String {
    let mut left = message;
    let mut out = String::with_capacity(message.len());
    while let Some(at) = left.find("alue '") {
        let (before, value) = left.split_at(at + "alue '".len());
        out.push_str(before);
        out.push('…');
        // What was sent may hold a quote itself: it ends where the member is named, at the latest with the message.
        left = value.find("' at '").map_or("", |end| &value[end..]);
    }
    out.push_str(left);
    out
}

/// Without words that are an e-mail address or a phone number.
fn words(message: &str) -> String {
    message
        .split_inclusive(char::is_whitespace)
        .map(|word| {
            let digits = word.chars().filter(char::is_ascii_digit).count();
            let is_private = word.contains('@') || (word.contains('+') && digits >= 7);
            if is_private { format!("…{}", &word[word.trim_end().len()..]) } else { word.to_owned() }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::cover;

    #[test]
    fn what_was_typed_is_covered() {
        for (message, covered) in [
            ("Incorrect username or password.", "Incorrect username or password."),
            (
                "2 validation errors detected: Value '12'3' at 'userCode' failed to satisfy constraint: x; Value '' at 'session' failed",
                "2 validation errors detected: Value '…' at 'userCode' failed to satisfy constraint: x; Value '…' at 'session' failed",
            ),
            ("Value 'hunter2 and more", "Value '…"),
            (
                "PreSignUp failed with error jane@example.com is +15550100123.",
                "PreSignUp failed with error … is …",
            ),
        ] {
            assert_eq!(cover(message), covered);
        }
    }
}
