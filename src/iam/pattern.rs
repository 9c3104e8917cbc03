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

/// Whether a pattern covers a whole text.
///
/// Only the last `*` is ever retried, which suffices and keeps the work at pattern times text.
pub(super) fn matches(pattern: &[Token], text: &[char]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(Token::Run) => {
                retry = Some((p + 1, t));
                p += 1;
            }
            Some(token) if token.takes(text[t]) => {
                p += 1;
                t += 1;
            }
            _ => match retry {
                Some((after, from)) => {
                    retry = Some((after, from + 1));
                    p = after;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|token| *token == Token::Run)
}

/// Whether the tokens are this text, with `*` and `?` as themselves.
pub(super) fn equals(pattern: &[Token], text: &str, ignore_case: bool) -> bool {
    let mut chars = text.chars();
    pattern.iter().all(|token| {
        let own = match token {
            Token::Char(c) => *c,
            Token::Colon => ':',
            Token::One => '?',
            Token::Run => '*',
        };
        chars.next().is_some_and(|c| if ignore_case { own.eq_ignore_ascii_case(&c) } else { own == c })
    }) && chars.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glob(pattern: &str, text: &str) -> bool {
        matches(&plain(pattern), &text.chars().collect::<Vec<_>>())
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
        ] {
            assert_eq!(glob(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_stay_quick() {
        assert!(!glob(&("*a".repeat(2_000) + "b"), &"a".repeat(5_000)));
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
        assert!(matches(&tokens, &"x-r*d".chars().collect::<Vec<_>>()));
        assert!(!matches(&tokens, &"x-rAd".chars().collect::<Vec<_>>()));
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
