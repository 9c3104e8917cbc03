//! Python environments with pinned packages, installed by the tests below the target directory.
//!
//! An environment is named after a hash of its pins and its interpreter, so that a change of either
//! makes a new one and `cargo clean` removes them all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

const PYTHON_HELP: &str = "the live tests run real AWS emulators and need Python 3.11 or newer with venv and pip \
    (Debian/Ubuntu: `apt-get install python3 python3-venv`; macOS: `brew install python`; \
    or set MFA_DOCTOR_TEST_PYTHON to an interpreter)";

/// One of the environments the tests install.
#[derive(Clone, Copy, Debug)]
pub struct Venv {
    name: &'static str,
    pins: &'static str,
}

pub const MINISTACK: Venv = Venv { name: "ministack", pins: include_str!("requirements-ministack.txt") };
pub const MOTO: Venv = Venv { name: "moto", pins: include_str!("requirements-moto.txt") };
pub const AWSCLI: Venv = Venv { name: "awscli", pins: include_str!("requirements-awscli.txt") };
pub const DUCKDB: Venv = Venv { name: "duckdb", pins: include_str!("requirements-duckdb.txt") };

/// Where environments and the servers' scratch files live, whatever target directory cargo was given.
pub fn home() -> PathBuf {
    let target =
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("cargo's tmp lies in the target directory");
    target.join("test-servers")
}

impl Venv {
    /// The environment's `bin` directory, installed first if this pin set never was.
    pub fn bin(self) -> Result<PathBuf, String> {
        let python = python()?;
        let hash = Sha256::digest(format!("{}\n{}", python.identity, self.pins));
        let hash: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let dir = home().join(format!("{}-{hash}", self.name));
        let done = dir.join("installed");
        if !done.exists() {
            fs::create_dir_all(home()).map_err(|e| format!("cannot create {}: {e}", home().display()))?;
            // The lock goes with its process, so a killed installation leaves nothing but a directory
            // without its mark, which the next one replaces.
            let lock = fs::File::create(dir.with_extension("lock"))
                .map_err(|e| format!("cannot lock {}: {e}", dir.display()))?;
            lock.lock().map_err(|e| format!("cannot lock {}: {e}", dir.display()))?;
            if !done.exists() {
                self.install(&python.path, &dir)?;
                fs::write(&done, "").map_err(|e| format!("cannot write {}: {e}", done.display()))?;
            }
        }
        Ok(dir.join("bin"))
    }

    fn install(self, python: &Path, dir: &Path) -> Result<(), String> {
        let pins = dir.with_extension("txt");
        let _absent_is_fine = fs::remove_dir_all(dir);
        fs::write(&pins, self.pins).map_err(|e| format!("cannot write {}: {e}", pins.display()))?;
        let made = run(Command::new(python).args(["-m", "venv"]).arg(dir));
        made.map_err(|said| format!("cannot make a Python environment: {PYTHON_HELP}\n{said}"))?;
        let mut pip = Command::new(dir.join("bin/python"));
        pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "-r"])
            .arg(&pins);
        run(&mut pip).map_err(|said| {
            format!(
                "cannot install {} with pip (it needs the network or a package mirror once):\n{said}",
                self.name
            )
        })
    }
}

struct Python {
    path: PathBuf,
    identity: String,
}

/// The interpreter, looked for once per test process.
fn python() -> Result<&'static Python, String> {
    static PYTHON: OnceLock<Result<Python, String>> = OnceLock::new();
    let found = PYTHON.get_or_init(|| {
        let path = PathBuf::from(std::env::var_os("MFA_DOCTOR_TEST_PYTHON").unwrap_or("python3".into()));
        let mut asked = Command::new(&path);
        asked.args([
            "-c",
            "import sys; assert sys.version_info >= (3, 11), sys.version; print(sys.version, sys.prefix)",
        ]);
        asked.env_remove("PYTHONPATH").env_remove("PYTHONHOME");
        match asked.output() {
            Ok(said) if said.status.success() => {
                Ok(Python { path, identity: String::from_utf8_lossy(&said.stdout).into_owned() })
            }
            Ok(said) => {
                let said = String::from_utf8_lossy(&said.stderr).into_owned();
                Err(format!("{} cannot be used: {PYTHON_HELP}\n{said}", path.display()))
            }
            Err(error) => Err(format!("{} did not start ({error}): {PYTHON_HELP}", path.display())),
        }
    });
    found.as_ref().map_err(Clone::clone)
}

/// Runs one step to its end; on failure its output is the error.
fn run(command: &mut Command) -> Result<(), String> {
    command.env_remove("PYTHONPATH").env_remove("PYTHONHOME");
    let done = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if done.status.success() {
        return Ok(());
    }
    let said = [done.stdout, done.stderr].concat();
    Err(format!("{command:?}: {}\n{}", done.status, String::from_utf8_lossy(&said)))
}
