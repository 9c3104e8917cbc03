//! What a process takes: wall time, CPU time, memory.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use wait4::Wait4;

/// Between two looks at a process's memory. Its peak is kept by the kernel, so that only what it grows between the
/// last look and its end is missed.
const GLANCE: Duration = Duration::from_millis(2);

/// What one run of a program took.
#[derive(Clone, Copy, Debug)]
pub struct Spent {
    /// From start to end.
    pub wall: Duration,
    /// Of the process and those that it waited for, in user and kernel mode.
    pub cpu: Duration,
    /// The most memory that it had at once, in KiB; 0 where the system does not tell.
    pub peak: u64,
}

/// One run.
pub struct Run {
    pub spent: Spent,
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Run {
    let home = tempfile::tempdir().unwrap();
    let (out, err) = (home.path().join("out"), home.path().join("err"));
    command.stdin(Stdio::null());
    command.stdout(fs::File::create(&out).unwrap()).stderr(fs::File::create(&err).unwrap());
    let start = Instant::now();
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (id, done) = (child.id(), AtomicBool::new(false));
    let (ended, wall, peak) = std::thread::scope(|scope| {
        let watching = scope.spawn(|| watch(id, &done));
        let ended = child.wait4().unwrap();
        let wall = start.elapsed();
        done.store(true, Ordering::Relaxed);
        (ended, wall, watching.join().unwrap())
    });
    Run {
        spent: Spent { wall, cpu: ended.rusage.utime + ended.rusage.stime, peak },
        code: ended.status.code(),
        stdout: fs::read_to_string(&out).unwrap(),
        stderr: fs::read_to_string(&err).unwrap(),
    }
}

/// `ru_maxrss` would count what the child had before it became another program: the memory of this one.
fn watch(id: u32, done: &AtomicBool) -> u64 {
    let (mut peak, path) = (0, format!("/proc/{id}/status"));
    while !done.load(Ordering::Relaxed) {
        let status = fs::read_to_string(&path).unwrap_or_default();
        // Between fork and exec it is still this program, or has no memory of its own.
        if status.lines().next().is_some_and(|name| !name.contains("end_to_end")) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let size = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
            peak = peak.max(size.unwrap_or(0));
        }
        std::thread::sleep(GLANCE);
    }
    peak
}
