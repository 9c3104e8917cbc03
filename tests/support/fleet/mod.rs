//! A simulated AWS account of as many user pools as a test or a benchmark wants, on a loopback port.
//!
//! It answers what `check` asks of Amazon Cognito, IAM, AWS STS, Amazon SNS, Amazon SES, AWS WAF and AWS Organizations,
//! in the protocols of each. Every answer is a function of the account, the Region and the number of the pool, so the
//! same question gives the same bytes, and ten thousand pools take no more memory than one. The account is told by the
//! access key of the request, Region and service by the scope of its signature, which is not verified.
//!
//! A connection is served by a thread of its own: what sleeps there wakes within a tenth of a millisecond, where a
//! timer of an event loop would be a millisecond or two late.

mod accounts;
mod answer;
mod asked;
mod clients;
mod details;
mod documents;
mod form;
mod iam;
mod operations;
mod pool;
mod pools;
mod quota;
mod role;
mod sending;
mod serve;
mod settings;
mod stats;
mod wire;

pub use pool::{Fault, Pool};
pub use settings::{ACCOUNT, Policies, Roles, Settings};
pub use stats::{Event, Stats};

use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::JoinHandle;

use serve::Server;

/// The running server; it ends with this value.
pub struct Fleet {
    endpoint: String,
    server: Arc<Server>,
    accepting: Option<JoinHandle<()>>,
}

impl Fleet {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// When there is no such port, or no thread.
    pub fn start(settings: Settings) -> io::Result<Fleet> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let endpoint = format!("http://{}", listener.local_addr()?);
        let server = Arc::new(Server::new(settings));
        let serving = Arc::clone(&server);
        let accepting = std::thread::Builder::new()
            .name("fleet".to_owned())
            .spawn(move || serve::accept(&listener, &serving))?;
        Ok(Fleet { endpoint, server, accepting: Some(accepting) })
    }

    /// `http://127.0.0.1:PORT`, for all services alike.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The variables by which an SDK finds the server, as `account` in `region`.
    pub fn env(&self, account: &str, region: &str) -> [(&'static str, String); 4] {
        [
            ("AWS_ENDPOINT_URL", self.endpoint.clone()),
            ("AWS_REGION", region.to_owned()),
            ("AWS_ACCESS_KEY_ID", account.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
        ]
    }

    /// The pool of this number, in the first Region of [`ACCOUNT`].
    ///
    /// # Panics
    /// When there are not so many pools.
    pub fn pool(&self, number: usize) -> Pool<'_> {
        let settings = self.server.settings();
        let region = settings.regions.first().expect("a Region");
        Pool::numbered(settings, ACCOUNT, region, number).expect("a pool of that number")
    }

    /// What was asked so far, since the start or [`Fleet::forget`].
    pub fn stats(&self) -> Stats {
        self.server.stats()
    }

    /// The calls so far, in the order in which they ended, where [`Settings::log`] is set.
    pub fn log(&self) -> Vec<Event> {
        self.server.log()
    }

    /// Starts counting anew, with full quotas.
    pub fn forget(&self) {
        self.server.forget();
    }
}

impl Drop for Fleet {
    fn drop(&mut self) {
        self.server.stop();
        // A connection wakes the thread that waits for one.
        let _woken = TcpStream::connect(self.endpoint.trim_start_matches("http://"));
        if let Some(accepting) = self.accepting.take() {
            let _ended = accepting.join();
        }
    }
}
