//! The page on the configuration says what the program takes, and its examples are taken.
//!
//! `UPDATE=1 cargo test --test project` rewrites what the program knows.

use super::docs::keep_sections;
use super::table::printed;
use mfa_doctor::config::{self, variable_of};
use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;

/// What a key takes, in words.
fn takes(schema: &Value, root: &Value) -> String {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    let listed = schema["enum"].as_array().into_iter().flatten();
    let single = schema["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
    let words: Vec<String> = listed.chain(single).map(|word| format!("`{word}`")).collect();
    if !words.is_empty() {
        return words.join(", ");
    }
    match (schema["type"].as_str().unwrap(), schema["format"].as_str()) {
        ("array", _) => format!("list; each element {}", takes(&schema["items"], root)),
        ("object", _) if schema["additionalProperties"].is_object() => {
            format!("table; each value {}", takes(&schema["additionalProperties"], root))
        }
        ("object", _) => "table".to_owned(),
        ("boolean", _) => "`true`, `false`".to_owned(),
        (_, Some("date")) => "date".to_owned(),
        _ => "text".to_owned(),
    }
}

/// A value as TOML writes it.
fn in_toml(value: &Value) -> String {
    toml::Value::try_from(value).unwrap().to_string()
}

fn keys() -> String {
    let schema = config::schema().to_value();
    let mut text = String::new();
    for (key, of_key) in schema["properties"].as_object().unwrap() {
        let what = of_key["description"].as_str().unwrap().replace('\n', " ");
        write!(text, "### `{key}`\n\n{what}\n\n").unwrap();
        writeln!(text, "- takes: {}", takes(of_key, &schema)).unwrap();
        if let Some(default) = of_key.get("default") {
            writeln!(text, "- default: `{}`", in_toml(default)).unwrap();
        }
        let flag = of_key["x-flag"].as_str().map(|flag| format!("`{flag}`"));
        let variable = variable_of(key, of_key).map(|variable| format!("`{variable}`"));
        let also: Vec<String> = [flag, variable].into_iter().flatten().collect();
        if !also.is_empty() {
            writeln!(text, "- also: {}", also.join(", ")).unwrap();
        }
        if key != "suppressions" {
            writeln!(text, "- for example: `{key} = {}`", in_toml(&of_key["examples"][0])).unwrap();
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text + "\n"
}

fn suppression_keys() -> String {
    let schema = config::schema().to_value();
    let of_entry = &schema["$defs"]["Suppression"];
    let required = of_entry["required"].as_array().unwrap();
    let mut table = String::from("| key | takes | needed | |\n|---|---|---|---|\n");
    for (key, of_key) in of_entry["properties"].as_object().unwrap() {
        let needed = if required.contains(&key.as_str().into()) { "yes" } else { "no" };
        let what = of_key["description"].as_str().unwrap().replace('\n', " ");
        writeln!(table, "| `{key}` | {} | {needed} | {what} |", takes(of_key, &schema)).unwrap();
    }
    table
}

#[test]
fn the_page_is_current() {
    let template = format!("```toml\n{}```\n", printed(&["generate", "config"], 0));
    keep_sections(
        "configuration.md",
        &[("keys", keys()), ("suppression", suppression_keys()), ("template", template)],
    );
}

/// The blocks of a page that are in TOML.
fn toml_blocks(page: &str) -> Vec<String> {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(page)).unwrap();
    let text = text.replace("\r\n", "\n");
    let blocks = text.split("```toml\n").skip(1);
    blocks.map(|rest| rest.split_once("```").unwrap().0.to_owned()).collect()
}

#[test]
fn every_example_is_taken_by_the_program_and_by_the_schema() {
    let schema = config::schema().to_value();
    let validator = jsonschema::draft202012::options().should_validate_formats(true).build(&schema).unwrap();
    let mut blocks = toml_blocks("docs/configuration.md");
    blocks.extend(toml_blocks("README.md"));
    assert!(blocks.len() >= 3, "{blocks:?}");
    // What is commented out in the template, as it would be uncommented.
    let template = printed(&["generate", "config"], 0);
    for prefix in ["#   ", "#"] {
        let lines = template.lines().filter_map(|line| line.strip_prefix(prefix));
        let lines = lines.filter(|line| prefix != "#" || !line.starts_with(' '));
        blocks.push(lines.collect::<Vec<_>>().join("\n"));
    }
    for block in blocks {
        config::parse(&block).unwrap_or_else(|problem| panic!("{problem:?}:\n{block}"));
        let value = in_json(toml::from_str(&block).unwrap());
        let faults: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{faults:?}:\n{block}");
    }
    for wrong in [
        "requir = []",
        "fail-on = \"eror\"",
        "outputs = { xml = \"a\" }",
        "[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"",
        "[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"\nreason = \"\"",
        "[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"\nreason = \"r\"\nuntil = \"soon\"",
    ] {
        assert!(config::parse(wrong).is_err(), "{wrong}");
        assert!(!validator.is_valid(&in_json(toml::from_str(wrong).unwrap())), "{wrong}");
    }
}

/// The same in JSON, where a date is text.
fn in_json(table: toml::Table) -> Value {
    fn one(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(time) => time.to_string().into(),
            toml::Value::Array(elements) => elements.into_iter().map(one).collect(),
            toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, one(value))).collect(),
            other => serde_json::to_value(other).unwrap(),
        }
    }
    one(toml::Value::Table(table))
}
