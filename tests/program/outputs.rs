//! Several formats at once, and files that must not be written.
use crate::run::doctor_in;
use std::fs;
use std::path::Path;

fn check(folder: &Path, more: &[&str]) -> (Option<i32>, String, String) {
    let output = doctor_in(folder, &[], &[&["check", "--snapshot", "pool.json"], more].concat(), "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("pool.json"), include_str!("../../fixtures/demo/broken-pool.json")).unwrap();
    folder
}

#[test]
fn several_formats_are_written_at_once() {
    let folder = folder();
    let more = ["--output", "sarif=mfa.sarif", "--output", "junit=mfa.xml", "--output", "markdown=mfa.md"];
    let (code, stdout, stderr) = check(folder.path(), &[&more[..], &["--format", "github"]].concat());
    assert_eq!(code, Some(1), "{stderr}");
    assert!(stdout.starts_with("::error file=pool.json,line=1,title=SMS002 "), "{stdout}");
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert!(read("mfa.sarif").contains("\"version\": \"2.1.0\""));
    assert!(read("mfa.xml").starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites "));
    assert!(read("mfa.md").starts_with("<!-- mfa-doctor -->\n## mfa-doctor\n"));
}

#[test]
fn an_output_that_would_overwrite_something_is_refused_before_anything_is_written() {
    let folder = folder();
    fs::create_dir(folder.path().join("a")).unwrap();
    for (more, told) in [
        (vec!["--output", "json=x", "--output", "sarif=x"], "--output sarif=x would overwrite --output json"),
        (vec!["--output", "json=x", "--output", "sarif=./a/../x"], "would overwrite --output json"),
        (vec!["--output", "json=pool.json"], "would overwrite the snapshot"),
        (vec!["--output", "json=a/../pool.json"], "would overwrite the snapshot"),
        (vec!["--output", "json=-"], "--format json writes to standard output"),
    ] {
        let (code, stdout, stderr) = check(folder.path(), &more);
        assert_eq!((code, stdout.as_str()), (Some(2), ""), "{more:?}: {stderr}");
        assert!(stderr.contains(told), "{more:?}: {stderr}");
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        assert_eq!(left, ["a", "pool.json"], "{more:?}");
    }
    let (code, _, stderr) = check(folder.path(), &["--output", "sarif=no/such/x.sarif"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("cannot write no/such/x.sarif"), "{stderr}");
    let (code, _, stderr) = check(folder.path(), &["--output", "sarf=x"]);
    assert_eq!(code, Some(2));
    assert!(stderr.contains("table, json, sarif, junit, github, markdown"), "{stderr}");
}
