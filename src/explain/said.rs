//! What the text around an exception says: the message beside its name, and whether Amazon Cognito is the speaker.

/// Bytes after an exception's name in which its message must begin.
const NEAR: usize = 400;

/// The message that stands beside the exception at `start..end` of a record; `None` where it stands alone.
pub(super) fn message(record: &str, start: usize, end: usize) -> Option<&str> {
    let after = record.get(end..)?;
    let line = after.lines().next().unwrap_or_default();
    let told = operation_colon(line).or_else(|| colon(line)).or_else(|| member(record, start, end));
    let told = told.or_else(|| before_service(record.get(..start)?));
    told.map(str::trim).filter(|text| text.chars().filter(char::is_ascii_alphabetic).count() > 2)
}

/// `) when calling the InitiateAuth operation: text`, also with `(reached max retries: 4)` in between.
fn operation_colon(line: &str) -> Option<&str> {
    let at = line.to_ascii_lowercase().find(" operation")?;
    line.get(at..)?.split_once(": ").map(|(_, text)| text)
}

/// `: text`, `(client): text`, `{message=text`, `("text`: what follows the name at once.
fn colon(line: &str) -> Option<&str> {
    let line = line.strip_prefix(" (client)").unwrap_or(line);
    let text = line.trim_start_matches(['"', '\'', '`', ')', ']', '»', '”']);
    let marks = [":", "(message=", "{message=", "(", " (", " - "];
    let text = marks.iter().find_map(|mark| text.strip_prefix(mark))?;
    // A list of members, not a text: `: {"$fault": …`.
    let text = text.trim_start_matches([' ', ':', '"', '\'']);
    let of_sdk = ["Service:", "Status Code"].iter().any(|word| text.starts_with(word));
    (!of_sdk && !text.starts_with(['{', '[', ',', '/', ')'])).then_some(text)
}

/// `"message": "text"` or `errorMessage = 'text'` in the same record.
fn member(record: &str, start: usize, end: usize) -> Option<&str> {
    let after = || record.get(end..(end + NEAR).min(record.len())).or_else(|| record.get(end..));
    let before = || record.get(start.saturating_sub(NEAR)..start).or_else(|| record.get(..start));
    [after(), before()].into_iter().flatten().find_map(|part| {
        let at = part.to_ascii_lowercase().find("message")?;
        let rest = part.get(at + "message".len()..)?.trim_start_matches(['\\', '"', '\'', ' ']);
        let text = rest.strip_prefix([':', '='])?.trim_start_matches(['\\', '"', '\'', ' ']);
        let text = text.split(['"', '\n']).next()?;
        (!text.starts_with("null")).then_some(text)
    })
}

/// `text (Service: AWSCognitoIdentityProvider; Status Code: 400; Error Code: `, as the SDK for Java puts it.
fn before_service(before: &str) -> Option<&str> {
    let (text, _) = before.rsplit_once(" (Service:")?;
    text.rsplit(['\n', ':']).next()
}

/// Whether the record says that Amazon Cognito speaks.
pub(super) fn names_cognito(record: &str) -> bool {
    let lower = record.to_ascii_lowercase();
    ["cognito", "user pool", "userpool"].iter().any(|word| lower.contains(word))
}

/// Whether the record names an operation or service of AWS in one of the usual wrappers. Where none of Cognito's was
/// found in it, another service speaks.
pub(super) fn names_service(record: &str) -> bool {
    ["when calling the ", "operation error ", "(Service: ", "\\\"eventSource\\\"", "\"eventSource\""]
        .iter()
        .any(|mark| record.contains(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_beside_an_exception() {
        for (record, expected) in [
            ("An error occurred (X) when calling the GetUser operation: Told you", Some("Told you")),
            ("X: Told you", Some("Told you")),
            ("X (client): Told you - {", Some("Told you - {")),
            ("{\"__type\":\"X\",\"message\":\"Told you\"}", Some("Told you")),
            ("{\n  message: 'Told you',\n  code: 'X'\n}", Some("Told you',")),
            ("\"errorCode\": \"X\",\n \"errorMessage\": \"Told you\"", Some("Told you")),
            (
                "Told you (Service: AWSCognito; Status Code: 400; Error Code: X; Request ID: 1)",
                Some("Told you"),
            ),
            ("X", None),
            ("we get X here", None),
            ("X: ", None),
            ("An error occurred (X) when calling the GetUser operation:", None),
        ] {
            let at = record.find('X').unwrap_or_default();
            assert_eq!(message(record, at, at + 1), expected, "{record}");
        }
    }
}
