//! Names from outside that would paint, run, link or break something, in every format.
use crate::fixture::Fixture;
use crate::formats::written;
use crate::hostile::infect;
use crate::rich::rich;
use crate::run::doctor;
use crate::{junit, sarif};
use mfa_doctor::report::{Format, clean};
use pulldown_cmark::{Event, Options, Parser};
use serde_json::Value;
use std::mem::discriminant;

/// What stands behind every name.
const HOSTILE: &[&str] = &[
    "'\"<b>&amp;</b>|a\\|b",
    "\r\n::error file=x::owned\r\n",
    "\n ::add-mask::x",
    " ##[error]owned ##vso[task.setvariable variable=x]y %0A::warning::owned %25",
    "\u{1b}[31m\u{9b}2J\u{7}\u{0}\u{7f}\t",
    "\u{202e}\u{2066}\u{200f}\u{61c}\u{200b}\u{feff}\u{fffe}\u{ffff}\u{2028}\u{85}",
    "`` ` ```\n```\n</details><script>alert(1)</script>",
    "]]> --> <!-- <![CDATA[ <?xml ?> </testcase>",
    " @team/all @ada #12 a/b#3 GH-4 https://evil.example www.evil.example ![x](https://evil.example) [x](1) $x$",
    "\n\n# head\n\n| a |\n|---|\n\n- item\n***bold***\n",
    "{0} ${{ secrets.X }} $(touch x)",
];

/// The lines that the runner of GitHub would take for commands, by its own way of looking for them.
fn commands(text: &str) -> Vec<&str> {
    let is_command = |line: &&str| {
        let begins = line.trim_start().strip_prefix("::").is_some_and(|rest| rest.contains("::"));
        let anywhere = |open: &str| line.find(open).is_some_and(|at| line[at..].contains(']'));
        begins || anywhere("##[") || anywhere("##vso[")
    };
    text.split(['\n', '\r']).filter(is_command).collect()
}

/// Characters that no format may hold as they are.
fn obeyed(text: &str) -> Option<char> {
    const UNSEEN: &str = "\u{202e}\u{2066}\u{200f}\u{61c}\u{200b}\u{feff}\u{fffe}\u{ffff}\u{2028}";
    text.chars().find(|c| c.is_control() && *c != '\n' || UNSEEN.contains(*c))
}

/// The markup of a document: every event, without the words in it.
fn markup(text: &str) -> Vec<String> {
    let parser =
        Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH);
    let mut events: Vec<String> = Vec::new();
    let mut last = None;
    for event in parser {
        let kind = discriminant(&event);
        let name = match event {
            Event::Start(tag) => format!("{:?}", discriminant(&tag)),
            Event::End(tag) => format!("end {tag:?}"),
            Event::Html(html) => html.into_string(),
            Event::InlineHtml(html) => html.into_string(),
            // An escape cuts text in two.
            Event::Text(_) if last == Some(kind) => continue,
            Event::Text(_) => "text".to_owned(),
            Event::Code(_) => "code".to_owned(),
            other => format!("{other:?}"),
        };
        last = Some(kind);
        events.push(name);
    }
    events
}

/// What GitHub would make a link or a mention of, in the words of a document outside of code.
fn called(text: &str) -> Vec<String> {
    let mut words = String::new();
    let mut in_code = false;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(pulldown_cmark::Tag::CodeBlock(_) | pulldown_cmark::Tag::Link { .. }) => {
                in_code = true
            }
            Event::End(pulldown_cmark::TagEnd::CodeBlock | pulldown_cmark::TagEnd::Link) => in_code = false,
            Event::Text(text) if !in_code => words.push_str(&text),
            Event::Code(_) | Event::SoftBreak | Event::End(_) => words.push('\n'),
            _ => {}
        }
    }
    let found = ["@team", "@ada", "#12", "#3", "GH-4", "https://", "www."];
    found.into_iter().filter(|found| words.contains(found)).map(str::to_owned).collect()
}

#[test]
fn no_name_breaks_a_format() {
    // A command in which a name cannot be shown is left out.
    let (plain, unshown) = (rich("x"), rich("\u{202e}"));
    let elements = |xml: &str| junit::read(xml).into_iter().map(|element| element.name).collect::<Vec<_>>();
    for hostile in HOSTILE {
        let report = rich(hostile);
        for format in Format::ALL {
            let text = written(format, &report);
            let what = format!("{} with {hostile:?}: {text}", format.as_str());
            assert_eq!(obeyed(&text), None, "{what}");
            if format != Format::Github {
                assert_eq!(commands(&text), Vec::<&str>::new(), "{what}");
            }
            let as_plain = written(format, if clean(hostile) == *hostile { &plain } else { &unshown });
            match format {
                // What is markup in HTML, its own tests look at.
                Format::Table | Format::Html => {}
                Format::Json => {
                    let read: Value = serde_json::from_str(&text).unwrap();
                    assert_eq!(read["pools"][0]["name"], format!("shop{hostile}"), "as it is for programs");
                }
                Format::Sarif => {
                    let log: Value = serde_json::from_str(&text).unwrap();
                    sarif::validate(&log);
                    let names = |log: &Value| log["runs"][0]["results"].as_array().unwrap().len();
                    assert_eq!(names(&log), names(&serde_json::from_str(&as_plain).unwrap()), "{what}");
                    for result in log["runs"][0]["results"].as_array().unwrap() {
                        assert!(!result["message"]["text"].as_str().unwrap().contains("[x](1)"), "{what}");
                    }
                }
                Format::Junit => assert_eq!(elements(&text), elements(&as_plain), "{what}"),
                Format::Github => {
                    let ours = |text: &str| -> Vec<String> {
                        text.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
                    };
                    assert_eq!(ours(&text), ours(&as_plain), "{what}");
                    let found = commands(&text);
                    assert_eq!(found.len(), commands(&as_plain).len(), "{what}");
                    for line in found {
                        let (head, _) = line[2..].split_once("::").unwrap();
                        let (_, properties) = head.split_once(' ').unwrap();
                        let keys: Vec<&str> =
                            properties.split(',').map(|pair| pair.split('=').next().unwrap()).collect();
                        assert!(keys == ["file", "line", "title"] || keys == ["title"], "{what}");
                    }
                }
                Format::Markdown => {
                    assert_eq!(markup(&text), markup(&as_plain), "{what}");
                    assert_eq!(called(&text), Vec::<String>::new(), "{what}");
                }
            }
        }
    }
}

#[test]
fn no_snapshot_breaks_a_format() {
    let hostile = HOSTILE.concat();
    for fixture in Fixture::all().into_iter().step_by(40) {
        let mut document = fixture.document();
        infect(&mut document, &hostile);
        for format in Format::ALL {
            let args = ["check", "--snapshot", "-", "--require", "sms,totp", "--format", format.as_str()];
            let output = doctor(&args, &document.to_string());
            let text = String::from_utf8(output.stdout).unwrap();
            let what = format!("{}: {}: {text}", fixture.path.display(), format.as_str());
            assert!(output.status.code().is_some_and(|code| code <= 3), "{what}");
            assert_eq!(obeyed(&text), None, "{what}");
            match format {
                Format::Github => {
                    assert!(commands(&text).iter().all(|line| line.starts_with("::")), "{what}");
                    assert!(text.lines().all(|line| !line.contains("##[")), "{what}");
                }
                _ => assert_eq!(commands(&text), Vec::<&str>::new(), "{what}"),
            }
            match format {
                Format::Sarif => sarif::validate(&serde_json::from_str(&text).unwrap()),
                Format::Junit => drop(junit::read(&text)),
                Format::Markdown => assert_eq!(called(&text), Vec::<String>::new(), "{what}"),
                Format::Table | Format::Json | Format::Github | Format::Html => {}
            }
        }
    }
}
