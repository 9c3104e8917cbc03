//! The users of a snapshot without what they can be reached by: contacts masked, and every attribute dropped that says
//! nothing about signing in.

use super::{Fact, Snapshot, text};
use crate::contact::{self, mask};
use serde_json::{Map, Value};

/// Attributes that bear on signing in; all others are nobody's business.
const KEPT: &[&str] = &[
    "cognito:mfa_enabled",
    "cognito:user_status",
    "email",
    "email_verified",
    "identities",
    "phone_number",
    "phone_number_verified",
    "preferred_username",
    "sub",
];

/// The same of a device; its name is the user's.
const KEPT_OF_DEVICE: &[&str] = &["device_status", "dev:device_remembered_status", "last_ip_used"];

/// The members of a sign-in event that bear on signing in; where it came from, and what was said of it since, is dropped.
const KEPT_OF_EVENT: &[&str] =
    &["EventId", "EventType", "CreationDate", "EventResponse", "EventRisk", "ChallengeResponses", "Unread"];

/// Where the attributes stand; a file made by hand may give the answer of `AdminGetUser` in the place of the element.
const ATTRIBUTES: &[&str] = &["/User/UserAttributes", "/UserAttributes"];

/// What stands for an address of the network.
const HIDDEN: &str = "•••";

impl Snapshot {
    /// Drops the users' attributes that do not bear on signing in.
    pub fn trim_users(&mut self) {
        if let Fact::Known(users) = &mut self.users {
            users.iter_mut().for_each(trim_user);
        }
    }

    /// The same, and masks the users' contacts.
    pub fn mask_users(&mut self) {
        self.trim_users();
        if let Fact::Known(users) = &mut self.users {
            for user in users {
                // A user name or an attribute of the user's own can be the number without its mark.
                let number = phone_digits(user);
                mask_texts(user, number.as_deref());
            }
        }
    }
}

fn trim_user(user: &mut Value) {
    for place in ATTRIBUTES {
        keep_attributes(user.pointer_mut(place), KEPT);
    }
    let devices = user.get_mut("Devices").and_then(Value::as_array_mut);
    for device in devices.into_iter().flatten() {
        keep_attributes(device.get_mut("DeviceAttributes"), KEPT_OF_DEVICE);
    }
    let events = user.pointer_mut("/AuthEvents/AuthEvents").and_then(Value::as_array_mut);
    for event in events.into_iter().flatten().filter_map(Value::as_object_mut) {
        event.retain(|member, _| KEPT_OF_EVENT.contains(&member.as_str()));
    }
}

fn phone_digits(user: &Value) -> Option<String> {
    let attributes = ATTRIBUTES.iter().find_map(|place| user.pointer(place))?.as_array()?;
    let phone = attributes.iter().find(|attribute| text(attribute, "Name") == Some("phone_number"))?;
    let digits: String = text(phone, "Value")?.chars().filter(char::is_ascii_digit).collect();
    (digits.len() > 6).then_some(digits)
}

fn keep_attributes(attributes: Option<&mut Value>, kept: &[&str]) {
    let Some(Value::Array(attributes)) = attributes else { return };
    attributes.retain(|attribute| text(attribute, "Name").is_some_and(|name| kept.contains(&name)));
}

/// Masks every contact below `value`; `number` is the user's own.
fn mask_texts(value: &mut Value, number: Option<&str>) {
    match value {
        Value::String(found) => *found = mask_text(found, number),
        Value::Array(elements) => elements.iter_mut().for_each(|element| mask_texts(element, number)),
        Value::Object(members) => {
            mask_attribute(members);
            members.values_mut().for_each(|member| mask_texts(member, number));
        }
        _ => {}
    }
}

fn mask_text(found: &str, number: Option<&str>) -> String {
    let masked = mask(found);
    match number {
        Some(number) if masked.contains(number) => masked.replace(number, &contact::mask_phone(number)),
        _ => masked,
    }
}

/// Masks the value of an attribute that holds a contact by its name, whatever form it has.
fn mask_attribute(members: &mut Map<String, Value>) {
    let mask: fn(&str) -> String = match members.get("Name").and_then(Value::as_str) {
        Some("email") => contact::mask_email,
        Some("phone_number") => contact::mask_phone,
        Some("last_ip_used") => |_| HIDDEN.to_owned(),
        _ => return,
    };
    if let Some(Value::String(found)) = members.get_mut("Value")
        && !found.is_empty()
    {
        *found = mask(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn masked(user: Value) -> Value {
        let mut snapshot = Snapshot::empty();
        snapshot.users = Fact::Known(vec![user]);
        snapshot.mask_users();
        let once = snapshot.clone();
        snapshot.mask_users();
        assert_eq!(snapshot, once, "once is enough");
        snapshot.users.known().map(|users| users[0].clone()).expect("users")
    }

    #[test]
    fn contacts_are_masked_wherever_they_stand() {
        let user = masked(json!({
            "Username": "+15555550123",
            "User": {
                "Username": "ann@example.org", "Enabled": true, "UserStatus": "CONFIRMED",
                "UserAttributes": [
                    {"Name": "sub", "Value": "8d1f3c7a-4444-4000-8000-111122224444"},
                    {"Name": "email", "Value": "Ann@example.org"},
                    {"Name": "email_verified", "Value": "true"},
                    {"Name": "phone_number", "Value": "+15555550123"},
                    {"Name": "preferred_username", "Value": "15555550123"},
                    {"Name": "identities", "Value": "[{\"userId\":\"ann@example.org\",\"providerName\":\"Idp\"}]"},
                    {"Name": "name", "Value": "Ann"},
                    {"Name": "custom:team", "Value": "payments"}
                ],
                "UserMFASettingList": ["SMS_MFA"],
                "FromTheFuture": {"Destination": "ann@example.org", "Since": 7}
            },
            "Devices": [{"DeviceKey": "us-east-1_8d1f3c7a", "DeviceAttributes": [
                {"Name": "device_status", "Value": "valid"},
                {"Name": "device_name", "Value": "Ann's phone"},
                {"Name": "last_ip_used", "Value": "203.0.113.7"}
            ]}],
            "OptOut": {"us-east-1": {"Unread": {"Operation": "sns:CheckIfPhoneNumberIsOptedOut",
                "Code": "InvalidParameter", "Message": "Invalid parameter: PhoneNumber +15555550123"}}},
            "Suppression": {"EmailAddress": "ann@example.org", "Reason": "BOUNCE"}
        }));
        let text = user.to_string();
        for contact in ["5555550123", "ann@", "Ann", "example.org", "203.0.113", "payments", "custom:team"] {
            assert!(!text.contains(contact), "{contact}: {text}");
        }
        assert_eq!(user["Username"], "+1••••••••23");
        assert_eq!(user["User"]["Username"], "a•••@e•••.org");
        let attributes = &user["User"]["UserAttributes"];
        assert_eq!(attributes[1], json!({"Name": "email", "Value": "A•••@e•••.org"}));
        assert_eq!(attributes[3], json!({"Name": "phone_number", "Value": "+1••••••••23"}));
        assert_eq!(attributes[4]["Value"], "•••••••••23");
        assert_eq!(attributes[5]["Value"], "[{\"userId\":\"a•••@e•••.org\",\"providerName\":\"Idp\"}]");
        assert_eq!(attributes.as_array().map(Vec::len), Some(6));
        assert_eq!(user["User"]["UserMFASettingList"], json!(["SMS_MFA"]));
        assert_eq!(user["Suppression"], json!({"EmailAddress": "a•••@e•••.org", "Reason": "BOUNCE"}));
        assert_eq!(user["Devices"][0]["DeviceKey"], "us-east-1_8d1f3c7a");
    }

    #[test]
    fn of_a_sign_in_stays_what_it_was_and_not_where_it_came_from() {
        let kept = json!({"EventId": "a", "EventType": "SignIn", "CreationDate": 1763805600.5, "EventResponse": "Fail",
            "EventRisk": {"RiskDecision": "NoRisk"},
            "ChallengeResponses": [{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]});
        let mut event = kept.clone();
        event["EventContextData"] =
            json!({"IpAddress": "203.0.113.7", "DeviceName": "Ann's phone", "City": "Ghent"});
        event["EventFeedback"] = json!({"FeedbackValue": "Invalid", "Provider": "ann@example.org"});
        let user =
            masked(json!({"Username": "ann", "AuthEvents": {"AuthEvents": [event], "NextToken": "more"}}));
        assert_eq!(user["AuthEvents"], json!({"AuthEvents": [kept], "NextToken": "more"}));
    }

    #[test]
    fn equal_contacts_mask_equal_and_empty_ones_stay_empty() {
        let of = |email: &str, phone: &str| {
            let attributes =
                json!([{"Name": "email", "Value": email}, {"Name": "phone_number", "Value": phone}]);
            masked(json!({"Username": "a", "User": {"UserAttributes": attributes}}))
        };
        assert_eq!(of("a@b.org", "+441632960001"), of("a@b.org", "+441632960001"));
        let bare = masked(json!({"Username": "a", "UserAttributes": [{"Name": "name", "Value": "Ann"}]}));
        assert_eq!(bare["UserAttributes"], json!([]));
        assert_eq!(of("", "")["User"]["UserAttributes"][0]["Value"], "");
        assert_eq!(masked(json!({"Username": "a", "User": null})), json!({"Username": "a", "User": null}));
    }
}
