//! Connections, each on a thread of its own: a request, the delay, its answer, and again.

use std::collections::BTreeMap;
use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::answer::{Answer, Ask};
use super::asked::{Scope, asked};
use super::operations::{OPERATIONS, Operation, place};
use super::quota::Quotas;
use super::settings::Settings;
use super::stats::{Counts, Event, Stats};
use super::wire::{Request, Wire};

/// What a connection's thread needs is little.
const STACK: usize = 256 * 1024;

/// What all connections share.
pub(super) struct Server {
    settings: Settings,
    counts: Mutex<Counts>,
    quotas: Mutex<Quotas>,
    open: Mutex<BTreeMap<u64, TcpStream>>,
    stopping: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    pub fn new(settings: Settings) -> Server {
        Server {
            settings,
            counts: Mutex::new(Counts::new()),
            quotas: Mutex::default(),
            open: Mutex::default(),
            stopping: AtomicBool::new(false),
        }
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    pub fn stats(&self) -> Stats {
        lock(&self.counts).stats()
    }

    pub fn log(&self) -> Vec<Event> {
        lock(&self.counts).log()
    }

    pub fn forget(&self) {
        lock(&self.counts).forget();
        *lock(&self.quotas) = Quotas::default();
    }

    /// Ends every connection, and takes no other.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        for stream in lock(&self.open).values() {
            let _gone_already = stream.shutdown(Shutdown::Both);
        }
    }
}

/// Takes connections until the server stops.
pub(super) fn accept(listener: &TcpListener, server: &Arc<Server>) {
    for (number, stream) in (0..).zip(listener.incoming()) {
        if server.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let serving = Arc::clone(server);
        let thread = std::thread::Builder::new().stack_size(STACK);
        let _full = thread.spawn(move || {
            let _closed = serve(stream, &serving, number);
            lock(&serving.open).remove(&number);
        });
    }
}

fn serve(stream: TcpStream, server: &Server, number: u64) -> io::Result<()> {
    lock(&server.open).insert(number, stream.try_clone()?);
    lock(&server.counts).connected();
    sleep_until(Instant::now(), server.settings.handshake);
    let mut wire = Wire::new(stream)?;
    while let Some(request) = wire.read()? {
        if request.path == "/fleet/stats" {
            let stats = serde_json::to_string(&server.stats())?;
            wire.write(&Answer::rest(stats))?;
            continue;
        }
        let start = Instant::now();
        lock(&server.counts).begins();
        let (operation, answer) = server.answer(&request);
        sleep_until(start, server.settings.delay);
        let written = wire.write(&answer);
        let logged = server.settings.log.then_some(start);
        lock(&server.counts).ends(&operation, answer.body.len(), logged);
        written?;
    }
    Ok(())
}

/// Until so long after `start`.
fn sleep_until(start: Instant, delay: Duration) {
    let left = delay.saturating_sub(start.elapsed());
    if !left.is_zero() {
        std::thread::sleep(left);
    }
}

impl Server {
    /// The operation's place in the table, or what it was called, and the answer.
    fn answer(&self, request: &Request) -> (Result<usize, String>, Answer) {
        let Some(scope) = Scope::of(&request.authorization) else {
            let answer =
                Answer::refused("MissingAuthenticationTokenException", "Missing Authentication Token");
            return (Err("unsigned".to_owned()), answer);
        };
        let service = scope.service;
        let (name, form) = asked(service, request);
        let Some(at) = place(service, &name) else {
            let answer = Answer::refused("UnknownOperationException", &format!("no {service}:{name} here"));
            return (Err(format!("{service}:{name}")), answer);
        };
        let ask = Ask {
            settings: &self.settings,
            account: scope.account(),
            assumed: scope.key.starts_with("ASIA"),
            region: scope.region,
            form: &form,
        };
        let operation = &OPERATIONS[at];
        if self.is_throttled(operation, &ask) {
            return (Ok(at), Answer::refused("TooManyRequestsException", "Rate exceeded"));
        }
        (Ok(at), (operation.answer)(&ask))
    }

    fn is_throttled(&self, operation: &Operation, ask: &Ask<'_>) -> bool {
        let (Some(factor), Some(category)) = (self.settings.quotas, operation.quota) else { return false };
        let pool = ask.form.text("UserPoolId");
        let which = (category, operation.name);
        let granted = lock(&self.quotas).take(factor, ask.account, ask.region, which, pool);
        if !granted {
            lock(&self.counts).throttles(category);
        }
        !granted
    }
}
