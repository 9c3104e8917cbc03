//! A program at a terminal of its own.

use serde_json::Value;
use std::process::{Command, Stdio};

use super::file;

/// What became of it, and what it showed.
#[derive(Debug)]
pub struct Seen {
    pub exit: Value,
    /// Every byte that was sent to the terminal.
    pub output: String,
}

/// Runs a program by its path, types `typed` as it asks, and sends `signal` (see `terminal.py`). It has these variables
/// and a home without files; the terminal must be afterwards as it was.
pub fn at_terminal(program: &[&str], typed: &str, signal: &str, env: &[(&'static str, String)]) -> Seen {
    let output = Command::new("python3")
        .arg("-B")
        .arg(file("terminal.py"))
        .args([typed, signal])
        .args(program)
        .envs(env.iter().cloned())
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .stdin(Stdio::null())
        .output()
        .expect("python3 starts");
    let seen: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    assert_eq!(seen["restored"], true, "the terminal does not echo any more: {seen:#}");
    let text = seen["output"].as_str().expect("text");
    Seen { exit: seen["exit"].clone(), output: text.to_owned() }
}
