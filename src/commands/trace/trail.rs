//! Reads CloudTrail's files, one per core at a time.

use crate::trace::cloudtrail::{Found, Reader, Trail};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// What stands in `files`, read by so many `threads`.
pub fn read(files: &[PathBuf], threads: usize) -> Found {
    let next = AtomicUsize::new(0);
    let whole = Mutex::new(Trail::default());
    let work = || {
        let mut trail = whole.lock().unwrap_or_else(std::sync::PoisonError::into_inner).beside();
        let mut reader = Reader::default();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let place = path.display().to_string();
            match File::open(path) {
                Ok(mut file) => reader.read(&mut trail, &place, &mut file),
                Err(error) => trail.skip(&place, &format!("files that cannot be opened: {error}")),
            }
        }
        whole.lock().unwrap_or_else(std::sync::PoisonError::into_inner).merge(trail);
    };
    std::thread::scope(|scope| {
        let others = threads.min(files.len()).saturating_sub(1);
        let started: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        work();
        drop(started);
    });
    whole.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner).finish()
}
