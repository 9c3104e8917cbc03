//! The program as a whole against a simulated account, beside a boto3 script that sends the same calls.
//!
//! ```sh
//! cargo bench --bench end_to_end -- one-pool many quotas memory [--rounds N] [--named] [--no-peer] [--program PATH]
//! ```
//!
//! What is compared runs in turn, A B A B, so that both meet the same weather; a ratio is the median of the ratios of
//! the rounds. See `benches/README.md`.
#![allow(clippy::print_stdout, clippy::unwrap_used)] // what it prints is what it is for, and it says by failing

mod measure;
mod run;
mod scenes;
mod table;

#[path = "../../tests/support/fleet/mod.rs"]
#[allow(dead_code, unused_imports)]
mod fleet;
#[path = "../../tests/support/venv.rs"]
#[allow(dead_code)]
mod venv;

use std::path::PathBuf;

use scenes::Scene;

/// What was asked for on the command line.
pub struct Options {
    /// Rounds of each scene; its own number where not given.
    pub rounds: Option<usize>,
    /// Names every pool, instead of `--all` and `--rate`.
    pub named: bool,
    /// Whether the boto3 script runs beside.
    pub peer: bool,
    /// What is measured.
    pub program: PathBuf,
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let program = PathBuf::from(env!("CARGO_BIN_EXE_mfa-doctor"));
    let mut options = Options { rounds: None, named: false, peer: true, program };
    let (mut scenes, mut bench) = (Vec::new(), false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--bench" => bench = true,
            "--named" => options.named = true,
            "--no-peer" => options.peer = false,
            "--program" => options.program = arguments.next().map(PathBuf::from).expect("a path"),
            "--rounds" => options.rounds = arguments.next().map(|number| number.parse().expect("a number")),
            name => scenes.push(Scene::named(name).unwrap_or_else(|| panic!("no scene {name}: {}", names()))),
        }
    }
    if !bench {
        println!("measures nothing unless run by cargo bench --bench end_to_end -- {}", names());
        return;
    }
    if scenes.is_empty() {
        scenes.extend(Scene::ALL);
    }
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    println!("{cores} processors, load {}", load.trim());
    for scene in scenes {
        println!("\n## {}: {}\n", scene.name(), scene.about());
        scene.run(&options);
    }
}

fn names() -> String {
    Scene::ALL.map(Scene::name).join(" ")
}
