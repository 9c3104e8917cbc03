//! Points that AWS documents nowhere, and how they are read here.

/// A point without documentation on which a decision may hang.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    WildcardPrincipal,
    OtherServiceName,
    SetOperatorIfExists,
    MultiWithoutSetOperator,
    NoValues,
    MalformedArn,
    Unconvertible,
    OperatorCase,
    NotAnArnPattern,
}

const ALL: [(Reading, &str); 9] = [
    (
        Reading::WildcardPrincipal,
        "AWS does not document whether the principal \"*\" covers a service; it is taken to",
    ),
    (
        Reading::OtherServiceName,
        "AWS does not document other spellings of a service principal (regional, upper case, suffixed); \
         they are taken not to match",
    ),
    (
        Reading::SetOperatorIfExists,
        "AWS does not document IfExists together with ForAllValues or ForAnyValue; the set operator is \
         taken to decide about an absent key",
    ),
    (
        Reading::MultiWithoutSetOperator,
        "AWS does not document an operator without ForAllValues or ForAnyValue on a key with several \
         values; it is taken not to match",
    ),
    (Reading::NoValues, "AWS does not document a condition key without values; no value is taken to match"),
    (
        Reading::MalformedArn,
        "AWS does not document what a negated ARN operator does with a text that is no ARN; the answer \
         is left open",
    ),
    (
        Reading::Unconvertible,
        "AWS does not document a comparison of values that do not fit the operator; they are taken not \
         to match",
    ),
    (
        Reading::OperatorCase,
        "AWS does not document condition operators in another letter case; they are read as the usual ones",
    ),
    (
        Reading::NotAnArnPattern,
        "IAM refuses a resource that is neither an ARN nor \"*\"; it is taken to cover nothing",
    ),
];

/// A set of readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Readings(u16);

impl Readings {
    pub(super) fn union(self, other: Readings) -> Readings {
        Readings(self.0 | other.0)
    }

    pub(super) fn sentences(self) -> Vec<&'static str> {
        ALL.iter().filter(|(r, _)| self.0 & Readings::from(*r).0 != 0).map(|(_, words)| *words).collect()
    }
}

impl From<Reading> for Readings {
    fn from(reading: Reading) -> Readings {
        Readings(1 << reading as u16)
    }
}
