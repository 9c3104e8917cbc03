//! The control policies of an organization.

use super::*;

#[test]
fn control_policies_are_read_level_by_level() {
    let snapshot = read(|_, _| None).expect("a pool");
    let file = serde_json::to_value(&snapshot.organizations).expect("JSON");
    let targets = json!([
        {"Id": "r-1", "Type": "ROOT"},
        {"Id": "ou-1", "Type": "ORGANIZATIONAL_UNIT"},
        {"Id": "111122223333", "Type": "ACCOUNT"}
    ]);
    assert_eq!(file["Targets"], targets);
    let policy = json!([{
        "PolicyName": "Full", "PolicyId": "p-1", "PolicyArn": "arn:p-1",
        "PolicyDocument": {"Version": "2012-10-17"}
    }]);
    assert_eq!(file["Scps"], json!([policy, policy, policy]), "an empty page is not the last");
    assert_eq!(file["Rcps"], json!([[], [], []]));
    assert_eq!(file["Organization"]["Id"], "o-example");
}

#[test]
fn an_organization_may_be_absent_unbinding_or_denied() {
    let organizations = |answers: Answers| read(answers).expect("a pool").organizations;
    let none = organizations(|operation, _| match operation {
        "DescribeOrganization" | "ListParents" => error("AWSOrganizationsNotInUseException"),
        _ => None,
    });
    assert_eq!(none, Fact::Absent);
    let management = organizations(|operation, _| match operation {
        "DescribeOrganization" => ok(json!({"Organization": {"Id": "o", "MasterAccountId": "111122223333"}})),
        _ => None,
    });
    let billing = organizations(|operation, _| match operation {
        "DescribeOrganization" => {
            ok(json!({"Organization": {"Id": "o", "FeatureSet": "CONSOLIDATED_BILLING"}}))
        }
        _ => None,
    });
    for unbound in [management, billing] {
        let unbound = unbound.known().expect("an organization");
        assert_eq!((&unbound.scps, &unbound.rcps), (&Fact::Absent, &Fact::Absent));
    }
    let denied = organizations(|operation, _| match operation {
        "ListParents" => error("AccessDeniedException"),
        _ => None,
    });
    let denied = denied.known().cloned().expect("an organization");
    assert!(denied.organization.known().is_some());
    assert_eq!(unread(&denied.scps), Some(("organizations:ListParents", "AccessDeniedException")));
}

#[test]
fn a_level_or_policy_of_the_organization_may_be_unread() {
    let snapshot = read(|operation, asked| match operation {
        "ListParents" if asked.contains("\"ou-1\"") => error("TooManyRequestsException"),
        "ListPoliciesForTarget" if asked.contains("\"ou-1\"") => error("AccessDeniedException"),
        "ListPoliciesForTarget" if asked.contains("RESOURCE") => error("PolicyTypeNotEnabledException"),
        "DescribePolicy" => error("ServiceException"),
        _ => None,
    });
    let file = serde_json::to_value(snapshot.expect("a pool").organizations).expect("JSON");
    assert_eq!(file["Targets"][0]["Unread"]["Operation"], "organizations:ListParents");
    assert_eq!(file["Scps"][0], json!([file["Targets"][0]]));
    assert_eq!(file["Scps"][1][0]["Unread"]["Operation"], "organizations:ListPoliciesForTarget");
    let policy = &file["Scps"][2][0];
    assert_eq!(
        (&policy["PolicyName"], &policy["Unread"]["Code"]),
        (&json!("Full"), &json!("ServiceException"))
    );
    assert_eq!(file["Rcps"][2], json!([]));
}
