//! Reads CloudTrail's files, one per core at a time.

use crate::trace::cloudtrail::{Found, Reader, Trail};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Something to read.
#[derive(Debug)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// What was read already, and its name.
    Read(String, Vec<u8>),
}

/// What stands in `inputs`, read by so many `threads`.
pub fn read(inputs: &[Input], threads: usize) -> Found {
    let next = AtomicUsize::new(0);
    let whole = Mutex::new(Trail::default());
    let work = || {
        let mut trail = whole.lock().unwrap_or_else(PoisonError::into_inner).beside();
        let mut reader = Reader::default();
        while let Some(input) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
            match input {
                Input::Read(name, bytes) => reader.read(&mut trail, name, &mut bytes.as_slice()),
                Input::File(path) => {
                    let place = path.display().to_string();
                    match File::open(path) {
                        Ok(mut file) => reader.read(&mut trail, &place, &mut file),
                        Err(error) => trail.skip(&place, &format!("files that cannot be opened: {error}")),
                    }
                }
            }
        }
        whole.lock().unwrap_or_else(PoisonError::into_inner).merge(trail);
    };
    std::thread::scope(|scope| {
        let others = threads.min(inputs.len()).saturating_sub(1);
        let started: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        work();
        drop(started);
    });
    whole.into_inner().unwrap_or_else(PoisonError::into_inner).finish()
}

/// Every file below `folder` that may be CloudTrail's, by name: those of other kinds beside them, such as digests,
/// are told by their content.
///
/// # Errors
/// When a folder cannot be listed.
pub(super) fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let (path, kind) = (entry.path(), entry.file_type()?);
            // A link to a folder may lead in circles.
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() || (kind.is_symlink() && path.is_file()) {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}
