//! The process edge: arguments in, exit code out.

use std::process::ExitCode;

/// With the allocator of the GNU C library a run over many pools takes a quarter of its processor time for memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mfa_doctor::cli::main()
}
