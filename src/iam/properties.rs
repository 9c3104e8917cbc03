//! Properties that hold for every policy and request, tried on random ones.

use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use serde_json::{Value as Document, json};

use super::*;

const KEYS: [&str; 6] =
    ["aws:SourceArn", "aws:PrincipalTag/team", "aws:TagKeys", "aws:Flag", "aws:Count", "aws:SourceIp"];
const TOPIC: &str = "arn:aws:sns:us-east-1:111122223333:codes";

fn values_of(key: &str) -> Vec<Known> {
    match key {
        "aws:TagKeys" => vec![Known::many(["a"]), Known::many(["a", "b"]), Known::many([""; 0])],
        "aws:SourceArn" => vec![Known::one(TOPIC), Known::one("no arn"), Known::one("")],
        "aws:Flag" => vec![Known::one("true"), Known::one("FALSE"), Known::one("")],
        "aws:Count" => vec![Known::one("1"), Known::one("2.5"), Known::one("2026-01-01")],
        "aws:SourceIp" => vec![Known::one("10.0.0.1"), Known::one("2001:db8::1")],
        _ => vec![Known::one("a"), Known::one("A*"), Known::many(["a"])],
    }
}

fn context() -> impl Strategy<Value = Vec<(&'static str, Known)>> {
    let entry = |key: &'static str| {
        let mut known = values_of(key);
        known.push(Known::Absent);
        select(known).prop_map(move |known| (key, known))
    };
    KEYS.map(entry).to_vec()
}

fn clause() -> impl Strategy<Value = (String, &'static str, Document)> {
    let operators = vec![
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "DateEquals",
        "DateGreaterThan",
        "Bool",
        "BinaryEquals",
        "IpAddress",
        "NotIpAddress",
        "ArnLike",
        "ArnNotEquals",
        "Null",
    ];
    let values = vec![
        "a",
        "A*",
        "a?",
        "*",
        "${aws:PrincipalTag/team}",
        "${aws:TagKeys, 'a'}",
        "${aws:SourceArn}",
        "${*}",
        "true",
        "false",
        "1",
        "2.50",
        "2026-01-01",
        "10.0.0.0/8",
        "arn:aws:sns:*:*:*",
        TOPIC,
        "YQ==",
        "",
    ];
    let prefix = select(vec!["", "", "ForAllValues:", "ForAnyValue:"]);
    let suffix = select(vec!["", "", "IfExists"]);
    (prefix, select(operators), suffix, select(KEYS.to_vec()), subsequence(values, 0..4)).prop_map(
        |(prefix, base, suffix, key, values)| {
            let suffix = if base == "Null" { "" } else { suffix };
            (format!("{prefix}{base}{suffix}"), key, json!(values))
        },
    )
}

fn statement() -> impl Strategy<Value = Document> {
    let actions = subsequence(vec!["sns:Publish", "sns:*", "*", "SNS:PUB*", "s3:*", "sns", "iam:?"], 0..3);
    let resources = subsequence(
        vec!["*", TOPIC, "arn:aws:sns:*:*:*", "arn:aws:s*:codes", "arn:aws:sns:*:*:${aws:SourceArn}", "+1*"],
        0..3,
    );
    let conditions = prop::collection::vec(clause(), 0..3);
    (select(vec!["Allow", "Allow", "Deny"]), actions, any::<bool>(), resources, any::<bool>(), conditions)
        .prop_map(|(effect, actions, not_action, resources, not_resource, conditions)| {
            let mut statement = json!({"Effect": effect, "Condition": {}});
            statement[if not_action { "NotAction" } else { "Action" }] = json!(actions);
            statement[if not_resource { "NotResource" } else { "Resource" }] = json!(resources);
            for (operator, key, values) in conditions {
                statement["Condition"][operator][key] = values;
            }
            statement
        })
}

/// Policies with their layers: of the role, its boundary, and two levels of the organisation.
type Placed = Vec<(Layer, Document)>;

fn policies() -> impl Strategy<Value = Placed> {
    let version = select(vec!["2012-10-17", "2012-10-17", "2008-10-17"]);
    let all = Just(json!({"Effect": "Allow", "Action": "*", "Resource": "*"}));
    let statement = prop_oneof![3 => statement(), 1 => all];
    let policy = (version, prop::collection::vec(statement, 1..4))
        .prop_map(|(version, statements)| json!({"Version": version, "Statement": statements}));
    let layers = vec![Layer::Identity, Layer::Identity, Layer::Boundary, Layer::Scp(0), Layer::Scp(1)];
    prop::collection::vec((select(layers), policy), 1..5)
}

fn layers(placed: &Placed) -> Layers {
    let named = |(_, d): &(Layer, Document)| Named::from_value("p", d, Kind::Identity);
    let of = |layer: Layer| placed.iter().filter(|(l, _)| *l == layer).map(named).collect::<Vec<_>>();
    Layers {
        identity: of(Layer::Identity),
        boundary: of(Layer::Boundary).pop(),
        scps: [Layer::Scp(0), Layer::Scp(1)].map(of).into_iter().filter(|level| !level.is_empty()).collect(),
        ..Layers::default()
    }
}

fn request(keys: &[(&str, Known)], phone: bool) -> Request {
    let mut context = Context::closed();
    for (key, known) in keys {
        context.set(key, known.clone());
    }
    let resource = if phone { Resource::NotAnArn } else { Resource::Arn(TOPIC.into()) };
    Request { action: "sns:Publish".into(), resource, principal: None, context }
}

fn ask(placed: &Placed, keys: &[(&str, Known)], phone: bool) -> Answer {
    decide(&request(keys, phone), &layers(placed))
}

/// One more statement in the layer of the last policy.
fn with(placed: &Placed, statement: &Document) -> Placed {
    let mut more = placed.clone();
    let document = &mut more.last_mut().expect("a policy").1;
    document["Statement"].as_array_mut().expect("a list").push(statement.clone());
    more
}

fn each(placed: &Placed, form: impl Fn(&Document) -> String) -> Placed {
    placed.iter().map(|(layer, document)| (*layer, form(document).into())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_certain_deny_beats_everything(d in policies(), keys in context(), phone: bool) {
        let deny = json!({"Effect": "Deny", "Action": "*", "Resource": "*"});
        prop_assert_eq!(ask(&with(&d, &deny), &keys, phone).decision, Decision::ExplicitDeny);
    }

    #[test]
    fn more_denies_never_allow_and_more_allows_never_deny(
        d in policies(), more in statement(), keys in context(), phone: bool,
    ) {
        let before = ask(&d, &keys, phone).decision;
        let after = ask(&with(&d, &more), &keys, phone).decision;
        if more["Effect"] == "Deny" {
            prop_assert!(before == Decision::Allowed || after != Decision::Allowed);
        } else {
            prop_assert!(before != Decision::Allowed || after == Decision::Allowed);
            prop_assert!(before == Decision::ExplicitDeny || after != Decision::ExplicitDeny);
        }
    }

    #[test]
    fn not_x_is_the_complement_of_x(s in statement(), keys in context(), phone: bool) {
        let bare = |action: &str, resource: &str| {
            let list = |plain: &str| s.get(plain).or(s.get(format!("Not{plain}"))).cloned();
            let d = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow",
                action: list("Action"), resource: list("Resource")}});
            ask(&vec![(Layer::Identity, d)], &keys, phone).decision == Decision::Allowed
        };
        let all = [bare("Action", "Resource"), bare("NotAction", "Resource"),
                   bare("Action", "NotResource"), bare("NotAction", "NotResource")];
        // The four are the four corners of "covered or not", so exactly one holds.
        prop_assert_eq!(all.iter().filter(|allowed| **allowed).count(), 1);
    }

    #[test]
    fn key_case_and_encoding_never_matter(d in policies(), keys in context(), phone: bool) {
        let upper: Vec<(String, Known)> = keys.iter().map(|(k, v)| (k.to_uppercase(), v.clone())).collect();
        let upper: Vec<(&str, Known)> = upper.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        let shouted = |d: &Document| KEYS.iter().fold(d.to_string(), |d, key| d.replace(key, &key.to_uppercase()));
        let encoded = |d: &Document| {
            percent_encoding::utf8_percent_encode(&d.to_string(), percent_encoding::NON_ALPHANUMERIC).to_string()
        };
        let answer = ask(&d, &keys, phone);
        for other in [ask(&d, &upper, phone), ask(&each(&d, shouted), &keys, phone)] {
            prop_assert_eq!(other.decision, answer.decision);
            prop_assert_eq!(&other.statements, &answer.statements);
            prop_assert_eq!(&other.blocked_by, &answer.blocked_by);
        }
        for other in [each(&d, Document::to_string), each(&d, |d| format!("{d:#}")), each(&d, encoded)] {
            prop_assert_eq!(&ask(&other, &keys, phone), &answer);
        }
    }

    /// Whatever the unknown keys turn out to be, a definite answer was right.
    #[test]
    fn a_definite_answer_is_never_wrong(
        d in policies(), keys in context(), hidden in subsequence((0..KEYS.len()).collect::<Vec<_>>(), 1..=3),
        phone: bool, two_candidates: bool,
    ) {
        let mut known = keys.clone();
        for &i in &hidden {
            known[i].1 = match (&keys[i].1, two_candidates) {
                (Known::Present(value), true) => Known::OneOf(vec![None, Some(value.clone())]),
                _ => Known::Unknown,
            };
        }
        let layers = layers(&d);
        let answer = decide(&request(&known, phone), &layers);
        prop_assume!(answer.decision != Decision::Indeterminate);
        for mut choice in 0..4_usize.pow(3) {
            let mut real = keys.clone();
            for &i in &hidden {
                let original = keys[i].1.clone();
                let mut possible = if two_candidates { vec![original] } else { values_of(KEYS[i]) };
                possible.push(Known::Absent);
                real[i].1 = possible[choice % 4 % possible.len()].clone();
                choice /= 4;
            }
            let decision = decide(&request(&real, phone), &layers).decision;
            // Without an Allow it is denied anyway; a Deny that turns out to match only says so louder.
            let louder = answer.decision == Decision::ImplicitDeny && decision == Decision::ExplicitDeny;
            // Where AWS documents nothing, the concrete answer may be open as well.
            prop_assert!(decision == answer.decision || louder || decision == Decision::Indeterminate);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,60}", json in "[{}\\[\\]\":,a-zA-Z$*%]{0,40}") {
        for kind in [Kind::Identity, Kind::Trust, Kind::ServiceControl, Kind::ResourceControl] {
            let _ = Policy::parse(&text, kind);
            let _ = Policy::parse(&format!("{{{json}"), kind);
        }
        let d = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": text, "Resource":
            format!("arn:{text}"), "Condition": {"ArnLike": {json.as_str(): [text, json]}}}});
        let _ = ask(&vec![(Layer::Identity, d)], &[(&text, Known::one(&*json)), (&json, Known::one(&*text))], false);
        for operator in ["NumericEquals", "DateEquals", "IpAddress", "BinaryEquals", "Bool", "StringLike"] {
            let d = json!({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource":
                "*", "Condition": {operator: {"k": [text, json]}}}});
            let _ = ask(&vec![(Layer::Identity, d)], &[("k", Known::one(&*text))], false).to_string();
        }
    }
}
