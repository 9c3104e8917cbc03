//! The files below folders.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// All files that `paths` name or hold, each once, in order of their names; and what could not be looked into, and why.
pub fn below(paths: &[PathBuf]) -> (Vec<PathBuf>, Vec<(PathBuf, String)>) {
    let mut walk = Walk::default();
    for path in paths {
        walk.visit(path);
    }
    (walk.files, walk.unread)
}

#[derive(Default)]
struct Walk {
    files: Vec<PathBuf>,
    unread: Vec<(PathBuf, String)>,
    /// A link may lead back, or to what was named already.
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    /// A stack instead of recursion: a tree may be deeper than ours.
    fn visit(&mut self, path: &Path) {
        let mut left = vec![path.to_owned()];
        while let Some(path) = left.pop() {
            if let Err(error) = self.look(&path, &mut left) {
                self.unread.push((path, error.to_string()));
            }
        }
    }

    fn look(&mut self, path: &Path, left: &mut Vec<PathBuf>) -> std::io::Result<()> {
        let kind = fs::metadata(path)?;
        if !self.seen.insert(fs::canonicalize(path)?) {
            return Ok(());
        }
        if !kind.is_dir() {
            self.files.push(path.to_owned());
            return Ok(());
        }
        let mut inside = Vec::new();
        for entry in fs::read_dir(path)? {
            inside.push(entry?.path());
        }
        // The last is taken first.
        inside.sort_unstable_by(|one, other| other.cmp(one));
        left.extend(inside);
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_file_comes_once_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("b/c")).unwrap();
        for name in ["b/c/2", "b/1", "a", "z"] {
            fs::write(root.join(name), "").unwrap();
        }
        #[cfg(unix)]
        std::os::unix::fs::symlink(root, root.join("b/loop")).unwrap();
        let (files, unread) = below(&[root.to_owned(), root.join("a"), root.join("none")]);
        let names: Vec<_> = files.iter().map(|path| path.strip_prefix(root).unwrap().to_owned()).collect();
        assert_eq!(names, ["a", "b/1", "b/c/2", "z"].map(PathBuf::from));
        assert_eq!(unread.len(), 1);
    }
}
