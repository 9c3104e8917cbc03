//! Makes records of every shape, written in every way that JSON allows.

use serde_json::{Map, Value, json};

/// Numbers that look random and are the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) const fn new(seed: u64) -> Dice {
        Dice(seed | 1)
    }

    fn next(&mut self) -> u64 {
        // xorshift64*
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

const SOURCES: &[&str] = &[
    "cognito-idp.amazonaws.com",
    "cognito-idp.amazonaws.com",
    "iam.amazonaws.com",
    "wafv2.amazonaws.com",
    "sts.amazonaws.com",
    "cognito-identity.amazonaws.com",
    "cognito-idp.amazonaws.com.example",
    "",
    "c",
    "iam",
];
const NAMES: &[&str] = &[
    "InitiateAuth",
    "RespondToAuthChallenge",
    "SetUserPoolMfaConfig",
    "UpdateUserPool",
    "PutRolePolicy",
    "DeleteRole",
    "ListRoles",
    "AssociateWebACL",
    "GetWebACL",
    "Mfa_POST",
    "DescribeUserPool",
];
/// What makes a search go wrong.
const DECOYS: &[&str] = &[
    r#""eventSource":"cognito-idp.amazonaws.com""#,
    r#"{"eventSource": "cognito-idp.amazonaws.com"}"#,
    "}{",
    "]},{[",
    "\\",
    "\\\"",
    "eventSource",
    "\u{0}",
    "\u{1}\n\t",
    "ä€😀",
    "\\u0065ventSource",
    "cognito-idp.amazonaws.com",
    "\"",
    "",
];

fn parameters(dice: &mut Dice) -> Value {
    match dice.below(7) {
        0 => Value::Null,
        1 => json!("HIDDEN_DUE_TO_SECURITY_REASONS"),
        2 => {
            json!({"eventSource": "cognito-idp.amazonaws.com", "eventName": "InitiateAuth", "eventID": "nested",
                    "eventTime": "2026-11-22T10:00:00Z", "errorCode": "Nested"})
        }
        3 => {
            json!({"list": [{"eventSource": "cognito-idp.amazonaws.com"}, {"eventSource": dice.pick(DECOYS)}, 1.5e3, true]})
        }
        4 => json!([dice.pick(DECOYS), {"eventSource": ["cognito-idp.amazonaws.com"]}]),
        _ => {
            let mut members = Map::new();
            for (key, values) in [
                ("userPoolId", &["us-east-1_AAAAAAAAA", "us-east-1_BBBBBBBBB"][..]),
                ("clientId", &["client1", "client2"]),
                ("challengeName", &["SMS_MFA", "EMAIL_OTP", "HIDDEN_DUE_TO_SECURITY_REASONS", ""]),
                ("authFlow", &["USER_SRP_AUTH"]),
                ("roleName", &["role1", "role2"]),
                ("note", DECOYS),
            ] {
                if !dice.one_in(3) {
                    members.insert(key.to_owned(), json!(dice.pick(values)));
                }
            }
            Value::Object(members)
        }
    }
}

/// A record; its members are in any order.
pub(super) fn record(dice: &mut Dice, id: usize) -> Value {
    let second = dice.below(60);
    let mut members = vec![
        ("eventTime", json!(format!("2026-11-22T1{}:00:{second:02}Z", dice.below(3)))),
        ("eventSource", json!(dice.pick(SOURCES))),
        ("eventName", json!(dice.pick(NAMES))),
        ("awsRegion", json!("us-east-1")),
        ("eventID", json!(format!("event-{id}"))),
        ("requestParameters", parameters(dice)),
        ("userAgent", json!(dice.pick(DECOYS))),
        (
            "userIdentity",
            json!({"arn": dice.pick(&["arn:a", "arn:b"]), "sessionContext": {"x": [dice.pick(DECOYS)]}}),
        ),
    ];
    if dice.one_in(2) {
        members
            .push(("errorCode", json!(dice.pick(&["NotAuthorizedException", "CodeMismatchException", ""]))));
        members.push(("errorMessage", json!(dice.pick(DECOYS))));
    }
    if dice.one_in(2) {
        let sub = dice.below(20);
        members.push((
            "additionalEventData",
            json!({"sub": format!("sub-{sub}"), "userPoolId": "us-east-1_AAAAAAAAA"}),
        ));
    }
    if dice.one_in(5) {
        members.push(("responseElements", parameters(dice)));
    }
    if dice.one_in(20) {
        let at = dice.below(members.len());
        members[at].1 = dice.pick(&[&Value::Null, &json!(7), &json!([]), &json!({})][..]).clone();
    }
    for at in (1..members.len()).rev() {
        members.swap(at, dice.below(at + 1));
    }
    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// Writes `value`: compact, pretty or wild, by `style` 0, 1, 2.
pub(super) fn write(dice: &mut Dice, value: &Value, style: usize, out: &mut String) {
    match value {
        Value::String(text) => string(dice, text, style, out),
        Value::Array(list) => {
            out.push('[');
            for (at, one) in list.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                space(dice, style, out);
                write(dice, one, style, out);
            }
            space(dice, style, out);
            out.push(']');
        }
        Value::Object(members) => {
            out.push('{');
            for (at, (key, one)) in members.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                space(dice, style, out);
                string(dice, key, style, out);
                space(dice, style.min(1) * 2, out);
                out.push(':');
                space(dice, style, out);
                write(dice, one, style, out);
            }
            space(dice, style, out);
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

fn space(dice: &mut Dice, style: usize, out: &mut String) {
    match style {
        0 => {}
        1 => out.push_str("\n  "),
        _ => (0..dice.below(3)).for_each(|_| out.push_str(dice.pick(&[" ", "\n", "\t", "\r\n"]))),
    }
}

fn string(dice: &mut Dice, text: &str, style: usize, out: &mut String) {
    let escapes = style == 2 && dice.one_in(4);
    if !escapes {
        out.push_str(&Value::from(text).to_string());
        return;
    }
    out.push('"');
    for unit in text.chars() {
        if dice.one_in(3) || unit < ' ' {
            let mut units = [0; 2];
            for unit in unit.encode_utf16(&mut units) {
                out.push_str(&if dice.one_in(2) {
                    format!("\\u{unit:04x}")
                } else {
                    format!("\\u{unit:04X}")
                });
            }
        } else {
            if matches!(unit, '"' | '\\') {
                out.push('\\');
            }
            out.push(unit);
        }
    }
    out.push('"');
}
