//! The program under test, in an environment that holds nothing but what the test put there.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::aws::Target;

/// A program that runs longer hangs.
const PATIENCE: Duration = Duration::from_secs(150);

/// A run being prepared.
pub struct Doctor {
    command: Command,
    home: TempDir,
    input: Option<String>,
}

/// A run that ended.
#[derive(Debug)]
pub struct Run {
    /// The exit code; `None` after a signal.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    pub took: Duration,
}

/// `mfa-doctor ARGS` with an empty home, `PATH` and no instance metadata; no `AWS_*`, `CI`,
/// `NO_COLOR`, `TZ` or `COLUMNS`, no Region and no credentials.
pub fn doctor(args: &[&str]) -> Doctor {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"));
    super::scrub(&mut command);
    let home = TempDir::new().expect("a temporary directory");
    command.args(args).current_dir(home.path());
    command.env("HOME", home.path()).env("AWS_EC2_METADATA_DISABLED", "true");
    Doctor { command, home, input: None }
}

impl Doctor {
    /// At this endpoint, with these credentials and Region, by environment variables.
    pub fn target(mut self, target: &Target) -> Self {
        self.command.envs(target.env());
        self
    }

    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub fn envs(mut self, variables: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        self.command.envs(variables);
        self
    }

    pub fn env_remove(mut self, name: &str) -> Self {
        self.command.env_remove(name);
        self
    }

    /// Lets it look for instance metadata.
    pub fn with_metadata(self) -> Self {
        self.env_remove("AWS_EC2_METADATA_DISABLED")
    }

    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Feeds standard input, which is otherwise empty.
    pub fn input(mut self, text: impl Into<String>) -> Self {
        self.input = Some(text.into());
        self
    }

    /// Its home, which is also where it runs: for `.aws/config` and files by relative name.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Writes a file below its home.
    pub fn file(self, path: &str, content: &str) -> Self {
        let path = self.home.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a path below home")).expect("a directory below home");
        std::fs::write(path, content).expect("a file below home");
        self
    }

    /// For whatever else a test wants to set.
    pub fn command(&mut self) -> &mut Command {
        &mut self.command
    }

    /// Starts it and leaves the rest to the test (signals, a closed pipe); the home must outlive it.
    pub fn spawn(mut self) -> (Child, TempDir) {
        let input = if self.input.is_some() { Stdio::piped() } else { Stdio::null() };
        let command = self.command.stdin(input).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("mfa-doctor starts");
        if let (Some(mut pipe), Some(text)) = (child.stdin.take(), self.input) {
            // A program that does not read its input may close it before we are done.
            std::thread::spawn(move || pipe.write_all(text.as_bytes()));
        }
        (child, self.home)
    }

    /// Runs it to its end.
    pub fn run(self) -> Run {
        self.run_while(|_| ())
    }

    /// Runs it to its end, and does something meanwhile.
    pub fn run_while(self, meanwhile: impl FnOnce(&mut Child)) -> Run {
        let start = Instant::now();
        let (mut child, _home) = self.spawn();
        let stdout = read(child.stdout.take().expect("stdout is piped"));
        let stderr = read(child.stderr.take().expect("stderr is piped"));
        meanwhile(&mut child);
        let status = loop {
            if let Some(status) = child.try_wait().expect("our child") {
                break status;
            }
            if start.elapsed() > PATIENCE {
                child.kill().expect("our child");
                let said = stderr.join().expect("the reader");
                panic!("mfa-doctor did not end within {} s; stderr:\n{said}", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let took = start.elapsed();
        let stdout = stdout.join().expect("the reader");
        Run { code: status.code(), stdout, stderr: stderr.join().expect("the reader"), took }
    }
}

impl Run {
    /// Standard output as JSON.
    ///
    /// # Panics
    ///
    /// With all that the program said, if it is none.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("no JSON ({error}): {self:#?}"))
    }

    /// The lines of its log on standard error (`-v`), without the time of day.
    pub fn log(&self) -> Vec<&str> {
        self.stderr.lines().filter_map(untimed).collect()
    }

    /// What it said when nothing could be judged: exit code 2, nothing on standard output, and on standard error one
    /// `error:` line, then a `hint:`, with none of the tests' secrets.
    ///
    /// # Panics
    ///
    /// When it ended otherwise.
    #[track_caller]
    pub fn refusal(&self) -> &str {
        assert_eq!(self.code, Some(2), "{self:#?}");
        assert_eq!(self.stdout, "", "{self:#?}");
        let starts =
            |word: &str| self.stderr.lines().filter(|line| line.trim_start().starts_with(word)).count();
        assert_eq!(starts("error: "), 1, "{self:#?}");
        assert!(starts("hint: ") > 0, "{self:#?}");
        let all = starts("error: ") + starts("hint: ") + starts("note: ") + self.log().len();
        assert_eq!(all, self.stderr.lines().count(), "{self:#?}");
        self.keeps_secrets();
        &self.stderr
    }

    /// Secrets of the tests hold the word `canary`.
    ///
    /// # Panics
    ///
    /// When one was printed, or the program panicked.
    #[track_caller]
    pub fn keeps_secrets(&self) {
        for said in [&self.stdout, &self.stderr] {
            assert!(!said.contains("canary") && !said.contains("panicked"), "{self:#?}");
        }
    }
}

/// What follows the time of day in a line of the log, `12:03:04.123Z `.
pub fn untimed(line: &str) -> Option<&str> {
    let (time, rest) = line.split_at_checked(14)?;
    let is_digit = |at: usize| !matches!(at, 2 | 5 | 8 | 12 | 13);
    let fits = time.bytes().enumerate().all(|(at, byte)| byte.is_ascii_digit() == is_digit(at));
    (fits && time.ends_with("Z ")).then_some(rest)
}

fn read(mut pipe: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a readable pipe");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
