//! Files of every form.

use super::{foreign, gzip, read, read_all, refusal, skipped};

fn forms() -> Vec<(&'static str, String)> {
    let (one, two, other) = (refusal(1), refusal(2), foreign(3));
    let text = |record: &str| serde_json::Value::from(record).to_string();
    vec![
        ("records", format!(r#"{{"Records":[{one},{other},{two}]}}"#)),
        ("pretty", {
            let value: serde_json::Value =
                serde_json::from_str(&format!(r#"{{"Records":[{one},{two}]}}"#)).unwrap();
            serde_json::to_string_pretty(&value).unwrap()
        }),
        ("lines", format!("{one}\n{other}\n{two}\n")),
        ("tabs", format!("{one}\t{two}")),
        ("list", format!("[{one},\n{two}]")),
        (
            "lookup",
            format!(
                r#"{{"Events":[{{"EventId":"e1","CloudTrailEvent":{}}},{{"CloudTrailEvent" : {}}}]}}"#,
                text(&one),
                text(&two)
            ),
        ),
        (
            "lookup list",
            format!(r#"[{{"CloudTrailEvent":{}}},{{"CloudTrailEvent":{}}}]"#, text(&one), text(&two)),
        ),
        (
            "lookup, escaped",
            format!(
                r#"{{"\u0045vents":[{{"CloudTrail\u0045vent":{}}},{{"\u0043loudTrailEvent" : {}}}]}}"#,
                text(&one),
                text(&two)
            ),
        ),
        (
            "of FilterLogEvents",
            format!(
                r#"{{"events":[{{"logStreamName":"a","message": {}}},{{"message":"other"}},{{"message":{}}}]}}"#,
                text(&one),
                text(&two)
            ),
        ),
        (
            "of GetQueryResults",
            format!(
                r#"{{"results":[[{{"field":"@message","value":{}}},{{"field":"@ptr","value":"x"}}],[{{"field":"@message","value":{}}}]]}}"#,
                text(&one),
                text(&two)
            ),
        ),
        (
            "of Logs Insights",
            format!(r#"[{{"message":"x","@message":{}}},{{"@message":{}}}]"#, text(&one), text(&two)),
        ),
        ("of Logs Insights, parsed", format!(r#"[{{"@message":{one}}},{{"@message":{two}}}]"#)),
        ("escaped", format!(r#"{{"R\u0065cords":[{one},{other},{two}]}}"#)),
        ("texts", format!("[\n {},\n {}]", text(&one), text(&two))),
    ]
}

#[test]
fn every_form_holds_the_same() {
    for (form, text) in forms() {
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(text.bytes());
        let little: Vec<u8> =
            "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for (written, bytes) in [
            ("plain", text.clone().into_bytes()),
            ("packed", gzip(text.as_bytes())),
            ("with a mark", marked),
            ("UTF-16", little.clone()),
            ("UTF-16, big", big),
            ("UTF-16, packed", gzip(&little)),
        ] {
            let found = read(&bytes);
            assert_eq!((found.cognito, found.events.len()), (2, 2), "{form}, {written}");
            assert_eq!(found.series.len(), 1, "{form}, {written}");
            assert_eq!(found.series[0].count, 2, "{form}, {written}");
            assert_eq!(found.series[0].users.count(), 2, "{form}, {written}");
            assert_eq!(skipped(&found), [], "{form}, {written}");
        }
    }
}

#[test]
fn one_event_alone() {
    assert_eq!(read(refusal(1).as_bytes()).cognito, 1);
    assert_eq!(read(&gzip(refusal(1).as_bytes())).cognito, 1);
}

#[test]
fn several_members_are_one_file() {
    let packed: Vec<u8> =
        (0..50).flat_map(|id| gzip(format!(r#"{{"Records":[{}]}}"#, refusal(id)).as_bytes())).collect();
    let found = read(&packed);
    assert_eq!((found.cognito, found.files, skipped(&found).len()), (50, 1, 0));
}

#[test]
fn an_event_that_two_trails_hold_counts_once() {
    let (one, two) = (refusal(1), refusal(2));
    let found = read_all(&[one.as_bytes(), format!("{two}\n{one}").as_bytes(), &gzip(two.as_bytes())]);
    assert_eq!((found.cognito, found.repeated, found.series[0].count), (2, 2, 2));
}

#[test]
fn an_event_of_eventbridge_holds_a_record() {
    let event = |number: u32| {
        format!(
            r#"{{"version":"0","detail-type":"AWS API Call via CloudTrail","source":"aws.cognito-idp","detail" : {}}}"#,
            refusal(number)
        )
    };
    let text = format!("{}\n{}", event(1), event(2));
    for text in [text.replace("\"detail\"", "\"d\\u0065tail\""), text] {
        let found = read(text.as_bytes());
        assert_eq!((found.cognito, found.events.len(), skipped(&found).len()), (2, 2, 0), "{text}");
    }
}

#[test]
fn a_record_may_speak_of_other_events() {
    let note = r#""requestParameters":{"note":"CloudTrailEvent","#;
    let text = refusal(1).replace("\"requestParameters\":{", note);
    assert!(text.contains(note));
    assert_eq!(read(text.as_bytes()).cognito, 1);
}

#[test]
fn nothing_in_it_is_nothing_wrong() {
    for text in [
        r#"{"Records":null}"#,
        r#"{"Records":[]}"#,
        r#"{"Events":[]}"#,
        r#"{"\u0045vents" : []}"#,
        &foreign(1),
    ] {
        let found = read(text.as_bytes());
        assert_eq!((found.cognito, skipped(&found).len()), (0, 0), "{text}");
    }
}

#[test]
fn other_files_are_no_trails() {
    for text in [&b"{\"log\":{\"entries\":[]}}"[..], b"hello", b"{}", b"\x89PNG\r\n", b"[1]"] {
        assert_eq!(skipped(&read(text)), [("files that hold no records of CloudTrail", 1)]);
    }
    assert_eq!(skipped(&read(b"")), [("files that are empty", 1)]);
    assert_eq!(
        skipped(&read(b"PK\x03\x04 and so on")),
        [("files that are packed otherwise than by gzip", 1)]
    );
}
