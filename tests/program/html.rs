//! The HTML report: what it holds, and that no name from outside becomes markup.
use crate::fixture::Fixture;
use crate::rich::rich;
use crate::run::doctor;
use mfa_doctor::report::{Format, Look, Report, clean, render};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Names that would open, close, run, hide or reverse something.
pub const EVIL: &str = "</bdi></style></script><script>window.owned=1</script><img src=x onerror=window.owned=1>\
    \"onload=\"window.owned=1\" '--><!--]]>&lt;javascript:alert(1)\u{202e}\u{2066}\u{200b}\0\u{1b}[31m\r\n";

pub fn written(report: &Report) -> String {
    let look = Look { width: 100, color: true, documents: false, quiet: true };
    let mut out = Vec::new();
    render(Format::Html, report, look, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The report of the program on one snapshot.
pub fn html_of(snapshot: &Value, more: &[&str]) -> String {
    let output =
        doctor(&[&["check", "--snapshot", "-", "--format", "html"], more].concat(), &snapshot.to_string());
    String::from_utf8(output.stdout).unwrap()
}

/// What stands from `open` up to the next `close`.
fn between<'a>(text: &'a str, open: &str, close: &str) -> &'a str {
    let (_, rest) = text.split_once(open).unwrap_or_else(|| panic!("no {open} in {text}"));
    rest.split_once(close).unwrap_or_else(|| panic!("no {close} behind {open}")).0
}

/// The states of the links of one way, as the wide drawing has them.
fn way<'a>(html: &'a str, factor: &str) -> Vec<&'a str> {
    let figure = between(html, &format!("<figure class=\"way\" data-way=\"{factor}\">"), "</figure>");
    let drawing = between(figure, "<svg class=\"chain wide\"", "</svg>");
    drawing
        .split("<g class=\"")
        .skip(1)
        .map(|g| g.split('"').next().unwrap())
        .filter(|class| *class != "node")
        .collect()
}

#[test]
fn a_report_with_everything_is_written_as_before() {
    let html = written(&rich(""));
    // What looks and acts stands in files of its own.
    let (before, rest) = html.split_once("<style>").unwrap();
    let (style, rest) = rest.split_once("</style>").unwrap();
    let (body, rest) = rest.split_once("<script>").unwrap();
    let (script, after) = rest.split_once("</script>").unwrap();
    assert!(style.contains("prefers-color-scheme: dark") && script.contains("clipboard"));
    let policy = between(before, "Content-Security-Policy\" content=\"", "\"");
    let golden =
        [before.replace(policy, "…"), body.to_owned(), after.to_owned()].join("…").replace("><", ">\n<");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports/rich.html");
    if std::env::var_os("UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, &golden).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        known == golden,
        "the page has changed: UPDATE=1 cargo test --test program html, then read the difference"
    );
}

#[test]
fn nothing_is_loaded_and_nothing_else_may_act() {
    for html in [written(&rich("")), written(&rich(EVIL))] {
        let policy = between(&html, "Content-Security-Policy\" content=\"", "\"");
        let directives: Vec<&str> = policy.split("; ").collect();
        assert_eq!(directives[0], "default-src 'none'");
        assert_eq!(directives[3..], ["base-uri 'none'", "form-action 'none'"]);
        assert!(
            directives[1].starts_with("style-src 'sha256-")
                && directives[2].starts_with("script-src 'sha256-")
        );
        for used in markup(&html) {
            let (tag, attribute) = used.split_once(' ').unwrap_or((&used, ""));
            assert!(
                !["img", "link", "iframe", "object", "embed", "base", "form", "image", "use"].contains(&tag),
                "{used}"
            );
            assert!(!["src", "srcset", "style", "data", "xlink:href"].contains(&attribute), "{used}");
            assert!(!attribute.starts_with("on") && (attribute != "href" || tag == "a"), "{used}");
        }
        assert!(!html.contains("url(") && !html.contains("@import"));
        for (at, _) in html.match_indices("http") {
            let before = &html[..at];
            let in_place = ["href=\"", "http-equiv", "<meta "].iter().any(|open| before.ends_with(open));
            assert!(in_place, "{}", &html[at.saturating_sub(40)..at + 40]);
        }
    }
}

/// Every element with each of its attributes, once: `a href`. Text between the tags counts for nothing.
fn markup(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = html;
    while let Some((_, behind)) = rest.split_once('<') {
        // What looks and acts is no markup.
        let raw = ["style", "script"].into_iter().find(|tag| behind.starts_with(tag));
        let mut pieces = behind.splitn(2, |c: char| c == '>' || c.is_whitespace());
        let tag = pieces.next().unwrap().to_owned();
        found.insert(tag.clone());
        rest = &behind[tag.len()..];
        while !rest.starts_with('>') {
            let attribute: String = rest.trim_start().chars().take_while(|c| !"=> ".contains(*c)).collect();
            rest = &rest.trim_start()[attribute.len()..];
            if let Some(value) = rest.strip_prefix("=\"") {
                rest = value.split_once('"').unwrap().1;
            }
            found.insert(format!("{tag} {attribute}"));
        }
        if let Some(raw) = raw {
            rest = rest.split_once(&format!("</{raw}")).unwrap().1;
        }
    }
    found
}

#[test]
fn no_name_becomes_markup() {
    let (tame, wild) = (written(&rich("")), written(&rich(EVIL)));
    let mut known = markup(&tame);
    assert!(known.contains("a href") && known.contains("svg aria-label") && known.len() > 100, "{known:?}");
    // What is said in place of a command that cannot be shown.
    known.insert("p class".to_owned());
    let new: Vec<String> = markup(&wild).difference(&known).cloned().collect();
    assert_eq!(new, Vec::<String>::new());
    for tag in ["<script", "<style", "<a ", "<article", "<section", "<svg", "<table", "<h4", "<li"] {
        assert_eq!(wild.matches(tag).count(), tame.matches(tag).count(), "{tag}");
    }
    // In a style sheet, `::` is what it should be.
    let (_, body) = wild.split_once("</style>").unwrap();
    assert_eq!(body.lines().find(|line| clean(line) != *line), None);
    assert!(wild.contains("\\u{202e}") && wild.contains("\\u{0}") && wild.contains("\\u202e"));
}

#[test]
fn every_finding_is_an_article_and_every_pool_a_section() {
    let report = rich("");
    let html = written(&report);
    for pool in &report.pools {
        for reported in &pool.findings {
            let article = format!(
                "data-rule=\"{}\" data-severity=\"{}\"",
                reported.finding.rule, reported.finding.severity
            );
            assert!(html.contains(&article), "{article}");
        }
    }
    let all: usize = report.pools.iter().map(|pool| pool.findings.len()).sum();
    assert_eq!(html.matches("<article class=\"finding").count(), all);
    assert_eq!(html.matches(" data-suppressed ").count(), report.summary.suppressed);
    assert_eq!(html.matches("<section class=\"pool\"").count(), 2);
    for said in [
        "Suppressed by the configuration",
        "moved out of the sandbox next week",
        "2026-12-31",
        "has expired",
        "Could not be read",
        "eu-west-1_Gone12345",
        "Incomplete:",
        "provided that",
        "bob has no factor",
        "aws iam put-role-policy --role-name &quot;it's&quot;",
        "Pools, worst first",
    ] {
        assert!(html.contains(said), "{said}");
    }
}

#[test]
fn a_link_is_broken_where_a_finding_says_so() {
    let html = written(&rich(""));
    assert_eq!(way(&html, "sms"), ["unproven dashed", "broken dashed", "at-risk"]);
    assert_eq!(way(&html, "email"), ["unproven dashed", "suppressed"]);
    let staging = html.split("id=\"pool-2\"").nth(1).unwrap();
    assert_eq!(way(staging, "sms"), ["no-fault", "unproven dashed"]);
    assert!(staging.contains("what the function does is not read"));
    let beside = "Beside this way: <a class=\"rule\" href=\"#pool-2-finding-1\">SMS001</a>";
    assert!(staging.contains(beside));

    let healthy = Fixture::healthy().document();
    let ways = |document: &Value, factor: &str, more: &[&str]| -> Vec<String> {
        way(&html_of(document, more), factor).into_iter().map(str::to_owned).collect()
    };
    assert_eq!(ways(&healthy, "email", &[]), ["no-fault", "no-fault"]);
    assert_eq!(ways(&healthy, "email", &["--ignore", "EML004"]), ["no-fault", "unproven dashed"]);
    // A rule of each link, and where its finding breaks the way.
    for (rule, factor, at) in [
        ("SMS009", "sms", 0),
        ("SMS005", "sms", 0),
        ("SMS012", "sms", 0),
        ("SMS002", "sms", 1),
        ("SMS019", "sms", 1),
        ("SMS015", "sms", 2),
        ("EML001", "email", 0),
        ("EML002", "email", 0),
        ("EML004", "email", 1),
        ("LMB001", "sms", 0),
    ] {
        let of_rule = |fixture: &Fixture| {
            fixture.rule().as_deref() == Some(rule)
                && fixture.kind() == "bad"
                && fixture.changes().is_empty()
                && fixture.expected["findings"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .any(|finding| finding["rule"] == rule && finding["severity"] == "error")
        };
        let fixture = Fixture::all().into_iter().find(of_rule).unwrap_or_else(|| panic!("no {rule}"));
        let required: Vec<String> = fixture.wishes().required.iter().map(ToString::to_string).collect();
        let more: Vec<&str> = required.iter().flat_map(|factor| ["--require", factor]).collect();
        let links = ways(&fixture.document(), factor, &more);
        assert!(links[at].starts_with("broken"), "{}: {links:?}", fixture.path.display());
        // A role that is not there has no policies: that nothing was found on it proves nothing.
        assert!(!links[at..].contains(&"no-fault".to_owned()), "{}: {links:?}", fixture.path.display());
    }
}

#[test]
fn the_drawing_and_the_cards_agree_on_every_fixture() {
    for fixture in Fixture::all().into_iter().step_by(7) {
        let document = fixture.document();
        let required: Vec<String> = fixture.wishes().required.iter().map(ToString::to_string).collect();
        let more: Vec<&str> = required.iter().flat_map(|factor| ["--require", factor]).collect();
        let output = doctor(
            &[&["check", "--snapshot", "-", "--format", "json"], more.as_slice()].concat(),
            &document.to_string(),
        );
        let Ok(report) = serde_json::from_slice::<Value>(&output.stdout) else { continue };
        let html = html_of(&document, &more);
        let pool = &report["pools"][0];
        let count = pool["findings"].as_array().unwrap().len();
        assert_eq!(html.matches("<article class=\"finding").count(), count, "{}", fixture.path.display());
        for factor in ["sms", "email"] {
            if pool["delivery"][factor]["used"] == json!(false) {
                assert!(!html.contains(&format!("data-way=\"{factor}\"")), "{}", fixture.path.display());
                continue;
            }
            let links = way(&html, factor);
            let broken = links.iter().any(|state| state.starts_with("broken"));
            let figure = between(&html, &format!("data-way=\"{factor}\">"), "</figure>");
            let place = format!("{} {factor}: {links:?}", fixture.path.display());
            match pool["factors"][factor]["verdict"].as_str() {
                Some("blocked") => assert!(broken || figure.contains("Beside this way"), "{place}"),
                Some(_) => assert!(!broken, "{place}"),
                None => {}
            }
            let proven = links.iter().all(|state| *state == "no-fault");
            let delivery_open = pool["not_judged"].as_array().unwrap().iter().any(|entry| {
                let rule = entry["rule"].as_str().unwrap();
                let own = if factor == "sms" { "SMS" } else { "EML" };
                rule.starts_with(own)
                    && rule != "SMS022"
                    && entry["user"].is_null()
                    && !entry["factors"].as_array().unwrap().is_empty()
            });
            assert!(!(proven && delivery_open), "{place}");
        }
    }
}

#[test]
fn hundreds_of_pools_are_one_list_and_one_file() {
    let mut report = rich("");
    let one = report.pools.remove(0);
    report.pools = (0..300).map(|_| one.clone()).collect();
    let html = written(&report);
    assert_eq!(html.matches("<section class=\"pool\"").count(), 300);
    assert_eq!(
        between(&html, "<table class=\"contents\">", "</table>").matches("href=\"#pool-").count(),
        300
    );
    assert!(html.len() < 300 * 60_000, "{} bytes", html.len());
}
