//! The reference in `docs/` says what the program says.
//!
//! `UPDATE=1 cargo test --test project` rewrites it.

use super::table::{in_a_block, keep, printed, with_section};
use clap::Command;
use mfa_doctor::permissions::OPERATIONS;
use mfa_doctor::rules;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

/// Every command that can be run, with the words that lead to it.
fn commands() -> Vec<(Vec<String>, Command)> {
    fn walk(command: &Command, words: &[String], found: &mut Vec<(Vec<String>, Command)>) {
        found.push((words.to_vec(), command.clone()));
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            walk(inner, &[words, &[inner.get_name().to_owned()]].concat(), found);
        }
    }
    let mut found = Vec::new();
    walk(&mfa_doctor::cli::command_line(), &[], &mut found);
    found
}

fn called(words: &[String]) -> String {
    [&["mfa-doctor".to_owned()], words].concat().join(" ")
}

/// Keeps the sections of a page that people wrote around them.
pub fn keep_sections(name: &str, sections: &[(&str, String)]) {
    let path = docs().join(name);
    let mut page = fs::read_to_string(&path).unwrap().replace("\r\n", "\n");
    for (section, content) in sections {
        page = with_section(&page, section, content);
    }
    keep(&path, &page);
}

#[test]
fn every_command_is_described() {
    let mut page = String::from("# Commands\n");
    for (words, _) in commands() {
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.push("--help");
        let level = if words.len() > 1 { "###" } else { "##" };
        write!(page, "\n{level} {}\n\n{}", called(&words), in_a_block(&printed(&args, 0))).unwrap();
    }
    // A program of Windows calls itself by the name of its file.
    keep(&docs().join("commands.md"), &page.replace("mfa-doctor.exe", "mfa-doctor"));
}

/// The exit codes of the help of a command: number and meaning.
fn codes(command: &Command) -> Vec<(String, String)> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let Some((_, list)) = help.split_once("Exit codes:\n") else { return Vec::new() };
    let mut codes: Vec<(String, String)> = Vec::new();
    for line in list.lines() {
        match line.trim().split_once("  ") {
            Some((code, meaning)) if code.parse::<u8>().is_ok() => {
                codes.push((code.to_owned(), meaning.trim().to_owned()));
            }
            // A meaning that goes on.
            _ => {
                let (_, meaning) = codes.last_mut().unwrap_or_else(|| panic!("no exit code: {line}"));
                meaning.push(' ');
                meaning.push_str(line.trim());
            }
        }
    }
    codes
}

#[test]
fn the_exit_codes_of_every_command_are_described() {
    let mut table = String::from("| command | code | meaning |\n|---|---|---|\n");
    for (words, command) in commands() {
        let leads_on = command.get_subcommands().next().is_some();
        let codes = codes(&command);
        assert!(leads_on || !codes.is_empty(), "{} says nothing of its exit codes", called(&words));
        if leads_on {
            continue;
        }
        for (position, (code, meaning)) in codes.iter().enumerate() {
            let name = if position == 0 { format!("`{}`", words.join(" ")) } else { String::new() };
            writeln!(table, "| {name} | {code} | {meaning} |").unwrap();
        }
    }
    keep_sections("exit-codes.md", &[("codes", table)]);
}

#[test]
fn every_rule_is_described() {
    let folder = docs().join("rules");
    let mut families: Vec<&str> = Vec::new();
    for rule in rules::all() {
        if !families.contains(&&rule.id[..3]) {
            families.push(&rule.id[..3]);
        }
    }
    let mut index = printed(&["rules", "--format", "markdown"], 0);
    let mut pages = BTreeSet::from(["README.md".to_owned()]);
    for family in families {
        let file = format!("{}.md", family.to_lowercase());
        for rule in rules::all().filter(|rule| rule.id.starts_with(family)) {
            // The heading of the rule, as GitHub makes an anchor of it.
            let anchor = format!("{file}#{}-{}", rule.id.to_lowercase(), rule.name);
            index = index.replace(
                &format!("[{}]({})", rule.id, rule.docs),
                &format!("[{}]({anchor}) `{}`", rule.id, rule.name),
            );
        }
        let whole = printed(&["rules", family, "--format", "markdown"], 0);
        keep(&folder.join(&file), &format!("# Rules {family}\n\n[All rules](README.md)\n\n{whole}"));
        pages.insert(file);
    }
    let intro = "**error**: users fail now, or the change that was asked for will be refused. **warning**: fails for \
                 some users,\nor under a condition likely to come. **note**: worth knowing, nothing fails. The \
                 severity is the highest that a finding\nof the rule can have.\n";
    keep(&folder.join("README.md"), &format!("# Rules\n\n{intro}\n{index}"));
    let found = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(found.collect::<BTreeSet<_>>(), pages, "docs/rules holds pages of rules and nothing else");
}

#[test]
fn the_permissions_are_described() {
    let mut table = String::from("| permission | part | for |\n|---|---|---|\n");
    for operation in OPERATIONS {
        let names: Vec<String> = operation.actions().map(|name| format!("`{name}`")).collect();
        writeln!(table, "| {} | {} | {} |", names.join(", "), operation.part(), operation.why).unwrap();
    }
    let args = "generate iam-policy --pool us-east-1_AbCdEf123 --account 111122223333 --role arn:aws:iam::111122223333:role/service-role/cognito-sms";
    let said = printed(&args.split(' ').collect::<Vec<_>>(), 0);
    let policy = format!("```console\n$ mfa-doctor {args}\n{said}```\n");
    keep_sections("permissions.md", &[("permissions", table), ("policy", policy)]);
}
