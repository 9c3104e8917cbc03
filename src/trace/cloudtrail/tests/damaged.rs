//! What can be read of damaged files is read, and the rest is counted.

use super::{foreign, gzip, read, refusal, skipped};
use crate::trace::cloudtrail::scan::LONGEST;
use proptest::prelude::*;
use std::fmt::Write as _;

const DAMAGED: &str = "records that are damaged";
const CUT_SHORT: &str = "records that are cut short";
const TOO_LONG: &str = "records longer than any of CloudTrail";

fn many(count: u32) -> String {
    let mut text = String::from("{\"Records\":[");
    for id in 0..count {
        let comma = if id > 0 { "," } else { "" };
        let _ = write!(text, "{comma}{}", if id % 2 == 0 { refusal(id) } else { foreign(id) });
    }
    text + "]}"
}

#[test]
fn what_can_be_unpacked_is_read() {
    let text = many(2000);
    let packed = gzip(text.as_bytes());
    let found = read(&packed[..packed.len() / 2]);
    assert!((200..900).contains(&found.cognito), "{}", found.cognito);
    let gzip_said = "gzip data that is cut short or damaged: what could be unpacked was read";
    assert!(skipped(&found).contains(&(gzip_said, 1)), "{:?}", found.skipped);

    let mut wrong_sum = packed.clone();
    let at = wrong_sum.len() - 6;
    wrong_sum[at] ^= 1;
    let found = read(&wrong_sum);
    assert_eq!((found.cognito, skipped(&found)), (1000, vec![(gzip_said, 1)]));

    let found = read(&[&packed[..], b"rest"].concat());
    assert_eq!((found.cognito, skipped(&found)), (1000, vec![("gzip data followed by something else", 1)]));
    assert_eq!(read(&[&packed[..], &[0; 99]].concat()).skipped, []);
}

#[test]
fn a_bad_record_spoils_no_other() {
    for (bad, what) in [
        (refusal(7).replace("\"awsRegion\":", "\"awsRegion\""), DAMAGED),
        (refusal(7).replace("us-east-1\"", "us-east-1"), DAMAGED),
        (refusal(7).replace("Invalid code", "Invalid\0code"), DAMAGED),
        (
            refusal(7).replace("2026-11-22T", "2026-99-99T"),
            "records without a name or a time that can be read",
        ),
    ] {
        let text = format!(r#"{{"Records":[{},{bad},{}]}}"#, refusal(1), refusal(2));
        let found = read(text.as_bytes());
        assert_eq!((found.cognito, skipped(&found)), (2, vec![(what, 1)]), "{bad}");
    }
}

#[test]
fn what_is_cut_off_is_said() {
    let text = format!("{}\n{}", refusal(1), refusal(2));
    let found = read(&text.as_bytes()[..text.len() - 20]);
    assert_eq!((found.cognito, skipped(&found)), (1, vec![(CUT_SHORT, 1)]));
    let lookup = format!(r#"{{"Events":[{{"CloudTrailEvent":{}"#, serde_json::Value::from(refusal(1)));
    let found = read(&lookup.as_bytes()[..lookup.len() - 20]);
    assert_eq!((found.cognito, skipped(&found)), (0, vec![(CUT_SHORT, 1)]));
}

#[test]
fn holes_between_records_are_no_harm() {
    let text = format!("{}\n\0\0\0\0\n{}\0\0", refusal(1), refusal(2));
    let found = read(text.as_bytes());
    assert_eq!((found.cognito, skipped(&found).len()), (2, 0));
}

#[test]
fn another_encoding_is_read_as_far_as_it_goes() {
    let text = refusal(1).replace("Invalid code", "Inv\u{e4}lid code").replace('\u{e4}', "#");
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'#' { 0xe4 } else { byte }).collect();
    let found = read(&bytes);
    assert_eq!((found.cognito, skipped(&found).len()), (1, 0));
    assert!(found.series[0].kind.message.starts_with("Inv\u{fffd}lid code"), "{:?}", found.series[0]);
}

#[test]
fn a_record_without_end_is_passed_over() {
    let long = "x".repeat(5 * LONGEST);
    for text in [
        format!("{}\n{}\n{}", refusal(1), refusal(3).replace("EMAIL_OTP", &long), refusal(2)),
        format!("{}\n{}\n{}", refusal(1), refusal(3).replace("1.10", &long), refusal(2)),
    ] {
        for bytes in [text.clone().into_bytes(), gzip(text.as_bytes())] {
            let found = read(&bytes);
            assert_eq!((found.cognito, skipped(&found)), (2, vec![(TOO_LONG, 1)]));
        }
    }
}

#[test]
fn files_made_to_be_slow_are_not() {
    let member = r#""eventSource":"cognito-idp.amazonaws.com","#;
    for text in [
        member.repeat(20_000),
        format!("}}{member}").repeat(20_000),
        format!("[{{{member}\"a\":").repeat(20_000),
        format!("{{{member}\"a\":\"").repeat(20_000),
        "\\".repeat(2_000_000),
        "\\u0065".repeat(300_000),
        format!("\"eventSource\"{}", " ".repeat(2_000_000)),
        "[".repeat(2_000_000),
    ] {
        assert_eq!(read(text.as_bytes()).cognito, 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_damage_makes_it_panic_or_lose_much(at in 0.0_f64..1.0, byte: u8, cut in 0.0_f64..1.0, packed: bool) {
        let text = many(40);
        let mut bytes = if packed { gzip(text.as_bytes()) } else { text.into_bytes() };
        let place = |share: f64, length: usize| ((share * length as f64) as usize).min(length - 1);
        let at = place(at, bytes.len());
        bytes[at] = byte;
        if !packed {
            // One byte is in one record, and what it opens or closes ends with it.
            prop_assert!(read(&bytes).cognito >= 19);
        }
        bytes.truncate(place(cut, bytes.len()));
        read(&bytes);
    }
}
