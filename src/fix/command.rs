//! Words of a command that come from the snapshot, which somebody else may have written.

use serde_json::Value;

/// The words, in a form that the AWS CLI takes as they are meant; `None` where there is no such form.
///
/// A value that begins with a dash would be taken for an option, and one that begins with `file://` for the content of
/// a file of whoever runs the command. A shell cannot be handed control characters for sure.
pub(super) fn safe(argv: &[String]) -> Option<Vec<String>> {
    let mut words: Vec<String> = Vec::new();
    for word in argv {
        let opens_file =
            ["file://", "fileb://", "http://", "https://"].iter().any(|start| word.starts_with(start));
        if opens_file || word.is_empty() || word.chars().any(char::is_control) {
            return None;
        }
        match words.last_mut() {
            Some(option) if is_option(option) && word.starts_with('-') && !is_option(word) => {
                option.push('=');
                option.push_str(word);
            }
            _ => words.push(word.clone()),
        }
    }
    Some(words)
}

fn is_option(word: &str) -> bool {
    word.strip_prefix("--").is_some_and(|name| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    })
}

/// The blanks that a document leaves to the reader: `<DOMAIN>`.
pub(super) fn blanks(document: &Value) -> Box<dyn Iterator<Item = String> + '_> {
    match document {
        Value::String(text) => Box::new(text.match_indices('<').filter_map(|(at, _)| {
            let inner = text.get(at + 1..)?.split_once('>')?.0;
            let is_blank = inner.len() > 2 && inner.chars().all(|c| c.is_ascii_uppercase() || c == '_');
            is_blank.then(|| format!("<{inner}>"))
        })),
        Value::Array(elements) => Box::new(elements.iter().flat_map(blanks)),
        Value::Object(members) => Box::new(members.values().flat_map(blanks)),
        _ => Box::new(std::iter::empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn words(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_name_is_no_option_and_no_file() {
        assert_eq!(
            safe(&words("aws iam get-role --role-name a")),
            Some(words("aws iam get-role --role-name a"))
        );
        assert_eq!(safe(&words("aws iam --role-name -a")), Some(words("aws iam --role-name=-a")));
        assert_eq!(safe(&words("aws --role-name --Upper --x")), Some(words("aws --role-name=--Upper --x")));
        for hostile in ["file:///etc/passwd", "fileb://a", "a\nb", "a\u{0}", ""] {
            assert_eq!(safe(&["--role-name".to_owned(), hostile.to_owned()]), None, "{hostile:?}");
        }
    }

    #[test]
    fn blanks_are_found_wherever_they_stand() {
        let document =
            json!({"A": ["x <DOMAIN> y"], "B": {"C": "Example <a@example.com>", "D": "<KMS_KEY_ARN>"}});
        assert_eq!(blanks(&document).collect::<Vec<_>>(), ["<DOMAIN>", "<KMS_KEY_ARN>"]);
    }
}
