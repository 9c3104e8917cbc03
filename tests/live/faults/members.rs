//! Answers that are whole, but lack a member, or hold one of another type.

use std::collections::BTreeSet;

use super::kinds::FAULT;
use super::oracle::Lost;
use super::runs::{self, Case};
use super::{none_is_wrong, scenes, some};
use crate::support::proxy::Place;
use crate::support::rules::Rule;

/// Members that AWS always sends, besides those that its models require: without them there would be no answer to what
/// was asked, or the documentation gives them a value in every case.
const ALWAYS_THERE: &[(&str, &[&str])] = &[
    ("cognito-idp:DescribeUserPool", &["UserPool"]),
    ("cognito-idp:DescribeUserPoolClient", &["UserPoolClient"]),
    ("cognito-idp:ListUserPools", &["UserPools", "UserPools[].Id"]),
    ("cognito-idp:ListUserPoolClients", &["UserPoolClients", "UserPoolClients[].ClientId"]),
    ("cognito-idp:GetLogDeliveryConfiguration", &["LogDeliveryConfiguration"]),
    ("cognito-idp:AdminGetUser", &["UserStatus", "UserAttributes", "UserAttributes[].Value"]),
    ("cognito-idp:AdminListDevices", &["Devices"]),
    ("cognito-idp:AdminListUserAuthEvents", &["AuthEvents", "AuthEvents[].CreationDate"]),
    ("iam:GetRole", &["Role.AssumeRolePolicyDocument"]),
    ("iam:ListAttachedRolePolicies", &["AttachedPolicies", "AttachedPolicies[].PolicyArn"]),
    ("iam:GetPolicy", &["Policy", "Policy.DefaultVersionId"]),
    ("iam:GetPolicyVersion", &["PolicyVersion", "PolicyVersion.Document", "PolicyVersion.IsDefaultVersion"]),
    ("iam:SimulatePrincipalPolicy", &["EvaluationResults"]),
    ("organizations:DescribeOrganization", &["Organization"]),
    ("organizations:DescribePolicy", &["Policy", "Policy.Content"]),
    // The emulator has no State, which AWS gives in the place of Status.
    ("organizations:ListAccounts", &["Accounts", "Accounts[].Id", "Accounts[].Status"]),
    ("organizations:ListParents", &["Parents", "Parents[].Id"]),
    ("organizations:ListPoliciesForTarget", &["Policies", "Policies[].Id"]),
    ("ses:GetAccount", &["ProductionAccessEnabled", "SendingEnabled", "EnforcementStatus", "SendQuota"]),
    ("ses:GetEmailIdentity", &["VerifiedForSendingStatus"]),
    ("sns:GetSMSAttributes", &["attributes"]),
    ("sns:CheckIfPhoneNumberIsOptedOut", &["isOptedOut"]),
    ("sns:ListOriginationNumbers", &["PhoneNumbers"]),
    ("sts:AssumeRole", &["Credentials"]),
    ("sts:GetCallerIdentity", &["Arn", "Account"]),
    (
        "wafv2:GetWebACLForResource",
        &[
            "WebACL.Rules",
            "WebACL.Rules[].Action",
            "WebACL.Rules[].Action.Captcha",
            "WebACL.Rules[].Action.Count",
        ],
    ),
];

/// Each place of each scene's answers.
fn places() -> impl Iterator<Item = (usize, &'static Place)> {
    scenes().iter().enumerate().flat_map(|(at, scene)| scene.places.iter().map(move |place| (at, place)))
}

/// Each of them once, in the first scene that has it.
fn kinds_of_places() -> impl Iterator<Item = (usize, &'static Place)> {
    let mut seen = BTreeSet::new();
    places().filter(move |(_, place)| seen.insert((&place.call, in_general(&place.name))))
}

fn on(place: &Place) -> Rule {
    let (service, name) = place.call.split_once(':').expect("service:Operation");
    Rule::on(name).of(service)
}

/// `UserPools[0].Id` as `UserPools[].Id`.
fn in_general(name: &str) -> String {
    let mut parts = name.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |general, part| general + "[" + part.trim_start_matches(|c: char| c.is_ascii_digit()))
}

fn is_always_there(place: &Place) -> bool {
    let listed = ALWAYS_THERE.iter().filter(|(operation, _)| *operation == place.call);
    let name = in_general(&place.name);
    place.is_required || listed.flat_map(|(_, names)| names.iter()).any(|listed| *listed == name)
}

fn changed(scene: usize, name: String, rule: Rule) -> Case {
    let lost = Lost { in_part: true, ..Lost::default() };
    Case { lost, ..Case::new(scene, name, vec![rule.named(FAULT)]) }
}

fn without(scene: usize, place: &Place) -> Case {
    let name = format!("{} without {}", place.call, place.name);
    changed(scene, name, on(place).dropped(&place.path))
}

#[test]
fn a_member_of_another_type_is_no_fact() {
    let mut cases = Vec::new();
    for (scene, place) in kinds_of_places() {
        for other in place.others.iter().take(2) {
            let name = format!("{} {} is {other}", place.call, place.name);
            cases.push(changed(scene, name, on(place).retyped(&place.path, other)));
        }
    }
    let outcome = runs::run(scenes(), &some(cases, 30));
    none_is_wrong("wrong types", outcome);
}

/// The answer is then none: nobody knows what the member would have said.
#[test]
fn a_member_that_is_always_there_is_missed() {
    let needed = places().filter(|(_, place)| !place.is_element && is_always_there(place));
    let cases: Vec<Case> = needed.map(|(scene, place)| without(scene, place)).collect();
    let unknown: Vec<&str> = ALWAYS_THERE
        .iter()
        .flat_map(|(operation, names)| names.iter().map(move |name| (operation, name)))
        .filter(|(operation, name)| {
            !places().any(|(_, place)| place.call == **operation && in_general(&place.name) == **name)
        })
        .map(|(operation, _)| *operation)
        .collect();
    assert!(unknown.is_empty(), "no answer of these operations has all the listed members: {unknown:?}");
    let outcome = runs::run(scenes(), &some(cases, 30));
    none_is_wrong("missing members", outcome);
}

#[test]
fn a_member_that_may_be_absent_is_judged_as_absent() {
    let optional = kinds_of_places().filter(|(_, place)| !place.is_element && !is_always_there(place));
    let cases: Vec<Case> = optional.map(|(scene, place)| without(scene, place).may_lack(true)).collect();
    let outcome = runs::run(scenes(), &some(cases, 20));
    none_is_wrong("absent members", outcome);
}
