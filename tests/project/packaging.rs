//! What comes along with the program does what it says: the script of the README, and those of the GitHub Action.
//!
//! These are shell scripts, so they are run where there is a shell. The checks that take more than that (actionlint,
//! schemas, other shells, manual pages) stand in `.ci/packaging`.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

#[test]
fn the_action_runs_the_release_of_its_own_version() {
    let action = read("action.yml");
    let (_, version) = action.split_once("\n  version:\n").unwrap();
    let (_, default) = version.split_once("default: ").unwrap();
    assert_eq!(default.lines().next(), Some(env!("CARGO_PKG_VERSION")));
    for text in [&action, &read("README.md")] {
        let named = text.match_indices("mfa-doctor@v").map(|(at, found)| &text[at + found.len()..]);
        assert!(named.into_iter().all(|rest| rest.starts_with(env!("CARGO_PKG_VERSION"))));
    }
}

#[test]
fn no_input_is_part_of_a_script() {
    for name in ["action.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        let text = read(name);
        // Of a block, what is deeper than its key belongs to the script.
        let mut script: Option<usize> = None;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let depth = line.len() - line.trim_start().len();
            let runs = line.trim_start().trim_start_matches("- ").starts_with("run:");
            script = if runs { Some(depth) } else { script.filter(|start| depth > *start) };
            assert!(script.is_none() || !line.contains("${{"), "{name}: {line}");
        }
    }
}

#[test]
fn every_foreign_action_is_pinned_to_a_commit() {
    for name in ["action.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml"] {
        for line in read(name).lines().filter(|line| line.contains("uses: ")) {
            let (_, pin) = line.split_once('@').unwrap_or_else(|| panic!("{name}: {line}"));
            let (commit, version) = pin.split_once(" # v").unwrap_or_else(|| panic!("{name}: {line}"));
            assert!(commit.len() == 40 && commit.bytes().all(|b| b.is_ascii_hexdigit()), "{name}: {line}");
            assert!(!version.is_empty(), "{name}: {line}");
        }
    }
}

#[cfg(unix)]
mod with_a_shell {
    use super::*;
    use serde_json::{Value, json};
    use sha2::{Digest as _, Sha256};
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::PathBuf;
    use tempfile::TempDir;

    fn text(output: &Output) -> String {
        String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned()
    }

    fn program(path: &Path, script: &str) {
        fs::write(path, script).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// A folder whose `bin` comes first on the path.
    fn bench() -> (TempDir, PathBuf) {
        let home = tempfile::tempdir().unwrap();
        let bin = home.path().join("bin");
        fs::create_dir(&bin).unwrap();
        (home, bin)
    }

    fn path_with(bin: &Path) -> String {
        format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display())
    }

    #[test]
    fn the_preflight_of_the_readme_ends_as_it_says() {
        let readme = read("README.md");
        let (_, rest) = readme.split_once("<!-- shell -->\n```sh\n").unwrap();
        let (script, _) = rest.split_once("```\n<!-- /shell -->").unwrap();
        let (home, bin) = bench();
        symlink(env!("CARGO_BIN_EXE_mfa-doctor"), bin.join("mfa-doctor")).unwrap();
        program(&home.path().join("preflight.sh"), script);
        let healthy: Value = serde_json::from_str(&read("fixtures/healthy.json")).unwrap();
        let mut broken = healthy.clone();
        broken["MfaConfig"]["SoftwareTokenMfaConfiguration"]["Enabled"] = json!(false);
        let mut blind = healthy.clone();
        blind["MfaConfig"] = json!({"Unread":
            {"Operation": "cognito-idp:GetUserPoolMfaConfig", "Code": "AccessDeniedException", "Message": "no"}});
        for (name, pool, code, words) in [
            ("healthy", healthy, 0, "MFA works: going on"),
            ("broken", broken, 1, "MFA is broken, see above: not deployed"),
            ("blind", blind, 1, "cognito-idp:GetUserPoolMfaConfig"),
            ("none", json!([]), 2, "nothing could be judged"),
        ] {
            fs::write(home.path().join(name), pool.to_string()).unwrap();
            let run = Command::new("sh")
                .args(["preflight.sh", "--snapshot", name])
                .current_dir(home.path())
                .env_clear()
                .env("PATH", path_with(&bin))
                .output()
                .unwrap();
            assert_eq!(run.status.code(), Some(code), "{name}: {}", text(&run));
            assert!(text(&run).contains(words), "{name}: {}", text(&run));
        }
    }

    /// Runs `check.sh` with a program that notes its arguments, and gives them.
    fn arguments(inputs: &[(&str, &str)], code: i32) -> (Vec<String>, Output, TempDir) {
        let (home, bin) = bench();
        let noted = home.path().join("noted");
        program(
            &bin.join("doctor"),
            &format!(
                "#!/bin/sh\nprintf '%s\\0' \"$@\" > '{}'\nfor a in \"$@\"; do case $a in --output=markdown=*) \
                 echo '# Report' > \"${{a#--output=markdown=}}\";; esac; done\nexit {code}\n",
                noted.display()
            ),
        );
        let mut run = Command::new("sh");
        run.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action/check.sh"))
            .current_dir(home.path())
            .env_clear()
            .env("PATH", path_with(&bin))
            .env("PROGRAM", bin.join("doctor"))
            .env("GITHUB_STEP_SUMMARY", home.path().join("summary"))
            .env("GITHUB_OUTPUT", home.path().join("output"));
        for name in ["POOL", "SNAPSHOT", "REQUIRE", "FAIL_ON", "ALLOW_INCOMPLETE", "SARIF", "ARGS"] {
            run.env(name, "");
        }
        let output = run.envs(inputs.iter().copied()).output().unwrap();
        let all = fs::read_to_string(noted).unwrap_or_default();
        let arguments =
            all.split_terminator('\0').filter(|argument| !argument.starts_with("--output=markdown="));
        (arguments.map(str::to_owned).collect(), output, home)
    }

    #[test]
    fn the_inputs_of_the_action_are_arguments_whatever_they_hold() {
        let hostile = "$(touch hit) `touch hit`; touch hit & \"'*\n--flag us-east-1_AbC\n";
        let inputs = [
            ("POOL", hostile),
            ("REQUIRE", "totp,email"),
            ("FAIL_ON", "note"),
            ("ALLOW_INCOMPLETE", "true"),
            ("SARIF", "a b.sarif"),
            ("ARGS", "--client=x\n\n--ignore=LOG"),
        ];
        let (arguments, output, home) = arguments(&inputs, 1);
        assert_eq!(
            arguments,
            [
                "check",
                "--format=github",
                "--pool=$(touch hit) `touch hit`; touch hit & \"'*",
                "--pool=--flag us-east-1_AbC",
                "--require=totp,email",
                "--fail-on=note",
                "--allow-incomplete",
                "--output=sarif=a b.sarif",
                "--client=x",
                "--ignore=LOG",
            ]
        );
        assert_eq!(output.status.code(), Some(1), "{}", text(&output));
        assert!(!home.path().join("hit").exists());
        assert_eq!(fs::read_to_string(home.path().join("summary")).unwrap(), "# Report\n");
        assert_eq!(fs::read_to_string(home.path().join("output")).unwrap(), "exit-code=1\n");
    }

    #[test]
    fn the_action_asks_for_something_to_judge() {
        let (arguments, output, _home) = arguments(&[], 0);
        assert!(arguments.is_empty() && output.status.code() == Some(2), "{}", text(&output));
        assert!(text(&output).contains("give a pool or a snapshot"));
    }

    /// Runs `install.sh` against a folder that stands for the releases, and gives what it said.
    fn install(spoil: impl Fn(&Path), version: &str, repository: &str) -> (Output, TempDir) {
        let (home, bin) = bench();
        let release = home.path().join("own/doctor/releases/download/v1.2.3");
        let inner = home.path().join("mfa-doctor-x86_64-unknown-linux-musl");
        fs::create_dir_all(&release).unwrap();
        fs::create_dir(&inner).unwrap();
        program(&inner.join("mfa-doctor"), "#!/bin/sh\necho released\n");
        let archive = release.join("mfa-doctor-x86_64-unknown-linux-musl.tar.gz");
        let packed = Command::new("tar")
            .args(["-czf", archive.to_str().unwrap(), "mfa-doctor-x86_64-unknown-linux-musl"])
            .current_dir(home.path())
            .status();
        assert!(packed.unwrap().success());
        let digest = Sha256::digest(fs::read(&archive).unwrap());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let sums = format!("{digest}  {}\n", archive.file_name().unwrap().to_str().unwrap());
        fs::write(release.join("SHA256SUMS"), sums).unwrap();
        spoil(&release);
        // Takes `… --output FILE URL`, with the folder for the server.
        let copy = "#!/bin/sh\nwhile [ $# -gt 2 ]; do shift; done\nexec cp \"$2\" \"$1\"\n";
        program(&bin.join("curl"), copy);
        let output = Command::new("sh")
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/action/install.sh"))
            .env_clear()
            .env("PATH", path_with(&bin))
            .env("RUNNER_TEMP", home.path().join("temp"))
            .env("GITHUB_OUTPUT", home.path().join("output"))
            .env("GITHUB_SERVER_URL", home.path())
            .envs([("RUNNER_OS", "Linux"), ("RUNNER_ARCH", "X64")])
            .envs([("VERSION", version), ("REPOSITORY", repository)])
            .output()
            .unwrap();
        (output, home)
    }

    #[test]
    fn the_action_downloads_a_release_whose_checksum_is_right() {
        let (output, home) = install(|_| {}, "v1.2.3", "own/doctor");
        assert_eq!(output.status.code(), Some(0), "{}", text(&output));
        let outputs = fs::read_to_string(home.path().join("output")).unwrap();
        let program = outputs.lines().find_map(|line| line.strip_prefix("program=")).unwrap();
        let run = Command::new(program).output().unwrap();
        assert_eq!(String::from_utf8(run.stdout).unwrap(), "released\n");
    }

    #[test]
    fn the_action_runs_nothing_else() {
        let archive = "mfa-doctor-x86_64-unknown-linux-musl.tar.gz";
        let changed = |release: &Path| fs::write(release.join(archive), "other").unwrap();
        let unnamed = |release: &Path| fs::write(release.join("SHA256SUMS"), "0  other.tar.gz\n").unwrap();
        let absent = |release: &Path| fs::remove_file(release.join(archive)).unwrap();
        let none: &dyn Fn(&Path) = &|_| {};
        for (spoil, version, repository, words) in [
            (&changed as &dyn Fn(&Path), "1.2.3", "own/doctor", "the checksum"),
            (&unnamed, "1.2.3", "own/doctor", "does not name"),
            (&absent, "1.2.3", "own/doctor", "could not be downloaded"),
            (none, "9.9.9", "own/doctor", "could not be downloaded"),
            (none, "../1.2.3", "own/doctor", "no version"),
            (none, "1\n::error::2", "own/doctor", "no version"),
            (none, "", "own/doctor", "no version"),
            (none, "1.2.3", "doctor", "not owner/name"),
            (none, "1.2.3", "own/doctor/x", "not owner/name"),
            (none, "1.2.3", "own/doc tor", "not owner/name"),
        ] {
            let (output, home) = install(spoil, version, repository);
            assert_eq!(output.status.code(), Some(2), "{words}: {}", text(&output));
            assert!(text(&output).contains(words), "{words}: {}", text(&output));
            assert!(!home.path().join("output").exists(), "{words}");
        }
    }
}
