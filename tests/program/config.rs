//! How `check` is set up: which file is read, what is stronger, what is refused.

use serde_json::Value;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder of its own, with a snapshot of the broken pool in `pool.json`.
pub struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo/broken-pool.json");
        fs::copy(demo, place.at("pool.json")).unwrap();
        place
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) -> &Place {
        fs::create_dir_all(self.at(name).parent().unwrap()).unwrap();
        fs::write(self.at(name), text).unwrap();
        self
    }

    /// Runs the program in a folder of this place, in an environment that holds these variables alone.
    pub fn run(&self, folder: &str, variables: &[(&str, &str)], args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
            .args(args)
            .env_clear()
            .envs(variables.iter().copied())
            .env("HOME", self.folder.path())
            .current_dir(self.at(folder))
            .output()
            .unwrap()
    }

    /// Judges the pool: the exit code, and the report where it is JSON.
    pub fn check(&self, folder: &str, variables: &[(&str, &str)], args: &[&str]) -> (i32, Value, String) {
        let pool = self.at("pool.json");
        let all = [&["check", "--snapshot", pool.to_str().unwrap()], args].concat();
        let output = self.run(folder, variables, &all);
        let report = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output.status.code().unwrap(), report, String::from_utf8(output.stderr).unwrap())
    }
}

const JSON: &[&str] = &["--format", "json"];

#[test]
fn the_nearest_file_counts_alone() {
    let place = Place::new();
    place.write("mfa-doctor.toml", "require = [\"email\"]\nfail-on = \"never\"\n");
    place.write("a/b/here.txt", "").write("a/mfa-doctor.toml", "require = [\"passkey\"]\n");
    let required = |folder: &str, args: &[&str]| {
        let (code, report, said) = place.check(folder, &[], &[args, JSON].concat());
        let factors = report["pools"][0]["factors"].as_object().unwrap_or_else(|| panic!("{said}")).clone();
        let required = factors.iter().filter(|(_, of)| of["required"] == true).map(|(name, _)| name.clone());
        (code, required.collect::<Vec<_>>().join(","))
    };
    assert_eq!(required(".", &[]), (0, "email".to_owned()));
    assert_eq!(required("a/b", &[]), (1, "passkey".to_owned()), "the upper file is not merged in");
    assert_eq!(required("a/b", &["--isolated"]), (1, String::new()));
    assert_eq!(required("a/b", &["--config", "../../mfa-doctor.toml"]), (0, "email".to_owned()));
    fs::create_dir(place.at("a/b/mfa-doctor.toml")).unwrap();
    assert_eq!(required("a/b", &[]), (1, "passkey".to_owned()), "a folder is no file");
    let (_, _, said) = place.check("a", &[], &["-v"]);
    assert!(said.contains("the configuration is mfa-doctor.toml"), "{said}");
}

#[test]
fn a_flag_is_stronger_than_a_variable_and_that_than_the_file() {
    let place = Place::new();
    place.write(
        "mfa-doctor.toml",
        "require = [\"email\"]\nselect = [\"SMS\"]\nfail-on = \"note\"\nformat = \"json\"\n\
         clients = [\"1example23456789012345abcd\"]\noutputs = { table = \"file.txt\" }\nbaseline = \"none.json\"\n",
    );
    place.write("ok.json", "{\"version\": 1, \"generated_at\": \"\", \"entries\": []}");
    let base = ("MFA_DOCTOR_BASELINE", "ok.json");
    let (code, report, said) = place.check(".", &[base], &[]);
    assert_eq!((code, said.as_str()), (1, ""), "{report}");
    assert_eq!(report["pools"][0]["factors"]["email"]["required"], true);
    assert!(place.at("file.txt").is_file());
    let variables = [
        base,
        ("MFA_DOCTOR_REQUIRE", "passkey"),
        ("MFA_DOCTOR_SELECT", "TOT"),
        ("MFA_DOCTOR_FAIL_ON", "never"),
        ("MFA_DOCTOR_OUTPUTS", "json=variable.json"),
    ];
    let rules = |report: &Value| {
        let unproven = report["pools"][0]["factors"]["sms"]["unproven_by"].as_array().unwrap();
        unproven.iter().any(|rule| rule == "SMS001")
    };
    assert!(!rules(&report), "SMS was selected");
    let (code, report, _) = place.check(".", &variables, &[]);
    assert_eq!(code, 0);
    assert!(rules(&report), "TOT was selected");
    assert_eq!(report["pools"][0]["factors"]["email"]["required"], false, "a list replaces a list");
    assert_eq!(report["pools"][0]["factors"]["passkey"]["required"], true);
    assert!(place.at("variable.json").is_file());
    let flags =
        ["--require", "totp", "--select", "CLI", "--fail-on", "warning", "--output", "json=flag.json"];
    let (code, report, _) = place.check(".", &variables, &flags);
    assert_eq!(code, 1, "CLI001 is a warning");
    assert_eq!(report["pools"][0]["factors"]["passkey"]["required"], false);
    assert_eq!(report["pools"][0]["findings"][0]["rule"], "CLI001");
    assert!(place.at("flag.json").is_file());
    let (_, report, _) = place.check(".", &variables, &["--format", "table"]);
    assert_eq!(report, Value::Null, "a table");
    let (code, _, said) = place.check(".", &variables, &["--baseline", "other.json"]);
    assert!(code == 2 && said.contains("cannot read other.json"), "{said}");
    let (code, _, said) = place.check(".", &[base], &["--client", "nobody"]);
    assert!(code == 2 && said.contains("no app client of the pool has the ID `nobody`"), "{said}");
}

#[test]
fn what_the_file_allows_a_flag_takes_back() {
    let place = Place::new();
    let path = place.at("pool.json");
    let mut pool: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    pool["SmsRole"] = serde_json::json!({"Unread": {"Operation": "iam:GetRole", "Code": "AccessDenied"}});
    fs::write(&path, pool.to_string()).unwrap();
    place.write("mfa-doctor.toml", "allow-incomplete = true\n");
    assert_eq!(place.check(".", &[], &[]).0, 0);
    assert_eq!(place.check(".", &[("MFA_DOCTOR_ALLOW_INCOMPLETE", "false")], &[]).0, 3);
    assert_eq!(place.check(".", &[], &["--allow-incomplete=false"]).0, 3);
    assert_eq!(place.check(".", &[], &["--isolated", "--allow-incomplete"]).0, 0);
    assert_eq!(place.check(".", &[("MFA_DOCTOR_ALLOW_INCOMPLETE", "")], &[]).0, 0, "empty says nothing");
}

#[test]
fn relative_paths_are_relative_to_the_file() {
    let place = Place::new();
    place.write("a/mfa-doctor.toml", "outputs = { json = \"report.json\" }\nbaseline = \"known.json\"\n");
    place.write("a/known.json", "{\"version\": 1, \"generated_at\": \"\", \"entries\": []}");
    place.write("a/b/here.txt", "");
    assert_eq!(place.check("a/b", &[], &[]).0, 1);
    assert!(place.at("a/report.json").is_file() && !place.at("a/b/report.json").exists());
    assert_eq!(place.check(".", &[("MFA_DOCTOR_CONFIG", "a/mfa-doctor.toml")], &[]).0, 1);
}

#[test]
fn sarif_points_where_the_file_says() {
    let place = Place::new();
    place.write("mfa-doctor.toml", "format = \"sarif\"\nsarif-path = \"infra/cognito.tf\"\n");
    let pool = fs::read(place.at("pool.json")).unwrap();
    let uri = |args: &[&str]| {
        // From standard input there is no file to point at.
        let mut child = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
            .args([&["check", "--snapshot", "-"], args].concat())
            .env_clear()
            .current_dir(place.at("."))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&pool).unwrap();
        let log: Value = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
        let at = "/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri";
        log.pointer(at).unwrap().as_str().unwrap().to_owned()
    };
    assert_eq!(uri(&[]), "infra/cognito.tf");
    assert_eq!(uri(&["--sarif-path", "other.tf"]), "other.tf");
    assert_eq!(uri(&["--isolated", "--format", "sarif"]), "mfa-doctor.toml");
}

#[test]
fn pools_of_the_file_are_read_unless_a_snapshot_is_given() {
    let place = Place::new();
    place.write("mfa-doctor.toml", "pools = [\"customers\"]\n");
    let said = |args: &[&str], variables: &[(&str, &str)]| {
        let output = place.run(".", variables, args);
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, text) = said(&["check"], &[]);
    assert!(code == 2 && text.contains("`customers` is not a user pool's ID"), "{text}");
    let (code, text) = said(&["check"], &[("MFA_DOCTOR_POOLS", "staff")]);
    assert!(code == 2 && text.contains("`staff` is not a user pool's ID"), "{text}");
    let (code, text) = said(&["check", "--pool", "shop"], &[("MFA_DOCTOR_POOLS", "staff")]);
    assert!(code == 2 && text.contains("`shop` is not a user pool's ID"), "{text}");
    let (code, text) = said(&["check", "--snapshot", "pool.json"], &[("MFA_DOCTOR_POOLS", "staff")]);
    assert_eq!((code, text.as_str()), (1, ""));
}

#[test]
fn what_cannot_be_meant_ends_with_exit_code_2_and_its_place() {
    let place = Place::new();
    for (text, says, hint) in [
        ("\nrequir = []\n", "mfa-doctor.toml:2:1: there is no key `requir`", "did you mean require?"),
        ("fail-on = 3", "mfa-doctor.toml:1:11: `fail-on` is the number 3", ""),
        ("require = [\"voice\"]", "mfa-doctor.toml:1:12: `require[0]` is \"voice\"", ""),
        ("ignore = [\"SMS0O1\"]", "mfa-doctor.toml:1:11: no rule is called `SMS0O1`", "did you mean SMS001?"),
        ("pools = [", "mfa-doctor.toml:1:10: unclosed array", ""),
        (
            "[[suppressions]]\nrule = \"SMS001\"\nresource = \"*\"\nreason = \"\"",
            "mfa-doctor.toml:4:10: ",
            "",
        ),
        ("a\u{1b}[31mb = 1", "mfa-doctor.toml:1:3: ", ""),
        (
            "\"::error::\\u001b[31m\u{202e}\" = 1",
            "mfa-doctor.toml:1:1: there is no key `::error::\\u{1b}",
            "",
        ),
    ] {
        place.write("mfa-doctor.toml", text);
        let (code, report, said) = place.check(".", &[], JSON);
        assert_eq!((code, report), (2, Value::Null), "{text}: {said}");
        assert!(said.starts_with(&format!("error: {says}")), "{text}: {said}");
        assert!(said.contains(hint) && !said.contains('\u{1b}') && !said.contains('\u{202e}'), "{said}");
    }
    fs::write(place.at("mfa-doctor.toml"), b"a = \"\xff\"").unwrap();
    let (code, _, said) = place.check(".", &[], &[]);
    assert!(code == 2 && said.contains("mfa-doctor.toml is not UTF-8"), "{said}");
    for args in [&["--config", "nowhere.toml"][..], &["--config", "."], &["--config", "x", "--isolated"]] {
        let (code, _, said) = place.check(".", &[], args);
        assert!(code == 2 && !said.contains("panicked"), "{args:?}: {said}");
    }
    let (code, _, said) = place.check(".", &[], &["--config", "nowhere.toml"]);
    assert!(code == 2 && said.contains("cannot read nowhere.toml"), "{said}");
    let (code, _, said) = place.check(".", &[("MFA_DOCTOR_FAIL_ON", "eror")], &["--isolated"]);
    assert!(code == 2 && said.starts_with("error: the variable MFA_DOCTOR_FAIL_ON: "), "{said}");
}

#[test]
fn a_variable_that_no_command_knows_is_remarked_on() {
    let place = Place::new();
    let variables =
        [("MFA_DOCTOR_REQUIRES", "totp"), ("MFA_DOCTOR_TOKEN", "t"), ("MFA_DOCTOR_PASSWORD", "p")];
    let (code, _, said) = place.check(".", &variables, &[]);
    let remark =
        "note: the variable MFA_DOCTOR_REQUIRES means nothing here; did you mean MFA_DOCTOR_REQUIRE?\n";
    assert_eq!((code, said.as_str()), (1, remark));
}

#[test]
fn other_commands_do_not_read_it() {
    let place = Place::new();
    place.write("mfa-doctor.toml", "this is no TOML");
    for args in [&["rules", "SMS001"][..], &["explain", "User is disabled."], &["generate", "config"]] {
        let output = place.run(".", &[], args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn the_generated_file_changes_nothing() {
    let place = Place::new();
    let (code, mut before, _) = place.check(".", &[], JSON);
    let text = String::from_utf8(place.run(".", &[], &["generate", "config"]).stdout).unwrap();
    place.write("mfa-doctor.toml", &text);
    let (code_after, mut after, said) = place.check(".", &[], JSON);
    for report in [&mut before, &mut after] {
        report["generated_at"] = Value::Null;
    }
    assert_eq!((code, before), (code_after, after), "{said}");
}
