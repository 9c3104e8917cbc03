//! `rules`: lists the rules, or prints some of them whole.

use super::assemble::rule_report;
use super::{Common, Exit, Failure, terminal};
use crate::catalog::{self, DocumentedError};
use crate::finding::{Factor, Severity};
use crate::report::AnswerFormat;
use crate::report::rules::{Rules, render};
use crate::rules::{Rule, Selection, all};

/// What `rules` was asked for.
#[derive(Debug)]
pub struct Options {
    /// What every command takes.
    pub common: Common,
    /// Rules by id, prefix or name; all where empty.
    pub rules: Vec<String>,
    /// Only those about one of these factors.
    pub factors: Vec<Factor>,
    /// Only those of one of these severities.
    pub severities: Vec<Severity>,
    /// Only those that lead to this error.
    pub error: Option<String>,
    /// The format on standard output.
    pub format: AnswerFormat,
}

/// Runs `rules`.
///
/// # Errors
/// When a rule was asked for that does not exist.
pub fn run(options: &Options) -> Result<Exit, Failure> {
    let selection = Selection::new(&options.rules, &[])?;
    let fitting = all().filter(|rule| selection.admits(rule) && options.admit(rule));
    let rules = Rules::new(!options.rules.is_empty(), fitting.map(rule_report).collect());
    let look = terminal::look(&options.common);
    terminal::print_rendered("rules", |out| render(options.format, &rules, look, out))?;
    if !rules.rules.is_empty() {
        return Ok(Exit::Clean);
    }
    terminal::remark(&options.common, &options.why_none());
    Ok(Exit::Findings)
}

impl Options {
    fn admit(&self, rule: &Rule) -> bool {
        let of_factor =
            self.factors.is_empty() || self.factors.iter().any(|factor| rule.factors.contains(factor));
        let of_severity = self.severities.is_empty() || self.severities.contains(&rule.severity);
        let of_error =
            self.error.as_deref().is_none_or(|text| rule.errors.iter().any(|error| is_called(error, text)));
        of_factor && of_severity && of_error
    }

    /// What to say where no rule is left.
    fn why_none(&self) -> String {
        let Some(text) = &self.error else { return "no rule fits all of these filters".to_owned() };
        let known: Vec<&str> =
            catalog::all().filter(|error| is_called(error, text)).map(|error| error.id).collect();
        match known.as_slice() {
            [] => format!("no documented error has the id `{text}`, or has it in its exception or message"),
            _ if all().any(|rule| rule.errors.iter().any(|error| is_called(error, text))) => {
                "no rule fits all of these filters".to_owned()
            }
            known => format!(
                "no rule looks for a cause of {}; `mfa-doctor explain` tells its causes",
                known.join(", ")
            ),
        }
    }
}

/// Whether `text` is the id of an error, or part of its exception or message.
fn is_called(error: &DocumentedError, text: &str) -> bool {
    // The catalogue leaves out the full stop that AWS puts at the end.
    let text = text.trim().trim_end_matches('.').to_lowercase();
    error.id == text
        || error.code.is_some_and(|code| code.to_lowercase().contains(&text))
        || error.wordings().any(|wording| wording.to_lowercase().contains(&text))
}
