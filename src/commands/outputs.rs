//! Where reports go: one to standard output, any number to files, all of them or none.

use super::{Common, Failure, terminal};
use crate::report::{Format, Look, Places, Report, render};
use std::path::{Path, PathBuf};

/// Refuses what would overwrite another output or an input, before anything is read.
///
/// # Errors
/// When two outputs name one file, or one names an input.
pub(super) fn check(outputs: &[(Format, PathBuf)], inputs: &[PathBuf]) -> Result<(), Failure> {
    for (position, (format, path)) in outputs.iter().enumerate() {
        if terminal::is_standard(path) {
            return Err(Failure::new(format!("--output {}=-: - is no file", format.as_str()))
                .hint(format!("--format {} writes to standard output", format.as_str())));
        }
        let earlier = outputs[..position].iter().find(|(_, other)| same_file(other, path));
        if let Some((other, _)) = earlier {
            return Err(Failure::new(format!(
                "--output {}={} would overwrite --output {} of the same file",
                format.as_str(),
                path.display(),
                other.as_str()
            ))
            .hint("give each format a file of its own"));
        }
        if inputs.iter().any(|input| same_file(input, path)) {
            return Err(Failure::new(format!(
                "--output {}={} would overwrite the snapshot that is judged",
                format.as_str(),
                path.display()
            ))
            .hint("name another file"));
        }
    }
    Ok(())
}

/// Whether two paths lead to one file, as far as that can be told before it exists; standard input is none.
pub(super) fn same_file(one: &Path, other: &Path) -> bool {
    !terminal::is_standard(one) && place_of(one) == place_of(other)
}

/// The file that a path leads to, as far as that can be told before it exists.
fn place_of(path: &Path) -> PathBuf {
    let resolved = path.canonicalize().ok().or_else(|| {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        Some(parent.unwrap_or(Path::new(".")).canonicalize().ok()?.join(path.file_name()?))
    });
    resolved.unwrap_or_else(|| path.to_owned())
}

/// Writes the report in every format that was asked for; nothing before all of them are rendered.
///
/// # Errors
/// When a file or standard output cannot be written.
pub(super) fn write(
    common: &Common,
    format: Format,
    outputs: &[(Format, PathBuf)],
    report: &Report,
) -> Result<(), Failure> {
    let look = terminal::look(common);
    let plain = Look { color: false, ..look };
    let render_as = |format, look| terminal::rendered("report", |out| render(format, report, look, out));
    let files = outputs.iter().map(|(format, path)| Ok((path, render_as(*format, plain)?)));
    let files: Vec<(&PathBuf, Vec<u8>)> = files.collect::<Result<_, Failure>>()?;
    let shown = render_as(format, look)?;
    files.iter().try_for_each(|(path, text)| terminal::write_private(path, text))?;
    terminal::print(&shown)
}

/// What paths are relative to: the checkout of the CI system where there is one around the working directory, else
/// the working directory. `live` is the file that stands for pools that no file holds.
pub(super) fn places(live: &Path) -> Places {
    let here = std::env::current_dir().unwrap_or_default();
    let checkout = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let root = checkout.filter(|root| here.starts_with(root)).unwrap_or_else(|| here.clone());
    Places { here, root, live: live.display().to_string() }
}
