//! The real servers, started once per test process on free loopback ports.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use super::venv::{MINISTACK, MOTO, home};
use super::worker::Worker;

/// Generous: a loaded machine with two cores may need most of it, a dead server is noticed at once.
const START_WITHIN: Duration = Duration::from_secs(90);

/// What every test shares. Tests keep apart by accounts of their own, never by resetting a server.
pub struct Servers {
    /// cognito-idp, iam, sts, sesv2, wafv2, with IAM enforced.
    pub ministack: String,
    /// The second opinion, with AWS's managed policies.
    pub moto: String,
    /// SNS beside ministack: moto too, but without the managed policies, which it would load anew
    /// for each test's account (0.2 s).
    pub sns: String,
    pub(super) calls: Worker,
    pub(super) proxies: Worker,
    _held: [Running; 3],
}

/// The running servers; the first caller installs and starts them.
///
/// # Panics
///
/// In every test alike, with the reason, when they cannot be installed or started.
pub fn servers() -> &'static Servers {
    static SERVERS: OnceLock<Result<Servers, String>> = OnceLock::new();
    SERVERS.get_or_init(start).as_ref().unwrap_or_else(|reason| panic!("no test servers: {reason}"))
}

fn start() -> Result<Servers, String> {
    std::thread::scope(|scope| {
        let others = scope.spawn(|| {
            let bin = MOTO.bin()?;
            let sns = scope.spawn(|| start_moto("sns", &MOTO.bin()?, false));
            let moto = start_moto("moto", &bin, true)?;
            let calls = Worker::start(&bin.join("python"), "aws_calls.py")?;
            Ok::<_, String>((moto, sns.join().map_err(|_| "starting moto panicked")??, calls))
        });
        let bin = MINISTACK.bin()?;
        let ministack = start_ministack(&bin)?;
        let proxies = Worker::start(&bin.join("python"), "proxy.py")?;
        let (moto, sns, calls) = others.join().map_err(|_| "starting moto panicked")??;
        Ok(Servers {
            ministack: ministack.endpoint.clone(),
            moto: moto.endpoint.clone(),
            sns: sns.endpoint.clone(),
            calls,
            proxies,
            _held: [ministack, moto, sns],
        })
    })
}

fn start_ministack(bin: &Path) -> Result<Running, String> {
    Running::start("ministack", &bin.join("python"), "/_ministack/ready", |command, port, scratch| {
        command.arg(bin.join("ministack"));
        command.env("GATEWAY_PORT", port.to_string()).env("BIND_HOST", "127.0.0.1");
        command
            .env("AUTH", "true")
            .env("MINISTACK_ACCOUNT_ID", "123456789012")
            .env("CLOUDTRAIL_RECORDING", "1");
        // Its MQTT listener would open a port on every interface, whatever BIND_HOST says.
        command.env("IOT_MTLS_ENABLED", "0");
        command.env("STATE_DIR", scratch.join("state")).env("LOG_LEVEL", "WARNING");
    })
}

fn start_moto(name: &str, bin: &Path, managed_policies: bool) -> Result<Running, String> {
    Running::start(name, &bin.join("python"), "/moto-api/", |command, port, _| {
        command.arg(bin.join("moto_server")).args(["-H", "127.0.0.1", "-p", &port.to_string()]);
        command.env("MOTO_IAM_LOAD_MANAGED_POLICIES", managed_policies.to_string());
        command.env("MOTO_COGNITO_IDP_USER_POOL_ENABLE_TOTP", "true");
    })
}

/// A server under the launcher, which ends it when this process lets go of its standard input.
struct Running {
    endpoint: String,
    process: Child,
    log: PathBuf,
}

impl Running {
    fn start(
        name: &str,
        python: &Path,
        ready: &str,
        configure: impl Fn(&mut Command, u16, &Path),
    ) -> Result<Self, String> {
        let mut tries = 3;
        loop {
            let mut server = Self::launch(name, python, &configure)?;
            match server.wait_until_ready(ready) {
                Ok(()) => return Ok(server),
                // Somebody may have taken the port between our choice and the server's start.
                Err(Failure::Exited) if tries > 1 => tries -= 1,
                Err(failure) => {
                    let said = fs::read_to_string(&server.log).unwrap_or_default();
                    return Err(format!("{name} {failure}; it said:\n{said}"));
                }
            }
        }
    }

    fn launch(
        name: &str,
        python: &Path,
        configure: impl Fn(&mut Command, u16, &Path),
    ) -> Result<Self, String> {
        let port = free_port().map_err(|error| format!("no free port on 127.0.0.1: {error}"))?;
        let scratch = home().join("run").join(format!("{name}-{}-{port}", std::process::id()));
        fs::create_dir_all(&scratch)
            .map_err(|error| format!("cannot create {}: {error}", scratch.display()))?;
        let log = scratch.join("server.log");
        let output =
            fs::File::create(&log).map_err(|error| format!("cannot create {}: {error}", log.display()))?;
        let errors = output.try_clone().map_err(|error| format!("cannot open {}: {error}", log.display()))?;
        let mut command = Command::new(python);
        command.arg("-B").arg(super::file("launcher.py")).arg(&scratch).arg(python);
        super::scrub(&mut command);
        command.env("HOME", &scratch).env("TMPDIR", &scratch).env("PYTHONUNBUFFERED", "1");
        configure(&mut command, port, &scratch);
        let spawned = command.stdin(Stdio::piped()).stdout(output).stderr(errors).spawn();
        let process = spawned.map_err(|error| format!("{name} did not start: {error}"))?;
        Ok(Self { endpoint: format!("http://127.0.0.1:{port}"), process, log })
    }

    fn wait_until_ready(&mut self, path: &str) -> Result<(), Failure> {
        let start = Instant::now();
        while start.elapsed() < START_WITHIN {
            if !matches!(self.process.try_wait(), Ok(None)) {
                return Err(Failure::Exited);
            }
            if http_get(&self.endpoint, path).is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(30));
        }
        Err(Failure::Silent)
    }
}

enum Failure {
    Exited,
    Silent,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Exited => write!(f, "exited instead of serving"),
            Self::Silent => write!(f, "was not ready within {} s", START_WITHIN.as_secs()),
        }
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// An endpoint that takes connections and never says a word, for as long as the listener is held.
pub fn silent() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let endpoint = format!("http://{}", listener.local_addr().expect("a bound listener"));
    (listener, endpoint)
}

/// The whole answer to a plain GET, head and body.
pub fn http_get(endpoint: &str, path: &str) -> std::io::Result<String> {
    let address = endpoint.trim_start_matches("http://");
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}
