//! Pieces of sentences that several families need.

use crate::snapshot::Client;

/// `a`, `a and b`, `a, b and c`.
pub(super) fn joined(words: &[impl AsRef<str>]) -> String {
    let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
    match words.split_last() {
        None => String::new(),
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}

/// `1 client` or `3 clients`.
pub(super) fn counted(clients: &[Client<'_>]) -> String {
    match clients.len() {
        1 => "1 client".to_owned(),
        number => format!("{number} clients"),
    }
}

/// `web (1example…)` of each; beyond four, the number of the others.
pub(super) fn named(clients: &[Client<'_>]) -> String {
    let mut words: Vec<String> = clients.iter().take(4).map(label).collect();
    if clients.len() > 4 {
        words.push(format!("{} more", clients.len() - 4));
    }
    joined(&words)
}

/// `web (1example…)`, or the ID alone of a client without a name.
pub(super) fn label(client: &Client<'_>) -> String {
    if client.name() == client.id() {
        return client.id().to_owned();
    }
    format!("{} ({})", client.name(), client.id())
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn lists_read_as_english() {
        assert_eq!(joined(&["a"]), "a");
        assert_eq!(joined(&["a", "b"]), "a and b");
        assert_eq!(joined(&["a", "b", "c"]), "a, b and c");
    }
}
