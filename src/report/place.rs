//! The files that findings point at, as formats for CI systems name them.

use super::PoolReport;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::path::{Component, Path, PathBuf};

/// What paths of files are relative to.
#[derive(Debug, Clone, Default)]
pub struct Places {
    /// The working directory.
    pub here: PathBuf,
    /// The root of the repository, as far as it is known.
    pub root: PathBuf,
    /// The file that stands for a pool that no file holds.
    pub live: String,
}

/// Everything but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Whether it is below the root.
    inside: bool,
    /// From the root where it is inside, else from the root of the file system.
    names: Vec<String>,
}

impl Places {
    /// The file that holds the pool.
    pub(super) fn file_of(&self, pool: &PoolReport) -> Option<Place> {
        pool.file.as_deref().map(|file| self.place(file))
    }

    /// The file that holds the pool, or the one that stands for it.
    pub(super) fn stand_in(&self, pool: &PoolReport) -> Place {
        self.place(pool.file.as_deref().unwrap_or(&self.live))
    }

    fn place(&self, file: &str) -> Place {
        let whole = names(&self.here.join(file));
        let root = names(&self.root);
        match whole.strip_prefix(root.as_slice()) {
            Some(below) if !below.is_empty() => Place { inside: true, names: below.to_vec() },
            _ => Place { inside: false, names: whole },
        }
    }
}

/// The names on the way to a path, with `.` and `..` resolved.
fn names(path: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for component in path.components() {
        match component {
            Component::Prefix(prefix) => names.push(prefix.as_os_str().display().to_string()),
            Component::Normal(name) => names.push(name.display().to_string()),
            Component::ParentDir => {
                names.pop();
            }
            Component::RootDir | Component::CurDir => {}
        }
    }
    names
}

impl Place {
    /// A relative URI where the file is inside, else a `file` URI.
    pub(super) fn uri(&self) -> String {
        let names: Vec<String> =
            self.names.iter().map(|name| utf8_percent_encode(name, RESERVED).to_string()).collect();
        format!("{}{}", if self.inside { "" } else { "file:///" }, names.join("/"))
    }

    /// The path from the root, with forward slashes; `None` of a file that is not inside.
    pub(super) fn path(&self) -> Option<String> {
        self.inside.then(|| self.names.join("/"))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn uri(file: &str) -> String {
        let places = Places { here: "/repo/infra".into(), root: "/repo".into(), live: String::new() };
        places.place(file).uri()
    }

    #[test]
    fn files_are_named_from_the_root_of_the_repository() {
        assert_eq!(uri("pool.json"), "infra/pool.json");
        assert_eq!(uri("./a/../pool.json"), "infra/pool.json");
        assert_eq!(uri("../snapshots/pool.json"), "snapshots/pool.json");
        assert_eq!(uri("/repo/x.json"), "x.json");
        assert_eq!(uri("/tmp/x.json"), "file:///tmp/x.json");
        assert_eq!(uri("../../x.json"), "file:///x.json");
    }

    #[test]
    fn no_name_becomes_a_part_of_the_uri() {
        assert_eq!(uri("a b%20#?.json"), "infra/a%20b%2520%23%3F.json");
        assert_eq!(uri("c:\\x\n名"), "infra/c%3A%5Cx%0A%E5%90%8D");
    }
}
