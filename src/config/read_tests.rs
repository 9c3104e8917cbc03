use super::*;
use crate::config::FailOn;
use crate::finding::{Factor, Severity};
use time::macros::date;

#[test]
fn every_key_is_read() {
    let config = parse(
        "\u{feff}pools = [\"us-east-1_A\"]\nclients = [\"c\"]\nrequire = [\"totp\"]\nselect = [\"sms\"]\n\
         ignore = [\"SMS001\", \"short-challenge-session\"]\nfail-on = \"note\"\nallow-incomplete = true\n\
         format = \"json\"\nsarif-path = \"s.tf\"\nbaseline = \"b.json\"\noutputs = { table = \"t.txt\" }\n\
         [severity]\nsms016 = \"error\"\n\
         [[suppressions]]\nrule = \"short-challenge-session\"\nresource = \"*\"\nreason = \" why \"\n\
         [[suppressions]]\nrule = \"usr001\"\nresource = \"arn:?\"\nuser = \"ada\"\nreason = \"r\"\nuntil = 2027-01-02\n",
    )
    .expect("well formed");
    let owned = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    assert_eq!(config.pools, owned(&["us-east-1_A"]));
    assert_eq!(config.clients, owned(&["c"]));
    assert_eq!(config.require, Some(vec![Factor::Totp]));
    assert_eq!(
        (config.select, config.ignore),
        (owned(&["sms"]), owned(&["SMS001", "short-challenge-session"]))
    );
    assert_eq!((config.fail_on, config.allow_incomplete), (Some(FailOn::Note), Some(true)));
    assert_eq!((config.format, config.baseline), (Some(Format::Json), Some("b.json".into())));
    assert_eq!(config.sarif_path, Some("s.tf".into()));
    assert_eq!(config.outputs, Some(vec![(Format::Table, "t.txt".into())]));
    assert_eq!(config.severity, Some([("SMS016", Severity::Error)].into()));
    let suppressions = config.suppressions.expect("two");
    let [first, second] = suppressions.as_slice() else { panic!("{suppressions:?}") };
    assert_eq!((first.rule, first.reason.as_str(), first.until, first.line), ("CLI001", "why", None, 14));
    assert_eq!((second.rule, second.user.as_deref(), second.line), ("USR001", Some("ada"), 18));
    assert_eq!(second.until, Some(date!(2027 - 01 - 02)));
}

/// A text, where the problem is, and what is said of it.
const WRONG: &[(&str, (usize, usize), &str, &str)] = &[
    ("requir = []", (1, 1), "no key `requir`", "did you mean require? known here: pools, "),
    ("\nzzz = 1", (2, 1), "no key `zzz`", "known here: pools, "),
    ("é = 1", (1, 1), "invalid unquoted key", ""),
    ("outputs = { xml = \"a\" }", (1, 13), "no key `xml` in `outputs`", "known here: table, json"),
    (
        "require = \"totp\"",
        (1, 11),
        "takes a list, each element \"sms\", \"totp\", \"email\" or \"passkey\"",
        "",
    ),
    ("require = [ \"totp\", 3 ]", (1, 21), "`require[1]` is the number 3", ""),
    ("require = [\"voice\"]", (1, 12), "`require[0]` is \"voice\"", ""),
    (
        "fail-on = \"eror\"",
        (1, 11),
        "takes \"error\", \"warning\", \"note\" or \"never\"",
        "did you mean error?",
    ),
    ("allow-incomplete = 1", (1, 20), "is the number 1, and takes true or false", ""),
    ("format = \"jsn\"", (1, 10), "`format` is \"jsn\"", "did you mean json?"),
    ("pools = [1.5]", (1, 10), "the number 1.5, and takes text in quotes", ""),
    ("baseline = \" \"", (1, 12), "`baseline` is empty", ""),
    ("select = [\"SMS\", \"SMS0O1\"]", (1, 18), "no rule is called `SMS0O1`", "did you mean SMS001?"),
    ("[severity]\nSMS0O1 = \"note\"", (2, 1), "no rule is called `SMS0O1`", "`mfa-doctor rules`"),
    ("[severity]\nSMS = \"note\"", (2, 1), "no rule is called `SMS`", "`mfa-doctor rules`"),
    ("[severity]\nCLI001 = \"off\"", (2, 10), "takes \"note\", \"warning\" or \"error\"", ""),
    ("severity = { cli001 = \"note\", short-challenge-session = \"note\" }", (1, 31), "is given twice", ""),
    ("suppressions = [1]", (1, 17), "`suppressions[0]` is the number 1, and takes a table", ""),
    ("[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"", (1, 1), "lacks `reason`", "Why it is accepted"),
    ("[[suppressions]]\nrule = \"SMS001\"\nreason = \"r\"", (1, 1), "lacks `resource`", "ARN"),
    ("a = [1,", (1, 8), "unclosed array", ""),
    ("require = []\nrequire = []", (2, 1), "duplicate key", ""),
];

#[test]
fn what_cannot_be_meant_is_refused_where_it_stands() {
    for (text, place, says, hint) in WRONG {
        let problem = parse(text).expect_err(text);
        assert_eq!((problem.line, problem.column), *place, "{text}: {problem:?}");
        assert!(problem.message.contains(says), "{text}: {problem:?}");
        assert!(problem.hint.unwrap_or_default().contains(hint), "{text}");
    }
}

#[test]
fn a_suppression_says_why_and_ends_on_a_day() {
    let entry = |line: &str| {
        let text = format!("[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"\n{line}\n");
        parse(&text).expect_err(line)
    };
    for (line, column, says) in [
        ("reason = \"\"", 10, "`suppressions[0].reason` is empty"),
        ("reason = \" \\t\"", 10, "`suppressions[0].reason` is empty"),
        ("reason = \"r\"\nuntil = \"soon\"", 9, "`until` is soon, and takes a day"),
        ("reason = \"r\"\nuntil = 2027-01-02T03:04:05Z", 9, "takes a day"),
        ("reason = \"r\"\nuntil = 2027-02-30", 9, "invalid date"),
        ("reason = \"r\"\nuntil = 10:00:00", 9, "takes a day"),
        ("reason = \"r\"\nuntil = 7", 9, "takes a date"),
        ("reason = \"r\"\nuser = \"\"", 8, "`suppressions[0].user` is empty"),
        ("reason = \"r\"\nbecause = \"\"", 1, "no key `because` in `suppressions[0]`"),
    ] {
        let problem = entry(line);
        assert_eq!(problem.column, column, "{line}: {problem:?}");
        assert!(problem.message.contains(says), "{line}: {problem:?}");
    }
}

#[test]
fn whoever_selects_asks_for_just_these_rules() {
    let file = parse("ignore = [\"SMS\"]\nrequire = [\"totp\"]\nfail-on = \"never\"").expect("well formed");
    let flags = |text: &str| parse(text).expect("well formed").over(file.clone()).settings();
    assert_eq!(flags("select = [\"SMS001\"]").ignore, [""; 0]);
    assert_eq!(flags("ignore = [\"TOT\"]").ignore, ["TOT"]);
    let settings = flags("require = [\"email\"]");
    assert_eq!((settings.require, settings.ignore), (vec![Factor::Email], vec!["SMS".to_owned()]));
    assert_eq!(settings.fail_on, FailOn::Never);
}
