use super::*;

fn clause(operator: &str, values: &[&str]) -> Clause {
    Clause {
        operator: Operator::parse(operator).unwrap(),
        operator_text: operator.to_owned(),
        key: "aws:K".to_owned(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
    }
}

fn truth(operator: &str, values: &[&str], known: Known) -> Truth {
    let mut context = Context::closed();
    context.set("AWS:k", known);
    context.set("aws:unknown", Known::Unknown);
    holds(&clause(operator, values), true, &context).truth
}

const T: Truth = Truth::True;
const F: Truth = Truth::False;
const M: Truth = Truth::Maybe;

#[test]
fn absent_keys() {
    for (operator, expected) in [
        ("StringEquals", F),
        ("Bool", F),
        ("IpAddress", F),
        ("NumericNotEquals", T),
        ("StringNotEquals", T),
        ("ArnNotLike", T),
        ("NotIpAddress", T),
        ("DateNotEquals", T),
        ("StringEqualsIfExists", T),
        ("ArnNotLikeIfExists", T),
        ("ForAllValues:StringEquals", T),
        ("ForAllValues:StringNotLike", T),
        ("ForAllValues:StringEqualsIfExists", T),
        ("ForAnyValue:StringEquals", F),
        ("ForAnyValue:StringNotEquals", F),
        ("ForAnyValue:StringEqualsIfExists", F),
    ] {
        assert_eq!(truth(operator, &["a"], Known::Absent), expected, "{operator}");
    }
}

#[test]
fn null() {
    for (operator, value, known, expected) in [
        ("Null", "true", Known::Absent, T),
        ("Null", "false", Known::Absent, F),
        ("Null", "TRUE", Known::one("x"), F),
        ("Null", "false", Known::one("x"), T),
        ("Null", "false", Known::many([""; 0]), F),
        ("Null", "true", Known::one(""), T),
        ("Null", "true", Known::SomeValue, F),
        ("Null", "true", Known::Unknown, M),
        ("ForAllValues:Null", "false", Known::Absent, T),
        ("ForAllValues:Null", "false", Known::Unknown, T),
        ("ForAnyValue:Null", "false", Known::one("x"), F),
    ] {
        assert_eq!(truth(operator, &[value], known.clone()), expected, "{operator} {value} {known}");
    }
}

#[test]
fn sets() {
    for (operator, actual, expected) in [
        ("ForAllValues:StringEquals", vec![], T),
        ("ForAnyValue:StringEquals", vec![], F),
        ("ForAllValues:StringEquals", vec!["a", "b"], T),
        ("ForAllValues:StringEquals", vec!["a", "c"], F),
        ("ForAnyValue:StringEquals", vec!["c", "b"], T),
        ("ForAnyValue:StringEquals", vec!["c"], F),
        ("ForAllValues:StringNotEquals", vec!["c", "d"], T),
        ("ForAllValues:StringNotEquals", vec!["c", "a"], F),
        ("ForAnyValue:StringNotEquals", vec!["c", "a"], T),
        ("ForAnyValue:StringNotEquals", vec!["a", "b"], F),
        ("StringEquals", vec!["a"], F),
        ("StringNotEquals", vec!["c"], F),
        ("StringEqualsIfExists", vec!["a"], F),
    ] {
        assert_eq!(
            truth(operator, &["a", "b"], Known::many(actual.clone())),
            expected,
            "{operator} {actual:?}"
        );
    }
    for (operator, expected) in [
        ("ForAllValues:StringEquals", T),
        ("ForAllValues:StringNotEquals", T),
        ("ForAnyValue:StringEquals", F),
        ("ForAnyValue:StringNotEquals", F),
        ("ForAnyValue:StringLike", F),
    ] {
        assert_eq!(truth(operator, &["a", "*", ""], Known::one("")), expected, "{operator} on an empty text");
    }
    assert_eq!(truth("ForAnyValue:StringEquals", &["a"], Known::one("a")), T);
    assert_eq!(truth("ForAllValues:StringEquals", &["a"], Known::one("b")), F);
}

#[test]
fn values_of_each_operator() {
    for (operator, value, actual, expected) in [
        ("StringEquals", "a*", "a*", T),
        ("StringEquals", "a*", "ab", F),
        ("StringEquals", "A", "a", F),
        ("StringEqualsIgnoreCase", "MFA-Prod", "mfa-prod", T),
        ("StringNotEqualsIgnoreCase", "MFA-Prod", "mfa-prod", F),
        ("StringLike", "a:*:c", "a:b:b:c", T),
        ("StringLike", "A*", "ab", F),
        ("StringNotLike", "a?", "ab", F),
        ("StringLike", "${*}", "*", T),
        ("StringLike", "${*}", "x", F),
        ("NumericEquals", "1.0", "1", T),
        ("NumericNotEquals", "x", "1", T),
        ("NumericLessThan", "2", "10", F),
        ("NumericGreaterThanEquals", "10", "10", T),
        ("DateLessThan", "2026-01-01T00:00:00Z", "1700000000", T),
        ("DateGreaterThan", "yesterday", "1700000000", F),
        ("Bool", "true", "TRUE", T),
        ("Bool", "false", "", F),
        ("BinaryEquals", "YWJj", "abc", T),
        ("IpAddress", "10.0.0.0/8", "10.1.2.3", T),
        ("NotIpAddress", "10.0.0.0/8", "2001:db8::1", T),
        ("ArnLike", "arn:aws:iam::*:role/*", "arn:aws:iam::1:role/a/b", T),
        ("ArnEquals", "arn:aws:iam::*:role/*", "arn:aws:iam::1:role/a/b", T),
        ("ArnLike", "arn:aws:iam:*", "arn:aws:iam::1:role/a", F),
        ("ArnNotLike", "arn:aws:iam::*:user/*", "arn:aws:iam::1:role/a", T),
        ("ArnNotLike", "role/a", "arn:aws:iam::1:role/a", M),
        ("ArnNotLike", "arn:aws:iam::*:role/*", "role/a", M),
        ("ArnNotLike", "arn:aws:iam:*", "arn:aws:iam::1:role/a", T),
        ("ArnLike", "role/a", "arn:aws:iam::1:role/a", F),
    ] {
        assert_eq!(truth(operator, &[value], Known::one(actual)), expected, "{operator} {value} {actual}");
    }
}

#[test]
fn unknown_keys_and_candidates() {
    let absent_or_false = Known::OneOf(vec![None, Some(Value::Single("false".into()))]);
    assert_eq!(truth("BoolIfExists", &["false"], absent_or_false.clone()), T);
    assert_eq!(truth("Bool", &["true"], absent_or_false.clone()), F);
    assert_eq!(truth("Bool", &["false"], absent_or_false), M);
    assert_eq!(truth("StringEquals", &["a"], Known::Unknown), M);
    assert_eq!(truth("StringLike", &["*"], Known::SomeValue), M);
    assert_eq!(truth("StringEquals", &["a", "${aws:unknown}"], Known::one("a")), T);
    assert_eq!(truth("StringNotEquals", &["a", "${aws:unknown}"], Known::one("a")), F);
    assert_eq!(truth("StringEquals", &["a", "${aws:unknown}"], Known::one("b")), M);
    assert_eq!(truth("StringEquals", &["${aws:missing}"], Known::one("b")), F);
    assert_eq!(truth("StringNotEquals", &["${aws:missing}"], Known::one("b")), T);
}

#[test]
fn no_values_match_nothing() {
    assert_eq!(truth("StringEquals", &[], Known::one("b")), F);
    assert_eq!(truth("StringNotEquals", &[], Known::one("b")), T);
}
