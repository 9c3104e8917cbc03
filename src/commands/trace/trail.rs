//! Reads CloudTrail's files, one per core at a time.

use super::files;
use crate::trace::cloudtrail::{Found, Reader, Trail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// What was read already, of standard input: its name and all of it.
pub type Given = (String, Vec<u8>);

/// What stands in the files that `paths` name, or that are in folders which they name, and in what was `given`, read by
/// so many `threads`.
pub fn read(paths: &[PathBuf], given: &[Given], threads: usize) -> Found {
    let (mut files, unread) = files::below(paths);
    // The largest first: no thread is left with one when the others are done.
    files.sort_by_cached_key(|path| std::cmp::Reverse(fs::metadata(path).map_or(0, |about| about.len())));
    let mut whole = Trail::default();
    for (path, error) in unread {
        whole.skip(&path.display().to_string(), &format!("files that cannot be opened: {error}"));
    }
    for (place, bytes) in given {
        Reader::default().read(&mut whole, place, &mut bytes.as_slice());
    }
    let (next, whole) = (AtomicUsize::new(0), Mutex::new(whole));
    let work = || {
        let mut trail = whole.lock().unwrap_or_else(PoisonError::into_inner).beside();
        let mut reader = Reader::default();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            one(path, &mut reader, &mut trail);
        }
        whole.lock().unwrap_or_else(PoisonError::into_inner).merge(trail);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(files.len()) {
            scope.spawn(work);
        }
        work();
    });
    whole.into_inner().unwrap_or_else(PoisonError::into_inner).finish()
}

fn one(path: &Path, reader: &mut Reader, trail: &mut Trail) {
    let place = path.display().to_string();
    match File::open(path) {
        Ok(mut file) => reader.read(trail, &place, &mut file),
        Err(error) => trail.skip(&place, &format!("files that cannot be opened: {error}")),
    }
}
