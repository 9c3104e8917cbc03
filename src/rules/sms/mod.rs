//! SMS: the role by which Cognito sends messages, the pool's SMS configuration, and what stands between Amazon SNS
//! and the phone.

mod assume;
pub(super) mod configuration;
pub(super) mod delivery;
mod denials;
mod facts;
mod fixes;
pub(super) mod looks;
pub(super) mod permission;
mod policies;
pub(super) mod role;
mod simulated;
mod statements;
pub(super) mod trust;

pub(super) use facts::{sending_path, sending_regions};
