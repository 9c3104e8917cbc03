//! Decides requests against IAM policies: JSON lines on standard input, one answer each on standard output.
//!
//! The form of both is described at [`mfa_doctor::iam::lines`].

use std::io::{self, BufRead, Write};

use mfa_doctor::iam::lines;

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().split(b'\n') {
        let line = line?;
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        serde_json::to_writer(&mut out, &lines::answer(&line))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
