//! `rules`: the table, one rule whole, and the filters.
use crate::run::doctor;
use mfa_doctor::rules;
use serde_json::{Value, json};

fn said(args: &[&str]) -> (i32, String, String) {
    let output = doctor(&[&["rules"], args].concat(), "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// The ids of the rules that are left, in order.
fn ids(args: &[&str]) -> Vec<String> {
    let (_, out, _) = said(&[args, &["--format", "json"]].concat());
    let rules: Value = serde_json::from_str(&out).unwrap();
    let listed = rules["rules"].as_array().unwrap().iter();
    listed.map(|rule| rule["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_list_holds_every_rule_in_every_format() {
    let (code, table, _) = said(&[]);
    assert_eq!(code, 0);
    let (_, markdown, _) = said(&["--format", "markdown"]);
    for rule in rules::all() {
        assert!(table.contains(rule.id) && markdown.contains(rule.id), "{}", rule.id);
    }
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    assert_eq!(ids(&[]).len(), rules::all().count());
}

#[test]
fn a_rule_is_printed_whole() {
    for rule in rules::all() {
        for asked in [rule.id.to_lowercase(), rule.name.to_owned()] {
            let (code, page, _) = said(&[&asked]);
            assert_eq!(code, 0, "{asked}");
            let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
            let mut words = vec![rule.id, rule.name, rule.title, rule.why, rule.silent, rule.fix, rule.docs];
            words.extend(rule.permissions());
            words.extend(rule.looks_at.iter().flat_map(|look| [look.operation, look.path]));
            words.extend(rule.errors.iter().filter_map(|error| error.code));
            words.extend(rule.errors.iter().filter(|error| !error.any_message()).map(|error| error.message));
            for words in words {
                let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(page.contains(&words), "{asked} lacks `{words}`: {page}");
            }
            assert!(page.contains(&format!("{} at most", rule.severity)), "{page}");
        }
    }
}

#[test]
fn markdown_of_a_rule_has_its_parts_and_no_stray_markup() {
    let (_, page, _) = said(&["SMS002", "--format", "markdown"]);
    for words in [
        "## SMS002 `sms-role-publishes-to-topics-only`",
        "- `iam:GetRolePolicy` `PolicyDocument.Statement`",
        "- `InvalidSmsRoleAccessPolicyException`: `Role does not have permission to publish with SNS`",
        "Allow sns:Publish on the resource \"\\*\"",
        "See: <https://",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
}

#[test]
fn a_prefix_names_a_family_and_a_wrong_word_gets_the_nearest() {
    let (_, page, _) = said(&["WAF"]);
    assert!(page.contains("WAF001") && page.contains("WAF002") && !page.contains("LOG001"), "{page}");
    assert_eq!(ids(&["WAF", "log001"]), ["WAF001", "WAF002", "LOG001", "WAF003"]);
    let (code, out, error) = said(&["SMS0O6"]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("no rule is called `SMS0O6`") && error.contains("did you mean SMS006"), "{error}");
}

#[test]
fn filters_narrow_the_list_and_each_other() {
    let trust = ["SMS009", "SMS023", "SMS005", "SMS006", "SMS008"];
    for error in [
        "InvalidSmsRoleTrustRelationshipException",
        "invalidsmsroletrustrelationshipexception",
        "sms-role-not-trusting",
        "does not have a TRUST relationship",
        "Role does not have a trust relationship allowing Cognito to assume the role.",
    ] {
        assert_eq!(ids(&["--error", error]), trust, "{error}");
    }
    assert_eq!(ids(&["--error", "sms-role-not-trusting", "--severity", "note"]), ["SMS023"]);
    assert_eq!(ids(&["SMS", "--factor", "totp"]), [""; 0]);
    let two = ids(&["--factor", "passkey,totp"]);
    assert!(two.contains(&"MFA011".to_owned()) && two.contains(&"TOT001".to_owned()), "{two:?}");
    assert!(!two.contains(&"SMS001".to_owned()), "{two:?}");
    // An option takes one value, so that a rule may follow it.
    assert_eq!(ids(&["--factor", "sms", "SMS001"]), ["SMS001"]);
}

#[test]
fn where_nothing_is_left_it_says_so_and_exits_1() {
    for (args, words) in [
        (vec!["SMS", "--factor", "totp"], "no rule fits all of these filters"),
        (vec!["--error", "frobnicated"], "no documented error"),
        (vec!["--error", "token-revoked"], "no rule looks for a cause of token-revoked"),
    ] {
        for format in ["table", "markdown"] {
            let (code, out, error) = said(&[args.as_slice(), &["--format", format]].concat());
            assert_eq!((code, out.as_str()), (1, ""), "{args:?}");
            assert!(error.contains(words), "{args:?}: {error}");
        }
        let (code, out, _) = said(&[args.as_slice(), &["--format", "json"]].concat());
        assert_eq!(code, 1);
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap(), json!({"schema": 1, "rules": []}));
    }
    let (code, _, error) = said(&["--error", ""]);
    assert_eq!(code, 2, "{error}");
}

#[test]
fn the_json_has_the_documented_members() {
    let (_, out, _) = said(&["sms006", "--format", "json"]);
    let rules: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(rules["schema"], 1);
    let rule = &rules["rules"][0];
    let members: Vec<&String> = rule.as_object().unwrap().keys().collect();
    let documented = [
        "id",
        "name",
        "severity",
        "factors",
        "title",
        "why",
        "looks_at",
        "silent",
        "errors",
        "fix",
        "permissions",
        "docs",
    ];
    assert_eq!(members, documented);
    assert_eq!(rule["factors"], json!(["sms"]));
    assert_eq!(
        rule["looks_at"][0],
        json!({"operation": "cognito-idp:DescribeUserPool", "path": "SmsConfiguration.ExternalId"})
    );
    assert_eq!(rule["errors"][0]["id"], "sms-role-not-trusting");
    assert_eq!(rule["errors"][0]["code"], "InvalidSmsRoleTrustRelationshipException");
    assert!(rule["permissions"].as_array().unwrap().contains(&json!("iam:GetRole")));
}

#[test]
fn colour_comes_only_when_asked_for() {
    let escape = '\u{1b}';
    assert!(!said(&["SMS006"]).1.contains(escape));
    assert!(said(&["SMS006", "--color", "always"]).1.contains(escape));
    assert!(!said(&["SMS006", "--color", "always", "--format", "json"]).1.contains(escape));
}
