//! What the silence of a rule says: nothing where another one speaks, as what is graver, or stands before it, is said
//! alone; and nothing where the fault passes by itself.

/// Rules, and those whose finding makes them keep silent although their own fault may be there.
const YIELDS: &[(&str, &[&str])] = &[
    ("EML002", &["EML003", "EML008"]),
    ("EML004", &["EML008"]),
    ("EML005", &["EML008"]),
    ("EML009", &["EML008"]),
    ("EML015", &["EML001"]),
    ("RSK001", &["RSK002"]),
    ("SMS001", &["SMS003", "SMS009", "SMS010"]),
    ("SMS002", &["SMS003", "SMS009", "SMS010"]),
    ("SMS003", &["SMS009", "SMS010"]),
    ("SMS004", &["SMS003", "SMS009", "SMS010"]),
    ("SMS005", &["SMS009", "SMS010"]),
    ("SMS006", &["SMS005", "SMS009", "SMS010"]),
    ("SMS008", &["SMS005", "SMS009", "SMS010"]),
    ("SMS009", &["SMS010"]),
    ("SMS019", &["SMS003", "SMS009", "SMS010"]),
    ("SMS020", &["SMS003", "SMS009", "SMS010"]),
    (
        "SMS023",
        &[
            "SMS001", "SMS002", "SMS003", "SMS004", "SMS005", "SMS006", "SMS008", "SMS009", "SMS010",
            "SMS019", "SMS020",
        ],
    ),
    ("TOT001", &["MFA001"]),
    ("USR003", &["USR008"]),
];

/// The rules whose finding makes `rule` keep silent. Its silence then says nothing.
pub fn yields_to(rule: &str) -> &'static [&'static str] {
    YIELDS.iter().find(|(id, _)| *id == rule).map_or(&[], |(_, others)| others)
}

/// Rules that prove a state which passes by itself, and why their silence does not deny that it was there.
const PASSING: &[(&str, &str)] = &[(
    "USR014",
    "no lock-out is proven for the time of the snapshot; one that was over by then, or that wrong codes led to, would not show",
)];

/// Why the silence of `rule` rules nothing out, where that is so whatever else was found.
pub fn passes(rule: &str) -> Option<&'static str> {
    PASSING.iter().find(|(id, _)| *id == rule).map(|(_, why)| *why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_is_a_rule() {
        let passing = PASSING.iter().map(|(rule, _)| (rule, &[][..]));
        for (rule, others) in YIELDS.iter().map(|(rule, others)| (rule, *others)).chain(passing) {
            for id in [rule].into_iter().chain(others) {
                assert!(super::super::find(id).is_some(), "{id}");
            }
        }
    }
}
