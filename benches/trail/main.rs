//! CloudTrail: our reading of a trail, beside unpacking it and no more, and beside `zcat | jq`.
//!
//! `cargo bench --no-default-features --bench trail -- [--mib N] [--rounds N] [--threads N] [--no-jq]`

#![allow(clippy::print_stdout, clippy::unwrap_used)] // what it prints is what it is for, and it says by failing

mod generate;
#[path = "../end_to_end/measure.rs"]
#[allow(dead_code)]
mod measure;

use libdeflater::Decompressor;
use mfa_doctor::commands::trace::{files, trail};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

const JQ: &str = r#"find "$0" -name '*.gz' -print0 | xargs -0 zcat | jq -r '.Records[] | select(.eventSource=="cognito-idp.amazonaws.com" and (.errorCode//"")!="") | .errorCode' | sort | uniq -c"#;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1).cloned()
    };
    let number = |name: &str, default: usize| value(name).map_or(default, |text| text.parse().unwrap());
    let threads = number("--threads", 1);
    match (value("--scan"), value("--unpack")) {
        (Some(folder), _) => return scan(Path::new(&folder), threads),
        (_, Some(folder)) => return unpack(Path::new(&folder), threads),
        _ => {}
    }
    let mib = number("--mib", 1024);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("target/trail-{mib}"));
    generate::folder(&folder, mib);
    compare(&folder, mib, number("--rounds", 7), threads, !args.iter().any(|arg| arg == "--no-jq"));
}

/// Our reading.
fn scan(folder: &Path, threads: usize) {
    let found = trail::read(&[folder.to_owned()], &[], threads);
    println!(
        "{} files, {} bytes, about {} records, {} of Cognito, {} errors in {} series, {} changes, {} skipped",
        found.files,
        found.bytes,
        found.records,
        found.cognito,
        found.series.iter().map(|series| series.count).sum::<u64>(),
        found.series.len(),
        found.changes.len(),
        found.skipped.len(),
    );
}

/// Unpacking by the same library into memory that is used again, as our reading does it, and nothing else.
fn unpack(folder: &Path, threads: usize) {
    let (files, _) = files::below(&[folder.to_owned()]);
    let (next, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || {
        let (mut inflater, mut plain, mut packed) = (Decompressor::new(), Vec::new(), Vec::new());
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            packed.clear();
            std::io::Read::read_to_end(&mut std::fs::File::open(path).unwrap(), &mut packed).unwrap();
            let length = u32::from_le_bytes(*packed.last_chunk().unwrap()) as usize;
            if plain.len() < length {
                plain = vec![0; length];
            }
            total.fetch_add(inflater.gzip_decompress(&packed, &mut plain).unwrap(), Ordering::Relaxed);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    println!("{} bytes", total.into_inner());
}

fn compare(folder: &Path, mib: usize, rounds: usize, threads: usize, with_jq: bool) {
    let this = std::env::current_exe().unwrap();
    let threads = threads.to_string();
    let ours = |what: &str| {
        measure::run(Command::new(&this).args([what, &folder.display().to_string(), "--threads", &threads]))
    };
    let (mut ratios, mut scans, mut unpacks, mut peak) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for round in 0..rounds {
        let (scan, unpack) = (ours("--scan"), ours("--unpack"));
        if round == 0 {
            print!("{}{}", scan.stdout, unpack.stdout);
        }
        let (one, other) = (scan.spent.cpu.as_secs_f64(), unpack.spent.cpu.as_secs_f64());
        peak = peak.max(scan.spent.peak);
        scans.push(one);
        unpacks.push(other);
        ratios.push(other / one);
    }
    let (scan, unpack) = (median(&mut scans), median(&mut unpacks));
    println!("scan   {scan:.3} s of CPU, {:.0} MiB/s a core, {} MiB at most", mib as f64 / scan, peak >> 10);
    println!("unpack {unpack:.3} s of CPU");
    println!(
        "speed of the scan by that of unpacking: {:.0} % (median of {rounds} pairs)",
        100.0 * median(&mut ratios)
    );
    if with_jq {
        let jq = measure::run(Command::new("sh").args(["-c", JQ, &folder.display().to_string()]));
        if jq.code == Some(0) && !jq.stdout.is_empty() {
            let cpu = jq.spent.cpu.as_secs_f64();
            print!("{}", jq.stdout);
            println!("zcat | jq: {cpu:.1} s of CPU, {:.0} times the scan", cpu / scan);
        } else {
            println!("no jq here");
        }
    }
}

fn median(list: &mut [f64]) -> f64 {
    list.sort_by(f64::total_cmp);
    list[list.len() / 2]
}
