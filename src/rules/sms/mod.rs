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

use crate::snapshot::Gap;
use std::cell::OnceCell;
use std::fmt;
use std::rc::Rc;

/// What the role's policies answer, evaluated once for all rules; `None` where there is no role to judge.
#[derive(Default)]
pub(super) struct Answers<'a> {
    permission: OnceCell<Answered<policies::Permission<'a>>>,
    trust: OnceCell<Answered<assume::Trust<'a>>>,
}

type Answered<T> = Result<Option<Rc<T>>, Gap>;

impl fmt::Debug for Answers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answers").finish_non_exhaustive()
    }
}
