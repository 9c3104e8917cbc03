//! `generate`: what goes along with the program.

use super::run::doctor;
use serde_json::Value;

fn printed(args: &[&str]) -> String {
    let output = doctor(&[&["generate"], args].concat(), "");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn every_shell_gets_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = printed(&["completions", shell]);
        for word in ["mfa-doctor", "decode-token", "iam-policy", "allow-incomplete"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    assert_eq!(doctor(&["generate", "completions", "cmd"], "").status.code(), Some(2));
}

#[test]
fn bash_completes_after_every_subcommand() {
    let script = printed(&["completions", "bash"]);
    // The script remembers in `cmd` where it is, and then looks for what is offered there.
    let states = script.lines().filter_map(|line| line.trim().strip_prefix("cmd=\"")?.strip_suffix('"'));
    let states: Vec<&str> = states.filter(|state| !state.is_empty()).collect();
    assert!(states.len() > 10, "{states:?}");
    for state in states {
        assert!(
            script.lines().any(|line| line.trim() == format!("{state})")),
            "nothing is offered at {state}"
        );
    }
}

#[test]
fn the_manual_is_one_page_for_each_command() {
    let page = printed(&["man"]);
    assert!(page.contains(".TH mfa-doctor 1") && page.contains("nothing could be judged"), "{page}");
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("a/man1");
    assert_eq!(printed(&["man", "--dir", target.to_str().unwrap()]), "");
    let mut pages: Vec<String> = std::fs::read_dir(&target)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    for name in
        ["mfa-doctor.1", "mfa-doctor-check.1", "mfa-doctor-totp-verify.1", "mfa-doctor-generate-iam-policy.1"]
    {
        assert!(pages.iter().any(|page| page == name), "{name}: {pages:?}");
    }
    assert_eq!(std::fs::read_to_string(target.join("mfa-doctor.1")).unwrap(), page);
    // Where a file stands in the way.
    let taken = folder.path().join("taken");
    std::fs::write(&taken, "").unwrap();
    let output = doctor(&["generate", "man", "--dir", taken.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("error: cannot write manual pages to "), "{said}");
}

fn policy(args: &[&str]) -> Value {
    serde_json::from_str(&printed(&[&["iam-policy"], args].concat())).unwrap()
}

fn resources(policy: &Value, sid: &str) -> Vec<String> {
    let statement = policy["Statement"].as_array().unwrap().iter().find(|statement| statement["Sid"] == sid);
    let listed =
        statement.unwrap_or_else(|| panic!("no {sid} in {policy:#}"))["Resource"].as_array().unwrap();
    listed.iter().map(|arn| arn.as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_policy_is_limited_as_far_as_it_is_told() {
    let all = policy(&[]);
    assert!(all["Statement"].as_array().unwrap().iter().all(|one| one["Resource"][0] == "*"), "{all:#}");
    let by_id = policy(&["--pool", "us-gov-west-1_AbC"]);
    assert_eq!(
        resources(&by_id, "MfaDoctorPools"),
        ["arn:aws-us-gov:cognito-idp:us-gov-west-1:*:userpool/us-gov-west-1_AbC"]
    );
    assert_eq!(resources(&by_id, "MfaDoctorManagedPolicies"), ["arn:aws-us-gov:iam::*:policy/*"]);
    let role = "arn:aws:iam::111122223333:role/service-role/team+a=b,c.d@e_f-g";
    let limited = policy(&[
        "--pool",
        "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbC",
        "eu-west-1_Def",
        "--account",
        "111122223333",
        "--role",
        role,
    ]);
    assert_eq!(resources(&limited, "MfaDoctorSmsRole"), [role]);
    assert_eq!(resources(&limited, "MfaDoctorPools").len(), 2);
    assert_eq!(
        resources(&limited, "MfaDoctorWebAcls"),
        [
            "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbC",
            "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Def",
            "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/*/*",
        ]
    );
    let by_role = policy(&["--part", "core", "--role", role]);
    assert_eq!(resources(&by_role, "MfaDoctorPools"), ["*"]);
    assert_eq!(
        resources(&by_role, "MfaDoctorEmailRole"),
        ["arn:aws:iam::111122223333:role/aws-service-role/email.cognito-idp.amazonaws.com/\
          AWSServiceRoleForAmazonCognitoIdpEmailService"]
    );
}

#[test]
fn parts_add_up() {
    let of = |args: &[&str]| policy(args).to_string();
    assert_eq!(of(&[]), of(&["--part", "core,extra"]));
    assert_eq!(of(&["--part", "all"]), of(&["--part", "core", "--part", "extra"]));
    assert!(!of(&["--part", "core"]).contains("AdminGetUser"));
    assert!(of(&["--part", "core", "--user"]).contains("AdminGetUser"));
    assert!(!of(&["--user"]).contains("AdminInitiateAuth"));
    assert!(of(&["--part", "sign-in"]).contains("AdminInitiateAuth"));
}

#[test]
fn what_names_nothing_is_refused() {
    let pool = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbC";
    for (args, words) in [
        (&["--pool", "customers"][..], "is not a user pool's ID"),
        (&["--pool", "eu-west-1_AbC", "--account", "1111"], "`1111` is no account"),
        (&["--pool", "eu-west-1_AbC", "--account", "11112222333a"], "is no account"),
        (&["--pool", pool, "--account", "444455556666"], "is in account 111122223333, not in 444455556666"),
        (&["--pool", "arn:aws:cognito-idp:eu-west-1:*:userpool/eu-west-1_AbC"], "`*` is no account"),
        (
            &["--pool", "arn:aws-cn:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_AbC"],
            "eu-west-1 is in aws",
        ),
        (&["--role", "sms"], "an ARN has six fields"),
        (&["--role", "arn:aws:iam::111122223333:user/ann"], "it names no role/NAME"),
        (&["--role", "arn:aws:iam::111122223333:role/"], "it names no role/NAME"),
        (&["--role", "arn:aws:iam:eu-west-1:111122223333:role/sms"], "it begins with"),
        (&["--role", "arn:aws:s3::111122223333:role/sms"], "it begins with"),
        (&["--role", "arn:aws:iam::*:role/sms"], "has not twelve digits"),
        (&["--role", "arn:aws:iam::111122223333:role/*"], "a character of it"),
        (&["--role", "arn:aws:iam::111122223333:role/a\u{1b}[31m\"\n::error::x"], "a character of it"),
        (&["--role", "arn:x\u{202e}:iam::111122223333:role/a"], "a character of it"),
        (&["--account", "111122223333"], "--pool"),
        (&["--part", "most"], "invalid value 'most'"),
        (&["--role", ""], "a value is required"),
    ] {
        let output = doctor(&[&["generate", "iam-policy"], args].concat(), "");
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {said}");
        assert!(output.stdout.is_empty() && said.contains(words), "{args:?}: {said}");
        assert!(!said.contains('\u{1b}') && !said.contains("\n::error::"), "{args:?}: {said:?}");
    }
}

#[test]
fn a_policy_longer_than_iam_takes_is_refused() {
    let pools: Vec<String> = (0..60).map(|number| format!("us-east-1_Pool{number:03}")).collect();
    let args: Vec<&str> = ["generate", "iam-policy", "--account", "111122223333", "--pool"]
        .into_iter()
        .chain(pools.iter().map(String::as_str))
        .collect();
    let output = doctor(&args, "");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("a managed policy may have 6144 at most") && said.contains("hint:"), "{said}");
}
