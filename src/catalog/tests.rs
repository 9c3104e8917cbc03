//! The table keeps the promises of its types' documentation.

use std::collections::HashSet;

use super::*;

/// The sources of the families, to find an entry that no list names.
const SOURCES: &[&str] = &[
    include_str!("client.rs"),
    include_str!("email.rs"),
    include_str!("lambda.rs"),
    include_str!("limits.rs"),
    include_str!("passkey.rs"),
    include_str!("pool.rs"),
    include_str!("recovery.rs"),
    include_str!("session.rs"),
    include_str!("sms.rs"),
    include_str!("tier.rs"),
    include_str!("token.rs"),
    include_str!("totp.rs"),
    include_str!("user.rs"),
    include_str!("waf.rs"),
];

fn is_kebab_case(id: &str) -> bool {
    id.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()))
}

/// The form in which texts are compared: letter case does not tell errors apart.
fn folded(text: &str) -> String {
    text.to_lowercase()
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let mut seen = HashSet::new();
    for error in all() {
        assert!(is_kebab_case(error.id), "{}", error.id);
        assert!(seen.insert(error.id), "{} twice", error.id);
    }
}

#[test]
fn every_static_is_listed_once_and_named_like_its_id() {
    assert_eq!(SOURCES.len(), FAMILIES.len());
    let mut names = HashSet::new();
    for source in SOURCES {
        for line in source.lines() {
            let Some(rest) = line.strip_prefix("pub static ") else { continue };
            let name = rest.split(':').next().unwrap_or_default();
            names.insert(name.to_lowercase().replace('_', "-"));
        }
    }
    let ids: HashSet<String> = all().map(|error| error.id.to_owned()).collect();
    assert_eq!(names, ids);
}

#[test]
fn no_words_are_empty_or_end_wrongly() {
    for error in all() {
        let id = error.id;
        for text in [error.message].iter().chain(error.variants) {
            assert!(!text.trim().is_empty(), "{id}");
            assert!(!text.ends_with('.'), "{id}: the final full stop is left out: {text}");
        }
        assert!(!error.causes.is_empty(), "{id} has no cause");
        let sentences =
            [error.meaning, error.fix].into_iter().chain(error.causes.iter().map(|cause| cause.text));
        for text in sentences {
            assert_eq!(text, text.trim(), "{id}");
            assert!(text.ends_with('.'), "{id}: {text}");
            assert!(!text.contains("  "), "{id}: {text}");
        }
        assert!(error.operations.iter().all(|operation| !operation.is_empty()), "{id}");
        assert_ne!(error.code, Some(""), "{id}");
    }
}

#[test]
fn docs_are_pages_of_aws() {
    for error in all() {
        let aws = ["https://docs.aws.amazon.com/", "https://repost.aws/"];
        assert!(aws.iter().any(|site| error.docs.starts_with(site)), "{}: {}", error.id, error.docs);
    }
}

#[test]
fn no_text_means_two_errors_under_one_code() {
    let mut seen = HashSet::new();
    for error in all() {
        for text in [error.message].iter().chain(error.variants) {
            assert!(seen.insert((error.code, folded(text))), "{}: {text}", error.id);
        }
    }
}

#[test]
fn a_text_is_an_error_of_its_own_whatever_the_code() {
    let mut seen = HashSet::new();
    for error in all().filter(|error| !error.any_message()) {
        for text in [error.message].iter().chain(error.variants) {
            assert!(seen.insert(folded(text)), "{}: {text}", error.id);
        }
    }
}

#[test]
fn an_entry_has_a_code_or_a_text() {
    for error in all() {
        assert!(error.code.is_some() || !error.any_message(), "{}", error.id);
        assert!(!error.any_message() || error.variants.is_empty(), "{}", error.id);
        assert!(error.variants.iter().all(|text| *text != ANY_MESSAGE), "{}", error.id);
    }
}

#[test]
fn causes_name_rules_by_their_id_and_once() {
    for error in all() {
        let mut seen = HashSet::new();
        for rule in error.causes.iter().filter_map(|cause| cause.rule) {
            let (family, number) = rule.split_at(3);
            assert!(family.bytes().all(|b| b.is_ascii_uppercase()), "{}: {rule}", error.id);
            assert!(number.len() == 3 && number.bytes().all(|b| b.is_ascii_digit()), "{}: {rule}", error.id);
            assert!(seen.insert(rule), "{}: {rule} twice", error.id);
        }
    }
}

#[test]
fn an_entry_is_found_by_its_id() {
    assert_eq!(by_id("sms-role-cannot-publish"), Some(&SMS_ROLE_CANNOT_PUBLISH));
    assert_eq!(by_id("SMS_ROLE_CANNOT_PUBLISH"), None);
    for error in all() {
        assert_eq!(by_id(error.id), Some(error));
    }
}

#[test]
fn one_exception_two_errors() {
    let pool = &TOTP_NOT_ENABLED_IN_POOL;
    let user = &TOTP_NOT_SET_UP_FOR_USER;
    assert_eq!(pool.code, user.code);
    assert_ne!(pool.message, user.message);
}
