//! A redacted snapshot names nobody and gives the same findings.
use crate::fixture::Fixture;
use mfa_doctor::finding::Factor;
use mfa_doctor::iam::questions::{TrustFacts, trust_question};
use mfa_doctor::iam::{Kind, Layers, Named, Policy, decide};
use mfa_doctor::rules::{Selection, Wishes, judge};
use mfa_doctor::snapshot::Snapshot;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

fn read(value: &Value) -> Snapshot {
    Snapshot::from_json(&value.to_string()).unwrap()
}

fn redact(value: &Value) -> Value {
    serde_json::to_value(read(value).redacted()).unwrap()
}

/// Verdicts and findings by rule and severity, asked in two ways.
fn said(snapshot: &Snapshot) -> Vec<Value> {
    let none = Wishes::default();
    let all = Wishes { required: Factor::ALL.to_vec(), clients: Vec::new() };
    let answers = [none, all].map(|wishes| match judge(snapshot, &wishes, &Selection::default()) {
        Err(gap) => json!([gap.needs, gap.core]),
        Ok(judgement) => {
            let mut findings: Vec<_> =
                judgement.findings.iter().map(|f| json!([f.rule, f.severity]).to_string()).collect();
            findings.sort();
            let gaps: Vec<_> =
                judgement.not_judged.iter().map(|n| json!([n.rule, n.needs, n.core])).collect();
            let verdicts: Vec<_> = judgement
                .standings
                .iter()
                .map(|s| json!([s.factor, s.verdict.map(|v| v.as_str()), s.blocked_by, s.unproven_by]))
                .collect();
            json!({"findings": findings, "gaps": gaps, "verdicts": verdicts, "complete": judgement.complete})
        }
    });
    answers.into()
}

#[test]
fn every_fixture_gets_the_same_findings() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/rules");
    let mut fixtures = if Path::new(folder).is_dir() { Fixture::all() } else { Vec::new() };
    fixtures.push(Fixture::healthy());
    let mut wrong = Vec::new();
    for fixture in fixtures {
        let snapshot = fixture.snapshot();
        let redacted = snapshot.redacted();
        let text = serde_json::to_string(&redacted).unwrap();
        let back = Snapshot::from_json(&text).unwrap();
        assert_eq!(back, redacted, "{}", fixture.path.display());
        assert_eq!(back.redacted(), back, "{}", fixture.path.display());
        for name in
            ["111122223333", "AbCdEf123", "example.com", "3f0c1f7e", "cognito-sms", "1example23456789"]
        {
            assert!(!text.contains(name), "{name} is left in {}:\n{text}", fixture.path.display());
        }
        if said(&snapshot) != said(&back) {
            let (before, after) = (json!(said(&snapshot)), json!(said(&back)));
            wrong.push(format!("{}\nbefore {before:#}\nafter {after:#}\n{text}", fixture.path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn no_name_is_left() {
    let file =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/redact/canaries.json")).unwrap();
    let mut document: Value = serde_json::from_str(&file).unwrap();
    let canaries = document["canaries"].take();
    document.as_object_mut().unwrap().remove("canaries");
    let redacted = serde_json::to_string_pretty(&redact(&document)).unwrap();
    let (before, after) = (document.to_string().to_lowercase(), redacted.to_lowercase());
    for canary in canaries.as_array().unwrap() {
        let canary = canary.as_str().unwrap();
        assert!(before.contains(&canary.to_lowercase()), "{canary} is not in the file");
        assert!(!after.contains(&canary.to_lowercase()), "{canary} is left:\n{redacted}");
    }
}

#[test]
fn what_aws_names_stays() {
    let file =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/redact/canaries.json")).unwrap();
    let document: Value = serde_json::from_str(&file).unwrap();
    let redacted = redact(&document);
    for path in [
        "/TakenAt",
        "/Region",
        "/Partition",
        "/UserPool/UserPoolTier",
        "/UserPool/AutoVerifiedAttributes",
        "/UserPool/AccountRecoverySetting",
        "/UserPool/Policies",
        "/UserPool/CreationDate",
        "/UserPool/SchemaAttributes/0",
        "/UserPool/UserPoolAddOns",
        "/UserPool/SmsConfiguration/SnsRegion",
        "/UserPool/SmsConfigurationFailure",
        "/MfaConfig/MfaConfiguration",
        "/MfaConfig/SoftwareTokenMfaConfiguration",
        "/MfaConfig/WebAuthnConfiguration/FactorConfiguration",
        "/Clients/0/ExplicitAuthFlows",
        "/Clients/0/AllowedOAuthFlows",
        "/Clients/1/Unread/Operation",
        "/Clients/1/Unread/Code",
        "/SmsRole/Role/Path",
        "/SmsRole/Role/AssumeRolePolicyDocument/Statement/0/Principal",
        "/SmsRole/InlinePolicies/0/PolicyDocument/Statement/0/Action",
        "/SmsRole/AttachedPolicies/1",
        "/Sms/us-east-1/SandboxStatus",
        "/Sms/us-east-1/Attributes/MonthlySpendLimit",
        "/Ses/ServiceLinkedRole/RoleName",
        "/WebAcl/Rules/0/Statement/NotStatement",
        "/WebAcl/Rules/1/Statement",
        "/WebAcl/Rules/0/Action",
        "/Risk/Pool/AccountTakeoverRiskConfiguration/Actions",
        "/Organizations/Scps/0/0",
        "/Users/0/UserMFASettingList",
        "/Users/0/UserAttributes/3",
        "/Users/0/UserAttributes/1/Name",
        "/Users/1/AuthFactors",
        "/Users/1/Devices/0/DeviceAttributes/0",
        "/Users/1/Devices/0/DeviceAttributes/1",
        "/Users/1/Devices/0/DeviceAttributes/3/Name",
        "/Users/1/AuthEvents/AuthEvents/0/EventType",
        "/Users/1/AuthEvents/AuthEvents/0/CreationDate",
        "/Users/1/AuthEvents/AuthEvents/0/EventResponse",
        "/Users/1/AuthEvents/AuthEvents/0/EventRisk",
        "/Users/1/AuthEvents/AuthEvents/0/ChallengeResponses",
        "/Users/1/OptOut",
        "/Users/1/Suppression/Reason",
    ] {
        let (before, after) = (document.pointer(path), redacted.pointer(path));
        assert!(before.is_some(), "{path}");
        assert_eq!(after, before, "{path}");
    }
    assert_eq!(redacted["Redacted"], json!(true));
    let texts = [
        ("/Account", "111111111111"),
        (
            "/UserPool/EmailConfiguration/SourceArn",
            "arn:aws:ses:us-east-1:111111111111:identity/domain1.example",
        ),
        (
            "/Ses/ServiceLinkedRole/Arn",
            "arn:aws:iam::111111111111:role/aws-service-role/email.cognito-idp.amazonaws.com/AWSServiceRoleForAmazonCognitoIdpEmailService",
        ),
        ("/UserPool/EmailVerificationMessage", "Text 2: {####}"),
        ("/UserPool/SmsAuthenticationMessage", "Text 1"),
        // A masked contact keeps its form.
        ("/Users/1/User/UserAttributes/0/Value", "+*****0003"),
    ];
    for (path, expected) in texts {
        assert_eq!(redacted.pointer(path), Some(&json!(expected)), "{path}");
    }
}

#[test]
fn equal_values_stay_equal_and_different_ones_different() {
    let file =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/redact/canaries.json")).unwrap();
    let document: Value = serde_json::from_str(&file).unwrap();
    let redacted = redact(&document);
    let texts = |value: &Value| -> Vec<String> {
        let mut found = Vec::new();
        collect(value, &mut found);
        found
    };
    // Identities and clients are sorted by their keys, so they are compared by themselves.
    let without_maps = |value: &Value| {
        let mut value = value.clone();
        value["Ses"]["Identities"].take();
        value["Risk"]["Clients"].take();
        value.as_object_mut().unwrap().remove("canaries");
        value.as_object_mut().unwrap().remove("Redacted");
        value
    };
    let file = read(&document);
    let before = texts(&without_maps(&serde_json::to_value(&file).unwrap()));
    let after = texts(&without_maps(&redacted));
    assert_eq!(before.len(), after.len());
    for (i, one) in before.iter().enumerate() {
        for (j, other) in before.iter().enumerate() {
            // A document in text is written anew.
            if one.contains("Statement") || other.contains("Statement") {
                continue;
            }
            assert_eq!(one == other, after[i] == after[j], "{one} {other}: {} {}", after[i], after[j]);
        }
    }
    let domain = |pointer: &str| redacted.pointer(pointer).unwrap().as_str().unwrap().to_owned();
    assert_eq!(domain("/UserPool/CustomDomain"), domain("/MfaConfig/WebAuthnConfiguration/RelyingPartyId"));
    let identities: Vec<&String> = redacted["Ses"]["Identities"].as_object().unwrap().keys().collect();
    assert!(identities.contains(&&"domain1.example".to_owned()), "{identities:?}");
    let from = domain("/UserPool/EmailConfiguration/From");
    let address = from.split_once('<').unwrap().1.trim_end_matches('>').to_owned();
    assert!(address.ends_with(".domain1.example"), "{from}");
}

fn collect(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        Value::Object(members) => members.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}

/// What the trust policy of a snapshot says of its pool.
fn trust(snapshot: &Value) -> String {
    let text = |pointer: &str| snapshot.pointer(pointer).and_then(Value::as_str);
    let tags = snapshot.pointer("/SmsRole/Role/Tags").and_then(Value::as_array).into_iter().flatten();
    let word = |tag: &Value, name: &str| tag[name].as_str().unwrap().to_owned();
    let facts = TrustFacts {
        pool_arn: text("/UserPool/Arn").unwrap(),
        account: text("/Account").unwrap(),
        external_id: text("/UserPool/SmsConfiguration/ExternalId"),
        role_arn: text("/SmsRole/Role/Arn").unwrap(),
        role_tags: tags.map(|tag| (word(tag, "Key"), word(tag, "Value"))).collect(),
        ..TrustFacts::default()
    };
    let document = snapshot.pointer("/SmsRole/Role/AssumeRolePolicyDocument").unwrap();
    let policy = match document {
        Value::String(text) if text.starts_with('{') => Policy::parse(text, Kind::Trust),
        Value::String(text) => Policy::parse(&decoded(text), Kind::Trust),
        other => Policy::from_value(other, Kind::Trust),
    };
    let trust = Some(Named { name: "trust".to_owned(), policy });
    format!("{:?}", decide(&trust_question(&facts), &Layers { trust, ..Layers::default() }).decision)
}

fn decoded(text: &str) -> String {
    let bytes = text.split('%').skip(1).map(|byte| u8::from_str_radix(byte, 16).unwrap());
    String::from_utf8(bytes.collect()).unwrap()
}

#[test]
fn patterns_match_what_they_matched() {
    let pool = "arn:aws:cognito-idp:us-east-1:111122223333:userpool";
    let cases = [
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/*"))),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/us-east-1_Ab*"))),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/us-east-1_Zz*"))),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/us-east-1_????????5*"))),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/us-e*"))),
        ("ArnLike", "aws:SourceArn", json!("arn:aws:cognito-idp:*:1111*:userpool/*")),
        ("ArnLike", "aws:SourceArn", json!("arn:aws:cognito-idp:*:4444*:userpool/*")),
        ("ArnLike", "aws:SourceArn", json!("arn:*:*:*:*:*")),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/*123"))),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/us-east-1_A*3"))),
        ("ArnLike", "aws:SourceArn", json!(format!("{pool}/us-east-1_*Cd*"))),
        ("StringLike", "aws:SourceArn", json!("*:userpool/us-east-1_Ab*")),
        ("StringLike", "aws:SourceArn", json!("arn:aws:cognito-idp:*userpool/us-east-1_AbCdEf123")),
        ("StringLike", "aws:SourceArn", json!("arn:aws:cog*f123")),
        ("StringLike", "aws:SourceArn", json!("*111122223333*")),
        ("StringLike", "aws:SourceArn", json!("*userpool*")),
        ("StringLike", "sts:ExternalId", json!("prod-*")),
        ("StringLike", "sts:ExternalId", json!("PROD-*")),
        ("StringLike", "sts:ExternalId", json!("*-customers")),
        ("StringLike", "sts:ExternalId", json!("p*-custom??s")),
        ("StringLike", "sts:ExternalId", json!("*od-cu*")),
        ("StringLike", "sts:ExternalId", json!(["test-*", "prod-????????s"])),
        ("StringLike", "sts:ExternalId", json!("p*o*d*x")),
        ("StringEquals", "sts:ExternalId", json!("prod-*")),
        ("StringEquals", "sts:ExternalId", json!("Prod-Customers")),
        ("StringEqualsIgnoreCase", "sts:ExternalId", json!("Prod-Customers")),
        ("StringEqualsIgnoreCase", "sts:ExternalId", json!("prod-customer")),
        ("StringNotEquals", "sts:ExternalId", json!("prod-customers")),
        ("StringEquals", "aws:SourceAccount", json!(111122223333u64)),
        ("StringLike", "aws:SourceAccount", json!("1111*")),
        ("StringEquals", "aws:SourceAccount", json!("444455556666")),
        ("StringEquals", "aws:ResourceTag/Team", json!("identity")),
        ("StringEquals", "aws:ResourceTag/team", json!("Identity")),
        ("StringLike", "aws:ResourceTag/team", json!("id*")),
        ("StringEquals", "aws:ResourceTag/team", json!("${aws:ResourceTag/squad}")),
        ("StringEquals", "aws:PrincipalServiceName", json!("cognito-idp.amazonaws.com")),
        ("Bool", "aws:SecureTransport", json!("true")),
        ("StringEquals", "aws:PrincipalIsAWSService", json!("true")),
        ("DateLessThan", "aws:CurrentTime", json!("2020-01-01T00:00:00Z")),
    ];
    let healthy = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/healthy.json")).unwrap();
    let healthy: Value = serde_json::from_str(&healthy).unwrap();
    let mut answers = std::collections::BTreeSet::new();
    for external_id in ["prod-customers", "test-customers"] {
        for (operator, key, values) in &cases {
            let mut snapshot = healthy.clone();
            snapshot["UserPool"]["SmsConfiguration"]["ExternalId"] = json!(external_id);
            snapshot["SmsRole"]["Role"]["Tags"] =
                json!([{"Key": "team", "Value": "identity"}, {"Key": "squad", "Value": "identity"}]);
            snapshot["SmsRole"]["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Condition"] =
                json!({*operator: {*key: values}});
            let redacted = redact(&snapshot);
            let (before, after) = (trust(&snapshot), trust(&redacted));
            let condition =
                &redacted["SmsRole"]["Role"]["AssumeRolePolicyDocument"]["Statement"][0]["Condition"];
            assert_eq!(before, after, "{external_id} {operator} {key} {values}: {condition}");
            answers.insert(before);
            // The last resort: this one runs from the service to the end of the pool's ID.
            if *values == json!("arn:aws:cog*f123") {
                continue;
            }
            let text = redacted.to_string();
            for canary in ["111122223333", "AbCdEf123", external_id, "cognito-sms"] {
                assert!(!text.contains(canary), "{canary} is left: {operator} {key} {values}: {text}");
            }
        }
    }
    assert_eq!(answers.len(), 3, "{answers:?}");
}

#[test]
fn names_that_are_words_of_aws_break_nothing() {
    let healthy = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/healthy.json")).unwrap();
    let mut snapshot: Value = serde_json::from_str(&healthy).unwrap();
    let before = read(&snapshot);
    snapshot["UserPool"]["Name"] = json!("email");
    snapshot["Clients"][0]["ClientName"] = json!("OPTIONAL");
    snapshot["UserPool"]["UserPoolTags"] =
        json!({"code": "ESSENTIALS", "Allow": "sns:Publish", "attributes": "SUCCESS"});
    snapshot["SmsRole"]["InlinePolicies"][0]["PolicyName"] = json!("HEALTHY");
    assert_eq!(said(&before), said(&read(&snapshot).redacted()));
    let (after, plain) = (redact(&snapshot), serde_json::to_value(before).unwrap());
    for path in [
        "/UserPool/AccountRecoverySetting",
        "/UserPool/AutoVerifiedAttributes",
        "/UserPool/UserPoolTier",
        "/MfaConfig/MfaConfiguration",
        "/Ses/Account",
        "/Clients/0/AllowedOAuthScopes",
        "/Clients/0/AllowedOAuthFlows",
    ] {
        assert_eq!(after.pointer(path), plain.pointer(path), "{path}");
    }
    assert_ne!(after["UserPool"]["Name"], json!("email"));
}

#[test]
fn an_amount_stays_where_a_name_is_the_same_number() {
    let healthy = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/healthy.json")).unwrap();
    let mut snapshot: Value = serde_json::from_str(&healthy).unwrap();
    snapshot["UserPool"]["UserPoolTags"] = json!({"generation": "1"});
    snapshot["Sms"]["us-east-1"]["Attributes"]["MonthlySpendLimit"] = json!("1");
    let redacted = redact(&snapshot);
    assert_eq!(redacted["Sms"]["us-east-1"]["Attributes"]["MonthlySpendLimit"], "1");
    assert_ne!(redacted["UserPool"]["UserPoolTags"].as_object().unwrap().values().next().unwrap(), "1");
    assert_eq!(said(&read(&redacted)), said(&read(&snapshot)));
}

#[test]
fn a_policy_in_text_stays_one() {
    let healthy = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/healthy.json")).unwrap();
    let mut snapshot: Value = serde_json::from_str(&healthy).unwrap();
    let pointer = "/SmsRole/Role/AssumeRolePolicyDocument";
    let text = snapshot.pointer(pointer).unwrap().to_string();
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for text in [text, encoded] {
        *snapshot.pointer_mut(pointer).unwrap() = json!(text);
        let redacted = redact(&snapshot);
        assert_eq!(trust(&snapshot), trust(&redacted));
        assert!(!redacted.to_string().contains("111122223333"), "{redacted}");
    }
}
