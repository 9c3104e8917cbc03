//! The names of condition operators.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

/// A condition operator: prefix, base, negation and suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operator {
    /// `ForAllValues:` or `ForAnyValue:`.
    pub set: Option<SetPrefix>,
    /// What is compared, and how.
    pub base: Base,
    /// A negated operator (`StringNotEquals`, `NotIpAddress`, …) holds when no value matches.
    pub negated: bool,
    /// The suffix `IfExists`: an absent key satisfies it.
    pub if_exists: bool,
}

/// The prefix that says how the values of a multi-valued key count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetPrefix {
    /// Every value of the request must satisfy the operator; none at all does.
    ForAllValues,
    /// At least one value of the request must.
    ForAnyValue,
}

/// The comparison of one request value with one policy value, negation aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// Exact text.
    StringEquals,
    /// Text without regard to ASCII letter case.
    StringEqualsIgnoreCase,
    /// Text with `*` and `?`.
    StringLike,
    /// Numbers.
    Numeric(Order),
    /// Points in time.
    Date(Order),
    /// `true` or `false`.
    Bool,
    /// Bytes; base64 in the policy.
    Binary,
    /// An address in a CIDR range.
    IpAddress,
    /// Six ARN fields with `*` and `?`; `ArnEquals` and `ArnLike` are the same.
    Arn,
    /// Whether the key is absent.
    Null,
}

/// How two numbers or dates must stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Equal.
    Equals,
    /// The request's value is smaller.
    LessThan,
    /// Smaller or equal.
    LessThanEquals,
    /// The request's value is greater.
    GreaterThan,
    /// Greater or equal.
    GreaterThanEquals,
}

impl Order {
    pub(super) fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Order::Equals => ordering.is_eq(),
            Order::LessThan => ordering.is_lt(),
            Order::LessThanEquals => ordering.is_le(),
            Order::GreaterThan => ordering.is_gt(),
            Order::GreaterThanEquals => ordering.is_ge(),
        }
    }
}

/// Base names with what they mean; `true` marks the negated ones.
const BASES: [(&str, Base, bool); 27] = [
    ("StringEquals", Base::StringEquals, false),
    ("StringNotEquals", Base::StringEquals, true),
    ("StringEqualsIgnoreCase", Base::StringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Base::StringEqualsIgnoreCase, true),
    ("StringLike", Base::StringLike, false),
    ("StringNotLike", Base::StringLike, true),
    ("NumericEquals", Base::Numeric(Order::Equals), false),
    ("NumericNotEquals", Base::Numeric(Order::Equals), true),
    ("NumericLessThan", Base::Numeric(Order::LessThan), false),
    ("NumericLessThanEquals", Base::Numeric(Order::LessThanEquals), false),
    ("NumericGreaterThan", Base::Numeric(Order::GreaterThan), false),
    ("NumericGreaterThanEquals", Base::Numeric(Order::GreaterThanEquals), false),
    ("DateEquals", Base::Date(Order::Equals), false),
    ("DateNotEquals", Base::Date(Order::Equals), true),
    ("DateLessThan", Base::Date(Order::LessThan), false),
    ("DateLessThanEquals", Base::Date(Order::LessThanEquals), false),
    ("DateGreaterThan", Base::Date(Order::GreaterThan), false),
    ("DateGreaterThanEquals", Base::Date(Order::GreaterThanEquals), false),
    ("Bool", Base::Bool, false),
    ("BinaryEquals", Base::Binary, false),
    ("IpAddress", Base::IpAddress, false),
    ("NotIpAddress", Base::IpAddress, true),
    ("ArnEquals", Base::Arn, false),
    ("ArnNotEquals", Base::Arn, true),
    ("ArnLike", Base::Arn, false),
    ("ArnNotLike", Base::Arn, true),
    ("Null", Base::Null, false),
];

const IF_EXISTS: &str = "IfExists";

impl SetPrefix {
    const ALL: [SetPrefix; 2] = [SetPrefix::ForAllValues, SetPrefix::ForAnyValue];

    fn name(self) -> &'static str {
        match self {
            SetPrefix::ForAllValues => "ForAllValues:",
            SetPrefix::ForAnyValue => "ForAnyValue:",
        }
    }
}

/// What follows a prefix, whatever its letter case.
fn without<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

impl Operator {
    /// Reads an operator name, in any letter case.
    pub(super) fn parse(text: &str) -> Result<Operator, String> {
        let (set, rest) = match SetPrefix::ALL.into_iter().find_map(|p| Some((p, without(text, p.name())?))) {
            Some((prefix, rest)) => (Some(prefix), rest),
            None => (None, text),
        };
        let split = rest.len().checked_sub(IF_EXISTS.len()).filter(|at| rest.is_char_boundary(*at));
        let (rest, if_exists) = match split.map(|at| rest.split_at(at)) {
            Some((rest, suffix)) if suffix.eq_ignore_ascii_case(IF_EXISTS) => (rest, true),
            _ => (rest, false),
        };
        let Some(&(_, base, negated)) = BASES.iter().find(|(name, ..)| name.eq_ignore_ascii_case(rest))
        else {
            return Err(format!("{text:?} is no condition operator"));
        };
        if base == Base::Null && if_exists {
            return Err("Null cannot carry the suffix IfExists".to_owned());
        }
        Ok(Operator { set, base, negated, if_exists })
    }

    /// Whether every part of a name that was read stands as AWS documents it.
    pub(super) fn in_usual_case(text: &str) -> bool {
        let rest = SetPrefix::ALL.into_iter().find_map(|p| text.strip_prefix(p.name())).unwrap_or(text);
        let rest = rest.strip_suffix(IF_EXISTS).unwrap_or(rest);
        BASES.iter().any(|(name, ..)| *name == rest)
    }

    /// Whether `${…}` is replaced in the values of this operator: only where text or ARNs compare.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>
    pub(super) fn takes_variables(self) -> bool {
        matches!(self.base, Base::StringEquals | Base::StringEqualsIgnoreCase | Base::StringLike | Base::Arn)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_prefix_suffix_and_any_case() {
        let op = Operator::parse("forANYvalue:StringNotLikeIfExists").unwrap();
        assert_eq!(
            op,
            Operator {
                set: Some(SetPrefix::ForAnyValue),
                base: Base::StringLike,
                negated: true,
                if_exists: true
            }
        );
    }

    #[test]
    fn knows_the_usual_case() {
        assert!(Operator::in_usual_case("ForAllValues:ArnLikeIfExists"));
        assert!(!Operator::in_usual_case("forAllValues:ArnLike"));
        assert!(!Operator::in_usual_case("stringEquals"));
    }

    #[test]
    fn refuses_what_iam_refuses() {
        for name in
            ["NullIfExists", "ForAllValues:NullIfExists", "StringMatches", "ForSome:Bool", "", "Bool "]
        {
            assert!(Operator::parse(name).is_err(), "{name}");
        }
    }

    #[test]
    fn there_are_26_operators_and_null() {
        assert_eq!(BASES.len(), 26 + 1);
    }
}
