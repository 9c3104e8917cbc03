use super::super::Look;
use super::Explained;
use std::io;

pub(super) fn render(answer: &Explained, _look: Look, out: &mut dyn io::Write) -> io::Result<()> {
    super::json::render(answer, out)
}
