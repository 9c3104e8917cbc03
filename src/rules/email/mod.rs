//! E-mail: the pool's sender setting, the identity it names, and Amazon SES behind it.

pub(super) mod delivery;
pub(super) mod identity;
pub(super) mod looks;
pub(super) mod policy;
mod sender;
pub(super) mod sender_account;
pub(super) mod ses;

pub(super) use sender::Sender;
