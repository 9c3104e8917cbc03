//! The rules table is complete, and the README says what the program says.
//!
//! `UPDATE=1 cargo test --test project` rewrites the generated parts of the README.
use mfa_doctor::rules;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

#[test]
fn ids_and_names_are_unique_and_well_formed() {
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        assert!(rule.id.len() == 6 && rule.id[..3].chars().all(|c| c.is_ascii_uppercase()), "{}", rule.id);
        assert!(rule.id[3..].chars().all(|c| c.is_ascii_digit()), "{}", rule.id);
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(rule.name.chars().all(kebab), "{}: {}", rule.id, rule.name);
        assert!(seen.insert(rule.id) && seen.insert(rule.name), "{} or {} stands twice", rule.id, rule.name);
    }
}

#[test]
fn every_rule_has_its_words() {
    for rule in rules::all() {
        for words in [rule.title, rule.why, rule.fix, rule.silent] {
            assert!(words.len() > 10 && words.trim() == words, "{}: {words:?}", rule.id);
        }
        assert!(!rule.title.ends_with('.') && !rule.title.contains('\n'), "{}: {}", rule.id, rule.title);
        for words in [rule.why, rule.fix, rule.silent] {
            assert!(words.ends_with('.'), "{}: whole sentences: {words}", rule.id);
        }
        assert!(!rule.looks_at.is_empty(), "{}: it looks at something", rule.id);
        assert!(rule.docs.starts_with("https://"), "{}: {}", rule.id, rule.docs);
    }
}

#[test]
fn a_rule_is_found_by_id_and_by_name() {
    for rule in rules::all() {
        assert_eq!(rules::find(&rule.id.to_lowercase()).unwrap().id, rule.id);
        assert_eq!(rules::find(rule.name).unwrap().id, rule.id);
    }
}

/// What the program prints, and how it ends.
pub fn printed(args: &[&str], code: i32) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
        .args(args)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env_clear()
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// What the program says of an error in the pool that the README shows.
fn explained() -> String {
    let error = "Role does not have permission to publish with SNS (Service: CognitoIdentityProvider, Status Code: 400)";
    let pool = "fixtures/demo/broken-pool.json";
    let said = printed(&["explain", error, "--snapshot", pool], 0);
    format!("```console\n$ mfa-doctor explain '{error}' --snapshot {pool}\n{}\n```\n", said.trim_end())
}

/// What the program says of two pools.
fn compared() -> String {
    let args = "diff fixtures/demo/broken-pool.json fixtures/healthy.json -q";
    let said = printed(&args.split(' ').collect::<Vec<_>>(), 1);
    format!("```console\n$ mfa-doctor {args}\n{}\n```\n", said.trim_end())
}

/// What the program says of the code that the README shows.
fn verified() -> String {
    let args = "totp verify --secret-file fixtures/demo/secret.json --code-file fixtures/demo/codes.txt --at 2026-11-25T12:00:15Z";
    let said = printed(&args.split(' ').collect::<Vec<_>>(), 1);
    format!("```console\n$ mfa-doctor {args}\n{}\n```\n", said.trim_end())
}

/// What the program says of the recording that the README shows.
fn traced() -> String {
    let args = "trace fixtures/demo/login.har";
    let said = printed(&args.split(' ').collect::<Vec<_>>(), 1);
    format!("```console\n$ mfa-doctor {args}\n{}\n```\n", said.trim_end())
}

/// What the program says of the change that the README shows.
fn changed() -> String {
    let args = "check --snapshot fixtures/demo/broken-pool.json --change fixtures/demo/change.json -q";
    let said = printed(&args.split(' ').collect::<Vec<_>>(), 1);
    format!("```console\n$ mfa-doctor {args}\n{}\n```\n", said.trim_end())
}

pub fn in_a_block(text: &str) -> String {
    format!("```text\n{}\n```\n", text.trim_end())
}

#[test]
fn the_readme_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = std::fs::read_to_string(&path).unwrap();
    let mut current = readme.clone();
    for (section, content) in [
        ("demo", in_a_block(&printed(&["check", "--snapshot", "fixtures/demo/broken-pool.json"], 1))),
        ("change", changed()),
        ("explain", explained()),
        ("diff", compared()),
        ("totp", verified()),
        ("trace", traced()),
        ("rule", in_a_block(&printed(&["rules", "SMS006"], 0))),
    ] {
        current = with_section(&current, section, &content);
    }
    keep(&path, &current);
}

/// A file that the program writes: what stands there is current, or is rewritten in update mode.
pub fn keep(path: &Path, current: &str) {
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, current).unwrap();
        return;
    }
    let found = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    let name = path.display();
    assert!(found == current, "{name} is stale: UPDATE=1 cargo test --test project rewrites it");
}

/// Replaces what stands between `<!-- name -->` and `<!-- /name -->`.
pub fn with_section(text: &str, name: &str, content: &str) -> String {
    let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&open).unwrap_or_else(|| panic!("no {open}"));
    let (_, after) = rest.split_once(&close).unwrap_or_else(|| panic!("no {close}"));
    format!("{before}{open}{content}{close}{after}")
}
