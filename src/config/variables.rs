//! Variables of the environment → one layer of the set-up.

use super::problem::did_you_mean;
use super::settings::Config;
use super::{file, parse};
use serde_json::Value;

/// What the variables of this program begin with.
pub const PREFIX: &str = "MFA_DOCTOR_";

/// The variable that names the configuration file.
const FILE: &str = "CONFIG";

/// What the variables say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Variables {
    /// The path of the configuration file.
    pub file: Option<String>,
    /// What they say of its keys.
    pub config: Config,
    /// A sentence about each that means nothing to any command.
    pub unknown: Vec<String>,
}

/// The variable that stands for a key of the file; `None` for one that only a file can hold.
pub fn variable_of(key: &str, schema: &Value) -> Option<String> {
    let holds_tables = schema["type"] == "array" && schema["items"]["$ref"] == "#/$defs/Suppression";
    (!holds_tables).then(|| format!("{PREFIX}{}", key.to_ascii_uppercase().replace('-', "_")))
}

/// What variables say, by name and value; an empty one says nothing.
///
/// A list is separated by commas, a table is a list of `KEY=VALUE`.
///
/// # Errors
/// The first that its key does not take: the variable's name, and what is wrong.
pub fn from_variables(
    variables: impl Iterator<Item = (String, String)>,
) -> Result<Variables, (String, super::Problem)> {
    let mut said = Variables::default();
    let set = variables.filter(|(name, value)| name.starts_with(PREFIX) && !value.is_empty());
    let mut set: Vec<(String, String)> = set.collect();
    if set.is_empty() {
        return Ok(said);
    }
    set.sort();
    let schema = file::schema();
    let keys: Vec<(&String, &Value, String)> = schema
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .filter_map(|(key, schema)| Some((key, schema, variable_of(key, schema)?)))
        .collect();
    let (mut text, mut lines) = (String::new(), Vec::new());
    for (name, value) in set {
        if name.strip_prefix(PREFIX) == Some(FILE) {
            said.file = Some(value);
        } else if let Some((key, schema, _)) = keys.iter().find(|(_, _, variable)| *variable == name) {
            text.push_str(&format!("{key} = {}\n", in_toml(&value, schema)));
            lines.push(name);
        } else {
            let file = format!("{PREFIX}{FILE}");
            let known = keys.iter().map(|(_, _, variable)| variable.as_str()).chain([file.as_str()]);
            let near = did_you_mean(&name, known).map(|near| format!("; {near}")).unwrap_or_default();
            said.unknown.push(format!("the variable {name} means nothing here{near}"));
        }
    }
    said.config = parse(&text)
        .map_err(|problem| (lines.get(problem.line - 1).cloned().unwrap_or_default(), problem))?;
    Ok(said)
}

/// The value as the file would have it, on one line.
fn in_toml(value: &str, schema: &Value) -> String {
    let parts = || value.split(',').map(str::trim).filter(|part| !part.is_empty());
    let text = |text: &str| toml::Value::from(text).to_string().replace('\n', "\\n");
    match schema["type"].as_str() {
        Some("array") => format!("[{}]", parts().map(text).collect::<Vec<_>>().join(", ")),
        Some("object") => {
            let pair = |part: &str| {
                let (key, value) = part.split_once('=').unwrap_or((part, ""));
                format!("{} = {}", text(key.trim()), text(value.trim()))
            };
            format!("{{ {} }}", parts().map(pair).collect::<Vec<_>>().join(", "))
        }
        Some("boolean") if matches!(value, "true" | "false") => value.to_owned(),
        _ => text(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::FailOn;
    use crate::finding::{Factor, Severity};
    use crate::report::Format;
    use std::path::PathBuf;

    fn said(variables: &[(&str, &str)]) -> Result<Variables, (String, super::super::Problem)> {
        let owned = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        from_variables(owned)
    }

    #[test]
    fn each_kind_of_value_is_read() {
        let said = said(&[
            ("MFA_DOCTOR_REQUIRE", "totp, email"),
            ("MFA_DOCTOR_FAIL_ON", "never"),
            ("MFA_DOCTOR_ALLOW_INCOMPLETE", "true"),
            ("MFA_DOCTOR_OUTPUTS", "json=a \"b\".json,table=c.txt"),
            ("MFA_DOCTOR_SEVERITY", "CLI001=note"),
            ("MFA_DOCTOR_CONFIG", "other.toml"),
            ("MFA_DOCTOR_SELECT", ""),
            ("PATH", "/bin"),
        ])
        .expect("all of it is well formed");
        assert_eq!(said.file.as_deref(), Some("other.toml"));
        assert!(said.unknown.is_empty(), "{:?}", said.unknown);
        let config = said.config;
        assert_eq!(config.require, Some(vec![Factor::Totp, Factor::Email]));
        assert_eq!((config.fail_on, config.allow_incomplete), (Some(FailOn::Never), Some(true)));
        let outputs =
            vec![(Format::Json, PathBuf::from("a \"b\".json")), (Format::Table, PathBuf::from("c.txt"))];
        assert_eq!(config.outputs, Some(outputs));
        assert_eq!(config.severity, Some([("CLI001", Severity::Note)].into()));
        assert_eq!(config.select, None);
    }

    #[test]
    fn a_value_that_the_key_does_not_take_names_the_variable() {
        for (name, value, says) in [
            ("MFA_DOCTOR_FAIL_ON", "eror", "takes \"error\", \"warning\", \"note\" or \"never\""),
            ("MFA_DOCTOR_REQUIRE", "totp,voice", "`require[1]` is \"voice\""),
            ("MFA_DOCTOR_ALLOW_INCOMPLETE", "yes", "takes true or false"),
            ("MFA_DOCTOR_OUTPUTS", "json", "`outputs.json` is empty"),
            ("MFA_DOCTOR_IGNORE", "SMS0O1", "no rule is called `SMS0O1`"),
            ("MFA_DOCTOR_FORMAT", "a\nb\u{1b}[31m", "`format` is"),
        ] {
            let (variable, problem) =
                said(&[("MFA_DOCTOR_CLIENTS", "x"), (name, value), ("MFA_DOCTOR_POOLS", "y")])
                    .expect_err(name);
            assert_eq!(variable, name);
            assert!(problem.message.contains(says), "{}", problem.message);
        }
    }

    #[test]
    fn an_unknown_variable_is_named_with_the_nearest() {
        let said =
            said(&[("MFA_DOCTOR_REQUIRES", "totp"), ("MFA_DOCTOR_SUPPRESSIONS", "all")]).expect("a remark");
        assert_eq!(
            said.unknown[0],
            "the variable MFA_DOCTOR_REQUIRES means nothing here; did you mean MFA_DOCTOR_REQUIRE?"
        );
        assert!(said.unknown[1].contains("MFA_DOCTOR_SUPPRESSIONS means nothing"), "{:?}", said.unknown);
    }
}
