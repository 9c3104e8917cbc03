//! `mfa-doctor.toml` with every key, commented out.

use super::file::schema;
use super::variables::variable_of;
use serde_json::Value;
use std::fmt::Write as _;

/// Columns of a comment.
const WIDTH: usize = 100;

const HEAD: &str = "\
`mfa-doctor check` reads the nearest file of this name, from the working directory upward, or the one that --config \
names. A flag is stronger than a variable of the environment, and that is stronger than this file. A line with # and \
no space behind it is a key with its default.";

/// The text of a file that says nothing, and shows every key with what it means.
pub fn template() -> String {
    let mut text = String::new();
    comment(&mut text, HEAD);
    let schema = schema();
    for (key, schema) in schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
        text.push('\n');
        comment(&mut text, schema["description"].as_str().unwrap_or_default());
        let flag = schema["x-flag"].as_str().map(|flag| format!("Flag {flag}"));
        let variable = variable_of(key, schema).map(|variable| format!("variable {variable}"));
        let names: Vec<String> = [flag, variable].into_iter().flatten().collect();
        let mut names = names.join(", ");
        if let Some(first) = names.get_mut(..1) {
            first.make_ascii_uppercase();
            comment(&mut text, &format!("{names}."));
        }
        let example = &schema["examples"][0];
        if let Some(tables) = example.as_array().filter(|tables| tables.iter().any(Value::is_object)) {
            comment(&mut text, "For example:");
            for table in tables.iter().filter_map(Value::as_object) {
                let _ = writeln!(text, "#\n#   [[{key}]]");
                table.iter().for_each(|(key, value)| {
                    let _ = writeln!(text, "#   {key} = {}", in_toml(value));
                });
            }
            continue;
        }
        let _ = writeln!(text, "# For example:\n#   {key} = {}", in_toml(example));
        if let Some(default) = schema.get("default").filter(|default| !default.is_null()) {
            let _ = writeln!(text, "#{key} = {}", in_toml(default));
        }
    }
    text
}

fn comment(text: &mut String, words: &str) {
    for line in textwrap::wrap(&words.replace('\n', " "), WIDTH - 2) {
        let _ = writeln!(text, "# {line}");
    }
}

/// A value as TOML writes it on one line.
fn in_toml(value: &Value) -> String {
    toml::Value::try_from(value).map(|value| value.to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, parse};

    /// Lines of the template that begin with `prefix`, without it.
    fn uncommented(prefix: &str) -> String {
        let lines = template();
        let lines = lines.lines().filter_map(|line| line.strip_prefix(prefix));
        lines
            .filter(|line| prefix != "#" || !line.starts_with(' '))
            .fold(String::new(), |text, line| text + line + "\n")
    }

    #[test]
    fn it_says_nothing_as_it_is() {
        assert_eq!(parse(&template()), Ok(Config::default()));
    }

    #[test]
    fn its_defaults_are_the_defaults() {
        let text = uncommented("#");
        let config = parse(&text).expect("well formed");
        assert!(config.pools.is_some() && config.fail_on.is_some() && config.severity.is_some(), "{text}");
        assert_eq!(config.settings(), Config::default().settings());
    }

    #[test]
    fn its_examples_are_well_formed_and_there_is_one_of_each_key() {
        let text = uncommented("#   ");
        let config = parse(&text).unwrap_or_else(|problem| panic!("{problem:?}: {text}"));
        let schema = schema();
        for key in schema.get("properties").and_then(Value::as_object).expect("keys").keys() {
            let shown = [format!("{key} = "), format!("[[{key}]]")];
            assert!(shown.iter().any(|shown| text.contains(shown)), "{key}: {text}");
        }
        assert_ne!(config.settings(), Config::default().settings());
    }
}
