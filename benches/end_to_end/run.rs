//! The program, and the script beside it, against a fleet.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::fleet::{ACCOUNT, Fleet, Settings, Stats};
use super::measure::{self, Run, Spent};
use super::venv::MOTO;

pub const REGION: &str = "us-east-1";

/// One run against a fleet, and what the fleet saw of it.
pub struct Seen {
    pub spent: Spent,
    pub stats: Stats,
    /// Pools in which something was found that was planted.
    pub faulty: usize,
}

pub fn fleet(settings: Settings) -> Fleet {
    Fleet::start(settings).unwrap()
}

/// Leaves nothing of the developer's environment.
fn clean(program: &Path, fleet: &Fleet) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("AWS_EC2_METADATA_DISABLED", "true");
    command.envs(fleet.env(ACCOUNT, REGION));
    command
}

/// `mfa-doctor check`, which must judge every pool.
pub fn ours(program: &Path, fleet: &Fleet, args: &[String]) -> Seen {
    let mut command = clean(program, fleet);
    command.args(["check", "--isolated", "--format", "json"]).args(args);
    fleet.forget();
    let run = measure::run(&mut command);
    let code = run.code;
    assert!(code == Some(0) || code == Some(1), "exit code {code:?}: {}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let pools = report["pools"].as_array().unwrap();
    let broken = |pool: &&Value| {
        let findings = pool["findings"].as_array().unwrap();
        findings.iter().any(|finding| PLANTED.contains(&finding["rule"].as_str().unwrap()))
    };
    Seen { spent: run.spent, stats: fleet.stats(), faulty: pools.iter().filter(broken).count() }
}

/// The rules that speak of what a fleet plants.
const PLANTED: &[&str] = &["SMS006", "SMS005", "SMS001", "TOT001"];

/// `benches/peers/boto3_check.py`
pub fn boto3(fleet: &Fleet, args: &[String]) -> Seen {
    let python = MOTO.bin().unwrap_or_else(|reason| panic!("{reason}")).join("python");
    let mut command = clean(&python, fleet);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/boto3_check.py")).args(args);
    fleet.forget();
    let Run { spent, code, stdout, stderr } = measure::run(&mut command);
    assert_eq!(code, Some(0), "{stderr}");
    let counts: Value = serde_json::from_str(&stdout).unwrap();
    let found = |name: &str| counts["found"][name].as_u64().unwrap_or(0) as usize;
    let planted = ["external ID differs", "role without trust in Cognito", "role without sns:Publish"];
    let faulty = planted.into_iter().chain(["MFA without TOTP"]).map(found).sum();
    assert_eq!(found("simulation disagrees"), 0);
    Seen { spent, stats: fleet.stats(), faulty }
}

pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The arguments that name every pool of the Region.
pub fn every_pool(fleet: &Fleet, pools: usize) -> Vec<String> {
    let ids = (0..pools).map(|number| fleet.pool(number).id());
    std::iter::once("--pool".to_owned()).chain(ids).collect()
}
