//! The IAM permissions that the program takes: every AWS operation that it sends, and the policy that allows just those.

mod policy;
mod scope;
mod table;

pub use policy::{Bounds, LIMIT, Part, Pool, Role, length, policy};
pub use table::*;

/// One AWS operation, with the permission that it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The permission as IAM writes it; after the colon stands the operation's name on the wire.
    pub iam_action: &'static str,
    /// Permissions that AWS asks for besides.
    pub also: &'static [&'static str],
    /// Whether a diagnosis is incomplete without it; what is not core settles more questions.
    pub core: bool,
    /// Whether it is sent only where users are asked for.
    pub of_users: bool,
    /// What its answer is read for.
    pub why: &'static str,
}

impl Operation {
    const fn new(iam_action: &'static str, core: bool, of_users: bool) -> Operation {
        Operation { iam_action, also: &[], core, of_users, why: "" }
    }

    /// Which part of the permissions it belongs to.
    pub const fn part(&self) -> &'static str {
        match (self.core, self.of_users) {
            (true, false) => "core",
            (false, false) => "extra",
            (true, true) => "core with `--user`",
            (false, true) => "extra with `--user`",
        }
    }

    /// Every permission that it takes.
    pub fn actions(&self) -> impl Iterator<Item = &'static str> + use<> {
        std::iter::once(self.iam_action).chain(self.also.iter().copied())
    }
}
