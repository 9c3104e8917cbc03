//! ARNs field by field, in resources and in the ARN condition operators.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use std::collections::BTreeSet;

use super::context::{Context, Resource};
use super::pattern::{self, Pattern, Token};
use super::truth::Truth;

/// The longest ARN, in characters.
///
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>
const MAX_ARN: usize = 2048;

/// Whether a text has the six fields of an ARN.
pub(super) fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.splitn(6, ':').count() == 6 && text.chars().nth(MAX_ARN).is_none()
}

/// Whether one pattern of `Resource` or `NotResource` covers the resource.
///
/// Of what has no ARN only `"*"` speaks; IAM stores no other pattern that is not an ARN itself.
pub(super) fn covers(
    written: &str,
    resource: &Resource,
    variables: bool,
    context: &Context,
) -> (Truth, BTreeSet<String>) {
    if written == "*" {
        return (Truth::True, BTreeSet::new());
    }
    if !written.starts_with("arn:") {
        return (Truth::False, BTreeSet::new());
    }
    let arn = match resource {
        Resource::Arn(arn) => arn,
        Resource::NotAnArn => return (Truth::False, BTreeSet::new()),
        Resource::None => return (Truth::Maybe, BTreeSet::new()),
    };
    if variables && variable_before_the_resource_part(written) {
        return (Truth::False, BTreeSet::new());
    }
    match pattern::expand(written, variables, context) {
        Pattern::Null => (Truth::False, BTreeSet::new()),
        Pattern::Unknown(keys) => (Truth::Maybe, keys),
        Pattern::Tokens(tokens) => {
            let covered = match_resource(&tokens, arn);
            (Truth::from(covered), BTreeSet::new())
        }
    }
}

/// Variables may stand only after the fifth colon of a resource.
fn variable_before_the_resource_part(written: &str) -> bool {
    written.splitn(6, ':').take(5).any(|field| field.contains("${"))
}

/// The fields of a pattern: split at the first five colons the policy wrote.
fn fields(tokens: &[Token]) -> Vec<&[Token]> {
    tokens.splitn(6, |token| *token == Token::Colon).collect()
}

fn field_by_field(pattern: &[&[Token]], arn: &str) -> bool {
    pattern.iter().zip(arn.splitn(6, ':')).all(|(p, t)| pattern::matches(p, t))
}

fn match_resource(tokens: &[Token], arn: &str) -> bool {
    // A shortened ARN is completed with wildcards.
    let missing = 6 - fields(tokens).len().min(6);
    let mut full = tokens.to_vec();
    for _ in 0..missing {
        full.extend([Token::Colon, Token::Run]);
    }
    let split = fields(&full);
    if field_by_field(&split, arn) {
        return true;
    }
    // A `*` that ends a field may run on past the colon.
    split[..5].iter().any(|field| field.last() == Some(&Token::Run)) && match_across(&split, arn)
}

/// Follows all readings at once, as inner wildcards must stay in their field and final ones need not.
fn match_across(fields: &[&[Token]], arn: &str) -> bool {
    let mut steps: Vec<(Token, bool)> = Vec::new();
    for (i, field) in fields.iter().enumerate() {
        if i > 0 {
            steps.push((Token::Colon, false));
        }
        let last_field = i + 1 == fields.len();
        for (j, token) in field.iter().enumerate() {
            steps.push((*token, last_field || (*token == Token::Run && j + 1 == field.len())));
        }
    }
    // at[i]: the text so far can be read by the first i steps.
    let mut at = vec![false; steps.len() + 1];
    at[0] = true;
    skip_runs(&mut at, &steps);
    let mut next = at.clone();
    for c in arn.chars() {
        next.fill(false);
        for (i, (token, crosses)) in steps.iter().enumerate() {
            if !at[i] {
                continue;
            }
            match token {
                Token::Run if c != ':' || *crosses => next[i] = true,
                Token::One if c == ':' && !*crosses => {}
                token if token.takes(c) => next[i + 1] = true,
                _ => {}
            }
        }
        skip_runs(&mut next, &steps);
        std::mem::swap(&mut at, &mut next);
    }
    at[steps.len()]
}

fn skip_runs(at: &mut [bool], steps: &[(Token, bool)]) {
    for (i, (token, _)) in steps.iter().enumerate() {
        if at[i] && *token == Token::Run {
            at[i + 1] = true;
        }
    }
}

/// Whether the first field of a pattern can be `arn`, and others follow.
pub(super) fn begins_as_arn(tokens: &[Token]) -> bool {
    let fields = fields(tokens);
    fields.len() > 1 && pattern::matches(fields[0], "arn")
}

/// `ArnLike` (and `ArnEquals`, which is the same): six fields, each matched by itself.
pub(super) fn like(tokens: &[Token], arn: &str) -> bool {
    let fields = fields(tokens);
    is_arn(arn) && fields.len() == 6 && field_by_field(&fields, arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:Topic:x";

    fn resource(pattern: &str) -> bool {
        covers(pattern, &Resource::Arn(TOPIC.into()), true, &Context::closed()).0 == Truth::True
    }

    #[test]
    fn resources() {
        for (pattern, expected) in [
            ("*", true),
            (TOPIC, true),
            ("arn:aws:sns:*:*:*", true),
            ("arn:aws:sns", true),
            ("arn:*", true),
            ("arn:aws:sns:us-east-?:111122223333:T*x", true),
            ("arn:aws:sns:us-east-1:111122223333:topic:x", false),
            ("arn:aws:sns:us-east-1:111122223333", true),
            ("arn:aws:sqs", false),
            ("arn:aws:sns:us*", true),
            ("arn:aws:s*333:Topic:x", false),
            ("arn:aws*:us-east-1:*:*:x", true),
            ("arn:aw*s:us-east-1:*:*:x", false),
            ("arn:aws:sns:*:*:*:y", false),
            ("arn:aws:sns?us-east-1:111122223333:Topic:x", false),
            ("arn:aws:${aws:username}:*:*:*", false),
            ("**", false),
            ("*:Topic:x", false),
            ("", false),
        ] {
            assert_eq!(resource(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn only_the_lone_star_covers_a_phone_number() {
        for (pattern, expected) in
            [("*", true), ("arn:*:*:*:*:*", false), ("+1*", false), ("**", false), ("?*", false)]
        {
            let truth = covers(pattern, &Resource::NotAnArn, true, &Context::closed()).0;
            assert_eq!(truth == Truth::True, expected, "{pattern}");
        }
    }

    #[test]
    fn arn_operators_keep_to_their_field() {
        let pool = "arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_AbCdEf123";
        for (pattern, expected) in [
            ("arn:aws:cognito-idp:us-east-1:111122223333:userpool/*", true),
            ("arn:aws:cognito-idp:*:111122223333:*", true),
            ("arn:aws:cognito-idp:*", false),
            ("arn:aws:*:userpool/*", false),
            ("arn:*:*:*:*:*", true),
            ("*", false),
            ("arn:aws:cognito-idp:us-east-1:111122223333:USERPOOL/*", false),
        ] {
            assert_eq!(like(&pattern::plain(pattern), pool), expected, "{pattern}");
        }
    }

    #[test]
    fn crossing_stays_quick() {
        let pattern = format!("arn:{}*:x", "*a".repeat(500));
        let arn = format!("arn:aws:s:r:1:{}", "a".repeat(2_000));
        assert_eq!(covers(&pattern, &Resource::Arn(arn), false, &Context::closed()).0, Truth::False);
    }
}
