//! The line to Amazon Cognito, in a build that has one.

#[cfg(feature = "aws")]
pub(super) use with_aws::{Line, ready};
#[cfg(not(feature = "aws"))]
pub(super) use without_aws::{Line, ready};

use crate::sign_in::{Refusal, Reply};

/// What became of a call.
#[cfg_attr(not(feature = "aws"), expect(dead_code, reason = "nothing is sent there"))]
pub(super) enum Sent {
    /// It was answered, or why not.
    Answered(Result<Reply, Refusal>),
    /// The user interrupted it.
    Interrupted,
}

#[cfg(feature = "aws")]
mod with_aws {
    use super::super::super::target::Target;
    use super::super::super::{Common, Failure, live, terminal};
    use super::super::watch::Watch;
    use super::Sent;
    use crate::collect::{ConnectError, Connection, Door, connect, door};
    use crate::sign_in::{AppClient, Call, Flow};
    use tokio::runtime::Runtime;

    /// Whether this build can sign in at all.
    pub(in crate::commands::sign_in) fn ready() -> Result<(), Failure> {
        Ok(())
    }

    /// A line that is open.
    pub(in crate::commands::sign_in) struct Line {
        runtime: Runtime,
        door: Door,
        connection: Result<Connection, ConnectError>,
        target: Target,
        client: String,
    }

    impl Line {
        /// Opens it; nothing is sent to Cognito. AWS credentials are looked for, and needed by `Flow::Admin` alone.
        pub(in crate::commands::sign_in) fn open(
            common: &Common,
            target: &Target,
            client: &str,
            flow: Flow,
            watch: &Watch,
        ) -> Result<Line, Failure> {
            let runtime = live::runtime()?;
            let access = live::access(common);
            let failed = |error: ConnectError| live::failure(&error, error.hint());
            let opening = async {
                let connection = connect(&access, Some(&target.region)).await;
                let door = match (&connection, flow) {
                    (Ok(connection), Flow::Admin) => connection.door(&target.region, &target.id, client),
                    (Err(_), Flow::Admin) => return connection.map(|connection| (Ok(connection), None)),
                    _ => door(&access, &target.region, &target.id, client).await?,
                };
                Ok((connection, Some(door)))
            };
            let opened = runtime.block_on(async {
                tokio::select! {
                    biased;
                    () = watch.interrupted() => Err(Failure::interrupted()),
                    opened = opening => opened.map_err(failed),
                }
            });
            let (connection, door) = opened?;
            let door = door.ok_or_else(|| Failure::new("there is no way to AWS"))?;
            Ok(Line { runtime, door, connection, target: target.clone(), client: client.to_owned() })
        }

        /// Why the caller's own AWS rights cannot be used.
        pub(in crate::commands::sign_in) fn stranger(&self) -> Option<String> {
            self.connection.as_ref().err().map(ToString::to_string)
        }

        /// The app client, where the caller may read it.
        pub(in crate::commands::sign_in) fn app_client(
            &self,
            common: &Common,
            watch: &Watch,
        ) -> Result<Option<AppClient>, Failure> {
            let Ok(connection) = &self.connection else { return Ok(None) };
            let read = self.runtime.block_on(async {
                tokio::select! {
                    biased;
                    () = watch.interrupted() => None,
                    read = connection.app_client(&self.target.region, &self.target.id, &self.client) => Some(read),
                }
            });
            match read {
                None => Err(Failure::interrupted()),
                Some(Ok(client)) => Ok(Some(client)),
                Some(Err(unread)) => {
                    let text = format!(
                        "the app client, and whether it has a secret, was not read: {} ({})",
                        unread.operation, unread.code
                    );
                    terminal::remark(common, &text);
                    Ok(None)
                }
            }
        }

        /// Makes one call, once.
        pub(in crate::commands::sign_in) fn send(&self, call: &Call, watch: &Watch) -> Sent {
            self.runtime.block_on(async {
                tokio::select! {
                    biased; // nothing is sent after the signal
                    () = watch.interrupted() => Sent::Interrupted,
                    answer = self.door.send(call) => Sent::Answered(answer),
                }
            })
        }
    }
}

#[cfg(not(feature = "aws"))]
mod without_aws {
    use super::super::super::target::Target;
    use super::super::super::{Common, Failure};
    use super::super::watch::Watch;
    use super::Sent;
    use crate::sign_in::{AppClient, Call, Flow};
    use std::convert::Infallible;

    pub(in crate::commands::sign_in) fn ready() -> Result<(), Failure> {
        Err(Failure::new("this build of mfa-doctor cannot sign in")
            .hint("build it with the feature `aws`, which is on by default"))
    }

    /// No line at all.
    pub(in crate::commands::sign_in) struct Line(Infallible);

    impl Line {
        pub(in crate::commands::sign_in) fn open(
            _: &Common,
            _: &Target,
            _: &str,
            _: Flow,
            _: &Watch,
        ) -> Result<Line, Failure> {
            ready().and(Err(Failure::new("there is no way to AWS")))
        }

        pub(in crate::commands::sign_in) fn stranger(&self) -> Option<String> {
            match self.0 {}
        }

        pub(in crate::commands::sign_in) fn app_client(
            &self,
            _: &Common,
            _: &Watch,
        ) -> Result<Option<AppClient>, Failure> {
            match self.0 {}
        }

        pub(in crate::commands::sign_in) fn send(&self, _: &Call, _: &Watch) -> Sent {
            match self.0 {}
        }
    }
}
