//! An endpoint that plays the answers that AWS documents, in a fixed order, and notes what it was sent: for what no
//! emulator does as AWS does.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// One answer, to the operation that must come next.
#[derive(Clone, Debug)]
pub struct Line {
    operation: &'static str,
    /// `None` hangs.
    answer: Option<(u16, Value)>,
    wait: Duration,
}

/// The answer to `operation`.
pub fn says(operation: &'static str, answer: Value) -> Line {
    Line { operation, answer: Some((200, answer)), wait: Duration::ZERO }
}

/// An error of AWS's JSON protocol.
pub fn refuses(operation: &'static str, code: &str, message: &str) -> Line {
    let answer = json!({"__type": code, "message": message});
    Line { operation, answer: Some((400, answer)), wait: Duration::ZERO }
}

/// No answer at all.
pub fn hangs(operation: &'static str) -> Line {
    Line { operation, answer: None, wait: Duration::ZERO }
}

impl Line {
    /// The answer takes a while.
    pub fn after(self, milliseconds: u64) -> Line {
        Line { wait: Duration::from_millis(milliseconds), ..self }
    }
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Heard {
    pub operation: String,
    pub body: Value,
    pub signed: bool,
}

/// The endpoint, for as long as the test lives.
pub struct Scripted {
    pub endpoint: String,
    heard: Arc<Mutex<Vec<Heard>>>,
    left: Arc<Mutex<Vec<Line>>>,
}

impl Scripted {
    pub fn play(script: Vec<Line>) -> Scripted {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let endpoint = format!("http://{}", listener.local_addr().expect("a bound listener"));
        let (heard, left) = (Arc::default(), Arc::new(Mutex::new(script)));
        let played = Scripted { endpoint, heard: Arc::clone(&heard), left: Arc::clone(&left) };
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (heard, left) = (Arc::clone(&heard), Arc::clone(&left));
                std::thread::spawn(move || serve(stream, &heard, &left));
            }
        });
        played
    }

    /// What came, in order.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().expect("no holder panics").clone()
    }

    /// The requests, where the whole script was played and nothing else came.
    ///
    /// # Panics
    /// When a line is left.
    #[track_caller]
    pub fn played(&self) -> Vec<Heard> {
        let left = self.left.lock().expect("no holder panics").clone();
        assert!(left.is_empty(), "not asked for: {left:?}; asked for: {:#?}", self.heard());
        self.heard()
    }
}

fn serve(stream: TcpStream, heard: &Mutex<Vec<Heard>>, left: &Mutex<Vec<Line>>) -> Option<()> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut operation, mut length, mut signed) = (String::new(), 0, false);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            if line.trim_end().is_empty() {
                break;
            }
            continue;
        };
        match name.to_ascii_lowercase().as_str() {
            "x-amz-target" => operation = value.rsplit('.').next()?.trim().to_owned(),
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => signed = true,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = serde_json::from_slice(&body).unwrap_or_default();
    heard.lock().expect("no holder panics").push(Heard { operation: operation.clone(), body, signed });
    let line = {
        let mut left = left.lock().expect("no holder panics");
        let fits = left.first().is_some_and(|line| line.operation == operation);
        fits.then(|| left.remove(0))
    };
    let (status, answer) = match line {
        Some(Line { answer: None, .. }) => loop {
            std::thread::sleep(Duration::from_secs(60));
        },
        Some(Line { answer: Some(answer), wait, .. }) => {
            std::thread::sleep(wait);
            answer
        }
        None => (400, json!({"__type": "NotInTheScript", "message": format!("{operation} is not due")})),
    };
    let answer = answer.to_string();
    let head =
        format!("HTTP/1.1 {status} OK\r\nContent-Type: application/x-amz-json-1.1\r\nConnection: close");
    let mut stream = stream;
    write!(stream, "{head}\r\nContent-Length: {}\r\n\r\n{answer}", answer.len()).ok()
}
