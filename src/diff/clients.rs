//! Which app client of one pool is which of the other.

use crate::finding::Evidence;
use crate::rules::Case;
use crate::snapshot::text;

const LIST_CLIENTS: &str = "cognito-idp:ListUserPoolClients";

/// An app client that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// Its `ClientId`.
    pub(super) id: String,
    /// What it is called on both sides; `None` where the other pool has no such client.
    pub(super) shared: Option<String>,
    name: String,
}

/// The clients of two pools, paired by name. Where one is left over on each side, these two are a pair.
pub(super) fn paired(cases: [&Case<'_>; 2]) -> [Vec<Named>; 2] {
    let [mut a, mut b] = cases.map(named);
    for client in &mut a {
        let of_name = b.iter_mut().find(|other| other.shared.is_none() && other.name == client.name);
        if let Some(other) = of_name {
            other.shared = Some(client.name.clone());
            client.shared = Some(client.name.clone());
        }
    }
    if let ([one], [other]) = (left(&a).as_slice(), left(&b).as_slice()) {
        let shared = Some(format!("{} or {}", a[*one].name, b[*other].name));
        (a[*one].shared, b[*other].shared) = (shared.clone(), shared);
    }
    [a, b]
}

/// The positions of clients that are no pair.
fn left(clients: &[Named]) -> Vec<usize> {
    (0..clients.len()).filter(|position| clients[*position].shared.is_none()).collect()
}

/// The clients of each pool that the other has not; `None` where one of the lists was not read.
pub(super) fn unpaired(cases: [&Case<'_>; 2], clients: &[Vec<Named>; 2]) -> Option<[Vec<Evidence>; 2]> {
    if cases.iter().any(|case| case.snapshot.clients.known().is_none()) {
        return None;
    }
    let only = [0, 1].map(|side| {
        let alone = left(&clients[side]).into_iter().map(|position| &clients[side][position]);
        alone
            .map(|client| Evidence::new(LIST_CLIENTS, "UserPoolClients[].ClientName", client.name.as_str()))
            .collect::<Vec<_>>()
    });
    only.iter().any(|side| !side.is_empty()).then_some(only)
}

fn named(case: &Case<'_>) -> Vec<Named> {
    let elements = case.snapshot.clients.known().map(Vec::as_slice).unwrap_or_default();
    let client = |element| {
        let id = text(element, "ClientId")?.to_owned();
        let name = text(element, "ClientName").unwrap_or(&id).to_owned();
        Some(Named { id, shared: None, name })
    };
    elements.iter().filter_map(client).collect()
}
