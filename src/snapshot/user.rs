//! One user of the pool, as `AdminGetUser` and the calls beside it tell.

use super::{AuthEvents, Fact, Gap, LIST_AUTH_EVENTS, Snapshot, Unread, at, flag, list, text, time_at};
use serde_json::Value;

/// The only place with a user's `UserMFASettingList`.
pub const ADMIN_GET_USER: &str = "cognito-idp:AdminGetUser";
const AUTH_FACTORS: &str = "cognito-idp:AdminGetUserAuthFactors";
const LIST_DEVICES: &str = "cognito-idp:AdminListDevices";
const OPT_OUT: &str = "sns:CheckIfPhoneNumberIsOptedOut";
const SUPPRESSION: &str = "ses:GetSuppressedDestination";

/// One element of `Users`: `{"Username": …, "User": …, "AuthFactors": …, "Devices": …, "AuthEvents": …, "OptOut": …,
/// "Suppression": …}`.
/// A file made by hand may give the answer of `AdminGetUser` itself in its place.
#[derive(Debug, Clone, Copy)]
pub struct User<'a>(pub &'a Value);

/// The answer of `AdminGetUser`.
///
/// Source: <https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html>
#[derive(Debug, Clone, Copy)]
pub struct Profile<'a>(pub &'a Value);

impl Snapshot {
    /// The users that were asked for; none where nobody asked.
    ///
    /// # Errors
    /// The gap, when they were not read as a whole.
    pub fn users(&self) -> Result<Vec<User<'_>>, Gap> {
        match &self.users {
            Fact::Known(users) => Ok(users.iter().map(User).collect()),
            Fact::Absent | Fact::NotAsked => Ok(Vec::new()),
            Fact::Unread(unread) => Err(Gap::unread(unread, true)),
        }
    }
}

impl<'a> User<'a> {
    /// The name that was asked for: a user name, an alias or a `sub`.
    pub fn name(&self) -> &'a str {
        text(self.0, "Username").or_else(|| text(self.0, "User.Username")).unwrap_or("")
    }

    /// What `AdminGetUser` answered; `None` where the pool has no such user.
    ///
    /// # Errors
    /// The gap, when it was not read: nothing can be said of the user then.
    pub fn profile(&self) -> Result<Option<Profile<'a>>, Gap> {
        let members = ["UserStatus", "UserAttributes", "Enabled"];
        if self.0.get("User").is_none() && members.iter().any(|member| self.0.get(*member).is_some()) {
            return Ok(Some(Profile(self.0)));
        }
        let answer = self.part("User", ADMIN_GET_USER, true)?;
        // An answer without a single member that tells of a user is none.
        match answer.filter(|answer| answer.as_object().is_some_and(|members| !members.is_empty())) {
            Some(answer) => Ok(Some(Profile(answer))),
            None if answer.is_some() => Err(Gap::not_asked(ADMIN_GET_USER, true)),
            None => Ok(None),
        }
    }

    /// `ConfiguredUserAuthFactors` of `AdminGetUserAuthFactors`: `PASSWORD`, `EMAIL_OTP`, `WEB_AUTHN`, …
    ///
    /// # Errors
    /// The gap, when it was not read.
    pub fn auth_factors(&self) -> Result<Vec<&'a str>, Gap> {
        let answer = self.part("AuthFactors", AUTH_FACTORS, false)?;
        Ok(answer.map(|answer| list(answer, "ConfiguredUserAuthFactors")).unwrap_or_default())
    }

    /// How many devices are remembered for the user.
    ///
    /// # Errors
    /// The gap, when they were not read, or not all of them.
    pub fn remembered_devices(&self) -> Result<usize, Gap> {
        let devices = self.part("Devices", LIST_DEVICES, false)?;
        let devices =
            devices.and_then(|devices| devices.as_array().or_else(|| devices.get("Devices")?.as_array()));
        let mut remembered = 0;
        for device in devices.into_iter().flatten() {
            if let Some(unread) = Unread::in_place_of(device) {
                return Err(Gap::unread(&unread, false));
            }
            remembered += usize::from(is_remembered(device));
        }
        Ok(remembered)
    }

    /// The sign-ins that threat protection recorded; `None` where AWS says that there is no such list.
    ///
    /// # Errors
    /// The gap, when they were not read.
    pub fn auth_events(&self) -> Result<Option<AuthEvents<'a>>, Gap> {
        Ok(self.part("AuthEvents", LIST_AUTH_EVENTS, false)?.map(AuthEvents))
    }

    /// Whether the user's phone number has opted out of SMS messages of the account in `region`.
    ///
    /// # Errors
    /// The gap, when it was not asked there.
    pub fn opted_out(&self, region: &str) -> Result<bool, Gap> {
        let here = |gap: Gap| Gap { reason: format!("{} in {region}", gap.reason), ..gap };
        let unread = || here(Gap::not_asked(OPT_OUT, false));
        let regions = self.part("OptOut", OPT_OUT, false).map_err(here)?.ok_or_else(unread)?;
        let answer = regions.get(region).ok_or_else(unread)?;
        match Unread::in_place_of(answer) {
            Some(because) => Err(here(Gap::unread(&because, false))),
            None => flag(answer, "isOptedOut").ok_or_else(unread),
        }
    }

    /// `SuppressedDestination` of the user's e-mail address; `None` where it is not on the list.
    ///
    /// # Errors
    /// The gap, when it was not asked.
    pub fn suppression(&self) -> Result<Option<&'a Value>, Gap> {
        let answer = self.part("Suppression", SUPPRESSION, false)?;
        Ok(answer.map(|answer| at(answer, "SuppressedDestination").unwrap_or(answer)))
    }

    /// A part of the element; `None` where AWS says that there is none.
    fn part(&self, member: &str, operation: &str, core: bool) -> Result<Option<&'a Value>, Gap> {
        let whole = || Unread::in_place_of(self.0).map(|unread| Gap::unread(&unread, core));
        let Some(part) = self.0.get(member) else {
            return Err(whole().unwrap_or_else(|| Gap::not_asked(operation, core)));
        };
        match Unread::in_place_of(part) {
            Some(unread) => Err(Gap::unread(&unread, core)),
            None if part.is_null() => Ok(None),
            None => Ok(Some(part)),
        }
    }
}

/// The attribute that says so has an AWS name of its own; the short one is what files made by hand use.
fn is_remembered(device: &Value) -> bool {
    let attributes = at(device, "DeviceAttributes").and_then(Value::as_array);
    attributes.into_iter().flatten().any(|attribute| {
        matches!(text(attribute, "Name"), Some("dev:device_remembered_status" | "device_status"))
            && text(attribute, "Value") == Some("remembered")
    })
}

impl<'a> Profile<'a> {
    /// `UserStatus`: `CONFIRMED`, `UNCONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, `EXTERNAL_PROVIDER`, …
    pub fn status(&self) -> Option<&'a str> {
        text(self.0, "UserStatus")
    }

    /// Whether an administrator disabled the user; AWS always answers `Enabled`.
    pub fn is_disabled(&self) -> bool {
        flag(self.0, "Enabled") == Some(false)
    }

    /// The value of an attribute; an empty one counts as absent.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let attributes = at(self.0, "UserAttributes").and_then(Value::as_array);
        let mut named = attributes.into_iter().flatten().filter(|found| text(found, "Name") == Some(name));
        named.next().and_then(|attribute| text(attribute, "Value"))
    }

    /// The phone number, masked unless it was asked for in full.
    pub fn phone(&self) -> Option<&'a str> {
        self.attribute("phone_number")
    }

    /// The e-mail address, masked unless it was asked for in full.
    pub fn email(&self) -> Option<&'a str> {
        self.attribute("email")
    }

    /// Whether `phone_number` or `email` is verified: `phone_number_verified` is `true`.
    pub fn is_verified(&self, name: &str) -> bool {
        self.attribute(&format!("{name}_verified")).is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// `UserMFASettingList`: `SMS_MFA`, `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`. AWS leaves it out where it is empty.
    pub fn factors(&self) -> Vec<&'a str> {
        list(self.0, "UserMFASettingList")
    }

    /// `PreferredMfaSetting`.
    pub fn preferred(&self) -> Option<&'a str> {
        text(self.0, "PreferredMfaSetting")
    }

    /// Whether the user has SMS as a factor by the `MFAOptions` of earlier years.
    pub fn has_legacy_options(&self) -> bool {
        at(self.0, "MFAOptions").and_then(Value::as_array).is_some_and(|options| !options.is_empty())
    }

    /// Whether the user signs in through another identity provider only.
    pub fn is_federated(&self) -> bool {
        self.status() == Some("EXTERNAL_PROVIDER")
    }

    /// Whether the user is linked to another identity provider: the attribute `identities` lists at least one.
    pub fn has_identities(&self) -> bool {
        self.attribute("identities").is_some_and(|value| value.trim() != "[]")
    }

    /// When the user was made, in seconds since 1970.
    pub fn created(&self) -> Option<i64> {
        time_at(self.0, "UserCreateDate")
    }

    /// When anything of the user last changed, in seconds since 1970.
    pub fn modified(&self) -> Option<i64> {
        time_at(self.0, "UserLastModifiedDate").or_else(|| self.created())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_element_tells_read_from_unread_and_absent() {
        let unread = json!({"Unread": {"Operation": LIST_DEVICES, "Code": "AccessDenied"}});
        let element = json!({"Username": "a", "User": null, "Devices": unread});
        let user = User(&element);
        assert!(matches!(user.profile(), Ok(None)));
        assert_eq!(user.remembered_devices().map_err(|gap| gap.reason), Err("AccessDenied".to_owned()));
        assert_eq!(user.suppression().map_err(|gap| gap.core), Err(false));
        let element = json!({"Username": "a", "Unread": {"Operation": ADMIN_GET_USER, "Code": "Throttled"}});
        assert_eq!(
            User(&element).profile().map_err(|gap| (gap.reason, gap.core)).err(),
            Some(("Throttled".to_owned(), true))
        );
        assert!(User(&json!({"Username": "a"})).profile().is_err());
        assert!(User(&json!({"Username": "a", "User": {}})).profile().is_err());
    }

    #[test]
    fn an_answer_may_stand_for_the_element() {
        let answer = json!({"Username": "a", "UserStatus": "CONFIRMED", "Enabled": true});
        let profile = User(&answer).profile();
        assert_eq!(profile.ok().flatten().and_then(|profile| profile.status()), Some("CONFIRMED"));
    }

    #[test]
    fn devices_count_only_where_they_are_remembered() {
        let device = |name: &str, value: &str| json!({"DeviceAttributes": [{"Name": name, "Value": value}]});
        let devices = json!({"Devices": [
            device("dev:device_remembered_status", "remembered"),
            device("device_status", "remembered"),
            device("device_status", "valid"),
            device("dev:device_remembered_status", "not_remembered"),
            {"DeviceKey": "x"},
        ]});
        assert_eq!(User(&devices).remembered_devices(), Ok(2));
        assert_eq!(User(&json!({"Devices": {"Devices": []}})).remembered_devices(), Ok(0));
    }

    #[test]
    fn an_opt_out_is_of_one_region() {
        let element = json!({"OptOut": {"us-east-1": {"isOptedOut": true}}});
        assert_eq!(User(&element).opted_out("us-east-1"), Ok(true));
        let elsewhere = User(&element).opted_out("us-west-2").map_err(|gap| gap.reason);
        assert_eq!(elsewhere, Err("not in the snapshot in us-west-2".to_owned()));
    }

    #[test]
    fn attributes_are_present_verified_or_neither() {
        let answer = json!({
            "UserAttributes": [
                {"Name": "email", "Value": "a•••@e•••.com"}, {"Name": "email_verified", "Value": "true"},
                {"Name": "phone_number", "Value": ""}, {"Name": "identities", "Value": "[]"}
            ],
            "UserLastModifiedDate": "2026-11-20T10:00:00Z"
        });
        let profile = Profile(&answer);
        assert_eq!((profile.email(), profile.phone()), (Some("a•••@e•••.com"), None));
        assert!(
            profile.is_verified("email") && !profile.is_verified("phone_number") && !profile.has_identities()
        );
        assert!(profile.factors().is_empty() && !profile.is_disabled());
        assert_eq!(profile.modified(), Some(1_795_168_800));
    }
}
