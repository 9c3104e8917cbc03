//! Users in a report.

use super::page::{HEADLINE, Page};
use super::{PoolReport, clean};
use serde::Serialize;
use serde_json::Value;
use std::io;

/// One user that was asked for.
#[derive(Debug, Clone, Serialize)]
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

/// Two users side by side: the report shows nothing else of their pool.
#[derive(Debug, Clone, Serialize)]
pub struct ComparisonReport {
    /// The names that were asked for.
    pub users: [String; 2],
    /// What differs and matters; `null` where the users are shown as they are.
    pub differences: Option<Vec<Value>>,
}

impl UserReport {
    /// One line: state and factors.
    fn state(&self) -> String {
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
            self.outlook("next sign-in", user.next_sign_in.as_ref())?;
            self.outlook("password reset", user.password_reset.as_ref())?;
        }
        if pool.users.is_empty() { Ok(()) } else { self.gap() }
    }

    /// Two users side by side.
    pub(super) fn comparison(&mut self, pool: &PoolReport, comparison: &ComparisonReport) -> io::Result<()> {
        let Some(differences) = &comparison.differences else { return self.users(pool) };
        let [one, other] = &comparison.users;
        self.styled(&clean(&format!("{one} and {other}")), HEADLINE)?;
        if differences.is_empty() {
            self.line(2, "nothing differs that bears on signing in")?;
        }
        for difference in differences {
            self.wrapped("  - ", "    ", &apart(difference))?;
        }
        self.gap()
    }

    fn outlook(&mut self, label: &str, outlook: Option<&Value>) -> io::Result<()> {
        const BEHIND: usize = 18;
        let Some(outlook) = outlook else { return Ok(()) };
        let width = BEHIND - 2;
        self.wrapped(&format!("  {label:<width$}"), &" ".repeat(BEHIND), words(outlook))
    }
}

/// The plain words of something that the report says in words and in members.
fn words(said: &Value) -> &str {
    said.as_str().or_else(|| said.get("text")?.as_str()).unwrap_or_default()
}

/// `factors: SMS_MFA / none. Cognito asks for …`
fn apart(difference: &Value) -> String {
    fn plain(value: &Value) -> String {
        match value {
            Value::Null => "none".to_owned(),
            Value::String(text) => text.trim_end_matches('.').to_owned(),
            Value::Array(list) if list.is_empty() => "none".to_owned(),
            Value::Array(list) => list.iter().map(plain).collect::<Vec<_>>().join(", "),
            other => other.to_string(),
        }
    }
    let what = plain(&difference["what"]).replace('_', " ");
    format!(
        "{what}: {} / {}. {}",
        plain(&difference["a"]),
        plain(&difference["b"]),
        words(&difference["matters"])
    )
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
