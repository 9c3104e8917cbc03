//! Requests that are to be sent, and what comes of them.

use super::page::{HEADLINE, Page, short, style_of};
use super::{Factors, PoolReport, clean, words};
use crate::finding::{Factor, Severity};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::io;

/// What comes of the requests that were given with `--change`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChangeReport {
    /// Each request, in the order given.
    pub changes: Vec<RequestReport>,
    /// The order in which they go.
    pub order: OrderReport,
    /// The pool as it is now; the report's own members tell of it afterwards.
    pub before: BeforeReport,
    /// Rules that spoke of the pool before and do not afterwards.
    pub solved: Vec<String>,
    /// Rules that speak afterwards, of the pool or of the requests, and did not before.
    pub new: Vec<String>,
    /// Fingerprints of the findings that are about a request and not about the pool as the requests leave it.
    #[serde(skip)]
    pub of_requests: Vec<String>,
}

/// One request.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RequestReport {
    /// As the API names it: `UpdateUserPool`.
    pub operation: String,
    /// The file that it stands in; `-` is standard input.
    pub file: String,
    /// Why AWS refuses it as a whole; empty where nothing proves that it does.
    pub refused: Vec<RefusalReport>,
    /// Rules that could not be judged, and by which AWS may refuse it.
    pub unsettled: Vec<String>,
    /// What it sets back because it leaves it out; of a refused request, what it would.
    pub resets: Vec<ResetReport>,
    /// Factors that it takes away; of a refused request, that it would.
    pub removes: Vec<Factor>,
    /// Factors that it adds, the same.
    pub adds: Vec<Factor>,
    /// The MFA mode, where it changes; the same.
    pub mfa: Option<ModeReport>,
    /// What else to know of it.
    pub remarks: Vec<String>,
    /// The file with the whole request, where `--complete` wrote one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub complete: Option<String>,
}

/// One reason for which AWS refuses a request.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RefusalReport {
    /// The rule that proves it; its finding has the rest.
    pub rule: String,
    /// The id of the documented error; `null` where AWS documents no words.
    pub id: Option<String>,
    /// The exception.
    pub code: Option<String>,
    /// The message as AWS words it.
    pub message: Option<String>,
}

/// A member that is set back.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ResetReport {
    /// Dotted path.
    pub path: String,
    /// What stands there now.
    pub from: Value,
    /// What it becomes; `null` where it goes away.
    pub to: Value,
    /// `measured`, `documented` or `possible`.
    pub known: String,
}

/// A change of the MFA mode.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ModeReport {
    /// Before.
    pub from: String,
    /// After.
    pub to: String,
}

/// In which order the requests go.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OrderReport {
    /// As they were given.
    pub given: Vec<String>,
    /// In which AWS refuses fewer of them; `null` where no order is better, or none is needed.
    pub works: Option<Vec<String>>,
    /// Of that order, whether AWS then refuses none of them, as far as it can be told.
    pub works_wholly: bool,
}

/// The pool before the requests.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct BeforeReport {
    /// `OFF`, `OPTIONAL` or `ON`.
    pub mfa: String,
    /// Where each factor stands.
    pub factors: Factors,
}

impl RequestReport {
    /// What is known of whether AWS takes it.
    pub(super) const fn standing(&self) -> &'static str {
        if !self.refused.is_empty() {
            "REFUSED"
        } else if self.unsettled.is_empty() {
            "no refusal found"
        } else {
            "not settled"
        }
    }
}

impl RefusalReport {
    /// What AWS answers.
    pub(super) fn words(&self) -> String {
        match &self.message {
            Some(message) => words::answer(self.code.as_deref(), message),
            None => "AWS documents the refusal, not its words".to_owned(),
        }
    }
}

impl OrderReport {
    /// What AWS does where they go in the order that works.
    pub(super) const fn outcome(&self) -> &'static str {
        if self.works_wholly { "AWS takes all of them" } else { "AWS refuses fewer of them" }
    }
}

impl ResetReport {
    /// What is set back, and how that is known.
    pub(super) fn words(&self) -> String {
        let known = match self.known.as_str() {
            "possible" => " (perhaps: it was not measured)",
            "documented" => " (as AWS documents)",
            _ => "",
        };
        let change = match (&self.from, &self.to) {
            (Value::Object(_), Value::Null) => "goes away".to_owned(),
            (from, Value::Null) => format!("goes away, {} now", short(&from.to_string())),
            (from, to) => format!("from {} to {to}", short(&from.to_string())),
        };
        format!("{} {change}{known}", self.path)
    }
}

impl Page<'_> {
    /// The section about the requests, before the factors as they are afterwards.
    pub(super) fn change(&mut self, pool: &PoolReport) -> io::Result<()> {
        let Some(change) = &pool.change else { return Ok(()) };
        self.styled("the change", HEADLINE)?;
        for (number, request) in change.changes.iter().enumerate() {
            self.request(number + 1, request)?;
        }
        self.order(change)?;
        self.before_and_after(change, pool)
    }

    fn request(&mut self, number: usize, request: &RequestReport) -> io::Result<()> {
        let refused = !request.refused.is_empty();
        let style = if refused { style_of(Severity::Error) } else { HEADLINE };
        let word = request.standing();
        self.styled(&clean(&format!("{number}. {} ({}): {word}", request.operation, request.file)), style)?;
        for refusal in &request.refused {
            self.labelled("refused", &format!("{} ({})", refusal.words(), refusal.rule))?;
        }
        if !request.unsettled.is_empty() {
            self.labelled(
                "unsettled",
                &format!("AWS may refuse it by {}, which could not be judged", request.unsettled.join(", ")),
            )?;
        }
        let does_nothing = request.mfa.is_none()
            && request.removes.is_empty()
            && request.adds.is_empty()
            && request.resets.is_empty();
        if refused && !does_nothing {
            self.line(2, "what it would do if AWS took it:")?;
        }
        if let Some(mode) = &request.mfa {
            self.labelled("MFA", &format!("{} to {}", mode.from, mode.to))?;
        }
        for (label, factors) in [("removes", &request.removes), ("adds", &request.adds)] {
            if !factors.is_empty() {
                self.labelled(label, &words::factors(factors))?;
            }
        }
        for reset in &request.resets {
            self.labelled("resets", &reset.words())?;
        }
        for remark in &request.remarks {
            self.labelled("note", remark)?;
        }
        if let Some(file) = &request.complete {
            self.labelled("whole", &format!("{file} restates everything else"))?;
        }
        Ok(())
    }

    fn order(&mut self, change: &ChangeReport) -> io::Result<()> {
        let Some(works) = &change.order.works else { return Ok(()) };
        self.styled(&format!("order: {} when they go like this", change.order.outcome()), HEADLINE)?;
        works
            .iter()
            .enumerate()
            .try_for_each(|(number, name)| self.line(2, &format!("{}. {name}", number + 1)))
    }

    /// The verdicts before and afterwards, side by side.
    fn before_and_after(&mut self, change: &ChangeReport, pool: &PoolReport) -> io::Result<()> {
        let mut table = self.table(["factor", "now", "afterwards"]);
        let word = |factors: &Factors, factor: &Factor| factors.0.get(factor).map_or("-", words::verdict);
        table.add_row(["MFA", &change.before.mfa, &pool.mfa]);
        for factor in Factor::ALL {
            let (before, after) = (word(&change.before.factors, &factor), word(&pool.factors, &factor));
            table.add_row([factor.as_str(), before, after]);
        }
        writeln!(self.out, "{table}")?;
        for (label, rules) in [("solved", &change.solved), ("new", &change.new)] {
            if !rules.is_empty() {
                self.labelled(label, &rules.join(", "))?;
            }
        }
        self.gap()?;
        self.styled("afterwards", HEADLINE)
    }
}
