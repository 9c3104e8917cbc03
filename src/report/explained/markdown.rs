use super::Explained;
use std::io;

pub(super) fn render(answer: &Explained, out: &mut dyn io::Write) -> io::Result<()> {
    super::json::render(answer, out)
}
