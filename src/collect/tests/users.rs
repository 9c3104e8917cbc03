//! Users that were asked for.

use super::*;

const NUMBER: &str = "+15555550100";
const ADDRESS: &str = "ann@example.org";

fn ann() -> Value {
    json!({
        "Username": "ann", "Enabled": true, "UserStatus": "CONFIRMED", "UserCreateDate": 1763805600.5,
        "UserAttributes": [
            {"Name": "sub", "Value": "8d1f3c7a"}, {"Name": "phone_number", "Value": NUMBER},
            {"Name": "email", "Value": ADDRESS}
        ],
        "UserMFASettingList": ["SMS_MFA"], "PreferredMfaSetting": "SMS_MFA", "FromTheFuture": {"Kept": 7}
    })
}

/// The newest sign-ins of a user; there are older ones.
fn events() -> Value {
    let context = json!({"IpAddress": "203.0.113.7", "City": "Ghent"});
    let failed = json!([{"ChallengeName": "Password", "ChallengeResponse": "Failure"}]);
    json!({"AuthEvents": [{"EventId": "1", "EventType": "SignIn", "EventResponse": "Fail",
        "CreationDate": 1763805600.5, "ChallengeResponses": failed, "EventContextData": context}], "NextToken": "more"})
}

/// A user with a number and an address that messages reach.
pub(super) fn usual(operation: &str, asked: &str) -> Option<(u16, String)> {
    match operation {
        "AdminGetUser" => ok(ann()),
        "AdminGetUserAuthFactors" => {
            ok(json!({"Username": "ann", "ConfiguredUserAuthFactors": ["PASSWORD", "SMS_OTP"]}))
        }
        "AdminListDevices" if asked.contains("PaginationToken") => {
            ok(json!({"Devices": [{"DeviceKey": "b"}]}))
        }
        "AdminListDevices" => ok(json!({"Devices": [{"DeviceKey": "a"}], "PaginationToken": "more"})),
        "AdminListUserAuthEvents" => {
            assert!(asked.contains("\"MaxResults\":60"), "{asked}");
            ok(events())
        }
        "ListOriginationNumbers" if asked.contains("NextToken") => xml(
            operation,
            "<PhoneNumbers><member><Iso2CountryCode>US</Iso2CountryCode><RouteType>TollFree</RouteType>\
             <NumberCapabilities><member>SMS</member></NumberCapabilities></member></PhoneNumbers>",
        ),
        "ListOriginationNumbers" => xml(operation, "<NextToken>more</NextToken><PhoneNumbers/>"),
        "CheckIfPhoneNumberIsOptedOut" => {
            assert!(asked.contains("phoneNumber=%2B15555550100"), "{asked}");
            xml(operation, "<isOptedOut>true</isOptedOut>")
        }
        "GetSuppressedDestination" => {
            assert!(asked.ends_with("/addresses/ann%40example.org"), "{asked}");
            error("NotFoundException")
        }
        _ => None,
    }
}

fn read_users(answers: Answers, names: &[&str]) -> Vec<Value> {
    let users = names.iter().map(|name| (*name).to_owned()).collect();
    let wanted = Wanted { users, ..Wanted::default() };
    let snapshot = run(connection(answers).0.read_pool(&reference(), &wanted)).expect("a pool");
    snapshot.users.known().cloned().expect("asked for")
}

#[test]
fn a_user_is_read_whole() {
    assert!(read(|_, _| None).expect("a pool").users.is_not_asked(), "nobody asked for one");
    let users = read_users(|_, _| None, &["Ann@example.org"]);
    let whole = json!([{
        "Username": "Ann@example.org",
        "User": ann(),
        "AuthFactors": {"Username": "ann", "ConfiguredUserAuthFactors": ["PASSWORD", "SMS_OTP"]},
        "Devices": [{"DeviceKey": "a"}, {"DeviceKey": "b"}],
        "AuthEvents": events(),
        "OptOut": {"eu-central-1": {"isOptedOut": true}, "eu-west-1": {"isOptedOut": true}},
        "Suppression": null
    }]);
    assert_eq!(Value::Array(users), whole, "verbatim, under the name that was asked for");
}

#[test]
fn users_stand_in_the_order_asked_and_an_unknown_one_is_absent() {
    let users = read_users(
        |operation, asked| match operation {
            _ if asked.contains("\"nobody\"") => error("UserNotFoundException"),
            "AdminGetUser" => ok(json!({"Username": "x", "UserAttributes": []})),
            _ => None,
        },
        &["f", "nobody", "e", "d", "c", "b"],
    );
    let names: Vec<_> = users.iter().map(|user| user["Username"].as_str().unwrap_or_default()).collect();
    assert_eq!(names, ["f", "nobody", "e", "d", "c", "b"]);
    assert_eq!(users[1], json!({"Username": "nobody", "User": null}));
    let members: Vec<_> = users[0].as_object().expect("a user").keys().collect();
    assert_eq!(
        members,
        ["Username", "User", "AuthFactors", "Devices", "AuthEvents"],
        "neither number nor address"
    );
}

#[test]
fn each_part_may_be_unread() {
    let users = read_users(
        |operation, asked| match operation {
            "AdminGetUserAuthFactors" => error("UnknownOperationException"),
            "AdminListDevices" if asked.contains("PaginationToken") => error("InternalErrorException"),
            "AdminListUserAuthEvents" => error("UserPoolAddOnNotEnabledException"),
            "CheckIfPhoneNumberIsOptedOut" => xml(operation, ""),
            "GetSuppressedDestination" => error("AccessDeniedException"),
            _ => None,
        },
        &["ann"],
    );
    let code = |path: &str| users[0].pointer(path).and_then(|unread| unread["Code"].as_str());
    assert_eq!(code("/AuthFactors/Unread"), Some("UnknownOperationException"));
    assert_eq!(code("/Devices/Unread"), Some("InternalErrorException"), "no list without its end");
    assert_eq!(code("/AuthEvents/Unread"), Some("UserPoolAddOnNotEnabledException"));
    assert_eq!(code("/OptOut/eu-west-1/Unread"), Some("Unparseable"));
    assert_eq!(code("/Suppression/Unread"), Some("AccessDeniedException"));
    let denied = read_users(
        |operation, _| (operation == "AdminGetUser").then(|| error("AccessDeniedException"))?,
        &["ann"],
    );
    assert_eq!(denied[0]["User"]["Unread"]["Operation"], "cognito-idp:AdminGetUser");
    assert_eq!(denied[0].get("OptOut"), None, "nobody knows the number");
}

#[test]
fn what_the_pool_does_not_keep_of_a_user_is_not_asked_for() {
    fn keeps_neither(operation: &str, _: &str) -> Option<(u16, String)> {
        let mut pool = pool();
        pool["DeviceConfiguration"] = Value::Null;
        pool["UserPoolAddOns"] = json!({"AdvancedSecurityMode": "OFF"});
        match operation {
            "DescribeUserPool" => ok(json!({"UserPool": pool})),
            "AdminListDevices" | "AdminListUserAuthEvents" => panic!("{operation} was sent"),
            _ => None,
        }
    }
    let user = &read_users(keeps_neither, &["ann"])[0];
    assert_eq!((user.get("Devices"), user.get("AuthEvents")), (None, None), "{user:#}");
    assert_eq!(user["User"]["UserStatus"], "CONFIRMED");
}

#[test]
fn messages_are_looked_up_only_where_the_pool_sends_them_so() {
    fn other(operation: &str, _: &str) -> Option<(u16, String)> {
        let mut pool = pool();
        pool["SmsConfiguration"] = json!({"EumsSms": {"CallerArn": "arn:aws:iam::111122223333:role/sms"}});
        pool["EmailConfiguration"]["SourceArn"] =
            json!("arn:aws:ses:us-east-1:444455556666:identity/example.com");
        match operation {
            "DescribeUserPool" => ok(json!({"UserPool": pool})),
            "CheckIfPhoneNumberIsOptedOut" | "GetSuppressedDestination" => panic!("{operation} was sent"),
            _ => None,
        }
    }
    let user = &read_users(other, &["ann"])[0];
    assert_eq!((user.get("OptOut"), user.get("Suppression")), (None, None));
}

#[test]
fn the_accounts_own_numbers_are_read_for_users_only() {
    let numbers = |answers: Answers, users: &[&str]| {
        let users = users.iter().map(|name| (*name).to_owned()).collect();
        let wanted = Wanted { users, ..Wanted::default() };
        let snapshot = run(connection(answers).0.read_pool(&reference(), &wanted)).expect("a pool");
        snapshot.sms["eu-west-1"].other.get("OriginationNumbers").cloned()
    };
    assert_eq!(numbers(|_, _| None, &[]), None);
    let us = json!([{"Iso2CountryCode": "US", "RouteType": "TollFree", "NumberCapabilities": ["SMS"]}]);
    assert_eq!(numbers(|_, _| None, &["ann"]), Some(us), "of all pages");
    let ends_early: Answers = |operation, asked| match operation {
        "ListOriginationNumbers" if asked.contains("NextToken") => xml(operation, ""),
        _ => None,
    };
    let unread = numbers(ends_early, &["ann"]).expect("asked for");
    assert_eq!(unread["Unread"]["Operation"], "sns:ListOriginationNumbers");
}
