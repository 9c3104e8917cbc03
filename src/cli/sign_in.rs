//! The arguments of `sign-in`.

use super::values::one_of;
use super::{Aws, General};
use crate::commands::sign_in::{Flow, Options};
use clap::Args;
use std::path::PathBuf;

pub(super) const EXIT_CODES: &str = "\
It signs a real user in: it may set a password, enrol a factor, have codes sent, and count toward
monthly active users. It says so first, and asks, unless --yes.

The password comes from --password-file, from the variable MFA_DOCTOR_PASSWORD, or from a prompt
that does not show it. Codes, and the choice of a factor, come from prompts; where standard input
is no terminal, from its lines, one for each. AWS credentials are used where there are any: for the
secret of the app client, for --flow admin, and to say which cause of an error holds in the pool.

Exit codes:
  0    signed in, and enrolled where that was asked for
  1    not: refused, and explained, or a challenge that cannot be answered here
  2    the input cannot be used or ended early, or Cognito gave no answer
  130  interrupted; what was done by then is said";

#[derive(Debug, Args)]
pub(super) struct SignInArgs {
    /// The pool, by ID or ARN.
    #[arg(long, value_name = "ID|ARN")]
    pool: String,
    /// The app client, by ID.
    #[arg(long, value_name = "ID")]
    client: String,
    /// The user, as in a sign-in form.
    #[arg(long, value_name = "NAME")]
    user: String,
    /// How to begin: srp proves the password, password sends it, admin sends it by your AWS rights.
    #[arg(long, default_value = "srp", value_parser = one_of(&["srp", "password", "admin"]))]
    flow: String,
    /// Enrol an authenticator app, replacing the one there is.
    #[arg(long, value_name = "FACTOR", value_parser = one_of(&["totp"]))]
    enroll: Option<String>,
    /// Answer TOTP by the secret in this file; with --enroll, write the new secret to it.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    totp_secret_file: Option<PathBuf>,
    /// A file with the password.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    password_file: Option<PathBuf>,
    /// A file with the password that replaces a temporary one (or MFA_DOCTOR_NEW_PASSWORD).
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    new_password_file: Option<PathBuf>,
    /// A file with the secret of the app client.
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    client_secret_file: Option<PathBuf>,
    /// Do it without asking.
    #[arg(short, long, help_heading = "Input")]
    yes: bool,
    /// Print the transcript as JSON; nothing in it is secret.
    #[arg(long, help_heading = "Output")]
    json: bool,
    #[command(flatten)]
    aws: Aws,
}

impl SignInArgs {
    pub(super) fn options(self, general: &General) -> Options {
        Options {
            common: general.common(self.aws),
            pool: self.pool,
            client: self.client,
            user: self.user,
            flow: Flow::ALL.into_iter().find(|flow| flow.as_str() == self.flow).unwrap_or(Flow::Srp),
            enrol: self.enroll.is_some(),
            totp_secret_file: self.totp_secret_file,
            password_file: self.password_file,
            new_password_file: self.new_password_file,
            client_secret_file: self.client_secret_file,
            yes: self.yes,
            json: self.json,
        }
    }
}
