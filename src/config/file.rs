//! The form of `mfa-doctor.toml`: what each key is called, takes, defaults to and means.
//!
//! `default` and `examples` of the schema are what `generate config` writes.

use crate::finding::{Factor, Severity};
use crate::report::Format;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// What SARIF points at where nothing else is said.
pub(super) const SARIF_PATH: &str = "mfa-doctor.toml";

/// How `mfa-doctor check` is set up for a repository: `mfa-doctor.toml`.
///
/// The nearest file of this name counts, looked for from the working directory upward. Every key may be left out.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "Configuration of mfa-doctor", transform = optional)]
pub(super) struct File {
    /// The pools to judge, by ID or ARN, where the command line names neither a pool nor a snapshot.
    #[schemars(extend("type" = "array", "default" = [], "examples" = [["us-east-1_AbCdEf123"]],
               "x-flag" = "--pool"))]
    pub(super) pools: Option<Vec<String>>,
    /// Judge only these app clients, by ID.
    #[schemars(extend("type" = "array", "default" = [], "examples" = [["1example23456789012345abcd"]],
               "x-flag" = "--client"))]
    pub(super) clients: Option<Vec<String>>,
    /// The factors that must work, whether or not the pool offers them.
    #[schemars(extend("type" = "array", "default" = [], "examples" = [["totp"]], "x-flag" = "--require"))]
    pub(super) require: Option<Vec<Factor>>,
    /// Only these rules: by id, prefix of ids, or name. All where it is empty.
    #[schemars(with = "Option<Vec<String>>", extend("type" = "array", "default" = [],
               "examples" = [["SMS", "totp-not-enabled"]], "x-flag" = "--select"))]
    pub(super) select: Option<Vec<Spanned<String>>>,
    /// Not these rules, by id, prefix of ids, or name. What a rule that is left out could have found is not in the
    /// report, and the factors that it could block are unproven: to keep a finding in sight, suppress it.
    #[schemars(with = "Option<Vec<String>>", extend("type" = "array", "default" = [],
               "examples" = [["LOG001"]], "x-flag" = "--ignore"))]
    pub(super) ignore: Option<Vec<Spanned<String>>>,
    /// The least severity that makes the exit code 1.
    #[schemars(schema_with = "fail_on_schema")]
    pub(super) fail_on: Option<FailOn>,
    /// Whether the exit code is 0 although deciding facts were missing.
    #[schemars(extend("type" = "boolean", "default" = false, "examples" = [true], "x-flag" = "--allow-incomplete"))]
    pub(super) allow_incomplete: Option<bool>,
    /// The format on standard output.
    #[schemars(schema_with = "format_schema")]
    pub(super) format: Option<String>,
    /// Files to write too: a format, and the path. A relative path is relative to the folder of this file.
    #[schemars(schema_with = "outputs_schema")]
    pub(super) outputs: Option<BTreeMap<String, String>>,
    /// The file that SARIF points at for a live pool, as code scanning wants one: a path below the root of the
    /// repository.
    #[schemars(extend("type" = "string", "default" = SARIF_PATH, "examples" = ["infra/cognito.tf"],
               "x-flag" = "--sarif-path"))]
    pub(super) sarif_path: Option<String>,
    /// The baseline: what stands in it makes no run fail. `check --write-baseline FILE` writes one. A relative path is
    /// relative to the folder of this file.
    #[schemars(extend("type" = "string", "examples" = ["mfa-doctor-baseline.json"], "x-flag" = "--baseline"))]
    pub(super) baseline: Option<String>,
    /// The severity that findings of a rule are reported with, by id or name of the rule. It decides the exit code and
    /// the order; what blocks a factor goes by the rule's own severity all the same. A rule is left out by `ignore`.
    #[schemars(with = "Option<BTreeMap<String, Severity>>",
               extend("type" = "object", "default" = {}, "examples" = [{"CLI001": "error", "LOG001": "note"}]))]
    pub(super) severity: Option<BTreeMap<Spanned<String>, Severity>>,
    /// Findings that are known and accepted. They stay in every report, marked as suppressed, make no run fail, and
    /// change no verdict.
    #[schemars(with = "Option<Vec<Suppression>>", extend("type" = "array", "default" = [], "examples" = [[{
               "rule": "CLI001", "resource": "arn:aws:cognito-idp:*:*:userpool/us-east-1_AbCdEf123",
               "reason": "challenges are answered by a robot", "until": "2027-06-30"}]]))]
    pub(super) suppressions: Option<Vec<Spanned<Suppression>>>,
}

/// One finding, or several, that is known and accepted.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(extend("required" = ["rule", "resource", "reason"]))]
pub(super) struct Suppression {
    /// The rule, by id or name.
    #[schemars(with = "String")]
    pub(super) rule: Spanned<String>,
    /// What the ARN of the finding's resource looks like: `*` stands for any run of characters, `?` for any one.
    #[schemars(length(min = 1))]
    pub(super) resource: String,
    /// Only findings about this user, by the name that `--user` is given.
    #[schemars(extend("type" = "string"))]
    pub(super) user: Option<String>,
    /// Why it is accepted. Reports print it.
    #[schemars(length(min = 1))]
    pub(super) reason: String,
    /// The last day, in UTC, on which it holds; without it, it holds for good.
    #[schemars(schema_with = "date_schema")]
    pub(super) until: Option<Spanned<toml::Value>>,
}

/// The least severity that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FailOn {
    /// Errors alone.
    Error,
    /// Errors and warnings.
    Warning,
    /// Every finding.
    Note,
    /// No finding.
    Never,
}

impl FailOn {
    /// Every value.
    pub const ALL: [FailOn; 4] = [FailOn::Error, FailOn::Warning, FailOn::Note, FailOn::Never];

    /// The word of `--fail-on`.
    pub const fn as_str(self) -> &'static str {
        match self {
            FailOn::Error => "error",
            FailOn::Warning => "warning",
            FailOn::Note => "note",
            FailOn::Never => "never",
        }
    }

    /// Whether a finding of this severity makes a run fail.
    pub fn fails(self, severity: Severity) -> bool {
        match self {
            FailOn::Error => severity >= Severity::Error,
            FailOn::Warning => severity >= Severity::Warning,
            FailOn::Note => true,
            FailOn::Never => false,
        }
    }
}

/// The JSON Schema of the configuration file, 2020-12.
pub fn schema() -> Schema {
    let mut settings = schemars::generate::SchemaSettings::draft2020_12();
    // An option that is left out is no `null` in TOML.
    settings.contract = schemars::generate::Contract::Deserialize;
    settings.into_generator().into_root_schema_for::<File>()
}

/// Every key may be left out, also those whose schema is written by hand.
fn optional(schema: &mut Schema) {
    schema.remove("required");
}

fn fail_on_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": FailOn::ALL.map(FailOn::as_str), "default": "error",
                  "examples": ["warning"], "x-flag": "--fail-on"})
}

fn format_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": Format::ALL.map(Format::as_str), "default": "table",
                  "examples": ["json"], "x-flag": "--format"})
}

fn outputs_schema(_: &mut SchemaGenerator) -> Schema {
    let path = || serde_json::json!({"type": "string", "minLength": 1});
    let formats: serde_json::Map<String, serde_json::Value> =
        Format::ALL.iter().map(|format| (format.as_str().to_owned(), path())).collect();
    json_schema!({"type": "object", "properties": formats, "additionalProperties": false, "default": {},
                  "examples": [{"json": "mfa-doctor.json"}], "x-flag": "--output"})
}

fn date_schema(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "format": "date"})
}
