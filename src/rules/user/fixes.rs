//! Commands about one user. None of them touches the pool or another user.

use super::{UserCase, factor_called};
use crate::finding::{Change, Factor};
use crate::snapshot::Profile;

impl UserCase<'_> {
    /// A command of `aws cognito-idp` about the user.
    pub(super) fn command(&self, why: &str, operation: &str, rest: &[&str]) -> Change {
        let pool = &self.case.pool;
        let name = if self.user.name().is_empty() { "<USERNAME>" } else { self.user.name() };
        let words = ["aws", "cognito-idp", operation, "--region", pool.region(), "--user-pool-id", pool.id()];
        Change::command(why, &[&words[..], &["--username", name], rest].concat())
    }

    /// Gives the user the attribute that a message factor needs. It is not called verified: that is for its owner.
    pub(super) fn giving(&self, factor: Factor) -> Change {
        let (name, blank, form) = match factor {
            Factor::Sms => ("phone_number", "<PHONE_NUMBER>", "in the form +15555550100"),
            _ => ("email", "<EMAIL_ADDRESS>", "as the user gave it"),
        };
        let sends = if self.case.pool.auto_verified().contains(&name) {
            "; Cognito sends a code to it, so that the user can verify it"
        } else {
            ""
        };
        let why = format!("gives the user the attribute; put the value for {blank}, {form}{sends}");
        let value = format!("Name={name},Value={blank}");
        self.command(&why, "admin-update-user-attributes", &["--user-attributes", &value])
    }

    /// Sets the preferred factor and restates every factor that the user has. TOTP is named only for a user who has
    /// it, as AWS refuses to be told of it otherwise, even to turn it off.
    pub(super) fn preferring(&self, profile: &Profile<'_>, preferred: Factor, why: &str) -> Change {
        let mut factors: Vec<Factor> = profile.factors().into_iter().filter_map(factor_called).collect();
        if !factors.contains(&preferred) {
            factors.push(preferred);
        }
        factors.sort();
        let settings: Vec<String> = factors
            .iter()
            .flat_map(|factor| {
                let option = match factor {
                    Factor::Sms => "--sms-mfa-settings",
                    Factor::Email => "--email-mfa-settings",
                    _ => "--software-token-mfa-settings",
                };
                [option.to_owned(), format!("Enabled=true,PreferredMfa={}", *factor == preferred)]
            })
            .collect();
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        self.command(why, "admin-set-user-mfa-preference", &settings)
    }
}
