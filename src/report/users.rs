//! Users in a report.

use super::page::{HEADLINE, Page, count};
use super::{PoolReport, clean};
use crate::finding::Severity;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::io;

/// One user that was asked for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct UserReport {
    /// The name that was asked for, masked where it is an address or a number.
    pub name: String,
    /// Whether the pool has such a user; `null` where that could not be read.
    pub exists: Option<bool>,
    /// Amazon Cognito's own name of the user, where it was read.
    pub username: Option<String>,
    /// `UserStatus`: `CONFIRMED`, `RESET_REQUIRED`, …
    pub status: Option<String>,
    /// Whether the user may sign in at all.
    pub enabled: Option<bool>,
    /// `UserMFASettingList`; `null` where the user was not read.
    pub factors: Option<Vec<String>>,
    /// `PreferredMfaSetting`.
    pub preferred: Option<String>,
    /// What will happen at the next sign-in; `null` where nothing that was read tells it.
    pub next_sign_in: Option<Value>,
    /// Whether the user can set a new password by ForgotPassword; the same.
    pub password_reset: Option<Value>,
    /// Why the user was not read: operation and error code.
    pub unread: Option<String>,
}

/// Two users side by side: the table shows nothing else of their pool.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ComparisonReport {
    /// The names that were asked for.
    pub users: [String; 2],
    /// What differs and matters.
    pub differences: Vec<DifferenceReport>,
}

/// Something that differs between two users.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DifferenceReport {
    /// What differs: `status`, `factors`, `sign_in`, …
    pub what: &'static str,
    /// How it is with the first user.
    pub a: Value,
    /// How it is with the second.
    pub b: Value,
    /// Why it matters.
    pub matters: String,
}

impl UserReport {
    /// One line: state and factors.
    pub(super) fn state(&self) -> String {
        if let Some(unread) = &self.unread {
            return format!("could not be read ({unread})");
        }
        if self.exists != Some(true) {
            return "the pool has no such user".to_owned();
        }
        let status = self.status.as_deref().unwrap_or("status unknown");
        let enabled = match self.enabled {
            Some(true) => "enabled",
            Some(false) => "DISABLED",
            None => "enabled or not is unknown",
        };
        let preferred = self.preferred.as_deref();
        let named = |factor: &String| {
            let mark = if Some(factor.as_str()) == preferred { " (preferred)" } else { "" };
            format!("{factor}{mark}")
        };
        let factors: Vec<String> = self.factors.iter().flatten().map(named).collect();
        // A pool may ask a user with a phone number or an address for a code all the same.
        let factors = match factors.as_slice() {
            [] => "no factor set up".to_owned(),
            _ => format!("factors {}", factors.join(", ")),
        };
        let other = preferred.filter(|preferred| !self.factors.iter().flatten().any(|f| f == preferred));
        let other = other.map(|preferred| format!(", prefers {preferred}")).unwrap_or_default();
        let username = self.username.as_ref().filter(|username| **username != self.name);
        let username = username.map(|username| format!("user name {username}, ")).unwrap_or_default();
        format!("{username}{status}, {enabled}, {factors}{other}")
    }
}

impl Page<'_> {
    /// The users of a pool.
    pub(super) fn users(&mut self, pool: &PoolReport) -> io::Result<()> {
        for user in &pool.users {
            self.styled(&clean(&format!("user {}: {}", user.name, user.state())), HEADLINE)?;
            self.outlook(NEXT_SIGN_IN, user.next_sign_in.as_ref())?;
            self.outlook(PASSWORD_RESET, user.password_reset.as_ref())?;
        }
        if pool.users.is_empty() { Ok(()) } else { self.gap() }
    }

    /// What tells two users apart.
    pub(super) fn comparison(&mut self, comparison: &ComparisonReport) -> io::Result<()> {
        let [one, other] = &comparison.users;
        if comparison.differences.is_empty() {
            self.line(0, &format!("between {one} and {other} nothing differs that bears on signing in"))?;
            return self.gap();
        }
        self.styled(&clean(&format!("{one} and {other} differ in")), HEADLINE)?;
        for difference in &comparison.differences {
            self.beside(&difference.label(), &format!("{one}: {}", in_words(&difference.a)))?;
            self.beside("", &format!("{other}: {}", in_words(&difference.b)))?;
            self.beside("", &difference.matters)?;
        }
        self.gap()
    }

    /// How many findings there are beside the differences: they decide the exit code, and are not shown.
    pub(super) fn found_besides(
        &mut self,
        pool: &PoolReport,
        comparison: &ComparisonReport,
    ) -> io::Result<()> {
        let of = |user: Option<&str>| -> Option<String> {
            let about = pool.findings.iter().filter(|found| found.finding.user.as_deref() == user);
            let severities: Vec<Severity> = about.map(|found| found.finding.severity).collect();
            let number = |severity: Severity| severities.iter().filter(|found| **found == severity).count();
            let counts = Severity::ALL
                .into_iter()
                .filter(|severity| number(*severity) > 0)
                .map(|severity| count(number(severity), severity.as_str()));
            let counts: Vec<String> = counts.collect();
            (!counts.is_empty()).then(|| format!("{} of {}", counts.join(", "), user.unwrap_or("the pool")))
        };
        let users = comparison.users.iter().map(|user| Some(user.as_str()));
        let found: Vec<String> = [None].into_iter().chain(users).filter_map(of).collect();
        let text = if found.is_empty() {
            "nothing was found wrong with the pool or with either user".to_owned()
        } else {
            format!(
                "found besides, and weighed for the exit code: {}; --user in place of --compare shows it",
                found.join("; ")
            )
        };
        self.line(0, &text)?;
        self.gap()
    }

    /// What awaits a user, step by step, and what it takes for granted.
    fn outlook(&mut self, label: &str, outlook: Option<&Value>) -> io::Result<()> {
        for (place, (text, assumed)) in stages(outlook).into_iter().enumerate() {
            self.beside(if place == 0 { label } else { "then" }, text)?;
            if !assumed.is_empty() {
                self.beside("", &format!("provided that {}", assumed.join(", and ")))?;
            }
        }
        Ok(())
    }

    fn beside(&mut self, label: &str, text: &str) -> io::Result<()> {
        const BEHIND: usize = 18;
        let width = BEHIND - 2;
        self.wrapped(&format!("  {label:<width$}"), &" ".repeat(BEHIND), text)
    }
}

pub(super) const NEXT_SIGN_IN: &str = "next sign-in";
pub(super) const PASSWORD_RESET: &str = "password reset";

impl DifferenceReport {
    /// What differs, in words.
    pub(super) fn label(&self) -> String {
        match self.what {
            "sign_in" => NEXT_SIGN_IN.to_owned(),
            "forgot_password" => PASSWORD_RESET.to_owned(),
            what => what.replace('_', " "),
        }
    }
}

/// What awaits a user, step by step: each step's sentence, and what it takes for granted.
pub(super) fn stages(outlook: Option<&Value>) -> Vec<(&str, Vec<&str>)> {
    fn then<'a>(step: &&'a Value) -> Option<&'a Value> {
        step.get("then").filter(|then| then.is_object())
    }
    std::iter::successors(outlook, then)
        .map(|step| {
            let assumed = step.get("assumes").and_then(Value::as_array).into_iter().flatten();
            (text_of(step).unwrap_or_default(), assumed.filter_map(Value::as_str).collect())
        })
        .collect()
}

/// The sentence of something that the report says in a sentence and in members.
fn text_of(said: &Value) -> Option<&str> {
    said.get("text")?.as_str()
}

/// A value as a sentence has it.
pub(super) fn in_words(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.is_empty() => "none".to_owned(),
        Value::Array(list) => list.iter().map(in_words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alice() -> UserReport {
        UserReport {
            name: "alice".to_owned(),
            exists: Some(true),
            username: Some("alice".to_owned()),
            status: Some("CONFIRMED".to_owned()),
            enabled: Some(true),
            factors: Some(vec!["SMS_MFA".to_owned(), "SOFTWARE_TOKEN_MFA".to_owned()]),
            preferred: Some("SOFTWARE_TOKEN_MFA".to_owned()),
            next_sign_in: None,
            password_reset: None,
            unread: None,
        }
    }

    #[test]
    fn a_user_is_said_in_one_line() {
        let state = "CONFIRMED, enabled, factors SMS_MFA, SOFTWARE_TOKEN_MFA (preferred)";
        assert_eq!(alice().state(), state);
        let alias = UserReport { name: "a•••@e•••.com".to_owned(), ..alice() };
        assert_eq!(alias.state(), format!("user name alice, {state}"));
        let bare = UserReport {
            enabled: Some(false),
            factors: Some(Vec::new()),
            preferred: Some("EMAIL_OTP".to_owned()),
            ..alice()
        };
        assert_eq!(bare.state(), "CONFIRMED, DISABLED, no factor set up, prefers EMAIL_OTP");
        let unread = UserReport { exists: None, unread: Some("x:Y: Denied".to_owned()), ..alice() };
        assert_eq!(unread.state(), "could not be read (x:Y: Denied)");
        let absent = UserReport { exists: Some(false), ..alice() };
        assert_eq!(absent.state(), "the pool has no such user");
    }
}
