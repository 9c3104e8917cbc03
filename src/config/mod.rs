//! How `check` is set up: the configuration file, the variables and the flags, what they suppress, and the baseline.
//!
//! [`File`](file) is the form of `mfa-doctor.toml`; its JSON Schema, made from the type, tells the known keys to
//! whoever needs them: the reader's errors, the variables of the environment, `generate config` and the documents.

mod baseline;
mod file;
mod problem;
mod read;
mod settings;
mod shape;
mod template;
mod treat;
mod variables;

pub use baseline::{Baseline, BaselineError, Entry};
pub use file::{FailOn, schema};
pub use problem::Problem;
pub use read::parse;
pub use settings::{Config, Settings, Suppression};
pub use template::template;
pub use treat::{Scope, Treated, Treatment};
pub use variables::{PREFIX, Variables, from_variables, variable_of};
