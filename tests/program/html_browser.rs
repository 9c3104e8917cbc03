//! The HTML report in a real browser: Chromium, where there is one.
use crate::html::{EVIL, html_of, written};
use crate::rich::rich;
use serde_json::Value;
use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Names the browser; without it one is looked for, and the test leaves its checks out where there is none.
const VARIABLE: &str = "MFA_DOCTOR_TEST_CHROMIUM";

fn chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os(VARIABLE) {
        return Some(named.into());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH").unwrap_or_default()).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file())
}

fn pages() -> [(&'static str, String); 7] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let demo = fs::read_to_string(root.join("fixtures/demo/broken-pool.json")).unwrap();
    let demo: Value = serde_json::from_str(&demo).unwrap();
    let mut many = rich("");
    many.pools = (0..8).flat_map(|_| many.pools.clone()).collect();
    let mut empty = rich("");
    empty.pools.clear();
    [
        ("demo", html_of(&demo, &[])),
        ("rich", written(&rich(""))),
        ("hostile", written(&rich(EVIL))),
        // Nowhere a place to break, wide letters, and letters that run from right to left.
        ("long", written(&rich(&"x".repeat(2000)))),
        ("letters", written(&rich("名前😀e\u{301}العربية"))),
        ("many", written(&many)),
        ("empty", written(&empty)),
    ]
}

/// What the checks say of pages, and whether they found them good; `None` where there is no browser.
fn checked(pages: &[(&str, String)]) -> Option<(bool, String)> {
    let chromium = chromium()?;
    // The pages and their pictures stay, to be looked at.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("html-report");
    fs::create_dir_all(&folder).unwrap();
    let paths = pages.iter().map(|(name, page)| {
        let path = folder.join(name).with_extension("html");
        fs::write(&path, page).unwrap();
        path
    });
    let python = env::var_os("MFA_DOCTOR_TEST_PYTHON").unwrap_or("python3".into());
    let output = Command::new(&python)
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/check_report.py"))
        .arg("--chromium")
        .arg(&chromium)
        .arg("--screenshots")
        .arg(&folder)
        .args(paths)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .output()
        .unwrap_or_else(|error| panic!("{}: {error}", python.display()));
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).join("\n");
    assert!(said.contains("reports, 6 screens"), "with {}:\n{said}", chromium.display());
    Some((output.status.success(), said))
}

#[test]
fn every_screen_shows_the_report_whole_and_asks_for_nothing() {
    match checked(&pages()) {
        Some((good, said)) => assert!(good, "{said}"),
        // Unlike what eprintln! says, this is also seen where the test passes.
        None => writeln!(
            std::io::stderr(),
            "left out: the HTML report in a real browser, as no Chromium is on the PATH (Debian: apt-get install \
             chromium; {VARIABLE} names another)"
        )
        .unwrap(),
    }
}

#[test]
fn the_browser_sees_what_is_wrong() {
    let good = written(&rich(""));
    let page = good
        .replacen("<h4", "<h6", 1)
        .replacen("<p class=\"message\">", "<p style=\"color:#999;width:3000px\">", 1)
        .replacen("href=\"#pool-1\"", "href=\"#nowhere\"", 1)
        .replacen("x=\"9\"", "x=\"120\"", 1)
        .replacen("</main>", "<img src=\"https://example.com/x.png\"></main>", 1)
        .replacen("clipboard.writeText", "clipboard.readText", 1);
    let Some((fine, said)) = checked(&[("faulty", page)]) else { return };
    assert!(!fine, "{said}");
    for fault in [
        "violates the following Content Security Policy directive",
        "an element <img>",
        "a link to #nowhere",
        "is out of its box",
        "has style=",
        "not every text to copy has its button",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
    // Without the page's policy, what it keeps from acting acts.
    let (before, rest) = good.split_once("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let (_, after) = rest.split_once('>').unwrap();
    let page = format!("{before}{after}")
        .replacen("<p class=\"message\">", "<p style=\"color:#999;width:3000px\">", 1)
        .replacen("</main>", "<img alt=\"\" src=\"https://example.com/x.png\"></main>", 1)
        .replacen("clipboard.writeText(code.textContent)", "clipboard.writeText(1)", 1)
        .replacen("\"use strict\";", "console.error(1);", 1);
    let (fine, said) = checked(&[("open", page)]).unwrap();
    assert!(!fine, "{said}");
    for fault in [
        "request: https://example.com/x.png",
        "pixels wide on a screen of 320",
        "has a contrast of",
        "console: ",
        "copies '1' in place of",
    ] {
        assert!(said.contains(fault), "{fault}: {said}");
    }
}
