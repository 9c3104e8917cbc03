//! Patterns: text with wildcards, and with policy variables replaced.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::collections::BTreeSet;

use super::context::{Context, Known, Value};

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token {
    /// This character; also one that stands for itself only because a variable brought it.
    Char(char),
    /// A colon that the policy itself wrote: it separates ARN fields.
    Colon,
    /// `?`: any one character.
    One,
    /// `*`: any run of characters, also none.
    Run,
}

impl Token {
    pub(super) fn takes(self, c: char) -> bool {
        match self {
            Token::Char(own) => own == c,
            Token::Colon => c == ':',
            Token::One => true,
            Token::Run => false,
        }
    }

    /// The character as written.
    fn literal(self) -> char {
        match self {
            Token::Char(c) => c,
            Token::Colon => ':',
            Token::One => '?',
            Token::Run => '*',
        }
    }
}

/// What a text of a policy says once its variables are replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pattern {
    /// A pattern.
    Tokens(Vec<Token>),
    /// A variable has no value: nothing matches.
    Null,
    /// These keys (lower case) would have to be known.
    Unknown(BTreeSet<String>),
}

/// Tokens of a text without variables.
pub(super) fn plain(text: &str) -> Vec<Token> {
    text.chars().map(wild).collect()
}

/// Whether a text holds something that is a variable in a policy that has them.
pub(super) fn has_variable(text: &str) -> bool {
    text.find("${").is_some_and(|start| text[start..].contains('}'))
}

/// Replaces the variables of a text.
///
/// What a variable brings is literal: a `*` inside a tag's value must not widen a policy.
pub(super) fn expand(text: &str, variables: bool, context: &Context) -> Pattern {
    if !variables || !text.contains("${") {
        return Pattern::Tokens(plain(text));
    }
    let (mut tokens, mut unknown, mut null) = (Vec::new(), BTreeSet::new(), false);
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        tokens.extend(rest[..start].chars().map(wild));
        let inner = &rest[start + 2..start + length];
        rest = &rest[start + length + 1..];
        match inner {
            "*" | "?" | "$" => tokens.extend(inner.chars().map(Token::Char)),
            _ => match value(inner, context) {
                Found::Text(text) => tokens.extend(text.chars().map(Token::Char)),
                Found::Nothing => null = true,
                Found::Unknown(key) => {
                    unknown.insert(key);
                }
            },
        }
    }
    tokens.extend(rest.chars().map(wild));
    if null {
        Pattern::Null
    } else if unknown.is_empty() {
        Pattern::Tokens(tokens)
    } else {
        Pattern::Unknown(unknown)
    }
}

enum Found<'a> {
    Text(&'a str),
    Nothing,
    Unknown(String),
}

/// The text of `key` or `key, 'default'`. A multi-valued key has no single text.
fn value<'a>(inner: &'a str, context: &'a Context) -> Found<'a> {
    let (key, default) = match inner.split_once(',') {
        None => (inner.trim(), None),
        Some((key, default)) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|d| d.strip_suffix('\''));
            match quoted {
                Some(default) => (key.trim(), Some(default)),
                None => return Found::Nothing,
            }
        }
    };
    let absent = default.map_or(Found::Nothing, Found::Text);
    match context.get(key) {
        Known::Present(Value::Single(text)) => Found::Text(text),
        Known::Present(Value::Multi(_)) | Known::Absent => absent,
        Known::Unknown | Known::SomeValue | Known::OneOf(_) => Found::Unknown(key.to_lowercase()),
    }
}

fn wild(c: char) -> Token {
    match c {
        '*' => Token::Run,
        '?' => Token::One,
        ':' => Token::Colon,
        _ => Token::Char(c),
    }
}

/// Whether `pattern`, in which `*` stands for any run of characters and `?` for any one, covers the whole of `text`.
pub fn covers(pattern: &str, text: &str) -> bool {
    matches(&plain(pattern), text)
}

/// Whether a pattern covers a whole text.
///
/// Between two `*` the leftmost place is as good as any other, so nothing is ever tried twice.
pub(super) fn matches(pattern: &[Token], text: &str) -> bool {
    let mut segments = pattern.split(|token| *token == Token::Run);
    let Some(mut rest) = segments.next().and_then(|first| strip(first, text)) else { return false };
    let Some(last) = segments.next_back() else { return rest.is_empty() };
    for segment in segments {
        match after(segment, rest) {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    ends_with(last, rest)
}

/// What follows a segment without `*` at the start of a text.
fn strip<'a>(segment: &[Token], text: &'a str) -> Option<&'a str> {
    let mut chars = text.chars();
    segment.iter().all(|token| chars.next().is_some_and(|c| token.takes(c))).then_some(chars.as_str())
}

/// What follows the first place of a segment in a text.
fn after<'a>(segment: &[Token], text: &'a str) -> Option<&'a str> {
    if segment.contains(&Token::One) {
        return text.char_indices().find_map(|(i, _)| strip(segment, &text[i..]));
    }
    let needle: String = segment.iter().map(|token| token.literal()).collect();
    text.find(&needle).map(|at| &text[at + needle.len()..])
}

fn ends_with(segment: &[Token], text: &str) -> bool {
    match segment.len().checked_sub(1) {
        None => true,
        Some(back) => {
            let start = text.char_indices().nth_back(back);
            start.is_some_and(|(at, _)| strip(segment, &text[at..]).is_some())
        }
    }
}

/// Whether the tokens are this text, with `*` and `?` as themselves.
pub(super) fn equals(pattern: &[Token], text: &str, ignore_case: bool) -> bool {
    let mut chars = text.chars();
    pattern.iter().all(|token| {
        let own = token.literal();
        chars.next().is_some_and(|c| if ignore_case { own.eq_ignore_ascii_case(&c) } else { own == c })
    }) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(pattern: &str, text: &str) -> bool {
        matches(&plain(pattern), text)
    }

    #[test]
    fn wildcards() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("?", "", false),
            ("a*c", "abbbc", true),
            ("a*c", "abbb", false),
            ("a?c", "ac", false),
            ("*ab*ab", "abab", true),
            ("*ab*ab", "aba", false),
            ("**", "x", true),
            ("é?", "éü", true),
            ("a*?*b", "ab", false),
            ("a*?b*c", "axxbyc", true),
            ("a*ü", "éü", false),
            ("*?ü", "éü", true),
            ("a*a", "a", false),
            ("*aab*aab", "aab", false),
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_stay_quick() {
        assert!(!glob(&("*a".repeat(20_000) + "b"), &"a".repeat(50_000)));
        assert!(!glob(&format!("*{}b", "a".repeat(20_000)), &"a".repeat(50_000)));
    }

    fn context() -> Context {
        let mut context = Context::closed();
        context.set("aws:PrincipalTag/Team", Known::one("r*d"));
        context.set("aws:TagKeys", Known::many(["a"]));
        context.set("aws:SourceIp", Known::Unknown);
        context
    }

    #[test]
    fn what_a_variable_brings_is_literal() {
        let Pattern::Tokens(tokens) = expand("x-${AWS:principaltag/team}", true, &context()) else {
            panic!("no tokens");
        };
        assert!(matches(&tokens, "x-r*d"));
        assert!(!matches(&tokens, "x-rAd"));
    }

    #[test]
    fn missing_and_multi_valued_variables_are_null_unless_they_have_a_default() {
        for (text, expected) in [
            ("${aws:username}", Pattern::Null),
            ("${aws:TagKeys}", Pattern::Null),
            ("${aws:username, 'ab'}", Pattern::Tokens(vec![Token::Char('a'), Token::Char('b')])),
            ("${aws:username,'*'}", Pattern::Tokens(vec![Token::Char('*')])),
            ("${aws:username, ab}", Pattern::Null),
            ("${*}${?}${$}", Pattern::Tokens(vec![Token::Char('*'), Token::Char('?'), Token::Char('$')])),
            ("${aws:SourceIp}", Pattern::Unknown(BTreeSet::from(["aws:sourceip".to_owned()]))),
            ("${a", Pattern::Tokens(vec![Token::Char('$'), Token::Char('{'), Token::Char('a')])),
        ] {
            assert_eq!(expand(text, true, &context()), expected, "{text}");
        }
    }

    #[test]
    fn the_old_version_has_no_variables() {
        let Pattern::Tokens(tokens) = expand("${aws:username}", false, &context()) else {
            panic!("no tokens")
        };
        assert!(equals(&tokens, "${aws:username}", false));
    }
}
