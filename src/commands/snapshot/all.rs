//! `snapshot --all`: every pool of the account, each in a file of its own.

use super::super::many::{Asked, Cut, Found, Limits, Many};
use super::super::{Common, Exit, Failure, source, terminal};
use super::{is_complete, text_of, wishes};
use crate::snapshot::Snapshot;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// What `snapshot --all` was asked for.
#[derive(Debug)]
pub struct All {
    /// Which pools.
    pub many: Many,
    /// Pace and time.
    pub limits: Limits,
    /// The folder of the files.
    pub folder: PathBuf,
    /// How old a file may be that is not written anew.
    pub max_age: Duration,
}

/// Writes the pools.
///
/// # Errors
/// When no pool could be read, or a file not written.
pub(super) fn run(all: &All, common: &Common) -> Result<Exit, Failure> {
    let folder = &all.folder;
    let cannot = |what: &str, error: std::io::Error| {
        Failure::new(format!("cannot {what} {}: {error}", folder.display()))
    };
    fs::create_dir_all(folder).map_err(|error| cannot("make the folder", error))?;
    let now = OffsetDateTime::now_utc();
    let (mut written, mut incomplete, mut kept) = (0, 0, std::cell::Cell::new(0));
    let mut failed = None;
    let is_there = |id: &str| {
        let fresh = is_fresh(&file_of(folder, id), now, all.max_age);
        kept.set(kept.get() + usize::from(fresh));
        fresh
    };
    let wishes = wishes();
    let asked = Asked {
        common,
        targets: &[],
        many: Some(&all.many),
        wishes: &wishes,
        users: &[],
        selection: None,
        limits: all.limits,
        is_there: &is_there,
    };
    let outcome = asked.read(&mut |_, snapshot| {
        if failed.is_none() {
            match write(folder, &snapshot) {
                Ok(()) => written += 1,
                Err(failure) => failed = Some(failure),
            }
        }
        let complete = is_complete(&snapshot);
        incomplete += usize::from(!complete);
        if complete { Found::Sound } else { Found::Incomplete }
    })?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    for unreadable in &outcome.unreadable {
        terminal::remark(common, &unreadable.to_string());
    }
    for notice in &outcome.notices {
        terminal::remark(common, &notice.message);
    }
    let pools = |number: usize| if number == 1 { "1 pool".to_owned() } else { format!("{number} pools") };
    let mut said = format!("{} written to {}", pools(written), folder.display());
    if *kept.get_mut() > 0 {
        said += &format!(", {} there already", pools(*kept.get_mut()));
    }
    if incomplete > 0 {
        said += &format!("; of {}, some deciding facts stand as Unread", pools(incomplete));
    }
    terminal::remark(common, &said);
    Ok(match outcome.cut {
        Some(Cut::Interrupted) => Exit::Interrupted,
        _ if incomplete > 0 || !outcome.unreadable.is_empty() => Exit::Incomplete,
        _ => Exit::Clean,
    })
}

fn file_of(folder: &Path, id: &str) -> PathBuf {
    folder.join(format!("{id}.json"))
}

/// Whether the file holds a whole snapshot that is not too old.
fn is_fresh(path: &Path, now: OffsetDateTime, max_age: Duration) -> bool {
    let Some(snapshot) = path.is_file().then(|| source::from_file(path).ok()).flatten() else { return false };
    let taken = snapshot.taken_at.as_ref().and_then(Value::as_str);
    let taken = taken.and_then(|taken| OffsetDateTime::parse(taken, &Rfc3339).ok());
    is_complete(&snapshot) && taken.is_some_and(|taken| now - taken <= max_age)
}

/// Under another name first, so that no half file is ever taken for a snapshot.
fn write(folder: &Path, snapshot: &Snapshot) -> Result<(), Failure> {
    let pool = snapshot.pool().map_err(|gap| source::no_pool(&gap))?;
    let path = file_of(folder, pool.id());
    let draft = folder.join(format!(".{}.part", pool.id()));
    terminal::write_private(&draft, text_of(snapshot)?.as_bytes())?;
    fs::rename(&draft, &path)
        .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))
}
