//! Commands about one user. None of them touches the pool or another user.

use super::{UserCase, factor_called};
use crate::finding::{Change, Factor};
use crate::snapshot::{Profile, text};

impl<'a> UserCase<'a> {
    /// A command of `aws cognito-idp` about the user.
    pub(super) fn command(&self, why: &str, operation: &str, rest: &[&str]) -> Change {
        let pool = &self.case.pool;
        let (name, why) = match self.callable() {
            Some(name) => (name, why.to_owned()),
            None => ("<USERNAME>", format!("{why}; put the user name for <USERNAME>")),
        };
        let words = ["aws", "cognito-idp", operation, "--region", pool.region(), "--user-pool-id", pool.id()];
        Change::command(why, &[&words[..], &["--username", name], rest].concat())
    }

    /// A name by which AWS knows the user: a masked address is none.
    fn callable(&self) -> Option<&'a str> {
        let profile = self.user.profile().ok().flatten();
        let own = profile.and_then(|profile| text(profile.0, "Username"));
        let sub = profile.and_then(|profile| profile.attribute("sub"));
        let names = [Some(self.user.name()), own, sub].into_iter().flatten();
        names.into_iter().find(|name| !name.is_empty() && !name.contains('•'))
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

    /// Turns TOTP off for a user who has it and no other factor; only a pool that does not require MFA lets it.
    pub(super) fn turning_totp_off(&self) -> Change {
        let why = "only once the authenticator is lost: turns TOTP off for the user, whom the password alone then signs in \
                   until a new authenticator is enrolled";
        let off = ["--software-token-mfa-settings", "Enabled=false,PreferredMfa=false"];
        self.command(why, "admin-set-user-mfa-preference", &off)
    }

    /// What `AdminDeleteSoftwareToken` does, in words: an AWS CLI of the year before does not know the command.
    ///
    /// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminDeleteSoftwareToken.html>
    pub(super) fn deleting_software_token(&self) -> Change {
        Change::by_hand(
            "Only once the authenticator is lost: delete the user's software token with AdminDeleteSoftwareToken (aws \
             cognito-idp admin-delete-software-token with --user-pool-id and --username; it takes an AWS CLI or SDK of 27 \
             August 2026 or later). The next sign-in then asks to set up a factor (MFA_SETUP), unless codes can go to the \
             user by SMS or e-mail",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Case, Wishes};
    use crate::snapshot::{Snapshot, User};
    use serde_json::json;

    fn words(user: &serde_json::Value, change: impl Fn(&UserCase<'_>, &Profile<'_>) -> Change) -> String {
        let snapshot =
            Snapshot::from_json(include_str!("../../../fixtures/healthy.json")).expect("the healthy pool");
        let wishes = Wishes::default();
        let case = Case::at(None, &snapshot, &wishes).expect("a pool");
        let user = UserCase { case, user: User(user) };
        let profile = user.user.profile().ok().flatten().expect("a user");
        let Change::Command { argv, .. } = change(&user, &profile) else { return String::new() };
        let start = "aws cognito-idp ";
        let fixed = " --region us-east-1 --user-pool-id us-east-1_AbCdEf123";
        argv.join(" ").replacen(start, "", 1).replacen(fixed, "", 1)
    }

    #[test]
    fn a_preference_restates_every_factor_of_the_user_and_no_other() {
        let user =
            json!({"Username": "alice", "User": {"UserMFASettingList": ["SOFTWARE_TOKEN_MFA", "SMS_MFA"]}});
        let preferring = |factor| words(&user, move |user, profile| user.preferring(profile, factor, "x"));
        assert_eq!(
            preferring(Factor::Totp),
            "admin-set-user-mfa-preference --username alice --sms-mfa-settings Enabled=true,PreferredMfa=false \
             --software-token-mfa-settings Enabled=true,PreferredMfa=true"
        );
        let user = json!({"Username": "alice", "User": {"Enabled": true}});
        assert_eq!(
            words(&user, |user, profile| user.preferring(profile, Factor::Sms, "x")),
            "admin-set-user-mfa-preference --username alice --sms-mfa-settings Enabled=true,PreferredMfa=true"
        );
    }

    #[test]
    fn a_masked_name_is_no_name_for_a_command() {
        let enable =
            |user: serde_json::Value| words(&user, |user, _| user.command("x", "admin-enable-user", &[]));
        let masked = "a•••@e•••.com";
        let of = |username: &str, attributes: serde_json::Value| json!({"Username": masked, "User": {"Username": username, "UserAttributes": attributes}});
        assert_eq!(enable(of("alice", json!([]))), "admin-enable-user --username alice");
        let sub = json!([{"Name": "sub", "Value": "8d1f3c7a"}]);
        assert_eq!(enable(of(masked, sub)), "admin-enable-user --username 8d1f3c7a");
        assert_eq!(enable(of(masked, json!([]))), "admin-enable-user --username <USERNAME>");
    }
}
