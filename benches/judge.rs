//! What a run costs besides the network: judging pools, and writing a report on two hundred.
#![allow(missing_docs, clippy::unwrap_used)] // criterion's macros; a bench says what it expects by failing

use criterion::{Criterion, criterion_group, criterion_main};
use mfa_doctor::report::{Format, Look, PoolReport, Report, Summary, render};
use mfa_doctor::rules::{Selection, Wishes, judge};
use mfa_doctor::snapshot::Snapshot;
use std::hint::black_box;

#[path = "../tests/judging/fixture.rs"]
#[allow(dead_code)]
mod fixture;
#[path = "../tests/judging/recording.rs"]
#[allow(dead_code)]
mod recording;
#[path = "../tests/program/rich.rs"]
#[allow(dead_code)]
mod rich;

use fixture::Fixture;

const POOLS: usize = 200;

/// Every rule, over a pool that uses every channel and over pools that each have something else the matter.
fn judging(criterion: &mut Criterion) {
    let (wishes, selection) = (Wishes::default(), Selection::default());
    let findings = |snapshot: &Snapshot| judge(snapshot, &wishes, &selection).unwrap().findings.len();
    let healthy = Fixture::healthy().snapshot();
    criterion
        .bench_function("judge: a healthy pool", |bencher| bencher.iter(|| findings(black_box(&healthy))));

    let broken = Fixture::all().into_iter().filter(|fixture| fixture.kind() == "bad");
    let broken: Vec<Snapshot> = broken.map(|fixture| fixture.snapshot()).collect();
    let pools: Vec<Snapshot> = broken.iter().cycle().take(POOLS).cloned().collect();
    let all = |pools: &[Snapshot]| pools.iter().map(findings).sum::<usize>();
    assert!(all(&pools) > POOLS / 2, "of most there is something to say");
    criterion.bench_function("judge: 200 broken pools", |bencher| bencher.iter(|| all(black_box(&pools))));

    let text = Fixture::healthy().document().to_string();
    criterion.bench_function("read: a snapshot", |bencher| {
        bencher.iter(|| Snapshot::from_json(black_box(&text)).unwrap())
    });
}

/// A report in which everything occurs, a hundred times over.
fn report() -> Report {
    let two = rich::rich("");
    let pools = two.pools.iter().cycle().zip(0..POOLS).map(|(pool, number)| PoolReport {
        id: format!("{}{number:04}", pool.id),
        arn: format!("{}{number:04}", pool.arn),
        ..pool.clone()
    });
    let pools: Vec<PoolReport> = pools.collect();
    Report { summary: Summary::of(&pools), pools, ..two }
}

fn rendering(criterion: &mut Criterion) {
    let report = report();
    let look = Look { width: 100, color: false, documents: false, quiet: false };
    for format in [Format::Json, Format::Table] {
        let written = |report: &Report| {
            let mut out = Vec::new();
            render(format, report, look, &mut out).unwrap();
            out.len()
        };
        assert!(written(&report) > 1000 * POOLS, "{format:?}");
        let name = format!("render: {} of 200 pools", format.as_str());
        criterion.bench_function(&name, |bencher| bencher.iter(|| written(black_box(&report))));
    }
}

criterion_group!(benches, judging, rendering);
criterion_main!(benches);
