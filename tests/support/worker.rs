//! A Python helper that lives as long as the test process and answers JSON lines, many at once.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// Longer than any answer a test waits for, so that only a dead helper runs into it.
const PATIENCE: Duration = Duration::from_secs(120);

type Waiting = Arc<Mutex<HashMap<u64, Sender<Value>>>>;

/// The helper ends when its standard input closes, and that happens however this process ends.
pub struct Worker {
    script: &'static str,
    input: Mutex<ChildStdin>,
    waiting: Waiting,
    next: AtomicU64,
    _process: Child,
}

impl Worker {
    /// Starts `tests/support/<script>`.
    pub fn start(python: &Path, script: &'static str) -> Result<Self, String> {
        let mut command = Command::new(python);
        command.arg("-B").arg(super::file(script));
        super::scrub(&mut command);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{script} did not start: {error}"))?;
        let input = process.stdin.take().expect("stdin is piped");
        let output = process.stdout.take().expect("stdout is piped");
        let waiting = Waiting::default();
        let answers = Arc::clone(&waiting);
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                let Ok(answer) = serde_json::from_str::<Value>(&line) else { continue };
                let id = answer["id"].as_u64().unwrap_or_default();
                if let Some(asker) = answers.lock().expect("no holder panics").remove(&id) {
                    let _gave_up = asker.send(answer);
                }
            }
            // The helper is gone: dropping the senders tells everyone who still waits.
            answers.lock().expect("no holder panics").clear();
        });
        Ok(Self { script, input: Mutex::new(input), waiting, next: AtomicU64::new(1), _process: process })
    }

    /// Asks and waits: `Err` holds the helper's `error` member.
    pub fn ask(&self, mut request: Value) -> Result<Value, Value> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        request["id"] = json!(id);
        let (asker, answer) = channel();
        self.waiting.lock().expect("no holder panics").insert(id, asker);
        let sent = writeln!(self.input.lock().expect("no holder panics"), "{request}");
        sent.unwrap_or_else(|error| panic!("{} is gone: {error}", self.script));
        let mut answer = answer
            .recv_timeout(PATIENCE)
            .unwrap_or_else(|_| panic!("{} gave no answer to {request}", self.script));
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["ok"].take()),
        }
    }
}
