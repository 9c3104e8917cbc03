//! The rooms of the program, and which may know which.
use std::fs;
use std::path::{Path, PathBuf};

/// Folder or file below `src`, and the modules of ours that it may name.
const ROOMS: &[(&str, &[&str])] = &[
    ("main.rs", &["cli"]),
    ("cli", &["commands", "config", "finding", "permissions", "report"]),
    (
        "commands",
        &[
            "catalog",
            "change",
            "collect",
            "commands",
            "config",
            "diff",
            "explain",
            "finding",
            "fix",
            "iam",
            "permissions",
            "preflight",
            "report",
            "rules",
            "sign_in",
            "snapshot",
            "token",
            "totp",
            "trace",
        ],
    ),
    // The simulator is asked the same question as our own evaluator.
    ("collect", &["collect", "iam", "permissions", "sign_in", "snapshot"]),
    // Addresses and numbers are masked the same wherever people are named.
    ("contact.rs", &[]),
    ("snapshot", &["snapshot", "contact"]),
    ("iam", &["iam"]),
    // Every operation that is sent, in one table.
    ("permissions", &["permissions"]),
    ("catalog", &["catalog"]),
    // What AWS makes of a pool by a request.
    ("change", &["change", "snapshot"]),
    // A rule about a token or a request looks at it; nothing else of either is known here.
    ("rules", &["rules", "snapshot", "iam", "catalog", "change", "finding", "token", "totp", "trace"]),
    // Several requests, one after the other and in other orders.
    ("preflight", &["preflight", "catalog", "change", "finding", "fix", "rules", "snapshot"]),
    // What two pools differ in is what the rules say of them, and look at.
    ("diff", &["diff", "finding", "rules", "snapshot"]),
    // Which causes of an error hold is what the rules say of a pool.
    ("explain", &["explain", "catalog", "finding", "rules"]),
    // A suppression fits ARNs by the wildcards of IAM, and users as they are masked in findings.
    ("config", &["config", "finding", "iam", "report", "rules", "snapshot"]),
    ("finding.rs", &[]),
    ("fix", &["fix", "change", "snapshot", "finding"]),
    ("report", &["report", "finding", "catalog"]),
    ("token", &["token"]),
    ("totp", &["totp"]),
    ("sign_in", &["sign_in"]),
    // A recording that holds an authenticator's secret tells why its code was refused.
    ("trace", &["trace", "contact", "totp"]),
];

/// What pure rooms must not touch: files, sockets, the environment, the clock, processes, the AWS SDK.
const IMPURE: &[&str] = &[
    "std::fs",
    "TcpStream",
    "TcpListener",
    "UdpSocket",
    "ToSocketAddrs",
    "std::env",
    "std::process",
    "SystemTime",
    "Instant::now",
    "now_utc",
    "tokio::",
    "aws_sdk",
    "aws_config",
    "aws_smithy",
];

const PURE: &[&str] = &[
    "contact.rs",
    "snapshot",
    "iam",
    "permissions",
    "catalog",
    "change",
    "preflight",
    "rules",
    "config",
    "finding.rs",
    "fix",
    "report",
    "token",
    "totp",
    "explain",
    "diff",
    "sign_in",
    "trace",
];

fn sources(room: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(room);
    if path.is_file() {
        return vec![path];
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(&path).unwrap() {
        let entry = entry.unwrap().path();
        let inner = entry.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "rs") {
            found.extend(sources(inner.to_str().unwrap()));
        }
    }
    found
}

/// The modules of ours that a source names, as `crate::x` or `mfa_doctor::x`.
fn named(source: &str) -> Vec<String> {
    let mut modules = Vec::new();
    for prefix in ["crate::", "mfa_doctor::"] {
        for (at, _) in source.match_indices(prefix) {
            let rest = &source[at + prefix.len()..];
            if let Some(list) = rest.strip_prefix('{') {
                let inside = list.split('}').next().unwrap();
                modules.extend(inside.split(',').map(|item| word(item.trim())));
            } else {
                modules.push(word(rest));
            }
        }
    }
    modules.retain(|module| !module.is_empty());
    modules
}

fn word(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

#[test]
fn every_room_imports_only_what_it_may() {
    let mut wrong = Vec::new();
    for (room, allowed) in ROOMS {
        for path in sources(room) {
            for module in named(&fs::read_to_string(&path).unwrap()) {
                if !allowed.contains(&module.as_str()) {
                    wrong.push(format!("{} names crate::{module}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_source_is_in_a_room() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for entry in fs::read_dir(src).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "lib.rs" || ROOMS.iter().any(|(room, _)| *room == name), "src/{name} is in no room");
    }
}

#[test]
fn pure_rooms_touch_neither_files_nor_clock_nor_environment() {
    let mut wrong = Vec::new();
    for room in PURE {
        for path in sources(room) {
            let source = fs::read_to_string(&path).unwrap();
            for (number, line) in source.lines().enumerate() {
                let is_comment = line.trim_start().starts_with("//");
                let touched =
                    IMPURE.iter().find(|word| line.contains(**word) && !line.contains("include_str!"));
                if let (false, Some(touched)) = (is_comment, touched) {
                    wrong.push(format!("{}:{}: {touched}", path.display(), number + 1));
                }
            }
        }
    }
    // Tests inside a module may scan the sources of that module.
    wrong.retain(|place| !place.contains("tests.rs:"));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
