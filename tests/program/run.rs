//! Runs the real binary.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the program in an environment that holds nothing.
pub fn doctor(args: &[&str], input: &(impl AsRef<[u8]> + ?Sized)) -> Output {
    doctor_with(&[], args, input)
}

/// Runs the program in an environment that holds these variables alone.
pub fn doctor_with(variables: &[(&str, &str)], args: &[&str], input: &(impl AsRef<[u8]> + ?Sized)) -> Output {
    let home = tempfile::tempdir().unwrap();
    doctor_in(home.path(), variables, args, input)
}

/// The same, in this folder.
pub fn doctor_in(
    folder: &Path,
    variables: &[(&str, &str)],
    args: &[&str],
    input: &(impl AsRef<[u8]> + ?Sized),
) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mfa-doctor"))
        .args(args)
        .env_clear()
        .envs(variables.iter().copied())
        .env("HOME", folder)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A program that refuses its arguments does not read its input.
    let _ = stdin.write_all(input.as_ref());
    drop(stdin);
    child.wait_with_output().unwrap()
}
