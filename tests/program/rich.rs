//! A report in which everything occurs that a report can hold.
use mfa_doctor::finding::{ErrorRef, Evidence, Factor, Finding, Fix, NotJudged, Severity, Step};
use mfa_doctor::report::rules::{Place, RuleReport, Subject};
use mfa_doctor::report::{
    ComparisonReport, Delivery, DifferenceReport, EmailDelivery, FactorReport, Factors, FindingReport,
    Notice, Places, PoolReport, Report, SCHEMA, SmsDelivery, Summary, Suppressed, Tool, Unreadable,
    UserReport,
};
use mfa_doctor::rules;
use serde_json::{Value, json};

/// The report; `evil` stands behind every text that comes from outside.
pub fn rich(evil: &str) -> Report {
    let with = |text: &str| format!("{text}{evil}");
    let pools = vec![shop(&with), staging(&with)];
    Report {
        schema: SCHEMA,
        tool: Tool { name: "mfa-doctor", version: "0.0.0" },
        generated_at: "2026-11-25T12:00:00Z".to_owned(),
        complete: false,
        exit_code: 1,
        summary: Summary::of(&pools),
        pools,
        unreadable: vec![Unreadable {
            scope: "pool",
            account: with("111122223333"),
            region: with("eu-west-1"),
            id: with("eu-west-1_Gone12345"),
            operation: "cognito-idp:DescribeUserPool".to_owned(),
            code: with("AccessDeniedException"),
            message: with("User is not authorized"),
        }],
        notices: vec![Notice {
            kind: "suppression-expired",
            message: with("the suppression of CLI001 has expired"),
        }],
        rules: rules::all().filter(|rule| MET.contains(&rule.id)).map(described).collect(),
        places: Places { here: "/repo".into(), root: "/repo".into(), live: "mfa-doctor.toml".to_owned() },
    }
}

/// The rules of which the report says something, and one that has nothing to say.
const MET: &[&str] = &[
    "SMS001", "SMS002", "SMS003", "SMS005", "SMS016", "SMS018", "EML001", "EML004", "CLI001", "LOG001",
    "TOT001", "USR001",
];

fn described(rule: &'static rules::Rule) -> RuleReport {
    let place = |look: &rules::Look| Place { operation: look.operation, path: look.path };
    let error = |error: &&'static mfa_doctor::catalog::DocumentedError| ErrorRef {
        id: error.id.to_owned(),
        code: error.code.map(str::to_owned),
        message: error.message.to_owned(),
    };
    RuleReport {
        id: rule.id,
        name: rule.name,
        severity: rule.severity,
        factors: rule.factors,
        title: rule.title,
        why: rule.why,
        looks_at: rule.looks_at.iter().map(place).collect(),
        silent: rule.silent,
        errors: rule.errors.iter().map(error).collect(),
        fix: rule.fix,
        permissions: rule.permissions(),
        docs: rule.docs,
        subject: if rule.judges_users() { Subject::Users } else { Subject::Pool },
    }
}

fn shop(with: &dyn Fn(&str) -> String) -> PoolReport {
    let role = "arn:aws:iam::111122223333:role/service-role/a-role-whose-name-has-the-sixty-four-characters-that-iam-allows-1";
    let mut suppressed = finding(with, "EML004", Severity::Error, Factor::Email);
    suppressed.suppressed = Some(Suppressed {
        by: "configuration",
        reason: Some(with("moved out of the sandbox next week")),
        until: Some("2026-12-31".to_owned()),
    });
    let mut of_user = finding(with, "SMS018", Severity::Error, Factor::Sms);
    of_user.finding.user = Some(with("alice"));
    PoolReport {
        id: with("eu-west-1_AbCdEf123"),
        name: with("shop"),
        arn: with("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbCdEf123"),
        account: with("111122223333"),
        region: with("eu-west-1"),
        mfa: "ON".to_owned(),
        file: Some(with("shop.json")),
        taken_at: Some(json!(with("2026-11-25T11:59:00Z"))),
        factors: factors([Some("blocked"), Some("ready"), Some("unproven"), None]),
        delivery: Delivery {
            sms: SmsDelivery {
                used: Some(true),
                service: Some("sns"),
                role: Some(with(role)),
                region: Some(with("eu-west-1")),
                function: None,
            },
            email: EmailDelivery {
                used: Some(true),
                service: "ses",
                identity: Some(with("arn:aws:ses:eu-west-1:111122223333:identity/example.com")),
                function: None,
            },
        },
        findings: vec![
            finding(with, "SMS002", Severity::Error, Factor::Sms),
            of_user,
            suppressed,
            finding(with, "SMS016", Severity::Warning, Factor::Sms),
            finding(with, "CLI001", Severity::Warning, Factor::Sms),
            finding(with, "LOG001", Severity::Note, Factor::Sms),
        ],
        not_judged: vec![
            not_judged(with, "EML001", Factor::Email),
            not_judged(with, "SMS005", Factor::Sms),
            not_judged(with, "SMS003", Factor::Sms),
        ],
        users: vec![user(with)],
        comparison: None,
        change: None,
        ran: rules::all().map(|rule| rule.id).collect(),
    }
}

/// A pool whose texts a function sends, whose e-mail Cognito sends, and in which two users are compared.
fn staging(with: &dyn Fn(&str) -> String) -> PoolReport {
    let shop = shop(with);
    PoolReport {
        name: with("ショップ"),
        id: with("eu-west-1_Staging12"),
        file: None,
        delivery: Delivery {
            sms: SmsDelivery {
                function: Some(with("arn:aws:lambda:eu-west-1:111122223333:function:sms-sender")),
                ..shop.delivery.sms
            },
            email: EmailDelivery { service: "cognito-default", identity: None, ..shop.delivery.email },
        },
        findings: vec![finding(with, "SMS001", Severity::Warning, Factor::Sms)],
        users: Vec::new(),
        comparison: Some(ComparisonReport {
            users: [with("alice"), with("bob")],
            differences: vec![DifferenceReport {
                what: "factors",
                a: json!([with("SMS_MFA")]),
                b: json!([]),
                matters: with("bob has no factor"),
            }],
        }),
        ..shop
    }
}

fn factors(verdicts: [Option<&'static str>; 4]) -> Factors {
    let report = |verdict: Option<&'static str>| FactorReport {
        offered: Some(verdict.is_some()),
        required: verdict == Some("blocked"),
        verdict,
        blocked_by: if verdict == Some("blocked") { vec!["SMS002".to_owned()] } else { Vec::new() },
        unproven_by: if verdict == Some("unproven") { vec!["EML001".to_owned()] } else { Vec::new() },
    };
    Factors(Factor::ALL.into_iter().zip(verdicts.map(report)).collect())
}

fn finding(with: &dyn Fn(&str) -> String, rule: &str, severity: Severity, factor: Factor) -> FindingReport {
    let rule = rules::find(rule).unwrap();
    let step = |argv: &[&str], input: Option<Value>| Step {
        why: with("Changes one thing."),
        argv: argv.iter().map(|word| (*word).to_owned()).collect(),
        input,
    };
    FindingReport {
        finding: Finding {
            rule: rule.id,
            name: rule.name,
            severity,
            factors: vec![factor],
            fingerprint: "0123456789abcdef".to_owned(),
            resource: with("arn:aws:iam::111122223333:role/service-role/cognito-sms"),
            user: None,
            steps: Vec::new(),
            message: with("role cognito-sms cannot send, so no code arrives"),
            false_alarm_if: Some(with("users never get a code")),
            errors: vec![ErrorRef {
                id: "sms-role-cannot-publish".to_owned(),
                code: Some("InvalidSmsRoleAccessPolicyException".to_owned()),
                message: with("Role does not have permission to publish with SNS"),
            }],
            evidence: vec![
                Evidence::new("iam:GetRolePolicy", with("sms statement 1"), json!(with("arn:aws:sns:*"))),
                Evidence::new(
                    "iam:GetRole",
                    "AssumeRolePolicyDocument",
                    json!({"Statement": [with(&"x".repeat(300))]}),
                ),
            ],
            docs: rule.docs,
            remedy: String::new(),
            changes: Vec::new(),
        },
        fix: Fix {
            summary: with("Allow sns:Publish."),
            steps: vec![
                step(
                    &[
                        "aws",
                        "iam",
                        "put-role-policy",
                        "--role-name",
                        "it's",
                        "--policy-document",
                        "file://policy.json",
                    ],
                    Some(json!({"Statement": [{"Effect": "Allow", "Sid": with("Sms")}]})),
                ),
                step(&["aws", "iam", "get-role", "--role-name", &with("role")], None),
                step(&[], None),
            ],
        },
        suppressed: None,
        own_severity: None,
    }
}

fn not_judged(with: &dyn Fn(&str) -> String, rule: &str, factor: Factor) -> NotJudged {
    NotJudged {
        rule: rule.to_owned(),
        factors: vec![factor],
        needs: vec!["iam:GetRole".to_owned()],
        reason: with("AccessDenied"),
        core: true,
        user: None,
    }
}

fn user(with: &dyn Fn(&str) -> String) -> UserReport {
    UserReport {
        name: with("alice"),
        exists: Some(true),
        username: Some(with("alice")),
        status: Some(with("CONFIRMED")),
        enabled: Some(true),
        factors: Some(vec![with("SMS_MFA")]),
        preferred: None,
        next_sign_in: Some(json!({
            "text": with("asks for a code"), "assumes": [with("the password is right")],
            "then": {"text": with("signs in")}
        })),
        password_reset: Some(json!({"text": with("works by e-mail")})),
        unread: None,
    }
}
