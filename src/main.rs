//! The process edge: arguments in, exit code out.

use std::process::ExitCode;

/// A run over many pools takes about a fifth less processor time with it than with that of the GNU C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    mfa_doctor::cli::main()
}
