//! `--write-fixes`: the documents that the printed commands read.

use super::{Failure, terminal};
use crate::report::Report;
use std::fs;
use std::path::Path;

/// Writes every document into `folder`, and points the commands at the files.
///
/// # Errors
/// When the folder or a file cannot be written, or a file of the same name holds something else.
pub(super) fn write(folder: &Path, report: &mut Report) -> Result<(), Failure> {
    fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("cannot make the folder {}: {error}", folder.display())))?;
    let several = report.pools.len() > 1;
    for (number, pool) in report.pools.iter_mut().enumerate() {
        // A file made by hand may hold any text as the pool's ID.
        let id: String =
            pool.id.chars().map(|c| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' }).collect();
        let prefix = if several { format!("{}-{id}-", number + 1) } else { String::new() };
        for step in pool.findings.iter_mut().flat_map(|finding| &mut finding.fix.steps) {
            let Some(input) = &step.input else { continue };
            let Some(word) = step.argv.iter_mut().find(|word| word.starts_with("file://")) else { continue };
            let name = word.trim_start_matches("file://");
            let path = folder.join(format!("{prefix}{name}"));
            let text = serde_json::to_string_pretty(input)
                .map_err(|error| Failure::new(format!("cannot write {}: {error}", path.display())))?;
            write_new(&path, &(text + "\n"))?;
            *word = format!("file://{}", path.display());
        }
    }
    Ok(())
}

/// A file that somebody edited is not overwritten.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    match fs::read_to_string(path) {
        Ok(found) if found == text => Ok(()),
        Ok(_) => Err(Failure::new(format!("{} exists and holds something else", path.display()))
            .hint("name an empty folder, or remove the file")),
        Err(_) => terminal::write_private(path, text.as_bytes()),
    }
}
