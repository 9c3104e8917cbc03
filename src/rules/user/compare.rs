//! Two users of one pool: what differs between them and bears on signing in.

use super::{UserCase, delivery, destination, or_null, outlook};
use crate::finding::Factor;
use crate::rules::Case;
use crate::rules::mfa::BY_MESSAGE;
use crate::rules::mfa::attribute;
use crate::snapshot::{Gap, Profile, User, flag};
use serde::Serialize;
use serde_json::{Value, json};

/// Something that differs between two users.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// What differs: `status`, `enabled`, `factors`, `preferred`, `phone_number`, `email`, `devices`, `opted_out`,
    /// `suppressed`, `provider`, `sign_in`, `forgot_password`, or `read` where one of them was not read.
    pub what: &'static str,
    /// How it is with the first user; of `sign_in` and `forgot_password` the sentence.
    pub a: Value,
    /// How it is with the second.
    pub b: Value,
    /// Why it matters, as a sentence.
    pub matters: String,
}

/// One fact of a user that can be compared.
struct Side {
    what: &'static str,
    value: Value,
    /// What is shown in the place of the value.
    words: Option<String>,
    matters: &'static str,
}

impl Side {
    fn shown(&self) -> Value {
        self.words.clone().map_or_else(|| self.value.clone(), Value::from)
    }
}

/// What differs between two users of a pool and bears on signing in; empty where nothing does.
pub fn compare<'a>(case: &Case<'a>, a: &User<'a>, b: &User<'a>) -> Vec<Difference> {
    let sides = [a, b].map(|user| sides(&UserCase { case: case.clone(), user: *user }));
    let [a, b] = &sides;
    let mut differences = Vec::new();
    for one in a {
        // A fact that one of them lacks was not read, or means nothing there.
        let Some(other) = b.iter().find(|other| other.what == one.what) else { continue };
        if one.value != other.value {
            differences.push(Difference {
                what: one.what,
                a: one.shown(),
                b: other.shown(),
                matters: one.matters.to_owned(),
            });
        }
    }
    differences
}

fn sides(user: &UserCase<'_>) -> Vec<Side> {
    let mut sides = Vec::new();
    let mut add = |what, value: Value, matters| sides.push(Side { what, value, words: None, matters });
    let profile = user.user.profile();
    let read = match &profile {
        Ok(Some(_)) => json!("read"),
        Ok(None) => json!("no such user"),
        Err(gap) => unread(gap),
    };
    add("read", read, "Of a user who does not exist or was not read, nothing can be compared.");
    if let Ok(Some(profile)) = profile {
        of_profile(&profile, &mut add);
        of_neighbours(user, &profile, &mut add);
        of_outlook(user, &mut sides);
    }
    sides
}

/// The sentences name the user, so the members are compared and the sentences shown.
fn of_outlook(user: &UserCase<'_>, sides: &mut Vec<Side>) {
    let outlook = outlook(user);
    let (sign_in, reset) = (outlook.sign_in, outlook.forgot_password);
    let then = sign_in.then.as_ref().map(|then| json!([then.outcome, then.challenge]));
    sides.push(Side {
        what: "sign_in",
        value: json!([sign_in.outcome, sign_in.challenge, sign_in.factor, sign_in.error, then]),
        words: Some(sign_in.text),
        matters: "It is what the next sign-in with the right password leads to.",
    });
    sides.push(Side {
        what: "forgot_password",
        value: json!([reset.outcome, reset.medium, reset.error]),
        words: Some(reset.text),
        matters: "It is what ForgotPassword leads to.",
    });
}

fn of_profile(profile: &Profile<'_>, add: &mut impl FnMut(&'static str, Value, &'static str)) {
    add("status", or_null(profile.status()), "The status decides whether a sign-in gets as far as a factor.");
    add("enabled", json!(!profile.is_disabled()), "Every sign-in of a disabled user is refused.");
    let provider = profile.is_federated() || profile.has_identities();
    add(
        "provider",
        json!(provider),
        "Cognito asks for no factor where another identity provider signs the user in.",
    );
    let mut factors = profile.factors();
    factors.sort_unstable();
    add("factors", json!(factors), "Cognito asks for the factors of UserMFASettingList.");
    add("preferred", or_null(profile.preferred()), "The preferred factor is asked for without a choice.");
    for factor in BY_MESSAGE {
        let state = match destination(profile, *factor) {
            None => "absent",
            Some(_) if profile.is_verified(attribute(*factor)) => "verified",
            Some(_) => "not verified",
        };
        let matters = if *factor == Factor::Sms {
            "SMS codes go to the phone number; codes for a new password only to a verified one."
        } else {
            "E-mail codes go to the e-mail address; codes for a new password only to a verified one."
        };
        add(attribute(*factor), json!(state), matters);
    }
}

fn of_neighbours(
    user: &UserCase<'_>,
    profile: &Profile<'_>,
    add: &mut impl FnMut(&'static str, Value, &'static str),
) {
    let path = "DeviceConfiguration.ChallengeRequiredOnNewDevice";
    if flag(user.case.pool.described, path) == Some(true) {
        let devices = user.user.remembered_devices().map_or_else(|gap| unread(&gap), |number| json!(number));
        add("devices", devices, "A remembered device is not asked for a factor.");
    }
    let regions = if profile.phone().is_some() { delivery::regions(&user.case) } else { Vec::new() };
    if !regions.is_empty() {
        let opted_out: Result<Vec<bool>, Gap> =
            regions.iter().map(|region| user.user.opted_out(region)).collect();
        let value = opted_out.map_or_else(|gap| unread(&gap), |all| json!(all.contains(&true)));
        add("opted_out", value, "SNS sends nothing to a number that has opted out, without an error.");
    }
    if profile.email().is_some() && user.case.pool.email_sending_account() == "DEVELOPER" {
        let value = user.user.suppression().map_or_else(|gap| unread(&gap), |listed| json!(listed.is_some()));
        add(
            "suppressed",
            value,
            "SES sends nothing to an address on its suppression list, without an error.",
        );
    }
}

fn unread(gap: &Gap) -> Value {
    json!(format!("not read: {}", gap.reason))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Wishes;
    use crate::snapshot::Snapshot;

    fn user(name: &str, factors: &[&str], attributes: &[(&str, &str)]) -> Value {
        let attributes: Vec<Value> =
            attributes.iter().map(|(name, value)| json!({"Name": name, "Value": value})).collect();
        json!({
            "Username": name,
            "User": {"Username": name, "Enabled": true, "UserStatus": "CONFIRMED", "UserMFASettingList": factors,
                     "UserAttributes": attributes, "UserCreateDate": "2026-03-01T09:00:00Z"},
            "Devices": [], "OptOut": {"us-east-1": {"isOptedOut": false}}, "Suppression": null
        })
    }

    fn differing(a: &Value, b: &Value) -> Vec<&'static str> {
        let snapshot =
            Snapshot::from_json(include_str!("../../../fixtures/healthy.json")).expect("the healthy pool");
        let wishes = Wishes::default();
        let case = Case::at(None, &snapshot, &wishes).expect("a pool");
        let there = compare(&case, &User(a), &User(b));
        let back = compare(&case, &User(b), &User(a));
        let turned: Vec<(&Value, &Value)> = back.iter().map(|one| (&one.b, &one.a)).collect();
        assert_eq!(there.iter().map(|one| (&one.a, &one.b)).collect::<Vec<_>>(), turned);
        there.into_iter().map(|one| one.what).collect()
    }

    const EMAIL: (&str, &str) = ("email", "a•••@e•••.com");
    const VERIFIED: (&str, &str) = ("email_verified", "true");

    #[test]
    fn names_and_dates_are_no_differences() {
        let attributes = [EMAIL, VERIFIED];
        let mut other = user("bob", &["SOFTWARE_TOKEN_MFA"], &[("email", "b•••@o•••.org"), VERIFIED]);
        other["User"]["UserCreateDate"] = json!(1_700_000_000);
        assert!(differing(&user("alice", &["SOFTWARE_TOKEN_MFA"], &attributes), &other).is_empty());
    }

    #[test]
    fn what_bears_on_signing_in_is_told_with_its_outcome() {
        let well = user("alice", &["SOFTWARE_TOKEN_MFA"], &[EMAIL, VERIFIED]);
        assert_eq!(differing(&well, &user("bob", &[], &[EMAIL, VERIFIED])), ["factors", "sign_in"]);
        assert_eq!(
            differing(&well, &user("bob", &["SOFTWARE_TOKEN_MFA"], &[EMAIL])),
            ["email", "forgot_password"]
        );
        let mut disabled = well.clone();
        disabled["User"]["Enabled"] = json!(false);
        assert_eq!(differing(&well, &disabled), ["enabled", "sign_in", "forgot_password"]);
        let mut suppressed = well.clone();
        suppressed["Suppression"] = json!({"Reason": "BOUNCE"});
        assert_eq!(differing(&well, &suppressed), ["suppressed"]);
    }

    #[test]
    fn a_user_who_was_not_read_is_not_called_different_in_anything_else() {
        let well = user("alice", &["SOFTWARE_TOKEN_MFA"], &[EMAIL, VERIFIED]);
        let unread = json!({"Operation": "cognito-idp:AdminGetUser", "Code": "AccessDenied"});
        assert_eq!(differing(&well, &json!({"Username": "bob", "User": {"Unread": unread}})), ["read"]);
        assert_eq!(differing(&well, &json!({"Username": "bob", "User": null})), ["read"]);
    }
}
